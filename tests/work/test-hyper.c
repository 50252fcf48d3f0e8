/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "core/numeric.h"
#include "core/random.h"
#include "latent/probe.h"

static const char *program;

/* -- reading the report -- */

static JsonObject *
open_report (WsProject *project, gint64 hyper, JsonNode **root)
{
  g_autofree char *json = ws_project_dup_report (project, 1, hyper, WS_HYPER_REPORT);

  g_assert_nonnull (json);
  *root = json_from_string (json, NULL);
  g_assert_nonnull (*root);
  return json_node_get_object (*root);
}

static JsonObject *
enter (JsonObject *object, const char *name)
{
  g_assert_true (json_object_has_member (object, name));
  return json_object_get_object_member (object, name);
}

/* R² of the report is that of encoding and decoding by hand. */
static void
check_r2 (WsProject *project, gint64 hyper, JsonObject *report, const WsStates *states)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyper) model = ws_project_load_hyper (project, hyper, &error);
  static const char *const names[] = { "train", "validation", "test" };
  guint                    q = ws_hyper_get_n_latents (model);

  g_assert_no_error (error);
  for (guint split = 0; split < 3; split++)
    {
      g_autofree float *w = g_new (float, states->n *ARCH_PARAMS);
      g_autofree float *w_hat = g_new (float, states->n *ARCH_PARAMS);
      g_autofree float *z = g_new (float, (gsize)states->n *q);
      JsonObject       *part = enter (enter (report, "r2"), names[split]);
      float             all, layers[5];
      guint             n = 0;

      for (guint i = 0; i < states->n; i++)
        if (states->split[i] == split)
          memcpy (w + (gsize)n++ * ARCH_PARAMS, states->weights + (gsize)i * ARCH_PARAMS,
                  sizeof (float) * ARCH_PARAMS);
      g_assert_cmpint (json_object_get_int_member (part, "n"), ==, n);
      ws_hyper_encode (model, w, n, z);
      ws_hyper_decode (model, z, n, w_hat);
      ws_hyper_r2 (model, w, w_hat, n, &all, layers);
      ws_assert_close (json_object_get_double_member (part, "all"), (double)all, 1e-6);
      ws_assert_close (json_object_get_double_member (enter (part, "layers"), "fc2"),
                       (double)layers[4], 1e-6);
    }
}

static void
check_places (WsProject *project, gint64 hyper, const WsStates *states)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyper) model = ws_project_load_hyper (project, hyper, &error);
  g_autoptr (WsProjection) projection = ws_project_find_projection (project, hyper, "pca", &error);
  guint             q = ws_hyper_get_n_latents (model);
  g_autofree float *z = g_new (float, (gsize)states->n *q), *stored = NULL;
  g_autofree float *places = g_new (float, (gsize)states->n * 3), *want = NULL;
  double            sum = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (projection->k, ==, 3);
  stored = g_new (float, (gsize)states->n *q);
  want = g_new (float, (gsize)states->n * 3);
  ws_hyper_encode (model, states->weights, states->n, z);
  g_assert_cmpint (
      ws_project_load_latents (project, hyper, states->checkpoint, states->n, q, stored, &error),
      ==, states->n);
  g_assert_cmpmem (stored, sizeof (float) * states->n * q, z, sizeof (float) * states->n * q);
  g_assert_cmpint (ws_project_load_points (project, projection->id, states->checkpoint, states->n,
                                           3, places, &error),
                   ==, states->n);
  ws_projection_place (projection, z, states->n, want);
  g_assert_cmpmem (places, sizeof (float) * states->n * 3, want, sizeof (float) * states->n * 3);
  /* the plane goes through the middle of the training states */
  for (guint i = 0; i < states->n; i++)
    if (states->split[i] == WS_SPLIT_TRAIN)
      sum += (double)places[3 * i];
  g_assert_cmpfloat (fabs (sum), <, 1e-3 * states->n);
}

