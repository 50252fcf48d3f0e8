/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/pages/hyper-page.h"

#include "app/check-list.h"
#include "app/hyper-settings.h"
#include "app/job-watch.h"
#include "app/notice.h"
#include "app/plot-view.h"

G_BEGIN_DECLS

struct _WsHyperPage
{
  WsPage parent_instance;

  WsNotice        *notice;
  GtkStack        *stack, *result_stack;
  GtkDropDown     *hyper_dropdown;
  AdwComboRow     *population_row;
  WsHyperSettings *settings;
  GtkLabel        *cost_label, *time_label, *images_label, *about_label;
  GtkInscription  *busy_label;
  GtkWidget       *busy_box, *pause_button, *explore_button;
  GtkProgressBar  *progress;
  WsPlotView      *loss_plot, *r2_plot, *layers_plot, *decode_plot;
  WsCheckList     *check_list;

  WsJobWatch    *watch; /* of the training */
  char          *hyper; /* (nullable): the representation that was chosen to look at */
  WsReadSlot     slot;
  GArray        *history; /* (element-type WsHyperEpoch) */
  const WsArch  *arch;
  WsHyperReport *report;
  char          *about;
  WsReadSlot     estimate_slot;
  guint          estimate_id;
  gboolean       is_filling, is_shown, is_stale;
  gboolean       has_chosen; /* settings of one's own: the page suggests none any more */
};

/* -- before a training -- */
/* (nullable) (transfer none): the zoo that is to be learned from */
WsPopulationItem *ws_hyper_page_get_population (WsHyperPage *self);
/* What suits the zoo, as long as nobody has chosen otherwise. */
void ws_hyper_page_suggest_preset (WsHyperPage *self);
/* What the settings need and cost, and whether they will do. */
void ws_hyper_page_update_cost (WsHyperPage *self);

G_END_DECLS
