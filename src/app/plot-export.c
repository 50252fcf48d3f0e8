/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/plot-export.h"
#include "app/notice.h"
#include "app/plot-view.h"
#include "plot/export.h"
#include "plot/render.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WsPlotExport
{
  AdwWindow             parent_instance;
  WsFigure             *figure;
  char                 *title;
  GtkFileChooserNative *chooser;
  GtkWidget            *preview, *format, *size, *theme, *text_size, *transparent, *source, *save;
  WsNotice             *notice;
};

G_DEFINE_FINAL_TYPE (WsPlotExport, ws_plot_export, ADW_TYPE_WINDOW)

static const char *const formats[] = { "png", "svg", "pdf" };
static const double      text_sizes[] = { 10, 14, 18, 24 };

static guint
chosen (GtkWidget *row)
{
  guint i = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  return i == GTK_INVALID_LIST_POSITION ? 0 : i;
}

static void
get_theme (WsPlotExport *self, WsTheme *theme)
{
  static const WsThemeKind kinds[] = { WS_THEME_LIGHT, WS_THEME_DARK, WS_THEME_SLIDE,
                                       WS_THEME_SLIDE_DARK };
  guint                    text = chosen (self->text_size);

  ws_theme_init (theme, kinds[MIN (chosen (self->theme), G_N_ELEMENTS (kinds) - 1)]);
  if (text > 0) /* 0: as the theme has it */
    ws_theme_set_text_size (theme, text_sizes[MIN (text - 1, G_N_ELEMENTS (text_sizes) - 1)]);
  theme->is_transparent = gtk_switch_get_active (GTK_SWITCH (self->transparent));
  theme->has_source = gtk_switch_get_active (GTK_SWITCH (self->source));
}

static void
get_size (WsPlotExport *self, WsExportSize *size)
{
  const char *const *names = ws_export_size_names ();

  if (!ws_export_size_parse (names[chosen (self->size)], size, NULL))
    g_assert_not_reached ();
}

/* -- preview -- */

static void
draw_preview (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  WsPlotExport *self = WS_PLOT_EXPORT (data);
  WsExportSize  size;
  WsTheme       theme;
  double        scale;

  if (self->figure == NULL)
    return;
  get_size (self, &size);
  get_theme (self, &theme);
  scale = fmin (width / size.width, height / size.height);
  cairo_translate (cr, (width - size.width * scale) / 2, (height - size.height * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_rectangle (cr, 0, 0, size.width, size.height);
  cairo_clip (cr);
  ws_figure_render (self->figure, cr, size.width, size.height, &theme);
}

static void
option_changed_cb (WsPlotExport *self)
{
  gtk_widget_queue_draw (self->preview);
}

/* -- saving, on a worker thread: a slide in 4k takes a while -- */

typedef struct
{
  WsFigure    *figure;
  char        *path;
  WsExportSize size;
  WsTheme      theme;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  ws_figure_unref (saving->figure);
  g_free (saving->path);
  g_free (saving);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  if (ws_figure_export (saving->figure, saving->path, &saving->size, &saving->theme, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  WsPlotExport *self = WS_PLOT_EXPORT (source);
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->save, TRUE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    ws_notice_show_error (self->notice, _ ("The picture was not written"), error);
}

static void
save_to (WsPlotExport *self, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, saved_cb, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->figure = ws_figure_ref (self->figure);
  saving->path = g_strdup (path);
  get_size (self, &saving->size);
  get_theme (self, &saving->theme);
  g_task_set_task_data (task, saving, saving_free);
  gtk_widget_set_sensitive (self->save, FALSE);
  g_task_run_in_thread (task, save_thread);
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, WsPlotExport *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        save_to (self, path);
    }
  g_clear_object (&self->chooser);
}

static char *
suggest_name (WsPlotExport *self)
{
  g_autofree char *base = g_strdup (self->title != NULL ? self->title : _ ("Figure"));

  g_strdelimit (base, "/\\:", '-');
  return g_strdup_printf ("%s.%s", base, formats[MIN (chosen (self->format), 2)]);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsPlotExport    *self = WS_PLOT_EXPORT (widget);
  g_autofree char *name = suggest_name (self);

  if (self->figure == NULL || self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Export Picture"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
ws_plot_export_dispose (GObject *object)
{
  WsPlotExport *self = WS_PLOT_EXPORT (object);

  g_clear_object (&self->chooser);
  g_clear_pointer (&self->figure, ws_figure_unref);
  g_clear_pointer (&self->title, g_free);
  G_OBJECT_CLASS (ws_plot_export_parent_class)->dispose (object);
}

static void
ws_plot_export_class_init (WsPlotExportClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_plot_export_dispose;
  g_type_ensure (WS_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/plot-export.ui");
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, preview);
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, format);
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, size);
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, theme);
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, text_size);
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, transparent);
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, source);
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, save);
  gtk_widget_class_bind_template_child (widget_class, WsPlotExport, notice);
  gtk_widget_class_bind_template_callback (widget_class, option_changed_cb);
  gtk_widget_class_install_action (widget_class, "export.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* The command line's names, for people. */
static const char *
size_title (const char *name)
{
  static const struct
  {
    const char *name, *title;
  } titles[] = {
    { "slide", N_ ("Slide 16:9") },
    { "slide-4k", N_ ("Slide 16:9, 4K") },
    { "4:3", N_ ("Slide 4:3") },
    { "half", N_ ("Half a slide") },
    { "column", N_ ("Column of a paper") },
    { "square", N_ ("Square") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].name, name))
      return _ (titles[i].title);
  return name;
}

static void
ws_plot_export_init (WsPlotExport *self)
{
  const char *const *names = ws_export_size_names ();
  g_autoptr (GtkStringList) sizes = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; names[i] != NULL; i++)
    gtk_string_list_append (sizes, size_title (names[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->size), G_LIST_MODEL (sizes));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->preview), draw_preview, self, NULL);
}

GtkWidget *
ws_plot_export_new (WsFigure *figure, const char *title)
{
  WsPlotExport *self = g_object_new (WS_TYPE_PLOT_EXPORT, NULL);

  if (figure != NULL)
    self->figure = ws_figure_ref (figure);
  self->title = g_strdup (title);
  return GTK_WIDGET (self);
}

void
ws_plot_export_present (GtkWidget *widget, WsFigure *figure, const char *title)
{
  GtkWidget *window = ws_plot_export_new (figure, title);
  GtkRoot   *root = gtk_widget_get_root (widget);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (window));
}
