/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project-private.h"
#include "project/representation.h"

#include "core/error.h"

#include <math.h>
#include <string.h>

/* Latents of checkpoints, projections of latents, and the places on the map. */

gboolean
ws_project_save_latents (WsProject    *self,
                         gint64        hyper,
                         const gint64 *checkpoint,
                         const float  *z,
                         guint         n,
                         guint         q,
                         GError      **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean is_good;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  query = ws_project_query (self,
                            "INSERT INTO latent (hyper, checkpoint, dtype, data) "
                            "VALUES (?, ?, 'f32', ?) ON CONFLICT (checkpoint, hyper) "
                            "DO UPDATE SET dtype = 'f32', data = excluded.data",
                            error);
  is_good = query != NULL;
  for (guint i = 0; is_good && i < n; i++)
    {
      sqlite3_bind_int64 (query, 1, hyper);
      sqlite3_bind_int64 (query, 2, checkpoint[i]);
      ws_query_bind_floats (query, 3, z + (gsize)i * q, q); /* z[i, :] */
      is_good = ws_project_run (self, query, error);
    }
  if (is_good)
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

gint64
ws_project_load_latents (WsProject    *self,
                         gint64        hyper,
                         const gint64 *checkpoint,
                         guint         n,
                         guint         q,
                         float        *z,
                         GError      **error)
{
  g_autoptr (WsQuery) query = NULL;
  gint64 n_found = 0;

  g_return_val_if_fail (WS_IS_PROJECT (self), -1);
  query = ws_project_query (
      self, "SELECT dtype, data FROM latent WHERE checkpoint = ? AND hyper = ?", error);
  if (query == NULL)
    return -1;
  for (guint i = 0; i < n; i++)
    {
      float   *row = z + (gsize)i * q; /* z[i, :] */
      gboolean has_row;

      sqlite3_bind_int64 (query, 1, checkpoint[i]);
      sqlite3_bind_int64 (query, 2, hyper);
      if (!ws_project_step (self, query, &has_row, error))
        return -1;
      if (has_row && !ws_query_get_floats (query, 0, 1, row, q))
        {
          ws_project_set_damaged (self, error,
                                  "the latent of checkpoint %" G_GINT64_FORMAT " is not %u numbers",
                                  checkpoint[i], q);
          return -1;
        }
      for (guint k = 0; !has_row && k < q; k++)
        row[k] = NAN;
      n_found += has_row;
      sqlite3_reset (query);
    }
  return n_found;
}

/* -- projections -- */

void
ws_projection_free (WsProjection *self)
{
  g_free (self->method);
  g_free (self->mean);
  g_free (self->basis);
  g_free (self->variance);
  g_free (self->options);
  g_free (self);
}

const char *
ws_projection_get_title (const char *method)
{
  if (g_str_equal (method, "pca"))
    return "PCA";
  if (g_str_equal (method, "umap"))
    return "UMAP";
  if (g_str_equal (method, "tsne"))
    return "t-SNE";
  return method;
}

#define MAX_LATENTS 65536 /* of a stored projection, before memory is asked for */
#define MAX_COORDINATES 1024

static void
swap_doubles (double *x, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint64 bits;

      memcpy (&bits, &x[i], sizeof bits);
      bits = GUINT64_TO_LE (bits);
      memcpy (&x[i], &bits, sizeof bits);
    }
}

gboolean
ws_project_add_projection (WsProject *self, WsProjection *projection, GError **error)
{
  g_autofree char   *now = ws_stamp_dup_time (), *version = ws_stamp_dup_version ();
  g_autofree double *variance = NULL;
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self) && projection->method != NULL, FALSE);
  g_return_val_if_fail (projection->q <= MAX_LATENTS && projection->k <= MAX_COORDINATES, FALSE);
  query = ws_project_query (self,
                            "INSERT INTO projection (hyper, method, q, k, mean, basis, variance, "
                            "total_variance, created, version, options) "
                            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, projection->hyper);
  ws_query_bind_text (query, 2, projection->method);
  sqlite3_bind_int64 (query, 3, projection->q);
  sqlite3_bind_int64 (query, 4, projection->k);
  if (projection->mean != NULL)
    ws_query_bind_floats (query, 5, projection->mean, projection->q);
  if (projection->basis != NULL)
    ws_query_bind_floats (query, 6, projection->basis, (gsize)projection->k * projection->q);
  if (projection->variance != NULL)
    {
      variance = g_memdup2 (projection->variance, sizeof (double) * projection->k);
      swap_doubles (variance, projection->k);
      sqlite3_bind_blob64 (query, 7, variance, sizeof (double) * projection->k, SQLITE_STATIC);
      sqlite3_bind_double (query, 8, projection->total_variance);
    }
  ws_query_bind_text (query, 9, now);
  ws_query_bind_text (query, 10, version);
  if (projection->options != NULL)
    ws_query_bind_text (query, 11, projection->options);
  if (!ws_project_run (self, query, error))
    return FALSE;
  projection->id = sqlite3_last_insert_rowid (ws_project_get_handle (self));
  return TRUE;
}

/* *@out stays NULL where the document has NULL. */
static gboolean
read_floats (WsQuery *query, int column, gsize n, float **out)
{
  if (sqlite3_column_type (query, column) == SQLITE_NULL)
    return TRUE;
  *out = g_new (float, MAX (n, 1));
  return ws_query_get_floats (query, -1, column, *out, n);
}

