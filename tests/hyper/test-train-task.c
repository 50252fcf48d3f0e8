/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/train-private.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/random.h"

#include "train-test.h"

/* Training with losses of what decoded networks do. */

#define N_IMAGES 20

typedef struct
{
  Fixture        base;
  WsTensorImages tensors;
  WsTaskImages   images;
} ImageFixture;

/* Ten kinds of pictures: a bright square at one of ten places, and some noise. */
static void
set_up_images (ImageFixture *f, gconstpointer data)
{
  WsTensorImages *t = &f->tensors;
  WsStream        stream;

  set_up (&f->base, data);
  *t = (WsTensorImages){ .n = N_IMAGES, .channels = 1, .height = 28, .width = 28, .n_classes = 10 };
  t->x = WS_ALIGNED_FLOATS (N_IMAGES * 784);
  t->labels = g_new (guint8, N_IMAGES);
  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 7, 0);
  for (guint i = 0; i < N_IMAGES; i++)
    {
      t->labels[i] = (guint8)(i % 10);
      for (guint p = 0; p < 784; p++)
        {
          guint x = p % 28, y = p / 28, left = 5 * (i % 5), top = 14 * (i % 10 / 5);

          t->x[i * 784 + p] = 0.3f * ws_stream_normal (&stream);
          if (x >= left && x < left + 6 && y >= top && y < top + 6)
            t->x[i * 784 + p] += 2;
        }
    }
  f->images = (WsTaskImages){ t, WS_ACT_TANH };
  f->base.images = &f->images;
  f->base.config.task_weight = 0.5f;
  f->base.config.behaviour_weight = 2;
  f->base.config.task_images = 3;
}

static void
tear_down_images (ImageFixture *f, gconstpointer data)
{
  ws_aligned_free (f->tensors.x);
  g_free (f->tensors.labels);
  tear_down (&f->base, data);
}

