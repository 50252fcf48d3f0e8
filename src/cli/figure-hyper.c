/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/figures.h"
#include "cli/hyper-summary.h"
#include "cli/output.h"
#include "core/error.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>

static void
set_origin (WsFigure *figure, WsProject *project, const WsHyperSummary *summary)
{
  g_autofree char *file = g_path_get_basename (ws_project_get_path (project));
  g_autofree char *day = g_strndup (summary->info->created, 10);
  g_autofree char *text = g_strdup_printf (_ ("%s · %s, learned from %s · %s"), file,
                                           summary->info->name, summary->population->name, day);

  ws_figure_set_source (figure, text);
}

static WsHyperSummary *
load (WsProject *project, const WsFigureChoice *choice, gboolean needs_decoded, GError **error)
{
  g_autoptr (WsHyperSummary) summary = ws_hyper_summary_load (project, choice->hyper, error);

  if (summary == NULL)
    return NULL;
  if (needs_decoded ? ws_hyper_summary_get_part (summary, "decoded") != NULL
                    : isfinite (summary->r2[WS_SPLIT_TRAIN]))
    return g_steal_pointer (&summary);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s was not measured yet"),
               summary->info->name);
  return NULL;
}

/* -- loss -- */

static void
add_line (WsPanel *panel, const char *name, const GArray *history, gsize offset, guint class_index)
{
  g_autofree double *x = g_new (double, MAX (history->len, 1));
  g_autofree double *y = g_new (double, MAX (history->len, 1));
  guint              n = 0;

  for (guint i = 0; i < history->len; i++)
    {
      const WsHyperEpoch *epoch = &g_array_index (history, WsHyperEpoch, i);
      float               value = G_STRUCT_MEMBER (float, epoch, offset);

      if (!isfinite (value))
        continue;
      x[n] = epoch->epoch;
      y[n++] = (double)value;
    }
  if (n > 0)
    ws_panel_add_line (panel, name, x, y, n, class_index);
}

/* Without contrast the total is the reconstruction. */
static gboolean
has_contrast (const GArray *history)
{
  for (guint i = 0; i < history->len; i++)
    if (g_array_index (history, WsHyperEpoch, i).loss_contrast > 0)
      return TRUE;
  return FALSE;
}

static void
add_loss_panel (WsFigure *figure, const GArray *history)
{
  WsPanel *panel = ws_figure_add_panel (figure);

  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Epoch"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Loss"), WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_get_axis (panel, WS_AXIS_Y)->from_zero = TRUE;
  if (has_contrast (history))
    add_line (panel, _ ("total"), history, G_STRUCT_OFFSET (WsHyperEpoch, loss), 0);
  add_line (panel, _ ("reconstruction"), history, G_STRUCT_OFFSET (WsHyperEpoch, loss_rec), 1);
  if (has_contrast (history))
    add_line (panel, _ ("contrast"), history, G_STRUCT_OFFSET (WsHyperEpoch, loss_contrast), 2);
}

static void
add_r2_panel (WsFigure *figure, const GArray *history)
{
  WsPanel *panel = ws_figure_add_panel (figure);

  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Epoch"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("R² of the weights"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  for (guint split = 0; split < 3; split++)
    add_line (panel, ws_figure_get_split_title (split), history,
              G_STRUCT_OFFSET (WsHyperEpoch, r2) + split * sizeof (float), split);
  ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, 0.0, _ ("mean network"));
}

static WsFigure *
make_loss (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  g_autoptr (WsHyperSummary) summary = ws_hyper_summary_load (project, choice->hyper, error);
  g_autofree char *subtitle = NULL;
  WsFigure        *figure;

  if (summary == NULL)
    return NULL;
  if (summary->history->len == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s has no finished epoch yet"),
                   summary->info->name);
      return NULL;
    }
  figure = ws_figure_new ();
  subtitle = g_strdup_printf (_ ("Left: on augmented views of the train networks. Right: clean, by "
                                 "split of the %u networks of %s"),
                              summary->population->n, summary->population->name);
  ws_figure_set_title (figure, _ ("Does it learn what unseen networks look like?"));
  ws_figure_set_subtitle (figure, subtitle);
  set_origin (figure, project, summary);
  add_loss_panel (figure, summary->history);
  add_r2_panel (figure, summary->history);
  return figure;
}

