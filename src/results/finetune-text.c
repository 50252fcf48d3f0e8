/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/finetune-view.h"

#include "results/map-text.h"
#include "lab/bootstrap.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>

/* What the page says of runs and their populations. */

char *
ws_finetune_view_dup_label (const WsFinetuneView *self, guint i)
{
  const WsTunedCurve *curve = ws_finetune_view_get_curve (self, i);

  if (!self->is_one_run)
    return g_strdup (curve->name);
  return g_strdup (curve->source != NULL ? curve->source : _ ("from scratch"));
}

/* -- what a better start is worth -- */

static gint
find_scratch (const WsFinetuneView *self)
{
  for (guint i = 0; i < self->curves->len; i++)
    if (ws_finetune_view_get_curve (self, i)->source == NULL)
      return (gint)i;
  return -1;
}

/* The one that is best after the first epoch, of those that were not begun from scratch. */
static gint
find_best (const WsFinetuneView *self)
{
  gint   best = -1;
  double best_acc = -1;

  for (guint i = 0; i < self->curves->len; i++)
    {
      const WsTunedCurve *curve = ws_finetune_view_get_curve (self, i);
      const WsCurveRow   *row = ws_tuned_curve_get_row (curve, 1);

      if (curve->source != NULL && row != NULL && row->acc_mean > best_acc)
        {
          best = (gint)i;
          best_acc = row->acc_mean;
        }
    }
  return best;
}

static double *
dup_accuracies (const WsTunedCurve *curve, guint epoch)
{
  double *values = g_new (double, MAX (curve->n_models, 1));

  for (guint m = 0; m < curve->n_models; m++)
    values[m] = (double)curve->metrics[(gsize)epoch * curve->n_models + m].test_acc;
  return values;
}

/* When networks from scratch have what the others had after their first epoch. */
static void
append_catching_up (GString *text, const WsTunedCurve *scratch, double wanted)
{
  for (guint i = 0; i < scratch->rows->len; i++)
    {
      const WsCurveRow *row = &g_array_index (scratch->rows, WsCurveRow, i);

      if (row->epoch > 1 && row->acc_mean >= wanted)
        {
          g_string_append_printf (text, _ (", which takes %u epochs"), row->epoch);
          return;
        }
    }
  if (scratch->is_done && scratch->n_epochs > 1)
    g_string_append_printf (text, _ (", which takes over %u epochs"), scratch->n_epochs);
}

static void
append_difference (GString *text, const char *label, double difference, double low, double high)
{
  double sign = difference >= 0 ? 1 : -1;

  if (difference >= 0)
    /* Translators: a population, and by how much */
    g_string_append_printf (text, _ ("\nEpoch 1: %s is %.3f above from scratch"), label,
                            difference);
  else
    g_string_append_printf (text, _ ("\nEpoch 1: %s is %.3f below from scratch"), label,
                            -difference);
  if (isfinite (low) && isfinite (high))
    {
      g_autofree char *from =
          ws_number_format (MIN (sign * low, sign * high), 0.001, WS_FORMAT_FRACTION);
      g_autofree char *to =
          ws_number_format (MAX (sign * low, sign * high), 0.001, WS_FORMAT_FRACTION);

      /* Translators: the 95 % interval of a difference */
      g_string_append_printf (text, _ (" (%s to %s)"), from, to);
    }
}

static void
append_finding (const WsFinetuneView *self, GString *text)
{
  gint                best = find_best (self), scratch = find_scratch (self);
  const WsTunedCurve *a, *b;
  const WsCurveRow   *row_a, *row_b;
  g_autofree double  *values_a = NULL;
  g_autofree double  *values_b = NULL;
  g_autofree char    *label = NULL;
  double              low, high;

  if (best < 0 || scratch < 0)
    return;
  a = ws_finetune_view_get_curve (self, (guint)best);
  b = ws_finetune_view_get_curve (self, (guint)scratch);
  row_a = ws_tuned_curve_get_row (a, 1);
  row_b = ws_tuned_curve_get_row (b, 1);
  if (row_b == NULL)
    return;
  label = ws_finetune_view_dup_label (self, (guint)best);
  values_a = dup_accuracies (a, 1);
  values_b = dup_accuracies (b, 1);
  ws_bootstrap_difference (values_a, a->n_models, values_b, b->n_models, WS_BOOTSTRAP_LEVEL,
                           WS_BOOTSTRAP_RESAMPLES, a->seed, &low, &high);
  append_difference (text, label, row_a->acc_mean - row_b->acc_mean, low, high);
  if (row_a->acc_mean > row_b->acc_mean)
    append_catching_up (text, b, row_a->acc_mean);
  g_string_append_c (text, '.');
}

