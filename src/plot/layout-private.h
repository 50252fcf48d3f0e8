/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure-private.h"
#include "plot/layout.h"
#include "plot/text-private.h"

G_BEGIN_DECLS

#define WS_VIOLIN_GRID 96
/* Colours of points: a scale, then missing, dimmed, and classes or own colours. */
#define WS_PALETTE_SCALE 208
#define WS_PALETTE_MISSING 208
#define WS_PALETTE_DIMMED 209
#define WS_PALETTE_CLASSES 210

/* One violin, ready to draw. */
typedef struct
{
  double lo, hi;                  /* ends of the density */
  double density[WS_VIOLIN_GRID]; /* greatest of the panel is 1 */
  double quartile[3];
  gsize  n;
} WsViolin;

typedef enum
{
  WS_KEY_POINT,
  WS_KEY_LINE,
  WS_KEY_BAND,
  WS_KEY_PATCH,
  WS_KEY_INTERVAL,
  WS_KEY_NONE, /* only words */
} WsKeyKind;

/* One row of a legend. */
typedef struct
{
  WsKeyKind kind;
  char     *name, *count; /* count (nullable): "n = 240" */
  WsColor   color;
  WsMarker  marker;
  WsFill    fill;
  guint     dash;
  double    alpha;  /* of a patch */
  gboolean  starts; /* begins a group of its own */
  WsRect    key;    /* where its sign is drawn */
} WsLegendEntry;

typedef struct
{
  WsPanelLayout pub;
  WsRect        cell;
  gboolean      is_empty;
  gboolean      has_grid_x, has_grid_y;
  GArray       *ticks[2]; /* WsTick of each axis */
  double       *edges;    /* (nullable): histogram bins */
  double      **heights;  /* (nullable): n_bins values of each series, NULL for others */
  WsViolin     *violins;  /* (nullable): one for each series */
  guint         n_bins;
  guint         n_series;
  guint         n_categories;
  GArray       *legend; /* WsLegendEntry */
  gboolean      legend_has_box, legend_is_beside;
  GPtrArray    *backs;                                /* WsRect behind texts that lie on data */
  WsRect        landscape_bar;                        /* w 0: none */
  double        scale_bar[3];                         /* x0, x1, y; x0 = x1: none */
  double        radius;                               /* of points */
  double        image_size, image_gap_x, image_gap_y; /* pixels of one image value, and gaps */
  guint         image_columns;
  double        image_x, image_y;
} WsPanelFrame;

struct _WsFigureLayout
{
  double        width, height;
  WsPanelFrame  shared; /* only its legend: one for all panels */
  guint         n;
  WsPanelFrame *frames;
  GArray       *texts; /* WsTextItem */
};

/* What is left away when there is little room, in this order. */
typedef enum
{
  WS_DETAIL_ALL,
  WS_DETAIL_NO_SOURCE, /* no subtitle, no source */
  WS_DETAIL_NO_LABELS, /* no axis labels, no legend */
  WS_DETAIL_BARE,      /* no texts */
  WS_N_DETAILS,
} WsDetail;

/* What the making of a layout passes around. */
typedef struct
{
  const WsTheme *theme;
  WsTextMeter    meter;
  GArray        *texts;
  WsDetail       detail;
  gboolean       hides_label[2];    /* a neighbour in the grid says the same */
  gboolean       has_shared_legend; /* panels have none of their own */
  double         em;                /* text size */
} WsLayoutRun;

/* -- limits.c: what is computed from data alone -- */
/* Bins, violins, limits of both axes; needs no size. */
void ws_panel_prepare (const WsPanel *panel, WsPanelFrame *frame);

/* -- panel-layout.c -- */
typedef struct
{
  double top, bottom;
} WsPanelMargins;

/* Lays one panel into frame->cell; margins are at least @least, and are given back as used. With
 * @texts NULL in @run only measures. */
void ws_panel_lay_out (WsLayoutRun    *run,
                       const WsPanel  *panel,
                       const char     *empty,
                       WsPanelFrame   *frame,
                       WsPanelMargins *margins);

/* -- axis-layout.c -- */

/* In text sizes. */
#define WS_TICK_GAP 0.55  /* number to axis */
#define WS_TICK_LINE 1.25 /* height of a line of numbers */
#define WS_LABEL_GAP 0.35
#define WS_LABEL_LINE 1.3
#define WS_OVERHANG 0.5 /* of the topmost number */

