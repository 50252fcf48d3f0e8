/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"
#include "net/arch.h"

G_BEGIN_DECLS

typedef enum { WS_OPTIM_ADAM, WS_OPTIM_SGD } WsOptimiser;

/**
 * WsRecipe:
 *
 * How each network of a zoo is trained (METHOD.md 2.3). Adam has beta (0.9, 0.999), epsilon
 * 1e-8 and coupled L2: g ← g + weight_decay·w, on biases too. SGD is PyTorch's (momentum, no
 * dampening, no Nesterov). Batch: a last short batch is kept.
 */
typedef struct
{
  char         name[32];   /* "mnist", "fashion-mnist", … or "custom" */
  WsActivation act;
  WsInit       init;
  WsOptimiser  optim;
  float        lr, lr_max; /* lr_max > lr: each model draws its own, log-uniform in [lr, lr_max] */
  float        momentum;   /* SGD only */
  float        weight_decay;
  guint        batch;      /* 1 … 1000; published 10 */
  guint        n_train, n_val; /* images; 0 means as many as the set has for the published cut */
  WsPreprocess preprocess;
} WsRecipe;

/* The published recipe for a data set's name ("mnist", "fashion-mnist", "svhn", "usps", "cifar10",
 * "stl10"), else fashion-mnist's with name "custom"; always succeeds. */
void     ws_recipe_for_dataset (const char *dataset, WsRecipe *out);
gboolean ws_recipe_lookup      (const char *name, WsRecipe *out);
/* One setting by name ("lr", "lr-max", "act", "init", "optim", "momentum", "weight-decay", "batch", "n-train", "n-val"). */
gboolean ws_recipe_set         (WsRecipe *self, const char *key, const char *value, GError **error);
gboolean ws_recipe_validate    (const WsRecipe *self, GError **error);
/* How many images of a set with @n train images it trains on and validates with: where it says 0,
 * five sixths and one sixth, as of the published 60,000. Of a set that has fewer images than the
 * published cut needs, the same shares. */
void     ws_recipe_count_images (const WsRecipe *self, guint n, guint *n_train, guint *n_val);
/* JSON object text with every field, and back. */
char    *ws_recipe_to_json     (const WsRecipe *self);
gboolean ws_recipe_from_json   (const char *json, WsRecipe *out, GError **error);
/* The learning rate of network @model under @seed. */
float    ws_recipe_model_lr    (const WsRecipe *self, guint64 seed, guint32 model);

G_END_DECLS
