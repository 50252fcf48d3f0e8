/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-marks.h"

#include <math.h>

#define HOVER_RADIUS 8.0
#define PLACE_RADIUS 9.0
#define PIN_RADIUS 11.0
#define CROSS_ARM 14.0
#define CROSS_GAP 4.0

typedef struct
{
  double x, y;
} Place;

struct _WsMapMarks
{
  GtkWidget parent_instance;

  WsTheme         theme;
  graphene_rect_t clip;
  Place           hover, pin, crosshair;
  GArray         *trail, *outline, *places; /* (element-type double) pairs */
  char           *letters;                  /* of the places */
};

G_DEFINE_FINAL_TYPE (WsMapMarks, ws_map_marks, GTK_TYPE_WIDGET)

static const Place nowhere = { (double)NAN, (double)NAN };

static void
set_color (cairo_t *cr, const WsColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->r, color->g, color->b, alpha);
}

/* Twice, the wider one in the colour of the ground, so that it is seen on points of any colour. */
static void
stroke_on_ground (WsMapMarks *self, cairo_t *cr, double width)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  set_color (cr, &self->theme.background, 0.85);
  cairo_set_line_width (cr, width + 2.0);
  cairo_stroke_preserve (cr);
  set_color (cr, &self->theme.text, 1.0);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static cairo_t *
begin (WsMapMarks *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  graphene_rect_t seen;

  if (!graphene_rect_intersection (bounds, &self->clip, &seen))
    return NULL;
  return gtk_snapshot_append_cairo (snapshot, &seen);
}

static void
draw_ring (WsMapMarks *self, GtkSnapshot *snapshot, const Place *place, double radius)
{
  double          r = radius + 3.0;
  graphene_rect_t bounds;
  cairo_t        *cr;

  if (!isfinite (place->x) || !isfinite (place->y))
    return;
  bounds = GRAPHENE_RECT_INIT ((float)(place->x - r), (float)(place->y - r), (float)(2.0 * r),
                               (float)(2.0 * r));
  cr = begin (self, snapshot, &bounds);
  if (cr == NULL)
    return;
  cairo_arc (cr, place->x, place->y, radius, 0.0, 2.0 * G_PI);
  stroke_on_ground (self, cr, 2.0);
  cairo_destroy (cr);
}

static void
draw_crosshair (WsMapMarks *self, GtkSnapshot *snapshot)
{
  const Place    *at = &self->crosshair;
  double          r = CROSS_ARM + 3.0;
  graphene_rect_t bounds;
  cairo_t        *cr;

  if (!isfinite (at->x) || !isfinite (at->y))
    return;
  bounds = GRAPHENE_RECT_INIT ((float)(at->x - r), (float)(at->y - r), (float)(2.0 * r),
                               (float)(2.0 * r));
  cr = begin (self, snapshot, &bounds);
  if (cr == NULL)
    return;
  for (int i = -1; i <= 1; i += 2)
    {
      cairo_move_to (cr, at->x + i * CROSS_GAP, at->y);
      cairo_line_to (cr, at->x + i * CROSS_ARM, at->y);
      cairo_move_to (cr, at->x, at->y + i * CROSS_GAP);
      cairo_line_to (cr, at->x, at->y + i * CROSS_ARM);
    }
  stroke_on_ground (self, cr, 1.5);
  cairo_destroy (cr);
}

static graphene_rect_t
bounds_of (const double *xy, guint n, double margin)
{
  double x0 = xy[0], x1 = xy[0], y0 = xy[1], y1 = xy[1];

  for (guint i = 1; i < n; i++)
    {
      x0 = MIN (x0, xy[2 * i]);
      x1 = MAX (x1, xy[2 * i]);
      y0 = MIN (y0, xy[2 * i + 1]);
      y1 = MAX (y1, xy[2 * i + 1]);
    }
  return GRAPHENE_RECT_INIT ((float)(x0 - margin), (float)(y0 - margin),
                             (float)(x1 - x0 + 2.0 * margin), (float)(y1 - y0 + 2.0 * margin));
}

static void
draw_trail (WsMapMarks *self, GtkSnapshot *snapshot)
{
  const double   *xy = (const double *)(const void *)self->trail->data;
  guint           n = self->trail->len / 2;
  graphene_rect_t bounds;
  cairo_t        *cr;

  if (n < 2)
    return;
  bounds = bounds_of (xy, n, 6.0);
  cr = begin (self, snapshot, &bounds);
  if (cr == NULL)
    return;
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, xy[2 * i], xy[2 * i + 1]);
  stroke_on_ground (self, cr, 1.2);
  /* the way ends at the dot; the states themselves stay seen */
  cairo_arc (cr, xy[2 * n - 2], xy[2 * n - 1], 3.5, 0.0, 2.0 * G_PI);
  set_color (cr, &self->theme.text, 1.0);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
