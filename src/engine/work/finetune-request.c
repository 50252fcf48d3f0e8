/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/finetune-private.h"

#include "core/error.h"

#include <string.h>

#define MAX_MODELS 100000
#define MAX_EPOCHS 10000

/* -- what is left open -- */

static gboolean
check_populations (const WsFinetuneRequest *request, GError **error)
{
  if (request->n_populations > WS_FINETUNE_MAX)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 "at most %u populations are tuned in one run, not %u", WS_FINETUNE_MAX,
                 request->n_populations);
  else if (request->n_populations == 0 && request->scratch == 0)
    g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE, "there are no networks to train");
  else if (request->n_populations == 0 && request->data[0] == '\0')
    g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                         "networks from scratch need the name of an image set");
  else
    {
      for (guint i = 0; i < request->n_populations; i++)
        for (guint k = 0; k < i; k++)
          if (g_str_equal (request->population[i], request->population[k]))
            {
              g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "%s is named twice",
                           request->population[i]);
              return FALSE;
            }
      return TRUE;
    }
  return FALSE;
}

/* The text at @offset that all populations have in common, into @out. */
static gboolean
take_common (WsProject               *project,
             const WsFinetuneRequest *request,
             const char              *what,
             gsize                    offset,
             char                    *out,
             gsize                    size,
             GError                 **error)
{
  for (guint i = 0; i < request->n_populations; i++)
    {
      g_autoptr (WsPopulation) population =
          ws_project_find_population (project, request->population[i], error);
      const char *value;

      if (population == NULL)
        return FALSE;
      value = G_STRUCT_MEMBER (char *, population, offset);
      if (i > 0 && !g_str_equal (value, out))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                       "%s and %s do not have the same %s; say which one to train with",
                       request->population[0], request->population[i], what);
          return FALSE;
        }
      if (g_strlcpy (out, value, size) >= size)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "%s: the %s's name is too long",
                       request->population[i], what);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
ws_finetune_get_recipe (WsProject               *project,
                        const WsFinetuneRequest *request,
                        WsRecipe                *recipe,
                        GError                 **error)
{
  g_autoptr (WsPopulation) first = NULL;
  g_autofree char *base = NULL;
  char             data[sizeof request->data];
  WsActivation     act;

  g_return_val_if_fail (WS_IS_PROJECT (project), FALSE);
  memset (recipe, 0, sizeof *recipe);
  g_strlcpy (data, request->data, sizeof data);
  ws_work_make_path_absolute (data, sizeof data);
  if (request->n_populations > 0)
    {
      first = ws_project_find_population (project, request->population[0], error);
      if (first == NULL)
        return FALSE;
      if (!ws_recipe_from_json (first->recipe_json, recipe, error))
        return FALSE;
      if (data[0] == '\0' || g_str_equal (data, first->data))
        return TRUE;
    }
  act = recipe->act;
  base = g_path_get_basename (data);
  ws_recipe_for_dataset (base, recipe);
  if (first != NULL && recipe->act != act)
    {
      recipe->act = act; /* without which the weights mean nothing */
      g_strlcpy (recipe->name, "custom", sizeof recipe->name);
    }
  return TRUE;
}

static gboolean
fill_in (WsProject *project, WsFinetuneRequest *request, GError **error)
{
  ws_work_make_path_absolute (request->data, sizeof request->data);
  if (request->recipe.name[0] == '\0' &&
      !ws_finetune_get_recipe (project, request, &request->recipe, error))
    return FALSE;
  if (request->data[0] == '\0' &&
      !take_common (project, request, "image set", G_STRUCT_OFFSET (WsPopulation, data),
                    request->data, sizeof request->data, error))
    return FALSE;
  if (request->arch[0] == '\0' &&
      !take_common (project, request, "architecture", G_STRUCT_OFFSET (WsPopulation, arch),
                    request->arch, sizeof request->arch, error))
    return FALSE;
  if (request->arch[0] == '\0')
    g_strlcpy (request->arch, "cnn-s", sizeof request->arch);
  if (request->keep[0] == '\0')
    g_strlcpy (request->keep, "0,last", sizeof request->keep);
  if (request->control[0] == '\0')
    g_strlcpy (request->control, ws_transfer_control_get_name (WS_TRANSFER_PLAIN),
               sizeof request->control);
  if (g_str_equal (request->from, "last"))
    request->from[0] = '\0';
  if (request->teacher[0] == '\0')
    request->teacher_weight = 0;
  else if (!(request->teacher_weight < 0 || request->teacher_weight > 0))
    request->teacher_weight = 1;
  return TRUE;
}

/* -- what is asked for -- */

static gboolean
check_numbers (const WsFinetuneRequest *request, GError **error)
{
  if (request->scratch > MAX_MODELS || request->count > MAX_MODELS)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "a population has at most %u networks, not %u",
                 MAX_MODELS, MAX (request->scratch, request->count));
  else if (request->n_epochs > MAX_EPOCHS)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "networks train for 0 to %u epochs, not %u",
                 MAX_EPOCHS, request->n_epochs);
  else if (request->teacher[0] != '\0' &&
           !(request->teacher_weight > 0 && request->teacher_weight <= 1))
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 "the teacher's weight is %g, it must be above 0 and at most 1",
                 request->teacher_weight);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_words (const WsFinetuneRequest *request, GError **error)
{
  static const char *const splits[] = { "", "train", "validation", "test", NULL };
  WsTransferControl        control;
  guint64                  epoch;

  if (!g_strv_contains (ws_arch_list (), request->arch))
    {
      g_autofree char *names = g_strjoinv (", ", (char **)ws_arch_list ());

      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "there is no architecture \"%s\"; known: %s",
                   request->arch, names);
      return FALSE;
    }
  if (!g_strv_contains (splits, request->split))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "there are train, validation and test networks, but not \"%s\"", request->split);
      return FALSE;
    }
  if (request->from[0] != '\0' &&
      !g_ascii_string_to_unsigned (request->from, 10, 0, MAX_EPOCHS, &epoch, NULL))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "networks go on from their last epoch or from a number, not from \"%s\"",
                   request->from);
      return FALSE;
    }
  return ws_transfer_control_parse (request->control, &control, error);
}

gboolean
ws_finetune_complete_request (WsProject *project, WsFinetuneRequest *request, GError **error)
{
  g_autofree gboolean *keep = NULL;

  if (!check_populations (request, error) || !fill_in (project, request, error) ||
      !check_numbers (request, error) || !check_words (request, error) ||
      !ws_recipe_validate (&request->recipe, error))
    return FALSE;
  keep = ws_keep_parse (request->keep, request->n_epochs, error);
  return keep != NULL;
}
