/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/interpolate.h"

#include "latent/knn.h"

#include <math.h>
#include <string.h>

#define MIN_SINE 1e-4

/* Angle between a - o and b - o; NaN where one of them is o. */
static double
get_angle (const float *a, const float *b, const float *origin, guint q)
{
  double ab = 0, aa = 0, bb = 0;

  for (guint j = 0; j < q; j++)
    {
      double o = origin != NULL ? (double)origin[j] : 0;

      ab += ((double)a[j] - o) * ((double)b[j] - o);
      aa += ((double)a[j] - o) * ((double)a[j] - o);
      bb += ((double)b[j] - o) * ((double)b[j] - o);
    }
  return acos (CLAMP (ab / sqrt (aa * bb), -1.0, 1.0));
}

static void
interpolate (WsPathKind   kind,
             const float *a,
             const float *b,
             const float *origin,
             guint        q,
             guint        n_steps,
             float       *z)
{
  double angle = kind == WS_PATH_SPHERICAL ? get_angle (a, b, origin, q) : (double)NAN;
  double sine = sin (angle);

  memcpy (z, a, sizeof *z * q);
  for (guint i = 1; i < n_steps; i++)
    {
      double t = i / (double)n_steps, left = 1 - t, right = t;

      if (sine >= MIN_SINE)
        {
          left = sin ((1 - t) * angle) / sine;
          right = sin (t * angle) / sine;
        }
      for (guint j = 0; j < q; j++)
        {
          double o = origin != NULL ? (double)origin[j] : 0;

          z[(gsize)i * q + j] = (float)(o + left * ((double)a[j] - o) + right * ((double)b[j] - o));
        }
    }
}

void
ws_interpolate_path (WsPathKind   kind,
                     const float *stops,
                     guint        n_stops,
                     guint        q,
                     const float *origin,
                     guint        n_steps,
                     float       *z)
{
  g_return_if_fail (n_steps > 0);

  for (guint s = 0; s + 1 < n_stops; s++)
    interpolate (kind, stops + (gsize)s * q, stops + (gsize)(s + 1) * q, origin, q, n_steps,
                 z + (gsize)s * n_steps * q);
  if (n_stops > 0)
    memcpy (z + (gsize)(n_stops - 1) * n_steps * q, stops + (gsize)(n_stops - 1) * q,
            sizeof *z * q);
}

/* -- from one space to another -- */

/* One row of @out from its neighbours, nearest first. */
static void
mix (const float *distance, const guint32 *index, guint k, const float *b, guint d_b, float *out)
{
  double             sum = 0;
  g_autofree double *mean = g_new0 (double, d_b);

  if (!(distance[0] > 0))
    {
      memcpy (out, b + (gsize)index[0] * d_b, sizeof *out * d_b);
      return;
    }
  for (guint i = 0; i < k; i++)
    {
      double ratio = (double)distance[i] / (double)distance[0], w = 1 / (1 + ratio * ratio);

      for (guint j = 0; j < d_b; j++)
        mean[j] += w * (double)b[(gsize)index[i] * d_b + j];
      sum += w;
    }
  for (guint j = 0; j < d_b; j++)
    out[j] = (float)(mean[j] / sum);
}

gboolean
ws_interpolate_rows (const float   *a,
                     guint          d_a,
                     const float   *b,
                     guint          d_b,
                     guint          n,
                     const float   *at,
                     guint          m,
                     guint          k,
                     const WsStage *stage,
                     float         *out,
                     GError       **error)
{
  g_autoptr (WsKnn) knn = ws_knn_query (at, m, a, n, d_a, MIN (k, n), stage, error);

  if (knn == NULL)
    return FALSE;
  for (guint i = 0; i < m; i++)
    mix (knn->distance + (gsize)i * knn->k, knn->index + (gsize)i * knn->k, knn->k, b, d_b,
         out + (gsize)i * d_b);
  return TRUE;
}
