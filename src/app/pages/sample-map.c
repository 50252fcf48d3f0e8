/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/sample-page-private.h"

#include "results/sample-item.h"
#include "work/work.h"

#include <glib/gi18n.h>

/* The small map beside the samples, and what is seen of a sampling while it runs. */

void
ws_sample_page_choose_on_map (WsSamplePage *self)
{
  WsMapData *data = ws_map_view_get_data (self->map);
  guint64    mask = 0;

  for (guint i = 0; data != NULL && i < data->populations->len; i++)
    {
      const WsPopulation *population = ws_map_data_get_population (data, i)->population;

      if (g_str_equal (population->kind, "zoo") ||
          (self->data != NULL && self->data->samples != NULL &&
           population->id == self->data->samples->id))
        mask |= G_GUINT64_CONSTANT (1) << MIN (i, 63);
    }
  ws_map_view_set_populations (self->map, mask);
}

static void
show_on_map (WsSamplePage *self, WsMapData *data)
{
  WsSession         *session = ws_page_get_session (WS_PAGE (self));
  g_autofree double *values = ws_map_data_column (data, WS_MAP_TEST_ACC);

  for (guint i = 0; i < data->populations->len; i++)
    {
      WsMapPopulation  *population = g_ptr_array_index (data->populations, i);
      WsPopulationItem *item = ws_session_find_population (session, population->population->id);

      if (item != NULL)
        population->class_index = ws_population_item_get_class_index (item);
    }
  ws_map_view_set_data (self->map, data);
  ws_map_view_set_color (self->map, values, ws_map_column_get_label (WS_MAP_TEST_ACC),
                         ws_map_column_get_format (WS_MAP_TEST_ACC), FALSE);
  ws_sample_page_choose_on_map (self);
  if (ws_job_watch_get_job (self->watch) == NULL)
    ws_map_view_set_ghosts (self->map, NULL, NULL, 0);
}

void
ws_sample_page_mark_row (WsSamplePage *self)
{
  WsSampleItem      *item = gtk_single_selection_get_selected_item (self->chosen_row);
  WsMapData         *data = ws_map_view_get_data (self->map);
  g_autofree guint8 *chosen = NULL;

  if (data == NULL || self->data == NULL || self->data->samples == NULL)
    return;
  if (item == NULL)
    {
      ws_map_view_select (self->map, NULL);
      return;
    }
  chosen = g_new0 (guint8, MAX (data->n, 1));
  for (guint i = 0; i < data->n; i++)
    {
      const WsMapNetwork *net = ws_map_data_get_network (data, data->network[i]);

      chosen[i] = net->model + 1 == ws_sample_item_get_number (item) &&
                  ws_map_data_get_population (data, net->population)->population->id ==
                      self->data->samples->id;
    }
  ws_map_view_select (self->map, chosen);
}

void
ws_sample_page_show_losses (WsSamplePage *self, WsSampleSnapshot *snapshot)
{
  const char *const *losses = NULL;
  const double      *points = NULL;
  guint n = snapshot != NULL ? ws_sample_snapshot_get_learning (snapshot, &losses, &points) : 0;

  gtk_widget_set_visible (self->learning_card, losses != NULL);
  gtk_widget_set_visible (self->accuracy_card, losses == NULL);
  if (losses != NULL)
    {
      g_autoptr (WsFigure) figure = ws_sample_losses_figure (losses, points, n);

      ws_plot_view_set_figure (self->losses_plot, figure);
    }
}

void
ws_sample_page_drop_snapshot (WsSamplePage *self)
{
  g_autoptr (GObject) snapshot = ws_job_watch_dup_snapshot (self->watch);
  g_autofree double *values = NULL;
  const float       *xy, *acc;
  gint64             population;
  guint              n;

  if (!WS_IS_SAMPLE_SNAPSHOT (snapshot))
    return;
  ws_sample_page_show_losses (self, WS_SAMPLE_SNAPSHOT (snapshot));
  n = ws_sample_snapshot_get (WS_SAMPLE_SNAPSHOT (snapshot), &population, &xy, &acc);
  values = g_new (double, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    values[i] = (double)acc[i];
  ws_map_view_set_ghosts (self->map, xy, values, n);
}

static gpointer
map_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_map_data_load (project, data, "pca", error);
}

static void
map_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsSamplePage *self = user_data;

  if (error != NULL)
    ws_notice_show_error (self->notice, _ ("Reading the map"), error);
  else if (result != NULL)
    {
      show_on_map (self, result);
      ws_map_data_unref (result);
    }
}

void
ws_sample_page_read_map (WsSamplePage *self, const char *hyper)
{
  ws_session_read (ws_page_get_session (WS_PAGE (self)), &self->map_slot, map_func,
                   g_strdup (hyper), g_free, (GDestroyNotify)ws_map_data_unref, map_done_cb, self);
}
