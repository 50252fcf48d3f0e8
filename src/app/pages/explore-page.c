/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/explore-page-private.h"

#include "app/hyper-names.h"
#include "app/map-measure.h"
#include "results/map-text.h"
#include "app/measure.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>

#define MEASURED_FRAMES 100
#define MEASURE_AFTER_MS 1000 /* the first frames have settled */

G_DEFINE_FINAL_TYPE (WsExplorePage, ws_explore_page, WS_TYPE_PAGE)

/* -- inspector ----------------------------------------------------------------------------------
 */

static void
update_card (WsExplorePage *self)
{
  gint hovered = ws_map_view_get_hovered (self->map);
  gint pinned = ws_map_view_get_pinned (self->map);

  ws_network_card_set_state (self->card, self->data, hovered >= 0 ? hovered : pinned,
                             pinned >= 0 && (hovered < 0 || hovered == pinned));
  ws_explore_page_update_pins (self);
}

static void
update_selection (WsExplorePage *self)
{
  guint         n_selected;
  const guint8 *selected = ws_map_view_get_selection (self->map, &n_selected);

  if (self->data != NULL)
    ws_selection_card_show (self->selection, self->data, selected, n_selected);
  ws_vote_card_set_selection (self->vote, ws_page_get_session (WS_PAGE (self)), self->data,
                              n_selected > 0 ? selected : NULL);
  ws_explore_page_update_draw_like (self);
}

static void
populations_changed_cb (WsExplorePage *self)
{
  ws_map_view_set_populations (self->map, ws_population_toggles_get_mask (self->populations));
}

/* -- reading ------------------------------------------------------------------------------------
 */

typedef struct
{
  char *hyper, *method;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->hyper);
  g_free (wanted->method);
  g_free (wanted);
}

static gpointer
map_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wanted *wanted = data;

  return ws_map_data_load (project, wanted->hyper, wanted->method, error);
}

static void
describe_map (WsExplorePage *self)
{
  g_autofree char *text = ws_text_projection (self->data->projection);

  WsSession        *session = ws_page_get_session (WS_PAGE (self));
  WsPopulationItem *zoo = ws_session_find_population (session, self->data->hyper->population);
  g_autofree char  *source =
      zoo != NULL
           ? ws_text_learned_from (self->data->hyper, ws_population_item_get_info (zoo), NULL)
           : NULL;

  gtk_label_set_label (self->plane_label, text);
  gtk_label_set_label (self->source_label, source != NULL ? source : "");
  ws_map_options_set_projection (self->options, self->data->projection);
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
  ws_network_card_set_state (self->card, NULL, -1, FALSE);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  gtk_stack_set_visible_child_name (self->stack, "map");
  ws_page_set_action_enabled (WS_PAGE (self), "inspector", TRUE);
  ws_map_view_set_ghosts (self->map, NULL, NULL, 0); /* they are in the data now */
  ws_map_view_set_data (self->map, data);
  ws_population_toggles_set_data (self->populations, data);
  ws_map_colors_set_data (self->colors, session, data);
  ws_decode_card_set_map (self->decode, session, data);
  ws_pin_list_set_map (self->pins, session, data);
  ws_map_landscape_set_map (self->landscape, session, data);
  ws_projection_choice_set_shown (self->projection, data->projection->method);
  describe_map (self);
  ws_explore_page_apply_scene (self);
  update_selection (self);
  update_card (self);
}

/* weightscape --measure --page explore FILE: how fast the map moves. */
static void
measured_cb (const char *json, gpointer user_data)
{
  ws_measure_print (json);
}

static gboolean
measure_cb (gpointer user_data)
{
  WsExplorePage *self = user_data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self->map)))
    ws_map_measure (self->map, MEASURED_FRAMES, measured_cb, NULL);
  self->measure = 0;
  return G_SOURCE_REMOVE;
}

static void
measure_once (WsExplorePage *self)
{
  if (!ws_measure_is_on () || self->has_measured)
    return;
  self->has_measured = TRUE;
  ws_measure_frame (GTK_WIDGET (self->map), "map");
  self->measure = g_timeout_add (MEASURE_AFTER_MS, measure_cb, self);
}

/* The map is the one that is wanted. */
static gboolean
is_shown (WsExplorePage *self)
{
  return g_str_equal (self->data->projection->method,
                      ws_projection_choice_get_method (self->projection)) &&
         (self->hyper == NULL || g_str_equal (self->data->hyper->name, self->hyper));
}

static void
map_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsExplorePage *self = user_data;

  if (error != NULL)
    {
      ws_notice_show_error (self->notice, _ ("Reading the map"), error);
      if (self->data == NULL)
        ws_explore_page_show_empty (self);
    }
  else if (result == NULL && self->data != NULL && !is_shown (self))
    ws_explore_page_make_wanted (self);
  else if (result == NULL)
    ws_explore_page_show_empty (self);
  else
    {
      if (!self->is_going_back)
        ws_notice_hide (self->notice);
      self->is_going_back = FALSE;
      take_data (self, result);
      measure_once (self);
    }
  ws_explore_page_update_busy (self);
}

