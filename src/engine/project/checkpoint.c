/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population.h"
#include "project/population-private.h"

#include <math.h>

/* A population's checkpoints as they are made: an epoch of training, a draw, a score. */

/* Coming again after an interruption, an epoch replaces itself. */
#define SAVE_CHECKPOINT                                                                            \
  "INSERT INTO checkpoint (model, epoch, train_loss, train_acc, val_loss, val_acc, test_loss, "    \
  "test_acc, diverged, parent) VALUES "                                                            \
  "((SELECT id FROM model WHERE population = ?1 AND idx = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "  \
  "?11) ON CONFLICT (model, epoch) DO UPDATE SET train_loss = excluded.train_loss, "               \
  "train_acc = excluded.train_acc, val_loss = excluded.val_loss, val_acc = excluded.val_acc, "     \
  "test_loss = excluded.test_loss, test_acc = excluded.test_acc, "                                 \
  "diverged = excluded.diverged, parent = excluded.parent RETURNING id, model"

#define SAVE_WEIGHTS                                                                               \
  "INSERT INTO weights (checkpoint, dtype, data) VALUES (?, 'f32', ?) "                            \
  "ON CONFLICT (checkpoint) DO UPDATE SET dtype = 'f32', data = excluded.data"

#define SAVE_TRAIN_STATE                                                                           \
  "INSERT INTO train_state (model, epoch, diverged, weights, moments) VALUES (?, ?, ?, ?, ?) "     \
  "ON CONFLICT (model) DO UPDATE SET epoch = excluded.epoch, diverged = excluded.diverged, "       \
  "weights = excluded.weights, moments = excluded.moments"

static void
bind_metric (WsQuery *query, int i, float value)
{
  /* A diverged loss may be infinite; "not finite" has one form in the document. */
  if (isfinite (value))
    sqlite3_bind_double (query, i, (double)value);
  else
    sqlite3_bind_null (query, i);
}

typedef struct
{
  gint64                population;
  guint                 model, epoch;
  gboolean              diverged;
  gint64                parent;
  const WsEpochMetrics *metrics;
} Checkpoint;

static gboolean
save_checkpoint (
    WsProject *self, const Checkpoint *checkpoint, gint64 *id, gint64 *model_id, GError **error)
{
  const WsEpochMetrics *m = checkpoint->metrics;
  g_autoptr (WsQuery) query = ws_project_query (self, SAVE_CHECKPOINT, error);
  gboolean has_row;

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, checkpoint->population);
  sqlite3_bind_int64 (query, 2, checkpoint->model);
  sqlite3_bind_int64 (query, 3, checkpoint->epoch);
  bind_metric (query, 4, m->train_loss);
  bind_metric (query, 5, m->train_acc);
  bind_metric (query, 6, m->val_loss);
  bind_metric (query, 7, m->val_acc);
  bind_metric (query, 8, m->test_loss);
  bind_metric (query, 9, m->test_acc);
  sqlite3_bind_int64 (query, 10, checkpoint->diverged ? 1 : 0);
  ws_query_bind_id (query, 11, checkpoint->parent);
  if (!ws_project_step (self, query, &has_row, error))
    {
      g_prefix_error (error, "network %u of population number %" G_GINT64_FORMAT ": ",
                      checkpoint->model, checkpoint->population);
      return FALSE;
    }
  *id = sqlite3_column_int64 (query, 0);
  *model_id = sqlite3_column_int64 (query, 1);
  return TRUE;
}

static gboolean
save_weights (
    WsProject *self, gint64 checkpoint, const float *weights, gsize n_params, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (self, SAVE_WEIGHTS, error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, checkpoint);
  ws_query_bind_floats (query, 2, weights, n_params);
  return ws_project_run (self, query, error);
}

static gboolean
save_train_state (
    WsProject *self, gint64 model_id, const WsModelState *state, gsize n_params, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (self, SAVE_TRAIN_STATE, error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, model_id);
  sqlite3_bind_int64 (query, 2, state->epoch);
  sqlite3_bind_int64 (query, 3, state->diverged ? 1 : 0);
  ws_query_bind_floats (query, 4, state->weights, n_params);
  ws_query_bind_floats (query, 5, state->moments, 2 * n_params);
  return ws_project_run (self, query, error);
}

/* -- training -- */

gboolean
ws_project_save_epoch (WsProject          *self,
                       gint64              population,
                       const guint        *models,
                       const WsModelState *states,
                       guint               n_models,
                       gsize               n_params,
                       gboolean            keep,
                       GError            **error)
{
  gboolean is_good = TRUE;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  for (guint i = 0; is_good && i < n_models; i++)
    {
      const WsModelState *state = &states[i];
      const Checkpoint    checkpoint = { .population = population,
                                         .model = models[i],
                                         .epoch = state->epoch,
                                         .diverged = state->diverged,
                                         .metrics = &state->metrics };
      gint64              id, model_id;

      is_good =
          save_checkpoint (self, &checkpoint, &id, &model_id, error) &&
          (!keep || save_weights (self, id, state->weights, n_params, error)) &&
          (state->moments == NULL || save_train_state (self, model_id, state, n_params, error));
    }
  if (is_good)
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

gboolean
ws_project_load_train_state (WsProject *self,
                             gint64     population,
                             guint      model,
                             gsize      n_params,
                             guint     *epoch,
                             float     *weights,
                             float     *moments,
                             gboolean  *diverged)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  query = ws_project_query (self,
                            "SELECT s.epoch, s.diverged, s.weights, s.moments FROM train_state s "
                            "JOIN model m ON m.id = s.model WHERE m.population = ? AND m.idx = ?",
                            NULL);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, population);
  sqlite3_bind_int64 (query, 2, model);
  if (!ws_project_step (self, query, &has_row, NULL) || !has_row)
    return FALSE;
  *epoch = ws_query_get_uint (query, 0);
  *diverged = sqlite3_column_int64 (query, 1) != 0;
  return ws_query_get_floats (query, -1, 2, weights, n_params) &&
         ws_query_get_floats (query, -1, 3, moments, 2 * n_params);
}

