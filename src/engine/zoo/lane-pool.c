/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-flow.h"

/* The operations without weights: max pool, sum, crop. */

/* The largest of a window and, with @where, its tap; ties go to the first in scan order. */
INLINE V
find_largest (const V *x, guint side, guint size, V *where)
{
  V best = x[0], tap = v_set (0);

  for (guint ky = 0; ky < size; ky++)
    for (guint kx = ky == 0; kx < size; kx++)
      {
        V in = x[ky * side + kx];

        if (where != NULL)
          {
            M up = v_gt (in, best);

            best = v_pick (up, in, best);
            tap = v_pick (up, v_set ((float)(ky * size + kx)), tap);
          }
        else
          best = v_max (in, best);
      }
  if (where != NULL)
    *where = tap;
  return best;
}

void
WS_LANE (ws_lane_pool_forward) (const WsLaneStep *step, const float *w, WsLaneBuffers *b)
{
  const V     *x = v_in (b->values[step->in].a);
  WsLaneValue *to = &b->values[step->out];
  guint        side = step->side_in, place = 0;

  for (guint c = 0; c < step->n_out; c++)
    for (guint py = 0; py < step->side_out; py++)
      for (guint px = 0; px < step->side_out; px++, place++)
        {
          const V *window = x + (c * side + py * step->stride) * side + px * step->stride;
          V       *y = v_out (to->a) + place;

          if (to->tap == NULL)
            *y = find_largest (window, side, step->kernel, NULL);
          else
            *y = find_largest (window, side, step->kernel, v_out (to->tap) + place);
        }
}

static void
clear (V *d, guint n)
{
  for (guint i = 0; i < n; i++)
    d[i] = v_set (0);
}

void
WS_LANE (ws_lane_pool_backward) (const WsLaneStep *step,
                                 const float      *w,
                                 float            *dw,
                                 WsLaneBuffers    *b)
{
  const WsLaneValue *to = &b->values[step->out];
  guint              side = step->side_in, place = 0;
  V                 *dx;

  if (step->flow == WS_LANE_DROP)
    return;
  dx = v_out (b->values[step->in].d);
  if (step->flow == WS_LANE_WRITE)
    clear (dx, step->n_in * side * side);
  for (guint c = 0; c < step->n_out; c++)
    for (guint py = 0; py < step->side_out; py++)
      for (guint px = 0; px < step->side_out; px++, place++)
        {
          V *window = dx + (c * side + py * step->stride) * side + px * step->stride;
          V  d = v_in (to->d)[place], tap = v_in (to->tap)[place];

          for (guint ky = 0; ky < step->kernel; ky++)
            for (guint kx = 0; kx < step->kernel; kx++)
              window[ky * side + kx] +=
                  v_keep (v_eq (tap, v_set ((float)(ky * step->kernel + kx))), d);
        }
}

void
WS_LANE (ws_lane_add_forward) (const WsLaneStep *step, const float *w, WsLaneBuffers *b)
{
  const V *x = v_in (b->values[step->in].a), *x2 = v_in (b->values[step->in2].a);
  V       *y = v_out (b->values[step->out].a);
  guint    n = b->program->slots[step->out].n;

  for (guint i = 0; i < n; i++)
    y[i] = x[i] + x2[i];
}

static void
pass_on (WsLaneFlow flow, const V *d, guint n, float *dx)
{
  if (flow == WS_LANE_DROP)
    return;
  for (guint i = 0; i < n; i++)
    v_flow (flow, 1, &d[i], v_out (dx) + i);
}

void
WS_LANE (ws_lane_add_backward) (const WsLaneStep *step, const float *w, float *dw, WsLaneBuffers *b)
{
  const V *d = v_in (b->values[step->out].d);
  guint    n = b->program->slots[step->out].n;

  pass_on (step->flow, d, n, b->values[step->in].d);
  pass_on (step->flow2, d, n, b->values[step->in2].d);
}

/* Where the crop's place @i lies in its input. */
static guint
find_source (const WsLaneStep *step, guint i)
{
  guint side = step->side_out, c = i / (side * side), y = i / side % side, x = i % side;

  return (c * step->side_in + step->offset + y * step->stride) * step->side_in + step->offset +
         x * step->stride;
}

void
WS_LANE (ws_lane_crop_forward) (const WsLaneStep *step, const float *w, WsLaneBuffers *b)
{
  const V *x = v_in (b->values[step->in].a);
  V       *y = v_out (b->values[step->out].a);
  guint    n = b->program->slots[step->out].n;

  for (guint i = 0; i < n; i++)
    y[i] = x[find_source (step, i)];
}

void
WS_LANE (ws_lane_crop_backward) (const WsLaneStep *step,
                                 const float      *w,
                                 float            *dw,
                                 WsLaneBuffers    *b)
{
  const V *d = v_in (b->values[step->out].d);
  guint    n = b->program->slots[step->out].n;
  V       *dx;

  if (step->flow == WS_LANE_DROP)
    return;
  dx = v_out (b->values[step->in].d);
  if (step->flow == WS_LANE_WRITE)
    clear (dx, step->n_in * step->side_in * step->side_in);
  for (guint i = 0; i < n; i++)
    dx[find_source (step, i)] += d[i];
}
