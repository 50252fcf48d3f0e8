/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "zoo/recipe.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsRecipeRow:
 *
 * How each network is trained, as a row that unfolds: initial weights, optimiser, rates, batch,
 * images. Property "has-activation": whether that can be chosen too. Signal "changed". Rows that a
 * template adds come after its own.
 */
#define WS_TYPE_RECIPE_ROW (ws_recipe_row_get_type ())
G_DECLARE_FINAL_TYPE (WsRecipeRow, ws_recipe_row, WS, RECIPE_ROW, AdwExpanderRow)

void ws_recipe_row_show (WsRecipeRow *self, const WsRecipe *recipe);
/* @n_train: images that there are; 0: not known */
void ws_recipe_row_set_available (WsRecipeRow *self, guint n_train);
/* 0: as published */
void ws_recipe_row_set_images (WsRecipeRow *self, guint n_train);
void ws_recipe_row_set_rates (WsRecipeRow *self, double lr, double lr_max);
/* Puts what the rows say into @recipe; what they do not say stays. %FALSE with a sentence about the
 * first row that cannot be, which is marked. */
gboolean ws_recipe_row_read (WsRecipeRow *self, WsRecipe *recipe, GError **error);

G_END_DECLS
