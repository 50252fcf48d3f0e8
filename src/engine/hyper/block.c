/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/block.h"

#include "hyper/linear.h"
#include "hyper/norm.h"
#include "hyper/wide.h"

#include <string.h>

static gboolean
drops (const WsBlockSetup *setup)
{
  return setup->dropout != NULL && setup->dropout->p > 0;
}

WS_WIDE static void
relu (float *x, gsize n)
{
  for (gsize i = 0; i < n; i++)
    x[i] = x[i] > 0 ? x[i] : 0;
}

/* dx becomes zero where the unit was off. */
WS_WIDE static void
relu_backward (const float *y, float *dx, gsize n)
{
  for (gsize i = 0; i < n; i++)
    dx[i] = y[i] > 0 ? dx[i] : 0;
}

WS_WIDE static void
add (const float *x, float *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}

/* out = x + b on every row: the residual, to which a product is added. */
WS_WIDE static void
add_bias (const float *x, const float *b, float *out, guint n, guint d)
{
  for (guint r = 0; r < n; r++, x += d, out += d)
    for (guint i = 0; i < d; i++)
      out[i] = x[i] + b[i];
}

/* A dense layer's output, dropped, on top of the residual: out = x + Drop(in·Wᵀ + b). */
static void
residual (const WsBlockSetup *setup,
          guint               site,
          guint               first,
          guint               n_rows,
          const float        *in,
          guint               n_in,
          gsize               weight,
          gsize               bias,
          const float        *x,
          guint8             *mask,
          float              *out,
          float              *scratch)
{
  const float *w = setup->params + weight, *b = setup->params + bias;
  guint        t = setup->attention.t, d = setup->attention.d, n = n_rows * t;
  gsize        row = (gsize)t * d;

  if (!drops (setup))
    {
      add_bias (x, b, out, n, d);
      ws_linear_forward (n, n_in, d, in, n_in, w, NULL, out, d);
      return;
    }
  ws_linear_forward (n, n_in, d, in, n_in, w, b, scratch, d);
  for (guint r = 0; r < n_rows; r++)
    ws_dropout_apply (setup->dropout, site, setup->first_row + first + r, scratch + r * row,
                      mask + r * row, row);
  memcpy (out, x, n_rows * row * sizeof (float));
  add (scratch, out, n_rows * row);
}

void
ws_block_forward (const WsBlockSetup *setup,
                  WsBlock            *block,
                  guint               first,
                  guint               n_rows,
                  float              *out,
                  float              *scratch)
{
  const WsAttention  *a = &setup->attention;
  const WsBlockPlace *at = setup->at;
  const float        *params = setup->params;
  guint               t = a->t, d = a->d, f = setup->f, n = n_rows * t;
  gsize               start = (gsize)first * t, square = (gsize)a->h * t * t;
  const float        *x = block->x + start * d;
  float              *n1 = block->n1 + start * d, *n2 = block->n2 + start * d;
  float              *mid = block->mid + start * d, *hidden = block->hidden + start * f;
  float              *qkv = block->qkv + start * 3 * d, *o = block->o + start * d;

  ws_norm_forward (n, d, x, params + at->norm1_alpha, params + at->norm1_bias, n1,
                   block->stats1 + start * 2);
  ws_linear_forward (n, d, 3 * d, n1, d, params + at->qkv_weight, params + at->qkv_bias, qkv,
                     3 * d);
  for (guint r = 0; r < n_rows; r++)
    ws_attention_forward (a, qkv + (gsize)r * t * 3 * d, setup->dropout, setup->site,
                          setup->first_row + first + r, block->p + (first + r) * square,
                          block->p_mask != NULL ? block->p_mask + (first + r) * square : NULL,
                          o + (gsize)r * t * d, scratch);
  residual (setup, setup->site + a->h, first, n_rows, o, d, at->out_weight, at->out_bias, x,
            block->out_mask != NULL ? block->out_mask + start * d : NULL, mid, scratch);

  ws_norm_forward (n, d, mid, params + at->norm2_alpha, params + at->norm2_bias, n2,
                   block->stats2 + start * 2);
  ws_linear_forward (n, d, f, n2, d, params + at->ff1_weight, params + at->ff1_bias, hidden, f);
  relu (hidden, (gsize)n * f);
  if (drops (setup))
    for (guint r = 0; r < n_rows; r++)
      ws_dropout_apply (setup->dropout, setup->site + a->h + 1, setup->first_row + first + r,
                        hidden + (gsize)r * t * f, block->hidden_mask + (start + r * t) * f,
                        (gsize)t * f);
  residual (setup, setup->site + a->h + 2, first, n_rows, hidden, f, at->ff2_weight, at->ff2_bias,
            mid, block->ff_mask != NULL ? block->ff_mask + start * d : NULL, out, scratch);
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

void
ws_block_backward (const WsBlockSetup *setup,
                   WsBlock            *block,
                   guint               first,
                   guint               n_rows,
                   guint               group,
                   float              *dx,
                   float              *scratch)
{
  const WsAttention  *a = &setup->attention;
  const WsBlockPlace *at = setup->at;
  const float        *params = setup->params;
  guint               t = a->t, d = a->d, f = setup->f, n = n_rows * t;
  gsize               start = (gsize)first * t, square = (gsize)a->h * t * t;
  float              *g_ff = block->g_ff + start * d, *g_out = block->g_out + start * d;
  float              *g_hidden = block->g_hidden + start * f, *g_qkv = block->g_qkv + start * 3 * d;
  float              *d_norm = block->d_norm + (gsize)group * 4 * d, *dn = scratch;

  memset (d_norm, 0, 4 * d * sizeof (float));
  scratch += (gsize)n * d;

  drop_gradient (setup, block->ff_mask != NULL ? block->ff_mask + start * d : NULL, dx, g_ff,
                 (gsize)n * d);
  ws_linear_backward (n, f, d, g_ff, d, params + at->ff2_weight, f, FALSE, g_hidden, f);
  if (drops (setup))
    ws_dropout_repeat (setup->dropout, block->hidden_mask + start * f, g_hidden, g_hidden,
                       (gsize)n * f);
  relu_backward (block->hidden + start * f, g_hidden, (gsize)n * f);
  ws_linear_backward (n, d, f, g_hidden, f, params + at->ff1_weight, d, FALSE, dn, d);
  ws_norm_backward (n, d, block->mid + start * d, block->stats2 + start * 2,
                    params + at->norm2_alpha, dn, dx, d_norm + 2 * d, d_norm + 3 * d);

  drop_gradient (setup, block->out_mask != NULL ? block->out_mask + start * d : NULL, dx, g_out,
                 (gsize)n * d);
  ws_linear_backward (n, d, d, g_out, d, params + at->out_weight, d, FALSE, dn, d);
  for (guint r = 0; r < n_rows; r++)
    ws_attention_backward (a, block->qkv + (start + r * t) * 3 * d, block->p + (first + r) * square,
                           setup->dropout,
                           block->p_mask != NULL ? block->p_mask + (first + r) * square : NULL,
                           dn + (gsize)r * t * d, g_qkv + (gsize)r * t * 3 * d, scratch);
  ws_linear_backward (n, d, 3 * d, g_qkv, 3 * d, params + at->qkv_weight, d, FALSE, dn, d);
  ws_norm_backward (n, d, block->x + start * d, block->stats1 + start * 2, params + at->norm1_alpha,
                    dn, dx, d_norm, d_norm + d);
}

gsize
ws_block_scratch_floats (const WsAttention *attention, guint n_rows)
{
  return (gsize)n_rows * attention->t * attention->d + 2 * (gsize)attention->t * attention->t;
}
