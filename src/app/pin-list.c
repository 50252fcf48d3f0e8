/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pin-list.h"

#include "app/compare-window.h"
#include "results/map-text.h"
#include "app/network-window.h"
#include "app/path-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define MOST 26 /* named by letters */

typedef struct
{
  char       letter;
  double     x, y;
  gint       state;                          /* a network of the map, or -1: a place */
  guint      nearest;                        /* state; G_MAXUINT: none known */
  gint64     checkpoint, nearest_checkpoint; /* of both, which keep when states get other numbers */
  float     *weights;                        /* of a place, P */
  GtkWidget *row;                            /* lent */
} Pin;

struct _WsPinList
{
  GtkBox parent_instance;

  GtkWidget *list, *compare_button;
  WsSession *session; /* a reference */
  WsMapData *data;    /* a reference */
  GPtrArray *pins;    /* (element-type Pin) */
  guint      n_named;
};

G_DEFINE_FINAL_TYPE (WsPinList, ws_pin_list, GTK_TYPE_BOX)

static guint signal_changed;

static void
pin_free (gpointer data)
{
  Pin *pin = data;

  g_free (pin->weights);
  g_free (pin);
}

/* -- which network it is -------------------------------------------------------------------------
 */

static WsNetworkKey *
key_of_state (WsPinList *self, guint state)
{
  const WsMapNetwork *net = ws_map_data_get_network (self->data, self->data->network[state]);
  WsNetworkKey       *key = g_new0 (WsNetworkKey, 1);

  key->population = ws_map_data_get_population (self->data, net->population)->population->id;
  key->checkpoint = self->data->checkpoint[state];
  key->epoch = self->data->epoch[state];
  key->model = net->model;
  return key;
}

static WsNetworkKey *
key_of_pin (WsPinList *self, const Pin *pin)
{
  WsNetworkKey *key;

  if (pin->state >= 0)
    return key_of_state (self, (guint)pin->state);
  key = g_new0 (WsNetworkKey, 1);
  key->population = self->data->hyper->population;
  key->weights = g_memdup2 (pin->weights, sizeof (float) * self->data->arch->n_params);
  return key;
}

static char *
name_pin (WsPinList *self, const Pin *pin)
{
  g_autofree char *network = NULL;

  if (pin->state < 0)
    /* Translators: a place of the map, named by a letter */
    return g_strdup_printf (_ ("place %c"), pin->letter);
  network = ws_map_data_dup_network_name (self->data, self->data->network[pin->state]);
  return g_strdup_printf (_ ("%s, epoch %u"), network, self->data->epoch[pin->state]);
}

static Pin *
find_pin (WsPinList *self, GtkWidget *row)
{
  for (guint i = 0; i < self->pins->len; i++)
    if (((Pin *)g_ptr_array_index (self->pins, i))->row == row)
      return g_ptr_array_index (self->pins, i);
  return NULL;
}

/* -- what can be done with one -------------------------------------------------------------------
 */

static Pin *
pin_of_button (WsPinList *self, GtkWidget *button)
{
  return find_pin (self, gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW));
}

static void
update (WsPinList *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), self->pins->len > 0);
  g_signal_emit (self, signal_changed, 0);
}

static void
inside_cb (GtkWidget *button, WsPinList *self)
{
  const Pin *pin = pin_of_button (self, button);

  if (pin != NULL)
    ws_network_window_present (GTK_WIDGET (self), self->session, key_of_pin (self, pin));
}

static void
remove_cb (GtkWidget *button, WsPinList *self)
{
  Pin *pin = pin_of_button (self, button);

  if (pin == NULL)
    return;
  gtk_list_box_remove (GTK_LIST_BOX (self->list), pin->row);
  g_ptr_array_remove (self->pins, pin);
  update (self);
}

static void
compare (WsPinList *self, const Pin *a, const Pin *b, guint state)
{
  g_autofree char *first = name_pin (self, a), *network = NULL, *second = NULL;
  WsNetworkKey    *keys[2] = { key_of_pin (self, a), NULL };

  if (b != NULL)
    {
      second = name_pin (self, b);
      keys[1] = key_of_pin (self, b);
    }
  else
    {
      network = ws_map_data_dup_network_name (self->data, self->data->network[state]);
      second = g_strdup_printf (_ ("%s, epoch %u"), network, self->data->epoch[state]);
      keys[1] = key_of_state (self, state);
    }
  ws_compare_window_present (GTK_WIDGET (self), self->session, keys,
                             (const char *const[]){ first, second });
}

