/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/neck.h"

#include "core/memory.h"
#include "core/pool.h"
#include "hyper/linear.h"
#include "hyper/wide.h"

#include <math.h>
#include <string.h>

struct _WsNeckPass
{
  WsHyper *hyper; /* lent */
  guint    max_rows, n, group_rows;
  WsStop   stop;
  /* By layer of the network, rows one behind the other: layer l starts at max_rows × what the
   * layers before it have in a row. */
  float *read;   /* T·d a row: what own latents were read from */
  float *own;    /* own latents that tokens were written from */
  float *tokens; /* T·d a row: tokens written, or gradients of tokens */
  float *g_own;  /* own latents read, or their gradients */
  float *g_z;    /* a row of latents: gradient before tanh */
  /* arguments of the call under way, for the pieces */
  const float *in;
  float       *out;
};

/* -- which latents there are -- */

void
ws_latent_places_init (WsLatentPlaces *self, const WsHyperConfig *config, const WsArch *arch)
{
  gboolean has_own =
      config->compression == WS_COMPRESS_PER_TOKEN || config->compression == WS_COMPRESS_MIXED;
  double mean_width = (double)arch->n_params / arch->n_tokens;

  *self = (WsLatentPlaces){ .k = g_new0 (guint, arch->n_layers),
                            .first = g_new0 (guint, arch->n_layers) };
  self->n_shared = config->compression == WS_COMPRESS_PER_TOKEN ? 0 : config->q;
  self->n = self->n_shared;
  for (guint l = 0; has_own && l < arch->n_layers; l++)
    {
      double share = pow (arch->layers[l].token_width / mean_width, (double)config->token_spread);

      self->k[l] = (guint)fmax (1, round ((double)config->token_q * share));
      self->first[l] = self->n;
      self->n += self->k[l] * arch->layers[l].n_out;
    }
  self->n_own = self->n - self->n_shared;
}

void
ws_latent_places_clear (WsLatentPlaces *self)
{
  g_free (self->k);
  g_free (self->first);
}

/* -- memory -- */

WsNeckPass *
ws_neck_new (WsHyper *hyper, guint max_rows, guint group_rows, gboolean is_training)
{
  WsNeckPass *self = g_new0 (WsNeckPass, 1);
  gsize       flat = (gsize)hyper->arch->n_tokens * hyper->config.d * max_rows;
  gsize       own = (gsize)hyper->latents.n_own * max_rows;

  self->hyper = hyper;
  self->max_rows = max_rows;
  self->group_rows = group_rows;
  if (own > 0)
    {
      self->tokens = WS_ALIGNED_FLOATS (flat);
      self->g_own = WS_ALIGNED_FLOATS (own);
      self->read = is_training ? WS_ALIGNED_FLOATS (flat) : self->tokens;
      self->own = is_training ? WS_ALIGNED_FLOATS (own) : self->g_own;
    }
  if (is_training)
    self->g_z = WS_ALIGNED_FLOATS ((gsize)hyper->latents.n * max_rows);
  return self;
}

void
ws_neck_free (WsNeckPass *self)
{
  if (self == NULL)
    return;
  if (self->read != self->tokens)
    ws_aligned_free (self->read);
  if (self->own != self->g_own)
    ws_aligned_free (self->own);
  ws_aligned_free (self->tokens);
  ws_aligned_free (self->g_own);
  ws_aligned_free (self->g_z);
  g_free (self);
}

gsize
ws_neck_floats_per_row (WsHyper *hyper)
{
  gsize flat = (gsize)hyper->arch->n_tokens * hyper->config.d, own = hyper->latents.n_own;

  return hyper->latents.n + (own > 0 ? 2 * (flat + own) : 0);
}

void
ws_neck_set_stop (WsNeckPass *self, gboolean (*stop) (gpointer), gpointer data)
{
  self->stop = (WsStop){ stop, data };
}

/* -- pieces of own latents: one for each layer and group of rows -- */

typedef struct
{
  WsNeckPass *neck;
  void (*own) (WsNeckPass *self, guint l, guint first, guint n);
} Pieces;

static void
run_piece (guint index, gpointer data)
{
  const Pieces *pieces = data;
  WsNeckPass   *self = pieces->neck;
  guint         n_layers = self->hyper->arch->n_layers;
  guint         first = index / n_layers * self->group_rows;

  if (self->stop.func == NULL || !self->stop.func (self->stop.data))
    pieces->own (self, index % n_layers, first, MIN (self->group_rows, self->n - first));
}

