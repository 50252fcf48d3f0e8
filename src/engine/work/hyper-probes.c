/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/pool.h"
#include "latent/probe.h"

#include <math.h>
#include <string.h>

/* METHOD.md 4.4: what linear models read from latents, weight statistics and raw weights. */

/* LAPACK, column-major: the reflections that make the first columns of a matrix triangular, and
 * what they make of others. */
extern void dgeqrf_ (const int *m,
                     const int *n,
                     double    *a,
                     const int *lda,
                     double    *tau,
                     double    *work,
                     const int *lwork,
                     int       *info);
extern void dormqr_ (const char *side,
                     const char *trans,
                     const int  *m,
                     const int  *n,
                     const int  *k,
                     double     *a,
                     const int  *lda,
                     double     *tau,
                     double     *c,
                     const int  *ldc,
                     double     *work,
                     const int  *lwork,
                     int        *info);

#define PANEL 32 /* rows between two looks at the job */

/* Reflections that turn @d-wide rows into coordinates, of which @n_rows are enough for the given
 * ones, in their place. */
typedef struct
{
  double *rows, *tau, *work; /* work: 64 × PANEL at least, and 64 × n_rows */
  int     n_rows, d, n_work;
} Turn;

static void
turn_init (Turn *self, guint n_rows, guint d)
{
  self->n_rows = (int)n_rows;
  self->d = (int)d;
  self->n_work = 64 * (int)MAX (n_rows, PANEL) + 65 * 64;
  self->rows = g_new (double, (gsize)n_rows *d);
  self->tau = g_new (double, n_rows);
  self->work = g_new (double, self->n_work);
}

static void
turn_clear (Turn *self)
{
  g_free (self->rows);
  g_free (self->tau);
  g_free (self->work);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Turn, turn_clear)

/* In panels, between which a cancel is heard. */
static gboolean
turn_find (Turn *self, WsJob *job, GError **error)
{
  ws_pool_own_blas ();
  for (int j = 0; j < self->n_rows; j += PANEL)
    {
      int     width = MIN (PANEL, self->n_rows - j), rest = self->n_rows - j - width, info;
      int     height = self->d - j;
      double *panel = self->rows + (gsize)j * (gsize)self->d + j;

      dgeqrf_ (&height, &width, panel, &self->d, self->tau + j, self->work, &self->n_work, &info);
      if (rest > 0)
        dormqr_ ("L", "T", &height, &rest, &width, panel, &self->d, self->tau + j,
                 panel + (gsize)width * (gsize)self->d, &self->d, self->work, &self->n_work, &info);
      if (!ws_job_tick (job, error))
        return FALSE;
    }
  return TRUE;
}

/* @out: n × n_rows coordinates of the rows @x */
static gboolean
turn_apply (Turn *self, const float *x, guint n, float *out, WsJob *job, GError **error)
{
  g_autofree double *some = g_new (double, (gsize)PANEL *(gsize)self->d);

  for (guint first = 0; first < n; first += PANEL)
    {
      int width = (int)MIN (PANEL, n - first), info;

      for (gsize i = 0; i < (gsize)width * (gsize)self->d; i++)
        some[i] = (double)x[(gsize)first * (gsize)self->d + i];
      dormqr_ ("L", "T", &self->d, &width, &self->n_rows, self->rows, &self->d, self->tau, some,
               &self->d, self->work, &self->n_work, &info);
      for (gsize i = 0; i < (gsize)width; i++)
        for (gsize j = 0; j < (gsize)self->n_rows; j++)
          out[(first + i) * (gsize)self->n_rows + j] = (float)some[i * (gsize)self->d + j];
      if (!ws_job_tick (job, error))
        return FALSE;
    }
  return TRUE;
}

/* With fewer train rows than columns, ridge only sees the space of the train rows: their
 * coordinates in an orthonormal basis give the same predictions from smaller systems.
 * (transfer full): n × *k; %NULL when cancelled. */
static float *
reduce (const float *x, guint n, guint d, const guint8 *split, guint *k, WsJob *job, GError **error)
{
  g_auto (Turn) turn = { 0 };
  g_autofree float *out = NULL;
  guint             n_train = 0, i_train = 0;

  for (guint i = 0; i < n; i++)
    n_train += split[i] == WS_SPLIT_TRAIN;
  *k = d;
  if (n_train >= d || n_train == 0)
    return g_memdup2 (x, sizeof (float) * d * n);
  turn_init (&turn, n_train, d);
  for (guint i = 0; i < n; i++)
    if (split[i] == WS_SPLIT_TRAIN)
      {
        for (guint j = 0; j < d; j++)
          turn.rows[(gsize)i_train * d + j] = (double)x[(gsize)i * d + j];
        i_train++;
      }
  *k = n_train;
  out = g_new (float, (gsize)n *n_train);
  return turn_find (&turn, job, error) && turn_apply (&turn, x, n, out, job, error)
             ? g_steal_pointer (&out)
             : NULL;
}

/* (transfer full): n × *width */
static float *
find_statistics (
    const WsArch *arch, const WsStates *states, guint *width, WsJob *job, GError **error)
{
  g_autofree float *out = NULL;

  *width = ws_weight_statistics_count (arch);
  out = g_new (float, (gsize)states->n **width);
  for (guint i = 0; i < states->n; i += PANEL)
    {
      ws_weight_statistics (arch, states->weights + i * states->n_params,
                            MIN (PANEL, states->n - i), out + (gsize)i * *width);
      if (!ws_job_tick (job, error))
        return NULL;
    }
  return g_steal_pointer (&out);
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
  Probes       *self = data;
  const WsStage stage = { .job = self->job };
  guint         t = i / N_FEATURES, f = i % N_FEATURES;
  double        lambda;

  if (!ws_job_is_cancelled (self->job))
    self->r2[t][f] = ws_probe_r2 (self->features[f], self->n, self->width[f],
                                  self->targets + (gsize)t * self->n, self->split, &lambda, &stage);
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
  if ((self->features[0] = reduce (z, n, q, states->split, &self->width[0], self->job, error)) ==
          NULL ||
      (self->features[1] = find_statistics (arch, states, &self->width[1], self->job, error)) ==
          NULL ||
      (self->features[2] = reduce (states->weights, n, (guint)states->n_params, states->split,
                                   &self->width[2], self->job, error)) == NULL)
    return FALSE;
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
