/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "core/numeric.h"
#include "core/random.h"
#include "net/align.h"
#include "work/sample-private.h"

/* Samplings by methods that learn first. */

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

/* A small flow, or the little that all methods have in common. */
static WsSampleRequest
learn_request (const char *method, double n_steps)
{
  WsSampleRequest request = { .count = 5, .seed = 5, .target = WS_TARGET_TOP30 };
  g_autoptr (GError) error = NULL;

  g_strlcpy (request.method, method, sizeof request.method);
  g_assert_true (ws_sample_request_set (&request, "steps", n_steps, &error));
  g_assert_true (ws_sample_request_set (&request, "batch", 16, &error));
  if (!g_str_equal (method, "gan"))
    g_assert_true (ws_sample_request_set (&request, "width", 32, &error));
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

/* -- what was learned is used again -- */

static void
test_reuse (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest request = learn_request ("flow", 30), gan = learn_request ("gan", 10);
  g_autoptr (WsStates) few = NULL, many = NULL, low = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_copy (&place);
  few = load_samples (project, sample (project, &request));
  g_assert_true (ws_all_finite (few->weights, few->n * few->n_params));
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM sampler WHERE step = 30 AND "
                                           "steps = 30 AND hyper = 1 AND target = 'all' AND "
                                           "length (state) > 0"),
                   ==, 1);
  g_assert_cmpint (ask_number (place.path, "SELECT json_array_length (history) FROM sampler"), ==,
                   30);
  g_assert_cmpint (ask_number (place.path, "SELECT json_extract (settings, '$.sampler') FROM "
                                           "population WHERE id = 2"),
                   ==, 1);
  request.count = 9;
  many = load_samples (project, sample (project, &request));
  g_assert_cmpmem (many->weights, sizeof (float) * 5 * few->n_params, few->weights,
                   sizeof (float) * 5 * few->n_params);
  /* ranks are asked for, not learned */
  request.target = WS_TARGET_LOW30;
  low = load_samples (project, sample (project, &request));
  g_assert_cmpint (memcmp (low->weights, many->weights, sizeof (float) * low->n_params), !=, 0);
  g_assert_cmpint (count_rows (place.path, "sampler"), ==, 1);
  g_assert_true (ws_sample_request_set (&request, "temperature", 0.5, &error));
  sample (project, &request);
  g_assert_cmpint (count_rows (place.path, "sampler"), ==, 1);
  /* what it follows from is another */
  request.seed++;
  sample (project, &request);
  g_assert_cmpint (count_rows (place.path, "sampler"), ==, 2);
  g_assert_true (ws_sample_request_set (&request, "steps", 31, &error));
  sample (project, &request);
  g_assert_cmpint (count_rows (place.path, "sampler"), ==, 3);
  request.target = WS_TARGET_ALL;
  request.all_epochs = TRUE;
  sample (project, &request);
  g_assert_cmpint (count_rows (place.path, "sampler"), ==, 4);
  /* another method learns the target alone */
  sample (project, &gan);
  gan.target = WS_TARGET_LOW30;
  sample (project, &gan);
  g_assert_cmpint (
      ask_number (place.path, "SELECT count (DISTINCT target) FROM sampler WHERE method = 'gan'"),
      ==, 2);
}

/* Of another version's state, or a damaged one, nothing is believed. */
static void
test_strange_state (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest request = learn_request ("flow", 20);
  g_autoptr (WsStates) first = NULL, again = NULL;

  place_init (&place);
  project = open_copy (&place);
  first = load_samples (project, sample (project, &request));
  run_sql (place.path, "UPDATE sampler SET state = x'00010203', history = '{\"a\": [5]}'");
  again = load_samples (project, sample (project, &request));
  g_assert_cmpmem (first->weights, sizeof (float) * first->n * first->n_params, again->weights,
                   sizeof (float) * again->n * again->n_params);
  g_assert_cmpint (ask_number (place.path, "SELECT json_array_length (history) FROM sampler"), ==,
                   20);
}

/* -- the same bits -- */

#define STEPS 2000
#define LEARNED "SELECT method, step, state, history FROM sampler"
#define SAMPLES                                                                                    \
  "SELECT p.name, m.idx, w.data, l.data FROM population p JOIN model m ON m.population = p.id "    \
  "JOIN checkpoint c ON c.model = m.id JOIN weights w ON w.checkpoint = c.id "                     \
  "LEFT JOIN latent l ON l.checkpoint = c.id WHERE p.kind <> 'zoo' ORDER BY p.name, m.idx"
#define STATE "SELECT method, step, state FROM sampler"

