/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/session.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_CELLS 20
#define PLAIN_COLUMNS 80

/* -- the bar -- */

static guint
count_columns (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                          : PLAIN_COLUMNS;
}

void
ws_progress_hide (void)
{
  if (isatty (STDERR_FILENO))
    fputs ("\r\033[K", stderr);
}

void
ws_progress_show (const char *title, double fraction, const char *status)
{
  guint            n_full = (guint)floor (CLAMP (fraction, 0.0, 1.0) * BAR_CELLS);
  g_autofree char *line = NULL, *shown = NULL;
  char             bar[BAR_CELLS + 1] = "";

  if (!isatty (STDERR_FILENO))
    return;
  for (guint i = 0; i < BAR_CELLS; i++)
    bar[i] = i < n_full ? '#' : '-';
  line = g_strdup_printf ("%s [%s] %3.0f %%  %s", title, bar, floor (100.0 * fraction), status);
  shown = g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), (glong)count_columns () - 1));
  fprintf (stderr, "\r%s\033[K", shown);
  fflush (stderr);
}

static void
show_job_cb (WsJob *job)
{
  g_autofree char *status = ws_job_dup_status (job);

  if (ws_job_is_active (job))
    ws_progress_show (ws_job_get_title (job), ws_job_get_fraction (job), status);
}

/* -- signals -- */

/* Once: a second signal ends the program at once, which the document survives. */
static gboolean
stop_cb (gpointer data)
{
  gpointer *link = data; /* the job, and where its source is remembered */

  ws_job_cancel (link[0]);
  *(guint *)link[1] = 0;
  return G_SOURCE_REMOVE;
}

static WsExit
end (const WsCall *call, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ws_call_fail (call, error);
  fprintf (stderr, "wscape: %s\n",
           _ ("interrupted; everything so far is saved: run the same line again to go on"));
  return WS_EXIT_INTERRUPTED;
}

WsExit
ws_call_run_job (const WsCall *self, WsJob *job, const GError *error)
{
  static const int signals[] = { SIGINT, SIGTERM };
  guint            sources[G_N_ELEMENTS (signals)];
  gpointer         links[G_N_ELEMENTS (signals)][2];
  g_autoptr (GError) problem = NULL;
  gboolean good;

  if (job == NULL)
    return ws_call_fail (self, error);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      links[i][0] = job;
      links[i][1] = &sources[i];
      sources[i] = g_unix_signal_add (signals[i], stop_cb, links[i]);
    }
  if (isatty (STDERR_FILENO))
    g_signal_connect (job, "notify::status", G_CALLBACK (show_job_cb), NULL);
  ws_job_start (job);
  good = ws_job_wait (job, &problem);
  ws_progress_hide ();
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_clear_handle_id (&sources[i], g_source_remove);
  return good ? WS_EXIT_DONE : end (self, problem);
}
