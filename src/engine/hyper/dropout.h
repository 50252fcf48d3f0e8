/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a mask lies: every mask has an address of its own, so that a row is dropped alike in
 * whatever micro-batch, thread or second pass it is met. */
typedef struct
{
  float   p; /* 0: off */
  guint64 seed;
  guint32 step;
} WsDropout;

/* x ← x·mask/(1 - p) for @n values; the mask (1 kept, 0 dropped) is written to @mask. @site: which
 * place of the network; @row: of the batch. Probability in steps of 2^-16. */
void
ws_dropout_apply (const WsDropout *self, guint site, guint row, float *x, guint8 *mask, gsize n);
/* The same with a mask that is known: forward again, or gradients. */
void
ws_dropout_repeat (const WsDropout *self, const guint8 *mask, const float *x, float *out, gsize n);

G_END_DECLS
