/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WS_PROGRESS_MARKS 64

/* How far a job is and how fast: marks of recent work, on a clock that stands still in pauses. */
typedef struct
{
  double done, total;
  char   unit[48];
  guint  part, n_parts; /* of several pieces of work, from 0; n_parts 0: it is one piece */
  char   title[96];     /* of the part */
  double furthest;      /* share of the part: its phases may begin anew, the bar does not */
  struct
  {
    double seconds, done;
  } marks[WS_PROGRESS_MARKS]; /* ring, oldest first from first_mark */
  guint n_marks, first_mark;
} WsProgress;

void   ws_progress_report       (WsProgress *self, double seconds, double done, double total, const char *unit);
void   ws_progress_set_part     (WsProgress *self, guint part, guint n_parts, const char *title);
double ws_progress_get_fraction (const WsProgress *self);
/* Units a second over the last ten seconds of work; 0 until there are two marks. */
double ws_progress_get_rate     (const WsProgress *self);
/* Seconds; -1 until a tenth and five seconds are done, or when nothing moves. */
double ws_progress_get_eta      (const WsProgress *self, double seconds);
/* (transfer full): one line for people; without speed and time left unless it @moves. */
char  *ws_progress_dup_text     (const WsProgress *self, double seconds, gboolean moves);

G_END_DECLS
