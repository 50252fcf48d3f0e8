/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/**
 * WsPathKind:
 * @WS_PATH_LINEAR: z(t) = (1 - t) a + t b
 * @WS_PATH_SPHERICAL: z(t) = o + [sin ((1 - t) Ω) (a - o) + sin (t Ω) (b - o)] / sin Ω, Ω the angle
 *   between a - o and b - o (Shoemake 1985): an arc about o if both are as far from it. Where sin Ω <
 *   1e-4 (parallel, opposite, or one of them is o) the arc is not defined and the line is taken.
 */
typedef enum
{
  WS_PATH_LINEAR,
  WS_PATH_SPHERICAL,
} WsPathKind;

/**
 * ws_interpolate_path:
 * @stops: n_stops × q latents that the path visits
 * @origin: (nullable): q, the o of the sphere; %NULL for zero
 * @n_steps: steps from one stop to the next, 1 or more
 * @z: (out): ((n_stops - 1) × n_steps + 1) × q; the stops themselves are exact
 */
void ws_interpolate_path (WsPathKind   kind,
                          const float *stops,
                          guint        n_stops,
                          guint        q,
                          const float *origin,
                          guint        n_steps,
                          float       *z);

/**
 * ws_interpolate_rows:
 * @a: n × d_a rows, and
 * @b: n × d_b the same rows in another space
 * @at: m × d_a places of the first space
 * @k: rows to go by; all if there are fewer
 * @out: (out): m × d_b, where these places would be in the other space
 *
 * Means of the @k nearest rows, weighted by Student's kernel w = 1 / (1 + (d / d₁)²), where d₁ is the
 * distance to the nearest: exact at the rows, continuous but for a change of the k-th neighbour, and never
 * outside of what the rows span. With a map as @a it makes latents of places (for maps that have no
 * exact inverse), with latents as @a it places latents that the map has not seen.
 *
 * Returns: %FALSE with @error %WS_ERROR_SHAPE, %WS_ERROR_NOT_FINITE or cancelled
 */
gboolean ws_interpolate_rows (const float   *a,
                              guint          d_a,
                              const float   *b,
                              guint          d_b,
                              guint          n,
                              const float   *at,
                              guint          m,
                              guint          k,
                              const WsStage *stage,
                              float         *out,
                              GError       **error);

G_END_DECLS
