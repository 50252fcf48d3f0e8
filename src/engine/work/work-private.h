/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/sync.h"
#include "data/dataset.h"
#include "latent/pca.h"
#include "work/work.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the rooms' joiners share: one WsWork for each job. */
typedef struct _WsWork WsWork;

typedef gboolean (*WsWorkFunc) (WsWork *work, WsJob *job, GError **error);

struct _WsWork
{
  WsProject  *project; /* the job's own connection */
  WsWorkFunc  func;
  char       *kind, *params;
  gint64      record;  /* row of the job table */
  gboolean    is_once; /* the same request is done once for all, and remembered by its result */
  gpointer    request; /* a copy */
  const char *saved;   /* after a failure: what was kept, so that the same request goes on; NULL */

  WsMutex  mutex; /* guards the two below, which other threads ask for */
  gint64   result;
  gboolean was_there;
};

/* @params is taken. @request is copied. */
WsJob *ws_work_new (WsProject    *project,
                    const char   *kind,
                    const char   *title,
                    char         *params,
                    gconstpointer request,
                    gsize         request_size,
                    gboolean      is_once,
                    WsWorkFunc    func,
                    GError      **error);
/* The row that an earlier run of the same request made and that is still there; 0 if none. */
gint64 ws_work_find_result (WsWork *work);
/* Tells the population or representation (@created is its time stamp), or forgets it (0); a request
 * that is done once for all has it remembered in the document. */
gboolean ws_work_set_result (WsWork *work, gint64 id, const char *created, GError **error);
/* Tells that nothing had to be done. */
void ws_work_set_was_there (WsWork *work);

/* -- only one process at a time works on a record -- */
gboolean ws_work_claim (WsProject *project, gint64 record, GError **error);
void     ws_work_release (WsProject *project, gint64 record);

/* -- requests as JSON text with a fixed order of keys; the parsers accept only what these write --
 */
char    *ws_zoo_request_to_json (const WsZooRequest *request);
gboolean ws_zoo_request_from_json (const char *json, WsZooRequest *out, GError **error);
char    *ws_hyper_request_to_json (const WsHyperRequest *request);
gboolean ws_hyper_request_from_json (const char *json, WsHyperRequest *out, GError **error);
char    *ws_embed_request_to_json (const WsEmbedRequest *request);
gboolean ws_embed_request_from_json (const char *json, WsEmbedRequest *out, GError **error);
char    *ws_sample_request_to_json (const WsSampleRequest *request);
gboolean ws_sample_request_from_json (const char *json, WsSampleRequest *out, GError **error);
char    *ws_finetune_request_to_json (const WsFinetuneRequest *request);
gboolean ws_finetune_request_from_json (const char *json, WsFinetuneRequest *out, GError **error);
char    *ws_evaluate_request_to_json (const WsEvaluateRequest *request);
gboolean ws_evaluate_request_from_json (const char *json, WsEvaluateRequest *out, GError **error);
char    *ws_ensemble_request_to_json (const WsEnsembleRequest *request);
gboolean ws_ensemble_request_from_json (const char *json, WsEnsembleRequest *out, GError **error);

/* -- JSON -- */
/* null where @value is not finite, which JSON cannot say. */
void  ws_json_add_number (JsonBuilder *builder, const char *name, double value);
void  ws_json_add_numbers (JsonBuilder *builder, const char *name, const float *values, guint n);
void  ws_json_add_text (JsonBuilder *builder, const char *name, const char *value);
void  ws_json_add_count (JsonBuilder *builder, const char *name, gint64 value);
char *ws_json_builder_dup_text (JsonBuilder *builder);
/* NaN where there is none. */
double ws_json_get_number (JsonObject *object, const char *name);

/* -- snapshots -- */
GObject *ws_zoo_snapshot_new (const WsEpochMetrics *metrics,
                              guint                 n_models,
                              guint                 n_epochs,
                              gint64                population);
