/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/finetune-view.h"

#include "lab/bootstrap.h"

#include <math.h>
#include <string.h>

/* -- curves -- */

static void
curve_clear (gpointer data)
{
  WsTunedCurve *self = data;

  g_free (self->name);
  g_free (self->source);
  g_free (self->data);
  g_free (self->arch);
  g_free (self->metrics);
  g_clear_pointer (&self->rows, g_array_unref);
}

static void
curve_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, curve_clear);
}

static WsTunedCurve *
curve_new (gint64 id, guint n_models, guint n_epochs)
{
  WsTunedCurve *self = g_atomic_rc_box_new0 (WsTunedCurve);
  gsize         n = ((gsize)n_epochs + 1) * n_models;

  self->id = id;
  self->n_models = n_models;
  self->n_epochs = n_epochs;
  self->metrics = g_new (WsEpochMetrics, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    self->metrics[i] = (WsEpochMetrics){ NAN, NAN, NAN, NAN, NAN, NAN };
  self->rows = g_array_new (FALSE, FALSE, sizeof (WsCurveRow));
  return self;
}

const WsCurveRow *
ws_tuned_curve_get_row (const WsTunedCurve *self, guint epoch)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, WsCurveRow, i).epoch == epoch)
      return &g_array_index (self->rows, WsCurveRow, i);
  return NULL;
}

const WsCurveRow *
ws_tuned_curve_get_last (const WsTunedCurve *self)
{
  return self->rows->len > 0 ? &g_array_index (self->rows, WsCurveRow, self->rows->len - 1) : NULL;
}

static const WsEpochMetrics *
metrics_at (const WsTunedCurve *self, guint epoch)
{
  return self->metrics + (gsize)epoch * self->n_models;
}

/* The bands take their time: an epoch whose numbers are as they were keeps its row. */
static const WsCurveRow *
find_same (const WsTunedCurve *self, const WsTunedCurve *before, guint epoch, guint n_diverged)
{
  const WsCurveRow *row;

  if (before == NULL || before->n_models != self->n_models || epoch > before->n_epochs ||
      before->seed != self->seed ||
      memcmp (metrics_at (self, epoch), metrics_at (before, epoch),
              sizeof (WsEpochMetrics) * self->n_models) != 0)
    return NULL;
  row = ws_tuned_curve_get_row (before, epoch);
  return row != NULL && row->n_diverged == n_diverged ? row : NULL;
}

/* @diverged_at: (nullable). An epoch that few networks have reached would make the mean jump with
 * every group that arrives. */
static void
fill_rows (WsTunedCurve *self, const guint *diverged_at, const WsTunedCurve *before)
{
  for (guint e = 0; e <= self->n_epochs; e++)
    {
      guint             n = 0, n_diverged = 0;
      const WsCurveRow *same;
      WsCurveRow        row;

      for (guint m = 0; m < self->n_models; m++)
        {
          n += isfinite (metrics_at (self, e)[m].test_acc) != 0;
          n_diverged += diverged_at != NULL && diverged_at[m] <= e;
        }
      if (n == 0 || 2 * (n + n_diverged) < self->n_models)
        continue;
      same = find_same (self, before, e, n_diverged);
      if (same != NULL)
        g_array_append_vals (self->rows, same, 1);
      else if (ws_curve_make_row (metrics_at (self, e), self->n_models, e, diverged_at,
                                  WS_BOOTSTRAP_RESAMPLES, self->seed, &row))
        g_array_append_val (self->rows, row);
    }
}

/* -- from the document -- */

static void
fill_from_states (WsTunedCurve *self, const WsStates *states, const WsTunedCurve *before)
{
  g_autofree guint *diverged_at = g_new (guint, MAX (self->n_models, 1));

  for (guint m = 0; m < self->n_models; m++)
    diverged_at[m] = G_MAXUINT;
  for (guint i = 0; i < states->n; i++)
    {
      guint m = states->model[i];

      if (m >= self->n_models || states->epoch[i] > self->n_epochs)
        continue;
      self->metrics[(gsize)states->epoch[i] * self->n_models + m] = states->metrics[i];
      if (states->diverged[i])
        diverged_at[m] = MIN (diverged_at[m], states->epoch[i]);
    }
  fill_rows (self, diverged_at, before);
}

static char *
dup_source (WsProject *project, const WsPopulation *info)
{
  g_autoptr (WsPopulation) parent =
      info->parent != 0 ? ws_project_get_population (project, info->parent, NULL) : NULL;

  if (g_str_equal (info->kind, "scratch"))
    return NULL;
  return g_strdup (parent != NULL ? parent->name : info->name); /* it may have been deleted */
}

static WsTunedCurve *
curve_read (WsProject          *project,
            const WsPopulation *info,
            const WsTunedCurve *before,
            GError            **error)
{
  const WsStateQuery all = { 0, WS_EPOCH_LAST, 0, FALSE };
  g_autoptr (WsStates) states = ws_project_load_states (project, info->id, &all, error);
  WsTunedCurve *self;

  if (states == NULL)
    return NULL;
  self = curve_new (info->id, info->n, info->n_epochs);
  self->name = g_strdup (info->name);
  self->source = dup_source (project, info);
  self->data = g_strdup (info->data);
  self->arch = g_strdup (info->arch);
  self->seed = info->seed;
  self->is_done = info->complete;
  fill_from_states (self, states, before);
  return self;
}

