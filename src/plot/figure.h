/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/theme.h"
#include "plot/ticks.h"

G_BEGIN_DECLS

/* A figure is plain data: panels with axes, series and notes. Build it with the functions below
 * (arrays are copied, strings too), draw it with ws_figure_render() (plot/render.h), on screen and
 * in files alike. Not thread safe while it is being built; may be read from any thread afterwards.
 */
typedef struct _WsFigure WsFigure;
typedef struct _WsPanel  WsPanel;
typedef struct _WsSeries WsSeries;

typedef enum
{
  WS_SERIES_SCATTER,
  WS_SERIES_LINE,
  WS_SERIES_BAND,      /* mean line (y), lo to hi shaded */
  WS_SERIES_BARS,      /* one value for each category, beside its siblings */
  WS_SERIES_HISTOGRAM, /* all histograms of a panel share their bins */
  WS_SERIES_VIOLIN,    /* one place on a category axis each */
  WS_SERIES_INTERVAL,  /* forest plot: x = estimate, lo to hi, one category each, from the top */
} WsSeriesKind;

/* How a point is filled; the map marks the split of networks by it. */
typedef enum
{
  WS_FILL_FULL,   /* train */
  WS_FILL_RING,   /* validation */
  WS_FILL_HALF,   /* test */
  WS_FILL_HOLLOW, /* only the rim, see-through: ghosts and missing values */
} WsFill;

typedef enum
{
  WS_POINT_HIGHLIGHT = 1 << 0, /* where any point of the panel has it, all others are dimmed */
  WS_POINT_GHOST = 1 << 1,     /* hollow: not evaluated yet */
  WS_POINT_CROSS = 1 << 2,     /* diverged: a cross whatever the marker */
  WS_POINT_HIDDEN = 1 << 3,    /* filtered away: not drawn, not picked, keeps the axes */
} WsPointFlags;

typedef enum
{
  WS_AXIS_X,
  WS_AXIS_Y,
} WsAxisSide;

typedef enum
{
  WS_RULE_HORIZONTAL, /* y = value */
  WS_RULE_VERTICAL,   /* x = value */
  WS_RULE_DIAGONAL,   /* y = x */
} WsRuleKind;

typedef enum
{
  WS_LEGEND_AUTO, /* the emptiest corner, ABOVE when none is empty; nothing if no series has a name
                   */
  WS_LEGEND_NONE,
  WS_LEGEND_TOP_LEFT,
  WS_LEGEND_TOP_RIGHT,
  WS_LEGEND_BOTTOM_LEFT,
  WS_LEGEND_BOTTOM_RIGHT,
  WS_LEGEND_TOP,    /* middle of the top, inside */
  WS_LEGEND_BOTTOM, /* middle of the bottom, inside */
  WS_LEGEND_ABOVE,  /* a strip over the axes */
} WsLegendPlace;

/* Fields are read by the drawing; the ones marked (set) may be changed at will between two
 * drawings. */
struct _WsSeries
{
  WsSeriesKind kind;
  char        *name; /* (nullable) (set by ws_series_set_name): legend, or category of a violin */
  guint        class_index; /* colour, shape and dash (set) */
  gboolean     has_color;   /* (set) use @color, not the class's */
  WsColor      color;       /* (set) */
  WsMarker     marker;      /* (set) WS_MARKER_AUTO */
  double       size;        /* (set) marker or line size as a multiple of the theme's, 1 */
  double       opacity;     /* (set) 1 */
  gint         dash;        /* (set) 0 solid, 1 dashed, 2 dotted, 3 dash-dot, -1 the class's */
  gboolean     is_thin;     /* (set) a single run behind a mean: hairline, no legend entry */
  gboolean     joined;      /* (set) scatter points joined in order: a trail */
  guint        n_shown;     /* (set) the n of the legend; 0 leaves it away */

  gsize   n;     /* points, values or categories */
  double *x, *y; /* x NULL: 0, 1, 2 …; histogram, violin and bars keep their values in y */
  double *lo, *hi;
  double *value;          /* (nullable): number that the panel's colour scale turns into a colour */
  guint8 *point_class;    /* (nullable): class of each point, index into class_names */
  guint8 *fill;           /* (nullable): WsFill of each point */
  guint8 *flags;          /* (nullable): WsPointFlags of each point */
  char  **class_names;    /* (nullable): strv, for point_class */
  guint  *class_index_of; /* (nullable): class number (colour, shape) of each of class_names */
};

