/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population-private.h"
#include "project/representation.h"

#include "core/error.h"

/* Which representations there are, and the parameters of trained ones. */

void
ws_hyper_info_free (WsHyperInfo *self)
{
  g_free (self->name);
  g_free (self->preset);
  g_free (self->config_json);
  g_free (self->parent);
  g_free (self->created);
  g_free (self->version);
  g_free (self);
}

#define FIND_NAME "SELECT 1 FROM hyper WHERE name = ?"
#define REFERENCE "alignment.reference" /* no tensor of the model has this name */

static gboolean
check_name_is_free (WsProject *self, const char *name, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (self, FIND_NAME, error);
  gboolean has_row;

  if (query == NULL)
    return FALSE;
  ws_query_bind_text (query, 1, name);
  if (!ws_project_step (self, query, &has_row, error))
    return FALSE;
  if (has_row)
    g_set_error (error, WS_ERROR, WS_ERROR_EXISTS,
                 "%s: there is a representation \"%s\" already; choose another name",
                 ws_project_get_path (self), name);
  return !has_row;
}

static gboolean
add_row (WsProject *self, WsHyperInfo *info, GError **error)
{
  const WsArch *arch = ws_project_get_arch (self, info->population, error);
  gint64        arch_id = arch != NULL ? ws_project_intern_arch (self, arch, error) : 0;
  g_autoptr (WsQuery) query = NULL;

  if (arch_id == 0)
    return FALSE;
  query = ws_project_query (self,
                            "INSERT INTO hyper (name, preset, config, population, architecture, "
                            "parameters, created, version, parent, uses_images) "
                            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            error);
  if (query == NULL)
    return FALSE;
  ws_query_bind_text (query, 1, info->name);
  ws_query_bind_text (query, 2, info->preset);
  ws_query_bind_text (query, 3, info->config_json);
  sqlite3_bind_int64 (query, 4, info->population);
  sqlite3_bind_int64 (query, 5, arch_id);
  sqlite3_bind_int64 (query, 6, (gint64)info->n_params);
  ws_query_bind_text (query, 7, info->created);
  ws_query_bind_text (query, 8, info->version);
  if (info->parent != NULL)
    ws_query_bind_text (query, 9, info->parent);
  sqlite3_bind_int64 (query, 10, info->uses_images);
  if (!ws_project_run (self, query, error))
    return FALSE;
  info->id = sqlite3_last_insert_rowid (ws_project_get_handle (self));
  return TRUE;
}

gboolean
ws_project_add_hyper (WsProject *self, WsHyperInfo *info, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (info->name != NULL && info->preset != NULL, FALSE);
  g_return_val_if_fail (info->config_json != NULL, FALSE);

  if (info->created == NULL)
    info->created = ws_stamp_dup_time ();
  if (info->version == NULL)
    info->version = ws_stamp_dup_version ();
  if (!ws_project_begin (self, error))
    return FALSE;
  if (check_name_is_free (self, info->name, error) && add_row (self, info, error))
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

char *
ws_project_free_hyper_name (WsProject *self, const char *base)
{
  g_return_val_if_fail (WS_IS_PROJECT (self) && base != NULL, NULL);
  return ws_project_dup_free_name (self, FIND_NAME, base);
}

/* -- reading rows -- */

#define SELECT_HYPER                                                                               \
  "SELECT h.id, h.name, h.preset, h.config, h.population, h.parameters, h.complete, h.created, "   \
  "h.version, (SELECT max (epoch) FROM hyper_epoch WHERE hyper = h.id), h.parent, "                \
  "h.uses_images, h.best_epoch FROM hyper h "

static WsHyperInfo *
read_row (WsQuery *query)
{
  WsHyperInfo *self = g_new0 (WsHyperInfo, 1);

  self->id = sqlite3_column_int64 (query, 0);
  self->name = ws_query_dup_text (query, 1, FALSE);
  self->preset = ws_query_dup_text (query, 2, FALSE);
  self->config_json = ws_query_dup_text (query, 3, FALSE);
  self->population = sqlite3_column_int64 (query, 4);
  self->n_params = (gsize)MAX (sqlite3_column_int64 (query, 5), 0);
  self->complete = sqlite3_column_int64 (query, 6) != 0;
  self->created = ws_query_dup_text (query, 7, FALSE);
  self->version = ws_query_dup_text (query, 8, FALSE);
  self->epochs = ws_query_get_uint (query, 9);
  self->parent = ws_query_dup_text (query, 10, TRUE);
  self->uses_images = sqlite3_column_int64 (query, 11) != 0;
  self->best_epoch = ws_query_get_uint (query, 12);
  return self;
}

GPtrArray *
ws_project_list_hypers (WsProject *self, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_hyper_info_free);
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, SELECT_HYPER "ORDER BY h.id", error);
  if (query == NULL)
    return NULL;
  while (ws_project_step (self, query, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_row (query));
    }
  return NULL;
}

