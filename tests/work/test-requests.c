/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "core/numeric.h"
#include "work/same.h"

/* -- the same in other words -- */

static void
test_same (void)
{
  WsHyperRequest   request = hyper_request (3), other = request;
  g_autofree char *text = NULL, *own = NULL, *best = NULL, *config = NULL, *custom = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  own = ws_hyper_request_to_json (&request);
  other.config.keep = WS_KEEP_BEST;
  best = ws_hyper_request_to_json (&other);
  g_assert_true (ws_same_request ("hyper", own, own));
  g_assert_false (ws_same_request ("hyper", own, best));

  root = json_from_string (own, NULL);
  object = json_object_get_object_member (json_node_get_object (root), "config");
  json_object_remove_member (object, "keep");
  text = json_to_string (root, FALSE);
  g_assert_true (ws_same_request ("hyper", text, own));
  g_assert_false (ws_same_request ("hyper", text, best));
  /* what is not there any more may have been anything; what is no request is none */
  g_assert_false (ws_same_request ("hyper", own, text));
  g_assert_false (ws_same_request ("hyper", "[]", own));
  g_assert_false (ws_same_request ("hyper", "{}", own));
  g_assert_false (ws_same_request ("zoo", text, own));

  config = ws_hyper_config_to_json (&request.config);
  g_strlcpy (request.config.preset, "compact", sizeof request.config.preset);
  custom = ws_hyper_config_to_json (&request.config);
  g_assert_true (ws_same_training (config, custom));
  g_assert_false (ws_same_training (best, custom));
  g_assert_true (ws_same_request ("x", "{\"a\":1.0,\"b\":[1]}", "{\"b\":[1],\"a\":1}"));
  g_assert_false (ws_same_request ("x", "{\"a\":1.5}", "{\"a\":1}"));
}

/* -- requests in the document -- */

