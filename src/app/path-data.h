/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/path-window.h"
#include "lab/path.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* A path over a map that is to be measured. */
typedef struct
{
  WsMapData *data;  /* a reference */
  GArray    *stops; /* (element-type WsPathStop) */
} WsPathQuestion;

void ws_path_question_free (WsPathQuestion *self);
/* @question: WsPathQuestion; a WsReadFunc that gives a WsPathProfile. */
gpointer ws_path_load (WsProject    *project,
                       gpointer      question,
                       GCancellable *cancellable,
                       GError      **error);
/* Two panels, accuracy and loss; @step is marked. @source: where the numbers come from. (transfer full) */
WsFigure *ws_path_figure (const WsPathProfile *self, const char *source, guint step);
/* The first layer's kernels of the network at @step. (transfer full) */
WsFigure *ws_path_kernels_figure (const WsPathProfile *self,
                                  const WsArch        *arch,
                                  const char          *source,
                                  guint                step);

G_END_DECLS
