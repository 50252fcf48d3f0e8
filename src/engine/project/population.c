/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population.h"
#include "project/population-private.h"

#include "core/error.h"
#include "core/random.h"
#include "hyper/train.h"

void
ws_population_free (WsPopulation *self)
{
  g_free (self->name);
  g_free (self->kind);
  g_free (self->arch);
  g_free (self->data);
  g_free (self->recipe_json);
  g_free (self->method);
  g_free (self->target);
  g_free (self->settings_json);
  g_free (self->created);
  g_free (self->version);
  g_free (self);
}

/* -- rows that populations share -- */

gint64
ws_project_intern_dataset (WsProject *self, const char *name, guint channels, GError **error)
{
  g_autofree char *now = ws_stamp_dup_time ();
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  /* The update is there for its RETURNING, and learns the channels. */
  query = ws_project_query (self,
                            "INSERT INTO dataset (name, channels, created) VALUES (?1, ?2, ?3) "
                            "ON CONFLICT (name) DO UPDATE "
                            "SET channels = coalesce (channels, excluded.channels) RETURNING id",
                            error);
  if (query == NULL)
    return 0;
  ws_query_bind_text (query, 1, name);
  ws_query_bind_id (query, 2, channels);
  ws_query_bind_text (query, 3, now);
  if (!ws_project_step (self, query, &has_row, error))
    return 0;
  return sqlite3_column_int64 (query, 0);
}

static char *
describe_layout (const WsArch *arch)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < arch->n_layers; i++)
    {
      const WsLayer *layer = &arch->layers[i];

      g_string_append_printf (json,
                              "%s{\"name\": \"%s\", \"torch\": \"%s\", \"out\": %u, \"in\": %u, "
                              "\"kernel\": %u, \"weight\": %" G_GSIZE_FORMAT,
                              i > 0 ? ", " : "", layer->name, layer->torch_key, layer->n_out,
                              layer->n_in, layer->kernel, layer->w_start);
      if (layer->has_bias)
        g_string_append_printf (json, ", \"bias\": %" G_GSIZE_FORMAT, layer->b_start);
      g_string_append_printf (json, ", \"length\": %" G_GSIZE_FORMAT "}", layer->length);
    }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

gint64
ws_project_intern_arch (WsProject *self, const WsArch *arch, GError **error)
{
  g_autofree char *layout = describe_layout (arch);
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  query = ws_project_query (
      self,
      "INSERT INTO architecture "
      "(name, channels, height, width, classes, parameters, layout) VALUES (?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (name, channels) DO UPDATE SET name = name RETURNING id",
      error);
  if (query == NULL)
    return 0;
  ws_query_bind_text (query, 1, arch->name);
  sqlite3_bind_int64 (query, 2, arch->channels);
  sqlite3_bind_int64 (query, 3, arch->height);
  sqlite3_bind_int64 (query, 4, arch->width);
  sqlite3_bind_int64 (query, 5, arch->n_classes);
  sqlite3_bind_int64 (query, 6, (gint64)arch->n_params);
  ws_query_bind_text (query, 7, layout);
  if (!ws_project_step (self, query, &has_row, error))
    return 0;
  return sqlite3_column_int64 (query, 0);
}

const WsArch *
ws_project_get_arch (WsProject *self, gint64 population, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "SELECT a.name, a.channels FROM population p "
                        "JOIN architecture a ON a.id = p.architecture WHERE p.id = ?",
                        error);
  g_autofree char *name = NULL;
  gboolean         has_row;

  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, population);
  if (!ws_project_step (self, query, &has_row, error))
    return NULL;
  if (has_row)
    {
      name = ws_query_dup_text (query, 0, FALSE);
      return ws_arch_lookup (name, ws_query_get_uint (query, 1), error);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "%s: there is no population number %" G_GINT64_FORMAT, ws_project_get_path (self),
               population);
  return NULL;
}

/* -- adding -- */

static gboolean
check_name_is_free (WsProject *self, const char *name, gint64 own, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self, "SELECT 1 FROM population WHERE name = ? AND id IS NOT ?", error);
  gboolean has_row;

  if (query == NULL)
    return FALSE;
  ws_query_bind_text (query, 1, name);
  ws_query_bind_id (query, 2, own);
  if (!ws_project_step (self, query, &has_row, error))
    return FALSE;
  if (has_row)
    g_set_error (error, WS_ERROR, WS_ERROR_EXISTS,
                 "%s: there is a population \"%s\" already; choose another name",
                 ws_project_get_path (self), name);
  return !has_row;
}

