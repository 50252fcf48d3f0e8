/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-view.h"

#include "results/map-text.h"
#include "app/map-view-private.h"
#include "app/plot-view.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define CARD_GAP 16

enum
{
  PROP_READOUT = 1,
  PROP_HOVERED,
  PROP_PINNED,
  N_PROPS,
};

enum
{
  SELECTION_CHANGED,
  POINTED,
  DOUBLE_CLICKED,
  PATH_DRAWN,
  VIEW_CHANGED,
  COLOR_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsMapView, ws_map_view, GTK_TYPE_WIDGET)

static void
update_readout (WsMapView *self)
{
  char *readout = ws_map_view_make_readout (self);

  if (g_strcmp0 (readout, self->readout) != 0)
    {
      g_free (self->readout);
      self->readout = readout;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READOUT]);
    }
  else
    g_free (readout);
  ws_map_view_update_accessible (self);
}

/* -- what is drawn ----------------------------------------------------------------------------- */

void
ws_map_view_rebuild (WsMapView *self)
{
  g_autoptr (WsFigure) figure = NULL;

  self->look.data = self->data;
  self->look.value = self->value;
  self->look.label = self->label;
  self->look.selected = self->n_selected > 0 ? self->selected : NULL;
  self->look.ghost_xy = self->ghost_xy;
  self->look.ghost_value = self->ghost_value;
  figure = ws_map_figure_new (&self->look);
  ws_map_ground_apply (self->ground, figure, self->value != NULL ? self->label : NULL,
                       self->look.format);
  ws_map_canvas_set_figure (self->canvas, figure);
  update_readout (self);
  ws_map_view_update_marks (self);
  ws_map_view_tell_view (self);
}

gboolean
ws_map_view_get_place (WsMapView *self, guint state, double *x, double *y)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self->canvas);

  if (panel == NULL || self->data == NULL || state >= self->data->n)
    return FALSE;
  *x = ws_scale_map (&panel->view.x, self->data->x[state]);
  *y = ws_scale_map (&panel->view.y, self->data->y[state]);
  return TRUE;
}

static void
update_trail (WsMapView *self)
{
  gint                state = self->hovered >= 0 ? self->hovered : self->pinned;
  const WsMapNetwork *net;
  g_autofree double  *xy = NULL;

  if (state < 0)
    {
      ws_map_marks_set_trail (self->marks, NULL, 0);
      return;
    }
  net = ws_map_data_get_network (self->data, self->data->network[state]);
  xy = g_new (double, 2 * net->n);
  for (guint i = 0; i < net->n; i++)
    if (!ws_map_view_get_place (self, net->first + i, &xy[2 * i], &xy[2 * i + 1]))
      return;
  ws_map_marks_set_trail (self->marks, xy, net->n);
}

static void
update_places (WsMapView *self)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self->canvas);
  guint                n = panel != NULL ? self->places->len / 2 : 0;
  g_autofree double   *xy = g_new (double, MAX (2 * n, 1));

  for (guint i = 0; i < n; i++)
    {
      xy[2 * i] = ws_scale_map (&panel->view.x, g_array_index (self->places, double, 2 * i));
      xy[2 * i + 1] =
          ws_scale_map (&panel->view.y, g_array_index (self->places, double, 2 * i + 1));
    }
  ws_map_marks_set_places (self->marks, xy, self->letters != NULL ? self->letters : "", n);
}

void
ws_map_view_set_places (WsMapView *self, const double *xy, const char *letters, guint n)
{
  g_return_if_fail (WS_IS_MAP_VIEW (self));
  g_array_set_size (self->places, 0);
  if (n > 0)
    g_array_append_vals (self->places, xy, 2 * n);
  g_free (self->letters);
  self->letters = g_strndup (letters, n);
  update_places (self);
}

static void
update_clip (WsMapView *self)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self->canvas);
  graphene_rect_t      clip = GRAPHENE_RECT_INIT (0, 0, 0, 0);

  if (panel != NULL)
    clip = GRAPHENE_RECT_INIT ((float)panel->plot.x, (float)panel->plot.y, (float)panel->plot.w,
                               (float)panel->plot.h);
  ws_map_marks_set_clip (self->marks, &clip);
}

