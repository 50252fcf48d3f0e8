/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/bootstrap.h"

#include "core/random.h"

#include <math.h>
#include <stdlib.h>

/* -- the normal distribution -- */

static double
normal_below (double x)
{
  return 0.5 * erfc (-x * G_SQRT2 / 2);
}

/* The inverse: Acklam's rational approximation (relative error 1e-9), then one step of Halley's. */
static double
normal_quantile (double p)
{
  static const double a[6] = { -3.969683028665376e+01, 2.209460984245205e+02,
                               -2.759285104469687e+02, 1.383577518672690e+02,
                               -3.066479806614716e+01, 2.506628277459239e+00 };
  static const double b[5] = { -5.447609879822406e+01, 1.615858368580409e+02,
                               -1.556989798598866e+02, 6.680131188771972e+01,
                               -1.328068155288572e+01 };
  static const double c[6] = { -7.784894002430293e-03, -3.223964580411365e-01,
                               -2.400758277161838e+00, -2.549732539343734e+00,
                               4.374664141464968e+00,  2.938163982698783e+00 };
  static const double d[4] = { 7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00 };
  double              x, error, step;

  if (!(p > 0 && p < 1))
    return p <= 0 ? -(double)INFINITY : (double)INFINITY;
  if (p < 0.02425 || p > 1 - 0.02425)
    {
      double q = sqrt (-2 * log (MIN (p, 1 - p)));

      x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
          ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
      x = p < 0.5 ? x : -x;
    }
  else
    {
      double q = p - 0.5, r = q * q;

      x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
          (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
    }
  error = normal_below (x) - p;
  step = error * sqrt (2 * G_PI) * exp (x * x / 2);
  return x - step / (1 + x * step / 2);
}

/* -- one band -- */

typedef struct
{
  double *values; /* the finite ones */
  guint   n;
  double  mean, sign; /* of its part in the statistic */
} Set;

static double
mean_of (const double *values, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  return sum / n;
}

static void
set_init (Set *self, const double *values, guint n, double sign)
{
  self->values = g_new (double, MAX (n, 1));
  self->n = 0;
  self->sign = sign;
  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      self->values[self->n++] = values[i];
  self->mean = mean_of (self->values, self->n);
}

static double
draw_mean (const Set *self, guint64 seed, guint resample, guint number)
{
  double   sum = 0;
  WsStream stream;

  ws_stream_init (&stream, seed, WS_PURPOSE_BOOTSTRAP, resample, number);
  for (guint i = 0; i < self->n; i++)
    sum += self->values[ws_stream_below (&stream, self->n)];
  return sum / self->n;
}

/* A sixth of the skewness of the means: what is left out of each set in turn (jackknife). */
static double
accelerate (const Set *sets, guint n_sets)
{
  double cubes = 0, squares = 0;

  for (guint s = 0; s < n_sets; s++)
    {
      double n = sets[s].n, own_cubes = 0, own_squares = 0;

      for (guint i = 0; i < sets[s].n; i++)
        {
          double u = sets[s].sign * (sets[s].values[i] - sets[s].mean);

          own_cubes += u * u * u;
          own_squares += u * u;
        }
      cubes += own_cubes / (n * n * n);
      squares += own_squares / (n * n);
    }
  return squares > 0 ? cubes / (6 * pow (squares, 1.5)) : 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* By linear interpolation, numpy's default. */
static double
quantile (const double *sorted, guint n, double p)
{
  double place = CLAMP (p, 0, 1) * (n - 1);
  guint  i = MIN ((guint)place, n - 1), next = MIN (i + 1, n - 1);

  return sorted[i] + (place - i) * (sorted[next] - sorted[i]);
}

/* What quantile of the resampled statistic is to be taken where a plain percentile band takes @p.
 */
static double
correct (double p, double bias, double acceleration)
{
  double z = bias + normal_quantile (p), rest = 1 - acceleration * z;

  return rest > 0 ? normal_below (bias + z / rest) : p < 0.5 ? 0 : 1;
}

static void
take_band (const Set *sets,
           guint      n_sets,
           double     level,
           guint      resamples,
           guint64    seed,
           double    *low,
           double    *high)
{
  g_autofree double *statistic = g_new (double, resamples);
  double             own = 0, bias, acceleration = accelerate (sets, n_sets);
  gsize              twice_below = 0;

  for (guint s = 0; s < n_sets; s++)
    own += sets[s].sign * sets[s].mean;
  for (guint r = 0; r < resamples; r++)
    {
      statistic[r] = 0;
      for (guint s = 0; s < n_sets; s++)
        statistic[r] += sets[s].sign * draw_mean (&sets[s], seed, r, s);
      twice_below += statistic[r] < own ? 2 : statistic[r] > own ? 0 : 1;
    }
  qsort (statistic, resamples, sizeof *statistic, compare);
  /* Where all resamples lie on one side there is no saying by how much: half a resample then. */
  bias = normal_quantile (CLAMP ((double)twice_below, 1, 2.0 * resamples - 1) / (2.0 * resamples));
  *low = quantile (statistic, resamples, correct ((1 - level) / 2, bias, acceleration));
  *high = quantile (statistic, resamples, correct ((1 + level) / 2, bias, acceleration));
}

static void
find_band (
    Set *sets, guint n_sets, double level, guint resamples, guint64 seed, double *low, double *high)
{
  gboolean enough = TRUE;

  *low = *high = (double)NAN;
  for (guint s = 0; s < n_sets; s++)
    enough = enough && sets[s].n >= 2;
  if (enough)
    take_band (sets, n_sets, level, resamples, seed, low, high);
  for (guint s = 0; s < n_sets; s++)
    g_free (sets[s].values);
}

void
ws_bootstrap_mean (const double *values,
                   guint         n,
                   double        level,
                   guint         resamples,
                   guint64       seed,
                   double       *low,
                   double       *high)
{
  Set set;

  g_return_if_fail (level > 0 && level < 1 && resamples > 0);

  set_init (&set, values, n, 1);
  find_band (&set, 1, level, resamples, seed, low, high);
}

void
ws_bootstrap_difference (const double *a,
                         guint         n_a,
                         const double *b,
                         guint         n_b,
                         double        level,
                         guint         resamples,
                         guint64       seed,
                         double       *low,
                         double       *high)
{
  Set sets[2];

  g_return_if_fail (level > 0 && level < 1 && resamples > 0);

  set_init (&sets[0], a, n_a, 1);
  set_init (&sets[1], b, n_b, -1);
  find_band (sets, 2, level, resamples, seed, low, high);
}

void
ws_bootstrap_paired (const double *a,
                     const double *b,
                     guint         n,
                     double        level,
                     guint         resamples,
                     guint64       seed,
                     double       *low,
                     double       *high)
{
  g_autofree double *difference = g_new (double, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    difference[i] = a[i] - b[i];
  ws_bootstrap_mean (difference, n, level, resamples, seed, low, high);
}
