/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "core/numeric.h"

static const char *program;
static Place       shared; /* a trained document, copied for each test */

static WsProject *
open_copy (const Place *place)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (shared.path, &data, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (place->path, data, (gssize)size, &error);
  g_assert_no_error (error);
  return open_project (place->path, WS_PROJECT_READ_WRITE);
}

static WsSampleRequest
sample_request (const char *method, guint count)
{
  WsSampleRequest request = { .count = count, .seed = 5, .evaluate = TRUE };

  g_strlcpy (request.method, method, sizeof request.method);
  request.target = WS_TARGET_TOP30;
  return request;
}

static gint64
sample (WsProject *project, const WsSampleRequest *request)
{
  g_autoptr (GError) error = NULL;
  WsJob *job = ws_sample_work_new (project, request, &error);

  g_assert_no_error (error);
  return finish_job (job);
}

static WsStates *
load_samples (WsProject *project, gint64 id)
{
  const WsStateQuery query = { .epoch_last = 100, .with_weights = TRUE };
  g_autoptr (GError) error = NULL;
  WsStates *states = ws_project_load_states (project, id, &query, &error);

  g_assert_no_error (error);
  return states;
}

/* -- every method -- */

static JsonObject *
open_report (WsProject *project, const WsPopulation *population, JsonNode **root)
{
  g_autofree char *json =
      ws_project_dup_report (project, population->id, population->hyper, WS_NOVELTY_REPORT);

  g_assert_nonnull (json);
  *root = json_from_string (json, NULL);
  g_assert_nonnull (*root);
  return json_node_get_object (*root);
}

static double
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  g_assert_nonnull (node);
  return JSON_NODE_HOLDS_NULL (node) ? (double)NAN : json_node_get_double (node);
}

static void
check_report (WsProject *project, const WsPopulation *population)
{
  static const char *const arrays[] = { "distance", "nearest", "overlap", "z_distance",
                                        "nearest_disagreement" };
  static const char *const numbers[] = { "acc_mean",
                                         "acc_std",
                                         "loss_mean",
                                         "distance_mean",
                                         "distance_median",
                                         "overlap_mean",
                                         "z_distance_median",
                                         "train_distance_mean",
                                         "train_distance_median",
                                         "train_overlap_mean",
                                         "train_z_distance_median",
                                         "copy_distance_mean",
                                         "copy_overlap_mean",
                                         "distance_ratio",
                                         "disagreement",
                                         "nearest_disagreement_mean",
                                         "train_disagreement",
                                         "copy_disagreement_mean",
                                         "pair_distance",
                                         "zoo_pair_distance",
                                         "pair_distance_ratio" };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *report = open_report (project, population, &root);
  JsonObject *ensemble;
  JsonArray  *nearest;

  g_assert_cmpint (json_object_get_int_member (report, "n"), ==, population->n);
  g_assert_cmpint (json_object_get_int_member (report, "images"), ==, 1000);
  g_assert_cmpint (json_object_get_int_member (report, "references"), ==, 24);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (report, arrays[i])), ==,
                      population->n);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_true (isfinite (get_number (report, numbers[i])));
  ensemble = json_object_get_object_member (report, "ensemble");
  g_assert_cmpint (json_object_get_int_member (ensemble, "networks"), ==,
                   MIN (population->n, 8)); /* as many as there are train networks */
  ws_assert_close (get_number (ensemble, "gain"),
                   get_number (ensemble, "acc") - get_number (ensemble, "members"), 1e-12);
  ws_assert_close (get_number (ensemble, "zoo_gain"),
                   get_number (ensemble, "zoo_acc") - get_number (ensemble, "zoo_members"), 1e-12);
  g_assert_cmpint (json_object_get_null_member (report, "invariance"), ==, population->hyper == 0);
  nearest = json_object_get_array_member (report, "nearest");
  for (guint i = 0; i < population->n; i++)
    g_assert_cmpint (json_array_get_int_element (nearest, i), <, 12);
}

