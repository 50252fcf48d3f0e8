/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/dataset.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The first images of each class, a row a class, packed into one texture's pixels. Made on a
 * worker. */
typedef struct
{
  guint    n_classes, n_columns;
  guint    width, height; /* of one image */
  guint32 *image;         /* n_classes × n_columns: number in the train set, G_MAXUINT32: none */
  char   **names;         /* n_classes, strv */
  GBytes  *pixels;        /* RGB, n_columns · width by n_classes · height */
} WsAtlasData;

WsAtlasData *ws_atlas_data_new (const WsDataset *dataset, guint n_columns);
void         ws_atlas_data_free (WsAtlasData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsAtlasData, ws_atlas_data_free)

/**
 * WsAtlas:
 *
 * Shows sample images by class. Role IMG; pointing or the arrow keys tell "image 412, class 3
 * (Dress)" as tooltip and description.
 */
#define WS_TYPE_ATLAS (ws_atlas_get_type ())
G_DECLARE_FINAL_TYPE (WsAtlas, ws_atlas, WS, ATLAS, GtkWidget)

GtkWidget *ws_atlas_new (void);
/* Takes @data; NULL empties it. */
void ws_atlas_set_data (WsAtlas *self, WsAtlasData *data);

G_END_DECLS
