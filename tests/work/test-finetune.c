/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "finetune-test.h"

#include <json-glib/json-glib.h>

static const char *program;

/* -- what comes out -- */

static void
check_report (WsProject *project, gint64 population, guint n)
{
  g_autofree char *json = ws_project_dup_report (project, population, 0, WS_FINETUNE_REPORT);
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonObject *report = json_node_get_object (root), *row;
  JsonArray  *curves = json_object_get_array_member (report, "curves");
  g_autoptr (WsStates) last = NULL;
  double mean = 0;

  g_assert_cmpstr (json_object_get_string_member (report, "data"), ==, DATA);
  g_assert_cmpint (json_object_get_int_member (report, "n"), ==, n);
  g_assert_cmpint (json_object_get_int_member (report, "parameters"), ==, 2464);
  g_assert_cmpuint (json_array_get_length (curves), ==, 3);
  row = json_array_get_object_element (curves, 2);
  last = load (project, json_object_get_string_member (report, "population"), 2, 2, FALSE);
  g_assert_cmpuint (last->n, ==, n);
  for (guint i = 0; i < n; i++)
    mean += (double)last->metrics[i].test_acc / n;
  g_assert_cmpint (json_object_get_int_member (row, "epoch"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (row, "n"), ==, n);
  ws_assert_close (json_object_get_double_member (row, "acc_mean"), mean, 1e-6);
  g_assert_true (json_object_get_double_member (row, "acc_low") <=
                 json_object_get_double_member (row, "acc_mean"));
  g_assert_true (json_object_get_double_member (row, "acc_high") >=
                 json_object_get_double_member (row, "acc_mean"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (row, "acc_quantiles")), ==,
                    7);
}

static void
check_snapshot (WsJob *job, WsProject *project)
{
  g_autoptr (GObject) snapshot = ws_job_dup_snapshot (job);
  guint                  n_curves, n_epochs;
  const WsFinetuneCurve *curves =
      ws_finetune_snapshot_get (WS_FINETUNE_SNAPSHOT (snapshot), &n_curves, &n_epochs);

  g_assert_cmpuint (n_curves, ==, 2);
  g_assert_cmpuint (n_epochs, ==, 2);
  g_assert_cmpstr (curves[0].source, ==, "zoo");
  g_assert_null (curves[1].source);
  for (guint i = 0; i < n_curves; i++)
    {
      g_autoptr (WsStates) states = load (project, curves[i].name, 0, 2, FALSE);

      g_assert_cmpuint (states->n, ==, 3 * curves[i].n_models);
      for (guint s = 0; s < states->n; s++)
        g_assert_cmpfloat (
            curves[i].metrics[states->epoch[s] * curves[i].n_models + states->model[s]].test_acc,
            ==, states->metrics[s].test_acc);
    }
}

static void
test_end_to_end (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsFinetuneRequest request = finetune_request ("zoo", 2);
  g_autoptr (WsJob) job = NULL;
  g_autoptr (WsPopulation) tuned = NULL, scratch = NULL, zoo = NULL;
  g_autoptr (WsStates) source = NULL, start = NULL, kept = NULL, last = NULL;
  g_autoptr (GPtrArray) results = NULL;
  gint64 id;

  place_init (&place);
  project = make_zoos (place.path);
  request.scratch = 3;
  job = new_job (project, &request);
  run_job (job);
  id = ws_work_get_result (job);
  results = ws_finetune_list_results (project, id, NULL);
  g_assert_cmpuint (results->len, ==, 2);
  zoo = ws_project_find_population (project, "zoo", NULL);
  tuned = ws_project_find_population (project, "zoo-tuned", NULL);
  scratch = ws_project_find_population (project, "scratch", NULL);
  g_assert_cmpint (id, ==, tuned->id);
  g_assert_cmpint (((WsPopulation *)results->pdata[1])->id, ==, scratch->id);
  g_assert_cmpstr (tuned->kind, ==, "finetuned");
  g_assert_cmpint (tuned->parent, ==, zoo->id);
  g_assert_cmpstr (tuned->recipe_json, ==, zoo->recipe_json);
  g_assert_true (tuned->complete);
  g_assert_cmpuint (tuned->n, ==, 5);
  g_assert_cmpstr (scratch->kind, ==, "scratch");
  g_assert_cmpint (scratch->parent, ==, 0);
  g_assert_cmpuint (scratch->n, ==, 3);

  /* epoch 0 is the source: weights, scores, lineage */
  source = load (project, "zoo", 2, 2, TRUE);
  start = load (project, "zoo-tuned", 0, 0, TRUE);
  g_assert_cmpuint (start->n, ==, 5);
  g_assert_cmpmem (start->weights, sizeof (float) * 5 * 2464, source->weights,
                   sizeof (float) * 5 * 2464);
  last = load (project, "zoo-tuned", 2, 2, FALSE);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT parent FROM checkpoint WHERE id = %" G_GINT64_FORMAT, start->checkpoint[i]);

      g_assert_cmpfloat (start->metrics[i].test_acc, ==, source->metrics[i].test_acc);
      g_assert_cmpfloat (start->metrics[i].test_loss, ==, source->metrics[i].test_loss);
      g_assert_cmpfloat (start->metrics[i].val_loss, ==, source->metrics[i].val_loss);
      g_assert_cmpint (ask_number (place.path, sql), ==, source->checkpoint[i]);
      g_assert_cmpfloat (last->metrics[i].test_loss, <, start->metrics[i].test_loss);
    }
  kept = load (project, "zoo-tuned", 0, 2, TRUE);
  g_assert_cmpuint (kept->n, ==, 10); /* 0 and last */
  check_report (project, tuned->id, 5);
  check_report (project, scratch->id, 3);
  check_snapshot (job, project);
  g_assert_cmpint (count_rows (place.path, "train_state"), ==, 0);
}

