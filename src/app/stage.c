/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/stage.h"

#include "app/slide-view.h"

#include <glib/gi18n.h>

#define FADE_MS 300
#define REST_MS 2500 /* then pointer and buttons go */
#define TYPE_STEP 1.1
#define JITTER 3.0 /* px: a hand that rests on the table */

struct _WsStage
{
  GtkWindow parent_instance;

  WsSceneList *scenes; /* a reference */
  guint        shown;
  guint        typed; /* number so far, 0: none */

  GtkStack    *stack;
  WsSlideView *views[2]; /* the slide and the one that comes */
  guint        front;
  GtkWidget   *busy, *bar, *black;
  GtkRevealer *revealer;
  GtkLabel    *place;
  GtkWidget   *back_button, *next_button;
  guint        rest_id, inhibit;
  double       pointer_x, pointer_y;
};

enum
{
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsStage, ws_stage, GTK_TYPE_WINDOW)

/* -- which slide -- */

/* Nobody sees it but the list of windows and those who listen. */
static void
update_title (WsStage *self)
{
  WsSceneItem     *item = ws_scene_list_get (self->scenes, self->shown);
  g_autofree char *name = item != NULL ? ws_scene_item_dup_title (item) : NULL;
  g_autofree char *title = NULL;

  if (item == NULL)
    return;
  /* Translators: the show's window: number of a slide, of all, and its title */
  title = g_strdup_printf (_ ("Slide %u of %u: %s"), self->shown + 1,
                           ws_scene_list_get_n (self->scenes), name);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_bar (WsStage *self)
{
  guint            n = ws_scene_list_get_n (self->scenes);
  g_autofree char *place = NULL;

  if (self->typed > 0)
    /* Translators: a slide's number is being typed */
    place = g_strdup_printf (_ ("Go to %u"), self->typed);
  else
    /* Translators: number of a slide, and of all */
    place = g_strdup_printf (_ ("%u of %u"), self->shown + 1, n);
  gtk_label_set_label (self->place, place);
  update_title (self);
  gtk_widget_set_sensitive (self->back_button, self->shown > 0);
  gtk_widget_set_sensitive (self->next_button, self->shown + 1 < n);
}

static void
update_busy (WsStage *self)
{
  WsSceneItem *item = ws_scene_list_get (self->scenes, self->shown);

  gtk_widget_set_visible (self->busy, item != NULL && ws_scene_item_get_slide (item) == NULL &&
                                          ws_scene_item_is_stale (item));
}

static void
show (WsStage *self, guint slide)
{
  guint        n = ws_scene_list_get_n (self->scenes);
  WsSceneItem *item;

  if (n == 0)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  self->shown = MIN (slide, n - 1);
  self->typed = 0;
  gtk_widget_set_visible (self->black, FALSE);
  item = ws_scene_list_get (self->scenes, self->shown);
  ws_scene_list_prepare (self->scenes, self->shown);
  if (ws_slide_view_get_item (self->views[self->front]) != item &&
      !ws_slide_view_glide_to (self->views[self->front], item))
    {
      self->front = 1 - self->front;
      ws_slide_view_set_item (self->views[self->front], item);
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->views[self->front]));
    }
  update_bar (self);
  update_busy (self);
}

static void
step (WsStage *self, int by)
{
  guint n = ws_scene_list_get_n (self->scenes);

  if (gtk_widget_get_visible (self->black))
    {
      gtk_widget_set_visible (self->black, FALSE); /* back from black to where one was */
      return;
    }
  if (by < 0 ? self->shown > 0 : self->shown + 1 < n)
    show (self, by < 0 ? self->shown - 1 : self->shown + 1);
}

static void
change_type (WsStage *self, double factor)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->views); i++)
    ws_slide_view_set_type_scale (self->views[i],
                                  ws_slide_view_get_type_scale (self->views[i]) * factor);
}

/* -- keyboard -- */

static gboolean
type_digit (WsStage *self, guint keyval)
{
  guint digit;

  if (keyval >= GDK_KEY_0 && keyval <= GDK_KEY_9)
    digit = keyval - GDK_KEY_0;
  else if (keyval >= GDK_KEY_KP_0 && keyval <= GDK_KEY_KP_9)
    digit = keyval - GDK_KEY_KP_0;
  else
    return FALSE;
  self->typed = MIN (10 * self->typed + digit, 9999);
  update_bar (self);
  return TRUE;
}

