/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "core/random.h"
#include "ws-test.h"

#include <math.h>
#include <string.h>

/* What holds for every method, whichever is added. */

#define N_ROWS 24
#define DIM 20
#define N_STEPS 3 /* of methods that learn */

static float              x[N_ROWS * DIM], rank[N_ROWS];
static const WsSampleRows rows = { .x = x, .rank = rank, .n = N_ROWS, .dim = DIM };

static void
fill_rows (void)
{
  WsStream stream;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N_ROWS * DIM; i++)
    x[i] = ws_stream_normal (&stream);
  for (guint i = 0; i < N_ROWS; i++)
    rank[i] = (float)i / (N_ROWS - 1);
}

static gboolean
has_setting (const WsSampler *sampler, const char *key)
{
  for (guint i = 0; i < ws_sampler_count_settings (sampler); i++)
    if (g_str_equal (sampler->settings[i].key, key))
      return TRUE;
  return FALSE;
}

/* With few steps, so that learning is a matter of milliseconds. */
static WsSamplerModel *
make (const WsSampler *sampler, const WsSampleRows *given, guint64 seed, GError **error)
{
  double values[WS_SAMPLER_MAX_SETTINGS];

  ws_sampler_preset (sampler, values);
  if (has_setting (sampler, "steps"))
    ws_sampler_set (sampler, values, "steps", N_STEPS, NULL);
  return ws_sampler_model_new (sampler, given, values, seed, NULL, error);
}

