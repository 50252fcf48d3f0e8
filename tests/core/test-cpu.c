/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/cpu.h"

#include "ws-test.h"

#include <stdio.h>

static const WsCpuLevel levels[] = { WS_CPU_PORTABLE, WS_CPU_V2, WS_CPU_V3, WS_CPU_V4 };
static const gboolean   is_built[] = { WS_CPU_LEVEL_PORTABLE, WS_CPU_LEVEL_V2, WS_CPU_LEVEL_V3,
                                       WS_CPU_LEVEL_V4 };

/* The child of the tests below: the level is decided once a process. */
static void
print_level (void)
{
  if (g_getenv ("WS_CPU_WARNS") != NULL)
    g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*WS_CPU=* is not a level of this build*");
  printf ("level=%s\n", ws_cpu_level_get_name (ws_cpu_get_level ()));
  g_test_assert_expected_messages ();
  g_assert_cmpint (ws_cpu_get_level (), ==, ws_cpu_get_level ());
}

static void
assert_child_has (const char *wanted, gboolean warns, WsCpuLevel level)
{
  g_autofree char *line = g_strdup_printf ("*level=%s*", ws_cpu_level_get_name (level));

  g_setenv ("WS_CPU", wanted, TRUE);
  if (warns)
    g_setenv ("WS_CPU_WARNS", "1", TRUE);
  else
    g_unsetenv ("WS_CPU_WARNS");
  g_test_trap_subprocess ("/core/cpu/override/subprocess/level", 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout (line);
}

static void
test_override (void)
{
  WsCpuLevel best;

  g_unsetenv ("WS_CPU");
  best = ws_cpu_get_level (); /* this process' own: nothing before it has asked */
  assert_child_has ("", FALSE, best);
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      gboolean there = is_built[i] && levels[i] <= best;

      assert_child_has (ws_cpu_level_get_name (levels[i]), !there, there ? levels[i] : best);
    }
  assert_child_has ("sse9", TRUE, best);
}

static void
test_names (void)
{
  g_assert_cmpstr (ws_cpu_level_get_name (WS_CPU_PORTABLE), ==, "portable");
  g_assert_cmpstr (ws_cpu_level_get_name (WS_CPU_V2), ==, "v2");
  g_assert_cmpstr (ws_cpu_level_get_name (WS_CPU_V3), ==, "v3");
  g_assert_cmpstr (ws_cpu_level_get_name (WS_CPU_V4), ==, "v4");
}

/* That it runs and counts; how fast is no matter of a test. */
static void
test_peak (void)
{
  g_assert_cmpfloat (ws_cpu_measure_fma_peak (WS_CPU_PORTABLE, 1), >, 0);
  g_assert_cmpfloat (ws_cpu_measure_fma_peak (ws_cpu_get_level (), 0), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/cpu/override", test_override);
  g_test_add_func ("/core/cpu/override/subprocess/level", print_level);
  g_test_add_func ("/core/cpu/names", test_names);
  g_test_add_func ("/core/cpu/peak", test_peak);
  return g_test_run ();
}