typedef struct
{
  char       *label; /* (nullable): with unit */
  WsScaleKind kind;
  WsFormat    format;
  double      lo, hi;     /* fixed limits; NaN: from the data */
  gboolean    from_zero;  /* automatic limits include 0 */
  gboolean    hide_ticks; /* no numbers: "no units (UMAP)" */
} WsAxis;

typedef struct
{
  WsRuleKind kind;
  double     value;
  char      *label; /* (nullable) */
} WsRule;

/* -- figure -- */
WsFigure *ws_figure_new (void);
WsFigure *ws_figure_ref (WsFigure *self);
void      ws_figure_unref (WsFigure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsFigure, ws_figure_unref)

void ws_figure_set_title (WsFigure *self, const char *title); /* the finding or the question */
void ws_figure_set_subtitle (WsFigure *self, const char *subtitle); /* n, split, probe … */
void ws_figure_set_source (WsFigure *self, const char *source);     /* project, date, seed */
/* What a speaker says about it: some lines under the panels, in the colour of the text. */
void ws_figure_set_caption (WsFigure *self, const char *caption);
/* What is said in the middle of a panel without data; "Nothing to show yet" if never set. */
void ws_figure_set_empty (WsFigure *self, const char *text);
/* Columns of the grid of panels; 0 (default): a row while it fits the shape of the picture. */
void ws_figure_set_columns (WsFigure *self, guint columns);

WsPanel    *ws_figure_add_panel (WsFigure *self); /* (transfer none) */
guint       ws_figure_get_n_panels (const WsFigure *self);
WsPanel    *ws_figure_get_panel (const WsFigure *self, guint i); /* (transfer none) */
const char *ws_figure_get_title (const WsFigure *self);          /* (nullable) */
/* Values that cannot be drawn (not finite, or <= 0 on a log axis), over all panels; hidden ones do
 * not count. */
gsize ws_figure_count_skipped (const WsFigure *self);
/* One sentence for screen readers: title, kinds, ranges, n. (transfer full) */
char *ws_figure_describe (const WsFigure *self);

/* -- panel -- */
void ws_panel_set_title (WsPanel *self, const char *title);
/* @label with unit, e.g. "Test accuracy (fraction)". */
void ws_panel_set_axis (
    WsPanel *self, WsAxisSide side, const char *label, WsScaleKind kind, WsFormat format);
/* Fixed limits, for pan and zoom too; NaN, NaN goes back to automatic. */
void    ws_panel_set_limits (WsPanel *self, WsAxisSide side, double lo, double hi);
WsAxis *ws_panel_get_axis (WsPanel *self, WsAxisSide side); /* (transfer none): may be changed */
/* One unit of x is as long as one unit of y (maps, decode scatter). */
void ws_panel_set_equal (WsPanel *self, gboolean equal);
/* No frame, grid or numbers but a scale bar of round length with @unit ("z"): the latent map. %NULL
 * where lengths mean nothing: no scale bar. */
void ws_panel_set_map_style (WsPanel *self, gboolean map_style, const char *scale_unit);
/* The colours of @value of this panel's series, and its colour bar; lo, hi NaN: from the data. */
void ws_panel_set_color (
    WsPanel *self, WsColormap map, double lo, double hi, const char *label, WsFormat format);
void ws_panel_set_color_reversed (WsPanel *self, gboolean reversed);
void ws_panel_set_legend (WsPanel *self, WsLegendPlace place);
void ws_panel_set_legend_title (WsPanel *self, const char *title);
/* Names on the x axis for bars, on the y axis for intervals. @names: strv. */
void ws_panel_set_categories (WsPanel *self, const char *const *names);
/* @n_bins 0: from the data. @as_share: the y axis has shares of each population, not counts. */
void ws_panel_set_bins (WsPanel *self, guint n_bins, gboolean as_share);
void ws_panel_add_rule (WsPanel *self, WsRuleKind kind, double value, const char *label);
/* A small note in a corner that the legend leaves free, e.g. "R² 0.81\nn = 36". */
void ws_panel_set_note (WsPanel *self, const char *note);

/* A filled grid under everything else (the landscape): values[j * nx + i], row 0 at y0, cell edges
 * at x0 … x1 and y0 … y1; NaN cells stay empty. Coloured by ws_panel_set_color(). Copied. */
