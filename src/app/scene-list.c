/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/scene-list.h"

#include "app/scene-store.h"

#define MAX_UNDO 100

/* A change as it can be undone: a scene comes (from none), goes (to none), or moves; or its texts
 * change. */
#define NOWHERE G_MAXUINT

typedef struct
{
  WsSceneItem *item;
  guint        from, to;
  char        *title[2], *caption[2]; /* before and after; NULL: a change of place */
} Edit;

struct _WsSceneList
{
  GObject      parent_instance;
  WsSession   *session; /* lent: it holds us */
  GListStore  *items;
  WsSceneStore store;
  GQueue       undo, redo; /* of Edit: the newest first */
  WsReadSlot   list_slot, slide_slot;
  WsSceneItem *drawing;
  gboolean     is_loading, is_prepared;
  guint        wanted; /* slide that is drawn first */
};

enum
{
  PROP_LOADING = 1,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  N_PROPS,
};

enum
{
  FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsSceneList, ws_scene_list, G_TYPE_OBJECT)

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_clear_object (&edit->item);
  for (guint i = 0; i < 2; i++)
    {
      g_free (edit->title[i]);
      g_free (edit->caption[i]);
    }
  g_free (edit);
}

GListModel *
ws_scene_list_get_items (WsSceneList *self)
{
  return G_LIST_MODEL (self->items);
}

guint
ws_scene_list_get_n (WsSceneList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->items));
}

WsSceneItem *
ws_scene_list_get (WsSceneList *self, guint i)
{
  g_autoptr (WsSceneItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

  return item; /* the list holds it */
}

gboolean
ws_scene_list_is_loading (WsSceneList *self)
{
  return self->is_loading;
}

/* -- reading -- */

static void draw_next (WsSceneList *self);

static gpointer
list_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_project_list_scenes (project, error);
}

