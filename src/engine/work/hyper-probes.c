/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/pool.h"
#include "latent/probe.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

/* METHOD.md 4.4: what linear models read from latents, weight statistics and raw weights. */

/* LAPACK: Householder QR of a column-major matrix, and its orthonormal factor. */
extern void dgeqrf_ (const int *m,
                     const int *n,
                     double    *a,
                     const int *lda,
                     double    *tau,
                     double    *work,
                     const int *lwork,
                     int       *info);
extern void dorgqr_ (const int    *m,
                     const int    *n,
                     const int    *k,
                     double       *a,
                     const int    *lda,
                     const double *tau,
                     double       *work,
                     const int    *lwork,
                     int          *info);

/* @n_rows orthonormal vectors of @d, in place of as many rows that they span. */
static gboolean
orthonormalise (double *rows, guint n_rows, guint d)
{
  int                m = (int)d, n = (int)n_rows, n_work = 64 * n, info;
  g_autofree double *tau = g_new (double, n_rows), *work = g_new (double, (gsize)n_work);

  dgeqrf_ (&m, &n, rows, &m, tau, work, &n_work, &info);
  if (info == 0)
    dorgqr_ (&m, &n, &n, rows, &m, tau, work, &n_work, &info);
  return info == 0;
}

/* With fewer train rows than columns, ridge only sees the space of the train rows: their
 * coordinates in an orthonormal basis give the same predictions from smaller systems.
 * (transfer full): n × *k. */
static float *
reduce (const float *x, guint n, guint d, const guint8 *split, guint *k)
{
  g_autofree double *basis = NULL, *wide = NULL, *narrow = NULL;
  guint              n_train = 0, i_train = 0;
  float             *out;

  for (guint i = 0; i < n; i++)
    n_train += split[i] == WS_SPLIT_TRAIN;
  *k = d;
  if (n_train >= d || n_train == 0)
    return g_memdup2 (x, sizeof (float) * d * n);
  wide = g_new (double, (gsize)n *d);
  basis = g_new (double, (gsize)n_train *d);
  for (gsize i = 0; i < (gsize)n * d; i++)
    wide[i] = (double)x[i];
  for (guint i = 0; i < n; i++)
    if (split[i] == WS_SPLIT_TRAIN)
      memcpy (basis + (gsize)i_train++ * d, wide + (gsize)i * d, sizeof (double) * d);
  if (!orthonormalise (basis, n_train, d))
    return g_memdup2 (x, sizeof (float) * d * n);
  *k = n_train;
  narrow = g_new (double, (gsize)n *n_train);
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)n_train, (int)d, 1, wide,
               (int)d, basis, (int)d, 0, narrow, (int)n_train);
  out = g_new (float, (gsize)n *n_train);
  for (gsize i = 0; i < (gsize)n * n_train; i++)
    out[i] = (float)narrow[i];
  return out;
}

#define N_FEATURES 3
#define N_TARGETS 3

static const char *const feature_names[N_FEATURES] = { "z", "statistics", "weights" };
static const char *const target_names[N_TARGETS] = { "test_acc", "epoch", "ggap" };

typedef struct
{
  WsJob        *job;
  float        *features[N_FEATURES];
  guint         width[N_FEATURES];
  float        *targets; /* [target][state] */
  const guint8 *split;
  guint         n;
  double        r2[N_TARGETS][N_FEATURES];
} Probes;

static void
probes_clear (Probes *self)
{
  for (guint f = 0; f < N_FEATURES; f++)
    g_clear_pointer (&self->features[f], g_free);
  g_clear_pointer (&self->targets, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Probes, probes_clear)

static void
run_probe (guint i, gpointer data)
{
  Probes *self = data;
  guint   t = i / N_FEATURES, f = i % N_FEATURES;
  double  lambda;

  if (!ws_job_is_cancelled (self->job))
    self->r2[t][f] = ws_probe_r2 (self->features[f], self->n, self->width[f],
                                  self->targets + (gsize)t * self->n, self->split, &lambda);
}

/* Targets vary little around a mean that a penalised constant (METHOD.md 4.4) pays for dearly: the
 * accuracies of late epochs by .01 around .7. So the train mean is taken off first (ours). */
static void
centre (float *y, guint n, const guint8 *split)
{
  double sum = 0;
  guint  n_used = 0;

  for (guint i = 0; i < n; i++)
    if (split[i] == WS_SPLIT_TRAIN && isfinite (y[i]))
      {
        sum += (double)y[i];
        n_used++;
      }
  for (guint i = 0; i < n && n_used > 0; i++)
    y[i] -= (float)(sum / n_used);
}

static gboolean
fill (Probes         *self,
      const WsArch   *arch,
      const WsStates *states,
      const float    *z,
      guint           q,
      GError        **error)
{
  guint n = states->n;

  self->split = states->split;
  self->n = n;
  self->features[0] = reduce (z, n, q, states->split, &self->width[0]);
  self->width[1] = ws_weight_statistics_count (arch);
  self->features[1] = g_new (float, (gsize)n * self->width[1]);
  ws_weight_statistics (arch, states->weights, n, self->features[1]);
  if (!ws_job_tick (self->job, error))
    return FALSE;
  self->features[2] =
      reduce (states->weights, n, (guint)states->n_params, states->split, &self->width[2]);
  self->targets = g_new (float, (gsize)N_TARGETS *n);
  for (guint i = 0; i < n; i++)
    {
      self->targets[i] = states->metrics[i].test_acc;
      self->targets[n + i] = (float)states->epoch[i];
      self->targets[2 * n + i] = states->metrics[i].train_acc - states->metrics[i].test_acc;
    }
  for (guint t = 0; t < N_TARGETS; t++)
    centre (self->targets + (gsize)t * n, n, states->split);
  return ws_job_tick (self->job, error);
}

gboolean
ws_work_add_probes (JsonBuilder    *builder,
                    const WsArch   *arch,
                    const WsStates *states,
                    const float    *z,
                    guint           q,
                    WsJob          *job,
                    GError        **error)
{
  g_auto (Probes) self = { .job = job };

  if (!fill (&self, arch, states, z, q, error))
    return FALSE;
  ws_pool_run (N_TARGETS * N_FEATURES, run_probe, &self);
  if (!ws_job_tick (job, error))
    return FALSE;
  json_builder_set_member_name (builder, "probes");
  json_builder_begin_object (builder);
  for (guint t = 0; t < N_TARGETS; t++)
    {
      json_builder_set_member_name (builder, target_names[t]);
      json_builder_begin_object (builder);
      for (guint f = 0; f < N_FEATURES; f++)
        ws_json_add_number (builder, feature_names[f], self.r2[t][f]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  return TRUE;
}
