/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/hyper-private.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/pool.h"
#include "core/sync.h"
#include "hyper/autoencoder.h"
#include "hyper/neck.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Enough that a block's weights are read for many tokens, few enough that a narrow model's values
 * of a group stay in a core's second cache from one layer to the next. */
#define GROUP_ROWS 4

WsHyper *
ws_hyper_new (const WsHyperConfig *config, const WsArch *arch, GError **error)
{
  WsHyper *self;

  g_return_val_if_fail (config != NULL && arch != NULL, NULL);
  if (!ws_hyper_config_validate (config, error))
    return NULL;

  self = g_new0 (WsHyper, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->config = *config;
  self->arch = arch;
  ws_latent_places_init (&self->latents, config, arch);
  self->n_positions = arch->n_tokens + (config->compression == WS_COMPRESS_TOKEN);
  ws_hyper_places_init (self);
  self->params = ws_aligned_try_new (self->n_params, sizeof (float));
  self->sigma = g_new (float, arch->n_layers);
  self->mean = g_new0 (float, arch->n_params);
  for (guint l = 0; l < arch->n_layers; l++)
    self->sigma[l] = 1;
  if (self->params == NULL)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "a representation of %" G_GSIZE_FORMAT " parameters does not fit into memory",
                   self->n_params);
      ws_hyper_unref (self);
      return NULL;
    }
  ws_hyper_init_params (self);
  return self;
}

WsHyper *
ws_hyper_ref (WsHyper *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_hyper_unref (WsHyper *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  ws_hyper_places_clear (self);
  ws_latent_places_clear (&self->latents);
  ws_aligned_free (self->params);
  g_free (self->sigma);
  g_free (self->mean);
  g_free (self->reference);
  g_free (self);
}

const WsHyperConfig *
ws_hyper_get_config (WsHyper *self)
{
  return &self->config;
}

const WsArch *
ws_hyper_get_arch (WsHyper *self)
{
  return self->arch;
}

guint
ws_hyper_count_latents (const WsHyperConfig *config, const WsArch *arch)
{
  WsLatentPlaces latents;
  guint          n;

  if (!ws_hyper_config_validate (config, NULL))
    return 0;
  ws_latent_places_init (&latents, config, arch);
  n = latents.n;
  ws_latent_places_clear (&latents);
  return n;
}

guint
ws_hyper_get_n_latents (WsHyper *self)
{
  return self->latents.n;
}

gsize
ws_hyper_get_n_params (WsHyper *self)
{
  return self->n_params;
}

gsize
ws_hyper_get_n_autoencoder (WsHyper *self)
{
  return self->n_autoencoder;
}

const WsHyperTensor *
ws_hyper_get_tensors (WsHyper *self, guint *n)
{
  *n = self->tensors->len;
  return (const WsHyperTensor *)(const void *)self->tensors->data;
}

float *
ws_hyper_get_params (WsHyper *self)
{
  return self->params;
}

float *
ws_hyper_get_sigma (WsHyper *self)
{
  return self->sigma;
}

float *
ws_hyper_get_mean (WsHyper *self)
{
  return self->mean;
}

const float *
ws_hyper_get_reference (WsHyper *self)
{
  return self->reference;
}

void
ws_hyper_set_reference (WsHyper *self, const float *w)
{
  g_free (self->reference);
  self->reference = w != NULL ? g_memdup2 (w, sizeof *w * self->arch->n_params) : NULL;
}

/* Says which tensor of the two autoencoders is the first that differs. */
static gboolean
check_shapes (WsHyper *self, WsHyper *from, GError **error)
{
  guint n = MIN (self->tensors->len, from->tensors->len);

  for (guint i = 0; i < n; i++)
    {
      const WsHyperTensor *a = &g_array_index (self->tensors, WsHyperTensor, i);
      const WsHyperTensor *b = &g_array_index (from->tensors, WsHyperTensor, i);
      gboolean             is_end = a->start >= self->n_autoencoder;

      if (is_end && b->start >= from->n_autoencoder)
        break;
      if (is_end || strcmp (a->name, b->name) != 0)
        g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                     _ ("the representation to begin with has other parts: %s"), b->name);
      else if (a->rows != b->rows || a->cols != b->cols)
        g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                     _ ("%s is %u × %u in the representation to begin with, %u × %u is needed"),
                     a->name, b->rows, b->cols, a->rows, a->cols);
      else
        continue;
      return FALSE;
    }
  if (self->n_autoencoder == from->n_autoencoder)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
               _ ("the representation to begin with has %" G_GSIZE_FORMAT
                  " parameters, %" G_GSIZE_FORMAT " are needed"),
               from->n_autoencoder, self->n_autoencoder);
  return FALSE;
}

gboolean
ws_hyper_copy_params (WsHyper *self, WsHyper *from, GError **error)
{
  if (!check_shapes (self, from, error))
    return FALSE;
  memcpy (self->params, from->params, self->n_autoencoder * sizeof (float));
  return TRUE;
}

guint
ws_hyper_group_rows (const WsHyper *self)
{
  return GROUP_ROWS;
}

