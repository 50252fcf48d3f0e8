/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/kernels.h"

#include "zoo/lane-vec.h"

#include <string.h>

/* Work on rows, element by element and with sums over a row. A row goes through 16 values at a
 * time, and its sums are kept in 16 parts and added in one fixed tree, so that vectors of any width
 * give the same bits. */

enum
{
  PARTS = 16,
  N = PARTS / LANES
};

typedef float U __attribute__ ((vector_size (4 * LANES), may_alias, aligned (4)));

/* Sixteen values. */
typedef struct
{
  V v[N];
} Part;

static const float places[PARTS] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

#define EACH(i) _Pragma ("GCC unroll 4") for (guint i = 0; i < N; i++)

INLINE Part
load (const float *x)
{
  Part p;

  EACH (i)
  p.v[i] = (V) * (const U *)(x + i * LANES);
  return p;
}

INLINE void
store (float *x, Part p)
{
  EACH (i)
  *(U *)(x + i * LANES) = (U)p.v[i];
}

/* The first @n values, then zeros. */
INLINE Part
load_some (const float *x, guint n)
{
  float part[PARTS] = { 0 };

  if (n >= PARTS)
    return load (x);
  memcpy (part, x, n * sizeof (float));
  return load (part);
}

INLINE void
store_some (float *x, Part p, guint n)
{
  float part[PARTS];

  if (n >= PARTS)
    {
      store (x, p);
      return;
    }
  store (part, p);
  memcpy (x, part, n * sizeof (float));
}

INLINE Part
spread (float x)
{
  Part p;

  EACH (i)
  p.v[i] = v_set (x);
  return p;
}

/* Zero from place @n on, or @other there. */
INLINE Part
first_of (Part p, guint n, float other)
{
  V end = v_set ((float)n);

  if (n < PARTS)
    EACH (i)
  p.v[i] = v_pick (v_gt (end, load (places).v[i]), p.v[i], v_set (other));
  return p;
}

typedef float Four __attribute__ ((vector_size (16)));

/* By halves: i and i + 8, i + 4, i + 2, i + 1. */
INLINE float
sum_of (Part p)
{
#if LANES == 16
  typedef float Eight __attribute__ ((vector_size (32)));
  Eight         h = __builtin_shufflevector (p.v[0], p.v[0], 0, 1, 2, 3, 4, 5, 6, 7) +
            __builtin_shufflevector (p.v[0], p.v[0], 8, 9, 10, 11, 12, 13, 14, 15);
  Four f = __builtin_shufflevector (h, h, 0, 1, 2, 3) + __builtin_shufflevector (h, h, 4, 5, 6, 7);
#elif LANES == 8
  V    h = p.v[0] + p.v[1];
  Four f = __builtin_shufflevector (h, h, 0, 1, 2, 3) + __builtin_shufflevector (h, h, 4, 5, 6, 7);
#else
  Four f = (p.v[0] + p.v[2]) + (p.v[1] + p.v[3]);
#endif

  return (f[0] + f[2]) + (f[1] + f[3]);
}

INLINE float
largest_of (Part p)
{
  float x[PARTS], top;

  /* No order to keep: the vectors first, then what is left. */
  for (guint i = 1; i < N; i++)
    p.v[0] = v_max (p.v[0], p.v[i]);
  store (x, p);
  top = x[0];
  for (guint i = 1; i < LANES; i++)
    top = x[i] > top ? x[i] : top;
  return top;
}

/* -- softmax -- */

/* exp: Cephes' degree 6 after range reduction; arguments are at most 0 here, and below -87 the
 * result is that of -87. */
INLINE V
exp_nonpositive (V x)
{
  const V magic = v_set (12582912.0f); /* 1.5·2^23: adding it rounds to a whole number */
  V       c = v_max (v_set (-87.0f), x), power = v_fma (c, v_set (1.44269504088896341f), magic);
  V       n = power - magic, r = v_fma (n, v_set (-0.693359375f), c), p;

  r = v_fma (n, v_set (2.12194440e-4f), r);
  p = v_set (1.9875691500e-4f);
  p = v_fma (p, r, v_set (1.3981999507e-3f));
  p = v_fma (p, r, v_set (8.3334519073e-3f));
  p = v_fma (p, r, v_set (4.1665795894e-2f));
  p = v_fma (p, r, v_set (1.6666665459e-1f));
  p = v_fma (p, r, v_set (5.0000001201e-1f));
  p = v_fma (p, r * r, r) + 1.0f;
  return p * v_from_bits ((v_bits (power) + 127u) << 23);
}

