/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/autoencoder.h"
#include "hyper/train.h"

#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"

#include "train-test.h"

#include <math.h>
#include <string.h>

/* Training as a whole: the same bits for any thread count and after any interruption, large batches
 * in parts, stopping early and well, and failing with a reason. */

/* -- tests -- */

static void
test_learns (Fixture *f, gconstpointer data)
{
  g_auto (Run) run = { 0 };
  g_autoptr (GError) error = NULL;

  f->config.epochs = 200;
  f->config.lr = 1e-2f;
  f->config.gamma = 0;
  f->config.views = 1;
  f->config.permute = FALSE;
  train (f, &run, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run.n_epochs, ==, 200);
  g_assert_cmpuint (run.last.epoch, ==, 200);
  /* 16 networks without anything in common, 12 latents: it can tell them apart */
  g_assert_cmpfloat (run.last.r2[WS_SPLIT_TRAIN], >, 0.3f);
  g_assert_true (isfinite (run.last.r2[WS_SPLIT_VAL]) && isfinite (run.last.r2[WS_SPLIT_TEST]));
}

static void
test_threads (Fixture *f, gconstpointer data)
{
  g_auto (Run) one = { 0 };
  g_auto (Run) three = { 0 };
  g_autoptr (GError) error = NULL;

  f->config.dropout = 0.2f;
  f->config.erase_p = 0.5f;
  ws_pool_set_threads (1);
  train (f, &one, &error);
  g_assert_no_error (error);
  ws_pool_set_threads (3);
  train (f, &three, &error);
  g_assert_no_error (error);
  assert_same_params (&one, &three);
}

/* Weights that are stepped as soon as their gradient is known end as those whose gradient is stored
 * until its norm is: the norm here never is too large. */
static void
test_at_once (Fixture *f, gconstpointer data)
{
  g_auto (Run) at_once = { 0 }, stored = { 0 };
  g_autoptr (GError) error = NULL;

  f->config.compression = WS_COMPRESS_LINEAR;
  f->config.clip = 0;
  train (f, &at_once, &error);
  g_assert_no_error (error);
  f->config.clip = 1e6f;
  train (f, &stored, &error);
  g_assert_no_error (error);
  assert_same_params (&at_once, &stored);
}