static void
forget_edits (WsSceneList *self)
{
  g_queue_clear_full (&self->undo, edit_free);
  g_queue_clear_full (&self->redo, edit_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
}

static void
listed_cb (gpointer result, const GError *error, gpointer data)
{
  WsSceneList *self = data;
  g_autoptr (GPtrArray) scenes = result;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  self->is_loading = FALSE;
  for (guint i = 0; scenes != NULL && i < scenes->len; i++)
    g_ptr_array_add (items, ws_scene_item_new (ws_scene_copy (g_ptr_array_index (scenes, i))));
  g_list_store_splice (self->items, 0, ws_scene_list_get_n (self), items->pdata, items->len);
  forget_edits (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
  draw_next (self);
}

static void
read_list (WsSceneList *self)
{
  self->is_loading = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  ws_session_read (self->session, &self->list_slot, list_func, NULL, NULL,
                   (GDestroyNotify)g_ptr_array_unref, listed_cb, self);
}

/* -- drawing, one slide at a time -- */

static void
scene_free (gpointer scene)
{
  ws_scene_free (scene);
}

static void
slide_free (gpointer slide)
{
  ws_slide_free (slide);
}

static gpointer
slide_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_slide_new (project, data, error);
}

static void
drawn_cb (gpointer result, const GError *error, gpointer data)
{
  WsSceneList *self = data;
  g_autoptr (WsSceneItem) item = g_steal_pointer (&self->drawing);

  ws_scene_item_take_slide (item, result);
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
  draw_next (self);
}

/* The wanted one, then those that come after it, then the rest. */
static WsSceneItem *
find_stale (WsSceneList *self)
{
  guint n = ws_scene_list_get_n (self);

  for (guint k = 0; k < n; k++)
    {
      WsSceneItem *item = ws_scene_list_get (self, (self->wanted + k) % n);

      if (ws_scene_item_is_stale (item))
        return item;
    }
  return NULL;
}

static void
draw_next (WsSceneList *self)
{
  WsSceneItem *item;

  if (!self->is_prepared || ws_read_slot_is_busy (&self->slide_slot))
    return;
  item = find_stale (self);
  if (item == NULL)
    return;
  self->drawing = g_object_ref (item);
  ws_session_read (self->session, &self->slide_slot, slide_func,
                   ws_scene_copy (ws_scene_item_get_scene (item)), scene_free, slide_free, drawn_cb,
                   self);
}

void
ws_scene_list_prepare (WsSceneList *self, guint first)
{
  self->is_prepared = TRUE;
  self->wanted = first;
  draw_next (self);
}

/* What was being drawn may be of before. */
static void
session_changed_cb (WsSceneList *self)
{
  ws_read_slot_clear (&self->slide_slot);
  g_clear_object (&self->drawing);
  for (guint i = 0; i < ws_scene_list_get_n (self); i++)
    ws_scene_item_set_stale (ws_scene_list_get (self, i));
  draw_next (self);
}

/* -- changes -- */

static guint
find (WsSceneList *self, WsSceneItem *item)
{
  guint place;

  return g_list_store_find (self->items, item, &place) ? place : NOWHERE;
}

/* Gives the place of what changed. */
static guint
apply (WsSceneList *self, Edit *edit, gboolean is_forward)
{
  guint to = is_forward ? edit->to : edit->from, now = find (self, edit->item);

  if (edit->title[0] != NULL)
    {
      ws_scene_item_set_texts (edit->item, edit->title[is_forward], edit->caption[is_forward]);
      ws_scene_store_push (&self->store, WS_SCENE_WRITE_UPDATE, edit->item, 0);
      return now;
    }
  if (now != NOWHERE)
    g_list_store_remove (self->items, now);
  if (to != NOWHERE)
    g_list_store_insert (self->items, MIN (to, ws_scene_list_get_n (self)), edit->item);
  ws_scene_store_push (&self->store,
                       to == NOWHERE    ? WS_SCENE_WRITE_REMOVE
                       : now == NOWHERE ? WS_SCENE_WRITE_ADD
                                        : WS_SCENE_WRITE_MOVE,
                       edit->item, to);
  draw_next (self);
  return to != NOWHERE ? to : now;
}

static guint
do_edit (WsSceneList *self, Edit *edit)
{
  guint place = apply (self, edit, TRUE);

  g_queue_push_head (&self->undo, edit);
  if (self->undo.length > MAX_UNDO)
    edit_free (g_queue_pop_tail (&self->undo));
  g_queue_clear_full (&self->redo, edit_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
  return place;
}

static Edit *
new_edit (WsSceneItem *item, guint from, guint to)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->item = g_object_ref (item);
  edit->from = from;
  edit->to = to;
  return edit;
}

guint
ws_scene_list_add (WsSceneList *self, WsScene *scene)
{
  g_autoptr (WsSceneItem) item = ws_scene_item_new (scene);

  return do_edit (self, new_edit (item, NOWHERE, ws_scene_list_get_n (self)));
}

void
ws_scene_list_remove (WsSceneList *self, guint i)
{
  WsSceneItem *item = ws_scene_list_get (self, i);

  if (item != NULL)
    do_edit (self, new_edit (item, i, NOWHERE));
}

void
ws_scene_list_move (WsSceneList *self, guint from, guint to)
{
  WsSceneItem *item = ws_scene_list_get (self, from);

  if (item != NULL && to < ws_scene_list_get_n (self) && to != from)
    do_edit (self, new_edit (item, from, to));
}

void
ws_scene_list_set_texts (WsSceneList *self, guint i, const char *title, const char *caption)
{
  WsSceneItem   *item = ws_scene_list_get (self, i);
  const WsScene *scene = item != NULL ? ws_scene_item_get_scene (item) : NULL;
  Edit          *edit;

  if (scene == NULL || (g_str_equal (scene->title, title) && g_str_equal (scene->caption, caption)))
    return;
  edit = new_edit (item, i, i);
  edit->title[0] = g_strdup (scene->title);
  edit->caption[0] = g_strdup (scene->caption);
  edit->title[1] = g_strdup (title);
  edit->caption[1] = g_strdup (caption);
  do_edit (self, edit);
}

static guint
go (WsSceneList *self, GQueue *from, GQueue *to, gboolean is_forward)
{
  Edit *edit = g_queue_pop_head (from);
  guint place;

  if (edit == NULL)
    return NOWHERE;
  place = apply (self, edit, is_forward);
  g_queue_push_head (to, edit);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
  return place;
}

guint
ws_scene_list_undo (WsSceneList *self)
{
  return go (self, &self->undo, &self->redo, FALSE);
}

guint
ws_scene_list_redo (WsSceneList *self)
{
  return go (self, &self->redo, &self->undo, TRUE);
}

gboolean
ws_scene_list_can_undo (WsSceneList *self)
{
  return self->undo.length > 0;
}

gboolean
ws_scene_list_can_redo (WsSceneList *self)
{
  return self->redo.length > 0;
}

/* What was not written is not there: back to what the document has. */
static void
failed_cb (const GError *error, gpointer data)
{
  WsSceneList *self = data;

  g_signal_emit (self, signals[FAILED], 0, error);
  read_list (self);
}

/* -- object -- */

static void
ws_scene_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WsSceneList *self = WS_SCENE_LIST (object);

  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->is_loading);
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, ws_scene_list_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, ws_scene_list_can_redo (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ws_scene_list_finalize (GObject *object)
{
  WsSceneList *self = WS_SCENE_LIST (object);

  ws_read_slot_clear (&self->list_slot);
  ws_read_slot_clear (&self->slide_slot);
  ws_scene_store_clear (&self->store);
  g_queue_clear_full (&self->undo, edit_free);
  g_queue_clear_full (&self->redo, edit_free);
  g_clear_object (&self->drawing);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (ws_scene_list_parent_class)->finalize (object);
}

static void
ws_scene_list_class_init (WsSceneListClass *klass)
{
  static const char *const names[] = { NULL, "loading", "can-undo", "can-redo" };
  GObjectClass            *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ws_scene_list_get_property;
  object_class->finalize = ws_scene_list_finalize;
  for (guint i = 1; i < N_PROPS; i++)
    properties[i] =
        g_param_spec_boolean (names[i], NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ws_scene_list_init (WsSceneList *self)
{
  self->items = g_list_store_new (WS_TYPE_SCENE_ITEM);
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
}

WsSceneList *
ws_scene_list_of (WsSession *session)
{
  WsSceneList *self = g_object_get_data (G_OBJECT (session), "ws-scenes");

  if (self != NULL)
    return self;
  self = g_object_new (WS_TYPE_SCENE_LIST, NULL);
  self->session = session;
  ws_scene_store_init (&self->store, session, failed_cb, self);
  g_object_set_data_full (G_OBJECT (session), "ws-scenes", self, g_object_unref);
  g_signal_connect_object (session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  read_list (self);
  return self;
}

void
ws_scene_list_flush (WsSession *session)
{
  WsSceneList *self = g_object_get_data (G_OBJECT (session), "ws-scenes");

  if (self != NULL)
    ws_scene_store_clear (&self->store);
}
