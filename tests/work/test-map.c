/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "work/map-private.h"
#include "work/placer.h"

/* Whether it was there already. */
static gboolean
draw_map_with (WsProject *project, const char *method, const WsMapSettings *settings)
{
  WsEmbedRequest request = { .hyper = "tiny" };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;

  if (settings != NULL)
    request.map = *settings;
  g_strlcpy (request.projection, method, sizeof request.projection);
  job = ws_embed_work_new (project, &request, &error);
  g_assert_no_error (error);
  run_job (job);
  g_assert_cmpint (ws_work_get_result (job), ==, 1);
  return ws_work_was_there (job);
}

static gboolean
draw_map (WsProject *project, const char *method)
{
  return draw_map_with (project, method, NULL);
}

static WsProjection *
find_map (WsProject *project, const char *method)
{
  g_autoptr (GError) error = NULL;
  WsProjection *projection = ws_project_find_projection (project, 1, method, &error);

  g_assert_no_error (error);
  return projection;
}

static JsonObject *
open_options (const WsProjection *projection, JsonNode **root)
{
  g_assert_nonnull (projection->options);
  *root = json_from_string (projection->options, NULL);
  g_assert_nonnull (*root);
  return json_node_get_object (*root);
}

static WsStates *
load_states (WsProject *project, gint64 population)
{
  const WsStateQuery every = { .epoch_last = WS_EPOCH_LAST };
  g_autoptr (GError) error = NULL;
  WsStates *states = ws_project_load_states (project, population, &every, &error);

  g_assert_no_error (error);
  return states;
}

/* (transfer full): n × 2, all of them numbers */
static float *
load_places (WsProject *project, const WsProjection *map, const WsStates *states)
{
  float *places = g_new (float, 2 * states->n);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (
      ws_project_load_points (project, map->id, states->checkpoint, states->n, 2, places, &error),
      ==, states->n);
  for (guint i = 0; i < 2 * states->n; i++)
    g_assert_true (isfinite (places[i]));
  return places;
}

static float *
load_latents (WsProject *project, guint q, const WsStates *states)
{
  float *z = g_new (float, (gsize)states->n *q);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (
      ws_project_load_latents (project, 1, states->checkpoint, states->n, q, z, &error), ==,
      states->n);
  return z;
}

static gint64
draw_samples (WsProject *project, const char *method)
{
  WsSampleRequest request = { .count = 5, .seed = 3, .target = WS_TARGET_ALL };
  g_autoptr (GError) error = NULL;
  WsJob *job;

  g_strlcpy (request.method, method, sizeof request.method);
  job = ws_sample_work_new (project, &request, &error);
  g_assert_no_error (error);
  return finish_job (job);
}

/* -- the whole -- */

/* Every state of every population has a place; what holds the map is the zoo; samples that come
 * later are placed where the map says. The plane stays as it was, latents too. */
