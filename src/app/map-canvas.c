/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-canvas.h"

#include "app/plot-view.h"
#include "plot/render.h"

#include <adwaita.h>
#include <math.h>

/* A render node of the last frame may still read its surface while the next one is written. */
#define N_BUFFERS 2

struct _WsMapCanvas
{
  GtkWidget parent_instance;

  WsFigure        *figure;
  WsMapWindow      window;
  WsTheme          theme;
  WsFigureLayout  *layout; /* NULL: stale */
  cairo_surface_t *buffers[N_BUFFERS];
  guint            current;
  int              width, height, scale; /* of the buffers */
  gboolean         is_dirty;
};

G_DEFINE_FINAL_TYPE (WsMapCanvas, ws_map_canvas, GTK_TYPE_WIDGET)

static void
invalidate (WsMapCanvas *self)
{
  g_clear_pointer (&self->layout, ws_figure_layout_free);
  self->is_dirty = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Points cover what is below them faster than they could be blended with it: the picture brings its
 * ground along. */
static void
update_theme (WsMapCanvas *self)
{
  ws_plot_theme_for_widget (GTK_WIDGET (self), &self->theme);
  self->theme.is_transparent = FALSE;
}

static void
apply_window (WsMapCanvas *self)
{
  WsPanel *panel;

  if (self->figure == NULL || ws_figure_get_n_panels (self->figure) == 0)
    return;
  panel = ws_figure_get_panel (self->figure, 0);
  ws_panel_set_limits (panel, WS_AXIS_X, self->window.x_lo, self->window.x_hi);
  ws_panel_set_limits (panel, WS_AXIS_Y, self->window.y_lo, self->window.y_hi);
}

static gboolean
ensure_layout (WsMapCanvas *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->figure == NULL || width <= 0 || height <= 0)
    return FALSE;
  if (self->layout == NULL)
    update_theme (self);
  if (self->layout == NULL)
    self->layout = ws_figure_layout (self->figure, width, height, &self->theme);
  return self->layout != NULL;
}

static void
drop_buffers (WsMapCanvas *self)
{
  for (guint i = 0; i < N_BUFFERS; i++)
    g_clear_pointer (&self->buffers[i], cairo_surface_destroy);
}

static void
draw (WsMapCanvas *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (width != self->width || height != self->height || scale != self->scale)
    drop_buffers (self);
  self->width = width;
  self->height = height;
  self->scale = scale;
  self->current = (self->current + 1) % N_BUFFERS;
  if (self->buffers[self->current] == NULL)
    self->buffers[self->current] =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  ws_figure_render_image (self->figure, self->layout, self->buffers[self->current], scale,
                          &self->theme);
  self->is_dirty = FALSE;
}

static void
ws_map_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WsMapCanvas    *self = WS_MAP_CANVAS (widget);
  int             width = gtk_widget_get_width (widget);
  int             height = gtk_widget_get_height (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);
  cairo_t        *cr;

  if (!ensure_layout (self))
    return;
  if (self->is_dirty || width != self->width || height != self->height ||
      self->scale != gtk_widget_get_scale_factor (widget))
    draw (self);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_scale (cr, 1.0 / self->scale, 1.0 / self->scale);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface (cr, self->buffers[self->current], 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
ws_map_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  invalidate (WS_MAP_CANVAS (widget));
}

static void
ws_map_canvas_dispose (GObject *object)
{
  WsMapCanvas *self = WS_MAP_CANVAS (object);

  g_clear_pointer (&self->layout, ws_figure_layout_free);
  g_clear_pointer (&self->figure, ws_figure_unref);
  drop_buffers (self);
  G_OBJECT_CLASS (ws_map_canvas_parent_class)->dispose (object);
}

static void
ws_map_canvas_class_init (WsMapCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_map_canvas_dispose;
  widget_class->snapshot = ws_map_canvas_snapshot;
  widget_class->size_allocate = ws_map_canvas_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ws_map_canvas_init (WsMapCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->window = (WsMapWindow){ (double)NAN, (double)NAN, (double)NAN, (double)NAN };
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (invalidate), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (invalidate), self,
                           G_CONNECT_SWAPPED);
  update_theme (self);
}

GtkWidget *
ws_map_canvas_new (void)
{
  return g_object_new (WS_TYPE_MAP_CANVAS, NULL);
}

void
ws_map_canvas_set_figure (WsMapCanvas *self, WsFigure *figure)
{
  ws_figure_ref (figure);
  g_clear_pointer (&self->figure, ws_figure_unref);
  self->figure = figure;
  apply_window (self);
  invalidate (self);
}

void
ws_map_canvas_set_window (WsMapCanvas *self, const WsMapWindow *window)
{
  self->window = *window;
  apply_window (self);
  invalidate (self);
}

gboolean
ws_map_canvas_is_zoomed (WsMapCanvas *self)
{
  return isfinite (self->window.x_lo);
}

gboolean
ws_map_canvas_get_window (WsMapCanvas *self, WsMapWindow *window)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self);

  if (panel == NULL)
    return FALSE;
  window->x_lo = panel->view.x.lo;
  window->x_hi = panel->view.x.hi;
  window->y_lo = panel->view.y.lo;
  window->y_hi = panel->view.y.hi;
  return TRUE;
}

const WsPanelLayout *
ws_map_canvas_get_panel (WsMapCanvas *self)
{
  return ensure_layout (self) ? ws_figure_layout_get_panel (self->layout, 0) : NULL;
}

const WsFigureLayout *
ws_map_canvas_get_layout (WsMapCanvas *self)
{
  return ensure_layout (self) ? self->layout : NULL;
}

const WsTheme *
ws_map_canvas_get_theme (WsMapCanvas *self)
{
  return &self->theme;
}

WsFigure *
ws_map_canvas_get_figure (WsMapCanvas *self)
{
  return self->figure;
}
