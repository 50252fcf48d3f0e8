/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/large.h"

#include "core/memory.h"
#include "core/pool.h"
#include "hyper/scratch.h"

#include <string.h>

static gboolean
is_stopped (WsStop stop)
{
  return stop.func != NULL && stop.func (stop.data);
}

/* -- yᵀ = A·xᵀ: outputs by rows of A, the sum over k cut into slices where it is long -- */

#define BLOCK 256  /* outputs of a piece */
#define CHUNK 256  /* of k, for which rows are packed at once */
#define SLICE 1024 /* shortest slice of k */
#define MAX_SLICES 8

typedef struct
{
  guint        n, m, k;
  const float *a;
  gsize        a_row, a_step;
  const float *x; /* n × k */
  gsize        ldx;
  const float *bias; /* m; nullable */
  float       *y;    /* n × m */
  gsize        ldy;
  WsStop       stop;
  guint        n_blocks, n_slices, slice;
  float       *parts; /* slices × m × row, transposed */
  gsize        row;   /* n rounded up to whole vectors */
} Turned;

/* Outputs @first … of all rows from their transposed sums. */
static void
turn_back (const Turned *self, const float *sums, guint first, guint n_outputs)
{
  for (guint i = 0; i < self->n; i++)
    {
      float *y = self->y + i * self->ldy + first; /* y[i, first:] */

      for (guint j = 0; j < n_outputs; j++)
        y[j] = sums[j * self->row + i] + (self->bias != NULL ? self->bias[first + j] : 0);
    }
}

static void
turned_piece (guint index, gpointer data)
{
  const Turned *self = data;
  guint         first = index / self->n_slices * BLOCK, slice = index % self->n_slices;
  guint         n_outputs = MIN (BLOCK, self->m - first);
  guint         start = slice * self->slice, end = MIN (start + self->slice, self->k);
  float        *packed = ws_scratch_floats (WS_PACKED (CHUNK, self->n) + BLOCK * self->row);
  float *sums = self->parts != NULL ? self->parts + ((gsize)slice * self->m + first) * self->row
                                    : packed + WS_PACKED (CHUNK, self->n);

  if (is_stopped (self->stop))
    return;
  for (guint p = start; p < end; p += CHUNK)
    {
      WsProduct product = { .m = n_outputs,
                            .n = self->n,
                            .k = MIN (CHUNK, end - p),
                            .a = self->a + first * self->a_row + p * self->a_step,
                            .a_row = self->a_row,
                            .a_step = self->a_step,
                            .b = packed,
                            .c = sums,
                            .c_row = self->row,
                            .add = p > start ? sums : NULL,
                            .add_row = self->row };

      ws_hyper_kernels ()->pack (self->x + p, 1, self->ldx, product.k, self->n, packed);
      ws_hyper_kernels ()->product (&product);
    }
  if (self->parts == NULL)
    turn_back (self, sums, first, n_outputs);
}

/* Adds the slices up in their order. */
static void
add_slices (guint index, gpointer data)
{
  const Turned *self = data;
  guint         first = index * BLOCK, n_outputs = MIN (BLOCK, self->m - first);
  float        *sums = self->parts + first * self->row;

  for (guint s = 1; s < self->n_slices; s++)
    {
      const float *part = self->parts + ((gsize)s * self->m + first) * self->row;

      for (gsize i = 0; i < n_outputs * self->row; i++)
        sums[i] += part[i];
    }
  turn_back (self, sums, first, n_outputs);
}

static void
run_turned (Turned *self)
{
  self->n_slices = CLAMP (self->k / SLICE, 1, MAX_SLICES);
  self->slice = (self->k / self->n_slices + CHUNK - 1) / CHUNK * CHUNK;
  self->n_slices = (self->k - 1) / self->slice + 1;
  self->n_blocks = (self->m - 1) / BLOCK + 1;
  self->row = WS_ROW_STRIDE (self->n);
  if (self->n_slices > 1)
    self->parts = WS_ALIGNED_FLOATS (self->n_slices * self->m * self->row);
  ws_pool_run (self->n_blocks * self->n_slices, turned_piece, self);
  if (self->n_slices > 1)
    ws_pool_run (self->n_blocks, add_slices, self);
  ws_aligned_free (self->parts);
}

void
ws_large_forward (guint        n,
                  guint        n_in,
                  guint        n_out,
                  const float *x,
                  gsize        ldx,
                  const float *w,
                  const float *b,
                  float       *y,
                  gsize        ldy,
                  WsStop       stop)
{
  Turned turned = { .n = n,
                    .m = n_out,
                    .k = n_in,
                    .a = w,
                    .a_row = n_in,
                    .a_step = 1,
                    .x = x,
                    .ldx = ldx,
                    .bias = b,
                    .y = y,
                    .ldy = ldy,
                    .stop = stop };

  run_turned (&turned);
}

/* -- dx = dy·W where W's rows are long: some columns of W are packed -- */

#define COLUMNS 192

typedef struct
{
  guint        n, n_in, n_out;
  const float *dy, *w;
  gsize        lddy, lddx;
  float       *dx;
  WsStop       stop;
} Straight;

static void
straight_piece (guint index, gpointer data)
{
  const Straight *self = data;
  guint           first = index * COLUMNS, width = MIN (COLUMNS, self->n_in - first);
  float          *packed = ws_scratch_floats (WS_PACKED (self->n_out, COLUMNS));
  WsProduct       product = { .m = self->n,
                              .n = width,
                              .k = self->n_out,
                              .a = self->dy,
                              .a_row = self->lddy,
                              .a_step = 1,
                              .b = packed,
                              .c = self->dx + first,
                              .c_row = self->lddx };

  if (is_stopped (self->stop))
    return;
  ws_hyper_kernels ()->pack (self->w + first, self->n_in, 1, self->n_out, width, packed);
  ws_hyper_kernels ()->product (&product);
}

