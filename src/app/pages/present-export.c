/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/present-page-private.h"

#include <glib/gi18n.h>

#define WATCH_MS 100
#define CHOICE_DARK "dark"

/* -- the show as a PDF -- */

typedef struct
{
  char         *path;
  gboolean      is_dark;
  gint         *n_drawn; /* of the page, which waits for us */
  GCancellable *cancellable;
  guint         n_missing;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_free (export->path);
  g_object_unref (export->cancellable);
  g_free (export);
}

static void
drawn_cb (guint slide, gpointer data)
{
  Export *export = data;

  if (!g_cancellable_is_cancelled (export->cancellable)) /* else the page may be gone */
    g_atomic_int_set (export->n_drawn, (gint)slide);
}

/* Gives the path. */
static gpointer
export_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  Export *export = data;
  g_autoptr (GPtrArray) scenes = ws_project_list_scenes (project, error);

  if (scenes == NULL || scenes->len == 0)
    return NULL;
  return ws_scenes_export_pdf (project, scenes, export->path, export->is_dark, drawn_cb, export,
                               cancellable, &export->n_missing, error)
             ? g_strdup (export->path)
             : NULL;
}

static void
end_export (WsPresentPage *self)
{
  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_clear_object (&self->exporting);
  gtk_widget_set_visible (self->busy_box, FALSE);
  ws_present_page_update_actions (self);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  WsPresentPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ws_session_call_finish (WS_SESSION (source), result, &error);
  g_autofree char *name = NULL, *text = NULL;

  if (self->exporting != g_task_get_cancellable (G_TASK (result)))
    { /* the page has another document by now */
      g_object_unref (self);
      return;
    }
  end_export (self);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ws_notice_show_error (self->notice, _ ("The show was not written"), error);
  else if (path != NULL)
    {
      name = g_path_get_basename (path);
      /* Translators: %s is the name of a file */
      text = g_strdup_printf (_ ("Show saved as %s"), name);
      ws_page_toast (WS_PAGE (self), text);
    }
  g_object_unref (self);
}

static gboolean
watch_cb (gpointer data)
{
  WsPresentPage   *self = data;
  guint            n = (guint)g_atomic_int_get (&self->n_drawn);
  g_autofree char *text = NULL;

  /* Translators: of so many slides */
  text =
      g_strdup_printf (_ ("Drawing slide %u of %u"), MIN (n + 1, self->n_slides), self->n_slides);
  gtk_inscription_set_text (self->busy_label, text);
  gtk_progress_bar_set_fraction (self->progress, (double)n / MAX (self->n_slides, 1));
  return G_SOURCE_CONTINUE;
}

static void
start_export (WsPresentPage *self, char *path, gboolean is_dark)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  Export *export = g_new0 (Export, 1);

  ws_scene_list_flush (session); /* what was typed just now is read by the worker */
  self->exporting = g_cancellable_new ();
  self->n_slides = ws_scene_list_get_n (self->scenes);
  g_atomic_int_set (&self->n_drawn, 0);
  export->path = path;
  export->is_dark = is_dark;
  export->n_drawn = &self->n_drawn;
  export->cancellable = g_object_ref (self->exporting);
  watch_cb (self);
  gtk_widget_set_visible (self->busy_box, TRUE);
  self->watch_id = g_timeout_add (WATCH_MS, watch_cb, self);
  ws_present_page_update_actions (self);
  ws_session_call_async (session, export_func, export, export_free, g_free, self->exporting,
                         exported_cb, g_object_ref (self));
}

static char *
dup_pdf_path (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  return g_str_has_suffix (path, ".pdf") ? g_steal_pointer (&path)
                                         : g_strconcat (path, ".pdf", NULL);
}

static void
add_filter (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("PDF documents"));
  gtk_file_filter_add_pattern (filter, "*.pdf");
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, WsPresentPage *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->scenes != NULL && self->exporting == NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      const char *dark = gtk_file_chooser_get_choice (GTK_FILE_CHOOSER (dialog), CHOICE_DARK);

      if (file != NULL && g_file_peek_path (file) != NULL)
        start_export (self, dup_pdf_path (file), g_strcmp0 (dark, "true") == 0);
    }
  g_clear_object (&self->chooser);
}

void
ws_present_page_export (WsPresentPage *self)
{
  GtkRoot         *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *name = NULL;

  if (self->chooser != NULL || self->scenes == NULL)
    return;
  ws_present_page_keep_texts (self);
  /* Translators: suggested name of a file; %s is a project's name */
  name = g_strdup_printf (_ ("%s show.pdf"),
                          ws_session_get_title (ws_page_get_session (WS_PAGE (self))));
  self->chooser = gtk_file_chooser_native_new (_ ("Export Show"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  add_filter (GTK_FILE_CHOOSER (self->chooser));
  gtk_file_chooser_add_choice (GTK_FILE_CHOOSER (self->chooser), CHOICE_DARK, _ ("Dark slides"),
                               NULL, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
ws_present_page_forget_export (WsPresentPage *self)
{
  g_clear_object (&self->chooser);
  ws_read_slot_clear (&self->copy_slot);
  if (self->exporting == NULL)
    return;
  g_cancellable_cancel (self->exporting);
  end_export (self);
}

/* -- a slide on the clipboard -- */

typedef struct
{
  WsScene *scene;
  gboolean is_dark;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  ws_scene_free (copy->scene);
  g_free (copy);
}

static gpointer
copy_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  Copy *copy = data;
  g_autoptr (WsSlide) slide = ws_slide_new (project, copy->scene, error);
  WsExportSize size;
  WsTheme      theme;

  if (slide == NULL)
    return NULL;
  ws_slide_get_look (copy->is_dark, &size, &theme);
  return ws_figure_export_bytes (slide->figure, "png", &size, &theme, error);
}

static void
copied_cb (gpointer result, const GError *error, gpointer data)
{
  WsPresentPage *self = data;
  g_autoptr (GBytes) png = result;
  g_autoptr (GdkTexture) texture = NULL;

  if (png != NULL)
    texture = gdk_texture_new_from_bytes (png, NULL);
  if (error != NULL || texture == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The slide was not copied"), error);
      return;
    }
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
  ws_page_toast (WS_PAGE (self), _ ("Slide copied"));
}

static void
bytes_free (gpointer bytes)
{
  g_bytes_unref (bytes);
}

void
ws_present_page_copy (WsPresentPage *self)
{
  WsSceneItem *item;
  Copy        *copy;

  ws_present_page_keep_texts (self);
  item = ws_present_page_get_item (self);
  if (item == NULL)
    return;
  copy = g_new (Copy, 1);
  copy->scene = ws_scene_copy (ws_scene_item_get_scene (item));
  copy->is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  ws_session_read (ws_page_get_session (WS_PAGE (self)), &self->copy_slot, copy_func, copy,
                   copy_free, bytes_free, copied_cb, self);
}
