/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Distance of @place to the segment (@dim 2: two corners) or triangle (@dim 3: three). */
double ws_facet_distance (guint dim, const double (*corner)[3], const double *place);

G_END_DECLS
