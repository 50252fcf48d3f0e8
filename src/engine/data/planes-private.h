/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Turns @n_planes square planes that are stored column after column into rows, in place. */
static inline void
ws_planes_transpose (guint8 *planes, gsize n_planes, guint side)
{
  for (gsize p = 0; p < n_planes; p++)
    {
      guint8 *plane = planes + p * side * side;

      for (guint y = 0; y < side; y++)
        for (guint x = y + 1; x < side; x++)
          {
            guint8 kept = plane[y * side + x];

            plane[y * side + x] = plane[x * side + y];
            plane[x * side + y] = kept;
          }
    }
}

G_END_DECLS