void
ws_map_view_update_marks (WsMapView *self)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self->canvas);
  double               x = (double)NAN, y = (double)NAN;

  ws_map_marks_set_theme (self->marks, ws_map_canvas_get_theme (self->canvas));
  update_clip (self);
  if (self->hovered < 0 || !ws_map_view_get_place (self, (guint)self->hovered, &x, &y))
    x = y = (double)NAN;
  ws_map_marks_set_hover (self->marks, x, y);
  if (self->pinned < 0 || !ws_map_view_get_place (self, (guint)self->pinned, &x, &y))
    x = y = (double)NAN;
  ws_map_marks_set_pin (self->marks, x, y);
  x = y = (double)NAN;
  if (self->has_crosshair && panel != NULL)
    {
      x = ws_scale_map (&panel->view.x, self->cross_x);
      y = ws_scale_map (&panel->view.y, self->cross_y);
    }
  ws_map_marks_set_crosshair (self->marks, x, y);
  update_places (self);
  update_trail (self);
}

/* -- hover, pin, selection: what changes is told -- */

void
ws_map_view_point (WsMapView *self, double x, double y)
{
  g_signal_emit (self, signals[POINTED], 0, x, y);
}

/* A colour bar or a legend that comes or goes changes what is shown too. */
void
ws_map_view_tell_view (WsMapView *self)
{
  WsMapWindow shown;

  if (!ws_map_canvas_get_window (self->canvas, &shown) ||
      memcmp (&shown, &self->told_window, sizeof shown) == 0)
    return;
  self->told_window = shown;
  g_signal_emit (self, signals[VIEW_CHANGED], 0);
}

void
ws_map_view_tell_color (WsMapView *self)
{
  g_signal_emit (self, signals[COLOR_CHANGED], 0);
}

void
ws_map_view_double_click (WsMapView *self)
{
  g_signal_emit (self, signals[DOUBLE_CLICKED], 0);
}

void
ws_map_view_tell_path (WsMapView *self, GArray *places)
{
  g_signal_emit (self, signals[PATH_DRAWN], 0, places);
}

void
ws_map_view_set_hovered (WsMapView *self, gint state)
{
  if (self->hovered == state)
    return;
  self->hovered = state;
  if (state >= 0)
    {
      g_autofree char *text = ws_text_state (self->data, (guint)state);

      gtk_label_set_label (self->card_label, text);
    }
  gtk_widget_set_visible (self->card, state >= 0);
  ws_map_view_update_marks (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOVERED]);
}

void
ws_map_view_set_pinned (WsMapView *self, gint state)
{
  if (self->pinned == state)
    return;
  self->pinned = state;
  ws_map_view_update_marks (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PINNED]);
}

void
ws_map_view_selection_changed (WsMapView *self)
{
  self->n_selected = 0;
  for (guint i = 0; self->data != NULL && i < self->data->n; i++)
    self->n_selected += self->selected[i] != 0;
  ws_map_view_rebuild (self);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/* -- widget ------------------------------------------------------------------------------------ */

/* Beside the state, on the side where there is room. */
static void
allocate_card (WsMapView *self, int width, int height)
{
  GtkRequisition   natural;
  double           x = 0.0, y = 0.0;
  graphene_point_t at;
  GskTransform    *transform;

  if (!gtk_widget_should_layout (self->card))
    return;
  gtk_widget_get_preferred_size (self->card, NULL, &natural);
  if (self->hovered >= 0)
    ws_map_view_get_place (self, (guint)self->hovered, &x, &y);
  at.x =
      (float)(x + CARD_GAP + natural.width <= width ? x + CARD_GAP : x - CARD_GAP - natural.width);
  at.y = (float)(y + CARD_GAP + natural.height <= height ? y + CARD_GAP
                                                         : y - CARD_GAP - natural.height);
  at.x = CLAMP (at.x, 0.0f, (float)MAX (0, width - natural.width));
  at.y = CLAMP (at.y, 0.0f, (float)MAX (0, height - natural.height));
  transform = gsk_transform_translate (NULL, &at);
  gtk_widget_allocate (self->card, natural.width, natural.height, -1, transform);
}

static void
ws_map_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WsMapView *self = WS_MAP_VIEW (widget);
  gboolean   has_resized = width != gtk_widget_get_width (GTK_WIDGET (self->canvas)) ||
                         height != gtk_widget_get_height (GTK_WIDGET (self->canvas));

  if (has_resized)
    {
      gtk_widget_allocate (GTK_WIDGET (self->canvas), width, height, -1, NULL);
      gtk_widget_allocate (GTK_WIDGET (self->marks), width, height, -1, NULL);
      ws_map_view_update_marks (self);
      ws_map_view_tell_view (self);
    }
  else
    {
      gtk_widget_allocate (GTK_WIDGET (self->canvas), width, height, -1, NULL);
      gtk_widget_allocate (GTK_WIDGET (self->marks), width, height, -1, NULL);
    }
  allocate_card (self, width, height);
}

