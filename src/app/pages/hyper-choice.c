/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/hyper-page-private.h"

#include "app/hyper-estimate.h"
#include "results/map-text.h"
#include "hyper/hyper.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>

/* What is chosen before a training: what suits the zoo, what it needs, how long it will take. */

#define ESTIMATE_MS 300
/* From here on there are enough to learn what networks do, and not only what these look like. */
#define BALANCED_NETWORKS 200

WsPopulationItem *
ws_hyper_page_get_population (WsHyperPage *self)
{
  return adw_combo_row_get_selected_item (self->population_row);
}

static void
estimate_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsHyperPage     *self = user_data;
  g_autofree char *time = result;
  g_autofree char *text = NULL;

  if (time != NULL)
    /* Translators: "about 7 min" */
    text = g_strdup_printf (_ ("Takes %s on this computer."), time);
  gtk_label_set_label (self->time_label, text != NULL ? text : "");
}

/* Only after the last of many changes. */
static gboolean
estimate_cb (gpointer data)
{
  WsHyperPage      *self = data;
  WsSession        *session = ws_page_get_session (WS_PAGE (self));
  WsPopulationItem *item = ws_hyper_page_get_population (self);
  WsHyperQuestion  *question;

  self->estimate_id = 0;
  if (session == NULL || item == NULL)
    return G_SOURCE_REMOVE;
  question = g_new0 (WsHyperQuestion, 1);
  question->population = ws_population_item_get_id (item);
  question->config = *ws_hyper_settings_get_config (self->settings);
  ws_session_read (session, &self->estimate_slot, ws_hyper_estimate_read, question, g_free, g_free,
                   estimate_done_cb, self);
  return G_SOURCE_REMOVE;
}

/* What images are needed, and whether they are there. */
static gboolean
show_images (WsHyperPage *self, const WsHyperConfig *config, WsPopulationItem *item)
{
  WsSession       *session = ws_page_get_session (WS_PAGE (self));
  const char      *key = ws_population_item_get_info (item)->data;
  g_autofree char *name = ws_text_dataset (key);
  gboolean         uses = ws_hyper_config_uses_images (config);
  gboolean         lacks = uses && ws_session_find_dataset (session, key) == NULL &&
                   !g_file_test (key, G_FILE_TEST_IS_DIR);
  g_autofree char *text =
      lacks  ? g_strdup_printf (_ ("Needs the images of %s, which are not on this computer."), name)
      : uses ? g_strdup_printf (_ ("Learns from weights and images of %s."), name)
             : g_strdup (_ ("Learns from weights alone, without images."));

  gtk_label_set_label (self->images_label, text);
  if (lacks)
    gtk_widget_add_css_class (GTK_WIDGET (self->images_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->images_label), "warning");
  return !lacks;
}

void
ws_hyper_page_update_cost (WsHyperPage *self)
{
  WsPopulationItem    *item = ws_hyper_page_get_population (self);
  const WsHyperConfig *config = ws_hyper_settings_get_config (self->settings);
  g_autoptr (GError) error = NULL;
  const WsArch    *arch;
  WsActivation     act;
  g_autofree char *text = NULL;
  WsSession       *session = ws_page_get_session (WS_PAGE (self));
  gboolean         may = session != NULL && !ws_session_is_read_only (session) && item != NULL;
  gboolean         is_valid = ws_hyper_config_validate (config, &error);

  if (!is_valid)
    text = g_strdup (error->message);
  else if (item != NULL &&
           ws_population_get_network (ws_population_item_get_info (item), &arch, &act, NULL))
    {
      g_autofree char *weights = ws_number_format ((double)arch->n_params, 1.0, WS_FORMAT_COUNT);
      guint            n = ws_hyper_count_latents (config, arch);
      g_autofree char *latents = ws_number_format (n, 1.0, WS_FORMAT_COUNT);

      /* Translators: latent dimensions, and how many weights a network has */
      text = g_strdup_printf (ngettext ("%s number for the %s weights of a network",
                                        "%s numbers for the %s weights of a network", n),
                              latents, weights);
    }
  gtk_label_set_label (self->cost_label, text != NULL ? text : "");
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->time_label), is_valid);
  gtk_widget_set_visible (GTK_WIDGET (self->images_label), is_valid && item != NULL);
  if (is_valid && item != NULL)
    {
      may &= show_images (self, config, item);
      self->estimate_id = g_timeout_add (ESTIMATE_MS, estimate_cb, self);
    }
  ws_page_set_action_enabled (WS_PAGE (self), "train", may && is_valid);
}

void
ws_hyper_page_suggest_preset (WsHyperPage *self)
{
  WsPopulationItem *item = ws_hyper_page_get_population (self);
  WsSession        *session = ws_page_get_session (WS_PAGE (self));
  const char       *name = "compact";
  WsHyperConfig     config;

  if (session == NULL || item == NULL || self->has_chosen)
    return;
  if (ws_population_item_get_info (item)->n >= BALANCED_NETWORKS &&
      (ws_session_find_dataset (session, ws_population_item_get_info (item)->data) != NULL ||
       g_file_test (ws_population_item_get_info (item)->data, G_FILE_TEST_IS_DIR)))
    name = "balanced";
  if (!g_str_equal (ws_hyper_settings_get_config (self->settings)->preset, name) &&
      ws_hyper_config_preset (name, &config, NULL))
    ws_hyper_settings_set_config (self->settings, &config);
}
