/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory for @n floats that this thread may use until it asks again or its piece of work ends; not
 * cleared, 64-byte aligned. Kept by the thread, so that pieces do not ask the system for it. */
float *ws_scratch_floats (gsize n);

G_END_DECLS
