/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/gan-private.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/random.h"
#include "hyper/optim.h"
#include "latent/knn.h"
#include "sample/mlp-lanes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How generator and discriminator learn from each other, METHOD.md 5.3. */

#define INIT 0.02f
#define FIRST_ITERATIONS 15 /* of the power method, as torch.nn.utils.spectral_norm */
#define AVERAGE 1e-3f
#define BETA1 0.5
#define CHECK_EVERY 500
#define CHECK_NEIGHBOURS 5
#define CHECK_STEP G_MAXUINT32 /* where its noise lies */

/* -- start -- */

static float *
take (float **place, gsize n)
{
  float *start = *place;

  *place += n;
  return start;
}

static void
side_init (WsGanSide *self, guint64 seed, guint number, float **place)
{
  gsize n = self->mlp.n_params;

  self->params = take (place, n);
  self->m = take (place, n);
  self->v = take (place, n);
  self->gradient = WS_ALIGNED_FLOATS (n);
  for (guint l = 0; l < self->mlp.n_layers; l++)
    {
      WsStream stream;

      ws_stream_init (&stream, seed, WS_PURPOSE_SAMPLER_INIT, number, l);
      for (gsize i = self->mlp.weight[l]; i < self->mlp.bias[l]; i++)
        self->params[i] = INIT * ws_stream_normal (&stream);
    }
}

void
ws_gan_learning_init (WsGan *self)
{
  const WsMlp *made = &self->generator.mlp, *told = &self->discriminator.mlp;
  float       *place;

  self->n_vectors = 4 * made->n_params + 3 * told->n_params;
  for (guint l = 0; l < told->n_layers; l++)
    self->n_vectors += told->layers[l].n_out;
  place = self->vectors = WS_ALIGNED_FLOATS (self->n_vectors);
  side_init (&self->generator, self->seed, 0, &place);
  side_init (&self->discriminator, self->seed, 1, &place);
  self->average = take (&place, made->n_params);
  for (guint l = 0; l < told->n_layers; l++)
    {
      WsStream stream;

      self->left[l] = take (&place, told->layers[l].n_out);
      self->right[l] = g_new (float, ws_mlp_inputs (told, l));
      ws_stream_init (&stream, self->seed, WS_PURPOSE_SAMPLER_INIT, 2, l);
      for (guint i = 0; i < told->layers[l].n_out; i++)
        self->left[l][i] = ws_stream_normal (&stream);
    }
  for (guint i = 0; i < FIRST_ITERATIONS; i++)
    ws_gan_iterate (self);
  self->used = WS_ALIGNED_FLOATS (told->n_params);
  self->making = ws_mlp_pass_new (made, self->batch);
  self->telling = ws_mlp_pass_new (told, 2 * self->batch);
  self->judging = ws_mlp_pass_new (told, self->batch);
}

void
ws_gan_learning_clear (WsGan *self)
{
  ws_aligned_free (self->vectors);
  ws_aligned_free (self->generator.gradient);
  ws_aligned_free (self->discriminator.gradient);
  for (guint l = 0; l < self->discriminator.mlp.n_layers; l++)
    g_free (self->right[l]);
  ws_aligned_free (self->used);
  ws_mlp_pass_free (self->making);
  ws_mlp_pass_free (self->telling);
  ws_mlp_pass_free (self->judging);
}

/* -- spectral normalisation: W is used over its largest singular value -- */

static void
scale_to_one (float *x, guint n)
{
  float length = sqrtf (ws_mlp_dot (n, x, x));

  for (guint i = 0; i < n; i++)
    x[i] /= MAX (length, 1e-12f);
}

void
ws_gan_iterate (WsGan *self)
{
  const WsMlp *mlp = &self->discriminator.mlp;

  for (guint l = 0; l < mlp->n_layers; l++)
    {
      guint        n_in = ws_mlp_inputs (mlp, l), n_out = mlp->layers[l].n_out;
      const float *w = self->discriminator.params + mlp->weight[l];
      float       *u = self->left[l], *v = self->right[l];

      memset (v, 0, n_in * sizeof *v);
      for (guint o = 0; o < n_out; o++)
        for (guint i = 0; i < n_in; i++)
          v[i] += u[o] * w[(gsize)o * n_in + i];
      scale_to_one (v, n_in);
      for (guint o = 0; o < n_out; o++)
        u[o] = ws_mlp_dot (n_in, w + (gsize)o * n_in, v);
      scale_to_one (u, n_out);
    }
}

/* @params over their norms, which are uᵀ·W·v. */
static void
use (WsGan *self, const float *params)
{
  const WsMlp *mlp = &self->discriminator.mlp;

  memcpy (self->used, params, mlp->n_params * sizeof *params);
  for (guint l = 0; l < mlp->n_layers; l++)
    {
      guint  n_in = ws_mlp_inputs (mlp, l), n_out = mlp->layers[l].n_out;
      float *w = self->used + mlp->weight[l];
      double norm = 0;
      gsize  n = (gsize)n_in * n_out;

      for (guint o = 0; o < n_out; o++)
        norm += (double)self->left[l][o] *
                (double)ws_mlp_dot (n_in, w + (gsize)o * n_in, self->right[l]);
      self->norm[l] = (float)norm;
      for (gsize i = 0; i < n; i++)
        w[i] /= self->norm[l];
    }
}