/* What is stored is what the representation and the images say of it. */
static void
check_networks (WsProject *project, const WsPopulation *population, const WsStates *states)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyper) model = ws_project_load_hyper (project, 1, &error);
  g_autoptr (WsProjection) projection = ws_project_find_projection (project, 1, "pca", &error);
  g_autoptr (WsTensorImages) images = ws_work_load_images (population, NULL, "test", &error);
  guint             n = states->n, q = ws_hyper_get_n_latents (model);
  g_autofree float *z = g_new (float, n *q), *other_z = g_new (float, n *q);
  g_autofree float *w = g_new (float, n * states->n_params), *acc = g_new (float, n);
  g_autofree float *loss = g_new (float, n), *places = g_new (float, n * 3);
  g_autofree float *want = g_new (float, n * 3);
  const WsArch     *arch;
  WsActivation      act;

  g_assert_no_error (error);
  g_assert_true (ws_population_get_network (population, &arch, &act, &error));
  g_assert_cmpint (ws_project_load_latents (project, 1, states->checkpoint, n, q, z, &error), ==,
                   n);
  if (population->hyper != 0)
    {
      ws_hyper_decode (model, z, n, w);
      g_assert_cmpmem (w, sizeof (float) * n * states->n_params, states->weights,
                       sizeof (float) * n * states->n_params);
    }
  else
    {
      ws_hyper_encode (model, states->weights, n, other_z);
      g_assert_cmpmem (z, sizeof (float) * n * q, other_z, sizeof (float) * n * q);
    }
  g_assert_cmpint (
      ws_project_load_points (project, projection->id, states->checkpoint, n, 3, places, &error),
      ==, n);
  ws_projection_place (projection, z, n, want);
  g_assert_cmpmem (places, sizeof (float) * n * 3, want, sizeof (float) * n * 3);
  g_assert_true (
      ws_zoo_evaluate (arch, act, states->weights, n, images, loss, acc, NULL, NULL, &error));
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpfloat (states->metrics[i].test_acc, ==, acc[i]);
      g_assert_cmpfloat (states->metrics[i].test_loss, ==, loss[i]);
    }
}

typedef struct
{
  const char *method, *kind, *name;
  gboolean    is_decoded;
} Method;

static const Method methods[] = {
  { "kde", "samples", "kde-top30", TRUE },
  { "kde-dim", "samples", "kde-dim-top30", TRUE },
  { "kde-joint", "samples", "kde-joint-top30", TRUE },
  { "midpoint", "samples", "midpoint-top30", TRUE },
  { "weight-kde", "baseline", "weight-kde-top30", FALSE },
  { "weight-kde-joint", "baseline", "weight-kde-joint-top30", FALSE },
  { "random", "random", "random", FALSE },
  { "reconstruct", "reconstruction", "reconstruct-top30", TRUE },
};

static void
test_methods (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;

  place_init (&place);
  project = open_copy (&place);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      const Method   *method = &methods[i];
      WsSampleRequest request = sample_request (method->method, 10);
      g_autoptr (WsPopulation) population = NULL;
      g_autoptr (WsStates) states = NULL;
      g_autoptr (GError) error = NULL;

      population = ws_project_get_population (project, sample (project, &request), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (population->name, ==, method->name);
      g_assert_cmpstr (population->kind, ==, method->kind);
      g_assert_cmpstr (population->method, ==, method->method);
      g_assert_cmpstr (population->data, ==, DATA);
      g_assert_cmpuint (population->seed, ==, 5);
      g_assert_cmpint (population->parent, ==, 1);
      g_assert_cmpint (population->hyper, ==, method->is_decoded ? 1 : 0);
      g_assert_true (population->complete);
      states = load_samples (project, population->id);
      g_assert_cmpuint (states->n, ==, population->n);
      if (g_str_equal (method->method, "reconstruct"))
        g_assert_cmpuint (population->n, <, 10); /* no more than there are in the top */
      else
        g_assert_cmpuint (population->n, ==, 10);
      g_assert_true (ws_all_finite (states->weights, states->n * states->n_params));
      check_networks (project, population, states);
      check_report (project, population);
    }
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM job WHERE kind = 'sample' AND "
                                           "state = 'done'"),
                   ==, G_N_ELEMENTS (methods));
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM report WHERE key = 'invariance' "
                                           "AND population = 1 AND hyper = 1"),
                   ==, 1); /* measured once */
}

/* Where a draw comes from is known where it comes from one network, and that is one of the target.
 */
