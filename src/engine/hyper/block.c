/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/block.h"

#include "hyper/kernels.h"
#include "hyper/wide.h"

#include <string.h>

static gboolean
drops (const WsBlockSetup *setup)
{
  return setup->dropout != NULL && setup->dropout->p > 0;
}

WS_WIDE static void
add (const float *x, float *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}

/* -- the four matrices -- */

enum
{
  QKV,
  OUT,
  FF1,
  FF2,
  N_MATRICES
};

typedef struct
{
  guint n_out, n_in;
  gsize weight, bias; /* in the parameters */
  gsize packed;       /* in packed memory; either direction needs no more than this */
} Matrix;

static gsize
packed_size (guint n_out, guint n_in)
{
  return WS_ROW_STRIDE (MAX (WS_PACKED (n_in, n_out), WS_PACKED (n_out, n_in)));
}

static Matrix
get_matrix (const WsBlockPlace *at, guint d, guint f, guint which)
{
  const Matrix all[N_MATRICES] = {
    { 3 * d, d, at->qkv_weight, at->qkv_bias, 0 },
    { d, d, at->out_weight, at->out_bias, packed_size (3 * d, d) },
    { f, d, at->ff1_weight, at->ff1_bias, packed_size (3 * d, d) + packed_size (d, d) },
    { d, f, at->ff2_weight, at->ff2_bias,
      packed_size (3 * d, d) + packed_size (d, d) + packed_size (f, d) },
  };

  return all[which];
}

gsize
ws_block_packed_floats (guint d, guint f)
{
  return packed_size (3 * d, d) + packed_size (d, d) + packed_size (f, d) + packed_size (d, f);
}

/* Columns that one piece packs: some panels of one matrix. */
#define PACK_PANELS 8

static guint
count_pack_pieces (guint n)
{
  return (ws_hyper_kernels ()->count_panels (n) + PACK_PANELS - 1) / PACK_PANELS;
}

guint
ws_block_count_packs (guint d, guint f)
{
  /* enough for either direction; a piece too many has nothing to do */
  return count_pack_pieces (3 * d) + count_pack_pieces (d) + 2 * count_pack_pieces (MAX (d, f));
}

void
ws_block_pack (const WsBlockSetup *setup, gboolean is_forward, guint piece, float *packed)
{
  const WsHyperKernels *kernels = ws_hyper_kernels ();
  Matrix                m;
  guint                 which = 0, n, k;

  for (;; which++)
    {
      if (which == N_MATRICES)
        return;
      m = get_matrix (setup->at, setup->attention.d, setup->f, which);
      n = is_forward ? m.n_out : m.n_in;
      if (piece < count_pack_pieces (n))
        break;
      piece -= count_pack_pieces (n);
    }
  k = is_forward ? m.n_in : m.n_out;
  for (guint i = piece * PACK_PANELS;
       i < MIN ((piece + 1) * PACK_PANELS, kernels->count_panels (n)); i++)
    {
      const float *w = setup->params + m.weight;
      guint        first, width;

      kernels->find_panel (n, i, &first, &width);
      if (is_forward)
        kernels->pack (w + (gsize)first * m.n_in, 1, m.n_in, k, width,
                       packed + m.packed + (gsize)k * first);
      else
        kernels->pack (w + first, m.n_in, 1, k, width, packed + m.packed + (gsize)k * first);
    }
}

/* y = x·Wᵀ + b + what @y says more, or with @is_forward off y = x·W. */
static void
multiply (const WsBlockSetup *setup,
          guint               which,
          gboolean            is_forward,
          guint               n,
          const float        *x,
          WsProduct           y)
{
  Matrix m = get_matrix (setup->at, setup->attention.d, setup->f, which);

  y.m = n;
  y.n = is_forward ? m.n_out : m.n_in;
  y.k = is_forward ? m.n_in : m.n_out;
  y.a = x;
  y.a_row = y.k;
  y.a_step = 1;
  y.b = setup->packed + m.packed;
  y.c_row = y.add_row = y.gate_row = y.n;
  if (is_forward)
    y.bias = setup->params + m.bias;
  ws_hyper_kernels ()->product (&y);
}

/* -- forward -- */

/* What is not in a cache comes from memory while products run, but of wide models it is more than a
 * cache holds. */
#define MOST_AHEAD ((gsize)100000)

static WsStretch
ahead (const float *start, gsize n)
{
  return (WsStretch){ start, n <= MOST_AHEAD ? n : 0, 1, 0 };
}

