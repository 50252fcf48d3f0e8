/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the covariance of @x (n × dim, of mean 0) is shrunk: (1 − share)·XᵀX/n + share·variance·I, as
 * scikit-learn's LedoitWolf. */
void ws_gaussian_shrink (const float *x, guint n, guint dim, double *share, double *variance);

G_END_DECLS