/* Every kept state of the train split, in its order, with its accuracy as it was trained. */
static void
check_all_epochs (JsonObject *part, const WsStates *all)
{
  JsonArray        *epochs = json_object_get_array_member (part, "epoch");
  JsonArray        *original = json_object_get_array_member (part, "original");
  JsonArray        *decoded = json_object_get_array_member (part, "decoded");
  g_autofree float *x = g_new (float, all->n), *y = g_new (float, all->n);
  guint             n = 0;

  for (guint i = 0; i < all->n; i++)
    {
      if (all->split[i] != WS_SPLIT_TRAIN)
        continue;
      g_assert_cmpint (json_array_get_int_element (epochs, n), ==, all->epoch[i]);
      x[n] = (float)json_array_get_double_element (original, n);
      y[n] = (float)json_array_get_double_element (decoded, n);
      g_assert_cmpfloat (x[n], ==, all->metrics[i].test_acc);
      n++;
    }
  g_assert_cmpuint (n, ==, 32);
  g_assert_cmpint (json_object_get_int_member (part, "n"), ==, n);
  g_assert_cmpuint (json_array_get_length (decoded), ==, n);
  ws_assert_close (json_object_get_double_member (part, "rank_correlation"),
                   ws_rank_correlation (x, y, n), 1e-12);
}

static void
test_end_to_end (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest       zoo = zoo_request (12, 3, 200);
  WsHyperRequest     request = hyper_request (6);
  const WsStateQuery used = { .epoch_first = 1, .epoch_last = 3, .with_weights = TRUE };
  const WsStateQuery every = { .epoch_last = 3, .with_weights = TRUE };
  g_autoptr (WsJob) job = NULL, again = NULL;
  g_autoptr (GObject) snapshot = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autoptr (WsStates) states = NULL, all = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject         *report, *decoded;
  const WsHyperEpoch *live;
  const WsArch       *arch;
  guint               n_epochs;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  train_zoo (project, &zoo);
  job = ws_hyper_work_new (project, &request, &error);
  g_assert_no_error (error);
  run_job (job);
  assert_job_state (project, ws_work_get_record (job), "done");
  info = ws_project_find_hyper (project, "tiny", &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->id, ==, ws_work_get_result (job));
  g_assert_true (info->complete);
  g_assert_cmpuint (info->epochs, ==, 6);
  g_assert_cmpint (info->population, ==, 1);
  history = ws_project_load_hyper_history (project, info->id, &error);
  g_assert_cmpuint (history->len, ==, 6);
  g_assert_true (isfinite (g_array_index (history, WsHyperEpoch, 5).r2[2]));
  snapshot = ws_job_dup_snapshot (job);
  live = ws_hyper_snapshot_get (WS_HYPER_SNAPSHOT (snapshot), &n_epochs, &arch);
  g_assert_cmpuint (n_epochs, ==, 6);
  g_assert_cmpstr (arch->name, ==, "cnn-s");
  g_assert_cmpfloat (live[5].loss, ==, g_array_index (history, WsHyperEpoch, 5).loss);
  g_assert_cmpint (count_rows (place.path, "hyper_state"), ==, 0);

  states = ws_project_load_states (project, 1, &used, &error);
  all = ws_project_load_states (project, 1, &every, &error);
  g_assert_no_error (error);
  report = open_report (project, info->id, &root);
  check_r2 (project, info->id, report, states);
  check_places (project, info->id, all);
  decoded = enter (enter (report, "decoded"), "train");
  g_assert_cmpint (json_object_get_int_member (decoded, "n"), ==, 8);
  g_assert_cmpint (json_object_get_int_member (decoded, "images"), ==, 1000);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (decoded, "networks")), ==,
                    8);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (decoded, "decoded")), ==,
                    8);
  check_all_epochs (enter (decoded, "all_epochs"), all);
  /* the mean network explains nothing of the networks that it is the mean of */
  ws_assert_close (json_object_get_double_member (
                       enter (enter (enter (report, "baselines"), "mean"), "train"), "all"),
                   0, 1e-5);
  /* the best plane beats it there */
  g_assert_cmpint (json_object_get_int_member (enter (report, "baselines"), "pca_components"), ==,
                   6);
  g_assert_cmpfloat (json_object_get_double_member (
                         enter (enter (enter (report, "baselines"), "pca"), "train"), "all"),
                     >, 0.3);
  for (guint t = 0; t < 3; t++)
    for (guint f = 0; f < 3; f++)
      {
        static const char *const targets[] = { "test_acc", "epoch", "ggap" };
        static const char *const features[] = { "z", "statistics", "weights" };
        JsonObject              *probe = enter (enter (report, "probes"), targets[t]);

        g_assert_true (json_object_has_member (probe, features[f]));
      }

  again = ws_hyper_work_new (project, &request, &error);
  run_job (again);
  g_assert_true (ws_work_was_there (again));
  g_assert_cmpint (count_rows (place.path, "hyper"), ==, 1);
}

