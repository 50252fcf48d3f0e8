/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/network-data.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* The inspector's figures; all (transfer full). */

/* The weights of one layer: each kernel a picture; of linear layers a row for each output, cut into
 * the maps they look at where there are some. */
WsFigure *ws_network_kernels_figure (const WsNetworkData *self, guint layer);
/* A histogram of the weights of each layer. */
WsFigure *ws_network_weights_figure (const WsNetworkData *self);
/* What test images of each class are called; an empty figure that says why without images. */
WsFigure *ws_network_confusion_figure (const WsNetworkData *self);
/* Accuracy on the images of each class, with its interval. */
WsFigure *ws_network_classes_figure (const WsNetworkData *self);
/* The same as bars of a panel, with their names and axis; there are images. */
void ws_network_add_class_bars (WsPanel             *panel,
                                const WsNetworkData *self,
                                const char          *name,
                                guint                class_index);
/* What one image is in every layer. @x: ws_network_data_prepare() */
WsFigure *ws_network_activations_figure (const WsNetworkData *self, const float *x);
/* How probable each class is to the network, for one image. */
WsFigure *ws_network_answer_figure (const WsNetworkData *self, const float *x);

G_END_DECLS
