/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/map-data.h"
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
  gboolean is_exact; /* the place has latents of its own; else those of its neighbours are mixed */
  float   *weights;  /* P, of the decoded network; NULL where there is none */
  gboolean is_empty; /* not exact, and so far from all places of networks that nothing was decoded */
} WsDecoded;

void       ws_decoded_free (WsDecoded *self);
/* @n_params: of the map's architecture. (transfer full) */
WsDecoded *ws_decoded_copy (const WsDecoded *self, gsize n_params);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsDecoded, ws_decoded_free)

/**
 * WsDecoder:
 *
 * Decodes places of a map and scores the networks on validation images. On a plane of principal
 * components the latents are exact, with all other dimensions at their mean; on other maps those of
 * the nearest places are mixed (WsPlacer), but not where no network is near. Works on threads of its own; the newest
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
