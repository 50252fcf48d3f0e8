/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/path.h"

#include "core/error.h"
#include "core/numeric.h"
#include "net/align.h"
#include "zoo/train.h"

#include <math.h>
#include <string.h>

#define ALIGN_SEED 1 /* the order in which layers are visited */

void
ws_path_profile_free (WsPathProfile *self)
{
  g_free (self->length);
  g_free (self->stop);
  for (guint way = 0; way < WS_N_WAYS; way++)
    {
      g_free (self->acc[way]);
      g_free (self->loss[way]);
    }
  g_free (self->weights);
  g_free (self);
}

static WsPathProfile *
profile_new (guint n_stops, guint n_steps, guint n_images)
{
  WsPathProfile *self = g_new0 (WsPathProfile, 1);

  self->n_stops = n_stops;
  self->n = (n_stops - 1) * n_steps + 1;
  self->n_images = n_images;
  self->length = g_new0 (double, self->n);
  self->stop = g_new (guint, n_stops);
  for (guint i = 0; i < n_stops; i++)
    self->stop[i] = i * n_steps;
  for (guint way = 0; way < WS_N_WAYS; way++)
    {
      self->acc[way] = g_new (float, self->n);
      self->loss[way] = g_new (float, self->n);
    }
  return self;
}

static void
measure_length (WsPathProfile *self, const float *z, guint q)
{
  for (guint i = 1; i < self->n; i++)
    {
      double sum = 0;

      for (guint j = 0; j < q; j++)
        {
          double d = (double)z[(gsize)i * q + j] - (double)z[(gsize)(i - 1) * q + j];

          sum += d * d;
        }
      self->length[i] = self->length[i - 1] + sqrt (sum);
    }
}

typedef struct
{
  const WsArch         *arch;
  WsActivation          act;
  const WsTensorImages *images;
  WsJob                *job;
} Judge;

/* Weights that are not finite work nowhere. */
static gboolean
judge (const Judge *self, const float *w, guint n, float *acc, float *loss, GError **error)
{
  gsize P = self->arch->n_params;

  if (!ws_zoo_evaluate (self->arch, self->act, w, n, self->images, loss, acc, NULL, self->job,
                        error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!ws_all_finite (w + i * P, P))
      acc[i] = loss[i] = NAN;
  return self->job == NULL || ws_job_tick (self->job, error);
}

/* Steps straight from stop to stop; @stops: n_stops × P. */
static void
walk_straight (const WsPathProfile *self, const float *stops, gsize P, float *w)
{
  for (guint s = 0; s + 1 < self->n_stops; s++)
    {
      const float *a = stops + s * P, *b = a + P;
      guint        n = self->stop[s + 1] - self->stop[s];

      for (guint i = 0; i <= n; i++)
        {
          float  t = (float)i / (float)n;
          float *out = w + (self->stop[s] + i) * P;

          for (gsize j = 0; j < P; j++)
            out[j] = (1 - t) * a[j] + t * b[j];
        }
    }
}

/* Each like the one before it, which has been aligned already. */
static gboolean
align_stops (const Judge *self, float *stops, guint n_stops, GError **error)
{
  gsize             P = self->arch->n_params;
  g_autofree float *old = g_new (float, P);

  for (guint i = 1; i < n_stops; i++)
    {
      g_autoptr (WsAlignment) alignment = NULL;

      memcpy (old, stops + i * P, sizeof (float) * P);
      alignment = ws_align_by_weights (self->arch, self->act, stops + (i - 1) * P, old, TRUE,
                                       ALIGN_SEED, error);
      if (alignment == NULL)
        return FALSE;
      ws_alignment_apply (alignment, old, stops + i * P);
    }
  return TRUE;
}

/* The two ways in weights; nothing is aligned where a stop is not finite. */
static gboolean
measure_weights (WsPathProfile *self, const Judge *judged, GError **error)
{
  gsize             P = judged->arch->n_params;
  g_autofree float *stops = g_new (float, self->n_stops *P), *w = g_new (float, self->n *P);
  gboolean          is_finite;

  for (guint i = 0; i < self->n_stops; i++)
    memcpy (stops + i * P, self->weights + self->stop[i] * P, sizeof (float) * P);
  is_finite = ws_all_finite (stops, self->n_stops * P);
  walk_straight (self, stops, P, w);
  if (!judge (judged, w, self->n, self->acc[WS_WAY_WEIGHTS], self->loss[WS_WAY_WEIGHTS], error))
    return FALSE;
  if (is_finite && !align_stops (judged, stops, self->n_stops, error))
    return FALSE;
  walk_straight (self, stops, P, w);
  if (!judge (judged, w, self->n, self->acc[WS_WAY_ALIGNED], self->loss[WS_WAY_ALIGNED], error))
    return FALSE;
  for (guint i = 0; !is_finite && i < self->n; i++)
    self->acc[WS_WAY_ALIGNED][i] = self->loss[WS_WAY_ALIGNED][i] = NAN;
  return TRUE;
}

WsPathProfile *
ws_path_measure (WsHyper              *hyper,
                 WsActivation          act,
                 WsPathKind            kind,
                 const float          *stops,
                 guint                 n_stops,
                 guint                 n_steps,
                 const WsTensorImages *images,
                 WsJob                *job,
                 GError              **error)
{
  const Judge judged = { ws_hyper_get_arch (hyper), act, images, job };
  guint       q = ws_hyper_get_n_latents (hyper);
  g_autoptr (WsPathProfile) self = NULL;
  g_autofree float *z = NULL;

  g_return_val_if_fail (n_stops >= 2 && n_steps >= 1, NULL);
  if (!ws_all_finite (stops, (gsize)n_stops * q))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                           "the latents of a stop of the path are not finite");
      return NULL;
    }
  self = profile_new (n_stops, n_steps, images->n);
  z = g_new (float, (gsize)self->n *q);
  ws_interpolate_path (kind, stops, n_stops, q, NULL, n_steps, z);
  measure_length (self, z, q);
  self->weights = g_new (float, self->n *judged.arch->n_params);
  ws_hyper_decode (hyper, z, self->n, self->weights);
  if (!judge (&judged, self->weights, self->n, self->acc[WS_WAY_LATENT], self->loss[WS_WAY_LATENT],
              error) ||
      !measure_weights (self, &judged, error))
    return NULL;
  return g_steal_pointer (&self);
}

double
ws_path_barrier (const WsPathProfile *self, WsWay way)
{
  const float *acc = self->acc[way];
  double       first = (double)acc[0], last = (double)acc[self->n - 1];
  double       whole = self->length[self->n - 1], barrier = 0;

  if (!isfinite (first) || !isfinite (last))
    return (double)NAN;
  for (guint i = 0; i < self->n; i++)
    {
      double t = whole > 0 ? self->length[i] / whole : 0;

      if (isfinite ((double)acc[i]))
        barrier = fmax (barrier, (1 - t) * first + t * last - (double)acc[i]);
    }
  return barrier;
}
