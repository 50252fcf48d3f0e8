/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/task.h"

#include "core/error.h"
#include "core/memory.h"
#include "hyper-test.h"
#include "zoo/gradient.h"

/* -- latents that no network has -- */

/* Whether new row @i is mixed: the same two rows in every dimension. */
static gboolean
is_mixed (const WsNewLatents *latents, guint n, guint n_z, guint i)
{
  g_autofree float *z = g_new (float, n *n_z), *new = g_new (float, n_z);

  for (guint k = 0; k < n * n_z; k++)
    z[k] = (float)(k / n_z);
  ws_new_latents_apply (latents, z, i, 1, new);
  for (guint d = 1; d < n_z; d++)
    if (new[d] != new[0])
      return FALSE;
  return TRUE;
}

/* Every value of a shuffled row is one of its dimension, no two shuffled rows take the same. */
static void
check_shuffled (const WsNewLatents *latents, guint n, guint n_z, const gboolean *mixed)
{
  g_autofree float *z = g_new (float, n *n_z), *new = g_new (float, n *n_z);

  for (guint k = 0; k < n * n_z; k++)
    z[k] = (float)k;
  ws_new_latents_apply (latents, z, 0, n, new);
  for (guint d = 0; d < n_z; d++)
    {
      g_autofree gboolean *is_taken = g_new0 (gboolean, n);

      for (guint i = 0; i < n; i++)
        if (!mixed[i])
          {
            guint value = (guint) new[i * n_z + d];

            g_assert_cmpuint (value % n_z, ==, d);
            g_assert_false (is_taken[value / n_z]);
            is_taken[value / n_z] = TRUE;
          }
    }
}

/* A mixed row is λ of itself, and 1 - λ of one other row (or all of itself). */
static double
check_mixed (const WsNewLatents *latents, guint n, guint n_z, guint i)
{
  g_autofree float *z = g_new0 (float, n *n_z), *new = g_new (float, n_z);
  float             own;
  guint             n_partners = 0;

  z[i * n_z] = 1;
  ws_new_latents_apply (latents, z, i, 1, new);
  own = new[0];
  z[i * n_z] = 0;
  for (guint k = 0; k < n; k++)
    if (k != i)
      {
        z[k * n_z] = 1;
        ws_new_latents_apply (latents, z, i, 1, new);
        z[k * n_z] = 0;
        if (new[0] == 0)
          continue;
        assert_close (new[0], 1 - own, 1e-6);
        n_partners++;
      }
  g_assert_cmpuint (n_partners, ==, own < 1 ? 1 : 0);
  return (double)own;
}

static void
test_kinds (void)
{
  enum
  {
    N = 200,
    N_Z = 12
  };
  g_autoptr (WsNewLatents) latents = ws_new_latents_new (N, N_Z);
  gboolean mixed[N];
  guint    n_mixed = 0;
  double   sum = 0;

  ws_new_latents_draw (latents, 1, 0);
  for (guint i = 0; i < N; i++)
    {
      mixed[i] = is_mixed (latents, N, N_Z, i);
      n_mixed += mixed[i];
      if (mixed[i])
        sum += check_mixed (latents, N, N_Z, i);
    }
  check_shuffled (latents, N, N_Z, mixed);
  g_assert_true (n_mixed > 80 && n_mixed < 120);
  g_assert_true (sum / n_mixed > 0.4 && sum / n_mixed < 0.6);
}

/* A draw is a function of its address, not of what was drawn before. */
static void
test_address (void)
{
  enum
  {
    N = 9,
    N_Z = 7
  };
  g_autoptr (WsNewLatents) one = ws_new_latents_new (N, N_Z);
  g_autoptr (WsNewLatents) two = ws_new_latents_new (N, N_Z);
  float z[N * N_Z], a[N * N_Z], b[N * N_Z];

  fill_normal (z, N * N_Z, 0, 1);
  ws_new_latents_draw (one, 5, 1);
  ws_new_latents_apply (one, z, 0, N, a);
  ws_new_latents_draw (one, 5, 2);
  ws_new_latents_apply (one, z, 0, N, b);
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
  ws_new_latents_draw (two, 6, 2);
  ws_new_latents_apply (two, z, 0, N, a);
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
  ws_new_latents_draw (two, 5, 2);
  ws_new_latents_apply (two, z, 0, N, a);
  assert_same_bits (a, b, N * N_Z);
}

