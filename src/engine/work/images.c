/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/error.h"

#include <string.h>

void
ws_work_make_path_absolute (char *data, gsize size)
{
  g_autofree char *path = NULL;

  if (ws_dataset_is_name (data) || !g_file_test (data, G_FILE_TEST_IS_DIR))
    return;
  path = g_canonicalize_filename (data, NULL);
  if (strlen (path) < size)
    g_strlcpy (data, path, size);
}

/* @most: of validation images, whose part comes from the end of the cut whatever its length */
static WsTensorImages *
load_part (
    const WsPopulation *population, const char *data, const char *split, guint most, GError **error)
{
  gboolean is_own = data == NULL || data[0] == '\0' || g_str_equal (data, population->data);
  g_autoptr (WsDataset) set = ws_dataset_load (is_own ? population->data : data, error);
  WsTensorImages *train = NULL, *val = NULL, *test = NULL, *wanted;
  WsRecipe        recipe = { 0 };
  const WsArch   *arch;
  WsActivation    act;
  guint           n_train, n_val;

  if (set == NULL || !ws_population_get_network (population, &arch, &act, error) ||
      !ws_recipe_from_json (population->recipe_json, &recipe, error))
    return NULL;
  if (!is_own)
    recipe.n_train = recipe.n_val = 0;
  ws_recipe_count_images (&recipe, set->train->n, &n_train, &n_val);
  if (!ws_dataset_split (set, n_train, MIN (n_val, most),
                         g_str_equal (split, "train") ? &train : NULL,
                         g_str_equal (split, "validation") ? &val : NULL,
                         g_str_equal (split, "test") ? &test : NULL, error))
    return NULL;
  wanted = train != NULL ? train : val != NULL ? val : test;
  if (wanted == NULL || wanted->n == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "%s has no %s images under this recipe",
                   set->name, split);
      g_clear_pointer (&wanted, ws_tensor_images_unref);
      return NULL;
    }
  if (wanted->channels != arch->channels || wanted->height != arch->height ||
      wanted->width != arch->width)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "%s has images of %u × %u × %u, the networks of %s take %u × %u × %u", set->name,
                   wanted->channels, wanted->height, wanted->width, population->name,
                   arch->channels, arch->height, arch->width);
      ws_tensor_images_unref (wanted);
      return NULL;
    }
  return wanted;
}

WsTensorImages *
ws_work_load_images (const WsPopulation *population,
                     const char         *data,
                     const char         *split,
                     GError            **error)
{
  return load_part (population, data, split, G_MAXUINT, error);
}

WsTensorImages *
ws_work_load_validation (const WsPopulation *population, guint most, GError **error)
{
  return load_part (population, NULL, "validation", most, error);
}
