/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/hyper-figures.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *
split_title (guint split)
{
  switch ((WsSplit)split)
    {
    case WS_SPLIT_VAL:
      return _ ("validation");
    case WS_SPLIT_TEST:
      return _ ("test");
    case WS_SPLIT_TRAIN:
    default:
      return _ ("training");
    }
}

static const WsHyperEpoch *
last_measured (const WsHyperEpoch *history, guint n)
{
  for (guint i = n; i > 0; i--)
    if (isfinite (history[i - 1].r2[WS_SPLIT_TRAIN]))
      return &history[i - 1];
  return NULL;
}

/* -- curves ---------------------------------------------------------------------------------------
 */

static void
add_loss (WsPanel            *panel,
          const char         *name,
          const WsHyperEpoch *history,
          guint               n,
          gsize               offset,
          guint               class_index)
{
  g_autofree double *x = g_new (double, MAX (n, 1));
  g_autofree double *y = g_new (double, MAX (n, 1));
  guint              m = 0;

  for (guint i = 0; i < n; i++)
    {
      float value = G_STRUCT_MEMBER (float, &history[i], offset);

      if (!isfinite (value))
        continue;
      x[m] = history[i].epoch;
      y[m++] = (double)value;
    }
  if (m > 0)
    ws_panel_add_line (panel, name, x, y, m, class_index);
}

/* Without contrast the total is the reconstruction, and one line says it all. */
static gboolean
has_contrast (const WsHyperEpoch *history, guint n)
{
  for (guint i = 0; i < n; i++)
    if (history[i].loss_contrast > 0)
      return TRUE;
  return FALSE;
}

WsFigure *
ws_hyper_loss_figure (const WsHyperEpoch *history, guint n, gboolean is_log)
{
  WsFigure *figure = ws_figure_new ();
  WsPanel  *panel = ws_figure_add_panel (figure);

  ws_figure_set_title (figure, _ ("Loss"));
  ws_figure_set_empty (figure, _ ("Losses appear here while it trains"));
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Epoch"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Loss"), is_log ? WS_SCALE_LOG : WS_SCALE_LINEAR,
                     WS_FORMAT_AUTO);
  ws_panel_get_axis (panel, WS_AXIS_Y)->from_zero = !is_log;
  if (has_contrast (history, n))
    add_loss (panel, _ ("total"), history, n, G_STRUCT_OFFSET (WsHyperEpoch, loss), 0);
  add_loss (panel, _ ("reconstruction"), history, n, G_STRUCT_OFFSET (WsHyperEpoch, loss_rec), 1);
  if (has_contrast (history, n))
    add_loss (panel, _ ("contrast"), history, n, G_STRUCT_OFFSET (WsHyperEpoch, loss_contrast), 2);
  /* before their weights: what they are, not how much they count */
  add_loss (panel, _ ("behaviour"), history, n, G_STRUCT_OFFSET (WsHyperEpoch, loss_behaviour), 3);
  add_loss (panel, _ ("task"), history, n, G_STRUCT_OFFSET (WsHyperEpoch, loss_task), 4);
  return figure;
}

WsFigure *
ws_hyper_r2_figure (const WsHyperEpoch *history, guint n)
{
  WsFigure          *figure = ws_figure_new ();
  WsPanel           *panel = ws_figure_add_panel (figure);
  g_autofree double *x = g_new (double, MAX (n, 1));
  g_autofree double *y = g_new (double, MAX (n, 1));

  ws_figure_set_title (figure, _ ("Are unseen networks rebuilt?"));
  ws_figure_set_empty (figure, _ ("R² appears here at the first measurement"));
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Epoch"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("R² of the weights"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  for (guint split = 0; split < 3; split++)
    {
      guint m = 0;

      for (guint i = 0; i < n; i++)
        if (isfinite (history[i].r2[split]))
          {
            x[m] = history[i].epoch;
            y[m++] = (double)history[i].r2[split];
          }
      if (m > 0)
        ws_panel_add_line (panel, split_title (split), x, y, m, split);
    }
  if (last_measured (history, n) != NULL)
    ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, 0.0, _ ("mean network"));
  return figure;
}