static void
press_enter (WsStage *self)
{
  if (self->typed > 0)
    show (self, self->typed - 1);
  else
    step (self, 1);
}

static gboolean
act_on_key (WsStage *self, guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Right:
    case GDK_KEY_Down:
    case GDK_KEY_space:
    case GDK_KEY_Page_Down:
    case GDK_KEY_n:
      step (self, 1);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_Up:
    case GDK_KEY_BackSpace:
    case GDK_KEY_Page_Up:
    case GDK_KEY_p:
      step (self, -1);
      return TRUE;
    case GDK_KEY_Home:
      show (self, 0);
      return TRUE;
    case GDK_KEY_End:
      show (self, G_MAXUINT);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      press_enter (self);
      return TRUE;
    case GDK_KEY_b:
    case GDK_KEY_B:
    case GDK_KEY_period:
      gtk_widget_set_visible (self->black, !gtk_widget_get_visible (self->black));
      return TRUE;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      change_type (self, TYPE_STEP);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      change_type (self, 1.0 / TYPE_STEP);
      return TRUE;
    case GDK_KEY_Escape:
    case GDK_KEY_F5:
    case GDK_KEY_F11:
      gtk_window_close (GTK_WINDOW (self));
      return TRUE;
    default:
      return type_digit (self, keyval);
    }
}

/* In a script for right-to-left readers, forward lies on the left. */
static guint
turn (GtkWidget *widget, guint keyval)
{
  if (gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL)
    return keyval;
  return keyval == GDK_KEY_Right ? GDK_KEY_Left : keyval == GDK_KEY_Left ? GDK_KEY_Right : keyval;
}

static gboolean
key_cb (
    GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, WsStage *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  /* a button that somebody went to with Tab is pressed */
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->bar) &&
      (keyval == GDK_KEY_space || keyval == GDK_KEY_Return))
    return GDK_EVENT_PROPAGATE;
  return act_on_key (self, turn (GTK_WIDGET (self), keyval));
}

/* -- pointer -- */

static gboolean
rest_cb (gpointer data)
{
  WsStage   *self = data;
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  self->rest_id = 0;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "none");
  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->bar))
    gtk_revealer_set_reveal_child (self->revealer, FALSE);
  return G_SOURCE_REMOVE;
}

static void
wake (WsStage *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "default");
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, WsStage *self)
{
  gboolean is_first = self->pointer_x < 0; /* where it happens to be, when the window comes */

  if (!is_first && ABS (x - self->pointer_x) + ABS (y - self->pointer_y) < JITTER)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  if (!is_first)
    wake (self);
}

static void
click_cb (GtkGestureClick *gesture, int n_press, double x, double y, WsStage *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  step (self, button == GDK_BUTTON_SECONDARY ? -1 : 1);
}

static void
focus_cb (WsStage *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (focus != NULL && gtk_widget_is_ancestor (focus, self->bar))
    wake (self);
}

static void
back_cb (WsStage *self)
{
  step (self, -1);
}

static void
next_cb (WsStage *self)
{
  step (self, 1);
}

static void
end_cb (WsStage *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* -- window -- */

static gboolean
ws_stage_close_request (GtkWindow *window)
{
  WsStage        *self = WS_STAGE (window);
  GtkApplication *application = gtk_window_get_application (window);

  if (self->inhibit != 0 && application != NULL)
    gtk_application_uninhibit (application, self->inhibit);
  self->inhibit = 0;
  g_signal_emit (self, signals[ENDED], 0, self->shown);
  return GDK_EVENT_PROPAGATE;
}

static void
ws_stage_dispose (GObject *object)
{
  WsStage *self = WS_STAGE (object);

  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->scenes != NULL)
    g_signal_handlers_disconnect_by_data (ws_scene_list_get_items (self->scenes), self);
  g_clear_object (&self->scenes);
  G_OBJECT_CLASS (ws_stage_parent_class)->dispose (object);
}

