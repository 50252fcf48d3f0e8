/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/decoder.h"

#include "core/numeric.h"
#include "hyper/hyper.h"
#include "latent/probe.h"
#include "work/placer.h"
#include "work/work.h"
#include "zoo/train.h"

#include <math.h>
#include <string.h>

#define PROBE_IMAGES 512
/* Rows that tell how far networks usually are from each other. */
#define MAX_TYPICAL 600

/* All that a worker needs; immutable once loaded, shared by reference. */
typedef struct
{
  gatomicrefcount ref_count;
  WsMapData      *data;
  WsHyper        *hyper;
  WsActivation    act;
  WsTensorImages *images;
  WsPlacer       *placer;
  guint           q;
  float          *z;       /* n × q latents of the states */
  float          *xy;      /* n × 2, their places */
  double          far;     /* distance beyond which no network is near */
  double          far_map; /* the same on the map */
} Context;

struct _WsDecoder
{
  GObject parent_instance;

  WsSession *session; /* a reference */
  WsMapData *data;    /* a reference */
  Context   *context; /* NULL until loaded */
  WsReadSlot slot;

  double   x, y; /* the newest question */
  gboolean is_asked, is_running;
  guint    generation;
};

enum
{
  ANSWERED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsDecoder, ws_decoder, G_TYPE_OBJECT)

/* -- an answer -- */

void
ws_decoded_free (WsDecoded *self)
{
  g_free (self->weights);
  g_free (self);
}

WsDecoded *
ws_decoded_copy (const WsDecoded *self, gsize n_params)
{
  WsDecoded *copy = g_memdup2 (self, sizeof *self);

  copy->weights =
      self->weights != NULL ? g_memdup2 (self->weights, sizeof (float) * n_params) : NULL;
  return copy;
}

/* -- what workers share -- */

static Context *
context_ref (Context *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
context_unref (Context *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->data, ws_map_data_unref);
  g_clear_pointer (&self->hyper, ws_hyper_unref);
  g_clear_pointer (&self->images, ws_tensor_images_unref);
  g_clear_pointer (&self->placer, ws_placer_free);
  g_free (self->z);
  g_free (self->xy);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Context, context_unref)

/* The 0.95 quantile of the distances between a network and its nearest other network, in latents
 * or on the map: of some rows of @x (n × d) to all those or, @to_all, to all rows. */
static double
far_distance (const Context *self, const float *x, guint d, gboolean to_all)
{
  const guint32      *network = self->data->network;
  guint               n = self->data->n, step = MAX (1, n / MAX_TYPICAL), m = 0;
  g_autofree float   *rows = g_new (float, (gsize)(n / step + 1) * d);
  g_autofree guint32 *group = g_new (guint32, n / step + 1);
  g_autofree float   *distance = g_new (float, n / step + 1);
  g_autofree guint32 *index = g_new (guint32, n / step + 1);

  for (guint i = 0; i < n; i += step)
    if (ws_all_finite (x + (gsize)i * d, d)) /* a state without latents is near nothing */
      {
        memcpy (rows + (gsize)m * d, x + (gsize)i * d, sizeof (float) * d);
        group[m++] = network[i];
      }
  ws_nearest (rows, group, m, to_all ? x : rows, to_all ? network : group, to_all ? n : m, d,
              distance, index);
  return ws_quantile (distance, m, 0.95);
}

static gpointer
load_func (WsProject *project, gpointer user_data, GCancellable *cancellable, GError **error)
{
  WsMapData *data = user_data;
  g_autoptr (Context) self = g_new0 (Context, 1);
  g_autoptr (WsPopulation) population = NULL;
  const WsArch *arch;

  g_atomic_ref_count_init (&self->ref_count);
  self->data = ws_map_data_ref (data);
  self->q = data->projection->q;
  population = ws_project_get_population (project, data->hyper->population, error);
  if (population == NULL || !ws_population_get_network (population, &arch, &self->act, error))
    return NULL;
  self->hyper = ws_project_load_hyper (project, data->hyper->id, error);
  if (self->hyper == NULL)
    return NULL;
  self->images = ws_work_load_validation (population, PROBE_IMAGES, error);
  if (self->images == NULL)
    return NULL;
  self->z = g_new (float, (gsize)MAX (data->n, 1) * self->q);
  if (ws_project_load_latents (project, data->hyper->id, data->checkpoint, data->n, self->q,
                               self->z, error) < 0)
    return NULL;
  self->far = far_distance (self, self->z, self->q, FALSE);
  self->xy = g_new (float, 2 * (gsize)MAX (data->n, 1));
  for (guint i = 0; i < data->n; i++)
    {
      self->xy[2 * (gsize)i] = (float)data->x[i];
      self->xy[2 * (gsize)i + 1] = (float)data->y[i];
    }
  self->far_map = far_distance (self, self->xy, 2, TRUE);
  self->placer = ws_placer_new (data->projection, self->z, self->xy, data->n, error);
  return self->placer != NULL ? g_steal_pointer (&self) : NULL;
}

/* -- one question -- */

