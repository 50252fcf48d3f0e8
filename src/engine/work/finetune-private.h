/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/transfer.h"
#include "work/training.h"

G_BEGIN_DECLS

#define MAX_PARTS (WS_FINETUNE_MAX + 1) /* from scratch besides */

/* Where the networks of one part come from. */
typedef struct
{
  const char   *name;   /* lent: of the source; NULL from scratch */
  gint64        parent; /* the source; 0 when it is not there any more */
  const WsArch *arch;   /* its architecture; NULL when it is not there any more */
  gint64       *starts; /* checkpoint of each network; NULL from scratch */
} Origin;

/* One run of a fine-tuning: a training of several populations. */
typedef struct
{
  WsTraining               training; /* first: callbacks get it */
  const WsFinetuneRequest *request;
  const char              *name; /* of the run in the document */
  WsTransferControl        control;
  WsTrainedPart            parts[MAX_PARTS];
  Origin                   origins[MAX_PARTS];
  guint32                 *streams;
  gint64                  *teachers; /* n_teachers checkpoints */
  guint                    n_teachers;
  float                   *targets;
} FinetuneRun;

/* Fills in what a request leaves open and checks the rest. */
gboolean
ws_finetune_complete_request (WsProject *project, WsFinetuneRequest *request, GError **error);

/* Parts of an earlier run that the document still has; for others, what the networks start from.
 * The plan has its images and epochs by then, and learns its networks. */
gboolean ws_finetune_find_parts (FinetuneRun *run, GError **error);
/* Adds those that the document lacks. */
gboolean ws_finetune_add_parts (FinetuneRun *run, GError **error);
/* Whether nothing would have to be added. */
gboolean
ws_finetune_has_parts (WsProject *project, const WsFinetuneRequest *request, const char *run);

/* The teacher's probabilities, into the plan. */
gboolean ws_finetune_ask_teacher (FinetuneRun *run, GError **error);

/* The report of each part. */
gboolean ws_finetune_add_reports (FinetuneRun *run, GError **error);

G_END_DECLS
