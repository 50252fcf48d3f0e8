/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/present-page-private.h"

#include "app/scene-row.h"

#include <glib/gi18n.h>

#define KEEP_AFTER_MS 700

G_DEFINE_FINAL_TYPE (WsPresentPage, ws_present_page, WS_TYPE_PAGE)

static guint
count (WsPresentPage *self)
{
  return self->scenes != NULL ? ws_scene_list_get_n (self->scenes) : 0;
}

WsSceneItem *
ws_present_page_get_item (WsPresentPage *self)
{
  return self->chosen < count (self) ? ws_scene_list_get (self->scenes, self->chosen) : NULL;
}

static gboolean
may_write (WsPresentPage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  return session != NULL && !ws_session_is_read_only (session);
}

/* -- what can be done -- */

void
ws_present_page_update_actions (WsPresentPage *self)
{
  WsPage  *page = WS_PAGE (self);
  guint    n = count (self);
  gboolean has = self->chosen < n, may = may_write (self);

  ws_page_set_action_enabled (page, "scene-up", may && has && self->chosen > 0);
  ws_page_set_action_enabled (page, "scene-down", may && has && self->chosen + 1 < n);
  ws_page_set_action_enabled (page, "remove-scene", may && has);
  ws_page_set_action_enabled (page, "undo", may && ws_scene_list_can_undo (self->scenes));
  ws_page_set_action_enabled (page, "redo", may && ws_scene_list_can_redo (self->scenes));
  ws_page_set_action_enabled (page, "export-show", n > 0 && self->exporting == NULL);
  ws_page_set_action_enabled (page, "copy-slide", has);
  gtk_widget_set_sensitive (self->present_button, n > 0);
  gtk_editable_set_editable (self->title, may && has);
  gtk_text_view_set_editable (self->caption, may && has);
}

/* -- the chosen scene -- */

static void
show_slide_state (WsPresentPage *self)
{
  WsSceneItem   *item = ws_present_page_get_item (self);
  const WsSlide *slide = item != NULL ? ws_scene_item_get_slide (item) : NULL;
  gboolean       is_gone = slide != NULL && slide->missing != NULL;
  const char    *page = item != NULL ? ws_scene_item_get_page (item) : NULL;

  gtk_widget_set_sensitive (self->show_button, page != NULL && !is_gone);
  gtk_label_set_label (self->about_label, item != NULL ? ws_scene_item_get_kind (item) : "");
}

static void
fill_texts (WsPresentPage *self)
{
  WsSceneItem     *item = ws_present_page_get_item (self);
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (self->caption);
  g_autofree char *title = item != NULL ? ws_scene_item_dup_title (item) : g_strdup ("");
  const char      *caption = item != NULL ? ws_scene_item_get_scene (item)->caption : "";

  self->is_filling = TRUE;
  gtk_editable_set_text (self->title, title);
  gtk_text_buffer_set_text (buffer, caption, -1);
  self->is_filling = FALSE;
}

static void
item_changed_cb (WsPresentPage *self)
{
  show_slide_state (self);
}

static void
show_chosen (WsPresentPage *self)
{
  WsSceneItem *old = ws_slide_view_get_item (self->slide);
  WsSceneItem *item = ws_present_page_get_item (self);

  if (old != item)
    {
      if (old != NULL)
        g_signal_handlers_disconnect_by_data (old, self);
      if (item != NULL)
        g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self,
                                 G_CONNECT_SWAPPED);
      ws_slide_view_set_item (self->slide, item);
    }
  fill_texts (self);
  show_slide_state (self);
  ws_present_page_update_actions (self);
}

guint
ws_present_page_get_chosen (WsPresentPage *self)
{
  return self->chosen;
}

void
ws_present_page_choose (WsPresentPage *self, guint scene)
{
  GtkListBoxRow *row;

  ws_present_page_keep_texts (self);
  self->chosen = count (self) > 0 ? MIN (scene, count (self) - 1) : 0;
  row = gtk_list_box_get_row_at_index (self->list, (int)self->chosen);
  if (row != NULL && !gtk_list_box_row_is_selected (row))
    gtk_list_box_select_row (self->list, row);
  if (row != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row)); /* the keys go on from there */
  show_chosen (self);
}

static void
row_selected_cb (GtkListBox *list, GtkListBoxRow *row, WsPresentPage *self)
{
  if (row == NULL || self->is_filling || (guint)gtk_list_box_row_get_index (row) == self->chosen)
    return;
  ws_present_page_choose (self, (guint)gtk_list_box_row_get_index (row));
}

/* -- texts -- */

