/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/assignment.h"

#include "core/error.h"

#include <math.h>

#define NONE G_MAXUINT32

/* Rows are given columns one after another. For each, a shortest path (Dijkstra on reduced costs,
 * which the potentials keep from being negative) leads from the row through given columns to a free
 * one, and everything on the path moves on by one. */
typedef struct
{
  const double *values;
  double        sign; /* of a cost */
  guint         n;
  double       *row_potential, *column_potential;
  guint32      *row_of;   /* of a column, or NONE */
  double       *distance; /* of a column from the new row */
  guint32      *before;   /* of a column: the row from which the path came to it */
  guint8       *is_done;  /* of a column */
} Paths;

static void
paths_init (Paths *self, const double *values, guint n, gboolean maximise)
{
  *self = (Paths){ .values = values, .n = n, .sign = maximise ? -1 : 1 };
  self->row_potential = g_new0 (double, n);
  self->column_potential = g_new0 (double, n);
  self->row_of = g_new (guint32, n);
  self->distance = g_new (double, n);
  self->before = g_new (guint32, n);
  self->is_done = g_new (guint8, n);
  for (guint j = 0; j < n; j++)
    self->row_of[j] = NONE;
}

static void
paths_clear (Paths *self)
{
  g_free (self->row_potential);
  g_free (self->column_potential);
  g_free (self->row_of);
  g_free (self->distance);
  g_free (self->before);
  g_free (self->is_done);
}

/* Shortens the ways that lead through @row, which lies @so_far away, and returns the nearest column
 * that is not done; a free one wins among equals, so that the path ends. */
static guint
step (Paths *self, guint row, double so_far)
{
  guint nearest = NONE;

  for (guint j = 0; j < self->n; j++)
    {
      double way;

      if (self->is_done[j])
        continue;
      way = so_far + self->sign * self->values[(gsize)row * self->n + j] -
            self->row_potential[row] - self->column_potential[j];
      if (way < self->distance[j])
        {
          self->distance[j] = way;
          self->before[j] = row;
        }
      if (nearest == NONE || self->distance[j] < self->distance[nearest] ||
          (self->distance[j] == self->distance[nearest] && self->row_of[j] == NONE &&
           self->row_of[nearest] != NONE))
        nearest = j;
    }
  return nearest;
}

/* @columns: of the rows so far. */
static void
add_row (Paths *self, guint new_row, guint32 *columns)
{
  double so_far = 0;
  guint  row = new_row, column, end;

  for (guint j = 0; j < self->n; j++)
    {
      self->distance[j] = (double)INFINITY;
      self->is_done[j] = FALSE;
    }
  for (;;)
    {
      column = step (self, row, so_far);
      so_far = self->distance[column];
      self->is_done[column] = TRUE;
      if (self->row_of[column] == NONE)
        break;
      row = self->row_of[column];
    }

  self->row_potential[new_row] += so_far;
  for (guint j = 0; j < self->n; j++)
    if (self->is_done[j] && j != column)
      {
        self->row_potential[self->row_of[j]] += so_far - self->distance[j];
        self->column_potential[j] -= so_far - self->distance[j];
      }
  for (end = column; row = self->before[end], TRUE;)
    {
      guint next = row != new_row ? columns[row] : NONE;

      self->row_of[end] = row;
      columns[row] = end;
      if (next == NONE)
        break;
      end = next;
    }
}

gboolean
ws_assignment_solve (const double *values,
                     guint         n,
                     gboolean      maximise,
                     guint32      *columns,
                     double       *total,
                     GError      **error)
{
  Paths paths;

  for (gsize i = 0; i < (gsize)n * n; i++)
    if (!isfinite (values[i]))
      {
        g_set_error (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                     "the value of row %u and column %u of an assignment is not a finite number",
                     (guint)(i / n), (guint)(i % n));
        return FALSE;
      }
  paths_init (&paths, values, n, maximise);
  for (guint row = 0; row < n; row++)
    add_row (&paths, row, columns);
  paths_clear (&paths);
  if (total != NULL)
    {
      *total = 0;
      for (guint row = 0; row < n; row++)
        *total += values[(gsize)row * n + columns[row]];
    }
  return TRUE;
}