char *
ws_finetune_text_summary (const WsFinetuneView *self)
{
  GString *text = g_string_new (NULL);

  if (self->curves->len == 0)
    return g_string_free (text, FALSE);
  if (self->is_one_run)
    {
      const WsTunedCurve *first = ws_finetune_view_get_curve (self, 0);

      if (first->data != NULL)
        {
          g_autofree char *data = ws_text_dataset (first->data);

          /* Translators: an architecture and the images it was trained on */
          g_string_append_printf (text, _ ("%s on %s"), first->arch, data);
          g_string_append (text, " · ");
        }
      g_string_append_printf (text, ngettext ("%u epoch", "%u epochs", self->n_epochs),
                              self->n_epochs);
      /* Translators: the number from which all randomness comes */
      g_string_append_printf (text, _ (" · seed %" G_GUINT64_FORMAT), first->seed);
    }
  else
    g_string_append_printf (text, ngettext ("%u population", "%u populations", self->curves->len),
                            self->curves->len);
  if (self->is_one_run) /* what was trained on other images is no comparison */
    append_finding (self, text);
  return g_string_free (text, FALSE);
}

/* -- the runs of a document -- */

void
ws_finetune_run_free (WsFinetuneRun *self)
{
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self);
}

static gboolean
is_tuned (const WsPopulation *population)
{
  return g_str_equal (population->kind, "finetuned") || g_str_equal (population->kind, "scratch");
}

static const WsPopulation *
find_info (GPtrArray *list, gint64 id)
{
  for (guint i = 0; i < list->len; i++)
    {
      const WsPopulation *info = g_ptr_array_index (list, i);

      if (info->id == id)
        return info;
    }
  return NULL;
}

static WsFinetuneRun *
run_new (GPtrArray *results, GPtrArray *all)
{
  WsFinetuneRun      *run = g_new0 (WsFinetuneRun, 1);
  const WsPopulation *first = g_ptr_array_index (results, 0);
  g_autofree char    *data = ws_text_dataset (first->data);
  GString            *title = g_string_new (NULL), *subtitle = g_string_new (data);
  guint               n = 0;

  for (guint i = 0; i < results->len; i++)
    {
      const WsPopulation *info = g_ptr_array_index (results, i);
      const WsPopulation *parent = find_info (all, info->parent);

      g_string_append (title, i > 0 ? ", " : "");
      if (g_str_equal (info->kind, "scratch"))
        g_string_append (title, _ ("from scratch"));
      else
        g_string_append (title, parent != NULL ? parent->name : info->name);
      n += info->n;
    }
  g_string_append_printf (subtitle, " · %s · ", first->arch);
  g_string_append_printf (subtitle, ngettext ("%u network", "%u networks", n), n);
  g_string_append (subtitle, " · ");
  g_string_append_printf (subtitle, ngettext ("%u epoch", "%u epochs", first->n_epochs),
                          first->n_epochs);
  run->id = first->id;
  run->title = g_string_free (title, FALSE);
  run->subtitle = g_string_free (subtitle, FALSE);
  return run;
}

gpointer
ws_finetune_runs_read (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) all = ws_project_list_populations (project, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GPtrArray) runs =
      g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finetune_run_free);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const WsPopulation *info = g_ptr_array_index (all, i);
      GPtrArray          *results;

      if (!is_tuned (info) || g_hash_table_contains (seen, &info->id))
        continue;
      results = ws_finetune_list_results (project, info->id, error);
      if (results == NULL)
        return NULL;
      g_ptr_array_add (kept, results); /* holds what @seen points to */
      for (guint k = 0; k < results->len; k++)
        g_hash_table_add (seen, &((WsPopulation *)g_ptr_array_index (results, k))->id);
      if (results->len > 0)
        g_ptr_array_insert (runs, 0, run_new (results, all));
    }
  return all != NULL ? g_steal_pointer (&runs) : NULL;
}
