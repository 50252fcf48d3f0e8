/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/sample-data.h"

#include "results/novelty-report.h"
#include "results/refinement-report.h"
#include "results/sample-item.h"
#include "data/dataset.h"
#include "sample/sampler.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>

void
ws_sample_data_free (WsSampleData *self)
{
  for (guint i = 0; i < WS_N_BESIDE; i++)
    {
      g_free (self->accuracy[i]);
      g_free (self->name[i]);
    }
  g_clear_pointer (&self->samples, ws_population_free);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->novelty);
  g_free (self);
}

const char *
ws_beside_get_title (WsBeside beside)
{
  switch (beside)
    {
    case WS_BESIDE_SAMPLES:
      return _ ("Samples");
    case WS_BESIDE_ZOO:
      return _ ("Zoo");
    case WS_BESIDE_TOP30:
      return _ ("Best 30 %");
    case WS_BESIDE_RANDOM:
      return _ ("Random");
    case WS_BESIDE_WEIGHT_KDE:
      return _ ("Weight KDE");
    case WS_N_BESIDE:
    default:
      g_return_val_if_reached ("");
    }
}

/* Each network's last state. */
static WsStates *
load_last (WsProject *project, gint64 population, GError **error)
{
  const WsStateQuery query = { .epoch_first = WS_EPOCH_LAST, .epoch_last = WS_EPOCH_LAST };

  return ws_project_load_states (project, population, &query, error);
}

static void
take_accuracies (WsSampleData *self, WsBeside beside, const WsStates *states, const char *name)
{
  float *accuracy = g_new (float, MAX (states->n, 1));
  guint  n = 0;

  for (guint i = 0; i < states->n; i++)
    if (isfinite (states->metrics[i].test_acc))
      accuracy[n++] = states->metrics[i].test_acc;
  self->n[beside] = n;
  self->accuracy[beside] = accuracy;
  self->name[beside] = g_strdup (name);
}

static void
take_top30 (WsSampleData *self)
{
  const WsTarget      target = WS_TARGET_TOP30;
  guint               n = self->n[WS_BESIDE_ZOO];
  g_autofree guint32 *index = g_new (guint32, MAX (n, 1));
  guint n_top = n > 0 ? ws_target_select (&target, self->accuracy[WS_BESIDE_ZOO], n, index) : 0;

  self->accuracy[WS_BESIDE_TOP30] = g_new (float, MAX (n_top, 1));
  self->n[WS_BESIDE_TOP30] = n_top;
  for (guint i = 0; i < n_top; i++)
    self->accuracy[WS_BESIDE_TOP30][i] = self->accuracy[WS_BESIDE_ZOO][index[i]];
}

static void
take_items (WsSampleData *self, const WsStates *states, const WsNoveltyReport *report)
{
  for (guint i = 0; i < states->n; i++)
    {
      guint            draw = states->model[i];
      gboolean         is_told = report != NULL && draw < report->n;
      g_autofree char *name = g_strdup_printf ("%s %u", self->samples->name, draw + 1);
      g_autofree char *from = NULL;

      if (is_told && isfinite (report->nearest[draw]))
        /* Translators: number of a network of the zoo */
        from = g_strdup_printf (_ ("net %u"), (guint)report->nearest[draw] + 1);
      g_ptr_array_add (self->items,
                       ws_sample_item_new (name, draw + 1, from != NULL ? from : "–",
                                           (double)states->metrics[i].test_acc,
                                           is_told ? report->distance[draw] : (double)NAN,
                                           is_told ? report->overlap[draw] : (double)NAN));
    }
}

/* Refined draws are never told without the plain ones. */
static void
add_refinement (WsSampleData *self, WsProject *project, const WsPopulation *samples)
{
  g_autofree char *json =
      ws_project_dup_report (project, samples->id, samples->hyper, WS_REFINEMENT_REPORT);
  g_autofree char *sentence = ws_refine_dup_sentence (json);
  g_autofree char *novelty = self->novelty;

  if (sentence != NULL)
    self->novelty =
        novelty != NULL ? g_strconcat (sentence, " ", novelty, NULL) : g_strdup (sentence);
  else
    self->novelty = g_steal_pointer (&novelty);
}

static gboolean
load_samples (WsSampleData *self, WsProject *project, WsPopulation *samples, GError **error)
{
  g_autoptr (WsStates) states = NULL;
  g_autoptr (WsNoveltyReport) report = NULL;
  g_autofree char *json = NULL;

  self->samples = samples;
  states = load_last (project, samples->id, error);
  if (states == NULL)
    return FALSE;
  take_accuracies (self, WS_BESIDE_SAMPLES, states, samples->name);
  json = ws_project_dup_report (project, samples->id, samples->hyper, WS_NOVELTY_REPORT);
  if (json != NULL)
    {
      report = ws_novelty_report_parse (json, error);
      if (report == NULL)
        return FALSE;
      self->novelty = ws_novelty_report_dup_sentence (report);
      self->is_copy = ws_novelty_report_is_copy (report);
    }
  add_refinement (self, project, samples);
  take_items (self, states, report);
  return TRUE;
}

static gboolean
is_kind (const WsPopulation *population, const char *kind)
{
  return g_str_equal (population->kind, kind);
}

/* The newest of a kind that belongs to the zoo: made from it, or of the same architecture. */
static const WsPopulation *
find_newest (GPtrArray *list, const char *kind, const WsPopulation *zoo)
{
  for (guint i = list->len; i > 0; i--)
    {
      const WsPopulation *p = g_ptr_array_index (list, i - 1);

      if (is_kind (p, kind) && g_str_equal (p->arch, zoo->arch) && p->channels == zoo->channels &&
          g_str_equal (p->data, zoo->data))
        return p;
    }
  return NULL;
}

