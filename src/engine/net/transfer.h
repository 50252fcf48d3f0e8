/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"

G_BEGIN_DECLS

/* What is done to the weights that go over, to tell good structure from good scale (METHOD.md 2.5).
 * Within each layer of the new architecture, and of what came over only: its weights, and apart
 * from them its biases, are */
typedef enum
{
  WS_TRANSFER_PLAIN,    /* as they are */
  WS_TRANSFER_SHUFFLED, /* in a random order */
  WS_TRANSFER_GAUSSIAN, /* drawn from a normal distribution of their mean and standard deviation */
} WsTransferControl;

const char *
ws_transfer_control_get_name (WsTransferControl control); /* "none", "shuffled", "gaussian" */
gboolean ws_transfer_control_parse (const char *name, WsTransferControl *out, GError **error);

/**
 * ws_arch_transfer:
 * @w: weights of @from
 * @out: initial weights of @to; those that come from @w take their places
 *
 * Puts a trained network into another architecture. Where @from has every layer of @to, skip paths
 * aside, by name and shape, each goes into its own (a residual network takes over the plain one's).
 * Else, where they have the same number of parameters, skip paths aside, the flat vector is poured
 * in its order. Skip paths that @from lacks stay initial.
 *
 * Returns: how many parameters came over; 0 with @error where the two do not fit
 */
gsize ws_arch_transfer (const WsArch     *from,
                        const WsArch     *to,
                        const float      *w,
                        WsTransferControl control,
                        guint64           seed,
                        guint32           model,
                        float            *out,
                        GError          **error);
/* The same count without doing it. */
gsize ws_arch_count_transferred (const WsArch *from, const WsArch *to, GError **error);

G_END_DECLS
