/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-data.h"
#include "app/session.h"

G_BEGIN_DECLS

/* The network that lives at one place of the plane. */
typedef struct
{
  double   x, y;     /* where it was asked for */
  double   accuracy; /* on validation images; NaN when the decoded weights are not finite */
  guint    n_images;
  guint    nearest;  /* state whose latent is nearest; G_MAXUINT32 when none has one */
  double   distance; /* to it, in z */
  gboolean is_far;   /* farther than 95 % of all networks are from their nearest neighbour */
} WsDecoded;

/**
 * WsDecoder:
 *
 * Decodes places of a PCA map: the point of the plane with all other dimensions at their mean,
 * through the decoder, scored on validation images. Works on threads of its own; the newest
 * question wins and older ones are dropped. Signal "answered" (const WsDecoded *) and "failed"
 * (const GError *).
 */
#define WS_TYPE_DECODER (ws_decoder_get_type ())
G_DECLARE_FINAL_TYPE (WsDecoder, ws_decoder, WS, DECODER, GObject)

WsDecoder *ws_decoder_new (void);
/* Forgets what was; the representation is read when the first place is asked for. */
void ws_decoder_set_map (WsDecoder *self, WsSession *session, WsMapData *data);
void ws_decoder_ask (WsDecoder *self, double x, double y);
/* No answer to earlier questions is wanted any more. */
void     ws_decoder_forget (WsDecoder *self);
gboolean ws_decoder_is_loading (WsDecoder *self);

G_END_DECLS
