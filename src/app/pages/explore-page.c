/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/explore-page.h"

#include "app/map-text.h"
#include "app/network-card.h"
#include "app/notice.h"
#include "app/plot-view.h"
#include "latent/probe.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_POPULATIONS 4

struct _WsExplorePage
{
  WsPage parent_instance;

  WsNotice       *notice;
  GtkStack       *stack;
  AdwStatusPage  *empty_page;
  GtkWidget      *empty_button;
  AdwFlap        *flap;
  WsMapView      *map;
  GtkProgressBar *progress;
  GtkLabel       *readout_label, *busy_label, *selection_label, *plane_label;
  GtkDropDown    *color_dropdown, *hyper_dropdown;
  GtkBox         *populations_box;
  WsNetworkCard  *card;
  WsPlotView     *selection_plot;

  WsReadSlot map_slot, statistics_slot;
  WsMapData *data;       /* a reference */
  double    *statistics; /* (n_features, n) of @data; NULL until asked for */
  char      *hyper;      /* (nullable): the representation that was chosen */
  GPtrArray *toggles;    /* GtkCheckButton of each population */
  WsJob     *watched;    /* a reference: the job whose progress is shown */
  gboolean   is_filling; /* lists are being written, not chosen from */
};

G_DEFINE_FINAL_TYPE (WsExplorePage, ws_explore_page, WS_TYPE_PAGE)

/* -- colour -------------------------------------------------------------------------------------
 */

/* Rows of the list: the fixed columns, the population, then the statistics of the layers. */
#define ROW_POPULATION ((guint)WS_MAP_N_COLUMNS)
#define ROW_STATISTICS (ROW_POPULATION + 1)

static void read_statistics (WsExplorePage *self);

static gboolean
get_state (WsExplorePage *self, const char *action)
{
  GActionMap *map = G_ACTION_MAP (ws_page_get_actions (WS_PAGE (self)));
  GAction    *found = g_action_map_lookup_action (map, action);
  g_autoptr (GVariant) state = g_action_get_state (found);

  return g_variant_get_boolean (state);
}

static void
apply_color (WsExplorePage *self)
{
  guint              row = gtk_drop_down_get_selected (self->color_dropdown);
  gboolean           is_reversed = get_state (self, "reverse");
  g_autofree double *values = NULL;
  g_autofree char   *label = NULL;

  if (self->data == NULL || row == GTK_INVALID_LIST_POSITION)
    return;
  if (row < ROW_POPULATION)
    {
      values = ws_map_data_column (self->data, (WsMapColumn)row);
      ws_map_view_set_color (self->map, values, ws_map_column_get_label ((WsMapColumn)row),
                             ws_map_column_get_format ((WsMapColumn)row), is_reversed);
    }
  else if (row == ROW_POPULATION)
    ws_map_view_set_color (self->map, NULL, NULL, WS_FORMAT_AUTO, FALSE);
  else if (self->statistics == NULL)
    read_statistics (self);
  else
    {
      label = ws_weight_statistics_name (self->data->arch, row - ROW_STATISTICS);
      ws_map_view_set_color (self->map,
                             self->statistics + (gsize)(row - ROW_STATISTICS) * self->data->n,
                             label, WS_FORMAT_AUTO, is_reversed);
    }
}

static gpointer
statistics_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_map_data_load_statistics (data, project, error);
}

static void update_busy (WsExplorePage *self);

static void
statistics_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsExplorePage *self = user_data;

  update_busy (self);
  if (error != NULL)
    {
      ws_notice_show_error (self->notice, _ ("Reading the weights"), error);
      return;
    }
  g_free (self->statistics);
  self->statistics = result;
  apply_color (self);
}

static void
read_statistics (WsExplorePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  if (session == NULL || ws_read_slot_is_busy (&self->statistics_slot))
    return;
  ws_session_read (session, &self->statistics_slot, statistics_func, ws_map_data_ref (self->data),
                   (GDestroyNotify)ws_map_data_unref, g_free, statistics_done_cb, self);
  update_busy (self);
}