typedef struct
{
  Context *context;
  double   x, y;
  guint    generation;
} Question;

static void
question_free (Question *self)
{
  context_unref (self->context);
  g_free (self);
}

/* No network of the map is near this place, and none is to be made up. */
static gboolean
is_empty (const Context *context, const float *place)
{
  float distance;

  ws_nearest (place, NULL, 1, context->xy, NULL, context->data->n, 2, &distance, NULL);
  return !((double)distance <= context->far_map);
}

static gboolean
decode (const Context *context, const float *place, WsDecoded *answer, GError **error)
{
  const WsArch     *arch = context->data->arch;
  g_autofree float *z = g_new (float, context->q);
  g_autofree float *w = g_new (float, arch->n_params);
  float             accuracy = NAN, distance;

  if (!ws_placer_read (context->placer, place, 1, z, NULL, error))
    return FALSE;
  ws_hyper_decode (context->hyper, z, 1, w);
  if (ws_all_finite (w, arch->n_params) &&
      !ws_zoo_evaluate (arch, context->act, w, 1, context->images, NULL, &accuracy, NULL, NULL,
                        error))
    return FALSE;
  ws_nearest (z, NULL, 1, context->z, NULL, context->data->n, context->q, &distance,
              &answer->nearest);
  answer->accuracy = (double)accuracy;
  answer->distance = (double)distance;
  answer->is_far = answer->distance > context->far;
  if (isfinite (accuracy))
    answer->weights = g_steal_pointer (&w);
  return TRUE;
}

static void
answer_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question   *question = data;
  const Context    *context = question->context;
  g_autofree float *place = g_new0 (float, context->data->projection->k);
  g_autoptr (WsDecoded) answer = g_new0 (WsDecoded, 1);
  GError *error = NULL;

  place[0] = (float)question->x;
  place[1] = (float)question->y;
  answer->x = question->x;
  answer->y = question->y;
  answer->accuracy = (double)NAN;
  answer->nearest = G_MAXUINT32;
  answer->n_images = context->images->n;
  answer->is_exact = ws_placer_is_exact (context->placer);
  answer->is_empty = !answer->is_exact && is_empty (context, place);
  if (answer->is_empty || decode (context, place, answer, &error))
    g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify)ws_decoded_free);
  else
    g_task_return_error (task, error);
}

static void start (WsDecoder *self);

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  WsDecoder      *self = WS_DECODER (object);
  const Question *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDecoded) answer = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_running = FALSE;
  if (question->generation == self->generation)
    {
      if (answer != NULL)
        g_signal_emit (self, signals[ANSWERED], 0, answer);
      else
        g_signal_emit (self, signals[FAILED], 0, error);
    }
  start (self);
}

static void
start (WsDecoder *self)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  if (self->context == NULL || self->is_running || !self->is_asked)
    return;
  question = g_new (Question, 1);
  *question = (Question){ context_ref (self->context), self->x, self->y, self->generation };
  self->is_asked = FALSE;
  self->is_running = TRUE;
  task = g_task_new (self, NULL, answered_cb, NULL);
  g_task_set_name (task, "decode");
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  g_task_run_in_thread (task, answer_thread);
}

static void
loaded_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsDecoder *self = user_data;

  if (error != NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error);
      return;
    }
  self->context = result;
  start (self);
}

void
ws_decoder_ask (WsDecoder *self, double x, double y)
{
  if (self->data == NULL || self->session == NULL)
    return;
  self->x = x;
  self->y = y;
  self->is_asked = TRUE;
  if (self->context == NULL && !ws_read_slot_is_busy (&self->slot))
    ws_session_read (self->session, &self->slot, load_func, ws_map_data_ref (self->data),
                     (GDestroyNotify)ws_map_data_unref, (GDestroyNotify)context_unref, loaded_cb,
                     self);
  start (self);
}

void
ws_decoder_forget (WsDecoder *self)
{
  self->is_asked = FALSE;
  self->generation++;
}

gboolean
ws_decoder_is_loading (WsDecoder *self)
{
  return ws_read_slot_is_busy (&self->slot);
}

void
ws_decoder_set_map (WsDecoder *self, WsSession *session, WsMapData *data)
{
  ws_decoder_forget (self);
  ws_read_slot_clear (&self->slot);
  g_clear_pointer (&self->context, context_unref);
  g_set_object (&self->session, session);
  if (data != NULL)
    ws_map_data_ref (data);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
}

static void
ws_decoder_dispose (GObject *object)
{
  ws_decoder_set_map (WS_DECODER (object), NULL, NULL);
  G_OBJECT_CLASS (ws_decoder_parent_class)->dispose (object);
}

static void
ws_decoder_class_init (WsDecoderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ws_decoder_dispose;
  signals[ANSWERED] = g_signal_new ("answered", WS_TYPE_DECODER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FAILED] = g_signal_new ("failed", WS_TYPE_DECODER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ws_decoder_init (WsDecoder *self)
{
}

WsDecoder *
ws_decoder_new (void)
{
  return g_object_new (WS_TYPE_DECODER, NULL);
}
