/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/sample-private.h"

#include "core/error.h"
#include "core/random.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Where draws come from: METHOD.md 5. Everything here follows from the request and the document
 * alone, so that a sampling that was interrupted gives the same networks when it is made again. */

/* Untrained networks get numbers that no zoo has, or those of a zoo with the same seed would be its
 * own at epoch 0. */
#define FIRST_RANDOM_MODEL 0x40000000u

/* -- rows of the target -- */

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

/* (transfer full): what the target goes by, of each row. */
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
select_rows (SampleRun *run, GError **error)
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

/* -- draws -- */

/* The selected ones of rows of @dim, copied together. */
static float *
gather (const SampleRun *run, const float *from, gsize dim)
{
  float *out = g_new (float, MAX (run->n_selected * dim, 1));

  for (guint i = 0; i < run->n_selected; i++)
    memcpy (out + i * dim, from + run->selected[i] * dim, sizeof (float) * dim);
  return out;
}

static gboolean
draw_like (SampleRun *run, const float *all, gsize dim, float *out, GError **error)
{
  g_autofree float   *x = gather (run, all, dim);
  g_autofree guint32 *from = g_new (guint32, run->n), *network = g_new (guint32, run->n_selected);
  const WsSampleRows  rows = { x, NULL, network, run->n_selected, (guint)dim };
  const WsStage       stage = { run->job, 0, run->n, run->n, _ ("networks") };
  const WsDrawing     drawing = { run->request->seed, 0, run->n, 0, 1 };
  g_autoptr (WsSamplerModel) model = NULL;

  for (guint i = 0; i < run->n_selected; i++)
    network[i] = run->rows->model[run->selected[i]];
  model =
      ws_sampler_model_new (run->sampler, &rows, run->values, run->request->seed, &stage, error);
  if (model == NULL || !ws_sampler_model_draw (model, &drawing, out, from, &stage, error))
    return FALSE;
  for (guint i = 0; i < run->n; i++)
    run->parent[i] = from[i] < run->n_selected ? run->rows->checkpoint[run->selected[from[i]]] : 0;
  return TRUE;
}

/* @n of the selected rows, in their order, without coming back to one. */
static void
choose_originals (SampleRun *run)
{
  g_autofree guint32 *order = g_new (guint32, run->n_selected);
  g_autofree guint8  *is_chosen = g_new0 (guint8, run->n_selected);
  WsStream            stream;
  guint               n = 0;

  ws_stream_init (&stream, run->request->seed, WS_PURPOSE_SAMPLE, 0, 0);
  ws_stream_permutation (&stream, order, run->n_selected);
  for (guint i = 0; i < run->n; i++)
    is_chosen[order[i]] = TRUE;
  for (guint i = 0; i < run->n_selected; i++)
    if (is_chosen[i])
      {
        guint row = run->selected[i];

        memcpy (run->z + (gsize)n * run->q, run->rows_z + (gsize)row * run->q,
                sizeof (float) * run->q);
        run->parent[n++] = run->rows->checkpoint[row];
      }
}

static void
draw_untrained (SampleRun *run, WsInit init)
{
  for (guint i = 0; i < run->n; i++)
    ws_arch_init_weights (run->arch, init, run->request->seed, FIRST_RANDOM_MODEL + i,
                          run->weights + i * run->arch->n_params);
}

gboolean
ws_sample_draw (SampleRun *run, GError **error)
{
  WsRecipe recipe;

  if (!select_rows (run, error))
    return FALSE;
  run->n = run->request->count;
  if (run->method == METHOD_RECONSTRUCT)
    run->n = MIN (run->n, run->n_selected);
  run->weights = g_new (float, run->n * run->arch->n_params);
  run->z = run->hyper != NULL ? g_new (float, (gsize)run->n * run->q) : NULL;
  run->parent = g_new0 (gint64, run->n);
  switch (run->method)
    {
    case METHOD_LATENT:
      return draw_like (run, run->rows_z, run->q, run->z, error);
    case METHOD_WEIGHTS:
      return draw_like (run, run->rows->weights, run->arch->n_params, run->weights, error);
    case METHOD_RECONSTRUCT:
      choose_originals (run);
      return TRUE;
    case METHOD_RANDOM:
    default:
      if (!ws_recipe_from_json (run->zoo->recipe_json, &recipe, error))
        return FALSE;
      draw_untrained (run, recipe.init);
      return TRUE;
    }
}
