/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/network-data.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* Of two networks of one architecture that were asked the same images; all (transfer full); @names:
 * how people know the two. */
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