/* A dense layer's output, dropped, on top of the residual: out = x + Drop(in·Wᵀ + b). */
static void
residual (const WsBlockSetup *setup,
          guint               which,
          guint               site,
          guint               first,
          guint               n_rows,
          const float        *in,
          const float        *x,
          guint8             *mask,
          float              *out)
{
  guint t = setup->attention.t, n = n_rows * t;
  gsize row = (gsize)t * setup->attention.d;

  if (!drops (setup))
    {
      multiply (setup, which, TRUE, n, in, (WsProduct){ .c = out, .add = x });
      return;
    }
  multiply (setup, which, TRUE, n, in, (WsProduct){ .c = out });
  for (guint r = 0; r < n_rows; r++)
    ws_dropout_apply (setup->dropout, site, setup->first_row + first + r, out + r * row,
                      mask + r * row, row);
  add (x, out, n_rows * row);
}

void
ws_block_forward (const WsBlockSetup *setup,
                  WsBlock            *block,
                  guint               first,
                  guint               n_rows,
                  float              *out,
                  float              *scratch)
{
  const WsHyperKernels *kernels = ws_hyper_kernels ();
  const WsAttention    *a = &setup->attention;
  const WsBlockPlace   *at = setup->at;
  const float          *params = setup->params;
  guint                 t = a->t, d = a->d, f = setup->f, n = n_rows * t;
  gsize                 start = (gsize)first * t, square = a->h * ws_attention_square (a);
  const float          *x = block->x + start * d;
  float                *normal = scratch, *attention_scratch = scratch + (gsize)n * d;
  float                *mid = block->mid + start * d, *hidden = block->hidden + start * f;
  float                *qkv = block->qkv + start * 3 * d, *o = block->o + start * d;

  kernels->norm (n, d, x, params + at->norm1_alpha, params + at->norm1_bias, normal,
                 block->stats1 + start * 2);
  multiply (setup, QKV, TRUE, n, normal,
            (WsProduct){ .c = qkv,
                         .ahead = { ahead (block->p + first * square, n_rows * square),
                                    ahead (o, (gsize)n * d) } });
  for (guint r = 0; r < n_rows; r++)
    ws_attention_forward (a, qkv + (gsize)r * t * 3 * d, setup->dropout, setup->site,
                          setup->first_row + first + r, block->p + (first + r) * square,
                          block->p_mask != NULL ? block->p_mask + (first + r) * square : NULL,
                          o + (gsize)r * t * d, attention_scratch);
  residual (setup, OUT, setup->site + a->h, first, n_rows, o, x,
            block->out_mask != NULL ? block->out_mask + start * d : NULL, mid);

  kernels->norm (n, d, mid, params + at->norm2_alpha, params + at->norm2_bias, normal,
                 block->stats2 + start * 2);
  multiply (setup, FF1, TRUE, n, normal, (WsProduct){ .c = hidden, .relu = TRUE });
  if (drops (setup))
    for (guint r = 0; r < n_rows; r++)
      ws_dropout_apply (setup->dropout, setup->site + a->h + 1, setup->first_row + first + r,
                        hidden + (gsize)r * t * f, block->hidden_mask + (start + r * t) * f,
                        (gsize)t * f);
  residual (setup, FF2, setup->site + a->h + 2, first, n_rows, hidden, mid,
            block->ff_mask != NULL ? block->ff_mask + start * d : NULL, out);
}

/* -- backward -- */

/* Floats of the packed input of one group. */
static gsize
packed_group (const WsBlockGradient *self, guint t, guint width)
{
  return WS_PACKED (self->group_rows * t, width);
}

static gsize
sums_of_group (guint d, guint f)
{
  return WS_ROW_STRIDE (9 * (gsize)d + f);
}

gsize
ws_block_gradient_init (WsBlockGradient *self,
                        guint            d,
                        guint            f,
                        guint            t,
                        guint            rows,
                        guint            group_rows,
                        float *(*take) (gsize n, gpointer data),
                        gpointer data)
{
  gsize n = (gsize)rows * t, groups = (rows - 1) / group_rows + 1, total = 0;
  struct
  {
    float **memory;
    gsize   size;
  } all[] = {
    { &self->g_qkv, n * 3 * d },
    { &self->g_out, n * d },
    { &self->g_hidden, n * f },
    { &self->g_ff, n * d },
    { &self->in_qkv, groups * WS_PACKED (group_rows * t, d) },
    { &self->in_out, groups * WS_PACKED (group_rows * t, d) },
    { &self->in_hidden, groups * WS_PACKED (group_rows * t, d) },
    { &self->in_ff, groups * WS_PACKED (group_rows * t, f) },
    { &self->sums, groups * sums_of_group (d, f) },
  };

  self->group_rows = group_rows;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      total += all[i].size;
      if (take != NULL)
        *all[i].memory = take (all[i].size, data);
    }
  return total;
}

