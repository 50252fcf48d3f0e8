/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/resize-private.h"

#include <math.h>

#define FRACTION_BITS 22

/* The weights of one output pixel: inputs first … first + n - 1. */
typedef struct
{
  guint first, n;
  gint *weights; /* fixed point */
} Taps;

static Taps
make_taps (guint out, guint n_in, guint n_out)
{
  double             scale = (double)n_in / n_out, support = MAX (scale, 1.0);
  double             centre = (out + 0.5) * scale, sum = 0;
  int                first = (int)(centre - support + 0.5);
  int                last = (int)(centre + support + 0.5);
  g_autofree double *weights = NULL;
  Taps               taps;

  first = MAX (first, 0);
  last = MIN (last, (int)n_in);
  taps.first = (guint)first;
  taps.n = (guint)(last - first);
  taps.weights = g_new (gint, taps.n);
  weights = g_new (double, taps.n);
  for (guint k = 0; k < taps.n; k++)
    {
      /* The same operations as Pillow's, so that the roundings are its own too. */
      weights[k] = MAX (0.0, 1.0 - fabs ((first + (int)k - centre + 0.5) * (1.0 / support)));
      sum += weights[k];
    }
  for (guint k = 0; k < taps.n; k++)
    taps.weights[k] = (gint)(0.5 + weights[k] / sum * (1 << FRACTION_BITS));
  return taps;
}

/* One pass along rows of @in (n_rows × n_in, steps in bytes). */
static void
resize_lines (const guint8 *in,
              gsize         in_line,
              gsize         in_step,
              guint         n_in,
              guint8       *out,
              gsize         out_line,
              gsize         out_step,
              guint         n_out,
              guint         n_lines)
{
  for (guint o = 0; o < n_out; o++)
    {
      Taps taps = make_taps (o, n_in, n_out);

      for (guint line = 0; line < n_lines; line++)
        {
          gint sum = 1 << (FRACTION_BITS - 1);

          for (guint k = 0; k < taps.n; k++)
            sum += taps.weights[k] * in[line * in_line + (taps.first + k) * in_step];
          sum >>= FRACTION_BITS;
          out[line * out_line + o * out_step] = (guint8)CLAMP (sum, 0, 255);
        }
      g_free (taps.weights);
    }
}

void
ws_resize_bilinear (const guint8 *in,
                    guint         in_width,
                    guint         in_height,
                    guint8       *out,
                    guint         out_width,
                    guint         out_height)
{
  g_autofree guint8 *rows = g_malloc ((gsize)out_width * in_height);

  resize_lines (in, in_width, 1, in_width, rows, out_width, 1, out_width, in_height);
  resize_lines (rows, 1, out_width, in_height, out, 1, out_width, out_height, out_width);
}
