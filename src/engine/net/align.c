/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/align.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/random.h"
#include "net/assignment.h"

#include <math.h>
#include <string.h>

#define MAX_ROUNDS 100
/* Less than this share of all products is a rounding, and no gain. */
#define LEAST_GAIN 1e-9

/* Whether each layer's neurons are told by what they read, by what is made of them, or by both. */
typedef enum
{
  SIDE_INPUTS = 1,
  SIDE_OUTPUTS = 2,
  SIDE_BOTH = SIDE_INPUTS | SIDE_OUTPUTS,
} Side;

typedef struct
{
  const WsArch *arch;
  WsActivation  act;
  const float  *reference, *w;
  gboolean      signs;
  WsAlignment  *now;
  float        *aligned; /* @w as @now makes it */
  double       *gains;   /* of one layer: [reference's neuron][aligned neuron] */
} Ascent;

static void
ascent_init (Ascent       *self,
             const WsArch *arch,
             WsActivation  act,
             const float  *reference,
             const float  *w,
             gboolean      signs)
{
  guint widest = 0;

  for (guint l = 0; l < arch->n_layers; l++)
    widest = MAX (widest, arch->layers[l].n_out);
  *self = (Ascent){ .arch = arch, .act = act, .reference = reference, .w = w, .signs = signs };
  self->now = ws_alignment_new (arch);
  self->aligned = g_memdup2 (w, sizeof *w * arch->n_params);
  self->gains = g_new (double, (gsize)widest *widest);
}

static void
ascent_clear (Ascent *self)
{
  ws_alignment_free (self->now);
  g_free (self->aligned);
  g_free (self->gains);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ascent, ascent_clear)

static double
product (const float *a, const float *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double)a[i] * (double)b[i];
  return sum;
}

/* C_ij of METHOD.md 7: neuron i of the reference with neuron j of the aligned network as it is now.
 */
static double
get_gain (const Ascent *self, const WsLayer *layer, Side side, guint i, guint j)
{
  const WsLayer *next = &self->arch->layers[layer->permutes_with];
  gsize          row = (gsize)layer->n_in * layer->kernel * layer->kernel;
  gsize          next_row = (gsize)next->n_in * next->kernel * next->kernel;
  gsize          area = (gsize)next->kernel * next->kernel * next->spatial_in;
  const float   *a = self->reference, *b = self->aligned;
  double         gain = 0;

  if (side & SIDE_INPUTS)
    {
      gain += product (a + layer->w_start + i * row, b + layer->w_start + j * row, row);
      if (layer->has_bias)
        gain += (double)a[layer->b_start + i] * (double)b[layer->b_start + j];
    }
  if (side & SIDE_OUTPUTS)
    for (guint o = 0; o < next->n_out; o++)
      gain += product (a + next->w_start + o * next_row + i * area,
                       b + next->w_start + o * next_row + j * area, area);
  return gain;
}

/* Assigns one layer, given the others. Changes nothing, and says so in @is_better, where that gains
 * nothing; always looks from scratch when told by one side alone. */
static gboolean
assign_layer (Ascent *self, guint l, Side side, gboolean *is_better, GError **error)
{
  const WsLayer      *layer = &self->arch->layers[l];
  guint               n = layer->n_out, first = layer->first_token;
  gboolean            flips = self->signs && ws_arch_can_flip (self->arch, self->act, l);
  g_autofree double  *values = g_new (double, (gsize)n *n);
  g_autofree guint32 *columns = g_new (guint32, n);
  g_autoptr (WsAlignment) move = NULL, next = NULL;
  double best, now = 0, scale = 0;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        double gain = get_gain (self, layer, side, i, j);

        self->gains[(gsize)i * n + j] = gain;
        values[(gsize)i * n + j] = flips ? fabs (gain) : gain;
        now += i == j ? gain : 0;
        scale += fabs (gain) / n;
      }
  if (!ws_assignment_solve (values, n, TRUE, columns, &best, error))
    return FALSE;
  *is_better = best - now > LEAST_GAIN * scale;
  if (side == SIDE_BOTH && !*is_better)
    return TRUE;
  move = ws_alignment_new (self->arch);
  for (guint i = 0; i < n; i++)
    {
      move->order[first + i] = columns[i];
      move->sign[first + i] = flips && self->gains[(gsize)i * n + columns[i]] < 0 ? -1 : 1;
    }
  next = ws_alignment_compose (self->now, move);
  ws_alignment_free (self->now);
  self->now = g_steal_pointer (&next);
  ws_alignment_apply (self->now, self->w, self->aligned);
  return TRUE;
}

/* Front to back by inputs, or back to front by outputs. */
static gboolean
start (Ascent *self, Side side, GError **error)
{
  guint    n = self->arch->n_layers;
  gboolean is_better;

  for (guint k = 0; k < n; k++)
    {
      guint l = side == SIDE_INPUTS ? k : n - 1 - k;

      if (self->arch->layers[l].permutes_with >= 0 &&
          !assign_layer (self, l, side, &is_better, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
climb (Ascent *self, guint64 seed, GError **error)
{
  guint32 *order = g_newa (guint32, self->arch->n_layers);
  gboolean is_better = TRUE;

  for (guint round = 0; round < MAX_ROUNDS && is_better; round++)
    {
      WsStream stream;

      ws_stream_init (&stream, seed, WS_PURPOSE_ALIGN, round, 0);
      ws_stream_permutation (&stream, order, self->arch->n_layers);
      is_better = FALSE;
      for (guint k = 0; k < self->arch->n_layers; k++)
        {
          gboolean is_layer_better;

          if (self->arch->layers[order[k]].permutes_with < 0)
            continue;
          if (!assign_layer (self, order[k], SIDE_BOTH, &is_layer_better, error))
            return FALSE;
          is_better |= is_layer_better;
        }
    }
  return TRUE;
}

static gboolean
check_finite (const WsArch *arch, const float *reference, const float *w, GError **error)
{
  const char *which = NULL;

  if (!ws_all_finite (reference, arch->n_params))
    which = "the reference";
  else if (!ws_all_finite (w, arch->n_params))
    which = "the network to be aligned";
  if (which == NULL)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FINITE, "a weight of %s is not a finite number",
               which);
  return FALSE;
}

WsAlignment *
ws_align_by_weights (const WsArch *arch,
                     WsActivation  act,
                     const float  *reference,
                     const float  *w,
                     gboolean      signs,
                     guint64       seed,
                     GError      **error)
{
  static const Side starts[] = { SIDE_INPUTS, SIDE_OUTPUTS };
  double            best = (double)-INFINITY;
  g_autoptr (WsAlignment) found = NULL;

  if (!check_finite (arch, reference, w, error))
    return NULL;
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++)
    {
      g_auto (Ascent) ascent = { 0 };
      double value;

      ascent_init (&ascent, arch, act, reference, w, signs);
      if (!start (&ascent, starts[s], error) || !climb (&ascent, seed, error))
        return NULL;
      value = product (reference, ascent.aligned, arch->n_params);
      if (found != NULL && !(value > best))
        continue;
      best = value;
      ws_alignment_free (found);
      found = g_steal_pointer (&ascent.now);
    }
  return g_steal_pointer (&found);
}
