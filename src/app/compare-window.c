/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/compare-window.h"

#include "app/compare-figures.h"
#include "results/map-text.h"
#include "app/plot-view.h"
#include "lab/answers.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WsCompareWindow
{
  AdwWindow parent_instance;

  GtkStack      *stack;
  AdwStatusPage *error_page;
  GtkLabel      *text_label;
  GtkDropDown   *layer_dropdown;
  WsPlotView    *kernels_plot, *classes_plot, *agreement_plot;

  WsSession     *session; /* a reference */
  WsReadSlot     slot;
  char          *names[2];
  WsNetworkData *data[2]; /* (nullable): while they are read */
};

G_DEFINE_FINAL_TYPE (WsCompareWindow, ws_compare_window, ADW_TYPE_WINDOW)

/* -- reading -------------------------------------------------------------------------------------
 */

typedef struct
{
  WsNetworkKey *keys[2];
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  for (guint i = 0; i < 2; i++)
    ws_network_key_free (self->keys[i]);
  g_free (self);
}

typedef struct
{
  WsNetworkData *data[2];
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&self->data[i], ws_network_data_free);
  g_free (self);
}

static gpointer
read_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  Answer         *answer = g_new0 (Answer, 1);

  for (guint i = 0; i < 2; i++)
    {
      answer->data[i] = ws_network_data_load (project, question->keys[i], cancellable, error);
      if (answer->data[i] == NULL)
        {
          answer_free (answer);
          return NULL;
        }
    }
  return answer;
}

/* -- showing -------------------------------------------------------------------------------------
 */

static void
layer_cb (WsCompareWindow *self)
{
  guint layer = gtk_drop_down_get_selected (self->layer_dropdown);
  g_autoptr (WsFigure) figure = NULL;

  if (self->data[0] == NULL || layer >= self->data[0]->arch->n_layers)
    return;
  figure = ws_compare_kernels_figure (self->data[0], self->data[1],
                                      (const char *const *)self->names, layer);
  ws_plot_view_set_figure (self->kernels_plot, figure);
}

static char *
dup_text (WsCompareWindow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const WsNetworkData *a = self->data[0], *b = self->data[1];
  WsAnswersCompared    comparison = { 0 };
  double               distance = 0;

  if (a->images != NULL && b->images != NULL && a->images->n == b->images->n)
    ws_answers_compare (a->images->labels, a->predictions, b->predictions, a->images->n,
                        &comparison);
  for (gsize i = 0; i < a->arch->n_params; i++)
    distance += (a->exact[i] - b->exact[i]) * (a->exact[i] - b->exact[i]);
  for (guint i = 0; i < 2 && comparison.n > 0; i++)
    {
      g_autofree char *interval =
          ws_text_interval ((double)self->data[i]->acc, self->data[i]->images->n);

      /* Translators: name of a network, its accuracy, what it is with its interval */
      g_string_append_printf (text, _ ("%s: %.3f %s\n"), self->names[i], (double)self->data[i]->acc,
                              interval);
    }
  if (comparison.n > 0)
    g_string_append_printf (
        text,
        /* Translators: a difference of accuracies, its interval, a share in percent */
        _ ("On the same images the first is better by %+.4f (95 %% interval %+.4f to %+.4f). Both "
           "answer the same for %.1f %% of them.\n"),
        comparison.difference, comparison.low, comparison.high, 100 * comparison.agreement);
  g_string_append_printf (text, _ ("Distance of their weights, neuron by neuron as they lie: %.2f"),
                          sqrt (distance));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_figures (WsCompareWindow *self)
{
  const char *const *names = (const char *const *)self->names;
  g_autoptr (GtkStringList) layers = gtk_string_list_new (NULL);
  g_autoptr (WsFigure) classes = ws_compare_classes_figure (self->data[0], self->data[1], names);
  g_autoptr (WsFigure) agreement =
      ws_compare_agreement_figure (self->data[0], self->data[1], names);

  for (guint l = 0; l < self->data[0]->arch->n_layers; l++)
    gtk_string_list_append (layers, self->data[0]->arch->layers[l].name);
  gtk_drop_down_set_model (self->layer_dropdown, G_LIST_MODEL (layers));
  ws_plot_view_set_figure (self->classes_plot, classes);
  ws_plot_view_set_figure (self->agreement_plot, agreement);
  layer_cb (self);
}

static void
read_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsCompareWindow *self = user_data;
  Answer          *answer = result;
  g_autofree char *text = NULL;
  const char      *problem = error != NULL ? error->message : NULL;

  if (answer != NULL && answer->data[0]->arch != answer->data[1]->arch)
    problem = _ ("The two networks have different architectures.");
  if (problem != NULL)
    {
      g_clear_pointer (&answer, answer_free);
      adw_status_page_set_description (self->error_page, problem);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  for (guint i = 0; i < 2; i++)
    self->data[i] = g_steal_pointer (&answer->data[i]);
  answer_free (answer);
  text = dup_text (self);
  gtk_label_set_label (self->text_label, text);
  show_figures (self);
  gtk_stack_set_visible_child_name (self->stack, "ready");
}

/* -- window --------------------------------------------------------------------------------------
 */

static void
ws_compare_window_dispose (GObject *object)
{
  WsCompareWindow *self = WS_COMPARE_WINDOW (object);

  ws_read_slot_clear (&self->slot);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_COMPARE_WINDOW);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&self->data[i], ws_network_data_free);
      g_clear_pointer (&self->names[i], g_free);
    }
  G_OBJECT_CLASS (ws_compare_window_parent_class)->dispose (object);
}

static void
ws_compare_window_class_init (WsCompareWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_compare_window_dispose;
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/compare-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WsCompareWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WsCompareWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, WsCompareWindow, text_label);
  gtk_widget_class_bind_template_child (widget_class, WsCompareWindow, layer_dropdown);
  gtk_widget_class_bind_template_child (widget_class, WsCompareWindow, kernels_plot);
  gtk_widget_class_bind_template_child (widget_class, WsCompareWindow, classes_plot);
  gtk_widget_class_bind_template_child (widget_class, WsCompareWindow, agreement_plot);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
ws_compare_window_init (WsCompareWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->layer_dropdown, "notify::selected", G_CALLBACK (layer_cb), self,
                           G_CONNECT_SWAPPED);
}

void
ws_compare_window_present (GtkWidget        *widget,
                           WsSession        *session,
                           WsNetworkKey     *keys[2],
                           const char *const names[2])
{
  WsCompareWindow *self = g_object_new (WS_TYPE_COMPARE_WINDOW, NULL);
  Question        *question = g_new0 (Question, 1);
  GtkRoot         *root = gtk_widget_get_root (widget);
  /* Translators: names of two networks */
  g_autofree char *title = g_strdup_printf (_ ("%s and %s"), names[0], names[1]);

  for (guint i = 0; i < 2; i++)
    {
      question->keys[i] = keys[i];
      self->names[i] = g_strdup (names[i]);
    }
  self->session = g_object_ref (session);
  gtk_window_set_title (GTK_WINDOW (self), title);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  ws_session_read (session, &self->slot, read_func, question, question_free, answer_free, read_cb,
                   self);
  gtk_window_present (GTK_WINDOW (self));
}
