/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population.h"

#include "core/error.h"
#include "project-test.h"

#define N 4
#define N_EPOCHS 3

/* Four networks of three epochs; the weights of the second epoch were not kept. */
static WsStates *
make_zoo (WsProject *project)
{
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsPopulation) zoo = new_population ("zoo", "zoo", N);
  g_autoptr (GError) error = NULL;
  WsStates *states;

  g_assert_true (ws_project_add_population (project, zoo, &error));
  for (guint epoch = 0; epoch < N_EPOCHS; epoch++)
    {
      save_epoch (project, zoo->id, 0, N, epoch, epoch != 1, &error);
      g_assert_no_error (error);
    }
  states = ws_project_load_states (project, zoo->id, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (states->n, ==, N * N_EPOCHS);
  return states;
}

static void
test_copies (void)
{
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  const WsStateQuery kept = { .epoch_last = WS_EPOCH_LAST, .with_weights = TRUE };
  const guint        chosen[] = { 10, 3, 5, 11 }; /* network 3 in two states, network 1 in two */
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) selection = NULL, again = NULL;
  g_autoptr (WsStates) zoo = NULL, zoo_kept = NULL, got = NULL, got_kept = NULL;
  g_autoptr (GError) error = NULL;
  gint64 checkpoint[G_N_ELEMENTS (chosen)];
  guint8 is_held[N * N_EPOCHS];

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = make_zoo (project);
  for (guint i = 0; i < G_N_ELEMENTS (chosen); i++)
    checkpoint[i] = zoo->checkpoint[chosen[i]];
  selection = ws_project_add_selection (project, "selection", checkpoint, 4, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (selection->name, ==, "selection");
  g_assert_cmpstr (selection->kind, ==, "selection");
  g_assert_cmpuint (selection->n, ==, 2);

  /* what was known of each state is known of its copy */
  got = ws_project_load_states (project, selection->id, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got->n, ==, 4);
  for (guint i = 0; i < got->n; i++)
    {
      const guint from[] = { 10, 11, 3, 5 }; /* in the order of models, then epochs */

      g_assert_cmpuint (got->model[i], ==, i / 2);
      g_assert_cmpuint (got->epoch[i], ==, zoo->epoch[from[i]]);
      g_assert_cmpmem (&got->metrics[i].val_acc, sizeof (float), &zoo->metrics[from[i]].val_acc,
                       sizeof (float));
    }

  /* the first of the four had no weights */
  got_kept = ws_project_load_states (project, selection->id, &kept, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got_kept->n, ==, 3);
  zoo_kept = ws_project_load_states (project, selection->parent, &kept, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (got_kept->weights, sizeof (float) * got_kept->n_params,
                   zoo_kept->weights + 7 * zoo_kept->n_params, sizeof (float) * zoo_kept->n_params);

  /* a target goes by this */
  g_assert_true (
      ws_project_find_held (project, selection->id, zoo->checkpoint, zoo->n, is_held, &error));
  for (guint i = 0; i < zoo->n; i++)
    g_assert_cmpuint (is_held[i], ==, i == 3 || i == 5 || i == 10 || i == 11);

  /* another one has another name */
  again = ws_project_add_selection (project, "selection", checkpoint, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->name, !=, selection->name);
  g_assert_cmpuint (again->n, ==, 1);
}

/* A state that is not there leaves nothing behind. */
static void
test_missing (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsPopulation) selection = NULL;
  g_autoptr (WsStates) zoo = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gint64 checkpoint[2];

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = make_zoo (project);
  checkpoint[0] = zoo->checkpoint[0];
  checkpoint[1] = 123456;
  selection = ws_project_add_selection (project, "selection", checkpoint, 2, &error);
  g_assert_null (selection);
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* the same state twice: the second copy has no place, and the first is taken back */
  checkpoint[1] = checkpoint[0];
  selection = ws_project_add_selection (project, "selection", checkpoint, 2, &error);
  g_assert_null (selection);
  g_assert_nonnull (error);
  g_clear_error (&error);
  list = ws_project_list_populations (project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/selection/copies", test_copies);
  g_test_add_func ("/project/selection/missing", test_missing);
  return g_test_run ();
}