static void
check_method (WsProject *project, const char *path, const char *method)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT t.checkpoint, t.x, t.y FROM point t JOIN projection p ON p.id = t.projection WHERE "
      "p.id = (SELECT max (id) FROM projection WHERE method = '%s') ORDER BY t.checkpoint",
      method);
  g_autoptr (WsProjection) map = NULL, again = NULL;
  g_autoptr (WsStates) zoo = load_states (project, 1), second = load_states (project, 2);
  g_autoptr (WsStates) sample = NULL;
  g_autoptr (WsPlacer) placer = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree float *places = NULL, *others = NULL, *drawn = NULL, *z = NULL, *read = NULL;
  g_autofree float *drawn_z = NULL, *want = NULL;
  g_autofree char  *first = NULL, *latents = NULL;
  JsonObject       *options, *quality;
  guint             n_rows, n_latents, n_points;

  latents =
      dup_checksum (path, "SELECT checkpoint, data FROM latent ORDER BY checkpoint", &n_latents);
  draw_map (project, method);
  map = find_map (project, method);
  g_assert_nonnull (map);
  g_assert_true (map->k == 2 && map->basis == NULL && map->variance == NULL);
  places = load_places (project, map, zoo);
  others = load_places (project, map, second);
  first = dup_checksum (path, sql, &n_points);
  g_assert_cmpuint (n_points, ==, n_latents);

  options = open_options (map, &root);
  g_assert_true (json_object_has_member (options, "seed"));
  g_assert_cmpint (json_object_get_int_member (options, "rows"), ==, zoo->n);
  quality = json_object_get_object_member (options, "quality");
  g_assert_cmpint (json_object_get_int_member (quality, "neighbours"), ==, 15);
  g_assert_cmpint (json_object_get_int_member (quality, "rows"), ==, zoo->n);
  g_assert_cmpfloat (json_object_get_double_member (quality, "trustworthiness"), >, 0.7);
  g_assert_cmpfloat (json_object_get_double_member (quality, "recall"), >, 0.4);

  /* latents of a network's own place are its own */
  placer = ws_placer_load (project, map, 1, &error);
  g_assert_no_error (error);
  g_assert_false (ws_placer_is_exact (placer));
  z = load_latents (project, map->q, zoo);
  read = g_new (float, (gsize)zoo->n * map->q);
  g_assert_true (ws_placer_read (placer, places, zoo->n, read, NULL, &error));
  for (guint i = 0; i < zoo->n * map->q; i++)
    ws_assert_close (read[i], z[i], 1e-4);

  sample = load_states (project, draw_samples (project, "kde"));
  drawn = load_places (project, map, sample);
  drawn_z = load_latents (project, map->q, sample);
  want = g_new (float, 2 * sample->n);
  g_assert_true (ws_placer_place (placer, drawn_z, sample->n, want, NULL, &error));
  g_assert_cmpmem (drawn, 2 * sample->n * sizeof *drawn, want, 2 * sample->n * sizeof *want);

  /* asked for again: the same map, with the samples */
  g_assert_true (draw_map (project, method));
  again = find_map (project, method);
  g_assert_cmpint (again->id, ==, map->id);
  g_assert_cmpstr (again->options, ==, map->options);
  g_free (want);
  want = load_places (project, again, zoo);
  g_assert_cmpmem (want, 2 * zoo->n * sizeof *want, places, 2 * zoo->n * sizeof *places);
  g_free (want);
  want = load_places (project, again, sample);
  g_assert_cmpmem (want, 2 * sample->n * sizeof *want, drawn, 2 * sample->n * sizeof *drawn);
  g_free (first);
  first =
      dup_checksum (path,
                    "SELECT checkpoint, data FROM latent WHERE checkpoint <= (SELECT max (c.id) "
                    "FROM checkpoint c JOIN model m ON m.id = c.model WHERE m.population = 2) "
                    "ORDER BY checkpoint",
                    &n_rows);
  g_assert_cmpuint (n_rows, ==, n_latents);
  g_assert_cmpstr (first, ==, latents);
}

static void
test_whole (gconstpointer data)
{
  const char *method = data;
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest second = zoo_request (3, 1, 50);

  place_init (&place);
  project = make_trained_project (place.path);
  g_strlcpy (second.name, "second", sizeof second.name);
  g_assert_cmpint (train_zoo (project, &second), ==, 2);
  g_assert_false (draw_map (project, method)); /* reads the second zoo */
  check_method (project, place.path, method);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM projection WHERE method = 'pca'"),
                   ==, 1);
}

/* -- settings -- */

static WsMapSettings
read_settings (WsProject *project, const char *method, gint64 *id)
{
  g_autoptr (WsProjection) map = find_map (project, method);
  WsMapSettings settings;

  ws_map_settings_read (&settings, map->options);
  *id = map->id;
  return settings;
}

static char *
dup_places (const char *path, const char *method)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT t.checkpoint, t.x, t.y FROM point t WHERE t.projection = (SELECT max (id) FROM "
      "projection WHERE method = '%s') ORDER BY t.checkpoint",
      method);
  guint n;

  return dup_checksum (path, sql, &n);
}

/* Other settings make another map; the one asked for last is the newest, and the first comes back
 * as it was. */
static void
test_settings (void)
{
  const WsMapSettings wide = { .given = WS_MAP_NEIGHBOURS | WS_MAP_MIN_DIST | WS_MAP_SEED,
                               .neighbours = 9,
                               .min_dist = 0.5,
                               .seed = G_MAXUINT64 - 1 };
  const WsMapSettings usual = { .given = WS_MAP_NEIGHBOURS | WS_MAP_SEED,
                                .neighbours = 15,
                                .seed = 42 };
  const WsMapSettings sharp = { .given = WS_MAP_PERPLEXITY, .perplexity = 5.25 };
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = make_trained_project ((place_init (&place), place.path));
  g_autofree char *first = NULL, *second = NULL, *back = NULL;
  WsMapSettings    got;
  WsZooRequest     late = zoo_request (3, 1, 50);
  gint64           id, later;

  g_assert_false (draw_map (project, "umap"));
  first = dup_places (place.path, "umap");
  g_assert_true (draw_map_with (project, "umap", &usual));
  got = read_settings (project, "umap", &id);
  g_assert_cmpuint (got.neighbours, ==, 15);
  g_assert_false (draw_map_with (project, "umap", &wide));
  second = dup_places (place.path, "umap");
  g_assert_cmpstr (first, !=, second);
  got = read_settings (project, "umap", &later);
  g_assert_cmpint (later, >, id);
  g_assert_cmpuint (got.neighbours, ==, 9);
  g_assert_cmpfloat (got.min_dist, ==, 0.5);
  g_assert_cmpuint (got.seed, ==, G_MAXUINT64 - 1);
  g_assert_true (draw_map_with (project, "umap", &wide));
  g_assert_true (draw_map (project, "umap"));
  back = dup_places (place.path, "umap");
  g_assert_cmpstr (back, ==, first);
  g_assert_cmpint (
      ask_number (place.path, "SELECT count (*) FROM projection WHERE method = 'umap'"), ==, 2);

  g_assert_false (draw_map_with (project, "tsne", &sharp));
  got = read_settings (project, "tsne", &id);
  g_assert_cmpfloat (got.perplexity, ==, 5.25);

  /* what came since is placed on a map that is there, and on the plane */
  g_strlcpy (late.name, "late", sizeof late.name);
  train_zoo (project, &late);
  g_assert_false (draw_map_with (project, "tsne", &sharp));
  read_settings (project, "tsne", &later);
  g_assert_cmpint (later, ==, id);
  g_assert_true (draw_map_with (project, "tsne", &sharp));
  g_assert_false (draw_map (project, "pca"));
  g_assert_true (draw_map (project, "pca"));
  g_assert_cmpint (ask_number (place.path,
                               "SELECT count (*) FROM point t JOIN projection p ON p.id "
                               "= t.projection WHERE p.method <> 'umap'"),
                   ==, 2 * (48 + 6));
}

