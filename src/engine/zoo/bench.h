/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char   arch[16];
  guint  channels, batch, threads;
  char   isa[12];
  double model_images_per_s; /* median of the runs */
  double min, max;
  double gflops;             /* dense equivalent: 2 × 466,000 multiply-adds an image for cnn-s, 1 channel */
  double share_of_peak;      /* gflops / (threads × fma_peak) */
  double real_share_of_peak; /* multiply-adds really executed */
} WsZooBenchRow;

/* Trains real networks for @seconds a run, @n_runs runs, for batch 10 and 100, 1 thread and all. (element-type WsZooBenchRow) */
GArray *ws_zoo_bench (guint n_runs, double seconds, double *fma_peak_gflops_per_core);

G_END_DECLS