static void
nearest_cb (GtkWidget *button, WsPinList *self)
{
  const Pin *pin = pin_of_button (self, button);

  if (pin != NULL && pin->nearest < self->data->n)
    compare (self, pin, NULL, pin->nearest);
}

void
ws_pin_list_compare (WsPinList *self)
{
  guint      n = self->pins->len;
  const Pin *last = n > 0 ? g_ptr_array_index (self->pins, n - 1) : NULL;

  if (n >= 2)
    compare (self, g_ptr_array_index (self->pins, n - 2), last, 0);
  else if (last != NULL && last->nearest < self->data->n)
    compare (self, last, NULL, last->nearest);
}

gboolean
ws_pin_list_walk (WsPinList *self)
{
  guint                  n = self->pins->len;
  g_autofree WsPathStop *stops = g_new (WsPathStop, MAX (n, 1));

  if (n < 2)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const Pin *pin = g_ptr_array_index (self->pins, i);

      stops[i] = (WsPathStop){ pin->state, pin->x, pin->y };
    }
  ws_path_window_present (GTK_WIDGET (self), self->session, self->data, stops, n);
  return TRUE;
}

/* -- rows ----------------------------------------------------------------------------------------
 */

static void
add_button (WsPinList *self, GtkWidget *row, const char *icon, const char *text, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* Takes @pin. */
static void
add_pin (WsPinList *self, Pin *pin, double accuracy, guint n_images)
{
  g_autofree char *text = NULL, *name = NULL, *subtitle = NULL, *inside = NULL, *nearest = NULL,
                  *away = NULL;
  GtkWidget *row = adw_action_row_new ();

  if (self->pins->len == MOST)
    {
      Pin *oldest = g_ptr_array_index (self->pins, 0);

      gtk_list_box_remove (GTK_LIST_BOX (self->list), oldest->row);
      g_ptr_array_remove (self->pins, oldest);
    }
  pin->letter = (char)('A' + self->n_named++ % MOST);
  pin->checkpoint = pin->state >= 0 ? self->data->checkpoint[pin->state] : 0;
  pin->nearest_checkpoint = pin->nearest < self->data->n ? self->data->checkpoint[pin->nearest] : 0;
  pin->row = row;
  g_ptr_array_add (self->pins, pin);
  name = name_pin (self, pin);
  text = g_strdup_printf ("%c · %.3f", pin->letter, accuracy);
  subtitle = n_images > 0 ? g_strdup_printf ("%s, n = %u", name, n_images) : g_strdup (name);
  /* Translators: name of a pinned place or network */
  inside = g_strdup_printf (_ ("Look inside %s"), name);
  nearest = g_strdup_printf (_ ("Compare %s with the nearest network"), name);
  away = g_strdup_printf (_ ("Take %s away"), name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  add_button (self, row, "edit-find-symbolic", inside, G_CALLBACK (inside_cb));
  if (pin->nearest < self->data->n)
    add_button (self, row, "view-dual-symbolic", nearest, G_CALLBACK (nearest_cb));
  add_button (self, row, "user-trash-symbolic", away, G_CALLBACK (remove_cb));
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  update (self);
}

/* Where no latents were kept, the nearest is that on the map. */
static guint
find_nearest (WsPinList *self, double x, double y)
{
  const WsMapData *data = self->data;
  guint            nearest = G_MAXUINT;
  double           least = HUGE_VAL;

  for (guint i = 0; i < data->n; i++)
    {
      double d = hypot (data->x[i] - x, data->y[i] - y);

      if (d < least) /* a place that is no number is near nothing */
        {
          least = d;
          nearest = i;
        }
    }
  return nearest;
}

gboolean
ws_pin_list_add_place (WsPinList *self, const WsDecoded *decoded)
{
  Pin *pin;

  g_return_val_if_fail (WS_IS_PIN_LIST (self), FALSE);
  if (self->data == NULL || decoded == NULL || decoded->weights == NULL)
    return FALSE;
  pin = g_new0 (Pin, 1);
  pin->x = decoded->x;
  pin->y = decoded->y;
  pin->state = -1;
  pin->nearest = decoded->nearest < self->data->n ? decoded->nearest
                                                  : find_nearest (self, decoded->x, decoded->y);
  pin->weights = g_memdup2 (decoded->weights, sizeof (float) * self->data->arch->n_params);
  add_pin (self, pin, decoded->accuracy, decoded->n_images);
  return TRUE;
}

void
ws_pin_list_add_state (WsPinList *self, guint state)
{
  Pin *pin;

  g_return_if_fail (WS_IS_PIN_LIST (self));
  if (self->data == NULL || state >= self->data->n)
    return;
  pin = g_new0 (Pin, 1);
  pin->x = self->data->x[state];
  pin->y = self->data->y[state];
  pin->state = (gint)state;
  pin->nearest = G_MAXUINT;
  add_pin (self, pin, (double)self->data->metrics[state].test_acc, self->data->n_images);
}

guint
ws_pin_list_get_n (WsPinList *self)
{
  return self->pins->len;
}

double *
ws_pin_list_dup_places (WsPinList *self, char **letters)
{
  double *xy = g_new (double, MAX (2 * self->pins->len, 1));

  *letters = g_new0 (char, self->pins->len + 1);
  for (guint i = 0; i < self->pins->len; i++)
    {
      const Pin *pin = g_ptr_array_index (self->pins, i);

      xy[2 * i] = pin->x;
      xy[2 * i + 1] = pin->y;
      (*letters)[i] = pin->letter;
    }
  return xy;
}

/* The state of a checkpoint in other data of the same map; G_MAXUINT: it is not there any more. */
static guint
find_state (const WsMapData *data, gint64 checkpoint)
{
  for (guint i = 0; i < data->n; i++)
    if (data->checkpoint[i] == checkpoint)
      return i;
  return G_MAXUINT;
}

static gboolean
is_same_map (const WsMapData *a, const WsMapData *b)
{
  return a != NULL && b != NULL && a->hyper->id == b->hyper->id &&
         a->projection->id == b->projection->id;
}

/* Networks that are not there any more take their pins along. */
static void
find_states (WsPinList *self)
{
  for (guint i = self->pins->len; i-- > 0;)
    {
      Pin  *pin = g_ptr_array_index (self->pins, i);
      guint state = pin->state >= 0 ? find_state (self->data, pin->checkpoint) : 0;

      pin->nearest = find_state (self->data, pin->nearest_checkpoint);
      if (state == G_MAXUINT)
        {
          gtk_list_box_remove (GTK_LIST_BOX (self->list), pin->row);
          g_ptr_array_remove_index (self->pins, i);
        }
      else if (pin->state >= 0)
        pin->state = (gint)state;
    }
}

static void
forget_pins (WsPinList *self)
{
  for (guint i = 0; i < self->pins->len; i++)
    gtk_list_box_remove (GTK_LIST_BOX (self->list),
                         ((Pin *)g_ptr_array_index (self->pins, i))->row);
  g_ptr_array_set_size (self->pins, 0);
  self->n_named = 0;
}

void
ws_pin_list_set_map (WsPinList *self, WsSession *session, WsMapData *data)
{
  gboolean stays;

  g_return_if_fail (WS_IS_PIN_LIST (self));
  if (data == self->data && session == self->session)
    return;
  stays = session == self->session && is_same_map (self->data, data);
  if (!stays)
    forget_pins (self);
  g_set_object (&self->session, session);
  if (data != NULL)
    ws_map_data_ref (data);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  if (stays)
    find_states (self);
  update (self);
}

/* -- widget --------------------------------------------------------------------------------------
 */

static void
ws_pin_list_dispose (GObject *object)
{
  WsPinList *self = WS_PIN_LIST (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->data, ws_map_data_unref);
  g_clear_pointer (&self->pins, g_ptr_array_unref);
  G_OBJECT_CLASS (ws_pin_list_parent_class)->dispose (object);
}

static void
ws_pin_list_class_init (WsPinListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ws_pin_list_dispose;
  signal_changed = g_signal_new ("changed", WS_TYPE_PIN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
ws_pin_list_init (WsPinList *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_ ("Pinned"));
  GtkWidget *path_button = gtk_button_new_with_mnemonic (_ ("P_ath"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE); /* it is the title alone that grows */
  gtk_widget_add_css_class (title, "heading");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (path_button), "page.walk");
  gtk_widget_set_tooltip_text (path_button, _ ("The networks on the way from pin to pin"));
  self->compare_button = gtk_button_new_with_mnemonic (_ ("_Compare"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->compare_button), "page.compare");
  gtk_widget_set_tooltip_text (self->compare_button,
                               _ ("The two newest side by side, or one with its nearest network"));
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), path_button);
  gtk_box_append (GTK_BOX (head), self->compare_button);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pinned places and networks"), -1);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), self->list);
  self->pins = g_ptr_array_new_with_free_func (pin_free);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
ws_pin_list_new (void)
{
  return g_object_new (WS_TYPE_PIN_LIST, NULL);
}
