/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* A folder of its own for each test, in which wscape runs and has its data; removed at the end. */
typedef struct
{
  char *folder;
} Place;

static inline void
place_init (Place *place)
{
  g_autoptr (GError) error = NULL;

  place->folder = g_dir_make_tmp ("ws-cli-XXXXXX", &error);
  g_assert_no_error (error);
}

static inline void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static inline void
place_clear (Place *place)
{
  remove_tree (place->folder);
  g_free (place->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static inline char *
place_path (const Place *place, const char *name)
{
  return g_build_filename (place->folder, name, NULL);
}

/* -- running -- */

static inline GSubprocess *
start_argv (const Place         *place,
            const char *const   *argv,
            const char          *stdout_path,
            GSpawnChildSetupFunc setup)
{
  const char *leaks = g_getenv ("LSAN_OPTIONS");
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *quiet = NULL;
  GSubprocess     *process;

  launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDERR_PIPE |
      (stdout_path == NULL ? G_SUBPROCESS_FLAGS_STDOUT_PIPE : G_SUBPROCESS_FLAGS_NONE));
  g_subprocess_launcher_set_cwd (launcher, place->folder);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", place->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  /* a leak checker's summary of what it suppressed is no complaint of wscape's */
  quiet = g_strconcat (leaks != NULL ? leaks : "", ":print_suppressions=0", NULL);
  g_subprocess_launcher_setenv (launcher, "LSAN_OPTIONS", quiet, TRUE);
  if (stdout_path != NULL)
    g_subprocess_launcher_set_stdout_file_path (launcher, stdout_path);
  if (setup != NULL)
    g_subprocess_launcher_set_child_setup (launcher, setup, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return process;
}

/* Words of @line are split at blanks. */
static inline GSubprocess *
start_limited (const Place *place, const char *line, GSpawnChildSetupFunc setup)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autofree char *binary =
      g_build_filename (g_getenv ("WS_TEST_BUILD_ROOT"), "src", "cli", "wscape", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, binary);
  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_ptr_array_add (argv, words[i]);
  g_ptr_array_add (argv, NULL);
  return start_argv (place, (const char *const *)argv->pdata, NULL, setup);
}

static inline GSubprocess *
start (const Place *place, const char *line)
{
  return start_limited (place, line, NULL);
}

typedef struct
{
  int   status; /* exit status, -1 when a signal ended it */
  char *out, *err;
} Result;

static inline void
result_clear (Result *result)
{
  g_free (result->out);
  g_free (result->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static inline Result
finish (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;
  Result result = { 0 };

  g_subprocess_communicate_utf8 (process, NULL, NULL, &result.out, &result.err, &error);
  g_assert_no_error (error);
  result.status =
      g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  return result;
}

static inline Result
run (const Place *place, const char *line)
{
  g_autoptr (GSubprocess) process = start (place, line);

  return finish (process);
}

/* Exit status 0 and nothing to complain about. */
static inline char *
run_good (const Place *place, const char *line)
{
  g_auto (Result) result = run (place, line);

  g_assert_cmpstr (result.err, ==, "");
  g_assert_cmpint (result.status, ==, 0);
  return g_steal_pointer (&result.out);
}

static inline void
run_quiet (const Place *place, const char *line)
{
  g_free (run_good (place, line));
}

/* @status with one line on stderr that has @part in it, and nothing on stdout. */
static inline void
run_bad (const Place *place, const char *line, int status, const char *part)
{
  g_auto (Result) result = run (place, line);
  const char *end = strchr (result.err, '\n');

  if (result.status != status || strstr (result.err, part) == NULL)
    g_test_message ("%s\n%d: %s", line, result.status, result.err);
  g_assert_cmpint (result.status, ==, status);
  g_assert_nonnull (strstr (result.err, part));
  g_assert_true (g_str_has_prefix (result.err, "wscape: "));
  g_assert_nonnull (end);
  g_assert_cmpstr (end, ==, "\n");
  g_assert_cmpstr (result.out, ==, "");
}

/* -- JSON: exactly one document -- */

static inline JsonNode *
run_json (const Place *place, const char *line)
{
  g_autofree char *more = g_strconcat (line, " --json", NULL);
  g_autofree char *out = run_good (place, more);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (out, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_assert_true (g_str_has_suffix (out, "\n"));
  return node;
}

static inline JsonObject *
as_object (JsonNode *node)
{
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  return json_node_get_object (node);
}

/* Each of the blank-separated @names is a member; null counts. */
static inline void
assert_members (JsonObject *object, const char *names)
{
  g_auto (GStrv) words = g_strsplit (names, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!json_object_has_member (object, words[i]))
      g_error ("the document has no \"%s\"", words[i]);
}

static inline double
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  g_assert_nonnull (node);
  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  g_assert_cmpuint (json_node_get_value_type (node), !=, G_TYPE_STRING);
  return json_node_get_double (node);
}

static inline void
assert_fraction (JsonObject *object, const char *name)
{
  double value = get_number (object, name);

  g_assert_true (value >= 0.0 && value <= 1.0);
}

static inline GBytes *
read_bytes (const Place *place, const char *name)
{
  g_autofree char *path = place_path (place, name);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize size = 0;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}
