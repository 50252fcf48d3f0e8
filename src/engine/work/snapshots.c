/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/map-private.h"

/* Copies of what a job knows so far, for live plots; never changed once published. */

struct _WsZooSnapshot
{
  GObject         parent_instance;
  WsEpochMetrics *metrics;
  guint           n_models, n_epochs;
  gint64          population;
};

G_DEFINE_FINAL_TYPE (WsZooSnapshot, ws_zoo_snapshot, G_TYPE_OBJECT)

static void
ws_zoo_snapshot_finalize (GObject *object)
{
  g_free (WS_ZOO_SNAPSHOT (object)->metrics);
  G_OBJECT_CLASS (ws_zoo_snapshot_parent_class)->finalize (object);
}

static void
ws_zoo_snapshot_class_init (WsZooSnapshotClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ws_zoo_snapshot_finalize;
}

static void
ws_zoo_snapshot_init (WsZooSnapshot *self)
{
}

GObject *
ws_zoo_snapshot_new (const WsEpochMetrics *metrics,
                     guint                 n_models,
                     guint                 n_epochs,
                     gint64                population)
{
  WsZooSnapshot *self = g_object_new (WS_TYPE_ZOO_SNAPSHOT, NULL);

  self->metrics = g_memdup2 (metrics, sizeof *metrics * n_models * ((gsize)n_epochs + 1));
  self->n_models = n_models;
  self->n_epochs = n_epochs;
  self->population = population;
  return G_OBJECT (self);
}

const WsEpochMetrics *
ws_zoo_snapshot_get (WsZooSnapshot *self, guint *n_models, guint *n_epochs, gint64 *population)
{
  if (n_models != NULL)
    *n_models = self->n_models;
  if (n_epochs != NULL)
    *n_epochs = self->n_epochs;
  if (population != NULL)
    *population = self->population;
  return self->metrics;
}

struct _WsHyperSnapshot
{
  GObject       parent_instance;
  WsHyperEpoch *history;
  guint         n_epochs;
  const WsArch *arch;
};

G_DEFINE_FINAL_TYPE (WsHyperSnapshot, ws_hyper_snapshot, G_TYPE_OBJECT)

static void
ws_hyper_snapshot_finalize (GObject *object)
{
  g_free (WS_HYPER_SNAPSHOT (object)->history);
  G_OBJECT_CLASS (ws_hyper_snapshot_parent_class)->finalize (object);
}

static void
ws_hyper_snapshot_class_init (WsHyperSnapshotClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ws_hyper_snapshot_finalize;
}

static void
ws_hyper_snapshot_init (WsHyperSnapshot *self)
{
}

GObject *
ws_hyper_snapshot_new (const WsHyperEpoch *history, guint n_epochs, const WsArch *arch)
{
  WsHyperSnapshot *self = g_object_new (WS_TYPE_HYPER_SNAPSHOT, NULL);

  self->history = g_memdup2 (history, sizeof *history * n_epochs);
  self->n_epochs = n_epochs;
  self->arch = arch;
  return G_OBJECT (self);
}

const WsHyperEpoch *
ws_hyper_snapshot_get (WsHyperSnapshot *self, guint *n_epochs, const WsArch **arch)
{
  if (n_epochs != NULL)
    *n_epochs = self->n_epochs;
  if (arch != NULL)
    *arch = self->arch;
  return self->history;
}

struct _WsSampleSnapshot
{
  GObject parent_instance;
  gint64  population;
  guint   n;
  float  *xy, *acc;

  const char *const *losses; /* while there are no draws yet */
  double            *points;
  guint              n_points;
};

G_DEFINE_FINAL_TYPE (WsSampleSnapshot, ws_sample_snapshot, G_TYPE_OBJECT)

static void
ws_sample_snapshot_finalize (GObject *object)
{
  WsSampleSnapshot *self = WS_SAMPLE_SNAPSHOT (object);

  g_free (self->xy);
  g_free (self->acc);
  g_free (self->points);
  G_OBJECT_CLASS (ws_sample_snapshot_parent_class)->finalize (object);
}

static void
ws_sample_snapshot_class_init (WsSampleSnapshotClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ws_sample_snapshot_finalize;
}

static void
ws_sample_snapshot_init (WsSampleSnapshot *self)
{
}

GObject *
ws_sample_snapshot_new (gint64 population, guint n, const float *xy, const float *acc)
{
  WsSampleSnapshot *self = g_object_new (WS_TYPE_SAMPLE_SNAPSHOT, NULL);

  self->population = population;
  self->n = n;
  self->xy = g_memdup2 (xy, sizeof *xy * 2 * n);
  self->acc = g_memdup2 (acc, sizeof *acc * n);
  return G_OBJECT (self);
}