/* -- from a run that goes on -- */

static WsTunedCurve *
curve_from_snapshot (WsProject             *project,
                     const WsFinetuneCurve *live,
                     guint                  n_epochs,
                     const WsTunedCurve    *before)
{
  g_autoptr (WsPopulation) info = ws_project_get_population (project, live->population, NULL);
  WsTunedCurve *self = curve_new (live->population, live->n_models, n_epochs);

  memcpy (self->metrics, live->metrics,
          sizeof *live->metrics * ((gsize)n_epochs + 1) * live->n_models);
  self->name = g_strdup (live->name);
  self->source = g_strdup (live->source);
  if (info != NULL)
    {
      self->data = g_strdup (info->data);
      self->arch = g_strdup (info->arch);
      self->seed = info->seed;
    }
  fill_rows (self, NULL, before);
  return self;
}

/* -- views -- */

WsFinetuneView *
ws_finetune_view_ref (WsFinetuneView *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_finetune_view_unref (WsFinetuneView *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->curves);
  g_free (self->summary);
  g_free (self);
}

const WsTunedCurve *
ws_finetune_view_get_curve (const WsFinetuneView *self, guint i)
{
  return g_ptr_array_index (self->curves, i);
}

static WsTunedCurve *
find_curve (const WsFinetuneView *view, gint64 id)
{
  for (guint i = 0; view != NULL && i < view->curves->len; i++)
    {
      WsTunedCurve *curve = g_ptr_array_index (view->curves, i);

      if (curve->id == id)
        return curve;
    }
  return NULL;
}

static gboolean
add_run (
    WsFinetuneView *self, WsProject *project, gint64 run, WsFinetuneView *before, GError **error)
{
  g_autoptr (GPtrArray) infos = ws_finetune_list_results (project, run, error);

  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      const WsPopulation *info = g_ptr_array_index (infos, i);
      WsTunedCurve       *old = find_curve (before, info->id);
      WsTunedCurve       *curve;

      if (old != NULL && old->is_done && old->n_epochs == info->n_epochs)
        curve = g_atomic_rc_box_acquire (old);
      else
        curve = curve_read (project, info, old, error);
      if (curve == NULL)
        return FALSE;
      g_ptr_array_add (self->curves, curve);
    }
  return infos != NULL;
}

static gboolean
is_live (WsFinetuneSnapshot *snapshot, gint64 run)
{
  guint                  n_curves = 0, n_epochs;
  const WsFinetuneCurve *live =
      snapshot != NULL ? ws_finetune_snapshot_get (snapshot, &n_curves, &n_epochs) : NULL;

  for (guint i = 0; i < n_curves; i++)
    if (live[i].population == run)
      return TRUE;
  return FALSE;
}

static void
add_live (WsFinetuneView     *self,
          WsProject          *project,
          WsFinetuneSnapshot *snapshot,
          WsFinetuneView     *before)
{
  guint                  n_curves, n_epochs;
  const WsFinetuneCurve *live = ws_finetune_snapshot_get (snapshot, &n_curves, &n_epochs);

  for (guint i = 0; i < n_curves; i++)
    g_ptr_array_add (self->curves, curve_from_snapshot (project, &live[i], n_epochs,
                                                        find_curve (before, live[i].population)));
}

static void
finish_view (WsFinetuneView *self)
{
  for (guint i = 0; i < self->curves->len; i++)
    {
      const WsTunedCurve *curve = ws_finetune_view_get_curve (self, i);
      const WsArch       *arch = curve->arch != NULL ? ws_arch_lookup (curve->arch, 1, NULL) : NULL;

      self->n_epochs = MAX (self->n_epochs, curve->n_epochs);
      if (arch != NULL)
        self->n_classes = arch->n_classes;
    }
}

WsFinetuneQuestion *
ws_finetune_question_new (GArray *runs, WsFinetuneSnapshot *snapshot, WsFinetuneView *before)
{
  WsFinetuneQuestion *self = g_new0 (WsFinetuneQuestion, 1);

  self->runs = runs;
  self->snapshot = snapshot;
  self->before = before;
  return self;
}

void
ws_finetune_question_free (WsFinetuneQuestion *self)
{
  g_array_unref (self->runs);
  g_clear_object (&self->snapshot);
  g_clear_pointer (&self->before, ws_finetune_view_unref);
  g_free (self);
}

gpointer
ws_finetune_view_read (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const WsFinetuneQuestion *question = data;
  g_autoptr (WsFinetuneView) self = g_new0 (WsFinetuneView, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->curves = g_ptr_array_new_with_free_func (curve_unref);
  self->is_one_run = question->runs->len == 1;
  for (guint i = 0; i < question->runs->len; i++)
    {
      gint64 run = g_array_index (question->runs, gint64, i);

      if (is_live (question->snapshot, run))
        add_live (self, project, question->snapshot, question->before);
      else if (!add_run (self, project, run, question->before, error))
        return NULL;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }
  finish_view (self);
  self->summary = ws_finetune_text_summary (self);
  return g_steal_pointer (&self);
}
