/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/norm.h"

#include "hyper/wide.h"

#include <math.h>

#define EPSILON 1e-6f

/* Sums of a row in 16 parts, added in a fixed tree: quick, and the same bits everywhere. */
#define PARTS 16

static inline float
add_parts (float *part)
{
  for (guint n = PARTS / 2; n > 0; n /= 2)
    for (guint i = 0; i < n; i++)
      part[i] += part[i + n];
  return part[0];
}

static inline float
row_mean (const float *x, guint d)
{
  float part[PARTS] = { 0 };
  guint i = 0;

  for (; i + PARTS <= d; i += PARTS)
    for (guint j = 0; j < PARTS; j++)
      part[j] += x[i + j];
  for (; i < d; i++)
    part[i % PARTS] += x[i];
  return add_parts (part) / (float)d;
}

static inline float
row_squares (const float *x, float mean, guint d)
{
  float part[PARTS] = { 0 };
  guint i = 0;

  for (; i + PARTS <= d; i += PARTS)
    for (guint j = 0; j < PARTS; j++)
      part[j] += (x[i + j] - mean) * (x[i + j] - mean);
  for (; i < d; i++)
    part[i % PARTS] += (x[i] - mean) * (x[i] - mean);
  return add_parts (part);
}

WS_WIDE void
ws_norm_forward (
    guint n, guint d, const float *x, const float *alpha, const float *bias, float *y, float *stats)
{
  for (guint r = 0; r < n; r++, x += d, y += d, stats += 2)
    {
      float mean = row_mean (x, d);
      float inverse = 1.0f / (sqrtf (row_squares (x, mean, d) / (float)(d - 1)) + EPSILON);

      stats[0] = mean;
      stats[1] = inverse;
      for (guint i = 0; i < d; i++)
        y[i] = alpha[i] * ((x[i] - mean) * inverse) + bias[i];
    }
}

/* With g = α∘dy, x̂ = (x - mean)/r, r = s + 1e-6:
 * dx = (g - mean g)/r - x̂·(Σ g·x̂)/((d - 1)·s). METHOD.md 4.1. */
WS_WIDE void
ws_norm_backward (guint        n,
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
      float mean = stats[0], inverse = stats[1], s = 1.0f / inverse - EPSILON;
      float sums[PARTS] = { 0 }, products[PARTS] = { 0 }, mean_g, slope;
      guint i = 0;

      for (; i + PARTS <= d; i += PARTS)
        for (guint j = 0; j < PARTS; j++)
          {
            float g = alpha[i + j] * dy[i + j];

            sums[j] += g;
            products[j] += g * ((x[i + j] - mean) * inverse);
          }
      for (; i < d; i++)
        {
          float g = alpha[i] * dy[i];

          sums[i % PARTS] += g;
          products[i % PARTS] += g * ((x[i] - mean) * inverse);
        }
      mean_g = add_parts (sums) / (float)d;
      /* A constant row has no direction in which its spread grows. */
      slope = s > 0 ? add_parts (products) / ((float)(d - 1) * s) : 0;

      for (i = 0; i < d; i++)
        {
          float hat = (x[i] - mean) * inverse;

          dalpha[i] += dy[i] * hat;
          dbias[i] += dy[i];
          dx[i] += (alpha[i] * dy[i] - mean_g) * inverse - hat * slope;
        }
    }
}
