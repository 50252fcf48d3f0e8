/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include <glib/gi18n-lib.h>

static gpointer
create (const WsSampleRows          *rows,
        G_GNUC_UNUSED const double  *values,
        G_GNUC_UNUSED guint64        seed,
        G_GNUC_UNUSED const WsStage *stage,
        G_GNUC_UNUSED GError       **error)
{
  return g_memdup2 (rows, sizeof *rows);
}

/* Half-way between two rows: whether the space between networks is made of networks. Ours. */
static gboolean
draw (gpointer         data,
      const WsDrawing *drawing,
      float           *out,
      guint32         *from,
      const WsStage   *stage,
      GError         **error)
{
  const WsSampleRows *rows = data;
  guint               dim = rows->dim;

  for (guint s = 0; s < drawing->n; s++)
    {
      WsStream stream;
      guint32  a, b;

      ws_draw_open (&stream, drawing->seed, drawing->first + s);
      a = ws_stream_below (&stream, rows->n);
      b = rows->n > 1 ? ws_stream_below (&stream, rows->n - 1) : 0;
      b += b >= a && rows->n > 1;
      for (guint j = 0; j < dim; j++)
        out[(gsize)s * dim + j] =
            0.5f * (rows->x[(gsize)a * dim + j] + rows->x[(gsize)b * dim + j]);
      if (from != NULL)
        from[s] = G_MAXUINT32; /* from no one row */
      if (!ws_stage_report (stage, (s + 1.0) / drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

const WsSampler ws_sampler_midpoint = {
  .name = "midpoint",
  .title = N_ ("Midpoints"),
  .source = N_ ("ours: half-way between two training latents"),
  .space = WS_SPACE_LATENT,
  .create = create,
  .destroy = g_free,
  .draw = draw,
};
