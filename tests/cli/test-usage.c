/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli-test.h"

static const char *const commands[] = {
  "data list",      "data info",        "data import",     "zoo train",
  "zoo info",       "hyper train",      "hyper info",      "embed",
  "sample",         "evaluate",         "figure",          "report",
  "export",         "compact",          "bench zoo",       "experiment list",
  "experiment run", "experiment table", "bench latent",    "ensemble",
  "finetune",       "landscape",        "bench landscape", "scene list",
  "scene add",      "scene remove",     "present",
};

static void
test_help (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *all = NULL;

  place_init (&place);
  all = run_good (&place, "--help");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *line = g_strconcat (commands[i], " --help", NULL);
      g_autofree char *usage = g_strconcat ("Usage: wscape ", commands[i], NULL);
      g_autofree char *entry = g_strconcat ("\n  ", commands[i], " ", NULL);
      g_autofree char *example = g_strconcat ("Example:\n  wscape ", commands[i], NULL);
      g_autofree char *help = run_good (&place, line);

      g_assert_true (g_str_has_prefix (help, usage));
      g_assert_nonnull (strstr (help, example));
      g_assert_nonnull (strstr (help, "--json"));
      g_assert_nonnull (strstr (all, entry));
    }
}

/* The examples of the help are lines that are understood. */
static void
test_examples (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *line = g_strconcat (commands[i], " --help", NULL);
      g_autofree char *help = run_good (&place, line);
      const char *example = strstr (help, "Example:\n  wscape ") + strlen ("Example:\n  wscape ");
      g_autofree char *again =
          g_strdup_printf ("%.*s --help", (int)strcspn (example, "\n"), example);
      g_autofree char *same = run_good (&place, again);

      g_assert_cmpstr (same, ==, help);
    }
}

static void
test_groups (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *zoo = NULL, *version = NULL;

  place_init (&place);
  zoo = run_good (&place, "zoo --help");
  g_assert_nonnull (strstr (zoo, "zoo train P"));
  g_assert_nonnull (strstr (zoo, "zoo info P"));
  g_assert_null (strstr (zoo, "hyper"));
  version = run_good (&place, "--version");
  g_assert_true (g_str_has_prefix (version, "wscape " WS_VERSION));
}

/* Without a document. */
static void
test_methods (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *text = NULL, *help = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *list;

  place_init (&place);
  text = run_good (&place, "sample --methods");
  help = run_good (&place, "sample --help");
  node = run_json (&place, "sample --methods");
  list = json_object_get_array_member (as_object (node), "methods");
  g_assert_cmpuint (json_array_get_length (list), >, 10);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject      *method = json_array_get_object_element (list, i);
      JsonArray       *settings = json_object_get_array_member (method, "settings");
      const char      *name = json_object_get_string_member (method, "name");
      g_autofree char *line = g_strdup_printf ("%s: ", name);
      g_autofree char *entry = g_strdup_printf ("\n  %s ", name);

      assert_members (method, "title source space conditional learns");
      g_assert_nonnull (strstr (text, line));
      g_assert_nonnull (strstr (help, entry));
      for (guint k = 0; k < json_array_get_length (settings); k++)
        assert_members (json_array_get_object_element (settings, k),
                        "key title kind preset low high");
    }
  run_bad (&place, "sample a.wscape --methods", 2, "a.wscape");
}

