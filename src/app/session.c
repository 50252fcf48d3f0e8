/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/session.h"
#include "data/dataset.h"
#include "work/work.h"

#include <glib/gi18n.h>

struct _WsSession
{
  GObject     parent_instance;
  WsProject  *project;
  char       *title;
  GListStore *populations, *hypers, *jobs, *datasets;
  char       *dataset;    /* key of the chosen one */
  GPtrArray  *unfinished; /* WsJobRecord */
  WsJob      *running;    /* first of jobs; NULL between two */
  GTask      *stop;       /* the window waits for the end */
  WsReadSlot  reload;
  gint64      seen_population; /* that a job made last */
};

enum
{
  PROP_0,
  PROP_PATH,
  PROP_TITLE,
  PROP_BUSY,
  PROP_READ_ONLY,
  PROP_JOB,
  PROP_DATASET,
  N_PROPS
};

enum
{
  CHANGED,
  JOB_STARTED,
  JOB_ENDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsSession, ws_session, G_TYPE_OBJECT)

static void start_next (WsSession *self);

static void
ws_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  WsSession *self = WS_SESSION (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, ws_session_get_path (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, ws_session_is_busy (self));
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, ws_session_is_read_only (self));
      break;
    case PROP_JOB:
      g_value_set_object (value, self->running);
      break;
    case PROP_DATASET:
      g_value_set_string (value, self->dataset);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ws_session_dispose (GObject *object)
{
  WsSession *self = WS_SESSION (object);

  ws_read_slot_clear (&self->reload);
  if (self->running != NULL)
    ws_job_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_object (&self->populations);
  g_clear_object (&self->hypers);
  g_clear_object (&self->jobs);
  g_clear_object (&self->datasets);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (ws_session_parent_class)->dispose (object);
}

static void
ws_session_finalize (GObject *object)
{
  WsSession *self = WS_SESSION (object);

  g_free (self->title);
  g_free (self->dataset);
  g_clear_pointer (&self->unfinished, g_ptr_array_unref);
  G_OBJECT_CLASS (ws_session_parent_class)->finalize (object);
}

static void
ws_session_class_init (WsSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ws_session_get_property;
  object_class->dispose = ws_session_dispose;
  object_class->finalize = ws_session_finalize;
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE, flags);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, WS_TYPE_JOB, flags);
  properties[PROP_DATASET] = g_param_spec_string ("dataset", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", WS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[JOB_STARTED] = g_signal_new ("job-started", WS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, WS_TYPE_JOB);
  signals[JOB_ENDED] = g_signal_new ("job-ended", WS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, WS_TYPE_JOB);
}

static void
ws_session_init (WsSession *self)
{
  self->populations = g_list_store_new (WS_TYPE_POPULATION_ITEM);
  self->hypers = g_list_store_new (WS_TYPE_HYPER_ITEM);
  self->jobs = g_list_store_new (WS_TYPE_JOB);
  self->datasets = g_list_store_new (WS_TYPE_DATASET_ITEM);
  self->unfinished = g_ptr_array_new ();
}

/* Where the document remembers the chosen image set. */
#define META_DATASET "app.dataset"

/* -- the lists -- */

typedef struct
{
  GPtrArray *populations, *hypers, *unfinished;
} Lists;

static void
lists_free (gpointer data)
{
  Lists *lists = data;

  g_clear_pointer (&lists->populations, g_ptr_array_unref);
  g_clear_pointer (&lists->hypers, g_ptr_array_unref);
  g_clear_pointer (&lists->unfinished, g_ptr_array_unref);
  g_free (lists);
}

