/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* What the map and the inspector show, from a real document and without a display. */

#include "results/hyper-report.h"
#include "results/map-data.h"
#include "results/map-figure.h"
#include "results/map-text.h"
#include "results/novelty-report.h"
#include "latent/probe.h"
#include "work/work.h"

#include "map-document.h"

#include <math.h>
#include <string.h>

static void
set_up (MapDocument *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("ws-map-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "map.wscape", NULL);
  f->project = ws_project_open (f->path, WS_PROJECT_CREATE, &error);
  g_assert_no_error (error);
  f->arch = ws_arch_lookup ("cnn-s", 1, &error);
  g_assert_no_error (error);
}

static void
tear_down (MapDocument *f, gconstpointer data)
{
  map_document_clear (f);
}

static WsMapData *
load (MapDocument *f)
{
  g_autoptr (GError) error = NULL;
  WsMapData *data;

  map_document_add_zoo (f);
  map_document_add_hyper (f);
  map_document_add_map (f);
  data = ws_map_data_load (f->project, NULL, "pca", &error);
  g_assert_no_error (error);
  g_assert_nonnull (data);
  return data;
}

/* -- the data -- */

static void
test_nothing (MapDocument *f, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ws_map_data_load (f->project, NULL, "pca", &error));
  g_assert_no_error (error);
  map_document_add_zoo (f);
  map_document_add_hyper (f); /* trained, but not placed yet */
  g_assert_null (ws_map_data_load (f->project, NULL, "pca", &error));
  g_assert_no_error (error);
}

static void
test_places (MapDocument *f, gconstpointer user_data)
{
  g_autoptr (WsMapData) data = load (f);
  const WsMapPopulation *zoo = ws_map_data_get_population (data, 0);
  const WsMapNetwork    *last;

  g_assert_cmpuint (data->populations->len, ==, 1);
  g_assert_cmpuint (data->n, ==, N_NETWORKS * N_KEPT - 1);
  g_assert_cmpuint (zoo->n, ==, data->n);
  g_assert_cmpuint (zoo->n_networks, ==, N_NETWORKS);
  for (guint i = 0; i < data->n; i++)
    {
      const WsMapNetwork *net = ws_map_data_get_network (data, data->network[i]);

      g_assert_cmpfloat (data->x[i], ==, i);
      g_assert_cmpfloat (data->y[i], ==, -(double)i);
      g_assert_cmpuint (net->model, ==, i / N_KEPT);
      g_assert_cmpuint (data->epoch[i], ==, i % N_KEPT);
      g_assert_cmpuint (net->first + data->epoch[i], ==, i);
    }
  last = ws_map_data_get_network (data, N_NETWORKS - 1);
  g_assert_cmpuint (last->n, ==, N_KEPT - 1); /* the one without a place is not there */
}

/* A map that is being made: the same rows elsewhere, those that it does not have nowhere, and not
 * shown. */
static void
test_moved (MapDocument *f, gconstpointer user_data)
{
  g_autoptr (WsMapData) data = load (f);
  g_autoptr (WsMapData) first = NULL, moved = NULL;
  const gint64    checkpoint[] = { data->checkpoint[4], data->checkpoint[1] };
  const float     xy[] = { 1, 2, 3, 4 };
  const WsMapLook look = { .layers = WS_MAP_LAYER_DEFAULT, .populations = G_MAXUINT64, .size = 1 };
  WsMapLook       own = look;
  guint           n = data->n;

  first = ws_map_data_new_moved (data, "tsne", checkpoint, xy, 2);
  moved = ws_map_data_new_moved (first, "tsne", checkpoint, xy,
                                 2); /* of the same rows, not of the first */
  g_assert_true (moved->base == data);
  g_clear_pointer (&first, ws_map_data_unref);
  g_clear_pointer (&data, ws_map_data_unref);
  g_assert_cmpuint (moved->n, ==, n);
  g_assert_cmpstr (moved->projection->method, ==, "tsne");
  g_assert_true (moved->projection->variance == NULL);
  own.data = moved;
  for (guint i = 0; i < n; i++)
    {
      gboolean is_placed = i == 1 || i == 4;

      g_assert_true (isfinite (moved->x[i]) == is_placed && isfinite (moved->y[i]) == is_placed);
      g_assert_true (ws_map_look_shows (&own, i) == is_placed);
      g_assert_cmpuint (moved->epoch[i], ==, i % N_KEPT);
    }
  g_assert_cmpfloat (moved->x[4], ==, 1);
  g_assert_cmpfloat (moved->y[1], ==, 4);
}