static void
softmax (float *s, guint rows, guint t, gsize stride, float scale)
{
  for (guint r = 0; r < rows; r++, s += stride)
    {
      Part  top = first_of (load (s), t, -3e38f), sums = spread (0);
      float largest, share;

      for (guint j = PARTS; j < t; j += PARTS)
        {
          Part x = first_of (load (s + j), t - j, -3e38f);

          EACH (i)
          top.v[i] = v_max (top.v[i], x.v[i]);
        }
      largest = largest_of (top);
      for (guint j = 0; j < t; j += PARTS)
        {
          Part x = load (s + j);

          EACH (i)
          x.v[i] = exp_nonpositive ((x.v[i] - largest) * scale);
          x = first_of (x, t - j, 0);
          EACH (i)
          sums.v[i] += x.v[i];
          store (s + j, x);
        }
      share = 1.0f / sum_of (sums);
      for (guint j = 0; j < t; j += PARTS)
        {
          Part x = load (s + j);

          EACH (i)
          x.v[i] *= share;
          store (s + j, x);
        }
    }
}

/* ds = scale·p∘(dp - Σ dp∘p); p is 0 beyond t. */
static void
softmax_backward (const float *p, float *dp, guint rows, guint t, gsize stride, float scale)
{
  for (guint r = 0; r < rows; r++, p += stride, dp += stride)
    {
      Part  sums = spread (0);
      float sum;

      for (guint j = 0; j < t; j += PARTS)
        {
          Part x = load (p + j), dx = first_of (load (dp + j), t - j, 0);

          EACH (i)
          sums.v[i] = v_fma (x.v[i], dx.v[i], sums.v[i]);
        }
      sum = sum_of (sums);
      for (guint j = 0; j < t; j += PARTS)
        {
          Part x = load (p + j), dx = load (dp + j);

          EACH (i)
          dx.v[i] = x.v[i] * scale * (dx.v[i] - sum);
          store (dp + j, dx);
        }
    }
}

/* -- norm: METHOD.md 4.1 -- */

#define NORM_EPSILON 1e-6f

static void
norm_again (guint        n,
            guint        d,
            const float *x,
            const float *stats,
            const float *alpha,
            const float *bias,
            float       *y)
{
  for (guint r = 0; r < n; r++, x += d, y += d, stats += 2)
    for (guint j = 0; j < d; j += PARTS)
      {
        Part in = load_some (x + j, d - j), a = load_some (alpha + j, d - j);
        Part b = load_some (bias + j, d - j);

        EACH (i)
        in.v[i] = v_fma (a.v[i], (in.v[i] - stats[0]) * stats[1], b.v[i]);
        store_some (y + j, in, d - j);
      }
}

static void
norm (
    guint n, guint d, const float *x, const float *alpha, const float *bias, float *y, float *stats)
{
  for (guint r = 0; r < n; r++, x += d, y += d, stats += 2)
    {
      Part  sums = spread (0), squares = spread (0);
      float mean;

      for (guint j = 0; j < d; j += PARTS)
        {
          Part in = load_some (x + j, d - j);

          EACH (i)
          sums.v[i] += in.v[i];
        }
      mean = sum_of (sums) / (float)d;
      for (guint j = 0; j < d; j += PARTS)
        {
          Part in = load_some (x + j, d - j);

          EACH (i)
          in.v[i] -= mean;
          in = first_of (in, d - j, 0);
          EACH (i)
          squares.v[i] = v_fma (in.v[i], in.v[i], squares.v[i]);
        }
      stats[0] = mean;
      stats[1] = 1.0f / (sqrtf (sum_of (squares) / (float)(d - 1)) + NORM_EPSILON);
      norm_again (1, d, x, stats, alpha, bias, y);
    }
}

/* With g = α∘dy, x̂ = (x - mean)/r, r = s + 1e-6:
 * dx += (g - mean g)/r - x̂·(Σ g·x̂)/((d - 1)·s). */
