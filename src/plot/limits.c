/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Bins, densities and axis limits: all that a panel's drawing needs and no size decides. */
#include "plot/layout-private.h"
#include "plot/array-private.h"
#include "plot/stats-private.h"

#include <math.h>
#include <stdlib.h>

static const WsSeries *
series_at (const WsPanel *panel, guint i)
{
  return g_ptr_array_index (panel->series, i);
}

static int
compare_widths (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

double *
ws_panel_dup_bin_edges (const WsPanel *panel, guint *n_bins)
{
  g_autofree double *widths = g_new (double, MAX (1, panel->series->len));
  double             lo = HUGE_VAL, hi = -HUGE_VAL;
  guint              n_widths = 0;

  *n_bins = 0;
  for (guint s = 0; s < panel->series->len; s++)
    {
      const WsSeries    *series = series_at (panel, s);
      g_autofree double *sorted = NULL;
      gsize              n;

      if (series->kind != WS_SERIES_HISTOGRAM)
        continue;
      sorted = ws_stats_sorted (series->y, series->n, &n);
      if (n == 0)
        continue;
      lo = fmin (lo, sorted[0]);
      hi = fmax (hi, sorted[n - 1]);
      widths[n_widths] = ws_stats_bin_width (sorted, n);
      n_widths += isfinite (widths[n_widths]) ? 1 : 0;
    }
  if (!(lo <= hi))
    return NULL;
  ws_scale_pad (WS_SCALE_LINEAR, 0, &lo, &hi);
  /* the median population decides, so that one narrow group does not shred the others */
  qsort (widths, n_widths, sizeof (double), compare_widths);
  return ws_stats_bin_edges (lo, hi, panel->n_bins,
                             n_widths > 0 ? widths[n_widths / 2] : (hi - lo) / 12, n_bins);
}

static void
prepare_histograms (const WsPanel *panel, WsPanelFrame *frame)
{
  frame->edges = ws_panel_dup_bin_edges (panel, &frame->n_bins);
  if (frame->edges == NULL)
    return;
  frame->heights = g_new0 (double *, frame->n_series);
  for (guint s = 0; s < frame->n_series; s++)
    {
      const WsSeries *series = series_at (panel, s);
      double          sum = 0;

      if (series->kind != WS_SERIES_HISTOGRAM)
        continue;
      frame->heights[s] = g_new (double, frame->n_bins);
      ws_stats_count (series->y, series->n, frame->edges, frame->n_bins, frame->heights[s]);
      for (guint b = 0; b < frame->n_bins; b++)
        sum += frame->heights[s][b];
      for (guint b = 0; panel->bins_as_share && sum > 0 && b < frame->n_bins; b++)
        frame->heights[s][b] /= sum;
    }
}

static void
prepare_violins (const WsPanel *panel, WsPanelFrame *frame)
{
  frame->violins = g_new0 (WsViolin, frame->n_series);
  for (guint s = 0; s < frame->n_series; s++)
    {
      const WsSeries    *series = series_at (panel, s);
      WsViolin          *violin = &frame->violins[s];
      g_autofree double *sorted = NULL;
      double             greatest = 0;

      if (series->kind != WS_SERIES_VIOLIN)
        continue;
      sorted = ws_stats_sorted (series->y, series->n, &violin->n);
      if (violin->n == 0)
        continue;
      violin->lo = sorted[0];
      violin->hi = sorted[violin->n - 1];
      for (guint q = 0; q < 3; q++)
        violin->quartile[q] = ws_stats_quantile (sorted, violin->n, 0.25 * (q + 1));
      if (violin->n >= 5)
        ws_stats_density (sorted, violin->n, violin->lo, violin->hi, WS_VIOLIN_GRID,
                          violin->density);
      for (guint g = 0; g < WS_VIOLIN_GRID; g++)
        greatest = fmax (greatest, violin->density[g]);
      for (guint g = 0; g < WS_VIOLIN_GRID && greatest > 0; g++)
        violin->density[g] /= greatest;
    }
}

/* -- geometry of bars -- */

static guint
count_kind (const WsPanel *panel, WsSeriesKind kind, guint before)
{
  guint n = 0;

  for (guint s = 0; s < MIN (before, panel->series->len); s++)
    n += series_at (panel, s)->kind == kind ? 1 : 0;
  return n;
}

void
ws_bar_extent (const WsPanel *panel, guint series, guint i, double *left, double *right)
{
  guint  n = count_kind (panel, WS_SERIES_BARS, G_MAXUINT);
  guint  k = count_kind (panel, WS_SERIES_BARS, series);
  double group = n == 1 ? 0.62 : 0.80, slot = group / n;

  *left = i - group / 2 + k * slot + slot * 0.03;
  *right = i - group / 2 + (k + 1) * slot - slot * 0.03;
}

double
ws_interval_place (const WsPanel *panel, guint series, guint i)
{
  guint n = count_kind (panel, WS_SERIES_INTERVAL, G_MAXUINT);
  guint k = count_kind (panel, WS_SERIES_INTERVAL, series);

  return i + (k - (n - 1) / 2.0) * 0.5 / MAX (1, n);
}

guint
ws_violin_place (const WsPanel *panel, guint series)
{
  return count_kind (panel, WS_SERIES_VIOLIN, series);
}

/* -- limits -- */

typedef struct
{
  double lo, hi;
} Range;

static void
widen (Range *range, WsScaleKind kind, const double *values, gsize n)
{
  if (values != NULL)
    ws_scale_range (kind, values, n, &range->lo, &range->hi);
}

static void
widen_pair (Range *range, WsScaleKind kind, double a, double b)
{
  double both[2] = { a, b };

  ws_scale_range (kind, both, 2, &range->lo, &range->hi);
}

static void
widen_by_series (const WsPanel *panel, const WsPanelFrame *frame, guint s, Range range[2])
{
  const WsSeries *series = series_at (panel, s);
  WsScaleKind     kx = panel->axis[WS_AXIS_X].kind, ky = panel->axis[WS_AXIS_Y].kind;

  switch (series->kind)
    {
    case WS_SERIES_HISTOGRAM:
      if (frame->edges != NULL)
        widen (&range[0], WS_SCALE_LINEAR, frame->edges, frame->n_bins + 1);
      if (frame->heights != NULL)
        widen (&range[1], ky, frame->heights[s], frame->n_bins);
      break;
    case WS_SERIES_INTERVAL:
      widen (&range[0], kx, series->x, series->n);
      widen (&range[0], kx, series->lo, series->n);
      widen (&range[0], kx, series->hi, series->n);
      break;
    case WS_SERIES_SCATTER:
    case WS_SERIES_LINE:
    case WS_SERIES_BAND:
    case WS_SERIES_BARS:
    case WS_SERIES_VIOLIN:
    default:
      if (series->x != NULL)
        widen (&range[0], kx, series->x, series->n);
      else if (series->kind == WS_SERIES_LINE || series->kind == WS_SERIES_BAND)
        widen_pair (&range[0], kx, kx == WS_SCALE_LOG ? 1 : 0, (double)MAX (1, series->n) - 1);
      widen (&range[1], ky, series->y, series->n);
      widen (&range[1], ky, series->lo, series->n);
      widen (&range[1], ky, series->hi, series->n);
      break;
    }
}

/* Points need room for their radius, lines may touch the sides, bars stand on zero. */
static double
x_margin (const WsPanel *panel)
{
  if (ws_panel_has_kind (panel, WS_SERIES_SCATTER) || ws_panel_has_kind (panel, WS_SERIES_INTERVAL))
    return 0.04;
  return ws_panel_has_kind (panel, WS_SERIES_HISTOGRAM) ? 0.02 : 0.012;
}

static void
set_scale (const WsPanel *panel, WsAxisSide side, Range range, WsScale *scale)
{
  const WsAxis *axis = &panel->axis[side];
  gboolean      zero = axis->from_zero;
  double        share = side == WS_AXIS_X || panel->equal ? x_margin (panel) : 0.05;

  scale->kind = axis->kind;
  if (isfinite (axis->lo) && isfinite (axis->hi) && (axis->kind != WS_SCALE_LOG || axis->lo > 0))
    {
      scale->lo = axis->lo;
      scale->hi = axis->hi;
      ws_scale_pad (axis->kind, 0, &scale->lo, &scale->hi);
      return;
    }
  if (side == WS_AXIS_Y &&
      (ws_panel_has_kind (panel, WS_SERIES_BARS) || ws_panel_has_kind (panel, WS_SERIES_HISTOGRAM)))
    zero = TRUE;
  if (panel->field.values != NULL)
    share = 0;
  zero = zero && axis->kind == WS_SCALE_LINEAR && range.lo <= range.hi;
  if (zero)
    {
      gboolean above = range.lo >= 0, below = range.hi <= 0;

      range.lo = fmin (0, range.lo);
      range.hi = fmax (0, range.hi);
      if (range.lo == range.hi) /* only zeros */
        range.hi = 1;
      ws_scale_pad (axis->kind, 0.06, &range.lo, &range.hi);
      if (above)
        range.lo = 0;
      else if (below)
        range.hi = 0;
    }
  else
    ws_scale_pad (axis->kind, share, &range.lo, &range.hi);
  scale->lo = range.lo;
  scale->hi = range.hi;
}

static void
set_limits (const WsPanel *panel, WsPanelFrame *frame)
{
  Range    range[2] = { { HUGE_VAL, -HUGE_VAL }, { HUGE_VAL, -HUGE_VAL } };
  WsScale *scale[2] = { &frame->pub.view.x, &frame->pub.view.y };

  for (guint s = 0; s < frame->n_series; s++)
    widen_by_series (panel, frame, s, range);
  if (panel->field.values != NULL)
    {
      widen_pair (&range[0], WS_SCALE_LINEAR, panel->field.x0, panel->field.x1);
      widen_pair (&range[1], WS_SCALE_LINEAR, panel->field.y0, panel->field.y1);
    }
  for (guint r = 0; r < panel->rules->len; r++)
    {
      const WsRule *rule = &ws_array_index (panel->rules, WsRule, r);

      if (rule->kind == WS_RULE_HORIZONTAL && range[1].lo <= range[1].hi)
        widen_pair (&range[1], panel->axis[1].kind, rule->value, rule->value);
      else if (rule->kind == WS_RULE_VERTICAL && range[0].lo <= range[0].hi)
        widen_pair (&range[0], panel->axis[0].kind, rule->value, rule->value);
    }
  if (panel->equal && !panel->map_style && range[0].lo <= range[0].hi && range[1].lo <= range[1].hi)
    {
      range[0].lo = range[1].lo = fmin (range[0].lo, range[1].lo);
      range[0].hi = range[1].hi = fmax (range[0].hi, range[1].hi);
    }
  for (WsAxisSide side = WS_AXIS_X; side <= WS_AXIS_Y; side++)
    set_scale (panel, side, range[side], scale[side]);
  frame->n_categories = ws_panel_count_categories (panel);
  if (ws_panel_has_x_categories (panel))
    *scale[0] = (WsScale){ WS_SCALE_LINEAR, -0.5, MAX (1, frame->n_categories) - 0.5 };
  if (ws_panel_has_y_categories (panel))
    *scale[1] = (WsScale){ WS_SCALE_LINEAR, -0.5, MAX (1, frame->n_categories) - 0.5 };
}

static void
set_value_range (const WsPanel *panel, WsPanelFrame *frame)
{
  double lo = panel->color_lo, hi = panel->color_hi;

  if (panel->images.pixels != NULL)
    {
      gsize n = (gsize)panel->images.n * panel->images.width * panel->images.height;

      lo = HUGE_VAL;
      hi = -HUGE_VAL;
      for (gsize i = 0; i < n; i++)
        if (isfinite (panel->images.pixels[i]))
          {
            lo = fmin (lo, (double)panel->images.pixels[i]);
            hi = fmax (hi, (double)panel->images.pixels[i]);
          }
    }
  else if (!isfinite (lo) || !isfinite (hi))
    ws_panel_value_range (panel, &lo, &hi);
  if ((panel->images.pixels != NULL ? panel->images.map : panel->map) == WS_COLORMAP_DIVERGING &&
      lo <= hi && !isfinite (panel->color_lo))
    {
      hi = fmax (fabs (lo), fabs (hi));
      lo = -hi;
    }
  ws_scale_pad (WS_SCALE_LINEAR, 0, &lo, &hi);
  if (panel->images.pixels != NULL || !isfinite (panel->color_lo))
    {
      /* automatic ranges end at round numbers, so that the bar's ends can be read */
      double step = ws_ticks_step (lo, hi, 8);

      lo = floor (lo / step + 1e-6) * step;
      hi = ceil (hi / step - 1e-6) * step;
    }
  frame->pub.value_lo = lo;
  frame->pub.value_hi = hi;
}

void
ws_panel_prepare (const WsPanel *panel, WsPanelFrame *frame)
{
  frame->n_series = panel->series->len;
  frame->is_empty = !ws_panel_has_data (panel);
  if (ws_panel_has_kind (panel, WS_SERIES_HISTOGRAM))
    prepare_histograms (panel, frame);
  if (ws_panel_has_kind (panel, WS_SERIES_VIOLIN))
    prepare_violins (panel, frame);
  set_limits (panel, frame);
  set_value_range (panel, frame);
  frame->has_grid_x =
      !ws_panel_has_x_categories (panel) && !ws_panel_has_kind (panel, WS_SERIES_HISTOGRAM);
  frame->has_grid_y = !ws_panel_has_y_categories (panel);
}
