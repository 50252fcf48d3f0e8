/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "cli/call.h"
#include "zoo/recipe.h"

G_BEGIN_DECLS

/* Changes a recipe by the values of --recipe, one after the other: "mnist" takes over a published
 * one, "lr=0.001,batch=20" changes settings. @changes: (nullable). On %FALSE the line has been
 * refused. */
gboolean ws_call_change_recipe (const WsCall *self, char **changes, WsRecipe *recipe);

G_END_DECLS