static gboolean
load_beside (WsSampleData       *self,
             WsProject          *project,
             WsBeside            beside,
             const WsPopulation *population,
             GError            **error)
{
  g_autoptr (WsStates) states = NULL;

  if (population == NULL)
    return TRUE;
  states = load_last (project, population->id, error);
  if (states == NULL)
    return FALSE;
  take_accuracies (self, beside, states, population->name);
  return TRUE;
}

static const WsPopulation *
choose_samples (GPtrArray *list, const WsPopulation *zoo, const char *name)
{
  const WsPopulation *newest = find_newest (list, "samples", zoo);

  for (guint i = 0; name != NULL && i < list->len; i++)
    {
      const WsPopulation *p = g_ptr_array_index (list, i);

      if (g_str_equal (p->name, name))
        return p;
    }
  return newest;
}

static void
count_test_images (WsSampleData *self, const WsPopulation *zoo)
{
  g_autoptr (WsDatasetInfo) info = ws_dataset_read_info (zoo->data, NULL);

  if (info != NULL)
    self->n_images = info->images_test;
}

static gboolean
load_all (WsSampleData       *self,
          WsProject          *project,
          const WsPopulation *zoo,
          const char         *name,
          GError            **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);
  const WsPopulation *samples;
  const WsArch       *arch;
  WsActivation        act;

  if (list == NULL || !ws_population_get_network (zoo, &arch, &act, error))
    return FALSE;
  self->n_classes = arch->n_classes;
  count_test_images (self, zoo);
  if (!load_beside (self, project, WS_BESIDE_ZOO, zoo, error) ||
      !load_beside (self, project, WS_BESIDE_RANDOM, find_newest (list, "random", zoo), error) ||
      !load_beside (self, project, WS_BESIDE_WEIGHT_KDE, find_newest (list, "baseline", zoo),
                    error))
    return FALSE;
  take_top30 (self);
  samples = choose_samples (list, zoo, name);
  if (samples == NULL)
    return TRUE;
  {
    WsPopulation *own = ws_project_get_population (project, samples->id, error);

    return own != NULL && load_samples (self, project, own, error);
  }
}

/* Of the newest representation; the newest of all where there is none. NULL with no error without
 * any. */
static WsPopulation *
find_zoo (WsProject *project, GError **error)
{
  g_autoptr (GPtrArray) hypers = ws_project_list_hypers (project, error);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (WsHyperInfo) info = NULL;

  if (hypers == NULL)
    return NULL;
  if (hypers->len > 0)
    {
      info = ws_project_find_hyper (project, NULL, error);
      if (info == NULL)
        return NULL;
      if (info->complete)
        return ws_project_get_population (project, info->population, error);
    }
  list = ws_project_list_populations (project, error);
  for (guint i = list != NULL ? list->len : 0; i > 0; i--)
    {
      const WsPopulation *population = g_ptr_array_index (list, i - 1);

      if (is_kind (population, "zoo"))
        return ws_project_get_population (project, population->id, error);
    }
  return NULL;
}

WsSampleData *
ws_sample_data_load (WsProject *project, const char *samples, GError **error)
{
  g_autoptr (WsSampleData) self = NULL;
  g_autoptr (WsPopulation) zoo = find_zoo (project, error);

  if (zoo == NULL)
    return NULL;
  self = g_new0 (WsSampleData, 1);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  if (!load_all (self, project, zoo, samples, error))
    return NULL;
  return g_steal_pointer (&self);
}

WsFigure *
ws_sample_data_figure (const WsSampleData *self)
{
  WsFigure *figure = ws_figure_new ();
  WsPanel  *panel = ws_figure_add_panel (figure);

  ws_figure_set_empty (figure, _ ("Accuracies appear here"));
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Test accuracy"), WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  ws_panel_set_legend (panel, WS_LEGEND_NONE);
  for (guint i = 0; i < WS_N_BESIDE; i++)
    {
      g_autofree double *values = g_new (double, MAX (self->n[i], 1));

      if (self->n[i] == 0)
        continue;
      for (guint j = 0; j < self->n[i]; j++)
        values[j] = (double)self->accuracy[i][j];
      ws_panel_add_violin (panel, ws_beside_get_title ((WsBeside)i), values, self->n[i], i)
          ->n_shown = self->n[i];
    }
  if (self->n_classes > 0)
    ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, 1.0 / self->n_classes, _ ("chance"));
  return figure;
}

WsFigure *
ws_sample_losses_figure (const char *const *losses, const double *points, guint n)
{
  WsFigure          *figure = ws_figure_new ();
  WsPanel           *panel = ws_figure_add_panel (figure);
  guint              n_losses = g_strv_length ((char **)losses), width = 1 + n_losses;
  g_autofree double *x = g_new (double, MAX (n, 1)), *y = g_new (double, MAX (n, 1));

  ws_figure_set_empty (figure, _ ("Losses appear here while it learns"));
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Step"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  /* Losses, and shares beside them: the legend says which. */
  ws_panel_set_axis (panel, WS_AXIS_Y, "", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  for (guint k = 0; k < n_losses; k++)
    {
      guint m = 0;

      for (guint i = 0; i < n; i++)
        if (isfinite (points[i * width + 1 + k]))
          {
            x[m] = points[i * width];
            y[m++] = points[i * width + 1 + k];
          }
      if (m > 0)
        ws_panel_add_line (panel, _ (losses[k]), x, y, m, k);
    }
  return figure;
}