const WsFigureKind ws_figure_loss = {
  .name = "loss",
  .summary = N_ ("losses and R² of a representation over its training"),
  .make = make_loss,
};

/* -- R² -- */

/* The rival without any network: as many principal components as there are latents. */
static void
add_pca_rule (WsPanel *panel, const WsHyperSummary *summary)
{
  JsonObject *baselines = ws_hyper_summary_get_part (summary, "baselines");
  JsonObject *pca = ws_object_get_object (baselines, "pca");
  double      r2 = ws_object_get_number (ws_object_get_object (pca, "test"), "all");

  if (isfinite (r2))
    ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, r2, _ ("PCA, test networks"));
}

static void
set_r2_texts (WsFigure *figure, const WsHyperSummary *summary)
{
  g_autofree char *seen = ws_number_format (summary->r2[WS_SPLIT_TRAIN], 0.01, WS_FORMAT_FRACTION);
  g_autofree char *unseen = ws_number_format (summary->r2[WS_SPLIT_TEST], 0.01, WS_FORMAT_FRACTION);
  g_autofree char *title =
      isfinite (summary->r2[WS_SPLIT_TEST])
          ? g_strdup_printf (_ ("R² is %s on networks it never saw, %s on those it learned from"),
                             unseen, seen)
          : g_strdup (_ ("Which layers are rebuilt?"));
  g_autofree char *subtitle = g_strdup_printf (_ ("Reconstructed weights of the %u networks of %s, "
                                                  "by layer and split; 1 is a perfect copy, 0 "
                                                  "the mean network"),
                                               summary->population->n, summary->population->name);

  ws_figure_set_title (figure, title);
  ws_figure_set_subtitle (figure, subtitle);
}

static WsFigure *
make_r2 (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  g_autoptr (WsHyperSummary) summary = load (project, choice, FALSE, error);
  const char *names[WS_HYPER_MAX_LAYERS + 2] = { _ ("all"), NULL };
  WsFigure   *figure;
  WsPanel    *panel;
  guint       n_layers;

  if (summary == NULL)
    return NULL;
  n_layers = MIN (summary->arch->n_layers, WS_HYPER_MAX_LAYERS);
  for (guint l = 0; l < n_layers; l++)
    names[l + 1] = summary->arch->layers[l].name;
  figure = ws_figure_new ();
  panel = ws_figure_add_panel (figure);
  set_r2_texts (figure, summary);
  set_origin (figure, project, summary);
  ws_panel_set_categories (panel, names);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("R²"), WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  for (guint split = 0; split < 3; split++)
    {
      double values[WS_HYPER_MAX_LAYERS + 1] = { summary->r2[split] };

      for (guint l = 0; l < n_layers; l++)
        values[l + 1] = summary->r2_layers[split][l];
      if (isfinite (values[0]))
        ws_panel_add_bars (panel, ws_figure_get_split_title (split), values, NULL, NULL,
                           n_layers + 1, split);
    }
  add_pca_rule (panel, summary);
  return figure;
}

const WsFigureKind ws_figure_r2 = {
  .name = "r2",
  .summary = N_ ("reconstruction by layer and split of the networks"),
  .make = make_r2,
};

/* -- decoded accuracy -- */

static void
add_pairs (WsPanel *panel, JsonObject *part, guint split)
{
  guint              n, n_decoded;
  g_autofree double *original = ws_object_get_numbers (part, "original", &n);
  g_autofree double *decoded = ws_object_get_numbers (part, "decoded", &n_decoded);

  n = MIN (n, n_decoded);
  if (n == 0)
    return;
  ws_panel_add_scatter (panel, ws_figure_get_split_title (split), original, decoded, n, split)
      ->n_shown = n;
}

static void
set_decoded_axes (WsPanel *panel)
{
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Original accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Decoded accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_equal (panel, TRUE);
  ws_panel_add_rule (panel, WS_RULE_DIAGONAL, 0.0, _ ("same accuracy"));
}

