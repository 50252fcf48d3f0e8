/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/network-card.h"

#include "results/map-text.h"
#include "app/plot-view.h"
#include "core/numeric.h"

#include <glib/gi18n.h>
#include <math.h>

/* A pointer that only passes does not read weights. */
#define REST_MS 120

struct _WsNetworkCard
{
  GtkWidget parent_instance;

  GtkStack   *stack;
  GtkLabel   *name_label, *place_label, *accuracy_label, *interval_label;
  GtkImage   *pin_image;
  GtkGrid    *facts_grid;
  WsPlotView *path_plot, *kernels_plot;

  WsSession *session; /* a reference */
  WsMapData *data;    /* a reference */
  gint       state;
  guint      n_facts;
  WsReadSlot kernels;
  guint      rest;
};

G_DEFINE_FINAL_TYPE (WsNetworkCard, ws_network_card, GTK_TYPE_WIDGET)

/* -- kernels: one network's first layer, read from the document ---------------------------------
 */

typedef struct
{
  gint64         population, checkpoint;
  guint          epoch;
  const WsLayer *layer; /* static */
} KernelQuestion;

static gpointer
read_kernels (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const KernelQuestion *q = data;
  const WsStateQuery    query = { .epoch_first = q->epoch,
                                  .epoch_last = q->epoch,
                                  .with_weights = TRUE };
  g_autoptr (WsStates) states = ws_project_load_states (project, q->population, &query, error);

  if (states == NULL)
    return NULL;
  for (guint i = 0; i < states->n; i++)
    if (states->checkpoint[i] == q->checkpoint)
      return g_memdup2 (states->weights + (gsize)i * states->n_params + q->layer->w_start,
                        sizeof (float) * q->layer->n_out * q->layer->n_in * q->layer->kernel *
                            q->layer->kernel);
  return g_new0 (float, 0); /* its weights were not kept: no picture, no error */
}

static void
kernels_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsNetworkCard    *self = user_data;
  g_autofree float *weights = result;
  g_autoptr (WsFigure) figure = ws_figure_new ();
  const WsLayer *layer = &self->data->arch->layers[0];
  WsPanel       *panel;

  if (error != NULL)
    ws_figure_set_empty (figure, error->message);
  else if (weights == NULL)
    ws_figure_set_empty (figure, _ ("The weights of this state were not kept"));
  panel = ws_figure_add_panel (figure);
  if (weights != NULL)
    {
      g_autofree char *title = g_strdup_printf (_ ("Kernels of %s"), layer->name);

      ws_panel_set_images (panel, weights, layer->n_out * layer->n_in, layer->kernel, layer->kernel,
                           0, NULL, WS_COLORMAP_DIVERGING);
      ws_panel_set_title (panel, title);
    }
  ws_plot_view_set_figure (self->kernels_plot, figure);
}

static gboolean
rest_cb (gpointer user_data)
{
  WsNetworkCard         *self = user_data;
  const WsMapNetwork    *net;
  const WsMapPopulation *population;
  KernelQuestion        *q;

  self->rest = 0;
  if (self->session == NULL || self->state < 0)
    return G_SOURCE_REMOVE;
  net = ws_map_data_get_network (self->data, self->data->network[self->state]);
  population = ws_map_data_get_population (self->data, net->population);
  q = g_new0 (KernelQuestion, 1);
  q->population = population->population->id;
  q->checkpoint = self->data->checkpoint[self->state];
  q->epoch = self->data->epoch[self->state];
  q->layer = &self->data->arch->layers[0];
  ws_session_read (self->session, &self->kernels, read_kernels, q, g_free, g_free, kernels_done_cb,
                   self);
  return G_SOURCE_REMOVE;
}

/* -- words --------------------------------------------------------------------------------------
 */

static void
clear_facts (WsNetworkCard *self)
{
  while (self->n_facts > 0)
    gtk_grid_remove_row (self->facts_grid, (int)--self->n_facts);
}

static void
add_fact (WsNetworkCard *self, const char *name, const char *value)
{
  GtkWidget *left = gtk_label_new (name);
  GtkWidget *right = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (left), 0.0f);
  gtk_label_set_xalign (GTK_LABEL (right), 1.0f);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_widget_add_css_class (left, "dim-label");
  gtk_widget_add_css_class (right, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (right), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (right), 18);
  gtk_grid_attach (self->facts_grid, left, 0, (int)self->n_facts, 1, 1);
  gtk_grid_attach (self->facts_grid, right, 1, (int)self->n_facts, 1, 1);
  self->n_facts++;
}

static void
add_number (WsNetworkCard *self, const char *name, double value)
{
  g_autofree char *text = NULL;

  if (!isfinite (value))
    return;
  text = g_strdup_printf ("%.3f", value);
  add_fact (self, name, text);
}

/* What this network has for itself: its own draw of the learning rate when the recipe has a range,
 * and the recipe's few words that tell zoos apart. */
static void
add_recipe (WsNetworkCard *self, const WsMapPopulation *population, guint32 model)
{
  WsRecipe         recipe;
  g_autofree char *text = NULL;

  if (population->population->recipe_json == NULL ||
      !ws_recipe_from_json (population->population->recipe_json, &recipe, NULL))
    return;
  if (ws_population_is_trained (population->population))
    {
      text = g_strdup_printf (
          "%.3g", (double)ws_recipe_model_lr (&recipe, population->population->seed, model));
      add_fact (self, _ ("Learning rate"), text);
    }
  add_fact (self, _ ("Activation"), ws_activation_get_name (recipe.act));
}

