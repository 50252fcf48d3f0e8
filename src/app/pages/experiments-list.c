/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/experiments-page-private.h"

#include <glib/gi18n.h>

/* The named experiments, with what has been run of each. */

typedef struct
{
  GtkWidget *state, *icon;
} Row;

static const char *const row_key = "ws-experiment-row";

static GtkWidget *
new_row (const WsExperiment *experiment)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (_ (experiment->title));
  Row       *parts = g_new0 (Row, 1);

  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  parts->state = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (parts->state), 0);
  gtk_label_set_ellipsize (GTK_LABEL (parts->state), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (parts->state, "caption");
  gtk_widget_add_css_class (parts->state, "dim-label");
  gtk_widget_add_css_class (parts->state, "numeric");
  parts->icon = gtk_image_new ();
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), parts->state);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), parts->icon);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), row_key, parts, g_free);
  return row;
}

void
ws_experiments_page_fill_list (WsExperimentsPage *self)
{
  const WsExperiment *const *list = ws_experiment_list ();

  for (guint i = 0; list[i] != NULL; i++)
    gtk_list_box_append (self->list, new_row (list[i]));
}

/* One line, and an icon that says the same. (transfer full) */
static char *
describe (WsExperimentsPage *self, const WsExperiment *experiment, const char **icon)
{
  guint                  n = ws_experiment_data_count (self->data, experiment->name);
  const WsExperimentRun *newest = ws_experiment_data_get_run (self->data, experiment->name, 0);

  *icon = NULL;
  if (g_strcmp0 (ws_experiments_page_get_running (self), experiment->name) == 0)
    {
      *icon = "media-playback-start-symbolic";
      return g_strdup (_ ("Running"));
    }
  if (newest == NULL)
    return g_strdup (_ ("Not run yet"));
  if (!ws_experiment_run_is_finished (newest))
    {
      *icon = "media-playback-pause-symbolic";
      return g_strdup_printf (_ ("Not finished: %u of %u units"), newest->n_done, newest->n_units);
    }
  *icon = "object-select-symbolic";
  return n == 1 ? g_strdup (_ ("Finished"))
                : g_strdup_printf (ngettext ("%u run", "%u runs, the newest is finished", n), n);
}

void
ws_experiments_page_update_list (WsExperimentsPage *self)
{
  const WsExperiment *const *list = ws_experiment_list ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      GtkWidget       *row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int)i));
      const Row       *parts = g_object_get_data (G_OBJECT (row), row_key);
      const char      *icon;
      g_autofree char *state = describe (self, list[i], &icon);
      g_autofree char *name = g_strdup_printf ("%s, %s", _ (list[i]->title), state);

      gtk_label_set_label (GTK_LABEL (parts->state), state);
      gtk_image_set_from_icon_name (GTK_IMAGE (parts->icon), icon);
      gtk_widget_set_visible (parts->icon, icon != NULL);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
    }
}