draw_outline (WsMapMarks *self, GtkSnapshot *snapshot)
{
  static const double dashes[] = { 5.0, 4.0 };
  const double       *xy = (const double *)(const void *)self->outline->data;
  guint               n = self->outline->len / 2;
  graphene_rect_t     bounds;
  cairo_t            *cr;

  if (n < 2)
    return;
  bounds = bounds_of (xy, n, 3.0);
  cr = begin (self, snapshot, &bounds);
  if (cr == NULL)
    return;
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, xy[2 * i], xy[2 * i + 1]);
  cairo_close_path (cr);
  set_color (cr, &self->theme.text, 0.08);
  cairo_fill_preserve (cr);
  set_color (cr, &self->theme.background, 0.85);
  cairo_set_line_width (cr, 3.0);
  cairo_stroke_preserve (cr);
  set_color (cr, &self->theme.text, 1.0);
  cairo_set_line_width (cr, 1.5);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0.0);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* A pin's head with its letter. */
static void
draw_place (WsMapMarks *self, GtkSnapshot *snapshot, const Place *at, char letter)
{
  double               r = PLACE_RADIUS + 3.0;
  char                 text[2] = { letter, '\0' };
  graphene_rect_t      bounds = GRAPHENE_RECT_INIT ((float)(at->x - r), (float)(at->y - r),
                                                    (float)(2.0 * r), (float)(2.0 * r));
  cairo_t             *cr;
  cairo_text_extents_t extents;

  if (!isfinite (at->x) || !isfinite (at->y))
    return;
  cr = begin (self, snapshot, &bounds);
  if (cr == NULL)
    return;
  cairo_arc (cr, at->x, at->y, PLACE_RADIUS, 0.0, 2.0 * G_PI);
  set_color (cr, &self->theme.background, 0.9);
  cairo_fill_preserve (cr);
  stroke_on_ground (self, cr, 1.5);
  cairo_set_font_size (cr, 11.0);
  cairo_text_extents (cr, text, &extents);
  cairo_move_to (cr, at->x - extents.x_bearing - 0.5 * extents.width,
                 at->y - extents.y_bearing - 0.5 * extents.height);
  set_color (cr, &self->theme.text, 1.0);
  cairo_show_text (cr, text);
  cairo_destroy (cr);
}

static void
draw_places (WsMapMarks *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->places->len / 2; i++)
    {
      const Place at = { g_array_index (self->places, double, 2 * i),
                         g_array_index (self->places, double, 2 * i + 1) };

      draw_place (self, snapshot, &at, self->letters[i]);
    }
}

static void
ws_map_marks_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WsMapMarks *self = WS_MAP_MARKS (widget);

  draw_trail (self, snapshot);
  draw_places (self, snapshot);
  draw_ring (self, snapshot, &self->pin, PIN_RADIUS);
  draw_ring (self, snapshot, &self->hover, HOVER_RADIUS);
  draw_outline (self, snapshot);
  draw_crosshair (self, snapshot);
}

static void
ws_map_marks_finalize (GObject *object)
{
  WsMapMarks *self = WS_MAP_MARKS (object);

  g_array_unref (self->trail);
  g_array_unref (self->outline);
  g_array_unref (self->places);
  g_free (self->letters);
  G_OBJECT_CLASS (ws_map_marks_parent_class)->finalize (object);
}

static void
ws_map_marks_class_init (WsMapMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_map_marks_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = ws_map_marks_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ws_map_marks_init (WsMapMarks *self)
{
  ws_theme_init (&self->theme, WS_THEME_LIGHT);
  self->hover = self->pin = self->crosshair = nowhere;
  self->trail = g_array_new (FALSE, FALSE, sizeof (double));
  self->outline = g_array_new (FALSE, FALSE, sizeof (double));
  self->places = g_array_new (FALSE, FALSE, sizeof (double));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
ws_map_marks_new (void)
{
  return g_object_new (WS_TYPE_MAP_MARKS, NULL);
}

void
ws_map_marks_set_theme (WsMapMarks *self, const WsTheme *theme)
{
  self->theme = *theme;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ws_map_marks_set_clip (WsMapMarks *self, const graphene_rect_t *clip)
{
  self->clip = *clip;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_place (WsMapMarks *self, Place *place, double x, double y)
{
  place->x = x;
  place->y = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ws_map_marks_set_hover (WsMapMarks *self, double x, double y)
{
  set_place (self, &self->hover, x, y);
}

void
ws_map_marks_set_pin (WsMapMarks *self, double x, double y)
{
  set_place (self, &self->pin, x, y);
}

void
ws_map_marks_set_crosshair (WsMapMarks *self, double x, double y)
{
  set_place (self, &self->crosshair, x, y);
}

static void
set_line (WsMapMarks *self, GArray *line, const double *xy, guint n)
{
  g_array_set_size (line, 0);
  if (n > 0)
    g_array_append_vals (line, xy, 2 * n);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ws_map_marks_set_trail (WsMapMarks *self, const double *xy, guint n)
{
  set_line (self, self->trail, xy, n);
}

void
ws_map_marks_set_outline (WsMapMarks *self, const double *xy, guint n)
{
  set_line (self, self->outline, xy, n);
}

void
ws_map_marks_set_places (WsMapMarks *self, const double *xy, const char *letters, guint n)
{
  g_free (self->letters);
  self->letters = g_strndup (letters, n);
  set_line (self, self->places, xy, n);
}