static void
ws_map_view_measure (GtkWidget     *widget,
                     GtkOrientation orientation,
                     int            for_size,
                     int           *minimum,
                     int           *natural,
                     int           *minimum_baseline,
                     int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 600 : 480;
}

static void
ws_map_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WsMapView *self = WS_MAP_VIEW (object);

  switch (id)
    {
    case PROP_READOUT:
      g_value_set_string (value, self->readout);
      break;
    case PROP_HOVERED:
      g_value_set_int (value, self->hovered);
      break;
    case PROP_PINNED:
      g_value_set_int (value, self->pinned);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ws_map_view_dispose (GObject *object)
{
  WsMapView *self = WS_MAP_VIEW (object);

  if (self->canvas != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->canvas)));
  if (self->marks != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->marks)));
  g_clear_pointer (&self->card, gtk_widget_unparent);
  G_OBJECT_CLASS (ws_map_view_parent_class)->dispose (object);
}

static void
ws_map_view_finalize (GObject *object)
{
  WsMapView *self = WS_MAP_VIEW (object);

  g_clear_pointer (&self->data, ws_map_data_unref);
  g_clear_pointer (&self->outline, g_array_unref);
  g_clear_pointer (&self->places, g_array_unref);
  g_clear_pointer (&self->letters, g_free);
  g_free (self->value);
  g_free (self->label);
  g_free (self->ghost_xy);
  g_free (self->ghost_value);
  g_clear_pointer (&self->ground, ws_map_ground_free);
  g_free (self->selected);
  g_free (self->readout);
  G_OBJECT_CLASS (ws_map_view_parent_class)->finalize (object);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WsMapView *self = WS_MAP_VIEW (widget);

  if (self->data != NULL)
    ws_plot_export_present (widget, ws_map_canvas_get_figure (self->canvas), _ ("Latent map"));
}

static void
table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WsMapView *self = WS_MAP_VIEW (widget);

  if (self->data != NULL)
    ws_plot_table_present (widget, ws_map_canvas_get_figure (self->canvas), _ ("Latent map"));
}

static void
ws_map_view_class_init (WsMapViewClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass   *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ws_map_view_get_property;
  object_class->dispose = ws_map_view_dispose;
  object_class->finalize = ws_map_view_finalize;
  widget_class->size_allocate = ws_map_view_size_allocate;
  widget_class->measure = ws_map_view_measure;

  properties[PROP_READOUT] = g_param_spec_string ("readout", NULL, NULL, NULL, flags);
  properties[PROP_HOVERED] = g_param_spec_int ("hovered", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_PINNED] = g_param_spec_int ("pinned", NULL, NULL, -1, G_MAXINT, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SELECTION_CHANGED] =
      g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  signals[DOUBLE_CLICKED] = g_signal_new ("double-clicked", WS_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PATH_DRAWN] = g_signal_new ("path-drawn", WS_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[POINTED] = g_signal_new ("pointed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COLOR_CHANGED] = g_signal_new ("color-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* the same names as those of WsPlotView: one key means one thing */
  gtk_widget_class_install_action (widget_class, "plot.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "plot.table", NULL, table_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "plot.export",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "plot.table",
                                       NULL);
  gtk_widget_class_set_css_name (widget_class, "mapview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
init_card (WsMapView *self)
{
  self->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->card_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->card_label, 0.0f);
  gtk_box_append (GTK_BOX (self->card), GTK_WIDGET (self->card_label));
  gtk_widget_add_css_class (self->card, "map-card");
  gtk_widget_set_can_target (self->card, FALSE);
  gtk_widget_set_visible (self->card, FALSE);
  gtk_widget_set_parent (self->card, GTK_WIDGET (self));
}

static void
ws_map_view_init (WsMapView *self)
{
  self->hovered = self->pinned = -1;
  self->pointer_x = self->pointer_y = (double)NAN;
  self->look.layers = WS_MAP_LAYER_DEFAULT;
  self->look.populations = G_MAXUINT64;
  self->look.size = 1.0;
  self->selected = g_new0 (guint8, 1);
  self->outline = g_array_new (FALSE, FALSE, sizeof (double));
  self->places = g_array_new (FALSE, FALSE, sizeof (double));
  self->canvas = WS_MAP_CANVAS (ws_map_canvas_new ());
  self->marks = WS_MAP_MARKS (ws_map_marks_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->canvas), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->marks), GTK_WIDGET (self));
  init_card (self);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  ws_map_view_init_input (self);
  ws_map_view_rebuild (self);
}

GtkWidget *
ws_map_view_new (void)
{
  return g_object_new (WS_TYPE_MAP_VIEW, NULL);
}
