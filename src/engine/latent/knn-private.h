/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/* A candidate: @key orders as the squared distance does, equal keys by index. */
typedef struct
{
  double  key;
  guint32 index;
} WsKnnEntry;

static inline gboolean
ws_knn_entry_before (const WsKnnEntry *a, const WsKnnEntry *b)
{
  return a->key < b->key || (!(b->key < a->key) && a->index < b->index);
}

/* @heap keeps the first @room entries ever offered to it, the last of them at its top. What it
 * keeps does not depend on the order of offers. */
void ws_knn_heap_clear (WsKnnEntry *heap, guint room);
void ws_knn_heap_offer (WsKnnEntry *heap, guint room, WsKnnEntry entry);
int  ws_knn_entry_compare (const void *a, const void *b);

/* The @room rows of @b (m × d) with the least key norm_a + norm_b - 2·a·b, for each row of @a
 * (n × d). */
typedef struct
{
  const float   *a, *b, *norm_a, *norm_b;
  guint          n, m, d, room;
  const guint32 *own;     /* (nullable): row of @b that is row i of @a, and does not count */
  gboolean       is_same; /* @a is @b: one product serves both rows, and no row finds itself */
  WsKnnEntry    *heaps;   /* n × room */
} WsKnnSearch;

gboolean ws_knn_search_run (WsKnnSearch *self, const WsStage *stage, GError **error);

G_END_DECLS
