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

/* One run of a sampling. All is kept here until its end, and then stored at once. */
typedef struct
{
  WsWork                *work;
  WsJob                 *job;
  const WsSampleRequest *request;
  SampleMethod           method;
  const WsSampler       *sampler; /* (nullable) */
  float                  bandwidth;

  WsPopulation   *zoo;
  const WsArch   *arch;
  WsActivation    act;
  WsHyperInfo    *info; /* (nullable), with the next two and q */
  WsHyper        *hyper;
  WsProjection   *projection; /* (nullable) */
  guint           q;
  WsTensorImages *images; /* (nullable) */

  WsStates *rows;     /* train-split states that it may draw from */
  float    *rows_z;   /* rows->n × q; NULL without a representation */
  guint32  *selected; /* rows of the target */
  guint     n_selected;

  guint   n;                    /* draws */
  float  *weights, *z, *places; /* n × P, n × q (nullable), n × projection->k (nullable) */
  float  *xy, *loss, *acc;      /* n × 2, n, n; NaN until known */
  gint64 *parent;               /* checkpoints, 0 for none */
} SampleRun;

/* Selects rows and fills n, parent, and z or weights, whichever the method draws. */
gboolean ws_sample_draw (SampleRun *run, GError **error);

G_END_DECLS