/* What a map says of itself. */
static void
test_projection_words (void)
{
  double             variance[] = { 3, 1 };
  const WsProjection plane = {
    .method = (char *)"pca", .q = 64, .k = 2, .variance = variance, .total_variance = 8
  };
  const WsProjection map = {
    .method = (char *)"tsne",
    .q = 64,
    .k = 2,
    .options = (char *)"{\"rows\": 2880, \"quality\": {\"neighbours\": 15, \"rows\": 2880,"
                       " \"trustworthiness\": 0.9876, \"recall\": 0.625}}"
  };
  const WsProjection bare = { .method = (char *)"umap", .q = 64, .k = 2, .options = (char *)"[]" };
  g_autofree char   *of_plane = ws_text_projection (&plane), *of_map = ws_text_projection (&map);
  g_autofree char   *of_bare = ws_text_projection (&bare);

  g_assert_nonnull (strstr (of_plane, "64 latent dimensions: it shows 50"));
  g_assert_true (g_str_has_prefix (of_map, "t-SNE of 2,880 states in 64 latent dimensions."));
  g_assert_nonnull (strstr (of_map, "the 15 nearest states"));
  g_assert_nonnull (strstr (of_map, "trustworthiness 0.988"));
  g_assert_cmpstr (of_bare, ==, "");
}

static void
test_columns (MapDocument *f, gconstpointer user_data)
{
  g_autoptr (WsMapData) data = load (f);
  g_autofree double *test = ws_map_data_column (data, WS_MAP_TEST_ACC);
  g_autofree double *gap = ws_map_data_column (data, WS_MAP_GAP);
  g_autofree double *epoch = ws_map_data_column (data, WS_MAP_EPOCH);

  for (guint i = 0; i < data->n; i++)
    {
      g_assert_cmpfloat_with_epsilon (test[i], (double)accuracy_of (i / N_KEPT, i % N_KEPT), 1e-6);
      g_assert_cmpfloat_with_epsilon (gap[i], 0.05, 1e-6);
      g_assert_cmpfloat (epoch[i], ==, i % N_KEPT);
    }
}

static void
test_statistics (MapDocument *f, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsMapData) data = load (f);
  guint              n_features = ws_weight_statistics_count (f->arch);
  g_autofree double *got = ws_map_data_load_statistics (data, f->project, &error);
  g_autofree float  *want = g_new (float, N_NETWORKS *n_features);

  g_assert_no_error (error);
  ws_weight_statistics (f->arch, f->weights, N_NETWORKS, want); /* of the last epoch */
  for (guint model = 0; model < N_NETWORKS - 1; model++)
    for (guint k = 0; k < n_features; k++)
      g_assert_cmpfloat (got[(gsize)k * data->n + model * N_KEPT + N_KEPT - 1], ==,
                         (double)want[model * n_features + k]);
}

/* -- the figure -- */

static void
test_look (MapDocument *f, gconstpointer user_data)
{
  g_autoptr (WsMapData) data = load (f);
  WsMapLook look = { .data = data,
                     .layers = WS_MAP_LAYER_DEFAULT | WS_MAP_LAYER_TRAILS,
                     .populations = G_MAXUINT64,
                     .size = 1.0 };
  g_autoptr (WsFigure) figure = ws_map_figure_new (&look);
  WsPanel *panel = ws_figure_get_panel (figure, 0);

  /* a trail for each network, then the points */
  g_assert_cmpuint (ws_panel_get_n_series (panel), ==, N_NETWORKS + 1);
  g_assert_cmpint (ws_map_look_find_population (&look, N_NETWORKS), ==, 0);
  g_assert_cmpint (ws_map_look_find_population (&look, 0), ==, -1);
  g_assert_cmpint (ws_map_look_find_state (&look, 3, 2), ==, 3 * N_KEPT + 2);
  g_assert_cmpint (ws_map_look_find_state (&look, N_NETWORKS, 5), ==, 5);
  g_assert_cmpint (ws_map_look_find_state (&look, N_NETWORKS + 1, 0), ==, -1);

  look.layers = WS_MAP_LAYER_STATES | WS_MAP_LAYER_LAST;
  g_assert_false (ws_map_look_shows (&look, 0));
  g_assert_true (ws_map_look_shows (&look, N_KEPT - 1));
  g_assert_cmpint (ws_map_look_find_population (&look, 0), ==, 0);
  look.populations = 0;
  g_assert_false (ws_map_look_shows (&look, N_KEPT - 1));
}

