/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One configuration, trained for some steps as ws_hyper_train() does: views, forward, backward, Adam. A
 * sample is one network; its two views count once. */
typedef struct
{
  char    config[24];
  guint   batch, threads;
  guint64 n_params;
  guint   n_steps;
  double  samples_per_s;    /* by the median step */
  double  step_s_min, step_s_median, step_s_max;
  double  cpu_s_median;     /* of a step, all threads together */
  double  gflops;           /* matrix products only; backward counts twice what forward does */
  double  sgemm_gflops;     /* a large product by OpenBLAS, on as many threads, measured just after */
  double  fma_peak_gflops_per_core;
  double  share_of_sgemm, share_of_peak;
  double  peak_rss_mib;     /* of this process, up to the last step */
} WsHyperBenchRow;

/* Names of the configurations, in order. */
const char *const *ws_hyper_bench_list (void);

/* @n_threads: at least 1; @seconds: how long to go on, but three steps at least. For peak_rss_mib each
 * call needs a process of its own. Returns FALSE for a name that is none, and where memory is short. */
gboolean ws_hyper_bench (const char      *config,
                         guint            n_threads,
                         double           seconds,
                         WsHyperBenchRow *row,
                         GError         **error);

G_END_DECLS
