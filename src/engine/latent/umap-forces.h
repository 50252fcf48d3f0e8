/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* The forces of one use of an entry, in lanes: 0 pulls both ends together, 1 … WS_UMAP_NEGATIVES
 * push the first end away from other places, the next ones the second end. All lanes see the ends
 * as they were before. Included where it is built for each vector width. */
#define WS_UMAP_LANES 16
#define WS_UMAP_NEGATIVES 5
#define WS_UMAP_MAX_STEP 4.0f

typedef struct
{
  float delta[3][WS_UMAP_LANES]; /* end minus other, by component */
  float weight[WS_UMAP_LANES];   /* 0: the lane is idle */
  float factor[WS_UMAP_LANES], offset[WS_UMAP_LANES];
  float step[3][WS_UMAP_LANES];
} WsUmapLanes;

/* SplitMix64 (Steele, Lea and Flood 2014) of a counter. */
static inline guint64
ws_umap_mix (guint64 z)
{
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* The next of @n places that @counter draws. */
static inline guint32
ws_umap_draw (guint64 *counter, guint n)
{
  return (guint32)(((ws_umap_mix (*counter += 0x9e3779b97f4a7c15u) >> 32) * n) >> 32);
}

/* x^power for x > 0, relative error below 1e-5: by powers of two, in written order, so that all
 * machines agree. A 0 gives a very small number. */
static inline __attribute__ ((always_inline)) float
ws_umap_power (float x, float power)
{
  union
  {
    float   value;
    guint32 bits;
  } u = { x };
  float m, t, log2_x, whole, f;
  int   exponent;

  /* x = m·2^exponent with m within √½ … √2; log2 m by the series of atanh. */
  exponent = ((int)u.bits - 0x3f3504f3) >> 23;
  u.bits -= (guint32)exponent << 23;
  m = u.value;
  t = (m - 1) / (m + 1);
  log2_x =
      (float)exponent +
      t * (2.88539008f + t * t * (0.961796694f + t * t * (0.577078016f + t * t * 0.412198583f)));

  f = log2_x * power;
  f = f < -126 ? -126 : f > 126 ? 126 : f;
  whole = (f + 0x1.8p23f) - 0x1.8p23f; /* the nearest whole number */
  f -= whole;
  u.bits = (guint32)((int)whole + 127) << 23;
  return u.value * (1 + f * (0.693147181f +
                             f * (0.240226507f + f * (0.0555041087f +
                                                      f * (0.00961812911f + f * 0.00133335581f)))));
}

/* @pulls: how often the pull counts. */
static inline void
ws_umap_lanes_init (WsUmapLanes *self, float b, float pulls, float a)
{
  for (int l = 0; l < WS_UMAP_LANES; l++)
    {
      self->delta[0][l] = self->delta[1][l] = self->delta[2][l] = 0;
      self->factor[l] = l == 0 ? -2 * a * b : 2 * b;
      self->offset[l] = l == 0 ? 1e-30f : 0.001f;
      self->weight[l] = 0;
    }
  self->weight[0] = pulls;
}

/* The steps of all lanes in @n components: -2ab·(d²)^(b-1) / (1 + a·(d²)^b) for the pull and
 * 2b / ((0.001 + d²)(1 + a·(d²)^b)) for pushes, times delta, clipped. The pull ends at @reach of
 * the way to the other: beyond the middle two close ends would swap places, or leap over each
 * other and leave the map. */
static inline __attribute__ ((always_inline)) void
ws_umap_lanes_run (WsUmapLanes *self, float a, float b, float reach, int n)
{
  float coefficient[WS_UMAP_LANES], most;

  for (int l = 0; l < WS_UMAP_LANES; l++)
    {
      float square = self->delta[0][l] * self->delta[0][l] + self->delta[1][l] * self->delta[1][l];
      float power;

      if (n == 3)
        square += self->delta[2][l] * self->delta[2][l];
      power = ws_umap_power (square, b);
      coefficient[l] =
          self->factor[l] * (l == 0 ? power : 1) / ((self->offset[l] + square) * (1 + a * power));
    }
  most = -reach / self->weight[0];
  coefficient[0] = coefficient[0] < most ? most : coefficient[0];
  for (int c = 0; c < n; c++)
    for (int l = 0; l < WS_UMAP_LANES; l++)
      {
        float step = coefficient[l] * self->delta[c][l];

        step = step < -WS_UMAP_MAX_STEP ? -WS_UMAP_MAX_STEP : step;
        step = step > WS_UMAP_MAX_STEP ? WS_UMAP_MAX_STEP : step;
        self->step[c][l] = self->weight[l] * step;
      }
}

/* What the pushes of one end add up to. */
static inline float
ws_umap_lanes_sum (const float *step, int first)
{
  return ((step[first] + step[first + 1]) + (step[first + 2] + step[first + 3])) + step[first + 4];
}