static void
test_selection_and_ghosts (MapDocument *f, gconstpointer user_data)
{
  g_autoptr (WsMapData) data = load (f);
  g_autofree guint8 *selected = g_new0 (guint8, data->n);
  const float        xy[] = { 1, 2, 3, 4 };
  const double       value[] = { 0.5, (double)NAN };
  WsMapLook          look = { .data = data,
                              .layers = WS_MAP_LAYER_DEFAULT,
                              .populations = G_MAXUINT64,
                              .size = 1.0,
                              .selected = selected,
                              .n_ghosts = 2,
                              .ghost_xy = xy,
                              .ghost_value = value };
  g_autoptr (WsFigure) figure = NULL;
  WsPanel        *panel;
  const WsSeries *points, *ghosts;

  selected[4] = 1;
  figure = ws_map_figure_new (&look);
  panel = ws_figure_get_panel (figure, 0);
  g_assert_cmpuint (ws_panel_get_n_series (panel), ==, 2);
  points = ws_panel_get_series (panel, 0);
  ghosts = ws_panel_get_series (panel, 1);
  g_assert_cmpuint (points->flags[4] & WS_POINT_HIGHLIGHT, !=, 0);
  g_assert_cmpuint (points->flags[5] & WS_POINT_HIGHLIGHT, ==, 0);
  g_assert_cmpuint (ghosts->flags[0] & WS_POINT_GHOST, ==, 0); /* scored */
  g_assert_cmpuint (ghosts->flags[1] & WS_POINT_GHOST, !=, 0);
  g_assert_cmpint (ws_map_look_find_state (&look, 1, 0), ==, -1);
}

/* -- words -- */

static void
test_words (void)
{
  g_autofree char *plain = ws_text_accuracy (0.8125, 0);
  g_autofree char *probe = ws_text_accuracy (0.8125, 512);
  g_autofree char *exact = ws_text_accuracy (0.8125, 10000);
  g_autofree char *none = ws_text_accuracy ((double)NAN, 10000);
  g_autofree char *row = ws_text_accuracy_short (0.8125, 512);
  const double     values[] = { 0.5, (double)NAN, 0.7 };
  g_autofree char *mean = ws_text_mean_std (values, 3);

  g_assert_cmpstr (plain, ==, "0.812");
  g_assert_cmpstr (probe, ==, "0.81 (0.78–0.84, n = 512)");
  g_assert_cmpstr (exact, ==, "0.812 (0.805–0.820, n = 10,000)");
  g_assert_cmpstr (none, ==, "not measured");
  g_assert_cmpstr (row, ==, "0.81 (0.78–0.84)");
  g_assert_cmpstr (mean, ==, "0.600 ± 0.141 (n = 2)");
}

/* -- reports -- */