static void
fill_colors (WsExplorePage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = gtk_drop_down_get_selected (self->color_dropdown);

  for (guint i = 0; i < WS_MAP_N_COLUMNS; i++)
    gtk_string_list_append (list, ws_map_column_get_label ((WsMapColumn)i));
  gtk_string_list_append (list, _ ("Population"));
  for (guint f = 0; self->data != NULL && f < ws_weight_statistics_count (self->data->arch); f++)
    gtk_string_list_take (list, ws_weight_statistics_name (self->data->arch, f));
  if (selected >= g_list_model_get_n_items (G_LIST_MODEL (list)))
    selected = 0;
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->color_dropdown, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->color_dropdown, selected);
  self->is_filling = FALSE;
}

static void
color_selected_cb (WsExplorePage *self)
{
  if (!self->is_filling)
    apply_color (self);
}

/* -- populations --------------------------------------------------------------------------------
 */

static void
apply_populations (WsExplorePage *self)
{
  guint64 mask = 0;
  guint   n_active = 0;

  for (guint i = 0; i < self->toggles->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->toggles, i)))
      {
        mask |= G_GUINT64_CONSTANT (1) << MIN (i, 63);
        n_active++;
      }
  /* four colours and shapes can be told apart at a glance */
  for (guint i = 0; i < self->toggles->len; i++)
    {
      GtkCheckButton *toggle = g_ptr_array_index (self->toggles, i);

      gtk_widget_set_sensitive (GTK_WIDGET (toggle),
                                n_active < MAX_POPULATIONS || gtk_check_button_get_active (toggle));
    }
  ws_map_view_set_populations (self->map, mask);
}

static void
population_toggled_cb (GtkCheckButton *toggle, WsExplorePage *self)
{
  if (!self->is_filling)
    apply_populations (self);
}

static gboolean
was_off (WsExplorePage *self, const char *name)
{
  for (guint i = 0; i < self->toggles->len; i++)
    {
      GtkCheckButton *toggle = g_ptr_array_index (self->toggles, i);

      if (g_strcmp0 (g_object_get_data (G_OBJECT (toggle), "population"), name) == 0)
        return !gtk_check_button_get_active (toggle);
    }
  return FALSE;
}

static GtkCheckButton *
add_toggle (WsExplorePage *self, const WsMapPopulation *population)
{
  g_autofree char *networks = ws_text_networks (population->n_networks);
  g_autofree char *label = g_strdup_printf ("%s · %s", population->population->name, networks);
  GtkCheckButton  *toggle = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (label));

  g_object_set_data_full (G_OBJECT (toggle), "population", g_strdup (population->population->name),
                          g_free);
  g_signal_connect (toggle, "toggled", G_CALLBACK (population_toggled_cb), self);
  gtk_box_append (self->populations_box, GTK_WIDGET (toggle));
  return toggle;
}

/* Zoo first, then the newest: four at most, but what was switched off stays off. */
static void
fill_populations (WsExplorePage *self)
{
  g_autoptr (GPtrArray) toggles = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_free = MAX_POPULATIONS;

  self->is_filling = TRUE;
  for (guint i = 0; i < self->data->populations->len; i++)
    {
      GtkCheckButton *toggle = add_toggle (self, ws_map_data_get_population (self->data, i));

      g_ptr_array_add (toggles, g_object_ref (toggle));
    }
  for (guint k = 0; k < toggles->len; k++)
    {
      guint                  i = k == 0 ? 0 : toggles->len - k;
      const WsMapPopulation *population = ws_map_data_get_population (self->data, i);

      if (n_free == 0 || population->n == 0 || was_off (self, population->population->name))
        continue;
      gtk_check_button_set_active (g_ptr_array_index (toggles, i), TRUE);
      n_free--;
    }
  for (guint i = 0; i < self->toggles->len; i++)
    gtk_box_remove (self->populations_box, g_ptr_array_index (self->toggles, i));
  g_ptr_array_unref (self->toggles);
  self->toggles = g_steal_pointer (&toggles);
  self->is_filling = FALSE;
  apply_populations (self);
}

/* -- inspector ----------------------------------------------------------------------------------
 */

