/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "core/random.h"
#include "hyper/head.h"
#include "hyper/hyper-private.h"

#include <math.h>
#include <string.h>

/* Each tensor draws from a stream of its own: (seed, HYPER_INIT, number, 0). */

static void
fill_uniform (const WsHyper *self, guint32 number, gsize start, gsize n, float bound)
{
  WsStream stream;

  ws_stream_init (&stream, self->config.seed, WS_PURPOSE_HYPER_INIT, number, 0);
  for (gsize i = 0; i < n; i++)
    self->params[start + i] = bound * (2.0f * ws_stream_uniform (&stream) - 1.0f);
}

static void
fill_normal (const WsHyper *self, guint32 number, gsize start, gsize n, float std)
{
  WsStream stream;

  ws_stream_init (&stream, self->config.seed, WS_PURPOSE_HYPER_INIT, number, 0);
  for (gsize i = 0; i < n; i++)
    self->params[start + i] = std * ws_stream_normal (&stream);
}

static void
fill_constant (const WsHyper *self, gsize start, gsize n, float value)
{
  for (gsize i = 0; i < n; i++)
    self->params[start + i] = value;
}

/* Which block of its stack a tensor belongs to, -1 for none; @tail: the name after the number. */
static int
find_block (const char *name, const char **tail)
{
  const char *layers = strstr (name, "coder.layers.");
  guint64     index;
  char       *end;

  if (layers == NULL)
    return -1;
  index = g_ascii_strtoull (layers + strlen ("coder.layers."), &end, 10);
  *tail = end;
  return (int)index;
}

/* Number of the tensor that a block's tensor is a copy of, or its own. Tensors of a block come in
 * the same order in every block. */
static guint32
stream_number (const WsHyper *self, guint index)
{
  const WsHyperTensor *tensors = (const WsHyperTensor *)(const void *)self->tensors->data;
  const char          *tail = NULL, *other = NULL;
  int                  block = find_block (tensors[index].name, &tail);

  if (block <= 0 || self->config.init == WS_HYPER_INIT_SMALL)
    return index;
  for (guint i = index; i-- > 0;)
    if (find_block (tensors[i].name, &other) == 0 && strcmp (tail, other) == 0 &&
        tensors[i].name[0] == tensors[index].name[0])
      return i;
  return index;
}

/* A bias draws from the fan-in of the weights that it follows. */
static guint
fan_in (const WsHyper *self, guint index)
{
  const WsHyperTensor *tensors = (const WsHyperTensor *)(const void *)self->tensors->data;
  g_autofree char     *weight = NULL;

  if (g_str_has_suffix (tensors[index].name, ".weight"))
    return tensors[index].cols;
  weight = g_strndup (tensors[index].name, strlen (tensors[index].name) - strlen ("bias"));
  for (guint i = index; i-- > 0;)
    if (g_str_has_prefix (tensors[i].name, weight) && g_str_has_suffix (tensors[i].name, ".weight"))
      return tensors[i].cols;
  g_assert_not_reached ();
}

static void
init_tensor (const WsHyper *self, guint index)
{
  const WsHyperTensor *t = &g_array_index (self->tensors, WsHyperTensor, index);
  guint32              number = stream_number (self, index);
  gboolean             is_small = self->config.init == WS_HYPER_INIT_SMALL;

  if (strstr (t->name, "norm_") != NULL)
    fill_constant (self, t->start, t->n, g_str_has_suffix (t->name, "alpha") ? 1 : 0);
  else if (strstr (t->name, "position_embeddings") != NULL ||
           strstr (t->name, "comp_token") != NULL)
    fill_normal (self, number, t->start, t->n, is_small ? 0.02f : 1.0f);
  else
    fill_uniform (self, number, t->start, t->n, 1.0f / sqrtf ((float)fan_in (self, index)));
}

void
ws_hyper_init_params (WsHyper *self)
{
  guint n_tensors = 0;

  while (n_tensors < self->tensors->len &&
         g_array_index (self->tensors, WsHyperTensor, n_tensors).start < self->n_autoencoder)
    init_tensor (self, n_tensors++);
  if (self->at.n_head > 0)
    {
      WsStream stream;

      ws_stream_init (&stream, self->config.seed, WS_PURPOSE_HYPER_INIT, n_tensors, 0);
      ws_head_init_params (&self->config, self->latents.n, &stream, self->params + self->at.head);
    }
}
