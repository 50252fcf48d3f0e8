/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli-test.h"

/* The whole path on a tiny scale, with the document that --json promises at each step. */

#define TRAIN                                                                                      \
  "zoo train a.wscape --data fashion-mnist-small --models 12 --epochs 2 --train-images 300 "       \
  "--recipe batch=20,lr=0.003 --recipe init=kaiming_uniform --seed 3"
#define LEARN                                                                                      \
  "hyper train a.wscape --preset compact --name tiny --epochs 2 --set d=16 --set h=2 --set f=32 "  \
  "--set L=1 --set q=8 --set head_width=16 --set head_out=8"
#define SAMPLE "sample a.wscape --method kde --target top30 --count 5 --seed 2 --name best"

static void
assert_population (JsonObject *zoo)
{
  JsonArray  *epochs;
  JsonObject *last;

  assert_members (zoo, "name kind arch data n recipe seed epochs");
  g_assert_cmpstr (json_object_get_string_member (zoo, "name"), ==, "zoo");
  g_assert_cmpstr (json_object_get_string_member (zoo, "kind"), ==, "zoo");
  g_assert_cmpint (json_object_get_int_member (zoo, "n"), ==, 12);
  g_assert_cmpint (json_object_get_int_member (zoo, "seed"), ==, 3);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (zoo, "recipe"), "batch"), ==, 20);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (zoo, "recipe"), "n_train"), ==,
      300);
  epochs = json_object_get_array_member (zoo, "epochs");
  g_assert_cmpuint (json_array_get_length (epochs), ==, 3);
  last = json_array_get_object_element (epochs, 2);
  assert_members (last, "epoch n train_loss train_acc test_loss test_acc_mean test_acc_std");
  g_assert_cmpint (json_object_get_int_member (last, "epoch"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (last, "n"), ==, 12);
  assert_fraction (last, "test_acc_mean");
  assert_fraction (last, "train_acc");
}

static void
check_zoo (const Place *place)
{
  g_autoptr (JsonNode) trained = run_json (place, TRAIN);
  g_autoptr (JsonNode) info = run_json (place, "zoo info a.wscape");
  g_autofree char *text = run_good (place, "zoo info a.wscape");
  g_autofree char *again = run_good (place, TRAIN);
  JsonArray       *list;

  assert_population (as_object (trained));
  list = json_object_get_array_member (as_object (info), "populations");
  g_assert_cmpuint (json_array_get_length (list), ==, 1);
  assert_population (json_array_get_object_element (list, 0));
  g_assert_nonnull (strstr (text, "12 networks"));
  g_assert_nonnull (strstr (again, "Was done already"));
}

static void
assert_hyper (JsonObject *hyper)
{
  static const char *const splits[] = { "train", "validation", "test" };
  static const char *const targets[] = { "test_acc", "epoch", "ggap" };
  JsonObject              *r2, *decoded, *probes;

  assert_members (hyper, "name preset from parameters latents uses_images epochs best_epoch kept "
                         "config r2 decoded probes losses");
  g_assert_false (json_object_get_boolean_member (hyper, "uses_images"));
  g_assert_cmpint (json_object_get_int_member (hyper, "latents"), ==, 8);
  g_assert_cmpstr (json_object_get_string_member (hyper, "kept"), ==, "last");
  g_assert_cmpstr (json_object_get_string_member (hyper, "name"), ==, "tiny");
  g_assert_cmpint (json_object_get_int_member (hyper, "epochs"), ==, 2);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (hyper, "config"), "q"), ==, 8);
  g_assert_cmpint (json_object_get_int_member (hyper, "parameters"), >, 1000);
  r2 = json_object_get_object_member (hyper, "r2");
  decoded = json_object_get_object_member (hyper, "decoded");
  for (guint i = 0; i < G_N_ELEMENTS (splits); i++)
    {
      JsonObject *part = json_object_get_object_member (r2, splits[i]);
      JsonObject *pair = json_object_get_object_member (decoded, splits[i]);

      g_assert_cmpfloat (get_number (part, "all"), <=, 1.0);
      assert_members (json_object_get_object_member (part, "layers"), "conv1 conv2 conv3 fc1 fc2");
      assert_members (pair, "n original_acc_mean decoded_acc_mean rank_correlation");
      assert_fraction (pair, "decoded_acc_mean");
    }
  probes = json_object_get_object_member (hyper, "probes");
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    assert_members (json_object_get_object_member (probes, targets[i]), "z statistics weights");
  assert_members (json_object_get_object_member (hyper, "align"),
                  "method signs reference networks distance_before distance_after");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (hyper, "losses")), ==, 2);
}

