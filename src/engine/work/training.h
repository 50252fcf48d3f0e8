/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work-private.h"

G_BEGIN_DECLS

/* One population that a training makes or goes on with. */
typedef struct
{
  WsPopulation *population; /* owned; NULL until the document has it */
  guint         first, n;   /* its networks' numbers in the plan */
  WsEpochMetrics
      *metrics; /* owned: (n_epochs + 1) × n in [epoch][model] order, NaN where not there */
  const gint64 *parents; /* (nullable): checkpoint that each network starts from */
} WsTrainedPart;

/* A run of the zoo's trainer on one side, the document on the other. Whoever trains fills in the
 * plan, the parts and what is to be kept; the rest is done here. */
typedef struct _WsTraining WsTraining;

struct _WsTraining
{
  WsWork        *work;
  WsJob         *job;
  WsZooPlan      plan; /* images are owned */
  gboolean      *keep; /* owned, by epoch */
  WsTrainedPart *parts;
  guint          n_parts;
  /* (nullable): first weights of a fresh network, instead of the recipe's */
  gboolean (*start) (WsTraining *self, guint part, guint model, float *weights, GError **error);
  /* What is known so far, for live plots. */
  GObject *(*snapshot) (WsTraining *self);
  gboolean is_part; /* of another job, whose result is something else */
  gint64   published;
};

/* Frees what the parts and the plan hold. */
void ws_training_clear (WsTraining *self);
/* The images of plan.recipe, which learns their numbers and scale; plan.arch by its name. */
gboolean
ws_training_load_images (WsTraining *self, const char *data, const char *arch, GError **error);
/* What the document, which has all parts, knows of them from earlier runs; tells it to the job. */
gboolean ws_training_load (WsTraining *self, GError **error);
/* Whether all parts were trained to their end by then. */
gboolean ws_training_is_complete (const WsTraining *self);
/* Then trains them, and forgets what was only needed to go on. What was kept before is not done
 * again. */
gboolean ws_training_run (WsTraining *self, GError **error);
/* After a failure: populations without one finished epoch are nothing to keep. */
void ws_training_drop_empty (WsTraining *self);

G_END_DECLS
