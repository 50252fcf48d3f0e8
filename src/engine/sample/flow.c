/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/error.h"
#include "sample/flow-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Flow matching: a field is learned along which noise moves to where rows are; METHOD.md 7. */

static const WsSamplerSetting settings[] = {
  [WS_FLOW_STEPS] = { "steps", N_ ("Steps"), WS_SETTING_COUNT, 6000, 1, 1000000 },
  [WS_FLOW_BATCH] = { "batch", N_ ("Rows in a step"), WS_SETTING_COUNT, 128, 1, 4096 },
  [WS_FLOW_RATE] = { "rate", N_ ("Learning rate"), WS_SETTING_NUMBER, 5e-4, 0, 1 },
  [WS_FLOW_DROPOUT] = { "dropout", N_ ("Dropout"), WS_SETTING_NUMBER, 0.1, 0, 0.9 },
  [WS_FLOW_WIDTH] = { "width", N_ ("Units of a layer"), WS_SETTING_COUNT, 512, 2, 8192 },
  [WS_FLOW_COMPONENTS] = { "components", N_ ("Principal components"), WS_SETTING_COUNT, 512, 1,
                           4096 },
  [WS_FLOW_TEMPERATURE] = { "temperature", N_ ("Temperature"), WS_SETTING_NUMBER, 1, 0, 10 },
  [WS_FLOW_N_SETTINGS] = { 0 },
};

static const char *const losses[] = { N_ ("Loss, learned networks"), N_ ("Loss, held-out networks"),
                                      NULL };

/* -- what is learned from -- */

/* Networks, not rows, are held out: states of one network are near-copies. */
static void
hold_out (WsFlow *self, const WsSampleRows *rows)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autofree guint32 *place = g_new (guint32, rows->n), *order = NULL;
  guint               n_networks, n_held;
  WsStream            stream;

  for (guint i = 0; i < rows->n; i++)
    {
      gpointer network = GUINT_TO_POINTER (rows->network != NULL ? rows->network[i] : i), found;

      if (!g_hash_table_lookup_extended (places, network, NULL, &found))
        {
          found = GUINT_TO_POINTER (g_hash_table_size (places));
          g_hash_table_insert (places, network, found);
        }
      place[i] = GPOINTER_TO_UINT (found);
    }
  n_networks = g_hash_table_size (places);
  order = g_new (guint32, n_networks);
  ws_stream_init (&stream, self->seed, WS_PURPOSE_MODEL_SPLIT, 0, 0);
  ws_stream_permutation (&stream, order, n_networks);
  n_held = n_networks > 1 ? MAX (1, (guint)(WS_FLOW_HELD * n_networks)) : 0;
  self->train = g_new (guint32, rows->n);
  self->held = g_new (guint32, rows->n);
  for (guint i = 0; i < rows->n; i++)
    {
      if (order[place[i]] < n_held)
        self->held[self->n_held++] = i;
      else
        self->train[self->n_train++] = i;
    }
  /* A single network has nothing to be compared with but itself. */
  if (self->n_held == 0)
    {
      memcpy (self->held, self->train, self->n_train * sizeof *self->held);
      self->n_held = self->n_train;
    }
}

static void
flow_free (gpointer data)
{
  WsFlow *self = data;

  ws_frame_free (self->frame);
  g_free (self->y);
  g_free (self->rank);
  g_free (self->train);
  g_free (self->held);
  g_free (self->weight);
  ws_flow_learning_clear (self);
  g_free (self);
}

static void
weigh_coordinates (WsFlow *self)
{
  const WsFrame *frame = self->frame;
  double         sum = 0;

  for (guint j = 0; j < frame->n; j++)
    sum += (double)frame->scale[j] * (double)frame->scale[j];
  self->weight = g_new (float, frame->n);
  for (guint j = 0; j < frame->n; j++)
    self->weight[j] = (float)((double)frame->scale[j] * (double)frame->scale[j] * frame->n / sum);
}

static gpointer
create (const WsSampleRows *rows,
        const double       *values,
        guint64             seed,
        const WsStage      *stage,
        GError            **error)
{
  WsFrame *frame = ws_frame_new_components (rows, (guint)values[WS_FLOW_COMPONENTS], stage, error);
  WsFlow  *self;
  guint    width = (guint)values[WS_FLOW_WIDTH];
  float    dropout = (float)values[WS_FLOW_DROPOUT];
  WsMlpLayer layers[] = { { width, TRUE, WS_MLP_GELU, dropout },
                          { MAX (1, width / 2), TRUE, WS_MLP_GELU, dropout },
                          { width, TRUE, WS_MLP_GELU, dropout },
                          { frame != NULL ? frame->n : 0, FALSE, WS_MLP_LINEAR, 0 } };

  if (frame == NULL)
    return NULL;
  self = g_new0 (WsFlow, 1);
  self->frame = frame;
  self->seed = seed;
  self->n_steps = (guint)values[WS_FLOW_STEPS];
  self->batch = (guint)values[WS_FLOW_BATCH];
  self->rate = values[WS_FLOW_RATE];
  self->temperature = (float)values[WS_FLOW_TEMPERATURE];
  self->y = g_new (float, (gsize)rows->n * frame->n);
  self->rank = g_memdup2 (rows->rank, rows->n * sizeof *rows->rank);
  ws_frame_enter (frame, rows->x, rows->rank, rows->n, self->y);
  weigh_coordinates (self);
  hold_out (self, rows);
  ws_mlp_init (&self->mlp, frame->n + 2 * WS_FLOW_EMBEDDING, layers, G_N_ELEMENTS (layers));
  ws_flow_learning_init (self);
  return self;
}