/* Going on from the untrained networks of a zoo by its recipe and seed is what the zoo did: the
 * same images in the same order, and the optimiser begins with nothing. */
static void
test_golden (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsFinetuneRequest request = finetune_request ("zoo", 2);
  g_autoptr (WsStates) zoo = NULL, tuned = NULL;

  place_init (&place);
  project = make_zoos (place.path);
  g_strlcpy (request.from, "0", sizeof request.from);
  g_strlcpy (request.keep, "all", sizeof request.keep);
  request.seed = 7;
  request.scratch = 2;
  finetune (project, &request);
  zoo = load (project, "zoo", 0, 2, TRUE);
  tuned = load (project, "zoo-tuned", 0, 2, TRUE);
  g_assert_cmpuint (tuned->n, ==, 15);
  g_assert_cmpmem (tuned->weights, sizeof (float) * 15 * 2464, zoo->weights,
                   sizeof (float) * 15 * 2464);
  g_assert_cmpmem (tuned->metrics, sizeof (WsEpochMetrics) * 15, zoo->metrics,
                   sizeof (WsEpochMetrics) * 15);
  g_clear_pointer (&tuned, ws_states_free);
  /* and networks from scratch are those of a zoo of that seed */
  tuned = load (project, "scratch", 0, 2, TRUE);
  g_assert_cmpuint (tuned->n, ==, 6);
  g_assert_cmpmem (tuned->weights, sizeof (float) * 6 * 2464, zoo->weights,
                   sizeof (float) * 6 * 2464);
}

