/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/pool.h"
#include "core/random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Written so that NaN fails; the tolerance is relative above 1 and absolute below. */
#define assert_close(got, want, tolerance)                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    double got_ = (double)(got), want_ = (double)(want);                                           \
    if (!(fabs (got_ - want_) <= (double)(tolerance)*MAX (1, fabs (want_))))                       \
      g_error ("%s:%d: %s is %.17g, expected %.17g", __FILE__, __LINE__, #got, got_, want_);       \
  }                                                                                                \
  G_STMT_END

/* The same bits. */
#define assert_same_bits(a, b, n) g_assert_cmpmem ((a), (n) * sizeof *(a), (b), (n) * sizeof *(b))

static inline void
fill_normal (float *x, gsize n, guint32 which, float deviation)
{
  WsStream stream;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, which, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = deviation * ws_stream_normal (&stream);
}
