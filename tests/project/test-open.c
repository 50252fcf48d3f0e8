/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project-private.h"

#include "core/error.h"
#include "project-test.h"

#include <signal.h>
#include <sys/resource.h>

/* What people do to documents: each time one sentence, and the file as it was. */

static void
write_file (const char *path, gconstpointer data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize)size, &error);
  g_assert_no_error (error);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

/* Refused with this code in one sentence that names the file; not a byte of it changed. */
static void
assert_refused (const char *path, WsProjectMode mode, GQuark domain, int code, const char *words)
{
  gboolean is_file = g_file_test (path, G_FILE_TEST_IS_REGULAR);
  g_autoptr (GBytes) before = is_file ? read_file (path) : NULL, after = NULL;
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ws_project_open (path, mode, &error));
  g_assert_error (error, domain, code);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
  if (!is_file)
    return;
  after = read_file (path);
  g_assert_true (g_bytes_equal (before, after));
}

/* A document with a zoo of two networks and two epochs. */
static void
make_document (const char *path)
{
  g_autoptr (WsProject) project = open_project (path, WS_PROJECT_CREATE);
  g_autoptr (GError) error = NULL;
  gint64 id = add_population (project, "zoo", "zoo", 2);

  for (guint epoch = 0; epoch < 2; epoch++)
    {
      save_epoch (project, id, 0, 2, epoch, TRUE, &error);
      g_assert_no_error (error);
    }
}

static guint
count_states (const char *path, WsProjectMode mode)
{
  const WsStateQuery query = { .epoch_last = WS_EPOCH_LAST - 1, .with_weights = TRUE };
  g_autoptr (WsProject) project = open_project (path, mode);
  g_autoptr (WsStates) states = NULL;
  g_autoptr (GError) error = NULL;

  states = ws_project_load_states (project, 1, &query, &error);
  g_assert_no_error (error);
  return states->n;
}

/* -- opening -- */

static void
test_create (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *nowhere = NULL, *journal = NULL, *value = NULL, *gone = NULL;

  place_init (&place);
  nowhere = g_build_filename (place.folder, "no-folder", "a.wscape", NULL);
  assert_refused (place.path, WS_PROJECT_READ_WRITE, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                  "no such document");
  assert_refused (place.path, WS_PROJECT_READ_ONLY, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                  "no such document");
  assert_refused (nowhere, WS_PROJECT_CREATE, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no folder");
  assert_refused (place.folder, WS_PROJECT_CREATE, WS_ERROR, WS_ERROR_FORMAT, "a folder");
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));

  {
    g_autoptr (WsProject) project = open_project (place.path, WS_PROJECT_CREATE);
    g_autoptr (WsProject) other = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_false (ws_project_is_read_only (project));
    g_assert_cmpstr (ws_project_get_path (project), ==, place.path);
    g_assert_true (ws_project_set_meta (project, "title", "first", &error));
    g_assert_true (ws_project_set_meta (project, "title", "second", &error));
    g_assert_true (ws_project_set_meta (project, "gone", "soon", &error));
    g_assert_true (ws_project_set_meta (project, "gone", NULL, &error));
    g_assert_no_error (error);
    other = ws_project_reopen (project, &error);
    g_assert_no_error (error);
    value = ws_project_dup_meta (other, "title");
    g_assert_cmpstr (value, ==, "second");
    gone = ws_project_dup_meta (other, "gone");
    g_assert_null (gone);
  }
  journal = g_strconcat (place.path, "-wal", NULL);
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS)); /* one file to carry about */
  g_assert_cmpint (ask_number (place.path, "PRAGMA application_id"), ==, 0x57736370);
  g_assert_cmpint (ask_number (place.path, "PRAGMA user_version"), ==, ws_schema_get_version ());
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM pragma_foreign_key_check"), ==,
                   0);
}

static void
test_not_ours (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *noise = g_malloc (20000);

  place_init (&place);
  write_file (place.path, "", 0);
  assert_refused (place.path, WS_PROJECT_READ_WRITE, WS_ERROR, WS_ERROR_FORMAT, "empty");
  write_file (place.path, "Dear diary,\n", 12);
  for (int mode = WS_PROJECT_CREATE; mode <= WS_PROJECT_READ_ONLY; mode++)
    assert_refused (place.path, (WsProjectMode)mode, WS_ERROR, WS_ERROR_FORMAT,
                    "not a Weightscape document");
  for (int i = 0; i < 20000; i++)
    noise[i] = (char)g_test_rand_int_range (0, 256);
  write_file (place.path, noise, 20000);
  for (int mode = WS_PROJECT_CREATE; mode <= WS_PROJECT_READ_ONLY; mode++)
    assert_refused (place.path, (WsProjectMode)mode, WS_ERROR, WS_ERROR_FORMAT,
                    "not a Weightscape document");
  g_unlink (place.path);
  run_sql (place.path, "CREATE TABLE bookmark (url TEXT); INSERT INTO bookmark VALUES ('x')");
  for (int mode = WS_PROJECT_CREATE; mode <= WS_PROJECT_READ_ONLY; mode++)
    assert_refused (place.path, (WsProjectMode)mode, WS_ERROR, WS_ERROR_FORMAT, "another program");
}

