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
  char          hyper[64];      /* of networks: a representation that is there; "" trains one */
  char          data[512];      /* transfer: what is fine-tuned on; "" for the zoo's own */
  guint         tune_epochs;    /* of fine-tuning */
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
  WS_UNIT_SAMPLE, /* draws from a representation, or from weights */
  WS_UNIT_TUNE,   /* trains networks further */
  WS_UNIT_ENSEMBLE, /* lets networks vote together */
  WS_UNIT_BUDGET, /* trains new networks with as many image passes as a representation took */
} WsUnitKind;

typedef struct
{
  char          name[96];   /* of its own in the experiment: "with-lwln/1/kde" */
  char          group[64];  /* what is compared; a table has one row a group, method and epoch */
  char          method[32]; /* "zoo", "reconstruct", or a sampler's */
  WsUnitKind    kind;
  guint64       seed;
  int           parent; /* hyper: goes on from this unit's parameters; sample: draws from it; tune: the
                         * networks; ensemble: likewise; -1 for none: the zoo's networks, or new ones;
                         * budget: the representation */
  WsHyperConfig config; /* hyper */
  char          hyper[64]; /* hyper: one that is there is looked at instead */
  WsTarget      target; /* zoo and sample */
  guint         count;
  float         noise;  /* sample: on every weight, in deviations of its layer */
  guint         steps;      /* sample: of learning, where the method learns; 0 for its own number */
  gboolean      is_kept;    /* sample: the networks stay in the document, for others to go on with */
  gboolean      is_plain;   /* sample: only how accurate they are, which is much faster */
  gboolean      all_epochs; /* sample: draws from all kept states, not only those that were learned from */
  char          data[512];  /* tune: "" for the zoo's own */
  char          arch[32];   /* tune: likewise */
  guint         epochs;     /* tune */
  gboolean      shuffle;    /* tune: weights change places within their layer first, a control */
} WsUnit;

/* What a row needs to know about a unit, as JSON text. */
char *ws_unit_to_json (const WsUnit *self, const WsUnit *units);

/* What a paper says, as a difference of means of two rows of the table: METHOD.md 6.6. */
typedef struct
{
  const char *name; /* "C3"; NULL ends a list */
  const char *text; /* for people, translatable */
  const char *better, *worse;             /* groups */
  const char *better_method;             /* of a correlation */
  guint       better_epoch, worse_epoch;
  guint       size;   /* of ensembles; 0 for networks */
  double      margin; /* how much worse still counts */
  gboolean    is_tuned; /* on the other data set, not where the networks come from */
  gboolean    is_correlation; /* of asked and obtained accuracy of better_method, at least .8 */
} WsClaim;

typedef struct
{
  const char *name;    /* "lwln-ablation" */
  const char *title;   /* for people, translatable */
  const char *summary; /* what is asked, translatable */
  /* Appends units in an order in which parents come first. */
  gboolean (*make_units) (const WsExperimentSettings *settings, GArray *units, GError **error);
  const char *const *columns; /* measures, in order; "r2.*" stands for every layer's */
  const WsClaim     *claims;  /* (nullable): what it decides, until one without a name */
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
  char       *data, *arch; /* (nullable): where they are not the zoo's */
  guint64     seed;
  guint       epoch;     /* of fine-tuning; 0 before any */
  guint       size;      /* of an ensemble; 0 for networks */
  GArray     *each;      /* (nullable): of double: accuracies of the networks, or of the ensembles */
  GPtrArray  *names;     /* of measures */
  GArray     *values;    /* of double: as many, NaN where not measured */
} WsFinding;

void ws_finding_free (WsFinding *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsFinding, ws_finding_free)
/* From the two JSON objects of a stored result: one, or one for each of the measures' "points",
 * appended to @findings (of WsFinding). */
gboolean   ws_findings_add (GPtrArray *findings, const char *unit_json, const char *measures_json, GError **error);
/* Accuracies of all networks of some findings, those of a seed once. (element-type double) (transfer full) */
GArray    *ws_findings_collect (GPtrArray *findings);
/* NaN where it was not measured. */
double     ws_finding_get (const WsFinding *self, const char *name);

/* Where the networks come from, for the columns that all rows share. */
typedef struct
{
  const char *population, *data, *arch;
} WsFindingPlace;

/* A row for each group, method, data set, architecture, epoch and size, in the order of the findings: means and deviations over
 * seeds, beside the published number where there is one. (element-type WsFinding) */
WsTable *ws_experiment_make_table (const WsExperiment   *self,
                                   GPtrArray            *findings,
                                   const WsFindingPlace *place);

/* -- published numbers -- */
typedef struct
{
  const char *method;     /* a sampler's name, "scratch", "zoo" */
  const char *data;       /* of the zoo */
  const char *other_data; /* (nullable): what was fine-tuned on, where it is another */
  const char *other_arch; /* (nullable): likewise */
  guint       epoch;
} WsPublishedKey;

/* Accuracy of a method at an epoch of fine-tuning, METHOD.md 6.1 to 6.3; FALSE where none is known to us. */
gboolean ws_published_accuracy (const WsPublishedKey *key, double *mean, double *std);

G_END_DECLS
