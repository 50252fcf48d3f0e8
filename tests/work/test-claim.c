/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/error.h"

#include "ws-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Only one living process works on a record. */

#define RECORD 7
#define KEY "job.7.process"

typedef struct
{
  char      *folder, *path;
  WsProject *project;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("ws-claim-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "claim.wscape", NULL);
  f->project = ws_project_open (f->path, WS_PROJECT_CREATE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  g_clear_object (&f->project);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (f->path, endings[i], NULL);

      g_unlink (file);
    }
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

/* A child that claims the record, says so, and waits to be killed. */
static pid_t
start_child (Fixture *f)
{
  int   ends[2];
  char  said = 0;
  pid_t pid;

  g_assert_cmpint (pipe (ends), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      g_autoptr (WsProject) own = ws_project_open (f->path, WS_PROJECT_READ_WRITE, NULL);

      said = own != NULL && ws_work_claim (own, RECORD, NULL) ? 'y' : 'n';
      if (write (ends[1], &said, 1) == 1)
        pause ();
      _exit (1);
    }
  g_assert_cmpint (read (ends[0], &said, 1), ==, 1);
  g_assert_cmpint (said, ==, 'y');
  close (ends[0]);
  close (ends[1]);
  return pid;
}

/* Refused while the child lives; free as soon as it is killed, though nobody has waited for it. */
static void
test_other_process (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  pid_t     child = start_child (f);
  siginfo_t info;

  g_assert_false (ws_work_claim (f->project, RECORD, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_STORAGE, "is working on the same request already");

  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitid (P_PID, (id_t)child, &info, WEXITED | WNOWAIT), ==, 0);
  g_assert_true (ws_work_claim (f->project, RECORD, &error));
  g_assert_no_error (error);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

/* A later process with the same number, another computer, and nonsense do not count. */
static void
test_not_alive (Fixture *f, gconstpointer data)
{
  g_autofree char *later = g_strdup_printf ("%s %d 1", g_get_host_name (), (int)getppid ());
  g_autofree char *other = g_strdup_printf ("elsewhere-%s 1 1", g_get_host_name ());
  const char      *claims[] = { later, other, "", "nonsense" };

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ws_project_set_meta (f->project, KEY, claims[i], &error));
      g_assert_true (ws_work_claim (f->project, RECORD, &error));
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/work/claim/other-process", Fixture, NULL, set_up, test_other_process, tear_down);
  g_test_add ("/work/claim/not-alive", Fixture, NULL, set_up, test_not_alive, tear_down);
  return g_test_run ();
}