gboolean
ws_project_drop_train_states (WsProject *self, gint64 population, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  query = ws_project_query (
      self, "DELETE FROM train_state WHERE model IN (SELECT id FROM model WHERE population = ?)",
      error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, population);
  if (!ws_project_run (self, query, error))
    return FALSE;
  ws_project_give_back_room (self);
  return TRUE;
}

/* -- networks made at once -- */

gboolean
ws_project_add_networks (WsProject    *self,
                         gint64        population,
                         const float  *weights,
                         guint         n,
                         gsize         n_params,
                         const gint64 *parent,
                         GError      **error)
{
  const WsEpochMetrics unmeasured = { NAN, NAN, NAN, NAN, NAN, NAN };
  gboolean             is_good = TRUE;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  for (guint i = 0; is_good && i < n; i++)
    {
      const Checkpoint checkpoint = { .population = population,
                                      .model = i,
                                      .parent = parent != NULL ? parent[i] : 0,
                                      .metrics = &unmeasured };
      gint64           id, model_id;

      is_good = save_checkpoint (self, &checkpoint, &id, &model_id, error) &&
                save_weights (self, id, weights + i * n_params, n_params, error);
    }
  if (is_good)
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

gboolean
ws_project_set_parent (
    WsProject *self, gint64 population, guint model, gint64 parent, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  query = ws_project_query (self,
                            "UPDATE checkpoint SET parent = ?3 WHERE epoch = 0 AND "
                            "model = (SELECT id FROM model WHERE population = ?1 AND idx = ?2)",
                            error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, population);
  sqlite3_bind_int64 (query, 2, model);
  ws_query_bind_id (query, 3, parent);
  return ws_project_run (self, query, error);
}

gboolean
ws_project_find_held (WsProject    *self,
                      gint64        population,
                      const gint64 *checkpoint,
                      guint         n,
                      guint8       *is_held,
                      GError      **error)
{
  g_autoptr (GHashTable) held = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row = TRUE;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  query = ws_project_query (self,
                            "SELECT c.id, coalesce (c.parent, c.id) FROM checkpoint c "
                            "JOIN model m ON m.id = c.model WHERE m.population = ?",
                            error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, population);
  while (ws_project_step (self, query, &has_row, error) && has_row)
    for (int i = 0; i < 2; i++)
      {
        gint64 id = sqlite3_column_int64 (query, i);

        g_hash_table_add (held, g_memdup2 (&id, sizeof id));
      }
  if (has_row)
    return FALSE;
  for (guint i = 0; i < n; i++)
    is_held[i] = g_hash_table_contains (held, &checkpoint[i]);
  return TRUE;
}

/* -- scores -- */

/* Only where nothing was measured: what training said stays. */
#define FILL_METRIC(name)                                                                          \
  "UPDATE checkpoint SET " name "_loss = coalesce (" name "_loss, ?2), " name                      \
  "_acc = coalesce (" name "_acc, ?3) WHERE id = ?1 AND (SELECT p.dataset FROM population p "      \
  "JOIN model m ON m.population = p.id WHERE m.id = checkpoint.model) = ?4"

static gboolean
fill_metrics (WsProject    *self,
              const gint64 *checkpoint,
              guint         n,
              gint64        dataset,
              const char   *split,
              const float  *loss,
              const float  *acc,
              GError      **error)
{
  const char *sql = g_str_equal (split, "test")    ? FILL_METRIC ("test")
                    : g_str_equal (split, "train") ? FILL_METRIC ("train")
                                                   : FILL_METRIC ("val");
  g_autoptr (WsQuery) query = ws_project_query (self, sql, error);

  if (query == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      sqlite3_bind_int64 (query, 1, checkpoint[i]);
      bind_metric (query, 2, loss[i]);
      bind_metric (query, 3, acc[i]);
      sqlite3_bind_int64 (query, 4, dataset);
      if (!ws_project_run (self, query, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_results (WsProject    *self,
             const gint64 *checkpoint,
             guint         n,
             gint64        dataset,
             const char   *split,
             guint         n_images,
             const float  *loss,
             const float  *acc,
             GError      **error)
{
  g_autofree char *now = ws_stamp_dup_time (), *version = ws_stamp_dup_version ();
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "INSERT INTO result (checkpoint, dataset, split, images, loss, acc, "
                        "created, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 2, dataset);
  ws_query_bind_text (query, 3, split);
  sqlite3_bind_int64 (query, 4, n_images);
  ws_query_bind_text (query, 7, now);
  ws_query_bind_text (query, 8, version);
  for (guint i = 0; i < n; i++)
    {
      sqlite3_bind_int64 (query, 1, checkpoint[i]);
      bind_metric (query, 5, loss[i]);
      bind_metric (query, 6, acc[i]);
      if (!ws_project_run (self, query, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ws_project_save_scores (WsProject    *self,
                        const gint64 *checkpoint,
                        guint         n,
                        const char   *data,
                        const char   *split,
                        guint         n_images,
                        const float  *loss,
                        const float  *acc,
                        GError      **error)
{
  gint64 dataset;

  g_return_val_if_fail (WS_IS_PROJECT (self) && data != NULL && split != NULL, FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  dataset = ws_project_intern_dataset (self, data, 0, error);
  if (dataset != 0 &&
      add_results (self, checkpoint, n, dataset, split, n_images, loss, acc, error) &&
      fill_metrics (self, checkpoint, n, dataset, split, loss, acc, error))
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}
