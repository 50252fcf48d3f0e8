/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"
#include "sample/target.h"

G_BEGIN_DECLS

/* Where a method draws: among latents, among weights as they are, or among weights of networks whose
 * neurons were brought into one order (net/alignment.h). */
typedef enum { WS_SPACE_LATENT, WS_SPACE_WEIGHTS, WS_SPACE_ALIGNED_WEIGHTS } WsSpace;
/* -- what a method is given -- */

/* What draws are to resemble; lent as long as a model lives. */
typedef struct
{
  const float   *x;       /* n × dim latents or weights, finite */
  const float   *rank;    /* (nullable): n, the place of a row's property among all rows, 0 … 1 */
  const guint32 *network; /* (nullable): n; states of one network are near-copies */
  guint          n, dim;
} WsSampleRows;

typedef enum { WS_SETTING_NUMBER, WS_SETTING_COUNT, WS_SETTING_SWITCH } WsSettingKind;

/* A number that a method can be told. */
typedef struct
{
  const char   *key;   /* "bandwidth"; NULL ends a list */
  const char   *title; /* for people, translatable */
  WsSettingKind kind;
  double        preset, low, high;
} WsSamplerSetting;

#define WS_SAMPLER_MAX_SETTINGS 8

typedef struct
{
  guint64 seed;
  guint   first, n;            /* draws first … first + n − 1 of the seed */
  double  rank_low, rank_high; /* for conditional methods: the rank that is asked for, evenly between */
} WsDrawing;

/* -- methods -- */

typedef struct _WsSamplerLearning WsSamplerLearning;

/**
 * WsSampler:
 *
 * One way to draw rows like the given ones. Files register one each or a family:
 * "kde" (as published code: z_i + h·ε·(1,…,1)), "kde-dim" (per dimension), "kde-joint" (z_i + h·ε),
 * "midpoint" (half-way between two rows, ours),
 * "weight-kde" (B_KDE30: per weight), "weight-kde-joint" (row + jitter, control), METHOD.md 5.1, 5.4.
 *
 * A draw depends on the model, the seed and the draw's number alone: more draws only append. The same
 * rows, settings and seed give the same bits for any number of threads.
 */
typedef struct
{
  const char *name;
  const char *title;  /* for people, translatable */
  const char *source; /* "as published", "ours", … with the section; translatable */
  WsSpace     space;
  gboolean    is_conditional; /* learns from rows of all ranks and is asked for some */
  const WsSamplerSetting *settings; /* (nullable) */

  /* @values: one for each setting, checked; @stage: (nullable). %NULL with @error. */
  gpointer (*create)  (const WsSampleRows *rows, const double *values, guint64 seed,
                       const WsStage *stage, GError **error);
  void     (*destroy) (gpointer self);
  /* @out: n × dim; @from: (nullable): n, the row that each draw starts from, or G_MAXUINT32. */
  gboolean (*draw)    (gpointer self, const WsDrawing *drawing, float *out, guint32 *from,
                       const WsStage *stage, GError **error);
  const WsSamplerLearning *learning; /* NULL: ready when created */
} WsSampler;

/* Of a method that learns step by step, and can be stopped and gone on with to the same bits. */
struct _WsSamplerLearning
{
  const char *const *losses; /* what learn() tells, losses or shares: translatable names, NULL-terminated, 1 … 4 */
  guint    (*count_steps) (gpointer self);
  /* @n more steps; @losses: their means. */
  gboolean (*learn)   (gpointer self, guint n, double *losses, const WsStage *stage, GError **error);
  /* All that learning has changed, with the number of steps done. */
  GBytes  *(*save)    (gpointer self);
  /* %FALSE where the bytes are not of such a model: nothing has changed then. */
  gboolean (*restore) (gpointer self, GBytes *bytes);
  guint    (*get_step) (gpointer self);
};

const WsSampler *ws_sampler_lookup (const char *name, GError **error);
const WsSampler *const *ws_sampler_list (void);

guint    ws_sampler_count_settings (const WsSampler *self);
/* Presets of all settings into @values, WS_SAMPLER_MAX_SETTINGS wide. */
void     ws_sampler_preset         (const WsSampler *self, double *values);
/* %FALSE with @error %WS_ERROR_NOT_FOUND for another method's setting, %WS_ERROR_VALUE out of range. */
gboolean ws_sampler_set            (const WsSampler *self, double *values, const char *key, double value,
                                    GError **error);

/* -- a method and what it has learned -- */

typedef struct _WsSamplerModel WsSamplerModel;

/**
 * ws_sampler_model_new:
 * @rows: lent as long as the model lives
 * @values: (nullable): %NULL takes the presets
 * @seed: of what learning draws
 *
 * Returns: (nullable): %NULL with @error %WS_ERROR_SHAPE, %WS_ERROR_VALUE, %WS_ERROR_NOT_FINITE or
 *   cancelled
 */
WsSamplerModel *ws_sampler_model_new (const WsSampler *sampler, const WsSampleRows *rows, const double *values,
                                      guint64 seed, const WsStage *stage, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     ws_sampler_model_free        (WsSamplerModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsSamplerModel, ws_sampler_model_free)

/* Steps of the whole learning, 0 for a method that does not learn; and those done. */
guint    ws_sampler_model_count_steps (WsSamplerModel *self);
guint    ws_sampler_model_get_step    (WsSamplerModel *self);
/* Up to @n more steps; @losses: means over them, as many as the method names. */
gboolean ws_sampler_model_learn       (WsSamplerModel *self, guint n, double *losses, const WsStage *stage,
                                       GError **error);
GBytes  *ws_sampler_model_save        (WsSamplerModel *self);
gboolean ws_sampler_model_restore     (WsSamplerModel *self, GBytes *bytes, GError **error);
/* All steps must be done. @out: n × dim; @from: (nullable): n. */
gboolean ws_sampler_model_draw        (WsSamplerModel *self, const WsDrawing *drawing, float *out, guint32 *from,
                                       const WsStage *stage, GError **error);

G_END_DECLS
