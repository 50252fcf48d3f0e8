/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population.h"
#include "project/population-private.h"

#include "core/error.h"
#include "hyper/train.h"

void
ws_states_free (WsStates *self)
{
  g_free (self->weights);
  g_free (self->checkpoint);
  g_free (self->model);
  g_free (self->epoch);
  g_free (self->split);
  g_free (self->diverged);
  g_free (self->metrics);
  g_free (self);
}

static const char *const split_names[] = { "train", "validation", "test" };

const char *
ws_stored_split_get_name (guint8 split)
{
  return split_names[MIN (split, WS_SPLIT_TEST)];
}

guint8
ws_stored_split_parse (const char *name)
{
  for (guint8 i = WS_SPLIT_TRAIN; i < WS_SPLIT_TEST; i++)
    if (g_strcmp0 (name, split_names[i]) == 0)
      return i;
  return WS_SPLIT_TEST;
}

#define COLUMNS                                                                                    \
  "SELECT c.id, m.idx, c.epoch, m.split, c.diverged, c.train_loss, c.train_acc, c.val_loss, "      \
  "c.val_acc, c.test_loss, c.test_acc"
#define MODELS " FROM model m JOIN checkpoint c ON c.model = m.id "
#define WEIGHTS "JOIN weights w ON w.checkpoint = c.id "
#define RANGE "WHERE m.population = ?1 AND c.epoch >= ?2 AND c.epoch <= ?3 "
#define LAST                                                                                       \
  "WHERE m.population = ?1 AND c.epoch = (SELECT max (epoch) FROM checkpoint "                     \
  "WHERE model = m.id) "
#define LAST_KEPT                                                                                  \
  "WHERE m.population = ?1 AND c.epoch = (SELECT max (k.epoch) FROM checkpoint k "                 \
  "JOIN weights ON weights.checkpoint = k.id WHERE k.model = m.id) "
#define SPLITS                                                                                     \
  "AND CASE m.split WHEN 'train' THEN 1 WHEN 'validation' THEN 2 ELSE 4 END & ?4 "                 \
  "ORDER BY m.idx, c.epoch"

/* The four questions are four fixed texts, so that each is prepared once. */
static const char *
choose_sql (const WsStateQuery *query)
{
  gboolean is_last = query->epoch_first == WS_EPOCH_LAST && query->epoch_last == WS_EPOCH_LAST;

  if (query->with_weights)
    return is_last ? COLUMNS ", w.dtype, w.data" MODELS WEIGHTS LAST_KEPT SPLITS
                   : COLUMNS ", w.dtype, w.data" MODELS WEIGHTS RANGE     SPLITS;
  return is_last ? COLUMNS MODELS LAST SPLITS : COLUMNS MODELS RANGE SPLITS;
}

static void
resize (WsStates *self, gsize n, gboolean with_weights)
{
  self->checkpoint = g_renew (gint64, self->checkpoint, n);
  self->model = g_renew (guint32, self->model, n);
  self->epoch = g_renew (guint32, self->epoch, n);
  self->split = g_renew (guint8, self->split, n);
  self->diverged = g_renew (guint8, self->diverged, n);
  self->metrics = g_renew (WsEpochMetrics, self->metrics, n);
  if (with_weights)
    self->weights = g_renew (float, self->weights, n * self->n_params);
}

static gboolean
read_row (WsStates *self, WsQuery *row, gboolean with_weights)
{
  guint i = self->n;

  self->checkpoint[i] = sqlite3_column_int64 (row, 0);
  self->model[i] = ws_query_get_uint (row, 1);
  self->epoch[i] = ws_query_get_uint (row, 2);
  self->split[i] = ws_stored_split_parse ((const char *)sqlite3_column_text (row, 3));
  self->diverged[i] = sqlite3_column_int64 (row, 4) != 0;
  self->metrics[i] = (WsEpochMetrics){ .train_loss = ws_query_get_float (row, 5),
                                       .train_acc = ws_query_get_float (row, 6),
                                       .val_loss = ws_query_get_float (row, 7),
                                       .val_acc = ws_query_get_float (row, 8),
                                       .test_loss = ws_query_get_float (row, 9),
                                       .test_acc = ws_query_get_float (row, 10) };
  return !with_weights ||
         ws_query_get_floats (row, 11, 12, self->weights + i * self->n_params, self->n_params);
}

WsStates *
ws_project_load_states (WsProject          *self,
                        gint64              population,
                        const WsStateQuery *query,
                        GError            **error)
{
  g_autoptr (WsStates) states = g_new0 (WsStates, 1);
  g_autoptr (WsQuery) rows = NULL;
  const WsArch *arch;
  gsize         room = 256;
  gboolean      has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  arch = ws_project_get_arch (self, population, error);
  if (arch == NULL)
    return NULL;
  rows = ws_project_query (self, choose_sql (query), error);
  if (rows == NULL)
    return NULL;
  sqlite3_bind_int64 (rows, 1, population);
  sqlite3_bind_int64 (rows, 2, query->epoch_first);
  sqlite3_bind_int64 (rows, 3, query->epoch_last);
  sqlite3_bind_int64 (rows, 4, query->split_mask != 0 ? query->split_mask : 7);
  states->n_params = arch->n_params;
  resize (states, room, query->with_weights);
  while (ws_project_step (self, rows, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&states);
      if (states->n == room)
        resize (states, room *= 2, query->with_weights);
      if (!read_row (states, rows, query->with_weights))
        {
          ws_project_set_damaged (
              self, error, "weights of network %u at epoch %u are not %" G_GSIZE_FORMAT " numbers",
              states->model[states->n], states->epoch[states->n], arch->n_params);
          return NULL;
        }
      states->n++;
    }
  return NULL;
}

gboolean
ws_project_load_weights (
    WsProject *self, gint64 checkpoint, float *weights, gsize n_params, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  query = ws_project_query (self, "SELECT dtype, data FROM weights WHERE checkpoint = ?", error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, checkpoint);
  if (!ws_project_step (self, query, &has_row, error))
    return FALSE;
  if (has_row && ws_query_get_floats (query, 0, 1, weights, n_params))
    return TRUE;
  if (has_row)
    ws_project_set_damaged (self, error,
                            "weights of checkpoint %" G_GINT64_FORMAT " are not %" G_GSIZE_FORMAT
                            " numbers",
                            checkpoint, n_params);
  else
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 "%s: checkpoint %" G_GINT64_FORMAT " is there no more", ws_project_get_path (self),
                 checkpoint);
  return FALSE;
}
