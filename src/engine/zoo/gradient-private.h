/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/sync.h"
#include "zoo/gradient.h"
#include "zoo/lane-private.h"

G_BEGIN_DECLS

enum
{
  WS_GRADIENT_LANES = 16, /* networks of a group, at most */
};

/* Sums over images of one network. */
typedef struct
{
  double task, behaviour;
} WsGradientSums;

/* What one thread of the lanes needs; handed from piece to piece. */
typedef struct _WsGradientScratch WsGradientScratch;

struct _WsZooGradient
{
  const WsArch         *arch;
  WsActivation          act;
  const WsTensorImages *images;
  const WsLaneKernels  *kernels;
  guint                 lanes; /* networks of a group */
  const WsLaneProgram  *program;
  gboolean (*stop) (gpointer);
  gpointer stop_data;

  /* the call under way */
  const WsZooGradientTask *task;
  gboolean                 wants_gradient, wants_behaviour;
  guint                    n_chunks, first_group;
  float                   *dw; /* of a wave: [group][chunk][parameter][lane], kernel order */
  gsize                    dw_room;
  WsGradientSums          *sums; /* of all: [network][chunk] */
  gsize                    sums_room;
  int                      is_stopped; /* atomic */
  WsMutex                  mutex;      /* guards what follows */
  WsGradientScratch       *free;
};

/* A piece of work: a group of networks and a chunk of their images, with a gradient of its own. */
typedef struct
{
  guint           first_model, n_models; /* that there really are */
  guint           first, end;            /* of a network's images */
  WsGradientSums *sums;                  /* of the first network; the next ones n_chunks further each */
  float          *dw;                    /* NULL when no gradient is wanted */
} WsGradientPiece;

WsGradientPiece ws_gradient_get_piece (const WsZooGradient *self, guint index);
/* %FALSE once stopped; asked before every image. */
gboolean        ws_gradient_go_on     (WsZooGradient *self);
/* Which image network @model sees as its @i-th. */
gsize           ws_gradient_get_image (const WsZooGradient *self, guint model, guint i);
const float    *ws_gradient_get_pixels (const WsZooGradient *self, gsize image);

/* Piece @index: sums and, where wanted, gradient. @data: the WsZooGradient. */
void ws_gradient_run_lanes    (guint index, gpointer data);
void ws_gradient_free_scratch (WsGradientScratch *list);

G_END_DECLS