static void
check_hyper (const Place *place)
{
  g_autoptr (JsonNode) trained = run_json (place, LEARN);
  g_autoptr (JsonNode) info = run_json (place, "hyper info a.wscape");
  g_autofree char *text = run_good (place, "hyper info a.wscape");
  g_autofree char *again = run_good (place, LEARN);
  JsonArray       *list;

  assert_hyper (as_object (trained));
  list = json_object_get_array_member (as_object (info), "hypers");
  g_assert_cmpuint (json_array_get_length (list), ==, 1);
  assert_hyper (json_array_get_object_element (list, 0));
  g_assert_nonnull (strstr (text, "R²"));
  g_assert_nonnull (strstr (again, "Was done already"));
}

static void
check_samples (const Place *place)
{
  static const char *const beside[] = {
    "sample a.wscape --method weight-kde --target top30 --count 5",
    "sample a.wscape --method random --count 5",
    "sample a.wscape --method weight-kde --target top30 --count 5 --refine reject=2 --refine scale",
    "sample a.wscape --method flow --set steps=5 --set width=8 --target accuracy:0.1.. --count 5",
  };
  g_autoptr (JsonNode) node = run_json (place, SAMPLE), refined = NULL;
  g_autofree char *again = run_good (place, SAMPLE);
  JsonObject      *samples = as_object (node);

  assert_members (samples, "population method target n seed acc_mean acc_std novelty");
  g_assert_cmpstr (json_object_get_string_member (samples, "population"), ==, "best");
  g_assert_cmpstr (json_object_get_string_member (samples, "method"), ==, "kde");
  g_assert_cmpstr (json_object_get_string_member (samples, "target"), ==, "top30");
  g_assert_cmpint (json_object_get_int_member (samples, "n"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (samples, "seed"), ==, 2);
  assert_fraction (samples, "acc_mean");
  assert_members (json_object_get_object_member (samples, "novelty"),
                  "distance overlap distance_ratio overlap_mean copy_overlap_mean aligned_distance "
                  "aligned_nearest aligned_distance_ratio aligned_pair_distance_ratio");
  g_assert_nonnull (strstr (again, "Was done already"));
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *first = run_good (place, beside[i]), *second = run_good (place, beside[i]);

      g_assert_null (strstr (first, "Was done already"));
      g_assert_nonnull (strstr (second, "Was done already"));
    }
  /* other draws under a name that is taken */
  run_bad (place, "sample a.wscape --method kde --count 6 --name best", 1, "best");
  refined = run_json (place, "sample a.wscape --method kde --count 5 --refine scale=logits");
  assert_members (as_object (refined), "plain_acc_mean plain_acc_std refinement");
  assert_members (json_object_get_object_member (as_object (refined), "refinement"),
                  "refine draws plain_loss_mean train_images");
}

static void
check_embed (const Place *place)
{
  g_autoptr (JsonNode) node = run_json (place, "embed a.wscape --project pca");
  JsonArray  *list = json_object_get_array_member (as_object (node), "populations");
  JsonObject *zoo = json_array_get_object_element (list, 0);

  g_assert_cmpuint (json_array_get_length (list), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (zoo, "name"), ==, "zoo");
  g_assert_cmpint (json_object_get_int_member (zoo, "states"), ==, 36);
}

