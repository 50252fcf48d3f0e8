/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/population.h"
#include "project/representation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WsPopulationItem:
 *
 * A population as lists and pickers show it. Immutable: when the document changes, the session puts
 * new items into its list. Properties (read only): "id" (int64), "name", "kind", "label"
 * ("zoo · 240 networks"), "n" (uint), "class-index" (uint).
 */
#define WS_TYPE_POPULATION_ITEM (ws_population_item_get_type ())
G_DECLARE_FINAL_TYPE (WsPopulationItem, ws_population_item, WS, POPULATION_ITEM, GObject)

/* Takes @info. @class_index: the colour and shape that the population has on every page. */
WsPopulationItem   *ws_population_item_new (WsPopulation *info, guint class_index);
const WsPopulation *ws_population_item_get_info (WsPopulationItem *self); /* lent */
gint64              ws_population_item_get_id (WsPopulationItem *self);
const char         *ws_population_item_get_name (WsPopulationItem *self);
const char         *ws_population_item_get_label (WsPopulationItem *self);
guint               ws_population_item_get_class_index (WsPopulationItem *self);
gboolean            ws_population_item_is_zoo (WsPopulationItem *self);

/**
 * WsHyperItem:
 *
 * The same for a hyper-representation. Properties: "id", "name", "label" ("compact · 200 epochs").
 */
#define WS_TYPE_HYPER_ITEM (ws_hyper_item_get_type ())
G_DECLARE_FINAL_TYPE (WsHyperItem, ws_hyper_item, WS, HYPER_ITEM, GObject)

WsHyperItem       *ws_hyper_item_new (WsHyperInfo *info);      /* takes @info */
const WsHyperInfo *ws_hyper_item_get_info (WsHyperItem *self); /* lent */
gint64             ws_hyper_item_get_id (WsHyperItem *self);
const char        *ws_hyper_item_get_name (WsHyperItem *self);
const char        *ws_hyper_item_get_label (WsHyperItem *self);

/**
 * WsDatasetItem:
 *
 * An image set that can be chosen. Properties: "label" ("fashion-mnist · 60,000 + 10,000").
 */
#define WS_TYPE_DATASET_ITEM (ws_dataset_item_get_type ())
G_DECLARE_FINAL_TYPE (WsDatasetItem, ws_dataset_item, WS, DATASET_ITEM, GObject)

/* @key: a known name or a folder, as ws_dataset_load() takes it; @n_train 0: not known yet */
WsDatasetItem *ws_dataset_item_new (const char *key, guint n_train, guint n_test, guint channels);
const char    *ws_dataset_item_get_key (WsDatasetItem *self);
guint          ws_dataset_item_get_n_train (WsDatasetItem *self);
guint          ws_dataset_item_get_n_test (WsDatasetItem *self);
guint          ws_dataset_item_get_channels (WsDatasetItem *self);

G_END_DECLS
