/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "core/random.h"
#include "net/align.h"

#define N_MODELS 12

static WsHyperRequest
align_request (WsAlign align)
{
  WsHyperRequest request = hyper_request (4);

  request.config.align = align;
  request.config.align_signs = TRUE;
  return request;
}

static WsProject *
make_project (const Place *place, WsAlign align)
{
  WsProject     *project = open_project (place->path, WS_PROJECT_CREATE);
  WsZooRequest   zoo = zoo_request (N_MODELS, 3, 200);
  WsHyperRequest request = align_request (align);

  train_zoo (project, &zoo);
  train_hyper (project, &request);
  return project;
}

static WsStates *
load_states (WsProject *project, gint64 population, guint first, guint last)
{
  const WsStateQuery query = { .epoch_first = first, .epoch_last = last, .with_weights = TRUE };
  g_autoptr (GError) error = NULL;
  WsStates *states = ws_project_load_states (project, population, &query, &error);

  g_assert_no_error (error);
  return states;
}

/* (transfer full): states->n × q, all of them there. */
static float *
load_latents (WsProject *project, const WsStates *states, guint q)
{
  g_autoptr (GError) error = NULL;
  float *z = g_new (float, (gsize)states->n *q);

  g_assert_cmpint (
      ws_project_load_latents (project, 1, states->checkpoint, states->n, q, z, &error), ==,
      states->n);
  g_assert_no_error (error);
  return z;
}

static JsonObject *
open_report (WsProject *project, JsonNode **root)
{
  g_autofree char *json = ws_project_dup_report (project, 1, 1, WS_HYPER_REPORT);

  g_assert_nonnull (json);
  *root = json_from_string (json, NULL);
  return json_node_get_object (*root);
}

/* Every state of the zoo lies where its network, aligned by its last state by hand, is encoded to.
 */
static void
test_by_weights (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = NULL;
  g_autoptr (WsStates) states = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree float *z = NULL, *want = NULL, *w = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject  *align;
  const float *reference, *best = NULL;
  float        best_acc = 0;
  double       before = 0, after = 0;
  guint        q, n_moved = 0;

  place_init (&place);
  project = make_project (&place, WS_ALIGN_WEIGHTS);
  model = ws_project_load_hyper (project, 1, &error);
  g_assert_no_error (error);
  q = ws_hyper_get_n_latents (model);
  reference = ws_hyper_get_reference (model);
  g_assert_nonnull (reference);
  states = load_states (project, 1, 0, 3);
  g_assert_cmpuint (states->n, ==, 4 * N_MODELS);
  z = load_latents (project, states, q);
  want = g_new (float, (gsize)states->n *q);
  w = g_new (float, (gsize)states->n *ARCH_PARAMS);
  for (guint m = 0; m < N_MODELS; m++)
    {
      const float *last = states->weights + (4 * m + 3) * ARCH_PARAMS;
      g_autoptr (WsAlignment) found =
          ws_align_by_weights (ws_hyper_get_arch (model), WS_ACT_TANH, reference, last, TRUE,
                               ws_hyper_get_config (model)->seed, &error);

      g_assert_no_error (error);
      n_moved += !ws_alignment_is_identity (found);
      if (states->split[4 * m] == WS_SPLIT_TRAIN && states->metrics[4 * m + 3].test_acc > best_acc)
        {
          best_acc = states->metrics[4 * m + 3].test_acc;
          best = last;
        }
      for (guint e = 0; e < 4; e++)
        ws_alignment_apply (found, states->weights + (4 * m + e) * ARCH_PARAMS,
                            w + (4 * m + e) * ARCH_PARAMS);
      for (guint k = 0; k < 2; k++)
        {
          const float *a = k == 0 ? last : w + (4 * m + 3) * ARCH_PARAMS;
          double       sum = 0;

          for (guint i = 0; i < ARCH_PARAMS; i++)
            sum += pow ((double)a[i] - (double)reference[i], 2);
          *(k == 0 ? &before : &after) += sqrt (sum) / (N_MODELS - 1);
        }
    }
  g_assert_cmpmem (reference, sizeof (float) * ARCH_PARAMS, best, sizeof (float) * ARCH_PARAMS);
  g_assert_cmpuint (n_moved, ==, N_MODELS - 1); /* all but the reference */
  ws_hyper_encode (model, w, states->n, want);
  g_assert_cmpmem (z, sizeof (float) * states->n * q, want, sizeof (float) * states->n * q);

  align = json_object_get_object_member (open_report (project, &root), "align");
  g_assert_cmpstr (json_object_get_string_member (align, "method"), ==, "weights");
  g_assert_true (json_object_get_boolean_member (align, "signs"));
  g_assert_cmpint (json_object_get_int_member (align, "networks"), ==, N_MODELS - 1);
  ws_assert_close (json_object_get_double_member (align, "distance_before"), before, 1e-4);
  ws_assert_close (json_object_get_double_member (align, "distance_after"), after, 1e-4);
  g_assert_cmpfloat (after, <, before);
}

