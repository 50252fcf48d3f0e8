/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "zoo/soft-vote.h"

#define NETWORKS 5

static WsProject *
make_zoo (const Place *place)
{
  WsProject   *project = open_project (place->path, WS_PROJECT_CREATE);
  WsZooRequest zoo = zoo_request (NETWORKS, 2, 300);

  train_zoo (project, &zoo);
  return project;
}

static JsonObject *
vote (WsProject *project, const WsEnsembleRequest *request, JsonNode **root)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (finish_job (ws_ensemble_work_new (project, request, &error)), ==, 1);
  json = ws_project_dup_report (project, 1, 0, WS_ENSEMBLE_REPORT);
  g_assert_nonnull (json);
  *root = json_from_string (json, NULL);
  return json_node_get_object (*root);
}

static double
get_number (JsonObject *report, guint size, const char *name)
{
  JsonArray  *sizes = json_object_get_array_member (report, "sizes");
  JsonObject *one = json_array_get_object_element (sizes, size);
  JsonNode   *node = json_object_get_member (one, name);

  g_assert_nonnull (node);
  return JSON_NODE_HOLDS_NULL (node) ? (double)NAN : json_node_get_double (node);
}

/* All of them together are what a soft vote of all says, and alone what training measured. */
static void
test_whole (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsEnsembleRequest  request = { .epoch = WS_EPOCH_LAST, .draws = 8, .seed = 3 };
  const WsStateQuery last = { WS_EPOCH_LAST, WS_EPOCH_LAST, 0, TRUE };
  g_autoptr (WsPopulation) population = NULL;
  g_autoptr (WsStates) states = NULL;
  g_autoptr (WsTensorImages) images = NULL;
  g_autoptr (JsonNode) root = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree double       *share = g_new (double, 10 * 1000);
  static const char *const names[] = { "acc_mean",     "majority_acc_mean", "members_mean",
                                       "disagreement", "error_overlap",     "oracle" };
  JsonObject              *report, *other;
  const WsArch            *arch;
  WsActivation             act;
  double                   members = 0;
  guint                    whole = 3;

  place_init (&place);
  project = make_zoo (&place);
  report = vote (project, &request, &root);
  g_assert_cmpint (json_object_get_int_member (report, "n"), ==, NETWORKS);
  g_assert_cmpint (json_object_get_int_member (report, "images"), ==, 1000);
  g_assert_true (json_object_get_null_member (report, "epoch"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (report, "sizes")), ==, 4);

  population = ws_project_get_population (project, 1, &error);
  states = ws_project_load_states (project, 1, &last, &error);
  images = ws_work_load_images (population, NULL, "test", &error);
  g_assert_true (ws_population_get_network (population, &arch, &act, &error));
  g_assert_true (
      ws_zoo_soft_vote (arch, act, states->weights, NETWORKS, images, share, NULL, &error));
  for (guint i = 0; i < NETWORKS; i++)
    members += (double)states->metrics[i].test_acc / NETWORKS;
  /* an image whose two best classes differ by less than single precision may go either way */
  ws_assert_close (get_number (report, whole, "acc_mean"),
                   ws_zoo_get_soft_accuracy (arch, images, share), 0.0011);
  ws_assert_close (get_number (report, whole, "members_mean"), members, 1e-6);
  ws_assert_close (get_number (report, whole, "gain"),
                   get_number (report, whole, "acc_mean") - members, 1e-6);
  g_assert_cmpfloat (get_number (report, whole, "oracle"), >,
                     get_number (report, whole, "acc_mean"));
  g_assert_true (isnan (get_number (report, 0, "disagreement")));
  g_assert_true (get_number (report, 1, "acc_low") < get_number (report, 1, "acc_high"));

  request.seed = 4; /* others vote together, all are the same */
  other = vote (project, &request, &again);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    ws_assert_close (get_number (other, whole, names[i]), get_number (report, whole, names[i]),
                     0.0011);
  g_assert_true (fabs (get_number (other, 0, "acc_mean") - get_number (report, 0, "acc_mean")) > 0);
}

static void
test_epoch (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsEnsembleRequest request = { "zoo", "", "2, 5,2", 0, 4, 1 };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *report;

  place_init (&place);
  project = make_zoo (&place);
  report = vote (project, &request, &root);
  g_assert_cmpint (json_object_get_int_member (report, "epoch"), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (report, "sizes")), ==, 2);
  g_assert_cmpfloat (get_number (report, 1, "members_mean"), <, 0.25); /* untrained */
}

static void
test_refusals (void)
{
  static const struct
  {
    WsEnsembleRequest request;
    int               code;
    const char       *word;
  } bad[] = {
    { { "nobody", "", "", WS_EPOCH_LAST, 4, 1 }, WS_ERROR_NOT_FOUND, "nobody" },
    { { "zoo", "no-such-set", "", WS_EPOCH_LAST, 4, 1 }, WS_ERROR_NOT_FOUND, "no-such-set" },
    { { "zoo", "", "2,x", WS_EPOCH_LAST, 4, 1 }, WS_ERROR_VALUE, "2,x" },
    { { "zoo", "", "0", WS_EPOCH_LAST, 4, 1 }, WS_ERROR_VALUE, "0" },
    { { "zoo", "", "6", WS_EPOCH_LAST, 4, 1 }, WS_ERROR_VALUE, "6" },
    { { "zoo", "", "", 9, 4, 1 }, WS_ERROR_NOT_FOUND, "epoch 9" },
    { { "zoo", "", "", WS_EPOCH_LAST, 0, 1 }, WS_ERROR_VALUE, "1 to" },
  };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;

  place_init (&place);
  project = make_zoo (&place);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WsJob) job = ws_ensemble_work_new (project, &bad[i].request, &error);

      if (job != NULL)
        {
          ws_job_start (job);
          g_assert_false (ws_job_wait (job, &error));
        }
      ws_test_error (&error, WS_ERROR, bad[i].code, bad[i].word);
    }
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM report WHERE key = 'ensemble'"),
                   ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/ensemble/whole", test_whole);
  g_test_add_func ("/work/ensemble/epoch", test_epoch);
  g_test_add_func ("/work/ensemble/refusals", test_refusals);
  return g_test_run ();
}