static void
reload (WsExplorePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  Wanted    *wanted;

  if (session == NULL)
    return;
  wanted = g_new (Wanted, 1);
  wanted->hyper = g_strdup (self->hyper);
  wanted->method = g_strdup (ws_projection_choice_get_method (self->projection));
  ws_session_read (session, &self->slot, map_func, wanted, wanted_free,
                   (GDestroyNotify)ws_map_data_unref, map_done_cb, self);
  if (self->data == NULL)
    gtk_stack_set_visible_child_name (self->stack, "loading");
}

/* -- representations ----------------------------------------------------------------------------
 */

static void
fill_hypers (WsExplorePage *self)
{
  guint selected;
  g_autoptr (GtkStringList) names =
      ws_hyper_names_new (ws_page_get_session (WS_PAGE (self)), TRUE, self->hyper, &selected);

  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->hyper_dropdown, G_LIST_MODEL (names));
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
  ws_projection_choice_reset (self->projection);
  reload (self);
}

/* The new map is not there: the old one stays. */
static void
given_up_cb (WsExplorePage *self)
{
  if (self->data != NULL)
    {
      g_free (self->hyper);
      self->hyper = g_strdup (self->data->hyper->name);
      fill_hypers (self);
    }
  reload (self);
}

void
ws_explore_page_reload (WsExplorePage *self)
{
  fill_hypers (self);
  reload (self);
}

/* -- busy ---------------------------------------------------------------------------------------
 */

/* Only what will change this map is shown on it; all jobs are in the strip. */
void
ws_explore_page_update_busy (WsExplorePage *self)
{
  g_autofree char *status = ws_job_watch_dup_status (self->watch);
  gboolean         is_reading = ws_map_colors_is_busy (self->colors);
  gboolean         is_filling = ws_map_landscape_is_busy (self->landscape);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), status != NULL || is_reading || is_filling);
  if (status != NULL)
    gtk_progress_bar_set_fraction (self->progress, ws_job_watch_get_fraction (self->watch));
  else if (is_reading)
    gtk_progress_bar_pulse (self->progress);
  else
    gtk_progress_bar_set_fraction (self->progress, ws_map_landscape_get_fraction (self->landscape));
  gtk_inscription_set_text (self->busy_label, status != NULL ? status
                                              : is_reading   ? _ ("Reading the weights …")
                                                             : "");
}

/* The states move to where the new map has them. What lies under the pointer is not yet known. */
static void
moved_cb (WsExplorePage *self, WsMapSnapshot *snapshot)
{
  const gint64 *checkpoint;
  const float  *xy;
  const char   *method;
  gint64        hyper;
  guint         n = ws_map_snapshot_get (snapshot, &hyper, &method, &checkpoint, &xy);
  g_autoptr (WsMapData) moved = NULL;

  if (self->data == NULL || self->data->hyper->id != hyper)
    return;
  moved = ws_map_data_new_moved (self->data, method, checkpoint, xy, n);
  ws_decode_card_set_map (self->decode, NULL, NULL);
  ws_pin_list_set_map (self->pins, NULL, NULL);
  ws_vote_card_set_selection (self->vote, NULL, NULL, NULL);
  ws_map_landscape_set_map (self->landscape, NULL, NULL);
  ws_map_view_set_ghosts (self->map, NULL, NULL, 0);
  ws_map_view_move (self->map, moved);
}

static void
map_failed_cb (WsExplorePage *self, const GError *error)
{
  ws_notice_show_error (self->notice, _ ("Making the map"), error);
  self->is_going_back = TRUE;
}

/* Networks that are being sampled fall onto this map too; their places are those of the plane. */
static void
snapshot_cb (WsExplorePage *self)
{
  g_autoptr (GObject) snapshot = ws_job_watch_dup_snapshot (self->watch);
  g_autofree double *values = NULL;
  const float       *xy, *acc;
  gint64             population;
  guint              n;

  if (!WS_IS_SAMPLE_SNAPSHOT (snapshot) || self->data == NULL ||
      !g_str_equal (self->data->projection->method, "pca"))
    return;
  n = ws_sample_snapshot_get (WS_SAMPLE_SNAPSHOT (snapshot), &population, &xy, &acc);
  values = g_new (double, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    values[i] = ws_map_colors_is_accuracy (self->colors) ? (double)acc[i] : (double)NAN;
  ws_map_view_set_ghosts (self->map, xy, values, n);
}

static void
pointed_cb (WsExplorePage *self, double x, double y)
{
  ws_decode_card_point (self->decode, x, y);
}

static void
job_changed_cb (WsExplorePage *self)
{
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "empty"))
    ws_explore_page_show_empty (self);
  ws_explore_page_update_busy (self);
}

/* -- page ---------------------------------------------------------------------------------------
 */