/* A population has the same bits alone and among others, and all or only its first networks. */
static void
test_alone_and_together (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) alone = NULL, together = NULL;
  WsFinetuneRequest one = finetune_request ("other", 2), all = finetune_request ("zoo", 2);
  g_autoptr (WsStates) few = NULL, many = NULL;

  place_init (&place);
  place_init (&other);
  alone = make_zoos (place.path);
  together = make_zoos (other.path);
  finetune (alone, &one);
  add_source (&all, "other");
  all.scratch = 17;
  finetune (together, &all);
  assert_same_content (place.path, other.path, CONTENT_OF ("other-tuned"));

  one = finetune_request ("zoo", 2);
  one.count = 2;
  finetune (alone, &one);
  few = load (alone, "zoo-tuned", 2, 2, TRUE);
  many = load (together, "zoo-tuned", 2, 2, TRUE);
  g_assert_cmpuint (few->n, ==, 2);
  g_assert_cmpuint (many->n, ==, 5);
  g_assert_cmpmem (few->weights, sizeof (float) * 2 * 2464, many->weights,
                   sizeof (float) * 2 * 2464);
}

/* Networks that were never trained start as they are, zoos from the epoch and split asked for. */
static void
test_samples (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsFinetuneRequest request = finetune_request ("zoo", 1);
  g_autoptr (WsPopulation) zoo = NULL, samples = NULL;
  g_autoptr (WsStates) states = NULL, from_samples = NULL, from_zoo = NULL, test = NULL;
  g_autoptr (GError) error = NULL;
  const WsStateQuery query = {
    .epoch_first = 1, .epoch_last = 1, .split_mask = 4, .with_weights = TRUE
  };

  place_init (&place);
  project = make_zoos (place.path);
  zoo = ws_project_find_population (project, "zoo", NULL);
  samples = ws_project_find_population (project, "other", NULL);
  states = load (project, "other", 1, 1, TRUE);
  samples->id = 0;
  samples->n = 2;
  g_free (samples->name);
  g_free (samples->kind);
  samples->name = g_strdup ("samples");
  samples->kind = g_strdup ("samples");
  g_clear_pointer (&samples->settings_json, g_free);
  ws_project_add_population (project, samples, &error);
  g_assert_no_error (error);
  ws_project_add_networks (project, samples->id, states->weights, 2, 2464, NULL, &error);
  g_assert_no_error (error);

  add_source (&request, "samples");
  g_strlcpy (request.from, "1", sizeof request.from);
  g_strlcpy (request.split, "test", sizeof request.split);
  finetune (project, &request);
  from_samples = load (project, "samples-tuned", 0, 0, TRUE);
  g_assert_cmpuint (from_samples->n, ==, 2);
  g_assert_cmpmem (from_samples->weights, sizeof (float) * 2 * 2464, states->weights,
                   sizeof (float) * 2 * 2464);
  test = ws_project_load_states (project, zoo->id, &query, NULL);
  from_zoo = load (project, "zoo-tuned", 0, 0, TRUE);
  g_assert_cmpuint (test->n, >, 0);
  g_assert_cmpuint (from_zoo->n, ==, test->n);
  g_assert_cmpmem (from_zoo->weights, sizeof (float) * test->n * 2464, test->weights,
                   sizeof (float) * test->n * 2464);
}

/* -- again -- */

static void
test_was_there (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) project = NULL, whole = NULL;
  WsFinetuneRequest request = finetune_request ("zoo", 1);
  g_autoptr (WsJob) again = NULL, after = NULL;
  g_autoptr (WsPopulation) scratch = NULL, made = NULL;
  gint64 first;

  place_init (&place);
  place_init (&other);
  project = make_zoos (place.path);
  whole = make_zoos (other.path);
  request.scratch = 2;
  finetune (whole, &request);
  first = finetune (project, &request);
  again = new_job (project, &request);
  run_job (again);
  g_assert_true (ws_work_was_there (again));
  g_assert_cmpint (ws_work_get_result (again), ==, first);
  g_assert_cmpint (count_rows (place.path, "population"), ==, 4);

  /* what was deleted of it is made again, and only that */
  scratch = ws_project_find_population (project, "scratch", NULL);
  g_assert_true (ws_project_delete_population (project, scratch->id, NULL));
  after = new_job (project, &request);
  run_job (after);
  g_assert_false (ws_work_was_there (after));
  g_assert_cmpint (ws_work_get_result (after), ==, first);
  made = ws_project_find_population (project, "scratch", NULL);
  g_assert_cmpint (made->id, !=, scratch->id);
  assert_same_content (place.path, other.path, CONTENT_OF ("scratch"));
  assert_same_content (place.path, other.path, CONTENT_OF ("zoo-tuned"));
}