static void
test_parents (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest request = sample_request ("kde", 12), low = sample_request ("kde", 12);

  place_init (&place);
  project = open_copy (&place);
  sample (project, &request);
  low.target = WS_TARGET_LOW30;
  sample (project, &low);
  request = sample_request ("kde-dim", 5);
  sample (project, &request);
  g_assert_cmpint (ask_number (place.path, "SELECT count (parent) FROM checkpoint"), ==, 24);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM checkpoint c JOIN checkpoint o "
                                           "ON o.id = c.parent JOIN model m ON m.id = o.model "
                                           "WHERE m.split <> 'train' OR o.epoch = 0"),
                   ==, 0);
  g_assert_cmpint (
      ask_number (place.path,
                  "SELECT (SELECT min (o.test_acc) FROM checkpoint c JOIN checkpoint o ON o.id = "
                  "c.parent JOIN model m ON m.id = c.model WHERE m.population = 2) > "
                  "(SELECT max (o.test_acc) FROM checkpoint c JOIN checkpoint o ON o.id = "
                  "c.parent JOIN model m ON m.id = c.model WHERE m.population = 3)"),
      ==, 1);
}

/* Which rows draws come from, and what they are called when nobody names them. */
static void
test_targets (void)
{
  static const struct
  {
    const char *target, *name, *others; /* parents that do not belong to it */
  } cases[] = {
    { "epoch:2..2", "kde-epoch-2-2", "o.epoch <> 2" },
    { "test_acc:..0.5", "kde-test_acc-0.5", "o.test_acc > 0.5" },
    { "loss:1.5..", "kde-loss-1.5", "o.test_loss < 1.5" },
    { "ggap:0..1", "kde-ggap-0-1", "o.train_acc < o.test_acc" },
    { "rank:0.7..", "kde-rank-0.7",
      "(SELECT avg (x.test_acc > o.test_acc) FROM checkpoint x JOIN model y ON y.id = x.model "
      "WHERE y.split = 'train' AND y.population = (SELECT population FROM model WHERE id = "
      "o.model) "
      "AND x.epoch BETWEEN 1 AND 2) > 0.3" },
    { "in:kde-epoch-2-2", "kde-in-kde-epoch-2-2", "o.epoch <> 2" },
  };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest request = sample_request ("kde", 6);
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;

  place_init (&place);
  project = open_copy (&place);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WsPopulation) population = NULL;
      g_autofree char *sql = NULL;

      g_assert_true (ws_target_parse (cases[i].target, &request.target, &error));
      population = ws_project_get_population (project, sample (project, &request), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (population->name, ==, cases[i].name);
      g_assert_cmpstr (population->target, ==, cases[i].target);
      sql = g_strdup_printf ("SELECT count (*) FROM checkpoint c JOIN checkpoint o ON o.id = "
                             "c.parent JOIN model m ON m.id = c.model WHERE m.population = "
                             "%" G_GINT64_FORMAT " AND %s",
                             population->id, cases[i].others);
      g_assert_cmpint (ask_number (place.path, sql), ==, 0);
    }
  g_assert_true (ws_target_parse ("in:nobody", &request.target, &error));
  job = ws_sample_work_new (project, &request, &error);
  g_assert_no_error (error);
  ws_job_start (job);
  g_assert_false (ws_job_wait (job, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
}

/* A sampler that copies its zoo is seen to copy. */
static void
test_copies_are_seen (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest copies = sample_request ("weight-kde-joint", 12);
  WsSampleRequest mixed = sample_request ("weight-kde", 12);
  g_autoptr (WsPopulation) copy = NULL, mix = NULL;
  g_autoptr (JsonNode) copy_root = NULL, mix_root = NULL;
  JsonObject *copy_report, *mix_report, *copies_vote;

  place_init (&place);
  project = open_copy (&place);
  copies.target = mixed.target = WS_TARGET_ALL;
  copy = ws_project_get_population (project, sample (project, &copies), NULL);
  mix = ws_project_get_population (project, sample (project, &mixed), NULL);
  copy_report = open_report (project, copy, &copy_root);
  mix_report = open_report (project, mix, &mix_root);
  /* noise 0.002 on each of 2464 weights is 0.0993 away, noise 0.02 ten times that */
  ws_assert_close (get_number (copy_report, "distance_mean"), 0.0993, 0.01);
  ws_assert_close (get_number (copy_report, "copy_distance_mean"), 0.993, 0.1);
  g_assert_cmpfloat (get_number (copy_report, "overlap_mean"), >, 0.9);
  g_assert_cmpfloat (get_number (mix_report, "distance_ratio"), >,
                     5 * get_number (copy_report, "distance_ratio"));
  g_assert_cmpfloat (get_number (mix_report, "overlap_mean"), <,
                     get_number (copy_report, "overlap_mean"));
  /* the same order of neurons for all: copies stay as near, different networks come nearer */
  ws_assert_close (get_number (copy_report, "aligned_distance_mean"), 0.0993, 0.01);
  ws_assert_close (get_number (copy_report, "aligned_copy_distance_mean"), 0.993, 0.1);
  g_assert_cmpfloat (get_number (copy_report, "aligned_train_distance_median"), <,
                     get_number (copy_report, "train_distance_median"));
  g_assert_cmpfloat (get_number (copy_report, "aligned_zoo_pair_distance"), <,
                     get_number (copy_report, "zoo_pair_distance"));
  g_assert_cmpfloat (get_number (mix_report, "aligned_distance_ratio"), >,
                     5 * get_number (copy_report, "aligned_distance_ratio"));
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (mix_report, "aligned_nearest")), ==, 12);
  /* a copy says what its original says, and there is a state of a network as good as it */
  g_assert_cmpfloat (get_number (copy_report, "nearest_disagreement_mean"), <, 0.02);
  g_assert_cmpfloat (get_number (mix_report, "nearest_disagreement_mean"), >, 0.1);
  copies_vote = json_object_get_object_member (copy_report, "ensemble");
  ws_assert_close (get_number (copies_vote, "zoo_members"), get_number (copies_vote, "members"),
                   0.1);
  /* between different networks only: states of one network lie much closer */
  g_assert_cmpfloat (get_number (mix_report, "train_distance_median"), >, 2);
}