/* A map that is no plane says what it is worth, and has a figure of its own. */
static void
check_map (const Place *place)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) plane = NULL, map = NULL;
  g_autofree char *text = NULL;
  JsonObject      *object;
  gsize            size;

  run_bad (place, "figure a.wscape map -o none.svg --project tsne", 1, "embed --project tsne");
  node = run_json (place, "embed a.wscape --project tsne");
  object = as_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "projection"), ==, "tsne");
  g_assert_cmpint (json_object_get_int_member (object, "rows"), ==, 36);
  assert_fraction (json_object_get_object_member (object, "quality"), "trustworthiness");
  assert_fraction (json_object_get_object_member (object, "quality"), "recall");
  run_quiet (place, "figure a.wscape map -o plane.svg --size 480x320");
  run_quiet (place, "figure a.wscape map -o tsne.svg --size 480x320 --project tsne");
  plane = read_bytes (place, "plane.svg");
  map = read_bytes (place, "tsne.svg");
  g_assert_false (g_bytes_equal (plane, map));
  text = g_strndup (g_bytes_get_data (map, &size), g_bytes_get_size (map));
  g_assert_nonnull (strstr (text, "t-SNE 1 (no units)"));
}

/* The same settings are recognised, other ones make a map of their own. */
static void
check_map_settings (const Place *place)
{
  g_autofree char *same = NULL, *other = NULL, *again = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  same = run_good (place, "embed a.wscape --project tsne --map-seed 1");
  g_assert_true (g_str_has_prefix (same, "Was done already.\n"));
  other = run_good (place, "embed a.wscape --project tsne --perplexity 5.5 --map-seed 3");
  g_assert_null (strstr (other, "Was done already"));
  node = run_json (place, "embed a.wscape --project tsne --perplexity 5.5 --map-seed 3");
  object = as_object (node);
  g_assert_cmpfloat (get_number (object, "perplexity"), ==, 5.5);
  g_assert_cmpint (json_object_get_int_member (object, "seed"), ==, 3);
  again = run_good (place, "embed a.wscape --project tsne");
  g_assert_true (g_str_has_prefix (again, "Was done already.\n"));
  run_bad (place, "embed a.wscape --project umap --neighbours 37", 1, "the map has 36");
  run_bad (place, "embed a.wscape --project tsne --perplexity 12", 1, "the map has 36");
}

static void
check_evaluate (const Place *place)
{
  g_autoptr (JsonNode) node = run_json (place, "evaluate a.wscape --population best --split test");
  JsonObject *scores = as_object (node);
  JsonArray  *models = json_object_get_array_member (scores, "models");

  assert_members (scores, "population data split n acc_mean acc_std loss_mean models");
  g_assert_cmpint (json_object_get_int_member (scores, "n"), ==, 5);
  g_assert_cmpuint (json_array_get_length (models), ==, 5);
  assert_members (json_array_get_object_element (models, 0), "id acc loss");
  assert_fraction (scores, "acc_mean");
}

static void
check_ensemble (const Place *place)
{
  g_autoptr (JsonNode) node = run_json (place, "ensemble a.wscape --population zoo --size 1,4");
  g_autofree char *text = run_good (place, "ensemble a.wscape --population zoo");
  JsonObject      *report = as_object (node), *four;
  JsonArray       *sizes = json_object_get_array_member (report, "sizes");

  assert_members (report, "population data epoch n dropped images draws seed sizes");
  g_assert_cmpuint (json_array_get_length (sizes), ==, 2);
  four = json_array_get_object_element (sizes, 1);
  assert_members (four, "size draws acc_mean acc_std acc_low acc_high majority_acc_mean "
                        "majority_acc_std members_mean members_std gain gain_low gain_high "
                        "disagreement error_overlap oracle");
  g_assert_cmpint (json_object_get_int_member (four, "size"), ==, 4);
  assert_fraction (four, "acc_mean");
  assert_fraction (four, "members_mean");
  assert_fraction (four, "disagreement");
  g_assert_nonnull (strstr (text, "Ensembles of zoo: "));
  run_bad (place, "ensemble a.wscape --population zoo --size 4000", 1, "4000");
}

