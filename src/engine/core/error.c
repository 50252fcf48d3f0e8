/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/error.h"

G_DEFINE_QUARK (ws - error - quark, ws_error)
