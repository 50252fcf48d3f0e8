/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the encoder's sequence becomes latents: read position 0 | flatten all tokens | latents of each
 * token's own, no shared ones | shared ones by flattening, and own ones. */
typedef enum { WS_COMPRESS_TOKEN, WS_COMPRESS_LINEAR, WS_COMPRESS_PER_TOKEN, WS_COMPRESS_MIXED } WsCompression;
typedef enum { WS_NECK_LINEAR, WS_NECK_TANH } WsNeck;
typedef enum { WS_CONTRAST_NTXENT, WS_CONTRAST_POSITIVE, WS_CONTRAST_COSINE } WsContrast; /* METHOD.md 4.3 */
typedef enum { WS_HYPER_INIT_PUBLISHED, WS_HYPER_INIT_SMALL } WsHyperInit; /* METHOD.md 4.1: tables N(0, 1), blocks copies of one | tables N(0, 0.02²), blocks drawn apart (ours) */
typedef enum { WS_SCHEDULE_CONSTANT, WS_SCHEDULE_ONE_CYCLE, WS_SCHEDULE_PLATEAU, WS_SCHEDULE_COSINE } WsSchedule;
typedef enum { WS_REDUCTION_GLOBAL_MEAN, WS_REDUCTION_LAYER_MEAN } WsReduction; /* METHOD.md 4.3 */
typedef enum { WS_KEEP_LAST, WS_KEEP_BEST } WsKeep; /* parameters that are the result: the last | the best on validation */
typedef enum { WS_ALIGN_NONE, WS_ALIGN_WEIGHTS, WS_ALIGN_ACTIVATIONS } WsAlign; /* of networks before training */

/**
 * WsHyperConfig:
 *
 * Everything that defines a hyper-representation and its training; METHOD.md 4.2. Shape letters:
 * d model width, h heads, f feed-forward width, L blocks (encoder and decoder each), q latents.
 */
typedef struct
{
  char          preset[32];  /* "compact", "paper", or "custom" once a key was changed */
  guint         d, h, f, L, q; /* q: shared latents; none with per-token */
  WsCompression compression;
  float         token_q;      /* own latents of a token of mean width; per-token and mixed */
  float         token_spread; /* a token of width w has max(1, round(token_q·(w/mean width)^spread)) */
  WsNeck        neck;
  float         dropout;
  WsHyperInit   init;
  gboolean      standardise;  /* the network reads and writes weights in units of their layer's σ, centred (ours); else raw weights */
  /* losses: gamma·contrast + (1 - gamma)·reconstruction */
  gboolean      lwln;
  WsReduction   reduction;
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
  float         decay;        /* decoupled, as AdamW's */
  WsSchedule    schedule;
  float         warmup;       /* fraction of the steps with a rate that rises from 0; one-cycle has its own rise */
  float         clip;         /* global gradient norm, 0 = off */
  guint         batch;        /* states; the last incomplete batch is dropped unless it is the only one */
  guint         epochs;
  guint         eval_every;   /* epochs between R² measurements on all splits */
  guint         patience;     /* measurements on validation without a gain before training ends early; 0 = never */
  WsKeep        keep;
  /* losses of what decoded networks do with images: weights in the reconstruction's term, 0 = off; METHOD.md 7 */
  float         task_weight;      /* of the cross-entropy of decoded networks */
  float         behaviour_weight; /* of the squared difference to the outputs of the original networks */
  guint         task_images;  /* training images of a network and step */
  gboolean      task_new;     /* as many networks again decoded from latents that no network has */
  float         task_start;   /* fraction of the epochs before these losses begin */
  float         task_ramp;    /* fraction of the epochs in which their weights then rise to their values */
  /* data */
  guint         epoch_first, epoch_last; /* zoo epochs used; 0,0: the last five kept */
  float         weight_threshold;  /* states with any |w| above are dropped */
  WsAlign       align;        /* neurons brought into one network's order */
  gboolean      align_signs;  /* and signs, where the activation is odd */
  guint64       seed;
} WsHyperConfig;

/* "compact": minutes on two cores. "paper": as published [CFG], NT-Xent instead of "positive". */
gboolean ws_hyper_config_preset    (const char *name, WsHyperConfig *out, GError **error);
const char *const *ws_hyper_config_list_presets (void);
/* --set KEY=VALUE with the field's name ("d", "epochs", "compression", …). */
gboolean ws_hyper_config_set       (WsHyperConfig *self, const char *key, const char *value, GError **error);
/* Whether more than the networks' weights is learned from: losses of what they do, alignment by what their neurons say. */
gboolean ws_hyper_config_uses_images (const WsHyperConfig *self);
gboolean ws_hyper_config_validate  (const WsHyperConfig *self, GError **error);
char    *ws_hyper_config_to_json   (const WsHyperConfig *self);
gboolean ws_hyper_config_from_json (const char *json, WsHyperConfig *out, GError **error);

G_END_DECLS