WsFigure *
ws_hyper_layers_figure (const WsHyperEpoch  *history,
                        guint                n,
                        const WsHyperReport *report,
                        const WsArch        *arch)
{
  WsFigure           *figure = ws_figure_new ();
  WsPanel            *panel = ws_figure_add_panel (figure);
  const WsHyperEpoch *last = last_measured (history, n);
  const char         *names[WS_HYPER_REPORT_MAX_LAYERS + 1] = { NULL };
  double              values[WS_HYPER_REPORT_MAX_LAYERS];

  ws_figure_set_title (figure, _ ("Which layers are rebuilt?"));
  ws_figure_set_empty (figure, _ ("R² of each layer appears here"));
  if (arch == NULL || (last == NULL && report == NULL))
    return figure;
  for (guint l = 0; l < MIN (arch->n_layers, WS_HYPER_REPORT_MAX_LAYERS); l++)
    names[l] = arch->layers[l].name;
  ws_panel_set_categories (panel, names);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("R²"), WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  for (guint split = 0; split < 3; split++)
    {
      guint n_layers = MIN (arch->n_layers, WS_HYPER_REPORT_MAX_LAYERS);

      for (guint l = 0; l < n_layers; l++)
        values[l] =
            report != NULL ? report->r2_layers[split][l] : (double)last->r2_layers[split][l];
      if (isfinite (values[0]))
        ws_panel_add_bars (panel, split_title (split), values, NULL, NULL, n_layers, split);
    }
  return figure;
}

/* -- decoding -------------------------------------------------------------------------------------
 */

/* Behind the others, and paler: the whole training of unseen networks. */
static void
add_all_epochs (WsPanel *panel, const WsHyperReport *report)
{
  WsSeries *series = ws_panel_add_scatter (panel, _ ("test, all epochs"), report->all_original,
                                           report->all_decoded, report->n_all, 3);

  series->n_shown = report->n_all;
  series->size = 0.6;
  series->opacity = 0.5;
}

WsFigure *
ws_hyper_decode_figure (const WsHyperReport *report)
{
  WsFigure *figure = ws_figure_new ();
  WsPanel  *panel = ws_figure_add_panel (figure);
  gboolean  has_any = FALSE;

  ws_figure_set_title (figure, _ ("Do networks survive decoding?"));
  ws_figure_set_empty (figure, _ ("Accuracy after decoding is measured at the end"));
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Original accuracy"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Decoded accuracy"), WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  if (report != NULL && report->n_all > 0)
    add_all_epochs (panel, report);
  for (guint split = 0; report != NULL && split < 3; split++)
    {
      WsSeries *series = NULL;

      if (report->n_pairs[split] > 0)
        series = ws_panel_add_scatter (panel, split_title (split), report->original[split],
                                       report->decoded[split], report->n_pairs[split], split);
      else if (isfinite (report->original_mean[split]) && isfinite (report->decoded_mean[split]))
        series = ws_panel_add_scatter (panel, split_title (split), &report->original_mean[split],
                                       &report->decoded_mean[split], 1, split);
      if (series == NULL)
        continue;
      series->n_shown = report->decoded_n[split];
      has_any = TRUE;
    }
  if (!has_any)
    return figure;
  ws_panel_set_equal (panel, TRUE);
  ws_panel_add_rule (panel, WS_RULE_DIAGONAL, 0.0, NULL);
  if (isfinite (report->all_rank_correlation) || isfinite (report->rank_correlation[WS_SPLIT_TEST]))
    {
      g_autofree char *note = isfinite (report->all_rank_correlation)
                                  ? g_strdup_printf (_ ("rank correlation over all epochs %.2f"),
                                                     report->all_rank_correlation)
                                  : g_strdup_printf (_ ("rank correlation %.2f"),
                                                     report->rank_correlation[WS_SPLIT_TEST]);

      ws_panel_set_note (panel, note);
    }
  return figure;
}

/* -- sentences ------------------------------------------------------------------------------------
 */

static void
free_check (WsHyperCheck *check)
{
  g_free (check->text);
  g_free (check->why);
  g_free (check);
}

static void
add_check (GPtrArray *checks, WsCheckVerdict verdict, char *text, char *why)
{
  WsHyperCheck *check = g_new (WsHyperCheck, 1);

  *check = (WsHyperCheck){ verdict, text, why };
  g_ptr_array_add (checks, check);
}

