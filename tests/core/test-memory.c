/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/memory.h"

#include "ws-test.h"

static gboolean
is_aligned (gconstpointer memory)
{
  return (guintptr)memory % 64 == 0;
}

static void
test_aligned (void)
{
  static const gsize sizes[] = { 0, 1, 63, 64, 65, 1000, 1 << 20 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint8 *bytes = ws_aligned_new0 (sizes[i]);

      g_assert_nonnull (bytes);
      g_assert_true (is_aligned (bytes));
      for (gsize k = 0; k < sizes[i]; k++)
        g_assert_cmpuint (bytes[k], ==, 0);
      if (sizes[i] > 0)
        memset (bytes, 0xff, sizes[i]);
      ws_aligned_free (bytes);
    }
  ws_aligned_free (NULL);
}

static void
test_refusals (void)
{
  float *x = ws_aligned_try_new (10, sizeof *x);

  g_assert_nonnull (x);
  g_assert_cmpfloat (x[9], ==, 0);
  ws_aligned_free (x);
  g_assert_null (ws_aligned_try_new (G_MAXSIZE / 2, 4));
  g_assert_null (ws_aligned_try_new (G_MAXSIZE, 1));
  g_assert_null (ws_aligned_try_new (G_MAXSSIZE - 10, 1));
}

/* Blocks of all sizes lie apart and keep what is written into them. */
static void
test_arena_blocks (void)
{
  enum
  {
    n = 200
  };
  g_autoptr (WsArena) arena = ws_arena_new ();
  guint8 *blocks[n];
  gsize   sizes[n];

  for (guint i = 0; i < n; i++)
    {
      sizes[i] = i % 50 == 49 ? (gsize)3 << 20 : (gsize)i * i % 70000;
      blocks[i] = ws_arena_bytes (arena, sizes[i]);
      g_assert_true (is_aligned (blocks[i]));
      memset (blocks[i], (int)i, sizes[i]);
    }
  for (guint i = 0; i < n; i++)
    for (gsize k = 0; k < sizes[i]; k++)
      if (blocks[i][k] != (guint8)i)
        g_error ("block %u has lost byte %" G_GSIZE_FORMAT, i, k);
}

static void
test_arena_reset (void)
{
  g_autoptr (WsArena) arena = ws_arena_new ();
  float *first = NULL, *big = NULL;
  gsize  peak = 0;

  g_assert_cmpuint (ws_arena_get_peak (arena), ==, 0);
  for (guint step = 0; step < 5; step++)
    {
      float *a = ws_arena_floats (arena, 100);
      float *b = ws_arena_floats (arena, 1 << 20);

      if (step == 0)
        {
          first = a;
          big = b;
          peak = ws_arena_get_peak (arena);
          g_assert_cmpuint (peak, >=, 100 * sizeof (float) + (sizeof (float) << 20));
          g_assert_cmpuint (peak, <=, 100 * sizeof (float) + (sizeof (float) << 20) + 2 * 64);
        }
      /* the same steps take the same memory, and no more */
      g_assert_true (a == first && b == big);
      g_assert_cmpuint (ws_arena_get_peak (arena), ==, peak);
      ws_arena_reset (arena);
    }
  ws_arena_floats (arena, 10);
  g_assert_cmpuint (ws_arena_get_peak (arena), ==, peak);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/memory/aligned", test_aligned);
  g_test_add_func ("/core/memory/refusals", test_refusals);
  g_test_add_func ("/core/memory/arena-blocks", test_arena_blocks);
  g_test_add_func ("/core/memory/arena-reset", test_arena_reset);
  return g_test_run ();
}
