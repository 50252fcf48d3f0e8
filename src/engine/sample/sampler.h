/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { WS_SPACE_LATENT, WS_SPACE_WEIGHTS } WsSpace;
typedef enum { WS_TARGET_ALL, WS_TARGET_TOP30, WS_TARGET_LOW30 } WsTarget;

const char *ws_target_get_name (WsTarget target); /* "all", "top30", "low30" */
gboolean    ws_target_parse    (const char *name, WsTarget *out);

/**
 * WsSampler:
 *
 * One way to draw rows like the given ones: latents or weights. Files register one each:
 * "kde" (as published code: z_i + h·ε·(1,…,1)), "kde-dim" (per dimension), "kde-joint" (z_i + h·ε),
 * "midpoint" (half-way between two rows, ours),
 * "weight-kde" (B_KDE30: per weight), "weight-kde-joint" (row + jitter, control), METHOD.md 5.1, 5.4.
 */
typedef struct
{
  const char *name;
  const char *title;       /* for people, translatable */
  const char *source;      /* "as published", "ours", … with the section */
  WsSpace     space;
  float       default_bandwidth; /* 0.002 */
  gboolean    has_no_bandwidth;  /* whatever is asked for, draws are the same */
  /* Draws @n rows of @dim into @out from @rows (n_rows × dim); @from (nullable) gets the row each draw starts from, or G_MAXUINT32. */
  gboolean  (*draw) (const float *rows, guint n_rows, guint dim, float bandwidth, guint64 seed, guint n, float *out,
                     guint32 *from, GError **error);
} WsSampler;

const WsSampler *ws_sampler_lookup (const char *name, GError **error);
const WsSampler *const *ws_sampler_list (void);
/* What a draw is made with: the bandwidth that was asked for, or the method's own where that is not above 0 or
 * makes no difference. */
float ws_sampler_get_bandwidth (const WsSampler *self, float asked);

/* Rows of the target: acc ≥ the 0.7 quantile (top30) or ≤ the 0.3 quantile (low30), linear
 * interpolation over all given; writes indices, returns their number. METHOD.md 5. */
guint ws_target_select (WsTarget target, const float *acc, guint n, guint32 *index);

G_END_DECLS
