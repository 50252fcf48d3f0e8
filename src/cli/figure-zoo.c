/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/figures.h"
#include "cli/session.h"
#include "cli/zoo-summary.h"
#include "core/error.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_THIN_LINES 40 /* more single networks would be a carpet */

static WsStates *
load_all (WsProject *project, const WsPopulation *population, GError **error)
{
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  WsStates          *states = ws_project_load_states (project, population->id, &query, error);

  if (states == NULL || states->n > 0)
    return states;
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s has no trained network yet"),
               population->name);
  ws_states_free (states);
  return NULL;
}

/* -- curves -- */

/* Every few networks as a hairline; a network's states lie together, in the order of epochs. */
static void
add_thin_lines (WsPanel *panel, const WsStates *states, guint n_models, gsize offset)
{
  guint              step = n_models / MAX_THIN_LINES + 1;
  g_autofree double *x = g_new (double, states->n);
  g_autofree double *y = g_new (double, states->n);

  for (guint first = 0, end; first < states->n; first = end)
    {
      WsSeries *series;

      for (end = first; end < states->n && states->model[end] == states->model[first]; end++)
        {
          x[end - first] = states->epoch[end];
          y[end - first] = (double)G_STRUCT_MEMBER (float, &states->metrics[end], offset);
        }
      if (states->model[first] % step != 0 || end - first < 2)
        continue;
      series =
          ws_panel_add_line (panel, NULL, x, y, end - first, states->diverged[end - 1] ? 1 : 0);
      series->is_thin = TRUE;
      series->opacity = 0.28;
    }
}

static void
add_band (WsPanel *panel, const GArray *epochs, gboolean is_loss)
{
  guint              n = epochs->len;
  g_autofree double *x = g_new (double, 4 * (gsize)MAX (n, 1));
  double            *mean = x + n, *lo = mean + n, *hi = lo + n;
  WsSeries          *series;

  for (guint i = 0; i < n; i++)
    {
      const WsEpochSummary *s = &g_array_index (epochs, WsEpochSummary, i);
      double                std = is_loss ? s->test_loss_std : s->test_acc_std;

      x[i] = s->epoch;
      mean[i] = is_loss ? s->test_loss : s->test_acc_mean;
      lo[i] = mean[i] - (isfinite (std) ? std : 0.0);
      hi[i] = mean[i] + (isfinite (std) ? std : 0.0);
    }
  series = ws_panel_add_band (panel, _ ("mean ± standard deviation"), x, mean, lo, hi, n, 0);
  series->n_shown = n > 0 ? g_array_index (epochs, WsEpochSummary, n - 1).n : 0;
}

static void
add_curve_panel (WsFigure           *figure,
                 const WsPopulation *zoo,
                 const WsStates     *states,
                 const GArray       *epochs,
                 gboolean            is_loss)
{
  WsPanel *panel = ws_figure_add_panel (figure);

  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Epoch"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y,
                     is_loss ? _ ("Test loss (nats)") : _ ("Test accuracy (fraction)"),
                     WS_SCALE_LINEAR, is_loss ? WS_FORMAT_AUTO : WS_FORMAT_FRACTION);
  ws_panel_get_axis (panel, WS_AXIS_Y)->from_zero = TRUE;
  add_thin_lines (panel, states, zoo->n,
                  is_loss ? G_STRUCT_OFFSET (WsEpochMetrics, test_loss)
                          : G_STRUCT_OFFSET (WsEpochMetrics, test_acc));
  add_band (panel, epochs, is_loss);
  ws_panel_set_legend (panel, is_loss ? WS_LEGEND_NONE : WS_LEGEND_BOTTOM_RIGHT);
  if (!is_loss && isfinite (ws_figure_get_chance (zoo)))
    ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, ws_figure_get_chance (zoo), _ ("chance"));
}