static void
ws_stage_class_init (WsStageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ws_stage_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ws_stage_close_request;
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static GtkWidget *
new_button (WsStage *self, const char *icon, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
make_bar (WsStage *self)
{
  GtkWidget *end;

  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->bar, "osd");
  gtk_widget_add_css_class (self->bar, "toolbar");
  gtk_widget_add_css_class (self->bar, "stage-bar");
  self->back_button =
      new_button (self, "go-previous-symbolic", _ ("Previous Slide"), G_CALLBACK (back_cb));
  self->next_button = new_button (self, "go-next-symbolic", _ ("Next Slide"), G_CALLBACK (next_cb));
  end = new_button (self, "window-close-symbolic", _ ("End Show"), G_CALLBACK (end_cb));
  self->place = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->place), "numeric");
  gtk_label_set_width_chars (self->place, 10);
  gtk_box_append (GTK_BOX (self->bar), self->back_button);
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->place));
  gtk_box_append (GTK_BOX (self->bar), self->next_button);
  gtk_box_append (GTK_BOX (self->bar), end);
  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_type (self->revealer, GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (self->revealer, self->bar);
  gtk_widget_set_halign (GTK_WIDGET (self->revealer), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->revealer), GTK_ALIGN_END);
}

static void
make_overlays (WsStage *self, GtkOverlay *overlay)
{
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  gtk_widget_set_size_request (spinner, 32, 32);
  self->busy = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (self->busy), spinner);
  gtk_box_append (GTK_BOX (self->busy), gtk_label_new (_ ("Drawing the slide…")));
  gtk_widget_set_halign (self->busy, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->busy, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->busy, FALSE);
  gtk_overlay_add_overlay (overlay, self->busy);
  self->black = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->black, "stage-black");
  gtk_widget_set_visible (self->black, FALSE);
  gtk_widget_set_can_target (self->black, FALSE);
  gtk_overlay_add_overlay (overlay, self->black);
  make_bar (self);
  gtk_overlay_add_overlay (overlay, GTK_WIDGET (self->revealer));
}

static void
add_controllers (WsStage *self, GtkWidget *overlay)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (click_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->stack), GTK_EVENT_CONTROLLER (click));
}

static void
ws_stage_init (WsStage *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->pointer_x = self->pointer_y = -1;
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_transition_duration (self->stack, FADE_MS);
  for (guint i = 0; i < G_N_ELEMENTS (self->views); i++)
    {
      self->views[i] = WS_SLIDE_VIEW (ws_slide_view_new ());
      gtk_widget_set_hexpand (GTK_WIDGET (self->views[i]), TRUE);
      gtk_widget_set_vexpand (GTK_WIDGET (self->views[i]), TRUE);
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->views[i]));
    }
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->stack));
  make_overlays (self, GTK_OVERLAY (overlay));
  gtk_window_set_child (GTK_WINDOW (self), overlay);
  gtk_window_set_decorated (GTK_WINDOW (self), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self), 960, 540);
  gtk_widget_add_css_class (GTK_WIDGET (self), "stage");
  add_controllers (self, overlay);
  g_signal_connect_swapped (self, "notify::focus-widget", G_CALLBACK (focus_cb), self);
}

static void
scenes_changed_cb (WsStage *self)
{
  show (self, self->shown);
}

static void
follow_items (WsStage *self)
{
  for (guint i = 0; i < ws_scene_list_get_n (self->scenes); i++)
    g_signal_connect_object (ws_scene_list_get (self->scenes, i), "changed",
                             G_CALLBACK (update_busy), self, G_CONNECT_SWAPPED);
}

GtkWidget *
ws_stage_present (GtkWindow *parent, WsSceneList *scenes, guint first)
{
  GtkApplication *application = gtk_window_get_application (parent);
  WsStage        *self = g_object_new (WS_TYPE_STAGE, "application", application, NULL);

  self->scenes = g_object_ref (scenes);
  g_signal_connect_object (ws_scene_list_get_items (scenes), "items-changed",
                           G_CALLBACK (scenes_changed_cb), self, G_CONNECT_SWAPPED);
  follow_items (self);
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  show (self, first);
  if (application != NULL)
    self->inhibit = gtk_application_inhibit (application, GTK_WINDOW (parent),
                                             GTK_APPLICATION_INHIBIT_IDLE, _ ("A show is on"));
  self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
  gtk_window_fullscreen (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
