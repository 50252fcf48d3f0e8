/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/figures.h"
#include "cli/output.h"
#include "cli/zoo-summary.h"
#include "core/error.h"
#include "core/numeric.h"
#include "sample/sampler.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>

/* -- accuracies side by side -- */

static guint
drop_missing (double *values, guint n)
{
  guint n_kept = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      values[n_kept++] = values[i];
  return n_kept;
}

/* The zoo and its best 30 %, which the samples are to be compared with. */
static gboolean
add_zoo (WsPanel *panel, WsProject *project, const WsPopulation *zoo, GError **error)
{
  const WsTarget      target = WS_TARGET_TOP30;
  guint               n;
  g_autofree double  *values = ws_zoo_load_accuracies (project, zoo->id, &n, error);
  g_autofree float   *scores = NULL;
  g_autofree guint32 *best = NULL;
  g_autofree char    *name = NULL;
  g_autofree double  *top = NULL;
  guint               n_top;

  if (values == NULL)
    return FALSE;
  n = drop_missing (values, n);
  if (n == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s was not scored yet"), zoo->name);
      return FALSE;
    }
  scores = g_new (float, n);
  best = g_new (guint32, n);
  top = g_new (double, n);
  for (guint i = 0; i < n; i++)
    scores[i] = (float)values[i];
  n_top = ws_target_select (&target, scores, n, best);
  for (guint i = 0; i < n_top; i++)
    top[i] = values[best[i]];
  name = g_strdup_printf (_ ("%s, best 30 %%"), zoo->name);
  ws_panel_add_violin (panel, zoo->name, values, n, 0)->n_shown = n;
  ws_panel_add_violin (panel, name, top, n_top, 1)->n_shown = n_top;
  return TRUE;
}

static gboolean
add_samples (WsPanel   *panel,
             WsProject *project,
             GPtrArray *samples,
             gboolean   is_random,
             guint     *n_added,
             GError   **error)
{
  for (guint i = 0; i < samples->len; i++)
    {
      const WsPopulation *population = g_ptr_array_index (samples, i);
      g_autofree double  *values = NULL;
      guint               n;

      if (g_str_equal (population->kind, "random") != is_random)
        continue;
      values = ws_zoo_load_accuracies (project, population->id, &n, error);
      if (values == NULL)
        return FALSE;
      n = drop_missing (values, n);
      if (n > 0)
        ws_panel_add_violin (panel, population->name, values, n, 2 + (*n_added)++)->n_shown = n;
    }
  return TRUE;
}

static WsFigure *
make_samples (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  g_autoptr (WsPopulation) zoo = ws_figure_find_zoo (project, choice, error);
  g_autoptr (GPtrArray) samples = zoo != NULL ? ws_figure_list_samples (project, zoo, error) : NULL;
  g_autoptr (WsFigure) figure = NULL;
  g_autofree char *images = NULL, *subtitle = NULL;
  WsPanel         *panel;
  guint            n_added = 0;

  if (samples == NULL)
    return NULL;
  figure = ws_figure_new ();
  panel = ws_figure_add_panel (figure);
  images = ws_figure_dup_images (zoo);
  subtitle = g_strdup_printf (_ ("Accuracy before any training, %s"), images);
  ws_figure_set_title (figure, _ ("How good are networks that nobody trained?"));
  ws_figure_set_subtitle (figure, subtitle);
  ws_figure_set_origin (figure, project, zoo);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_legend (panel, WS_LEGEND_NONE);
  if (!add_zoo (panel, project, zoo, error) ||
      !add_samples (panel, project, samples, FALSE, &n_added, error) ||
      !add_samples (panel, project, samples, TRUE, &n_added, error))
    return NULL;
  if (n_added == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s: there are no scored samples yet"),
                   ws_project_get_path (project));
      return NULL;
    }
  if (isfinite (ws_figure_get_chance (zoo)))
    ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, ws_figure_get_chance (zoo), _ ("chance"));
  return g_steal_pointer (&figure);
}

const WsFigureKind ws_figure_samples = {
  .name = "samples",
  .summary = N_ ("accuracies of samples beside the zoo and random networks"),
  .make = make_samples,
};

/* -- novelty -- */

typedef struct
{
  WsPanel *quality, *overlap;
  guint    n;                                   /* populations */
  double   copies, train_overlap, copy_overlap; /* of the first */
} NoveltyPanels;

/* Accuracy over the distance to the nearest training network, in units of what lies between two
 * training networks: decoded ones for what was decoded, so each report has its own unit. */
