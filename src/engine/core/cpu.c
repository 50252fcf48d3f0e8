/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/cpu.h"
#include "core/cpu-private.h"

#include <string.h>

static const char *const level_names[] = { "portable", "v2", "v3", "v4" };

const char *
ws_cpu_level_get_name (WsCpuLevel level)
{
  return level_names[level];
}

/* What the processor and the operating system can do; the compiler's helper asks both (cpuid and
 * xgetbv). This file is built without any -m flag. */
static gboolean
machine_has (WsCpuLevel level)
{
#if defined(__x86_64__)
  __builtin_cpu_init ();
  switch (level)
    {
    case WS_CPU_PORTABLE:
      return WS_CPU_LEVEL_PORTABLE;
    case WS_CPU_V2:
      return WS_CPU_LEVEL_V2 && __builtin_cpu_supports ("sse4.2") &&
             __builtin_cpu_supports ("popcnt");
    case WS_CPU_V3:
      return WS_CPU_LEVEL_V3 && __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma") &&
             __builtin_cpu_supports ("bmi2");
    case WS_CPU_V4:
      return WS_CPU_LEVEL_V4 && __builtin_cpu_supports ("avx512f") &&
             __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq") &&
             __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("fma");
    default:
      return FALSE;
    }
#else
  return level == WS_CPU_PORTABLE;
#endif
}

static WsCpuLevel
decide_level (void)
{
  const char *wanted = g_getenv ("WS_CPU");
  WsCpuLevel  best = WS_CPU_PORTABLE;

  for (guint level = WS_CPU_PORTABLE; level <= WS_CPU_V4; level++)
    if (machine_has ((WsCpuLevel)level))
      best = (WsCpuLevel)level;
  if (wanted == NULL || wanted[0] == '\0')
    return best;
  for (guint level = WS_CPU_PORTABLE; level <= WS_CPU_V4; level++)
    if (strcmp (wanted, level_names[level]) == 0 && machine_has ((WsCpuLevel)level))
      return (WsCpuLevel)level;
  g_warning ("WS_CPU=%s is not a level of this build and machine; using %s", wanted,
             level_names[best]);
  return best;
}

WsCpuLevel
ws_cpu_get_level (void)
{
  static gsize decided; /* level + 1 */

  if (g_once_init_enter (&decided))
    g_once_init_leave (&decided, (gsize)decide_level () + 1);
  return (WsCpuLevel)(decided - 1);
}

double
ws_cpu_measure_fma_peak (WsCpuLevel level, guint n_tries)
{
  double best = 0;

  for (guint i = 0; i < MAX (n_tries, 1); i++)
    {
      gint64 start = g_get_monotonic_time ();
      double flop, seconds;

      flop = 0;
#if WS_CPU_LEVEL_V4
      if (level == WS_CPU_V4)
        flop = ws_fma_peak_v4 ();
#endif
#if WS_CPU_LEVEL_V3
      if (level == WS_CPU_V3)
        flop = ws_fma_peak_v3 ();
#endif
      if (level < WS_CPU_V3)
        flop = ws_fma_peak_portable ();
      seconds = (double)(g_get_monotonic_time () - start) * 1e-6;
      best = MAX (best, flop / MAX (seconds, 1e-9) * 1e-9);
    }
  return best;
}
