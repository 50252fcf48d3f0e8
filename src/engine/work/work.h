/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/job.h"
#include "hyper/train.h"
#include "lab/experiment.h"
#include "project/experiment.h"
#include "project/joblog.h"
#include "project/population.h"
#include "project/representation.h"
#include "sample/refine.h"
#include "sample/sampler.h"

G_BEGIN_DECLS

/* Whole capabilities as jobs: each joins the document to the method, is logged in the document's
 * job table, commits in small transactions, and can be made again from its record to go on with the
 * same bits. The desktop and the command line both start work here and nowhere else.
 * A job opens its own connection; the caller's @project is only read while making the job. */

/* -- zoo: kind "zoo" -- */
typedef struct
{
  char     name[64];     /* population; "" picks a free "zoo" */
  char     data[512];    /* data set name or folder */
  char     arch[32];
  WsRecipe recipe;
  guint    n_models, n_epochs;
  guint64  seed;
  char     keep[128];    /* "all", or a list "0,1,5,21-25,last"; the last is always kept */
} WsZooRequest;

/* Which epochs such a text keeps: (transfer full) flags of 0 … n_epochs; the last is always kept. */
gboolean *ws_keep_parse (const char *keep, guint n_epochs, GError **error);

#define WS_TYPE_ZOO_SNAPSHOT (ws_zoo_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (WsZooSnapshot, ws_zoo_snapshot, WS, ZOO_SNAPSHOT, GObject)
/* Lent: (n_epochs + 1) × n_models metrics in [epoch][model] order, NaN where not yet there. */
const WsEpochMetrics *ws_zoo_snapshot_get (WsZooSnapshot *self, guint *n_models, guint *n_epochs, gint64 *population);

WsJob *ws_zoo_work_new      (WsProject *project, const WsZooRequest *request, GError **error);

/* -- hyper: kind "hyper"; trains, then measures R², decoded accuracy and probes, embeds all kept states, fits PCA -- */
typedef struct
{
  char          name[64];       /* "" picks a free preset name */
  char          population[64]; /* "" for the newest zoo */
  char          from[64];       /* representation of the same shapes whose parameters it begins with; "" for its own */
  WsHyperConfig config;
} WsHyperRequest;

#define WS_TYPE_HYPER_SNAPSHOT (ws_hyper_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (WsHyperSnapshot, ws_hyper_snapshot, WS, HYPER_SNAPSHOT, GObject)
/* Lent: the history so far; @layer_names of the architecture (n_layers). */
const WsHyperEpoch *ws_hyper_snapshot_get (WsHyperSnapshot *self, guint *n_epochs, const WsArch **arch);

/* Its findings are the report "hyper" of (population, hyper), a JSON object; null where not measured:
 *   r2         {train|validation|test: {n, all, layers: {conv1: …}}}     clean, METHOD.md 4.3
 *   baselines  {mean: like r2, pca_components, pca: like r2}             without any network
 *   decoded    {train|validation|test: {n, images, original_acc_mean, decoded_acc_mean,
 *               rank_correlation, networks: [idx], original: [acc], decoded: [acc],
 *               all_epochs: {n, epoch: [], original_acc_mean, decoded_acc_mean, rank_correlation, original: [],
 *               decoded: []}}}     networks at the last epoch that was learned from; states of all kept epochs
 *   probes     {test_acc|epoch|ggap: {z, statistics, weights}}           test R², METHOD.md 4.4, over all kept
 *              epochs, targets centred on their train mean
 *   align      {method, signs, reference: idx, networks, distance_before, distance_after}  mean distances of all
 *              networks' last states from the reference's, METHOD.md 7; all of the above is about aligned networks */
#define WS_HYPER_REPORT "hyper"

WsJob *ws_hyper_work_new    (WsProject *project, const WsHyperRequest *request, GError **error);

/* -- embed: kind "embed"; latents and places of every kept state of every population of the representation's
 * architecture. A map that the document has already is not made again: states that came since get their places on it.
 * Another setting makes another map; the document keeps both, and the one asked for last is shown. -- */

