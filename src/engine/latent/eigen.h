/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/**
 * ws_top_eigenpairs:
 * @a: n × n, symmetric: the lower half of rows counts; overwritten
 * @values: (out): k, falling
 * @vectors: (out): k × n
 *
 * The @k largest eigenvalues of a matrix and their vectors, by LAPACK. Before them the matrix is made
 * tridiagonal a few columns at a time, between which a cancel is heard: of 2,464 columns that takes
 * seconds. The pairs of the tridiagonal matrix come in one piece: 700 of 2,464 in about one second.
 *
 * Returns: %FALSE with @error %WS_ERROR_NOT_FINITE or cancelled
 */
gboolean ws_top_eigenpairs (double        *a,
                            guint          n,
                            guint          k,
                            double        *values,
                            double        *vectors,
                            const WsStage *stage,
                            GError       **error);

G_END_DECLS