GObject *
ws_sample_snapshot_new_learning (const char *const *losses, const double *points, guint n_points)
{
  WsSampleSnapshot *self = g_object_new (WS_TYPE_SAMPLE_SNAPSHOT, NULL);

  self->losses = losses;
  self->points =
      g_memdup2 (points, sizeof *points * n_points * (1 + g_strv_length ((char **)losses)));
  self->n_points = n_points;
  return G_OBJECT (self);
}

guint
ws_sample_snapshot_get_learning (WsSampleSnapshot   *self,
                                 const char *const **losses,
                                 const double      **points)
{
  *losses = self->losses;
  *points = self->points;
  return self->n_points;
}

guint
ws_sample_snapshot_get (WsSampleSnapshot *self,
                        gint64           *population,
                        const float     **xy,
                        const float     **acc)
{
  if (population != NULL)
    *population = self->population;
  if (xy != NULL)
    *xy = self->xy;
  if (acc != NULL)
    *acc = self->acc;
  return self->n;
}

struct _WsFinetuneSnapshot
{
  GObject          parent_instance;
  WsFinetuneCurve *curves;
  guint            n_curves, n_epochs;
};

G_DEFINE_FINAL_TYPE (WsFinetuneSnapshot, ws_finetune_snapshot, G_TYPE_OBJECT)

static void
ws_finetune_snapshot_finalize (GObject *object)
{
  WsFinetuneSnapshot *self = WS_FINETUNE_SNAPSHOT (object);

  for (guint i = 0; i < self->n_curves; i++)
    {
      g_free ((gpointer)self->curves[i].name);
      g_free ((gpointer)self->curves[i].source);
      g_free ((gpointer)self->curves[i].metrics);
    }
  g_free (self->curves);
  G_OBJECT_CLASS (ws_finetune_snapshot_parent_class)->finalize (object);
}

static void
ws_finetune_snapshot_class_init (WsFinetuneSnapshotClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ws_finetune_snapshot_finalize;
}

static void
ws_finetune_snapshot_init (WsFinetuneSnapshot *self)
{
}

GObject *
ws_finetune_snapshot_new (const WsFinetuneCurve *curves, guint n_curves, guint n_epochs)
{
  WsFinetuneSnapshot *self = g_object_new (WS_TYPE_FINETUNE_SNAPSHOT, NULL);

  self->curves = g_memdup2 (curves, sizeof *curves * n_curves);
  self->n_curves = n_curves;
  self->n_epochs = n_epochs;
  for (guint i = 0; i < n_curves; i++)
    {
      WsFinetuneCurve *own = &self->curves[i];

      own->name = g_strdup (own->name);
      own->source = g_strdup (own->source);
      own->metrics =
          g_memdup2 (own->metrics, sizeof *own->metrics * own->n_models * ((gsize)n_epochs + 1));
    }
  return G_OBJECT (self);
}

const WsFinetuneCurve *
ws_finetune_snapshot_get (WsFinetuneSnapshot *self, guint *n_curves, guint *n_epochs)
{
  if (n_curves != NULL)
    *n_curves = self->n_curves;
  if (n_epochs != NULL)
    *n_epochs = self->n_epochs;
  return self->curves;
}

struct _WsMapSnapshot
{
  GObject parent_instance;
  gint64  hyper;
  char   *method;
  guint   n;
  gint64 *checkpoint;
  float  *xy;
};

G_DEFINE_FINAL_TYPE (WsMapSnapshot, ws_map_snapshot, G_TYPE_OBJECT)

static void
ws_map_snapshot_finalize (GObject *object)
{
  WsMapSnapshot *self = WS_MAP_SNAPSHOT (object);

  g_free (self->method);
  g_free (self->checkpoint);
  g_free (self->xy);
  G_OBJECT_CLASS (ws_map_snapshot_parent_class)->finalize (object);
}

static void
ws_map_snapshot_class_init (WsMapSnapshotClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ws_map_snapshot_finalize;
}

static void
ws_map_snapshot_init (WsMapSnapshot *self)
{
}

GObject *
ws_map_snapshot_new (
    gint64 hyper, const char *method, guint n, const gint64 *checkpoint, const float *xy)
{
  WsMapSnapshot *self = g_object_new (WS_TYPE_MAP_SNAPSHOT, NULL);

  self->hyper = hyper;
  self->method = g_strdup (method);
  self->n = n;
  self->checkpoint = g_memdup2 (checkpoint, sizeof *checkpoint * n);
  self->xy = g_memdup2 (xy, sizeof *xy * 2 * n);
  return G_OBJECT (self);
}

guint
ws_map_snapshot_get (WsMapSnapshot *self,
                     gint64        *hyper,
                     const char   **method,
                     const gint64 **checkpoint,
                     const float  **xy)
{
  if (hyper != NULL)
    *hyper = self->hyper;
  if (method != NULL)
    *method = self->method;
  if (checkpoint != NULL)
    *checkpoint = self->checkpoint;
  if (xy != NULL)
    *xy = self->xy;
  return self->n;
}
