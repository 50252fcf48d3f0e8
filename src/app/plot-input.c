/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/plot-view-private.h"

#include <math.h>

/* Hand and keyboard on a plot: the crosshair, the read-out, the menu. */

void
ws_plot_view_show_pick (WsPlotView *self)
{
  gboolean has = self->pick.panel >= 0;

  if (has)
    {
      g_autofree char *text = ws_plot_pick_describe (self->figure, &self->pick);

      gtk_label_set_text (GTK_LABEL (self->readout), text);
    }
  gtk_widget_set_visible (self->readout, has);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
same_pick (const WsPlotPick *a, const WsPlotPick *b)
{
  return a->panel == b->panel && a->series == b->series && a->index == b->index;
}

static void
pick_near (WsPlotView *self, double x, double y, double max_px)
{
  WsPlotPick pick = { .panel = -1, .series = -1 };

  if (ws_plot_view_ensure_layout (self) &&
      !ws_plot_pick_at (self->figure, self->layout, x, y, max_px, &pick))
    pick.panel = -1;
  if (pick.panel < 0 && self->pick.panel < 0)
    return;
  if (pick.panel >= 0 && same_pick (&pick, &self->pick))
    return;
  self->pick = pick;
  ws_plot_view_show_pick (self);
}

static void
clear_pick (WsPlotView *self)
{
  self->cross_x = (double)NAN;
  if (self->pick.panel >= 0)
    {
      self->pick.panel = -1;
      ws_plot_view_show_pick (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, WsPlotView *self)
{
  /* GTK tells of a pointer at rest after every layout: what the keyboard picked stays */
  if (fabs (x - self->hand_x) < 0.5 && fabs (y - self->hand_y) < 0.5)
    return;
  self->hand_x = x;
  self->hand_y = y;
  self->cross_x = (double)NAN;
  pick_near (self, x, y, WS_PLOT_HIT_PX);
}

static void
leave_cb (GtkEventControllerMotion *motion, WsPlotView *self)
{
  clear_pick (self);
}

static void
popup_menu (WsPlotView *self, double x, double y)
{
  GdkRectangle at = { (int)x, (int)y, 1, 1 };

  if (self->figure == NULL)
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, WsPlotView *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (click));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (event != NULL && gdk_event_triggers_context_menu (event))
    {
      popup_menu (self, x, y);
      gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
      return;
    }
  pick_near (self, x, y, WS_PLOT_HIT_PX);
  ws_plot_view_emit_picked (self);
}

/* -- keys -- */

static void
move_crosshair (WsPlotView *self, double right, double down)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (!isfinite (self->cross_x))
    {
      self->cross_x = width / 2.0;
      self->cross_y = height / 2.0;
    }
  self->cross_x = CLAMP (self->cross_x + right * width, 0, width);
  self->cross_y = CLAMP (self->cross_y + down * height, 0, height);
  pick_near (self, self->cross_x, self->cross_y, 40);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
key_pressed_cb (GtkEventControllerKey *key,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                WsPlotView            *self)
{
  double step = (state & GDK_SHIFT_MASK) != 0 ? 0.10 : 0.01;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || self->figure == NULL)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
      move_crosshair (self, -step, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      move_crosshair (self, step, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      move_crosshair (self, 0, -step);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
      move_crosshair (self, 0, step);
      return GDK_EVENT_STOP;
    case GDK_KEY_n:
    case GDK_KEY_N:
      if (ws_plot_view_ensure_layout (self) &&
          ws_plot_pick_step (self->figure, self->layout, keyval == GDK_KEY_n ? 1 : -1, &self->pick))
        {
          self->cross_x = (double)NAN;
          ws_plot_view_show_pick (self);
        }
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      ws_plot_view_emit_picked (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (self->pick.panel < 0 && !isfinite (self->cross_x))
        return GDK_EVENT_PROPAGATE;
      clear_pick (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Menu:
      popup_menu (self, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                  gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

void
ws_plot_view_init_input (WsPlotView *self)
{
  GtkWidget          *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (widget, key);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
