/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"

G_BEGIN_DECLS

/**
 * ws_contrast_loss:
 * @temperature: T > 0
 * @p: (array): projected views, shape (rows, dim)
 * @rows: 2B; rows i and i + B are the two views of one state
 * @dp: (out) (array) (nullable): ∂loss/∂p, shape (rows, dim), overwritten; not @p
 *
 * Contrast of the views by their directions u = p/‖p‖. %WS_CONTRAST_NTXENT: mean over views of the
 * cross-entropy of the partner among all other views at logits u·u/T. %WS_CONTRAST_POSITIVE: as coded
 * by the authors, mean of (cos/T)² over views, over 2B once more. %WS_CONTRAST_COSINE: mean of 1 − cos.
 * Double precision inside, parallel on the pool, the same bits for any thread count.
 * Source: METHOD.md, 4.3.
 *
 * Returns: the loss; not finite if @p is not
 */
double ws_contrast_loss (WsContrast   kind,
                         float        temperature,
                         const float *p,
                         guint        rows,
                         guint        dim,
                         float       *dp);

G_END_DECLS