/* Untrained networks are new ones even where the zoo has the same seed. */
static void
test_random (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest    request = sample_request ("random", 12);
  const WsStateQuery first = { .epoch_first = 0, .epoch_last = 0, .with_weights = TRUE };
  g_autoptr (WsStates) zoo = NULL, drawn = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_copy (&place);
  request.seed = 7; /* the zoo's */
  drawn = load_samples (project, sample (project, &request));
  zoo = ws_project_load_states (project, 1, &first, &error);
  g_assert_cmpuint (zoo->n, ==, 12);
  for (guint i = 0; i < 12; i++)
    for (guint k = 0; k < 12; k++)
      g_assert_cmpint (memcmp (drawn->weights + i * drawn->n_params,
                               zoo->weights + k * zoo->n_params, sizeof (float) * zoo->n_params),
                       !=, 0);
  g_assert_cmpfloat (drawn->weights[200], ==, 0.01f); /* a bias: made by the rule */
}

/* -- the same bits -- */

#define SAMPLES                                                                                    \
  "SELECT p.name, m.idx, c.test_loss, c.test_acc, c.parent, w.data, l.data, t.x, t.y "             \
  "FROM population p JOIN model m ON m.population = p.id JOIN checkpoint c ON c.model = m.id "     \
  "JOIN weights w ON w.checkpoint = c.id LEFT JOIN latent l ON l.checkpoint = c.id "               \
  "LEFT JOIN point t ON t.checkpoint = c.id WHERE p.kind <> 'zoo' ORDER BY p.name, m.idx"

/* More draws of one seed only append; another seed gives others. */
static void
test_seeds (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest request = sample_request ("kde-dim", 5);
  g_autoptr (WsStates) few = NULL, many = NULL, others = NULL;

  place_init (&place);
  project = open_copy (&place);
  few = load_samples (project, sample (project, &request));
  request.count = 9;
  many = load_samples (project, sample (project, &request));
  request.seed++;
  others = load_samples (project, sample (project, &request));
  g_assert_cmpmem (few->weights, sizeof (float) * 5 * few->n_params, many->weights,
                   sizeof (float) * 5 * few->n_params);
  g_assert_cmpint (memcmp (others->weights, many->weights, sizeof (float) * few->n_params), !=, 0);
}

