/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/sample-private.h"

#include "core/error.h"
#include "core/pool.h"
#include "net/align.h"

#include <math.h>
#include <string.h>

/* Which states a sampling draws from, and how they come before a method's eyes. */

/* NaN where it was not measured. */
static float
get_property (const WsStates *rows, guint row, const char *property)
{
  const WsEpochMetrics *metrics = &rows->metrics[row];

  if (g_str_equal (property, "loss"))
    return metrics->test_loss;
  if (g_str_equal (property, "ggap"))
    return metrics->train_acc - metrics->test_acc;
  if (g_str_equal (property, "epoch"))
    return (float)rows->epoch[row];
  return metrics->test_acc;
}

/* -- ranks -- */

typedef struct
{
  float   value;
  guint32 row;
} Ranked;

static int
compare (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->value < y->value)
    return -1;
  return x->value > y->value ? 1 : 0;
}

/* Ranks of @n sorted rows into @rank, by row: 0 to 1, the middle for those that are equal. */
static void
set_ranks (const Ranked *ranked, guint n, float *rank)
{
  for (guint i = 0, end; i < n; i = end)
    {
      double middle;

      for (end = i + 1; end < n && !(ranked[end].value > ranked[i].value); end++)
        ;
      middle = n > 1 ? (i + end - 1) / (2.0 * (n - 1)) : 0.5;
      for (guint k = i; k < end; k++)
        rank[ranked[k].row] = (float)middle;
    }
}

/* Values of all rows become their places among those that are finite. */
static void
turn_into_ranks (float *values, guint n)
{
  g_autofree Ranked *ranked = g_new (Ranked, MAX (n, 1));
  guint              n_known = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      ranked[n_known++] = (Ranked){ values[i], i };
  qsort (ranked, n_known, sizeof *ranked, compare);
  set_ranks (ranked, n_known, values);
}

/* -- the target -- */

/* (transfer full): what the target goes by, of each row; NaN where it was not measured. */
static float *
load_values (SampleRun *run, GError **error)
{
  const WsTarget    *target = &run->request->target;
  const char        *property = ws_target_get_property (target);
  const WsStates    *rows = run->rows;
  g_autofree float  *values = g_new0 (float, MAX (rows->n, 1));
  g_autofree guint8 *is_held = g_new (guint8, MAX (rows->n, 1));
  g_autoptr (WsPopulation) population = NULL;

  for (guint i = 0; property != NULL && i < rows->n; i++)
    values[i] = get_property (rows, i, property);
  if (property != NULL && g_str_equal (property, "rank"))
    turn_into_ranks (values, rows->n);
  if (target->kind != WS_TARGET_KIND_IN)
    return g_steal_pointer (&values);
  population = ws_project_find_population (run->work->project, target->name, error);
  if (population == NULL || !ws_project_find_held (run->work->project, population->id,
                                                   rows->checkpoint, rows->n, is_held, error))
    return NULL;
  for (guint i = 0; i < rows->n; i++)
    values[i] = is_held[i];
  return g_steal_pointer (&values);
}

/* Row numbers of the target; what is not known of a row keeps it out. */
static gboolean
select_target (SampleRun *run, GError **error)
{
  const WsTarget     *target = &run->request->target;
  guint               n = run->rows->n, n_known = 0;
  g_autofree float   *values = load_values (run, error);
  g_autofree guint32 *known = g_new (guint32, MAX (n, 1));
  g_autofree char    *text = NULL;

  if (values == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        values[n_known] = values[i];
        known[n_known++] = i;
      }
  run->selected = g_new (guint32, MAX (n_known, 1));
  run->n_selected = n_known > 0 ? ws_target_select (target, values, n_known, run->selected) : 0;
  for (guint i = 0; i < run->n_selected; i++)
    run->selected[i] = known[run->selected[i]];
  if (run->n_selected > 0 || run->method == METHOD_RANDOM)
    return TRUE;
  text = ws_target_to_text (target);
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               "%s has no usable states of training networks to draw from (target %s)",
               run->zoo->name, text);
  return FALSE;
}

/* -- methods that know ranks -- */

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;

  return x < y ? -1 : x > y;
}

/* What is asked of a method that knows ranks. @rank: by row, those of the target among them. */
static void
ask_ranks (SampleRun *run, const float *rank)
{
  const WsTarget *target = &run->request->target;

  run->rank_low = 0;
  run->rank_high = 1;
  if (target->kind == WS_TARGET_KIND_TOP)
    run->rank_low = 1 - target->percent / 100;
  else if (target->kind == WS_TARGET_KIND_LOW)
    run->rank_high = target->percent / 100;
  if (target->kind != WS_TARGET_KIND_RANGE)
    return;
  run->rank_low = 1;
  run->rank_high = 0;
  for (guint i = 0; i < run->n_selected; i++)
    {
      run->rank_low = MIN (run->rank_low, (double)rank[run->selected[i]]);
      run->rank_high = MAX (run->rank_high, (double)rank[run->selected[i]]);
    }
}

