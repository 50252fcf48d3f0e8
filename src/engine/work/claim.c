/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/error.h"

#include <string.h>
#include <unistd.h>

/* A row that says "running" may have been left by a killed process or belong to a living one. Who
 * works on it writes "host pid start" beside it; the start time tells a process from a later one
 * with the same number. */

static char *
claim_key (gint64 record)
{
  return g_strdup_printf ("job.%" G_GINT64_FORMAT ".process", record);
}

/* Field 22 of /proc/PID/stat, counted after the name in brackets, which may hold spaces. */
static char *
dup_start_time (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid), *text = NULL;
  g_auto (GStrv) fields = NULL;
  char *rest;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (rest = strrchr (text, ')')) == NULL)
    return NULL;
  fields = g_strsplit (rest + 1, " ", -1);
  /* ended, but nobody has asked how: it does no more work */
  if (g_strv_length (fields) <= 20 || g_str_equal (fields[1], "Z") || g_str_equal (fields[1], "X"))
    return NULL;
  return g_strdup (fields[20]);
}

static gboolean
is_alive_elsewhere (const char *claim)
{
  g_auto (GStrv) parts = g_strsplit (claim, " ", 3);
  g_autofree char *start = NULL;
  int              pid;

  if (g_strv_length (parts) != 3 || !g_str_equal (parts[0], g_get_host_name ()))
    return FALSE;
  pid = (int)g_ascii_strtoll (parts[1], NULL, 10);
  if (pid <= 0 || pid == (int)getpid ())
    return FALSE;
  start = dup_start_time (pid);
  return start != NULL && g_str_equal (start, parts[2]);
}

/* A process that was killed just now takes a moment to go: give it one before refusing. */
#define LEAVING_TRIES 10
#define LEAVING_USEC 50000

static void
wait_for_leaving (WsProject *project, const char *key)
{
  for (guint i = 0; i < LEAVING_TRIES; i++)
    {
      g_autofree char *claim = ws_project_dup_meta (project, key);

      if (claim == NULL || !is_alive_elsewhere (claim))
        return;
      g_usleep (LEAVING_USEC);
    }
}

gboolean
ws_work_claim (WsProject *project, gint64 record, GError **error)
{
  g_autofree char *key = claim_key (record);
  g_autofree char *old = NULL, *start = dup_start_time ((int)getpid ());
  g_autofree char *claim =
      g_strdup_printf ("%s %d %s", g_get_host_name (), (int)getpid (), start != NULL ? start : "0");

  wait_for_leaving (project, key);
  if (!ws_project_begin (project, error))
    return FALSE;
  old = ws_project_dup_meta (project, key);
  if (old != NULL && is_alive_elsewhere (old))
    {
      g_auto (GStrv) parts = g_strsplit (old, " ", 3);

      ws_project_rollback (project);
      g_set_error (error, WS_ERROR, WS_ERROR_STORAGE,
                   "%s: process %s is working on the same request already",
                   ws_project_get_path (project), parts[1]);
      return FALSE;
    }
  if (!ws_project_set_meta (project, key, claim, error))
    {
      ws_project_rollback (project);
      return FALSE;
    }
  return ws_project_commit (project, error);
}

void
ws_work_release (WsProject *project, gint64 record)
{
  g_autofree char *key = claim_key (record);

  ws_project_set_meta (project, key, NULL, NULL);
}