static void
test_newer (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *sql = g_strdup_printf ("PRAGMA journal_mode = DELETE; PRAGMA user_version = %u",
                                          ws_schema_get_version () + 1);

  place_init (&place);
  make_document (place.path);
  run_sql (place.path, sql);
  for (int mode = WS_PROJECT_CREATE; mode <= WS_PROJECT_READ_ONLY; mode++)
    assert_refused (place.path, (WsProjectMode)mode, WS_ERROR, WS_ERROR_VERSION, "update");
  run_sql (place.path, "PRAGMA user_version = 0");
  assert_refused (place.path, WS_PROJECT_READ_WRITE, WS_ERROR, WS_ERROR_STORAGE, "damaged");
}

/* Every length is refused or read as far as it is whole; whatever comes, it is said. */
static void
test_truncated (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GBytes) whole = NULL;
  gsize         size;
  const guint8 *data;

  place_init (&place);
  make_document (place.path);
  run_sql (place.path, "PRAGMA journal_mode = DELETE");
  whole = read_file (place.path);
  data = g_bytes_get_data (whole, &size);
  for (gsize length = 1; length < size; length += size / 23 + 1)
    {
      const WsStateQuery query = { .epoch_last = WS_EPOCH_LAST - 1, .with_weights = TRUE };
      g_autoptr (GError) error = NULL;
      g_autoptr (WsProject) project = NULL;
      g_autoptr (WsStates) states = NULL;

      write_file (place.path, data, length);
      project = ws_project_open (place.path, WS_PROJECT_READ_WRITE, &error);
      if (project != NULL)
        states = ws_project_load_states (project, 1, &query, &error);
      g_assert_null (states);
      g_assert_nonnull (error);
      g_assert_true (error->domain == WS_ERROR);
      g_assert_true (error->code == WS_ERROR_FORMAT || error->code == WS_ERROR_STORAGE);
      g_assert_null (strchr (error->message, '\n'));
    }
}

/* -- read-only places -- */

static void
assert_reads_without_traces (const Place *place)
{
  g_autoptr (GBytes) before = read_file (place->path), after = NULL;
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  g_assert_cmpuint (count_states (place->path, WS_PROJECT_READ_ONLY), ==, 4);
  after = read_file (place->path);
  g_assert_true (g_bytes_equal (before, after));
  dir = g_dir_open (place->folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 1);
}

static void
test_read_only (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *other = NULL;

  place_init (&place);
  make_document (place.path);
  other = g_build_filename (place.folder, "b.wscape", NULL);
  assert_reads_without_traces (&place);

  g_assert_cmpint (g_chmod (place.path, 0444), ==, 0);
  assert_refused (place.path, WS_PROJECT_READ_WRITE, WS_ERROR, WS_ERROR_STORAGE, "read-only");
  assert_refused (place.path, WS_PROJECT_CREATE, WS_ERROR, WS_ERROR_STORAGE, "read-only");
  assert_reads_without_traces (&place);

  g_assert_cmpint (g_chmod (place.folder, 0555), ==, 0);
  assert_reads_without_traces (&place);
  g_assert_cmpint (g_chmod (place.path, 0644), ==, 0);
  assert_refused (place.path, WS_PROJECT_READ_WRITE, WS_ERROR, WS_ERROR_STORAGE, "read-only");
  assert_refused (other, WS_PROJECT_CREATE, WS_ERROR, WS_ERROR_STORAGE, "read-only");
  assert_reads_without_traces (&place);
  g_assert_cmpint (g_chmod (place.folder, 0755), ==, 0);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_states (place.path, WS_PROJECT_READ_WRITE), ==, 4);
}

