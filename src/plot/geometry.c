/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/geometry.h"

#include <math.h>

gboolean
ws_rect_contains (const WsRect *rect, double x, double y)
{
  return x >= rect->x && x <= rect->x + rect->w && y >= rect->y && y <= rect->y + rect->h;
}

gboolean
ws_rect_intersects (const WsRect *a, const WsRect *b)
{
  return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

gboolean
ws_polygon_contains (const double *xy, gsize n_corners, double x, double y)
{
  gboolean inside = FALSE;

  if (n_corners < 3 || !isfinite (x) || !isfinite (y))
    return FALSE;
  for (gsize i = 0, j = n_corners - 1; i < n_corners; j = i++)
    {
      double xi = xy[2 * i], yi = xy[2 * i + 1];
      double xj = xy[2 * j], yj = xy[2 * j + 1];

      /* an edge counts when it passes the point's height, its upper end left out */
      if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi)
        inside = !inside;
    }
  return inside;
}

gsize
ws_polygon_select (
    const double *xy, gsize n_corners, const double *x, const double *y, gsize n, guint8 *inside)
{
  double x0 = HUGE_VAL, x1 = -HUGE_VAL, y0 = HUGE_VAL, y1 = -HUGE_VAL;
  gsize  count = 0;

  for (gsize i = 0; i < n_corners; i++)
    {
      x0 = fmin (x0, xy[2 * i]);
      x1 = fmax (x1, xy[2 * i]);
      y0 = fmin (y0, xy[2 * i + 1]);
      y1 = fmax (y1, xy[2 * i + 1]);
    }
  for (gsize i = 0; i < n; i++)
    {
      gboolean is_in = x[i] >= x0 && x[i] <= x1 && y[i] >= y0 && y[i] <= y1 &&
                       ws_polygon_contains (xy, n_corners, x[i], y[i]);

      if (inside != NULL)
        inside[i] = is_in ? 1 : 0;
      count += is_in ? 1 : 0;
    }
  return count;
}

gsize
ws_rect_select (double        x0,
                double        y0,
                double        x1,
                double        y1,
                const double *x,
                const double *y,
                gsize         n,
                guint8       *inside)
{
  double left = fmin (x0, x1), right = fmax (x0, x1);
  double top = fmin (y0, y1), bottom = fmax (y0, y1);
  gsize  count = 0;

  for (gsize i = 0; i < n; i++)
    {
      gboolean is_in = x[i] >= left && x[i] <= right && y[i] >= top && y[i] <= bottom;

      if (inside != NULL)
        inside[i] = is_in ? 1 : 0;
      count += is_in ? 1 : 0;
    }
  return count;
}