void
ws_large_backward (guint        n,
                   guint        n_in,
                   guint        n_out,
                   const float *dy,
                   gsize        lddy,
                   const float *w,
                   float       *dx,
                   gsize        lddx,
                   WsStop       stop)
{
  Turned   turned = { .n = n,
                      .m = n_in,
                      .k = n_out,
                      .a = w,
                      .a_row = 1,
                      .a_step = n_in,
                      .x = dy,
                      .ldx = lddy,
                      .y = dx,
                      .ldy = lddx,
                      .stop = stop };
  Straight straight = { .n = n,
                        .n_in = n_in,
                        .n_out = n_out,
                        .dy = dy,
                        .w = w,
                        .lddy = lddy,
                        .lddx = lddx,
                        .dx = dx,
                        .stop = stop };

  /* Reading W by columns where it lies is good only as long as what lies beside them stays cached
   * until its turn comes. */
  if (n_in <= n_out)
    run_turned (&turned);
  else
    ws_pool_run ((n_in - 1) / COLUMNS + 1, straight_piece, &straight);
}

/* -- gradients -- */

#define PIECE_ROWS 512     /* of dw */
#define PIECE_COLUMNS 1008 /* 21 panels of AVX-512 */
#define STEP_ROWS 8        /* rows of dw that are made, then used for a step */

typedef struct
{
  const WsLinearGradient *g;
  const WsUpdate         *update;
  gsize                   weight, bias;
  WsStop                  stop;
  guint                   n_columns; /* pieces side by side */
} Gradient;

/* Rows and columns of dw: to be stored, or used for a step at once. */
static void
gradient_rows (const Gradient *self,
               guint           row,
               guint           rows,
               guint           column,
               guint           width,
               const float    *packed,
               float          *dw)
{
  const WsLinearGradient *g = self->g;
  const WsHyperKernels   *kernels = ws_hyper_kernels ();
  float                  *to = self->update != NULL ? dw : g->dw + (gsize)row * g->n_in + column;
  WsProduct               p = { .m = rows,
                                .n = width,
                                .k = g->n,
                                .a = g->dy + row,
                                .a_row = 1,
                                .a_step = g->lddy,
                                .b = packed,
                                .c = to,
                                .c_row = self->update != NULL ? PIECE_COLUMNS : g->n_in,
                                .add = self->update != NULL ? NULL : to,
                                .add_row = g->n_in };

  if (self->update != NULL)
    {
      gsize place = self->weight + (gsize)row * g->n_in + column;

      p.ahead[0] = (WsStretch){ self->update->params + place, width, rows, g->n_in };
      p.ahead[1] = (WsStretch){ self->update->m + place, width, rows, g->n_in };
      p.ahead[2] = (WsStretch){ self->update->v + place, width, rows, g->n_in };
    }
  kernels->product (&p);
  for (guint r = 0; r < rows && self->update != NULL; r++)
    {
      gsize place = self->weight + (gsize)(row + r) * g->n_in + column;

      kernels->adam (&self->update->rates, width, self->update->params + place,
                     self->update->m + place, self->update->v + place, dw + r * PIECE_COLUMNS);
    }
}

static void
gradient_biases (const Gradient *self, guint row, guint rows)
{
  const WsLinearGradient *g = self->g;
  const WsHyperKernels   *kernels = ws_hyper_kernels ();
  float                   db[PIECE_ROWS] = { 0 };
  gsize                   place = self->bias + row;

  kernels->add_columns (g->n, rows, g->dy + row, g->lddy, self->update != NULL ? db : g->db + row);
  if (self->update != NULL)
    kernels->adam (&self->update->rates, rows, self->update->params + place,
                   self->update->m + place, self->update->v + place, db);
}

static void
gradient_piece (guint index, gpointer data)
{
  const Gradient         *self = data;
  const WsLinearGradient *g = self->g;
  guint  first = index / self->n_columns * PIECE_ROWS, end = MIN (first + PIECE_ROWS, g->n_out);
  guint  column = index % self->n_columns * PIECE_COLUMNS;
  guint  width = MIN (PIECE_COLUMNS, g->n_in - column);
  float *packed = ws_scratch_floats (WS_PACKED (g->n, PIECE_COLUMNS) + STEP_ROWS * PIECE_COLUMNS);

  if (is_stopped (self->stop))
    return;
  ws_hyper_kernels ()->pack (g->x + column, g->ldx, 1, g->n, width, packed);
  for (guint row = first; row < end; row += STEP_ROWS)
    gradient_rows (self, row, MIN (STEP_ROWS, end - row), column, width, packed,
                   packed + WS_PACKED (g->n, PIECE_COLUMNS));
  if (column == 0 && g->db != NULL)
    gradient_biases (self, first, end - first);
}

void
ws_large_gradient (
    const WsLinearGradient *gradient, const WsUpdate *update, gsize weight, gsize bias, WsStop stop)
{
  Gradient self = {
    gradient, update, weight, bias, stop, (gradient->n_in - 1) / PIECE_COLUMNS + 1
  };

  ws_pool_run (((gradient->n_out - 1) / PIECE_ROWS + 1) * self.n_columns, gradient_piece, &self);
}
