/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/scene-item.h"
#include "app/session.h"

G_BEGIN_DECLS

/**
 * WsSceneStore:
 *
 * Writes changes of the talk into the document on a worker, one after the other. A plain member.
 */
typedef enum
{
  WS_SCENE_WRITE_ADD,
  WS_SCENE_WRITE_REMOVE,
  WS_SCENE_WRITE_MOVE,
  WS_SCENE_WRITE_UPDATE,
} WsSceneWrite;

typedef void (*WsSceneStoreFailed) (const GError *error, gpointer data);

typedef struct
{
  WsSession         *session; /* lent */
  GQueue             waiting;
  gpointer           running; /* (nullable): what a worker has */
  WsSceneStoreFailed failed;
  gpointer           data;
} WsSceneStore;

/* @failed: called when a change could not be written; those behind it are dropped. */
void ws_scene_store_init (WsSceneStore      *self,
                          WsSession         *session,
                          WsSceneStoreFailed failed,
                          gpointer           data);
/* @place: for ADD and MOVE. */
void ws_scene_store_push (WsSceneStore *self,
                          WsSceneWrite  what,
                          WsSceneItem  *item,
                          guint         place);
/* Writes what still waits at once: the program may end. */
void ws_scene_store_clear (WsSceneStore *self);

G_END_DECLS
