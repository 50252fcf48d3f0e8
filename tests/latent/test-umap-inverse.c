/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/umap-inverse.h"

#include "core/error.h"
#include "core/pool.h"
#include "digits.h"
#include "ws-test.h"

#define N 500
#define N_NEW 40

static JsonParser *parser, *digits_parser;
static JsonObject *golden, *digits;

static WsUmap *
fit (const float *x, guint n, guint n_components, double min_dist)
{
  g_autoptr (GError) error = NULL;
  WsUmapConfig config;
  WsUmap      *map;

  ws_umap_config_init (&config);
  config.n_components = n_components;
  config.min_dist = min_dist;
  map = ws_umap_new (x, n, DIGITS_Q, &config, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return map;
}

static double
get_distance (const float *a, const float *b)
{
  double sum = 0;

  for (guint j = 0; j < DIGITS_Q; j++)
    sum += pow ((double)a[j] - (double)b[j], 2);
  return sqrt (sum);
}

static double
invert (const WsUmap *map, const float *x, WsUmapInverse method, const float *places)
{
  g_autofree float *rows = g_new (float, N_NEW *DIGITS_Q);
  g_autoptr (GError) error = NULL;
  double sum = 0;

  g_assert_true (ws_umap_inverse (map, x, method, places, N_NEW, rows, NULL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_NEW; i++)
    sum += get_distance (rows + i * DIGITS_Q, x + (N + i) * DIGITS_Q) / N_NEW;
  return sum;
}

/* Digits that the map has not seen, placed on it and taken back, are as near to themselves as
 * umap-learn's, and nearer than the mean digit. */
static void
test_digits (void)
{
  g_autofree float *x = digits_load (digits, N + N_NEW);
  JsonArray        *cases = json_object_get_array_member (golden, "maps");

  for (guint c = 0; c < json_array_get_length (cases); c++)
    {
      JsonObject *item = json_array_get_object_element (cases, c);
      guint       n_components = (guint)json_object_get_int_member (item, "components");
      double      wanted = json_object_get_double_member (item, "inverse_distance");
      g_autoptr (WsUmap) map =
          fit (x, N, n_components, json_object_get_double_member (item, "min_dist"));
      g_autofree float *places = g_new (float, N_NEW *n_components);

      g_assert_true (ws_umap_transform (map, x, x + N * DIGITS_Q, N_NEW, places, NULL, NULL));
      g_assert_cmpfloat (invert (map, x, WS_UMAP_INVERSE_PUBLISHED, places), <, 1.05 * wanted);
      g_assert_cmpfloat (invert (map, x, WS_UMAP_INVERSE_NEIGHBOURS, places), <, 1.05 * wanted);
    }
}

/* The plain way is a mean of fifteen rows by 1 / (1 + a·d^(2b)). */
static void
test_neighbours (void)
{
  g_autofree float *x = digits_load (digits, 60), *y = draw_uniform (80, 0, 120, 0, 10);
  const float       place[2] = { 4, 6 };
  WsUmapConfig      config;
  g_autoptr (WsUmap) map = NULL;
  g_autoptr (GError) error = NULL;
  float    row[DIGITS_Q];
  double   want[DIGITS_Q] = { 0 }, total = 0;
  gboolean is_inside, is_used[60] = { FALSE };

  ws_umap_config_init (&config);
  map = ws_umap_new_from_places (y, 60, DIGITS_Q, &config, &error);
  g_assert_no_error (error);
  g_assert_true (ws_umap_inverse (map, x, WS_UMAP_INVERSE_NEIGHBOURS, place, 1, row, &is_inside,
                                  NULL, &error));
  g_assert_true (is_inside);
  for (guint k = 0; k < 15; k++)
    {
      double best = (double)INFINITY, weight;
      guint  nearest = 0;

      for (guint i = 0; i < 60; i++)
        {
          double distance = hypot ((double)y[2 * i] - 4, (double)y[2 * i + 1] - 6);

          if (!is_used[i] && distance < best)
            {
              best = distance;
              nearest = i;
            }
        }
      is_used[nearest] = TRUE;
      weight = 1 / (1 + map->a * pow (best, 2 * map->b));
      total += weight;
      for (guint j = 0; j < DIGITS_Q; j++)
        want[j] += weight * (double)x[nearest * DIGITS_Q + j];
    }
  for (guint j = 0; j < DIGITS_Q; j++)
    ws_assert_close (row[j], want[j] / total, 1e-4);
}

/* The same bits for any number of threads and any company; places outside are said to be. */
static void
test_same (void)
{
  g_autofree float *x = digits_load (digits, 100);
  g_autoptr (WsUmap) map = fit (x, 100, 2, 0.01);
  float    places[8], all[4 * DIGITS_Q], one[DIGITS_Q];
  gboolean inside[4];

  memcpy (places, map->y, sizeof places);
  for (guint c = 0; c < 2; c++)
    {
      places[c] = places[2 + c] = 0;
      for (guint i = 0; i < 100; i++)
        places[c] += map->y[2 * i + c] / 100;
    }
  places[2] += 1000;
  ws_pool_set_threads (5);
  g_assert_true (
      ws_umap_inverse (map, x, WS_UMAP_INVERSE_PUBLISHED, places, 4, all, inside, NULL, NULL));
  ws_pool_set_threads (1);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_true (ws_umap_inverse (map, x, WS_UMAP_INVERSE_PUBLISHED, places + 2 * i, 1, one,
                                      NULL, NULL, NULL));
      g_assert_cmpmem (one, sizeof one, all + i * DIGITS_Q, sizeof one);
      for (guint j = 0; j < DIGITS_Q; j++)
        g_assert_true (isfinite (one[j]));
    }
  ws_pool_set_threads (0);
  g_assert_true (inside[0] && !inside[1]);
}

static gboolean
invert_and_stop (WsJob *job, gpointer data, GError **error)
{
  const WsStage     stage = { job, 0, 1, 1, "places" };
  g_autofree float *x = digits_load (digits, 100), *y = draw_uniform (81, 0, 200, 0, 10);
  g_autofree float *rows = g_new (float, 100 * DIGITS_Q);
  WsUmapConfig      config;
  g_autoptr (WsUmap) map = NULL;

  ws_umap_config_init (&config);
  map = ws_umap_new_from_places (y, 100, DIGITS_Q, &config, NULL);
  ws_job_cancel (job);
  g_assert_false (
      ws_umap_inverse (map, x, WS_UMAP_INVERSE_PUBLISHED, y, 100, rows, NULL, &stage, error));
  return FALSE;
}

static void
test_refusals (void)
{
  const float       nowhere[2] = { 1, NAN };
  g_autofree float *x = digits_load (digits, 60), *y = draw_uniform (82, 0, 120, 0, 10);
  WsUmapConfig      config;
  float             row[DIGITS_Q];
  g_autoptr (WsUmap) map = NULL;
  g_autoptr (WsJob) job = ws_job_new ("test", "test", invert_and_stop, NULL, NULL);
  g_autoptr (GError) error = NULL;

  ws_umap_config_init (&config);
  map = ws_umap_new_from_places (y, 60, DIGITS_Q, &config, NULL);
  g_assert_false (
      ws_umap_inverse (map, x, WS_UMAP_INVERSE_NEIGHBOURS, nowhere, 1, row, NULL, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "places");
  g_assert_false (ws_job_run_sync (job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  golden = golden_load ("umap-learn", &parser);
  digits = golden_load ("tsne", &digits_parser);
  g_test_add_func ("/latent/umap-inverse/digits", test_digits);
  g_test_add_func ("/latent/umap-inverse/neighbours", test_neighbours);
  g_test_add_func ("/latent/umap-inverse/same", test_same);
  g_test_add_func ("/latent/umap-inverse/refusals", test_refusals);
  status = g_test_run ();
  g_object_unref (parser);
  g_object_unref (digits_parser);
  return status;
}
