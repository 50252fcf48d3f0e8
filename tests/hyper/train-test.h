/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/train.h"

#include "core/pool.h"
#include "ws-test.h"

#include <math.h>
#include <string.h>

/* A small training to run, to stop and to go on with. */

#define N_STATES 24

typedef struct
{
  const WsArch *arch;
  float        *weights;
  guint8        split[N_STATES];
  WsHyperConfig config;
  WsTaskImages *images; /* lent, NULL: none */
} Fixture;

static inline void
set_up (Fixture *f, gconstpointer data)
{
  f->arch = ws_arch_lookup ("cnn-s", 1, NULL);
  f->weights = g_new (float, N_STATES * f->arch->n_params);
  for (guint i = 0; i < N_STATES; i++)
    {
      ws_arch_init_weights (f->arch, WS_INIT_KAIMING_UNIFORM, 1, i,
                            f->weights + i * f->arch->n_params);
      f->split[i] = i < 16 ? WS_SPLIT_TRAIN : i < 20 ? WS_SPLIT_VAL : WS_SPLIT_TEST;
    }
  g_assert_true (ws_hyper_config_preset ("compact", &f->config, NULL));
  f->config.gamma = 0.05f;
  f->config.views = 2;
  f->config.d = 16;
  f->config.h = 2;
  f->config.f = 24;
  f->config.L = 2;
  f->config.q = 12;
  f->config.batch = 5;
  f->config.epochs = 3;
  f->config.eval_every = 2;
  f->config.head_width = 8;
  f->config.head_out = 6;
}

static inline void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->weights);
  ws_pool_set_threads (0);
}

/* -- one training, and where it stops -- */

typedef struct
{
  Fixture     *fixture;
  WsHyper     *hyper;
  GBytes      *resume, *state; /* the last one that came */
  guint        stop_after;     /* states; 0: never */
  gboolean     finishes;       /* end early and well instead of cancelling */
  guint        n_states, n_epochs;
  WsHyperEpoch last;
  float        first_loss;
  float        best_seen; /* R² on validation */
  guint        best_epoch;
  WsHyperBest  best;
  WsJob       *job;
} Run;

static inline gboolean
checkpoint_cb (gpointer data, const WsHyperEpoch *epoch, GBytes *state, GError **error)
{
  Run *run = data;

  if (epoch != NULL)
    {
      if (run->n_epochs++ == 0)
        run->first_loss = epoch->loss;
      run->last = *epoch;
      if (isfinite (epoch->r2[WS_SPLIT_VAL]) &&
          (run->best_epoch == 0 || epoch->r2[WS_SPLIT_VAL] > run->best_seen))
        {
          run->best_seen = epoch->r2[WS_SPLIT_VAL];
          run->best_epoch = epoch->epoch;
        }
    }
  if (state != NULL)
    {
      g_clear_pointer (&run->state, g_bytes_unref);
      run->state = g_bytes_ref (state);
      run->n_states++;
    }
  if (run->stop_after > 0 && run->n_states == run->stop_after)
    {
      if (run->finishes)
        ws_job_finish_early (run->job);
      else
        ws_job_cancel (run->job);
    }
  return TRUE;
}

static inline gboolean
train_func (WsJob *job, gpointer data, GError **error)
{
  Run              *run = data;
  const WsHyperData d = { N_STATES, run->fixture->weights, run->fixture->split,
                          run->fixture->images };
  const WsHyperSink sink = { checkpoint_cb, run, 0, &run->best };

  run->job = job;
  return ws_hyper_train (run->hyper, &d, &sink, run->resume, job, error);
}

static inline gboolean
train (Fixture *f, Run *run, GError **error)
{
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GError) own = NULL;

  run->fixture = f;
  run->hyper = ws_hyper_new (&f->config, f->arch, &own);
  g_assert_no_error (own);
  job = ws_job_new ("hyper", "test", train_func, run, NULL);
  return ws_job_run_sync (job, error);
}

static inline void
run_clear (Run *run)
{
  g_clear_pointer (&run->hyper, ws_hyper_unref);
  g_clear_pointer (&run->state, g_bytes_unref);
  g_clear_pointer (&run->resume, g_bytes_unref);
  ws_hyper_best_clear (&run->best);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static inline void
assert_same_params (Run *a, Run *b)
{
  gsize size = ws_hyper_get_n_params (a->hyper) * sizeof (float);

  g_assert_cmpmem (ws_hyper_get_params (a->hyper), size, ws_hyper_get_params (b->hyper), size);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
