/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/notice.h"
#include "app/welcome.h"
#include "app/window.h"

G_BEGIN_DECLS

struct _WsWindow
{
  AdwApplicationWindow  parent_instance;
  WsSession            *session;
  GCancellable         *opening;
  WsPage               *page; /* shown now */
  char                 *page_name;
  GSList               *pages;                     /* made so far */
  GtkWidget            *header_start, *header_end; /* frames of the page's widgets in the header bar */
  GtkFileChooserNative *chooser;
  gboolean              is_closing, was_paused;
  WsScene              *pending_scene; /* (nullable): the list of scenes is being read */
  AdwToast             *scene_toast;   /* (nullable): the last one about a scene */
  gboolean              wants_show;    /* as soon as that is there */
  GPtrArray            *unfinished;

  AdwToastOverlay *toasts;
  GtkStack        *stack, *page_stack;
  WsWelcome       *welcome;
  AdwLeaflet      *leaflet;
  GtkWidget       *sidebar, *page_list, *job_frame, *job_list, *content;
  AdwHeaderBar    *header;
  GtkWidget       *back, *menu_button, *opening_label;
  AdwWindowTitle  *project_title, *page_title;
  WsNotice        *notice, *job_notice;
};

/* window-project.c: opening and closing documents */
void ws_window_install_project_actions (GtkWidgetClass *widget_class);
/* window-jobs.c: the strip, ends of jobs, unfinished ones */
void ws_window_install_job_actions (GtkWidgetClass *widget_class);
void ws_window_attach_jobs (WsWindow *self);
void ws_window_detach_jobs (WsWindow *self);
void ws_window_offer_unfinished (WsWindow *self);
/* window-scenes.c: scenes from what is seen, and the show */
void ws_window_install_scene_actions (GtkWidgetClass *widget_class);
/* window.c */
/* The first plot below @widget that is on the screen and shows something; (nullable) */
GtkWidget *ws_window_find_plot (GtkWidget *widget);
void ws_window_set_session (WsWindow *self, WsSession *session);

G_END_DECLS
