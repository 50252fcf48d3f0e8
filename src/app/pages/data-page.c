/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/data-page.h"
#include "app/atlas.h"
#include "app/dataset-folder.h"
#include "app/notice.h"
#include "app/plot-view.h"
#include "data/dataset.h"
#include "zoo/recipe.h"

#include <glib/gi18n.h>

#define N_COLUMNS 32

struct _WsDataPage
{
  WsPage                parent_instance;
  WsReadSlot            slot;
  GtkFileChooserNative *chooser;
  gboolean              is_syncing; /* the picker is being set, not used */

  GtkDropDown *picker;
  WsNotice    *notice;
  GtkStack    *stack;
  WsAtlas     *atlas;
  WsPlotView  *counts;
  GtkLabel    *busy_label;
  GtkLabel    *size, *images, *classes, *preprocess, *split, *source, *folder, *checksum;
};

G_DEFINE_FINAL_TYPE (WsDataPage, ws_data_page, WS_TYPE_PAGE)

/* -- reading, on a worker -- */

typedef struct
{
  char        *key;
  WsDataset   *dataset;
  WsAtlasData *atlas;
  double      *counts[2]; /* train, test: images of each class */
  WsRecipe     recipe;
} Facts;

static void
facts_free (gpointer data)
{
  Facts *facts = data;

  g_free (facts->key);
  g_clear_pointer (&facts->dataset, ws_dataset_unref);
  ws_atlas_data_free (facts->atlas);
  g_free (facts->counts[0]);
  g_free (facts->counts[1]);
  g_free (facts);
}

static double *
count_classes (const WsImages *images)
{
  double *counts = g_new0 (double, MAX (images->n_classes, 1));

  for (guint i = 0; i < images->n; i++)
    if (images->labels[i] < images->n_classes)
      counts[images->labels[i]] += 1;
  return counts;
}

static gpointer
read_facts (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  WsDataset *dataset = ws_dataset_load (data, error);
  Facts     *facts;

  if (dataset == NULL)
    return NULL;
  facts = g_new0 (Facts, 1);
  facts->key = g_strdup (data);
  facts->dataset = dataset;
  facts->atlas = ws_atlas_data_new (dataset, N_COLUMNS);
  facts->counts[0] = count_classes (dataset->train);
  facts->counts[1] = count_classes (dataset->test);
  ws_recipe_for_dataset (dataset->name, &facts->recipe);
  return facts;
}

/* -- showing -- */

static WsFigure *
counts_figure (const Facts *facts)
{
  WsFigure *figure = ws_figure_new ();
  WsPanel  *panel = ws_figure_add_panel (figure);
  guint     n = facts->dataset->train->n_classes;

  ws_panel_set_categories (panel, (const char *const *)facts->atlas->names);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Images"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_add_bars (panel, _ ("train"), facts->counts[0], NULL, NULL, n, 0)->n_shown =
      facts->dataset->train->n;
  ws_panel_add_bars (panel, _ ("test"), facts->counts[1], NULL, NULL, n, 1)->n_shown =
      facts->dataset->test->n;
  ws_panel_set_legend (panel, WS_LEGEND_ABOVE);
  ws_figure_set_source (figure, facts->dataset->name);
  return figure;
}

static void
show_facts (WsDataPage *self, const Facts *facts)
{
  const WsImages  *train = facts->dataset->train;
  const WsImages  *test = facts->dataset->test;
  g_autofree char *size =
      g_strdup_printf (ngettext ("%u × %u pixels, %u channel, 8 bit",
                                 "%u × %u pixels, %u channels, 8 bit", train->channels),
                       train->width, train->height, train->channels);
  /* Translators: numbers of images */
  g_autofree char *images = g_strdup_printf (_ ("%'u to train, %'u to test"), train->n, test->n);
  g_autofree char *classes = g_strdup_printf ("%u", train->n_classes);
  g_autofree char *preprocess = ws_dataset_describe_pixels (facts->dataset);
  g_autofree char *split = NULL;
  guint            n_train, n_val;

  ws_recipe_count_images (&facts->recipe, train->n, &n_train, &n_val);
  split = g_strdup_printf (
      /* Translators: numbers of images */
      _ ("%'u train and %'u validation images, chosen from the train images by seed 42; the test "
         "images stay whole"),
      n_train, n_val);
  gtk_label_set_text (self->size, size);
  gtk_label_set_text (self->images, images);
  gtk_label_set_text (self->classes, classes);
  gtk_label_set_text (self->preprocess, preprocess);
  gtk_label_set_text (self->split, split);
  gtk_label_set_text (self->source, facts->dataset->source);
  gtk_label_set_text (self->folder, facts->dataset->path);
  gtk_label_set_text (self->checksum, facts->dataset->sha256);
}

/* Classes of very different sizes make accuracy misleading. */
static void
warn_if_uneven (WsDataPage *self, const Facts *facts)
{
  guint n = facts->dataset->train->n_classes;
  guint least = 0, most = 0;

  for (guint c = 1; c < n; c++)
    {
      if (facts->counts[0][c] < facts->counts[0][least])
        least = c;
      if (facts->counts[0][c] > facts->counts[0][most])
        most = c;
    }
  if (n > 0 && facts->counts[0][most] > 5 * facts->counts[0][least])
    {
      g_autofree char *text = g_strdup_printf (
          _ ("Class %s has %.0f images and class %s only %.0f: read accuracies with care."),
          facts->atlas->names[most], facts->counts[0][most], facts->atlas->names[least],
          facts->counts[0][least]);

      ws_notice_show (self->notice, WS_NOTICE_WARNING, text, NULL, NULL);
    }
}

