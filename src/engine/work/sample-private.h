/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work-private.h"

G_BEGIN_DECLS

typedef enum
{
  METHOD_LATENT,      /* a sampler draws latents, which are decoded */
  METHOD_WEIGHTS,     /* a sampler draws weights */
  METHOD_RECONSTRUCT, /* latents of zoo states, decoded */
  METHOD_RANDOM,      /* untrained networks */
} SampleMethod;

/* One run of a sampling. All is kept here until its end, and then stored at once, or thrown away.
 */
typedef struct
{
  WsWork                *work;
  WsJob                 *job;
  const WsSampleRequest *request;
  SampleMethod           method;
  const WsSampler       *sampler; /* (nullable) */
  double                 values[WS_SAMPLER_MAX_SETTINGS];
  float                  noise;   /* on every decoded weight, in deviations of its layer */
  gboolean               is_part; /* of another job, whose own result is something else */

  WsPopulation   *zoo;
  const WsArch   *arch;
  WsActivation    act;
  WsHyperInfo    *info; /* (nullable), with the next two and q */
  WsHyper        *hyper;
  WsAligner      *aligner;
  WsProjection   *projection; /* (nullable) */
  guint           q;
  WsTensorImages *images; /* (nullable) */

  WsStates *rows;   /* train-split states that it may draw from */
  float    *rows_z; /* rows->n × q; NULL without a representation */
  guint32
      *selected; /* rising: rows of the target; for a method that knows ranks all it learns from */
  float *rank;   /* (nullable): of those, 0 … 1 */
  guint  n_selected;
  double rank_low, rank_high; /* asked for */
  double asked;               /* mean test accuracy of the target's rows; NaN where it is not known */
  gint64 learned;             /* record of what was learned; 0 for none */

  WsSamplerModel *model;       /* (nullable), with what it was made of */
  WsSampleRows    model_rows;  /* lent from the next two, and rank */
  float          *model_x;
  guint32        *model_network;

  guint   n;                    /* draws */
  float  *weights, *z, *places; /* n × P, n × q (nullable), n × projection->k (nullable) */
  float  *xy, *loss, *acc;      /* n × 2, n, n; NaN until known */
  gint64 *parent;               /* checkpoints, 0 for none */
  gboolean is_made;             /* weights are there, whatever z would decode to */
  char    *refinement;          /* (nullable): report */
} SampleRun;

void ws_sample_run_clear (SampleRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SampleRun, ws_sample_run_clear)

/* From work, job, request and noise to scored networks. */
gboolean ws_sample_run_make (SampleRun *run, GError **error);
/* Their report. (transfer full) */
char *ws_sample_run_novelty (SampleRun *run, GError **error);
/* Their places on maps that are no planes, and the next. @novelty: their report. */
gboolean ws_sample_run_store (SampleRun *run, const char *novelty, GError **error);
/* The population, its networks and all that is known of them, at once. @maps: places on maps that
 * are no planes. */
gboolean ws_sample_store (SampleRun *run, GPtrArray *maps, const char *novelty, GError **error);
/* Tells of the first @n draws. @population: 0 until they are stored. */
void ws_sample_publish (SampleRun *run, guint n, gint64 population);
/* Whether the method's draws are latents, which a representation decodes. */
gboolean ws_sample_needs_hyper (SampleMethod method);
/* The rows that the request's target and method mean. */
gboolean ws_sample_select (SampleRun *run, GError **error);
/* Brings the neurons of @n states, which follow each other by @network, into the order of the best.
 */
gboolean
ws_sample_align (SampleRun *run, float *x, const guint32 *network, guint n, GError **error);
/* Goes on from what the document has and learns to the end, with live losses. */
gboolean
ws_sample_learn (SampleRun *run, WsSamplerModel *model, const WsSampleRows *rows, GError **error);
/* Selects rows and fills n, parent, and z or weights, whichever the method draws. */
gboolean ws_sample_draw (SampleRun *run, GError **error);
/* Draws @first … of the same model: n × q or n × P into @out, and n parents. */
gboolean ws_sample_draw_more (SampleRun     *run,
                              guint          first,
                              float         *out,
                              gint64        *parent,
                              const WsStage *stage,
                              GError       **error);
/* Latents to networks, with their noise, in lots. @z: n × q, @w: n × P. */
gboolean ws_sample_decode (SampleRun *run, const float *z, float *w, GError **error);
/* Whether such draws can be refined so. */
gboolean ws_sample_check_refinement (const WsSampleRequest *request, GError **error);
/* Chooses among more draws, and scales: new z or weights, and parents, and the report. */
gboolean ws_sample_refine (SampleRun *run, GError **error);

G_END_DECLS
