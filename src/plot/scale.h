/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WS_SCALE_LINEAR,
  WS_SCALE_LOG, /* base 10; values <= 0 have no place */
} WsScaleKind;

/* One axis: data from lo to hi lie on pixels p0 to p1 (p0 > p1 for an upward y axis). */
typedef struct
{
  WsScaleKind kind;
  double      lo, hi; /* data; lo < hi, both > 0 when logarithmic */
  double      p0, p1; /* pixels */
} WsScale;

/* Both axes of a panel: the view transform. */
typedef struct
{
  WsScale x, y;
} WsView;

/* Data to pixels; NaN where the value has no place (not finite, or <= 0 on a log axis). Pure. */
double ws_scale_map (const WsScale *self, double value);
/* Pixels to data. Pure; the inverse of ws_scale_map(). */
double ws_scale_unmap (const WsScale *self, double px);

/**
 * ws_scale_range:
 * @values: (array length=n): data; not finite (and <= 0 when logarithmic) values are skipped
 * @lo: (inout): least value so far; start with +infinity
 * @hi: (inout): greatest value so far; start with -infinity
 *
 * Widens a range by data.
 *
 * Returns: how many values were skipped
 */
gsize ws_scale_range (WsScaleKind kind, const double *values, gsize n, double *lo, double *hi);

/**
 * ws_scale_pad:
 * @share: margin on each side, as a share of the range
 *
 * Makes a drawable range out of any: an empty one (lo > hi) becomes 0 to 1 (1 to 10 when
 * logarithmic), a constant gets room on both sides, every other one the margin. The result is
 * finite with lo < hi, even for the largest doubles.
 */
void ws_scale_pad (WsScaleKind kind, double share, double *lo, double *hi);

G_END_DECLS
