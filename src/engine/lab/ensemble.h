/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WsEnsemble:
 *
 * Networks that vote, METHOD.md 5.6: by the mean of their class probabilities (soft vote), or each
 * with its own class (majority; equal numbers of votes are decided by the soft vote). Draw r of a seed
 * is an order of all members, and its ensemble of k is the first k of them, so that sizes differ by
 * what was added and not by luck. Of all members together there is one ensemble.
 *
 * Images come in lots of any size, which changes nothing: only counts are kept.
 */
typedef struct _WsEnsemble WsEnsemble;

typedef struct
{
  guint  size, n_draws;
  double acc_mean, acc_std;           /* of soft votes over draws; std NaN for one draw */
  double acc_low, acc_high;           /* 95 % band of the mean (lab/bootstrap.h): over draws from these members, which
                                         says nothing of other members; NaN for one draw */
  double majority_mean, majority_std;
  double members_mean, members_std;   /* over draws, of the mean accuracy of the members alone */
  double gain, gain_low, gain_high;   /* acc - members, draw by draw */
  double disagreement;                /* share of images on which two members say different classes; NaN for one member */
  double overlap;                     /* of what one of two members gets wrong, the share that both do (IoU), all pairs taken
                                         together; NaN for one member or without errors */
  double oracle;                      /* share of images that any member gets right */
} WsEnsembleSize;

/* @sizes: rising, 1 … @n_members each. */
WsEnsemble *ws_ensemble_new     (guint n_members, guint n_classes, const guint *sizes, guint n_sizes, guint n_draws,
                                 guint64 seed);
void        ws_ensemble_free    (WsEnsemble *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsEnsemble, ws_ensemble_free)
/* Lets all draws vote on @n more images. @p: [member][image][class] probabilities. Runs on the pool. */
void        ws_ensemble_add     (WsEnsemble *self, const float *p, const guint8 *labels, guint n);
/* Of the @index-th size, after the images so far. */
void        ws_ensemble_measure (const WsEnsemble *self, guint index, WsEnsembleSize *out);

/* 1, 2, 3, 5, 10, 15, 25, 50, 100, 200, 500 … below @n_members, and @n_members. (transfer full) */
guint      *ws_ensemble_usual_sizes (guint n_members, guint *n_sizes);

G_END_DECLS
