/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/ticks.h"

#include <math.h>
#include <string.h>

#define MINUS "\u2212"
#define MAX_MORE 4 /* ticks than asked for */

static void
tick_clear (gpointer data)
{
  g_free (((WsTick *)data)->label);
}

static GArray *
tick_array (void)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (WsTick));

  g_array_set_clear_func (ticks, tick_clear);
  return ticks;
}

static void
take_tick (GArray *ticks, double value, char *label)
{
  WsTick tick = { value, label };

  g_array_append_val (ticks, tick);
}

/* A step as mantissa (1, 2, 2.5, 5) and power of ten, so that products are rounded once. */
typedef struct
{
  double mantissa;
  int    power;
} Step;

static Step
nice_step (double lo, double hi, guint n_target)
{
  /* divided first: the largest doubles must not overflow */
  double raw = hi / n_target - lo / n_target;
  int    power = (int)floor (log10 (raw));
  double m = raw / pow (10, power);

  /* A little more ticks than asked for are better than half as many. */
  if (m <= 1.15)
    return (Step){ 1, power };
  if (m <= 2.2)
    return (Step){ 2, power };
  if (m <= 3)
    return (Step){ 2.5, power };
  if (m <= 6)
    return (Step){ 5, power };
  return (Step){ 1, power + 1 };
}

static double
step_times (Step step, double i)
{
  if (step.power < 0)
    return i * step.mantissa / pow (10, -step.power);
  return i * step.mantissa * pow (10, step.power);
}

double
ws_ticks_step (double lo, double hi, guint n_target)
{
  return step_times (nice_step (lo, hi, MAX (1, n_target)), 1);
}

static char *
superscript (int power)
{
  static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  g_autofree char         *plain = g_strdup_printf ("%d", power);
  GString                 *out = g_string_new (NULL);

  for (const char *c = plain; *c != '\0'; c++)
    g_string_append (out, *c == '-' ? "⁻" : digits[*c - '0']);
  return g_string_free (out, FALSE);
}