static void
test_round_trips (void)
{
  WsZooRequest        zoo = zoo_request (5, 3, 100), zoo_got;
  WsHyperRequest      hyper = hyper_request (3), hyper_got;
  WsEmbedRequest      embed = { .hyper = "a \"quoted\" ✓ name", .projection = "pca" }, embed_got;
  const WsMapSettings map = { .given = WS_MAP_SEED | WS_MAP_NEIGHBOURS | WS_MAP_MIN_DIST |
                                       WS_MAP_PERPLEXITY,
                              .seed = G_MAXUINT64,
                              .neighbours = 30,
                              .min_dist = 0.1,
                              .perplexity = 12.5 };
  WsSampleRequest     sample = { .name = "s",
                                 .method = "kde",
                                 .target = WS_TARGET_LOW30,
                                 .count = 7,
                                 .settings = { { "bandwidth", 0.1 } },
                                 .n_settings = 1,
                                 .seed = G_MAXUINT64 - 1,
                                 .all_epochs = TRUE },
                  sample_got;
  WsFinetuneRequest finetune = { .name = "f",
                                 .population = { "a", "b \"2\"" },
                                 .n_populations = 2,
                                 .scratch = 3,
                                 .count = 4,
                                 .split = "train",
                                 .from = "25",
                                 .data = "d",
                                 .arch = "cnn-s",
                                 .control = "shuffled",
                                 .teacher = "t",
                                 .teacher_weight = 0.5,
                                 .n_epochs = 6,
                                 .seed = G_MAXUINT64,
                                 .keep = "0,last" },
                    finetune_got;
  WsEvaluateRequest evaluate = { "p", "d", "test", "last" }, evaluate_got;
  WsEnsembleRequest ensemble = { "p", "d", "1,5", 3, 20, G_MAXUINT64 }, ensemble_got;
  g_autofree char  *zoo_text = NULL, *zoo_again = NULL, *hyper_text = NULL, *hyper_again = NULL;
  g_autofree char  *embed_text = ws_embed_request_to_json (&embed);
  g_autofree char  *sample_text = ws_sample_request_to_json (&sample);
  g_autofree char  *finetune_text = NULL;
  g_autofree char  *evaluate_text = ws_evaluate_request_to_json (&evaluate);
  g_autofree char  *ensemble_text = ws_ensemble_request_to_json (&ensemble);
  g_autoptr (GError) error = NULL;

  zoo.seed = G_MAXUINT64;
  zoo.recipe.lr = 0.0003f;
  zoo_text = ws_zoo_request_to_json (&zoo);
  g_assert_true (ws_zoo_request_from_json (zoo_text, &zoo_got, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (zoo_got.seed, ==, G_MAXUINT64);
  g_assert_cmpuint (zoo_got.n_models, ==, 5);
  g_assert_cmpfloat (zoo_got.recipe.lr, ==, 0.0003f);
  zoo_again = ws_zoo_request_to_json (&zoo_got);
  g_assert_cmpstr (zoo_again, ==, zoo_text);

  g_strlcpy (hyper.from, "another", sizeof hyper.from);
  hyper_text = ws_hyper_request_to_json (&hyper);
  g_assert_true (ws_hyper_request_from_json (hyper_text, &hyper_got, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (hyper_got.from, ==, "another");
  hyper_again = ws_hyper_request_to_json (&hyper_got);
  g_assert_cmpstr (hyper_again, ==, hyper_text);

  g_assert_true (ws_embed_request_from_json (embed_text, &embed_got, &error));
  g_assert_cmpstr (embed_got.hyper, ==, embed.hyper);
  g_assert_cmpstr (embed_got.projection, ==, "pca");
  g_assert_cmpuint (embed_got.map.given, ==, 0);
  embed.map = map;
  g_free (embed_text);
  embed_text = ws_embed_request_to_json (&embed);
  g_assert_true (ws_embed_request_from_json (embed_text, &embed_got, &error));
  g_assert_cmpuint (embed_got.map.given, ==, map.given);
  g_assert_cmpuint (embed_got.map.seed, ==, map.seed);
  g_assert_cmpuint (embed_got.map.neighbours, ==, map.neighbours);
  g_assert_cmpfloat (embed_got.map.min_dist, ==, map.min_dist);
  g_assert_cmpfloat (embed_got.map.perplexity, ==, map.perplexity);
  g_assert_true (ws_sample_request_from_json (sample_text, &sample_got, &error));
  g_assert_cmpmem (&sample_got, sizeof sample, &sample, sizeof sample);
  ws_recipe_for_dataset ("usps", &finetune.recipe);
  finetune_text = ws_finetune_request_to_json (&finetune);
  g_assert_true (ws_finetune_request_from_json (finetune_text, &finetune_got, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (&finetune_got, sizeof finetune, &finetune, sizeof finetune);
  g_assert_true (ws_evaluate_request_from_json (evaluate_text, &evaluate_got, &error));
  g_assert_cmpmem (&evaluate_got, sizeof evaluate, &evaluate, sizeof evaluate);
  g_assert_true (ws_ensemble_request_from_json (ensemble_text, &ensemble_got, &error));
  g_assert_cmpmem (&ensemble_got, sizeof ensemble, &ensemble, sizeof ensemble);
  g_free (ensemble_text);
  ensemble.epoch = WS_EPOCH_LAST;
  ensemble_text = ws_ensemble_request_to_json (&ensemble);
  g_assert_true (ws_ensemble_request_from_json (ensemble_text, &ensemble_got, &error));
  g_assert_cmpuint (ensemble_got.epoch, ==, WS_EPOCH_LAST);
}

/* Before there were settings, every method had a bandwidth; 0 meant its own. */
static void
test_older_sample (void)
{
  static const struct
  {
    const char *method, *bandwidth;
    guint       n_settings;
  } old[] = {
    { "kde", "0.5", 1 }, { "kde", "0", 0 }, { "midpoint", "0.5", 0 }, { "random", "2", 0 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (old); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"name\": \"\", \"hyper\": \"h\", \"method\": \"%s\", \"target\": \"low30\", "
          "\"count\": 3, "
          "\"bandwidth\": %s, \"seed\": \"1\", \"evaluate\": true, \"all_epochs\": false}",
          old[i].method, old[i].bandwidth);
      WsSampleRequest got;
      g_autoptr (GError) error = NULL;

      g_assert_true (ws_sample_request_from_json (text, &got, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (got.n_settings, ==, old[i].n_settings);
      if (got.n_settings > 0)
        {
          g_assert_cmpstr (got.settings[0].key, ==, "bandwidth");
          g_assert_cmpfloat (got.settings[0].value, ==, 0.5);
        }
      g_assert_cmpint (got.target.kind, ==, WS_TARGET_KIND_LOW);
    }
}

/* Whatever a record holds, it is refused with a sentence or gone on with. */
static void
test_bad_records (void)
{
  static const char *const kinds[] = { "zoo",      "hyper",    "embed", "sample",
                                       "evaluate", "ensemble", "dance" };
  static const char *const texts[] = {
    "",
    "{",
    "[]",
    "null",
    "{}",
    "{\"name\": 5}",
    "{\"name\": \"\", \"data\": \"\", \"arch\": \"\", \"recipe\": {}, \"n_models\": -1, "
    "\"n_epochs\": 1e99, \"seed\": \"x\", \"keep\": \"all\"}",
    "{\"name\": null, \"population\": [], \"config\": {\"d\": -5}}",
    "{\"name\": \"\", \"population\": \"\", \"config\": 7}",
    "{\"hyper\": \"\", \"projection\": "
    "\"a projection whose name is longer than any name of a projection\"}",
    "{\"name\": \"\", \"hyper\": \"\", \"method\": \"kde\", \"target\": \"middle\", \"count\": 1, "
    "\"bandwidth\": 0, \"seed\": \"1\", \"evaluate\": true, \"all_epochs\": false}",
    "{\"name\": \"\", \"hyper\": \"\", \"method\": \"kde\", \"target\": \"all\", \"count\": 1, "
    "\"settings\": {\"bandwidth\": \"wide\"}, \"seed\": \"1\", \"evaluate\": true, \"all_epochs\": "
    "false}",
    "{\"name\": \"\", \"hyper\": \"\", \"method\": \"kde\", \"target\": \"all\", \"count\": 1, "
    "\"settings\": {\"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1, \"f\": 1, \"g\": 1, \"h\": "
    "1, \"i\": "
    "1}, \"seed\": \"1\", \"evaluate\": true, \"all_epochs\": false}",
    "{\"population\": {}, \"data\": \"\", \"split\": \"\", \"epochs\": \"\"}",
  };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
      {
        WsJobRecord record = { .id = 1,
                               .kind = (char *)kinds[k],
                               .title = (char *)"title",
                               .params_json = (char *)texts[t],
                               .state = (char *)"queued" };
        g_autoptr (GError) error = NULL;
        g_autoptr (WsJob) job = ws_work_resume (project, &record, &error);

        g_assert_null (job);
        g_assert_nonnull (error);
        g_assert_true (error->domain == WS_ERROR);
        g_assert_null (strchr (error->message, '\n'));
      }
  g_assert_cmpint (count_rows (place.path, "job"), ==, 0);
}

/* A document that is closed with jobs in the queue finds them again. */
static void
test_resume (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest      zoo = zoo_request (4, 1, 50);
  WsSampleRequest   sample = { .method = "random", .count = 3, .seed = 1 };
  WsEvaluateRequest evaluate = { "zoo", "", "", "" };
  WsEnsembleRequest ensemble = { "zoo", "", "2", WS_EPOCH_LAST, 3, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = NULL, rest = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  g_object_unref (ws_zoo_work_new (project, &zoo, &error));
  g_object_unref (ws_evaluate_work_new (project, &evaluate, &error));
  g_object_unref (ws_ensemble_work_new (project, &ensemble, &error));
  g_object_unref (ws_sample_work_new (project, &sample, &error));
  g_assert_no_error (error);
  g_clear_object (&project);

  project = open_project (place.path, WS_PROJECT_READ_WRITE);
  jobs = ws_project_list_unfinished_jobs (project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 4);
  for (guint i = 0; i < jobs->len; i++)
    {
      const WsJobRecord *record = g_ptr_array_index (jobs, i);
      WsJob             *job = ws_work_resume (project, record, &error);

      g_assert_no_error (error);
      g_assert_cmpint (ws_work_get_record (job), ==, record->id);
      g_assert_cmpstr (ws_job_get_kind (job), ==, record->kind);
      finish_job (job);
    }
  rest = ws_project_list_unfinished_jobs (project, &error);
  g_assert_cmpuint (rest->len, ==, 0);
  g_assert_cmpint (count_rows (place.path, "job"), ==, 4);
  g_assert_cmpint (count_rows (place.path, "population"), ==, 2);
}

/* -- which epochs to keep -- */

static void
test_keep (void)
{
  static const struct
  {
    const char *keep, *flags;
  } good[] = {
    { "all", "111111" }, { "", "111111" },       { "5", "000001" },    { "0", "100001" },
    { "1-3", "011101" }, { "0,2, 4", "101011" }, { "4-99", "000011" }, { "99", "000001" },
  };
  static const char *const bad[] = {
    "some", "1-", "-1", "3-1", "1,,2", "1.5", "0x2", "1-2-3", ","
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree gboolean *flags = ws_keep_parse (good[i].keep, 5, &error);

      g_assert_no_error (error);
      for (guint e = 0; e <= 5; e++)
        g_assert_cmpint (flags[e], ==, good[i].flags[e] == '1');
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ws_keep_parse (bad[i], 5, &error));
      g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
    }
}

/* -- which states are learned from -- */

static guint
count_used (WsProject *project, guint first, guint last, gboolean all_epochs, guint *lowest)
{
  g_autoptr (WsPopulation) population = ws_project_get_population (project, 1, NULL);
  g_autoptr (WsStates) states = NULL;
  g_autoptr (GError) error = NULL;
  WsHyperConfig config = { .epoch_first = first, .epoch_last = last, .weight_threshold = 5 };

  states = ws_work_load_used_states (project, population, &config, 0, all_epochs, NULL, &error);
  g_assert_no_error (error);
  *lowest = G_MAXUINT;
  for (guint i = 0; i < states->n; i++)
    *lowest = MIN (*lowest, states->epoch[i]);
  return states->n;
}

/* METHOD.md 2.4: the last five kept epochs unless others are named; no state with a large weight.
 */
static void
test_used_states (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) population = new_population ("zoo", "zoo", 3);
  g_autofree float *w = g_new0 (float, ARCH_PARAMS);
  g_autoptr (GError) error = NULL;
  guint       lowest;
  const guint model = 2;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  ws_project_add_population (project, population, &error);
  for (guint epoch = 0; epoch <= 8; epoch++)
    for (guint m = 0; m < 2; m++)
      {
        WsModelState state = { .epoch = epoch, .weights = w };

        ws_project_save_epoch (project, 1, &m, &state, 1, ARCH_PARAMS, epoch != 6, &error);
      }
  for (guint epoch = 7; epoch <= 8; epoch++)
    {
      WsModelState state = { .epoch = epoch, .weights = w };

      w[9] = epoch == 7 ? -5.01f : NAN;
      ws_project_save_epoch (project, 1, &model, &state, 1, ARCH_PARAMS, TRUE, &error);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (count_used (project, 0, 0, FALSE, &lowest), ==, 10); /* 3, 4, 5, 7, 8 */
  g_assert_cmpuint (lowest, ==, 3);
  g_assert_cmpuint (count_used (project, 0, 0, TRUE, &lowest), ==, 16);
  g_assert_cmpuint (lowest, ==, 0);
  g_assert_cmpuint (count_used (project, 1, 2, FALSE, &lowest), ==, 4);
  g_assert_cmpuint (lowest, ==, 1);
}

/* A young zoo's untrained networks are no training material. */
static void
test_young_zoo (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autofree float *w = g_new0 (float, ARCH_PARAMS);
  g_autoptr (GError) error = NULL;
  guint       lowest;
  const guint model = 0;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add_population (project, "zoo", "zoo", 1);
  for (guint epoch = 0; epoch <= 2; epoch++)
    {
      WsModelState state = { .epoch = epoch, .weights = w };

      ws_project_save_epoch (project, 1, &model, &state, 1, ARCH_PARAMS, TRUE, &error);
      g_assert_cmpuint (count_used (project, 0, 0, FALSE, &lowest), ==, MAX (epoch, 1));
      g_assert_cmpuint (lowest, ==, epoch > 0 ? 1 : 0);
    }
}

static void
test_last_rows (void)
{
  guint32        model[] = { 0, 0, 1, 3, 3, 3, 4 }, index[7];
  guint8         split[] = { 0, 0, 2, 0, 0, 0, 0 };
  const WsStates states = { .n = 7, .model = model, .split = split };

  g_assert_cmpuint (ws_states_last_rows (&states, -1, 10, index), ==, 4);
  g_assert_cmpuint (index[0], ==, 1);
  g_assert_cmpuint (index[2], ==, 5);
  g_assert_cmpuint (index[3], ==, 6);
  g_assert_cmpuint (ws_states_last_rows (&states, 0, 10, index), ==, 3);
  g_assert_cmpuint (index[1], ==, 5);
  g_assert_cmpuint (ws_states_last_rows (&states, -1, 2, index), ==, 2);
  g_assert_cmpuint (index[0], ==, 1);
  g_assert_cmpuint (index[1], ==, 5);
}

/* -- evaluate -- */

static void
test_evaluate (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest       zoo = zoo_request (4, 2, 100);
  WsEvaluateRequest  request = { "", "", "", "" };
  const WsStateQuery every = { .epoch_last = 2, .with_weights = TRUE };
  g_autoptr (WsStates) before = NULL, after = NULL;
  g_autofree char *json = NULL, *other = NULL;
  g_autoptr (JsonNode) root = NULL, other_root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *report, *model;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  train_zoo (project, &zoo);
  before = ws_project_load_states (project, 1, &every, &error);
  g_assert_cmpint (finish_job (ws_evaluate_work_new (project, &request, &error)), ==, 1);
  json = ws_project_dup_report (project, 1, 0, WS_EVALUATION_REPORT);
  root = json_from_string (json, NULL);
  report = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (report, "population"), ==, "zoo");
  g_assert_cmpstr (json_object_get_string_member (report, "data"), ==, DATA);
  g_assert_cmpstr (json_object_get_string_member (report, "split"), ==, "test");
  g_assert_cmpint (json_object_get_int_member (report, "n"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (report, "images"), ==, 1000);
  model = json_array_get_object_element (json_object_get_array_member (report, "models"), 3);
  g_assert_cmpint (json_object_get_int_member (model, "id"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (model, "epoch"), ==, 2);
  /* the same kernels on the same images as in training */
  g_assert_cmpfloat ((float)json_object_get_double_member (model, "acc"), ==,
                     before->metrics[11].test_acc);

  g_strlcpy (request.split, "validation", sizeof request.split);
  g_strlcpy (request.epochs, "all", sizeof request.epochs);
  finish_job (ws_evaluate_work_new (project, &request, &error));
  other = ws_project_dup_report (project, 1, 0, WS_EVALUATION_REPORT);
  other_root = json_from_string (other, NULL);
  report = json_node_get_object (other_root);
  g_assert_cmpint (json_object_get_int_member (report, "n"), ==, 12);
  g_assert_cmpint (json_object_get_int_member (report, "images"), ==, 50);
  model = json_array_get_object_element (json_object_get_array_member (report, "models"), 4);
  g_assert_cmpfloat ((float)json_object_get_double_member (model, "acc"), ==,
                     before->metrics[4].val_acc);
  g_assert_cmpint (count_rows (place.path, "result"), ==, 16);
  after = ws_project_load_states (project, 1, &every, &error);
  g_assert_cmpmem (after->metrics, sizeof (WsEpochMetrics) * 12, before->metrics,
                   sizeof (WsEpochMetrics) * 12); /* what training measured stays */
}

static void
test_evaluate_refusals (void)
{
  static const struct
  {
    const char *population, *data, *split, *epochs;
    int         code;
  } bad[] = {
    { "nobody", "", "test", "last", WS_ERROR_NOT_FOUND },
    { "zoo", "no-such-set", "test", "last", WS_ERROR_NOT_FOUND },
    { "zoo", "", "tests", "last", WS_ERROR_VALUE },
    { "zoo", "", "test", "first", WS_ERROR_VALUE },
  };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest zoo = zoo_request (2, 1, 50);

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  train_zoo (project, &zoo);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      WsEvaluateRequest request;
      g_autoptr (WsJob) job = NULL;
      g_autoptr (GError) error = NULL;

      g_strlcpy (request.population, bad[i].population, sizeof request.population);
      g_strlcpy (request.data, bad[i].data, sizeof request.data);
      g_strlcpy (request.split, bad[i].split, sizeof request.split);
      g_strlcpy (request.epochs, bad[i].epochs, sizeof request.epochs);
      job = ws_evaluate_work_new (project, &request, &error);
      if (job != NULL)
        {
          ws_job_start (job);
          g_assert_false (ws_job_wait (job, &error));
        }
      g_assert_error (error, WS_ERROR, bad[i].code);
      g_assert_cmpint (count_rows (place.path, "result"), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/requests/same", test_same);
  g_test_add_func ("/work/requests/round-trips", test_round_trips);
  g_test_add_func ("/work/requests/older-sample", test_older_sample);
  g_test_add_func ("/work/requests/bad-records", test_bad_records);
  g_test_add_func ("/work/requests/resume", test_resume);
  g_test_add_func ("/work/requests/keep", test_keep);
  g_test_add_func ("/work/requests/used-states", test_used_states);
  g_test_add_func ("/work/requests/young-zoo", test_young_zoo);
  g_test_add_func ("/work/requests/last-rows", test_last_rows);
  g_test_add_func ("/work/requests/evaluate", test_evaluate);
  g_test_add_func ("/work/requests/evaluate-refusals", test_evaluate_refusals);
  return g_test_run ();
}
