/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "finetune-test.h"

/* Fine-tuning on other images, in other architectures, with a control or a teacher, and as a part.
 */

/* A set of its own in a folder: fewer images, and the classes the other way round. */
static char *
make_other_set (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = ws_dataset_load (DATA, &error);
  const char *const names[] = { "train", "t10k" };
  const WsImages   *parts[] = { set->train, set->test };
  char             *path = g_build_filename (folder, "turned", NULL);

  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      guint            n = 150;
      gsize            size = (gsize)n * 28 * 28;
      guint8          *pixels = g_memdup2 (parts[i]->pixels, size), *labels = g_new (guint8, n);
      g_autofree char *image_name = g_strdup_printf ("%s-images-idx3-ubyte", names[i]);
      g_autofree char *label_name = g_strdup_printf ("%s-labels-idx1-ubyte", names[i]);
      g_autofree char *image_path = g_build_filename (path, image_name, NULL);
      g_autofree char *label_path = g_build_filename (path, label_name, NULL);
      g_autoptr (WsImages) images = NULL;

      for (guint k = 0; k < n; k++)
        labels[k] = 9 - parts[i]->labels[k];
      images = ws_images_new (n, 1, 28, 28, 10, pixels, labels);
      g_assert_true (ws_idx_write (images, image_path, label_path, FALSE, &error));
      g_assert_no_error (error);
    }
  return path;
}

static void
remove_set (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_remove (file), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
test_other_data (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsFinetuneRequest request = finetune_request ("zoo", 2);
  g_autoptr (WsPopulation) tuned = NULL;
  g_autoptr (WsStates) source = NULL, start = NULL, last = NULL;
  g_autofree char *path = NULL;
  WsRecipe         recipe;
  gint64           id;

  place_init (&place);
  project = make_zoos (place.path);
  path = make_other_set (place.folder);
  g_strlcpy (request.data, path, sizeof request.data);
  g_assert_true (ws_finetune_get_recipe (project, &request, &recipe, NULL));
  g_assert_cmpfloat (recipe.lr, ==, 3e-4f); /* the set's, not the zoo's */
  recipe.lr = recipe.lr_max = 3e-3f;
  g_strlcpy (recipe.name, "custom", sizeof recipe.name);
  request.recipe = recipe;
  request.count = 2;
  id = finetune (project, &request);
  tuned = ws_project_get_population (project, id, NULL);
  g_assert_cmpstr (tuned->data, ==, path);
  source = load (project, "zoo", 2, 2, TRUE);
  start = load (project, "zoo-tuned", 0, 0, TRUE);
  last = load (project, "zoo-tuned", 2, 2, FALSE);
  g_assert_cmpmem (start->weights, sizeof (float) * 2 * 2464, source->weights,
                   sizeof (float) * 2 * 2464);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpfloat (start->metrics[i].test_acc, !=, source->metrics[i].test_acc);
      g_assert_cmpfloat (last->metrics[i].test_loss, <, start->metrics[i].test_loss);
    }
  remove_set (path);
}

/* The control: what each layer holds, in another order. */
static void
test_shuffled (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsFinetuneRequest request = finetune_request ("zoo", 0);
  g_autoptr (WsStates) source = NULL, start = NULL;
  double before = 0, after = 0;

  place_init (&place);
  project = make_zoos (place.path);
  g_strlcpy (request.control, "shuffled", sizeof request.control);
  finetune (project, &request);
  source = load (project, "zoo", 2, 2, TRUE);
  start = load (project, "zoo-tuned", 0, 0, TRUE);
  for (guint i = 0; i < 208; i++)
    {
      before += (double)source->weights[i];
      after += (double)start->weights[i];
    }
  ws_assert_close (after, before, 1e-4);
  g_assert_cmpint (memcmp (source->weights, start->weights, sizeof (float) * 208), !=, 0);
}

/* Learning what an ensemble says: other weights than from the labels, and the same whenever asked.
 */