/* Fixed decimals, in the C locale, true minus, commas between thousands. */
static char *
fixed (double value, int decimals)
{
  char     buffer[400];
  char     spec[8];
  GString *out = g_string_new (NULL);
  char    *digits = buffer;
  gsize    n_whole;

  decimals = CLAMP (decimals, 0, 15);
  g_snprintf (spec, sizeof spec, "%%.%df", decimals);
  g_ascii_formatd (buffer, sizeof buffer, spec, value);
  if (*digits == '-')
    {
      digits++;
      if (strspn (digits, "0.") != strlen (digits)) /* no minus before zero */
        g_string_append (out, MINUS);
    }
  n_whole = strcspn (digits, ".");
  for (gsize i = 0; digits[i] != '\0'; i++)
    {
      if (i > 0 && i < n_whole && (n_whole - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits[i]);
    }
  return g_string_free (out, FALSE);
}

static char *
scientific (double value, int power, int decimals)
{
  g_autofree char *mantissa = NULL;
  g_autofree char *exponent = superscript (power);

  if (value == 0) /* the sentinel, not a computed number */
    return g_strdup ("0");
  mantissa = fixed (power < -300 ? value * 1e200 / pow (10, power + 200) : value / pow (10, power),
                    decimals);
  return g_strdup_printf ("%s×10%s", mantissa, exponent);
}

/* Decimals that tell two numbers apart that differ by @step. */
static int
step_decimals (double step)
{
  int    power = (int)floor (log10 (step) + 1e-9);
  double m = step / pow (10, power);
  /* 2.5 and its like need one digit more */
  return -power + (fabs (m - round (m)) > 1e-6 ? 1 : 0);
}

static char *
format_number (double value, double step, double size, WsFormat format)
{
  if (format == WS_FORMAT_PERCENT)
    {
      g_autofree char *number = fixed (value * 100, step_decimals (step * 100));

      return g_strconcat (number, "\u00a0%", NULL);
    }
  if (format == WS_FORMAT_COUNT)
    return fixed (value, 0);
  if (format == WS_FORMAT_AUTO && size > 0 && (size >= 1e6 || size < 1e-3))
    {
      int power = (int)floor (log10 (size) + 1e-9);

      return scientific (value, power, MAX (0, power + step_decimals (step)));
    }
  return fixed (value, MAX (0, step_decimals (step)));
}

char *
ws_number_format (double value, double step, WsFormat format)
{
  if (!isfinite (value))
    return g_strdup (isnan (value) ? "not a number" : value > 0 ? "∞" : MINUS "∞");
  if (step <= 0)
    step = value == 0 ? 1 : pow (10, floor (log10 (fabs (value))) - 2);
  return format_number (value, step, fmax (fabs (value), step), format);
}

/* The first and last multiple of @step in the range. */
static void
count_steps (double lo, double hi, Step step, double *first, double *last)
{
  double size = step_times (step, 1);

  *first = ceil (lo / size - 1e-9);
  *last = floor (hi / size + 1e-9);
}

static Step
linear_step (double lo, double hi, guint n_target, WsFormat format)
{
  Step step = nice_step (lo, hi, n_target);

  if (format == WS_FORMAT_COUNT && (step.power < 0 || (step.power == 0 && step.mantissa == 2.5)))
    return step.power < 0 ? (Step){ 1, 0 } : (Step){ 5, 0 };
  return step;
}

static GArray *
linear_ticks (double lo, double hi, guint n_target, WsFormat format)
{
  GArray *ticks = tick_array ();
  Step    step = linear_step (lo, hi, n_target, format);
  double  size, first, last;

  count_steps (lo, hi, step, &first, &last);
  /* an axis with one number has no scale */
  for (guint n = n_target + 1; last - first < 1 && n <= n_target + MAX_MORE; n++)
    {
      step = linear_step (lo, hi, n, format);
      count_steps (lo, hi, step, &first, &last);
    }
  size = step_times (step, 1);
  if (last - first > 1000) /* only if rounding ate the range */
    last = first + 1000;
  for (double i = first; i <= last; i++)
    {
      double value = step_times (step, i);

      take_tick (ticks, value, format_number (value, size, fmax (fabs (lo), fabs (hi)), format));
    }
  return ticks;
}

static char *
log_label (double mantissa, int power, WsFormat format)
{
  double           value = mantissa * pow (10, power);
  g_autofree char *exponent = NULL;

  if (format == WS_FORMAT_PERCENT)
    return format_number (value, pow (10, power), value, format);
  if (format == WS_FORMAT_COUNT || (power >= -3 && power <= 3))
    return fixed (power < 0 ? mantissa / pow (10, -power) : value, MAX (0, -power));
  exponent = superscript (power);
  if (mantissa > 1)
    return g_strdup_printf ("%.0f×10%s", mantissa, exponent);
  return g_strconcat ("10", exponent, NULL);
}

static GArray *
log_ticks (double lo, double hi, guint n_target, WsFormat format)
{
  GArray *ticks = tick_array ();
  int     first = (int)floor (log10 (lo) + 1e-9), last = (int)ceil (log10 (hi) - 1e-9);
  double  decades = log10 (hi) - log10 (lo);
  int     stride = (int)ceil (decades / n_target - 1e-9);
  guint   n_labelled = 0;

  stride = MAX (1, stride);
  for (int power = first; power <= last; power++)
    for (int m = 1; m < 10; m++)
      {
        double   value = power < 0 ? m / pow (10, -power) : m * pow (10, power);
        gboolean is_major = m == 1 ? ((power % stride) + stride) % stride == 0
                                   : (m == 2 || m == 5) && 3 * decades <= n_target;

        if (value < lo * (1 - 1e-9) || value > hi * (1 + 1e-9))
          continue;
        if (!is_major && (stride > 10 || (m > 1 && stride > 1)))
          continue;
        n_labelled += is_major ? 1 : 0;
        take_tick (ticks, value, is_major ? log_label (m, power, format) : NULL);
      }
  if (n_labelled >= 2)
    return ticks;
  /* less than a decade: round numbers as on a linear axis */
  g_array_unref (ticks);
  return linear_ticks (lo, hi, n_target, format);
}

GArray *
ws_ticks_new (WsScaleKind kind, double lo, double hi, guint n_target, WsFormat format)
{
  g_return_val_if_fail (isfinite (lo) && isfinite (hi) && lo < hi, tick_array ());
  g_return_val_if_fail (kind != WS_SCALE_LOG || lo > 0, tick_array ());

  n_target = MAX (2, n_target);
  return kind == WS_SCALE_LOG ? log_ticks (lo, hi, n_target, format)
                              : linear_ticks (lo, hi, n_target, format);
}