WsHyperInfo *
ws_project_find_hyper (WsProject *self, const char *name, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self,
                            SELECT_HYPER "WHERE ?1 IS NULL OR h.name = ?1 "
                                         "ORDER BY h.complete DESC, EXISTS (SELECT 1 FROM "
                                         "experiment_result r WHERE r.hyper = h.id), "
                                         "h.id DESC LIMIT 1",
                            error);
  if (query == NULL)
    return NULL;
  ws_query_bind_text (query, 1, name);
  if (!ws_project_step (self, query, &has_row, error))
    return NULL;
  if (has_row)
    return read_row (query);
  if (name == NULL)
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 "%s: there is no representation yet; train one first", ws_project_get_path (self));
  else
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s: there is no representation \"%s\"",
                 ws_project_get_path (self), name);
  return NULL;
}

/* -- parameters -- */

/* The projection head serves training only: what lies behind the autoencoder is not kept. */
static gboolean
is_kept (WsHyper *model, const WsHyperTensor *tensor)
{
  return tensor->start + tensor->n <= ws_hyper_get_n_autoencoder (model);
}

static gboolean
save_tensors (WsProject *self, gint64 hyper, WsHyper *model, GError **error)
{
  guint                n;
  const WsHyperTensor *tensors = ws_hyper_get_tensors (model, &n);
  const float         *params = ws_hyper_get_params (model);
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "INSERT INTO hyper_tensor (hyper, name, rows, cols, dtype, data) "
                        "VALUES (?, ?, ?, ?, 'f32', ?) ON CONFLICT (hyper, name) DO UPDATE SET "
                        "rows = excluded.rows, cols = excluded.cols, dtype = 'f32', "
                        "data = excluded.data",
                        error);

  if (query == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (!is_kept (model, &tensors[i]))
        continue;
      sqlite3_bind_int64 (query, 1, hyper);
      ws_query_bind_text (query, 2, tensors[i].name);
      sqlite3_bind_int64 (query, 3, tensors[i].rows);
      sqlite3_bind_int64 (query, 4, tensors[i].cols);
      ws_query_bind_floats (query, 5, params + tensors[i].start, tensors[i].n);
      if (!ws_project_run (self, query, error))
        return FALSE;
    }
  return TRUE;
}