static void
fill_facts (WsNetworkCard *self, const WsMapPopulation *population, const WsMapNetwork *net)
{
  const WsEpochMetrics *m = &self->data->metrics[self->state];

  clear_facts (self);
  add_number (self, _ ("Test loss"), (double)m->test_loss);
  add_number (self, _ ("Training accuracy"), (double)m->train_acc);
  add_number (self, _ ("Generalisation gap"), (double)(m->train_acc - m->test_acc));
  add_recipe (self, population, net->model);
  if (population->population->target != NULL)
    add_fact (self, _ ("Drawn from"), population->population->target);
}

/* Accuracy of one state of a network, with Wilson's interval as a band. */
static WsFigure *
path_figure (WsNetworkCard *self, const WsMapNetwork *net)
{
  const WsMapData   *data = self->data;
  WsFigure          *figure = ws_figure_new ();
  WsPanel           *panel = ws_figure_add_panel (figure);
  guint              n = net->n;
  g_autofree double *x = g_new (double, n);
  g_autofree double *y = g_new (double, n);
  g_autofree double *lo = g_new (double, n);
  g_autofree double *hi = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      x[i] = data->epoch[net->first + i];
      y[i] = lo[i] = hi[i] = (double)data->metrics[net->first + i].test_acc;
      if (data->n_images > 0 && isfinite (y[i]))
        ws_wilson (y[i], data->n_images, &lo[i], &hi[i]);
    }
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Epoch"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Test accuracy"), WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  ws_panel_add_band (panel, NULL, x, y, lo, hi, n, 0);
  ws_panel_add_rule (panel, WS_RULE_VERTICAL, data->epoch[self->state], NULL);
  ws_panel_set_legend (panel, WS_LEGEND_NONE);
  return figure;
}

static void
fill_labels (WsNetworkCard *self, const WsMapPopulation *population, const WsMapNetwork *net)
{
  const WsMapData *data = self->data;
  double           accuracy = (double)data->metrics[self->state].test_acc;
  g_autofree char *name = ws_map_data_dup_network_name (data, data->network[self->state]);
  g_autofree char *place = NULL, *big = NULL, *interval = NULL;

  if (g_str_equal (population->population->kind, "zoo"))
    /* Translators: epoch of training · which split the network belongs to */
    place =
        g_strdup_printf (_ ("epoch %u · %s"), data->epoch[self->state], ws_text_split (net->split));
  else if (ws_population_is_trained (population->population))
    /* Translators: epoch of training · how the network was trained */
    place = g_strdup_printf (_ ("epoch %u · %s"), data->epoch[self->state],
                             ws_text_population_kind (population->population));
  else
    place = g_strdup (ws_text_population_kind (population->population));
  big = isfinite (accuracy) ? g_strdup_printf ("%.3f", accuracy) : g_strdup ("–");
  interval = ws_text_interval (accuracy, data->n_images);
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->place_label, place);
  gtk_label_set_label (self->accuracy_label, big);
  gtk_label_set_label (self->interval_label, interval);
}

void
ws_network_card_set_state (WsNetworkCard *self, WsMapData *data, gint state, gboolean is_pinned)
{
  const WsMapNetwork    *net;
  const WsMapPopulation *population;
  gboolean               same = data == self->data && state == self->state;

  gtk_widget_set_visible (GTK_WIDGET (self->pin_image), is_pinned);
  if (same)
    return;
  g_clear_handle_id (&self->rest, g_source_remove);
  ws_read_slot_clear (&self->kernels);
  if (data != NULL)
    ws_map_data_ref (data);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  self->state = data != NULL ? state : -1;
  gtk_stack_set_visible_child_name (self->stack, self->state >= 0 ? "network" : "hint");
  if (self->state < 0)
    return;
  net = ws_map_data_get_network (data, data->network[state]);
  population = ws_map_data_get_population (data, net->population);
  fill_labels (self, population, net);
  fill_facts (self, population, net);
  gtk_widget_set_visible (GTK_WIDGET (self->path_plot), net->n > 1);
  if (net->n > 1)
    {
      g_autoptr (WsFigure) figure = path_figure (self, net);

      ws_plot_view_set_figure (self->path_plot, figure);
    }
  self->rest = g_timeout_add (REST_MS, rest_cb, self);
}

WsNetworkKey *
ws_network_card_dup_key (WsNetworkCard *self)
{
  const WsMapNetwork *net;
  WsNetworkKey       *key;

  if (self->state < 0)
    return NULL;
  net = ws_map_data_get_network (self->data, self->data->network[self->state]);
  key = g_new0 (WsNetworkKey, 1);
  key->population = ws_map_data_get_population (self->data, net->population)->population->id;
  key->checkpoint = self->data->checkpoint[self->state];
  key->epoch = self->data->epoch[self->state];
  key->model = net->model;
  return key;
}

void
ws_network_card_set_session (WsNetworkCard *self, WsSession *session)
{
  ws_network_card_set_state (self, NULL, -1, FALSE);
  g_set_object (&self->session, session);
}

static void
ws_network_card_dispose (GObject *object)
{
  WsNetworkCard *self = WS_NETWORK_CARD (object);

  g_clear_handle_id (&self->rest, g_source_remove);
  ws_read_slot_clear (&self->kernels);
  g_clear_object (&self->session);
  g_clear_pointer (&self->data, ws_map_data_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_NETWORK_CARD);
  G_OBJECT_CLASS (ws_network_card_parent_class)->dispose (object);
}

static void
ws_network_card_class_init (WsNetworkCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_network_card_dispose;
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/network-card.ui");
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, stack);
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, name_label);
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, place_label);
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, accuracy_label);
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, interval_label);
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, pin_image);
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, facts_grid);
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, path_plot);
  gtk_widget_class_bind_template_child (widget_class, WsNetworkCard, kernels_plot);
}

static void
ws_network_card_init (WsNetworkCard *self)
{
  self->state = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}