static void
test_teacher (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) project = NULL, broken = NULL;
  WsFinetuneRequest request = finetune_request ("other", 2), plain = request;
  g_autoptr (WsStates) taught = NULL, untaught = NULL, first = NULL;
  g_autoptr (WsJob) job = NULL;

  place_init (&place);
  place_init (&other);
  project = make_zoos (place.path);
  broken = make_zoos (other.path);
  request.scratch = 2;
  g_strlcpy (request.teacher, "zoo", sizeof request.teacher);
  finetune (project, &request);
  g_strlcpy (plain.name, "plain", sizeof plain.name);
  finetune (project, &plain);
  taught = load (project, "other-tuned", 2, 2, TRUE);
  untaught = load (project, "plain", 2, 2, TRUE);
  first = load (project, "scratch", 0, 2, FALSE);
  g_assert_cmpint (memcmp (taught->weights, untaught->weights, sizeof (float) * 3 * 2464), !=, 0);
  g_assert_cmpfloat (first->metrics[2].test_loss, <, first->metrics[0].test_loss);

  job = new_job (broken, &request);
  cancel_at (job, other.path, "checkpoint", ROWS_BEFORE + 5);
  finetune (broken, &request);
  assert_same_content (place.path, other.path, CONTENT_OF ("other-tuned"));
  assert_same_content (place.path, other.path, CONTENT_OF ("scratch"));
}

/* Into other architectures: what comes over, the rest by the recipe's rule, and it learns. */
static void
test_architectures (void)
{
  static const struct
  {
    const char *name;
    gsize       n_params, n_same;
  } archs[] = { { "cnn-s-res", 2562, 2464 },
                { "cnn-4conv", 2464, 2464 },
                { "cnn-4conv-id", 2464, 2464 } };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsStates) source = NULL;

  place_init (&place);
  project = make_zoos (place.path);
  source = load (project, "zoo", 2, 2, TRUE);
  for (guint a = 0; a < G_N_ELEMENTS (archs); a++)
    {
      WsFinetuneRequest request = finetune_request ("zoo", 1);
      g_autoptr (WsStates) start = NULL, scratch = NULL, last = NULL;
      g_autofree char *tuned = g_strdup_printf ("%s-zoo", archs[a].name);
      g_autofree char *random = g_strdup_printf ("%s-scratch", archs[a].name);
      gsize            n_params = archs[a].n_params;

      request.count = request.scratch = 2;
      g_strlcpy (request.arch, archs[a].name, sizeof request.arch);
      g_strlcpy (request.name, archs[a].name, sizeof request.name);
      finetune (project, &request);
      start = load (project, tuned, 0, 0, TRUE);
      last = load (project, tuned, 1, 1, FALSE);
      scratch = load (project, random, 0, 0, TRUE);
      g_assert_cmpuint (start->n_params, ==, n_params);
      for (guint i = 0; i < 2; i++)
        {
          const float *w = start->weights + i * n_params, *r = scratch->weights + i * n_params;

          g_assert_cmpmem (w, sizeof *w * archs[a].n_same, source->weights + i * (gsize)2464,
                           sizeof *w * archs[a].n_same);
          /* new layers are those of the network from scratch of the same number */
          g_assert_cmpmem (w + archs[a].n_same, sizeof *w * (n_params - archs[a].n_same),
                           r + archs[a].n_same, sizeof *w * (n_params - archs[a].n_same));
          g_assert_cmpfloat (last->metrics[i].train_loss, <, start->metrics[i].train_loss);
        }
    }
}

/* -- as a part of another job -- */

static gboolean
tune_twice (WsWork *work, WsJob *job, GError **error)
{
  for (guint i = 0; i < 3; i++)
    {
      WsFinetuneRequest request = finetune_request ("other", 1);
      g_autoptr (GPtrArray) results = NULL;

      request.seed = i < 2 ? 1 : 2;
      results = ws_work_finetune (work, job, &request, i < 2 ? "unit 1" : "unit 2", error);
      if (results == NULL)
        return FALSE;
      g_assert_cmpuint (results->len, ==, 1);
    }
  return TRUE;
}

static void
test_part (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;

  place_init (&place);
  project = make_zoos (place.path);
  job = ws_work_new (project, "tests", "Tests", g_strdup ("{}"), "", 1, FALSE, tune_twice, &error);
  g_assert_no_error (error);
  run_job (job);
  g_assert_cmpint (ws_work_get_result (job), ==, 0);
  g_assert_cmpint (count_rows (place.path, "population"), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/transfer/other-data", test_other_data);
  g_test_add_func ("/work/transfer/shuffled", test_shuffled);
  g_test_add_func ("/work/transfer/teacher", test_teacher);
  g_test_add_func ("/work/transfer/architectures", test_architectures);
  g_test_add_func ("/work/transfer/part", test_part);
  return g_test_run ();
}