/* The kept share of the most honest split that was measured. */
static void
set_decoded_title (WsFigure *figure, WsPanel *panel, JsonObject *decoded)
{
  for (guint split = 3; split > 0; split--)
    {
      const char      *name = ws_split_get_name ((WsSplit)(split - 1));
      JsonObject      *part = ws_object_get_object (decoded, name);
      double           original = ws_object_get_number (part, "original_acc_mean");
      double           kept = ws_object_get_number (part, "decoded_acc_mean") / original;
      double           rank = ws_object_get_number (part, "rank_correlation");
      g_autofree char *title = NULL, *note = NULL;

      if (!isfinite (kept))
        continue;
      title = split - 1 == WS_SPLIT_TEST
                  ? g_strdup_printf (_ ("Decoded unseen networks keep %.0f %% of their accuracy"),
                                     100.0 * kept)
                  : g_strdup_printf (_ ("Decoded networks keep %.0f %% of their accuracy"),
                                     100.0 * kept);
      ws_figure_set_title (figure, title);
      if (!isfinite (rank))
        return;
      /* Translators: Spearman's; %s is a split of networks */
      note = g_strdup_printf (_ ("rank correlation %.2f\n%s"), rank,
                              ws_figure_get_split_title (split - 1));
      ws_panel_set_note (panel, note);
      return;
    }
}

/* States of all kept epochs: what the training as a whole looks like after decoding. */
static void
add_all_epochs (WsFigure *figure, JsonObject *decoded)
{
  JsonObject *part = ws_object_get_object (
      ws_object_get_object (decoded, ws_split_get_name (WS_SPLIT_TEST)), "all_epochs");
  guint              n, n_decoded, n_epochs;
  g_autofree double *original = ws_object_get_numbers (part, "original", &n);
  g_autofree double *twins = ws_object_get_numbers (part, "decoded", &n_decoded);
  g_autofree double *epochs = ws_object_get_numbers (part, "epoch", &n_epochs);
  g_autofree char   *note = NULL;
  WsPanel           *panel;

  n = MIN (n, MIN (n_decoded, n_epochs));
  if (n < 2)
    return;
  panel = ws_figure_add_panel (figure);
  set_decoded_axes (panel);
  ws_panel_set_title (panel, _ ("Test networks, all kept epochs"));
  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, (double)NAN, (double)NAN, _ ("Epoch"),
                      WS_FORMAT_COUNT);
  ws_series_set_value (ws_panel_add_scatter (panel, NULL, original, twins, n, 0), epochs);
  note = g_strdup_printf (_ ("rank correlation %.2f\nn = %u"),
                          ws_object_get_number (part, "rank_correlation"), n);
  ws_panel_set_note (panel, note);
}

static WsFigure *
make_decoded (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  g_autoptr (WsHyperSummary) summary = load (project, choice, TRUE, error);
  g_autofree char *images = NULL, *subtitle = NULL;
  JsonObject      *decoded;
  WsFigure        *figure;
  WsPanel         *panel;

  if (summary == NULL)
    return NULL;
  decoded = ws_hyper_summary_get_part (summary, "decoded");
  images = ws_figure_dup_images (summary->population);
  subtitle =
      g_strdup_printf (_ ("Each network before and after encoding and decoding, %s"), images);
  figure = ws_figure_new ();
  panel = ws_figure_add_panel (figure);
  ws_figure_set_title (figure, _ ("Do networks survive decoding?"));
  ws_figure_set_subtitle (figure, subtitle);
  set_origin (figure, project, summary);
  set_decoded_axes (panel);
  for (guint split = 0; split < 3; split++)
    add_pairs (panel, ws_object_get_object (decoded, ws_split_get_name ((WsSplit)split)), split);
  set_decoded_title (figure, panel, decoded);
  add_all_epochs (figure, decoded);
  if (ws_figure_get_n_panels (figure) > 1)
    ws_panel_set_title (panel, _ ("Last epoch that was learned from"));
  return figure;
}

const WsFigureKind ws_figure_decoded = {
  .name = "decoded",
  .summary = N_ ("accuracy of networks before and after decoding"),
  .make = make_decoded,
};