/* Another population of the same name is another source. */
static void
test_other_source (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsFinetuneRequest request = finetune_request ("other", 1);
  WsZooRequest      zoo = zoo_request (2, 1, 100);
  g_autoptr (WsPopulation) source = NULL, remade = NULL, tuned = NULL;
  gint64 first, second;

  place_init (&place);
  project = make_zoos (place.path);
  first = finetune (project, &request);
  source = ws_project_find_population (project, "other", NULL);
  g_assert_true (ws_project_delete_population (project, source->id, NULL));
  g_strlcpy (zoo.name, "other", sizeof zoo.name);
  train_zoo (project, &zoo);
  second = finetune (project, &request);
  g_assert_cmpint (second, !=, first);
  remade = ws_project_find_population (project, "other", NULL);
  tuned = ws_project_get_population (project, second, NULL);
  g_assert_cmpint (tuned->parent, ==, remade->id);
  g_assert_cmpuint (tuned->n, ==, 2);
}

/* -- stopped -- */

static WsFinetuneRequest
long_request (void)
{
  WsFinetuneRequest request = finetune_request ("zoo", 2);

  add_source (&request, "other");
  request.scratch = 10;
  g_strlcpy (request.keep, "all", sizeof request.keep);
  return request;
}

#define ALL_CONTENT                                                                                \
  "SELECT p.name, m.idx, c.epoch, c.train_loss, c.val_acc, c.test_loss, c.test_acc, w.data, "      \
  "c.parent FROM model m JOIN population p ON p.id = m.population "                                \
  "JOIN checkpoint c ON c.model = m.id LEFT JOIN weights w ON w.checkpoint = c.id "                \
  "ORDER BY p.name, m.idx, c.epoch"

static void
test_cancel_and_go_on (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) whole = NULL, broken = NULL;
  WsFinetuneRequest request = long_request ();

  place_init (&place);
  place_init (&other);
  whole = make_zoos (place.path);
  broken = make_zoos (other.path);
  finetune (whole, &request);
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (WsJob) job = new_job (broken, &request);

      cancel_at (job, other.path, "checkpoint", ROWS_BEFORE + 13 * i);
    }
  finetune (broken, &request);
  assert_same_content (place.path, other.path, ALL_CONTENT);
  g_assert_cmpint (count_rows (other.path, "train_state"), ==, 0);
  g_assert_cmpint (count_rows (other.path, "population"), ==, 5);
}

/* Called off before an epoch was there, nothing is there. */
static void
test_cancel_at_once (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsFinetuneRequest request = long_request ();
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = make_zoos (place.path);
  job = new_job (project, &request);
  ws_job_start (job);
  ws_job_cancel (job);
  g_assert_false (ws_job_wait (job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count_rows (place.path, "population"), ==, 2);
}

static int
child (const char *path)
{
  g_autoptr (WsProject) project = ws_project_open (path, WS_PROJECT_READ_WRITE, NULL);
  WsFinetuneRequest request = long_request ();
  g_autoptr (WsJob) job = ws_finetune_work_new (project, &request, NULL);

  return ws_job_run_sync (job, NULL) ? 0 : 1;
}

static void
test_kill (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) whole = NULL, broken = NULL;
  WsFinetuneRequest request = long_request ();
  gboolean          was_killed = FALSE;

  place_init (&place);
  place_init (&other);
  whole = make_zoos (place.path);
  g_object_unref (make_zoos (other.path));
  finetune (whole, &request);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GSubprocess) process = start_child (program, "finetune", other.path);

      was_killed = kill_at (process, other.path, i == 0 ? "job" : "checkpoint",
                            i == 0 ? 3 : ROWS_BEFORE + g_test_rand_int_range (1, 50));
    }
  broken = open_project (other.path, WS_PROJECT_READ_WRITE);
  if (was_killed && ask_number (other.path, "SELECT state <> 'done' FROM job WHERE id = 3"))
    finish_job (resume_job (broken));
  assert_same_content (place.path, other.path, ALL_CONTENT);
  g_assert_cmpint (count_rows (other.path, "population"), ==, 5);
}