static void
forget (WsExplorePage *self)
{
  ws_read_slot_clear (&self->slot);
  ws_read_slot_clear (&self->keep_slot);
  g_clear_handle_id (&self->measure, g_source_remove);
  g_clear_pointer (&self->hyper, g_free);
  g_clear_pointer (&self->scene, ws_scene_view_free);
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
  ws_map_colors_set_data (self->colors, NULL, NULL);
  ws_decode_card_set_map (self->decode, NULL, NULL);
  ws_pin_list_set_map (self->pins, NULL, NULL);
  ws_vote_card_set_selection (self->vote, NULL, NULL, NULL);
  ws_map_landscape_set_map (self->landscape, NULL, NULL);
  g_clear_pointer (&self->data, ws_map_data_unref);
  WS_PAGE_CLASS (ws_explore_page_parent_class)->set_session (page, session);
  ws_job_watch_set_session (self->watch, session);
  ws_projection_choice_set_session (self->projection, session);
  if (session == NULL)
    {
      ws_explore_page_show_empty (self);
      return;
    }
  g_signal_connect_object (session, "changed", G_CALLBACK (ws_explore_page_reload), self,
                           G_CONNECT_SWAPPED);
  ws_explore_page_reload (self);
}

static void
ws_explore_page_dispose (GObject *object)
{
  WsExplorePage *self = WS_EXPLORE_PAGE (object);

  forget (self);
  if (self->projection != NULL)
    ws_projection_choice_set_session (self->projection, NULL);
  g_clear_object (&self->watch);
  g_clear_object (&self->cells_chooser);
  if (self->landscape != NULL)
    g_signal_handlers_disconnect_by_data (self->landscape, self);
  if (self->landscape != NULL)
    ws_map_landscape_set_active (self->landscape, FALSE);
  g_clear_object (&self->landscape);
  g_clear_pointer (&self->data, ws_map_data_unref);
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
  page_class->make_scene = ws_explore_page_make_scene;
  page_class->show_scene = ws_explore_page_show_scene;

  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_MAP_VIEW);
  g_type_ensure (WS_TYPE_MAP_COLORS);
  g_type_ensure (WS_TYPE_MAP_OPTIONS);
  g_type_ensure (WS_TYPE_DECODE_CARD);
  g_type_ensure (WS_TYPE_PIN_LIST);
  g_type_ensure (WS_TYPE_VOTE_CARD);
  g_type_ensure (WS_TYPE_POPULATION_TOGGLES);
  g_type_ensure (WS_TYPE_PROJECTION_CHOICE);
  g_type_ensure (WS_TYPE_SELECTION_CARD);
  g_type_ensure (WS_TYPE_NETWORK_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/explore-page.ui");
  ws_explore_page_class_init_landscape (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, 0, "page.trails", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, 0, "page.pin", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, 0, "page.compare", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, 0, "page.walk", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, 0, "page.vote", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, 0, "page.tune", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, 0, "page.reverse", NULL);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, source_label);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, map_button);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, options);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, make_button);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, flap);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, map);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, progress);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, readout_label);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, plane_label);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, hyper_dropdown);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, projection);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, card);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, decode);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, pins);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, vote);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, colors);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, selection);
  gtk_widget_class_bind_template_child (widget_class, WsExplorePage, populations);
}

static void
ws_explore_page_init (WsExplorePage *self)
{
  static const char *const kinds[] = { "hyper", "embed", "sample", NULL };

  self->watch = ws_job_watch_new (kinds);
  g_signal_connect_object (self->watch, "notify::job", G_CALLBACK (job_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "snapshot", G_CALLBACK (snapshot_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "progress", G_CALLBACK (ws_explore_page_update_busy), self,
                           G_CONNECT_SWAPPED);
  ws_explore_page_add_actions (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  ws_explore_page_init_landscape (self);
  ws_map_colors_set_target (self->colors, self->map, self->notice);
  g_object_bind_property (self->map, "readout", self->readout_label, "label",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (self->colors, "notify::busy", G_CALLBACK (ws_explore_page_update_busy),
                            self);
  g_signal_connect_swapped (self->populations, "changed", G_CALLBACK (populations_changed_cb),
                            self);
  g_signal_connect_swapped (self->flap, "notify::reveal-flap",
                            G_CALLBACK (ws_explore_page_follow_flap), self);
  g_signal_connect_swapped (self->hyper_dropdown, "notify::selected",
                            G_CALLBACK (hyper_selected_cb), self);
  g_signal_connect_swapped (self->projection, "chosen", G_CALLBACK (reload), self);
  g_signal_connect_swapped (self->projection, "given-up", G_CALLBACK (given_up_cb), self);
  g_signal_connect_swapped (self->options, "make", G_CALLBACK (ws_explore_page_make_other), self);
  g_signal_connect_swapped (self->projection, "moved", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (self->projection, "failed", G_CALLBACK (map_failed_cb), self);
  g_signal_connect_swapped (self->map, "notify::hovered", G_CALLBACK (update_card), self);
  g_signal_connect_swapped (self->map, "notify::pinned", G_CALLBACK (update_card), self);
  g_signal_connect_swapped (self->map, "pointed", G_CALLBACK (pointed_cb), self);
  ws_explore_page_setup_pins (self);
  g_signal_connect_swapped (self->map, "selection-changed", G_CALLBACK (update_selection), self);
}

WsMapView *
ws_explore_page_get_map (WsExplorePage *self)
{
  return self->map;
}
