/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/optim.h"

#include "golden.h"
#include "hyper-test.h"

/* -- Adam -- */

typedef struct
{
  gsize  n;
  float *w, *m, *v, *g;
} Vectors;

static void
vectors_init (Vectors *self, gsize n)
{
  self->n = n;
  self->w = g_new (float, n + 1);
  self->m = g_new0 (float, n + 1);
  self->v = g_new0 (float, n + 1);
  self->g = g_new (float, n + 1);
  fill_normal (self->w, n, 1, 1);
  fill_normal (self->g, n, 2, 1e-2f);
}

static void
vectors_clear (Vectors *self)
{
  g_free (self->w);
  g_free (self->m);
  g_free (self->v);
  g_free (self->g);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Vectors, vectors_clear)

static void
test_adam_plain (void)
{
  static const gsize sizes[] = { 0, 1, 7, 63, 64, 65, 1000, 65536, 65537, 200001 };

  for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
    {
      g_auto (Vectors) self = { 0 };
      g_autofree double *w = g_new (double, sizes[size] + 1);
      g_autofree double *m = g_new0 (double, sizes[size] + 1);
      g_autofree double *v = g_new0 (double, sizes[size] + 1);

      vectors_init (&self, sizes[size]);
      self.w[self.n] = 77; /* what lies behind stays */
      for (gsize i = 0; i < self.n; i++)
        w[i] = (double)self.w[i];
      for (guint step = 1; step <= 3; step++)
        {
          ws_adam_step (self.n, self.w, self.m, self.v, self.g, 1e-2f, 0.1f, 0, 0.5f, step);
          for (gsize i = 0; i < self.n; i++)
            {
              double g = 0.5 * (double)self.g[i] + 0.1 * w[i];

              m[i] = 0.9 * m[i] + 0.1 * g;
              v[i] = 0.999 * v[i] + 0.001 * g * g;
              w[i] -= 1e-2 / (1 - pow (0.9, step)) * m[i] /
                      (sqrt (v[i]) / sqrt (1 - pow (0.999, step)) + 1e-8);
            }
        }
      for (gsize i = 0; i < self.n; i++)
        {
          assert_close (self.w[i], w[i], 1e-6);
          assert_close (self.m[i], m[i], 1e-6);
          assert_close (self.v[i], v[i], 1e-6);
        }
      g_assert_cmpfloat (self.w[self.n], ==, 77);
    }
}

static void
test_adam_golden (gconstpointer name)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject        *golden = load_golden ("optim.json", parser);
  JsonObject        *adam = json_object_get_object_member (golden, name);
  double             tolerance = get_number (golden, "tolerance");
  guint              n = get_count (adam, "n"), n_steps = get_count (adam, "steps");
  g_autofree double *w = get_numbers (adam, "w", n), *m = get_numbers (adam, "m", n);
  g_autofree double *v = get_numbers (adam, "v", n);
  g_auto (Vectors) self = { 0 };

  vectors_init (&self, n);
  for (guint i = 0; i < n; i++)
    self.w[i] = (float)sin (1.0 + i);
  for (guint step = 1; step <= n_steps; step++)
    {
      for (guint i = 0; i < n; i++)
        self.g[i] = (float)cos (3.0 * i + step);
      ws_adam_step (n, self.w, self.m, self.v, self.g, (float)get_number (adam, "lr"),
                    (float)get_number (adam, "weight_decay"), (float)get_number (adam, "decay"),
                    (float)get_number (adam, "grad_scale"), step);
    }
  for (guint i = 0; i < n; i++)
    {
      assert_close (self.w[i], w[i], tolerance);
      assert_close (self.m[i], m[i], tolerance);
      assert_close (self.v[i], v[i], tolerance);
    }
}

/* One thread, four threads, and three ranges that fit no piece: the same bits. */
static void
test_adam_same_bits (void)
{
  const gsize n = 150001, cuts[] = { 0, 12345, 99999, n };
  g_auto (Vectors) one = { 0 }, four = { 0 }, ranges = { 0 };

  vectors_init (&one, n);
  vectors_init (&four, n);
  vectors_init (&ranges, n);
  for (guint step = 1; step <= 3; step++)
    {
      ws_pool_set_threads (1);
      ws_adam_step (n, one.w, one.m, one.v, one.g, 1e-3f, 1e-4f, 0.01f, 0.3f, step);
      ws_pool_set_threads (4);
      ws_adam_step (n, four.w, four.m, four.v, four.g, 1e-3f, 1e-4f, 0.01f, 0.3f, step);
      for (guint i = 0; i < 3; i++)
        ws_adam_step_range (cuts[i], cuts[i + 1] - cuts[i], ranges.w, ranges.m, ranges.v, ranges.g,
                            1e-3f, 1e-4f, 0.01f, 0.3f, step);
    }
  assert_same_bits (one.w, four.w, n);
  assert_same_bits (one.v, four.v, n);
  assert_same_bits (one.w, ranges.w, n);
  assert_same_bits (one.m, ranges.m, n);
}