#define WS_MAP_MIN_NEIGHBOURS 3
#define WS_MAP_MAX_NEIGHBOURS 1000 /* beyond these, neighbours of many states would need gigabytes */
#define WS_MAP_MAX_PERPLEXITY 500

/* Settings of a map that is no plane, and the number for each in WsMapSettings.given. */
typedef enum
{
  WS_MAP_SEED = 1 << 0,
  WS_MAP_NEIGHBOURS = 1 << 1, /* of UMAP */
  WS_MAP_MIN_DIST = 1 << 2,   /* of UMAP */
  WS_MAP_PERPLEXITY = 1 << 3, /* of t-SNE */
} WsMapSetting;

typedef struct
{
  guint   given;              /* those below that are asked for; of the others the method's own are taken */
  guint64 seed;
  guint   neighbours;         /* the state itself counted */
  double  min_dist;           /* 0 … 1 */
  double  perplexity;         /* at least 1 */
} WsMapSettings;

typedef struct
{
  char          hyper[64];      /* "" for the newest */
  char          projection[16]; /* "pca", "umap", "tsne" */
  WsMapSettings map;
} WsEmbedRequest;

/* Whether these are settings of @method, and in range. */
gboolean ws_map_settings_check (const WsMapSettings *self, const char *method, GError **error);
/* What a map was made with, from its projection's options: all are given. */
void     ws_map_settings_read  (WsMapSettings *self, const char *options);

/* Those there are, for people. */
#define WS_PROJECTION_METHODS "pca, umap, tsne"

/* A map that moves as it is made (not of PCA): places of its states so far. The projection's options
 * (project/representation.h) tell afterwards what it is worth:
 *   seed, and the settings of latent/umap.h or latent/tsne.h
 *   rows       states that hold the map; all others are placed on it
 *   quality    {neighbours, rows, trustworthiness, recall}: latent/quality.h, of those rows */
#define WS_TYPE_MAP_SNAPSHOT (ws_map_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (WsMapSnapshot, ws_map_snapshot, WS, MAP_SNAPSHOT, GObject)
/* Lent: checkpoints and n × 2 places. */
guint ws_map_snapshot_get (WsMapSnapshot *self, gint64 *hyper, const char **method, const gint64 **checkpoint,
                           const float **xy);

WsJob *ws_embed_work_new    (WsProject *project, const WsEmbedRequest *request, GError **error);

/* -- sample: kind "sample"; learns if the method does, draws, decodes, stores, places on the map, scores on the test images, reports novelty -- */
typedef struct
{
  char   key[32]; /* WsSamplerSetting */
  double value;
} WsSampleSetting;

typedef struct
{
  char     name[64];      /* population; "" picks a free "kde-top30" … */
  char     hyper[64];     /* "" for the newest complete */
  char     method[32];    /* WsSampler name, or "random" (untrained networks) or "reconstruct" */
  WsTarget target;
  guint    count;
  WsSampleSetting settings[WS_SAMPLER_MAX_SETTINGS]; /* n_settings: what is asked for; all else is preset */
  guint    n_settings;
  guint64  seed;
  gboolean evaluate;      /* score on the test images */
  gboolean all_epochs;    /* draw from all kept states, not only the epochs the representation learned from */
  WsRefinement refine;    /* what is done to draws before they are used; not to untrained networks, and of
                             "reconstruct", which has no other candidates, scale alone */
} WsSampleRequest;

/* What can be drawn with: the samplers, then "random" and "reconstruct", of which only name, title, source and space
 * are given. NULL-terminated. */
const WsSampler *const *ws_sample_list_methods (void);
/* Asks for a setting of the method, which is known by now; asked again, the last counts. %FALSE with @error as
 * ws_sampler_lookup() and ws_sampler_set(). */
gboolean ws_sample_request_set        (WsSampleRequest *self, const char *key, double value, GError **error);
/* All settings of the method, WS_SAMPLER_MAX_SETTINGS wide; none for "random" and "reconstruct". */
gboolean ws_sample_request_get_values (const WsSampleRequest *self, double *values, GError **error);

