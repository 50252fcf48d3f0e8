/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/session-private.h"

/* What is in the document, as lists that stay up to date. */

void
ws_session_lists_free (gpointer data)
{
  WsSessionLists *lists = data;

  g_clear_pointer (&lists->populations, g_ptr_array_unref);
  g_clear_pointer (&lists->hypers, g_ptr_array_unref);
  g_clear_pointer (&lists->unfinished, g_ptr_array_unref);
  g_free (lists);
}

gpointer
ws_session_read_lists (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  WsSessionLists *lists = g_new0 (WsSessionLists, 1);

  lists->populations = ws_project_list_populations (project, error);
  if (lists->populations != NULL)
    lists->hypers = ws_project_list_hypers (project, error);
  if (lists->hypers != NULL)
    lists->unfinished = ws_project_list_unfinished_jobs (project, error);
  if (lists->unfinished == NULL)
    g_clear_pointer (&lists, ws_session_lists_free);
  return lists;
}

static gboolean
same_population (const WsPopulation *a, const WsPopulation *b)
{
  return a->id == b->id && a->n == b->n && a->n_epochs == b->n_epochs &&
         a->complete == b->complete && g_str_equal (a->name, b->name);
}

static gboolean
same_hyper (const WsHyperInfo *a, const WsHyperInfo *b)
{
  return a->id == b->id && a->epochs == b->epochs && a->complete == b->complete &&
         g_str_equal (a->name, b->name);
}

/* Only the rows that differ are replaced, so that pickers keep what is chosen. Rows of @fresh are
 * items, in the order of creation. */
static void
splice_rows (GListStore *store, GPtrArray *fresh)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint first = 0;

  while (first < n_old && first < fresh->len)
    {
      g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (store), first);

      if (old != g_ptr_array_index (fresh, first))
        break;
      first++;
    }
  if (first < n_old || first < fresh->len)
    g_list_store_splice (store, first, n_old - first, fresh->pdata + first, fresh->len - first);
}

static void
take_populations (WsSession *self, GPtrArray *infos)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_set_free_func (infos, NULL);
  for (guint i = 0; i < infos->len; i++)
    {
      WsPopulation     *info = g_ptr_array_index (infos, i);
      WsPopulationItem *old = ws_session_find_population (self, info->id);

      if (old != NULL && same_population (ws_population_item_get_info (old), info) &&
          ws_population_item_get_class_index (old) == i)
        {
          g_ptr_array_add (fresh, g_object_ref (old));
          ws_population_free (info);
        }
      else
        g_ptr_array_add (fresh, ws_population_item_new (info, i));
    }
  splice_rows (self->populations, fresh);
}

static void
take_hypers (WsSession *self, GPtrArray *infos)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_set_free_func (infos, NULL);
  for (guint i = 0; i < infos->len; i++)
    {
      WsHyperInfo *info = g_ptr_array_index (infos, i);
      WsHyperItem *old = ws_session_find_hyper (self, info->id);

      if (old != NULL && same_hyper (ws_hyper_item_get_info (old), info))
        {
          g_ptr_array_add (fresh, g_object_ref (old));
          ws_hyper_info_free (info);
        }
      else
        g_ptr_array_add (fresh, ws_hyper_item_new (info));
    }
  splice_rows (self->hypers, fresh);
}

void
ws_session_take_lists (WsSession *self, WsSessionLists *lists)
{
  take_populations (self, lists->populations);
  take_hypers (self, lists->hypers);
  g_clear_pointer (&self->unfinished, g_ptr_array_unref);
  self->unfinished = g_steal_pointer (&lists->unfinished);
  ws_session_lists_free (lists);
}

static void
reload_done (gpointer result, const GError *error, gpointer user_data)
{
  WsSession *self = user_data;

  if (result == NULL)
    {
      g_warning ("%s: %s", ws_session_get_path (self), error->message);
      return;
    }
  ws_session_take_lists (self, result);
  ws_session_emit_changed (self);
}

void
ws_session_reload (WsSession *self)
{
  g_return_if_fail (WS_IS_SESSION (self));
  ws_session_read (self, &self->reload, ws_session_read_lists, NULL, NULL, ws_session_lists_free,
                   reload_done, self);
}