GObject *ws_hyper_snapshot_new (const WsHyperEpoch *history, guint n_epochs, const WsArch *arch);
/* Copies of @curves, their names and metrics. */
GObject *ws_finetune_snapshot_new (const WsFinetuneCurve *curves, guint n_curves, guint n_epochs);
GObject *ws_sample_snapshot_new (gint64 population, guint n, const float *xy, const float *acc);
/* @losses: static. @points: n_points × (1 + losses). */
GObject *
ws_sample_snapshot_new_learning (const char *const *losses, const double *points, guint n_points);

/* -- images -- */
/* Known names stay names; a folder is remembered by its full path, whatever the working folder. */
void ws_work_make_path_absolute (char *data, gsize size);
/* One part of a population's data set ("test", "validation", "train"); @data NULL or "" for its
 * own. Checks that the images suit the architecture. */
WsTensorImages *ws_work_load_images (const WsPopulation *population,
                                     const char         *data,
                                     const char         *split,
                                     GError            **error);

/* -- states -- */
/* Named, or the newest zoo when @name is empty. */
WsPopulation *ws_work_find_population (WsProject *project, const char *name, GError **error);
/* Fills an empty @name with the newest zoo's, so that a request means the same later. */
void ws_work_name_population (WsProject *project, char *name, gsize size);
/* The states of a zoo that @config learns from: its epochs, no NaN, no |w| above the threshold.
 * @n_dropped: (nullable) (out). */
WsStates *ws_work_load_used_states (WsProject           *project,
                                    const WsPopulation  *population,
                                    const WsHyperConfig *config,
                                    guint8               split_mask,
                                    gboolean             all_epochs,
                                    guint               *n_dropped,
                                    GError             **error);
/* Keeps the @n rows @index (rising) of @states and forgets the others. */
void ws_states_take_rows (WsStates *states, const guint32 *index, guint n);
/* Row numbers of each network's last state, at most @limit of them, evenly taken; of @split only
 * unless it is negative. */
guint ws_states_last_rows (const WsStates *states, int split, guint limit, guint32 *index);

/* -- through the representation, with progress and cancel; weights aligned ("work/aligner.h") -- */
gboolean
ws_work_encode (WsHyper *hyper, const float *w, guint n, float *z, WsJob *job, GError **error);
gboolean
ws_work_decode (WsHyper *hyper, const float *z, guint n, float *w, WsJob *job, GError **error);
/* Latents of @states, which are aligned: stored ones where there are any (unless @again), else
 * encoded. */
float *ws_work_latents (WsProject      *project,
                        WsHyper        *hyper,
                        gint64          hyper_id,
                        const WsStates *states,
                        gboolean        again,
                        WsJob          *job,
                        GError        **error);

/* How the weights that are encoded come before a representation's eyes: "work/aligner.h". */
typedef struct _WsAligner WsAligner;

/* -- training -- */
/* Jobs of unfinished records, whose text @params stays as it is: that of an older version lacks
 * settings that were not known then, or says them otherwise. */
WsJob *ws_hyper_work_resume (WsProject            *project,
                             const WsHyperRequest *request,
                             const char           *params,
                             GError              **error);
WsJob *ws_sample_work_resume (WsProject             *project,
                              const WsSampleRequest *request,
                              const char            *params,
                              GError               **error);
/* Between two saved states of a representation; tests, whose trainings are short, want fewer. */
extern guint ws_hyper_checkpoint_seconds;
/* Likewise of a sampler that learns. */
extern guint ws_sample_checkpoint_seconds;
/* A fine-tuning as a part of another job: makes, or goes on with, the run that is called @name,
 * which must tell it from all others ("experiment 3, unit 12"). (transfer container): as
 * ws_finetune_list_results() */
GPtrArray *ws_work_finetune (
    WsWork *work, WsJob *job, const WsFinetuneRequest *request, const char *name, GError **error);
/* Whether the document still has all that a fine-tuning, which was done before, has made. */
gboolean ws_finetune_work_is_whole (WsWork *work);
/* The representation @request->name as a part of another job: trained, or gone on with, and
 * measured; no map. (transfer full) */
