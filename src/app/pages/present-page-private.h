/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/pages/present-page.h"

#include "app/notice.h"
#include "app/scene-list.h"
#include "app/slide-view.h"

G_BEGIN_DECLS

struct _WsPresentPage
{
  WsPage parent_instance;

  WsNotice       *notice;
  GtkStack       *stack;
  GtkListBox     *list;
  WsSlideView    *slide;
  GtkLabel       *about_label;
  GtkEditable    *title;
  GtkTextView    *caption;
  GtkWidget      *present_button, *show_button, *busy_box;
  GtkInscription *busy_label;
  GtkProgressBar *progress;

  WsSceneList *scenes; /* of the session */
  guint        chosen;
  gboolean     is_filling;
  guint        write_id; /* what was typed is kept soon */

  GtkFileChooserNative *chooser;
  GCancellable         *exporting; /* (nullable) */
  gint                  n_drawn;   /* atomic: by the worker */
  guint                 n_slides, watch_id;
  WsReadSlot            copy_slot;
};

/* (nullable) (transfer none) */
WsSceneItem *ws_present_page_get_item (WsPresentPage *self);
void         ws_present_page_update_actions (WsPresentPage *self);
/* What was typed and not yet kept. */
void ws_present_page_keep_texts (WsPresentPage *self);

/* -- "present-export.c": the show as a PDF, a slide on the clipboard -- */
void ws_present_page_export (WsPresentPage *self);
void ws_present_page_copy (WsPresentPage *self);
void ws_present_page_forget_export (WsPresentPage *self);

G_END_DECLS