static void
add_distances (NoveltyPanels      *panels,
               const WsPopulation *population,
               JsonObject         *report,
               double             *accuracies,
               guint               n)
{
  guint              n_distances;
  double             unit = ws_object_get_number (report, "train_distance_median");
  g_autofree double *distances = ws_object_get_numbers (report, "distance", &n_distances);
  WsSeries          *series;

  n = MIN (n, n_distances);
  if (n == 0 || !(unit > 0.0))
    return;
  for (guint i = 0; i < n; i++)
    distances[i] /= unit;
  series =
      ws_panel_add_scatter (panels->quality, population->name, distances, accuracies, n, panels->n);
  series->n_shown = n;
}

static void
add_overlaps (NoveltyPanels *panels, const WsPopulation *population, JsonObject *report)
{
  guint              n;
  g_autofree double *overlaps = ws_object_get_numbers (report, "overlap", &n);

  n = drop_missing (overlaps, n);
  if (n > 0)
    ws_panel_add_violin (panels->overlap, population->name, overlaps, n, panels->n)->n_shown = n;
}

static gboolean
add_population (NoveltyPanels      *panels,
                WsProject          *project,
                const WsPopulation *population,
                GError            **error)
{
  g_autofree char *json =
      ws_project_dup_report (project, population->id, population->hyper, WS_NOVELTY_REPORT);
  g_autoptr (JsonNode) node = ws_output_parse (json);
  g_autofree double *accuracies = NULL;
  JsonObject        *report;
  guint              n;

  if (node == NULL)
    return TRUE;
  report = json_node_get_object (node);
  accuracies = ws_zoo_load_accuracies (project, population->id, &n, error);
  if (accuracies == NULL)
    return FALSE;
  if (panels->n == 0)
    {
      panels->copies = ws_object_get_number (report, "copy_distance_mean") /
                       ws_object_get_number (report, "train_distance_median");
      panels->train_overlap = ws_object_get_number (report, "train_overlap_mean");
      panels->copy_overlap = ws_object_get_number (report, "copy_overlap_mean");
    }
  add_distances (panels, population, report, accuracies, n);
  add_overlaps (panels, population, report);
  panels->n++;
  return TRUE;
}

static void
add_rules (NoveltyPanels *panels)
{
  if (isfinite (panels->copies))
    ws_panel_add_rule (panels->quality, WS_RULE_VERTICAL, panels->copies, _ ("copies"));
  ws_panel_add_rule (panels->quality, WS_RULE_VERTICAL, 1.0, _ ("training networks"));
  if (isfinite (panels->copy_overlap))
    ws_panel_add_rule (panels->overlap, WS_RULE_HORIZONTAL, panels->copy_overlap, _ ("copies"));
  if (isfinite (panels->train_overlap))
    ws_panel_add_rule (panels->overlap, WS_RULE_HORIZONTAL, panels->train_overlap,
                       _ ("training networks"));
}

static void
set_up_panels (NoveltyPanels *panels, WsFigure *figure)
{
  panels->quality = ws_figure_add_panel (figure);
  panels->overlap = ws_figure_add_panel (figure);
  ws_panel_set_axis (panels->quality, WS_AXIS_X,
                     _ ("Distance to the nearest training network (1: between two of them)"),
                     WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_axis (panels->quality, WS_AXIS_Y, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_get_axis (panels->quality, WS_AXIS_X)->from_zero = TRUE;
  ws_panel_set_axis (panels->overlap, WS_AXIS_Y,
                     _ ("Errors shared with a training network (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_legend (panels->overlap, WS_LEGEND_NONE);
}

static WsFigure *
make_novelty (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  g_autoptr (WsPopulation) zoo = ws_figure_find_zoo (project, choice, error);
  g_autoptr (GPtrArray) samples = zoo != NULL ? ws_figure_list_samples (project, zoo, error) : NULL;
  g_autoptr (WsFigure) figure = NULL;
  NoveltyPanels panels = { 0 };

  if (samples == NULL)
    return NULL;
  figure = ws_figure_new ();
  set_up_panels (&panels, figure);
  for (guint i = 0; i < samples->len; i++)
    if (!add_population (&panels, project, g_ptr_array_index (samples, i), error))
      return NULL;
  if (panels.n == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                   _ ("%s: there are no samples with a report of their novelty yet"),
                   ws_project_get_path (project));
      return NULL;
    }
  add_rules (&panels);
  ws_figure_set_title (figure, _ ("Are the samples new, or copies?"));
  ws_figure_set_subtitle (figure,
                          _ ("Good and far to the right is what is wanted; copies are training "
                             "networks with a little noise on their weights"));
  ws_figure_set_origin (figure, project, zoo);
  return g_steal_pointer (&figure);
}

const WsFigureKind ws_figure_novelty = {
  .name = "novelty",
  .summary = N_ ("how far samples are from training networks, and what errors they share"),
  .make = make_novelty,
};