static void
test_hyper_report (MapDocument *f, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyperReport) report = NULL;
  const char *json =
      "{\"r2\": {\"train\": {\"n\": 9, \"all\": 0.7, \"layers\": {\"conv1\": 0.8, \"fc2\": null}}},"
      " \"baselines\": {\"pca_components\": 4, \"pca\": {\"test\": {\"all\": 0.25}}},"
      " \"decoded\": {\"test\": {\"n\": 2, \"images\": 1000, \"original_acc_mean\": 0.6,"
      "   \"decoded_acc_mean\": 0.3, \"rank_correlation\": null, \"original\": [0.5, 0.7],"
      "   \"decoded\": [0.2, null]}},"
      " \"probes\": {\"epoch\": {\"z\": 0.9, \"statistics\": 0.95, \"weights\": null}}}";

  map_document_add_zoo (f);
  map_document_add_hyper (f);
  g_assert_null (ws_hyper_report_load (f->project, f->zoo, f->hyper, f->arch, &error));
  g_assert_no_error (error);
  g_assert_true (
      ws_project_add_report (f->project, f->zoo, f->hyper, WS_HYPER_REPORT, json, &error));
  report = ws_hyper_report_load (f->project, f->zoo, f->hyper, f->arch, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (report->r2[WS_SPLIT_TRAIN], ==, 0.7);
  g_assert_true (isnan (report->r2[WS_SPLIT_TEST]));
  g_assert_cmpfloat (report->r2_layers[WS_SPLIT_TRAIN][0], ==, 0.8);
  g_assert_true (isnan (report->r2_layers[WS_SPLIT_TRAIN][4]));
  g_assert_cmpuint (report->pca_components, ==, 4);
  g_assert_cmpfloat (report->pca_r2[WS_SPLIT_TEST], ==, 0.25);
  g_assert_cmpuint (report->n_pairs[WS_SPLIT_TEST], ==, 2);
  g_assert_cmpfloat (report->original[WS_SPLIT_TEST][1], ==, 0.7);
  g_assert_true (isnan (report->decoded[WS_SPLIT_TEST][1]));
  g_assert_cmpfloat (report->probe[1][0], ==, 0.9);
  g_assert_true (isnan (report->probe[0][0]));
}

static void
test_novelty_report (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsNoveltyReport) copies = ws_novelty_report_parse (
      "{\"n\": 3, \"images\": 100, \"distance\": [1, 2], \"nearest\": [4, null, 6],"
      " \"distance_ratio\": 0.1, \"distance_mean\": 1.0, \"copy_distance_mean\": 1.5}",
      &error);
  g_autoptr (WsNoveltyReport) fresh = NULL, moved = NULL;
  g_autofree char *sentence = NULL;

  g_assert_no_error (error);
  g_assert_cmpfloat (copies->distance[1], ==, 2.0);
  g_assert_true (isnan (copies->distance[2]));
  g_assert_cmpfloat (copies->nearest[2], ==, 6.0);
  g_assert_true (isnan (copies->nearest[1]));
  g_assert_true (ws_novelty_report_is_copy (copies));
  sentence = ws_novelty_report_dup_sentence (copies);
  g_assert_true (g_str_has_prefix (sentence, "Copies"));

  fresh = ws_novelty_report_parse ("{\"n\": 0, \"distance_mean\": 3, \"copy_distance_mean\": 1.5}",
                                   &error);
  g_assert_no_error (error);
  g_assert_false (ws_novelty_report_is_copy (fresh));

  moved = ws_novelty_report_parse ("{\"n\": 0, \"distance_mean\": 3, \"copy_distance_mean\": 1.5,"
                                   " \"distance_ratio\": 0.9, \"aligned_distance_ratio\": 0.07,"
                                   " \"aligned_distance_mean\": 1.2,"
                                   " \"aligned_copy_distance_mean\": 1.5}",
                                   &error);
  g_assert_no_error (error);
  g_assert_true (ws_novelty_report_is_copy (moved)); /* in another order of neurons */
  g_free (sentence);
  sentence = ws_novelty_report_dup_sentence (moved);
  g_assert_nonnull (strstr (sentence, "0.90 times"));
  g_assert_nonnull (strstr (sentence, "it is 0.07"));

  g_assert_null (ws_novelty_report_parse ("{\"n\": ", &error));
  g_assert_nonnull (error);
}

#define ADD(name, func) g_test_add ("/app/map/" name, MapDocument, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing", test_nothing);
  ADD ("places", test_places);
  ADD ("columns", test_columns);
  ADD ("moved", test_moved);
  ADD ("statistics", test_statistics);
  ADD ("look", test_look);
  ADD ("selection-and-ghosts", test_selection_and_ghosts);
  ADD ("hyper-report", test_hyper_report);
  g_test_add_func ("/app/map/words", test_words);
  g_test_add_func ("/app/map/projection-words", test_projection_words);
  g_test_add_func ("/app/map/novelty-report", test_novelty_report);
  return g_test_run ();
}