static gpointer
read_lists (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  Lists *lists = g_new0 (Lists, 1);

  lists->populations = ws_project_list_populations (project, error);
  if (lists->populations != NULL)
    lists->hypers = ws_project_list_hypers (project, error);
  if (lists->hypers != NULL)
    lists->unfinished = ws_project_list_unfinished_jobs (project, error);
  if (lists->unfinished == NULL)
    g_clear_pointer (&lists, lists_free);
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

static void
take_lists (WsSession *self, Lists *lists)
{
  take_populations (self, lists->populations);
  take_hypers (self, lists->hypers);
  g_clear_pointer (&self->unfinished, g_ptr_array_unref);
  self->unfinished = g_steal_pointer (&lists->unfinished);
  lists_free (lists);
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
  take_lists (self, result);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ws_session_reload (WsSession *self)
{
  g_return_if_fail (WS_IS_SESSION (self));
  ws_session_read (self, &self->reload, read_lists, NULL, NULL, lists_free, reload_done, self);
}

/* -- opening -- */

typedef struct
{
  char         *path;
  WsProjectMode mode;
  WsProject    *project;
  Lists        *lists;
  GPtrArray    *datasets; /* WsDatasetInfo */
  char         *dataset;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  g_clear_object (&opening->project);
  g_clear_pointer (&opening->lists, lists_free);
  g_clear_pointer (&opening->datasets, g_ptr_array_unref);
  g_free (opening->dataset);
  g_free (opening);
}

static void
open_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr (GError) error = NULL;

  opening->project = ws_project_open (opening->path, opening->mode, &error);
  if (opening->project != NULL)
    opening->lists = read_lists (opening->project, NULL, cancellable, &error);
  if (opening->lists == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  opening->datasets = ws_dataset_list ();
  opening->dataset = ws_project_dup_meta (opening->project, META_DATASET);
  g_task_return_boolean (task, TRUE);
}

void
ws_session_open_async (const char         *path,
                       WsProjectMode       mode,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->path = g_strdup (path);
  opening->mode = mode;
  g_task_set_source_tag (task, ws_session_open_async);
  g_task_set_name (task, "[weightscape] open");
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

/* The choice: what the document says, else what its newest zoo was trained on, else the first. */
static void
take_datasets (WsSession *self, Opening *opening)
{
  WsPopulationItem *zoo = ws_session_get_newest_zoo (self);
  const char       *chosen = opening->dataset;

  for (guint i = 0; i < opening->datasets->len; i++)
    {
      const WsDatasetInfo *info = g_ptr_array_index (opening->datasets, i);
      g_autoptr (WsDatasetItem) item =
          ws_dataset_item_new (info->name, info->images_train, info->images_test, info->channels);

      g_list_store_append (self->datasets, item);
      if (chosen == NULL && zoo == NULL)
        chosen = info->name;
    }
  if (chosen == NULL && zoo != NULL)
    chosen = ws_population_item_get_info (zoo)->data;
  self->dataset = g_strdup (chosen);
  if (chosen != NULL && ws_session_find_dataset (self, chosen) == NULL)
    {
      g_autoptr (WsDatasetItem) item = ws_dataset_item_new (chosen, 0, 0, 1);

      g_list_store_append (self->datasets, item);
    }
}

WsSession *
ws_session_open_finish (GAsyncResult *result, GError **error)
{
  Opening   *opening;
  WsSession *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  opening = g_task_get_task_data (G_TASK (result));
  self = g_object_new (WS_TYPE_SESSION, NULL);
  self->project = g_steal_pointer (&opening->project);
  self->title = g_path_get_basename (opening->path);
  if (g_str_has_suffix (self->title, ".wscape"))
    self->title[strlen (self->title) - strlen (".wscape")] = '\0';
  take_lists (self, g_steal_pointer (&opening->lists));
  take_datasets (self, opening);
  return self;
}

/* -- what is in it -- */

WsProject *
ws_session_get_project (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return self->project;
}

const char *
ws_session_get_path (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return ws_project_get_path (self->project);
}

const char *
ws_session_get_title (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return self->title;
}

gboolean
ws_session_is_read_only (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), TRUE);
  return ws_project_is_read_only (self->project);
}

GListModel *
ws_session_get_populations (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return G_LIST_MODEL (self->populations);
}

GListModel *
ws_session_get_hypers (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return G_LIST_MODEL (self->hypers);
}

GListModel *
ws_session_get_datasets (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return G_LIST_MODEL (self->datasets);
}

const char *
ws_session_get_dataset (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return self->dataset;
}

WsDatasetItem *
ws_session_find_dataset (WsSession *self, const char *key)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->datasets)); i++)
    {
      g_autoptr (WsDatasetItem) item = g_list_model_get_item (G_LIST_MODEL (self->datasets), i);

      if (g_strcmp0 (ws_dataset_item_get_key (item), key) == 0)
        return item;
    }
  return NULL;
}

static gpointer
write_dataset (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_project_set_meta (project, META_DATASET, data, error) ? g_strdup (data) : NULL;
}

void
ws_session_choose_dataset (
    WsSession *self, const char *key, guint n_train, guint n_test, guint channels)
{
  g_return_if_fail (WS_IS_SESSION (self));
  if (g_strcmp0 (self->dataset, key) == 0)
    return;
  if (ws_session_find_dataset (self, key) == NULL)
    {
      g_autoptr (WsDatasetItem) item = ws_dataset_item_new (key, n_train, n_test, channels);

      g_list_store_append (self->datasets, item);
    }
  g_free (self->dataset);
  self->dataset = g_strdup (key);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
  /* on a worker: a running job may hold the document's lock for a moment */
  if (!ws_session_is_read_only (self))
    ws_session_call_async (self, write_dataset, g_strdup (key), g_free, g_free, NULL, NULL, NULL);
}

WsPopulationItem *
ws_session_find_population (WsSession *self, gint64 id)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->populations)); i++)
    {
      g_autoptr (WsPopulationItem) item =
          g_list_model_get_item (G_LIST_MODEL (self->populations), i);

      if (ws_population_item_get_id (item) == id)
        return item; /* the list holds it */
    }
  return NULL;
}

WsHyperItem *
ws_session_find_hyper (WsSession *self, gint64 id)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->hypers)); i++)
    {
      g_autoptr (WsHyperItem) item = g_list_model_get_item (G_LIST_MODEL (self->hypers), i);

      if (ws_hyper_item_get_id (item) == id)
        return item;
    }
  return NULL;
}

