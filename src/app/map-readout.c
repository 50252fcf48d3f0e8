/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-view-private.h"

#include "results/map-text.h"

#include <glib/gi18n.h>

/* What a map says about itself: one line for people, label and description for screen readers. */

/* Networks with a selected (or, without @selected, a shown) state. */
static guint
count_networks (WsMapView *self, const guint8 *selected, guint *n_states)
{
  guint last = G_MAXUINT, n_networks = 0;

  *n_states = 0;
  for (guint i = 0; i < self->data->n; i++)
    {
      if (selected != NULL ? !selected[i] : !ws_map_look_shows (&self->look, i))
        continue;
      ++*n_states;
      if (self->data->network[i] != last)
        n_networks++;
      last = self->data->network[i];
    }
  return n_networks;
}

static char *
make_counts (WsMapView *self)
{
  g_autofree char *networks = NULL, *states = NULL;
  guint            n_shown, n_states, n_selected, n_selected_states;

  n_shown = count_networks (self, NULL, &n_states);
  states = ws_text_states (n_states);
  if (self->n_selected == 0)
    {
      networks = ws_text_networks (n_shown);
      /* Translators: "240 networks · 2,880 states" */
      return g_strdup_printf (_ ("%s · %s"), networks, states);
    }
  n_selected = count_networks (self, self->selected, &n_selected_states);
  if (n_selected_states == n_states)
    return g_strdup_printf (ngettext ("The one network (%u) selected · %s",
                                      "All %u networks selected · %s", n_selected),
                            n_selected, states);
  return g_strdup_printf (ngettext ("%u network selected of %u · %u of %s",
                                    "%u networks selected of %u · %u of %s", n_selected),
                          n_selected, n_shown, n_selected_states, states);
}

/* "t-SNE · 240 networks · 2,880 states" */
char *
ws_map_view_make_readout (WsMapView *self)
{
  g_autofree char *counts = NULL;

  if (self->data == NULL)
    return g_strdup ("");
  counts = make_counts (self);
  return g_strdup_printf ("%s · %s", ws_projection_get_title (self->data->projection->method),
                          counts);
}

void
ws_map_view_update_accessible (WsMapView *self)
{
  WsFigure        *figure = ws_map_canvas_get_figure (self->canvas);
  g_autofree char *label = NULL, *figure_text = NULL, *description = NULL;

  if (self->data == NULL || figure == NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Latent map, empty"), -1);
      return;
    }
  label = self->label != NULL ? g_strdup_printf (_ ("Latent map, coloured by %s"), self->label)
                              : g_strdup (_ ("Latent map"));
  figure_text = ws_figure_describe (figure);
  if (self->ground != NULL)
    /* Translators: what the map says of itself; what its landscape tells */
    description = g_strdup_printf (_ ("%s. %s; over a landscape: %s"), self->readout, figure_text,
                                   self->ground->label);
  else
    description = g_strdup_printf ("%s. %s", self->readout, figure_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}
