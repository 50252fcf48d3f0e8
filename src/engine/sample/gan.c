/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "sample/gan-private.h"

#include <glib/gi18n-lib.h>

/* S_GAN, METHOD.md 5.3. */

enum
{
  STEPS,
  BATCH,
  RATE,
  N_SETTINGS
};

static const WsSamplerSetting settings[] = {
  [STEPS] = { "steps", N_ ("Steps"), WS_SETTING_COUNT, 20000, 1, 1000000 },
  [BATCH] = { "batch", N_ ("Rows in a step"), WS_SETTING_COUNT, 128, 1, 4096 },
  [RATE] = { "rate", N_ ("Learning rate"), WS_SETTING_NUMBER, 2e-4, 0, 1 },
  [N_SETTINGS] = { 0 },
};

/* Precision: the share of draws that are as near to a network as its fifth neighbour is. Recall:
 * the share of networks that are so near to a draw, which falls when all draws become alike. */
static const char *const losses[] = { N_ ("Discriminator's loss"), N_ ("Generator's loss"),
                                      N_ ("Precision"), N_ ("Recall"), NULL };

#define MAX_CHECKED 512

/* The first rows of up to 512 networks. */
static void
choose_checked (WsGan *self, const WsSampleRows *rows)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  self->checked = g_new (guint32, MIN (rows->n, MAX_CHECKED));
  for (guint i = 0; i < rows->n && self->n_checked < MAX_CHECKED; i++)
    if (g_hash_table_add (seen, GUINT_TO_POINTER (rows->network != NULL ? rows->network[i] : i)))
      self->checked[self->n_checked++] = i;
}

static void
destroy (gpointer data)
{
  WsGan *self = data;

  ws_frame_free (self->frame);
  g_free (self->y);
  g_free (self->checked);
  ws_gan_learning_clear (self);
  g_free (self);
}

static gpointer
create (const WsSampleRows          *rows,
        const double                *values,
        guint64                      seed,
        G_GNUC_UNUSED const WsStage *stage,
        G_GNUC_UNUSED GError       **error)
{
  WsGan           *self = g_new0 (WsGan, 1);
  const WsMlpLayer making[] = { { 256, FALSE, WS_MLP_LEAKY_RELU, 0 },
                                { 512, FALSE, WS_MLP_LEAKY_RELU, 0 },
                                { rows->dim, FALSE, WS_MLP_LINEAR, 0 } };
  const WsMlpLayer telling[] = { { 512, FALSE, WS_MLP_LEAKY_RELU, 0 },
                                 { 256, FALSE, WS_MLP_LEAKY_RELU, 0 },
                                 { 1, FALSE, WS_MLP_LINEAR, 0 } };

  self->frame = ws_frame_new_standard (rows);
  self->seed = seed;
  self->n_rows = rows->n;
  self->n_steps = (guint)values[STEPS];
  self->batch = (guint)values[BATCH];
  self->rate = values[RATE];
  self->y = g_new (float, (gsize)rows->n * rows->dim);
  ws_frame_enter (self->frame, rows->x, rows->rank, rows->n, self->y);
  choose_checked (self, rows);
  ws_mlp_init (&self->generator.mlp, WS_GAN_NOISE, making, G_N_ELEMENTS (making));
  ws_mlp_init (&self->discriminator.mlp, rows->dim, telling, G_N_ELEMENTS (telling));
  ws_gan_learning_init (self);
  return self;
}

void
ws_gan_leave (const WsGan *self, const WsMlpPass *pass, guint n, float *y)
{
  guint q = self->frame->n;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < q; j++)
      y[(gsize)i * q + j] = pass->x[pass->mlp->n_layers][j * pass->stride + i];
}

#define DRAW_ROWS 256 /* made together */

static gboolean
draw (gpointer         data,
      const WsDrawing *drawing,
      float           *out,
      guint32         *from,
      const WsStage   *stage,
      GError         **error)
{
  const WsGan *self = data;
  guint        q = self->frame->n;
  g_autoptr (WsMlpPass) pass = ws_mlp_pass_new (&self->generator.mlp, DRAW_ROWS);
  g_autofree float *y = g_new (float, (gsize)DRAW_ROWS *q);

  for (guint first = 0; first < drawing->n; first += DRAW_ROWS)
    {
      guint n = MIN (DRAW_ROWS, drawing->n - first);

      for (guint i = 0; i < n; i++)
        {
          WsStream stream;

          ws_draw_open (&stream, drawing->seed, drawing->first + first + i);
          for (guint j = 0; j < WS_GAN_NOISE; j++)
            pass->x[0][j * pass->stride + i] = ws_stream_normal (&stream);
          if (from != NULL)
            from[first + i] = G_MAXUINT32; /* from no one row */
        }
      ws_mlp_forward (pass->mlp, self->average, NULL, pass);
      ws_gan_leave (self, pass, n, y);
      ws_frame_leave (self->frame, y, NULL, n, out + (gsize)first * q);
      if (!ws_stage_report (stage, (first + n) / (double)drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

static const WsSamplerLearning learning = {
  .losses = losses,
  .count_steps = ws_gan_count_steps,
  .learn = ws_gan_learn,
  .save = ws_gan_save,
  .restore = ws_gan_restore,
  .get_step = ws_gan_get_step,
};

const WsSampler ws_sampler_gan = {
  .name = "gan",
  .title = N_ ("GAN"),
  .source =
      N_ ("S_GAN: learned on latents as published; its networks and losses are ours, for none "
          "are published"),
  .space = WS_SPACE_LATENT,
  .settings = settings,
  .create = create,
  .destroy = destroy,
  .draw = draw,
  .learning = &learning,
};
