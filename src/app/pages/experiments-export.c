/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/experiments-page-private.h"

#include "app/experiment-fields.h"
#include "results/experiment-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* The table, copied and saved in four formats, and the line that asks for the same. */

static const struct
{
  const char    *name, *suffix;
  WsResultFormat format;
} formats[] = { { "text", "txt", WS_RESULT_TEXT },
                { "csv", "csv", WS_RESULT_CSV },
                { "latex", "tex", WS_RESULT_LATEX },
                { "json", "json", WS_RESULT_JSON } };

static int
find_format (GVariant *parameter)
{
  const char *name = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].name, name))
      return (int)i;
  g_return_val_if_reached (0);
}

/* (transfer full) (nullable) */
static char *
dup_table (WsExperimentsPage *self, int format)
{
  const WsExperimentRun *run = ws_experiments_page_get_run (self);

  return run != NULL && self->data->table != NULL
             ? ws_experiment_dup_text (run->info, self->data->table, run->n_done, run->n_units,
                                       formats[format].format)
             : NULL;
}

static void
copy (WsExperimentsPage *self, const char *text, const char *news)
{
  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  ws_page_toast (WS_PAGE (self), news);
}

static void
copy_table_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *text = dup_table (data, find_format (parameter));

  copy (data, text, _ ("The table is in the clipboard"));
}

static void
copy_command_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsExperimentsPage     *self = data;
  const WsExperimentRun *run = ws_experiments_page_get_run (self);
  g_autofree char       *text = NULL;

  if (run != NULL)
    text = ws_experiment_dup_command (&run->settings,
                                      ws_session_get_path (ws_page_get_session (WS_PAGE (self))));
  copy (self, text, _ ("The command is in the clipboard"));
}

/* -- saving -- */

static void
save_to (WsExperimentsPage *self, GFile *file)
{
  g_autofree char *text = dup_table (self, self->format);
  g_autoptr (GError) error = NULL;

  if (text != NULL && !g_file_replace_contents (file, text, strlen (text), NULL, FALSE,
                                                G_FILE_CREATE_NONE, NULL, NULL, &error))
    ws_notice_show_error (self->notice, _ ("The table was not written"), error);
}

static void
response_cb (GtkNativeDialog *dialog, int response, WsExperimentsPage *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (file != NULL)
        save_to (self, file);
    }
  g_clear_object (&self->chooser);
}

static void
save_table_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsExperimentsPage     *self = data;
  const WsExperimentRun *run = ws_experiments_page_get_run (self);
  GtkRoot               *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char       *name = NULL;

  if (run == NULL || self->chooser != NULL || !GTK_IS_WINDOW (root))
    return;
  self->format = parameter != NULL ? find_format (parameter) : 1;
  name = g_strdup_printf ("%s-%" G_GINT64_FORMAT ".%s", run->info->name, run->info->id,
                          formats[self->format].suffix);
  self->chooser = gtk_file_chooser_native_new (_ ("Save Table"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
export_data_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  save_table_action (NULL, NULL, data);
}

static void
export_figure_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (WS_EXPERIMENTS_PAGE (data)->plot), "plot.export", NULL);
}

void
ws_experiments_page_init_export (WsExperimentsPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "copy-table", .activate = copy_table_action, .parameter_type = "s" },
    { .name = "copy-command", .activate = copy_command_action },
    { .name = "save-table", .activate = save_table_action, .parameter_type = "s" },
    { .name = "export-data", .activate = export_data_action },
    { .name = "export-figure", .activate = export_figure_action },
  };

  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
}
