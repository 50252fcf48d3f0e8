/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/numeric.h"

#include <string.h>

guint16
ws_half_from_float (float x)
{
  guint32 bits, sign, exponent, fraction, rounded;

  memcpy (&bits, &x, sizeof bits);
  sign = bits >> 16 & 0x8000;
  bits &= 0x7fffffff;

  if (bits >= 0x7f800000)
    return (guint16)(sign | 0x7c00 | (bits > 0x7f800000 ? 0x200 : 0)); /* infinity, NaN */
  if (bits >= 0x47800000)
    return (guint16)(sign | 0x7c00); /* 65536 and above */
  if (bits < 0x33000000)
    return (guint16)sign; /* under half of the smallest subnormal */

  exponent = bits >> 23;
  fraction = (bits & 0x7fffff) | 0x800000;
  if (exponent < 113)
    {
      /* Subnormal: units of 2^-24. */
      guint32 shift = 126 - exponent;
      guint32 half = 1u << (shift - 1);

      rounded = fraction >> shift;
      fraction &= (1u << shift) - 1;
      if (fraction > half || (fraction == half && (rounded & 1)))
        rounded++;
      return (guint16)(sign | rounded);
    }
  rounded = (exponent - 112) << 10 | (fraction >> 13 & 0x3ff);
  fraction &= 0x1fff;
  if (fraction > 0x1000 || (fraction == 0x1000 && (rounded & 1)))
    rounded++; /* may carry into the exponent, and to infinity: that is right */
  return (guint16)(sign | rounded);
}

float
ws_half_to_float (guint16 h)
{
  guint32 sign = (guint32)(h & 0x8000) << 16;
  guint32 exponent = h >> 10 & 31, fraction = h & 0x3ff, bits;
  float   x;

  if (exponent == 31)
    bits = sign | 0x7f800000 | fraction << 13;
  else if (exponent > 0)
    bits = sign | (exponent + 112) << 23 | fraction << 13;
  else
    {
      x = (float)fraction * 0x1p-24f;
      return sign != 0 ? -x : x;
    }
  memcpy (&x, &bits, sizeof x);
  return x;
}

void
ws_halves_from_floats (const float *x, guint16 *out, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = ws_half_from_float (x[i]);
}

void
ws_floats_from_halves (const guint16 *h, float *out, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = ws_half_to_float (h[i]);
}
