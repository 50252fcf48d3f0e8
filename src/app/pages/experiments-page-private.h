/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/pages/experiments-page.h"

#include "app/experiment-data.h"
#include "app/experiment-form.h"
#include "app/experiment-table.h"
#include "app/job-watch.h"
#include "app/notice.h"
#include "app/plot-view.h"

G_BEGIN_DECLS

struct _WsExperimentsPage
{
  WsPage parent_instance;

  WsNotice          *notice;
  GtkStack          *stack, *side_stack, *view_stack;
  GtkDropDown       *run_dropdown;
  GtkListBox        *list, *claims;
  GtkLabel          *title_label, *summary_label, *about_label, *notes_label, *estimate_label;
  GtkWidget         *new_button, *back_button, *export_button, *rest_box;
  GtkWidget         *view_buttons, *figure_button, *claims_button;
  GtkPaned          *paned;
  GtkLabel          *rest_label;
  GtkWidget         *busy_box, *pause_button;
  GtkInscription    *busy_label;
  GtkProgressBar    *progress;
  WsPlotView        *plot;
  WsExperimentTable *table;
  WsExperimentForm  *form;

  const WsExperiment   *chosen; /* of the list */
  gint64                run;    /* that is wanted; 0: the newest of the chosen one */
  WsExperimentData     *data;   /* (nullable) */
  WsReadSlot            data_slot, estimate_slot;
  guint                 estimate_id, read_id;
  WsJobWatch           *watch;
  char                 *started; /* (nullable): experiment of the job that was started here */
  guint                 unit;    /* of the job, that was last seen */
  gboolean              is_filling, wants_form;
  char                 *wanted_view; /* (nullable): shown where it is there */
  GtkFileChooserNative *chooser;
  int                   format; /* that the chooser saves */
};

/* -- the page itself -- */
void ws_experiments_page_reload (WsExperimentsPage *self);
/* The run that is shown now. (nullable) */
const WsExperimentRun *ws_experiments_page_get_run (WsExperimentsPage *self);

/* -- the list of experiments, "experiments-list.c" -- */
void ws_experiments_page_fill_list (WsExperimentsPage *self);
/* What is known of each. */
void ws_experiments_page_update_list (WsExperimentsPage *self);

/* -- what runs, and what could, "experiments-run.c" -- */
void ws_experiments_page_init_runs (WsExperimentsPage *self);
/* Of the experiment that the job does: its name; NULL while no job is there. */
const char *ws_experiments_page_get_running (WsExperimentsPage *self);
void        ws_experiments_page_update_job (WsExperimentsPage *self);
void        ws_experiments_page_update_estimate (WsExperimentsPage *self);

/* -- taking the numbers away, "experiments-export.c" -- */
void ws_experiments_page_init_export (WsExperimentsPage *self);

G_END_DECLS
