/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/mlp-lanes.h"

#include "hyper/wide.h"

#include <math.h>
#include <string.h>

#define LANES WS_MLP_LANES
#define EPSILON 1e-5 /* torch.nn.LayerNorm */

WS_WIDE void
ws_mlp_lanes_add (guint n, float *x, float value)
{
  for (guint i = 0; i < n; i++)
    x[i] += value;
}

WS_WIDE void
ws_mlp_lanes_multiply (guint n, float *x, const float *y)
{
  for (guint i = 0; i < n; i++)
    x[i] *= y[i];
}

WS_WIDE void
ws_mlp_add_times (guint n, float *x, float factor, const float *y)
{
  for (guint i = 0; i < n; i++)
    x[i] += factor * y[i];
}

/* Eight sums side by side, so that vectors can take them, added in one order. */
WS_WIDE float
ws_mlp_dot (guint n, const float *x, const float *y)
{
  double sum[8] = { 0 };
  guint  i = 0;

  for (; i + 8 <= n; i += 8)
    for (guint k = 0; k < 8; k++)
      sum[k] += (double)x[i + k] * (y != NULL ? (double)y[i + k] : 1);
  for (; i < n; i++)
    sum[0] += (double)x[i] * (y != NULL ? (double)y[i] : 1);
  return (float)(((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7])));
}

WS_WIDE void
ws_mlp_average (gsize n, float *average, const float *x, float share)
{
  for (gsize i = 0; i < n; i++)
    average[i] += share * (x[i] - average[i]);
}

WS_WIDE void
ws_mlp_lanes_norm (guint        n,
                   gsize        stride,
                   float       *x,
                   const float *gain,
                   const float *shift,
                   float       *hat,
                   float       *inverse)
{
  double sum[LANES] = { 0 }, squares[LANES] = { 0 };
  float  mean[LANES];

  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < LANES; i++)
      sum[i] += (double)x[f * stride + i];
  for (guint i = 0; i < LANES; i++)
    sum[i] /= n;
  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < LANES; i++)
      {
        double from_mean = (double)x[f * stride + i] - sum[i];

        squares[i] += from_mean * from_mean;
      }
  for (guint i = 0; i < LANES; i++)
    {
      mean[i] = (float)sum[i];
      inverse[i] = (float)(1 / sqrt (squares[i] / n + EPSILON));
    }
  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < LANES; i++)
      {
        float unit = (x[f * stride + i] - mean[i]) * inverse[i];

        hat[f * stride + i] = unit;
        x[f * stride + i] = gain[f] * unit + shift[f];
      }
}

WS_WIDE void
ws_mlp_lanes_norm_back (
    guint n, gsize stride, float *d, const float *gain, const float *hat, const float *inverse)
{
  double sum[LANES] = { 0 }, product[LANES] = { 0 };
  float  mean[LANES], along[LANES];

  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < LANES; i++)
      {
        double value = (double)(gain[f] * d[f * stride + i]);

        sum[i] += value;
        product[i] += value * (double)hat[f * stride + i];
      }
  for (guint i = 0; i < LANES; i++)
    {
      mean[i] = (float)(sum[i] / n);
      along[i] = (float)(product[i] / n);
    }
  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < LANES; i++)
      d[f * stride + i] =
          inverse[i] * (gain[f] * d[f * stride + i] - mean[i] - hat[f * stride + i] * along[i]);
}

/* e^x for x ≤ 0, after Cephes; below -87 that of -87. */
static inline __attribute__ ((always_inline)) float
exp_negative (float x)
{
  union
  {
    float   value;
    guint32 bits;
  } t, scale;
  float n, r, p;

  x = x > -87.0f ? x : -87.0f;
  t.value = x * 1.44269504088896341f + 12582912.0f; /* 1.5·2^23: adding it rounds */
  n = t.value - 12582912.0f;
  r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = r * p + 8.3334519073e-3f;
  p = r * p + 4.1665795894e-2f;
  p = r * p + 1.6666665459e-1f;
  p = r * p + 5.0000001201e-1f;
  scale.bits = (t.bits + 127u) << 23;
  return (r * r * p + r + 1.0f) * scale.value;
}

WS_WIDE double
ws_mlp_sum_of_exp (guint n, const float *x, float least, float factor)
{
  double sum[16] = { 0 }, all = 0;
  guint  i = 0;

  for (; i + 16 <= n; i += 16)
    for (guint k = 0; k < 16; k++)
      sum[k] += (double)exp_negative (factor * (x[i + k] - least));
  for (; i < n; i++)
    sum[0] += (double)exp_negative (factor * (x[i] - least));
  for (guint k = 0; k < 16; k++)
    all += sum[k];
  return all;
}

/* x·Φ(x), Φ by Abramowitz and Stegun 7.1.26 (error below 1e-7), and its slope Φ(x) + x·φ(x). */
WS_WIDE void
ws_mlp_lanes_gelu (guint n, gsize stride, float *x, float *slope)
{
  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < LANES; i++)
      {
        float v = x[f * stride + i], size = fabsf (v), bell = exp_negative (v * v * -0.5f);
        float t = 1.0f / (size * (0.3275911f * 0.70710678118654752f) + 1.0f), p, cdf;

        p = t * 1.061405429f - 1.453152027f;
        p = t * p + 1.421413741f;
        p = t * p - 0.284496736f;
        p = t * p + 0.254829592f;
        p = 0.5f * p * t * bell;
        cdf = v > 0 ? 1.0f - p : p;
        x[f * stride + i] = v * cdf;
        slope[f * stride + i] = cdf + v * 0.3989422804014327f * bell;
      }
}

WS_WIDE void
ws_mlp_lanes_leaky (guint n, gsize stride, float below, float *x, float *slope)
{
  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < LANES; i++)
      {
        float factor = x[f * stride + i] > 0 ? 1.0f : below;

        x[f * stride + i] *= factor;
        slope[f * stride + i] = factor;
      }
}