/* A read-only connection writes nothing, and says so. */
static void
test_read_only_connection (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) population = new_population ("more", "zoo", 1);
  g_autoptr (GError) error = NULL;

  place_init (&place);
  make_document (place.path);
  project = open_project (place.path, WS_PROJECT_READ_ONLY);
  g_assert_true (ws_project_is_read_only (project));
  g_assert_false (ws_project_add_population (project, population, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_false (ws_project_set_meta (project, "title", "x", &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
}

/* -- transactions -- */

static void
test_transactions (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *a = NULL, *b = NULL, *c = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  g_assert_true (ws_project_begin (project, &error));
  g_assert_true (ws_project_begin (project, &error));
  ws_project_set_meta (project, "a", "1", &error);
  g_assert_true (ws_project_commit (project, &error));
  ws_project_set_meta (project, "b", "2", &error);
  g_assert_true (ws_project_commit (project, &error));
  g_assert_no_error (error);

  /* an inner part that was undone takes the whole with it */
  g_assert_true (ws_project_begin (project, &error));
  ws_project_set_meta (project, "c", "3", &error);
  g_assert_true (ws_project_begin (project, &error));
  ws_project_rollback (project);
  g_assert_false (ws_project_commit (project, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  a = ws_project_dup_meta (project, "a");
  b = ws_project_dup_meta (project, "b");
  c = ws_project_dup_meta (project, "c");
  g_assert_cmpstr (a, ==, "1");
  g_assert_cmpstr (b, ==, "2");
  g_assert_null (c);
}

/* -- no room -- */

/* The disk is full at every page in turn: the epoch is there or not, what was before is whole. */
static void
test_full_disk (void)
{
  g_auto (Place) place = { 0 };
  gint64   n_pages, n_states = 4;
  gboolean was_full = FALSE, was_saved = FALSE;

  place_init (&place);
  make_document (place.path);
  n_pages = ask_number (place.path, "PRAGMA page_count");
  for (gint64 room = 0; !was_saved; room++)
    {
      g_autoptr (WsProject) project = open_project (place.path, WS_PROJECT_READ_WRITE);
      g_autofree char *limit =
          g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, n_pages + room);
      g_autoptr (GError) error = NULL;

      sqlite3_exec (ws_project_get_handle (project), limit, NULL, NULL, NULL);
      was_saved = save_epoch (project, 1, 0, 2, 2, TRUE, &error);
      if (was_saved)
        n_states = 6;
      else
        {
          g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
          g_assert_nonnull (strstr (error->message, "the disk is full"));
          was_full = TRUE;
        }
      /* the connection goes on reading */
      g_assert_cmpuint (count_states (place.path, WS_PROJECT_READ_ONLY), ==, n_states);
    }
  g_assert_true (was_full);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM pragma_integrity_check "
                                           "WHERE integrity_check <> 'ok'"),
                   ==, 0);
}

/* The system itself stops writing at some byte, in a process of its own. */
static void
write_under_limit (const char *path, gsize n_bytes)
{
  struct rlimit limit = { n_bytes, n_bytes };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  guint epoch = 2;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  project = ws_project_open (path, WS_PROJECT_READ_WRITE, &error);
  while (error == NULL && epoch < 100)
    save_epoch (project, 1, 0, 2, epoch++, TRUE, &error);
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  g_assert_null (strchr (error->message, '\n'));
  g_printerr ("saved %u\n", project != NULL ? epoch - 1 : 2);
}

static void
test_system_limit (void)
{
  for (gsize n_bytes = 0; n_bytes < 400000; n_bytes += 57000)
    {
      g_auto (Place) place = { 0 };
      g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, n_bytes);

      if (g_test_subprocess ())
        {
          write_under_limit (g_getenv ("WS_TEST_PATH"),
                             (gsize)g_ascii_strtoull (g_getenv ("WS_TEST_SIZE"), NULL, 10));
          return;
        }
      place_init (&place);
      make_document (place.path);
      g_setenv ("WS_TEST_PATH", place.path, TRUE);
      g_setenv ("WS_TEST_SIZE", size, TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      g_assert_cmpuint (count_states (place.path, WS_PROJECT_READ_WRITE), >=, 4);
      g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM pragma_integrity_check "
                                               "WHERE integrity_check <> 'ok'"),
                       ==, 0);
      g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM checkpoint WHERE id NOT IN "
                                               "(SELECT checkpoint FROM weights)"),
                       ==, 0); /* whole epochs only */
      g_assert_cmpint (ask_number (place.path, "SELECT count (*) % 2 FROM checkpoint"), ==, 0);
    }
}

/* A document that could not be begun leaves nothing behind. */
static void
test_no_room_to_begin (void)
{
  g_auto (Place) place = { 0 };
  struct rlimit limit = { 4096, 4096 };
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ())
    {
      signal (SIGXFSZ, SIG_IGN);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      g_assert_null (ws_project_open (g_getenv ("WS_TEST_PATH"), WS_PROJECT_CREATE, &error));
      g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
      return;
    }
  place_init (&place);
  g_setenv ("WS_TEST_PATH", place.path, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/open/create", test_create);
  g_test_add_func ("/project/open/not-ours", test_not_ours);
  g_test_add_func ("/project/open/newer", test_newer);
  g_test_add_func ("/project/open/truncated", test_truncated);
  g_test_add_func ("/project/open/read-only", test_read_only);
  g_test_add_func ("/project/open/read-only-connection", test_read_only_connection);
  g_test_add_func ("/project/open/transactions", test_transactions);
  g_test_add_func ("/project/open/full-disk", test_full_disk);
  g_test_add_func ("/project/open/system-limit", test_system_limit);
  g_test_add_func ("/project/open/no-room-to-begin", test_no_room_to_begin);
  return g_test_run ();
}
