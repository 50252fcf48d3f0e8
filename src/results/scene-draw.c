/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/scene-private.h"

#include "results/experiment-figure.h"
#include "results/finetune-figure.h"
#include "results/hyper-figures.h"
#include "results/sample-data.h"
#include "results/zoo-view.h"
#include "core/error.h"
#include "project/experiment.h"

#include <glib/gi18n.h>

/* -- what a scene is about -- */

/* "The zoo “zoo-2” is no longer in this document." */
static char *
dup_gone (const WsSceneView *view)
{
  const char *name = view->name != NULL ? view->name : "?";

  switch (view->figure)
    {
    case WS_SCENE_ZOO_ACCURACY:
    case WS_SCENE_ZOO_LOSS:
    case WS_SCENE_ZOO_HISTOGRAM:
      return g_strdup_printf (_ ("The zoo “%s” is no longer in this document."), name);
    case WS_SCENE_SAMPLES:
      return g_strdup_printf (_ ("The samples “%s” are no longer in this document."), name);
    case WS_SCENE_FINETUNE:
      return g_strdup_printf (_ ("The fine-tuning “%s” is no longer in this document."), name);
    case WS_SCENE_EXPERIMENT:
      return g_strdup_printf (_ ("This run of “%s” is no longer in this document."), name);
    case WS_SCENE_MAP:
    case WS_SCENE_HYPER_LOSS:
    case WS_SCENE_HYPER_R2:
    case WS_SCENE_HYPER_LAYERS:
    case WS_SCENE_HYPER_DECODED:
    case WS_SCENE_N_FIGURES:
    default:
      return g_strdup_printf (_ ("The representation “%s” is no longer in this document."), name);
    }
}

gpointer
ws_scene_set_gone (const WsSceneView *view, GError **error)
{
  g_autofree char *sentence = dup_gone (view);

  g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FOUND, sentence);
  return NULL;
}

static gpointer
set_empty (GError **error)
{
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               _ ("What this scene shows has not been measured yet."));
  return NULL;
}

WsHyperInfo *
ws_scene_find_hyper (WsProject *project, const WsSceneView *view, GError **error)
{
  g_autoptr (GPtrArray) hypers = ws_project_list_hypers (project, error);
  g_autofree char *name = NULL;

  if (hypers == NULL)
    return NULL;
  for (guint i = 0; name == NULL && i < hypers->len; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (hypers, i);

      if (info->id == view->subject)
        name = g_strdup (info->name);
    }
  return name != NULL ? ws_project_find_hyper (project, name, error)
                      : ws_scene_set_gone (view, error);
}

static gboolean
has_population (WsProject *project, gint64 id, char **name, gboolean *found, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);

  if (list == NULL)
    return FALSE;
  *found = FALSE;
  for (guint i = 0; !*found && i < list->len; i++)
    {
      const WsPopulation *population = g_ptr_array_index (list, i);

      *found = population->id == id;
      if (*found && name != NULL)
        *name = g_strdup (population->name);
    }
  return TRUE;
}

/* -- the figures of the pages -- */

static WsFigure *
draw_zoo (WsProject *project, const WsSceneView *view, GError **error)
{
  gint64 id = view->subject;
  g_autoptr (WsZooView) zoo = NULL;
  gboolean found;

  if (!has_population (project, id, NULL, &found, error))
    return NULL;
  if (!found)
    return ws_scene_set_gone (view, error);
  zoo = ws_zoo_view_read (project, &id, NULL, error);
  if (zoo == NULL)
    return NULL;
  return view->figure == WS_SCENE_ZOO_HISTOGRAM
             ? ws_zoo_histogram_figure (zoo)
             : ws_zoo_curves_figure (zoo, view->figure == WS_SCENE_ZOO_LOSS);
}