/* The number that a probe has is that of all the weights, however it is computed, and of targets
 * around their mean, wherever that is. */
static void
test_probes (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  const guint   n = 60, q = 5;
  g_autoptr (WsStates) states = g_new0 (WsStates, 1);
  g_autofree float *z = g_new (float, n *q), *y = g_new (float, n);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  double   lambda, want, mean = 0;
  WsJob   *job = ws_job_new ("test", "test", NULL, NULL, NULL);
  WsStream stream;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 0, 0);
  states->n = n;
  states->n_params = arch->n_params;
  states->weights = g_new (float, n * arch->n_params);
  states->epoch = g_new0 (guint32, n);
  states->split = g_new (guint8, n);
  states->metrics = g_new0 (WsEpochMetrics, n);
  for (guint i = 0; i < n; i++)
    {
      states->split[i] = i % 3 == 0 ? WS_SPLIT_VAL : i % 3 == 1 ? WS_SPLIT_TEST : WS_SPLIT_TRAIN;
      states->epoch[i] = i;
      y[i] = 0;
      for (gsize j = 0; j < arch->n_params; j++)
        {
          float w = ws_stream_normal (&stream);

          states->weights[i * arch->n_params + j] = w * (j < 3 ? 20 : 0.05f);
        }
      for (guint j = 0; j < 3; j++)
        y[i] += states->weights[i * arch->n_params + j] / 100;
      for (guint j = 0; j < q; j++)
        z[i * q + j] = ws_stream_normal (&stream);
      states->metrics[i].test_acc = y[i] + 10;
      mean += states->split[i] == WS_SPLIT_TRAIN ? (double)y[i] / (n / 3) : 0;
    }
  for (guint i = 0; i < n; i++)
    y[i] -= (float)mean;
  json_builder_begin_object (builder);
  g_assert_true (ws_work_add_probes (builder, arch, states, z, q, job, &error));
  g_assert_no_error (error);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  want = ws_probe_r2 (states->weights, n, (guint)arch->n_params, y, states->split, &lambda, NULL);
  g_assert_cmpfloat (want, >, 0.5);
  ws_assert_close (
      json_object_get_double_member (
          enter (enter (json_node_get_object (root), "probes"), "test_acc"), "weights"),
      want, 1e-4);
  g_object_unref (job);
}

/* -- stopped -- */

static void
copy_document (const Place *from, const Place *to)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (from->path, &data, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (to->path, data, (gssize)size, &error);
  g_assert_no_error (error);
}

static void
assert_same_training (const Place *a, const Place *b)
{
  assert_same_content (a->path, b->path, HYPER_PARAMETERS);
  assert_same_content (a->path, b->path, HYPER_HISTORY);
  assert_same_content (a->path, b->path, LATENTS);
  g_assert_cmpint (count_rows (b->path, "hyper"), ==, 1);
  g_assert_cmpint (count_rows (b->path, "hyper_state"), ==, 0);
}