static void
assert_curve (JsonObject *report, guint n, guint n_epochs)
{
  JsonArray  *curves;
  JsonObject *last;

  assert_members (report, "population source data arch n recipe seed curves");
  g_assert_cmpstr (json_object_get_string_member (report, "arch"), ==, "cnn-s");
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (report, "recipe"), "batch"), ==,
      10);
  curves = json_object_get_array_member (report, "curves");
  g_assert_cmpuint (json_array_get_length (curves), ==, n_epochs + 1);
  last = json_array_get_object_element (curves, n_epochs);
  assert_members (last, "epoch n acc_mean acc_std acc_low acc_high loss_mean");
  g_assert_cmpint (json_object_get_int_member (last, "epoch"), ==, n_epochs);
  g_assert_cmpint (json_object_get_int_member (last, "n"), ==, n);
  assert_fraction (last, "acc_mean");
}

#define TUNE                                                                                       \
  "finetune tuned.wscape --population best --with zoo --scratch 2 --count 3 --epochs 1 "           \
  "--train-images 100 --recipe batch=10"

/* In a copy, so that the document stays what the pictures expect. */
static void
check_finetune (const Place *place)
{
  g_autoptr (GBytes) document = read_bytes (place, "a.wscape");
  g_autoptr (JsonNode) tuned = NULL, taught = NULL;
  g_autofree char *again = NULL, *path = place_path (place, "tuned.wscape");
  JsonArray       *others;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (document, NULL),
                                      (gssize)g_bytes_get_size (document), NULL));
  tuned = run_json (place, TUNE);
  assert_curve (as_object (tuned), 3, 1);
  g_assert_cmpstr (json_object_get_string_member (as_object (tuned), "population"), ==,
                   "best-tuned");
  others = json_object_get_array_member (as_object (tuned), "others");
  g_assert_cmpuint (json_array_get_length (others), ==, 2);
  assert_curve (json_array_get_object_element (others, 0), 3, 1);
  assert_curve (json_array_get_object_element (others, 1), 2, 1);
  g_assert_true (json_object_get_null_member (json_array_get_object_element (others, 1), "source"));
  again = run_good (place, TUNE);
  g_assert_true (g_str_has_prefix (again, "Was done already.\n"));
  g_assert_nonnull (strstr (again, "zoo-tuned: 3 networks from zoo (cnn-s, fashion-mnist-small)"));
  g_assert_nonnull (strstr (again, "scratch: 2 networks from scratch"));
  taught = run_json (place, "finetune tuned.wscape --population best --teacher zoo --count 1 "
                            "--epochs 1 --train-images 50 --name taught --keep-epochs all");
  g_assert_cmpstr (json_object_get_string_member (as_object (taught), "teacher"), ==, "zoo");
  g_assert_cmpstr (json_object_get_string_member (as_object (taught), "population"), ==, "taught");
}

/* -- pictures -- */

