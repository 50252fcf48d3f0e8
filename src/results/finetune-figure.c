/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/finetune-figure.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_THIN_LINES 90 /* of all populations together */

/* Places in ws_curve_quantiles. */
enum
{
  Q_05 = 1,
  Q_30,
  Q_50,
  Q_70,
  Q_95,
};

/* -- numbers -- */

static float
measure (const WsEpochMetrics *metrics, gboolean is_loss)
{
  return is_loss ? metrics->test_loss : metrics->test_acc;
}

/* There are quantiles of the accuracy alone. */
static gboolean
shows_quantiles (const WsFinetuneLook *look)
{
  return look->has_quantiles && !look->is_loss;
}

/* The middle and the inner band of one epoch. */
static void
take_row (const WsCurveRow *row, const WsFinetuneLook *look, double *mid, double *lo, double *hi)
{
  if (shows_quantiles (look))
    {
      *mid = row->acc_quantiles[Q_50];
      *lo = row->acc_quantiles[Q_30];
      *hi = row->acc_quantiles[Q_70];
    }
  else if (look->is_loss)
    {
      *mid = row->loss_mean;
      *lo = row->loss_low;
      *hi = row->loss_high;
    }
  else
    {
      *mid = row->acc_mean;
      *lo = row->acc_low;
      *hi = row->acc_high;
    }
}

char *
ws_finetune_text_row (const WsCurveRow *row, const WsFinetuneLook *look)
{
  double mid, lo, hi;
  double std = row == NULL ? (double)NAN : look->is_loss ? row->loss_std : row->acc_std;

  if (row == NULL)
    return g_strdup ("–");
  take_row (row, look, &mid, &lo, &hi);
  if (!isfinite (mid))
    return g_strdup ("–");
  if (shows_quantiles (look) || !isfinite (std))
    return g_strdup_printf ("%.3f", mid);
  /* Translators: mean and standard deviation */
  return g_strdup_printf (_ ("%.3f ± %.3f"), mid, std);
}

char *
ws_finetune_text_details (const WsCurveRow *row, const WsFinetuneLook *look)
{
  const double *q = row->acc_quantiles;
  double        mid, lo, hi;
  GString      *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Epoch %u, n = %u"), row->epoch, row->n);
  if (shows_quantiles (look))
    {
      g_string_append_printf (text, _ ("\nmedian %.3f"), q[Q_50]);
      /* Translators: between which numbers so many of the networks are */
      g_string_append_printf (text, _ ("\n30–70 %%: %.3f–%.3f\n5–95 %%: %.3f–%.3f"), q[Q_30],
                              q[Q_70], q[Q_05], q[Q_95]);
      g_string_append_printf (text, _ ("\nall: %.3f–%.3f"), q[0], q[WS_CURVE_QUANTILES - 1]);
      return g_string_free (text, FALSE);
    }
  take_row (row, look, &mid, &lo, &hi);
  g_string_append_printf (text, _ ("\nmean %.3f"), mid);
  if (isfinite (lo) && isfinite (hi))
    g_string_append_printf (text, _ ("\n95 %% band of the mean: %.3f–%.3f"), lo, hi);
  return g_string_free (text, FALSE);
}

/* -- curves -- */

static void
add_thin_lines (WsPanel            *panel,
                const char         *label,
                const WsTunedCurve *curve,
                guint               most,
                gboolean            is_loss,
                guint               index)
{
  guint              step = curve->n_models / MAX (most, 1) + 1;
  g_autofree double *x = g_new (double, (gsize)curve->n_epochs + 1);
  g_autofree double *y = g_new (double, (gsize)curve->n_epochs + 1);

  for (guint m = 0; m < curve->n_models; m += step)
    {
      guint            n = 0;
      WsSeries        *series;
      g_autofree char *name = NULL;

      for (guint e = 0; e <= curve->n_epochs; e++)
        {
          float value = measure (&curve->metrics[(gsize)e * curve->n_models + m], is_loss);

          if (!isfinite (value))
            continue;
          x[n] = e;
          y[n++] = (double)value;
        }
      if (n < 2)
        continue;
      /* Translators: a population, and the number of one of its networks */
      name = g_strdup_printf (_ ("%s, network %u"), label, m + 1);
      series = ws_panel_add_line (panel, name, x, y, n, index);
      series->is_thin = TRUE;
      series->opacity = 0.8;
    }
}

/* The outer band of the quantiles, under the inner one, without a line of its own to be seen. */
static void
add_outer_band (WsPanel *panel, const char *label, const WsTunedCurve *curve, guint index)
{
  guint              n = curve->rows->len;
  g_autofree double *x = g_new (double, 4 * (gsize)MAX (n, 1));
  double            *mid = x + n, *lo = mid + n, *hi = lo + n;
  WsSeries          *series;
  g_autofree char   *name = NULL;

  for (guint i = 0; i < n; i++)
    {
      const WsCurveRow *row = &g_array_index (curve->rows, WsCurveRow, i);

      x[i] = row->epoch;
      mid[i] = row->acc_quantiles[Q_50];
      lo[i] = row->acc_quantiles[Q_05];
      hi[i] = row->acc_quantiles[Q_95];
    }
  /* Translators: a population: of 90 % of its networks */
  name = g_strdup_printf (_ ("%s, 5–95 %%"), label);
  series = ws_panel_add_band (panel, name, x, mid, lo, hi, n, index);
  series->is_thin = TRUE;
  series->opacity = 0.6;
}

