/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/image-pad.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SIDE 196    /* px, natural */
#define BRUSH 0.055 /* radius, in widths of the image: a digit's stroke */
#define SOFT 0.5    /* of the radius, over which ink fades */

struct _WsImagePad
{
  GtkWidget parent_instance;

  guint8  *pixels;
  guint    channels, height, width;
  double   x, y;           /* pen, in pixels of the image */
  double   from_x, from_y; /* where the stroke was last */
  gboolean wipes;
};

G_DEFINE_FINAL_TYPE (WsImagePad, ws_image_pad, GTK_TYPE_WIDGET)

static guint signal_changed;

/* -- the image -----------------------------------------------------------------------------------
 */

void
ws_image_pad_set_image (
    WsImagePad *self, const guint8 *pixels, guint channels, guint height, guint width)
{
  g_return_if_fail (WS_IS_IMAGE_PAD (self));
  g_return_if_fail ((channels == 1 || channels == 3) && height > 0 && width > 0);
  g_free (self->pixels);
  self->pixels = g_memdup2 (pixels, (gsize)channels * height * width);
  self->channels = channels;
  self->height = height;
  self->width = width;
  self->x = 0.5 * width;
  self->y = 0.5 * height;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const guint8 *
ws_image_pad_get_pixels (WsImagePad *self)
{
  g_return_val_if_fail (WS_IS_IMAGE_PAD (self), NULL);
  return self->pixels;
}

static void
change (WsImagePad *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signal_changed, 0);
}

void
ws_image_pad_clear (WsImagePad *self)
{
  g_return_if_fail (WS_IS_IMAGE_PAD (self));
  if (self->pixels == NULL)
    return;
  memset (self->pixels, 0, (gsize)self->channels * self->height * self->width);
  change (self);
}

/* -- drawing on it -------------------------------------------------------------------------------
 */

/* How much ink a pixel gets whose middle is @distance pixels away from the stroke. */
static double
get_ink (const WsImagePad *self, double distance)
{
  double radius = fmax (0.7, BRUSH * self->width);

  return CLAMP ((radius - distance) / (SOFT * radius) + 0.5, 0, 1);
}

static double
distance_to_stroke (double px, double py, double x0, double y0, double x1, double y1)
{
  double dx = x1 - x0, dy = y1 - y0, length = dx * dx + dy * dy;
  double t = length > 0 ? CLAMP (((px - x0) * dx + (py - y0) * dy) / length, 0, 1) : 0;

  return hypot (px - x0 - t * dx, py - y0 - t * dy);
}

/* From the last place of the pen to this one. */
static void
stroke (WsImagePad *self, double x, double y, gboolean wipes)
{
  gsize area = (gsize)self->height * self->width;

  if (self->pixels == NULL)
    return;
  for (guint i = 0; i < area; i++)
    {
      double d = distance_to_stroke (i % self->width + 0.5, (double)(i / self->width) + 0.5,
                                     self->from_x, self->from_y, x, y);
      double ink = get_ink (self, d);

      for (guint c = 0; c < self->channels && ink > 0; c++)
        {
          guint8 *pixel = &self->pixels[c * area + i];

          *pixel = wipes ? (guint8)MIN (*pixel, 255 * (1 - ink) + 0.5)
                         : (guint8)MAX (*pixel, 255 * ink + 0.5);
        }
    }
  self->from_x = self->x = x;
  self->from_y = self->y = y;
  change (self);
}

/* The image fills the widget's largest square. */
static double
get_scale (WsImagePad *self, double *left, double *top)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double scale = fmin (width / MAX (self->width, 1), height / MAX (self->height, 1));

  *left = 0.5 * (width - scale * self->width);
  *top = 0.5 * (height - scale * self->height);
  return fmax (scale, 1e-9);
}