static void
check_figures (const Place *place)
{
  static const char *const kinds[] = { "map", "curves",  "histogram", "loss",
                                       "r2",  "decoded", "samples",   "novelty" };
  static const char *const endings[] = { "svg", "pdf", "png" };
  static const char *const starts[] = { "<?xml", "%PDF-", "\x89PNG" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      guint            e = i % G_N_ELEMENTS (endings);
      g_autofree char *file = g_strdup_printf ("%s.%s", kinds[i], endings[e]);
      g_autofree char *line =
          g_strdup_printf ("figure a.wscape %s -o %s --size 480x320 --theme dark", kinds[i], file);
      g_autoptr (JsonNode) node = run_json (place, line);
      g_autoptr (GBytes) bytes = read_bytes (place, file);
      g_autoptr (GBytes) again = NULL;
      gsize       size;
      const char *data = g_bytes_get_data (bytes, &size);

      assert_members (as_object (node), "kind path title");
      g_assert_cmpuint (size, >, 1000);
      g_assert_cmpint (memcmp (data, starts[e], strlen (starts[e])), ==, 0);
      /* the same figure is the same file */
      run_quiet (place, line);
      again = read_bytes (place, file);
      g_assert_true (g_bytes_equal (bytes, again));
    }
}

/* Places are measured, written and drawn; a finer lattice has the values of a coarser one. */
static void
check_landscape (const Place *place)
{
  g_autoptr (JsonNode) node =
      run_json (place, "landscape a.wscape -o grid.csv --cells 8 --images 50");
  g_autoptr (JsonNode) finer = run_json (place, "landscape a.wscape -o finer.csv --cells 16 "
                                                "--images 50 --latents");
  g_autoptr (JsonNode) bench = NULL;
  g_autoptr (GBytes) csv = read_bytes (place, "grid.csv");
  g_auto (GStrv) lines =
      g_strsplit (g_bytes_get_data (csv, NULL), "\n", -1); /* a file ends with a NUL here */
  JsonArray *rows = json_object_get_array_member (as_object (node), "accuracy");
  JsonArray *fine = json_object_get_array_member (as_object (finer), "accuracy");
  double     step = get_number (as_object (node), "step");
  guint dx = (guint)((get_number (as_object (node), "x0") - get_number (as_object (finer), "x0")) /
                     step * 2.0);
  guint dy = (guint)((get_number (as_object (node), "y0") - get_number (as_object (finer), "y0")) /
                     step * 2.0);

  assert_members (as_object (node), "path hyper projection exact images step x0 y0 accuracy loss");
  g_assert_true (g_str_has_prefix (lines[0], "# a.wscape, tiny, pca, weightscape"));
  g_assert_cmpstr (lines[1], ==, "x,y,accuracy,loss,n_images,is_far");
  g_assert_cmpfloat (get_number (as_object (finer), "step"), ==, 0.5 * step);
  for (guint j = 1; j + 1 < json_array_get_length (rows); j++)
    {
      JsonArray *row = json_array_get_array_element (rows, j);
      JsonArray *other = json_array_get_array_element (fine, 2 * j + dy);

      for (guint i = 1; i + 1 < json_array_get_length (row); i++)
        g_assert_cmpfloat (json_array_get_double_element (row, i), ==,
                           json_array_get_double_element (other, 2 * i + dx));
    }
  run_quiet (place, "figure a.wscape landscape -o landscape.svg --size 480x320 --cells 8 "
                    "--images 50");
  bench = run_json (place, "bench landscape a.wscape --cells 8 --images 50");
  assert_members (as_object (bench), "places images threads read_s first_s coarse_s all_s cpu_s");
  g_assert_cmpfloat (get_number (as_object (bench), "places"), ==, 64.0);
}

static void
check_report (const Place *place)
{
  g_autoptr (JsonNode) node = run_json (place, "report a.wscape -o report/of-a");
  g_autoptr (GBytes) html = read_bytes (place, "report/of-a/report.html");
  JsonArray  *files = json_object_get_array_member (as_object (node), "files");
  gsize       size;
  const char *text = g_bytes_get_data (html, &size);

  g_assert_cmpuint (json_array_get_length (files), ==, 17);
  g_assert_nonnull (g_strstr_len (text, (gssize)size, "<td>zoo</td>"));
  g_assert_nonnull (g_strstr_len (text, (gssize)size, "Representation tiny"));
  g_assert_nonnull (g_strstr_len (text, (gssize)size, "Novelty of the samples"));
  g_assert_nonnull (g_strstr_len (text, (gssize)size, "src=\"map.png\""));
}