/* Adds the zoo's last states in another order of neurons and signs, as a population of its own. */
static gint64
add_moved (WsProject *project, const WsStates *last)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autofree float *w = g_new (float, last->n *ARCH_PARAMS);
  g_autoptr (WsPopulation) zoo = ws_project_get_population (project, 1, NULL);
  g_autoptr (WsPopulation) moved = g_new0 (WsPopulation, 1);
  g_autoptr (GError) error = NULL;
  WsStream stream;

  ws_stream_init (&stream, 30, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < last->n; i++)
    {
      g_autoptr (WsAlignment) move = ws_alignment_new (arch);

      for (guint l = 0; l < 4; l++)
        ws_stream_permutation (&stream, move->order + arch->layers[l].first_token,
                               arch->layers[l].n_out);
      for (guint t = arch->layers[2].first_token; t < arch->layers[4].first_token; t++)
        move->sign[t] = ws_stream_below (&stream, 2) ? 1 : -1;
      ws_alignment_apply (move, last->weights + i * ARCH_PARAMS, w + i * ARCH_PARAMS);
    }
  moved->name = g_strdup ("moved");
  moved->kind = g_strdup ("random");
  moved->arch = g_strdup (zoo->arch);
  moved->channels = zoo->channels;
  moved->data = g_strdup (zoo->data);
  moved->recipe_json = g_strdup (zoo->recipe_json);
  moved->n = last->n;
  g_assert_true (ws_project_add_population (project, moved, &error));
  g_assert_true (
      ws_project_add_networks (project, moved->id, w, last->n, ARCH_PARAMS, NULL, &error));
  g_assert_no_error (error);
  return moved->id;
}

/* A network has one place in latent space, in whatever order its neurons come. */
static void
test_one_place (void)
{
  for (guint by = WS_ALIGN_WEIGHTS; by <= WS_ALIGN_ACTIVATIONS; by++)
    {
      g_auto (Place) place = { 0 };
      g_autoptr (WsProject) project = NULL;
      WsEmbedRequest request = { .projection = "pca" };
      g_autoptr (WsHyper) model = NULL;
      g_autoptr (WsStates) last = NULL, moved = NULL;
      g_autofree float *z = NULL, *z_moved = NULL;
      g_autoptr (GError) error = NULL;
      gint64 id;
      guint  q;

      place_init (&place);
      project = make_project (&place, by);
      last = load_states (project, 1, 3, 3);
      id = add_moved (project, last);
      finish_job (ws_embed_work_new (project, &request, &error));
      moved = load_states (project, id, 0, 0);
      model = ws_project_load_hyper (project, 1, &error);
      g_assert_no_error (error);
      q = ws_hyper_get_n_latents (model);
      z = load_latents (project, last, q);
      z_moved = load_latents (project, moved, q);
      g_assert_true (
          memcmp (last->weights, moved->weights, sizeof (float) * last->n * ARCH_PARAMS) != 0);
      for (guint i = 0; i < last->n * q; i++)
        ws_assert_close (z_moved[i], z[i], 1e-6);
    }
}

/* Draws in weight space are stored as they were drawn and placed as they are aligned. */
static void
test_baseline (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest request = { .count = 5, .target = WS_TARGET_ALL, .seed = 3 };
  g_autoptr (WsHyper) model = NULL;
  g_autoptr (WsStates) drawn = NULL;
  g_autofree float *z = NULL, *want = NULL, *aligned = NULL;
  g_autoptr (GError) error = NULL;
  guint  q;
  gint64 id;

  place_init (&place);
  project = make_project (&place, WS_ALIGN_WEIGHTS);
  model = ws_project_load_hyper (project, 1, &error);
  g_assert_no_error (error);
  q = ws_hyper_get_n_latents (model);
  g_strlcpy (request.method, "random", sizeof request.method);
  id = finish_job (ws_sample_work_new (project, &request, &error));
  drawn = load_states (project, id, 0, 0);
  g_assert_cmpuint (drawn->n, ==, 5);
  z = load_latents (project, drawn, q);
  want = g_new (float, 5 * q);
  aligned = g_new (float, 5 * ARCH_PARAMS);
  for (guint i = 0; i < 5; i++)
    {
      const float *w = drawn->weights + i * ARCH_PARAMS;
      g_autoptr (WsAlignment) found = ws_align_by_weights (
          ws_hyper_get_arch (model), WS_ACT_TANH, ws_hyper_get_reference (model), w, TRUE,
          ws_hyper_get_config (model)->seed, &error);

      g_assert_false (ws_alignment_is_identity (found));
      ws_alignment_apply (found, w, aligned + i * ARCH_PARAMS);
    }
  ws_hyper_encode (model, aligned, 5, want);
  g_assert_cmpmem (z, sizeof (float) * 5 * q, want, sizeof (float) * 5 * q);
}