/* @gradient by the parameters as used becomes that by them as they are: (G − ⟨G, W/σ⟩·u·vᵀ)/σ. */
static void
turn_gradient (const WsGan *self, float *gradient)
{
  const WsMlp *mlp = &self->discriminator.mlp;

  for (guint l = 0; l < mlp->n_layers; l++)
    {
      guint        n_in = ws_mlp_inputs (mlp, l), n_out = mlp->layers[l].n_out;
      float       *g = gradient + mlp->weight[l];
      const float *w = self->used + mlp->weight[l], *u = self->left[l], *v = self->right[l];
      float        along = 0;

      for (guint o = 0; o < n_out; o++)
        along += ws_mlp_dot (n_in, g + (gsize)o * n_in, w + (gsize)o * n_in);
      for (guint o = 0; o < n_out; o++)
        for (guint i = 0; i < n_in; i++)
          g[(gsize)o * n_in + i] = (g[(gsize)o * n_in + i] - along * u[o] * v[i]) / self->norm[l];
    }
}

/* -- steps -- */

static void
set_batch (WsGan *self)
{
  WsMlpPass *making = self->making, *telling = self->telling;

  for (guint i = 0; i < self->batch; i++)
    {
      WsStream     stream;
      const float *row;

      ws_stream_init (&stream, self->seed, WS_PURPOSE_SAMPLER_STEP, self->step, i);
      row = self->y + (gsize)ws_stream_below (&stream, self->n_rows) * self->frame->n;
      for (guint j = 0; j < self->frame->n; j++)
        telling->x[0][j * telling->stride + i] = row[j];
      for (guint j = 0; j < WS_GAN_NOISE; j++)
        making->x[0][j * making->stride + i] = ws_stream_normal (&stream);
    }
}

/* What was made, from @from on among what the discriminator sees. */
static void
show (const WsGan *self, WsMlpPass *pass, guint from)
{
  const WsMlpPass *making = self->making;

  for (guint j = 0; j < self->frame->n; j++)
    memcpy (pass->x[0] + j * pass->stride + from,
            making->x[making->mlp->n_layers] + j * making->stride, self->batch * sizeof (float));
}

/* The discriminator says more than 1 of given rows and less than -1 of made ones. */
double
ws_gan_tell (WsGan *self, const float *params, float *gradient)
{
  WsMlpPass   *pass = self->telling;
  const WsMlp *mlp = pass->mlp;
  double       loss = 0;

  set_batch (self);
  ws_mlp_forward (&self->generator.mlp, self->generator.params, NULL, self->making);
  show (self, pass, self->batch);
  use (self, params);
  ws_mlp_forward (mlp, self->used, NULL, pass);
  for (guint i = 0; i < 2 * self->batch; i++)
    {
      float sign = i < self->batch ? 1 : -1, room = 1 - sign * pass->x[mlp->n_layers][i];

      loss += (double)MAX (room, 0) / self->batch;
      pass->dx[mlp->n_layers][i] = room > 0 ? -sign / (float)self->batch : 0;
    }
  ws_mlp_backward (mlp, self->used, FALSE, pass, gradient);
  turn_gradient (self, gradient);
  return loss;
}

double
ws_gan_make (WsGan *self, const float *params, float *gradient)
{
  WsMlpPass   *pass = self->judging, *making = self->making;
  const WsMlp *mlp = pass->mlp;
  double       loss = 0;

  if (params != self->generator.params) /* else it has been done */
    ws_mlp_forward (making->mlp, params, NULL, making);
  show (self, pass, 0);
  use (self, self->discriminator.params);
  ws_mlp_forward (mlp, self->used, NULL, pass);
  for (guint i = 0; i < self->batch; i++)
    {
      loss -= (double)pass->x[mlp->n_layers][i] / self->batch;
      pass->dx[mlp->n_layers][i] = -1 / (float)self->batch;
    }
  ws_mlp_backward (mlp, self->used, TRUE, pass, NULL);
  for (guint j = 0; j < self->frame->n; j++)
    memcpy (making->dx[making->mlp->n_layers] + j * making->stride, pass->dx[0] + j * pass->stride,
            self->batch * sizeof (float));
  ws_mlp_backward (making->mlp, params, FALSE, making, gradient);
  return loss;
}

static void
move (WsGanSide *side, const WsAdamRates *rates)
{
  ws_adam_run (rates, side->mlp.n_params, side->params, side->m, side->v, side->gradient);
}

