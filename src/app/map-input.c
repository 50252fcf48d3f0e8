/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-view-private.h"

#include <math.h>
#include <string.h>

/* How the hand and the keyboard move over the map. */

#define PATH_PLACES 13 /* stops of a drawn path */
#define HIT_PX 12.0    /* UX.md 3: hit radius */
#define CLICK_PX 4.0   /* a drag shorter than this is a click */
#define SCROLL_STEP 1.15
#define KEY_ZOOM 1.25
#define KEY_PAN 0.1

/* -- pointer ----------------------------------------------------------------------------------- */

static void
hover_at (WsMapView *self, double x, double y)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self->canvas);

  self->pointer_x = x;
  self->pointer_y = y;
  ws_map_view_set_hovered (self, ws_map_view_pick (self, x, y, HIT_PX));
  if (panel != NULL && ws_rect_contains (&panel->plot, x, y))
    ws_map_view_point (self, ws_scale_unmap (&panel->view.x, x),
                       ws_scale_unmap (&panel->view.y, y));
  else
    ws_map_view_point (self, (double)NAN, (double)NAN);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, WsMapView *self)
{
  if (self->is_drawing)
    return;
  if (self->has_crosshair)
    {
      /* the keyboard leads until the hand really moves */
      gboolean has_moved = fabs (x - self->pointer_x) > 1.0 || fabs (y - self->pointer_y) > 1.0;

      self->pointer_x = x;
      self->pointer_y = y;
      if (!has_moved)
        return;
      self->has_crosshair = FALSE;
      ws_map_view_update_marks (self);
    }
  hover_at (self, x, y);
}

static void
leave_cb (GtkEventControllerMotion *motion, WsMapView *self)
{
  self->pointer_x = self->pointer_y = (double)NAN;
  if (self->has_crosshair)
    return;
  ws_map_view_set_hovered (self, -1);
  ws_map_view_point (self, (double)NAN, (double)NAN);
}

/* Keeps the place under the pointer where it is. */
static void
zoom_at (WsMapView *self, double px, double py, double factor)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self->canvas);
  WsMapWindow          w;
  double               x, y;

  if (panel == NULL || !ws_map_canvas_get_window (self->canvas, &w) || !(factor > 0.0))
    return;
  x = ws_scale_unmap (&panel->view.x, px);
  y = ws_scale_unmap (&panel->view.y, py);
  w = (WsMapWindow){ x + (w.x_lo - x) / factor, x + (w.x_hi - x) / factor,
                     y + (w.y_lo - y) / factor, y + (w.y_hi - y) / factor };
  ws_map_view_move_window (self, &w);
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, WsMapView *self)
{
  if (!isfinite (self->pointer_x))
    return GDK_EVENT_PROPAGATE;
  zoom_at (self, self->pointer_x, self->pointer_y, pow (SCROLL_STEP, -dy));
  hover_at (self, self->pointer_x, self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, WsMapView *self)
{
  self->zoom_last = 1.0;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, WsMapView *self)
{
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y) || !(scale > 0.0))
    return;
  zoom_at (self, x, y, scale / self->zoom_last);
  self->zoom_last = scale;
}

/* -- drags: pan, rectangle, lasso -------------------------------------------------------------- */

static gboolean
is_shifted (GtkEventController *controller)
{
  return (gtk_event_controller_get_current_event_state (controller) & GDK_SHIFT_MASK) != 0;
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, WsMapView *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->has_moved = FALSE;
  self->is_drawing = button == GDK_BUTTON_PRIMARY && self->tool != WS_MAP_TOOL_PAN;
  g_array_set_size (self->outline, 0);
  if (!ws_map_canvas_get_window (self->canvas, &self->drag_window))
    gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
}

static void
pan_by (WsMapView *self, double dx_px, double dy_px)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self->canvas);
  WsMapWindow          w = self->drag_window;
  double               dx, dy;

  if (panel == NULL || !(panel->plot.w > 0.0) || !(panel->plot.h > 0.0))
    return;
  dx = -dx_px / panel->plot.w * (w.x_hi - w.x_lo);
  dy = dy_px / panel->plot.h * (w.y_hi - w.y_lo);
  w = (WsMapWindow){ w.x_lo + dx, w.x_hi + dx, w.y_lo + dy, w.y_hi + dy };
  ws_map_view_move_window (self, &w);
}