#define WS_TYPE_SAMPLE_SNAPSHOT (ws_sample_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (WsSampleSnapshot, ws_sample_snapshot, WS, SAMPLE_SNAPSHOT, GObject)
/* Lent: n draws so far: map places (n × 2, NaN when not in latent space), accuracies (NaN until scored). */
guint  ws_sample_snapshot_get (WsSampleSnapshot *self, gint64 *population, const float **xy, const float **acc);
/* While a method learns there are no draws. Lent: what is told (WsSamplerLearning), and its history, in rows of the
 * step and one number each; returns the number of rows. */
guint  ws_sample_snapshot_get_learning (WsSampleSnapshot *self, const char *const **losses, const double **points);

/* Quality and novelty of the draws are the report "novelty" of (population, its hyper), METHOD.md 7:
 *   n, images, references        draws; test images of the overlap; training states compared with
 *   acc_mean, acc_std, loss_mean null unless scored
 *   distance: [], nearest: [idx], overlap: [], z_distance: []   of each draw: to the nearest
 *                                reconstructed training state (weights; as trained for
 *                                methods without a representation), which network of the zoo
 *                                that is, largest overlap of errors with one, distance in latents
 *   distance_mean, distance_median, overlap_mean, z_distance_median
 *   train_distance_mean, train_distance_median, train_overlap_mean, train_z_distance_median
 *                                the same between different training networks
 *   copy_distance_mean, copy_overlap_mean   of reconstructed training networks with noise 0.02 on
 *                                every weight: what a copy has
 *   distance_ratio               distance_median / train_distance_median
 *   pair_distance, zoo_pair_distance, pair_distance_ratio       diversity
 *   nearest_disagreement: []     of each draw: share of those images on which it says another class than the nearest
 *                                reconstructed training state
 *   disagreement                 the same between two draws, mean of all pairs
 *   nearest_disagreement_mean, train_disagreement, copy_disagreement_mean   between two training networks, all pairs;
 *                                between copies and what they are copies of
 *   ensemble                     null unless scored, else the first so many draws that vote together, beside as many
 *                                different training networks, each in that state of its training whose accuracy is
 *                                nearest to a draw's: {networks, images, acc, members, gain, disagreement,
 *                                error_overlap, zoo_acc, zoo_members, zoo_gain, zoo_disagreement, zoo_error_overlap}
 *                                (lab/ensemble.h); where zoo_members is far from members, no state was as good
 *   invariance                   the report WS_INVARIANCE_REPORT; null for methods without a representation
 *   aligned_distance: [], aligned_nearest: [idx], aligned_distance_mean, aligned_distance_median,
 *   aligned_train_distance_mean, aligned_train_distance_median, aligned_copy_distance_mean, aligned_distance_ratio,
 *   aligned_pair_distance, aligned_zoo_pair_distance, aligned_pair_distance_ratio
 *                                the same once all networks have the same order of neurons (and signs): a copy in
 *                                another order, which is far in weights, is near here */
#define WS_NOVELTY_REPORT "novelty"

/* What an order of neurons that must not matter does to a representation, METHOD.md 7, diagnostic 7; the report of
 * (zoo, hyper), made with its first draws that are scored. Of @networks training networks, each in @orders random
 * orders of its hidden neurons, turned as the representation turns what it encodes, encoded and decoded:
 *   {networks, orders, images, original_acc_mean, acc_mean, acc_std (between orders of one network, mean of all),
 *   acc_range (largest less least, likewise), latent_ratio (mean distance of latents of two orders of a network, over
 *   that between two networks)} */
#define WS_INVARIANCE_REPORT "invariance"

/* What a refinement did is the report "refinement" of (population, its hyper), there where one was asked for:
 *   refine                       ws_refinement_to_text()
 *   draws                        plain draws for each network
 *   plain_acc_mean, plain_acc_std, plain_loss_mean   on the test images, of the networks that the same request
 *                                gives without refinement; null unless scored
 *   predictor                    "latents" or "statistics" (of weights), null without rejection; fitted on the states
 *                                of training networks that may be drawn from, of any accuracy
 *   penalty                      of the probe
 *   predicted_mean, all_predicted_mean   accuracy that it tells of those that stayed, of all that it saw
 *   validation_images, validation_acc_mean, all_validation_acc_mean   of subsampling, on the first validation images:
 *                                likewise
 *   train_images                 that logits were scaled on */
