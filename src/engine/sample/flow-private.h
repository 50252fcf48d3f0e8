/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "sample/frame.h"
#include "sample/mlp.h"

G_BEGIN_DECLS

enum
{
  WS_FLOW_STEPS,
  WS_FLOW_BATCH,
  WS_FLOW_RATE,
  WS_FLOW_DROPOUT,
  WS_FLOW_WIDTH,
  WS_FLOW_COMPONENTS,
  WS_FLOW_TEMPERATURE,
  WS_FLOW_N_SETTINGS
};

#define WS_FLOW_EMBEDDING 64 /* inputs that say the time, and as many that say the rank */
#define WS_FLOW_HELD 0.08    /* share of networks that the field does not learn from */

/* A field v (x, t, rank), and what it learns from: flow.c makes it and draws, flow-learn.c learns. */
typedef struct
{
  WsFrame *frame;
  float   *weight; /* of a coordinate in the loss: its variance over the mean of all */
  guint64  seed;
  guint    n_steps, batch;
  double   rate;
  float    temperature; /* deviation of the noise that draws begin as */
  float   *y;    /* rows × coordinates */
  float   *rank; /* rows */
  guint32 *train, *held;
  guint    n_train, n_held;

  WsMlp  mlp;
  float *vectors; /* one block, which is what is saved: */
  float *params, *m, *v, *average;
  float *best; /* the average that was best for what is held out */
  guint  step;
  double best_loss, held_loss;

  float     *gradient;
  WsMlpPass *pass, *check; /* a batch, and the one for what is held out */
  float     *aim, *check_aim; /* x_1 − x_0, as their outputs lie */
} WsFlow;

/* The field is drift·x and what the network adds: alone, the drift moves standard normal noise to
 * itself, in coordinates that have no covariances: to the normal distribution of the rows. */
double   ws_flow_drift          (double time);
/* The inputs beside a place: sines and cosines of time and rank (0 … 1), @stride apart. The rank's
 * waves are no shorter than half of its range, or they would tell networks apart. */
void     ws_flow_embed          (double time, double rank, float *out, gsize stride);
/* Loss of the step that comes next: the mean of weight·(v − (x_1 − x_0))². @gradient: by @params. */
double   ws_flow_find_loss      (WsFlow *self, const float *params, const WsMlpDropout *dropout, float *gradient);

void     ws_flow_learning_init  (WsFlow *self);
void     ws_flow_learning_clear (WsFlow *self);
guint    ws_flow_count_steps    (gpointer self);
guint    ws_flow_get_step       (gpointer self);
gboolean ws_flow_learn          (gpointer self, guint n, double *losses, const WsStage *stage, GError **error);
GBytes  *ws_flow_save           (gpointer self);
gboolean ws_flow_restore        (gpointer self, GBytes *bytes);

G_END_DECLS
