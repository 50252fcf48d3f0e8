/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/ensemble.h"
#include "work/work-private.h"

G_BEGIN_DECLS

#define WS_NOVELTY_LOT 32      /* networks between two looks for a cancel */
#define WS_NOVELTY_IMAGES 2000 /* at most so many test images are looked at */

typedef struct
{
  const WsNoveltyInput *in;
  WsJob                *job;
  const WsArch         *arch;
  gsize                 P;

  /* training states as the representation gives them back */
  guint    n_refs;
  guint32 *row, *model; /* of in->rows; network */
  float   *refs;        /* n_refs × P */

  /* the last state of different networks: row numbers among the references, their weights */
  guint    n_train;
  guint32 *train, *train_model;
  float   *train_w;
  guint    n_copies;
  float   *copies; /* n_copies × P: the first of train, noised */

  float   *distance, *train_distance, *copy_distance;
  guint32 *nearest;                       /* of each draw, among the references */
  float   *z_distance, *train_z_distance; /* NaN without latents */
  /* the same distances of aligned networks, and between all of a kind */
  float   *aligned_distance, *aligned_train_distance, *aligned_copy_distance;
  guint32 *aligned_nearest;
  double   aligned_pairs, aligned_zoo_pairs;

  guint    n_images;
  float   *overlap, *train_overlap, *copy_overlap; /* NaN without images */
  float   *nearest_disagreement;                   /* of each draw with its nearest */
  double   disagreement, train_disagreement, copy_disagreement;

  guint          n_voters;
  WsEnsembleSize vote, zoo_vote; /* with as many voters, of draws and of equally good zoo states */
} WsNovelty;

/* What networks say on the first @n_images test images; rows of judges have their numbers among the
 * references in @judge, which rises, and all draws' nearest and the train networks are there. */
typedef struct
{
  const guint8  *draws, *judges, *train, *copies;
  const guint32 *judge;
  guint          n_judges, n_images;
} WsNoveltySays;

void ws_novelty_measure_disagreement (WsNovelty *self, const WsNoveltySays *says);
gboolean ws_novelty_measure_ensembles (WsNovelty *self, GError **error);
void ws_novelty_add_ensembles (const WsNovelty *self, JsonBuilder *builder);

/* Fills in what is aligned; the references, train networks and copies are there. */
gboolean ws_novelty_measure_aligned (WsNovelty *self, GError **error);
/* Mean distance between at most a few hundred of the rows. */
double ws_novelty_get_pair_distance (const float *rows, guint n, gsize dim);

G_END_DECLS
