/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/scene-row.h"

#include "app/slide-view.h"

#include <glib/gi18n.h>

#define THUMB_WIDTH 128
#define THUMB_HEIGHT 72

struct _WsSceneRow
{
  GtkListBoxRow parent_instance;

  WsSceneItem        *item;
  guint               place;
  GtkLabel           *number, *title, *kind;
  GtkWidget          *missing;
  WsSlideView        *slide;
  GtkEventController *drag;
};

enum
{
  DROPPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsSceneRow, ws_scene_row, GTK_TYPE_LIST_BOX_ROW)

static void
update (WsSceneRow *self)
{
  const WsSlide   *slide = ws_scene_item_get_slide (self->item);
  gboolean         is_missing = slide != NULL && slide->missing != NULL;
  g_autofree char *title = ws_scene_item_dup_title (self->item);
  g_autofree char *number = g_strdup_printf ("%u", self->place + 1);
  g_autofree char *name = NULL;

  gtk_label_set_label (self->number, number);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->kind, ws_scene_item_get_kind (self->item));
  gtk_widget_set_visible (self->missing, is_missing);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), is_missing ? slide->missing : NULL);
  /* Translators: name of a scene in the list: its number, its title, and what it shows */
  name = g_strdup_printf (_ ("%u: %s, %s"), self->place + 1, title,
                          is_missing ? slide->missing : ws_scene_item_get_kind (self->item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* -- moving by hand -- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, WsSceneRow *self)
{
  return gdk_content_provider_new_typed (G_TYPE_UINT, self->place);
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag, WsSceneRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self->slide));

  gtk_drag_source_set_icon (source, picture, THUMB_WIDTH / 2, THUMB_HEIGHT / 2);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, WsSceneRow *self)
{
  g_signal_emit (self, signals[DROPPED], 0, g_value_get_uint (value));
  return TRUE;
}

static void
add_drag_and_drop (WsSceneRow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_UINT, GDK_ACTION_MOVE);

  self->drag = GTK_EVENT_CONTROLLER (gtk_drag_source_new ());
  gtk_drag_source_set_actions (GTK_DRAG_SOURCE (self->drag), GDK_ACTION_MOVE);
  g_signal_connect (self->drag, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (self->drag, "drag-begin", G_CALLBACK (begin_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), self->drag);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* -- widget -- */

static void
ws_scene_row_dispose (GObject *object)
{
  g_clear_object (&WS_SCENE_ROW (object)->item);
  G_OBJECT_CLASS (ws_scene_row_parent_class)->dispose (object);
}

static void
ws_scene_row_class_init (WsSceneRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ws_scene_row_dispose;
  signals[DROPPED] = g_signal_new ("dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static GtkLabel *
new_label (const char *style, int lines)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0.0f);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (label, lines > 1);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (label, lines);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), style);
  return label;
}

static void
ws_scene_row_init (WsSceneRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->number = new_label ("dim-label", 1);
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "numeric");
  gtk_label_set_width_chars (self->number, 2);
  gtk_label_set_xalign (self->number, 1.0f);
  self->slide = WS_SLIDE_VIEW (ws_slide_view_new ());
  ws_slide_view_set_decorative (self->slide);
  gtk_widget_set_size_request (GTK_WIDGET (self->slide), THUMB_WIDTH, THUMB_HEIGHT);
  gtk_widget_set_valign (GTK_WIDGET (self->slide), GTK_ALIGN_CENTER);
  self->title = new_label (NULL, 2);
  self->kind = new_label ("dim-label", 1);
  gtk_widget_add_css_class (GTK_WIDGET (self->kind), "caption");
  self->missing = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (self->missing, "warning");
  gtk_box_append (GTK_BOX (foot), self->missing);
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->kind));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (words), foot);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->slide));
  gtk_box_append (GTK_BOX (box), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  add_drag_and_drop (self);
}

GtkWidget *
ws_scene_row_new (WsSceneItem *item)
{
  WsSceneRow *self = g_object_new (WS_TYPE_SCENE_ROW, NULL);

  self->item = g_object_ref (item);
  ws_slide_view_set_item (self->slide, item);
  g_signal_connect_object (item, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

void
ws_scene_row_set_place (WsSceneRow *self, guint place)
{
  self->place = place;
  update (self);
}

void
ws_scene_row_set_movable (WsSceneRow *self, gboolean is_movable)
{
  gtk_event_controller_set_propagation_phase (self->drag,
                                              is_movable ? GTK_PHASE_BUBBLE : GTK_PHASE_NONE);
}
