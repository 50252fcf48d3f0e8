/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/alignment.h"

#include <string.h>

WsAlignment *
ws_alignment_new (const WsArch *arch)
{
  WsAlignment *self = g_new (WsAlignment, 1);

  self->arch = arch;
  self->order = g_new (guint32, arch->n_tokens);
  self->sign = g_new (gint8, arch->n_tokens);
  for (guint l = 0; l < arch->n_layers; l++)
    for (guint i = 0; i < arch->layers[l].n_out; i++)
      {
        self->order[arch->layers[l].first_token + i] = i;
        self->sign[arch->layers[l].first_token + i] = 1;
      }
  return self;
}

WsAlignment *
ws_alignment_copy (const WsAlignment *self)
{
  WsAlignment *copy = g_new (WsAlignment, 1);

  copy->arch = self->arch;
  copy->order = g_memdup2 (self->order, sizeof *self->order * self->arch->n_tokens);
  copy->sign = g_memdup2 (self->sign, sizeof *self->sign * self->arch->n_tokens);
  return copy;
}

void
ws_alignment_free (WsAlignment *self)
{
  if (self == NULL)
    return;
  g_free (self->order);
  g_free (self->sign);
  g_free (self);
}

gboolean
ws_alignment_is_identity (const WsAlignment *self)
{
  for (guint l = 0; l < self->arch->n_layers; l++)
    for (guint i = 0; i < self->arch->layers[l].n_out; i++)
      {
        guint token = self->arch->layers[l].first_token + i;

        if (self->order[token] != i || self->sign[token] != 1)
          return FALSE;
      }
  return TRUE;
}

/* Negates neuron @i of @layer: its row, its bias, and what the next layer makes of it. */
static void
flip (const WsArch *arch, const WsLayer *layer, guint i, float *w)
{
  const WsLayer *next = &arch->layers[layer->permutes_with];
  gsize          row = (gsize)layer->n_in * layer->kernel * layer->kernel;
  gsize          next_row = (gsize)next->n_in * next->kernel * next->kernel;
  guint          area = next->kernel * next->kernel * next->spatial_in;

  for (gsize j = 0; j < row; j++)
    w[layer->w_start + i * row + j] *= -1;
  if (layer->has_bias)
    w[layer->b_start + i] *= -1;
  for (guint o = 0; o < next->n_out; o++)
    for (guint j = 0; j < area; j++)
      w[next->w_start + o * next_row + (gsize)i * area + j] *= -1;
}

void
ws_alignment_apply (const WsAlignment *self, const float *w, float *out)
{
  const WsArch   *arch = self->arch;
  const guint32 **orders = g_newa (const guint32 *, arch->n_layers);

  for (guint l = 0; l < arch->n_layers; l++)
    orders[l] = self->order + arch->layers[l].first_token;
  ws_arch_permute (arch, orders, w, out);
  for (guint l = 0; l < arch->n_layers; l++)
    if (arch->layers[l].permutes_with >= 0)
      for (guint i = 0; i < arch->layers[l].n_out; i++)
        if (self->sign[arch->layers[l].first_token + i] < 0)
          flip (arch, &arch->layers[l], i, out);
}

WsAlignment *
ws_alignment_invert (const WsAlignment *self)
{
  WsAlignment *inverse = ws_alignment_new (self->arch);

  for (guint l = 0; l < self->arch->n_layers; l++)
    for (guint i = 0; i < self->arch->layers[l].n_out; i++)
      {
        guint first = self->arch->layers[l].first_token, from = self->order[first + i];

        inverse->order[first + from] = i;
        inverse->sign[first + from] = self->sign[first + i];
      }
  return inverse;
}

WsAlignment *
ws_alignment_compose (const WsAlignment *first, const WsAlignment *second)
{
  WsAlignment *both = ws_alignment_new (first->arch);

  g_assert (first->arch == second->arch);
  for (guint l = 0; l < first->arch->n_layers; l++)
    for (guint i = 0; i < first->arch->layers[l].n_out; i++)
      {
        guint start = first->arch->layers[l].first_token, from = start + second->order[start + i];

        both->order[start + i] = first->order[from];
        both->sign[start + i] = (gint8)(second->sign[start + i] * first->sign[from]);
      }
  return both;
}

/* Whether a change of sign of value @number arrives at layer @next, at nothing else, and on the way
 * only where f(-x) = -f(x). */
static gboolean
sign_arrives (const WsArch *arch, guint number, int next)
{
  for (guint i = 0; i < arch->n_ops; i++)
    {
      const WsOp *op = &arch->ops[i];

      if (op->a != number && !(op->kind == WS_OP_ADD && op->b == number))
        continue;
      switch (op->kind)
        {
        case WS_OP_CONV:
        case WS_OP_LINEAR:
          if (op->layer != next)
            return FALSE;
          break;
        case WS_OP_ACT:
        case WS_OP_FLATTEN:
        case WS_OP_CROP:
          if (!sign_arrives (arch, i + 1, next))
            return FALSE;
          break;
        case WS_OP_MAXPOOL:
        case WS_OP_ADD:
        default:
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
ws_arch_can_flip (const WsArch *arch, WsActivation act, guint layer)
{
  int next = arch->layers[layer].permutes_with;

  if (next < 0 || act != WS_ACT_TANH)
    return FALSE;
  for (guint i = 0; i < arch->n_ops; i++)
    if (arch->ops[i].layer == (int)layer && !sign_arrives (arch, i + 1, next))
      return FALSE;
  return TRUE;
}
