/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population.h"

#include "core/error.h"
#include "hyper/train.h"
#include "project-test.h"

#include <math.h>

/* Equal, or both not a number. */
static void
assert_same (float got, float want)
{
  if (isnan (want))
    g_assert_true (isnan (got));
  else
    g_assert_cmpfloat (got, ==, want);
}

static void
assert_same_metrics (const WsEpochMetrics *got, const WsEpochMetrics *want)
{
  assert_same (got->train_loss, want->train_loss);
  assert_same (got->train_acc, want->train_acc);
  assert_same (got->val_loss, want->val_loss);
  assert_same (got->val_acc, want->val_acc);
  assert_same (got->test_loss, want->test_loss);
  assert_same (got->test_acc, want->test_acc);
}

static WsStates *
load (WsProject *project, gint64 population, guint first, guint last, guint mask, gboolean weights)
{
  const WsStateQuery query = {
    .epoch_first = first, .epoch_last = last, .split_mask = mask, .with_weights = weights
  };
  g_autoptr (GError) error = NULL;
  WsStates *states = ws_project_load_states (project, population, &query, &error);

  g_assert_no_error (error);
  g_assert_nonnull (states);
  return states;
}

static void
save (WsProject *project, gint64 population, guint first, guint n, guint epoch, gboolean keep)
{
  g_autoptr (GError) error = NULL;

  save_epoch (project, population, first, n, epoch, keep, &error);
  g_assert_no_error (error);
}

/* -- populations -- */

