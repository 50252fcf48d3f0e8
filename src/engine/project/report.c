/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/population.h"
#include "project/project-private.h"

gboolean
ws_project_add_report (WsProject  *self,
                       gint64      population,
                       gint64      hyper,
                       const char *key,
                       const char *json,
                       GError    **error)
{
  g_autofree char *now = ws_stamp_dup_time (), *version = ws_stamp_dup_version ();
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self) && key != NULL && json != NULL, FALSE);
  query = ws_project_query (self,
                            "INSERT INTO report (population, hyper, key, json, created, version) "
                            "VALUES (?, ?, ?, ?, ?, ?)",
                            error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, population);
  ws_query_bind_id (query, 2, hyper);
  ws_query_bind_text (query, 3, key);
  ws_query_bind_text (query, 4, json);
  ws_query_bind_text (query, 5, now);
  ws_query_bind_text (query, 6, version);
  return ws_project_run (self, query, error);
}

char *
ws_project_dup_report (WsProject *self, gint64 population, gint64 hyper, const char *key)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self) && key != NULL, NULL);
  query = ws_project_query (self,
                            "SELECT json FROM report WHERE population = ? AND hyper IS ? "
                            "AND key = ? ORDER BY id DESC LIMIT 1",
                            NULL);
  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, population);
  ws_query_bind_id (query, 2, hyper);
  ws_query_bind_text (query, 3, key);
  if (!ws_project_step (self, query, &has_row, NULL) || !has_row)
    return NULL;
  return ws_query_dup_text (query, 0, FALSE);
}
