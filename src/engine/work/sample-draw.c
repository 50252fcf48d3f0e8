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
open_model (SampleRun *run, const float *all, gsize dim, const WsStage *stage, GError **error)
{
  run->model_x = gather (run, all, dim);
  run->model_network = g_new (guint32, MAX (run->n_selected, 1));
  for (guint i = 0; i < run->n_selected; i++)
    run->model_network[i] = run->rows->model[run->selected[i]];
  run->model_rows =
      (WsSampleRows){ run->model_x, run->rank, run->model_network, run->n_selected, (guint)dim };
  if (run->sampler->space == WS_SPACE_ALIGNED_WEIGHTS &&
      !ws_sample_align (run, run->model_x, run->model_network, run->n_selected, error))
    return FALSE;
  run->model = ws_sampler_model_new (run->sampler, &run->model_rows, run->values,
                                     run->request->seed, stage, error);
  return run->model != NULL && (run->sampler->learning == NULL ||
                                ws_sample_learn (run, run->model, &run->model_rows, error));
}

gboolean
ws_sample_draw_more (
    SampleRun *run, guint first, float *out, gint64 *parent, const WsStage *stage, GError **error)
{
  g_autofree guint32 *from = g_new (guint32, run->n);
  const WsDrawing drawing = { run->request->seed, first, run->n, run->rank_low, run->rank_high };

  if (!ws_sampler_model_draw (run->model, &drawing, out, from, stage, error))
    return FALSE;
  for (guint i = 0; i < run->n; i++)
    parent[i] = from[i] < run->n_selected ? run->rows->checkpoint[run->selected[from[i]]] : 0;
  return TRUE;
}

static gboolean
draw_like (SampleRun *run, const float *all, gsize dim, float *out, GError **error)
{
  const WsStage stage = { run->job, 0, run->n, run->n, _ ("networks") };

  return open_model (run, all, dim, &stage, error) &&
         ws_sample_draw_more (run, 0, out, run->parent, &stage, error);
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
