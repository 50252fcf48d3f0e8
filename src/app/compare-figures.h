/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/network-data.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* Two networks of one architecture that were asked the same test images. */
typedef struct
{
  guint  n;              /* images, 0 where there are none */
  double agreement;      /* share that both call the same */
  double difference;     /* accuracy of @a less that of @b, on the same images */
  double low, high;      /* its 95 % interval, from the images that one of them alone gets right */
  double distance;       /* of the weights, as they lie */
} WsComparison;

/* Both have the same architecture and images. */
void ws_compare_networks (const WsNetworkData *a, const WsNetworkData *b, WsComparison *out);

/* All (transfer full); @names: how people know the two. */
/* Weights of one layer: the one, the other, and their difference, on one scale. */
WsFigure *ws_compare_kernels_figure (const WsNetworkData *a,
                                     const WsNetworkData *b,
                                     const char *const    names[2],
                                     guint                layer);
/* Accuracy of each class, two bars a class. */
WsFigure *ws_compare_classes_figure (const WsNetworkData *a,
                                     const WsNetworkData *b,
                                     const char *const    names[2]);
/* What the one answers where the other answers a class: shares of all images. */
WsFigure *ws_compare_agreement_figure (const WsNetworkData *a,
                                       const WsNetworkData *b,
                                       const char *const    names[2]);

G_END_DECLS