static void
add_curve (WsPanel              *panel,
           const char           *label,
           const WsTunedCurve   *curve,
           const WsFinetuneLook *look,
           guint                 index)
{
  guint              n = curve->rows->len;
  g_autofree double *x = g_new (double, 4 * (gsize)MAX (n, 1));
  double            *mid = x + n, *lo = mid + n, *hi = lo + n;

  for (guint i = 0; i < n; i++)
    {
      const WsCurveRow *row = &g_array_index (curve->rows, WsCurveRow, i);

      x[i] = row->epoch;
      take_row (row, look, &mid[i], &lo[i], &hi[i]);
      if (!isfinite (lo[i]) || !isfinite (hi[i])) /* one network has no band */
        lo[i] = hi[i] = mid[i];
    }
  ws_panel_add_band (panel, label, x, mid, lo, hi, n, index)->n_shown =
      ws_tuned_curve_get_last (curve)->n;
}

/* -- figure -- */

static void
set_texts (WsFigure *figure, const WsFinetuneView *view, const WsFinetuneLook *look)
{
  GString *source = g_string_new (NULL);

  ws_figure_set_title (figure, look->is_loss ? _ ("Test loss while fine-tuning")
                                             : _ ("Test accuracy while fine-tuning"));
  ws_figure_set_empty (figure, _ ("The first epoch is on its way"));
  for (guint i = 0; i < view->curves->len; i++)
    g_string_append_printf (source, "%s%s", i > 0 ? ", " : "",
                            ws_finetune_view_get_curve (view, i)->name);
  if (view->curves->len > 0)
    /* Translators: the number from which all randomness comes */
    g_string_append_printf (source, _ (" · seed %" G_GUINT64_FORMAT),
                            ws_finetune_view_get_curve (view, 0)->seed);
  ws_figure_set_source (figure, source->str);
  g_string_free (source, TRUE);
}

static void
set_axes (WsPanel *panel, const WsFinetuneView *view, const WsFinetuneLook *look)
{
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Epoch"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y,
                     look->is_loss ? _ ("Test loss (nats)") : _ ("Test accuracy (fraction)"),
                     WS_SCALE_LINEAR, look->is_loss ? WS_FORMAT_AUTO : WS_FORMAT_FRACTION);
  if (view->n_epochs > 0)
    ws_panel_set_limits (panel, WS_AXIS_X, 0, view->n_epochs);
  ws_panel_set_legend_title (panel, shows_quantiles (look) ? _ ("median, 30–70 %, 5–95 %")
                                                           : _ ("mean, 95 % band"));
}

/* Chance is of interest where somebody starts near it; elsewhere it would only press the curves
 * together. */
static void
add_chance (WsPanel *panel, const WsFinetuneView *view)
{
  double chance = view->n_classes > 0 ? 1.0 / view->n_classes : (double)NAN;

  for (guint i = 0; i < view->curves->len; i++)
    {
      const WsCurveRow *row = ws_tuned_curve_get_row (ws_finetune_view_get_curve (view, i), 0);

      if (row != NULL && row->acc_mean < 2 * chance)
        {
          ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, chance, _ ("chance"));
          return;
        }
    }
}

WsFigure *
ws_finetune_figure (const WsFinetuneView *view, const WsFinetuneLook *look)
{
  WsFigure *figure = ws_figure_new ();
  WsPanel  *panel = ws_figure_add_panel (figure);
  guint     most = MAX_THIN_LINES / MAX (view->curves->len, 1);

  set_texts (figure, view, look);
  set_axes (panel, view, look);
  for (guint i = 0; i < view->curves->len; i++)
    {
      const WsTunedCurve *curve = ws_finetune_view_get_curve (view, i);
      g_autofree char    *label = ws_finetune_view_dup_label (view, i);

      if (curve->rows->len > 0)
        add_curve (panel, label, curve, look, i);
    }
  /* thin ones are drawn under all others, but come after them in tables */
  for (guint i = 0; i < view->curves->len; i++)
    {
      const WsTunedCurve *curve = ws_finetune_view_get_curve (view, i);
      g_autofree char    *label = ws_finetune_view_dup_label (view, i);

      if (shows_quantiles (look) && curve->rows->len > 0)
        add_outer_band (panel, label, curve, i);
      if (look->has_single)
        add_thin_lines (panel, label, curve, most, look->is_loss, i);
    }
  if (!look->is_loss)
    add_chance (panel, view);
  return figure;
}