static void
test_ranges (void)
{
  static const struct
  {
    const char   *method;
    WsMapSettings settings;
    const char   *words;
  } bad[] = {
    { "umap", { .given = WS_MAP_NEIGHBOURS, .neighbours = 2 }, "goes from 3 to 1000, it is not 2" },
    { "umap", { .given = WS_MAP_NEIGHBOURS, .neighbours = 1001 }, "not 1001" },
    { "umap", { .given = WS_MAP_MIN_DIST, .min_dist = (double)NAN }, "goes from 0 to 1" },
    { "umap", { .given = WS_MAP_MIN_DIST, .min_dist = -0.01 }, "goes from 0 to 1" },
    { "umap", { .given = WS_MAP_PERPLEXITY, .perplexity = 30 }, "of tsne, not of umap" },
    { "tsne", { .given = WS_MAP_PERPLEXITY, .perplexity = 0.5 }, "goes from 1 to 500" },
    { "tsne", { .given = WS_MAP_NEIGHBOURS, .neighbours = 15 }, "of umap, not of tsne" },
    { "pca", { .given = WS_MAP_SEED }, "no seed" },
  };
  const WsMapSettings many = { .given = WS_MAP_NEIGHBOURS, .neighbours = 49 };
  const WsMapSettings wide = { .given = WS_MAP_PERPLEXITY, .perplexity = 16 };
  WsMapSettings       settings = many;
  WsMapSettings       got;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (ws_map_settings_check (&bad[i].settings, bad[i].method, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, bad[i].words);
    }
  g_assert_false (ws_map_settings_complete (&settings, "umap", 48, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "the map has 48");
  g_assert_true (ws_map_settings_complete (&settings, "umap", 49, &error));
  settings = wide;
  g_assert_false (ws_map_settings_complete (&settings, "tsne", 48, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "the map has 48");
  g_assert_true (ws_map_settings_complete (&settings, "tsne", 49, &error));
  /* what a document says beyond all sense is as usual */
  ws_map_settings_read (&got, "{\"neighbours\": -4, \"min_dist\": 7, \"perplexity\": 0, "
                              "\"seed\": \"12345678901234567890\"}");
  g_assert_cmpuint (got.neighbours, ==, 15);
  g_assert_cmpfloat (got.min_dist, ==, 0.1);
  g_assert_cmpfloat (got.perplexity, ==, 30);
  g_assert_cmpuint (got.seed, ==, 12345678901234567890u);
  ws_map_settings_read (&got, "[]");
  g_assert_cmpuint (got.neighbours, ==, 15);
}

/* -- stopped -- */

static void
snapshot_cb (WsJob *job, GParamSpec *pspec, gpointer data)
{
  guint *n_seen = data;
  g_autoptr (GObject) snapshot = ws_job_dup_snapshot (job);
  const gint64 *checkpoint;
  const float  *xy;
  const char   *method;
  gint64        hyper;

  if (snapshot == NULL)
    return;
  g_assert_true (WS_IS_MAP_SNAPSHOT (snapshot));
  g_assert_cmpuint (
      ws_map_snapshot_get (WS_MAP_SNAPSHOT (snapshot), &hyper, &method, &checkpoint, &xy), ==, 48);
  g_assert_cmpint (hyper, ==, 1);
  g_assert_cmpstr (method, ==, "tsne");
  g_assert_cmpint (checkpoint[0], >, 0);
  g_assert_true (isfinite (xy[95]));
  (*n_seen)++;
  ws_job_cancel (job);
}

/* A map that is stopped leaves nothing, and the same request goes on. */
static void
test_cancel (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = make_trained_project ((place_init (&place), place.path));
  const WsEmbedRequest request = { .projection = "tsne" };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = ws_embed_work_new (project, &request, &error);
  g_autoptr (WsProjection) none = NULL, map = NULL;
  guint n_seen = 0;

  g_assert_no_error (error);
  g_signal_connect (job, "notify::snapshot", G_CALLBACK (snapshot_cb), &n_seen);
  ws_job_start (job);
  if (ws_job_wait (job, &error)) /* it was faster than its news: then it is whole */
    g_assert_nonnull (map = find_map (project, "tsne"));
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      none = find_map (project, "tsne");
      g_assert_null (none);
      g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM point WHERE projection > 1"),
                       ==, 0);
    }
  g_assert_cmpuint (n_seen, >, 0);
  draw_map (project, "tsne");
  g_clear_pointer (&map, ws_projection_free);
  map = find_map (project, "tsne");
  g_assert_nonnull (map);
}

