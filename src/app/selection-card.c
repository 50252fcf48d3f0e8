/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/selection-card.h"

#include "results/map-text.h"
#include "app/plot-view.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WsSelectionCard
{
  GtkBox parent_instance;

  GtkLabel   *label;
  GtkWidget  *draw_button, *tune_button;
  WsPlotView *plot;
};

G_DEFINE_FINAL_TYPE (WsSelectionCard, ws_selection_card, GTK_TYPE_BOX)

/* Each network once, by the accuracy of its last state that @chosen (nullable: all) has. */
static guint
last_accuracies (const WsMapData *data, const guint8 *chosen, double *accuracy, gint *best)
{
  guint n = 0;

  *best = -1;
  for (guint j = 0; j < data->networks->len; j++)
    {
      const WsMapNetwork *net = ws_map_data_get_network (data, j);
      gint                last = -1;

      if (chosen == NULL &&
          !g_str_equal (ws_map_data_get_population (data, net->population)->population->kind,
                        "zoo"))
        continue;
      for (guint i = net->first; i < net->first + net->n; i++)
        if (chosen == NULL || chosen[i])
          last = (gint)i;
      if (last < 0)
        continue;
      accuracy[n] = (double)data->metrics[last].test_acc;
      if (isfinite (accuracy[n]) &&
          (*best < 0 || accuracy[n] > (double)data->metrics[*best].test_acc))
        *best = last;
      n++;
    }
  return n;
}

static char *
selection_text (const WsMapData *data, const double *accuracy, guint n, gint best)
{
  g_autofree char *networks = ws_text_networks (n);
  g_autofree char *mean = ws_text_mean_std (accuracy, n);
  g_autofree char *name = NULL, *best_accuracy = NULL;

  if (best < 0)
    return g_strdup_printf (_ ("%s, no accuracy measured"), networks);
  name = ws_map_data_dup_network_name (data, data->network[best]);
  best_accuracy = ws_text_accuracy ((double)data->metrics[best].test_acc, data->n_images);
  if (n == 1)
    /* Translators: name of a network, epoch, its accuracy */
    return g_strdup_printf (_ ("%s, epoch %u\nTest accuracy %s"), name, data->epoch[best],
                            best_accuracy);
  /* Translators: networks, mean ± standard deviation, name of the best, its accuracy */
  return g_strdup_printf (_ ("%s\nTest accuracy %s\nBest: %s, epoch %u: %s"), networks, mean, name,
                          data->epoch[best], best_accuracy);
}

void
ws_selection_card_show (WsSelectionCard *self,
                        const WsMapData *data,
                        const guint8    *selected,
                        guint            n_selected)
{
  guint              n;
  g_autofree double *all = NULL, *chosen = NULL;
  g_autofree char   *text = NULL;
  g_autoptr (WsFigure) figure = NULL;
  WsPanel *panel;
  gint     best;

  all = g_new (double, MAX (data->networks->len, 1));
  figure = ws_figure_new ();
  panel = ws_figure_add_panel (figure);
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Test accuracy, last state"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_axis (panel, WS_AXIS_Y, n_selected > 0 ? _ ("Share of networks") : _ ("Networks"),
                     WS_SCALE_LINEAR, n_selected > 0 ? WS_FORMAT_FRACTION : WS_FORMAT_COUNT);
  ws_panel_set_bins (panel, 0, n_selected > 0);
  n = last_accuracies (data, NULL, all, &best);
  ws_panel_add_histogram (panel, _ ("zoo"), all, n, 0)->n_shown = n;
  if (n_selected > 0)
    {
      chosen = g_new (double, data->networks->len);
      n = last_accuracies (data, selected, chosen, &best);
      ws_panel_add_histogram (panel, _ ("selected"), chosen, n, 1)->n_shown = n;
      text = selection_text (data, chosen, n, best);
    }
  else
    text = g_strdup (_ ("Nothing selected. Click a network, or draw around some with the rectangle "
                        "or the lasso."));
  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (self->draw_button, n_selected > 0);
  gtk_widget_set_visible (self->tune_button, n_selected > 0);
  ws_plot_view_set_figure (self->plot, figure);
}

static void
ws_selection_card_class_init (WsSelectionCardClass *klass)
{
}

static void
ws_selection_card_init (WsSelectionCard *self)
{
  GtkWidget *heading = gtk_label_new (_ ("Selection"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0.0f);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0.0f);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_max_width_chars (self->label, 34);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  self->draw_button = gtk_button_new_with_mnemonic (_ ("Draw Networks _Like These…"));
  gtk_widget_set_tooltip_text (self->draw_button,
                               _ ("Keep these states as a population, and go to Sample (Ctrl+L)"));
  gtk_widget_set_visible (self->draw_button, FALSE);
  gtk_widget_set_halign (self->draw_button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->draw_button), "page.draw-like");
  self->tune_button = gtk_button_new_with_mnemonic (_ ("_Fine-Tune These…"));
  gtk_widget_set_tooltip_text (self->tune_button,
                               _ ("Keep these states as a population, and go to Fine-Tune (F)"));
  gtk_widget_set_visible (self->tune_button, FALSE);
  gtk_widget_set_halign (self->tune_button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->tune_button), "page.tune");
  self->plot = WS_PLOT_VIEW (ws_plot_view_new ());
  ws_plot_view_set_label (self->plot, _ ("Accuracy of the selection beside the whole zoo"));
  g_object_set (self->plot, "min-height", 200, NULL);
  gtk_box_append (GTK_BOX (self), heading);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self), self->draw_button);
  gtk_box_append (GTK_BOX (self), self->tune_button);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->plot));
}
