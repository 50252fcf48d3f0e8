/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/random.h"

#include <glib/gi18n-lib.h>

/* Gaussian kernel densities of latents, METHOD.md 5.1. Draw s of a seed depends on (seed, s) alone,
 * so asking for more draws only appends. */

static void
open_stream (WsStream *stream, guint64 seed, guint draw)
{
  ws_stream_init (stream, seed, WS_PURPOSE_SAMPLE, draw, 0);
}

/* As the published code really draws: one row and one normal for all dimensions,
 * z* = z_i + h·ε·(1, …, 1). */
static gboolean
draw_published (const float *rows,
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
      guint32  row;
      float    shift;

      open_stream (&stream, seed, s);
      row = ws_stream_below (&stream, n_rows);
      shift = bandwidth * ws_stream_normal (&stream);
      for (guint j = 0; j < dim; j++)
        out[(gsize)s * dim + j] = rows[(gsize)row * dim + j] + shift;
      if (from != NULL)
        from[s] = row;
    }
  return TRUE;
}

/* Each dimension its own row and jitter: what the method's text describes, and new networks. */
gboolean
ws_kde_draw_dim (const float *rows,
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

      open_stream (&stream, seed, s);
      for (guint j = 0; j < dim; j++)
        {
          guint32 row = ws_stream_below (&stream, n_rows);

          out[(gsize)s * dim + j] =
              rows[(gsize)row * dim + j] + bandwidth * ws_stream_normal (&stream);
        }
      if (from != NULL)
        from[s] = G_MAXUINT32; /* from no one row */
    }
  return TRUE;
}

/* One row, jitter of its own in each dimension. */
gboolean
ws_kde_draw_joint (const float *rows,
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
      guint32  row;

      open_stream (&stream, seed, s);
      row = ws_stream_below (&stream, n_rows);
      for (guint j = 0; j < dim; j++)
        out[(gsize)s * dim + j] =
            rows[(gsize)row * dim + j] + bandwidth * ws_stream_normal (&stream);
      if (from != NULL)
        from[s] = row;
    }
  return TRUE;
}

const WsSampler ws_sampler_kde = {
  .name = "kde",
  .title = N_ ("KDE, as published"),
  .source = N_ ("as published code: a training latent and one shift for all dimensions"),
  .space = WS_SPACE_LATENT,
  .default_bandwidth = 0.002f,
  .draw = draw_published,
};

const WsSampler ws_sampler_kde_dim = {
  .name = "kde-dim",
  .title = N_ ("KDE per dimension"),
  .source = N_ ("as published text: each latent dimension drawn on its own"),
  .space = WS_SPACE_LATENT,
  .default_bandwidth = 0.002f,
  .draw = ws_kde_draw_dim,
};

const WsSampler ws_sampler_kde_joint = {
  .name = "kde-joint",
  .title = N_ ("KDE, joint"),
  .source = N_ ("ours: a training latent and jitter in every dimension"),
  .space = WS_SPACE_LATENT,
  .default_bandwidth = 0.002f,
  .draw = ws_kde_draw_joint,
};