/* -- encoding and decoding: chunks of some groups, side by side. The last group is filled up with
 * zeros, so that a row goes through the same products in whatever company -- */

#define CHUNK_GROUPS 4 /* the weights are packed for each chunk */

typedef struct
{
  WsHyper     *hyper;
  gboolean     is_encoding;
  const float *in;
  float       *out;
  guint        n, chunk;
  gsize        n_in, n_out; /* values a row */
  WsMutex      mutex;       /* guards idle */
  GPtrArray   *idle;        /* of WsPass */
} Chunks;

static WsPass *
take_pass (Chunks *self)
{
  WsPass *pass = NULL;

  ws_mutex_lock (&self->mutex);
  if (self->idle->len > 0)
    pass = g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
  ws_mutex_unlock (&self->mutex);
  return pass != NULL ? pass : ws_pass_new (self->hyper, self->chunk, FALSE);
}

static void
give_pass (Chunks *self, WsPass *pass)
{
  ws_mutex_lock (&self->mutex);
  g_ptr_array_add (self->idle, pass);
  ws_mutex_unlock (&self->mutex);
}

static void
run_chunk (guint index, gpointer data)
{
  Chunks      *self = data;
  WsPass      *pass = take_pass (self);
  guint        first = index * self->chunk, n = MIN (self->chunk, self->n - first);
  guint        group = ws_hyper_group_rows (self->hyper), full = (n - 1) / group * group + group;
  const float *in = self->in + first * self->n_in;
  float       *out = self->out + first * self->n_out;
  g_autofree float *full_in = NULL, *full_out = NULL;

  if (n < full)
    {
      full_in = g_new0 (float, full * self->n_in);
      full_out = g_new (float, full * self->n_out);
      memcpy (full_in, in, n * self->n_in * sizeof (float));
    }
  if (self->is_encoding)
    ws_pass_encode (pass, full_in != NULL ? full_in : in, full, full_out != NULL ? full_out : out);
  else
    ws_pass_decode (pass, full_in != NULL ? full_in : in, full, full_out != NULL ? full_out : out);
  if (full_out != NULL)
    memcpy (out, full_out, n * self->n_out * sizeof (float));
  give_pass (self, pass);
}

static void
run_chunks (WsHyper *hyper, gboolean is_encoding, const float *in, guint n, float *out)
{
  Chunks self = { .hyper = hyper,
                  .is_encoding = is_encoding,
                  .in = in,
                  .out = out,
                  .n = n,
                  .chunk = CHUNK_GROUPS * ws_hyper_group_rows (hyper),
                  .n_in = is_encoding ? hyper->arch->n_params : hyper->latents.n,
                  .n_out = is_encoding ? hyper->latents.n : hyper->arch->n_params };

  if (n == 0)
    return;
  ws_mutex_init (&self.mutex);
  self.idle = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_pass_free);
  ws_pool_run ((n - 1) / self.chunk + 1, run_chunk, &self);
  g_ptr_array_unref (self.idle);
  ws_mutex_clear (&self.mutex);
}

void
ws_hyper_encode (WsHyper *self, const float *w, guint n, float *z)
{
  run_chunks (self, TRUE, w, n, z);
}

void
ws_hyper_decode (WsHyper *self, const float *z, guint n, float *w)
{
  run_chunks (self, FALSE, z, n, w);
}

/* -- R² -- */

/* Squared errors of layer @l over all rows, of @w_hat and of the mean vector. */
static void
layer_errors (WsHyper     *self,
              guint        l,
              const float *w,
              const float *w_hat,
              guint        n,
              double      *error,
              double      *error_of_mean)
{
  const WsLayer *layer = &self->arch->layers[l];

  *error = *error_of_mean = 0;
  for (guint r = 0; r < n; r++)
    {
      double row = 0, row_of_mean = 0;
      gsize  start = r * self->arch->n_params + layer->w_start;

      for (gsize i = 0; i < layer->length; i++)
        {
          double e = (double)w_hat[start + i] - (double)w[start + i];
          double m = (double)self->mean[layer->w_start + i] - (double)w[start + i];

          row += e * e;
          row_of_mean += m * m;
        }
      *error += row;
      *error_of_mean += row_of_mean;
    }
}

void
ws_hyper_r2 (WsHyper *self, const float *w, const float *w_hat, guint n, float *all, float *layers)
{
  double error = 0, error_of_mean = 0;

  for (guint l = 0; l < self->arch->n_layers; l++)
    {
      double e, m, unit = (double)self->sigma[l] * (double)self->sigma[l];

      if (self->config.reduction == WS_REDUCTION_LAYER_MEAN)
        unit *= (double)self->arch->layers[l].length;
      layer_errors (self, l, w, w_hat, n, &e, &m);
      if (layers != NULL)
        layers[l] = m > 0 ? (float)(1 - e / m) : NAN;
      error += e / unit;
      error_of_mean += m / unit;
    }
  if (all != NULL)
    *all = error_of_mean > 0 ? (float)(1 - error / error_of_mean) : NAN;
}
