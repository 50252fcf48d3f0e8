/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/numeric.h"

#include "ws-test.h"

/* What binary16 means, from its definition. */
static double
half_value (guint h)
{
  int    exponent = (int)(h >> 10 & 31), fraction = (int)(h & 0x3ff);
  double x = exponent == 0 ? ldexp (fraction, -24) : ldexp (1024 + fraction, exponent - 25);

  return h & 0x8000 ? -x : x;
}

static void
test_all_values (void)
{
  for (guint h = 0; h < 0x10000; h++)
    {
      float x = ws_half_to_float ((guint16)h);

      if ((h & 0x7fff) > 0x7c00)
        {
          g_assert_true (isnan (x));
          g_assert_cmpuint (ws_half_from_float (x) & 0x7fff, >, 0x7c00);
          continue;
        }
      if ((h & 0x7fff) == 0x7c00)
        g_assert_true (isinf (x));
      else
        g_assert_cmpfloat ((double)x, ==, half_value (h));
      g_assert_cmpuint (signbit (x) != 0, ==, h >> 15);
      g_assert_cmphex (ws_half_from_float (x), ==, h);
    }
}

/* Between any two neighbours the middle goes to the even one, and a hair decides otherwise. */
static void
test_all_roundings (void)
{
  for (guint h = 0; h < 0x7c00; h++)
    {
      /* above the largest number the next step of the grid is 65536 */
      double next = h == 0x7bff ? 65536 : half_value (h + 1);
      float  middle = (float)((half_value (h) + next) / 2);
      guint  even = h & 1 ? h + 1 : h;

      for (guint sign = 0; sign <= 0x8000; sign += 0x8000)
        {
          float s = sign ? -1 : 1;

          g_assert_cmphex (ws_half_from_float (s * middle), ==, sign | even);
          g_assert_cmphex (ws_half_from_float (s * nextafterf (middle, 0)), ==, sign | h);
          g_assert_cmphex (ws_half_from_float (s * nextafterf (middle, INFINITY)), ==,
                           sign | (h + 1));
        }
    }
}

static void
test_extremes (void)
{
  const float   x[] = { 0x1p-149f, -0x1p-149f, 65536, 3e38f, INFINITY, -INFINITY };
  const guint16 want[] = { 0, 0x8000, 0x7c00, 0x7c00, 0x7c00, 0xfc00 };
  guint16       h[G_N_ELEMENTS (x)];
  float         back[G_N_ELEMENTS (x)];

  ws_halves_from_floats (x, h, G_N_ELEMENTS (x));
  g_assert_cmpmem (h, sizeof h, want, sizeof want);
  ws_floats_from_halves (h, back, G_N_ELEMENTS (x));
  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    g_assert_cmphex (ws_half_from_float (back[i]), ==, want[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/half/all-values", test_all_values);
  g_test_add_func ("/core/half/all-roundings", test_all_roundings);
  g_test_add_func ("/core/half/extremes", test_extremes);
  return g_test_run ();
}
