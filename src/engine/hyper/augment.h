/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"
#include "net/arch.h"

G_BEGIN_DECLS

/**
 * ws_augment_view:
 * @row: number of the state among the states learnt from
 * @epoch: training epoch
 * @view: 0 or 1
 * @w: (array): the state, shape (P), flat layout of @arch
 * @input: (out) (array): what the encoder reads, shape (P)
 * @target: (out) (array): what the decoder should give, shape (P)
 *
 * One view of one state. In this order: a fresh uniform element of the architecture's permutation
 * group, if asked for (the function of the network stays the same); with chance erase_p one block of
 * zeros in both @input and @target; multiplicative noise w·(1 + noise·ε) on @input only. The three
 * buffers must not overlap. Draws come from the stream (seed, augment, row, 2·epoch + view), so the
 * result is a pure function of the arguments; any thread. Source: METHOD.md, 3.
 */
void ws_augment_view (const WsArch        *arch,
                      const WsHyperConfig *config,
                      guint32              row,
                      guint32              epoch,
                      guint                view,
                      const float         *w,
                      float               *input,
                      float               *target);

G_END_DECLS