static void
seen_cb (WsJob *job, GParamSpec *pspec, gpointer data)
{
  guint             *n_seen = data;
  const char *const *losses;
  const double      *points;
  guint              n;
  g_autoptr (GObject) snapshot = ws_job_dup_snapshot (job);

  if (snapshot == NULL)
    return;
  n = ws_sample_snapshot_get_learning (WS_SAMPLE_SNAPSHOT (snapshot), &losses, &points);
  if (n == 0)
    return;
  g_assert_cmpuint (ws_sample_snapshot_get (WS_SAMPLE_SNAPSHOT (snapshot), NULL, NULL, NULL), ==,
                    0);
  g_assert_cmpuint (g_strv_length ((char **)losses), ==, 2);
  g_assert_true (points[0] >= 1 && points[0] <= STEPS && isfinite (points[1]));
  *n_seen = n;
  ws_job_cancel (job);
}

/* Called off while it learns, it has kept every step. */
static void
test_cancel_and_go_on (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) whole = NULL, broken = NULL;
  WsSampleRequest request = learn_request ("flow", STEPS);
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GError) error = NULL;
  guint  n_seen = 0;
  gint64 step;

  place_init (&place);
  place_init (&other);
  whole = open_copy (&place);
  broken = open_copy (&other);
  sample (whole, &request);
  job = ws_sample_work_new (broken, &request, &error);
  g_assert_no_error (error);
  g_signal_connect (job, "notify::snapshot", G_CALLBACK (seen_cb), &n_seen);
  ws_job_start (job);
  ws_job_wait (job, NULL);
  g_assert_cmpint (ws_job_get_state (job), ==, WS_JOB_CANCELLED);
  g_assert_cmpuint (n_seen, >, 0);
  step = ask_number (other.path, "SELECT step FROM sampler");
  g_assert_cmpint (step, >, 0);
  g_assert_cmpint (step, <, STEPS);
  g_assert_cmpint (count_rows (other.path, "population"), ==, 1);
  assert_job_state (broken, ws_work_get_record (job), "cancelled");
  sample (broken, &request);
  assert_same_content (place.path, other.path, STATE);
  assert_same_content (place.path, other.path, SAMPLES);
}

static int
child (const char *path)
{
  g_autoptr (WsProject) project = ws_project_open (path, WS_PROJECT_READ_WRITE, NULL);
  WsSampleRequest request = learn_request ("flow", STEPS);
  g_autoptr (WsJob) job = ws_sample_work_new (project, &request, NULL);

  ws_sample_checkpoint_seconds = 0;
  return ws_job_run_sync (job, NULL) ? 0 : 1;
}

static void
test_kill (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) whole = NULL, broken = NULL;
  WsSampleRequest request = learn_request ("flow", STEPS);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  place_init (&place);
  place_init (&other);
  whole = open_copy (&place);
  sample (whole, &request);
  g_object_unref (open_copy (&other));
  process = start_child (program, "learn", other.path);
  kill_at (process, other.path, "sampler WHERE step > 0", 1);
  g_assert_cmpint (count_rows (other.path, "sampler WHERE step > 0"), ==, 1);
  broken = open_project (other.path, WS_PROJECT_READ_WRITE);
  jobs = ws_project_list_unfinished_jobs (broken, NULL);
  if (jobs->len > 0)
    finish_job (resume_job (broken));
  /* points of the history lie where they would have been */
  assert_same_content (place.path, other.path, LEARNED);
  assert_same_content (place.path, other.path, SAMPLES);
}

/* -- rows -- */

static WsStates *
load_rows (WsProject *project, WsPopulation **zoo)
{
  WsHyperConfig config = hyper_request (1).config;
  g_autoptr (GError) error = NULL;
  WsStates *rows;

  *zoo = ws_project_find_population (project, "zoo", &error);
  rows =
      ws_work_load_used_states (project, *zoo, &config, 1 << WS_SPLIT_TRAIN, FALSE, NULL, &error);
  g_assert_no_error (error);
  return rows;
}

/* As many rows have less, and half of those that have as much, among the others. */
static double
get_rank (const WsStates *rows, float value)
{
  double less = 0;

  for (guint i = 0; i < rows->n; i++)
    less += rows->metrics[i].test_acc < value ? 1 : rows->metrics[i].test_acc > value ? 0 : 0.5;
  return (less - 0.5) / (rows->n - 1);
}

