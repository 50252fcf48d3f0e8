/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"
#include "net/arch.h"

G_BEGIN_DECLS

/**
 * WsZooGradient:
 *
 * Losses of many networks of one architecture on images, and their gradients with respect to the
 * networks' own weights: what training of a hyper-representation asks for at every step. By the
 * lane kernels, one lane a network, on the pool. Keeps its scratch from call to call; one thread at a time.
 */
typedef struct _WsZooGradient WsZooGradient;

/**
 * WsZooGradientTask:
 *
 * Network m sees images @index[m·n_images …]. Losses are means over its images: @task the
 * cross-entropy, @behaviour the mean over images and classes of (softmax ŷ − softmax y)², y the
 * logits of the network's original. Only the first @n_originals networks have one.
 */
typedef struct
{
  guint          n_models, n_images, n_originals;
  const float   *weights;   /* n_models × P */
  const float   *originals; /* n_originals × P; NULL if none */
  const guint32 *index;     /* n_models × n_images, into the images */
  float          task_scale, behaviour_scale; /* factors on the gradients; 0 leaves one out */
  double        *task;      /* out, nullable: n_models */
  double        *behaviour; /* out, nullable: n_originals */
  float         *dw;        /* added to, nullable: n_models × P */
} WsZooGradientTask;

/**
 * ws_zoo_gradient_new:
 * @images: lent, normalised as the networks expect them, of the architecture's shape, labels below
 *   its class count
 */
WsZooGradient *ws_zoo_gradient_new  (const WsArch *arch, WsActivation act, const WsTensorImages *images,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           ws_zoo_gradient_free (WsZooGradient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsZooGradient, ws_zoo_gradient_free)

/* @stop (nullable) is asked before every image, on pool threads. */
void     ws_zoo_gradient_set_stop (WsZooGradient *self, gboolean (*stop) (gpointer), gpointer data);

/**
 * ws_zoo_gradient_run:
 *
 * dw += task_scale · ∂task/∂w + behaviour_scale · ∂behaviour/∂w. A network's numbers are the same
 * bits whatever the thread count and whichever others it is computed with, on every machine with FMA.
 * A network with a weight that is not finite, or whose original has one, gets losses NaN and
 * no gradient; the others do not notice. METHOD.md 7 (behaviour loss, task loss).
 *
 * Returns: %FALSE if it was stopped: losses and gradients are rubbish
 */
gboolean ws_zoo_gradient_run (WsZooGradient *self, const WsZooGradientTask *task);

G_END_DECLS
