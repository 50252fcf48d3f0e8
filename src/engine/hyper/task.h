/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"
#include "net/arch.h"

G_BEGIN_DECLS

/* What decoded networks are tried on while the representation trains: images of the zoo's train
 * part, normalised by its recipe, and the recipe's activation. Lent. METHOD.md 7 ("Task loss"). */
typedef struct
{
  const WsTensorImages *images;
  WsActivation          act;
} WsTaskImages;

/* -- latents that no network has -- */

/**
 * WsNewLatents:
 *
 * A linear map A of the latents of a batch, (n, n_z) → (n, n_z), drawn anew for each step: a coin
 * makes each new row either *shuffled*, every dimension from another row by a permutation of its own,
 * or *mixed*, λ z_row + (1 − λ) z_b, λ uniform, b by a permutation of the rows. A step's draw is a
 * function of (seed, step, n, n_z) alone.
 */
typedef struct _WsNewLatents WsNewLatents;

WsNewLatents *ws_new_latents_new  (guint n, guint n_z);
void          ws_new_latents_free (WsNewLatents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsNewLatents, ws_new_latents_free)
void          ws_new_latents_draw (WsNewLatents *self, guint64 seed, guint64 step);
/* Rows @first … @first + @rows - 1 of A·z; @z: n × n_z, @z_new: rows × n_z, overwritten. */
void          ws_new_latents_apply (const WsNewLatents *self, const float *z, guint first, guint rows,
                                    float *z_new);
/* @dz (n × n_z) += the part of Aᵀ·dz_new that those rows make; @dz_new: rows × n_z. Called for parts
 * in ascending order it adds in the same order as for all rows at once. */
void          ws_new_latents_apply_transposed (const WsNewLatents *self, const float *dz_new, guint first,
                                               guint rows, float *dz);

/* -- losses of decoded networks -- */

/**
 * WsTaskBatch:
 *
 * All rows that one step decodes, whatever micro-batches they come in: first @n_originals rows with a
 * network that they should behave like, then those of new latents. The task loss is a mean over all
 * @n_rows, the behaviour loss over @n_originals.
 */
typedef struct
{
  guint64 seed, step;
  guint   n_rows, n_originals;
  float   task_weight, behaviour_weight; /* β; 0 leaves the gradient out, and a loss that nobody asks for */
} WsTaskBatch;

typedef struct _WsTaskLoss WsTaskLoss;

/* @n_images: how many each network sees a step, drawn by (seed, step, row) with replacement. */
WsTaskLoss *ws_task_loss_new  (const WsArch *arch, const WsTaskImages *images, guint n_images,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        ws_task_loss_free (WsTaskLoss *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsTaskLoss, ws_task_loss_free)
/* @stop (nullable) is asked on pool threads, every millisecond or so. */
void        ws_task_loss_set_stop (WsTaskLoss *self, gboolean (*stop) (gpointer), gpointer data);

/**
 * ws_task_loss_add:
 * @first: number of the first of these rows in @batch; all of them must lie on one side of
 *   @batch->n_originals
 * @w_hat: decoded weights, rows × P
 * @w: originals, rows × P; %NULL for rows of new latents
 * @task: these rows' part of the mean cross-entropy is added
 * @behaviour: (nullable): likewise of the mean over images and classes of (softmax ŷ − softmax y)²
 * @dw_hat: rows × P: β × the gradients of both means are added
 *
 * After the last micro-batch the sums are the batch's losses. Micro-batches in ascending order give
 * the same bits however they are cut. A row that is not finite makes the losses NaN and gets no
 * gradient. METHOD.md 7.
 *
 * Returns: %FALSE if it was stopped: sums and gradients are rubbish
 */
gboolean    ws_task_loss_add (WsTaskLoss *self, const WsTaskBatch *batch, guint first, guint rows,
                              const float *w_hat, const float *w, double *task, double *behaviour,
                              float *dw_hat);

G_END_DECLS