static void
update_card (WsExplorePage *self)
{
  gint hovered = ws_map_view_get_hovered (self->map);
  gint pinned = ws_map_view_get_pinned (self->map);

  ws_network_card_set_state (self->card, self->data, hovered >= 0 ? hovered : pinned,
                             pinned >= 0 && (hovered < 0 || hovered == pinned));
}

/* Each network once, by the accuracy of its last state that @chosen (nullable: all) has. */
static guint
last_accuracies (const WsMapData *data, const guint8 *chosen, double *accuracy, gint *best)
{
  guint n = 0;

  *best = -1;
  for (guint j = 0; j < data->networks->len; j++)
    {
      const WsMapNetwork *net = ws_map_data_get_network (data, j);
      gint                last = -1;

      if (chosen == NULL &&
          !g_str_equal (ws_map_data_get_population (data, net->population)->population->kind,
                        "zoo"))
        continue;
      for (guint i = net->first; i < net->first + net->n; i++)
        if (chosen == NULL || chosen[i])
          last = (gint)i;
      if (last < 0)
        continue;
      accuracy[n] = (double)data->metrics[last].test_acc;
      if (isfinite (accuracy[n]) &&
          (*best < 0 || accuracy[n] > (double)data->metrics[*best].test_acc))
        *best = last;
      n++;
    }
  return n;
}

static char *
selection_text (const WsMapData *data, const double *accuracy, guint n, gint best)
{
  g_autofree char *networks = ws_text_networks (n);
  g_autofree char *mean = ws_text_mean_std (accuracy, n);
  g_autofree char *name = NULL, *best_accuracy = NULL;

  if (best < 0)
    return g_strdup_printf (_ ("%s, no accuracy measured"), networks);
  name = ws_map_data_dup_network_name (data, data->network[best]);
  best_accuracy = ws_text_accuracy ((double)data->metrics[best].test_acc, data->n_images);
  /* Translators: networks, mean ± standard deviation, name of the best, its accuracy */
  return g_strdup_printf (_ ("%s\nTest accuracy %s\nBest: %s, epoch %u: %s"), networks, mean, name,
                          data->epoch[best], best_accuracy);
}

static void
update_selection (WsExplorePage *self)
{
  const WsMapData   *data = self->data;
  guint              n_selected, n = 0;
  const guint8      *selected = ws_map_view_get_selection (self->map, &n_selected);
  g_autofree double *all = NULL, *chosen = NULL;
  g_autofree char   *text = NULL;
  g_autoptr (WsFigure) figure = NULL;
  WsPanel *panel;
  gint     best;

  if (data == NULL)
    return;
  all = g_new (double, MAX (data->networks->len, 1));
  figure = ws_figure_new ();
  panel = ws_figure_add_panel (figure);
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Test accuracy, last state"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_axis (panel, WS_AXIS_Y, n_selected > 0 ? _ ("Share of networks") : _ ("Networks"),
                     WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_bins (panel, 0, n_selected > 0);
  n = last_accuracies (data, NULL, all, &best);
  ws_panel_add_histogram (panel, _ ("zoo"), all, n, 0)->n_shown = n;
  if (n_selected > 0)
    {
      chosen = g_new (double, data->networks->len);
      n = last_accuracies (data, selected, chosen, &best);
      ws_panel_add_histogram (panel, _ ("selected"), chosen, n, 1)->n_shown = n;
      text = selection_text (data, chosen, n, best);
    }
  else
    text = g_strdup (_ ("Nothing selected. Click a network, or draw around some with the rectangle "
                        "or the lasso."));
  gtk_label_set_label (self->selection_label, text);
  ws_plot_view_set_figure (self->selection_plot, figure);
}

/* -- reading ------------------------------------------------------------------------------------
 */

static gpointer
map_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_map_data_load (project, data, "pca", error);
}