/* Of many states some hold the map, and the others are placed as new ones are. */
static void
test_many (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = make_trained_project ((place_init (&place), place.path));
  g_autoptr (WsStates) zoo = load_states (project, 1);
  g_autoptr (WsProjection) map = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree float *places = NULL;
  guint             usual = ws_work_max_map_rows;

  ws_work_max_map_rows = 31;
  draw_map (project, "tsne");
  ws_work_max_map_rows = usual;
  map = find_map (project, "tsne");
  g_assert_cmpint (json_object_get_int_member (open_options (map, &root), "rows"), ==, 31);
  places = load_places (project, map, zoo);
  for (guint i = 0; i < zoo->n; i++)
    for (guint j = 0; j < i; j++)
      g_assert_true (hypotf (places[2 * i] - places[2 * j], places[2 * i + 1] - places[2 * j + 1]) >
                     0);
}

/* -- placers -- */

static void
test_plane (void)
{
  float              mean[] = { 1, 2, 3 }, basis[] = { 1, 0, 0, 0, 0, 1 };
  const WsProjection projection = {
    .method = (char *)"pca", .q = 3, .k = 2, .mean = mean, .basis = basis
  };
  const float z[] = { 4, 5, 6 }, back[] = { 4, 2, 6 };
  float       place[2], read[3];
  g_autoptr (GError) error = NULL;
  g_autoptr (WsPlacer) placer = ws_placer_new (&projection, NULL, NULL, 0, &error);

  g_assert_no_error (error);
  g_assert_true (ws_placer_is_exact (placer));
  g_assert_true (ws_placer_place (placer, z, 1, place, NULL, &error));
  ws_assert_close (place[0], 3, 1e-6);
  ws_assert_close (place[1], 3, 1e-6);
  g_assert_true (ws_placer_read (placer, place, 1, read, NULL, &error));
  for (guint i = 0; i < 3; i++)
    ws_assert_close (read[i], back[i], 1e-6);
}

/* Rows that are no numbers hold nothing and are placed nowhere. */
static void
test_not_finite (void)
{
  const WsProjection projection = { .method = (char *)"tsne", .q = 1, .k = 2 };
  const float        z[] = { 0, NAN, 1, 5 }, places[] = { 0, 0, 9, 9, 2, 4, NAN, 1 };
  const float        at[] = { NAN, 1, INFINITY, 0.5f };
  float              got[8];
  g_autoptr (GError) error = NULL;
  g_autoptr (WsPlacer) placer = ws_placer_new (&projection, z, places, 4, &error);

  g_assert_no_error (error);
  g_assert_true (ws_placer_place (placer, at, 4, got, NULL, &error));
  g_assert_true (isnan (got[0]) && isnan (got[1]) && isnan (got[4]) && isnan (got[5]));
  ws_assert_close (got[2], 2, 1e-6);
  ws_assert_close (got[3], 4, 1e-6);
  ws_assert_close (got[6], 1, 1e-6);
  ws_assert_close (got[7], 2, 1e-6);
  g_assert_true (ws_placer_place (placer, at, 1, got, NULL, &error));
  g_assert_true (isnan (got[0]));
  g_clear_pointer (&placer, ws_placer_free);
  g_assert_null (ws_placer_new (&projection, z + 1, places + 2, 1, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/work/map/tsne", "tsne", test_whole);
  g_test_add_data_func ("/work/map/umap", "umap", test_whole);
  g_test_add_func ("/work/map/settings", test_settings);
  g_test_add_func ("/work/map/ranges", test_ranges);
  g_test_add_func ("/work/map/cancel", test_cancel);
  g_test_add_func ("/work/map/many", test_many);
  g_test_add_func ("/work/map/plane", test_plane);
  g_test_add_func ("/work/map/not-finite", test_not_finite);
  return g_test_run ();
}
