/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/representation.h"

#include "core/error.h"
#include "core/numeric.h"
#include "project/project-private.h"
#include "representation-test.h"
#include "ws-test.h"

/* -- rows -- */

static void
test_rows (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (WsHyperInfo) info = NULL, child = NULL, found = NULL, newest = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *free_name = NULL;
  gint64           zoo, first;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = add_population (project, "zoo", "zoo", 3);
  g_assert_null (ws_project_find_hyper (project, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  first = add_hyper (project, "compact", zoo, model);
  info = new_info ("compact", zoo, model);
  g_assert_false (ws_project_add_hyper (project, info, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_EXISTS);
  g_clear_error (&error);
  free_name = ws_project_free_hyper_name (project, "compact");
  g_assert_cmpstr (free_name, ==, "compact-2");
  add_hyper (project, "second", zoo, model);
  child = new_info ("child", zoo, model);
  child->parent = g_strdup ("compact");
  child->uses_images = TRUE;
  ws_project_add_hyper (project, child, &error);
  g_assert_no_error (error);

  found = ws_project_find_hyper (project, "compact", &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->id, ==, first);
  g_assert_cmpstr (found->config_json, ==, info->config_json);
  g_assert_cmpint (found->population, ==, zoo);
  g_assert_cmpuint (found->n_params, ==, ws_hyper_get_n_autoencoder (model));
  g_assert_cmpuint (found->epochs, ==, 0);
  g_assert_false (found->complete);
  g_assert_null (ws_project_load_hyper (project, first, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* the newest trained one before newer ones that are not */
  ws_project_save_hyper (project, first, model, &error);
  g_assert_no_error (error);
  newest = ws_project_find_hyper (project, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (newest->id, ==, first);
  g_assert_true (newest->complete);
  list = ws_project_list_hypers (project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const WsHyperInfo *one = g_ptr_array_index (list, i);

      g_assert_cmpstr (one->parent, ==, i == 2 ? "compact" : NULL);
      g_assert_cmpint (one->uses_images, ==, i == 2);
      g_assert_cmpuint (one->best_epoch, ==, 0);
    }
}

/* What comes back computes the same bits; the projection head stays behind. */
static void
test_parameters (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model (), got = NULL;
  g_autofree float *w = g_new (float, 2 * ARCH_PARAMS), *z = NULL, *z_got = NULL;
  g_autoptr (GError) error = NULL;
  gsize n = ws_hyper_get_n_autoencoder (model);
  guint q = ws_hyper_get_n_latents (model);

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add_trained_hyper (project, add_population (project, "zoo", "zoo", 3), model);
  got = ws_project_load_hyper (project, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (ws_hyper_get_params (got), sizeof (float) * n, ws_hyper_get_params (model),
                   sizeof (float) * n);
  g_assert_cmpmem (ws_hyper_get_sigma (got), sizeof (float) * 5, ws_hyper_get_sigma (model),
                   sizeof (float) * 5);
  g_assert_cmpmem (ws_hyper_get_mean (got), sizeof (float) * ARCH_PARAMS, ws_hyper_get_mean (model),
                   sizeof (float) * ARCH_PARAMS);
  g_assert_cmpuint (n, <, ws_hyper_get_n_params (model));
  g_assert_cmpint (ask_number (place.path, "SELECT sum (length (data)) FROM hyper_tensor"), ==,
                   (gint64)(sizeof (float) * n));
  fill_weights (w, ARCH_PARAMS, 1, 0);
  fill_weights (w + ARCH_PARAMS, ARCH_PARAMS, 2, 5);
  z = g_new (float, 2 * q);
  z_got = g_new (float, 2 * q);
  ws_hyper_encode (model, w, 2, z);
  ws_hyper_encode (got, w, 2, z_got);
  g_assert_true (ws_all_finite (z, 2 * q));
  g_assert_cmpmem (z, sizeof (float) * 2 * q, z_got, sizeof (float) * 2 * q);
}

/* The network that all others are aligned to comes back with the representation that needs one. */
static void
test_reference (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) plain = new_model (), model = NULL, got = NULL;
  WsHyperConfig     config = *ws_hyper_get_config (plain);
  g_autofree float *w = g_new (float, ARCH_PARAMS);
  g_autoptr (GError) error = NULL;

  g_assert_null (ws_hyper_get_reference (plain));
  config.align = WS_ALIGN_WEIGHTS;
  model = ws_hyper_new (&config, ws_hyper_get_arch (plain), &error);
  g_assert_no_error (error);
  fill_weights (w, ARCH_PARAMS, 3, 1);
  ws_hyper_set_reference (model, w);
  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add_trained_hyper (project, add_population (project, "zoo", "zoo", 3), model);
  got = ws_project_load_hyper (project, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (ws_hyper_get_reference (got), sizeof (float) * ARCH_PARAMS, w,
                   sizeof (float) * ARCH_PARAMS);
  g_clear_pointer (&got, ws_hyper_unref);
  run_sql (place.path, "DELETE FROM hyper_tensor WHERE name = 'alignment.reference'");
  got = ws_project_load_hyper (project, 1, &error);
  g_assert_null (got);
  ws_test_error (&error, WS_ERROR, WS_ERROR_STORAGE, "reference");
}

/* The best parameters lie beside the last; which are the result is said by the configuration. */
static void
test_best (void)
{
  for (guint keeps_best = 0; keeps_best < 2; keeps_best++)
    {
      g_auto (Place) place = { 0 };
      g_autoptr (WsProject) project = NULL;
      g_autoptr (WsHyper) plain = new_model (), model = NULL, last = NULL, best = NULL,
                          result = NULL;
      WsHyperConfig     config = *ws_hyper_get_config (plain);
      gsize             n = ws_hyper_get_n_autoencoder (plain), size = n * sizeof (float);
      g_autofree float *params = g_new (float, n);
      const WsHyperBest found = { .epoch = 3, .r2 = 0.5f, .params = params };
      g_autoptr (WsHyperInfo) info = NULL;
      g_autoptr (GError) error = NULL;
      gint64 id;

      fill_weights (params, (guint)n, 5, 1);
      config.keep = keeps_best ? WS_KEEP_BEST : WS_KEEP_LAST;
      model = ws_hyper_new (&config, ws_hyper_get_arch (plain), NULL);
      place_init (&place);
      project = open_project (place.path, WS_PROJECT_CREATE);
      id = add_hyper (project, "one", add_population (project, "zoo", "zoo", 3), model);
      ws_project_save_trained (project, id, model, &found, &error);
      g_assert_no_error (error);
      last = ws_project_load_trained (project, id, WS_HYPER_LAST, &error);
      best = ws_project_load_trained (project, id, WS_HYPER_BEST, &error);
      result = ws_project_load_hyper (project, id, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (ws_hyper_get_params (last), size, ws_hyper_get_params (model), size);
      g_assert_cmpmem (ws_hyper_get_params (best), size, params, size);
      g_assert_cmpmem (ws_hyper_get_params (result), size,
                       keeps_best ? params : ws_hyper_get_params (model), size);
      info = ws_project_find_hyper (project, "one", &error);
      g_assert_cmpuint (info->best_epoch, ==, 3);

      /* saved again without: the last are the best */
      ws_project_save_hyper (project, id, model, &error);
      g_clear_pointer (&best, ws_hyper_unref);
      best = ws_project_load_trained (project, id, WS_HYPER_BEST, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (ws_hyper_get_params (best), size, ws_hyper_get_params (model), size);
    }
}

static void
test_damaged_parameters (void)
{
  static const char *const wounds[] = {
    "UPDATE hyper_tensor SET data = substr (data, 5) WHERE id = 3",
    "DELETE FROM hyper_tensor WHERE id = 2",
    "UPDATE hyper_tensor SET dtype = 'f16' WHERE id = 1",
    "UPDATE hyper SET mean = NULL",
    "UPDATE hyper SET sigma = zeroblob (16)",
    "UPDATE hyper SET config = '{\"d\": 1000000000}'",
    "UPDATE hyper SET config = 'nonsense'",
    "UPDATE architecture SET name = 'cnn-of-tomorrow'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wounds); i++)
    {
      g_auto (Place) place = { 0 };
      g_autoptr (WsProject) project = NULL;
      g_autoptr (WsHyper) model = new_model ();
      g_autoptr (GError) error = NULL;

      place_init (&place);
      project = open_project (place.path, WS_PROJECT_CREATE);
      add_trained_hyper (project, add_population (project, "zoo", "zoo", 3), model);
      run_sql (place.path, wounds[i]);
      g_assert_null (ws_project_load_hyper (project, 1, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == WS_ERROR);
      g_assert_null (strchr (error->message, '\n'));
    }
}

/* -- history -- */

static WsHyperEpoch
epoch_of (guint epoch, float loss)
{
  WsHyperEpoch row = { .epoch = epoch,
                       .lr = 1e-3f,
                       .loss = loss,
                       .loss_rec = loss / 2,
                       .loss_contrast = NAN,
                       .loss_task = epoch > 2 ? loss * 3 : NAN,
                       .loss_behaviour = NAN,
                       .seconds = epoch * 0.25 };

  for (int split = 0; split < 3; split++)
    {
      row.r2[split] = epoch % 2 == 0 ? 0.5f / (float)(split + 1) : NAN;
      for (int layer = 0; layer < 8; layer++)
        row.r2_layers[split][layer] =
            epoch % 2 == 0 && layer < 5 ? (float)(split * 10 + layer) : NAN;
    }
  return row;
}

static void
save_epoch_row (WsProject *project, gint64 hyper, guint epoch, float loss, GBytes *state)
{
  WsHyperEpoch row = epoch_of (epoch, loss);
  g_autoptr (GError) error = NULL;

  ws_project_save_hyper_epoch (project, hyper, &row, state, &error);
  g_assert_no_error (error);
}

static GBytes *
make_state (gsize size, guint8 first)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8)(first + i * 7 + (i >> 12));
  return g_bytes_new_take (data, size);
}

static void
test_history (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (GArray) history = NULL, again = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  id = add_hyper (project, "compact", add_population (project, "zoo", "zoo", 3), model);
  for (guint epoch = 1; epoch <= 6; epoch++)
    save_epoch_row (project, id, epoch, 1 / (float)epoch, NULL);
  history = ws_project_load_hyper_history (project, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (history->len, ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      const WsHyperEpoch *got = &g_array_index (history, WsHyperEpoch, i);
      WsHyperEpoch        want = epoch_of (i + 1, 1 / (float)(i + 1));

      g_assert_cmpuint (got->epoch, ==, i + 1);
      assert_same (got->loss, want.loss);
      assert_same (got->loss_contrast, NAN);
      assert_same (got->r2[2], want.r2[2]);
      g_assert_cmpfloat (got->seconds, ==, want.seconds);
      for (int split = 0; split < 3; split++)
        for (int layer = 0; layer < 8; layer++)
          assert_same (got->r2_layers[split][layer], want.r2_layers[split][layer]);
    }
  /* gone on from a state of epoch 3: what came after it then is not of this run */
  save_epoch_row (project, id, 4, 9, NULL);
  again = ws_project_load_hyper_history (project, id, &error);
  g_assert_cmpuint (again->len, ==, 4);
  assert_same (g_array_index (again, WsHyperEpoch, 3).loss, 9);
  info = ws_project_find_hyper (project, "compact", &error);
  g_assert_cmpuint (info->epochs, ==, 4);
}

/* States longer than one piece, replaced by longer and by shorter ones, and dropped at the end. */
static void
test_states (void)
{
  static const gsize sizes[] = { 100, 20 * 1024 * 1024 + 3, 8 * 1024 * 1024, 1 };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (GError) error = NULL;
  gint64 id, zoo;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = add_population (project, "zoo", "zoo", 3);
  id = add_hyper (project, "compact", zoo, model);
  g_assert_null (ws_project_load_hyper_state (project, id));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) state = make_state (sizes[i], (guint8)i), got = NULL;

      save_epoch_row (project, id, i + 1, 1, state);
      got = ws_project_load_hyper_state (project, id);
      g_assert_true (got != NULL && g_bytes_equal (got, state));
    }
  {
    g_autoptr (GBytes) state = make_state (17 * 1024 * 1024, 9);

    save_epoch_row (project, id, 9, 1, state);
    run_sql (place.path, "DELETE FROM hyper_state WHERE chunk = 1");
    g_assert_null (ws_project_load_hyper_state (project, id)); /* with a hole it is none */
  }
  ws_project_save_hyper (project, id, model, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM hyper_state"), ==, 0);
}

/* -- latents and places -- */

static void
test_latents (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (GError) error = NULL;
  const gint64       known[2] = { 1, 3 };
  g_autofree gint64 *all = g_new (gint64, 4);
  float              z[2 * 4] = { 1, 2, 3, 4, 5, 6, 7, NAN }, got[4 * 4];

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add_trained_hyper (project, add_population (project, "zoo", "zoo", 4), model);
  save_epoch (project, 1, 0, 4, 0, FALSE, &error);
  g_assert_no_error (error);
  ws_project_save_latents (project, 1, known, z, 2, 4, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 4; i++)
    all[i] = 4 - i;
  g_assert_cmpint (ws_project_load_latents (project, 1, all, 4, 4, got, &error), ==, 2);
  g_assert_true (isnan (got[0]) && isnan (got[3])); /* checkpoint 4 */
  g_assert_cmpmem (got + 4, sizeof (float) * 4, z + 4, sizeof (float) * 4);
  g_assert_cmpmem (got + 12, sizeof (float) * 4, z, sizeof (float) * 4);
  z[0] = 11;
  ws_project_save_latents (project, 1, known, z, 1, 4, &error);
  g_assert_cmpint (ws_project_load_latents (project, 1, known, 1, 4, got, &error), ==, 1);
  assert_same (got[0], 11);
  g_assert_cmpint (ws_project_load_latents (project, 1, known, 1, 3, got, &error), ==, -1);
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_false (ws_project_save_latents (project, 9, known, z, 1, 4, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
}

static void
test_projections (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (WsProjection) got = NULL, none = NULL, bare = NULL;
  g_autoptr (GError) error = NULL;
  float        mean[3] = { 1, 2, 3 }, basis[6] = { 1, 0, 0, 0, 1, 0 };
  double       variance[2] = { 2.5, 1.0 / 3 };
  WsProjection projection = { .hyper = 1,
                              .method = (char *)"pca",
                              .q = 3,
                              .k = 2,
                              .mean = mean,
                              .basis = basis,
                              .variance = variance,
                              .total_variance = 4 };
  WsProjection map = {
    .hyper = 1, .method = (char *)"tsne", .q = 3, .k = 2, .options = (char *)"{\"seed\": 1}"
  };
  const gint64 checkpoints[2] = { 2, 1 };
  const float  places[4] = { 0.5f, -1, 2, NAN };
  float        read[4];

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add_trained_hyper (project, add_population (project, "zoo", "zoo", 2), model);
  save_epoch (project, 1, 0, 2, 0, FALSE, &error);
  none = ws_project_find_projection (project, 1, "pca", &error);
  g_assert_no_error (error);
  g_assert_null (none);
  for (int i = 0; i < 2; i++)
    {
      mean[0] += 1;
      g_assert_true (ws_project_add_projection (project, &projection, &error));
    }
  got = ws_project_find_projection (project, 1, "pca", &error);
  g_assert_no_error (error);
  g_assert_cmpint (got->id, ==, projection.id);
  g_assert_cmpuint (got->q, ==, 3);
  g_assert_cmpuint (got->k, ==, 2);
  g_assert_cmpmem (got->mean, sizeof mean, mean, sizeof mean);
  g_assert_cmpmem (got->basis, sizeof basis, basis, sizeof basis);
  g_assert_cmpmem (got->variance, sizeof variance, variance, sizeof variance);
  g_assert_cmpfloat (got->total_variance, ==, 4);
  g_assert_null (got->options);
  g_assert_true (ws_project_add_projection (project, &map, &error));
  bare = ws_project_find_projection (project, 1, "tsne", &error);
  g_assert_no_error (error);
  g_assert_cmpint (bare->id, ==, map.id);
  g_assert_true (bare->mean == NULL && bare->basis == NULL && bare->variance == NULL);
  g_assert_cmpstr (bare->options, ==, "{\"seed\": 1}");

  ws_project_save_points (project, got->id, checkpoints, places, 2, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ws_project_load_points (project, got->id, checkpoints, 2, 2, read, &error), ==,
                   2);
  for (int i = 0; i < 4; i++)
    assert_same (read[i], places[i]);
  g_assert_cmpint (ws_project_load_points (project, 1, checkpoints, 2, 2, read, &error), ==, 0);
  g_assert_true (isnan (read[0]));
}

/* A zoo that goes takes its latents along; what was learned from it stays usable. */
static void
test_delete_zoo (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model (), got = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  const gint64 checkpoint = 1;
  const float  z[2] = { 1, 2 };

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add_trained_hyper (project, add_population (project, "zoo", "zoo", 1), model);
  save_epoch (project, 1, 0, 1, 0, FALSE, &error);
  ws_project_save_latents (project, 1, &checkpoint, z, 1, 2, &error);
  g_assert_true (ws_project_delete_population (project, 1, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM latent"), ==, 0);
  info = ws_project_find_hyper (project, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->population, ==, 0);
  got = ws_project_load_hyper (project, info->id, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/representation/rows", test_rows);
  g_test_add_func ("/project/representation/parameters", test_parameters);
  g_test_add_func ("/project/representation/reference", test_reference);
  g_test_add_func ("/project/representation/best", test_best);
  g_test_add_func ("/project/representation/damaged-parameters", test_damaged_parameters);
  g_test_add_func ("/project/representation/history", test_history);
  g_test_add_func ("/project/representation/states", test_states);
  g_test_add_func ("/project/representation/latents", test_latents);
  g_test_add_func ("/project/representation/projections", test_projections);
  g_test_add_func ("/project/representation/delete-zoo", test_delete_zoo);
  return g_test_run ();
}
