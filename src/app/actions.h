/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsActionInfo:
 *
 * The one table of what can be done: buttons, menus, keys, tooltips and the shortcuts window all
 * come from it. Page keys that are plain letters are bound by the plots and lists themselves; the
 * table only shows them.
 */
typedef struct
{
  const char *action;  /* detailed name: "win.page::zoo", "page.train"; NULL: only shown */
  const char *keys[4]; /* accelerators, unused ones NULL */
  const char *label;   /* N_() */
  const char *group;   /* N_(): heading in the shortcuts window */
} WsActionInfo;

const WsActionInfo *ws_actions_get (guint *n); /* static */
/* Gives all keys of the table to the application. */
void ws_actions_install (GtkApplication *application);
/* "Train (Ctrl+Enter)", (transfer full); the label alone for an action without a key. */
char *ws_action_dup_tooltip (const char *action);
/* Tooltip and accessible name of an icon-only button from its action. */
void ws_action_describe_button (GtkWidget *button, const char *action);
/* (transfer none), floating: a GtkShortcutsWindow */
GtkWidget *ws_shortcuts_window_new (void);

G_END_DECLS