static void
set_curve_title (WsFigure *figure, const WsPopulation *zoo, const GArray *epochs)
{
  const WsEpochSummary *last = &g_array_index (epochs, WsEpochSummary, epochs->len - 1);
  g_autofree char      *images = ws_figure_dup_images (zoo);
  g_autofree char      *title = NULL, *subtitle = NULL;
  GString              *text = g_string_new (NULL);

  title = g_strdup_printf (ngettext ("After %u epoch the networks reach an accuracy of %.2f",
                                     "After %u epochs the networks reach an accuracy of %.2f",
                                     last->epoch),
                           last->epoch, last->test_acc_mean);
  g_string_append_printf (text,
                          _ ("Mean ± standard deviation over %u networks %s; thin: single "
                             "networks"),
                          last->n, images);
  if (last->n_diverged > 0)
    g_string_append_printf (text, _ ("; %u diverged"), last->n_diverged);
  subtitle = g_string_free (text, FALSE);
  ws_figure_set_title (figure, title);
  ws_figure_set_subtitle (figure, subtitle);
}

static WsFigure *
make_curves (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  g_autoptr (WsPopulation) zoo = ws_figure_find_zoo (project, choice, error);
  g_autoptr (WsStates) states = zoo != NULL ? load_all (project, zoo, error) : NULL;
  g_autoptr (GArray) epochs = NULL;
  WsFigure *figure;

  if (states == NULL)
    return NULL;
  epochs = ws_zoo_summarise (states);
  if (epochs->len == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s was not scored yet"), zoo->name);
      return NULL;
    }
  figure = ws_figure_new ();
  set_curve_title (figure, zoo, epochs);
  ws_figure_set_origin (figure, project, zoo);
  add_curve_panel (figure, zoo, states, epochs, FALSE);
  add_curve_panel (figure, zoo, states, epochs, TRUE);
  return figure;
}

const WsFigureKind ws_figure_curves = {
  .name = "curves",
  .summary = N_ ("accuracy and loss of a zoo over its training"),
  .make = make_curves,
};

/* -- histogram -- */

static guint
collect_split (const WsStates *states, guint split, double *values)
{
  guint n = 0;

  for (guint i = 0; i < states->n; i++)
    if (states->split[i] == split && !states->diverged[i] && isfinite (states->metrics[i].test_acc))
      values[n++] = (double)states->metrics[i].test_acc;
  return n;
}

static WsFigure *
make_histogram (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  const WsStateQuery last = { .epoch_first = WS_EPOCH_LAST, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsPopulation) zoo = ws_figure_find_zoo (project, choice, error);
  g_autoptr (WsStates) states = NULL;
  g_autofree double *values = NULL;
  g_autofree char   *images = NULL, *subtitle = NULL;
  WsFigure          *figure;
  WsPanel           *panel;

  if (zoo == NULL)
    return NULL;
  states = ws_project_load_states (project, zoo->id, &last, error);
  if (states == NULL)
    return NULL;
  values = g_new (double, MAX (states->n, 1));
  images = ws_figure_dup_images (zoo);
  subtitle = g_strdup_printf (_ ("Test accuracy of each network of %s %s"), zoo->name, images);
  figure = ws_figure_new ();
  panel = ws_figure_add_panel (figure);
  ws_figure_set_title (figure, _ ("How good are the networks?"));
  ws_figure_set_subtitle (figure, subtitle);
  ws_figure_set_origin (figure, project, zoo);
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Networks"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  for (guint split = 0; split < 3; split++)
    {
      guint n = collect_split (states, split, values);

      if (n > 0)
        ws_panel_add_histogram (panel, ws_figure_get_split_title (split), values, n, split)
            ->n_shown = n;
    }
  if (isfinite (ws_figure_get_chance (zoo)))
    ws_panel_add_rule (panel, WS_RULE_VERTICAL, ws_figure_get_chance (zoo), _ ("chance"));
  return figure;
}

const WsFigureKind ws_figure_histogram = {
  .name = "histogram",
  .summary = N_ ("accuracies of the networks of a population"),
  .make = make_histogram,
};
