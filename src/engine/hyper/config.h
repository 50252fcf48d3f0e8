/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { WS_COMPRESS_TOKEN, WS_COMPRESS_LINEAR } WsCompression; /* read position 0 | flatten all tokens */
typedef enum { WS_NECK_LINEAR, WS_NECK_TANH } WsNeck;
typedef enum { WS_CONTRAST_NTXENT, WS_CONTRAST_POSITIVE, WS_CONTRAST_COSINE } WsContrast; /* METHOD.md 4.3 */
typedef enum { WS_HYPER_INIT_PUBLISHED, WS_HYPER_INIT_SMALL } WsHyperInit; /* METHOD.md 4.1: tables N(0, 1), blocks copies of one | tables N(0, 0.02²), blocks drawn apart (ours) */
typedef enum { WS_SCHEDULE_CONSTANT, WS_SCHEDULE_ONE_CYCLE, WS_SCHEDULE_PLATEAU } WsSchedule;

/**
 * WsHyperConfig:
 *
 * Everything that defines a hyper-representation and its training; METHOD.md 4.2. Shape letters:
 * d model width, h heads, f feed-forward width, L blocks (encoder and decoder each), q latents.
 */
typedef struct
{
  char          preset[32];  /* "compact", "paper", or "custom" once a key was changed */
  guint         d, h, f, L, q;
  WsCompression compression;
  WsNeck        neck;
  float         dropout;
  WsHyperInit   init;
  gboolean      standardise;  /* the network reads and writes weights in units of their layer's σ, centred (ours); else raw weights */
  /* losses: gamma·contrast + (1 - gamma)·reconstruction */
  gboolean      lwln;
  WsContrast    contrast;
  float         gamma;        /* 0 skips the projection head */
  float         temperature;
  guint         head_layers, head_width, head_out; /* projection head */
  /* views */
  gboolean      permute;      /* fresh group element each view */
  guint         views;        /* 2 with contrast; 1 allowed when gamma = 0 */
  float         erase_p, erase_lo, erase_hi;
  float         noise;        /* multiplicative: w·(1 + noise·ε) on the input only; 0 = off */
  /* optimiser */
  float         lr, weight_decay; /* Adam, coupled L2 as published */
  WsSchedule    schedule;
  float         clip;         /* global gradient norm, 0 = off */
  guint         batch;        /* states; the last incomplete batch is dropped unless it is the only one */
  guint         epochs;
  guint         eval_every;   /* epochs between R² measurements on all splits */
  /* data */
  guint         epoch_first, epoch_last; /* zoo epochs used; 0,0: the last five kept */
  float         weight_threshold;  /* states with any |w| above are dropped */
  guint64       seed;
} WsHyperConfig;

/* "compact": minutes on two cores. "paper": as published [CFG], NT-Xent instead of "positive". */
gboolean ws_hyper_config_preset    (const char *name, WsHyperConfig *out, GError **error);
const char *const *ws_hyper_config_list_presets (void);
/* --set KEY=VALUE with the field's name ("d", "epochs", "compression", …). */
gboolean ws_hyper_config_set       (WsHyperConfig *self, const char *key, const char *value, GError **error);
gboolean ws_hyper_config_validate  (const WsHyperConfig *self, GError **error);
char    *ws_hyper_config_to_json   (const WsHyperConfig *self);
gboolean ws_hyper_config_from_json (const char *json, WsHyperConfig *out, GError **error);

G_END_DECLS
