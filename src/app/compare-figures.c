/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/compare-figures.h"

#include "app/network-figures.h"
#include <glib/gi18n.h>
#include <math.h>

/* -- weights -------------------------------------------------------------------------------------
 */

/* One panel has one scale, so that a small difference looks small: each network is a row of it. */
WsFigure *
ws_compare_kernels_figure (const WsNetworkData *a,
                           const WsNetworkData *b,
                           const char *const    names[2],
                           guint                number)
{
  const WsLayer    *layer = &a->arch->layers[number];
  gsize             area = (gsize)layer->kernel * layer->kernel;
  guint             n = layer->n_out * layer->n_in;
  gboolean          is_conv = layer->kind == WS_LAYER_CONV;
  guint             height = is_conv ? layer->kernel : layer->n_out;
  guint             width = is_conv ? layer->kernel : layer->n_in;
  guint             n_images = is_conv ? n : 1;
  gsize             size = (gsize)n * area;
  g_autofree float *pixels = g_new (float, 3 * size);
  g_autofree char  *title = NULL, *subtitle = NULL;
  WsFigure         *figure = ws_figure_new ();
  WsPanel          *panel;

  for (gsize i = 0; i < size; i++)
    {
      pixels[i] = a->weights[layer->w_start + i];
      pixels[size + i] = b->weights[layer->w_start + i];
      pixels[2 * size + i] = pixels[i] - pixels[size + i];
    }
  title = g_strdup_printf (_ ("Weights of %s"), layer->name);
  /* Translators: names of two networks */
  subtitle = g_strdup_printf (_ ("Above %s, then %s, below their difference"), names[0], names[1]);
  ws_figure_set_title (figure, title);
  ws_figure_set_subtitle (figure, subtitle);
  ws_figure_set_source (figure, a->origin);
  panel = ws_figure_add_panel (figure);
  ws_panel_set_images (panel, pixels, 3 * n_images, height, width, n_images, NULL,
                       WS_COLORMAP_DIVERGING);
  return figure;
}

/* -- answers -------------------------------------------------------------------------------------
 */

WsFigure *
ws_compare_classes_figure (const WsNetworkData *a,
                           const WsNetworkData *b,
                           const char *const    names[2])
{
  WsFigure *figure = ws_figure_new ();
  WsPanel  *panel = ws_figure_add_panel (figure);

  if (a->images == NULL || b->images == NULL)
    {
      ws_figure_set_empty (figure, _ ("The images are not on this computer"));
      return figure;
    }
  ws_figure_set_title (figure, _ ("Accuracy of each class"));
  ws_figure_set_subtitle (figure, _ ("With 95 % intervals"));
  ws_figure_set_source (figure, a->origin);
  ws_panel_set_legend (panel, WS_LEGEND_ABOVE);
  ws_network_add_class_bars (panel, a, names[0], 0);
  ws_network_add_class_bars (panel, b, names[1], 1);
  return figure;
}

WsFigure *
ws_compare_agreement_figure (const WsNetworkData *a,
                             const WsNetworkData *b,
                             const char *const    names[2])
{
  guint              k = a->arch->n_classes;
  g_autofree double *share = g_new0 (double, (gsize)k *k);
  g_autofree char   *x = NULL, *y = NULL, *subtitle = NULL;
  WsFigure          *figure = ws_figure_new ();
  WsPanel           *panel = ws_figure_add_panel (figure);
  double             most = 0, edge = k - 0.5;

  if (a->images == NULL || b->images == NULL)
    {
      ws_figure_set_empty (figure, _ ("The images are not on this computer"));
      return figure;
    }
  for (guint i = 0; i < a->images->n; i++)
    share[a->predictions[i] * k + b->predictions[i]] += 1.0 / a->images->n;
  for (guint i = 0; i < k * k; i++)
    most = fmax (most, share[i]);
  subtitle = g_strdup_printf (_ ("%u test images"), a->images->n);
  /* Translators: name of a network */
  x = g_strdup_printf (_ ("Answer of %s (class)"), names[1]);
  y = g_strdup_printf (_ ("Answer of %s (class)"), names[0]);
  ws_figure_set_title (figure, _ ("What one answers where the other does"));
  ws_figure_set_subtitle (figure, subtitle);
  ws_figure_set_source (figure, a->origin);
  ws_panel_set_axis (panel, WS_AXIS_X, x, WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, y, WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_limits (panel, WS_AXIS_X, -0.5, edge);
  ws_panel_set_limits (panel, WS_AXIS_Y, -0.5, edge);
  ws_panel_set_equal (panel, TRUE);
  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, 0, most, _ ("Share of all images"),
                      WS_FORMAT_FRACTION);
  ws_panel_set_field (panel, share, k, k, -0.5, edge, -0.5, edge);
  return figure;
}