void ws_panel_set_field (WsPanel      *self,
                         const double *values,
                         guint         nx,
                         guint         ny,
                         double        x0,
                         double        x1,
                         double        y0,
                         double        y1);

/* -- a landscape: what is known of a plane by place, under the points of a map. Other than a field
 * it may grow, and it never moves the axes. All arrays are copied. -- */

void ws_panel_clear_landscape (WsPanel *self);
/* Cells as those of a field; they cover the cells that were added before where they aren't NaN, and
 * an infinite one hides those. */
void ws_panel_add_cells (WsPanel      *self,
                         const double *values,
                         guint         nx,
                         guint         ny,
                         double        x0,
                         double        x1,
                         double        y0,
                         double        y1);
/* A line where the cells have @value: @n × 2 places. */
void ws_panel_add_contour (WsPanel *self, double value, const double *xy, gsize n);
/* Cells to be hatched, 1 each: ny × nx. */
void ws_panel_set_hatch (WsPanel      *self,
                         const guint8 *cells,
                         guint         nx,
                         guint         ny,
                         double        x0,
                         double        x1,
                         double        y0,
                         double        y1);
/* 0 to 1: of cells and contours. */
void ws_panel_set_landscape_opacity (WsPanel *self, double opacity);
/* A scale and a colour bar of their own for the cells; without one they wear the colours of the
 * values of the series. What lies outside of @lo to @hi looks like the end. */
void ws_panel_set_landscape_color (
    WsPanel *self, WsColormap map, double lo, double hi, const char *label, WsFormat format);

/**
 * ws_panel_set_images:
 * @pixels: (array): n_images × height × width values, row by row, copied
 * @columns: images in a row; 0 fits the panel
 * @captions: (nullable): strv of @n_images short texts
 * @map: %WS_COLORMAP_DIVERGING or %WS_COLORMAP_GREY
 *
 * Makes this a panel of small images (kernels, differences): all share one range, symmetric about
 * zero when diverging, shown by a colour bar. The panel then has no axes and no series.
 */
void ws_panel_set_images (WsPanel           *self,
                          const float       *pixels,
                          guint              n_images,
                          guint              height,
                          guint              width,
                          guint              columns,
                          const char *const *captions,
                          WsColormap         map);

guint     ws_panel_get_n_series (const WsPanel *self);
WsSeries *ws_panel_get_series (const WsPanel *self, guint i); /* (transfer none) */
void      ws_panel_clear_series (WsPanel *self);

/* -- series: all copy their arrays and give back a series that the panel owns (transfer none) -- */
WsSeries *ws_panel_add_scatter (
    WsPanel *self, const char *name, const double *x, const double *y, gsize n, guint class_index);
WsSeries *ws_panel_add_line (
    WsPanel *self, const char *name, const double *x, const double *y, gsize n, guint class_index);
WsSeries *ws_panel_add_band (WsPanel      *self,
                             const char   *name,
                             const double *x,
                             const double *mean,
                             const double *lo,
                             const double *hi,
                             gsize         n,
                             guint         class_index);
/* @lo and @hi (nullable) are error bars; one value for each category. */
WsSeries *ws_panel_add_bars (WsPanel      *self,
                             const char   *name,
                             const double *values,
                             const double *lo,
                             const double *hi,
                             gsize         n,
                             guint         class_index);
WsSeries *ws_panel_add_histogram (
    WsPanel *self, const char *name, const double *values, gsize n, guint class_index);
WsSeries *ws_panel_add_violin (
    WsPanel *self, const char *name, const double *values, gsize n, guint class_index);
WsSeries *ws_panel_add_interval (WsPanel      *self,
                                 const char   *name,
                                 const double *estimate,
                                 const double *lo,
                                 const double *hi,
                                 gsize         n,
                                 guint         class_index);

void ws_series_set_name (WsSeries *self, const char *name);
/* Copy; length of the series; NULL takes it away again. */
void ws_series_set_value (WsSeries *self, const double *value);
void ws_series_set_fill (WsSeries *self, const guint8 *fill);
void ws_series_set_flags (WsSeries *self, const guint8 *flags);
/* @names: strv, indexed by @point_class; classes take colours and shapes from @first_class on. */
void ws_series_set_classes (WsSeries          *self,
                            const guint8      *point_class,
                            const char *const *names,
                            guint              first_class);

G_END_DECLS
