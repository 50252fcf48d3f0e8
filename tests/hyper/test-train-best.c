/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/train-private.h"

#include "core/error.h"

#include "train-test.h"

/* The best parameters on validation, patience, and states of older versions. */

/* Networks without anything in common: what is learned of some does not hold for others, so that
 * R² on validation is best early. */
static void
learn_by_heart (Fixture *f)
{
  f->config.epochs = 12;
  f->config.eval_every = 1;
  f->config.lr = 1e-2f;
  f->config.schedule = WS_SCHEDULE_CONSTANT;
  f->config.gamma = 0;
  f->config.views = 1;
  f->config.permute = FALSE;
}

static float
measure_validation (Fixture *f, WsHyper *hyper)
{
  gsize             P = f->arch->n_params, n_z = ws_hyper_get_n_latents (hyper);
  g_autofree float *w = g_new (float, N_STATES *P), *w_hat = g_new (float, N_STATES *P);
  g_autofree float *z = g_new (float, N_STATES *n_z);
  guint             n = 0;
  float             r2;

  for (guint i = 0; i < N_STATES; i++)
    if (f->split[i] == WS_SPLIT_VAL)
      memcpy (w + P * n++, f->weights + P * i, P * sizeof (float));
  ws_hyper_encode (hyper, w, n, z);
  ws_hyper_decode (hyper, z, n, w_hat);
  ws_hyper_r2 (hyper, w, w_hat, n, &r2, NULL);
  return r2;
}

static void
test_best (Fixture *f, gconstpointer data)
{
  g_auto (Run) run = { 0 };
  g_autoptr (GError) error = NULL;
  gsize size;

  learn_by_heart (f);
  train (f, &run, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run.n_epochs, ==, 12);
  g_assert_cmpuint (run.best.epoch, ==, run.best_epoch);
  g_assert_cmpuint (run.best.epoch, <, 12);
  g_assert_cmpfloat (run.best.r2, ==, run.best_seen);
  g_assert_nonnull (run.best.params);
  g_assert_cmpfloat (measure_validation (f, run.hyper), ==, run.last.r2[WS_SPLIT_VAL]);
  size = ws_hyper_get_n_autoencoder (run.hyper) * sizeof (float);
  memcpy (ws_hyper_get_params (run.hyper), run.best.params, size);
  g_assert_cmpfloat (measure_validation (f, run.hyper), ==, run.best_seen);
}

/* The last are the best: nothing else is handed out. Without validation nothing is known. */
static void
test_last_is_best (Fixture *f, gconstpointer data)
{
  g_auto (Run) run = { 0 }, blind = { 0 };
  g_autoptr (GError) error = NULL;

  learn_by_heart (f);
  f->config.epochs = 1;
  train (f, &run, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run.best.epoch, ==, 1);
  g_assert_null (run.best.params);

  for (guint i = 0; i < N_STATES; i++)
    f->split[i] = WS_SPLIT_TRAIN;
  f->config.epochs = 5;
  f->config.patience = 1;
  train (f, &blind, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (blind.n_epochs, ==, 5);
  g_assert_cmpuint (blind.best.epoch, ==, 0);
  g_assert_null (blind.best.params);
}

static void
test_patience (Fixture *f, gconstpointer data)
{
  g_auto (Run) whole = { 0 };
  g_autoptr (GError) error = NULL;
  gsize size;

  learn_by_heart (f);
  f->config.epochs = 100;
  f->config.patience = 3;
  train (f, &whole, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole.best.epoch, ==, whole.best_epoch);
  g_assert_cmpuint (whole.n_epochs, ==, whole.best_epoch + 3);
  size = ws_hyper_get_n_autoencoder (whole.hyper) * sizeof (float);

  /* stopped at any batch, it goes on to the same end */
  for (guint stop = 1; stop <= whole.n_states; stop += 4)
    {
      g_auto (Run) first = { .stop_after = stop };
      g_auto (Run) second = { 0 };

      g_assert_false (train (f, &first, &error));
      g_clear_error (&error);
      second.resume = g_bytes_ref (first.state);
      train (f, &second, &error);
      g_assert_no_error (error);
      assert_same_params (&whole, &second);
      g_assert_cmpuint (second.best.epoch, ==, whole.best.epoch);
      g_assert_cmpfloat (second.best.r2, ==, whole.best.r2);
      g_assert_cmpmem (second.best.params, size, whole.best.params, size);
    }
}

/* After the end there is nothing to go on with: the state says that patience is over. */
static void
test_end_is_kept (Fixture *f, gconstpointer data)
{
  g_auto (Run) whole = { 0 }, again = { 0 };
  g_autoptr (GError) error = NULL;

  learn_by_heart (f);
  f->config.epochs = 100;
  f->config.patience = 2;
  train (f, &whole, &error);
  g_assert_no_error (error);
  again.resume = g_bytes_ref (whole.state);
  train (f, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again.n_epochs, ==, 0);
  assert_same_params (&whole, &again);
}

/* The progress as version 1 wrote it: no best, no losses of what networks do. */
typedef struct
{
  guint32   magic, epoch;
  guint64   n_params, step;
  guint32   batch;
  WsPlateau plateau;
  double    loss, loss_rec, loss_contrast, seconds;
} OldProgress;

static GBytes *
as_version_1 (GBytes *state, gsize n_params)
{
  gsize           length, size = 3 * n_params * sizeof (float);
  const guint8   *bytes = g_bytes_get_data (state, &length);
  GByteArray     *array = g_byte_array_new ();
  WsTrainProgress at;
  OldProgress     old;

  memcpy (&at, bytes, sizeof at);
  g_assert_cmpuint (length, ==, sizeof at + size);
  memset (&old, 0, sizeof old);
  old.magic = 0x31544857u;
  old.epoch = at.epoch;
  old.n_params = at.n_params;
  old.step = at.step;
  old.batch = at.batch;
  old.plateau = at.plateau;
  old.loss = at.loss;
  old.loss_rec = at.loss_rec;
  old.loss_contrast = at.loss_contrast;
  g_byte_array_append (array, (const guint8 *)&old, sizeof old);
  g_byte_array_append (array, bytes + sizeof at, (guint)size);
  return g_byte_array_free_to_bytes (array);
}

/* A training that an older version began is gone on with. */
static void
test_old_state (Fixture *f, gconstpointer data)
{
  g_auto (Run) whole = { 0 }, first = { .stop_after = 2 }, second = { 0 };
  g_autoptr (GError) error = NULL;

  f->config.schedule = WS_SCHEDULE_PLATEAU;
  train (f, &whole, &error);
  g_assert_no_error (error);
  g_assert_false (train (f, &first, &error)); /* within the first epoch: there is no best yet */
  g_clear_error (&error);
  second.resume = as_version_1 (first.state, ws_hyper_get_n_params (first.hyper));
  train (f, &second, &error);
  g_assert_no_error (error);
  assert_same_params (&whole, &second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/hyper/train-best/best", NULL, test_best);
  ADD ("/hyper/train-best/last-is-best", NULL, test_last_is_best);
  ADD ("/hyper/train-best/patience", NULL, test_patience);
  ADD ("/hyper/train-best/end-is-kept", NULL, test_end_is_kept);
  ADD ("/hyper/train-best/old-state", NULL, test_old_state);
  return g_test_run ();
}
