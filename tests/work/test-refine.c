/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "core/numeric.h"

static Place shared; /* a trained document, copied for each test */

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
make_request (const char *method, guint count, const char *refine)
{
  WsSampleRequest request = { .count = count, .seed = 5, .evaluate = TRUE };

  g_strlcpy (request.method, method, sizeof request.method);
  request.target = WS_TARGET_ALL;
  if (refine != NULL)
    g_assert_true (ws_refinement_add (&request.refine, refine, NULL));
  return request;
}

static gint64
sample (WsProject *project, const char *method, guint count, const char *refine)
{
  WsSampleRequest request = make_request (method, count, refine);
  g_autoptr (GError) error = NULL;
  WsJob *job = ws_sample_work_new (project, &request, &error);

  g_assert_no_error (error);
  return finish_job (job);
}

static WsStates *
load (WsProject *project, gint64 id)
{
  const WsStateQuery query = { .epoch_last = 100, .with_weights = TRUE };
  g_autoptr (GError) error = NULL;
  WsStates *states = ws_project_load_states (project, id, &query, &error);

  g_assert_no_error (error);
  return states;
}

static JsonObject *
open_report (WsProject *project, gint64 id, JsonNode **root)
{
  g_autoptr (WsPopulation) population = ws_project_get_population (project, id, NULL);
  g_autofree char *json =
      ws_project_dup_report (project, id, population->hyper, WS_REFINEMENT_REPORT);

  g_assert_nonnull (json);
  *root = json_from_string (json, NULL);
  return json_node_get_object (*root);
}

static double
get_acc_mean (const WsStates *states)
{
  double sum = 0;

  for (guint i = 0; i < states->n; i++)
    sum += (double)states->metrics[i].test_acc;
  return sum / states->n;
}

static gboolean
is_same_network (const WsStates *a, const WsStates *b, guint i)
{
  return memcmp (a->weights + i * a->n_params, b->weights + i * a->n_params,
                 sizeof (float) * a->n_params) == 0;
}

/* What stayed is one of the plain draws or of its own other candidates; more draws only append. */
static void
test_choice (void)
{
  static const struct
  {
    const char *method, *refine, *score, *all;
  } cases[] = {
    { "kde-dim", "reject=3", "predicted_mean", "all_predicted_mean" },
    { "weight-kde", "reject=3", "predicted_mean", "all_predicted_mean" },
    { "weight-kde", "subsample=3", "validation_acc_mean", "all_validation_acc_mean" },
    { "weight-kde", "reject=2,subsample=2", "validation_acc_mean", "all_validation_acc_mean" },
  };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;

  place_init (&place);
  project = open_copy (&place);
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      const char *method = cases[c].method, *refine = cases[c].refine;
      gint64      id = sample (project, method, 12, refine);
      g_autoptr (WsStates) refined = load (project, id);
      g_autoptr (WsStates) fewer = load (project, sample (project, method, 5, refine));
      g_autoptr (WsStates) plain = load (project, sample (project, method, 12, NULL));
      g_autoptr (JsonNode) root = NULL;
      JsonObject *report = open_report (project, id, &root);
      guint       n_plain = 0;

      g_assert_cmpuint (refined->n, ==, 12);
      for (guint i = 0; i < 5; i++)
        g_assert_true (is_same_network (refined, fewer, i));
      for (guint i = 0; i < 12; i++)
        n_plain += is_same_network (refined, plain, i);
      g_assert_cmpuint (n_plain, <, 12); /* a third or a quarter on average */
      ws_assert_close (json_object_get_double_member (report, "plain_acc_mean"),
                       get_acc_mean (plain), 1e-6);
      g_assert_cmpfloat (json_object_get_double_member (report, cases[c].score), >,
                         json_object_get_double_member (report, cases[c].all));
    }
}

/* Scaled draws are the plain ones, at the place where they were drawn, with other weights. */
static void
test_scale (void)
{
  static const char *const refinements[] = { "scale", "scale=logits" };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsStates) plain = NULL;
  gint64 id;

  place_init (&place);
  project = open_copy (&place);
  id = sample (project, "kde", 6, NULL);
  plain = load (project, id);
  for (guint k = 0; k < G_N_ELEMENTS (refinements); k++)
    {
      gint64 scaled = sample (project, "kde", 6, refinements[k]);
      g_autoptr (WsStates) states = load (project, scaled);
      g_autoptr (JsonNode) root = NULL;
      JsonObject      *report = open_report (project, scaled, &root);
      g_autofree char *sql = g_strdup_printf (
          "SELECT count (*) FROM latent a JOIN latent b ON a.data = b.data JOIN checkpoint c ON "
          "c.id "
          "= a.checkpoint JOIN checkpoint d ON d.id = b.checkpoint JOIN model m ON m.id = c.model "
          "JOIN model n ON n.id = d.model WHERE m.population = %" G_GINT64_FORMAT
          " AND n.population = %" G_GINT64_FORMAT " AND m.idx = n.idx",
          id, scaled);

      for (guint i = 0; i < 6; i++)
        g_assert_false (is_same_network (states, plain, i));
      g_assert_true (ws_all_finite (states->weights, 6 * states->n_params));
      g_assert_cmpint (ask_number (place.path, sql), ==, 6);
      ws_assert_close (json_object_get_double_member (report, "plain_acc_mean"),
                       get_acc_mean (plain), 1e-6);
    }
  sample (project, "reconstruct", 4, "scale");
}

/* A population tells how it was made, in its name too; a record of it is gone on with. */
static void
test_settings (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) population = NULL;
  WsSampleRequest  request = make_request ("kde", 4, "scale,reject=2"), got;
  g_autofree char *text = ws_sample_request_to_json (&request);
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_sample_request_from_json (text, &got, &error));
  g_assert_cmpmem (&got, sizeof got, &request, sizeof request);
  place_init (&place);
  project = open_copy (&place);
  population =
      ws_project_get_population (project, sample (project, "kde", 4, "scale,reject=2"), NULL);
  g_assert_cmpstr (population->name, ==, "kde-all-reject-2-scale-weights");
  g_assert_nonnull (strstr (population->settings_json, "\"refine\":\"reject=2,scale=weights\""));
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *method, *refine;
  } bad[] = { { "random", "scale" }, { "random", "subsample=2" }, { "reconstruct", "reject=2" } };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;

  place_init (&place);
  project = open_copy (&place);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      WsSampleRequest request = make_request (bad[i].method, 4, bad[i].refine);
      g_autoptr (GError) error = NULL;

      g_assert_null (ws_sample_work_new (project, &request, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, bad[i].method);
    }
}

int
main (int argc, char **argv)
{
  int rc;

  g_test_init (&argc, &argv, NULL);
  place_init (&shared);
  g_object_unref (make_trained_project (shared.path));
  g_test_add_func ("/work/refine/choice", test_choice);
  g_test_add_func ("/work/refine/scale", test_scale);
  g_test_add_func ("/work/refine/settings", test_settings);
  g_test_add_func ("/work/refine/refusals", test_refusals);
  rc = g_test_run ();
  place_clear (&shared);
  return rc;
}
