/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/explore-page-private.h"

#include <glib/gi18n.h>

/* The map that is wanted and not there: what is said instead, and how it is made. */

static const char *
wanted_hyper (WsExplorePage *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->hyper_dropdown);

  return chosen != NULL ? gtk_string_object_get_string (chosen) : NULL;
}

/* A representation that an experiment or another program made has no places yet. */
static void
show_unmade (WsExplorePage *self, gboolean is_making)
{
  g_autofree char *title =
      /* Translators: name of a representation */
      g_strdup_printf (_ ("No Map of “%s” Yet"), wanted_hyper (self));

  adw_status_page_set_title (self->empty_page, is_making ? _ ("The Map Is Being Made") : title);
  adw_status_page_set_description (
      self->empty_page, is_making ? _ ("Every network gets its place in the latent space.")
                                  : _ ("It has been trained, but no network has a place in its "
                                       "latent space. Finding the places takes seconds."));
}

void
ws_explore_page_show_empty (WsExplorePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  gboolean   is_training = session != NULL && ws_session_find_job (session, "hyper") != NULL;
  gboolean   is_making = session != NULL && ws_session_find_job (session, "embed") != NULL;
  gboolean   lacks_map = session != NULL && !is_training && wanted_hyper (self) != NULL;

  gtk_stack_set_visible_child_name (self->stack, "empty");
  ws_page_set_action_enabled (WS_PAGE (self), "inspector", FALSE);
  ws_page_set_action_enabled (WS_PAGE (self), "make-map",
                              lacks_map && !ws_session_is_read_only (session));
  gtk_widget_set_visible (self->empty_button, !lacks_map);
  gtk_widget_set_visible (self->make_button, lacks_map && !is_making);
  gtk_widget_set_visible (self->stop_button,
                          lacks_map && ws_projection_choice_is_making (self->projection));
  if (lacks_map)
    {
      show_unmade (self, is_making);
      return;
    }
  adw_status_page_set_title (self->empty_page,
                             is_training ? _ ("The Map Is Being Made") : _ ("No Latent Map Yet"));
  adw_status_page_set_description (
      self->empty_page,
      is_training ? _ ("A hyper-representation is in training. Its map appears here when it ends.")
                  : _ ("A hyper-representation learns to read networks and to write them again. "
                       "Its latent space is the map."));
  gtk_button_set_label (GTK_BUTTON (self->empty_button),
                        is_training ? _ ("Watch It Train") : _ ("Train a Hyper-Representation"));
}

static void
make_map (WsExplorePage *self, const WsMapSettings *settings)
{
  if (wanted_hyper (self) != NULL)
    ws_projection_choice_make (self->projection, wanted_hyper (self), settings);
}

void
ws_explore_page_make_wanted (WsExplorePage *self)
{
  make_map (self, NULL);
  if (self->data == NULL)
    ws_explore_page_show_empty (self);
}

void
ws_explore_page_make_other (WsExplorePage *self)
{
  WsMapSettings settings;

  ws_map_options_get (self->options, &settings);
  gtk_menu_button_popdown (self->map_button);
  make_map (self, &settings);
}
