/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/error.h"
#include "latent/knn.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Controls: draws that know less of the rows than a method should, or copy them. */

/* One place and one width for each dimension. */
typedef struct
{
  guint  dim;
  float *place, *width; /* dim each */
} Columns;

static Columns *
columns_new (guint dim)
{
  Columns *self = g_new (Columns, 1);

  *self = (Columns){ dim, g_new (float, dim), g_new (float, dim) };
  return self;
}

static void
columns_free (gpointer data)
{
  Columns *self = data;

  g_free (self->place);
  g_free (self->width);
  g_free (self);
}

/* @next: a number of the stream for each dimension. */
static gboolean
draw_columns (const Columns *self,
              float (*next) (WsStream *),
              const WsDrawing *drawing,
              float           *out,
              guint32         *from,
              const WsStage   *stage,
              GError         **error)
{
  for (guint s = 0; s < drawing->n; s++)
    {
      WsStream stream;

      ws_draw_open (&stream, drawing->seed, drawing->first + s);
      for (guint j = 0; j < self->dim; j++)
        out[(gsize)s * self->dim + j] = self->place[j] + self->width[j] * next (&stream);
      if (from != NULL)
        from[s] = G_MAXUINT32; /* from no one row */
      if (!ws_stage_report (stage, (s + 1.0) / drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

/* -- uniform: S_U, METHOD.md 5 -- */

/* Rows within (-1, 1) are taken for tanh latents, whose range is published; of others only their
 * own range is known. */
static gpointer
create_uniform (const WsSampleRows          *rows,
                G_GNUC_UNUSED const double  *values,
                G_GNUC_UNUSED guint64        seed,
                G_GNUC_UNUSED const WsStage *stage,
                G_GNUC_UNUSED GError       **error)
{
  Columns *self = columns_new (rows->dim);
  gboolean is_tanh = TRUE;

  for (gsize i = 0; i < (gsize)rows->n * rows->dim; i++)
    is_tanh = is_tanh && fabsf (rows->x[i]) <= 1;
  for (guint j = 0; j < rows->dim; j++)
    {
      float low = rows->x[j], high = rows->x[j];

      for (guint i = 1; i < rows->n; i++)
        {
          low = MIN (low, rows->x[(gsize)i * rows->dim + j]);
          high = MAX (high, rows->x[(gsize)i * rows->dim + j]);
        }
      self->place[j] = is_tanh ? -1 : low;
      self->width[j] = is_tanh ? 2 : high - low;
    }
  return self;
}

static gboolean
draw_uniform (gpointer         data,
              const WsDrawing *drawing,
              float           *out,
              guint32         *from,
              const WsStage   *stage,
              GError         **error)
{
  return draw_columns (data, ws_stream_uniform, drawing, out, from, stage, error);
}

/* -- gaussian: mean and deviation of each dimension -- */

static gpointer
create_gaussian (const WsSampleRows          *rows,
                 G_GNUC_UNUSED const double  *values,
                 G_GNUC_UNUSED guint64        seed,
                 G_GNUC_UNUSED const WsStage *stage,
                 G_GNUC_UNUSED GError       **error)
{
  Columns *self = columns_new (rows->dim);

  for (guint j = 0; j < rows->dim; j++)
    {
      double mean = 0, square = 0;

      for (guint i = 0; i < rows->n; i++)
        mean += (double)rows->x[(gsize)i * rows->dim + j] / rows->n;
      for (guint i = 0; i < rows->n; i++)
        {
          double beside = (double)rows->x[(gsize)i * rows->dim + j] - mean;

          square += beside * beside;
        }
      self->place[j] = (float)mean;
      self->width[j] = rows->n > 1 ? (float)sqrt (square / (rows->n - 1)) : 0;
    }
  return self;
}

static gboolean
draw_gaussian (gpointer         data,
               const WsDrawing *drawing,
               float           *out,
               guint32         *from,
               const WsStage   *stage,
               GError         **error)
{
  return draw_columns (data, ws_stream_normal, drawing, out, from, stage, error);
}

/* -- jitter: a row moved by a share of the way to its nearest neighbour -- */

typedef struct
{
  WsSampleRows rows;
  float       *reach; /* n: how far each row moves */
} Jitter;

static const WsSamplerSetting jitter_settings[] = {
  { "share", N_ ("Share of the distance to the nearest network"), WS_SETTING_NUMBER, 0.5, 0, 10 },
  { 0 },
};

static void
jitter_free (gpointer data)
{
  Jitter *self = data;

  g_free (self->reach);
  g_free (self);
}

/* So many nearest rows of a row that one of them is another network's. */
static guint
count_needed (const WsSampleRows *rows)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  guint most = 1;

  for (guint i = 0; i < rows->n && rows->network != NULL; i++)
    {
      gpointer network = GUINT_TO_POINTER (rows->network[i]);
      guint    n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, network)) + 1;

      g_hash_table_insert (counts, network, GUINT_TO_POINTER (n));
      most = MAX (most, n);
    }
  return most;
}

static gpointer
create_jitter (const WsSampleRows   *rows,
               const double         *values,
               G_GNUC_UNUSED guint64 seed,
               const WsStage        *stage,
               GError              **error)
{
  guint k = count_needed (rows);
  g_autoptr (WsKnn) near = NULL;
  Jitter *self;

  if (k >= rows->n)
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                           _ ("the jitter method needs rows of two networks or more"));
      return NULL;
    }
  near = ws_knn_new (rows->x, rows->n, rows->dim, k, 1, stage, error);
  if (near == NULL)
    return NULL;
  self = g_new (Jitter, 1);
  *self = (Jitter){ *rows, g_new (float, rows->n) };
  for (guint i = 0; i < rows->n; i++)
    {
      const guint32 *other = near->index + (gsize)i * k;
      guint          j = 0;

      while (rows->network != NULL && rows->network[other[j]] == rows->network[i])
        j++;
      self->reach[i] = (float)values[0] * near->distance[(gsize)i * k + j];
    }
  return self;
}

