/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/pages/explore-page.h"

#include "app/decode-card.h"
#include "app/job-watch.h"
#include "app/landscape-rows.h"
#include "app/map-colors.h"
#include "app/map-landscape.h"
#include "app/map-options.h"
#include "app/network-card.h"
#include "app/notice.h"
#include "app/population-toggles.h"
#include "app/pin-list.h"
#include "app/projection-choice.h"
#include "app/selection-card.h"
#include "app/vote-card.h"
#include "results/scene-view.h"

G_BEGIN_DECLS

struct _WsExplorePage
{
  WsPage parent_instance;

  WsNotice            *notice;
  GtkStack            *stack;
  AdwStatusPage       *empty_page;
  GtkWidget           *empty_button, *make_button, *stop_button;
  AdwFlap             *flap;
  WsMapView           *map;
  GtkProgressBar      *progress;
  GtkLabel            *readout_label, *plane_label, *source_label;
  GtkInscription      *busy_label;
  GtkDropDown         *hyper_dropdown;
  WsProjectionChoice  *projection;
  WsMapOptions        *options;
  GtkMenuButton       *map_button;
  WsMapColors         *colors;
  WsDecodeCard        *decode;
  WsPinList           *pins;
  WsVoteCard          *vote;
  WsNetworkCard       *card;
  WsSelectionCard     *selection;
  WsPopulationToggles *populations;

  WsMapLandscape       *landscape;
  WsLandscapeRows      *landscape_rows;
  GtkButton            *stop_landscape;
  GtkLabel             *cell_label, *landscape_label;
  GtkWidget            *landscape_bar;
  GtkFileChooserNative *cells_chooser;
  double                landscape_x, landscape_y; /* pointed at; NaN: nothing */

  WsReadSlot  slot, keep_slot;
  const char *keep_for; /* page that wants the selection */
  WsMapData  *data;    /* a reference */
  char       *hyper;   /* (nullable): the representation that was chosen */
  WsJobWatch *watch;   /* of what will change this map */
  guint       measure; /* timeout */
  gboolean    has_measured;
  gboolean    is_filling;    /* the list is being written, not chosen from */
  WsSceneView *scene;       /* (nullable): to be shown as soon as its map is there */
  gboolean    is_going_back; /* to the old map, for the reason in the notice */
};

/* -- between the parts of the page -- */
void ws_explore_page_class_init_landscape (GtkWidgetClass *klass);
void ws_explore_page_init_landscape (WsExplorePage *self); /* once the template is there */
void ws_explore_page_update_busy (WsExplorePage *self);
/* The document again, by what is chosen. */
void ws_explore_page_reload (WsExplorePage *self);
/* "explore-scenes.c"; apply: on the map that has just come, if a scene waits for it. */
WsScene *ws_explore_page_make_scene (WsPage *page, GtkWidget *plot);
void     ws_explore_page_show_scene (WsPage *page, const WsSceneView *view);
void     ws_explore_page_apply_scene (WsExplorePage *self);
void ws_explore_page_add_actions (WsExplorePage *self);
/* There is no map to show: says why, and what to do. */
void ws_explore_page_show_empty (WsExplorePage *self);
/* The map that is wanted and not there. */
void ws_explore_page_make_wanted (WsExplorePage *self);
/* The same kind of map with other settings. */
void ws_explore_page_make_other (WsExplorePage *self);
/* Drawing like what is selected is possible while something is, in a document that may change. */
void ws_explore_page_update_draw_like (WsExplorePage *self);
/* A narrow window folds the inspector away by itself: its action follows. */
void ws_explore_page_follow_flap (WsExplorePage *self);

/* -- networks that are kept in sight, "explore-pins.c" -- */
void ws_explore_page_setup_pins (WsExplorePage *self);
/* What can be pinned and looked into follows the pointer. */
void ws_explore_page_update_pins (WsExplorePage *self);

G_END_DECLS
