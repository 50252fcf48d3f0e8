/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population.h"
#include "project/population-private.h"

#include "core/error.h"

/* States that somebody chose, as a population of their own. */

#define COPY_CHECKPOINT                                                                            \
  "INSERT INTO checkpoint (model, epoch, train_loss, train_acc, val_loss, val_acc, test_loss, "    \
  "test_acc, diverged, parent) SELECT "                                                            \
  "(SELECT id FROM model WHERE population = ?1 AND idx = ?2), epoch, train_loss, train_acc, "      \
  "val_loss, val_acc, test_loss, test_acc, diverged, id FROM checkpoint WHERE id = ?3 "            \
  "RETURNING id"

#define COPY_WEIGHTS                                                                               \
  "INSERT INTO weights (checkpoint, dtype, data) SELECT ?1, dtype, data FROM weights "             \
  "WHERE checkpoint = ?2"

#define FIND_MODEL                                                                                 \
  "SELECT m.id, m.population FROM checkpoint c JOIN model m ON m.id = c.model WHERE c.id = ?"

/* Number of each state's network, in the order in which they come; @population: of the first. */
static gboolean
number_models (WsProject    *self,
               const gint64 *checkpoint,
               guint         n,
               guint        *model,
               guint        *n_models,
               gint64       *population,
               GError      **error)
{
  g_autoptr (GHashTable) number = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WsQuery) query = ws_project_query (self, FIND_MODEL, error);
      gboolean has_row;
      gint64   id;

      if (query == NULL)
        return FALSE;
      sqlite3_bind_int64 (query, 1, checkpoint[i]);
      if (!ws_project_step (self, query, &has_row, error))
        return FALSE;
      if (!has_row)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                       "%s: there is no state number %" G_GINT64_FORMAT, ws_project_get_path (self),
                       checkpoint[i]);
          return FALSE;
        }
      id = sqlite3_column_int64 (query, 0);
      if (i == 0)
        *population = sqlite3_column_int64 (query, 1);
      if (!g_hash_table_contains (number, &id))
        g_hash_table_insert (number, g_memdup2 (&id, sizeof id),
                             GUINT_TO_POINTER (g_hash_table_size (number)));
      model[i] = GPOINTER_TO_UINT (g_hash_table_lookup (number, &id));
    }
  *n_models = g_hash_table_size (number);
  return TRUE;
}

static gboolean
copy_state (WsProject *self, gint64 population, guint model, gint64 checkpoint, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (self, COPY_CHECKPOINT, error);
  g_autoptr (WsQuery) weights = NULL;
  gboolean has_row;

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, population);
  sqlite3_bind_int64 (query, 2, model);
  sqlite3_bind_int64 (query, 3, checkpoint);
  if (!ws_project_step (self, query, &has_row, error))
    return FALSE;
  weights = ws_project_query (self, COPY_WEIGHTS, error);
  if (weights == NULL)
    return FALSE;
  sqlite3_bind_int64 (weights, 1, sqlite3_column_int64 (query, 0));
  sqlite3_bind_int64 (weights, 2, checkpoint);
  return ws_project_run (self, weights, error);
}

static WsPopulation *
describe (WsProject *self, const char *base, gint64 origin, guint n_models, GError **error)
{
  WsPopulation *population = ws_project_get_population (self, origin, error);

  if (population == NULL)
    return NULL;
  g_free (population->name);
  g_free (population->kind);
  g_clear_pointer (&population->method, g_free);
  g_clear_pointer (&population->target, g_free);
  g_clear_pointer (&population->settings_json, g_free);
  g_clear_pointer (&population->created, g_free);
  g_clear_pointer (&population->version, g_free);
  population->name = ws_project_free_population_name (self, base);
  population->kind = g_strdup ("selection");
  population->parent = origin;
  population->hyper = 0;
  population->n = n_models;
  return population;
}

static WsPopulation *
add (WsProject *self, const char *base, const gint64 *checkpoint, guint n, GError **error)
{
  g_autofree guint *model = g_new (guint, n);
  guint             n_models;
  gint64            origin = 0;
  g_autoptr (WsPopulation) population = NULL;

  if (!number_models (self, checkpoint, n, model, &n_models, &origin, error))
    return NULL;
  population = describe (self, base, origin, n_models, error);
  if (population == NULL || !ws_project_add_population (self, population, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    if (!copy_state (self, population->id, model[i], checkpoint[i], error))
      return NULL;
  return g_steal_pointer (&population);
}

WsPopulation *
ws_project_add_selection (
    WsProject *self, const char *base, const gint64 *checkpoint, guint n, GError **error)
{
  g_autoptr (WsPopulation) population = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self) && base != NULL && n > 0, NULL);
  if (!ws_project_begin (self, error))
    return NULL;
  population = add (self, base, checkpoint, n, error);
  if (population == NULL)
    {
      ws_project_rollback (self);
      return NULL;
    }
  return ws_project_commit (self, error) ? g_steal_pointer (&population) : NULL;
}
