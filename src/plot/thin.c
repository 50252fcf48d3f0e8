/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/draw-private.h"

#include <math.h>

/* cairo's coordinates are 24 bit: far away places are pulled in. */
#define FAR 1e5

static void
take (GArray *places, double x, double y)
{
  WsPlace place = { CLAMP (x, -FAR, FAR), CLAMP (y, -FAR, FAR) };

  g_array_append_val (places, place);
}

/* One pixel column of a curve. */
typedef struct
{
  double  column;
  WsPlace first, last, least, greatest;
  gsize   at_least, at_greatest;
  gsize   n;
} Column;

static void
flush (GArray *places, Column *c)
{
  if (c->n == 0)
    return;
  take (places, c->first.x, c->first.y);
  if (c->n > 1)
    {
      WsPlace a = c->at_least < c->at_greatest ? c->least : c->greatest;
      WsPlace b = c->at_least < c->at_greatest ? c->greatest : c->least;

      take (places, a.x, a.y);
      take (places, b.x, b.y);
      take (places, c->last.x, c->last.y);
    }
  c->n = 0;
}

static void
collect (Column *c, WsPlace place, gsize i)
{
  if (c->n == 0)
    {
      c->first = c->least = c->greatest = place;
      c->at_least = c->at_greatest = i;
    }
  if (place.y < c->least.y)
    {
      c->least = place;
      c->at_least = i;
    }
  if (place.y > c->greatest.y)
    {
      c->greatest = place;
      c->at_greatest = i;
    }
  c->last = place;
  c->n++;
}

GArray *
ws_thin_line (const WsView *view, const double *x, const double *y, gsize from, gsize to)
{
  GArray  *places = g_array_new (FALSE, FALSE, sizeof (WsPlace));
  gboolean is_long = (double)(to - from) > 4 * fabs (view->x.p1 - view->x.p0);
  gboolean has_pen = FALSE;
  Column   column = { 0 };

  for (gsize i = from; i < to; i++)
    {
      WsPlace place = { ws_scale_map (&view->x, x != NULL ? x[i] : (double)i),
                        ws_scale_map (&view->y, y[i]) };

      if (!isfinite (place.x) || !isfinite (place.y))
        {
          flush (places, &column);
          if (has_pen)
            g_array_append_vals (places, &(WsPlace){ (double)NAN, (double)NAN }, 1);
          has_pen = FALSE;
          continue;
        }
      has_pen = TRUE;
      if (!is_long)
        {
          take (places, place.x, place.y);
          continue;
        }
      if (column.n > 0 && floor (place.x) != column.column)
        flush (places, &column);
      column.column = floor (place.x);
      collect (&column, place, i);
    }
  flush (places, &column);
  return places;
}
