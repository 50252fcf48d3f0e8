/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/plot-error.h"

G_DEFINE_QUARK (ws - plot - error - quark, ws_plot_error)
