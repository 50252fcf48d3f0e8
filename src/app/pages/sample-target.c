/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/sample-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* The rows that say what draws are to be like. */

/* In the order of the list. */
typedef enum
{
  LIKE_BEST,
  LIKE_WORST,
  LIKE_ALL,
  LIKE_RANGE,
  LIKE_POPULATION,
} Like;

/* In the order of theirs; what is possible, and a range to begin with. */
typedef struct
{
  const char *name; /* WsTarget */
  double      least, most, low, high, step;
  guint       digits;
} Property;

static const Property properties[] = {
  { "test_acc", 0, 1, 0.7, 1, 0.05, 2 },
  { "loss", 0, 1000, 0, 1, 0.1, 2 },
  { "ggap", -1, 1, 0, 0.05, 0.01, 2 },
  { "epoch", 0, 100000, 1, 50, 1, 0 },
};

static Like
get_like (WsSamplePage *self)
{
  return (Like)adw_combo_row_get_selected (self->target_row);
}

static const char *
get_population (WsSamplePage *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->population_row);

  return chosen != NULL ? gtk_string_object_get_string (chosen) : NULL;
}

static void
show_rows (WsSamplePage *self)
{
  Like like = get_like (self);

  gtk_widget_set_visible (self->share_row, like == LIKE_BEST || like == LIKE_WORST);
  gtk_widget_set_visible (GTK_WIDGET (self->property_row), like == LIKE_RANGE);
  gtk_widget_set_visible (self->from_row, like == LIKE_RANGE);
  gtk_widget_set_visible (self->to_row, like == LIKE_RANGE);
  gtk_widget_set_visible (GTK_WIDGET (self->population_row), like == LIKE_POPULATION);
}

static const Property *
get_property (WsSamplePage *self)
{
  return &properties[MIN (adw_combo_row_get_selected (self->property_row),
                          G_N_ELEMENTS (properties) - 1)];
}

static void
set_up_spin (GtkSpinButton *spin, const Property *property, double value)
{
  gtk_spin_button_set_digits (spin, property->digits);
  gtk_spin_button_set_range (spin, property->least, property->most);
  gtk_spin_button_set_increments (spin, property->step, 10 * property->step);
  gtk_spin_button_set_value (spin, value);
}

static void
property_selected_cb (WsSamplePage *self)
{
  const Property *property = get_property (self);

  set_up_spin (self->from_spin, property, property->low);
  set_up_spin (self->to_spin, property, property->high);
}

/* From what the best have at least. */
void
ws_sample_page_suggest_range (WsSamplePage *self)
{
  guint n = self->data->n[WS_BESIDE_TOP30];
  float least = 1;

  if (n == 0 || get_like (self) == LIKE_RANGE || get_property (self) != &properties[0])
    return;
  for (guint i = 0; i < n; i++)
    least = MIN (least, self->data->accuracy[WS_BESIDE_TOP30][i]);
  set_up_spin (self->from_spin, &properties[0], floor (20 * (double)least) / 20);
}

/* -- populations ----------------------------------------------------------------------------------
 */

/* Why there is nothing to choose, or nothing more to say. */
static void
explain_population (WsSamplePage *self, guint n)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->population_row), n > 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->population_row),
                               n > 0 ? NULL
                                     : _ ("None yet: select networks on the map in Explore"));
  adw_combo_row_set_use_subtitle (self->population_row, n > 0);
}

/* A selection that was kept since the page looked last is what one wants to draw like. */
static void
take_selection (WsSamplePage *self)
{
  const char *kept = ws_session_get_selection (ws_page_get_session (WS_PAGE (self)));

  if (g_strcmp0 (kept, self->selection) == 0 || g_strcmp0 (kept, get_population (self)) != 0)
    return;
  g_free (self->selection);
  self->selection = g_strdup (kept);
  adw_combo_row_set_selected (self->target_row, LIKE_POPULATION);
}

void
ws_sample_page_fill_populations (WsSamplePage *self)
{
  WsSession       *session = ws_page_get_session (WS_PAGE (self));
  GListModel      *populations = ws_session_get_populations (session);
  const char      *kept = ws_session_get_selection (session);
  gboolean         is_new = kept != NULL && g_strcmp0 (kept, self->selection) != 0;
  g_autofree char *chosen = g_strdup (is_new ? kept : get_population (self));
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = 0, n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (populations); i++)
    {
      g_autoptr (WsPopulationItem) item = g_list_model_get_item (populations, i);
      const WsPopulation *info = ws_population_item_get_info (item);

      if (g_str_equal (info->kind, "zoo") || g_str_equal (info->kind, "random"))
        continue;
      gtk_string_list_append (list, info->name);
      if (g_strcmp0 (info->name, chosen) == 0)
        selected = n;
      n++;
    }
  explain_population (self, n);
  adw_combo_row_set_model (self->population_row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->population_row, n > 0 ? selected : GTK_INVALID_LIST_POSITION);
  take_selection (self);
}

/* -- the target -----------------------------------------------------------------------------------
 */

static gboolean
read_range (WsSamplePage *self, WsTarget *target, GError **error)
{
  *target = (WsTarget){ .kind = WS_TARGET_KIND_RANGE,
                        .low = gtk_spin_button_get_value (self->from_spin),
                        .high = gtk_spin_button_get_value (self->to_spin) };
  g_strlcpy (target->name, get_property (self)->name, sizeof target->name);
  if (target->low <= target->high)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("the range ends before it begins"));
  return FALSE;
}

static gboolean
read_population (WsSamplePage *self, WsTarget *target, GError **error)
{
  const char *name = get_population (self);

  if (name != NULL)
    {
      *target = (WsTarget){ .kind = WS_TARGET_KIND_IN };
      g_strlcpy (target->name, name, sizeof target->name);
      return TRUE;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("there is no population to draw like; select networks on the map in Explore"));
  return FALSE;
}

gboolean
ws_sample_page_read_target (WsSamplePage *self, WsTarget *target, GError **error)
{
  switch (get_like (self))
    {
    case LIKE_RANGE:
      return read_range (self, target, error);
    case LIKE_POPULATION:
      return read_population (self, target, error);
    case LIKE_ALL:
      *target = WS_TARGET_ALL;
      return TRUE;
    case LIKE_WORST:
      *target = WS_TARGET_LOW30;
      break;
    case LIKE_BEST:
    default:
      *target = WS_TARGET_TOP30;
    }
  target->percent = gtk_spin_button_get_value (self->share_spin);
  return TRUE;
}

void
ws_sample_page_setup_target (WsSamplePage *self)
{
  g_signal_connect_swapped (self->target_row, "notify::selected", G_CALLBACK (show_rows), self);
  g_signal_connect_swapped (self->property_row, "notify::selected",
                            G_CALLBACK (property_selected_cb), self);
  show_rows (self);
  property_selected_cb (self);
}