static void
grow_outline (WsMapView *self, double x0, double y0, double x, double y)
{
  const double corners[] = { x0, y0, x, y0, x, y, x0, y };
  const double next[] = { x, y };

  if (self->tool == WS_MAP_TOOL_RECTANGLE)
    {
      g_array_set_size (self->outline, 0);
      g_array_append_vals (self->outline, corners, G_N_ELEMENTS (corners));
    }
  else
    g_array_append_vals (self->outline, next, G_N_ELEMENTS (next));
  if (self->tool == WS_MAP_TOOL_PATH)
    {
      ws_map_marks_set_trail (self->marks, (const double *)(const void *)self->outline->data,
                              self->outline->len / 2);
      return;
    }
  ws_map_marks_set_outline (self->marks, (const double *)(const void *)self->outline->data,
                            self->outline->len / 2);
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, WsMapView *self)
{
  double x0, y0;

  if (!self->has_moved && hypot (dx, dy) < CLICK_PX)
    return;
  if (!self->has_moved)
    {
      self->has_moved = TRUE;
      ws_map_view_set_hovered (self, -1);
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  gtk_gesture_drag_get_start_point (drag, &x0, &y0);
  if (self->is_drawing)
    grow_outline (self, x0, y0, x0 + dx, y0 + dy);
  else
    pan_by (self, dx, dy);
}

/* Shift toggles what the outline holds; without it the outline is the new selection. */
static void
select_outline (WsMapView *self, gboolean toggle)
{
  WsFigure             *figure = ws_map_canvas_get_figure (self->canvas);
  const WsFigureLayout *layout = ws_map_canvas_get_layout (self->canvas);
  WsPanel              *panel;

  if (figure == NULL || layout == NULL || self->data == NULL)
    return;
  if (!toggle)
    memset (self->selected, 0, self->data->n);
  panel = ws_figure_get_panel (figure, 0);
  for (guint s = 0; s < ws_panel_get_n_series (panel); s++)
    {
      gint                   p = ws_map_look_find_population (&self->look, s);
      const WsMapPopulation *population;
      g_autofree guint8     *inside = NULL;

      if (p < 0)
        continue;
      population = ws_map_data_get_population (self->data, (guint)p);
      inside = g_new0 (guint8, MAX (population->n, 1));
      ws_figure_pick_polygon (figure, layout, 0, s,
                              (const double *)(const void *)self->outline->data,
                              self->outline->len / 2, inside);
      for (guint i = 0; i < population->n; i++)
        if (inside[i])
          self->selected[population->first + i] =
              !(toggle && self->selected[population->first + i]);
    }
  ws_map_view_selection_changed (self);
}

/* The line that was drawn, as places at even distances along it. */
static void
tell_path (WsMapView *self)
{
  const WsPanelLayout *panel = ws_map_canvas_get_panel (self->canvas);
  const double        *xy = (const double *)(const void *)self->outline->data;
  guint                n = self->outline->len / 2, at = 0;
  double               whole = 0, done = 0;
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 1; i < n; i++)
    whole += hypot (xy[2 * i] - xy[2 * i - 2], xy[2 * i + 1] - xy[2 * i - 1]);
  if (panel == NULL || !(whole > 0))
    return;
  for (guint k = 0; k < PATH_PLACES; k++)
    {
      double want = whole * k / (PATH_PLACES - 1), piece = 0, t, place[2];

      for (; at + 1 < n; at++, done += piece)
        {
          piece = hypot (xy[2 * at + 2] - xy[2 * at], xy[2 * at + 3] - xy[2 * at + 1]);
          if (done + piece >= want || at + 2 == n)
            break;
        }
      t = piece > 0 ? CLAMP ((want - done) / piece, 0, 1) : 0;
      place[0] = ws_scale_unmap (&panel->view.x, (1 - t) * xy[2 * at] + t * xy[2 * at + 2]);
      place[1] = ws_scale_unmap (&panel->view.y, (1 - t) * xy[2 * at + 1] + t * xy[2 * at + 3]);
      g_array_append_vals (places, place, 2);
    }
  ws_map_view_tell_path (self, places);
}

static void
drag_end_cb (GtkGestureDrag *drag, double dx, double dy, WsMapView *self)
{
  gboolean toggle = is_shifted (GTK_EVENT_CONTROLLER (drag));
  double   x0, y0;

  gtk_gesture_drag_get_start_point (drag, &x0, &y0);
  ws_map_marks_set_outline (self->marks, NULL, 0);
  ws_map_view_update_marks (self); /* a drawn path goes away, too */
  if (!self->has_moved)
    ws_map_view_activate (self, ws_map_view_pick (self, x0, y0, HIT_PX), toggle);
  else if (self->is_drawing && self->tool == WS_MAP_TOOL_PATH && self->outline->len >= 4)
    tell_path (self);
  else if (self->is_drawing && self->outline->len >= 6)
    select_outline (self, toggle);
  self->is_drawing = self->has_moved = FALSE;
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, WsMapView *self)
{
  ws_map_marks_set_outline (self->marks, NULL, 0);
  self->is_drawing = self->has_moved = FALSE;
}

/* -- keys -------------------------------------------------------------------------------------- */

static void
place_crosshair (WsMapView *self, double x, double y)
{
  double px, py;

  self->has_crosshair = TRUE;
  self->cross_x = x;
  self->cross_y = y;
  ws_map_view_update_marks (self);
  if (ws_map_canvas_get_panel (self->canvas) == NULL)
    return;
  px = ws_scale_map (&ws_map_canvas_get_panel (self->canvas)->view.x, x);
  py = ws_scale_map (&ws_map_canvas_get_panel (self->canvas)->view.y, y);
  ws_map_view_set_hovered (self, ws_map_view_pick (self, px, py, HIT_PX));
  ws_map_view_point (self, x, y);
}

