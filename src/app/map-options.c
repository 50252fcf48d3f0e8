/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-options.h"

#include <glib/gi18n.h>

#define SPIN_CHARS 6

typedef struct
{
  WsMapSetting setting;
  const char  *method; /* NULL: all that have settings */
  const char  *title, *why;
  double       lo, hi, step;
  guint        digits;
} Row;

static const Row rows[] = {
  { WS_MAP_NEIGHBOURS, "umap", N_ ("Neighbours"), N_ ("Few show small groups, many the whole"), 3,
    1000, 1, 0 },
  { WS_MAP_MIN_DIST, "umap", N_ ("Least distance"), N_ ("How close alike networks lie on the map"),
    0, 1, 0.05, 2 },
  { WS_MAP_PERPLEXITY, "tsne", N_ ("Perplexity"), N_ ("How many neighbours a network has, about"),
    1, 500, 5, 1 },
  { WS_MAP_SEED, NULL, N_ ("Seed"), N_ ("Another one, another of many good maps"), 0, 4294967295.0,
    1, 0 },
};

struct _WsMapOptions
{
  GtkBox parent_instance;

  GtkWidget     *label[G_N_ELEMENTS (rows)];
  GtkSpinButton *spin[G_N_ELEMENTS (rows)];
  char           method[16];
};

enum
{
  MAKE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsMapOptions, ws_map_options, GTK_TYPE_BOX)

static gboolean
is_of (const Row *row, const char *method)
{
  return !g_str_equal (method, "pca") && (row->method == NULL || g_str_equal (row->method, method));
}

static double
read_setting (const WsMapSettings *settings, WsMapSetting setting)
{
  switch (setting)
    {
    case WS_MAP_NEIGHBOURS:
      return settings->neighbours;
    case WS_MAP_MIN_DIST:
      return settings->min_dist;
    case WS_MAP_PERPLEXITY:
      return settings->perplexity;
    case WS_MAP_SEED:
    default:
      return (double)settings->seed;
    }
}

static void
write_setting (WsMapSettings *settings, WsMapSetting setting, double value)
{
  settings->given |= setting;
  switch (setting)
    {
    case WS_MAP_NEIGHBOURS:
      settings->neighbours = (guint)value;
      break;
    case WS_MAP_MIN_DIST:
      settings->min_dist = value;
      break;
    case WS_MAP_PERPLEXITY:
      settings->perplexity = value;
      break;
    case WS_MAP_SEED:
    default:
      settings->seed = (guint64)value;
      break;
    }
}

void
ws_map_options_set_projection (WsMapOptions *self, const WsProjection *projection)
{
  WsMapSettings settings = { 0 };

  g_strlcpy (self->method, projection->method, sizeof self->method);
  gtk_widget_set_visible (GTK_WIDGET (self), !g_str_equal (self->method, "pca"));
  if (projection->options != NULL)
    ws_map_settings_read (&settings, projection->options);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean is_shown = is_of (&rows[i], self->method);

      gtk_widget_set_visible (self->label[i], is_shown);
      gtk_widget_set_visible (GTK_WIDGET (self->spin[i]), is_shown);
      if (is_shown)
        gtk_spin_button_set_value (self->spin[i], read_setting (&settings, rows[i].setting));
    }
}

void
ws_map_options_get (WsMapOptions *self, WsMapSettings *settings)
{
  *settings = (WsMapSettings){ 0 };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (is_of (&rows[i], self->method))
      write_setting (settings, rows[i].setting, gtk_spin_button_get_value (self->spin[i]));
}

static void
make_cb (WsMapOptions *self)
{
  g_signal_emit (self, signals[MAKE], 0);
}

static void
ws_map_options_class_init (WsMapOptionsClass *klass)
{
  signals[MAKE] = g_signal_new ("make", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
add_row (WsMapOptions *self, GtkGrid *grid, guint i)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (rows[i].lo, rows[i].hi, rows[i].step);

  self->label[i] = gtk_label_new (_ (rows[i].title));
  gtk_label_set_xalign (GTK_LABEL (self->label[i]), 0.0f);
  gtk_widget_set_hexpand (self->label[i], TRUE);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), rows[i].digits);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), SPIN_CHARS);
  gtk_widget_set_tooltip_text (spin, _ (rows[i].why));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (rows[i].title), -1);
  self->spin[i] = GTK_SPIN_BUTTON (spin);
  gtk_grid_attach (grid, self->label[i], 0, (int)i, 1, 1);
  gtk_grid_attach (grid, spin, 1, (int)i, 1, 1);
}

static void
ws_map_options_init (WsMapOptions *self)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Make Another Map"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    add_row (self, GTK_GRID (grid), i);
  gtk_box_append (GTK_BOX (self), grid);
  gtk_box_append (GTK_BOX (self), button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (make_cb), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