static WsSamplerModel *
make_ready (const WsSampler *sampler)
{
  g_autoptr (GError) error = NULL;
  WsSamplerModel *model = make (sampler, &rows, 5, &error);
  double          losses[4];

  g_assert_no_error (error);
  if (sampler->learning != NULL)
    {
      g_assert_cmpuint (ws_sampler_model_count_steps (model), ==, N_STEPS);
      ws_sampler_model_learn (model, N_STEPS, losses, NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (ws_sampler_model_get_step (model), ==, ws_sampler_model_count_steps (model));
  return model;
}

static float *
draw (WsSamplerModel *model, guint64 seed, guint first, guint n, guint32 *from)
{
  const WsDrawing drawing = {
    .seed = seed, .first = first, .n = n, .rank_low = 0.7, .rank_high = 1
  };
  g_autoptr (GError) error = NULL;
  float *out = g_new (float, (gsize)n *DIM);

  ws_sampler_model_draw (model, &drawing, out, from, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ws_all_finite (out, (gsize)n * DIM));
  return out;
}

/* Any part of the draws is what it is among all, also for another number of threads. */
static void
test_draws (void)
{
  guint n_threads = ws_pool_get_threads ();

  for (guint i = 0; ws_sampler_list ()[i] != NULL; i++)
    {
      g_autoptr (WsSamplerModel) model = make_ready (ws_sampler_list ()[i]);
      g_autoptr (WsSamplerModel) again = NULL;
      g_autofree guint32 *from = g_new (guint32, 70), *from_some = g_new (guint32, 30);
      g_autofree float   *all = draw (model, 7, 0, 70, from), *some = NULL, *other = NULL;

      ws_pool_set_threads (n_threads == 1 ? 2 : 1);
      again = make_ready (ws_sampler_list ()[i]);
      some = draw (again, 7, 40, 30, from_some);
      other = draw (again, 8, 40, 30, NULL);
      ws_pool_set_threads (n_threads);
      g_assert_cmpmem (all + 40 * DIM, 30 * DIM * sizeof *all, some, 30 * DIM * sizeof *some);
      g_assert_cmpmem (from + 40, 30 * sizeof *from, from_some, 30 * sizeof *from_some);
      g_assert_true (memcmp (some, other, 30 * DIM * sizeof *some) != 0);
      for (guint k = 0; k < 70; k++)
        g_assert_true (from[k] < N_ROWS || from[k] == G_MAXUINT32);
    }
}

/* Stopped half-way, written down and gone on with by another process: the same bits. */
static void
test_going_on (void)
{
  for (guint i = 0; ws_sampler_list ()[i] != NULL; i++)
    {
      const WsSampler *sampler = ws_sampler_list ()[i];
      g_autoptr (WsSamplerModel) whole = NULL, part = NULL, rest = NULL;
      g_autoptr (GBytes) bytes = NULL, cut = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree float *a = NULL, *b = NULL;
      double            losses[4];

      if (sampler->learning == NULL)
        continue;
      whole = make_ready (sampler);
      part = make (sampler, &rows, 5, &error);
      rest = make (sampler, &rows, 5, &error);
      ws_sampler_model_learn (part, 1, losses, NULL, &error);
      g_assert_cmpuint (ws_sampler_model_get_step (part), ==, 1);
      bytes = ws_sampler_model_save (part);
      cut = g_bytes_new_from_bytes (bytes, 0, g_bytes_get_size (bytes) - 1);
      g_assert_false (ws_sampler_model_restore (rest, cut, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, sampler->name);
      g_assert_cmpuint (ws_sampler_model_get_step (rest), ==, 0);
      g_assert_true (ws_sampler_model_restore (rest, bytes, &error));
      ws_sampler_model_learn (rest, 100, losses, NULL, &error);
      g_assert_no_error (error);
      a = draw (whole, 3, 0, 20, NULL);
      b = draw (rest, 3, 0, 20, NULL);
      g_assert_cmpmem (a, 20 * DIM * sizeof *a, b, 20 * DIM * sizeof *b);
    }
}

static void
test_refusals (void)
{
  static const double wrong[] = { (double)NAN, (double)INFINITY, -1e9 };
  const WsSampleRows  none = { .x = x, .rank = rank, .n = 0, .dim = DIM };
  const WsSampleRows  empty = { .x = x, .rank = rank, .n = 4, .dim = 0 };
  float               nan[DIM] = { NAN };
  const WsSampleRows  broken = { .x = nan, .rank = rank, .n = 1, .dim = DIM };

  for (guint i = 0; ws_sampler_list ()[i] != NULL; i++)
    {
      const WsSampler *sampler = ws_sampler_list ()[i];
      double           values[WS_SAMPLER_MAX_SETTINGS];
      g_autoptr (GError) error = NULL;

      g_assert_null (make (sampler, &none, 1, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "0 rows of 20");
      g_assert_null (make (sampler, &empty, 1, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "4 rows of 0");
      g_assert_null (make (sampler, &broken, 1, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, sampler->name);
      g_assert_false (ws_sampler_set (sampler, values, "nonsense", 1, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FOUND, "nonsense");
      ws_sampler_preset (sampler, values);
      for (guint k = 0; k < ws_sampler_count_settings (sampler); k++)
        for (guint b = 0; b < G_N_ELEMENTS (wrong); b++)
          {
            g_assert_false (
                ws_sampler_set (sampler, values, sampler->settings[k].key, wrong[b], &error));
            ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, sampler->settings[k].key);
          }
    }
}

static void
test_registry (void)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; ws_sampler_list ()[i] != NULL; i++)
    {
      const WsSampler *sampler = ws_sampler_list ()[i];
      double           values[WS_SAMPLER_MAX_SETTINGS];

      g_assert_true (ws_sampler_lookup (sampler->name, &error) == sampler);
      g_assert_true (sampler->title[0] != '\0' && sampler->source[0] != '\0');
      /* presets are within their own ranges */
      ws_sampler_preset (sampler, values);
      for (guint k = 0; k < ws_sampler_count_settings (sampler); k++)
        {
          g_assert_true (
              ws_sampler_set (sampler, values, sampler->settings[k].key, values[k], &error));
          g_assert_no_error (error);
        }
    }
  g_assert_null (ws_sampler_lookup ("nonsense", &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 "known: kde, kde-dim, kde-joint, neighbour, gan, flow");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fill_rows ();
  g_test_add_func ("/sample/sampler/draws", test_draws);
  g_test_add_func ("/sample/sampler/going-on", test_going_on);
  g_test_add_func ("/sample/sampler/refusals", test_refusals);
  g_test_add_func ("/sample/sampler/registry", test_registry);
  return g_test_run ();
}
