/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"
#include "results/scene.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsPage:
 *
 * A page of the window: an AdwBin whose template is ui/<name>-page.ui. A subclass fills the class
 * fields name, title and icon_name in its class_init and implements set_session(). The window makes
 * it from the table in window.c when it is first shown, and calls set_session() after that
 * and whenever another document is opened (NULL when it closes).
 *
 * Properties for the template: "header-start", "header-end" (widgets that the window puts into its
 * header bar while the page is shown).
 */
#define WS_TYPE_PAGE (ws_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (WsPage, ws_page, WS, PAGE, AdwBin)

struct _WsPageClass
{
  AdwBinClass parent_class;

  const char *name;      /* "zoo": for --page, the stack and win.page */
  const char *title;     /* N_("Zoo") */
  const char *icon_name; /* symbolic */

  /* Let go of the old session (its signals, slots, models), take the new one (nullable). Chain up:
   * the base class keeps the session for ws_page_get_session(). */
  void (*set_session) (WsPage *self, WsSession *session);
  /* The page became visible or hidden; may be NULL. Live plots may rest while hidden. */
  void (*set_shown) (WsPage *self, gboolean shown);
  /* A scene of what @plot shows, one of the page's figures; NULL while it shows none. May be NULL,
   * for a page without figures. */
  WsScene *(*make_scene) (WsPage *self, GtkWidget *plot);
  /* Shows again what a scene of this page was, as far as it is still there; may be NULL. */
  void (*show_scene) (WsPage *self, const WsSceneView *view);
};

const char *ws_page_get_name (WsPage *self);
const char *ws_page_get_title (WsPage *self);   /* translated */
WsSession  *ws_page_get_session (WsPage *self); /* (nullable) (transfer none) */
void        ws_page_set_session (WsPage *self, WsSession *session);
void        ws_page_set_shown (WsPage *self, gboolean shown);
GtkWidget  *ws_page_get_header_start (WsPage *self); /* (nullable) */
GtkWidget  *ws_page_get_header_end (WsPage *self);   /* (nullable) */

/* (transfer full) (nullable) */
WsScene *ws_page_make_scene (WsPage *self, GtkWidget *plot);
void     ws_page_show_scene (WsPage *self, const WsSceneView *view);

/**
 * ws_page_get_actions:
 *
 * The page's own actions ("train", "keep-best", …). While the page is shown they answer to the
 * prefix "page" everywhere in the window, so templates write action-name="page.train" and
 * actions.c gives the key. Two pages may use the same name with the same meaning.
 */
GSimpleActionGroup *ws_page_get_actions (WsPage *self);
void ws_page_add_actions (WsPage *self, const GActionEntry *entries, guint n_entries);
void ws_page_set_action_enabled (WsPage *self, const char *name, gboolean enabled);

/* Shows another page: the same as the action win.page with its name. */
void ws_page_go_to (WsPage *self, const char *name);
/* A short message that goes away by itself: news, never errors. */
void ws_page_toast (WsPage *self, const char *text);

G_END_DECLS
