/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"

G_BEGIN_DECLS

struct _WsSession
{
  GObject     parent_instance;
  WsProject  *project;
  char       *title;
  GListStore *populations, *hypers, *jobs, *datasets;
  char       *dataset;    /* key of the chosen one */
  GPtrArray  *unfinished; /* WsJobRecord */
  WsJob      *running;    /* first of jobs; NULL between two */
  GTask      *stop;       /* the window waits for the end */
  WsReadSlot  reload;
  gint64      seen_population; /* that a job made last */
  char       *selection;       /* that is to be drawn like next; NULL */
};

/* Where the document remembers the chosen image set. */
#define WS_META_DATASET "app.dataset"

/* session.c: what a part has changed */
void ws_session_emit_changed (WsSession *self);
void ws_session_emit_job (WsSession *self, WsJob *job, gboolean has_ended);
void ws_session_notify_jobs (WsSession *self);

/* session-lists.c: rows of the document for the lists */
typedef struct
{
  GPtrArray *populations, *hypers, *unfinished;
} WsSessionLists;

/* A WsReadFunc. */
gpointer ws_session_read_lists (WsProject    *project,
                                gpointer      data,
                                GCancellable *cancellable,
                                GError      **error);
void     ws_session_lists_free (gpointer lists);
/* Takes @lists. */
void ws_session_take_lists (WsSession *self, WsSessionLists *lists);

G_END_DECLS
