/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/scale.h"

G_BEGIN_DECLS

/* How numbers of an axis or colour bar are written. */
typedef enum
{
  WS_FORMAT_AUTO,     /* as few digits as tell the ticks apart; 1.5×10⁶ outside 1e-4 … 1e6 */
  WS_FORMAT_FRACTION, /* like AUTO, never scientific: 0.25, 0.50 */
  WS_FORMAT_PERCENT,  /* 0.25 is written 25 % */
  WS_FORMAT_COUNT,    /* whole numbers, ticks only there: 1,200 */
} WsFormat;

typedef struct
{
  double value;
  char  *label; /* (nullable): NULL for a minor tick */
} WsTick;

/**
 * ws_ticks_new:
 * @lo: least data value
 * @hi: greatest data value, > @lo
 * @n_target: how many labelled ticks are wanted, about; 2 at least
 *
 * Ticks at 1, 2, 2.5 or 5 times a power of ten (powers of ten, with 2 and 5 when few, when
 * logarithmic; minor ticks between decades), inside [lo, hi], in rising order. All labels of an
 * axis have the same number of decimals. Locale independent. Pure.
 *
 * Returns: (transfer full) (element-type WsTick): free with g_array_unref()
 */
GArray *ws_ticks_new (WsScaleKind kind, double lo, double hi, guint n_target, WsFormat format);

/* The step that ws_ticks_new() takes on a linear axis: 1, 2, 2.5 or 5 × 10^k. */
double ws_ticks_step (double lo, double hi, guint n_target);

/**
 * ws_number_format:
 * @step: the difference that must stay visible (a tick step); 0 picks 3 significant digits
 *
 * Writes one number as on an axis, with a true minus sign and grouped thousands.
 *
 * Returns: (transfer full): UTF-8
 */
char *ws_number_format (double value, double step, WsFormat format);

G_END_DECLS