/* -- weights out -- */

static void
check_exports (const Place *place)
{
  const gsize network = 4 * 2464;
  g_autoptr (JsonNode) node =
      run_json (place, "export a.wscape --population zoo --format raw -o zoo.raw");
  g_autoptr (GBytes) raw = read_bytes (place, "zoo.raw");
  g_autoptr (GBytes) third = NULL;
  g_autoptr (GBytes) table = NULL;
  g_autoptr (GBytes) tensors = NULL;

  assert_members (as_object (node), "population format path n parameters bytes");
  g_assert_cmpuint (g_bytes_get_size (raw), ==, 12 * network);
  run_quiet (place, "export a.wscape --population zoo --model 3 --epoch 2 --format raw -o one.raw");
  third = read_bytes (place, "one.raw");
  g_assert_cmpmem (g_bytes_get_data (third, NULL), g_bytes_get_size (third),
                   (const guint8 *)g_bytes_get_data (raw, NULL) + 2 * network, network);
  run_quiet (place, "export a.wscape --population zoo --format csv -o a.csv");
  table = read_bytes (place, "a.csv");
  g_assert_true (
      g_str_has_prefix ((const char *)g_bytes_get_data (table, NULL), "# population zoo, cnn-s"));
  run_quiet (place, "export a.wscape --population best --format safetensors -o best.st");
  tensors = read_bytes (place, "best.st");
  g_assert_cmpuint (g_bytes_get_size (tensors), >, 5 * network);
}

static guint
count_pages (const char *path)
{
  g_autofree char *pdf = NULL;
  gsize            n;
  guint            pages = 0;

  g_assert_true (g_file_get_contents (path, &pdf, &n, NULL));
  g_assert_cmpmem (pdf, 5, "%PDF-", 5);
  for (gsize i = 0; i + 11 < n; i++)
    pages += memcmp (pdf + i, "/Type /Page", 11) == 0 && pdf[i + 11] != 's';
  return pages;
}

static void
check_talk (const Place *place)
{
  g_autofree char *path = place_path (place, "talk.pdf"), *picture = NULL, *text = NULL;
  g_autoptr (JsonNode) list = NULL, show = NULL;
  JsonArray  *scenes;
  JsonObject *scene;

  run_bad (place, "present a.wscape", 2, "-o FILE is missing");
  run_bad (place, "present a.wscape -o talk.pdf", 1, "there is no scene yet");
  run_bad (place, "scene add a.wscape tomorrow", 2, "known: map, zoo-accuracy");
  run_bad (place, "scene add a.wscape experiment", 1, "no experiment has been run yet");
  run_quiet (place, "scene add a.wscape map --caption Together --color epoch");
  run_quiet (place, "scene add a.wscape zoo-accuracy --title Rising");
  run_bad (place, "scene add a.wscape finetune", 1, "there is no such fine-tuning yet");
  run_quiet (place, "scene add tuned.wscape finetune");
  run_quiet (place, "scene add a.wscape samples --of best");
  list = run_json (place, "scene list a.wscape");
  scenes = json_object_get_array_member (as_object (list), "scenes");
  g_assert_cmpuint (json_array_get_length (scenes), ==, 3);
  scene = json_array_get_object_element (scenes, 0);
  assert_members (scene, "number title caption page figure view");
  g_assert_cmpstr (json_object_get_string_member (scene, "caption"), ==, "Together");
  g_assert_cmpstr (json_object_get_string_member (scene, "page"), ==, "explore");
  show = run_json (place, "present a.wscape -o talk.pdf --theme slide-dark");
  assert_members (as_object (show), "path slides missing");
  g_assert_cmpint (json_object_get_int_member (as_object (show), "missing"), ==, 0);
  g_assert_cmpuint (count_pages (path), ==, 3);
  run_quiet (place, "present a.wscape -o talk.png");
  picture = place_path (place, "talk-03.png");
  g_assert_true (g_file_test (picture, G_FILE_TEST_EXISTS));
  run_bad (place, "scene remove a.wscape 5", 1, "the talk has 3");
  run_quiet (place, "scene remove a.wscape 1");
  text = run_good (place, "scene list a.wscape");
  g_assert_true (g_str_has_prefix (text, "  1  Rising  (zoo-accuracy)\n"));
}