static void
test_bad_usage (void)
{
  static const struct
  {
    const char *line, *part;
  } bad[] = {
    { "", "command" },
    { "nonsense", "nonsense" },
    { "zoo", "zoo" },
    { "zoo nonsense", "nonsense" },
    { "zoo info", "P is missing" },
    { "zoo info a b", "\"b\"" },
    { "zoo info a --nonsense", "--nonsense" },
    { "zoo info a --threads 0x", "--threads" },
    { "zoo info a --threads -1", "--threads" },
    { "data info", "NAME is missing" },
    { "data import digits", "--from" },
    { "zoo train a.wscape", "--data" },
    { "zoo train a.wscape --data fashion-mnist-small --epochs 1", "--models" },
    { "zoo train a.wscape --data fashion-mnist-small --models 0 --epochs 1", "--models" },
    { "zoo train a.wscape --data fashion-mnist-small --models 1 --epochs x", "--epochs" },
    { "zoo train a.wscape --data fashion-mnist-small --models 1 --epochs 1 --seed -2", "--seed" },
    { "zoo train a.wscape --data fashion-mnist-small --models 1 --epochs 1 --recipe nope", "nope" },
    { "zoo train a.wscape --data fashion-mnist-small --models 1 --epochs 1 --recipe nope=1",
      "nope" },
    { "zoo train a.wscape --data fashion-mnist-small --models 1 --epochs 1 --recipe lr=fast",
      "fast" },
    { "hyper train a.wscape --preset nope", "nope" },
    { "hyper train a.wscape --set nope=1", "nope" },
    { "hyper train a.wscape --set q", "KEY=VALUE" },
    { "sample a.wscape --count 3", "--method" },
    { "sample a.wscape --method kde --count 0", "--count" },
    { "sample a.wscape --method kde --count 3 --target best", "best" },
    { "sample a.wscape --method kde --count 3 --target accuracy:1..0", "no target" },
    { "sample a.wscape --method kde --count 3 --bandwidth -1", "bandwidth" },
    { "sample a.wscape --method kde --count 3 --set width=1", "width" },
    { "sample a.wscape --method kde --count 3 --set bandwidth", "KEY=VALUE" },
    { "sample a.wscape --method kde --count 3 --refine reject=1", "subsample=K" },
    { "evaluate a.wscape", "--population" },
    { "ensemble a.wscape", "--population" },
    { "ensemble a.wscape --population zoo --draws 0", "--draws" },
    { "finetune a.wscape", "--population" },
    { "finetune a.wscape --population zoo --epochs -1", "--epochs" },
    { "finetune a.wscape --population zoo --with a,b,c,d,e,f,g,h", "at most 8" },
    { "finetune a.wscape --population zoo --teacher-weight 0.5", "--teacher" },
    { "finetune a.wscape --population zoo --teacher b --teacher-weight 2", "from" },
    { "figure a.wscape nonsense -o a.png", "map, landscape, curves" },
    { "figure a.wscape map", "-o" },
    { "figure a.wscape map -o a.png --size huge", "huge" },
    { "figure a.wscape map -o a.png --theme pink", "pink" },
    { "report a.wscape", "-o" },
    { "export a.wscape --population zoo", "--format" },
    { "compact a.wscape", "-o" },
    { "embed a.wscape --project tsne --neighbours 9", "--project umap" },
    { "embed a.wscape --project umap --perplexity 9", "--project tsne" },
    { "embed a.wscape --map-seed 9", "--map-seed" },
    { "embed a.wscape --project umap --neighbours 2", "from 3 to 1000, not \"2\"" },
    { "embed a.wscape --project umap --neighbours 15.5", "15.5" },
    { "embed a.wscape --project umap --min-dist nan", "from 0 to 1" },
    { "embed a.wscape --project umap --min-dist 0.1x", "from 0 to 1" },
    { "embed a.wscape --project tsne --perplexity 0.9", "from 1 to 500" },
    { "embed a.wscape --project tsne --perplexity inf", "from 1 to 500" },
    { "embed a.wscape --project tsne --map-seed -1", "--map-seed is a whole number" },
    { "bench zoo --runs 0", "--runs" },
    { "bench zoo --seconds 0", "--seconds" },
    { "bench latent --only nonsense", "umap_all" },
    { "bench latent --n 0", "--n" },
    { "landscape a.wscape", "-o" },
    { "landscape a.wscape -o x.csv --cells 0", "--cells" },
    { "landscape a.wscape -o x.csv --cells 5000", "--cells" },
    { "landscape a.wscape -o x.csv --images 0", "--images" },
    { "landscape a.wscape -o x.csv --window 1,2,3", "--window" },
    { "landscape a.wscape -o x.csv --window 1,0,3,4", "--window" },
    { "figure a.wscape landscape -o x.svg --cells -1", "--cells" },
    { "bench landscape a.wscape --cells 0", "--cells" },
  };
  g_auto (Place) place = { 0 };
  g_autofree char *path = NULL;

  place_init (&place);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    run_bad (&place, bad[i].line, 2, bad[i].part);
  path = place_path (&place, "a.wscape");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A result that nobody could read is a failure. */
static void
test_full_output (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *binary =
      g_build_filename (g_getenv ("WS_TEST_BUILD_ROOT"), "src", "cli", "wscape", NULL);
  const char *const argv[] = { binary, "data", "list", "--json", NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_auto (Result) result = { 0 };

  place_init (&place);
  process = start_argv (&place, argv, "/dev/full", NULL);
  result = finish (process);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_nonnull (strstr (result.err, "standard output"));
}

static void
test_links (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *binary =
      g_build_filename (g_getenv ("WS_TEST_BUILD_ROOT"), "src", "cli", "wscape", NULL);
  const char *const argv[] = { "readelf", "-d", binary, NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_auto (Result) result = { 0 };

  place_init (&place);
  process = start_argv (&place, argv, NULL, NULL);
  result = finish (process);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.out, "libglib-2.0"));
  g_assert_null (strstr (result.out, "libgtk"));
  g_assert_null (strstr (result.out, "libgdk"));
  g_assert_null (strstr (result.out, "libadwaita"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/usage/help", test_help);
  g_test_add_func ("/cli/usage/examples", test_examples);
  g_test_add_func ("/cli/usage/groups", test_groups);
  g_test_add_func ("/cli/usage/methods", test_methods);
  g_test_add_func ("/cli/usage/bad", test_bad_usage);
  g_test_add_func ("/cli/usage/full-output", test_full_output);
  g_test_add_func ("/cli/usage/links", test_links);
  return g_test_run ();
}