static void
assert_nothing_half (const char *path)
{
  gint64 n = ask_number (path, "SELECT count (*) FROM population WHERE kind <> 'zoo'");

  g_assert_cmpint (n, <=, 1);
  g_assert_cmpint (ask_number (path, "SELECT count (*) FROM checkpoint c JOIN model m ON m.id = "
                                     "c.model WHERE m.population > 1"),
                   ==, 64 * n);
  g_assert_cmpint (ask_number (path, "SELECT count (*) FROM report WHERE key = 'novelty'"), ==, n);
  g_assert_cmpint (ask_number (path, "SELECT count (*) FROM model WHERE population NOT IN "
                                     "(SELECT id FROM population)"),
                   ==, 0);
}

static void
seen_cb (WsJob *job, GParamSpec *pspec, gpointer data)
{
  guint *wanted = data;
  g_autoptr (GObject) snapshot = ws_job_dup_snapshot (job);

  if (snapshot != NULL &&
      ws_sample_snapshot_get (WS_SAMPLE_SNAPSHOT (snapshot), NULL, NULL, NULL) >= *wanted)
    ws_job_cancel (job);
}

static void
test_cancel_and_go_on (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) whole = NULL, broken = NULL;
  WsSampleRequest request = sample_request ("kde-dim", 64);
  g_autoptr (GError) error = NULL;

  place_init (&place);
  place_init (&other);
  whole = open_copy (&place);
  broken = open_copy (&other);
  sample (whole, &request);
  for (guint wanted = 1; wanted <= 64; wanted += 31)
    {
      g_autoptr (WsJob) job = ws_sample_work_new (broken, &request, &error);

      g_assert_no_error (error);
      g_signal_connect (job, "notify::snapshot", G_CALLBACK (seen_cb), &wanted);
      ws_job_start (job);
      ws_job_wait (job, NULL);
      assert_nothing_half (other.path);
      if (ws_job_get_state (job) == WS_JOB_DONE)
        break;
      g_assert_cmpint (ws_job_get_state (job), ==, WS_JOB_CANCELLED);
      assert_job_state (broken, ws_work_get_record (job), "cancelled");
    }
  if (count_rows (other.path, "population") == 1)
    sample (broken, &request);
  assert_same_content (place.path, other.path, SAMPLES);
  assert_same_content (place.path, other.path, REPORTS);
}

static int
child (const char *path)
{
  g_autoptr (WsProject) project = ws_project_open (path, WS_PROJECT_READ_WRITE, NULL);
  WsSampleRequest request = sample_request ("kde-dim", 64);
  g_autoptr (WsJob) job = ws_sample_work_new (project, &request, NULL);

  return ws_job_run_sync (job, NULL) ? 0 : 1;
}

static void
test_kill (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) whole = NULL, broken = NULL;
  WsSampleRequest request = sample_request ("kde-dim", 64);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  place_init (&place);
  place_init (&other);
  whole = open_copy (&place);
  sample (whole, &request);
  g_object_unref (open_copy (&other));
  process = start_child (program, "sample", other.path);
  kill_at (process, other.path, "meta WHERE key GLOB 'job.*.process'", 1);
  assert_nothing_half (other.path);
  broken = open_project (other.path, WS_PROJECT_READ_WRITE);
  jobs = ws_project_list_unfinished_jobs (broken, NULL);
  if (jobs->len > 0)
    finish_job (resume_job (broken));
  assert_nothing_half (other.path);
  assert_same_content (place.path, other.path, SAMPLES);
}

/* -- without a representation, without images -- */

static void
test_zoo_alone (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest    zoo = zoo_request (6, 1, 50);
  WsSampleRequest request = sample_request ("weight-kde", 4), latent = sample_request ("kde", 4);
  g_autoptr (WsPopulation) population = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *report;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  train_zoo (project, &zoo);
  request.evaluate = FALSE;
  population = ws_project_get_population (project, sample (project, &request), &error);
  g_assert_no_error (error);
  report = open_report (project, population, &root);
  g_assert_true (isfinite (get_number (report, "distance_ratio")));
  g_assert_true (isnan (get_number (report, "acc_mean")));
  g_assert_true (isnan (get_number (report, "overlap_mean")));
  g_assert_true (isnan (get_number (report, "z_distance_median")));
  request = sample_request ("random", 4);
  sample (project, &request);
  g_assert_cmpint (count_rows (place.path, "latent"), ==, 0);
  g_assert_cmpint (count_rows (place.path, "result"), ==, 4);
  g_assert_null (ws_sample_work_new (project, &latent, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "train one first"));
}

