/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/session-private.h"
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
  g_object_set_data (object, "ws-scenes", NULL); /* needs the document */
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
  g_free (self->selection);
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
  return ws_project_set_meta (project, WS_META_DATASET, data, error) ? g_strdup (data) : NULL;
}

void
ws_session_add_dataset (WsSession *self, WsDatasetItem *item)
{
  g_return_if_fail (WS_IS_SESSION (self));
  if (ws_session_find_dataset (self, ws_dataset_item_get_key (item)) == NULL)
    g_list_store_append (self->datasets, item);
}

void
ws_session_choose_dataset (
    WsSession *self, const char *key, guint n_train, guint n_test, guint channels)
{
  g_autoptr (WsDatasetItem) item = NULL;

  g_return_if_fail (WS_IS_SESSION (self));
  if (g_strcmp0 (self->dataset, key) == 0)
    return;
  item = ws_dataset_item_new (key, n_train, n_test, channels);
  ws_session_add_dataset (self, item);
  g_free (self->dataset);
  self->dataset = g_strdup (key);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
  /* on a worker: a running job may hold the document's lock for a moment */
  if (!ws_session_is_read_only (self))
    ws_session_call_async (self, write_dataset, g_strdup (key), g_free, g_free, NULL, NULL, NULL);
}

const char *
ws_session_get_selection (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return self->selection;
}

void
ws_session_set_selection (WsSession *self, const char *name)
{
  g_return_if_fail (WS_IS_SESSION (self));
  g_free (self->selection);
  self->selection = g_strdup (name);
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

/* -- news -- */

void
ws_session_emit_changed (WsSession *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ws_session_emit_job (WsSession *self, WsJob *job, gboolean has_ended)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  g_signal_emit (self, signals[has_ended ? JOB_ENDED : JOB_STARTED], 0, job);
}

void
ws_session_notify_jobs (WsSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}
