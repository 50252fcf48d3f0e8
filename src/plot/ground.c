/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* What is known of the plane of a map, as data. */
#include "plot/figure-private.h"

static void
clear_field (gpointer data)
{
  g_free (((WsField *)data)->values);
}

static void
clear_contour (gpointer data)
{
  g_free (((WsContourLine *)data)->xy);
}

void
ws_ground_init (WsGround *self)
{
  self->cells = g_array_new (FALSE, FALSE, sizeof (WsField));
  self->contours = g_array_new (FALSE, FALSE, sizeof (WsContourLine));
  g_array_set_clear_func (self->cells, clear_field);
  g_array_set_clear_func (self->contours, clear_contour);
  self->opacity = 1.0;
}

void
ws_ground_clear (WsGround *self)
{
  g_array_unref (self->cells);
  g_array_unref (self->contours);
  g_free (self->hatch.values);
  g_free (self->label);
}

gboolean
ws_panel_has_ground (const WsPanel *self)
{
  return self->field.values != NULL || self->landscape.cells->len > 0;
}

void
ws_panel_clear_landscape (WsPanel *self)
{
  g_array_set_size (self->landscape.cells, 0);
  g_array_set_size (self->landscape.contours, 0);
  g_clear_pointer (&self->landscape.hatch.values, g_free);
  g_clear_pointer (&self->landscape.label, g_free);
  self->landscape.has_color = FALSE;
}

void
ws_panel_add_cells (WsPanel      *self,
                    const double *values,
                    guint         nx,
                    guint         ny,
                    double        x0,
                    double        x1,
                    double        y0,
                    double        y1)
{
  WsField field = { NULL, nx, ny, x0, x1, y0, y1 };

  g_return_if_fail (nx > 0 && ny > 0);
  field.values = g_memdup2 (values, (gsize)nx * ny * sizeof *values);
  g_array_append_val (self->landscape.cells, field);
}

void
ws_panel_add_contour (WsPanel *self, double value, const double *xy, gsize n)
{
  WsContourLine line = { value, n, g_memdup2 (xy, 2 * n * sizeof *xy) };

  g_array_append_val (self->landscape.contours, line);
}

void
ws_panel_set_hatch (WsPanel      *self,
                    const guint8 *cells,
                    guint         nx,
                    guint         ny,
                    double        x0,
                    double        x1,
                    double        y0,
                    double        y1)
{
  gsize n = (gsize)nx * ny;

  g_free (self->landscape.hatch.values);
  self->landscape.hatch = (WsField){ g_new (double, n), nx, ny, x0, x1, y0, y1 };
  for (gsize i = 0; i < n; i++)
    self->landscape.hatch.values[i] = cells[i];
}

void
ws_panel_set_landscape_opacity (WsPanel *self, double opacity)
{
  self->landscape.opacity = opacity;
}

void
ws_panel_set_landscape_color (
    WsPanel *self, WsColormap map, double lo, double hi, const char *label, WsFormat format)
{
  char *copy = g_strdup (label);

  g_return_if_fail (lo < hi);
  g_free (self->landscape.label);
  self->landscape.label = copy;
  self->landscape.has_color = TRUE;
  self->landscape.map = map;
  self->landscape.lo = lo;
  self->landscape.hi = hi;
  self->landscape.format = format;
}
