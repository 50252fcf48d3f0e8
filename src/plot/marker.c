/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/draw-private.h"

#include <math.h>

/* Shapes of about equal area for a circle of radius 1. */
#define SQUARE_HALF 0.89
#define TRIANGLE_OUT 1.38
#define DIAMOND_OUT 1.26
#define PENTAGON_OUT 1.15
#define STAR_OUT 1.46
#define ARM_LENGTH 1.18
#define ARM_HALF 0.36

static void
polygon (cairo_t *cr, const double *xy, guint n, double r, double flip)
{
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, r * xy[2 * i], r * flip * xy[2 * i + 1]);
  cairo_close_path (cr);
}

static void
cross_path (cairo_t *cr, double r, double angle)
{
  static const double quarter[3][2] = { { ARM_HALF, -ARM_LENGTH },
                                        { ARM_HALF, -ARM_HALF },
                                        { ARM_LENGTH, -ARM_HALF } };

  for (guint turn = 0; turn < 4; turn++)
    {
      double c = cos (angle + turn * G_PI / 2), s = sin (angle + turn * G_PI / 2);

      for (guint i = 0; i < 3; i++)
        cairo_line_to (cr, r * (c * quarter[i][0] - s * quarter[i][1]),
                       r * (s * quarter[i][0] + c * quarter[i][1]));
    }
  cairo_close_path (cr);
}

static const double pentagon[] = {
  0, -1, 0.951, -0.309, 0.588, 0.809, -0.588, 0.809, -0.951, -0.309
};
static const double pentagon_left[] = { 0, -1, 0, 0.809, -0.588, 0.809, -0.951, -0.309 };
static const double star_left[] = { 0,      -1,    0,      0.5,    -0.588, 0.809,
                                    -0.476, 0.155, -0.951, -0.309, -0.294, -0.405 };

static void
star_path (cairo_t *cr, double r)
{
  static const double star[] = { 0,      -1,    0.294,  -0.405, 0.951,  -0.309, 0.476,
                                 0.155,  0.588, 0.809,  0,      0.5,    -0.588, 0.809,
                                 -0.476, 0.155, -0.951, -0.309, -0.294, -0.405 };

  polygon (cr, star, 10, r * STAR_OUT, 1);
}

static void
marker_path (cairo_t *cr, WsMarker marker, double r)
{
  static const double triangle[] = { 0, -1, 0.866, 0.5, -0.866, 0.5 };
  static const double diamond[] = { 0, -1, 1, 0, 0, 1, -1, 0 };

  cairo_new_sub_path (cr);
  switch (marker)
    {
    case WS_MARKER_SQUARE:
      cairo_rectangle (cr, -r * SQUARE_HALF, -r * SQUARE_HALF, 2 * r * SQUARE_HALF,
                       2 * r * SQUARE_HALF);
      break;
    case WS_MARKER_TRIANGLE:
      polygon (cr, triangle, 3, r * TRIANGLE_OUT, 1);
      break;
    case WS_MARKER_DIAMOND:
      polygon (cr, diamond, 4, r * DIAMOND_OUT, 1);
      break;
    case WS_MARKER_TRIANGLE_DOWN:
      polygon (cr, triangle, 3, r * TRIANGLE_OUT, -1);
      break;
    case WS_MARKER_PLUS:
      cross_path (cr, r, 0);
      break;
    case WS_MARKER_CROSS:
      cross_path (cr, r, G_PI / 4);
      break;
    case WS_MARKER_PENTAGON:
      polygon (cr, pentagon, 5, r * PENTAGON_OUT, 1);
      break;
    case WS_MARKER_STAR:
      star_path (cr, r);
      break;
    case WS_MARKER_CIRCLE:
    case WS_MARKER_AUTO:
    case WS_N_MARKERS:
    default:
      cairo_arc (cr, 0, 0, r, 0, 2 * G_PI);
      cairo_close_path (cr);
      break;
    }
}

/* The left half of the shapes that have an inside. */
static void
left_half_path (cairo_t *cr, WsMarker marker, double r)
{
  static const double triangle[] = { 0, -1, 0, 0.5, -0.866, 0.5 };
  static const double diamond[] = { 0, -1, 0, 1, -1, 0 };

  if (marker == WS_MARKER_SQUARE)
    cairo_rectangle (cr, -r * SQUARE_HALF, -r * SQUARE_HALF, r * SQUARE_HALF, 2 * r * SQUARE_HALF);
  else if (marker == WS_MARKER_TRIANGLE)
    polygon (cr, triangle, 3, r * TRIANGLE_OUT, 1);
  else if (marker == WS_MARKER_TRIANGLE_DOWN)
    polygon (cr, triangle, 3, r * TRIANGLE_OUT, -1);
  else if (marker == WS_MARKER_DIAMOND)
    polygon (cr, diamond, 3, r * DIAMOND_OUT, 1);
  else if (marker == WS_MARKER_PENTAGON)
    polygon (cr, pentagon_left, 4, r * PENTAGON_OUT, 1);
  else if (marker == WS_MARKER_STAR)
    polygon (cr, star_left, 6, r * STAR_OUT, 1);
  else
    {
      cairo_arc (cr, 0, 0, r, G_PI / 2, 1.5 * G_PI);
      cairo_close_path (cr);
    }
}

double
ws_marker_reach (const WsRasterStyle *style)
{
  /* a mitred corner sticks out by its line's width */
  return style->radius * 1.5 + style->outline_width * 1.1 + 0.5;
}

void
ws_marker_fill_part (cairo_t *cr, const WsRasterStyle *style, WsMarkerPart part, double x, double y)
{
  double   r = style->radius;
  gboolean is_cross = style->marker == WS_MARKER_PLUS || style->marker == WS_MARKER_CROSS;
  WsFill   fill =
      is_cross && style->fill != WS_FILL_HOLLOW ? WS_FILL_FULL : style->fill; /* no inside */

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_new_path (cr);
  marker_path (cr, style->marker, r);
  switch (part)
    {
    case WS_PART_PAPER:
      if (fill == WS_FILL_RING || fill == WS_FILL_HALF)
        cairo_fill (cr);
      break;
    case WS_PART_COLOR:
      if (fill == WS_FILL_HALF)
        {
          cairo_new_path (cr);
          left_half_path (cr, style->marker, r);
        }
      else if (fill != WS_FILL_FULL)
        {
          cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
          marker_path (cr, style->marker, r * (fill == WS_FILL_RING ? 0.52 : 0.66));
        }
      cairo_fill (cr);
      break;
    case WS_PART_OUTLINE:
      if (style->outline_width > 0 && fill != WS_FILL_HOLLOW)
        {
          cairo_set_line_width (cr, style->outline_width);
          cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
          cairo_set_miter_limit (cr, 3);
          cairo_stroke (cr);
        }
      break;
    case WS_N_PARTS:
    default:
      break;
    }
  cairo_new_path (cr);
  cairo_restore (cr);
}

void
ws_marker_draw (cairo_t *cr, const WsRasterStyle *style, const WsColor *color, double x, double y)
{
  ws_set_color (cr, &style->paper, style->opacity);
  ws_marker_fill_part (cr, style, WS_PART_PAPER, x, y);
  ws_set_color (cr, color, style->opacity);
  ws_marker_fill_part (cr, style, WS_PART_COLOR, x, y);
  ws_set_color (cr, &style->outline, style->opacity);
  ws_marker_fill_part (cr, style, WS_PART_OUTLINE, x, y);
}