/* ⟨A z, y⟩ = ⟨z, Aᵀ y⟩, in one go and in parts. */
static void
test_transposed (void)
{
  enum
  {
    N = 33,
    N_Z = 50
  };
  g_autoptr (WsNewLatents) latents = ws_new_latents_new (N, N_Z);
  float z[N * N_Z], az[N * N_Z], y[N * N_Z], part[N * N_Z];

  fill_normal (z, N * N_Z, 1, 1);
  fill_normal (y, N * N_Z, 2, 1);
  for (guint step = 0; step < 20; step++)
    {
      float  aty[N * N_Z] = { 0 }, aty_parts[N * N_Z] = { 0 };
      double left = 0, right = 0;

      ws_new_latents_draw (latents, 3, step);
      ws_new_latents_apply (latents, z, 0, N, az);
      ws_new_latents_apply_transposed (latents, y, 0, N, aty);
      for (guint i = 0; i < N * N_Z; i++)
        {
          left += (double)az[i] * (double)y[i];
          right += (double)z[i] * (double)aty[i];
        }
      assert_close (left, right, 1e-5);
      for (guint first = 0; first < N; first += 10)
        {
          guint rows = MIN (10, N - first);

          ws_new_latents_apply (latents, z, first, rows, part);
          assert_same_bits (part, az + first * N_Z, rows * N_Z);
          ws_new_latents_apply_transposed (latents, y + first * N_Z, first, rows, aty_parts);
        }
      assert_same_bits (aty_parts, aty, N * N_Z);
    }
}

/* -- losses of decoded networks -- */

#define ROWS 7
#define ORIGINALS 4
#define K 5

typedef struct
{
  const WsArch  *arch;
  WsTensorImages images;
  WsTaskImages   task_images;
  float         *w_hat, *w;
  WsTaskBatch    batch;
} Fixture;

static void
fixture_init (Fixture *self, const char *arch)
{
  self->arch = ws_arch_lookup (arch, 1, NULL);
  self->images = (WsTensorImages){ .n = 30,
                                   .channels = 1,
                                   .height = 28,
                                   .width = 28,
                                   .n_classes = 10,
                                   .x = WS_ALIGNED_FLOATS (30 * 784),
                                   .labels = g_new (guint8, 30) };
  fill_normal (self->images.x, 30 * 784, 3, 1);
  for (guint i = 0; i < 30; i++)
    self->images.labels[i] = (guint8)(i % 10);
  self->task_images = (WsTaskImages){ &self->images, WS_ACT_TANH };
  self->w_hat = g_new (float, ROWS * self->arch->n_params);
  self->w = g_new (float, ROWS * self->arch->n_params);
  fill_normal (self->w_hat, ROWS * self->arch->n_params, 4, 0.2f);
  fill_normal (self->w, ROWS * self->arch->n_params, 5, 0.2f);
  self->batch = (WsTaskBatch){ .seed = 11,
                               .step = 3,
                               .n_rows = ROWS,
                               .n_originals = ORIGINALS,
                               .task_weight = 0.5f,
                               .behaviour_weight = 20 };
}

static void
fixture_clear (Fixture *self)
{
  ws_aligned_free (self->images.x);
  g_free (self->images.labels);
  g_free (self->w_hat);
  g_free (self->w);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* The whole batch, at most @part rows at a time; @dw_hat (nullable) is added to. */
static void
run (Fixture *self, guint part, double *task, double *behaviour, float *dw_hat)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsTaskLoss) loss = ws_task_loss_new (self->arch, &self->task_images, K, &error);
  gsize P = self->arch->n_params;

  g_assert_no_error (error);
  *task = *behaviour = 0;
  for (guint first = 0, rows; first < ROWS; first += rows)
    {
      gboolean is_old = first < ORIGINALS;

      rows = MIN (part, (is_old ? ORIGINALS : ROWS) - first);
      g_assert_true (ws_task_loss_add (loss, &self->batch, first, rows, self->w_hat + first * P,
                                       is_old ? self->w + first * P : NULL, task, behaviour,
                                       dw_hat != NULL ? dw_hat + first * P : NULL));
    }
}

/* Means over all rows and over those with an original; images by (seed, step, row). */
static void
test_means (void)
{
  g_auto (Fixture) fixture = { NULL };
  double            task, behaviour, tasks[ROWS], behaviours[ROWS], want_task = 0;
  double            want_behaviour = 0;
  guint32           index[ROWS * K];
  g_autofree float *dw = NULL, *want = NULL;
  gsize             n;
  WsZooGradientTask ask;
  g_autoptr (WsZooGradient) gradient = NULL;

  fixture_init (&fixture, "cnn-s");
  n = ROWS * fixture.arch->n_params;
  dw = g_new0 (float, n);
  want = g_new0 (float, n);
  run (&fixture, ROWS, &task, &behaviour, dw);

  for (guint i = 0; i < ROWS; i++)
    {
      WsStream stream;

      ws_stream_init (&stream, 11, WS_PURPOSE_TASK_IMAGES, 3, i);
      for (guint k = 0; k < K; k++)
        index[i * K + k] = ws_stream_below (&stream, 30);
    }
  ask = (WsZooGradientTask){ .n_models = ROWS,
                             .n_images = K,
                             .n_originals = ORIGINALS,
                             .weights = fixture.w_hat,
                             .originals = fixture.w,
                             .index = index,
                             .task_scale = 0.5f / ROWS,
                             .behaviour_scale = 20.0f / ORIGINALS,
                             .task = tasks,
                             .behaviour = behaviours,
                             .dw = want };
  gradient = ws_zoo_gradient_new (fixture.arch, WS_ACT_TANH, &fixture.images, NULL);
  g_assert_true (ws_zoo_gradient_run (gradient, &ask));
  for (guint i = 0; i < ROWS; i++)
    want_task += tasks[i] / ROWS;
  for (guint i = 0; i < ORIGINALS; i++)
    want_behaviour += behaviours[i] / ORIGINALS;
  assert_close (task, want_task, 1e-12);
  assert_close (behaviour, want_behaviour, 1e-12);
  assert_same_bits (dw, want, n);
}

