/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/figures.h"

#include "cli/session.h"
#include "data/dataset.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const WsFigureKind *const kinds[] = { &ws_figure_map,
                                             &ws_figure_landscape,
                                             &ws_figure_curves,
                                             &ws_figure_histogram,
                                             &ws_figure_loss,
                                             &ws_figure_r2,
                                             &ws_figure_decoded,
                                             &ws_figure_samples,
                                             &ws_figure_novelty,
                                             &ws_figure_lwln_ablation,
                                             &ws_figure_alignment,
                                             &ws_figure_frontier,
                                             &ws_figure_presets,
                                             &ws_figure_in_distribution,
                                             &ws_figure_transfer,
                                             &ws_figure_architectures,
                                             &ws_figure_ensembles,
                                             &ws_figure_targeting,
                                             &ws_figure_experiment_novelty,
                                             NULL };

const WsFigureKind *const *
ws_figure_kind_list (void)
{
  return kinds;
}

const WsFigureKind *
ws_figure_kind_lookup (const char *name)
{
  for (guint i = 0; kinds[i] != NULL; i++)
    if (g_str_equal (kinds[i]->name, name))
      return kinds[i];
  return NULL;
}

void
ws_figure_set_origin (WsFigure *figure, WsProject *project, const WsPopulation *population)
{
  g_autofree char *file = g_path_get_basename (ws_project_get_path (project));
  g_autofree char *day = g_strndup (population->created != NULL ? population->created : "", 10);
  g_autofree char *text = g_strdup_printf (_ ("%s · %s · seed %" G_GUINT64_FORMAT " · %s"), file,
                                           population->name, population->seed, day);

  ws_figure_set_source (figure, text);
}

static guint
count_test_images (const char *data)
{
  g_autoptr (WsDatasetInfo) info = ws_dataset_read_info (data, NULL);

  return info != NULL ? info->images_test : 0;
}

char *
ws_figure_dup_images (const WsPopulation *population)
{
  g_autofree char *data = g_path_get_basename (population->data);
  g_autofree char *number = NULL;
  guint            n = count_test_images (population->data);

  if (n == 0)
    return g_strdup_printf (_ ("on the test images of %s"), data);
  number = ws_number_format (n, 1.0, WS_FORMAT_COUNT);
  return g_strdup_printf (_ ("on %s test images of %s"), number, data);
}

double
ws_figure_get_chance (const WsPopulation *population)
{
  const WsArch *arch = ws_arch_lookup (population->arch, population->channels, NULL);

  return arch != NULL ? 1.0 / arch->n_classes : (double)NAN;
}

const char *
ws_figure_get_split_title (guint split)
{
  switch ((WsSplit)split)
    {
    case WS_SPLIT_VAL:
      return _ ("validation networks");
    case WS_SPLIT_TEST:
      return _ ("test networks");
    case WS_SPLIT_TRAIN:
    default:
      return _ ("train networks");
    }
}

WsFill
ws_figure_get_split_fill (guint split)
{
  switch ((WsSplit)split)
    {
    case WS_SPLIT_VAL:
      return WS_FILL_RING;
    case WS_SPLIT_TEST:
      return WS_FILL_HALF;
    case WS_SPLIT_TRAIN:
    default:
      return WS_FILL_FULL;
    }
}

GPtrArray *
ws_figure_list_samples (WsProject *project, const WsPopulation *zoo, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);
  GPtrArray *samples;

  if (list == NULL)
    return NULL;
  samples = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_population_free);
  for (guint i = 0; i < list->len; i++)
    {
      const WsPopulation *p = g_ptr_array_index (list, i);
      WsPopulation       *own;

      if (ws_population_is_trained (p) || g_str_equal (p->kind, "selection") ||
          !g_str_equal (p->arch, zoo->arch) || p->channels != zoo->channels ||
          !g_str_equal (p->data, zoo->data))
        continue;
      own = ws_project_get_population (project, p->id, error);
      if (own == NULL)
        {
          g_ptr_array_unref (samples);
          return NULL;
        }
      g_ptr_array_add (samples, own);
    }
  return samples;
}

WsPopulation *
ws_figure_find_zoo (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  g_autoptr (WsHyperInfo) info = NULL;

  if (choice->population != NULL)
    return ws_project_find_population (project, choice->population, error);
  info = ws_project_find_hyper (project, choice->hyper, choice->hyper != NULL ? error : NULL);
  if (info != NULL && info->complete)
    return ws_project_get_population (project, info->population, error);
  return choice->hyper != NULL && info == NULL ? NULL : ws_cli_find_zoo (project, NULL, error);
}
