/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WsPurpose:
 *
 * What a random stream is for. Part of the stream's address, so two purposes never share
 * numbers. Values are stored knowledge: only ever append.
 */
typedef enum
{
  WS_PURPOSE_TEST = 0,
  WS_PURPOSE_INIT = 1,          /* initial weights of a network: (seed, model, 0) */
  WS_PURPOSE_IMAGE_ORDER = 2,   /* order of images: (seed, model, epoch) */
  WS_PURPOSE_IMAGE_SPLIT = 3,   /* train/validation cut of an image set */
  WS_PURPOSE_MODEL_SPLIT = 4,   /* train/validation/test cut of networks */
  WS_PURPOSE_HYPER_INIT = 5,    /* initial weights of a hyper-representation */
  WS_PURPOSE_HYPER_ORDER = 6,   /* order of states in an epoch */
  WS_PURPOSE_AUGMENT = 7,       /* views: (seed, row, epoch) */
  WS_PURPOSE_DROPOUT = 8,
  WS_PURPOSE_SAMPLE = 9,        /* draws of a sampler */
  WS_PURPOSE_PROJECTION = 10,
  WS_PURPOSE_BOOTSTRAP = 11,
  WS_PURPOSE_TASK_IMAGES = 12,  /* images that a decoded network sees: (seed, step, row) */
  WS_PURPOSE_NEW_LATENTS = 13,  /* latents that no network has: (seed, step, 0) */
  WS_PURPOSE_ALIGN = 14,        /* order of layers: (seed, round) */
  WS_PURPOSE_SAMPLER_INIT = 15,    /* initial weights of a sampler's networks: (seed, tensor) */
  WS_PURPOSE_SAMPLER_STEP = 16,    /* what a sampler learns from: (seed, step, row) */
  WS_PURPOSE_SAMPLER_DROPOUT = 17, /* (seed, step, layer and rows) */
  WS_PURPOSE_TRANSFER = 20,        /* controls of weights that go into a network: (seed, model, layer) */
  WS_PURPOSE_ENSEMBLE = 24,        /* which members vote: (seed, draw, 0) */
  WS_PURPOSE_REORDER = 25,         /* orders of neurons that must not matter: (seed, network, order) */
} WsPurpose;

/**
 * WsStream:
 *
 * A stream of random numbers that is addressed, not shared: (seed, purpose, a, b) picks one
 * of 2^128 independent streams of the counter-based generator Philox4x32-10 (Salmon et al.,
 * SC 2011), and its n-th number is a pure function of that address. A plain value: copy it,
 * keep it on the stack. The address maps to key = seed, counter = (block, purpose, a, b).
 */
typedef struct
{
  guint32 key[2];
  guint32 counter[4]; /* counter[0] is the next block */
  guint32 block[4];
  guint   used; /* words of block given out; 4 = empty */
  float   spare_normal;
  guint   has_spare;
} WsStream;

void    ws_philox4x32     (const guint32 counter[4],
                           const guint32 key[2],
                           guint32       out[4]);
void    ws_stream_init    (WsStream *self,
                           guint64   seed,
                           WsPurpose purpose,
                           guint32   a,
                           guint32   b);
/* Uniform over all 32-bit words. */
guint32 ws_stream_u32     (WsStream *self);
/* Uniform in [0, 1), multiples of 2^-24. */
float   ws_stream_uniform (WsStream *self);
/* Standard normal: Box-Muller in double, rounded once. */
float   ws_stream_normal  (WsStream *self);
/* Uniform in 0 … n-1 without bias (Lemire), n > 0. */
guint32 ws_stream_below   (WsStream *self,
                           guint32   n);
/* Fisher-Yates: order[0 … n-1] becomes a permutation of 0 … n-1. */
void    ws_stream_permutation (WsStream *self,
                               guint32  *order,
                               guint32   n);

G_END_DECLS