/* Cut off and gone on with, by weights and by activations, it ends in the same bits. */
static void
test_go_on (void)
{
  g_auto (Place) whole = { 0 }, broken = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest   zoo = zoo_request (N_MODELS, 3, 200);
  WsHyperRequest request = align_request (WS_ALIGN_ACTIVATIONS);
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;

  place_init (&whole);
  place_init (&broken);
  request.config.epochs = 12;
  project = open_project (whole.path, WS_PROJECT_CREATE);
  train_zoo (project, &zoo);
  train_hyper (project, &request);
  g_clear_object (&project);
  project = open_project (broken.path, WS_PROJECT_CREATE);
  train_zoo (project, &zoo);
  ws_hyper_checkpoint_seconds = 0;
  job = ws_hyper_work_new (project, &request, &error);
  g_assert_no_error (error);
  cancel_at (job, broken.path, "hyper_epoch", 3);
  train_hyper (project, &request);
  assert_same_content (whole.path, broken.path, HYPER_PARAMETERS);
  assert_same_content (whole.path, broken.path, HYPER_HISTORY);
  assert_same_content (whole.path, broken.path, LATENTS);
}

/* States that are not finite are no reason to stop; the last finite one decides. */
static void
test_diverged (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest   zoo = zoo_request (N_MODELS, 3, 200);
  WsHyperRequest request = align_request (WS_ALIGN_WEIGHTS);
  g_autoptr (WsHyper) model = NULL;
  g_autoptr (WsStates) states = NULL, last = NULL;
  g_autoptr (WsAlignment) found = NULL;
  g_autofree float *z = NULL, *want = NULL, *w = g_new (float, ARCH_PARAMS);
  g_autoptr (GError) error = NULL;
  guint q;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  train_zoo (project, &zoo);
  /* every number of network 0's last state, and all states of network 1, are NaN */
  run_sql (place.path,
           "UPDATE weights SET data = CAST (replace (hex (zeroblob (2464)), '00', "
           "CAST (x'ffffffff' AS TEXT)) AS BLOB) "
           "WHERE checkpoint IN (SELECT c.id FROM checkpoint c JOIN model m ON m.id = c.model "
           "WHERE m.population = 1 AND (m.idx = 0 AND c.epoch = 3 OR m.idx = 1))");
  last = load_states (project, 1, 3, 3);
  g_assert_true (isnan (last->weights[0]) && isnan (last->weights[2 * ARCH_PARAMS - 1]) &&
                 isfinite (last->weights[2 * ARCH_PARAMS]));
  train_hyper (project, &request);
  model = ws_project_load_hyper (project, 1, &error);
  g_assert_no_error (error);
  q = ws_hyper_get_n_latents (model);
  states = load_states (project, 1, 2, 2);
  g_assert_cmpuint (states->model[0], ==, 0);
  found =
      ws_align_by_weights (ws_hyper_get_arch (model), WS_ACT_TANH, ws_hyper_get_reference (model),
                           states->weights, TRUE, ws_hyper_get_config (model)->seed, &error);
  g_assert_no_error (error);
  ws_alignment_apply (found, states->weights, w);
  z = g_new (float, states->n *q);
  want = g_new (float, q);
  ws_project_load_latents (project, 1, states->checkpoint, states->n, q, z, &error);
  ws_hyper_encode (model, w, 1, want);
  g_assert_cmpmem (z, sizeof (float) * q, want, sizeof (float) * q);
}

/* How far apart the latents of one network in several orders are, and the spread of what they
 * decode to. */
static double
measure_invariance (WsAlign align, double *acc_std)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsSampleRequest  request = { .method = "kde", .count = 3, .seed = 1, .evaluate = TRUE };
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *report;

  place_init (&place);
  project = make_project (&place, align);
  finish_job (ws_sample_work_new (project, &request, &error));
  g_assert_no_error (error);
  json = ws_project_dup_report (project, 1, 1, WS_INVARIANCE_REPORT);
  g_assert_nonnull (json);
  root = json_from_string (json, NULL);
  report = json_node_get_object (root);
  g_assert_cmpint (json_object_get_int_member (report, "networks"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (report, "orders"), ==, 20);
  *acc_std = json_object_get_double_member (report, "acc_std");
  return json_object_get_double_member (report, "latent_ratio");
}

/* Brought into one order before it is encoded, a network has one place whatever order it came in.
 */
static void
test_invariance (void)
{
  double acc_std;

  ws_assert_close (measure_invariance (WS_ALIGN_WEIGHTS, &acc_std), 0, 1e-6);
  ws_assert_close (acc_std, 0, 1e-6);
  g_assert_cmpfloat (measure_invariance (WS_ALIGN_NONE, &acc_std), >, 0.05);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/align/by-weights", test_by_weights);
  g_test_add_func ("/work/align/one-place", test_one_place);
  g_test_add_func ("/work/align/baseline", test_baseline);
  g_test_add_func ("/work/align/go-on", test_go_on);
  g_test_add_func ("/work/align/diverged", test_diverged);
  g_test_add_func ("/work/align/invariance", test_invariance);
  return g_test_run ();
}
