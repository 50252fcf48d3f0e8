/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population.h"

gboolean
ws_population_is_trained (const WsPopulation *self)
{
  static const char *const kinds[] = { "zoo", "finetuned", "scratch", NULL };

  return g_strv_contains (kinds, self->kind);
}

gboolean
ws_population_get_network (const WsPopulation *self,
                           const WsArch      **arch,
                           WsActivation       *act,
                           GError            **error)
{
  WsRecipe recipe;

  *arch = ws_arch_lookup (self->arch, self->channels, error);
  if (*arch == NULL || !ws_recipe_from_json (self->recipe_json, &recipe, error))
    {
      g_prefix_error (error, "population %s: ", self->name);
      return FALSE;
    }
  *act = recipe.act;
  return TRUE;
}
