/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/pages/sample-page.h"

#include "app/job-watch.h"
#include "app/map-view.h"
#include "app/notice.h"
#include "app/plot-view.h"
#include "app/sample-data.h"

G_BEGIN_DECLS

struct _WsSamplePage
{
  WsPage parent_instance;

  WsNotice       *notice;
  GtkStack       *stack, *table_stack;
  GtkDropDown    *samples_dropdown;
  AdwComboRow    *hyper_row, *target_row, *method_row;
  AdwActionRow   *bandwidth_row;
  GtkSpinButton  *count_spin, *bandwidth_spin, *seed_spin;
  GtkSwitch      *baselines_switch;
  GtkWidget      *busy_box, *baselines_button;
  GtkLabel       *source_label, *novelty_label;
  GtkInscription *busy_label;
  GtkProgressBar *progress;
  WsMapView      *map;
  WsPlotView     *accuracy_plot;
  GtkColumnView  *table;

  GListStore         *items;
  GtkSingleSelection *chosen_row; /* lent by the table */
  guint               n_images;
  WsJobWatch         *watch;   /* of the sampling */
  char               *samples; /* (nullable): population that was chosen to look at */
  WsReadSlot          data_slot, map_slot;
  WsSampleData       *data;
  gboolean            is_filling;
  guint               fill_id;
};

/* -- the small map: between the parts of the page -- */
/* Reads the map of a representation (NULL: the newest) and shows it. */
void ws_sample_page_read_map (WsSamplePage *self, const char *hyper);
/* Only the zoo and the samples that are shown are seen: what fell where. */
void ws_sample_page_choose_on_map (WsSamplePage *self);
/* The chosen row of the table is the highlighted place of the map. */
void ws_sample_page_mark_row (WsSamplePage *self);
/* Networks that are being sampled fall onto the map. */
void ws_sample_page_drop_snapshot (WsSamplePage *self);

G_END_DECLS