/* Cancelled at each state in turn, between epochs and within them, and gone on with. */
static void
test_resume (Fixture *f, gconstpointer data)
{
  g_auto (Run) whole = { 0 };
  g_autoptr (GError) error = NULL;

  f->config.dropout = 0.1f;
  f->config.schedule = GPOINTER_TO_INT (data);
  train (f, &whole, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole.n_states, ==,
                    9); /* with no least time, after every batch: 3 epochs of 3 */

  for (guint stop = 1; stop < whole.n_states; stop++)
    {
      g_auto (Run) first = { .stop_after = stop };
      g_auto (Run) second = { 0 };

      g_assert_false (train (f, &first, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_cmpuint (first.n_states, ==, stop);
      second.resume = g_bytes_ref (first.state);
      train (f, &second, &error);
      g_assert_no_error (error);
      assert_same_params (&whole, &second);
      g_assert_cmpfloat (second.last.loss, ==, whole.last.loss);
    }
}

static void
test_finish_early (Fixture *f, gconstpointer data)
{
  g_auto (Run) run = { .stop_after = 4, .finishes = TRUE };
  g_autoptr (GError) error = NULL;

  train (f, &run, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run.last.epoch, ==, 2);
  g_assert_true (isfinite (run.last.r2[WS_SPLIT_TRAIN])); /* what is kept has been measured */
}

static void
test_diverges (Fixture *f, gconstpointer data)
{
  g_auto (Run) run = { 0 };
  g_autoptr (GError) error = NULL;

  f->weights[0] = INFINITY;
  f->config.lwln = FALSE;
  f->config.standardise = FALSE;
  g_assert_false (train (f, &run, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_DIVERGED, "learning rate");
}

static void
test_wrong_state (Fixture *f, gconstpointer data)
{
  g_auto (Run) good = { .stop_after = 1 };
  g_autoptr (GError) error = NULL;
  gsize         n;
  const guint8 *bytes;

  g_assert_false (train (f, &good, &error));
  g_clear_error (&error);
  bytes = g_bytes_get_data (good.state, &n);
  for (guint i = 0; i < 3; i++)
    {
      g_auto (Run) bad = { 0 };
      g_autofree guint8 *copy = g_memdup2 (bytes, n);

      if (i == 0)
        copy[0] ^= 1; /* magic */
      if (i == 1)
        copy[8] ^= 1; /* number of parameters */
      bad.resume = g_bytes_new (copy, i == 2 ? n - 1 : n);
      g_assert_false (train (f, &bad, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_FORMAT, "saved training state");
    }
}

/* A pass that is too small for the batch takes it in parts: the same gradients up to the order of
 * sums. */
static void
test_parts (Fixture *f, gconstpointer data)
{
  enum
  {
    ROWS = 13,
    PART = 8
  };
  gsize           P = f->arch->n_params, q = f->config.q;
  const WsDropout dropout = { 0.2f, 1, 1 };
  g_autoptr (WsHyper) hyper = NULL;
  g_autofree float *z = NULL, *w_hat = NULL, *dz = NULL;
  float            *grad[2] = { NULL, NULL };
  double            norm = 0, difference = 0;

  f->config.dropout = 0.2f;
  hyper = ws_hyper_new (&f->config, f->arch, NULL);
  z = g_new (float, ROWS *q);
  dz = g_new (float, ROWS *q);
  w_hat = g_new (float, ROWS *P);
  for (guint way = 0; way < 2; way++)
    {
      guint max_rows = way == 0 ? ROWS : PART;
      g_autoptr (WsPass) pass = ws_pass_new (hyper, max_rows, TRUE);

      grad[way] = g_new0 (float, ws_hyper_get_n_params (hyper));
      for (guint first = 0; first < ROWS; first += max_rows)
        {
          guint n = MIN (max_rows, ROWS - first);

          ws_pass_set_dropout (pass, &dropout, first);
          ws_pass_encode (pass, f->weights + first * P, n, z);
          ws_pass_decode (pass, z, n, w_hat);
          ws_pass_backward_decode (pass, z, w_hat, dz, grad[way]);
          ws_pass_backward_encode (pass, z, dz, grad[way]);
        }
    }
  for (gsize i = 0; i < ws_hyper_get_n_autoencoder (hyper); i++)
    {
      norm += (double)grad[0][i] * (double)grad[0][i];
      difference +=
          ((double)grad[0][i] - (double)grad[1][i]) * ((double)grad[0][i] - (double)grad[1][i]);
    }
  g_assert_cmpfloat (norm, >, 0);
  ws_assert_close (sqrt (difference / norm), 0, 1e-6);
  g_free (grad[0]);
  g_free (grad[1]);
}

/* A row's latents and weights do not depend on its company. */
static void
test_pure (Fixture *f, gconstpointer data)
{
  gsize P = f->arch->n_params, q = f->config.q;
  g_autoptr (WsHyper) hyper = ws_hyper_new (&f->config, f->arch, NULL);
  g_autofree float *all = g_new (float, N_STATES *q), *one = g_new (float, q);
  g_autofree float *w_all = g_new (float, N_STATES *P), *w_one = g_new (float, P);

  ws_hyper_encode (hyper, f->weights, N_STATES, all);
  ws_hyper_decode (hyper, all, N_STATES, w_all);
  for (guint i = 0; i < N_STATES; i++)
    {
      ws_hyper_encode (hyper, f->weights + i * P, 1, one);
      ws_hyper_decode (hyper, one, 1, w_one);
      g_assert_cmpmem (one, q * sizeof (float), all + i * q, q * sizeof (float));
      g_assert_cmpmem (w_one, P * sizeof (float), w_all + i * P, P * sizeof (float));
    }
}

static void
test_r2 (Fixture *f, gconstpointer data)
{
  gsize P = f->arch->n_params;
  g_autoptr (WsHyper) hyper = ws_hyper_new (&f->config, f->arch, NULL);
  g_autofree float *w_hat = g_memdup2 (f->weights, 2 * P * sizeof (float));
  float            *mean = ws_hyper_get_mean (hyper), all, layers[8];

  for (gsize i = 0; i < P; i++)
    mean[i] = 0.5f * (f->weights[i] + f->weights[P + i]);
  ws_hyper_r2 (hyper, f->weights, w_hat, 2, &all, layers);
  ws_assert_close ((double)all, 1, 0);
  for (guint r = 0; r < 2; r++)
    memcpy (w_hat + r * P, mean, P * sizeof (float));
  ws_hyper_r2 (hyper, f->weights, w_hat, 2, &all, layers);
  ws_assert_close ((double)all, 0, 1e-6);
  ws_assert_close ((double)layers[2], 0, 1e-6);
  /* half-way to the mean: a quarter of the squares */
  for (gsize i = 0; i < 2 * P; i++)
    w_hat[i] = 0.5f * (w_hat[i] + f->weights[i]);
  ws_hyper_r2 (hyper, f->weights, w_hat, 2, &all, layers);
  ws_assert_close ((double)all, 0.75, 1e-5);
}

/* Published initial values: blocks are copies, tables are wide; ours are not. */
static void
test_init (Fixture *f, gconstpointer data)
{
  for (guint is_small = 0; is_small < 2; is_small++)
    {
      g_autoptr (WsHyper) hyper = NULL;
      const WsHyperTensor *tensors;
      const float         *params;
      guint                n, n_pairs = 0;

      f->config.init = is_small ? WS_HYPER_INIT_SMALL : WS_HYPER_INIT_PUBLISHED;
      hyper = ws_hyper_new (&f->config, f->arch, NULL);
      tensors = ws_hyper_get_tensors (hyper, &n);
      params = ws_hyper_get_params (hyper);
      for (guint i = 0; i < n; i++)
        {
          if (strcmp (tensors[i].name, "encoder.position_embeddings.weight") == 0)
            {
              double squares = 0;

              for (gsize j = 0; j < tensors[i].n; j++)
                squares +=
                    (double)params[tensors[i].start + j] * (double)params[tensors[i].start + j];
              ws_assert_close (sqrt (squares / (double)tensors[i].n) / (is_small ? 0.02 : 1), 1,
                               0.1);
            }
          if (strcmp (tensors[i].name, "encoder.layers.0.attn.out.bias") != 0 &&
              strcmp (tensors[i].name, "decoder.layers.0.ff.linear_1.weight") != 0)
            continue;
          for (guint j = i + 1; j < n; j++)
            {
              g_autofree char *other = g_strdup (tensors[i].name);

              other[strlen ("encoder.layers.")] = '1';
              if (strcmp (tensors[j].name, other) != 0)
                continue;
              n_pairs++;
              g_assert_cmpint (memcmp (params + tensors[i].start, params + tensors[j].start,
                                       tensors[i].n * sizeof (float)) == 0,
                               ==, !is_small);
            }
        }
      g_assert_cmpuint (n_pairs, ==, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/hyper/train/learns", NULL, test_learns);
  ADD ("/hyper/train/threads", NULL, test_threads);
  ADD ("/hyper/train/at-once", NULL, test_at_once);
  ADD ("/hyper/train/resume", GINT_TO_POINTER (WS_SCHEDULE_ONE_CYCLE), test_resume);
  ADD ("/hyper/train/resume-plateau", GINT_TO_POINTER (WS_SCHEDULE_PLATEAU), test_resume);
  ADD ("/hyper/train/finish-early", NULL, test_finish_early);
  ADD ("/hyper/train/diverges", NULL, test_diverges);
  ADD ("/hyper/train/wrong-state", NULL, test_wrong_state);
  ADD ("/hyper/train/parts", NULL, test_parts);
  ADD ("/hyper/train/pure", NULL, test_pure);
  ADD ("/hyper/train/r2", NULL, test_r2);
  ADD ("/hyper/train/init", NULL, test_init);
  return g_test_run ();
}
