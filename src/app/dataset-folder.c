/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/dataset-folder.h"

#include "app/items.h"
#include "data/dataset.h"

#include <glib/gi18n.h>

GtkFileChooserNative *
ws_dataset_folder_chooser_new (GtkWidget *parent)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Folder with the Files of an Image Set"), GTK_WINDOW (gtk_widget_get_root (parent)),
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  return chooser;
}

char *
ws_dataset_folder_dup_path (GtkNativeDialog *dialog, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return NULL;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  return file != NULL ? g_file_get_path (file) : NULL;
}

gpointer
ws_dataset_folder_read (WsProject    *project,
                        gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (WsDataset) dataset = ws_dataset_load (data, error);

  if (dataset == NULL)
    return NULL;
  return ws_dataset_item_new (data, dataset->train->n, dataset->test->n, dataset->train->channels);
}
