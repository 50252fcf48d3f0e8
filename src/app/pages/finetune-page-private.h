/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/pages/finetune-page.h"

#include "app/finetune-form.h"
#include "app/finetune-table.h"
#include "app/job-watch.h"
#include "app/notice.h"
#include "app/plot-view.h"
#include "app/run-picker.h"

G_BEGIN_DECLS

struct _WsFinetunePage
{
  WsPage                parent_instance;
  WsReadSlot            view_slot, runs_slot, accuracies_slot, estimate_slot, folder_slot;
  WsFinetuneView       *view;    /* (nullable): shown now */
  WsJobWatch           *watch;   /* of "finetune" */
  WsJob                *told_of; /* (nullable): the job whose run is chosen already; not followed */
  gboolean              is_shown, is_stale;
  gboolean              is_behind; /* numbers came while the last ones were still being read */
  gboolean              has_runs;  /* the document has some */
  guint                 live_id, estimate_id;
  GtkFileChooserNative *chooser;

  WsRunPicker     *picker;
  WsNotice        *notice;
  GtkStack        *stack;
  WsFinetuneForm  *form;
  WsFinetuneTable *table;
  WsPlotView      *curves;
  GtkLabel        *estimate;
  GtkInscription  *summary, *job_status;
  GtkWidget       *side, *separator, *start, *job_box, *job_bar, *pause;
};

/* -- between the parts of the page -- */
void ws_finetune_page_choose_stack (WsFinetunePage *self);
void ws_finetune_page_draw (WsFinetunePage *self);

/* -- the runs that are shown, and the one that goes on -- */
void ws_finetune_page_follow_jobs (WsFinetunePage *self); /* once */
void ws_finetune_page_take_ended (WsFinetunePage *self, WsJob *job);
void ws_finetune_page_read_runs (WsFinetunePage *self); /* the list, and then what is chosen */
void ws_finetune_page_read_view (WsFinetunePage *self);
void ws_finetune_page_forget (WsFinetunePage *self); /* all that is read or waits */

G_END_DECLS