static gboolean
add_row (WsProject *self, WsPopulation *population, GError **error)
{
  const WsArch *arch = ws_arch_lookup (population->arch, population->channels, error);
  gint64        arch_id, dataset_id;
  g_autoptr (WsQuery) query = NULL;

  if (arch == NULL || (arch_id = ws_project_intern_arch (self, arch, error)) == 0)
    return FALSE;
  dataset_id = ws_project_intern_dataset (self, population->data, population->channels, error);
  if (dataset_id == 0)
    return FALSE;
  query = ws_project_query (
      self,
      "INSERT INTO population (name, kind, architecture, dataset, recipe, seed, n, hyper, parent, "
      "method, target, settings, created, version) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (query == NULL)
    return FALSE;
  ws_query_bind_text (query, 1, population->name);
  ws_query_bind_text (query, 2, population->kind);
  sqlite3_bind_int64 (query, 3, arch_id);
  sqlite3_bind_int64 (query, 4, dataset_id);
  ws_query_bind_text (query, 5, population->recipe_json);
  sqlite3_bind_int64 (query, 6, (gint64)population->seed);
  sqlite3_bind_int64 (query, 7, population->n);
  ws_query_bind_id (query, 8, population->hyper);
  ws_query_bind_id (query, 9, population->parent);
  ws_query_bind_text (query, 10, population->method);
  ws_query_bind_text (query, 11, population->target);
  ws_query_bind_text (query, 12, population->settings_json);
  ws_query_bind_text (query, 13, population->created);
  ws_query_bind_text (query, 14, population->version);
  if (!ws_project_run (self, query, error))
    return FALSE;
  population->id = sqlite3_last_insert_rowid (ws_project_get_handle (self));
  return TRUE;
}

/* METHOD.md 2.4: shuffled, then 70/15/15. */
static guint8 *
cut_models (const WsPopulation *population)
{
  guint8             *split = g_new0 (guint8, MAX (population->n, 1)); /* train */
  g_autofree guint32 *order = g_new (guint32, MAX (population->n, 1));
  guint               n_train = (guint)((guint64)population->n * 70 / 100);
  guint               n_val = (guint)((guint64)population->n * 15 / 100);
  WsStream            stream;

  if (!g_str_equal (population->kind, "zoo"))
    return split;
  ws_stream_init (&stream, population->seed, WS_PURPOSE_MODEL_SPLIT, 0, 0);
  ws_stream_permutation (&stream, order, population->n);
  for (guint i = n_train; i < population->n; i++)
    split[order[i]] = i < n_train + n_val ? WS_SPLIT_VAL : WS_SPLIT_TEST;
  return split;
}

static gboolean
add_models (WsProject *self, const WsPopulation *population, GError **error)
{
  g_autofree guint8 *split = cut_models (population);
  g_autoptr (WsQuery) query = ws_project_query (
      self, "INSERT INTO model (population, idx, seed, split) VALUES (?, ?, ?, ?)", error);

  if (query == NULL)
    return FALSE;
  for (guint i = 0; i < population->n; i++)
    {
      sqlite3_bind_int64 (query, 1, population->id);
      sqlite3_bind_int64 (query, 2, i);
      sqlite3_bind_int64 (query, 3, (gint64)i + 1);
      ws_query_bind_text (query, 4, ws_stored_split_get_name (split[i]));
      if (!ws_project_run (self, query, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ws_project_add_population (WsProject *self, WsPopulation *population, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (population->name != NULL && population->kind != NULL, FALSE);
  g_return_val_if_fail (population->arch != NULL && population->data != NULL, FALSE);
  g_return_val_if_fail (population->recipe_json != NULL, FALSE);

  if (population->created == NULL)
    population->created = ws_stamp_dup_time ();
  if (population->version == NULL)
    population->version = ws_stamp_dup_version ();
  if (!ws_project_begin (self, error))
    return FALSE;
  if (check_name_is_free (self, population->name, 0, error) && add_row (self, population, error) &&
      add_models (self, population, error))
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

/* -- changing -- */

static gboolean
check_changed (WsProject *self, gint64 id, GError **error)
{
  if (sqlite3_changes (ws_project_get_handle (self)) > 0)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "%s: there is no population number %" G_GINT64_FORMAT, ws_project_get_path (self),
               id);
  return FALSE;
}

gboolean
ws_project_rename_population (WsProject *self, gint64 id, const char *name, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self) && name != NULL, FALSE);
  if (!check_name_is_free (self, name, id, error))
    return FALSE;
  query = ws_project_query (self, "UPDATE population SET name = ? WHERE id = ?", error);
  if (query == NULL)
    return FALSE;
  ws_query_bind_text (query, 1, name);
  sqlite3_bind_int64 (query, 2, id);
  return ws_project_run (self, query, error) && check_changed (self, id, error);
}

gboolean
ws_project_delete_population (WsProject *self, gint64 id, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  query = ws_project_query (self, "DELETE FROM population WHERE id = ?", error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, id);
  return ws_project_run (self, query, error) && check_changed (self, id, error);
}

char *
ws_project_free_population_name (WsProject *self, const char *base)
{
  g_return_val_if_fail (WS_IS_PROJECT (self) && base != NULL, NULL);
  return ws_project_dup_free_name (self, "SELECT 1 FROM population WHERE name = ?", base);
}

/* -- reading -- */

#define SELECT_POPULATION                                                                          \
  "SELECT p.id, p.name, p.kind, a.name, a.channels, d.name, p.recipe, p.seed, p.n, p.hyper, "      \
  "p.parent, p.method, p.target, p.settings, p.created, p.version, "                               \
  "CASE WHEN json_valid (p.settings) THEN json_extract (p.settings, '$.epochs') END "              \
  "FROM population p JOIN architecture a ON a.id = p.architecture "                                \
  "JOIN dataset d ON d.id = p.dataset "

/* The last epoch of each model is a seek in the index of (model, epoch). */
#define SELECT_LAST_EPOCH                                                                          \
  "SELECT max (e) FROM (SELECT (SELECT max (epoch) FROM checkpoint WHERE model = m.id) AS e "      \
  "FROM model m WHERE m.population = ?)"
#define COUNT_COMPLETE                                                                             \
  "SELECT count (*) FROM model m WHERE m.population = ?1 AND "                                     \
  "(EXISTS (SELECT 1 FROM checkpoint WHERE model = m.id AND epoch >= ?2) "                         \
  "OR EXISTS (SELECT 1 FROM checkpoint WHERE model = m.id AND diverged))"

/* A population is complete when all its models have reached the epoch that its settings ask for
 * (without such: the highest that any has), or have diverged. */
static gboolean
read_progress (WsProject *self, WsPopulation *population, gint64 n_asked, GError **error)
{
  g_autoptr (WsQuery) last = ws_project_query (self, SELECT_LAST_EPOCH, error);
  g_autoptr (WsQuery) complete = NULL;
  gboolean has_row;

  if (last == NULL)
    return FALSE;
  sqlite3_bind_int64 (last, 1, population->id);
  if (!ws_project_step (self, last, &has_row, error))
    return FALSE;
  population->n_epochs = ws_query_get_uint (last, 0);
  complete = ws_project_query (self, COUNT_COMPLETE, error);
  if (complete == NULL)
    return FALSE;
  sqlite3_bind_int64 (complete, 1, population->id);
  sqlite3_bind_int64 (complete, 2, n_asked >= 0 ? n_asked : population->n_epochs);
  if (!ws_project_step (self, complete, &has_row, error))
    return FALSE;
  population->complete = ws_query_get_uint (complete, 0) == population->n;
  return TRUE;
}

static WsPopulation *
read_row (WsProject *project, WsQuery *query, GError **error)
{
  g_autoptr (WsPopulation) self = g_new0 (WsPopulation, 1);
  gboolean has_asked = sqlite3_column_type (query, 16) == SQLITE_INTEGER;

  self->id = sqlite3_column_int64 (query, 0);
  self->name = ws_query_dup_text (query, 1, FALSE);
  self->kind = ws_query_dup_text (query, 2, FALSE);
  self->arch = ws_query_dup_text (query, 3, FALSE);
  self->channels = ws_query_get_uint (query, 4);
  self->data = ws_query_dup_text (query, 5, FALSE);
  self->recipe_json = ws_query_dup_text (query, 6, FALSE);
  self->seed = (guint64)sqlite3_column_int64 (query, 7);
  self->n = ws_query_get_uint (query, 8);
  self->hyper = sqlite3_column_int64 (query, 9);
  self->parent = sqlite3_column_int64 (query, 10);
  self->method = ws_query_dup_text (query, 11, TRUE);
  self->target = ws_query_dup_text (query, 12, TRUE);
  self->settings_json = ws_query_dup_text (query, 13, TRUE);
  self->created = ws_query_dup_text (query, 14, FALSE);
  self->version = ws_query_dup_text (query, 15, FALSE);
  if (!read_progress (project, self, has_asked ? sqlite3_column_int64 (query, 16) : -1, error))
    return NULL;
  return g_steal_pointer (&self);
}

GPtrArray *
ws_project_list_populations (WsProject *self, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_population_free);
  g_autoptr (WsQuery) query = NULL;
  WsPopulation *population;
  gboolean      has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, SELECT_POPULATION "ORDER BY p.id", error);
  if (query == NULL)
    return NULL;
  while (ws_project_step (self, query, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&list);
      population = read_row (self, query, error);
      if (population == NULL)
        return NULL;
      g_ptr_array_add (list, population);
    }
  return NULL;
}

WsPopulation *
ws_project_find_population (WsProject *self, const char *name, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self) && name != NULL, NULL);
  query = ws_project_query (self, SELECT_POPULATION "WHERE p.name = ?", error);
  if (query == NULL)
    return NULL;
  ws_query_bind_text (query, 1, name);
  if (!ws_project_step (self, query, &has_row, error))
    return NULL;
  if (has_row)
    return read_row (self, query, error);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s: there is no population \"%s\"",
               ws_project_get_path (self), name);
  return NULL;
}

WsPopulation *
ws_project_get_population (WsProject *self, gint64 id, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, SELECT_POPULATION "WHERE p.id = ?", error);
  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, id);
  if (!ws_project_step (self, query, &has_row, error))
    return NULL;
  if (has_row)
    return read_row (self, query, error);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "%s: there is no population number %" G_GINT64_FORMAT, ws_project_get_path (self),
               id);
  return NULL;
}