static void
run_own (WsNeckPass *self, void (*own) (WsNeckPass *self, guint l, guint first, guint n))
{
  guint  n_groups = (self->n - 1) / self->group_rows + 1;
  Pieces pieces = { self, own };

  if (self->hyper->latents.n_own > 0)
    ws_pool_run (n_groups * self->hyper->arch->n_layers, run_piece, &pieces);
}

static guint
flat_width (const WsNeckPass *self)
{
  return self->hyper->arch->n_tokens * self->hyper->config.d;
}

/* Values of the encoder's sequence in a row, and how many of them shared latents read. */
static guint
seq_width (const WsNeckPass *self)
{
  return self->hyper->n_positions * self->hyper->config.d;
}

static guint
read_width (const WsNeckPass *self)
{
  return self->hyper->config.compression == WS_COMPRESS_TOKEN ? self->hyper->config.d
                                                              : seq_width (self);
}

/* Where tokens and own latents of layer @l and @row lie in what is kept by layer. */
static gsize
tokens_at (const WsNeckPass *self, guint l, guint row)
{
  const WsLayer *layer = &self->hyper->arch->layers[l];

  return ((gsize)self->max_rows * layer->first_token + (gsize)row * layer->n_out) *
         self->hyper->config.d;
}

static gsize
own_at (const WsNeckPass *self, guint l, guint row)
{
  const WsLatentPlaces *z = &self->hyper->latents;

  return (gsize)self->max_rows * (z->first[l] - z->n_shared) +
         (gsize)row * self->hyper->arch->layers[l].n_out * z->k[l];
}

/* Copies @width values of each of @n rows. */
static void
copy_rows (guint n, guint width, const float *from, gsize from_stride, float *to, gsize to_stride)
{
  for (guint r = 0; r < n; r++)
    memcpy (to + r * to_stride, from + r * from_stride, width * sizeof (float));
}

WS_WIDE static void
add_rows (guint n, guint width, const float *from, gsize from_stride, float *to, gsize to_stride)
{
  for (guint r = 0; r < n; r++)
    for (guint i = 0; i < width; i++)
      to[r * to_stride + i] += from[r * from_stride + i];
}

/* Between own latents in a row of all latents and what is kept by layer. */
static void
gather_own (WsNeckPass *self, const float *z, guint l, guint first, guint n, float *own)
{
  const WsLatentPlaces *p = &self->hyper->latents;
  guint                 width = self->hyper->arch->layers[l].n_out * p->k[l];

  copy_rows (n, width, z + (gsize)first * p->n + p->first[l], p->n, own + own_at (self, l, first),
             width);
}

static void
scatter_own (WsNeckPass *self, const float *own, guint l, guint first, guint n, float *z)
{
  const WsLatentPlaces *p = &self->hyper->latents;
  guint                 width = self->hyper->arch->layers[l].n_out * p->k[l];

  copy_rows (n, width, own + own_at (self, l, first), width, z + (gsize)first * p->n + p->first[l],
             p->n);
}

/* The same for tokens in a sequence of T·d values a row: own latents come without a compression
 * token. */
static void
gather_tokens (WsNeckPass *self, const float *seq, guint l, guint first, guint n, float *tokens)
{
  const WsLayer *layer = &self->hyper->arch->layers[l];
  guint          d = self->hyper->config.d, flat = flat_width (self), width = layer->n_out * d;

  copy_rows (n, width, seq + (gsize)first * flat + layer->first_token * d, flat,
             tokens + tokens_at (self, l, first), width);
}

/* Adds to what shared latents have written, where there are any. */
static void
scatter_tokens (WsNeckPass *self, const float *tokens, guint l, guint first, guint n, float *seq)
{
  const WsLayer *layer = &self->hyper->arch->layers[l];
  guint          d = self->hyper->config.d, flat = flat_width (self), width = layer->n_out * d;
  const float   *from = tokens + tokens_at (self, l, first);
  float         *to = seq + (gsize)first * flat + layer->first_token * d;

  if (self->hyper->latents.n_shared > 0)
    add_rows (n, width, from, width, to, flat);
  else
    copy_rows (n, width, from, width, to, flat);
}