/* -- refusals -- */

static void
assert_refused (WsProject *project, WsFinetuneRequest request, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = ws_finetune_work_new (project, &request, &error);

  if (job != NULL)
    {
      ws_job_start (job);
      g_assert_false (ws_job_wait (job, &error));
    }
  g_assert_error (error, WS_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, words);
  g_assert_cmpint (count_rows (ws_project_get_path (project), "population"), ==, 2);
}

static void
test_refusals (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsFinetuneRequest good = finetune_request ("zoo", 1), request;

  place_init (&place);
  project = make_zoos (place.path);
  request = finetune_request (NULL, 1);
  assert_refused (project, request, WS_ERROR_VALUE, "no networks");
  request.scratch = 3;
  assert_refused (project, request, WS_ERROR_VALUE, "image set");
  request = finetune_request ("nobody", 1);
  assert_refused (project, request, WS_ERROR_NOT_FOUND, "nobody");
  request = good;
  add_source (&request, "zoo");
  assert_refused (project, request, WS_ERROR_VALUE, "twice");
  request = good;
  g_strlcpy (request.from, "7", sizeof request.from);
  assert_refused (project, request, WS_ERROR_NOT_FOUND, "zoo");
  request = good;
  g_strlcpy (request.from, "soon", sizeof request.from);
  assert_refused (project, request, WS_ERROR_VALUE, "soon");
  request = good;
  g_strlcpy (request.split, "half", sizeof request.split);
  assert_refused (project, request, WS_ERROR_VALUE, "half");
  request = good;
  g_strlcpy (request.arch, "cnn-xl", sizeof request.arch);
  assert_refused (project, request, WS_ERROR_VALUE, "cnn-s");
  request = good;
  g_strlcpy (request.control, "mixed", sizeof request.control);
  assert_refused (project, request, WS_ERROR_VALUE, "mixed");
  request = good;
  g_strlcpy (request.teacher, "nobody", sizeof request.teacher);
  assert_refused (project, request, WS_ERROR_NOT_FOUND, "nobody");
  request = good;
  g_strlcpy (request.teacher, "zoo", sizeof request.teacher);
  request.teacher_weight = 2;
  assert_refused (project, request, WS_ERROR_VALUE, "weight");
  request = good;
  g_strlcpy (request.name, "other", sizeof request.name);
  assert_refused (project, request, WS_ERROR_EXISTS, "other");
  request = good;
  request.n_epochs = 1000000;
  assert_refused (project, request, WS_ERROR_VALUE, "epochs");
  request = good;
  g_strlcpy (request.data, "no-such-set", sizeof request.data);
  assert_refused (project, request, WS_ERROR_NOT_FOUND, "no-such-set");
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return child (argv[3]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/finetune/end-to-end", test_end_to_end);
  g_test_add_func ("/work/finetune/golden", test_golden);
  g_test_add_func ("/work/finetune/alone-and-together", test_alone_and_together);
  g_test_add_func ("/work/finetune/samples", test_samples);
  g_test_add_func ("/work/finetune/was-there", test_was_there);
  g_test_add_func ("/work/finetune/other-source", test_other_source);
  g_test_add_func ("/work/finetune/cancel-and-go-on", test_cancel_and_go_on);
  g_test_add_func ("/work/finetune/cancel-at-once", test_cancel_at_once);
  g_test_add_func ("/work/finetune/kill", test_kill);
  g_test_add_func ("/work/finetune/refusals", test_refusals);
  return g_test_run ();
}