static void
check_r2 (GPtrArray *checks, const WsHyperEpoch *last, const WsHyperReport *report)
{
  double seen = last != NULL ? (double)last->r2[WS_SPLIT_TRAIN] : (double)NAN;
  double unseen = last != NULL ? (double)last->r2[WS_SPLIT_TEST] : (double)NAN;

  if (report != NULL && isfinite (report->r2[WS_SPLIT_TEST]))
    {
      seen = report->r2[WS_SPLIT_TRAIN];
      unseen = report->r2[WS_SPLIT_TEST];
    }
  if (!isfinite (unseen))
    return;
  add_check (
      checks,
      unseen >= 0.5  ? WS_CHECK_GOOD
      : unseen > 0.0 ? WS_CHECK_PLAIN
                     : WS_CHECK_DOUBTFUL,
      g_strdup_printf (_ ("R² %.2f on networks it never saw, %.2f on those it learned from"),
                       unseen, seen),
      g_strdup (unseen > 0.0
                    ? _ ("The mean network would score 0, a perfect copy 1. Only unseen "
                         "networks tell whether it has learned what networks look like.")
                    : _ ("Below 0 it is worse than always answering with the mean network.")));
  if (report != NULL && isfinite (report->pca_r2[WS_SPLIT_TEST]))
    add_check (
        checks, unseen > report->pca_r2[WS_SPLIT_TEST] ? WS_CHECK_GOOD : WS_CHECK_DOUBTFUL,
        g_strdup_printf (_ ("As many principal components of the weights (%u) reach R² %.2f"),
                         report->pca_components, report->pca_r2[WS_SPLIT_TEST]),
        g_strdup (_ ("The best flat space with as many numbers as there are latents, on the "
                     "same unseen networks: the rival to beat.")));
}

static void
check_decoded (GPtrArray *checks, const WsHyperReport *report)
{
  double original, decoded, kept;

  if (report == NULL || !isfinite (report->decoded_mean[WS_SPLIT_TEST]))
    return;
  original = report->original_mean[WS_SPLIT_TEST];
  decoded = report->decoded_mean[WS_SPLIT_TEST];
  if (!(original > 0.0))
    return;
  kept = decoded / original;
  add_check (checks, kept >= 0.6 ? WS_CHECK_GOOD : WS_CHECK_DOUBTFUL,
             g_strdup_printf (_ ("Decoded networks keep %.0f %% of their accuracy (%.2f of %.2f, "
                                 "%u unseen networks)"),
                              100.0 * kept, decoded, original, report->decoded_n[WS_SPLIT_TEST]),
             g_strdup (_ ("What is lost here, every sample loses too.")));
}

static void
check_order (GPtrArray *checks, const WsHyperReport *report)
{
  if (report == NULL || !isfinite (report->all_rank_correlation))
    return;
  add_check (checks,
             report->all_rank_correlation >= 0.9   ? WS_CHECK_GOOD
             : report->all_rank_correlation >= 0.5 ? WS_CHECK_PLAIN
                                                   : WS_CHECK_DOUBTFUL,
             /* Translators: Spearman's rank correlation; %u states of networks */
             g_strdup_printf (_ ("Better networks decode to better networks: rank correlation %.2f "
                                 "(%u states of unseen networks, all kept epochs)"),
                              report->all_rank_correlation, report->n_all),
             g_strdup (_ ("Only with the order kept do accuracies on the map mean anything.")));
}

static void
check_probes (GPtrArray *checks, const WsHyperReport *report)
{
  static const char *const names[] = { N_ ("test accuracy"), N_ ("epoch"),
                                       N_ ("generalisation gap") };

  for (guint i = 0; report != NULL && i < 3; i++)
    if (isfinite (report->probe[i][0]))
      add_check (checks, report->probe[i][0] >= 0.5 ? WS_CHECK_GOOD : WS_CHECK_PLAIN,
                 /* Translators: %s is a property such as "test accuracy" */
                 g_strdup_printf (_ ("The latents tell the %s with R² %.2f"), _ (names[i]),
                                  report->probe[i][0]),
                 /* Translators: R² of the same probe on other features */
                 g_strdup_printf (_ ("A linear probe on layer statistics reaches %.2f, on the raw "
                                     "weights %.2f."),
                                  report->probe[i][1], report->probe[i][2]));
}

GPtrArray *
ws_hyper_checks (const WsHyperEpoch *history, guint n, const WsHyperReport *report)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func ((GDestroyNotify)free_check);

  check_r2 (checks, last_measured (history, n), report);
  check_decoded (checks, report);
  check_order (checks, report);
  check_probes (checks, report);
  return checks;
}
