/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * WsSampleItem:
 *
 * One sampled network as the table shows it; immutable. Properties (read only): "name", "from"
 * (the nearest network of the zoo, or "–"), "accuracy", "distance" (to the nearest
 * training network, in units of the latent space or of the weights), "overlap" (largest share of
 * common errors with a training network); NaN where not measured. "number" is the draw, from 1.
 */
#define WS_TYPE_SAMPLE_ITEM (ws_sample_item_get_type ())
G_DECLARE_FINAL_TYPE (WsSampleItem, ws_sample_item, WS, SAMPLE_ITEM, GObject)

WsSampleItem *ws_sample_item_new (const char *name,
                                  guint       number,
                                  const char *from,
                                  double      accuracy,
                                  double      distance,
                                  double      overlap);
const char   *ws_sample_item_get_name (WsSampleItem *self);
const char   *ws_sample_item_get_from (WsSampleItem *self);
guint         ws_sample_item_get_number (WsSampleItem *self);
double        ws_sample_item_get_accuracy (WsSampleItem *self);
double        ws_sample_item_get_distance (WsSampleItem *self);
double        ws_sample_item_get_overlap (WsSampleItem *self);

G_END_DECLS