static void
take_step (WsGan *self, double *tell, double *make)
{
  WsAdamRates rates =
      ws_adam_rates_with (BETA1, (float)self->rate, 0, 0, 1, (guint64)self->step + 1);

  ws_gan_iterate (self);
  *tell += ws_gan_tell (self, self->discriminator.params, self->discriminator.gradient);
  move (&self->discriminator, &rates);
  *make += ws_gan_make (self, self->generator.params, self->generator.gradient);
  move (&self->generator, &rates);
  self->step++;
  ws_mlp_average (self->generator.mlp.n_params, self->average, self->generator.params,
                  CLAMP (10.0f / (float)self->step, AVERAGE, 1.0f));
}

/* -- collapse: Kynkäänniemi et al. 2019 -- */

/* Share of @a's rows that are within the k-th neighbour's distance of some row of @b. */
static double
find_share (const float *a, const float *b, guint n, guint d)
{
  const guint k = MIN (CHECK_NEIGHBOURS, n - 1);
  g_autoptr (WsKnn) own = ws_knn_new (b, n, d, k, 1, NULL, NULL);
  g_autoptr (WsKnn) found = ws_knn_query (a, n, b, n, d, n, NULL, NULL);
  guint n_within = 0;

  for (guint i = 0; i < n && own != NULL && found != NULL; i++)
    for (guint j = 0; j < n; j++)
      if (found->distance[(gsize)i * n + j] <=
          own->distance[(gsize)found->index[(gsize)i * n + j] * k + k - 1])
        {
          n_within++;
          break;
        }
  return (double)n_within / n;
}

/* Given rows, one of a network, against as many that are drawn. */
static void
check (WsGan *self)
{
  guint n = self->n_checked, q = self->frame->n;
  g_autoptr (WsMlpPass) pass = NULL;
  g_autofree float *given = g_new (float, (gsize)n *q), *made = g_new (float, (gsize)n *q);

  if (n < 2)
    return;
  pass = ws_mlp_pass_new (&self->generator.mlp, n);
  for (guint i = 0; i < n; i++)
    {
      WsStream stream;

      ws_stream_init (&stream, self->seed, WS_PURPOSE_SAMPLER_STEP, CHECK_STEP, i);
      for (guint j = 0; j < WS_GAN_NOISE; j++)
        pass->x[0][j * pass->stride + i] = ws_stream_normal (&stream);
      memcpy (given + (gsize)i * q, self->y + (gsize)self->checked[i] * q, q * sizeof *given);
    }
  ws_mlp_forward (pass->mlp, self->average, NULL, pass);
  ws_gan_leave (self, pass, n, made);
  self->precision = find_share (made, given, n, q);
  self->recall = find_share (given, made, n, q);
}

gboolean
ws_gan_learn (gpointer data, guint n, double *losses, const WsStage *stage, GError **error)
{
  WsGan *self = data;
  double tell = 0, make = 0;

  for (guint i = 0; i < n; i++)
    {
      take_step (self, &tell, &make);
      if (!isfinite (tell) || !isfinite (make))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_DIVERGED,
                       _ ("the GAN's losses left the finite numbers at step %u"), self->step);
          return FALSE;
        }
      if (self->step % CHECK_EVERY == 0 || self->step == 1 || self->step == self->n_steps)
        check (self);
      if (!ws_stage_report (stage, (i + 1.0) / n, error))
        return FALSE;
    }
  losses[0] = n > 0 ? tell / n : 0;
  losses[1] = n > 0 ? make / n : 0;
  losses[2] = self->precision;
  losses[3] = self->recall;
  return TRUE;
}

guint
ws_gan_count_steps (gpointer data)
{
  return ((WsGan *)data)->n_steps;
}

guint
ws_gan_get_step (gpointer data)
{
  return ((WsGan *)data)->step;
}

/* -- stored -- */

typedef struct
{
  char    magic[8];
  guint64 n_vectors;
  guint32 step, n_steps;
  double  precision, recall;
} Header;

#define MAGIC "wsgan01"

GBytes *
ws_gan_save (gpointer data)
{
  const WsGan *self = data;
  gsize        size = self->n_vectors * sizeof (float);
  Header       header = {
          MAGIC, self->n_vectors, self->step, self->n_steps, self->precision, self->recall
  };
  guint8 *bytes = g_malloc (sizeof header + size);

  memcpy (bytes, &header, sizeof header);
  memcpy (bytes + sizeof header, self->vectors, size);
  return g_bytes_new_take (bytes, sizeof header + size);
}

gboolean
ws_gan_restore (gpointer data, GBytes *bytes)
{
  WsGan        *self = data;
  gsize         size = self->n_vectors * sizeof (float), n_bytes;
  const guint8 *stored = g_bytes_get_data (bytes, &n_bytes);
  Header        header;

  if (n_bytes != sizeof header + size)
    return FALSE;
  memcpy (&header, stored, sizeof header);
  if (memcmp (header.magic, MAGIC, sizeof header.magic) != 0 ||
      header.n_vectors != self->n_vectors || header.n_steps != self->n_steps ||
      header.step > self->n_steps)
    return FALSE;
  memcpy (self->vectors, stored + sizeof header, size);
  self->step = header.step;
  self->precision = header.precision;
  self->recall = header.recall;
  return TRUE;
}