static void
check_compact (const Place *place)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (JsonNode) info = NULL;
  JsonArray *list;

  run_quiet (place, "compact a.wscape -o small.wscape");
  run_quiet (place, "compact a.wscape -o small.wscape");
  before = read_bytes (place, "a.wscape");
  after = read_bytes (place, "small.wscape");
  g_assert_cmpuint (g_bytes_get_size (after), <, g_bytes_get_size (before));
  info = run_json (place, "zoo info small.wscape");
  list = json_object_get_array_member (as_object (info), "populations");
  g_assert_cmpuint (json_array_get_length (list), ==, 7);
  run_quiet (place, "figure small.wscape map -o small.svg --trails");
}

static void
test_path (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place);
  check_zoo (&place);
  check_hyper (&place);
  check_samples (&place);
  check_embed (&place);
  check_map (&place);
  check_map_settings (&place);
  check_evaluate (&place);
  check_ensemble (&place);
  check_finetune (&place);
  check_figures (&place);
  check_landscape (&place);
  check_report (&place);
  check_exports (&place);
  check_talk (&place);
  check_compact (&place);
}

static void
test_bench (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (JsonNode) node = NULL;
  JsonArray *variants;

  place_init (&place);
  node = run_json (&place, "bench zoo --runs 1 --seconds 0.02");
  variants = json_object_get_array_member (as_object (node), "variants");
  g_assert_cmpuint (json_array_get_length (variants), >, 0);
  assert_members (json_array_get_object_element (variants, 0),
                  "arch channels batch threads isa model_images_per_s gflops share_of_peak");
  g_assert_cmpfloat (get_number (as_object (node), "fma_peak_gflops_per_core"), >, 0.0);
}

static void
test_bench_latent (void)
{
  const char *const names[] = { "pca2", "knn", "umap", "tsne", "kde_per_dim", "ridge_cv" };
  g_auto (Place) place = { 0 };
  g_autoptr (JsonNode) node = NULL;
  JsonArray *variants;

  place_init (&place);
  node = run_json (&place, "bench latent --n 300 --d 40 --few 120 --runs 1 --only "
                           "ridge_cv,pca2,knn,umap,tsne,kde_per_dim");
  variants = json_object_get_array_member (as_object (node), "variants");
  g_assert_cmpuint (json_array_get_length (variants), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonObject *row = json_array_get_object_element (variants, i);

      assert_members (row, "name n d threads repeats seconds min median max cpu_seconds "
                           "trustworthiness recall r2 kl");
      g_assert_cmpstr (json_object_get_string_member (row, "name"), ==, names[i]);
      g_assert_cmpfloat (get_number (row, "n"), ==, i == 2 || i == 3 ? 120.0 : 300.0);
    }
  for (guint i = 2; i < 4; i++) /* the maps are true, the search and the probe find what is there */
    g_assert_cmpfloat (get_number (json_array_get_object_element (variants, i), "trustworthiness"),
                       >, 0.8);
  g_assert_cmpfloat (get_number (json_array_get_object_element (variants, 1), "recall"), ==, 1.0);
  g_assert_cmpfloat (get_number (json_array_get_object_element (variants, 5), "r2"), >, 0.3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/path", test_path);
  g_test_add_func ("/cli/bench", test_bench);
  g_test_add_func ("/cli/bench-latent", test_bench_latent);
  return g_test_run ();
}