WsPopulationItem *
ws_session_get_newest_zoo (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->populations)); i-- > 0;)
    {
      g_autoptr (WsPopulationItem) item =
          g_list_model_get_item (G_LIST_MODEL (self->populations), i);

      if (ws_population_item_is_zoo (item))
        return item;
    }
  return NULL;
}

WsHyperItem *
ws_session_get_newest_hyper (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->hypers)); i-- > 0;)
    {
      g_autoptr (WsHyperItem) item = g_list_model_get_item (G_LIST_MODEL (self->hypers), i);

      if (ws_hyper_item_get_info (item)->complete)
        return item;
    }
  return NULL;
}

/* -- jobs -- */

GListModel *
ws_session_get_jobs (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return G_LIST_MODEL (self->jobs);
}

gboolean
ws_session_is_busy (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), FALSE);
  return g_list_model_get_n_items (G_LIST_MODEL (self->jobs)) > 0;
}

/* A zoo in the making belongs into the lists as soon as it has a row. */
static void
snapshot_cb (WsJob *job, GParamSpec *pspec, WsSession *self)
{
  g_autoptr (GObject) snapshot = ws_job_dup_snapshot (job);
  guint  n_models, n_epochs;
  gint64 population = 0;

  if (WS_IS_ZOO_SNAPSHOT (snapshot))
    ws_zoo_snapshot_get (WS_ZOO_SNAPSHOT (snapshot), &n_models, &n_epochs, &population);
  if (population == 0 || population == self->seen_population)
    return;
  self->seen_population = population;
  if (ws_session_find_population (self, population) == NULL)
    ws_session_reload (self);
}

/* A job that was stopped because the window closes is not over: the next opening offers it. */
static void
keep_for_next_time (WsSession *self, WsJob *job)
{
  g_autoptr (GError) error = NULL;
  gint64 record = ws_work_get_record (job);

  if (ws_job_get_state (job) != WS_JOB_CANCELLED || record == 0)
    return;
  if (!ws_project_set_job_state (self->project, record, "queued", NULL, &error))
    g_warning ("%s: %s", ws_session_get_path (self), error->message);
}

static void
job_ended_cb (WsJob *job, WsSession *self)
{
  g_autoptr (WsJob) kept = g_object_ref (job);
  guint position;

  g_signal_handlers_disconnect_by_data (job, self);
  if (g_list_store_find (self->jobs, job, &position))
    g_list_store_remove (self->jobs, position);
  if (self->running == job)
    g_clear_object (&self->running);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  g_signal_emit (self, signals[JOB_ENDED], 0, job);
  if (self->stop != NULL)
    {
      g_autoptr (GTask) stop = g_steal_pointer (&self->stop);

      keep_for_next_time (self, job);
      g_task_return_boolean (stop, TRUE);
    }
  else
    {
      ws_session_reload (self);
      start_next (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
start_next (WsSession *self)
{
  if (self->running != NULL)
    return;
  self->running = g_list_model_get_item (G_LIST_MODEL (self->jobs), 0);
  if (self->running == NULL)
    return;
  g_signal_connect_object (self->running, "ended", G_CALLBACK (job_ended_cb), self, 0);
  g_signal_connect_object (self->running, "notify::snapshot", G_CALLBACK (snapshot_cb), self, 0);
  ws_job_start (self->running);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  g_signal_emit (self, signals[JOB_STARTED], 0, self->running);
}

void
ws_session_run (WsSession *self, WsJob *job)
{
  g_return_if_fail (WS_IS_SESSION (self));
  g_return_if_fail (WS_IS_JOB (job));
  g_list_store_append (self->jobs, job);
  g_object_unref (job);
  start_next (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

WsJob *
ws_session_find_job (WsSession *self, const char *kind)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr (WsJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (g_str_equal (ws_job_get_kind (job), kind))
        return job;
    }
  return NULL;
}

void
ws_session_cancel (WsSession *self, WsJob *job)
{
  guint position;

  g_return_if_fail (WS_IS_SESSION (self));
  if (job == self->running)
    {
      ws_job_cancel (job);
      return;
    }
  if (g_list_store_find (self->jobs, job, &position))
    {
      g_list_store_remove (self->jobs, position);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
    }
}

void
ws_session_stop_async (WsSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));

  g_task_set_source_tag (task, ws_session_stop_async);
  if (self->running == NULL || self->stop != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (n > 1)
    g_list_store_splice (self->jobs, 1, n - 1, NULL, 0);
  self->stop = g_steal_pointer (&task);
  ws_job_cancel (self->running);
}

gboolean
ws_session_stop_finish (WsSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

GPtrArray *
ws_session_dup_unfinished (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return g_ptr_array_ref (self->unfinished);
}

gboolean
ws_session_resume (WsSession *self, const WsJobRecord *record, GError **error)
{
  WsJob *job = ws_work_resume (self->project, record, error);

  if (job == NULL)
    return FALSE;
  ws_session_run (self, job);
  return TRUE;
}

gboolean
ws_session_discard (WsSession *self, const WsJobRecord *record, GError **error)
{
  return ws_project_set_job_state (self->project, record->id, "cancelled", NULL, error);
}