static void
test_round_trip (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsPopulation) population = new_population ("zoo", "zoo", 5);
  g_autoptr (WsPopulation) got = NULL, by_name = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WsProject) project = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  population->seed = G_MAXUINT64 - 3;
  population->method = g_strdup ("kde");
  population->target = g_strdup ("top30");
  population->settings_json = g_strdup ("{\"epochs\": 3}");
  g_assert_true (ws_project_add_population (project, population, &error));
  g_assert_no_error (error);
  population->parent = population->id;
  g_free (population->name);
  population->name = g_strdup ("child \"o'clock\" ✓");
  g_clear_pointer (&population->settings_json, g_free);
  g_assert_true (ws_project_add_population (project, population, &error));
  g_assert_no_error (error);

  g_clear_object (&project);
  project = open_project (place.path, WS_PROJECT_READ_ONLY);
  list = ws_project_list_populations (project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  got = ws_project_get_population (project, population->parent, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (got->name, ==, "zoo");
  g_assert_cmpstr (got->kind, ==, "zoo");
  g_assert_cmpstr (got->arch, ==, "cnn-s");
  g_assert_cmpuint (got->channels, ==, 1);
  g_assert_cmpstr (got->data, ==, "fashion-mnist");
  g_assert_cmpstr (got->recipe_json, ==, population->recipe_json);
  g_assert_cmpuint (got->seed, ==, G_MAXUINT64 - 3);
  g_assert_cmpuint (got->n, ==, 5);
  g_assert_cmpstr (got->method, ==, "kde");
  g_assert_cmpstr (got->target, ==, "top30");
  g_assert_cmpstr (got->settings_json, ==, "{\"epochs\": 3}");
  g_assert_cmpint (got->parent, ==, 0);
  g_assert_cmpint (got->hyper, ==, 0);
  g_assert_cmpstr (got->created, ==, population->created);
  g_assert_cmpstr (got->version, ==, population->version);
  g_assert_true (g_str_has_prefix (got->version, WS_VERSION));
  g_assert_false (got->complete);
  by_name = ws_project_find_population (project, population->name, &error);
  g_assert_no_error (error);
  g_assert_cmpint (by_name->id, ==, population->id);
  g_assert_cmpint (by_name->parent, ==, got->id);
  g_assert_null (by_name->settings_json);
}

static void
test_names (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsPopulation) again = new_population ("zoo", "zoo", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (WsProject) project = NULL;
  g_autofree char *free_name = NULL, *other_name = NULL;
  gint64           id;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  id = add_population (project, "zoo", "zoo", 1);
  add_population (project, "zoo-2", "zoo", 1);
  free_name = ws_project_free_population_name (project, "zoo");
  g_assert_cmpstr (free_name, ==, "zoo-3");
  other_name = ws_project_free_population_name (project, "samples");
  g_assert_cmpstr (other_name, ==, "samples");

  g_assert_false (ws_project_add_population (project, again, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (ws_project_rename_population (project, id, "zoo-2", &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (ws_project_rename_population (project, id, "zoo", &error));
  g_assert_true (ws_project_rename_population (project, id, "first", &error));
  g_assert_no_error (error);
  g_assert_true (ws_project_add_population (project, again, &error));
  g_assert_no_error (error);
  g_assert_false (ws_project_rename_population (project, 999, "nobody", &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ws_project_find_population (project, "nobody", &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ws_project_get_population (project, 999, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
}

/* METHOD.md 2.4: 70/15/15 of networks, by the population's seed; other kinds are all train. */
static void
test_splits (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  const guint      n = 41;
  guint            count[3] = { 0 }, first_train = 0;
  g_autofree char *order = g_new0 (char, n + 1), *again = g_new0 (char, n + 1);

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  for (int round = 0; round < 2; round++)
    {
      gint64 id = add_population (project, round == 0 ? "a" : "b", "zoo", n);
      g_autoptr (WsStates) states = NULL;

      save (project, id, 0, n, 0, FALSE);
      states = load (project, id, 0, 0, 0, FALSE);
      g_assert_cmpuint (states->n, ==, n);
      for (guint i = 0; i < n; i++)
        {
          count[states->split[i]] += round == 0;
          (round == 0 ? order : again)[i] = (char)('0' + states->split[i]);
        }
    }
  g_assert_cmpuint (count[WS_SPLIT_TRAIN], ==, 28);
  g_assert_cmpuint (count[WS_SPLIT_VAL], ==, 6);
  g_assert_cmpuint (count[WS_SPLIT_TEST], ==, 7);
  g_assert_cmpstr (order, ==, again);
  for (guint i = 0; i < 28; i++)
    first_train += order[i] == '0';
  g_assert_cmpuint (first_train, <, 28); /* shuffled */

  {
    gint64 id = add_population (project, "samples", "samples", n);
    g_autoptr (WsStates) states = NULL;

    save (project, id, 0, n, 0, FALSE);
    states = load (project, id, 0, 0, 1 << WS_SPLIT_TRAIN, FALSE);
    g_assert_cmpuint (states->n, ==, n);
  }
}

static void
test_delete (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) kept = NULL;
  g_autoptr (WsStates) states = NULL;
  g_autofree float *w = g_new0 (float, 2 * ARCH_PARAMS);
  g_autoptr (GError) error = NULL;
  gint64 id, child, parents[2];

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  id = add_population (project, "zoo", "zoo", 2);
  save (project, id, 0, 2, 0, TRUE);
  states = load (project, id, 0, 0, 0, FALSE);
  child = add_population (project, "samples", "samples", 2);
  memcpy (parents, states->checkpoint, sizeof parents);
  g_assert_true (ws_project_add_networks (project, child, w, 2, ARCH_PARAMS, parents, &error));
  g_assert_no_error (error);
  g_assert_true (ws_project_add_report (project, id, 0, "novelty", "{}", &error));
  g_assert_true (ws_project_delete_population (project, id, &error));
  g_assert_no_error (error);
  g_assert_false (ws_project_delete_population (project, id, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  kept = ws_project_get_population (project, child, &error);
  g_assert_no_error (error);
  g_assert_true (kept->complete);
  g_clear_object (&project);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM model"), ==, 2);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM checkpoint"), ==, 2);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM weights"), ==, 2);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM train_state"), ==, 0);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM report"), ==, 0);
  g_assert_cmpint (ask_number (place.path, "SELECT count (parent) FROM checkpoint"), ==, 0);
}

/* -- epochs -- */

static void
test_epochs (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsStates) all = NULL, kept = NULL, last = NULL, last_kept = NULL;
  g_autofree float *want = g_new (float, ARCH_PARAMS);
  gint64            id;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  id = add_population (project, "zoo", "zoo", 3);
  /* in the order in which groups of models happen to finish */
  for (guint epoch = 0; epoch < 4; epoch++)
    {
      save (project, id, 2, 1, epoch, epoch % 2 == 0);
      save (project, id, 0, 2, epoch, epoch % 2 == 0);
    }
  save (project, id, 0, 2, 3, FALSE); /* once more after an interruption */

  all = load (project, id, 0, WS_EPOCH_LAST, 0, FALSE);
  g_assert_cmpuint (all->n, ==, 12);
  g_assert_cmpuint (all->n_params, ==, ARCH_PARAMS);
  g_assert_null (all->weights);
  for (guint i = 0; i < 12; i++)
    {
      WsEpochMetrics metrics = metrics_of (i / 4, i % 4);

      g_assert_cmpuint (all->model[i], ==, i / 4);
      g_assert_cmpuint (all->epoch[i], ==, i % 4);
      g_assert_false (all->diverged[i]);
      assert_same_metrics (&all->metrics[i], &metrics);
    }
  kept = load (project, id, 1, 3, 0, TRUE);
  g_assert_cmpuint (kept->n, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (kept->model[i], ==, i);
      g_assert_cmpuint (kept->epoch[i], ==, 2);
      g_assert_cmpint (kept->checkpoint[i], ==, all->checkpoint[4 * i + 2]);
      fill_weights (want, ARCH_PARAMS, i, 2);
      g_assert_cmpmem (kept->weights + (gsize)i * ARCH_PARAMS, sizeof (float) * ARCH_PARAMS, want,
                       sizeof (float) * ARCH_PARAMS);
    }
  last = load (project, id, WS_EPOCH_LAST, WS_EPOCH_LAST, 0, FALSE);
  g_assert_cmpuint (last->n, ==, 3);
  g_assert_cmpuint (last->epoch[2], ==, 3);
  last_kept = load (project, id, WS_EPOCH_LAST, WS_EPOCH_LAST, 0, TRUE);
  g_assert_cmpuint (last_kept->n, ==, 3);
  g_assert_cmpuint (last_kept->epoch[2], ==, 2);
}

static void
test_train_states (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autofree float *w = g_new (float, ARCH_PARAMS), *want = g_new (float, 2 * ARCH_PARAMS);
  g_autofree float *moments = g_new (float, 2 * ARCH_PARAMS);
  g_autoptr (GError) error = NULL;
  gboolean diverged = TRUE;
  guint    epoch;
  gint64   id;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  id = add_population (project, "zoo", "zoo", 3);
  g_assert_false (
      ws_project_load_train_state (project, id, 0, ARCH_PARAMS, &epoch, w, moments, &diverged));
  save (project, id, 0, 3, 0, TRUE);
  save (project, id, 1, 1, 1, FALSE);
  g_assert_true (
      ws_project_load_train_state (project, id, 1, ARCH_PARAMS, &epoch, w, moments, &diverged));
  g_assert_cmpuint (epoch, ==, 1);
  g_assert_false (diverged);
  fill_weights (want, ARCH_PARAMS, 1, 1);
  g_assert_cmpmem (w, sizeof (float) * ARCH_PARAMS, want, sizeof (float) * ARCH_PARAMS);
  fill_weights (want, 2 * ARCH_PARAMS, 101, 1);
  g_assert_cmpmem (moments, sizeof (float) * 2 * ARCH_PARAMS, want,
                   sizeof (float) * 2 * ARCH_PARAMS);
  g_assert_true (
      ws_project_load_train_state (project, id, 2, ARCH_PARAMS, &epoch, w, moments, &diverged));
  g_assert_cmpuint (epoch, ==, 0);
  /* another architecture's size is not this state */
  g_assert_false (
      ws_project_load_train_state (project, id, 2, ARCH_PARAMS - 1, &epoch, w, moments, &diverged));
  g_assert_true (ws_project_drop_train_states (project, id, &error));
  g_assert_no_error (error);
  g_assert_false (
      ws_project_load_train_state (project, id, 1, ARCH_PARAMS, &epoch, w, moments, &diverged));
}

/* A diverged network has no numbers, but its bits come back and it counts as complete. */
static void
test_diverged (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) population = new_population ("zoo", "zoo", 2), got = NULL, half = NULL;
  g_autoptr (WsStates) states = NULL;
  g_autofree float *w = g_new (float, ARCH_PARAMS), *moments = g_new0 (float, 2 * ARCH_PARAMS);
  g_autoptr (GError) error = NULL;
  WsModelState state = { .epoch = 1, .diverged = TRUE, .weights = w, .moments = moments };
  const guint  models[] = { 1 };

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  population->settings_json = g_strdup ("{\"epochs\": 2, \"keep\": \"all\"}");
  ws_project_add_population (project, population, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < ARCH_PARAMS; i++)
    w[i] = i % 2 == 0 ? NAN : -INFINITY;
  state.metrics = metrics_of (1, 1);
  state.metrics.train_loss = INFINITY;
  ws_project_save_epoch (project, population->id, models, &state, 1, ARCH_PARAMS, TRUE, &error);
  g_assert_no_error (error);
  states = load (project, population->id, 0, WS_EPOCH_LAST, 0, TRUE);
  g_assert_cmpuint (states->n, ==, 1);
  g_assert_true (states->diverged[0]);
  g_assert_true (isnan (states->metrics[0].train_loss));
  g_assert_cmpmem (states->weights, sizeof (float) * ARCH_PARAMS, w, sizeof (float) * ARCH_PARAMS);

  save (project, population->id, 0, 1, 1, TRUE);
  half = ws_project_get_population (project, population->id, &error);
  g_assert_cmpuint (half->n_epochs, ==, 1);
  g_assert_false (half->complete);
  save (project, population->id, 0, 1, 2, TRUE);
  got = ws_project_get_population (project, population->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got->n_epochs, ==, 2);
  g_assert_true (got->complete);
}

static void
test_unknown_model (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WsStates) states = NULL;
  gint64 id;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  id = add_population (project, "zoo", "zoo", 2);
  /* models 1 and 2 of two: neither is kept */
  g_assert_false (save_epoch (project, id, 1, 2, 0, TRUE, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  states = load (project, id, 0, WS_EPOCH_LAST, 0, FALSE);
  g_assert_cmpuint (states->n, ==, 0);
  g_clear_error (&error);
  {
    const WsStateQuery query = { 0 };

    g_assert_null (ws_project_load_states (project, 999, &query, &error));
    g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  }
}

/* -- networks made at once, their scores and reports -- */

static void
test_networks_and_scores (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsStates) zoo = NULL, before = NULL, after = NULL;
  g_autofree float *w = g_new (float, 2 * ARCH_PARAMS);
  g_autoptr (GError) error = NULL;
  const float loss[] = { 0.5f, NAN }, acc[] = { 0.75f, 0.1f };
  const float other[] = { 9.f, 9.f };
  gint64      zoo_id, id, parent[2] = { 0 };

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo_id = add_population (project, "zoo", "zoo", 1);
  save (project, zoo_id, 0, 1, 0, TRUE);
  zoo = load (project, zoo_id, 0, 0, 0, FALSE);
  id = add_population (project, "samples", "samples", 2);
  fill_weights (w, ARCH_PARAMS, 0, 0);
  fill_weights (w + ARCH_PARAMS, ARCH_PARAMS, 1, 0);
  parent[1] = zoo->checkpoint[0];
  ws_project_add_networks (project, id, w, 2, ARCH_PARAMS, parent, &error);
  g_assert_no_error (error);
  before = load (project, id, 0, 0, 0, TRUE);
  g_assert_cmpuint (before->n, ==, 2);
  g_assert_cmpmem (before->weights, sizeof (float) * 2 * ARCH_PARAMS, w,
                   sizeof (float) * 2 * ARCH_PARAMS);
  g_assert_true (isnan (before->metrics[0].test_acc));

  /* another data set leaves the metrics alone; the own one fills what is empty, once */
  ws_project_save_scores (project, before->checkpoint, 2, "mnist", "test", 100, other, other,
                          &error);
  g_assert_no_error (error);
  ws_project_save_scores (project, before->checkpoint, 2, "fashion-mnist", "test", 10000, loss, acc,
                          &error);
  g_assert_no_error (error);
  ws_project_save_scores (project, before->checkpoint, 2, "fashion-mnist", "test", 10, other, other,
                          &error);
  g_assert_no_error (error);
  ws_project_save_scores (project, before->checkpoint, 1, "fashion-mnist", "train", 10, acc, loss,
                          &error);
  g_assert_no_error (error);
  ws_project_save_scores (project, before->checkpoint, 1, "fashion-mnist", "validation", 10, acc,
                          loss, &error);
  g_assert_no_error (error);
  after = load (project, id, 0, 0, 0, FALSE);
  assert_same (after->metrics[0].test_loss, 0.5f);
  assert_same (after->metrics[0].test_acc, 0.75f);
  assert_same (after->metrics[0].train_loss, 0.75f);
  assert_same (after->metrics[0].val_acc, 0.5f);
  assert_same (after->metrics[1].test_acc, 0.1f);
  assert_same (after->metrics[1].test_loss, 9.f); /* was not a number: still empty */
  g_clear_object (&project);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM result"), ==, 8);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM result WHERE loss IS NULL"), ==,
                   1);
  g_assert_cmpint (ask_number (place.path, "SELECT parent FROM checkpoint WHERE parent > 0"), ==,
                   parent[1]);
}

/* Networks that go on from another population's: where they come from, and the weights by
 * themselves. */
static void
test_lineage (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsStates) zoo = NULL;
  g_autofree float *w = g_new (float, ARCH_PARAMS);
  g_autoptr (GError) error = NULL;
  gint64 zoo_id, id;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo_id = add_population (project, "zoo", "zoo", 2);
  save (project, zoo_id, 0, 2, 3, TRUE);
  zoo = load (project, zoo_id, 3, 3, 0, TRUE);
  g_assert_true (ws_project_load_weights (project, zoo->checkpoint[1], w, ARCH_PARAMS, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (w, sizeof *w * ARCH_PARAMS, zoo->weights + ARCH_PARAMS, sizeof *w * ARCH_PARAMS);
  g_assert_false (ws_project_load_weights (project, 999, w, ARCH_PARAMS, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (
      ws_project_load_weights (project, zoo->checkpoint[0], w, ARCH_PARAMS - 1, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  g_clear_error (&error);

  id = add_population (project, "tuned", "finetuned", 2);
  save (project, id, 0, 2, 0, FALSE);
  save (project, id, 0, 2, 1, FALSE);
  g_assert_true (ws_project_set_parent (project, id, 1, zoo->checkpoint[0], &error));
  g_assert_no_error (error);
  g_clear_object (&project);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM checkpoint WHERE parent > 0"), ==,
                   1);
  g_assert_cmpint (ask_number (place.path, "SELECT c.parent FROM checkpoint c JOIN model m "
                                           "ON m.id = c.model WHERE m.idx = 1 AND m.population = 2 "
                                           "AND c.epoch = 0"),
                   ==, zoo->checkpoint[0]);
}

static void
test_reports (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL, *second = NULL;
  gint64           id;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  id = add_population (project, "zoo", "zoo", 1);
  g_assert_null (ws_project_dup_report (project, id, 0, "novelty"));
  g_assert_true (ws_project_add_report (project, id, 0, "novelty", "{\"n\": 1}", &error));
  first = ws_project_dup_report (project, id, 0, "novelty");
  g_assert_cmpstr (first, ==, "{\"n\": 1}");
  g_assert_true (ws_project_add_report (project, id, 0, "novelty", "{\"n\": 2}", &error));
  g_assert_true (ws_project_add_report (project, id, 0, "evaluation", "{}", &error));
  second = ws_project_dup_report (project, id, 0, "novelty");
  g_assert_cmpstr (second, ==, "{\"n\": 2}");
  g_assert_null (ws_project_dup_report (project, id, 1, "novelty"));
  g_assert_false (ws_project_add_report (project, 999, 0, "novelty", "{}", &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/population/round-trip", test_round_trip);
  g_test_add_func ("/project/population/names", test_names);
  g_test_add_func ("/project/population/splits", test_splits);
  g_test_add_func ("/project/population/delete", test_delete);
  g_test_add_func ("/project/population/epochs", test_epochs);
  g_test_add_func ("/project/population/train-states", test_train_states);
  g_test_add_func ("/project/population/diverged", test_diverged);
  g_test_add_func ("/project/population/unknown-model", test_unknown_model);
  g_test_add_func ("/project/population/networks-and-scores", test_networks_and_scores);
  g_test_add_func ("/project/population/lineage", test_lineage);
  g_test_add_func ("/project/population/reports", test_reports);
  return g_test_run ();
}
