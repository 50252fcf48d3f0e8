/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/network-figures.h"

#include "core/numeric.h"
#include "lab/answers.h"

#include <glib/gi18n.h>
#include <math.h>

static WsFigure *
new_figure (const WsNetworkData *self, const char *title)
{
  WsFigure *figure = ws_figure_new ();

  ws_figure_set_title (figure, title);
  ws_figure_set_source (figure, self->origin);
  return figure;
}

static WsFigure *
new_empty (const WsNetworkData *self)
{
  WsFigure *figure = new_figure (self, NULL);

  ws_figure_set_empty (figure, _ ("The images are not on this computer"));
  ws_figure_add_panel (figure);
  return figure;
}

static char **
list_classes (const WsNetworkData *self)
{
  char **names = g_new0 (char *, self->arch->n_classes + 1);

  for (guint k = 0; k < self->arch->n_classes; k++)
    names[k] = ws_network_data_dup_class (self, k);
  return names;
}

/* -- weights -------------------------------------------------------------------------------------
 */

/* Side of the maps that a linear layer looks at, 0 where it looks at single numbers. */
static guint
get_side (const WsLayer *layer)
{
  guint side = (guint)(sqrt (layer->spatial_in) + 0.5);

  return layer->kind == WS_LAYER_LINEAR && layer->spatial_in > 1 && side * side == layer->spatial_in
             ? side
             : 0;
}

WsFigure *
ws_network_kernels_figure (const WsNetworkData *self, guint number)
{
  const WsLayer   *layer = &self->arch->layers[number];
  const float     *w = self->weights + layer->w_start;
  guint            side = get_side (layer), n = layer->n_out * layer->n_in;
  g_autofree char *title = NULL;
  WsFigure        *figure;
  WsPanel         *panel;

  if (layer->kind == WS_LAYER_CONV)
    title = g_strdup_printf (_ ("%s: %u kernels of %u × %u; a row for each of %u outputs"),
                             layer->name, n, layer->kernel, layer->kernel, layer->n_out);
  else if (side > 0)
    title =
        g_strdup_printf (_ ("%s: a row for each of %u outputs, over %u maps of %u × %u"),
                         layer->name, layer->n_out, layer->n_in / layer->spatial_in, side, side);
  else
    title = g_strdup_printf (_ ("%s: a row for each of %u outputs, over %u inputs"), layer->name,
                             layer->n_out, layer->n_in);
  figure = new_figure (self, title);
  panel = ws_figure_add_panel (figure);
  if (layer->kind == WS_LAYER_CONV)
    ws_panel_set_images (panel, w, n, layer->kernel, layer->kernel,
                         layer->n_in > 1 ? layer->n_in : 0, NULL, WS_COLORMAP_DIVERGING);
  else if (side > 0)
    ws_panel_set_images (panel, w, n / layer->spatial_in, side, side,
                         layer->n_in / layer->spatial_in, NULL, WS_COLORMAP_DIVERGING);
  else
    ws_panel_set_images (panel, w, 1, layer->n_out, layer->n_in, 1, NULL, WS_COLORMAP_DIVERGING);
  return figure;
}

WsFigure *
ws_network_weights_figure (const WsNetworkData *self)
{
  WsFigure *figure = new_figure (self, _ ("Weights of each layer"));

  for (guint l = 0; l < self->arch->n_layers; l++)
    {
      const WsLayer     *layer = &self->arch->layers[l];
      gsize              n = layer->length;
      g_autofree double *values = g_new (double, n);
      g_autofree char   *title = NULL;
      WsPanel           *panel = ws_figure_add_panel (figure);

      for (gsize i = 0; i < n; i++)
        values[i] = (double)self->weights[layer->w_start + i];
      title = g_strdup_printf (ngettext ("%s, %u value", "%s, %u values", (gulong)n), layer->name,
                               (guint)n);
      ws_panel_set_title (panel, title);
      ws_panel_set_axis (panel, WS_AXIS_X, _ ("Weight or bias"), WS_SCALE_LINEAR, WS_FORMAT_AUTO);
      ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Values"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
      ws_panel_set_legend (panel, WS_LEGEND_NONE);
      ws_panel_add_histogram (panel, layer->name, values, n, 0);
    }
  return figure;
}

