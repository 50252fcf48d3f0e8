/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How new sampled networks are: the document's report WS_NOVELTY_REPORT (work/work.h). Arrays have
 * one entry for each draw, NaN where nothing was measured. METHOD.md 7. */
typedef struct
{
  guint   n, n_images, n_references;
  double *distance;   /* to the nearest reconstructed training network, in weights */
  double *z_distance; /* the same in latents */
  double *overlap;    /* largest overlap of errors with a training network */
  double *nearest;    /* its number in the zoo, from 0 */

  double distance_ratio; /* median distance, in units of that between training networks */
  double aligned_distance_ratio; /* the same with all neurons in the same order */
  double overlap_mean, train_overlap_mean, copy_overlap_mean;
  double distance_mean, copy_distance_mean;
  double aligned_distance_mean, aligned_copy_distance_mean; /* NaN in older documents */
  double pair_distance_ratio; /* diversity beside the zoo's */
} WsNoveltyReport;

WsNoveltyReport *ws_novelty_report_parse (const char *json, GError **error);
void             ws_novelty_report_free (WsNoveltyReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsNoveltyReport, ws_novelty_report_free)
/* What stands beside the quality: one or two sentences for people. (transfer full) */
char *ws_novelty_report_dup_sentence (const WsNoveltyReport *self);
/* No farther from the zoo, and no more different in its errors, than a copy with a little noise. */
gboolean ws_novelty_report_is_copy (const WsNoveltyReport *self);

G_END_DECLS