/* The gradient of a dropped dense output. */
static void
drop_gradient (const WsBlockSetup *setup, const guint8 *mask, const float *dx, float *g, gsize n)
{
  if (drops (setup))
    ws_dropout_repeat (setup->dropout, mask, dx, g, n);
  else
    memcpy (g, dx, n * sizeof (float));
}

/* Packs the inputs of the dense layers of one group and adds up what has one value a column. */
static void
prepare_gradients (const WsBlockSetup *setup,
                   const WsBlock      *block,
                   gsize               start,
                   guint               n,
                   WsBlockGradient    *g,
                   guint               group,
                   float              *scratch)
{
  const WsHyperKernels *kernels = ws_hyper_kernels ();
  const WsBlockPlace   *at = setup->at;
  const float          *params = setup->params;
  guint                 t = setup->attention.t, d = setup->attention.d, f = setup->f;
  gsize  at_d = group * packed_group (g, t, d), at_f = group * packed_group (g, t, f);
  gsize  row = (gsize)group * g->group_rows * t; /* in the part */
  float *sums = g->sums + group * sums_of_group (d, f) + 4 * d;

  kernels->norm_again (n, d, block->x + start * d, block->stats1 + start * 2,
                       params + at->norm1_alpha, params + at->norm1_bias, scratch);
  kernels->pack (scratch, d, 1, n, d, g->in_qkv + at_d);
  kernels->norm_again (n, d, block->mid + start * d, block->stats2 + start * 2,
                       params + at->norm2_alpha, params + at->norm2_bias, scratch);
  kernels->pack (scratch, d, 1, n, d, g->in_hidden + at_d);
  kernels->pack (block->o + start * d, d, 1, n, d, g->in_out + at_d);
  kernels->pack (block->hidden + start * f, f, 1, n, f, g->in_ff + at_f);

  kernels->add_columns (n, 3 * d, g->g_qkv + row * 3 * d, 3 * d, sums);
  kernels->add_columns (n, d, g->g_out + row * d, d, sums + 3 * d);
  kernels->add_columns (n, f, g->g_hidden + row * f, f, sums + 4 * d);
  kernels->add_columns (n, d, g->g_ff + row * d, d, sums + 4 * d + f);
}

void
ws_block_backward (const WsBlockSetup *setup,
                   WsBlock            *block,
                   guint               first,
                   guint               n_rows,
                   WsBlockGradient    *g,
                   guint               group,
                   float              *dx,
                   float              *scratch)
{
  const WsHyperKernels *kernels = ws_hyper_kernels ();
  const WsAttention    *a = &setup->attention;
  const WsBlockPlace   *at = setup->at;
  const float          *params = setup->params;
  guint                 t = a->t, d = a->d, f = setup->f, n = n_rows * t;
  gsize                 start = (gsize)first * t, square = a->h * ws_attention_square (a);
  gsize                 row = (gsize)group * g->group_rows * t;
  float                *g_ff = g->g_ff + row * d, *g_out = g->g_out + row * d;
  float                *g_hidden = g->g_hidden + row * f, *g_qkv = g->g_qkv + row * 3 * d;
  float                *sums = g->sums + group * sums_of_group (d, f), *dn = scratch;
  float                *attention_scratch = scratch + (gsize)n * d;
  const float          *qkv = block->qkv + start * 3 * d, *p = block->p + first * square;

  memset (sums, 0, sums_of_group (d, f) * sizeof (float));

  drop_gradient (setup, block->ff_mask != NULL ? block->ff_mask + start * d : NULL, dx, g_ff,
                 (gsize)n * d);
  /* A dropped unit is 0 and lets nothing through either; those kept were scaled. */
  multiply (setup, FF2, FALSE, n, g_ff,
            (WsProduct){ .c = g_hidden,
                         .gate = block->hidden + start * f,
                         .ahead = { ahead (block->mid + start * d, (gsize)n * d) } });
  if (drops (setup))
    ws_dropout_repeat (setup->dropout, block->hidden_mask + start * f, g_hidden, g_hidden,
                       (gsize)n * f);
  multiply (setup, FF1, FALSE, n, g_hidden,
            (WsProduct){ .c = dn, .ahead = { ahead (qkv, (gsize)n * 3 * d) } });
  kernels->norm_backward (n, d, block->mid + start * d, block->stats2 + start * 2,
                          params + at->norm2_alpha, dn, dx, sums + 2 * d, sums + 3 * d);

  drop_gradient (setup, block->out_mask != NULL ? block->out_mask + start * d : NULL, dx, g_out,
                 (gsize)n * d);
  multiply (setup, OUT, FALSE, n, g_out,
            (WsProduct){ .c = dn, .ahead = { ahead (p, n_rows * square) } });
  for (guint r = 0; r < n_rows; r++)
    ws_attention_backward (a, qkv + (gsize)r * t * 3 * d, p + r * square, setup->dropout,
                           block->p_mask != NULL ? block->p_mask + (first + r) * square : NULL,
                           dn + (gsize)r * t * d, g_qkv + (gsize)r * t * 3 * d, attention_scratch);
  multiply (setup, QKV, FALSE, n, g_qkv,
            (WsProduct){ .c = dn,
                         .ahead = { ahead (block->x + start * d, (gsize)n * d),
                                    ahead (block->o + start * d, (gsize)n * d) } });
  kernels->norm_backward (n, d, block->x + start * d, block->stats1 + start * 2,
                          params + at->norm1_alpha, dn, dx, sums, sums + d);
  prepare_gradients (setup, block, start, n, g, group, scratch);
}

