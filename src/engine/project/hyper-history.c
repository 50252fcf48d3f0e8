/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population-private.h"
#include "project/representation.h"

#include <math.h>
#include <string.h>

/* The training of a representation: what was measured, and what it needs to go on. */

#define N_SPLITS 3
#define N_LAYERS 8
#define CHUNK_BYTES (8 * 1024 * 1024) /* a state may be larger than the largest blob */

static void
bind_measure (WsQuery *query, int i, float value)
{
  if (isfinite (value))
    sqlite3_bind_double (query, i, (double)value);
  else
    sqlite3_bind_null (query, i);
}

static gboolean
save_row (WsProject *self, gint64 hyper, const WsHyperEpoch *epoch, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "INSERT INTO hyper_epoch (hyper, epoch, lr, loss, loss_rec, "
                        "loss_contrast, r2_train, r2_validation, r2_test, seconds, loss_task, "
                        "loss_behaviour) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  sqlite3_bind_int64 (query, 2, epoch->epoch);
  bind_measure (query, 3, epoch->lr);
  bind_measure (query, 4, epoch->loss);
  bind_measure (query, 5, epoch->loss_rec);
  bind_measure (query, 6, epoch->loss_contrast);
  for (int split = 0; split < N_SPLITS; split++)
    bind_measure (query, 7 + split, epoch->r2[split]);
  sqlite3_bind_double (query, 10, epoch->seconds);
  bind_measure (query, 11, epoch->loss_task);
  bind_measure (query, 12, epoch->loss_behaviour);
  return ws_project_run (self, query, error);
}

