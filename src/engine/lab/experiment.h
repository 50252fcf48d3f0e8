/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"
#include "lab/table.h"
#include "sample/sampler.h"

G_BEGIN_DECLS

/* An experiment is a named list of units, each with a kind, a configuration and a seed, that follows
 * from its settings alone. Whoever runs it (work/experiment-work.c) does one unit after the other
 * and writes down what it measured; the table is made from what was written down, and from nothing
 * else. All plain data. */

/* -- settings -- */
typedef struct
{
  char          name[32];       /* of the recipe */
  char          population[64]; /* the zoo */
  char          preset[32];     /* that the settings began with */
  WsHyperConfig config;         /* of every representation, but for what the recipe varies */
  guint         n_seeds;        /* config.seed, config.seed + 1, … */
  guint         count;          /* networks of each draw */
  guint         go_on_epochs;   /* frontier: of each continuation; 0: half of config.epochs */
  char          weights[96];    /* frontier: task weights, "0,0.1,1"; "" for the recipe's own */
  gboolean      quick;          /* minutes instead of hours; numbers that only show the way */
} WsExperimentSettings;

char    *ws_experiment_settings_to_json   (const WsExperimentSettings *self);
gboolean ws_experiment_settings_from_json (const char           *json,
                                           WsExperimentSettings *out,
                                           GError              **error);

/* -- units -- */
typedef enum
{
  WS_UNIT_ZOO,    /* measures of the zoo itself */
  WS_UNIT_HYPER,  /* trains a representation, decodes networks that it has not seen */
  WS_UNIT_SAMPLE, /* draws from a representation */
} WsUnitKind;

typedef struct
{
  char          name[96];   /* of its own in the experiment: "with-lwln/1/kde" */
  char          group[64];  /* what is compared; a table has one row a group, method and epoch */
  char          method[32]; /* "zoo", "reconstruct", or a sampler's */
  WsUnitKind    kind;
  guint64       seed;
  int           parent; /* hyper: goes on from this unit's parameters; sample: draws from it; -1 */
  WsHyperConfig config; /* hyper */
  WsTarget      target; /* zoo and sample */
  guint         count;
  float         noise;  /* sample: on every weight, in deviations of its layer */
} WsUnit;

/* What a row needs to know about a unit, as JSON text. */
char *ws_unit_to_json (const WsUnit *self, const WsUnit *units);

typedef struct
{
  const char *name;    /* "lwln-ablation" */
  const char *title;   /* for people, translatable */
  const char *summary; /* what is asked, translatable */
  /* Appends units in an order in which parents come first. */
  gboolean (*make_units) (const WsExperimentSettings *settings, GArray *units, GError **error);
  const char *const *columns; /* measures, in order; "r2.*" stands for every layer's */
} WsExperiment;

const WsExperiment *const *ws_experiment_list   (void); /* NULL-terminated */
const WsExperiment        *ws_experiment_lookup (const char *name, GError **error);

/* Settings to begin with: those of a preset, or less for a quick look. */
gboolean ws_experiment_settings_init (WsExperimentSettings *self,
                                      const char           *name,
                                      const char           *preset,
                                      gboolean              quick,
                                      GError              **error);
/* (element-type WsUnit) (transfer full) */
GArray *ws_experiment_make_units (const WsExperimentSettings *settings, GError **error);

/* -- findings -- */
/* What was written down about one unit. */
typedef struct
{
  char       *group, *method;
  guint64     seed;
  guint       epoch;     /* of fine-tuning; 0 before any */
  GPtrArray  *names;     /* of measures */
  GArray     *values;    /* of double: as many, NaN where not measured */
} WsFinding;

void ws_finding_free (WsFinding *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsFinding, ws_finding_free)
/* From the two JSON objects of a stored result. */
WsFinding *ws_finding_new (const char *unit_json, const char *measures_json, GError **error);
/* NaN where it was not measured. */
double     ws_finding_get (const WsFinding *self, const char *name);

/* Where the networks come from, for the columns that all rows share. */
typedef struct
{
  const char *population, *data, *arch;
} WsFindingPlace;

/* A row for each group, method and epoch, in the order of the findings: means and deviations over
 * seeds, beside the published number where there is one. (element-type WsFinding) */
WsTable *ws_experiment_make_table (const WsExperiment   *self,
                                   GPtrArray            *findings,
                                   const WsFindingPlace *place);

/* -- published numbers -- */
/* Accuracy of a method at an epoch of fine-tuning, METHOD.md 6.1; FALSE where none is known to us. */
gboolean ws_published_accuracy (const char *method, const char *data, guint epoch, double *mean, double *std);

G_END_DECLS