/* -- drawing -- */

#define DRAW_ROWS 256 /* moved together */
#define DRAW_STEPS 25 /* of Runge and Kutta */

/* Rows on their way, feature by feature like @pass: at @x, which moves by @sum / 6 in a step. */
typedef struct
{
  const WsFlow *flow;
  WsMlpPass    *pass;
  float        *x, *sum;
  float         rank[DRAW_ROWS];
} Journey;

static void
start (Journey *self, const WsDrawing *drawing, guint first, guint n)
{
  const WsFlow *flow = self->flow;

  for (guint i = 0; i < n; i++)
    {
      WsStream stream;

      ws_draw_open (&stream, drawing->seed, drawing->first + first + i);
      self->rank[i] = (float)(drawing->rank_low + (double)ws_stream_uniform (&stream) *
                                                      (drawing->rank_high - drawing->rank_low));
      for (guint j = 0; j < flow->frame->n; j++)
        self->x[j * self->pass->stride + i] = flow->temperature * ws_stream_normal (&stream);
    }
}

/* The field at x + @ahead·(the field before), at @time; its share of the step's sum. */
static const float *
look (Journey *self, double time, float ahead, const float *field, float weight)
{
  float         drift = (float)ws_flow_drift (time);
  const WsFlow *flow = self->flow;
  gsize         stride = self->pass->stride, size = flow->frame->n * stride;
  float        *in = self->pass->x[0];
  float        *out = self->pass->x[flow->mlp.n_layers];

  for (gsize i = 0; i < size; i++)
    in[i] = self->x[i] + ahead * field[i];
  for (guint i = 0; i < DRAW_ROWS; i++)
    ws_flow_embed (time, (double)self->rank[i], in + size + i, stride);
  ws_mlp_forward (&flow->mlp, flow->best, NULL, self->pass);
  for (gsize i = 0; i < size; i++)
    {
      out[i] += drift * in[i];
      self->sum[i] += weight * out[i];
    }
  return out;
}

static void
step (Journey *self, guint number)
{
  gsize        size = self->flow->frame->n * self->pass->stride;
  double       time = number / (double)DRAW_STEPS;
  float        length = 1.0f / DRAW_STEPS;
  const float *field;

  memset (self->sum, 0, size * sizeof (float));
  field = look (self, time, 0, self->sum, 1);
  field = look (self, time + 0.5 / DRAW_STEPS, length / 2, field, 2);
  field = look (self, time + 0.5 / DRAW_STEPS, length / 2, field, 2);
  look (self, time + 1.0 / DRAW_STEPS, length, field, 1);
  for (gsize i = 0; i < size; i++)
    self->x[i] += length / 6 * self->sum[i];
}

static void
arrive (const Journey *self, guint n, float *out)
{
  guint             q = self->flow->frame->n;
  g_autofree float *y = g_new (float, (gsize)n *q);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < q; j++)
      y[(gsize)i * q + j] = self->x[j * self->pass->stride + i];
  ws_frame_leave (self->flow->frame, y, self->rank, n, out);
}

static gboolean
draw (gpointer         data,
      const WsDrawing *drawing,
      float           *out,
      guint32         *from,
      const WsStage   *stage,
      GError         **error)
{
  const WsFlow *self = data;
  g_autoptr (WsMlpPass) pass = ws_mlp_pass_new (&self->mlp, DRAW_ROWS);
  g_autofree float *x = g_new0 (float, self->frame->n * pass->stride);
  g_autofree float *sum = g_new0 (float, self->frame->n * pass->stride);
  Journey           journey = { self, pass, x, sum };

  for (guint first = 0; first < drawing->n; first += DRAW_ROWS)
    {
      guint n = MIN (DRAW_ROWS, drawing->n - first);

      start (&journey, drawing, first, n);
      for (guint k = 0; k < DRAW_STEPS; k++)
        {
          step (&journey, k);
          if (!ws_stage_report (stage, (first + n * (k + 1.0) / DRAW_STEPS) / drawing->n, error))
            return FALSE;
        }
      arrive (&journey, n, out + (gsize)first * self->frame->dim);
    }
  for (guint s = 0; from != NULL && s < drawing->n; s++)
    from[s] = G_MAXUINT32; /* from no one row */
  return TRUE;
}

static const WsSamplerLearning learning = {
  .losses = losses,
  .count_steps = ws_flow_count_steps,
  .learn = ws_flow_learn,
  .save = ws_flow_save,
  .restore = ws_flow_restore,
  .get_step = ws_flow_get_step,
};

const WsSampler ws_sampler_flow = {
  .name = "flow",
  .title = N_ ("Flow"),
  .source = N_ ("ours: noise moved to latents of the accuracy that is asked for"),
  .space = WS_SPACE_LATENT,
  .is_conditional = TRUE,
  .settings = settings,
  .create = create,
  .destroy = flow_free,
  .draw = draw,
  .learning = &learning,
};

const WsSampler ws_sampler_weight_flow = {
  .name = "weight-flow",
  .title = N_ ("Weight-space flow"),
  .source = N_ ("ours, after DeepWeightFlow: noise moved to aligned weights of the accuracy that "
                "is asked for"),
  .space = WS_SPACE_ALIGNED_WEIGHTS,
  .is_conditional = TRUE,
  .settings = settings,
  .create = create,
  .destroy = flow_free,
  .draw = draw,
  .learning = &learning,
};