static void
show_empty (WsExplorePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  gboolean   is_training = session != NULL && ws_session_find_job (session, "hyper") != NULL;

  gtk_stack_set_visible_child_name (self->stack, "empty");
  adw_status_page_set_title (self->empty_page,
                             is_training ? _ ("The map is being made") : _ ("No latent map yet"));
  adw_status_page_set_description (
      self->empty_page,
      is_training ? _ ("A hyper-representation is in training. Its map appears here when it ends.")
                  : _ ("A hyper-representation learns to read networks and to write them again. "
                       "Its latent space is the map."));
  gtk_button_set_label (GTK_BUTTON (self->empty_button),
                        is_training ? _ ("Watch it train") : _ ("Train a hyper-representation"));
}

static void
describe_plane (WsExplorePage *self)
{
  const WsProjection *projection = self->data->projection;
  g_autofree char    *text = NULL;

  if (projection->variance == NULL || !(projection->total_variance > 0.0))
    return;
  /* Translators: how much a map on two axes can show */
  text = g_strdup_printf (_ ("The plane of the two largest principal components of %u latent "
                             "dimensions: it shows %.0f %% of their variance."),
                          projection->q,
                          100.0 * (projection->variance[0] + projection->variance[1]) /
                              projection->total_variance);
  gtk_label_set_label (self->plane_label, text);
}

static void
take_data (WsExplorePage *self, WsMapData *data)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  for (guint i = 0; i < data->populations->len; i++)
    {
      WsMapPopulation  *population = g_ptr_array_index (data->populations, i);
      WsPopulationItem *item = ws_session_find_population (session, population->population->id);

      if (item != NULL)
        population->class_index = ws_population_item_get_class_index (item);
    }
  ws_read_slot_clear (&self->statistics_slot);
  g_clear_pointer (&self->statistics, g_free);
  ws_network_card_set_state (self->card, NULL, -1, FALSE);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  gtk_stack_set_visible_child_name (self->stack, "map");
  ws_map_view_set_data (self->map, data);
  fill_colors (self);
  fill_populations (self);
  describe_plane (self);
  apply_color (self);
  update_selection (self);
  update_card (self);
}

static void
map_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsExplorePage *self = user_data;

  if (error != NULL)
    {
      ws_notice_show_error (self->notice, _ ("Reading the map"), error);
      if (self->data == NULL)
        show_empty (self);
    }
  else if (result == NULL)
    show_empty (self);
  else
    {
      ws_notice_hide (self->notice);
      take_data (self, result);
    }
  update_busy (self);
}

static void
reload (WsExplorePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  if (session == NULL)
    return;
  ws_session_read (session, &self->map_slot, map_func, g_strdup (self->hyper), g_free,
                   (GDestroyNotify)ws_map_data_unref, map_done_cb, self);
  if (self->data == NULL)
    gtk_stack_set_visible_child_name (self->stack, "loading");
}

/* -- representations ----------------------------------------------------------------------------
 */

static void
fill_hypers (WsExplorePage *self)
{
  WsSession   *session = ws_page_get_session (WS_PAGE (self));
  WsHyperItem *newest = ws_session_get_newest_hyper (session);
  GListModel  *hypers = ws_session_get_hypers (session);
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  const char *wanted = self->hyper;
  guint       selected = GTK_INVALID_LIST_POSITION;

  if (wanted == NULL && newest != NULL)
    wanted = ws_hyper_item_get_name (newest);
  for (guint i = 0; i < g_list_model_get_n_items (hypers); i++)
    {
      g_autoptr (WsHyperItem) item = g_list_model_get_item (hypers, i);

      if (!ws_hyper_item_get_info (item)->complete)
        continue;
      if (g_strcmp0 (ws_hyper_item_get_name (item), wanted) == 0)
        selected = g_list_model_get_n_items (G_LIST_MODEL (list));
      gtk_string_list_append (list, ws_hyper_item_get_name (item));
    }
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->hyper_dropdown, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->hyper_dropdown, selected);
  self->is_filling = FALSE;
}

static void
hyper_selected_cb (WsExplorePage *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->hyper_dropdown);

  if (self->is_filling || chosen == NULL)
    return;
  g_free (self->hyper);
  self->hyper = g_strdup (gtk_string_object_get_string (chosen));
  reload (self);
}