static void
test_ranks (void)
{
  static const struct
  {
    const char *target;
    double      low, high;
  } cases[] = {
    { "all", 0, 1 }, { "top30", 0.7, 1 }, { "low5", 0, 0.05 }, { "test_acc:0.4..0.5", 1, 0 }
  };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) zoo = NULL;
  g_autoptr (WsStates) rows = NULL;

  place_init (&place);
  project = open_copy (&place);
  rows = load_rows (project, &zoo);
  rows->metrics[1].test_acc = rows->metrics[7].test_acc; /* as good as each other */
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      WsSampleRequest  request = learn_request ("flow", 1);
      const WsSampler *flow = ws_sampler_lookup ("flow", NULL);
      SampleRun        run = { .request = &request, .rows = rows, .sampler = flow };
      double           low = cases[c].low, high = cases[c].high;
      g_autoptr (GError) error = NULL;

      g_assert_true (ws_target_parse (cases[c].target, &request.target, &error));
      g_assert_true (ws_sample_select (&run, &error));
      g_assert_cmpuint (run.n_selected, ==, rows->n);
      for (guint i = 0; i < rows->n; i++)
        {
          float acc = rows->metrics[i].test_acc;

          g_assert_cmpuint (run.selected[i], ==, i);
          ws_assert_close (run.rank[i], get_rank (rows, acc), 1e-6);
          if (request.target.kind == WS_TARGET_KIND_RANGE && acc >= 0.4f && acc <= 0.5f)
            {
              low = MIN (low, get_rank (rows, acc));
              high = MAX (high, get_rank (rows, acc));
            }
        }
      ws_assert_close (run.rank_low, low, 1e-6);
      ws_assert_close (run.rank_high, high, 1e-6);
      g_free (run.selected);
      g_free (run.rank);
    }
}

/* Any order of neurons, and signs with it. */
static WsAlignment *
shuffle (const WsArch *arch, WsActivation act)
{
  WsAlignment *self = ws_alignment_new (arch);
  WsStream     stream;

  ws_stream_init (&stream, 3, WS_PURPOSE_SAMPLE, 0, 0);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];

      if (!ws_arch_find_units (arch, l, NULL, NULL, NULL))
        continue;
      ws_stream_permutation (&stream, self->order + layer->first_token, layer->n_out);
      for (guint i = 0; i < layer->n_out && ws_arch_can_flip (arch, act, l); i++)
        self->sign[layer->first_token + i] = ws_stream_below (&stream, 2) == 0 ? 1 : -1;
    }
  return self;
}

/* Another order of a network's neurons makes no difference, and its states are turned together. */
static void
test_align (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) zoo = NULL;
  g_autoptr (WsStates) rows = NULL;
  g_autoptr (WsJob) job = ws_job_new ("sample", "", NULL, NULL, NULL);
  g_autoptr (WsAlignment) order = NULL;
  g_autofree float *plain = NULL, *turned = NULL;
  SampleRun         run = { .job = job };
  gsize             P, size;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_copy (&place);
  run.rows = rows = load_rows (project, &zoo);
  g_assert_true (ws_population_get_network (zoo, &run.arch, &run.act, &error));
  P = run.arch->n_params;
  size = rows->n * P;
  plain = g_memdup2 (rows->weights, sizeof (float) * size);
  turned = g_memdup2 (rows->weights, sizeof (float) * size);
  order = shuffle (run.arch, run.act);
  g_assert_false (ws_alignment_is_identity (order));
  for (guint i = 0; i < rows->n; i++)
    if (rows->model[i] % 2 == 0)
      ws_alignment_apply (order, rows->weights + i * P, turned + i * P);
  g_assert_true (ws_sample_align (&run, plain, rows->model, rows->n, &error));
  g_assert_true (ws_sample_align (&run, turned, rows->model, rows->n, &error));
  g_assert_cmpmem (plain, sizeof (float) * size, turned, sizeof (float) * size);
  g_assert_cmpint (memcmp (plain, rows->weights, sizeof (float) * size), !=, 0);
}

/* Draws in aligned weight space need no representation. */
static void
test_weights (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest request = learn_request ("weight-flow", 10);
  g_autoptr (WsPopulation) population = NULL;
  g_autoptr (WsStates) states = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_copy (&place);
  request.evaluate = TRUE;
  population = ws_project_get_population (project, sample (project, &request), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (population->kind, ==, "samples");
  g_assert_cmpint (population->hyper, ==, 0);
  states = load_samples (project, population->id);
  g_assert_true (ws_all_finite (states->weights, states->n * states->n_params));
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM sampler WHERE hyper IS NULL"), ==,
                   1);
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
  g_test_add_func ("/work/learn/reuse", test_reuse);
  g_test_add_func ("/work/learn/strange-state", test_strange_state);
  g_test_add_func ("/work/learn/cancel-and-go-on", test_cancel_and_go_on);
  g_test_add_func ("/work/learn/kill", test_kill);
  g_test_add_func ("/work/learn/ranks", test_ranks);
  g_test_add_func ("/work/learn/align", test_align);
  g_test_add_func ("/work/learn/weights", test_weights);
  rc = g_test_run ();
  place_clear (&shared);
  return rc;
}
