/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/network-window.h"

#include "app/arch-drawing.h"
#include "app/image-pad.h"
#include "results/map-text.h"
#include "app/network-figures.h"
#include "app/notice.h"
#include "app/plot-view.h"
#include "interchange/networks.h"

#include <glib/gi18n.h>
#include <math.h>

#define ROW_HEIGHT 165 /* px of a row of activation maps */

struct _WsNetworkWindow
{
  AdwWindow parent_instance;

  WsNotice            *notice;
  GtkStack            *stack, *image_stack;
  AdwViewStack        *views;
  AdwStatusPage       *error_page;
  GtkWidget           *export_button;
  GtkLabel            *name_label, *accuracy_label, *answer_label;
  WsArchDrawing       *drawing;
  AdwPreferencesGroup *facts_group;
  GtkDropDown         *layer_dropdown;
  WsPlotView          *kernels_plot, *weights_plot;
  WsImagePad          *pad;
  GtkSpinButton       *image_spin;
  WsPlotView          *answer_plot, *activations_plot;
  WsPlotView          *confusion_plot, *classes_plot;

  WsSession            *session; /* a reference */
  WsReadSlot            slot;
  WsNetworkData        *data; /* (nullable): while it is read */
  GtkFileChooserNative *chooser;
  const WsWeightFormat *format;   /* that is asked a file for */
  gboolean              is_drawn; /* the image is nobody's test image any more */
};

G_DEFINE_FINAL_TYPE (WsNetworkWindow, ws_network_window, ADW_TYPE_WINDOW)

/* -- overview ------------------------------------------------------------------------------------
 */

static void
show_overview (WsNetworkWindow *self)
{
  const WsNetworkData *data = self->data;
  g_autofree char     *accuracy = NULL, *interval = NULL;

  gtk_label_set_label (self->name_label, data->name);
  if (data->images != NULL)
    {
      interval = ws_text_interval ((double)data->acc, data->images->n);
      /* Translators: accuracy, what it is with its interval and number of images, loss */
      accuracy = g_strdup_printf (_ ("%.3f %s, loss %.3f"), (double)data->acc, interval,
                                  (double)data->loss);
    }
  gtk_label_set_label (self->accuracy_label,
                       accuracy != NULL
                           ? accuracy
                           : _ ("The images that this network was trained on are not on this "
                                "computer, so what it can do is not measured."));
  ws_arch_drawing_set_arch (self->drawing, data->arch);
  for (guint i = 0; i < data->facts->len; i++)
    {
      const WsNetworkFact *fact = g_ptr_array_index (data->facts, i);
      GtkWidget           *row = adw_action_row_new (), *value = gtk_label_new (fact->value);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), fact->name);
      gtk_label_set_selectable (GTK_LABEL (value), TRUE);
      gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_MIDDLE);
      gtk_widget_add_css_class (value, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
      adw_preferences_group_add (self->facts_group, row);
    }
}

/* -- weights -------------------------------------------------------------------------------------
 */

static void
layer_cb (WsNetworkWindow *self)
{
  guint layer = gtk_drop_down_get_selected (self->layer_dropdown);
  g_autoptr (WsFigure) figure = NULL;

  if (self->data == NULL || layer >= self->data->arch->n_layers)
    return;
  figure = ws_network_kernels_figure (self->data, layer);
  ws_plot_view_set_figure (self->kernels_plot, figure);
}

static void
show_weights (WsNetworkWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (WsFigure) figure = ws_network_weights_figure (self->data);

  for (guint l = 0; l < self->data->arch->n_layers; l++)
    gtk_string_list_append (names, self->data->arch->layers[l].name);
  gtk_drop_down_set_model (self->layer_dropdown, G_LIST_MODEL (names));
  ws_plot_view_set_figure (self->weights_plot, figure);
  layer_cb (self);
}

/* -- one image -----------------------------------------------------------------------------------
 */

static const char *
name_class (const WsNetworkWindow *self, guint k, char number[12])
{
  if (self->data->dataset->class_names != NULL)
    return self->data->dataset->class_names[k];
  g_snprintf (number, 12, "%u", k);
  return number;
}

static void
tell_answer (WsNetworkWindow *self)
{
  guint            i = (guint)gtk_spin_button_get_value_as_int (self->image_spin);
  g_autofree char *text = NULL;
  char             a[12], b[12];
  const char      *answer, *truth;

  if (self->is_drawn)
    {
      gtk_label_set_label (self->answer_label, _ ("Your drawing"));
      return;
    }
  answer = name_class (self, self->data->predictions[i], a);
  truth = name_class (self, self->data->images->labels[i], b);
  if (self->data->predictions[i] == self->data->images->labels[i])
    /* Translators: number of a test image, name of a class */
    text = g_strdup_printf (_ ("Test image %u is %s, and is called so"), i, truth);
  else
    /* Translators: number of a test image, names of two classes */
    text = g_strdup_printf (_ ("Test image %u is %s, but is called %s"), i, truth, answer);
  gtk_label_set_label (self->answer_label, text);
}