static void
test_norm (void)
{
  static const gsize sizes[] = { 0, 1, 7, 8, 9, 1000, 65536, 65537, 300007 };

  for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
    {
      gsize             n = sizes[size];
      g_autofree float *g = g_new (float, n + 1);
      double            square = 0, norm;

      fill_normal (g, n, 3, 1);
      for (gsize i = 0; i < n; i++)
        square += (double)g[i] * (double)g[i];
      ws_pool_set_threads (4);
      norm = ws_gradient_norm (g, n);
      assert_close (norm, sqrt (square), 1e-13);
      ws_pool_set_threads (1);
      g_assert_true (norm == ws_gradient_norm (g, n)); /* the same bits */
      if (n > 0)
        {
          g[n - 1] = NAN;
          g_assert_true (isnan (ws_gradient_norm (g, n)));
        }
    }
}

/* -- learning rate -- */

static void
test_one_cycle (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject   *golden = load_golden ("optim.json", parser);
  JsonArray    *cases = json_object_get_array_member (golden, "one_cycle");
  WsHyperConfig config;

  g_assert_true (ws_hyper_config_preset ("compact", &config, NULL));
  config.schedule = WS_SCHEDULE_ONE_CYCLE;
  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject        *one = json_array_get_object_element (cases, i);
      guint              total = get_count (one, "total");
      g_autofree double *rates = get_numbers (one, "rates", total);

      config.lr = (float)get_number (one, "lr");
      for (guint step = 0; step < total; step++)
        assert_close ((double)ws_schedule_lr (&config, step, total, 0.5f) / rates[step], 1, 1e-6);
      /* past the end: as at the end */
      assert_close ((double)ws_schedule_lr (&config, total + 9, total, 1) / rates[total - 1], 1,
                    1e-6);
    }
  /* a single step is still a number */
  g_assert_true (isfinite (ws_schedule_lr (&config, 0, 1, 1)));
}

static void
test_cosine (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject   *golden = load_golden ("optim.json", parser);
  JsonArray    *cases = json_object_get_array_member (golden, "cosine");
  WsHyperConfig config;

  g_assert_true (ws_hyper_config_preset ("compact", &config, NULL));
  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject        *one = json_array_get_object_element (cases, i);
      guint              total = get_count (one, "total");
      g_autofree double *rates = get_numbers (one, "rates", total);

      config.lr = (float)get_number (one, "lr");
      config.warmup = (float)get_number (one, "warmup");
      config.schedule = WS_SCHEDULE_COSINE;
      for (guint step = 0; step < total; step++)
        assert_close ((double)ws_schedule_lr (&config, step, total, 0.5f) / rates[step], 1, 1e-6);
      g_assert_cmpfloat (ws_schedule_lr (&config, total + 9, total, 1), ==, 0);
    }
  /* the others rise alike, and then stay */
  config.warmup = 0.25f;
  config.lr = 2;
  config.schedule = WS_SCHEDULE_CONSTANT;
  g_assert_cmpfloat (ws_schedule_lr (&config, 0, 16, 1), ==, 0.5f);
  g_assert_cmpfloat (ws_schedule_lr (&config, 3, 16, 1), ==, 2);
  g_assert_cmpfloat (ws_schedule_lr (&config, 15, 16, 1), ==, 2);
  config.schedule = WS_SCHEDULE_PLATEAU;
  g_assert_cmpfloat (ws_schedule_lr (&config, 1, 16, 0.5f), ==, 0.5f);
}

static void
test_plateau (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *plateau =
      json_object_get_object_member (load_golden ("optim.json", parser), "plateau");
  guint              n = json_array_get_length (json_object_get_array_member (plateau, "losses"));
  g_autofree double *losses = get_numbers (plateau, "losses", n);
  g_autofree double *factors = get_numbers (plateau, "factors", n);
  WsHyperConfig      config;
  WsPlateau          self;

  g_assert_true (ws_hyper_config_preset ("paper", &config, NULL));
  config.lr = 2;
  config.schedule = WS_SCHEDULE_PLATEAU;
  ws_plateau_init (&self);
  g_assert_cmpfloat (self.factor, ==, 1);
  for (guint epoch = 0; epoch < n; epoch++)
    {
      ws_plateau_update (&self, (float)losses[epoch]);
      assert_close ((double)ws_schedule_lr (&config, epoch, n, self.factor) / (2 * factors[epoch]),
                    1, 1e-6);
    }
  g_assert_cmpfloat (self.factor, <, 1);
  config.schedule = WS_SCHEDULE_CONSTANT;
  g_assert_cmpfloat (ws_schedule_lr (&config, 5, 10, self.factor), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/optim/adam-plain", test_adam_plain);
  g_test_add_data_func ("/hyper/optim/adam-golden", "adam", test_adam_golden);
  g_test_add_data_func ("/hyper/optim/adamw-golden", "adamw", test_adam_golden);
  g_test_add_func ("/hyper/optim/adam-same-bits", test_adam_same_bits);
  g_test_add_func ("/hyper/optim/norm", test_norm);
  g_test_add_func ("/hyper/optim/one-cycle", test_one_cycle);
  g_test_add_func ("/hyper/optim/cosine", test_cosine);
  g_test_add_func ("/hyper/optim/plateau", test_plateau);
  return g_test_run ();
}
