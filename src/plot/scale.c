/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/scale.h"

#include <math.h>

/* Ranges narrower than this share of their values are drawn as a constant: labels of an axis
 * would need more digits than anybody reads. */
#define LEAST_SHARE 1e-6
/* Limits beyond this are cut, so that sums of limits stay finite. */
#define GREATEST 1e300

double
ws_scale_map (const WsScale *self, double value)
{
  double t;

  if (!isfinite (value))
    return (double)NAN;
  if (self->kind == WS_SCALE_LOG)
    {
      if (value <= 0)
        return (double)NAN;
      t = (log10 (value) - log10 (self->lo)) / (log10 (self->hi) - log10 (self->lo));
    }
  else
    t = (value / 2 - self->lo / 2) / (self->hi / 2 - self->lo / 2);
  return self->p0 + t * (self->p1 - self->p0);
}

double
ws_scale_unmap (const WsScale *self, double px)
{
  double t = (px - self->p0) / (self->p1 - self->p0);

  if (self->kind == WS_SCALE_LOG)
    return pow (10, log10 (self->lo) + t * (log10 (self->hi) - log10 (self->lo)));
  return self->lo + t * (self->hi - self->lo);
}

gsize
ws_scale_range (WsScaleKind kind, const double *values, gsize n, double *lo, double *hi)
{
  gsize skipped = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (values[i]) || (kind == WS_SCALE_LOG && values[i] <= 0))
        {
          skipped++;
          continue;
        }
      *lo = fmin (*lo, values[i]);
      *hi = fmax (*hi, values[i]);
    }
  return skipped;
}

static void
pad_log (double share, double *lo, double *hi)
{
  double a, b;

  if (!(*lo <= *hi) || *hi <= 0)
    {
      *lo = 1;
      *hi = 10;
      return;
    }
  a = log10 (CLAMP (*lo, 1 / GREATEST, GREATEST));
  b = log10 (CLAMP (*hi, 1 / GREATEST, GREATEST));
  if (b - a < LEAST_SHARE)
    {
      a -= 0.5;
      b += 0.5;
    }
  else
    {
      double pad = share * (b - a);

      a = fmax (a - pad, -305);
      b = fmin (b + pad, 305);
    }
  *lo = pow (10, a);
  *hi = pow (10, b);
}

void
ws_scale_pad (WsScaleKind kind, double share, double *lo, double *hi)
{
  double size;

  if (kind == WS_SCALE_LOG)
    {
      pad_log (share, lo, hi);
      return;
    }
  if (!(*lo <= *hi))
    {
      *lo = 0;
      *hi = 1;
      return;
    }
  *lo = CLAMP (*lo, -GREATEST, GREATEST);
  *hi = CLAMP (*hi, -GREATEST, GREATEST);
  size = fmax (fabs (*lo), fabs (*hi));
  if (size < 1e-290)
    {
      *lo = -0.5;
      *hi = 0.5;
    }
  else if (*hi - *lo <= LEAST_SHARE * size)
    {
      double middle = *lo / 2 + *hi / 2;

      *lo = middle - 0.1 * size;
      *hi = middle + 0.1 * size;
    }
  else
    {
      double pad = share * (*hi - *lo);

      *lo -= pad;
      *hi += pad;
    }
}