static gboolean
read_projection (WsQuery *query, WsProjection *self)
{
  self->id = sqlite3_column_int64 (query, 0);
  self->hyper = sqlite3_column_int64 (query, 1);
  self->method = ws_query_dup_text (query, 2, FALSE);
  self->q = ws_query_get_uint (query, 3);
  self->k = ws_query_get_uint (query, 4);
  self->total_variance = sqlite3_column_double (query, 8);
  self->options = ws_query_dup_text (query, 9, TRUE);
  if (self->q > MAX_LATENTS || self->k > MAX_COORDINATES ||
      !read_floats (query, 5, self->q, &self->mean) ||
      !read_floats (query, 6, (gsize)self->k * self->q, &self->basis))
    return FALSE;
  if (sqlite3_column_type (query, 7) == SQLITE_NULL)
    return TRUE;
  if ((gsize)sqlite3_column_bytes (query, 7) != sizeof (double) * self->k)
    return FALSE;
  self->variance = g_memdup2 (sqlite3_column_blob (query, 7), sizeof (double) * self->k);
  swap_doubles (self->variance, self->k);
  return TRUE;
}

#define COLUMNS                                                                                    \
  "SELECT id, hyper, method, q, k, mean, basis, variance, total_variance, options FROM "           \
  "projection WHERE hyper = ? AND method = ? ORDER BY id DESC"

/* Newest first. */
static GPtrArray *
list_projections (
    WsProject *self, const char *sql, gint64 hyper, const char *method, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_projection_free);
  g_autoptr (WsQuery) query = ws_project_query (self, sql, error);
  gboolean has_row;

  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, hyper);
  ws_query_bind_text (query, 2, method);
  while (ws_project_step (self, query, &has_row, error))
    {
      WsProjection *projection;

      if (!has_row)
        return g_steal_pointer (&list);
      projection = g_new0 (WsProjection, 1);
      g_ptr_array_add (list, projection);
      if (!read_projection (query, projection))
        {
          ws_project_set_damaged (self, error, "the basis of projection \"%s\"", method);
          return NULL;
        }
    }
  return NULL;
}

GPtrArray *
ws_project_list_projections (WsProject *self, gint64 hyper, const char *method, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self) && method != NULL, NULL);
  return list_projections (self, COLUMNS, hyper, method, error);
}

WsProjection *
ws_project_find_projection (WsProject *self, gint64 hyper, const char *method, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self) && method != NULL, NULL);
  list = list_projections (self, COLUMNS " LIMIT 1", hyper, method, error);
  return list != NULL && list->len > 0 ? g_ptr_array_steal_index (list, 0) : NULL;
}

/* One statement about the projections @to and @from. */
static gboolean
run_pair (WsProject *self, const char *sql, gint64 to, gint64 from, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (self, sql, error);

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, to);
  sqlite3_bind_int64 (query, 2, from);
  return ws_project_run (self, query, error);
}

gboolean
ws_project_renew_projection (WsProject *self, WsProjection *projection, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gint64 id = 0;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  query = ws_project_query (self,
                            "INSERT INTO projection (hyper, method, q, k, mean, basis, variance, "
                            "total_variance, created, version, options) SELECT hyper, method, q, "
                            "k, mean, basis, variance, total_variance, created, version, options "
                            "FROM projection WHERE id = ?",
                            error);
  if (query != NULL)
    {
      sqlite3_bind_int64 (query, 1, projection->id);
      if (ws_project_run (self, query, error))
        id = sqlite3_last_insert_rowid (ws_project_get_handle (self));
    }
  if (id != 0 &&
      run_pair (self, "UPDATE point SET projection = ?1 WHERE projection = ?2", id, projection->id,
                error) &&
      run_pair (self, "DELETE FROM projection WHERE id = ?2 AND id <> ?1", id, projection->id,
                error) &&
      ws_project_commit (self, error))
    {
      projection->id = id;
      return TRUE;
    }
  ws_project_rollback (self);
  return FALSE;
}

/* -- places on the map -- */

#define N_AXES 3

gboolean
ws_project_save_points (WsProject    *self,
                        gint64        projection,
                        const gint64 *checkpoint,
                        const float  *xy,
                        guint         n,
                        guint         k,
                        GError      **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean is_good;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (k >= 1 && k <= N_AXES, FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  query = ws_project_query (
      self, "INSERT OR REPLACE INTO point (projection, checkpoint, x, y, z) VALUES (?, ?, ?, ?, ?)",
      error);
  is_good = query != NULL;
  for (guint i = 0; is_good && i < n; i++)
    {
      sqlite3_bind_int64 (query, 1, projection);
      sqlite3_bind_int64 (query, 2, checkpoint[i]);
      for (guint axis = 0; axis < k; axis++) /* xy[i, axis]; NaN becomes NULL */
        sqlite3_bind_double (query, 3 + (int)axis, (double)xy[(gsize)i * k + axis]);
      is_good = ws_project_run (self, query, error);
    }
  if (is_good)
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

gint64
ws_project_load_points (WsProject    *self,
                        gint64        projection,
                        const gint64 *checkpoint,
                        guint         n,
                        guint         k,
                        float        *xy,
                        GError      **error)
{
  g_autoptr (WsQuery) query = NULL;
  gint64 n_found = 0;

  g_return_val_if_fail (WS_IS_PROJECT (self), -1);
  g_return_val_if_fail (k >= 1 && k <= N_AXES, -1);
  query = ws_project_query (
      self, "SELECT x, y, z FROM point WHERE checkpoint = ? AND projection = ?", error);
  if (query == NULL)
    return -1;
  for (guint i = 0; i < n; i++)
    {
      gboolean has_row;

      sqlite3_bind_int64 (query, 1, checkpoint[i]);
      sqlite3_bind_int64 (query, 2, projection);
      if (!ws_project_step (self, query, &has_row, error))
        return -1;
      for (guint axis = 0; axis < k; axis++)
        xy[(gsize)i * k + axis] = has_row ? ws_query_get_float (query, (int)axis) : NAN;
      n_found += has_row;
      sqlite3_reset (query);
    }
  return n_found;
}