static void
begin_cb (GtkGestureDrag *gesture, double x, double y, WsImagePad *self)
{
  double left, top, scale = get_scale (self, &left, &top);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->wipes =
      gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY;
  self->from_x = (x - left) / scale;
  self->from_y = (y - top) / scale;
  stroke (self, self->from_x, self->from_y, self->wipes);
}

static void
update_cb (GtkGestureDrag *gesture, double dx, double dy, WsImagePad *self)
{
  double left, top, x, y, scale = get_scale (self, &left, &top);

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  stroke (self, (x + dx - left) / scale, (y + dy - top) / scale, self->wipes);
}

static void
move_pen (WsImagePad *self, double right, double down)
{
  self->x = CLAMP (self->x + right, 0.5, self->width - 0.5);
  self->y = CLAMP (self->y + down, 0.5, self->height - 0.5);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, WsImagePad *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || self->pixels == NULL)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
      move_pen (self, -1, 0);
      return TRUE;
    case GDK_KEY_Right:
      move_pen (self, 1, 0);
      return TRUE;
    case GDK_KEY_Up:
      move_pen (self, 0, -1);
      return TRUE;
    case GDK_KEY_Down:
      move_pen (self, 0, 1);
      return TRUE;
    case GDK_KEY_space:
    case GDK_KEY_Delete:
      self->from_x = self->x;
      self->from_y = self->y;
      stroke (self, self->x, self->y, key == GDK_KEY_Delete);
      return TRUE;
    default:
      return FALSE;
    }
}

/* -- widget --------------------------------------------------------------------------------------
 */

static void
ws_image_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WsImagePad     *self = WS_IMAGE_PAD (widget);
  double          left, top, scale = get_scale (self, &left, &top);
  graphene_rect_t bounds, pen;

  if (self->pixels == NULL)
    return;
  graphene_rect_init (&bounds, (float)left, (float)top, (float)(scale * self->width),
                      (float)(scale * self->height));
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, 1 }, &bounds);
  /* pixels are seen as pixels: that is what the network gets */
  for (guint i = 0; i < self->height * self->width; i++)
    {
      gsize           area = (gsize)self->height * self->width;
      graphene_rect_t cell;
      float           rgb[3];

      for (guint c = 0; c < 3; c++)
        rgb[c] = self->pixels[(self->channels == 3 ? c : 0) * area + i] / 255.0f;
      if (rgb[0] + rgb[1] + rgb[2] <= 0)
        continue;
      graphene_rect_init (&cell, (float)(left + scale * (i % self->width)),
                          (float)(top + scale * (i / self->width)), (float)scale, (float)scale);
      gtk_snapshot_append_color (snapshot, &(GdkRGBA){ rgb[0], rgb[1], rgb[2], 1 }, &cell);
    }
  if (!gtk_widget_has_focus (widget))
    return;
  graphene_rect_init (&pen, (float)(left + scale * (self->x - 0.5)),
                      (float)(top + scale * (self->y - 0.5)), (float)scale, (float)scale);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 0.47f, 0, 0.8f }, &pen);
}

static void
ws_image_pad_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  *minimum = *natural = SIDE;
}

static void
ws_image_pad_finalize (GObject *object)
{
  WsImagePad *self = WS_IMAGE_PAD (object);

  g_free (self->pixels);
  G_OBJECT_CLASS (ws_image_pad_parent_class)->finalize (object);
}

static void
ws_image_pad_class_init (WsImagePadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ws_image_pad_finalize;
  widget_class->snapshot = ws_image_pad_snapshot;
  widget_class->measure = ws_image_pad_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "imagepad");
  signal_changed = g_signal_new ("changed", WS_TYPE_IMAGE_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
ws_image_pad_init (WsImagePad *self)
{
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Image to draw on"),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("The mouse draws. Arrow keys move the pen, Space draws, Delete wipes out."), -1);
}

GtkWidget *
ws_image_pad_new (void)
{
  return g_object_new (WS_TYPE_IMAGE_PAD, NULL);
}
