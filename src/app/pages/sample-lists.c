/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/sample-page-private.h"

#include "app/hyper-names.h"

#include <glib/gi18n.h>

/* What can be chosen: representations, samples to look at, methods. */

/* -- representations ------------------------------------------------------------------------------
 */

const char *
ws_sample_page_get_hyper (WsSamplePage *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->hyper_row);

  return chosen != NULL ? gtk_string_object_get_string (chosen) : NULL;
}

static void
fill_hypers (WsSamplePage *self)
{
  g_autofree char *wanted = g_strdup (ws_sample_page_get_hyper (self));
  guint            selected;
  g_autoptr (GtkStringList) names =
      ws_hyper_names_new (ws_page_get_session (WS_PAGE (self)), TRUE, wanted, &selected);

  self->is_filling = TRUE;
  adw_combo_row_set_model (self->hyper_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->hyper_row, selected);
  self->is_filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->hyper_row),
                          g_list_model_get_n_items (G_LIST_MODEL (names)) > 0);
}

/* What the chosen representation has seen, or that it has no say. */
static void
show_source (WsSamplePage *self)
{
  GListModel *hypers = ws_session_get_hypers (ws_page_get_session (WS_PAGE (self)));
  const char *name = ws_sample_page_get_hyper (self), *text = "";

  for (guint i = 0; name != NULL && i < g_list_model_get_n_items (hypers); i++)
    {
      g_autoptr (WsHyperItem) item = g_list_model_get_item (hypers, i);

      if (g_str_equal (ws_hyper_item_get_name (item), name))
        text = ws_hyper_item_get_info (item)->uses_images ? _ ("Saw weights and images")
                                                          : _ ("Saw weights alone");
    }
  if (ws_sample_page_get_method (self)->space != WS_SPACE_LATENT)
    text = _ ("Only for places on its map");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->hyper_row), text);
}

static void
hyper_selected_cb (WsSamplePage *self)
{
  if (self->is_filling || ws_page_get_session (WS_PAGE (self)) == NULL)
    return;
  show_source (self);
  ws_sample_page_reload (self);
}

/* -- samples to look at ---------------------------------------------------------------------------
 */

/* What was chosen, else the newest that was drawn by the method that was asked for here, else the
 * newest samples: baselines, which come after them, do not take their place. */
static guint
find_shown (WsSamplePage *self, GPtrArray *drawn)
{
  guint asked = GTK_INVALID_LIST_POSITION, newest = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < drawn->len; i++)
    {
      const WsPopulation *info = g_ptr_array_index (drawn, i);

      if (g_strcmp0 (info->name, self->samples) == 0)
        return i;
      if (g_strcmp0 (info->method, self->asked) == 0)
        asked = i;
      if (g_str_equal (info->kind, "samples"))
        newest = i;
    }
  return asked != GTK_INVALID_LIST_POSITION ? asked : newest;
}

static void
fill_samples (WsSamplePage *self)
{
  GListModel *populations = ws_session_get_populations (ws_page_get_session (WS_PAGE (self)));
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) drawn = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (populations); i++)
    {
      g_autoptr (WsPopulationItem) item = g_list_model_get_item (populations, i);
      const WsPopulation *info = ws_population_item_get_info (item);

      if (info->method == NULL)
        continue;
      gtk_string_list_append (list, info->name);
      g_ptr_array_add (drawn, (gpointer)info);
    }
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->samples_dropdown, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->samples_dropdown, find_shown (self, drawn));
  gtk_widget_set_visible (GTK_WIDGET (self->samples_dropdown), drawn->len > 0);
  self->is_filling = FALSE;
}

const char *
ws_sample_page_get_shown (WsSamplePage *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->samples_dropdown);

  return chosen != NULL ? gtk_string_object_get_string (chosen) : NULL;
}

static void
samples_selected_cb (WsSamplePage *self)
{
  if (self->is_filling || ws_sample_page_get_shown (self) == NULL)
    return;
  g_free (self->samples);
  self->samples = g_strdup (ws_sample_page_get_shown (self));
  ws_sample_page_reload (self);
}

/* -- methods --------------------------------------------------------------------------------------
 */

const WsSampler *
ws_sample_page_get_method (WsSamplePage *self)
{
  guint i = adw_combo_row_get_selected (self->method_row);

  return g_ptr_array_index (self->methods, i < self->methods->len ? i : 0);
}

/* What stands after a colon elsewhere is a line of its own here. */
static char *
dup_sentence (const char *text)
{
  g_autofree char *first = g_utf8_strup (text, g_utf8_next_char (text) - text);

  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

static void
method_selected_cb (WsSamplePage *self)
{
  const WsSampler *method = ws_sample_page_get_method (self);
  g_autofree char *source = dup_sentence (_ (method->source));

  if (self->is_filling)
    return;
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->settings), source);
  ws_sample_settings_set_method (self->settings, method);
  gtk_widget_set_visible (GTK_WIDGET (self->learns_label), method->learning != NULL);
  if (ws_page_get_session (WS_PAGE (self)) != NULL)
    show_source (self);
}

/* All of them, or those that need no representation where there is none. */
static void
fill_methods (WsSamplePage *self, gboolean has_hyper)
{
  const WsSampler *const *all = ws_sample_list_methods ();
  const WsSampler        *chosen = self->methods->len > 0 ? ws_sample_page_get_method (self) : NULL;
  guint                   selected = 0;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->methods, 0);
  for (guint i = 0; all[i] != NULL; i++)
    {
      if (!has_hyper && all[i]->space == WS_SPACE_LATENT)
        continue;
      if (all[i] == chosen)
        selected = self->methods->len;
      g_ptr_array_add (self->methods, (gpointer)all[i]);
      gtk_string_list_append (list, _ (all[i]->title));
    }
  self->is_filling = TRUE;
  adw_combo_row_set_model (self->method_row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->method_row, selected);
  self->is_filling = FALSE;
  method_selected_cb (self);
}

/* -- all of them ----------------------------------------------------------------------------------
 */

void
ws_sample_page_fill_lists (WsSamplePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  gboolean   has_hyper = ws_session_get_newest_hyper (session) != NULL;

  fill_hypers (self);
  fill_samples (self);
  if (has_hyper != self->has_all_methods)
    fill_methods (self, has_hyper);
  self->has_all_methods = has_hyper;
  show_source (self);
}

void
ws_sample_page_setup_lists (WsSamplePage *self)
{
  self->methods = g_ptr_array_new ();
  self->has_all_methods = TRUE;
  fill_methods (self, TRUE);
  g_signal_connect_swapped (self->method_row, "notify::selected", G_CALLBACK (method_selected_cb),
                            self);
  g_signal_connect_swapped (self->hyper_row, "notify::selected", G_CALLBACK (hyper_selected_cb),
                            self);
  g_signal_connect_swapped (self->samples_dropdown, "notify::selected",
                            G_CALLBACK (samples_selected_cb), self);
}