/* Beside the parameters; a representation that needs none has none. */
static gboolean
save_reference (WsProject *self, gint64 hyper, WsHyper *model, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  if (ws_hyper_get_reference (model) == NULL)
    return TRUE;
  query = ws_project_query (self,
                            "INSERT INTO hyper_tensor (hyper, name, rows, cols, dtype, data) "
                            "VALUES (?, '" REFERENCE "', ?, 1, 'f32', ?) ON CONFLICT (hyper, name) "
                            "DO UPDATE SET rows = excluded.rows, cols = 1, dtype = 'f32', "
                            "data = excluded.data",
                            error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  sqlite3_bind_int64 (query, 2, (gint64)ws_hyper_get_arch (model)->n_params);
  ws_query_bind_floats (query, 3, ws_hyper_get_reference (model),
                        ws_hyper_get_arch (model)->n_params);
  return ws_project_run (self, query, error);
}

/* @best (nullable). Of an earlier save nothing stays. */
static gboolean
save_best (WsProject *self, gint64 hyper, WsHyper *model, const WsHyperBest *best, GError **error)
{
  guint                n;
  const WsHyperTensor *tensors = ws_hyper_get_tensors (model, &n);
  g_autoptr (WsQuery) drop =
      ws_project_query (self, "DELETE FROM hyper_best WHERE hyper = ?", error);
  g_autoptr (WsQuery) query = ws_project_query (
      self, "INSERT INTO hyper_best (hyper, name, dtype, data) VALUES (?, ?, 'f32', ?)", error);

  if (drop == NULL || query == NULL)
    return FALSE;
  sqlite3_bind_int64 (drop, 1, hyper);
  if (!ws_project_run (self, drop, error))
    return FALSE;
  for (guint i = 0; best != NULL && best->params != NULL && i < n; i++)
    {
      if (!is_kept (model, &tensors[i]))
        continue;
      sqlite3_bind_int64 (query, 1, hyper);
      ws_query_bind_text (query, 2, tensors[i].name);
      ws_query_bind_floats (query, 3, best->params + tensors[i].start, tensors[i].n);
      if (!ws_project_run (self, query, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
complete_row (
    WsProject *self, gint64 hyper, WsHyper *model, const WsHyperBest *best, GError **error)
{
  const WsArch *arch = ws_hyper_get_arch (model);
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "UPDATE hyper SET complete = 1, parameters = ?2, sigma = ?3, mean = ?4, "
                        "best_epoch = ?5 WHERE id = ?1",
                        error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  sqlite3_bind_int64 (query, 2, (gint64)ws_hyper_get_n_autoencoder (model));
  ws_query_bind_floats (query, 3, ws_hyper_get_sigma (model), arch->n_layers);
  ws_query_bind_floats (query, 4, ws_hyper_get_mean (model), arch->n_params);
  if (best != NULL && best->epoch > 0)
    sqlite3_bind_int64 (query, 5, best->epoch);
  return ws_project_run (self, query, error);
}

static gboolean
drop_state (WsProject *self, gint64 hyper, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self, "DELETE FROM hyper_state WHERE hyper = ?", error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  return ws_project_run (self, query, error);
}

gboolean
ws_project_save_trained (
    WsProject *self, gint64 hyper, WsHyper *model, const WsHyperBest *best, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self) && model != NULL, FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  if (!save_tensors (self, hyper, model, error) || !save_reference (self, hyper, model, error) ||
      !save_best (self, hyper, model, best, error) ||
      !complete_row (self, hyper, model, best, error) || !drop_state (self, hyper, error))
    {
      ws_project_rollback (self);
      return FALSE;
    }
  if (!ws_project_commit (self, error))
    return FALSE;
  ws_project_give_back_room (self);
  return TRUE;
}

gboolean
ws_project_save_hyper (WsProject *self, gint64 hyper, WsHyper *model, GError **error)
{
  return ws_project_save_trained (self, hyper, model, NULL, error);
}

/* The description of a stored representation, with its own sigma and mean but fresh parameters. */
static WsHyper *
load_row (WsProject *self, gint64 hyper, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "SELECT h.name, h.config, a.name, a.channels, h.complete, h.sigma, h.mean "
                        "FROM hyper h JOIN architecture a ON a.id = h.architecture WHERE h.id = ?",
                        error);
  g_autofree char *name = NULL, *config_json = NULL, *arch_name = NULL;
  g_autoptr (WsHyper) model = NULL;
  const WsArch *arch;
  WsHyperConfig config;
  gboolean      has_row;

  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, hyper);
  if (!ws_project_step (self, query, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                   "%s: there is no representation number %" G_GINT64_FORMAT,
                   ws_project_get_path (self), hyper);
      return NULL;
    }
  name = ws_query_dup_text (query, 0, FALSE);
  if (sqlite3_column_int64 (query, 4) == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                   "%s: representation \"%s\" has not been trained to its end yet",
                   ws_project_get_path (self), name);
      return NULL;
    }
  config_json = ws_query_dup_text (query, 1, FALSE);
  arch_name = ws_query_dup_text (query, 2, FALSE);
  arch = ws_arch_lookup (arch_name, ws_query_get_uint (query, 3), error);
  if (arch == NULL || !ws_hyper_config_from_json (config_json, &config, error) ||
      (model = ws_hyper_new (&config, arch, error)) == NULL)
    return NULL;
  if (ws_query_get_floats (query, -1, 5, ws_hyper_get_sigma (model), arch->n_layers) &&
      ws_query_get_floats (query, -1, 6, ws_hyper_get_mean (model), arch->n_params))
    return g_steal_pointer (&model);
  ws_project_set_damaged (self, error, "sigma and mean of representation \"%s\"", name);
  return NULL;
}

static gboolean
load_reference (WsProject *self, gint64 hyper, WsHyper *model, GError **error)
{
  gsize             n = ws_hyper_get_arch (model)->n_params;
  g_autofree float *reference = g_new (float, n);
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  if (ws_hyper_get_config (model)->align == WS_ALIGN_NONE)
    return TRUE;
  query = ws_project_query (
      self, "SELECT dtype, data FROM hyper_tensor WHERE hyper = ? AND name = '" REFERENCE "'",
      error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  if (!ws_project_step (self, query, &has_row, error))
    return FALSE;
  if (has_row && ws_query_get_floats (query, 0, 1, reference, n))
    {
      ws_hyper_set_reference (model, reference);
      return TRUE;
    }
  ws_project_set_damaged (self, error,
                          "reference network of representation number %" G_GINT64_FORMAT, hyper);
  return FALSE;
}

static gboolean
has_best (WsProject *self, gint64 hyper, gboolean *has_row, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self, "SELECT 1 FROM hyper_best WHERE hyper = ? LIMIT 1", error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, hyper);
  return ws_project_step (self, query, has_row, error);
}

static gboolean
load_tensors (WsProject *self, gint64 hyper, WsHyper *model, gboolean is_best, GError **error)
{
  guint                n;
  const WsHyperTensor *tensors = ws_hyper_get_tensors (model, &n);
  g_autoptr (WsQuery) query = ws_project_query (
      self,
      is_best ? "SELECT dtype, data FROM hyper_best WHERE hyper = ? AND name = ?"
              : "SELECT dtype, data FROM hyper_tensor WHERE hyper = ? AND name = ?",
      error);
  gboolean has_row;

  for (guint i = 0; query != NULL && i < n; i++)
    {
      if (!is_kept (model, &tensors[i]))
        continue;
      sqlite3_bind_int64 (query, 1, hyper);
      ws_query_bind_text (query, 2, tensors[i].name);
      if (!ws_project_step (self, query, &has_row, error))
        return FALSE;
      if (!has_row ||
          !ws_query_get_floats (query, 0, 1, ws_hyper_get_params (model) + tensors[i].start,
                                tensors[i].n))
        {
          ws_project_set_damaged (self, error,
                                  "tensor \"%s\" of representation number %" G_GINT64_FORMAT
                                  " is not %" G_GSIZE_FORMAT " numbers",
                                  tensors[i].name, hyper, tensors[i].n);
          return FALSE;
        }
      sqlite3_reset (query);
    }
  return query != NULL;
}

WsHyper *
ws_project_load_trained (WsProject *self, gint64 hyper, WsHyperWhich which, GError **error)
{
  g_autoptr (WsHyper) model = NULL;
  gboolean is_best;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  model = load_row (self, hyper, error);
  if (model == NULL)
    return NULL;
  is_best = which == WS_HYPER_BEST ||
            (which == WS_HYPER_RESULT && ws_hyper_get_config (model)->keep == WS_KEEP_BEST);
  if ((is_best && !has_best (self, hyper, &is_best, error)) ||
      !load_tensors (self, hyper, model, is_best, error) ||
      !load_reference (self, hyper, model, error))
    return NULL;
  return g_steal_pointer (&model);
}

WsHyper *
ws_project_load_hyper (WsProject *self, gint64 hyper, GError **error)
{
  return ws_project_load_trained (self, hyper, WS_HYPER_RESULT, error);
}
