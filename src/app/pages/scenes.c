/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/scenes.h"

#include "app/map-state.h"
#include "app/pages/experiments-page-private.h"
#include "app/pages/finetune-page-private.h"
#include "app/pages/hyper-page-private.h"
#include "app/pages/sample-page-private.h"
#include "app/pages/zoo-page-private.h"

#include <glib/gi18n.h>

/* A choice of a page is the state of its action. */
static gboolean
has_state (gpointer page, const char *action, const char *value)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (
      G_ACTION_GROUP (ws_page_get_actions (WS_PAGE (page))), action);

  return g_variant_is_of_type (state, G_VARIANT_TYPE_BOOLEAN)
             ? g_variant_get_boolean (state)
             : g_str_equal (g_variant_get_string (state, NULL), value);
}

static void
set_state (gpointer page, const char *action, GVariant *value)
{
  g_action_group_change_action_state (G_ACTION_GROUP (ws_page_get_actions (WS_PAGE (page))), action,
                                      value);
}

WsScene *
ws_scene_of_view (WsSceneView *taken, GtkWidget *plot, const char *title)
{
  g_autoptr (WsSceneView) view = taken;
  g_autofree char *json = view != NULL ? ws_scene_view_to_json (view) : NULL;
  const WsFigure  *figure =
      WS_IS_PLOT_VIEW (plot) ? ws_plot_view_get_figure (WS_PLOT_VIEW (plot)) : NULL;

  if (view == NULL)
    return NULL;
  if (title == NULL && figure != NULL)
    title = ws_figure_get_title (figure);
  if (title == NULL && WS_IS_PLOT_VIEW (plot))
    title = ws_plot_view_get_label (WS_PLOT_VIEW (plot));
  return ws_scene_new (title != NULL ? title : ws_scene_view_get_kind (view), NULL, json);
}

/* The row of a list of names. */
static void
choose_name (GtkDropDown *dropdown, const char *name)
{
  GListModel *model = gtk_drop_down_get_model (dropdown);

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (GTK_IS_STRING_OBJECT (item) &&
          g_strcmp0 (gtk_string_object_get_string (GTK_STRING_OBJECT (item)), name) == 0)
        gtk_drop_down_set_selected (dropdown, i);
    }
}

/* -- Zoo -- */

WsScene *
ws_zoo_page_make_scene (WsPage *page, GtkWidget *plot)
{
  WsZooPage    *self = WS_ZOO_PAGE (page);
  WsSceneFigure figure = plot == GTK_WIDGET (self->histogram) ? WS_SCENE_ZOO_HISTOGRAM
                         : has_state (self, "metric", "loss") ? WS_SCENE_ZOO_LOSS
                                                              : WS_SCENE_ZOO_ACCURACY;

  if (self->view == NULL)
    return NULL;
  return ws_scene_of_view (ws_scene_view_new (figure, self->view->info->id, self->view->info->name),
                           plot, NULL);
}

void
ws_zoo_page_show_scene (WsPage *page, const WsSceneView *view)
{
  WsZooPage *self = WS_ZOO_PAGE (page);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->zoos)); i++)
    {
      g_autoptr (WsPopulationItem) item = g_list_model_get_item (G_LIST_MODEL (self->zoos), i);

      if (ws_population_item_get_id (item) == view->subject)
        gtk_drop_down_set_selected (self->picker, i);
    }
  if (view->figure != WS_SCENE_ZOO_HISTOGRAM)
    set_state (self, "metric",
               g_variant_new_string (view->figure == WS_SCENE_ZOO_LOSS ? "loss" : "accuracy"));
}

/* -- Hyper-representation -- */

WsScene *
ws_hyper_page_make_scene (WsPage *page, GtkWidget *plot)
{
  WsHyperPage     *self = WS_HYPER_PAGE (page);
  WsSession       *session = ws_page_get_session (page);
  GListModel      *hypers = session != NULL ? ws_session_get_hypers (session) : NULL;
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->hyper_dropdown);
  WsSceneFigure    figure = plot == GTK_WIDGET (self->r2_plot)       ? WS_SCENE_HYPER_R2
                            : plot == GTK_WIDGET (self->layers_plot) ? WS_SCENE_HYPER_LAYERS
                            : plot == GTK_WIDGET (self->decode_plot) ? WS_SCENE_HYPER_DECODED
                                                                     : WS_SCENE_HYPER_LOSS;

  for (guint i = 0; chosen != NULL && hypers != NULL && i < g_list_model_get_n_items (hypers); i++)
    {
      g_autoptr (WsHyperItem) item = g_list_model_get_item (hypers, i);
      const WsHyperInfo *info = ws_hyper_item_get_info (item);
      WsSceneView       *view;

      if (!g_str_equal (info->name, gtk_string_object_get_string (chosen)))
        continue;
      view = ws_scene_view_new (figure, info->id, info->name);
      view->is_log = figure == WS_SCENE_HYPER_LOSS && has_state (self, "log-axis", NULL);
      return ws_scene_of_view (view, plot, NULL);
    }
  return NULL;
}