static WsFigure *
draw_hyper (WsProject *project, const WsSceneView *view, GError **error)
{
  g_autoptr (WsHyperInfo) info = ws_scene_find_hyper (project, view, error);
  g_autoptr (WsPopulation) zoo = NULL;
  g_autoptr (WsHyperReport) report = NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (GError) problem = NULL;
  const WsArch       *arch;
  const WsHyperEpoch *epochs;
  WsActivation        act;

  if (info == NULL)
    return NULL;
  history = ws_project_load_hyper_history (project, info->id, error);
  if (history == NULL)
    return NULL;
  epochs = (const WsHyperEpoch *)(void *)history->data;
  if (view->figure == WS_SCENE_HYPER_LOSS)
    return ws_hyper_loss_figure (epochs, history->len, view->is_log);
  if (view->figure == WS_SCENE_HYPER_R2)
    return ws_hyper_r2_figure (epochs, history->len);
  zoo = info->population != 0 ? ws_project_get_population (project, info->population, error)
                              : set_empty (error);
  if (zoo == NULL || !ws_population_get_network (zoo, &arch, &act, error))
    return NULL;
  report = ws_hyper_report_load (project, zoo->id, info->id, arch, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (view->figure == WS_SCENE_HYPER_DECODED)
    return report != NULL ? ws_hyper_decode_figure (report) : set_empty (error);
  return ws_hyper_layers_figure (epochs, history->len, report, arch);
}

static WsFigure *
draw_samples (WsProject *project, const WsSceneView *view, GError **error)
{
  g_autoptr (WsSampleData) data = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *name = NULL;
  gboolean         found;

  if (!has_population (project, view->subject, &name, &found, error))
    return NULL;
  if (!found)
    return ws_scene_set_gone (view, error);
  data = ws_sample_data_load (project, name, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  return data != NULL ? ws_sample_data_figure (data) : ws_scene_set_gone (view, error);
}

static WsFigure *
draw_finetune (WsProject *project, const WsSceneView *view, GError **error)
{
  const WsFinetuneLook look = { .is_loss = view->is_loss,
                                .has_quantiles = view->has_quantiles,
                                .has_single = view->has_single };
  WsFinetuneQuestion  *question;
  g_autoptr (WsFinetuneView) tuned = NULL;

  for (guint i = 0; i < view->runs->len; i++)
    {
      gboolean found;

      if (!has_population (project, g_array_index (view->runs, gint64, i), NULL, &found, error))
        return NULL;
      if (!found)
        return ws_scene_set_gone (view, error);
    }
  question = ws_finetune_question_new (g_array_ref (view->runs), NULL, NULL);
  tuned = ws_finetune_view_read (project, question, NULL, error);
  ws_finetune_question_free (question);
  if (tuned == NULL)
    return NULL;
  return tuned->curves->len > 0 ? ws_finetune_figure (tuned, &look)
                                : ws_scene_set_gone (view, error);
}

static WsFigure *
draw_experiment (WsProject *project, const WsSceneView *view, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (WsExperimentInfo) info = ws_project_get_experiment (project, view->subject, &problem);
  g_autoptr (WsTable) table = NULL;
  WsFigure *figure;
  guint     n_done, n_units;

  if (info == NULL && g_error_matches (problem, WS_ERROR, WS_ERROR_NOT_FOUND))
    return ws_scene_set_gone (view, error);
  if (info == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  table = ws_work_make_experiment_table (project, info, &n_done, &n_units, error);
  if (table == NULL)
    return NULL;
  figure = ws_experiment_figure_new (table, info, ws_project_get_path (project));
  return figure != NULL ? figure : set_empty (error);
}

WsFigure *
ws_scene_draw (WsProject *project, const WsSceneView *view, char **map, GError **error)
{
  switch (view->figure)
    {
    case WS_SCENE_MAP:
      return ws_scene_draw_map (project, view, map, error);
    case WS_SCENE_ZOO_ACCURACY:
    case WS_SCENE_ZOO_LOSS:
    case WS_SCENE_ZOO_HISTOGRAM:
      return draw_zoo (project, view, error);
    case WS_SCENE_HYPER_LOSS:
    case WS_SCENE_HYPER_R2:
    case WS_SCENE_HYPER_LAYERS:
    case WS_SCENE_HYPER_DECODED:
      return draw_hyper (project, view, error);
    case WS_SCENE_SAMPLES:
      return draw_samples (project, view, error);
    case WS_SCENE_FINETUNE:
      return draw_finetune (project, view, error);
    case WS_SCENE_EXPERIMENT:
      return draw_experiment (project, view, error);
    case WS_SCENE_N_FIGURES:
    default:
      g_return_val_if_reached (NULL);
    }
}
