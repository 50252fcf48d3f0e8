/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsNotice:
 *
 * A row above the content that says what happened, what was kept, and what can be done. It stays
 * until it is answered, closed or hidden by its page. Errors go here, never only into a toast.
 * Put it into a template as the first child of a vertical box; hidden at first.
 *
 * Signals: "answered" (): the button was pressed (not emitted when the button has an action);
 * "closed" ().
 */
#define WS_TYPE_NOTICE (ws_notice_get_type ())
G_DECLARE_FINAL_TYPE (WsNotice, ws_notice, WS, NOTICE, GtkWidget)

typedef enum
{
  WS_NOTICE_INFO,
  WS_NOTICE_WARNING,
  WS_NOTICE_ERROR,
} WsNoticeKind;

GtkWidget *ws_notice_new (void);
/* @button: (nullable): its label; @action: (nullable): what it does, e.g. "page.train", else the
 * signal "answered". Replaces what was shown. */
void ws_notice_show (
    WsNotice *self, WsNoticeKind kind, const char *text, const char *button, const char *action);
/* A second, quieter button for what is shown now. */
void ws_notice_set_second (WsNotice *self, const char *button, const char *action);
/* "What was tried: message of the error." */
void     ws_notice_show_error (WsNotice *self, const char *what, const GError *error);
void     ws_notice_hide (WsNotice *self);
gboolean ws_notice_is_shown (WsNotice *self);

G_END_DECLS
