/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/train.h"
#include "project/population.h"

G_BEGIN_DECLS

typedef struct
{
  gint64   id;
  char    *name, *preset, *config_json;
  gint64   population;     /* learned from */
  gsize    n_params;
  guint    epochs;         /* trained so far */
  gboolean complete;
  char    *parent;         /* the representation whose parameters it began with; NULL: its own */
  gboolean uses_images;    /* learned from weights and images, not from weights alone */
  guint    best_epoch;     /* with the best R² on validation; 0 where unknown */
  char    *created, *version;
} WsHyperInfo;

/* Which of a trained representation's parameters: those that its configuration keeps as the result, the last, or the
 * best on validation (the last where these are the best). */
typedef enum { WS_HYPER_RESULT, WS_HYPER_LAST, WS_HYPER_BEST } WsHyperWhich;

void         ws_hyper_info_free (WsHyperInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsHyperInfo, ws_hyper_info_free)

/* Adds a row (no parameters yet), fills id; name must be free. */
gboolean     ws_project_add_hyper    (WsProject *self, WsHyperInfo *info, GError **error);
char        *ws_project_free_hyper_name (WsProject *self, const char *base);
GPtrArray   *ws_project_list_hypers  (WsProject *self, GError **error);
/* @name NULL: the newest complete one, rather none that an experiment made; else the newest. */
WsHyperInfo *ws_project_find_hyper   (WsProject *self, const char *name, GError **error);
/* One epoch's row of history, the resume state, or both (each may be NULL), in one transaction. Rows of later
 * epochs, of a run that was cut off after its last state, are dropped. */
gboolean     ws_project_save_hyper_epoch (WsProject *self, gint64 hyper, const WsHyperEpoch *epoch, GBytes *state, GError **error);
/* (element-type WsHyperEpoch) */
GArray      *ws_project_load_hyper_history (WsProject *self, gint64 hyper, GError **error);
GBytes      *ws_project_load_hyper_state   (WsProject *self, gint64 hyper); /* NULL if none */
/* Last parameters, sigma and mean; marks complete and drops the resume state. */
gboolean     ws_project_save_hyper   (WsProject *self, gint64 hyper, WsHyper *model, GError **error);
/* The same, and what else of the training is kept: its best parameters where they aren't the last. */
gboolean     ws_project_save_trained (WsProject *self, gint64 hyper, WsHyper *model, const WsHyperBest *best, GError **error);
/* The result. */
WsHyper     *ws_project_load_hyper   (WsProject *self, gint64 hyper, GError **error);
WsHyper     *ws_project_load_trained (WsProject *self, gint64 hyper, WsHyperWhich which, GError **error);

/* Latents of checkpoints, q floats each; replaces. */
gboolean     ws_project_save_latents (WsProject *self, gint64 hyper, const gint64 *checkpoint, const float *z, guint n, guint q, GError **error);
/* Fills z (n × q) in the order given; rows without a latent become NaN; returns how many there were, -1 on error. */
gint64       ws_project_load_latents (WsProject *self, gint64 hyper, const gint64 *checkpoint, guint n, guint q, float *z, GError **error);

/* A projection of a representation's latents to 2 … 3 coordinates. PCA keeps its basis so that any z can be placed. */
typedef struct
{
  gint64  id, hyper;
  char   *method;          /* "pca", "umap", "tsne" */
  guint   q, k;
  float  *mean, *basis;    /* q; k × q; NULL for methods without one */
  double *variance, total_variance; /* k */
  char   *options;         /* JSON: settings, seed, quality; NULL for PCA */
} WsProjection;

void          ws_projection_free       (WsProjection *self);
/* For people: "PCA", "UMAP", "t-SNE"; a method that is not known is its own name. */
const char   *ws_projection_get_title  (const char *method);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsProjection, ws_projection_free)
gboolean      ws_project_add_projection (WsProject *self, WsProjection *projection, GError **error);
WsProjection *ws_project_find_projection (WsProject *self, gint64 hyper, const char *method, GError **error); /* newest; NULL with no error when none */
GPtrArray    *ws_project_list_projections (WsProject *self, gint64 hyper, const char *method, GError **error); /* (element-type WsProjection): newest first */
/* @projection becomes the newest, with all its places; it has another id from now on. */
gboolean      ws_project_renew_projection (WsProject *self, WsProjection *projection, GError **error);
gboolean      ws_project_save_points   (WsProject *self, gint64 projection, const gint64 *checkpoint, const float *xy, guint n, guint k, GError **error);
gint64        ws_project_load_points   (WsProject *self, gint64 projection, const gint64 *checkpoint, guint n, guint k, float *xy, GError **error);

G_END_DECLS
