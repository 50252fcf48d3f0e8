/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a sampling job found out about how new its networks are: the document's report "novelty".
 * METHOD.md 7. Arrays have one entry for each draw. */
typedef struct
{
  guint   n;
  double *distance; /* to the nearest training network; NaN where not measured */
  double *overlap;  /* largest share of common errors with a training network */
  guint  *nearest;  /* its number from 0, G_MAXUINT when not told */

  double distance_mean, overlap_mean;
  double copy_distance_mean, copy_overlap_mean; /* of decoded training networks: what a copy has */
} WsNoveltyReport;

WsNoveltyReport *ws_novelty_report_parse (const char *json, GError **error);
void             ws_novelty_report_free (WsNoveltyReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsNoveltyReport, ws_novelty_report_free)
/* One sentence for people. (transfer full) */
char    *ws_novelty_report_dup_sentence (const WsNoveltyReport *self);
gboolean ws_novelty_report_is_copy (const WsNoveltyReport *self);

G_END_DECLS