/* Steps are shares of the window; the window follows a crosshair that would leave it. */
static void
step_crosshair (WsMapView *self, double right, double up)
{
  WsMapWindow w;
  double      x, y;

  if (!ws_map_canvas_get_window (self->canvas, &w))
    return;
  x = self->has_crosshair ? self->cross_x : 0.5 * (w.x_lo + w.x_hi);
  y = self->has_crosshair ? self->cross_y : 0.5 * (w.y_lo + w.y_hi);
  x += right * (w.x_hi - w.x_lo);
  y += up * (w.y_hi - w.y_lo);
  if (x < w.x_lo || x > w.x_hi || y < w.y_lo || y > w.y_hi)
    ws_map_view_pan (self, right, up);
  self->anchor_x = x;
  self->anchor_y = y;
  self->neighbour = 0;
  place_crosshair (self, x, y);
}

typedef struct
{
  double distance;
  guint  state;
} Neighbour;

static int
compare_neighbours (gconstpointer a, gconstpointer b)
{
  const Neighbour *left = a, *right = b;

  return (left->distance > right->distance) - (left->distance < right->distance);
}

/* The nearest shown state of every network, nearest network first. */
static GArray *
list_neighbours (WsMapView *self)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Neighbour));

  for (guint j = 0; j < self->data->networks->len; j++)
    {
      const WsMapNetwork *net = ws_map_data_get_network (self->data, j);
      Neighbour           best = { HUGE_VAL, 0 };

      for (guint i = net->first; i < net->first + net->n; i++)
        {
          double d = hypot (self->data->x[i] - self->anchor_x, self->data->y[i] - self->anchor_y);

          if (d < best.distance && ws_map_look_shows (&self->look, i))
            best = (Neighbour){ d, i };
        }
      if (isfinite (best.distance))
        g_array_append_val (list, best);
    }
  g_array_sort (list, compare_neighbours);
  return list;
}

static void
step_neighbour (WsMapView *self, int direction)
{
  g_autoptr (GArray) list = NULL;
  WsMapWindow w;
  guint       state;

  if (self->data == NULL || !ws_map_canvas_get_window (self->canvas, &w))
    return;
  if (!self->has_crosshair)
    {
      self->anchor_x = 0.5 * (w.x_lo + w.x_hi);
      self->anchor_y = 0.5 * (w.y_lo + w.y_hi);
      self->neighbour = 0;
    }
  list = list_neighbours (self);
  if (list->len == 0)
    return;
  /* 0: nothing visited yet; k: the k-th nearest is under the crosshair */
  if (direction > 0)
    self->neighbour = self->neighbour % list->len + 1;
  else
    self->neighbour = self->neighbour > 1 ? self->neighbour - 1 : list->len;
  state = g_array_index (list, Neighbour, self->neighbour - 1).state;
  place_crosshair (self, self->data->x[state], self->data->y[state]);
  ws_map_view_set_hovered (self, (gint)state);
}

static gboolean
escape (WsMapView *self)
{
  if (self->n_selected > 0 || self->pinned >= 0)
    {
      ws_map_view_set_pinned (self, -1);
      ws_map_view_select (self, NULL);
      return TRUE;
    }
  if (!self->has_crosshair)
    return FALSE;
  self->has_crosshair = FALSE;
  ws_map_view_set_hovered (self, -1);
  ws_map_view_update_marks (self);
  return TRUE;
}

static gboolean
arrow (WsMapView *self, guint keyval, gboolean control, gboolean shift)
{
  double step = shift ? 0.1 : 0.01;
  double right = 0.0, up = 0.0;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      right = -1.0;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      right = 1.0;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      up = 1.0;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      up = -1.0;
      break;
    default:
      return FALSE;
    }
  if (control)
    ws_map_view_pan (self, KEY_PAN * right, KEY_PAN * up);
  else
    step_crosshair (self, step * right, step * up);
  return TRUE;
}

static gboolean
key_cb (
    GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, WsMapView *self)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if ((state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if (arrow (self, keyval, control, shift))
    return GDK_EVENT_STOP;
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      ws_map_view_zoom (self, KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      ws_map_view_zoom (self, 1.0 / KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      if (!control)
        return GDK_EVENT_PROPAGATE;
      ws_map_view_fit (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_n:
    case GDK_KEY_N:
      if (control)
        return GDK_EVENT_PROPAGATE;
      step_neighbour (self, shift ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_a:
    case GDK_KEY_A:
      if (!control)
        return GDK_EVENT_PROPAGATE;
      if (shift)
        ws_map_view_select (self, NULL);
      else
        ws_map_view_select_all (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (control || self->hovered < 0)
        return GDK_EVENT_PROPAGATE;
      ws_map_view_activate (self, self->hovered, shift);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      return escape (self);
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* The drag before it has selected or pinned what is there. */
static void
click_cb (GtkGestureClick *click, int n_press, double x, double y, WsMapView *self)
{
  if (n_press == 2)
    ws_map_view_double_click (self);
}

void
ws_map_view_init_input (WsMapView *self)
{
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkGesture         *pinch = gtk_gesture_zoom_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (click_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
}
