/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>
#include <math.h>

/* Written so that NaN fails. */
#define plot_assert_close(got, want, tolerance)                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    double got_ = (got), want_ = (want);                                                           \
    if (!(fabs (got_ - want_) <= (tolerance)))                                                     \
      g_error ("%s:%d: %s is %.17g, expected %.17g", __FILE__, __LINE__, #got, got_, want_);       \
  }                                                                                                \
  G_STMT_END
