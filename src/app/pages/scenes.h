/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* What each page keeps of its figures as a scene, and how it shows one again; see WsPageClass. */
WsScene *ws_zoo_page_make_scene (WsPage *page, GtkWidget *plot);
void     ws_zoo_page_show_scene (WsPage *page, const WsSceneView *view);
WsScene *ws_hyper_page_make_scene (WsPage *page, GtkWidget *plot);
void     ws_hyper_page_show_scene (WsPage *page, const WsSceneView *view);
WsScene *ws_sample_page_make_scene (WsPage *page, GtkWidget *plot);
void     ws_sample_page_show_scene (WsPage *page, const WsSceneView *view);
WsScene *ws_finetune_page_make_scene (WsPage *page, GtkWidget *plot);
void     ws_finetune_page_show_scene (WsPage *page, const WsSceneView *view);
WsScene *ws_experiments_page_make_scene (WsPage *page, GtkWidget *plot);
void     ws_experiments_page_show_scene (WsPage *page, const WsSceneView *view);

/* A scene of @view (taken; NULL gives NULL); @title: (nullable): else that of the figure of @plot,
 * else the plot's name. */
WsScene *ws_scene_of_view (WsSceneView *view, GtkWidget *plot, const char *title);

G_END_DECLS