/* A single image through the reference pass takes a few milliseconds. */
static void
ask_image (WsNetworkWindow *self)
{
  const guint8     *pixels = ws_image_pad_get_pixels (self->pad);
  g_autofree float *x = NULL;
  g_autoptr (WsFigure) answer = NULL, activations = NULL;

  if (self->data == NULL || self->data->dataset == NULL || pixels == NULL)
    return;
  x = ws_network_data_prepare (self->data, pixels);
  answer = ws_network_answer_figure (self->data, x);
  activations = ws_network_activations_figure (self->data, x);
  ws_plot_view_set_figure (self->answer_plot, answer);
  g_object_set (self->activations_plot, "min-height",
                (int)(ROW_HEIGHT * ws_figure_get_n_panels (activations)), NULL);
  ws_plot_view_set_figure (self->activations_plot, activations);
  tell_answer (self);
}

static void
image_cb (WsNetworkWindow *self)
{
  const WsImages *test;
  guint           i = (guint)gtk_spin_button_get_value_as_int (self->image_spin);

  if (self->data == NULL || self->data->dataset == NULL)
    return;
  test = self->data->dataset->test;
  if (i >= test->n)
    return;
  self->is_drawn = FALSE;
  ws_image_pad_set_image (self->pad,
                          test->pixels + (gsize)i * test->channels * test->height * test->width,
                          test->channels, test->height, test->width);
  ask_image (self);
}

static void
drawn_cb (WsNetworkWindow *self)
{
  self->is_drawn = TRUE;
  ask_image (self);
}

static void
clear_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ws_image_pad_clear (WS_NETWORK_WINDOW (widget)->pad);
}

static void
mistake_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsNetworkWindow *self = WS_NETWORK_WINDOW (widget);
  guint            n, now;

  if (self->data == NULL || self->data->images == NULL)
    return;
  n = self->data->images->n;
  now = (guint)gtk_spin_button_get_value_as_int (self->image_spin);
  for (guint k = 1; k <= n; k++)
    {
      guint i = (now + k) % n;

      if (self->data->predictions[i] == self->data->images->labels[i])
        continue;
      if (i == now)
        image_cb (self);
      else
        gtk_spin_button_set_value (self->image_spin, i);
      return;
    }
  gtk_label_set_label (self->answer_label, _ ("It makes no mistake"));
}

static void
show_image (WsNetworkWindow *self)
{
  gtk_stack_set_visible_child_name (self->image_stack,
                                    self->data->dataset != NULL ? "some" : "none");
  if (self->data->dataset == NULL)
    return;
  gtk_spin_button_set_range (self->image_spin, 0, (double)self->data->images->n - 1);
  gtk_spin_button_set_increments (self->image_spin, 1, 100);
  image_cb (self);
}

/* -- answers -------------------------------------------------------------------------------------
 */

static void
show_answers (WsNetworkWindow *self)
{
  g_autoptr (WsFigure) confusion = ws_network_confusion_figure (self->data);
  g_autoptr (WsFigure) classes = ws_network_classes_figure (self->data);

  ws_plot_view_set_figure (self->confusion_plot, confusion);
  ws_plot_view_set_figure (self->classes_plot, classes);
}

/* -- reading -------------------------------------------------------------------------------------
 */

static void
read_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsNetworkWindow *self = user_data;
  g_autofree char *title = NULL;

  if (error != NULL)
    {
      adw_status_page_set_description (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  self->data = result;
  title = g_strdup_printf ("%s · %s", self->data->name, ws_session_get_title (self->session));
  gtk_window_set_title (GTK_WINDOW (self), title);
  show_overview (self);
  show_weights (self);
  show_image (self);
  show_answers (self);
  gtk_widget_set_sensitive (self->export_button, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "ready");
}

/* -- export --------------------------------------------------------------------------------------
 */

static void
write_file (WsNetworkWindow *self, const char *path)
{
  const WsEpochMetrics metrics = {
    .train_loss = NAN,
    .train_acc = NAN,
    .val_loss = NAN,
    .val_acc = NAN,
    .test_loss = self->data->loss,
    .test_acc = self->data->acc,
  };
  const WsNetworks networks = { .arch = self->data->arch,
                                .origin = self->data->origin,
                                .n = 1,
                                .weights = self->data->weights,
                                .model = &self->data->model,
                                .epoch = &self->data->epoch,
                                .metrics = &metrics,
                                .is_single = TRUE };
  g_autoptr (GError) error = NULL;

  if (!ws_networks_export (&networks, self->format, path, &error))
    ws_notice_show_error (self->notice, _ ("The network was not written"), error);
}

static void
chooser_cb (GtkNativeDialog *dialog, int response, WsNetworkWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        write_file (self, path);
    }
  g_clear_object (&self->chooser);
}

