/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/* The @k nearest rows of each of n rows, nearest first and equal distances by index. A row is not
 * its own neighbour. */
typedef struct
{
  guint    n, k;
  guint32 *index;    /* n × k */
  float   *distance; /* n × k, Euclidean */
  double   recall;   /* share of true neighbours: 1 = exact, else measured on some rows */
} WsKnn;

/**
 * ws_knn_new:
 * @x: n × d rows
 * @k: 1 … n - 1
 * @min_recall: 1 asks for the exact neighbours; less lets rows be searched along their principal
 *   components, where a sample of rows shows that at least this share of neighbours is found
 * @stage: (nullable): progress and cancel
 *
 * Exact means: by distances in double precision. Products in single precision only choose the
 * candidates, and a row whose candidates might miss one is searched again in double. The same bits
 * for any number of threads.
 *
 * Returns: (nullable): %NULL with @error %WS_ERROR_SHAPE, %WS_ERROR_NOT_FINITE or cancelled
 */
WsKnn *ws_knn_new (const float   *x,
                   guint          n,
                   guint          d,
                   guint          k,
                   double         min_recall,
                   const WsStage *stage,
                   GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* For each row of @a (n × d) its @k nearest rows of @b (m × d), exact; k <= m. */
WsKnn *ws_knn_query (const float   *a,
                     guint          n,
                     const float   *b,
                     guint          m,
                     guint          d,
                     guint          k,
                     const WsStage *stage,
                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void   ws_knn_free (WsKnn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsKnn, ws_knn_free)

G_END_DECLS