static void
set_rows (WsNeckPass *self, guint n, const float *in, float *out)
{
  g_assert (n > 0 && n <= self->max_rows);
  self->n = n;
  self->in = in;
  self->out = out;
}

/* -- encoder's sequence to latents -- */

static void
bound (WsNeckPass *self, float *z, guint n)
{
  if (self->hyper->config.neck == WS_NECK_TANH)
    for (guint i = 0; i < n; i++)
      z[i] = tanhf (z[i]);
}

static void
encode_shared (WsNeckPass *self)
{
  const WsHyper *hyper = self->hyper;
  guint          q = hyper->latents.n_shared;

  if (q == 0)
    return;
  ws_large_forward (self->n, read_width (self), q, self->in, seq_width (self),
                    hyper->params + hyper->at.neck_weight, hyper->params + hyper->at.neck_bias,
                    self->out, hyper->latents.n, self->stop);
  for (guint r = 0; r < self->n; r++)
    bound (self, self->out + (gsize)r * hyper->latents.n, q);
}

static void
encode_own (WsNeckPass *self, guint l, guint first, guint n)
{
  const WsHyper *hyper = self->hyper;
  guint          d = hyper->config.d, k = hyper->latents.k[l];
  guint          n_tokens = n * hyper->arch->layers[l].n_out;
  float         *own = self->g_own + own_at (self, l, first);

  gather_tokens (self, self->in, l, first, n, self->read);
  ws_linear_forward (n_tokens, d, k, self->read + tokens_at (self, l, first), d,
                     hyper->params + hyper->at.token_neck_weight[l],
                     hyper->params + hyper->at.token_neck_bias[l], own, k);
  bound (self, own, n_tokens * k);
  scatter_own (self, self->g_own, l, first, n, self->out);
}

void
ws_neck_encode (WsNeckPass *self, const float *seq, guint n, float *z)
{
  set_rows (self, n, seq, z);
  encode_shared (self);
  run_own (self, encode_own);
}

/* -- latents to decoder's sequence -- */

static void
decode_own (WsNeckPass *self, guint l, guint first, guint n)
{
  const WsHyper *hyper = self->hyper;
  guint          d = hyper->config.d, k = hyper->latents.k[l];

  gather_own (self, self->in, l, first, n, self->own);
  ws_linear_forward (n * hyper->arch->layers[l].n_out, k, d, self->own + own_at (self, l, first), k,
                     hyper->params + hyper->at.token_unneck_weight[l],
                     hyper->params + hyper->at.token_unneck_bias[l],
                     self->tokens + tokens_at (self, l, first), d);
  scatter_tokens (self, self->tokens, l, first, n, self->out);
}

void
ws_neck_decode (WsNeckPass *self, const float *z, guint n, float *seq)
{
  const WsHyper *hyper = self->hyper;
  guint          q = hyper->latents.n_shared;

  set_rows (self, n, z, seq);
  if (q > 0)
    ws_large_forward (n, q, flat_width (self), z, hyper->latents.n,
                      hyper->params + hyper->at.unneck_weight,
                      hyper->params + hyper->at.unneck_bias, seq, flat_width (self), self->stop);
  run_own (self, decode_own);
}

/* -- the way back -- */

static void
append (GArray      *gradients,
        guint        n,
        guint        n_in,
        guint        n_out,
        const float *x,
        gsize        ldx,
        const float *dy,
        gsize        lddy,
        float       *dw,
        float       *db)
{
  WsLinearGradient g = { n, n_in, n_out, x, dy, ldx, lddy, dw, db };

  g_array_append_val (gradients, g);
}

static void
decode_own_backward (WsNeckPass *self, guint l, guint first, guint n)
{
  const WsHyper *hyper = self->hyper;
  guint          d = hyper->config.d, k = hyper->latents.k[l];

  gather_tokens (self, self->in, l, first, n, self->tokens);
  ws_linear_backward (n * hyper->arch->layers[l].n_out, k, d,
                      self->tokens + tokens_at (self, l, first), d,
                      hyper->params + hyper->at.token_unneck_weight[l], k, FALSE,
                      self->g_own + own_at (self, l, first), k);
  scatter_own (self, self->g_own, l, first, n, self->out);
}