static void
session_changed_cb (WsExplorePage *self)
{
  fill_hypers (self);
  reload (self);
}

/* -- busy ---------------------------------------------------------------------------------------
 */

/* Only what will change this map is shown on it; all jobs are in the strip. */
static void
update_busy (WsExplorePage *self)
{
  g_autofree char *text = NULL;
  gboolean         is_reading = ws_read_slot_is_busy (&self->statistics_slot);

  if (self->watched != NULL)
    text = ws_job_dup_status (self->watched);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->watched != NULL || is_reading);
  if (self->watched != NULL)
    gtk_progress_bar_set_fraction (self->progress,
                                   CLAMP (ws_job_get_fraction (self->watched), 0.0, 1.0));
  else if (is_reading)
    gtk_progress_bar_pulse (self->progress);
  gtk_label_set_label (self->busy_label, text != NULL ? text
                                         : is_reading ? _ ("Reading the weights …")
                                                      : "");
}

static void
job_changed_cb (WsExplorePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  WsJob     *job = NULL;

  if (session != NULL)
    {
      job = ws_session_find_job (session, "hyper");
      if (job == NULL)
        job = ws_session_find_job (session, "embed");
      if (job == NULL)
        job = ws_session_find_job (session, "sample");
    }
  if (job != self->watched)
    {
      if (self->watched != NULL)
        g_signal_handlers_disconnect_by_data (self->watched, self);
      g_set_object (&self->watched, job);
      if (job != NULL)
        {
          g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (update_busy), self);
          g_signal_connect_swapped (job, "notify::status", G_CALLBACK (update_busy), self);
        }
    }
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "empty"))
    show_empty (self);
  update_busy (self);
}

/* -- actions ------------------------------------------------------------------------------------
 */

static void
tool_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;
  const char    *name = g_variant_get_string (value, NULL);

  g_simple_action_set_state (action, value);
  ws_map_view_set_tool (self->map, g_str_equal (name, "rectangle") ? WS_MAP_TOOL_RECTANGLE
                                   : g_str_equal (name, "lasso")   ? WS_MAP_TOOL_LASSO
                                                                   : WS_MAP_TOOL_PAN);
}

static void
layer_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  static const struct
  {
    const char *action;
    guint       layer;
  } layers[] = {
    { "layer-states", WS_MAP_LAYER_STATES }, { "layer-samples", WS_MAP_LAYER_SAMPLES },
    { "trails", WS_MAP_LAYER_TRAILS },       { "layer-splits", WS_MAP_LAYER_SPLITS },
    { "layer-last", WS_MAP_LAYER_LAST },
  };
  WsExplorePage *self = user_data;
  guint          on = ws_map_view_get_layers (self->map);

  g_simple_action_set_state (action, value);
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (g_str_equal (layers[i].action, g_action_get_name (G_ACTION (action))))
      on = g_variant_get_boolean (value) ? on | layers[i].layer : on & ~layers[i].layer;
  ws_map_view_set_layers (self->map, on);
}

static void
reverse_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  g_simple_action_set_state (action, value);
  apply_color (user_data);
}

static void
inspector_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  g_simple_action_set_state (action, value);
  adw_flap_set_reveal_flap (self->flap, g_variant_get_boolean (value));
}

static void
view_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;
  const char    *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "fit"))
    ws_map_view_fit (self->map);
  else if (g_str_equal (name, "zoom-in"))
    ws_map_view_zoom (self->map, 1.25);
  else if (g_str_equal (name, "zoom-out"))
    ws_map_view_zoom (self->map, 0.8);
  else if (g_str_equal (name, "select-all"))
    ws_map_view_select_all (self->map);
  else if (g_str_equal (name, "select-none"))
    ws_map_view_select (self->map, NULL);
}

static void
export_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  if (self->data != NULL)
    ws_plot_export_present (GTK_WIDGET (self->map), ws_map_view_get_figure (self->map),
                            _ ("Latent map"));
}