#define WS_REFINEMENT_REPORT "refinement"

/* -- images -- */
/* At most @most of the images that a population's recipe keeps for validation, fewer are a part of
 * more, and none was trained on: what is pointed at and chosen is judged by them. Checks that
 * they suit the architecture. (transfer full) */
WsTensorImages *ws_work_load_validation (const WsPopulation *population, guint most, GError **error);

WsJob *ws_sample_work_new   (WsProject *project, const WsSampleRequest *request, GError **error);

/* -- finetune: kind "finetune"; trains networks of up to eight populations on, and as many from scratch, all in one run.
 * Network i of each is its stream i: it sees the images in the same order whatever runs beside it, and has the same
 * bits. Every population becomes one of kind "finetuned" whose parent it is, each network's epoch 0 having the state
 * that it starts from as its parent; those from scratch are one of kind "scratch". METHOD.md 5.5. -- */

#define WS_FINETUNE_MAX 8

typedef struct
{
  char     name[64];        /* of the result, several get it and a dash before theirs; "" picks a free "SOURCE-tuned", "scratch" */
  char     population[WS_FINETUNE_MAX][64];
  guint    n_populations;   /* may be 0 when @scratch is not */
  guint    scratch;         /* networks trained from scratch in the same run: of a zoo's recipe and seed, that zoo's own */
  guint    count;           /* at most so many networks of each population, its first; 0 for all */
  char     split[16];       /* of a zoo: only its "train", "validation" or "test" networks; "" for all */
  char     from[16];        /* epoch from which trained networks go on, of those whose weights were kept; "" for the last */
  char     data[512];       /* "" for the first population's own */
  char     arch[32];        /* "" for the first population's own; "net/transfer.h" tells what goes over into another */
  char     control[16];     /* WsTransferControl's name, "" for none */
  char     teacher[64];     /* population whose soft vote on the training images is learned, "" for none: distillation */
  double   teacher_weight;  /* share of that in the loss, above 0 to 1; the rest is the labels'. 0 is 1 */
  WsRecipe recipe;          /* name "": ws_finetune_get_recipe(); its init is that of layers without a source */
  guint    n_epochs;
  guint64  seed;
  char     keep[128];       /* epochs whose weights are kept, as WsZooRequest's; "" is "0,last" */
} WsFinetuneRequest;

/* The recipe that the networks are trained by where nobody chooses: the first population's own, on another data set
 * that set's published one, but with the population's activation. */
gboolean ws_finetune_get_recipe (WsProject *project, const WsFinetuneRequest *request, WsRecipe *recipe, GError **error);

/* One population of a run, so far. */
typedef struct
{
  const char           *name;       /* of the result */
  const char           *source;     /* the population's that it was made from; NULL from scratch */
  gint64                population; /* the result */
  guint                 n_models;
  const WsEpochMetrics *metrics;    /* (n_epochs + 1) × n_models in [epoch][model] order, NaN where not yet there */
} WsFinetuneCurve;

#define WS_TYPE_FINETUNE_SNAPSHOT (ws_finetune_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (WsFinetuneSnapshot, ws_finetune_snapshot, WS, FINETUNE_SNAPSHOT, GObject)
/* Lent: @n_curves of them, in the order of the request, from scratch last. */
const WsFinetuneCurve *ws_finetune_snapshot_get (WsFinetuneSnapshot *self, guint *n_curves, guint *n_epochs);

/* What came out is the report "finetune" of (population, 0), a JSON object:
 *   population, source, data, arch, n, epochs   source null from scratch
 *   seed, recipe, control, teacher, teacher_weight, from, split   as asked for, null where not
 *   taken       parameters that came from the source, of @parameters
 *   curves      [{epoch, n, diverged, acc_mean, acc_std, acc_low, acc_high, acc_quantiles: [0, .05, .3, .5, .7, .95, 1],
 *               loss_mean, loss_std, loss_low, loss_high, train_loss, train_acc, val_loss, val_acc}]
 *               of the test images, lab/curves.h; null where not measured */