/* Methods that know ranks learn from all rows, of a chosen set from all of it, and are asked for
 * the ranks of the target. */
static gboolean
rank_rows (SampleRun *run, GError **error)
{
  const WsTarget    *target = &run->request->target;
  const char        *property = ws_target_get_property (target);
  gboolean           is_set = target->kind == WS_TARGET_KIND_IN;
  guint              n_all = is_set ? run->n_selected : run->rows->n, n = 0;
  g_autofree Ranked *ranked = g_new (Ranked, MAX (n_all, 1));
  g_autofree float  *rank = g_new0 (float, MAX (run->rows->n, 1));

  for (guint i = 0; i < n_all; i++)
    {
      guint row = is_set ? run->selected[i] : i;
      float value = get_property (run->rows, row, property != NULL ? property : "test_acc");

      if (isfinite (value))
        ranked[n++] = (Ranked){ value, row };
    }
  if (n == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "the %s method learns from networks whose accuracy is known",
                   run->sampler->name);
      return FALSE;
    }
  qsort (ranked, n, sizeof *ranked, compare);
  set_ranks (ranked, n, rank);
  ask_ranks (run, rank);
  g_free (run->selected);
  run->selected = g_new (guint32, n);
  run->rank = g_new (float, n);
  run->n_selected = n;
  for (guint i = 0; i < n; i++)
    run->selected[i] = ranked[i].row;
  qsort (run->selected, n, sizeof *run->selected, compare_rows);
  for (guint i = 0; i < n; i++)
    run->rank[i] = rank[run->selected[i]];
  return TRUE;
}

static double
get_mean_accuracy (const SampleRun *run)
{
  double sum = 0;

  for (guint i = 0; i < run->n_selected; i++)
    sum += (double)run->rows->metrics[run->selected[i]].test_acc;
  return sum / run->n_selected;
}

gboolean
ws_sample_select (SampleRun *run, GError **error)
{
  run->rank_high = 1;
  if (!select_target (run, error))
    return FALSE;
  run->asked = get_mean_accuracy (run);
  return (run->sampler == NULL || !run->sampler->is_conditional || rank_rows (run, error));
}

/* -- alignment -- */

#define ALIGN_SEED 1
#define ALIGN_LOT 16 /* networks between two looks for a cancel */

typedef struct
{
  const SampleRun *run;
  const float     *reference;
  float           *x;
  const guint32   *network;
  const guint32   *first; /* row of each network, and one behind the last */
} Alignment;

/* Decided on a network's last state, as all alignments (work/aligner.h). */
static void
align_network (guint i, gpointer data)
{
  const Alignment  *a = data;
  const WsArch     *arch = a->run->arch;
  float            *w = a->x + a->first[i] * arch->n_params;
  guint             n = a->first[i + 1] - a->first[i];
  g_autofree float *room = g_new (float, arch->n_params);
  g_autoptr (WsAlignment) found = ws_align_by_weights (
      arch, a->run->act, a->reference, w + (n - 1) * arch->n_params, TRUE, ALIGN_SEED, NULL);

  for (guint k = 0; found != NULL && k < n; k++, w += arch->n_params)
    {
      ws_alignment_apply (found, w, room);
      memcpy (w, room, sizeof *w * arch->n_params);
    }
}

/* (transfer full): the best of the last states of networks that may be drawn from. */
static float *
copy_reference (const SampleRun *run)
{
  const WsStates     *rows = run->rows;
  g_autofree guint32 *last = g_new (guint32, MAX (rows->n, 1));
  guint               n = ws_states_last_rows (rows, -1, G_MAXUINT, last), best = 0;

  for (guint i = 1; i < n; i++)
    {
      float acc = rows->metrics[last[i]].test_acc, best_acc = rows->metrics[last[best]].test_acc;

      if (acc > best_acc || (isfinite (acc) && !isfinite (best_acc)))
        best = i;
    }
  return g_memdup2 (rows->weights + last[best] * rows->n_params, sizeof (float) * rows->n_params);
}

gboolean
ws_sample_align (SampleRun *run, float *x, const guint32 *network, guint n, GError **error)
{
  g_autofree float   *reference = copy_reference (run);
  g_autofree guint32 *first = g_new (guint32, n + 1);
  Alignment           alignment = { run, reference, x, network, first };
  guint               n_networks = 0;

  for (guint i = 0; i < n; i++)
    if (i == 0 || network[i] != network[i - 1])
      first[n_networks++] = i;
  first[n_networks] = n;
  for (guint i = 0; i < n_networks; i += ALIGN_LOT)
    {
      if (!ws_job_tick (run->job, error))
        return FALSE;
      alignment.first = first + i;
      ws_pool_run (MIN (ALIGN_LOT, n_networks - i), align_network, &alignment);
    }
  return TRUE;
}
