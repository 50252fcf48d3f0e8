/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/recipe.h"

#include <glib/gi18n.h>

static gboolean
change (const WsCall *call, const char *text, WsRecipe *recipe)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  if (g_strrstr (text, "=") == NULL)
    {
      if (ws_recipe_lookup (text, recipe))
        return TRUE;
      ws_call_refuse (call, _ ("there is no recipe \"%s\""), text);
      return FALSE;
    }
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) pair = ws_call_split_setting (call, "--recipe", parts[i]);

      if (pair == NULL)
        return FALSE;
      if (!ws_recipe_set (recipe, g_strstrip (pair[0]), g_strstrip (pair[1]), &error))
        {
          ws_call_refuse (call, "%s", error->message);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
ws_call_change_recipe (const WsCall *self, char **changes, WsRecipe *recipe)
{
  for (guint i = 0; changes != NULL && changes[i] != NULL; i++)
    if (!change (self, changes[i], recipe))
      return FALSE;
  return TRUE;
}
