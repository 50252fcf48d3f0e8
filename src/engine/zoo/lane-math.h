/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "zoo/lane-vec.h"

#include "net/arch.h"

/* e^r·2^n is to be made of @x = n·ln 2 + r; returns e^r - 1 (degree 6 after Cephes) and 2^n. */
INLINE V
v_exp_parts (V  x,
             V *scale)
{
  const V magic = v_set (12582912.0f); /* 1.5·2^23: adding it rounds to a whole number */
  V       t = v_fma (x, v_set (1.44269504088896341f), magic);
  V       n = t - magic;
  V       r = v_fma (n, v_set (-0.693359375f), x), p;

  r = v_fma (n, v_set (2.12194440e-4f), r);
  p = v_fma (r, v_set (1.9875691500e-4f), v_set (1.3981999507e-3f));
  p = v_fma (r, p, v_set (8.3334519073e-3f));
  p = v_fma (r, p, v_set (4.1665795894e-2f));
  p = v_fma (r, p, v_set (1.6666665459e-1f));
  p = v_fma (r, p, v_set (5.0000001201e-1f));
  *scale = v_from_bits ((v_bits (t) + 127u) << 23);
  return v_fma (r * r, p, r);
}

/* tanh within two units in the last place, and exactly ±1 where the nearest float is: networks of
 * the published recipes start saturated, and there a slope of exactly 0 is what makes them slow. */
INLINE V
v_tanh (V x)
{
  V a = v_min (v_set (9.02f), v_abs (x)), scale, e, t;

  e = v_exp_parts (a + a, &scale);
  e = v_fma (e, scale, scale - 1.0f); /* exp (2a) - 1 */
  t = 2.0f / (e + 2.0f);
  return v_with_sign (v_pick (v_gt (a, v_set (0.4f)), 1.0f - t, 0.5f * e * t), x);
}

/* exp for arguments up to 88; below -87 it is that of -87 (1.6e-38). */
INLINE V
v_exp (V x)
{
  V scale, p = v_exp_parts (v_max (v_set (-87.0f), v_min (v_set (88.0f), x)), &scale);

  return v_fma (p, scale, scale);
}

/* Natural logarithm of a positive normal number, NaN of a NaN; degree 9 after Cephes. */
INLINE V
v_log (V x)
{
  /* x = m·2^e with m in [√½, √2) */
  VU bits = v_bits (x) - 0x3f3504f3u;
  V  e = __builtin_convertvector ((VI)bits >> 23, V);
  V  m = v_from_bits ((bits & 0x007fffffu) + 0x3f3504f3u) - 1.0f, p;

  p = v_fma (m, v_set (7.0376836292e-2f), v_set (-1.1514610310e-1f));
  p = v_fma (m, p, v_set (1.1676998740e-1f));
  p = v_fma (m, p, v_set (-1.2420140846e-1f));
  p = v_fma (m, p, v_set (1.4249322787e-1f));
  p = v_fma (m, p, v_set (-1.6668057665e-1f));
  p = v_fma (m, p, v_set (2.0000714765e-1f));
  p = v_fma (m, p, v_set (-2.4999993993e-1f));
  p = v_fma (m, p, v_set (3.3333331174e-1f));
  p = p * m * m * m;
  p = v_fma (e, v_set (-2.12194440e-4f), p);
  p = v_fma (m * m, v_set (-0.5f), p) + m;
  p = v_fma (e, v_set (0.693359375f), p);
  /* A NaN or an infinity stays what it is. */
  return v_pick (v_gt (v_set (3.4e38f), x), p, x);
}

/* Distribution function of the normal, by Abramowitz and Stegun 7.1.26 (error below 1e-7). */
INLINE V
v_normal_cdf (V x)
{
  V a = v_max (x, -x), t = 1.0f / v_fma (a, v_set (0.3275911f * 0.70710678118654752f), v_set (1.0f));
  V p = v_fma (t, v_set (1.061405429f), v_set (-1.453152027f)), tail;

  p = v_fma (t, p, v_set (1.421413741f));
  p = v_fma (t, p, v_set (-0.284496736f));
  p = v_fma (t, p, v_set (0.254829592f));
  tail = 0.5f * p * t * v_exp (a * a * -0.5f);
  return v_pick (v_gt (x, v_set (0)), 1.0f - tail, tail);
}

/* Value and slope of the activation at @x. */
INLINE V
v_activate (WsActivation act,
            V            x,
            V           *slope)
{
  const V one = v_set (1.0f), zero = v_set (0.0f);
  V       y, s;
  M       up;

  switch (act)
    {
    case WS_ACT_TANH:
      y = v_tanh (x);
      *slope = v_fma (-y, y, one);
      return y;
    case WS_ACT_RELU:
      up = v_gt (x, zero);
      *slope = v_pick (up, one, zero);
      return v_max (zero, x);
    case WS_ACT_GELU:
      s = v_normal_cdf (x);
      *slope = v_fma (x * v_set (0.3989422804014327f), v_exp (x * x * -0.5f), s);
      return x * s;
    case WS_ACT_SIGMOID:
      s = one / (one + v_exp (-x));
      *slope = s * (one - s);
      return s;
    case WS_ACT_SILU:
      s = one / (one + v_exp (-x));
      *slope = s * v_fma (x, one - s, one);
      return x * s;
    case WS_ACT_LEAKY_RELU:
    default:
      up = v_gt (x, zero);
      *slope = v_pick (up, one, v_set (0.01f));
      return v_pick (up, x, x * 0.01f);
    }
}

/* Activation in place of @n values, and the slope of each. */
INLINE void
v_activate_all (WsActivation act,
                guint        n,
                V           *y,
                V           *slope)
{
#define ACTIVATE(which)                                                                                 \
  case which:                                                                                           \
    for (guint i = 0; i < n; i++)                                                                       \
      y[i] = v_activate (which, y[i], &slope[i]);                                                       \
    break

  switch (act)
    {
      ACTIVATE (WS_ACT_TANH);
      ACTIVATE (WS_ACT_RELU);
      ACTIVATE (WS_ACT_GELU);
      ACTIVATE (WS_ACT_SIGMOID);
      ACTIVATE (WS_ACT_SILU);
      ACTIVATE (WS_ACT_LEAKY_RELU);
    default:
      break;
    }
#undef ACTIVATE
}
