/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "zoo/lane-program.h"
#include "zoo/lane-vec.h"

/* @n gradients, known when compiling, to where they belong. */
INLINE void
v_flow (WsLaneFlow flow,
        guint      n,
        const V   *acc,
        V         *d)
{
  switch (flow)
    {
    case WS_LANE_TIMES:
#pragma GCC unroll 16
      for (guint i = 0; i < n; i++)
        d[i] *= acc[i];
      break;
    case WS_LANE_SUM:
#pragma GCC unroll 16
      for (guint i = 0; i < n; i++)
        d[i] += acc[i];
      break;
    case WS_LANE_WRITE:
#pragma GCC unroll 16
      for (guint i = 0; i < n; i++)
        d[i] = acc[i];
      break;
    case WS_LANE_DROP:
    default:
      break;
    }
}