/* -- gradients of parameters -- */

/* Rows of a gradient that are one piece of work: with a group's part of the outputs' gradients they
 * fit the second cache, and small models still have a dozen pieces to share. */
#define PIECE_ROWS 64
#define WIDE_PIECE_ROWS 128
#define WIDE_FROM 512

static guint
piece_rows (guint n_out)
{
  return n_out < WIDE_FROM ? PIECE_ROWS : WIDE_PIECE_ROWS;
}

static guint
count_row_pieces (guint n_out)
{
  return (n_out - 1) / piece_rows (n_out) + 1;
}

guint
ws_block_count_gradients (guint d, guint f)
{
  return count_row_pieces (3 * d) + 2 * count_row_pieces (d) + count_row_pieces (f) + 1;
}

/* dw += dyᵀ·x for some rows of dw, group by group. */
static void
add_rows (const WsBlockGradient *g,
          guint                  t,
          guint                  n_rows,
          Matrix                 m,
          guint                  first,
          const float           *dy,
          const float           *packed,
          float                 *dw)
{
  guint     groups = (n_rows - 1) / g->group_rows + 1;
  WsProduct p = { .m = MIN (piece_rows (m.n_out), m.n_out - first),
                  .n = m.n_in,
                  .a_row = 1,
                  .a_step = m.n_out,
                  .c = dw,
                  .c_row = m.n_in,
                  .add = dw,
                  .add_row = m.n_in };

  for (guint i = 0; i < groups; i++)
    {
      guint row = i * g->group_rows;

      p.k = MIN (g->group_rows, n_rows - row) * t;
      p.a = dy + (gsize)row * t * m.n_out + first;
      p.b = packed + i * packed_group (g, t, m.n_in);
      ws_hyper_kernels ()->product (&p);
    }
}

/* Norms and biases: sums over the groups, in their order. */
static void
add_sums (const WsBlockSetup *setup, const WsBlockGradient *g, guint n_rows, float *dparams)
{
  const WsBlockPlace *at = setup->at;
  guint               d = setup->attention.d, f = setup->f;
  guint               groups = (n_rows - 1) / g->group_rows + 1;
  const struct
  {
    gsize place;
    guint n;
  } parts[] = { { at->norm1_alpha, d }, { at->norm1_bias, d },   { at->norm2_alpha, d },
                { at->norm2_bias, d },  { at->qkv_bias, 3 * d }, { at->out_bias, d },
                { at->ff1_bias, f },    { at->ff2_bias, d } };

  for (guint i = 0; i < groups; i++)
    {
      const float *sums = g->sums + i * sums_of_group (d, f);

      for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
        {
          add (sums, dparams + parts[j].place, parts[j].n);
          sums += parts[j].n;
        }
    }
}

void
ws_block_add_gradient (
    const WsBlockSetup *setup, const WsBlockGradient *g, guint n_rows, guint piece, float *dparams)
{
  const float *dy[N_MATRICES] = { g->g_qkv, g->g_out, g->g_hidden, g->g_ff };
  const float *in[N_MATRICES] = { g->in_qkv, g->in_out, g->in_hidden, g->in_ff };

  for (guint i = 0; i < N_MATRICES; i++)
    {
      Matrix m = get_matrix (setup->at, setup->attention.d, setup->f, i);

      if (piece < count_row_pieces (m.n_out))
        {
          guint first = piece * piece_rows (m.n_out);

          add_rows (g, setup->attention.t, n_rows, m, first, dy[i], in[i],
                    dparams + m.weight + (gsize)first * m.n_in);
          return;
        }
      piece -= count_row_pieces (m.n_out);
    }
  add_sums (setup, g, n_rows, dparams);
}

gsize
ws_block_scratch_floats (const WsAttention *attention, guint n_rows)
{
  return (gsize)n_rows * attention->t * attention->d + ws_attention_scratch_floats (attention);
}
