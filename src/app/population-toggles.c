/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/population-toggles.h"

#include "results/map-text.h"

#define MAX_POPULATIONS 4

struct _WsPopulationToggles
{
  GtkBox parent_instance;

  GPtrArray *toggles; /* (element-type GtkCheckButton) in the order of the populations */
  gboolean   is_filling;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsPopulationToggles, ws_population_toggles, GTK_TYPE_BOX)

guint64
ws_population_toggles_get_mask (WsPopulationToggles *self)
{
  guint64 mask = 0;

  for (guint i = 0; i < self->toggles->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->toggles, i)))
      mask |= G_GUINT64_CONSTANT (1) << MIN (i, 63);
  return mask;
}

static void
changed (WsPopulationToggles *self)
{
  guint n_active = 0;

  for (guint i = 0; i < self->toggles->len; i++)
    n_active += gtk_check_button_get_active (g_ptr_array_index (self->toggles, i)) != FALSE;
  for (guint i = 0; i < self->toggles->len; i++)
    {
      GtkCheckButton *toggle = g_ptr_array_index (self->toggles, i);

      gtk_widget_set_sensitive (GTK_WIDGET (toggle),
                                n_active < MAX_POPULATIONS || gtk_check_button_get_active (toggle));
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
toggled_cb (GtkCheckButton *toggle, WsPopulationToggles *self)
{
  if (!self->is_filling)
    changed (self);
}

static gboolean
was_off (WsPopulationToggles *self, const char *name)
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
new_toggle (WsPopulationToggles *self, const WsMapPopulation *population)
{
  g_autofree char *networks = ws_text_networks (population->n_networks);
  g_autofree char *label = g_strdup_printf ("%s · %s", population->population->name, networks);
  GtkCheckButton  *toggle = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (label));

  g_object_set_data_full (G_OBJECT (toggle), "population", g_strdup (population->population->name),
                          g_free);
  g_signal_connect (toggle, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_widget_set_visible (GTK_WIDGET (toggle), population->n > 0); /* has no place on the map */
  return toggle;
}

void
ws_population_toggles_set_data (WsPopulationToggles *self, const WsMapData *data)
{
  g_autoptr (GPtrArray) toggles = g_ptr_array_new ();
  guint n_free = MAX_POPULATIONS;

  self->is_filling = TRUE;
  for (guint i = 0; i < data->populations->len; i++)
    g_ptr_array_add (toggles, new_toggle (self, ws_map_data_get_population (data, i)));
  for (guint k = 0; k < toggles->len; k++)
    {
      guint                  i = k == 0 ? 0 : toggles->len - k; /* the first, then the newest */
      const WsMapPopulation *population = ws_map_data_get_population (data, i);

      if (n_free == 0 || population->n == 0 || was_off (self, population->population->name))
        continue;
      gtk_check_button_set_active (g_ptr_array_index (toggles, i), TRUE);
      n_free--;
    }
  for (guint i = 0; i < self->toggles->len; i++)
    gtk_box_remove (GTK_BOX (self), g_ptr_array_index (self->toggles, i));
  for (guint i = 0; i < toggles->len; i++)
    gtk_box_append (GTK_BOX (self), g_ptr_array_index (toggles, i));
  g_ptr_array_unref (self->toggles);
  self->toggles = g_steal_pointer (&toggles);
  self->is_filling = FALSE;
  changed (self);
}

static gboolean
has_id (const GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;
  return FALSE;
}

void
ws_population_toggles_hide (WsPopulationToggles *self, const WsMapData *data, const GArray *ids)
{
  guint n_free = MAX_POPULATIONS;

  self->is_filling = TRUE;
  for (guint i = 0; i < MIN (self->toggles->len, data->populations->len); i++)
    {
      const WsMapPopulation *population = ws_map_data_get_population (data, i);
      gboolean is_on = n_free > 0 && population->n > 0 && !has_id (ids, population->population->id);

      gtk_check_button_set_active (g_ptr_array_index (self->toggles, i), is_on);
      n_free -= is_on;
    }
  self->is_filling = FALSE;
  changed (self);
}

static void
ws_population_toggles_finalize (GObject *object)
{
  g_ptr_array_unref (WS_POPULATION_TOGGLES (object)->toggles);
  G_OBJECT_CLASS (ws_population_toggles_parent_class)->finalize (object);
}

static void
ws_population_toggles_class_init (WsPopulationTogglesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_population_toggles_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ws_population_toggles_init (WsPopulationToggles *self)
{
  self->toggles = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}
