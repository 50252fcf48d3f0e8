/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/zoo-estimate.h"

#include "results/map-text.h"
#include "data/dataset.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

guint
ws_zoo_count_kept (const char *keep, guint n_epochs)
{
  g_auto (GStrv) parts = g_strsplit (keep, ",", -1);
  g_autofree gboolean *kept = g_new0 (gboolean, n_epochs + 1);
  guint                n = 0;

  if (*keep == '\0' || g_str_equal (keep, "all"))
    return n_epochs + 1;
  kept[n_epochs] = TRUE; /* the last always is */
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char   *end;
      guint64 first = g_ascii_strtoull (g_strstrip (parts[i]), &end, 10);
      guint64 last = *end == '-' ? g_ascii_strtoull (end + 1, NULL, 10) : first;

      for (guint64 e = first; end > parts[i] && e <= MIN (last, n_epochs); e++) /* not "last" */
        kept[e] = TRUE;
    }
  for (guint e = 0; e <= n_epochs; e++)
    n += kept[e];
  return n;
}

/* The counts alone decide how long training takes, so the estimate needs no pixels. */
static void
init_counts (WsTensorImages *images, const WsArch *arch, guint n)
{
  memset (images, 0, sizeof *images);
  g_atomic_ref_count_init (&images->ref_count);
  images->n = n;
  images->channels = arch->channels;
  images->height = arch->height;
  images->width = arch->width;
  images->n_classes = arch->n_classes;
}

double
ws_zoo_estimate_training (
    const char *data, const WsArch *arch, const WsRecipe *recipe, guint n_models, guint n_epochs)
{
  g_autoptr (WsDatasetInfo) info = ws_dataset_read_info (data, NULL);
  WsTensorImages train, test;
  WsZooPlan      plan = { 0 };
  guint          n_train = recipe->n_train, n_val;

  plan.arch = arch;
  plan.recipe = *recipe;
  plan.n_models = n_models;
  plan.n_epochs = n_epochs;
  plan.train = &train;
  plan.test = &test;
  if (info != NULL)
    ws_recipe_count_images (recipe, info->images_train, &n_train, &n_val);
  init_counts (&train, arch, n_train);
  init_counts (&test, arch, info != NULL ? info->images_test : 0);
  return train.n > 0 ? ws_zoo_estimate_seconds (&plan) : (double)NAN;
}

gpointer
ws_zoo_estimate_read (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const WsZooRequest *request = data;
  g_autoptr (WsDatasetInfo) info = ws_dataset_read_info (request->data, NULL);
  const WsArch *arch = ws_arch_lookup (request->arch, info != NULL ? info->net_channels : 1, error);
  guint         kept = ws_zoo_count_kept (request->keep, request->n_epochs);
  g_autofree char *time = NULL;
  g_autofree char *size = NULL;

  if (arch == NULL)
    return NULL;
  /* "time not known" for what is not a number */
  time = ws_text_duration (ws_zoo_estimate_training (request->data, arch, &request->recipe,
                                                     request->n_models, request->n_epochs));
  size = g_format_size ((guint64)kept * request->n_models * arch->n_params * sizeof (float));
  /* Translators: how long a training takes and how large its result is */
  return g_strdup_printf (_ ("%s · %s on disk"), time, size);
}