/* However the batch is cut, and if it has no new latents at all. */
static void
test_parts (void)
{
  g_auto (Fixture) fixture = { NULL };
  double            task, behaviour;
  g_autofree float *dw = NULL;
  gsize             n;

  fixture_init (&fixture, "cnn-s");
  n = ROWS * fixture.arch->n_params;
  dw = g_new0 (float, n);
  run (&fixture, ROWS, &task, &behaviour, dw);
  for (guint part = 1; part < ORIGINALS; part++)
    {
      g_autofree float *dw_parts = g_new0 (float, n);
      double            task_parts, behaviour_parts;

      run (&fixture, part, &task_parts, &behaviour_parts, dw_parts);
      assert_same_bits (dw_parts, dw, n);
      g_assert_cmpfloat (task_parts, ==, task);
      g_assert_cmpfloat (behaviour_parts, ==, behaviour);
    }
  fixture.batch.n_rows = ORIGINALS;
  {
    g_autoptr (WsTaskLoss) loss = ws_task_loss_new (fixture.arch, &fixture.task_images, K, NULL);
    double old_task = 0, old_behaviour = 0;

    g_assert_true (ws_task_loss_add (loss, &fixture.batch, 0, ORIGINALS, fixture.w_hat, fixture.w,
                                     &old_task, &old_behaviour, dw));
    g_assert_cmpfloat (old_behaviour, ==, behaviour);
    g_assert_cmpfloat (old_task, !=, task);
  }
}

/* dw_hat is the gradient of β·task + β·behaviour: along itself the sum rises by its length. */
static void
check_differences (const char *arch)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree float *dw = NULL, *w_hat = NULL;
  double            task[2], behaviour[2], length = 0, step, rise;
  gsize             n;

  fixture_init (&fixture, arch);
  n = ROWS * fixture.arch->n_params;
  dw = g_new0 (float, n);
  w_hat = g_memdup2 (fixture.w_hat, n * sizeof (float));
  run (&fixture, ROWS, &task[0], &behaviour[0], dw);
  for (gsize i = 0; i < n; i++)
    length += (double)dw[i] * (double)dw[i];
  length = sqrt (length);
  step = 0.01 / length;
  for (guint side = 0; side < 2; side++)
    {
      for (gsize i = 0; i < n; i++)
        fixture.w_hat[i] = (float)((double)w_hat[i] + (side == 0 ? step : -step) * (double)dw[i]);
      run (&fixture, ROWS, &task[side], &behaviour[side], NULL);
    }
  rise = (0.5 * (task[0] - task[1]) + 20 * (behaviour[0] - behaviour[1])) / 0.02;
  g_test_message ("%s: the gradient is %g long, along it the loss rises by %g", arch, length, rise);
  assert_close (rise / length, 1, 1e-3);
}

static void
test_differences (void)
{
  check_differences ("cnn-s");
  check_differences ("cnn-4conv");
}

static gboolean
stop (gpointer data)
{
  return TRUE;
}

static void
test_bad (void)
{
  g_auto (Fixture) fixture = { NULL };
  double task, behaviour;
  g_autoptr (WsTaskLoss) loss = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, "cnn-s");
  fixture.w_hat[17] = NAN;
  run (&fixture, ROWS, &task, &behaviour, NULL);
  g_assert_true (isnan (task) && isnan (behaviour));

  loss = ws_task_loss_new (fixture.arch, &fixture.task_images, K, NULL);
  ws_task_loss_set_stop (loss, stop, NULL);
  g_assert_false (ws_task_loss_add (loss, &fixture.batch, 0, 2, fixture.w_hat, fixture.w, &task,
                                    &behaviour, NULL));
  fixture.images.height = 27;
  g_assert_null (ws_task_loss_new (fixture.arch, &fixture.task_images, K, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_SHAPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/task/kinds", test_kinds);
  g_test_add_func ("/hyper/task/address", test_address);
  g_test_add_func ("/hyper/task/transposed", test_transposed);
  g_test_add_func ("/hyper/task/means", test_means);
  g_test_add_func ("/hyper/task/parts", test_parts);
  g_test_add_func ("/hyper/task/differences", test_differences);
  g_test_add_func ("/hyper/task/bad", test_bad);
  return g_test_run ();
}
