/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-flow.h"

/* The operations without weights: max pool, sum, crop. */

/* -- max pool: the maxima of each row of the input for each column of windows, then of these.
 * Windows that overlap share them. -- */

/* The largest of @n values @apart from each other and, with @where, which one; ties go to the
 * first. */
INLINE V
find_largest (const V *x, guint apart, guint n, V *where)
{
  V best = x[0], winner = v_set (0);

#pragma GCC unroll 4
  for (guint i = 1; i < n; i++)
    {
      V in = x[i * apart];

      if (where != NULL)
        {
          M up = v_gt (in, best);

          best = v_pick (up, in, best);
          winner = v_pick (up, v_set ((float)i), winner);
        }
      else
        best = v_max (in, best);
    }
  if (where != NULL)
    *where = winner;
  return best;
}

/* Rows of the input that any window sees. */
static guint
count_rows (const WsLaneStep *step)
{
  return (step->side_out - 1) * step->stride + step->kernel;
}

/* One channel. @places: side_out² winners among rows; @columns: side_in × side_out among columns.
 */
INLINE void
pool_channel (const WsLaneStep *step, guint size, const V *x, V *rows, V *y, V *places, V *columns)
{
  guint side = step->side_out;

  for (guint row = 0; row < count_rows (step); row++)
    for (guint px = 0; px < side; px++)
      {
        guint i = row * side + px;

        rows[i] = find_largest (x + row * step->side_in + px * step->stride, 1, size,
                                columns != NULL ? &columns[i] : NULL);
      }
  for (guint py = 0; py < side; py++)
    for (guint px = 0; px < side; px++)
      {
        guint i = py * side + px;

        y[i] = find_largest (rows + py * step->stride * side + px, side, size,
                             places != NULL ? &places[i] : NULL);
      }
}

INLINE void
pool_channels (const WsLaneStep *step, guint size, WsLaneBuffers *b)
{
  const V           *x = v_in (b->values[step->in].a);
  const WsLaneValue *to = &b->values[step->out];
  V                 *y = v_out (to->a), *rows = v_out (b->rows);
  guint              n = step->side_out * step->side_out, n_rows = step->side_in * step->side_out;

  for (guint c = 0; c < step->n_out; c++, x += step->side_in * step->side_in, y += n)
    if (to->tap == NULL)
      pool_channel (step, size, x, rows, y, NULL, NULL);
    else
      pool_channel (step, size, x, rows, y, v_out (to->tap) + c * (n + n_rows),
                    v_out (to->tap) + c * (n + n_rows) + n);
}

/* Windows of the sizes that the architectures have are known when compiling. */
void
WS_LANE (ws_lane_pool_forward) (const WsLaneStep *step, const float *w, WsLaneBuffers *b)
{
  if (step->kernel == 5)
    pool_channels (step, 5, b);
  else if (step->kernel == 2)
    pool_channels (step, 2, b);
  else
    pool_channels (step, step->kernel, b);
}

static void
clear (V *d, guint n)
{
  for (guint i = 0; i < n; i++)
    d[i] = v_set (0);
}

/* @d to whichever of @n values @apart from each other won. */
INLINE void
add_to_winner (V *dx, guint apart, guint n, V winner, V d)
{
#pragma GCC unroll 5
  for (guint i = 0; i < n; i++)
    dx[i * apart] += v_keep (v_eq (winner, v_set ((float)i)), d);
}

INLINE void
spread_channels (const WsLaneStep *step, guint size, WsLaneBuffers *b)
{
  const WsLaneValue *to = &b->values[step->out];
  const V           *d = v_in (to->d), *winners;
  V                 *dx, *rows = v_out (b->rows);
  guint              side = step->side_out;

  winners = v_in (to->tap);
  dx = v_out (b->values[step->in].d);
  if (step->flow == WS_LANE_WRITE)
    clear (dx, step->n_in * step->side_in * step->side_in);
  for (guint c = 0; c < step->n_out; c++, dx += step->side_in * step->side_in)
    {
      clear (rows, count_rows (step) * side);
      for (guint py = 0; py < side; py++)
        for (guint px = 0; px < side; px++)
          add_to_winner (rows + py * step->stride * side + px, side, size, *winners++, *d++);
      for (guint row = 0; row < count_rows (step); row++)
        for (guint px = 0; px < side; px++)
          add_to_winner (dx + row * step->side_in + px * step->stride, 1, size,
                         winners[row * side + px], rows[row * side + px]);
      winners += step->side_in * side;
    }
}

void
WS_LANE (ws_lane_pool_backward) (const WsLaneStep *step,
                                 const float      *w,
                                 float            *dw,
                                 WsLaneBuffers    *b)
{
  if (step->flow == WS_LANE_DROP)
    return;
  if (step->kernel == 5)
    spread_channels (step, 5, b);
  else if (step->kernel == 2)
    spread_channels (step, 2, b);
  else
    spread_channels (step, step->kernel, b);
}

/* -- sum and crop -- */

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
