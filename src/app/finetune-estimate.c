/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/finetune-estimate.h"

#include "results/map-text.h"
#include "app/zoo-estimate.h"
#include "core/numeric.h"

#include <glib/gi18n.h>
#include <math.h>

/* What a population's networks can do now. */
static char *
dup_accuracy (WsProject *project, const WsPopulation *info)
{
  const WsStateQuery last = { WS_EPOCH_LAST, WS_EPOCH_LAST, 0, FALSE };
  g_autoptr (WsStates) states = ws_project_load_states (project, info->id, &last, NULL);
  g_autofree float *values = NULL;
  guint             n = 0;

  if (states == NULL)
    return NULL;
  values = g_new (float, MAX (states->n, 1));
  for (guint i = 0; i < states->n; i++)
    if (isfinite (states->metrics[i].test_acc))
      values[n++] = states->metrics[i].test_acc;
  if (n == 0)
    return g_strdup (_ ("not measured"));
  if (n == 1)
    return g_strdup_printf ("%.3f", (double)values[0]);
  /* Translators: mean and standard deviation of accuracies */
  return g_strdup_printf (_ ("%.3f ± %.3f"), ws_mean (values, n), ws_std (values, n));
}

gpointer
ws_finetune_accuracies_read (WsProject    *project,
                             gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);
  g_autoptr (GHashTable) texts =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const WsPopulation *info = g_ptr_array_index (list, i);
      char               *text = dup_accuracy (project, info);

      if (text != NULL)
        g_hash_table_insert (texts, g_memdup2 (&info->id, sizeof info->id), text);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }
  return list != NULL ? g_steal_pointer (&texts) : NULL;
}

/* Networks of a population in the split that is asked for; only a zoo has splits. */
static guint
count_in_split (WsProject *project, const WsPopulation *info, const char *split)
{
  WsStateQuery last = { WS_EPOCH_LAST, WS_EPOCH_LAST, 0, FALSE };
  g_autoptr (WsStates) states = NULL;

  if (*split == '\0' || !g_str_equal (info->kind, "zoo"))
    return info->n;
  last.split_mask = g_str_equal (split, "train")        ? 1u << 0
                    : g_str_equal (split, "validation") ? 1u << 1
                                                        : 1u << 2;
  states = ws_project_load_states (project, info->id, &last, NULL);
  return states != NULL ? states->n : 0;
}

guint
ws_finetune_count_networks (WsProject *project, const WsFinetuneRequest *request)
{
  guint n = request->scratch;

  for (guint i = 0; i < request->n_populations; i++)
    {
      g_autoptr (WsPopulation) info =
          ws_project_find_population (project, request->population[i], NULL);
      guint own = info != NULL ? count_in_split (project, info, request->split) : 0;

      n += request->count > 0 ? MIN (own, request->count) : own;
    }
  return n;
}

gpointer
ws_finetune_estimate_read (WsProject    *project,
                           gpointer      data,
                           GCancellable *cancellable,
                           GError      **error)
{
  const WsFinetuneRequest *request = data;
  g_autoptr (WsPopulation) first = NULL;
  WsZooRequest     cost = { .n_epochs = request->n_epochs, .seed = request->seed };
  g_autofree char *training = NULL;
  g_autofree char *networks = NULL;

  if (request->n_populations > 0)
    first = ws_project_find_population (project, request->population[0], error);
  if (request->n_populations > 0 && first == NULL)
    return NULL;
  cost.recipe = request->recipe;
  if (cost.recipe.name[0] == '\0' &&
      !ws_finetune_get_recipe (project, request, &cost.recipe, error))
    return NULL;
  cost.n_models = ws_finetune_count_networks (project, request);
  g_strlcpy (cost.data, request->data[0] == '\0' && first != NULL ? first->data : request->data,
             sizeof cost.data);
  g_strlcpy (cost.arch,
             request->arch[0] != '\0' ? request->arch
             : first != NULL          ? first->arch
                                      : "cnn-s",
             sizeof cost.arch);
  g_strlcpy (cost.keep, request->keep[0] != '\0' ? request->keep : "0,last", sizeof cost.keep);
  training = ws_zoo_estimate_read (project, &cost, cancellable, error);
  if (training == NULL)
    return NULL;
  networks = ws_text_networks (cost.n_models);
  /* Translators: how many networks; then how long their training takes and its size */
  return g_strdup_printf (_ ("%s · %s"), networks, training);
}