static char *
dup_caption (WsPresentPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->caption);
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strchomp (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

void
ws_present_page_keep_texts (WsPresentPage *self)
{
  g_autofree char *caption = NULL, *title = NULL;

  if (self->write_id == 0)
    return;
  g_clear_handle_id (&self->write_id, g_source_remove);
  caption = dup_caption (self);
  title = g_strstrip (g_strdup (gtk_editable_get_text (self->title)));
  if (self->scenes != NULL)
    ws_scene_list_set_texts (self->scenes, self->chosen, title, caption);
}

static gboolean
keep_cb (gpointer data)
{
  WsPresentPage *self = data;

  ws_present_page_keep_texts (self);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (WsPresentPage *self)
{
  if (self->is_filling || !may_write (self))
    return;
  g_clear_handle_id (&self->write_id, g_source_remove);
  self->write_id = g_timeout_add (KEEP_AFTER_MS, keep_cb, self);
}

/* -- the list -- */

static void
dropped_cb (WsSceneRow *row, guint from, WsPresentPage *self)
{
  guint to = (guint)gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  if (!may_write (self))
    return;
  ws_present_page_keep_texts (self);
  ws_scene_list_move (self->scenes, from, to);
  ws_present_page_choose (self, to);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer data)
{
  GtkWidget *row = ws_scene_row_new (item);

  g_signal_connect_object (row, "dropped", G_CALLBACK (dropped_cb), data, 0);
  return row;
}

static void
number_rows (WsPresentPage *self)
{
  for (guint i = 0; i < count (self); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int)i);

      if (row == NULL)
        continue;
      ws_scene_row_set_place (WS_SCENE_ROW (row), i);
      ws_scene_row_set_movable (WS_SCENE_ROW (row), may_write (self));
    }
}

static void
choose_stack (WsPresentPage *self)
{
  const char *child = "ready";

  if (self->scenes == NULL || ws_scene_list_is_loading (self->scenes))
    child = "loading";
  else if (count (self) == 0)
    child = "empty";
  gtk_stack_set_visible_child_name (self->stack, child);
}

/* A scene that has come is the one that somebody made. */
static void
items_changed_cb (GListModel *items, guint place, guint removed, guint added, WsPresentPage *self)
{
  g_clear_handle_id (&self->write_id, g_source_remove);
  number_rows (self);
  choose_stack (self);
  if (added == 1)
    self->chosen = place;
  ws_present_page_choose (self, self->chosen);
}

static void
loading_cb (WsPresentPage *self)
{
  choose_stack (self);
  number_rows (self);
  ws_present_page_choose (self, self->chosen);
}

static void
failed_cb (WsPresentPage *self, const GError *error)
{
  ws_notice_show_error (self->notice, _ ("The talk"), error);
}

/* -- actions -- */

static void
move_by (WsPresentPage *self, int by)
{
  guint          to = (guint)((int)self->chosen + by);
  GtkListBoxRow *row;

  ws_present_page_keep_texts (self);
  ws_scene_list_move (self->scenes, self->chosen, to);
  ws_present_page_choose (self, to);
  row = gtk_list_box_get_row_at_index (self->list, (int)to);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
up_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  move_by (data, -1);
}

static void
down_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  move_by (data, 1);
}

static void
toast_removed (WsPresentPage *self, const char *title)
{
  GtkWidget       *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *text = g_strdup_printf (_ ("“%s” removed"), title);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast        *toast;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "page.undo");
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
remove_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  WsPresentPage   *self = data;
  WsSceneItem     *item = ws_present_page_get_item (self);
  g_autofree char *title = item != NULL ? ws_scene_item_dup_title (item) : NULL;
  GtkListBoxRow   *row;

  if (item == NULL)
    return;
  ws_present_page_keep_texts (self);
  ws_scene_list_remove (self->scenes, self->chosen);
  row = gtk_list_box_get_row_at_index (self->list, (int)self->chosen);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  toast_removed (self, title);
}

/* A field that is written in has an undo of its own. */
static gboolean
forward_to_field (WsPresentPage *self, const char *action)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return (GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus)) &&
         gtk_widget_activate_action (focus, action, NULL);
}

static void
undo_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  WsPresentPage *self = data;

  if (forward_to_field (self, "text.undo"))
    return;
  ws_present_page_keep_texts (self);
  ws_present_page_choose (self, ws_scene_list_undo (self->scenes));
}

static void
redo_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  WsPresentPage *self = data;

  if (forward_to_field (self, "text.redo"))
    return;
  ws_present_page_keep_texts (self);
  ws_present_page_choose (self, ws_scene_list_redo (self->scenes));
}

static void
export_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  ws_present_page_export (data);
}

