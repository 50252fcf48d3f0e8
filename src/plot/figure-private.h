/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"

G_BEGIN_DECLS

/* Small images that share one range: kernels. */
typedef struct
{
  float     *pixels; /* n × height × width; NULL: the panel has axes */
  guint      n, width, height, columns;
  char     **captions; /* (nullable) */
  WsColormap map;
} WsImages;

/* A filled grid under the series: the landscape. */
typedef struct
{
  double *values; /* (nullable): ny × nx */
  guint   nx, ny;
  double  x0, x1, y0, y1;
} WsField;

typedef struct
{
  double  value;
  gsize   n;
  double *xy;
} WsContourLine;

/* What is known of the plane of a map. */
typedef struct
{
  GArray    *cells;    /* (element-type WsField): from below to above */
  GArray    *contours; /* (element-type WsContourLine) */
  WsField    hatch;    /* 1 where hatched */
  double     opacity;
  gboolean   has_color; /* and a bar of its own */
  WsColormap map;
  double     lo, hi;
  char      *label;
  WsFormat   format;
} WsGround;

struct _WsFigure
{
  gatomicrefcount ref_count;
  char           *title, *subtitle, *source, *caption, *empty;
  guint           columns;
  GPtrArray      *panels;
};

struct _WsPanel
{
  char         *title, *note, *legend_title;
  WsAxis        axis[2];
  gboolean      equal, map_style;
  char         *scale_unit;
  WsColormap    map;
  gboolean      map_reversed;
  double        color_lo, color_hi;
  char         *color_label;
  WsFormat      color_format;
  WsLegendPlace legend;
  char        **categories;
  guint         n_bins;
  gboolean      bins_as_share;
  GArray       *rules; /* WsRule */
  WsField       field;
  WsGround      landscape;
  WsImages      images;
  GPtrArray    *series;
};

void ws_series_free (WsSeries *self);

void ws_ground_init (WsGround *self);
void ws_ground_clear (WsGround *self);
/* Colours under everything else? */
gboolean ws_panel_has_ground (const WsPanel *self);
/* What kind of axes a panel's series need. */
gboolean ws_panel_has_kind (const WsPanel *self, WsSeriesKind kind);
/* Bars and violins: names on x. */
gboolean ws_panel_has_x_categories (const WsPanel *self);
/* Intervals: names on y, the first on top. */
gboolean ws_panel_has_y_categories (const WsPanel *self);
/* Places on the category axis. */
guint ws_panel_count_categories (const WsPanel *self);
/* Anything to draw? */
gboolean ws_panel_has_data (const WsPanel *self);
/* Values that have no place on the axes. */
gsize ws_panel_count_skipped (const WsPanel *self);
/* Range of all finite @value of the series and of the field; lo > hi when there is none. */
void ws_panel_value_range (const WsPanel *self, double *lo, double *hi);
/* x of point i: x NULL counts from 0. */
static inline double
ws_series_x (const WsSeries *self, gsize i)
{
  return self->x != NULL ? self->x[i] : (double)i;
}

G_END_DECLS