#define WS_FINETUNE_REPORT "finetune"

/* Its result is the first population. */
WsJob *ws_finetune_work_new (WsProject *project, const WsFinetuneRequest *request, GError **error);
/* (element-type WsPopulation) (transfer container): all that were made by the run which made @population, in the order of
 * the request; none if it is no such population. */
GPtrArray *ws_finetune_list_results (WsProject *project, gint64 population, GError **error);

/* -- evaluate: kind "evaluate" -- */
typedef struct
{
  char population[64];
  char data[512];   /* "" for the population's own */
  char split[16];   /* "test", "validation", "train" */
  char epochs[16];  /* "last" or "all" */
} WsEvaluateRequest;

/* Besides the rows of scores, the report "evaluation" of (population, 0):
 * {population, data, split, n, images, acc_mean, acc_std, loss_mean, models: [{id, epoch, acc, loss}]},
 * id being the network's seed number. */
#define WS_EVALUATION_REPORT "evaluation"

WsJob *ws_evaluate_work_new (WsProject *project, const WsEvaluateRequest *request, GError **error);

/* -- ensemble: kind "ensemble"; networks of one population vote on test images -- */
typedef struct
{
  char    population[64]; /* "" for the newest zoo */
  char    data[512];      /* "" for the population's own */
  char    sizes[128];     /* "1,5,10"; "" for the usual ones up to all */
  guint   epoch;          /* WS_EPOCH_LAST for each network's last */
  guint   draws;          /* ensembles of each size */
  guint64 seed;           /* of the draws */
} WsEnsembleRequest;

#define WS_ENSEMBLE_DRAWS 20 /* METHOD.md 5.6 */
#define WS_ENSEMBLE_MAX_DRAWS 1000

/* The report "ensemble" of (population, 0), lab/ensemble.h:
 * {population, data, epoch (null: last), n, dropped, images, draws, seed (text), sizes: [{size, draws, acc_mean,
 * acc_std, acc_low, acc_high, majority_acc_mean, majority_acc_std, members_mean, members_std, gain, gain_low,
 * gain_high, disagreement, error_overlap, oracle}]}
 * n members; dropped: networks that are not finite; what one network or one draw does not have is null. */
#define WS_ENSEMBLE_REPORT "ensemble"

WsJob *ws_ensemble_work_new (WsProject *project, const WsEnsembleRequest *request, GError **error);

/* -- experiment: kind "experiment"; trains, draws and measures, unit by unit; each is written down when it is done
 * (project/experiment.h), and a run that is stopped or killed goes on with the next. Representations stay in the
 * document, networks that it draws do not. Its result is the run. -- */
WsJob *ws_experiment_work_new (WsProject *project, const WsExperimentSettings *settings, GError **error);
/* A run of the experiment @name; @id 0: its newest. */
WsExperimentInfo *ws_work_find_experiment (WsProject *project, const char *name, gint64 id, GError **error);
/* What it has found so far: @n_done of @n_units. */
WsTable *ws_work_make_experiment_table (WsProject *project, const WsExperimentInfo *info, guint *n_done,
                                        guint *n_units, GError **error);

/* Makes the job of an unfinished record again. */
WsJob *ws_work_resume       (WsProject *project, const WsJobRecord *record, GError **error);
/* The record that a job writes to, once it has one. */
gint64 ws_work_get_record   (WsJob *job);
/* The population (zoo, sample, finetune, evaluate, ensemble), representation (hyper, embed) or run (experiment) that the
 * job makes or goes on with; 0 until it is known. Any thread. */
gint64 ws_work_get_result   (WsJob *job);
/* The same zoo, representation or map had been asked for and finished before: nothing was done. */
gboolean ws_work_was_there  (WsJob *job);

G_END_DECLS
