/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/sample-private.h"

#include "core/error.h"
#include "core/random.h"

#include <math.h>
#include <string.h>

/* Where draws come from: METHOD.md 5. Everything here follows from the request and the document
 * alone, so that a sampling that was interrupted gives the same networks when it is made again. */

/* Untrained networks get numbers that no zoo has, or those of a zoo with the same seed would be its
 * own at epoch 0. */
#define FIRST_RANDOM_MODEL 0x40000000u

/* Row numbers of the target; all of them need an accuracy unless the target is everything. */
static gboolean
select_rows (SampleRun *run, GError **error)
{
  const WsStates     *rows = run->rows;
  WsTarget            target = run->request->target;
  g_autofree guint32 *known = g_new (guint32, MAX (rows->n, 1));
  g_autofree float   *acc = g_new (float, MAX (rows->n, 1));
  guint               n_known = 0;

  for (guint i = 0; i < rows->n; i++)
    if (target == WS_TARGET_ALL || isfinite (rows->metrics[i].test_acc))
      {
        acc[n_known] = rows->metrics[i].test_acc;
        known[n_known++] = i;
      }
  run->selected = g_new (guint32, MAX (n_known, 1));
  run->n_selected = n_known > 0 ? ws_target_select (target, acc, n_known, run->selected) : 0;
  for (guint i = 0; i < run->n_selected; i++)
    run->selected[i] = known[run->selected[i]];
  if (run->n_selected > 0 || run->method == METHOD_RANDOM)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               "%s has no usable states of training networks to draw from (target %s)",
               run->zoo->name, ws_target_get_name (target));
  return FALSE;
}

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
  g_autofree float   *rows = gather (run, all, dim);
  g_autofree guint32 *from = g_new (guint32, run->n);

  if (!run->sampler->draw (rows, run->n_selected, (guint)dim, run->bandwidth, run->request->seed,
                           run->n, out, from, error))
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