static void
export_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsNetworkWindow *self = WS_NETWORK_WINDOW (widget);
  g_autofree char *base = NULL, *name = NULL;

  if (self->data == NULL || self->chooser != NULL)
    return;
  self->format = ws_weight_format_lookup (g_variant_get_string (parameter, NULL), NULL);
  if (self->format == NULL)
    return;
  base = g_strdelimit (g_strdup (self->data->name), " /\\:", '-');
  name = g_strconcat (base, ".", self->format->name, NULL);
  self->chooser = gtk_file_chooser_native_new (_ ("Export Network"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* The next part of the window, or the one before. */
static void
view_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const char *const names[] = { "overview", "weights", "image", "answers" };
  WsNetworkWindow         *self = WS_NETWORK_WINDOW (widget);
  const char              *now = adw_view_stack_get_visible_child_name (self->views);
  guint                    n = G_N_ELEMENTS (names), i = 0;

  while (i + 1 < n && g_strcmp0 (names[i], now) != 0)
    i++;
  i = (i + n + (guint)g_variant_get_int32 (parameter)) % n;
  adw_view_stack_set_visible_child_name (self->views, names[i]);
  gtk_widget_child_focus (adw_view_stack_get_visible_child (self->views), GTK_DIR_TAB_FORWARD);
}

/* -- window --------------------------------------------------------------------------------------
 */

static void
ws_network_window_dispose (GObject *object)
{
  WsNetworkWindow *self = WS_NETWORK_WINDOW (object);

  ws_read_slot_clear (&self->slot);
  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_NETWORK_WINDOW);
  g_clear_pointer (&self->data, ws_network_data_free);
  G_OBJECT_CLASS (ws_network_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, WsNetworkWindow, name)
  BIND (notice);
  BIND (stack);
  BIND (image_stack);
  BIND (views);
  BIND (error_page);
  BIND (export_button);
  BIND (name_label);
  BIND (accuracy_label);
  BIND (answer_label);
  BIND (drawing);
  BIND (facts_group);
  BIND (layer_dropdown);
  BIND (kernels_plot);
  BIND (weights_plot);
  BIND (pad);
  BIND (image_spin);
  BIND (answer_plot);
  BIND (activations_plot);
  BIND (confusion_plot);
  BIND (classes_plot);
#undef BIND
}

static void
ws_network_window_class_init (WsNetworkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_network_window_dispose;
  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  g_type_ensure (WS_TYPE_IMAGE_PAD);
  g_type_ensure (WS_TYPE_ARCH_DRAWING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/network-window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "network.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "network.mistake", NULL, mistake_action);
  gtk_widget_class_install_action (widget_class, "network.view", "i", view_action);
  gtk_widget_class_install_action (widget_class, "network.export", "s", export_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

/* Before spin buttons, which have other plans with these keys. */
static void
add_view_keys (WsNetworkWindow *self)
{
  static const struct
  {
    guint key;
    int   by;
  } keys[] = { { GDK_KEY_Page_Down, 1 }, { GDK_KEY_Page_Up, -1 } };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut =
          gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, GDK_CONTROL_MASK),
                            gtk_named_action_new ("network.view"));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (keys[i].by));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
ws_network_window_init (WsNetworkWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_view_keys (self);
  gtk_widget_set_sensitive (self->export_button, FALSE);
  g_signal_connect_object (self->layer_dropdown, "notify::selected", G_CALLBACK (layer_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->image_spin, "value-changed", G_CALLBACK (image_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pad, "changed", G_CALLBACK (drawn_cb), self, G_CONNECT_SWAPPED);
}

void
ws_network_window_present (GtkWidget *widget, WsSession *session, WsNetworkKey *key)
{
  WsNetworkWindow *self = g_object_new (WS_TYPE_NETWORK_WINDOW, NULL);
  GtkRoot         *root = gtk_widget_get_root (widget);

  self->session = g_object_ref (session);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  ws_session_read (session, &self->slot, ws_network_data_load, key,
                   (GDestroyNotify)ws_network_key_free, (GDestroyNotify)ws_network_data_free,
                   read_cb, self);
  gtk_window_present (GTK_WINDOW (self));
}