/* Two documents with the same zoo, the first with a training that nobody disturbed. */
static void
make_pair (const Place *whole, const Place *broken, const WsHyperRequest *request)
{
  WsZooRequest zoo = zoo_request (12, 3, 200);
  g_autoptr (WsProject) project = open_project (whole->path, WS_PROJECT_CREATE);

  train_zoo (project, &zoo);
  g_clear_object (&project);
  copy_document (whole, broken);
  project = open_project (whole->path, WS_PROJECT_READ_WRITE);
  ws_hyper_checkpoint_seconds = 10;
  train_hyper (project, request);
}

static void
test_cancel_and_go_on (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) broken = NULL;
  WsHyperRequest request = hyper_request (24);
  g_autoptr (GError) error = NULL;

  place_init (&place);
  place_init (&other);
  make_pair (&place, &other, &request);
  broken = open_project (other.path, WS_PROJECT_READ_WRITE);
  ws_hyper_checkpoint_seconds = 0;
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (WsJob) job = ws_hyper_work_new (broken, &request, &error);

      g_assert_no_error (error);
      cancel_at (job, other.path, "hyper_epoch", 7 * i);
    }
  train_hyper (broken, &request);
  assert_same_training (&place, &other);
}

/* "Enough": what was learned so far is kept as a whole representation. */
static void
test_finish_early (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest   zoo = zoo_request (12, 3, 200);
  WsHyperRequest request = hyper_request (2000);
  g_autoptr (WsJob) job = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autofree char *report = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  train_zoo (project, &zoo);
  job = ws_hyper_work_new (project, &request, &error);
  ws_job_start (job);
  while (ws_job_is_active (job) && count_rows (place.path, "hyper_epoch") < 2)
    g_main_context_iteration (NULL, FALSE);
  ws_job_finish_early (job);
  g_assert_true (ws_job_wait (job, &error));
  g_assert_no_error (error);
  info = ws_project_find_hyper (project, "tiny", &error);
  g_assert_true (info->complete);
  g_assert_cmpuint (info->epochs, >=, 2);
  g_assert_cmpuint (info->epochs, <, 2000);
  report = ws_project_dup_report (project, 1, info->id, WS_HYPER_REPORT);
  g_assert_nonnull (report);
}

static int
child (const char *path)
{
  g_autoptr (WsProject) project = ws_project_open (path, WS_PROJECT_READ_WRITE, NULL);
  WsHyperRequest request = hyper_request (24);
  g_autoptr (WsJob) job = NULL;

  ws_hyper_checkpoint_seconds = 0;
  job = ws_hyper_work_new (project, &request, NULL);
  return ws_job_run_sync (job, NULL) ? 0 : 1;
}

static void
test_kill (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) broken = NULL;
  WsHyperRequest request = hyper_request (24);

  place_init (&place);
  place_init (&other);
  make_pair (&place, &other, &request);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GSubprocess) process = start_child (program, "hyper", other.path);
      static const char *const tables[] = { "hyper", "hyper_epoch", "latent" };

      kill_at (process, other.path, tables[i], i == 1 ? g_test_rand_int_range (1, 24) : 1);
    }
  broken = open_project (other.path, WS_PROJECT_READ_WRITE);
  if (ask_number (other.path, "SELECT state <> 'done' FROM job WHERE kind = 'hyper'"))
    finish_job (resume_job (broken));
  assert_same_training (&place, &other);
}

/* -- embed -- */