static void
test_learns (ImageFixture *f, gconstpointer data)
{
  g_auto (Run) first = { 0 }, run = { 0 };
  g_autoptr (GError) error = NULL;

  f->base.config.schedule = WS_SCHEDULE_CONSTANT;
  f->base.config.lr = 1e-2f;
  f->base.config.epochs = 1;
  train (&f->base, &first, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (fabsf (first.last.loss_task - logf (10)), <, 0.4f);
  g_assert_cmpfloat (first.last.loss_behaviour, >, 0);
  f->base.config.task_weight = 5;
  f->base.config.epochs = 60;
  train (&f->base, &run, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (run.last.loss_task, <, 0.6f * first.last.loss_task);
}

/* The same bits for any thread count and after any interruption. */
static void
test_same_bits (ImageFixture *f, gconstpointer data)
{
  g_auto (Run) one = { 0 };
  g_auto (Run) three = { 0 };
  g_autoptr (GError) error = NULL;

  f->base.config.dropout = 0.1f;
  f->base.config.compression = WS_COMPRESS_MIXED;
  f->base.config.task_start = 0.2f;
  f->base.config.task_ramp = 0.5f;
  ws_pool_set_threads (1);
  train (&f->base, &one, &error);
  g_assert_no_error (error);
  ws_pool_set_threads (3);
  train (&f->base, &three, &error);
  g_assert_no_error (error);
  assert_same_params (&one, &three);
  for (guint stop = 1; stop < one.n_states; stop += 3)
    {
      g_auto (Run) begun = { .stop_after = stop };
      g_auto (Run) resumed = { 0 };

      g_assert_false (train (&f->base, &begun, &error));
      g_clear_error (&error);
      resumed.resume = g_bytes_ref (begun.state);
      train (&f->base, &resumed, &error);
      g_assert_no_error (error);
      assert_same_params (&one, &resumed);
      g_assert_cmpfloat (resumed.last.loss_task, ==, one.last.loss_task);
      g_assert_cmpfloat (resumed.last.loss_behaviour, ==, one.last.loss_behaviour);
    }
}

/* Before its start it is not there at all: the same parameters as without. */
static void
test_start (ImageFixture *f, gconstpointer data)
{
  g_auto (Run) without = { 0 }, later = { 0 };
  g_autoptr (GError) error = NULL;

  f->base.config.task_start = 1;
  train (&f->base, &later, &error);
  g_assert_no_error (error);
  g_assert_true (isnan (later.last.loss_task) && isnan (later.last.loss_behaviour));
  f->base.config.task_weight = f->base.config.behaviour_weight = 0;
  f->base.images = NULL;
  train (&f->base, &without, &error);
  g_assert_no_error (error);
  assert_same_params (&without, &later);
}

/* What is counted is what the trainer asks for. */
static void
test_passes (ImageFixture *f, gconstpointer data)
{
  WsHyperConfig c = f->base.config;
  guint64       n;

  c.batch = 4;
  c.epochs = 10;
  c.views = 2;
  c.task_images = 7;
  c.task_weight = 0.5f;
  c.behaviour_weight = 0;
  c.task_new = FALSE;
  c.task_start = c.task_ramp = 0;
  n = ws_hyper_count_image_passes (&c, 14,
                                   10); /* three batches, the last two states are left out */
  g_assert_cmpuint (n, ==, 10 * 3 * 4 * 2 * 7);
  g_assert_cmpuint (ws_hyper_count_image_passes (&c, 14, 4), ==, 4 * 3 * 4 * 2 * 7);
  c.task_new = TRUE;
  g_assert_cmpuint (ws_hyper_count_image_passes (&c, 14, 10), ==, 2 * n);
  c.task_weight = 0; /* new ones have no original that they could behave like */
  c.behaviour_weight = 1;
  g_assert_cmpuint (ws_hyper_count_image_passes (&c, 14, 10), ==, n);
  c.task_start = 0.5f;
  g_assert_cmpuint (ws_hyper_count_image_passes (&c, 14, 10), ==, n / 2);
  g_assert_cmpuint (ws_hyper_count_image_passes (&c, 14, 5), ==, 0);
  c.behaviour_weight = 0;
  g_assert_cmpuint (ws_hyper_count_image_passes (&c, 14, 10), ==, 0);
}

static void
test_no_images (ImageFixture *f, gconstpointer data)
{
  g_auto (Run) run = { 0 };
  g_autoptr (GError) error = NULL;

  f->base.images = NULL;
  g_assert_false (train (&f->base, &run, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "images");
}

/* -- the gradient of one step, whatever parts the batch goes through in -- */

/* Losses of one step, and its gradient; the trainer is set up as ws_hyper_train() does. */
static float *
take_step (ImageFixture *f, WsHyper *hyper, guint part_rows, double *loss)
{
  const WsHyperData   data = { N_STATES, f->base.weights, f->base.split, &f->images };
  WsJob              *job = ws_job_new ("hyper", "test", NULL, NULL, NULL);
  g_autofree guint32 *rows = g_new (guint32, N_STATES);
  WsTrainer           self = { .hyper = hyper,
                               .config = ws_hyper_get_config (hyper),
                               .data = &data,
                               .job = job,
                               .train = rows,
                               .order = rows,
                               .n_train = N_STATES,
                               .batch = 10,
                               .n_batches = 2,
                               .total_steps = 10 };
  g_autoptr (GError) error = NULL;
  float *grad;

  for (guint i = 0; i < N_STATES; i++)
    rows[i] = i;
  ws_trainer_init_step (&self, &error);
  g_assert_no_error (error);
  if (part_rows > 0)
    {
      ws_pass_free (self.pass);
      self.part_rows = part_rows;
      self.pass = ws_pass_new (hyper, part_rows, TRUE);
    }
  ws_trainer_step (&self, &error);
  g_assert_no_error (error);
  *loss = self.at.loss;
  grad = g_memdup2 (self.grad, ws_hyper_get_n_params (hyper) * sizeof (float));
  ws_trainer_clear_step (&self);
  g_object_unref (job);
  return grad;
}

static void
test_parts (ImageFixture *f, gconstpointer data)
{
  static const guint parts[] = { 0, 8, 16 };
  float             *grad[G_N_ELEMENTS (parts)];
  double             loss[G_N_ELEMENTS (parts)];

  f->base.config.compression = WS_COMPRESS_MIXED;
  f->base.config.dropout = 0.2f;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (WsHyper) hyper = ws_hyper_new (&f->base.config, f->base.arch, NULL);
      gsize  n = ws_hyper_get_n_params (hyper);
      double norm = 0, difference = 0;

      grad[i] = take_step (f, hyper, parts[i], &loss[i]);
      for (gsize k = 0; k < n; k++)
        {
          double d = (double)grad[i][k] - (double)grad[0][k];

          norm += (double)grad[0][k] * (double)grad[0][k];
          difference += d * d;
        }
      g_assert_cmpfloat (norm, >, 0);
      ws_assert_close (sqrt (difference / norm), 0, 1e-5);
      ws_assert_close (loss[i] / loss[0], 1, 1e-7);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_free (grad[i]);
}

#define ADD_IMAGES(path, func)                                                                     \
  g_test_add (path, ImageFixture, NULL, set_up_images, func, tear_down_images)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_IMAGES ("/hyper/train-task/learns", test_learns);
  ADD_IMAGES ("/hyper/train-task/same-bits", test_same_bits);
  ADD_IMAGES ("/hyper/train-task/start", test_start);
  ADD_IMAGES ("/hyper/train-task/passes", test_passes);
  ADD_IMAGES ("/hyper/train-task/no-images", test_no_images);
  ADD_IMAGES ("/hyper/train-task/parts", test_parts);
  return g_test_run ();
}
