/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/landscape-rows.h"

#include "results/map-text.h"

#include <glib/gi18n.h>

struct _WsLandscapeRows
{
  GtkBox parent_instance;

  WsMapLandscape *landscape; /* a reference */
  GtkWidget      *details, *refine_button;
  GtkLabel       *summary_label, *legend_label;
  GtkRange       *opacity_scale;
  gboolean        is_updating;
};

G_DEFINE_FINAL_TYPE (WsLandscapeRows, ws_landscape_rows, GTK_TYPE_BOX)

static void
update (WsLandscapeRows *self)
{
  g_autofree char *summary = ws_map_landscape_dup_summary (self->landscape);
  guint            cells = ws_map_landscape_get_next_cells (self->landscape);
  double           seconds = ws_map_landscape_estimate_refine (self->landscape);
  g_autofree char *time = seconds >= 0.0 ? ws_text_duration (seconds) : NULL;
  g_autofree char *legend = ws_map_landscape_dup_legend (self->landscape);
  g_autofree char *label = NULL;

  gtk_label_set_label (self->legend_label, legend != NULL ? legend : "");
  gtk_widget_set_visible (GTK_WIDGET (self->legend_label), legend != NULL);
  gtk_widget_set_visible (self->details, ws_map_landscape_is_active (self->landscape));
  gtk_label_set_label (self->summary_label,
                       summary != NULL ? summary : _ ("Landscape: no cells yet"));
  if (time != NULL)
    /* Translators: cells across the view, twice; a time */
    label = g_strdup_printf (_ ("Measure up to %u × %u (%s)"), cells, cells, time);
  else
    label = g_strdup_printf (_ ("Measure up to %u × %u"), cells, cells);
  gtk_button_set_label (GTK_BUTTON (self->refine_button), label);
  self->is_updating = TRUE;
  gtk_range_set_value (self->opacity_scale, ws_map_landscape_get_opacity (self->landscape));
  self->is_updating = FALSE;
}

static void
opacity_cb (WsLandscapeRows *self)
{
  if (!self->is_updating)
    ws_map_landscape_set_opacity (self->landscape, gtk_range_get_value (self->opacity_scale));
}

void
ws_landscape_rows_set_landscape (WsLandscapeRows *self, WsMapLandscape *landscape)
{
  g_set_object (&self->landscape, landscape);
  g_signal_connect_object (landscape, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ws_landscape_rows_dispose (GObject *object)
{
  g_clear_object (&WS_LANDSCAPE_ROWS (object)->landscape);
  G_OBJECT_CLASS (ws_landscape_rows_parent_class)->dispose (object);
}

static void
ws_landscape_rows_class_init (WsLandscapeRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ws_landscape_rows_dispose;
}

static GtkWidget *
add_button (WsLandscapeRows *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (self->details), button);
  return button;
}

static GtkLabel *
add_caption (WsLandscapeRows *self)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0.0f);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_width_chars (label, 34);
  gtk_label_set_max_width_chars (label, 34);
  gtk_widget_add_css_class (GTK_WIDGET (label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (label), "numeric");
  gtk_box_append (GTK_BOX (self->details), GTK_WIDGET (label));
  return label;
}

static void
add_opacity (WsLandscapeRows *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ ("Opacity"));
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0.1, 1.0, 0.1);

  gtk_widget_set_hexpand (scale, TRUE);
  gtk_widget_set_tooltip_text (scale, _ ("Opacity of the landscape ([ and ])"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Opacity of the landscape"), -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), scale);
  gtk_box_append (GTK_BOX (self->details), row);
  self->opacity_scale = GTK_RANGE (scale);
  g_signal_connect_swapped (scale, "value-changed", G_CALLBACK (opacity_cb), self);
}

static void
ws_landscape_rows_init (WsLandscapeRows *self)
{
  GtkWidget *check = gtk_check_button_new_with_label (_ ("Accuracy landscape (H)"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (check), "page.landscape");
  gtk_box_append (GTK_BOX (self), check);
  self->details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_margin_start (self->details, 28); /* under the words of the switch */
  gtk_box_append (GTK_BOX (self), self->details);
  self->summary_label = add_caption (self);
  self->legend_label = add_caption (self);
  add_opacity (self);
  self->refine_button = add_button (self, "", "page.refine-landscape");
  add_button (self, _ ("Save the Cells as a Table…"), "page.export-data");
}