/* In a direction that is even over the sphere, and exactly as far as asked. */
static gboolean
draw_jitter (gpointer         data,
             const WsDrawing *drawing,
             float           *out,
             guint32         *from,
             const WsStage   *stage,
             GError         **error)
{
  const Jitter *self = data;
  guint         dim = self->rows.dim;

  for (guint s = 0; s < drawing->n; s++)
    {
      float       *place = out + (gsize)s * dim;
      const float *row;
      double       square = 0, step;
      guint32      i;
      WsStream     stream;

      ws_draw_open (&stream, drawing->seed, drawing->first + s);
      i = ws_stream_below (&stream, self->rows.n);
      row = self->rows.x + (gsize)i * dim;
      for (guint j = 0; j < dim; j++)
        {
          place[j] = ws_stream_normal (&stream);
          square += (double)place[j] * (double)place[j];
        }
      step = square > 0 ? (double)self->reach[i] / sqrt (square) : 0;
      for (guint j = 0; j < dim; j++)
        place[j] = (float)((double)row[j] + step * (double)place[j]);
      if (from != NULL)
        from[s] = i;
      if (!ws_stage_report (stage, (s + 1.0) / drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

const WsSampler ws_sampler_uniform = {
  .name = "uniform",
  .title = N_ ("Uniform"),
  .source = N_ ("baseline S_U: evenly in (−1, 1) as published; where latents leave it, evenly in "
                "each dimension's range"),
  .space = WS_SPACE_LATENT,
  .create = create_uniform,
  .destroy = columns_free,
  .draw = draw_uniform,
};

const WsSampler ws_sampler_gaussian = {
  .name = "gaussian",
  .title = N_ ("Gaussian"),
  .source = N_ ("baseline: mean and deviation of each dimension"),
  .space = WS_SPACE_LATENT,
  .create = create_gaussian,
  .destroy = columns_free,
  .draw = draw_gaussian,
};

const WsSampler ws_sampler_jitter = {
  .name = "jitter",
  .title = N_ ("Jitter"),
  .source = N_ ("control, ours: a training latent moved by a share of the distance to the nearest "
                "other network"),
  .space = WS_SPACE_LATENT,
  .settings = jitter_settings,
  .create = create_jitter,
  .destroy = jitter_free,
  .draw = draw_jitter,
};
