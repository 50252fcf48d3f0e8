/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "sample/frame.h"
#include "sample/mlp.h"

G_BEGIN_DECLS

#define WS_GAN_NOISE 100 /* inputs of the generator */

/* A network and Adam's moments; parts of one block. */
typedef struct
{
  WsMlp  mlp;
  float *params, *m, *v;
  float *gradient;
} WsGanSide;

/* A generator of rows and a discriminator that tells them from given ones: gan.c makes them and
 * draws, gan-learn.c learns. METHOD.md 5.3. */
typedef struct
{
  WsFrame *frame;
  guint64  seed;
  guint    n_rows, n_steps, batch;
  double   rate;
  float   *y;       /* rows × coordinates */
  guint32 *checked; /* one row of each network, to look for collapse with */
  guint    n_checked;

  float    *vectors; /* one block, which is what is saved: */
  gsize     n_vectors;
  WsGanSide generator, discriminator;
  float    *average; /* of the generator, which is drawn from */
  float    *left[WS_MLP_MAX_LAYERS]; /* left singular vectors of the discriminator's weights */
  guint     step;
  double    precision, recall;

  float     *right[WS_MLP_MAX_LAYERS];
  float      norm[WS_MLP_MAX_LAYERS]; /* the largest singular values */
  float     *used;                    /* the discriminator's parameters over them */
  WsMlpPass *making, *telling, *judging; /* batch; given rows, then made ones; made ones alone */
} WsGan;

void     ws_gan_learning_init  (WsGan *self);
void     ws_gan_learning_clear (WsGan *self);

/* A step of the power method for each weight of the discriminator. */
void     ws_gan_iterate        (WsGan *self);
/* The discriminator's hinge loss in the step that comes next; @gradient: by @params. */
double   ws_gan_tell           (WsGan *self, const float *params, float *gradient);
/* The generator's loss on the noise that ws_gan_tell() took; @gradient: by @params. */
double   ws_gan_make           (WsGan *self, const float *params, float *gradient);

guint    ws_gan_count_steps    (gpointer self);
guint    ws_gan_get_step       (gpointer self);
gboolean ws_gan_learn          (gpointer self, guint n, double *losses, const WsStage *stage, GError **error);
GBytes  *ws_gan_save           (gpointer self);
gboolean ws_gan_restore        (gpointer self, GBytes *bytes);

/* The first @n rows of what a generator made, row after row: @n × coordinates. */
void     ws_gan_leave          (const WsGan *self, const WsMlpPass *pass, guint n, float *y);

G_END_DECLS