static void
test_embed (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest       second = zoo_request (3, 1, 50);
  WsEmbedRequest     request = { .projection = "pca" };
  const WsStateQuery every = { .epoch_last = 3, .with_weights = TRUE };
  g_autoptr (WsStates) states = NULL, others = NULL;
  g_autoptr (GError) error = NULL;
  WsJob *job;
  gint64 id;

  place_init (&place);
  project = make_trained_project (place.path);
  g_strlcpy (second.name, "second", sizeof second.name);
  id = train_zoo (project, &second);
  job = ws_embed_work_new (project, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpint (finish_job (job), ==, 1);
  states = ws_project_load_states (project, 1, &every, &error);
  others = ws_project_load_states (project, id, &every, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (others->n, ==, 6);
  check_places (project, 1, states);
  g_assert_cmpint (count_rows (place.path, "latent"), ==, states->n + others->n);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM point WHERE projection = 1"), ==,
                   states->n + others->n);
}

/* -- older documents -- */

#define FORGET(table, column, path)                                                                \
  "UPDATE " table " SET " column " = json_remove (" column ", '" path ".task_ramp', '" path        \
  ".keep', '" path ".token_spread')"

/* A version that knew fewer settings wrote the request down: the same training is still recognised,
 * and one that uses a setting of today is another. */
static void
test_older_request (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsHyperRequest request = hyper_request (6);
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;

  place_init (&place);
  project = make_trained_project (place.path);
  run_sql (place.path, FORGET ("job", "params", "$.config"));
  run_sql (place.path, FORGET ("hyper", "config", "$"));
  job = ws_hyper_work_new (project, &request, &error);
  g_assert_no_error (error);
  run_job (job);
  g_assert_true (ws_work_was_there (job));
  g_assert_cmpint (ws_work_get_result (job), ==, 1);
  g_assert_cmpint (count_rows (place.path, "job"), ==, 2);

  g_strlcpy (request.name, "other", sizeof request.name);
  request.config.keep = WS_KEEP_BEST;
  request.config.epochs = 1;
  g_assert_cmpint (train_hyper (project, &request), ==, 2);
}

/* -- refusals -- */

static void
assert_refused (WsProject *project, const WsHyperRequest *request, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = ws_hyper_work_new (project, request, &error);

  if (job != NULL)
    {
      ws_job_start (job);
      g_assert_false (ws_job_wait (job, &error));
    }
  g_assert_error (error, WS_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, words);
  g_assert_cmpint (count_rows (ws_project_get_path (project), "hyper"), ==, 0);
}

static float
find_r2 (GArray *history, guint epoch)
{
  for (guint i = 0; i < history->len; i++)
    if (g_array_index (history, WsHyperEpoch, i).epoch == epoch)
      return g_array_index (history, WsHyperEpoch, i).r2[WS_SPLIT_VAL];
  g_assert_not_reached ();
}

/* One representation begins with another's parameters, learns from images too, and keeps its best.
 */
static void
test_from (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsHyperRequest request = hyper_request (1), wrong;
  g_autoptr (WsHyperInfo) info = NULL, grandchild = NULL;
  g_autoptr (WsHyper) parent = NULL, child = NULL, best = NULL, last = NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GError) error = NULL;
  const float *a, *b;
  gsize        n;

  place_init (&place);
  project = make_trained_project (place.path);
  g_strlcpy (request.from, "tiny", sizeof request.from);
  g_strlcpy (request.name, "child", sizeof request.name);
  request.config.task_weight = 0.5f;
  request.config.behaviour_weight = 0.5f;
  request.config.task_images = 2;
  request.config.lr = 1e-7f;
  train_hyper (project, &request);
  info = ws_project_find_hyper (project, "child", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->parent, ==, "tiny");
  g_assert_true (info->uses_images);
  history = ws_project_load_hyper_history (project, info->id, &error);
  g_assert_cmpfloat (g_array_index (history, WsHyperEpoch, 0).loss_task, >, 0);
  g_assert_cmpfloat (g_array_index (history, WsHyperEpoch, 0).loss_behaviour, >, 0);
  parent = ws_project_load_hyper (project, 1, &error);
  child = ws_project_load_hyper (project, info->id, &error);
  n = ws_hyper_get_n_autoencoder (parent);
  a = ws_hyper_get_params (parent);
  b = ws_hyper_get_params (child);
  for (gsize i = 0; i < n; i++) /* two steps of 1e-7 away */
    ws_assert_close (a[i], b[i], 1e-6);

  /* what has learned from images has done so in all that begins with it */
  request = hyper_request (8);
  g_strlcpy (request.from, "child", sizeof request.from);
  g_strlcpy (request.name, "grandchild", sizeof request.name);
  request.config.keep = WS_KEEP_BEST;
  request.config.eval_every = 1;
  request.config.lr = 0.3f; /* so wild that the last is hardly the best */
  request.config.schedule = WS_SCHEDULE_CONSTANT;
  train_hyper (project, &request);
  grandchild = ws_project_find_hyper (project, "grandchild", &error);
  g_assert_no_error (error);
  g_assert_true (grandchild->uses_images);
  g_clear_pointer (&history, g_array_unref);
  history = ws_project_load_hyper_history (project, grandchild->id, &error);
  for (guint epoch = 1; epoch <= 8; epoch++)
    g_assert_cmpfloat (find_r2 (history, epoch), <=, find_r2 (history, grandchild->best_epoch));
  best = ws_project_load_hyper (project, grandchild->id, &error);
  last = ws_project_load_trained (project, grandchild->id, WS_HYPER_LAST, &error);
  g_assert_no_error (error);
  g_assert_cmpint (
      memcmp (ws_hyper_get_params (best), ws_hyper_get_params (last), n * sizeof (float)) != 0, ==,
      grandchild->best_epoch < 8);

  wrong = request;
  wrong.config.q++;
  g_strlcpy (wrong.name, "misfit", sizeof wrong.name);
  job = ws_hyper_work_new (project, &wrong, &error);
  ws_job_start (job);
  g_assert_false (ws_job_wait (job, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE,
                 "cannot begin with child: encoder.vec2neck.0.weight is 6");
  g_assert_null (ws_project_find_hyper (project, "misfit", NULL));
}

static void
test_refusals (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest   zoo = zoo_request (4, 1, 50);
  WsHyperRequest good = hyper_request (2), request;
  WsEmbedRequest embed = { .projection = "pca" };
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  assert_refused (project, &good, WS_ERROR_NOT_FOUND, "no zoo yet");
  train_zoo (project, &zoo);
  request = good;
  g_strlcpy (request.population, "elsewhere", sizeof request.population);
  assert_refused (project, &request, WS_ERROR_NOT_FOUND, "elsewhere");
  request = good;
  request.config.h = 3; /* does not divide d */
  assert_refused (project, &request, WS_ERROR_VALUE, "");
  request = good;
  request.config.weight_threshold = 0.1f;
  assert_refused (project, &request, WS_ERROR_VALUE, "usable states");
  request = good;
  request.config.epoch_first = 7;
  request.config.epoch_last = 9;
  assert_refused (project, &request, WS_ERROR_VALUE, "usable states");

  job = ws_embed_work_new (project, &embed, &error);
  ws_job_start (job);
  g_assert_false (ws_job_wait (job, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_strlcpy (embed.projection, "globe", sizeof embed.projection);
  g_assert_null (ws_embed_work_new (project, &embed, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return child (argv[3]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/hyper/end-to-end", test_end_to_end);
  g_test_add_func ("/work/hyper/probes", test_probes);
  g_test_add_func ("/work/hyper/older-request", test_older_request);
  g_test_add_func ("/work/hyper/cancel-and-go-on", test_cancel_and_go_on);
  g_test_add_func ("/work/hyper/finish-early", test_finish_early);
  g_test_add_func ("/work/hyper/kill", test_kill);
  g_test_add_func ("/work/hyper/embed", test_embed);
  g_test_add_func ("/work/hyper/from", test_from);
  g_test_add_func ("/work/hyper/refusals", test_refusals);
  return g_test_run ();
}
