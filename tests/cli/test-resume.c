/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli-test.h"

#include <signal.h>
#include <sys/resource.h>

#define ZOO "--data fashion-mnist-small --models 20 --epochs 2 --seed 7 --train-images 400"

static GBytes *
export_zoo (const Place *place, const char *document)
{
  g_autofree char *line =
      g_strdup_printf ("export %s --population zoo --format raw -o out.raw", document);

  run_quiet (place, line);
  return read_bytes (place, "out.raw");
}

static void
train_all (const Place *place, const char *document, const char *more)
{
  g_autofree char *line = g_strdup_printf ("zoo train %s " ZOO " %s", document, more);

  run_quiet (place, line);
}

/* How many epochs of the zoo are in the document; 0 while there is none. */
static guint
count_epochs (const Place *place, const char *document)
{
  g_autofree char *line = g_strdup_printf ("zoo info %s --json", document);
  g_auto (Result) result = run (place, line);
  g_autoptr (JsonNode) node = result.status == 0 ? json_from_string (result.out, NULL) : NULL;
  JsonArray *list;

  if (node == NULL)
    return 0;
  list = json_object_get_array_member (as_object (node), "populations");
  return json_array_get_length (list) == 0
             ? 0
             : json_array_get_length (json_object_get_array_member (
                   json_array_get_object_element (list, 0), "epochs"));
}

/* Until the running process has saved more than @n epochs, or has ended. */
static void
wait_for_epochs (const Place *place, GSubprocess *process, const char *document, guint n)
{
  while (g_subprocess_get_identifier (process) != NULL && count_epochs (place, document) <= n)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_same_bits (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GBytes) one = NULL;
  g_autoptr (GBytes) two = NULL;
  g_autoptr (GBytes) killed = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_auto (Result) result = { 0 };

  place_init (&place);
  train_all (&place, "one.wscape", "--threads 1");
  train_all (&place, "two.wscape", "--threads 2");
  one = export_zoo (&place, "one.wscape");
  two = export_zoo (&place, "two.wscape");
  g_assert_cmpuint (g_bytes_get_size (one), ==, 20 * 4 * 2464);
  g_assert_true (g_bytes_equal (one, two));

  process = start (&place, "zoo train killed.wscape " ZOO);
  wait_for_epochs (&place, process, "killed.wscape", 0);
  g_subprocess_send_signal (process, SIGKILL);
  result = finish (process);
  g_assert_cmpint (result.status, !=, 1);
  train_all (&place, "killed.wscape", "");
  killed = export_zoo (&place, "killed.wscape");
  g_assert_true (g_bytes_equal (one, killed));
}

/* Files can grow to 300 kB only; writing on fails instead of raising a signal. */
static void
limit_files_cb (gpointer data)
{
  const struct rlimit limit = { 300 * 1024, 300 * 1024 };

  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
}

/* What was saved before the disk was full is gone on with. */
static void
test_full_disk (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) want = NULL;
  g_autoptr (GBytes) got = NULL;
  g_auto (Result) result = { 0 };

  place_init (&place);
  process = start_limited (&place, "zoo train full.wscape " ZOO, limit_files_cb);
  result = finish (process);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_true (g_str_has_prefix (result.err, "wscape: full.wscape: "));
  g_assert_cmpstr (strchr (result.err, '\n'), ==, "\n");
  g_assert_cmpstr (result.out, ==, "");

  train_all (&place, "full.wscape", "");
  train_all (&place, "good.wscape", "");
  got = export_zoo (&place, "full.wscape");
  want = export_zoo (&place, "good.wscape");
  g_assert_true (g_bytes_equal (got, want));
}

/* So many epochs that the end is out of reach: only a signal can stop it. */
#define LONG                                                                                       \
  "zoo train long.wscape --data fashion-mnist-small --models 4 --epochs 10000 --seed 7 "           \
  "--train-images 50"

static void
interrupt (const Place *place, int signal_number, guint n_before)
{
  g_autoptr (GSubprocess) process = start (place, LONG);
  g_auto (Result) result = { 0 };

  wait_for_epochs (place, process, "long.wscape", n_before);
  g_subprocess_send_signal (process, signal_number);
  result = finish (process);
  g_assert_cmpint (result.status, ==, 3);
  g_assert_cmpstr (result.err, ==,
                   "wscape: interrupted; everything so far is saved: run the same line again to go "
                   "on\n");
  g_assert_cmpstr (result.out, ==, "");
}

static void
test_interrupt (void)
{
  g_auto (Place) place = { 0 };
  guint n_first, n_second;

  place_init (&place);
  interrupt (&place, SIGINT, 0);
  n_first = count_epochs (&place, "long.wscape");
  g_assert_cmpuint (n_first, >, 0);
  interrupt (&place, SIGTERM, n_first);
  n_second = count_epochs (&place, "long.wscape");
  g_assert_cmpuint (n_second, >, n_first);
}

/* Two processes never work on the same line. */
static void
test_twice_at_once (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GSubprocess) process = NULL;
  g_auto (Result) result = { 0 };

  place_init (&place);
  process = start (&place, LONG);
  wait_for_epochs (&place, process, "long.wscape", 0);
  run_bad (&place, LONG, 1, "already");
  g_subprocess_send_signal (process, SIGINT);
  result = finish (process);
  g_assert_cmpint (result.status, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/resume/same-bits", test_same_bits);
  g_test_add_func ("/cli/resume/full-disk", test_full_disk);
  g_test_add_func ("/cli/resume/interrupt", test_interrupt);
  g_test_add_func ("/cli/resume/twice-at-once", test_twice_at_once);
  return g_test_run ();
}
