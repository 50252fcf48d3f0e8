/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project-private.h"

#include "core/cpu.h"

char *
ws_stamp_dup_time (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

char *
ws_stamp_dup_version (void)
{
  return g_strdup_printf ("%s %s", WS_VERSION, ws_cpu_level_get_name (ws_cpu_get_level ()));
}

char *
ws_project_dup_engine_version (void)
{
  return ws_stamp_dup_version ();
}