/* What surrounds the axes. */
typedef struct
{
  double   left, right, top, bottom;
  double   title;        /* part of top */
  double   y_numbers;    /* width of the numbers on y */
  double   names_height; /* of the names on x */
  gboolean turned_names; /* they fit no other way */
  gboolean has_x, has_y, has_x_label, has_y_label;
} WsAxisMargins;

/* Names instead of numbers? */
gboolean    ws_axis_is_named (const WsPanel *panel, WsAxisSide side);
const char *ws_axis_category_name (const WsPanel *panel, guint i);
/* Name of category @i on x in lines, under a violin also its n. (transfer full) */
char **ws_axis_name_lines (WsLayoutRun *run, const WsPanel *panel, guint i, double width);
double ws_axis_name_width (const WsRect *plot, guint n, double em);
/* Sets plot, view and ticks of @frame for the cell; margins->top, bottom and right are the least.
 */
void ws_axis_fit (WsLayoutRun   *run,
                  const WsPanel *panel,
                  WsPanelFrame  *frame,
                  WsAxisMargins *margins,
                  const WsView  *limits);
void ws_axis_set_pixels (const WsPanel *panel, WsPanelFrame *frame);
/* Moves the axes sideways, before their texts are made. */
void ws_panel_move (WsPanelFrame *frame, double dx);

/* -- axis-texts.c -- */
void ws_axis_add_texts (WsLayoutRun         *run,
                        const WsPanel       *panel,
                        const WsPanelFrame  *frame,
                        const WsAxisMargins *m);
/* Values over bars, where they fit. */
void ws_bar_values_add (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame);
void ws_empty_text_add (WsLayoutRun *run, const char *empty, const WsPanelFrame *frame);
void ws_panel_title_add (
    WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, double x, double y);

/* -- image-layout.c -- */
void   ws_panel_lay_out_images (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame);
double ws_color_bars_width (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame);
/* Puts the bars at the right of the plot. */
void
ws_color_bars_lay_out (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, double left);

/* -- legend.c -- */
/* Fills frame->legend; em is the text size. */
void ws_legend_collect (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame);
/* Whether all panels would say the same; then fills @shared. */
gboolean ws_legend_collect_shared (WsLayoutRun *run, const WsFigure *figure, WsPanelFrame *shared);
/* Height of the strip above the axes for a width; 0 when there is no legend. */
double ws_legend_strip_height (WsLayoutRun        *run,
                               const WsPanel      *panel,
                               const WsPanelFrame *frame,
                               double              width);
void   ws_legend_place_strip (
      WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, double x, double y, double width);

/* -- ink.c: how much lies where, to keep texts off the data -- */
typedef struct _WsInk WsInk;

WsInk *ws_ink_new (const WsPanel *panel, const WsPanelFrame *frame, double em);
void   ws_ink_free (WsInk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsInk, ws_ink_free)
/* Ink under a rectangle; points count 1, a reserved place 1e6. */
double ws_ink_under (const WsInk *self, const WsRect *rect);
double ws_ink_total (const WsInk *self);
void   ws_ink_reserve (WsInk *self, const WsRect *rect);

/* Chooses the corner of least ink, or fixed; FALSE when no place inside is good enough. */
gboolean
ws_legend_place_inside (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, WsInk *ink);
/* A square plot leaves room at its side: moves it over for the legend; FALSE when there is too
 * little. */
gboolean ws_legend_place_beside (
    WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, double left, double right);
/* Labels of rules, the scale bar and the note, off the ink. */
void ws_notes_lay_out (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, WsInk *ink);
/* The note and the scale bar go after the legend. */
void
ws_corner_note_lay_out (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, WsInk *ink);

/* -- shared geometry of bars -- */
/* Left and right of bar @series (counted among the bar series) in category @i, in category units.
 */
void ws_bar_extent (const WsPanel *panel, guint series, guint i, double *left, double *right);
/* Middle of interval @series in category @i. */
double ws_interval_place (const WsPanel *panel, guint series, guint i);
/* Category of violin @series. */
guint ws_violin_place (const WsPanel *panel, guint series);
/* Half width of a violin at its widest, in category units. */
#define WS_VIOLIN_HALF 0.38

G_END_DECLS
