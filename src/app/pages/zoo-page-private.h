/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/pages/zoo-page.h"

#include "app/notice.h"
#include "app/plot-view.h"
#include "app/zoo-form.h"
#include "app/zoo-table.h"
#include "results/zoo-view.h"

G_BEGIN_DECLS

#define WS_ZOO_PAGE_N_PARTS 3 /* curves; histogram; table and summary */

struct _WsZooPage
{
  WsPage     parent_instance;
  WsReadSlot slot, estimate_slot;
  WsZooView *view;       /* shown now */
  gint64     shown;      /* population, 0: none */
  WsJob     *job;        /* trains a zoo now */
  gboolean   follow_job; /* show the job's population as soon as there is one */
  gboolean   is_shown, is_stale, is_syncing;
  guint      live_id, estimate_id, next_part;

  GtkDropDown        *picker;
  GtkFilterListModel *zoos;
  WsNotice           *notice;
  GtkStack           *stack;
  WsZooForm          *form;
  WsZooTable         *table;
  WsPlotView         *curves, *histogram;
  GtkLabel           *estimate;
  GtkInscription     *summary, *job_status;
  GtkWidget          *train, *job_box, *job_bar, *pause;
};

/* -- between the parts of the page -- */
void ws_zoo_page_draw_part (WsZooPage *self, guint part);
void ws_zoo_page_choose_stack (WsZooPage *self);

/* -- the training that runs -- */
void     ws_zoo_page_set_job (WsZooPage *self, WsJob *job);
void     ws_zoo_page_follow_session (WsZooPage *self); /* takes up its job, if that trains a zoo */
gboolean ws_zoo_page_is_training_shown (WsZooPage *self);

G_END_DECLS
