/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/representation.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define WS_HYPER_MAX_LAYERS 8 /* as in WsHyperEpoch */

/* What is known about one hyper-representation; NaN where not measured. */
typedef struct
{
  WsHyperInfo  *info;
  WsPopulation *population; /* learned from */
  const WsArch *arch;
  guint         n_latents;
  gboolean      keeps_best; /* the result is the best on validation, not the last */
  GArray       *history; /* of WsHyperEpoch */
  JsonNode     *report;  /* (nullable): the object of work/work.h, WS_HYPER_REPORT */
  double        r2[3], r2_layers[3][WS_HYPER_MAX_LAYERS]; /* by split; from the report, else as measured
                                                             last before the result */
} WsHyperSummary;

/* @name NULL: the newest complete one, else the newest. */
WsHyperSummary *ws_hyper_summary_load (WsProject *project, const char *name, GError **error);
void            ws_hyper_summary_free (WsHyperSummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsHyperSummary, ws_hyper_summary_free)

/* A part of the report, such as "decoded"; NULL when there is none. */
JsonObject *ws_hyper_summary_get_part (const WsHyperSummary *self, const char *name);
/* What it learned from, in words: "weights only" or "weights and images". */
const char *ws_hyper_summary_get_sources (const WsHyperSummary *self);
/* The document that "hyper info" prints for one. */
void ws_hyper_summary_add_json (const WsHyperSummary *self, JsonBuilder *builder);
/* (transfer full): several lines for people */
char *ws_hyper_summary_dup_text (const WsHyperSummary *self);

G_END_DECLS