/* -- answers -------------------------------------------------------------------------------------
 */

/* NULL without images. */
static double *
count_answers (const WsNetworkData *self, guint **counts)
{
  if (self->images == NULL)
    return NULL;
  *counts = g_new (guint, self->arch->n_classes);
  return ws_answers_count (self->images->labels, self->predictions, self->images->n,
                           self->arch->n_classes, *counts);
}

WsFigure *
ws_network_confusion_figure (const WsNetworkData *self)
{
  g_autofree guint  *n = NULL;
  g_autofree double *share = count_answers (self, &n);
  g_autofree char   *subtitle = NULL;
  double             edge = self->arch->n_classes - 0.5;
  WsFigure          *figure;
  WsPanel           *panel;

  if (share == NULL)
    return new_empty (self);
  figure = new_figure (self, _ ("What images of each class are called"));
  subtitle = g_strdup_printf (_ ("%u test images"), self->images->n);
  ws_figure_set_subtitle (figure, subtitle);
  panel = ws_figure_add_panel (figure);
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Answer (class)"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Truth (class)"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_limits (panel, WS_AXIS_X, -0.5, edge);
  ws_panel_set_limits (panel, WS_AXIS_Y, -0.5, edge);
  ws_panel_set_equal (panel, TRUE);
  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, 0, 1, _ ("Share of the class's images"),
                      WS_FORMAT_FRACTION);
  ws_panel_set_field (panel, share, self->arch->n_classes, self->arch->n_classes, -0.5, edge, -0.5,
                      edge);
  return figure;
}

void
ws_network_add_class_bars (WsPanel             *panel,
                           const WsNetworkData *self,
                           const char          *name,
                           guint                class_index)
{
  guint              k = self->arch->n_classes;
  g_autofree guint  *n = NULL;
  g_autofree double *share = count_answers (self, &n);
  g_autofree double *acc = g_new (double, k), *lo = g_new (double, k), *hi = g_new (double, k);
  g_auto (GStrv) names = list_classes (self);

  for (guint i = 0; i < k; i++)
    {
      acc[i] = lo[i] = hi[i] = share[i * k + i];
      if (n[i] > 0)
        ws_wilson (acc[i], n[i], &lo[i], &hi[i]);
    }
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_limits (panel, WS_AXIS_Y, 0, 1);
  ws_panel_set_categories (panel, (const char *const *)names);
  ws_panel_add_bars (panel, name, acc, lo, hi, k, class_index);
}

WsFigure *
ws_network_classes_figure (const WsNetworkData *self)
{
  WsFigure *figure;
  WsPanel  *panel;

  if (self->images == NULL)
    return new_empty (self);
  figure = new_figure (self, _ ("Accuracy of each class"));
  ws_figure_set_subtitle (figure, _ ("With 95 % intervals"));
  panel = ws_figure_add_panel (figure);
  ws_panel_set_legend (panel, WS_LEGEND_NONE);
  ws_network_add_class_bars (panel, self, NULL, 0);
  return figure;
}

/* -- one image -----------------------------------------------------------------------------------
 */

