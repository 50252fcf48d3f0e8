/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"
#include "project/project.h"
#include "zoo/train.h"

G_BEGIN_DECLS

/* A population of checkpoints of one architecture on one data set, with its provenance. Free with
 * ws_population_free(). Kinds: "zoo", "samples", "baseline" (weight-space KDE), "random" (untrained),
 * "reconstruction" (decoded zoo states), "finetuned" (trained on from another population's), "scratch" (trained beside
 * those, from the start). */
typedef struct
{
  gint64  id;
  char   *name, *kind;
  char   *arch;
  guint   channels;
  char   *data;          /* data set name or folder */
  char   *recipe_json;   /* WsRecipe; carries the activation */
  guint64 seed;
  guint   n;             /* networks */
  guint   n_epochs;      /* trained, highest epoch with a checkpoint */
  gint64  hyper;         /* 0 or the hyper-representation it was decoded with */
  gint64  parent;        /* 0 or the population it came from */
  char   *method, *target; /* samplers; else NULL */
  char   *settings_json; /* method's settings, NULL if none */
  char   *created, *version; /* ISO 8601 UTC; engine version and CPU level */
  gboolean complete;     /* every model has its last epoch */
} WsPopulation;

void          ws_population_free (WsPopulation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsPopulation, ws_population_free)
/* Whether its networks have epochs: zoos, and what is tuned or trained beside that. */
gboolean      ws_population_is_trained  (const WsPopulation *self);
/* Architecture and activation of its networks. */
gboolean      ws_population_get_network (const WsPopulation *self, const WsArch **arch, WsActivation *act, GError **error);

/* Fills in id; the name must be free (%WS_ERROR_EXISTS). Adds @n models, idx 0 … n-1 with seed number idx + 1; networks
 * are cut 70/15/15 into splits by their own stream (METHOD.md 2.4) for zoos; all other kinds are split train. */
gboolean      ws_project_add_population   (WsProject *self, WsPopulation *population, GError **error);
gboolean      ws_project_rename_population (WsProject *self, gint64 id, const char *name, GError **error);
gboolean      ws_project_delete_population (WsProject *self, gint64 id, GError **error);
/* (transfer full): @base, or @base-2, … */
char         *ws_project_free_population_name (WsProject *self, const char *base);
/* (element-type WsPopulation) (transfer container), in order of creation */
GPtrArray    *ws_project_list_populations (WsProject *self, GError **error);
WsPopulation *ws_project_find_population  (WsProject *self, const char *name, GError **error);
WsPopulation *ws_project_get_population   (WsProject *self, gint64 id, GError **error);

/* Commits one epoch of some models in one transaction: metrics always, weights when @keep, and the
 * train state (weights and moments) that replaces the one before. */
gboolean ws_project_save_epoch  (WsProject *self, gint64 population, const guint *models,
                                 const WsModelState *states, guint n_models, gsize n_params, gboolean keep,
                                 GError **error);
/* The train state of one model; FALSE when there is none. */
gboolean ws_project_load_train_state (WsProject *self, gint64 population, guint model, gsize n_params, guint *epoch,
                                      float *weights, float *moments, gboolean *diverged);
gboolean ws_project_drop_train_states (WsProject *self, gint64 population, GError **error);

/**
 * WsStates:
 *
 * Checkpoints of one population, ordered by model then epoch. Arrays of n.
 */
typedef struct
{
  guint           n;
  gsize           n_params;
  float          *weights;    /* n × P; NULL unless asked */
  gint64         *checkpoint; /* row ids */
  guint32        *model;      /* idx */
  guint32        *epoch;
  guint8         *split;      /* WsSplit numbers: 0 train, 1 validation, 2 test */
  guint8         *diverged;
  WsEpochMetrics *metrics;    /* NaN where not measured */
} WsStates;

#define WS_EPOCH_LAST G_MAXUINT

typedef struct
{
  guint    epoch_first, epoch_last; /* 0, WS_EPOCH_LAST for all; both WS_EPOCH_LAST: each model's last */
  guint    split_mask;              /* 1 << split; 0 for all */
  gboolean with_weights;            /* then only states whose weights were kept */
} WsStateQuery;

WsStates *ws_project_load_states (WsProject *self, gint64 population, const WsStateQuery *query, GError **error);
void      ws_states_free         (WsStates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsStates, ws_states_free)

/* The weights of one checkpoint, whichever population has it; %WS_ERROR_NOT_FOUND where there are none any more. */
gboolean ws_project_load_weights (WsProject *self, gint64 checkpoint, float *weights, gsize n_params, GError **error);
/* What the first state of network @model was made from. */
gboolean ws_project_set_parent   (WsProject *self, gint64 population, guint model, gint64 parent, GError **error);

/* Adds the networks of a population made at once (samples, random, reconstruction): row i is model i, epoch 0. @parent: (nullable) checkpoint each came from, 0 for none. */
gboolean ws_project_add_networks (WsProject *self, gint64 population, const float *weights, guint n, gsize n_params,
                                  const gint64 *parent, GError **error);
/* Which of @n checkpoints the population holds, or has a state that was made from: 1 or 0 in @is_held. */
gboolean ws_project_find_held    (WsProject *self, gint64 population, const gint64 *checkpoint, guint n,
                                  guint8 *is_held, GError **error);
/* Scores on a data set: a new row in "result" each; where the set is the population's own, an empty metric of the
 * checkpoint is filled too. @split: "train", "validation" or "test" images. */
gboolean ws_project_save_scores  (WsProject *self, const gint64 *checkpoint, guint n, const char *data, const char *split,
                                  guint n_images, const float *loss, const float *acc, GError **error);
/* A report about a population (novelty, distances) as JSON text, by key; replaced never: newest wins on reading. */
gboolean ws_project_add_report   (WsProject *self, gint64 population, gint64 hyper, const char *key, const char *json, GError **error);
char    *ws_project_dup_report   (WsProject *self, gint64 population, gint64 hyper, const char *key);

G_END_DECLS