/* Points fall onto the map while it runs; at the end they belong to a population. */
static void
test_snapshot (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest request = sample_request ("kde", 40);
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GObject) snapshot = NULL;
  const float *xy, *acc;
  gint64       population;

  place_init (&place);
  project = open_copy (&place);
  job = ws_sample_work_new (project, &request, NULL);
  run_job (job);
  snapshot = ws_job_dup_snapshot (job);
  g_assert_cmpuint (ws_sample_snapshot_get (WS_SAMPLE_SNAPSHOT (snapshot), &population, &xy, &acc),
                    ==, 40);
  g_assert_cmpint (population, ==, ws_work_get_result (job));
  for (guint i = 0; i < 40; i++)
    g_assert_true (isfinite (xy[2 * i]) && isfinite (xy[2 * i + 1]) && isfinite (acc[i]));
}

static void
test_refusals (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  static const struct
  {
    const char *method, *name, *hyper;
    guint       count;
    double      bandwidth; /* 0: not asked for */
    int         code;
    const char *words;
  } bad[] = {
    { "psychic", "", "", 5, 0, WS_ERROR_NOT_FOUND, "kde-dim" },
    { "psychic", "", "", 5, 0, WS_ERROR_NOT_FOUND, "random, reconstruct" },
    { "kde", "", "", 0, 0, WS_ERROR_VALUE, "networks" },
    { "kde", "", "", 1000000, 0, WS_ERROR_VALUE, "networks" },
    { "kde", "zoo", "", 5, 0, WS_ERROR_EXISTS, "zoo" },
    { "kde", "", "other", 5, 0, WS_ERROR_NOT_FOUND, "other" },
    { "weight-kde", "", "other", 5, 0, WS_ERROR_NOT_FOUND, "other" },
    { "kde", "", "", 5, (double)NAN, WS_ERROR_VALUE, "bandwidth" },
    { "kde", "", "", 5, 1e9, WS_ERROR_VALUE, "bandwidth" },
    { "midpoint", "", "", 5, 1, WS_ERROR_NOT_FOUND, "bandwidth" },
    { "random", "", "", 5, 1, WS_ERROR_NOT_FOUND, "bandwidth" },
  };

  place_init (&place);
  project = open_copy (&place);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      WsSampleRequest request = sample_request (bad[i].method, bad[i].count);
      g_autoptr (WsJob) job = NULL;
      g_autoptr (GError) error = NULL;

      g_strlcpy (request.name, bad[i].name, sizeof request.name);
      g_strlcpy (request.hyper, bad[i].hyper, sizeof request.hyper);
      if (bad[i].bandwidth < 0 || !(bad[i].bandwidth <= 0))
        {
          request.n_settings = 1;
          request.settings[0] = (WsSampleSetting){ "bandwidth", bad[i].bandwidth };
        }
      job = ws_sample_work_new (project, &request, &error);
      if (job != NULL)
        {
          ws_job_start (job);
          g_assert_false (ws_job_wait (job, &error));
        }
      g_assert_error (error, WS_ERROR, bad[i].code);
      g_assert_nonnull (strstr (error->message, bad[i].words));
      g_assert_cmpint (count_rows (place.path, "population"), ==, 1);
    }
}

int
main (int argc, char **argv)
{
  int rc;

  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return child (argv[3]);
  g_test_init (&argc, &argv, NULL);
  place_init (&shared);
  g_object_unref (make_trained_project (shared.path));
  g_test_add_func ("/work/sample/methods", test_methods);
  g_test_add_func ("/work/sample/parents", test_parents);
  g_test_add_func ("/work/sample/targets", test_targets);
  g_test_add_func ("/work/sample/copies-are-seen", test_copies_are_seen);
  g_test_add_func ("/work/sample/random", test_random);
  g_test_add_func ("/work/sample/seeds", test_seeds);
  g_test_add_func ("/work/sample/cancel-and-go-on", test_cancel_and_go_on);
  g_test_add_func ("/work/sample/kill", test_kill);
  g_test_add_func ("/work/sample/zoo-alone", test_zoo_alone);
  g_test_add_func ("/work/sample/snapshot", test_snapshot);
  g_test_add_func ("/work/sample/refusals", test_refusals);
  rc = g_test_run ();
  place_clear (&shared);
  return rc;
}