/* "conv1", "conv1, pooled", "conv1, active": what a value is called. */
static char *
name_value (const WsArch *arch, guint value)
{
  const WsOp      *op = value > 0 ? &arch->ops[value - 1] : NULL;
  g_autofree char *from = NULL;

  if (op == NULL)
    return g_strdup (_ ("image"));
  if (op->kind == WS_OP_CONV || op->kind == WS_OP_LINEAR)
    return g_strdup (arch->layers[op->layer].name);
  from = name_value (arch, op->a);
  switch (op->kind)
    {
    case WS_OP_MAXPOOL:
      /* Translators: %s is the name of a layer; the largest value of each few is taken */
      return g_strdup_printf (_ ("%s, pooled"), from);
    case WS_OP_ACT:
      /* Translators: %s is the name of a layer; after the activation function */
      return g_strdup_printf (_ ("%s, active"), from);
    case WS_OP_ADD:
      /* Translators: %s is the name of a layer; with a skip connection added */
      return g_strdup_printf (_ ("%s, with skip"), from);
    case WS_OP_CONV:
    case WS_OP_LINEAR:
    case WS_OP_FLATTEN:
    case WS_OP_CROP:
    default:
      return g_steal_pointer (&from);
    }
}

/* Flattened is only another order of the same numbers, cropped only a part of them. */
static gboolean
is_seen (const WsArch *arch, guint value)
{
  return value == 0 ||
         (arch->ops[value - 1].kind != WS_OP_FLATTEN && arch->ops[value - 1].kind != WS_OP_CROP);
}

static void
add_maps (const WsNetworkData *self, WsFigure *figure, guint value, const double *trace)
{
  const WsArch     *arch = self->arch;
  const WsOp       *op = value > 0 ? &arch->ops[value - 1] : NULL;
  guint             n = op != NULL ? op->channels : arch->channels;
  guint             height = op != NULL ? op->height : arch->height;
  guint             width = op != NULL ? op->width : arch->width;
  gsize             size = (gsize)n * height * width;
  g_autofree float *pixels = g_new (float, size);
  g_autofree char  *name = name_value (arch, value), *title = NULL;
  WsPanel          *panel = ws_figure_add_panel (figure);

  for (gsize i = 0; i < size; i++)
    pixels[i] = (float)trace[i];
  if (height * width > 1)
    {
      title = g_strdup_printf ("%s · %u × %u × %u", name, n, height, width);
      ws_panel_set_images (panel, pixels, n, height, width, 0, NULL,
                           value == 0 ? WS_COLORMAP_GREY : WS_COLORMAP_DIVERGING);
    }
  else
    {
      title = g_strdup_printf ("%s · %u", name, n);
      ws_panel_set_images (panel, pixels, 1, 1, n, 1, NULL, WS_COLORMAP_DIVERGING);
    }
  ws_panel_set_title (panel, title);
}

WsFigure *
ws_network_activations_figure (const WsNetworkData *self, const float *x)
{
  const WsArch      *arch = self->arch;
  g_autofree gsize  *start = g_new (gsize, arch->n_ops + 2);
  g_autofree double *trace = ws_arch_trace_ref (arch, self->act, self->exact, x, start);
  WsFigure          *figure = new_figure (self, _ ("One image in every layer"));

  ws_figure_set_columns (figure, 1);
  for (guint v = 0; v <= arch->n_ops; v++)
    if (is_seen (arch, v))
      add_maps (self, figure, v, trace + start[v]);
  return figure;
}

WsFigure *
ws_network_answer_figure (const WsNetworkData *self, const float *x)
{
  guint              k = self->arch->n_classes;
  g_autofree double *logits = g_new (double, k);
  g_auto (GStrv) names = list_classes (self);
  WsFigure *figure = new_figure (self, _ ("What the network sees"));
  WsPanel  *panel = ws_figure_add_panel (figure);

  ws_arch_forward_ref (self->arch, self->act, self->exact, x, logits);
  ws_answers_softmax (logits, k);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Probability"), WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  ws_panel_set_limits (panel, WS_AXIS_Y, 0, 1);
  ws_panel_set_categories (panel, (const char *const *)names);
  ws_panel_set_legend (panel, WS_LEGEND_NONE);
  ws_panel_add_bars (panel, NULL, logits, NULL, NULL, k, 0);
  return figure;
}