void
ws_neck_backward_decode (WsNeckPass     *self,
                         const float    *z,
                         const float    *dseq,
                         guint           n,
                         float          *dz,
                         float          *dparams,
                         const WsUpdate *update)
{
  const WsHyper        *hyper = self->hyper;
  const WsHyperPlaces  *at = &hyper->at;
  const WsLatentPlaces *p = &hyper->latents;
  guint                 d = hyper->config.d, flat = flat_width (self);
  g_autoptr (GArray) gradients = g_array_new (FALSE, FALSE, sizeof (WsLinearGradient));
  WsLinearGradient shared = { n,
                              p->n_shared,
                              flat,
                              z,
                              dseq,
                              p->n,
                              flat,
                              dparams + at->unneck_weight,
                              dparams + at->unneck_bias };

  set_rows (self, n, dseq, dz);
  run_own (self, decode_own_backward);
  for (guint l = 0; p->n_own > 0 && l < hyper->arch->n_layers; l++)
    append (gradients, n * hyper->arch->layers[l].n_out, p->k[l], d,
            self->own + own_at (self, l, 0), p->k[l], self->tokens + tokens_at (self, l, 0), d,
            dparams + at->token_unneck_weight[l], dparams + at->token_unneck_bias[l]);
  ws_linear_gradients (gradients, self->stop.func, self->stop.data);
  if (p->n_shared == 0)
    return;
  ws_large_backward (n, p->n_shared, flat, dseq, flat, hyper->params + at->unneck_weight, dz, p->n,
                     self->stop);
  ws_large_gradient (&shared, update, at->unneck_weight, at->unneck_bias, self->stop);
}

static void
encode_own_backward (WsNeckPass *self, guint l, guint first, guint n)
{
  const WsHyper *hyper = self->hyper;
  guint          d = hyper->config.d, k = hyper->latents.k[l];

  gather_own (self, self->g_z, l, first, n, self->g_own);
  ws_linear_backward (n * hyper->arch->layers[l].n_out, d, k, self->g_own + own_at (self, l, first),
                      k, hyper->params + hyper->at.token_neck_weight[l], d, FALSE,
                      self->tokens + tokens_at (self, l, first), d);
  scatter_tokens (self, self->tokens, l, first, n, self->out);
}

void
ws_neck_backward_encode (WsNeckPass     *self,
                         const float    *seq,
                         const float    *z,
                         const float    *dz,
                         guint           n,
                         float          *dseq,
                         float          *dparams,
                         const WsUpdate *update)
{
  const WsHyper        *hyper = self->hyper;
  const WsHyperPlaces  *at = &hyper->at;
  const WsLatentPlaces *p = &hyper->latents;
  guint                 d = hyper->config.d, n_in = read_width (self), width = seq_width (self);
  gsize                 n_latents = (gsize)n * p->n;
  g_autoptr (GArray) gradients = g_array_new (FALSE, FALSE, sizeof (WsLinearGradient));
  WsLinearGradient shared = { n,
                              n_in,
                              p->n_shared,
                              seq,
                              self->g_z,
                              width,
                              p->n,
                              dparams + at->neck_weight,
                              dparams + at->neck_bias };

  for (gsize i = 0; i < n_latents; i++)
    self->g_z[i] = hyper->config.neck == WS_NECK_TANH ? dz[i] * (1.0f - z[i] * z[i]) : dz[i];
  if (n_in < width)
    memset (dseq, 0, (gsize)n * width * sizeof (float));
  set_rows (self, n, NULL, dseq);
  if (p->n_shared > 0)
    {
      ws_large_backward (n, n_in, p->n_shared, self->g_z, p->n, hyper->params + at->neck_weight,
                         dseq, width, self->stop);
      ws_large_gradient (&shared, update, at->neck_weight, at->neck_bias, self->stop);
    }
  run_own (self, encode_own_backward);
  for (guint l = 0; p->n_own > 0 && l < hyper->arch->n_layers; l++)
    append (gradients, n * hyper->arch->layers[l].n_out, d, p->k[l],
            self->read + tokens_at (self, l, 0), d, self->g_own + own_at (self, l, 0), p->k[l],
            dparams + at->token_neck_weight[l], dparams + at->token_neck_bias[l]);
  ws_linear_gradients (gradients, self->stop.func, self->stop.data);
}
