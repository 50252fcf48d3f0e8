/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/sample-private.h"

#include "core/random.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where draws come from: METHOD.md 5. Everything here follows from the request and the document
 * alone, so that a sampling that was interrupted gives the same networks when it is made again. */

/* Untrained networks get numbers that no zoo has, or those of a zoo with the same seed would be its
 * own at epoch 0. */
#define FIRST_RANDOM_MODEL 0x40000000u

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
  const WsSampleRows  rows = { x, run->rank, network, run->n_selected, (guint)dim };
  const WsStage       stage = { run->job, 0, run->n, run->n, _ ("networks") };
  const WsDrawing     drawing = { run->request->seed, 0, run->n, run->rank_low, run->rank_high };
  g_autoptr (WsSamplerModel) model = NULL;

  for (guint i = 0; i < run->n_selected; i++)
    network[i] = run->rows->model[run->selected[i]];
  if (run->sampler->space == WS_SPACE_ALIGNED_WEIGHTS &&
      !ws_sample_align (run, x, network, run->n_selected, error))
    return FALSE;
  model =
      ws_sampler_model_new (run->sampler, &rows, run->values, run->request->seed, &stage, error);
  if (model == NULL ||
      (run->sampler->learning != NULL && !ws_sample_learn (run, model, &rows, error)) ||
      !ws_sampler_model_draw (model, &drawing, out, from, &stage, error))
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

  if (!ws_sample_select (run, error))
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
