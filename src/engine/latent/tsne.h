/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/* t-SNE on the plane (van der Maaten and Hinton 2008; trees of Barnes and Hut, 2014) with
 * scikit-learn's settings: exact neighbours, three for each unit of perplexity, start from the
 * principal components, early exaggeration, momentum and gains. */
typedef struct
{
  double  perplexity;    /* at most a third of the other rows is used */
  double  theta;         /* angle under which a cell counts as one point; 0 is exact */
  double  exaggeration;  /* of the early iterations */
  double  learning_rate; /* 0: n / exaggeration / 4, but not below the lesser of 50 and n / 4 */
  guint   n_iterations;  /* early ones included */
  guint   n_early;
  guint64 seed;          /* of the start, where the principal components leave it open */
} WsTsneConfig;

void ws_tsne_config_init (WsTsneConfig *self);

/**
 * ws_tsne_fit:
 * @x: n × q rows, n > 1
 * @stage: (nullable): progress and cancel
 * @func: (nullable): called after iterations with the places so far
 * @y: (out): n × 2 places, without unit
 * @kl: (out) (optional): Kullback-Leibler divergence of the map from the probabilities, nats
 *
 * The same bits for any number of threads and any vector width; distances and the start go through
 * OpenBLAS.
 *
 * Returns: %FALSE with @error %WS_ERROR_SHAPE, %WS_ERROR_NOT_FINITE, %WS_ERROR_VALUE or cancelled
 */
gboolean ws_tsne_fit (const float        *x,
                      guint               n,
                      guint               q,
                      const WsTsneConfig *config,
                      const WsStage      *stage,
                      WsMapFunc           func,
                      gpointer            data,
                      float              *y,
                      double             *kl,
                      GError            **error);

G_END_DECLS