static gboolean
save_layers (WsProject *self, gint64 hyper, const WsHyperEpoch *epoch, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (
      self, "INSERT INTO hyper_layer (hyper, epoch, split, layer, r2) VALUES (?, ?, ?, ?, ?)",
      error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  sqlite3_bind_int64 (query, 2, epoch->epoch);
  for (guint8 split = 0; split < N_SPLITS; split++)
    for (int layer = 0; layer < N_LAYERS; layer++)
      {
        if (!isfinite (epoch->r2_layers[split][layer]))
          continue;
        ws_query_bind_text (query, 3, ws_stored_split_get_name (split));
        sqlite3_bind_int64 (query, 4, layer);
        sqlite3_bind_double (query, 5, (double)epoch->r2_layers[split][layer]);
        if (!ws_project_run (self, query, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
save_state (WsProject *self, gint64 hyper, GBytes *state, GError **error)
{
  gsize         size, chunk = 0;
  const guint8 *data = g_bytes_get_data (state, &size);
  g_autoptr (WsQuery) save =
      ws_project_query (self,
                        "INSERT INTO hyper_state (hyper, chunk, data) VALUES (?, ?, ?) "
                        "ON CONFLICT (hyper, chunk) DO UPDATE SET data = excluded.data",
                        error);
  g_autoptr (WsQuery) drop = NULL;

  if (save == NULL)
    return FALSE;
  for (gsize at = 0; at < size; at += CHUNK_BYTES, chunk++)
    {
      sqlite3_bind_int64 (save, 1, hyper);
      sqlite3_bind_int64 (save, 2, (gint64)chunk);
      sqlite3_bind_blob64 (save, 3, data + at, MIN (size - at, CHUNK_BYTES), SQLITE_STATIC);
      if (!ws_project_run (self, save, error))
        return FALSE;
    }
  drop = ws_project_query (self, "DELETE FROM hyper_state WHERE hyper = ? AND chunk >= ?", error);
  if (drop == NULL)
    return FALSE;
  sqlite3_bind_int64 (drop, 1, hyper);
  sqlite3_bind_int64 (drop, 2, (gint64)chunk);
  return ws_project_run (self, drop, error);
}

/* Epochs come in order: later ones are of a run that was interrupted after its last state. */
static gboolean
drop_later (WsProject *self, const char *sql, gint64 hyper, guint epoch, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (self, sql, error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  sqlite3_bind_int64 (query, 2, epoch);
  return ws_project_run (self, query, error);
}

static gboolean
add_epoch (WsProject *self, gint64 hyper, const WsHyperEpoch *epoch, GError **error)
{
  return drop_later (self, "DELETE FROM hyper_epoch WHERE hyper = ? AND epoch >= ?", hyper,
                     epoch->epoch, error) &&
         drop_later (self, "DELETE FROM hyper_layer WHERE hyper = ? AND epoch >= ?", hyper,
                     epoch->epoch, error) &&
         save_row (self, hyper, epoch, error) && save_layers (self, hyper, epoch, error);
}

gboolean
ws_project_save_hyper_epoch (
    WsProject *self, gint64 hyper, const WsHyperEpoch *epoch, GBytes *state, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  if ((epoch == NULL || add_epoch (self, hyper, epoch, error)) &&
      (state == NULL || save_state (self, hyper, state, error)))
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

/* -- reading -- */

static gboolean
load_layers (WsProject *self, gint64 hyper, GArray *history, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (
      self, "SELECT epoch, split, layer, r2 FROM hyper_layer WHERE hyper = ? ORDER BY epoch",
      error);
  gboolean has_row;
  guint    i = 0;

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  while (ws_project_step (self, query, &has_row, error))
    {
      guint epoch, layer;
      int   split;

      if (!has_row)
        return TRUE;
      epoch = ws_query_get_uint (query, 0);
      split = ws_stored_split_parse ((const char *)sqlite3_column_text (query, 1));
      layer = ws_query_get_uint (query, 2);
      /* both rise with the epoch */
      while (i < history->len && g_array_index (history, WsHyperEpoch, i).epoch < epoch)
        i++;
      if (i < history->len && g_array_index (history, WsHyperEpoch, i).epoch == epoch &&
          layer < N_LAYERS)
        g_array_index (history, WsHyperEpoch, i).r2_layers[split][layer] =
            ws_query_get_float (query, 3);
    }
  return FALSE;
}

static void
read_row (WsQuery *query, WsHyperEpoch *epoch)
{
  *epoch = (WsHyperEpoch){ .epoch = ws_query_get_uint (query, 0),
                           .lr = ws_query_get_float (query, 1),
                           .loss = ws_query_get_float (query, 2),
                           .loss_rec = ws_query_get_float (query, 3),
                           .loss_contrast = ws_query_get_float (query, 4),
                           .seconds = sqlite3_column_double (query, 8),
                           .loss_task = ws_query_get_float (query, 9),
                           .loss_behaviour = ws_query_get_float (query, 10) };
  for (int split = 0; split < N_SPLITS; split++)
    {
      epoch->r2[split] = ws_query_get_float (query, 5 + split);
      for (int layer = 0; layer < N_LAYERS; layer++)
        epoch->r2_layers[split][layer] = NAN;
    }
}

GArray *
ws_project_load_hyper_history (WsProject *self, gint64 hyper, GError **error)
{
  g_autoptr (GArray) history = g_array_new (FALSE, FALSE, sizeof (WsHyperEpoch));
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row = TRUE;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self,
                            "SELECT epoch, lr, loss, loss_rec, loss_contrast, r2_train, "
                            "r2_validation, r2_test, seconds, loss_task, loss_behaviour "
                            "FROM hyper_epoch WHERE hyper = ? ORDER BY epoch",
                            error);
  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, hyper);
  while (has_row)
    {
      WsHyperEpoch epoch;

      if (!ws_project_step (self, query, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      read_row (query, &epoch);
      g_array_append_val (history, epoch);
    }
  return load_layers (self, hyper, history, error) ? g_steal_pointer (&history) : NULL;
}

GBytes *
ws_project_load_hyper_state (WsProject *self, gint64 hyper)
{
  g_autofree guint8 *state = NULL;
  gsize              size = 0;
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (
      self, "SELECT chunk, data FROM hyper_state WHERE hyper = ? ORDER BY chunk", NULL);
  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, hyper);
  for (gint64 chunk = 0; ws_project_step (self, query, &has_row, NULL); chunk++)
    {
      const void *data;
      gsize       more;
      guint8     *longer;

      if (!has_row)
        return size > 0 ? g_bytes_new_take (g_steal_pointer (&state), size) : NULL;
      data = sqlite3_column_blob (query, 1);
      more = (gsize)sqlite3_column_bytes (query, 1);
      /* A state with a hole is no state: training then starts again. */
      if (data == NULL || sqlite3_column_int64 (query, 0) != chunk ||
          (longer = g_try_realloc (state, size + more)) == NULL)
        return NULL;
      g_steal_pointer (&state);
      state = longer;
      memcpy (state + size, data, more);
      size += more;
    }
  return NULL;
}
