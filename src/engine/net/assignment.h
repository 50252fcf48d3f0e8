/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ws_assignment_solve:
 * @values: n × n, row-major: what it is worth, or costs, to give column j to row i
 * @n: rows and columns
 * @maximise: the largest total, else the smallest
 * @columns: (out caller-allocates): n: the column of each row, a permutation
 * @total: (out) (nullable): the sum of the chosen values, added row by row
 * @error: return location
 *
 * The exact linear assignment problem by shortest augmenting paths (Jonker and Volgenant 1987, as in
 * Crouse 2016), in double precision and O(n³). Pure: of equally good answers always the same one.
 *
 * Returns: %FALSE with %WS_ERROR_NOT_FINITE where a value is NaN or infinite
 */
gboolean ws_assignment_solve (const double *values,
                              guint         n,
                              gboolean      maximise,
                              guint32      *columns,
                              double       *total,
                              GError      **error);

G_END_DECLS
