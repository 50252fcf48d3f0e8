/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/notice.h"

#include <glib/gi18n.h>

struct _WsNotice
{
  GtkWidget  parent_instance;
  GtkWidget *revealer, *box, *icon, *label, *button, *second, *close;
  gulong     clicked;
};

enum
{
  ANSWERED,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsNotice, ws_notice, GTK_TYPE_WIDGET)

static void
button_clicked_cb (GtkButton *button, WsNotice *self)
{
  if (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)) == NULL)
    g_signal_emit (self, signals[ANSWERED], 0);
}

static void
close_clicked_cb (GtkButton *button, WsNotice *self)
{
  ws_notice_hide (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
ws_notice_dispose (GObject *object)
{
  WsNotice *self = WS_NOTICE (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_NOTICE);
  G_OBJECT_CLASS (ws_notice_parent_class)->dispose (object);
}

static void
ws_notice_class_init (WsNoticeClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ws_notice_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/notice.ui");
  gtk_widget_class_bind_template_child (widget_class, WsNotice, revealer);
  gtk_widget_class_bind_template_child (widget_class, WsNotice, box);
  gtk_widget_class_bind_template_child (widget_class, WsNotice, icon);
  gtk_widget_class_bind_template_child (widget_class, WsNotice, label);
  gtk_widget_class_bind_template_child (widget_class, WsNotice, button);
  gtk_widget_class_bind_template_child (widget_class, WsNotice, second);
  gtk_widget_class_bind_template_child (widget_class, WsNotice, close);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "notice");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  signals[ANSWERED] = g_signal_new ("answered", WS_TYPE_NOTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", WS_TYPE_NOTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

/* Folded away, it is nothing that a screen reader or the keyboard comes upon. */
static void
revealed_cb (WsNotice *self)
{
  if (!ws_notice_is_shown (self))
    gtk_widget_set_visible (GTK_WIDGET (self),
                            gtk_revealer_get_child_revealed (GTK_REVEALER (self->revealer)));
}

static void
ws_notice_init (WsNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->revealer, "notify::child-revealed", G_CALLBACK (revealed_cb),
                            self);
}

GtkWidget *
ws_notice_new (void)
{
  return g_object_new (WS_TYPE_NOTICE, NULL);
}

void
ws_notice_show (
    WsNotice *self, WsNoticeKind kind, const char *text, const char *button, const char *action)
{
  static const char *const classes[] = { "info", "warning", "error" };
  static const char *const icons[] = { "dialog-information-symbolic", "dialog-warning-symbolic",
                                       "dialog-error-symbolic" };

  g_return_if_fail (WS_IS_NOTICE (self));
  g_return_if_fail (kind <= WS_NOTICE_ERROR);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), classes[kind]);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icons[kind]);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
  gtk_widget_set_visible (self->second, FALSE);
  gtk_widget_set_visible (self->button, button != NULL);
  if (button != NULL)
    gtk_button_set_label (GTK_BUTTON (self->button), button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
}

void
ws_notice_set_second (WsNotice *self, const char *button, const char *action)
{
  g_return_if_fail (WS_IS_NOTICE (self));
  gtk_button_set_label (GTK_BUTTON (self->second), button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->second), action);
  gtk_widget_set_visible (self->second, TRUE);
}

void
ws_notice_show_error (WsNotice *self, const char *what, const GError *error)
{
  g_autofree char *text = NULL;

  g_return_if_fail (error != NULL);
  /* Translators: what was tried, and the reason why it could not be done */
  text = g_strdup_printf (_ ("%s: %s"), what, error->message);
  ws_notice_show (self, WS_NOTICE_ERROR, text, NULL, NULL);
}

void
ws_notice_hide (WsNotice *self)
{
  g_return_if_fail (WS_IS_NOTICE (self));
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
}

gboolean
ws_notice_is_shown (WsNotice *self)
{
  g_return_val_if_fail (WS_IS_NOTICE (self), FALSE);
  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer));
}