WsHyperInfo *
ws_work_make_hyper (WsWork *work, WsJob *job, const WsHyperRequest *request, GError **error);
/* The report of an ensemble as a part of another job; nothing is stored. (transfer full) */
char *ws_work_make_ensembles (
    WsWork *work, WsJob *job, const WsEnsembleRequest *request, GError **error);

/* -- after training -- */
/* R², decoded accuracy, probes and baselines as reports of (population, hyper). @states: aligned.
 */
gboolean ws_work_measure_hyper (WsWork             *work,
                                WsHyper            *hyper,
                                const WsHyperInfo  *info,
                                WsAligner          *aligner,
                                const WsPopulation *population,
                                const WsStates     *states,
                                WsJob              *job,
                                GError            **error);
/* The member "decoded" of that report. @used: what was learned from, @decoded: its twins; @all: the
 * states of every kept epoch, @all_z: their latents. */
gboolean ws_work_add_decoded (JsonBuilder        *builder,
                              WsHyper            *hyper,
                              const WsPopulation *population,
                              const WsStates     *used,
                              const float        *decoded,
                              const WsStates     *all,
                              const float        *all_z,
                              WsJob              *job,
                              GError            **error);
/* The member "probes" of that report. @z: states->n × q. */
gboolean ws_work_add_probes (JsonBuilder    *builder,
                             const WsArch   *arch,
                             const WsStates *states,
                             const float    *z,
                             guint           q,
                             WsJob          *job,
                             GError        **error);
/* Latents and map places of every kept state of @population. @done counts states for the report. */
gboolean ws_work_embed_population (WsProject          *project,
                                   WsHyper            *hyper,
                                   gint64              hyper_id,
                                   WsAligner          *aligner,
                                   const WsPopulation *population,
                                   const WsProjection *projection,
                                   WsJob              *job,
                                   guint              *done,
                                   guint               total,
                                   GError            **error);
/* Fits the map's plane on the train-split states that the representation learned from, aligned, and
 * stores it. (transfer full) */
WsProjection *ws_work_fit_projection (WsProject *project,
                                      WsHyper   *hyper,
                                      gint64     hyper_id,
                                      WsStates  *used,
                                      WsJob     *job,
                                      GError   **error);
void ws_projection_place (const WsProjection *self, const float *z, guint n, float *places);

/* Class probabilities of one network, [image][class]; none (zeros) of one that is no number. */
gboolean ws_work_find_probabilities (const WsArch         *arch,
                                     WsActivation          act,
                                     const float          *w,
                                     const WsTensorImages *images,
                                     float                *p,
                                     WsJob                *job,
                                     GError              **error);

/* The report WS_INVARIANCE_REPORT of (zoo, representation), as JSON text: as it was written down, else
 * measured and written down. @rows: as the document has them. (transfer full) */
char *ws_work_find_invariance (WsProject            *project,
                               WsHyper              *hyper,
                               gint64                hyper_id,
                               WsAligner            *aligner,
                               const WsPopulation   *zoo,
                               const WsStates       *rows,
                               const WsTensorImages *images,
                               WsJob                *job,
                               GError              **error);

/* What a sample run made, for its report; METHOD.md 7, diagnostics 1 to 4, 6 and 7. Lent. */
typedef struct
{
  WsProject            *project;
  const char           *invariance; /* (nullable): JSON text */
  WsHyper              *hyper; /* (nullable): without one, originals stand for reconstructions */
  const WsPopulation   *zoo;
  const WsStates       *rows;   /* train-split states that it could draw from */
  const WsTensorImages *images; /* (nullable): no overlap without images */
  WsActivation          act;
  const float          *weights; /* n × P */
  const float          *z;       /* (nullable): n × q */
  const float          *rows_z;  /* (nullable): rows->n × q */
  guint                 q;
  const float          *acc, *loss; /* (nullable) */
  guint                 n;
} WsNoveltyInput;

/* (transfer full): the report as JSON text */
char *ws_work_novelty (const WsNoveltyInput *input, WsJob *job, GError **error);

G_END_DECLS