void
ws_hyper_page_show_scene (WsPage *page, const WsSceneView *view)
{
  WsHyperPage *self = WS_HYPER_PAGE (page);
  WsHyperItem *item = ws_session_find_hyper (ws_page_get_session (page), view->subject);

  if (item != NULL)
    choose_name (self->hyper_dropdown, ws_hyper_item_get_info (item)->name);
  if (view->figure == WS_SCENE_HYPER_LOSS)
    set_state (self, "log-axis", g_variant_new_boolean (view->is_log));
}

/* -- Sample -- */

WsScene *
ws_sample_page_make_scene (WsPage *page, GtkWidget *plot)
{
  WsSamplePage       *self = WS_SAMPLE_PAGE (page);
  const WsPopulation *samples = self->data != NULL ? self->data->samples : NULL;

  if (plot == GTK_WIDGET (self->map))
    return ws_scene_of_view (ws_map_state_save (self->map, NULL), plot, NULL);
  if (samples == NULL || plot == GTK_WIDGET (self->losses_plot))
    return NULL; /* losses are told while a method learns, and not kept by the page */
  return ws_scene_of_view (ws_scene_view_new (WS_SCENE_SAMPLES, samples->id, samples->name), plot,
                           _ ("Samples beside the zoo"));
}

void
ws_sample_page_show_scene (WsPage *page, const WsSceneView *view)
{
  WsPopulationItem *item = ws_session_find_population (ws_page_get_session (page), view->subject);

  if (item != NULL)
    choose_name (WS_SAMPLE_PAGE (page)->samples_dropdown, ws_population_item_get_info (item)->name);
}

/* -- Fine-Tune -- */

WsScene *
ws_finetune_page_make_scene (WsPage *page, GtkWidget *plot)
{
  WsFinetunePage *self = WS_FINETUNE_PAGE (page);
  g_autoptr (GArray) runs = ws_run_picker_dup_chosen (self->picker);
  WsPopulationItem *first;
  WsSceneView      *view;

  if (self->view == NULL || self->view->curves->len == 0 || runs->len == 0)
    return NULL;
  first = ws_session_find_population (ws_page_get_session (page), g_array_index (runs, gint64, 0));
  view = ws_scene_view_new (WS_SCENE_FINETUNE, g_array_index (runs, gint64, 0),
                            first != NULL ? ws_population_item_get_info (first)->name : NULL);
  g_array_append_vals (view->runs, runs->data, runs->len);
  view->is_loss = has_state (self, "metric", "loss");
  view->has_quantiles = has_state (self, "spread", "quantiles");
  view->has_single = has_state (self, "single", NULL);
  return ws_scene_of_view (view, plot, NULL);
}

void
ws_finetune_page_show_scene (WsPage *page, const WsSceneView *view)
{
  WsFinetunePage *self = WS_FINETUNE_PAGE (page);

  set_state (self, "metric", g_variant_new_string (view->is_loss ? "loss" : "accuracy"));
  set_state (self, "spread", g_variant_new_string (view->has_quantiles ? "quantiles" : "mean"));
  set_state (self, "single", g_variant_new_boolean (view->has_single));
  if (view->runs->len > 0)
    ws_run_picker_choose (self->picker, g_array_index (view->runs, gint64, 0));
}

/* -- Experiments -- */

WsScene *
ws_experiments_page_make_scene (WsPage *page, GtkWidget *plot)
{
  WsExperimentsPage     *self = WS_EXPERIMENTS_PAGE (page);
  const WsExperimentRun *run = ws_experiments_page_get_run (self);

  if (run == NULL || self->data->figure == NULL)
    return NULL;
  return ws_scene_of_view (ws_scene_view_new (WS_SCENE_EXPERIMENT, run->info->id, run->info->name),
                           plot, ws_figure_get_title (self->data->figure));
}

void
ws_experiments_page_show_scene (WsPage *page, const WsSceneView *view)
{
  WsExperimentsPage         *self = WS_EXPERIMENTS_PAGE (page);
  const WsExperiment *const *all = ws_experiment_list ();

  for (int i = 0; all[i] != NULL; i++)
    if (g_strcmp0 (all[i]->name, view->name) == 0)
      gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, i));
  self->run = view->subject;
  self->wants_form = FALSE;
  ws_experiments_page_reload (self);
}