static void
sync_picker (WsDataPage *self)
{
  WsSession     *session = ws_page_get_session (WS_PAGE (self));
  WsDatasetItem *chosen = ws_session_find_dataset (session, ws_session_get_dataset (session));
  GListModel    *model = ws_session_get_datasets (session);

  self->is_syncing = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WsDatasetItem) item = g_list_model_get_item (model, i);

      if (item == chosen)
        gtk_drop_down_set_selected (self->picker, i);
    }
  self->is_syncing = FALSE;
}

static void
facts_done (gpointer result, const GError *error, gpointer user_data)
{
  WsDataPage *self = user_data;
  Facts      *facts = result;
  g_autoptr (WsFigure) figure = NULL;
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  if (facts == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The images were not read"), error);
      /* what was shown before is still chosen */
      if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "ready") != 0)
        gtk_stack_set_visible_child_name (self->stack, "empty");
      sync_picker (self);
      return;
    }
  figure = counts_figure (facts);
  ws_plot_view_set_figure (self->counts, figure);
  show_facts (self, facts);
  warn_if_uneven (self, facts);
  ws_atlas_set_data (self->atlas, g_steal_pointer (&facts->atlas));
  gtk_stack_set_visible_child_name (self->stack, "ready");
  ws_session_choose_dataset (session, facts->key, facts->dataset->train->n, facts->dataset->test->n,
                             facts->dataset->train->channels);
  sync_picker (self);
  facts_free (facts);
}

static void
load (WsDataPage *self, const char *key)
{
  WsSession       *session = ws_page_get_session (WS_PAGE (self));
  g_autofree char *base = g_path_get_basename (key);
  /* Translators: %s is the name of a data set */
  g_autofree char *text = g_strdup_printf (_ ("Reading %s…"), base);

  ws_notice_hide (self->notice);
  gtk_label_set_text (self->busy_label, text);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "ready") != 0)
    gtk_stack_set_visible_child_name (self->stack, "busy");
  ws_session_read (session, &self->slot, read_facts, g_strdup (key), g_free, facts_free, facts_done,
                   self);
}

/* -- choosing -- */

static void
picked_cb (GtkDropDown *picker, GParamSpec *pspec, WsDataPage *self)
{
  WsDatasetItem *item = gtk_drop_down_get_selected_item (picker);

  if (!self->is_syncing && item != NULL)
    load (self, ws_dataset_item_get_key (item));
}

static void
folder_response_cb (GtkNativeDialog *dialog, int response, WsDataPage *self)
{
  g_autofree char *path = ws_dataset_folder_dup_path (dialog, response);

  if (path != NULL)
    load (self, path);
  g_clear_object (&self->chooser);
}

static void
import_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsDataPage *self = WS_DATA_PAGE (data);

  if (self->chooser != NULL)
    return;
  self->chooser = ws_dataset_folder_chooser_new (GTK_WIDGET (self));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* -- page -- */

static void
ws_data_page_set_session (WsPage *page, WsSession *session)
{
  WsDataPage *self = WS_DATA_PAGE (page);

  ws_read_slot_clear (&self->slot);
  WS_PAGE_CLASS (ws_data_page_parent_class)->set_session (page, session);
  self->is_syncing = TRUE;
  gtk_drop_down_set_model (self->picker,
                           session != NULL ? ws_session_get_datasets (session) : NULL);
  self->is_syncing = FALSE;
  ws_atlas_set_data (self->atlas, NULL);
  if (session == NULL)
    return;
  gtk_stack_set_visible_child_name (self->stack, "busy");
  if (ws_session_get_dataset (session) == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  sync_picker (self);
  load (self, ws_session_get_dataset (session));
}

static void
ws_data_page_dispose (GObject *object)
{
  WsDataPage *self = WS_DATA_PAGE (object);

  ws_read_slot_clear (&self->slot);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (ws_data_page_parent_class)->dispose (object);
}

static void
ws_data_page_class_init (WsDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WsPageClass    *page_class = WS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_data_page_dispose;
  page_class->name = "data";
  page_class->title = N_ ("Data");
  page_class->icon_name = "ws-data-symbolic";
  page_class->set_session = ws_data_page_set_session;
  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_ATLAS);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/data-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, picker);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, atlas);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, counts);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, size);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, images);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, classes);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, preprocess);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, split);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, source);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, folder);
  gtk_widget_class_bind_template_child (widget_class, WsDataPage, checksum);
  gtk_widget_class_bind_template_callback (widget_class, picked_cb);
}

static void
ws_data_page_init (WsDataPage *self)
{
  static const GActionEntry entries[] = { { .name = "import", .activate = import_action } };
  g_autoptr (GtkExpression) label =
      gtk_property_expression_new (WS_TYPE_DATASET_ITEM, NULL, "label");

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_expression (self->picker, label);
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
}