static void
norm_backward (guint        n,
               guint        d,
               const float *x,
               const float *stats,
               const float *alpha,
               const float *dy,
               float       *dx,
               float       *dalpha,
               float       *dbias)
{
  for (guint r = 0; r < n; r++, x += d, dy += d, dx += d, stats += 2)
    {
      float mean = stats[0], inverse = stats[1], s = 1.0f / inverse - NORM_EPSILON, mean_g, slope;
      Part  sums = spread (0), along = spread (0);

      for (guint j = 0; j < d; j += PARTS)
        {
          Part in = load_some (x + j, d - j), g = load_some (dy + j, d - j);
          Part a = load_some (alpha + j, d - j);

          EACH (i)
          {
            g.v[i] *= a.v[i];
            sums.v[i] += g.v[i];
            along.v[i] = v_fma (g.v[i], (in.v[i] - mean) * inverse, along.v[i]);
          }
        }
      mean_g = sum_of (sums) / (float)d;
      /* A constant row has no direction in which its spread grows. */
      slope = s > 0 ? sum_of (along) / ((float)(d - 1) * s) : 0;
      for (guint j = 0; j < d; j += PARTS)
        {
          Part in = load_some (x + j, d - j), g = load_some (dy + j, d - j);
          Part a = load_some (alpha + j, d - j), out = load_some (dx + j, d - j);
          Part da = load_some (dalpha + j, d - j), db = load_some (dbias + j, d - j);

          EACH (i)
          {
            V hat = (in.v[i] - mean) * inverse;

            da.v[i] = v_fma (g.v[i], hat, da.v[i]);
            db.v[i] += g.v[i];
            out.v[i] += v_fma (a.v[i], g.v[i], v_set (-mean_g)) * inverse - hat * slope;
          }
          store_some (dalpha + j, da, d - j);
          store_some (dbias + j, db, d - j);
          store_some (dx + j, out, d - j);
        }
    }
}

/* -- sums of columns -- */

static void
add_columns (guint n, guint width, const float *x, gsize stride, float *sums)
{
  for (guint j = 0; j < width; j += PARTS)
    {
      Part sum = load_some (sums + j, width - j);

      for (guint r = 0; r < n; r++)
        {
          Part in = load_some (x + r * stride + j, width - j);

          EACH (i)
          sum.v[i] += in.v[i];
        }
      store_some (sums + j, sum, width - j);
    }
}

/* -- Adam -- */

#define BETA2 0.999
#define ADAM_EPSILON 1e-8f

/* No fused operations: as torch computes it, and the same bits at every level. */
static void
adam (const WsAdamRates *rates, gsize n, float *w, float *m, float *v, const float *g)
{
  for (gsize j = 0; j < n; j += PARTS)
    {
      guint rest = (guint)MIN (n - j, PARTS);
      Part pw = load_some (w + j, rest), pm = load_some (m + j, rest), pv = load_some (v + j, rest);
      Part pg = load_some (g + j, rest);

      EACH (i)
      {
        V gradient = rates->grad_scale * pg.v[i] + rates->weight_decay * pw.v[i];

        pm.v[i] = rates->beta1 * pm.v[i] + rates->fresh * gradient;
        pv.v[i] = (float)BETA2 * pv.v[i] + (float)(1 - BETA2) * gradient * gradient;
        pw.v[i] = rates->decay * pw.v[i] -
                  rates->step_size * pm.v[i] / (v_sqrt (pv.v[i]) * rates->root + ADAM_EPSILON);
      }
      store_some (w + j, pw, rest);
      store_some (m + j, pm, rest);
      store_some (v + j, pv, rest);
    }
}

#if defined(WS_LANE_V4)
#define LEVEL WS_CPU_V4
#elif defined(WS_LANE_V3)
#define LEVEL WS_CPU_V3
#elif defined(WS_LANE_V2)
#define LEVEL WS_CPU_V2
#else
#define LEVEL WS_CPU_PORTABLE
#endif

const WsHyperKernels WS_LANE (ws_hyper_kernels) = {
  .level = LEVEL,
  .count_panels = WS_LANE (ws_kernel_count_panels),
  .find_panel = WS_LANE (ws_kernel_find_panel),
  .pack = WS_LANE (ws_kernel_pack),
  .product = WS_LANE (ws_kernel_product),
  .softmax = softmax,
  .softmax_backward = softmax_backward,
  .norm = norm,
  .norm_again = norm_again,
  .norm_backward = norm_backward,
  .add_columns = add_columns,
  .adam = adam,
};
