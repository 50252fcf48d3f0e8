/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/scene-item.h"

#include <glib/gi18n.h>

struct _WsSceneItem
{
  GObject      parent_instance;
  WsScene     *scene;
  WsSceneView *view; /* NULL: damaged */
  WsSlide     *slide;
  gboolean     is_stale;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsSceneItem, ws_scene_item, G_TYPE_OBJECT)

static void
ws_scene_item_finalize (GObject *object)
{
  WsSceneItem *self = WS_SCENE_ITEM (object);

  g_clear_pointer (&self->scene, ws_scene_free);
  g_clear_pointer (&self->view, ws_scene_view_free);
  g_clear_pointer (&self->slide, ws_slide_free);
  G_OBJECT_CLASS (ws_scene_item_parent_class)->finalize (object);
}

static void
ws_scene_item_class_init (WsSceneItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_scene_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ws_scene_item_init (WsSceneItem *self)
{
  self->is_stale = TRUE;
}

WsSceneItem *
ws_scene_item_new (WsScene *scene)
{
  WsSceneItem *self = g_object_new (WS_TYPE_SCENE_ITEM, NULL);

  self->scene = scene;
  self->view = ws_scene_view_parse (scene->view, NULL);
  return self;
}

const WsScene *
ws_scene_item_get_scene (WsSceneItem *self)
{
  return self->scene;
}

char *
ws_scene_item_dup_title (WsSceneItem *self)
{
  if (self->scene->title[0] == '\0' && self->slide != NULL && self->slide->title != NULL)
    return g_strdup (self->slide->title);
  return ws_scene_dup_title (self->scene);
}

const char *
ws_scene_item_get_page (WsSceneItem *self)
{
  return self->view != NULL ? ws_scene_view_get_page (self->view) : NULL;
}

const char *
ws_scene_item_get_kind (WsSceneItem *self)
{
  return self->view != NULL ? ws_scene_view_get_kind (self->view) : _ ("Damaged");
}

void
ws_scene_item_set_id (WsSceneItem *self, gint64 id)
{
  self->scene->id = id;
}

void
ws_scene_item_set_texts (WsSceneItem *self, const char *title, const char *caption)
{
  char *old_title = self->scene->title, *old_caption = self->scene->caption;

  self->scene->title = g_strdup (title);
  self->scene->caption = g_strdup (caption);
  g_free (old_title);
  g_free (old_caption);
  if (self->slide != NULL)
    ws_slide_set_texts (self->slide, self->scene);
  g_signal_emit (self, signals[CHANGED], 0);
}

const WsSlide *
ws_scene_item_get_slide (WsSceneItem *self)
{
  return self->slide;
}

void
ws_scene_item_take_slide (WsSceneItem *self, WsSlide *slide)
{
  self->is_stale = FALSE;
  if (slide == NULL)
    return;
  g_clear_pointer (&self->slide, ws_slide_free);
  self->slide = slide;
  ws_slide_set_texts (slide, self->scene); /* they may have been written meanwhile */
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
ws_scene_item_is_stale (WsSceneItem *self)
{
  return self->is_stale;
}

void
ws_scene_item_set_stale (WsSceneItem *self)
{
  self->is_stale = TRUE;
}
