/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/page.h"

#include <glib/gi18n.h>

typedef struct
{
  WsSession          *session;
  GSimpleActionGroup *actions;
  GtkWidget          *header_start, *header_end;
} WsPagePrivate;

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_HEADER_START,
  PROP_HEADER_END,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WsPage, ws_page, ADW_TYPE_BIN)

static void
ws_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  WsPagePrivate *priv = ws_page_get_instance_private (WS_PAGE (object));

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, priv->session);
      break;
    case PROP_HEADER_START:
      g_value_set_object (value, priv->header_start);
      break;
    case PROP_HEADER_END:
      g_value_set_object (value, priv->header_end);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ws_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  WsPagePrivate *priv = ws_page_get_instance_private (WS_PAGE (object));

  switch (prop_id)
    {
    case PROP_HEADER_START:
      g_set_object (&priv->header_start, g_value_get_object (value));
      break;
    case PROP_HEADER_END:
      g_set_object (&priv->header_end, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ws_page_dispose (GObject *object)
{
  WsPagePrivate *priv = ws_page_get_instance_private (WS_PAGE (object));

  g_clear_object (&priv->session);
  g_clear_object (&priv->actions);
  g_clear_object (&priv->header_start);
  g_clear_object (&priv->header_end);
  G_OBJECT_CLASS (ws_page_parent_class)->dispose (object);
}

static void
ws_page_real_set_session (WsPage *self, WsSession *session)
{
  WsPagePrivate *priv = ws_page_get_instance_private (self);

  if (g_set_object (&priv->session, session))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
ws_page_class_init (WsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ws_page_get_property;
  object_class->set_property = ws_page_set_property;
  object_class->dispose = ws_page_dispose;
  klass->set_session = ws_page_real_set_session;
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, WS_TYPE_SESSION,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HEADER_START] = g_param_spec_object ("header-start", NULL, NULL, GTK_TYPE_WIDGET,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HEADER_END] = g_param_spec_object ("header-end", NULL, NULL, GTK_TYPE_WIDGET,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ws_page_init (WsPage *self)
{
  WsPagePrivate *priv = ws_page_get_instance_private (self);

  priv->actions = g_simple_action_group_new ();
}

const char *
ws_page_get_name (WsPage *self)
{
  g_return_val_if_fail (WS_IS_PAGE (self), NULL);
  return WS_PAGE_GET_CLASS (self)->name;
}

const char *
ws_page_get_title (WsPage *self)
{
  g_return_val_if_fail (WS_IS_PAGE (self), NULL);
  return _ (WS_PAGE_GET_CLASS (self)->title);
}

WsSession *
ws_page_get_session (WsPage *self)
{
  WsPagePrivate *priv = ws_page_get_instance_private (self);

  g_return_val_if_fail (WS_IS_PAGE (self), NULL);
  return priv->session;
}

void
ws_page_set_session (WsPage *self, WsSession *session)
{
  g_return_if_fail (WS_IS_PAGE (self));
  WS_PAGE_GET_CLASS (self)->set_session (self, session);
}

/* The focus of a GtkDropDown lies on the button inside, which has no name of its own. */
static void
name_drop_downs (GtkWidget *widget)
{
  if (widget == NULL)
    return;
  if (GTK_IS_DROP_DOWN (widget) && gtk_widget_get_tooltip_text (widget) != NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (widget)),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      gtk_widget_get_tooltip_text (widget), -1);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_drop_downs (child);
}

void
ws_page_set_shown (WsPage *self, gboolean shown)
{
  g_return_if_fail (WS_IS_PAGE (self));
  if (shown)
    {
      name_drop_downs (GTK_WIDGET (self));
      name_drop_downs (ws_page_get_header_start (self));
      name_drop_downs (ws_page_get_header_end (self));
    }
  if (WS_PAGE_GET_CLASS (self)->set_shown != NULL)
    WS_PAGE_GET_CLASS (self)->set_shown (self, shown);
}

WsScene *
ws_page_make_scene (WsPage *self, GtkWidget *plot)
{
  WsPageClass *klass = WS_PAGE_GET_CLASS (self);

  return klass->make_scene != NULL && ws_page_get_session (self) != NULL
             ? klass->make_scene (self, plot)
             : NULL;
}

void
ws_page_show_scene (WsPage *self, const WsSceneView *view)
{
  WsPageClass *klass = WS_PAGE_GET_CLASS (self);

  if (klass->show_scene != NULL && ws_page_get_session (self) != NULL)
    klass->show_scene (self, view);
}

GtkWidget *
ws_page_get_header_start (WsPage *self)
{
  WsPagePrivate *priv = ws_page_get_instance_private (self);

  return priv->header_start;
}

GtkWidget *
ws_page_get_header_end (WsPage *self)
{
  WsPagePrivate *priv = ws_page_get_instance_private (self);

  return priv->header_end;
}

GSimpleActionGroup *
ws_page_get_actions (WsPage *self)
{
  WsPagePrivate *priv = ws_page_get_instance_private (self);

  g_return_val_if_fail (WS_IS_PAGE (self), NULL);
  return priv->actions;
}

void
ws_page_add_actions (WsPage *self, const GActionEntry *entries, guint n_entries)
{
  WsPagePrivate *priv = ws_page_get_instance_private (self);

  g_action_map_add_action_entries (G_ACTION_MAP (priv->actions), entries, (gint)n_entries, self);
}

void
ws_page_set_action_enabled (WsPage *self, const char *name, gboolean enabled)
{
  WsPagePrivate *priv = ws_page_get_instance_private (self);
  GAction       *action;

  if (priv->actions == NULL)
    return; /* while the page goes away */
  action = g_action_map_lookup_action (G_ACTION_MAP (priv->actions), name);
  g_return_if_fail (G_IS_SIMPLE_ACTION (action));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
ws_page_go_to (WsPage *self, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", name);
}

void
ws_page_toast (WsPage *self, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (text));
}