static const GActionEntry entries[] = {
  { .name = "tool", .parameter_type = "s", .state = "'pan'", .change_state = tool_cb },
  { .name = "layer-states", .state = "true", .change_state = layer_cb },
  { .name = "layer-samples", .state = "true", .change_state = layer_cb },
  { .name = "trails", .state = "false", .change_state = layer_cb },
  { .name = "layer-splits", .state = "true", .change_state = layer_cb },
  { .name = "layer-last", .state = "false", .change_state = layer_cb },
  { .name = "reverse", .state = "false", .change_state = reverse_cb },
  { .name = "inspector", .state = "true", .change_state = inspector_cb },
  { .name = "fit", .activate = view_cb },
  { .name = "zoom-in", .activate = view_cb },
  { .name = "zoom-out", .activate = view_cb },
  { .name = "select-all", .activate = view_cb },
  { .name = "select-none", .activate = view_cb },
  { .name = "export", .activate = export_cb },
};

/* -- page ---------------------------------------------------------------------------------------
 */

static void
forget (WsExplorePage *self)
{
  ws_read_slot_clear (&self->map_slot);
  ws_read_slot_clear (&self->statistics_slot);
  if (self->watched != NULL)
    g_signal_handlers_disconnect_by_data (self->watched, self);
  g_clear_object (&self->watched);
  g_clear_pointer (&self->statistics, g_free);
  g_clear_pointer (&self->hyper, g_free);
}

static void
ws_explore_page_set_session (WsPage *page, WsSession *session)
{
  WsExplorePage *self = WS_EXPLORE_PAGE (page);
  WsSession     *old = ws_page_get_session (page);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  forget (self);
  ws_network_card_set_session (self->card, session);
  ws_map_view_set_data (self->map, NULL);
  g_clear_pointer (&self->data, ws_map_data_unref);
  WS_PAGE_CLASS (ws_explore_page_parent_class)->set_session (page, session);
  if (session == NULL)
    {
      show_empty (self);
      return;
    }
  g_signal_connect_object (session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::job", G_CALLBACK (job_changed_cb), self,
                           G_CONNECT_SWAPPED);
  session_changed_cb (self);
  job_changed_cb (self);
}

static void
ws_explore_page_dispose (GObject *object)
{
  WsExplorePage *self = WS_EXPLORE_PAGE (object);

  forget (self);
  g_clear_pointer (&self->data, ws_map_data_unref);
  g_clear_pointer (&self->toggles, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_EXPLORE_PAGE);
  G_OBJECT_CLASS (ws_explore_page_parent_class)->dispose (object);
}

static void
ws_explore_page_class_init (WsExplorePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WsPageClass    *page_class = WS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_explore_page_dispose;
  page_class->name = "explore";
  page_class->title = N_ ("Explore");
  page_class->icon_name = "ws-explore-symbolic";
  page_class->set_session = ws_explore_page_set_session;

  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_MAP_VIEW);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  g_type_ensure (WS_TYPE_NETWORK_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/explore-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, flap);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, map);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, progress);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, readout_label);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, selection_label);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, plane_label);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, color_dropdown);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, hyper_dropdown);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, populations_box);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, card);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, selection_plot);
}

static void
ws_explore_page_init (WsExplorePage *self)
{
  g_autoptr (GtkExpression) search = NULL;

  self->toggles = g_ptr_array_new_with_free_func (g_object_unref);
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  gtk_widget_init_template (GTK_WIDGET (self));
  search = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  gtk_drop_down_set_expression (self->color_dropdown, search);
  fill_colors (self);
  g_object_bind_property (self->map, "readout", self->readout_label, "label",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (self->color_dropdown, "notify::selected",
                            G_CALLBACK (color_selected_cb), self);
  g_signal_connect_swapped (self->hyper_dropdown, "notify::selected",
                            G_CALLBACK (hyper_selected_cb), self);
  g_signal_connect_swapped (self->map, "notify::hovered", G_CALLBACK (update_card), self);
  g_signal_connect_swapped (self->map, "notify::pinned", G_CALLBACK (update_card), self);
  g_signal_connect_swapped (self->map, "selection-changed", G_CALLBACK (update_selection), self);
}

WsMapView *
ws_explore_page_get_map (WsExplorePage *self)
{
  return self->map;
}
