/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/random.h"

#include <glib/gi18n-lib.h>

/* Half-way between two rows: whether the space between networks is made of networks. Ours. Draw s
 * of a seed depends on (seed, s) alone. */
static gboolean
draw (const float *rows,
      guint        n_rows,
      guint        dim,
      float        bandwidth,
      guint64      seed,
      guint        n,
      float       *out,
      guint32     *from,
      GError     **error)
{
  if (!ws_sampler_check (n_rows, dim, bandwidth, error))
    return FALSE;
  for (guint s = 0; s < n; s++)
    {
      WsStream stream;
      guint32  a, b;

      ws_stream_init (&stream, seed, WS_PURPOSE_SAMPLE, s, 0);
      a = ws_stream_below (&stream, n_rows);
      b = n_rows > 1 ? ws_stream_below (&stream, n_rows - 1) : 0;
      b += b >= a && n_rows > 1;
      for (guint j = 0; j < dim; j++)
        out[(gsize)s * dim + j] = 0.5f * (rows[(gsize)a * dim + j] + rows[(gsize)b * dim + j]);
      if (from != NULL)
        from[s] = G_MAXUINT32; /* from no one row */
    }
  return TRUE;
}

const WsSampler ws_sampler_midpoint = {
  .name = "midpoint",
  .title = N_ ("Midpoints"),
  .source = N_ ("ours: half-way between two training latents"),
  .space = WS_SPACE_LATENT,
  .default_bandwidth = 0.002f,
  .has_no_bandwidth = TRUE,
  .draw = draw,
};
