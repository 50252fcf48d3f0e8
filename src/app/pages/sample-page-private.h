/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/pages/sample-page.h"

#include "app/job-watch.h"
#include "app/map-view.h"
#include "app/notice.h"
#include "app/plot-view.h"
#include "app/refine-row.h"
#include "results/sample-data.h"
#include "app/sample-settings.h"

G_BEGIN_DECLS

struct _WsSamplePage
{
  WsPage parent_instance;

  WsNotice       *notice;
  GtkStack       *stack, *table_stack;
  GtkDropDown    *samples_dropdown;
  AdwComboRow    *hyper_row, *target_row, *method_row, *property_row, *population_row;
  GtkWidget      *share_row, *from_row, *to_row;
  GtkSpinButton  *count_spin, *seed_spin, *share_spin, *from_spin, *to_spin;
  GtkSwitch      *baselines_switch;
  GtkWidget      *busy_box, *baselines_button;
  GtkLabel       *learns_label, *novelty_label;
  GtkInscription *busy_label;
  GtkProgressBar *progress;
  WsMapView      *map;
  GtkWidget      *weights_button, *map_card;
  GtkWidget      *accuracy_card, *learning_card; /* one of them is seen */
  WsPlotView     *accuracy_plot, *losses_plot;

  WsSampleSettings *settings; /* of the method */
  WsRefineRow      *refine_row;

  GtkColumnView *table;

  GListStore         *items;
  GtkSingleSelection *chosen_row; /* lent by the table */
  guint               n_images;
  WsJobWatch         *watch;   /* of the sampling */
  char               *samples; /* (nullable): population that was chosen to look at */
  const char         *asked;   /* (nullable): method that was last drawn with here */
  WsReadSlot          data_slot, map_slot;
  WsSampleData       *data;
  GPtrArray          *methods; /* of the list: WsSampler, lent */
  gboolean            has_all_methods;
  gboolean            weights_only; /* somebody wants to draw without a representation */
  char               *selection;    /* (nullable): that was taken up last */
  gboolean            is_filling;
  guint               fill_id;
};

/* Reads what is shown again. */
void ws_sample_page_reload (WsSamplePage *self);

/* -- what can be chosen -- */
void ws_sample_page_setup_lists (WsSamplePage *self);
/* From the document. */
void             ws_sample_page_fill_lists (WsSamplePage *self);
const char      *ws_sample_page_get_hyper (WsSamplePage *self); /* (nullable) */
const char      *ws_sample_page_get_shown (WsSamplePage *self); /* (nullable): population */
const WsSampler *ws_sample_page_get_method (WsSamplePage *self);

/* -- what is drawn like: rows of the form -- */
void ws_sample_page_setup_target (WsSamplePage *self);
void ws_sample_page_fill_populations (WsSamplePage *self);
/* After what is read: a range that some networks are in, as long as nobody has set one. */
void ws_sample_page_suggest_range (WsSamplePage *self);
/* %FALSE with @error where the rows make no target. */
gboolean ws_sample_page_read_target (WsSamplePage *self, WsTarget *target, GError **error);

/* -- the small map: between the parts of the page -- */
/* Reads the map of a representation (NULL: the newest) and shows it. */
void ws_sample_page_read_map (WsSamplePage *self, const char *hyper);
/* Only the zoo and the samples that are shown are seen: what fell where. */
void ws_sample_page_choose_on_map (WsSamplePage *self);
/* The chosen row of the table is the highlighted place of the map. */
void ws_sample_page_mark_row (WsSamplePage *self);
/* What a method learns takes the place of what its networks can do until it draws; @snapshot:
 * (nullable). */
void ws_sample_page_show_losses (WsSamplePage *self, WsSampleSnapshot *snapshot);
/* Networks that are being sampled fall onto the map. */
void ws_sample_page_drop_snapshot (WsSamplePage *self);

G_END_DECLS
