/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "sample/bandwidth.h"

#include <glib/gi18n-lib.h>

/* Gaussian kernel densities, METHOD.md 5.1. */

typedef struct
{
  WsSampleRows rows;
  float       *bandwidth; /* dim */
} Kde;

enum
{
  BANDWIDTH,
  CHOOSE
};

static const WsSamplerSetting published_settings[] = {
  { "bandwidth", N_ ("Bandwidth"), WS_SETTING_NUMBER, 0.002, 0, 1000 },
  { 0 },
};

const WsSamplerSetting ws_kde_settings[] = {
  [BANDWIDTH] = { "bandwidth", N_ ("Bandwidth"), WS_SETTING_NUMBER, 0.002, 0, 1000 },
  [CHOOSE] = { "choose-bandwidth", N_ ("Bandwidth by cross-validation"), WS_SETTING_SWITCH, 0, 0,
               1 },
  { 0 },
};

static Kde *
kde_new (const WsSampleRows *rows, double bandwidth)
{
  Kde *self = g_new (Kde, 1);

  *self = (Kde){ *rows, g_new (float, rows->dim) };
  for (guint j = 0; j < rows->dim; j++)
    self->bandwidth[j] = (float)bandwidth;
  return self;
}

void
ws_kde_destroy (gpointer data)
{
  Kde *self = data;

  g_free (self->bandwidth);
  g_free (self);
}

static gpointer
create_published (const WsSampleRows          *rows,
                  const double                *values,
                  G_GNUC_UNUSED guint64        seed,
                  G_GNUC_UNUSED const WsStage *stage,
                  G_GNUC_UNUSED GError       **error)
{
  return kde_new (rows, values[BANDWIDTH]);
}

static gpointer
create (const WsSampleRows *rows,
        gboolean            is_joint,
        const double       *values,
        const WsStage      *stage,
        GError            **error)
{
  Kde *self = kde_new (rows, values[BANDWIDTH]);

  if (values[CHOOSE] > 0 && !ws_bandwidth_choose (rows, is_joint, self->bandwidth, stage, error))
    {
      ws_kde_destroy (self);
      return NULL;
    }
  for (guint j = 1; j < rows->dim && is_joint; j++)
    self->bandwidth[j] = self->bandwidth[0];
  return self;
}

gpointer
ws_kde_create_dim (const WsSampleRows   *rows,
                   const double         *values,
                   G_GNUC_UNUSED guint64 seed,
                   const WsStage        *stage,
                   GError              **error)
{
  return create (rows, FALSE, values, stage, error);
}

gpointer
ws_kde_create_joint (const WsSampleRows   *rows,
                     const double         *values,
                     G_GNUC_UNUSED guint64 seed,
                     const WsStage        *stage,
                     GError              **error)
{
  return create (rows, TRUE, values, stage, error);
}

static const float *
choose_row (const Kde *self, WsStream *stream, guint32 *from)
{
  guint32 row = ws_stream_below (stream, self->rows.n);

  if (from != NULL)
    *from = row;
  return self->rows.x + (gsize)row * self->rows.dim;
}

/* As the published code really draws: one row and one normal for all dimensions,
 * z* = z_i + h·ε·(1, …, 1). */
static gboolean
draw_published (gpointer         data,
                const WsDrawing *drawing,
                float           *out,
                guint32         *from,
                const WsStage   *stage,
                GError         **error)
{
  const Kde *self = data;
  guint      dim = self->rows.dim;

  for (guint s = 0; s < drawing->n; s++)
    {
      WsStream     stream;
      const float *row;
      float        shift;

      ws_draw_open (&stream, drawing->seed, drawing->first + s);
      row = choose_row (self, &stream, from != NULL ? from + s : NULL);
      shift = self->bandwidth[0] * ws_stream_normal (&stream);
      for (guint j = 0; j < dim; j++)
        out[(gsize)s * dim + j] = row[j] + shift;
      if (!ws_stage_report (stage, (s + 1.0) / drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

/* Each dimension its own row and jitter: what the method's text describes, and new networks. */
gboolean
ws_kde_draw_dim (gpointer         data,
                 const WsDrawing *drawing,
                 float           *out,
                 guint32         *from,
                 const WsStage   *stage,
                 GError         **error)
{
  const Kde *self = data;
  guint      dim = self->rows.dim;

  for (guint s = 0; s < drawing->n; s++)
    {
      WsStream stream;

      ws_draw_open (&stream, drawing->seed, drawing->first + s);
      for (guint j = 0; j < dim; j++)
        {
          const float *row = choose_row (self, &stream, NULL);

          out[(gsize)s * dim + j] = row[j] + self->bandwidth[j] * ws_stream_normal (&stream);
        }
      if (from != NULL)
        from[s] = G_MAXUINT32; /* from no one row */
      if (!ws_stage_report (stage, (s + 1.0) / drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

/* One row, jitter of its own in each dimension. */
gboolean
ws_kde_draw_joint (gpointer         data,
                   const WsDrawing *drawing,
                   float           *out,
                   guint32         *from,
                   const WsStage   *stage,
                   GError         **error)
{
  const Kde *self = data;
  guint      dim = self->rows.dim;

  for (guint s = 0; s < drawing->n; s++)
    {
      WsStream     stream;
      const float *row;

      ws_draw_open (&stream, drawing->seed, drawing->first + s);
      row = choose_row (self, &stream, from != NULL ? from + s : NULL);
      for (guint j = 0; j < dim; j++)
        out[(gsize)s * dim + j] = row[j] + self->bandwidth[j] * ws_stream_normal (&stream);
      if (!ws_stage_report (stage, (s + 1.0) / drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

const WsSampler ws_sampler_kde = {
  .name = "kde",
  .title = N_ ("KDE, as published"),
  .source = N_ ("as published code: a training latent and one shift for all dimensions"),
  .space = WS_SPACE_LATENT,
  .settings = published_settings,
  .create = create_published,
  .destroy = ws_kde_destroy,
  .draw = draw_published,
};

const WsSampler ws_sampler_kde_dim = {
  .name = "kde-dim",
  .title = N_ ("KDE per dimension"),
  .source = N_ ("as published text: each latent dimension drawn on its own"),
  .space = WS_SPACE_LATENT,
  .settings = ws_kde_settings,
  .create = ws_kde_create_dim,
  .destroy = ws_kde_destroy,
  .draw = ws_kde_draw_dim,
};

const WsSampler ws_sampler_kde_joint = {
  .name = "kde-joint",
  .title = N_ ("KDE, joint"),
  .source = N_ ("ours: a training latent and jitter in every dimension"),
  .space = WS_SPACE_LATENT,
  .settings = ws_kde_settings,
  .create = ws_kde_create_joint,
  .destroy = ws_kde_destroy,
  .draw = ws_kde_draw_joint,
};