static void
copy_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  ws_present_page_copy (data);
}

static void
cancel_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  WsPresentPage *self = data;

  if (self->exporting != NULL)
    g_cancellable_cancel (self->exporting);
}

static void
show_cb (WsPresentPage *self)
{
  WsSceneItem *item = ws_present_page_get_item (self);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-scene", "s",
                                ws_scene_item_get_scene (item)->view);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, WsPresentPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.present-here", NULL);
}

/* -- page -- */

static void
let_go (WsPresentPage *self)
{
  ws_present_page_keep_texts (self);
  ws_present_page_forget_export (self);
  if (self->scenes == NULL)
    return;
  g_signal_handlers_disconnect_by_data (ws_scene_list_get_items (self->scenes), self);
  g_signal_handlers_disconnect_by_data (self->scenes, self);
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  ws_slide_view_set_item (self->slide, NULL);
  self->scenes = NULL;
}

static void
tell_read_only (WsPresentPage *self)
{
  ws_notice_hide (self->notice);
  if (!may_write (self))
    ws_notice_show (self->notice, WS_NOTICE_INFO,
                    _ ("This project is open read-only. The talk can be shown and exported, but "
                       "not changed."),
                    NULL, NULL);
}

static void
ws_present_page_set_session (WsPage *page, WsSession *session)
{
  WsPresentPage *self = WS_PRESENT_PAGE (page);

  let_go (self);
  WS_PAGE_CLASS (ws_present_page_parent_class)->set_session (page, session);
  self->chosen = 0;
  if (session != NULL)
    {
      self->scenes = ws_scene_list_of (session);
      gtk_list_box_bind_model (self->list, ws_scene_list_get_items (self->scenes), create_row_cb,
                               self, NULL);
      g_signal_connect_object (ws_scene_list_get_items (self->scenes), "items-changed",
                               G_CALLBACK (items_changed_cb), self, G_CONNECT_AFTER);
      g_signal_connect_object (self->scenes, "notify::loading", G_CALLBACK (loading_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->scenes, "notify::can-undo",
                               G_CALLBACK (ws_present_page_update_actions), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->scenes, "failed", G_CALLBACK (failed_cb), self,
                               G_CONNECT_SWAPPED);
      tell_read_only (self);
      loading_cb (self);
    }
}

static void
ws_present_page_set_shown (WsPage *page, gboolean shown)
{
  WsPresentPage *self = WS_PRESENT_PAGE (page);

  if (!shown)
    ws_present_page_keep_texts (self);
  else if (self->scenes != NULL)
    ws_scene_list_prepare (self->scenes, self->chosen);
}

static void
ws_present_page_dispose (GObject *object)
{
  WsPresentPage *self = WS_PRESENT_PAGE (object);

  if (self->list != NULL)
    let_go (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_PRESENT_PAGE);
  G_OBJECT_CLASS (ws_present_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, list);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, slide);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, about_label);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, title);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, caption);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, present_button);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, show_button);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, busy_box);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, WsPresentPage, progress);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
}

static void
ws_present_page_class_init (WsPresentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WsPageClass    *page_class = WS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_present_page_dispose;
  page_class->name = "present";
  page_class->title = N_ ("Present");
  page_class->icon_name = "ws-present-symbolic";
  page_class->set_session = ws_present_page_set_session;
  page_class->set_shown = ws_present_page_set_shown;
  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_SLIDE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/present-page.ui");
  bind_children (widget_class);
}

static const GActionEntry entries[] = {
  { .name = "scene-up", .activate = up_cb },
  { .name = "scene-down", .activate = down_cb },
  { .name = "remove-scene", .activate = remove_cb },
  { .name = "undo", .activate = undo_cb },
  { .name = "redo", .activate = redo_cb },
  { .name = "export-show", .activate = export_cb },
  { .name = "copy-slide", .activate = copy_cb },
  { .name = "cancel-export", .activate = cancel_cb },
};

/* Keys that would be letters or movements in the fields. */
static void
add_list_keys (WsPresentPage *self)
{
  static const struct
  {
    guint           keyval;
    GdkModifierType state;
    const char     *action;
  } keys[] = {
    { GDK_KEY_Delete, 0, "page.remove-scene" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "page.copy-slide" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].keyval, keys[i].state),
                          gtk_named_action_new (keys[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (self->list), controller);
}

static void
ws_present_page_init (WsPresentPage *self)
{
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  gtk_widget_init_template (GTK_WIDGET (self));
  add_list_keys (self);
  g_signal_connect_object (gtk_text_view_get_buffer (self->caption), "changed",
                           G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  choose_stack (self);
}
