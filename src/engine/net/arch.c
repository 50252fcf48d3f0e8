/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/arch.h"

#include "core/error.h"

#include <string.h>

/* -- building a description, one step at a time -- */

typedef struct
{
  WsArch *arch;
  GArray *layers, *ops;
  gsize   place; /* next free float of the flat vector */
  guint   tokens;
  guint   channels, height, width; /* of the last value */
} Builder;

/* Sizes of value @number (0 is the image). */
static WsOp
value_sizes (const Builder *self, guint number)
{
  WsOp image = { .channels = self->arch->channels,
                 .height = self->arch->height,
                 .width = self->arch->width };

  return number == 0 ? image : g_array_index (self->ops, WsOp, number - 1);
}

/* Appends an operation on value @a; returns the number of the new value. */
static guint
append_op (Builder *self, WsOp op)
{
  g_array_append_val (self->ops, op);
  self->channels = op.channels;
  self->height = op.height;
  self->width = op.width;
  return self->ops->len;
}

/* Gives a layer its place in the flat vector and among the tokens. */
static void
append_layer (Builder    *self,
              const char *name,
              const char *key,
              WsLayerKind kind,
              guint       n_out,
              guint       n_in,
              guint       kernel,
              gboolean    has_bias)
{
  gsize   n_weights = (gsize)n_out * n_in * kernel * kernel;
  WsLayer layer = {
    .name = name,
    .torch_key = key,
    .kind = kind,
    .n_out = n_out,
    .n_in = n_in,
    .kernel = kernel,
    .has_bias = has_bias,
    .is_skip = g_str_has_prefix (name, "res"),
    .spatial_in = 1,
    .w_start = self->place,
    .b_start = self->place + n_weights,
    .length = n_weights + (has_bias ? n_out : 0),
    .first_token = self->tokens,
    .token_width = n_in * kernel * kernel + (has_bias ? 1 : 0),
    .permutes_with = -1,
  };

  self->place += layer.length;
  self->tokens += n_out;
  g_array_append_val (self->layers, layer);
}

/* The operation of a layer on value @from. */
static guint
apply (Builder *self, guint from, int layer)
{
  const WsLayer *l = &g_array_index (self->layers, WsLayer, layer);
  WsOp           in = value_sizes (self, from);

  return append_op (self, (WsOp){ .kind = l->kind == WS_LAYER_CONV ? WS_OP_CONV : WS_OP_LINEAR,
                                  .a = from,
                                  .layer = layer,
                                  .channels = l->n_out,
                                  .height = in.height - l->kernel + 1,
                                  .width = in.width - l->kernel + 1 });
}

static guint
pool (Builder *self, guint from, guint size, guint stride)
{
  WsOp in = value_sizes (self, from);

  return append_op (self, (WsOp){ .kind = WS_OP_MAXPOOL,
                                  .a = from,
                                  .layer = -1,
                                  .size = size,
                                  .stride = stride,
                                  .channels = in.channels,
                                  .height = (in.height - size) / stride + 1,
                                  .width = (in.width - size) / stride + 1 });
}

static guint
act (Builder *self)
{
  return append_op (self, (WsOp){ .kind = WS_OP_ACT,
                                  .a = self->ops->len,
                                  .layer = -1,
                                  .channels = self->channels,
                                  .height = self->height,
                                  .width = self->width });
}

static guint
flatten (Builder *self)
{
  return append_op (self, (WsOp){ .kind = WS_OP_FLATTEN,
                                  .a = self->ops->len,
                                  .layer = -1,
                                  .channels = self->channels * self->height * self->width,
                                  .height = 1,
                                  .width = 1 });
}

static guint
add (Builder *self, guint a, guint b)
{
  WsOp in = value_sizes (self, a);

  return append_op (self, (WsOp){ .kind = WS_OP_ADD,
                                  .a = a,
                                  .b = b,
                                  .layer = -1,
                                  .channels = in.channels,
                                  .height = in.height,
                                  .width = in.width });
}

static guint
crop (Builder *self, guint from, guint offset, guint stride, guint size)
{
  WsOp in = value_sizes (self, from);

  return append_op (self, (WsOp){ .kind = WS_OP_CROP,
                                  .a = from,
                                  .layer = -1,
                                  .size = size,
                                  .stride = stride,
                                  .offset = offset,
                                  .channels = in.channels,
                                  .height = size,
                                  .width = size });
}

/* Layer @next reads the outputs of layer @layer and of no other, and nobody else reads them. */
static void
permutes (Builder *self, int layer, int next)
{
  g_array_index (self->layers, WsLayer, layer).permutes_with = next;
}

/* A flatten of @spatial places a channel lies before @layer. */
static void
after_flatten (Builder *self, int layer, guint spatial)
{
  g_array_index (self->layers, WsLayer, layer).spatial_in = spatial;
}

/* -- the four architectures, METHOD.md 2.1 and 2.5 -- */

/* CNN-s; with @residual the ResCNN variant, whose 1×1 convolutions come last in the flat vector and
 * tie each block's outputs to those of its skip, so that only fc1 stays free to permute. */
static void
build_cnn_s (Builder *self, gboolean residual)
{
  guint channels = self->arch->channels, value = 0;

  append_layer (self, "conv1", "module_list.0", WS_LAYER_CONV, 8, channels, 5, TRUE);
  append_layer (self, "conv2", "module_list.3", WS_LAYER_CONV, 6, 8, 5, TRUE);
  append_layer (self, "conv3", "module_list.6", WS_LAYER_CONV, 4, 6, 2, TRUE);
  append_layer (self, "fc1", "module_list.9", WS_LAYER_LINEAR, 20, 36, 1, TRUE);
  append_layer (self, "fc2", "module_list.11", WS_LAYER_LINEAR, 10, 20, 1, TRUE);
  after_flatten (self, 3, 9);
  permutes (self, 3, 4);
  if (residual)
    {
      append_layer (self, "res1", "res1_conv", WS_LAYER_CONV, 8, channels, 1, TRUE);
      append_layer (self, "res2", "res2_conv", WS_LAYER_CONV, 6, 8, 1, TRUE);
      append_layer (self, "res3", "res3_conv", WS_LAYER_CONV, 4, 6, 1, TRUE);
    }
  else
    for (int layer = 0; layer < 3; layer++)
      permutes (self, layer, layer + 1);

  for (int block = 0; block < 3; block++)
    {
      guint input = value;

      value = apply (self, input, block);
      if (block < 2)
        value = pool (self, value, 2, 2);
      value = act (self);
      if (residual)
        {
          guint skip = block < 2 ? pool (self, input, 5, 2) : pool (self, input, 2, 1);

          value = add (self, value, apply (self, skip, 5 + block));
        }
    }
  value = flatten (self);
  apply (self, value, 3);
  value = act (self);
  apply (self, value, 4);
}

/* Four convolutions with CNN-s's number of parameters; @identity adds block 2's output, cropped. */
static void
build_4conv (Builder *self, gboolean identity)
{
  static const char *const keys[2][6] = {
    { "layers.0", "layers.3", "layers.5", "layers.7", "layers.10", "layers.12" },
    { "conv1", "conv2", "conv3", "conv4", "fc5", "fc6" },
  };
  const char *const *key = keys[identity ? 1 : 0];
  guint              block2 = 0, value;

  append_layer (self, "conv1", key[0], WS_LAYER_CONV, 8, self->arch->channels, 5, TRUE);
  append_layer (self, "conv2", key[1], WS_LAYER_CONV, 4, 8, 5, FALSE);
  append_layer (self, "conv3", key[2], WS_LAYER_CONV, 6, 4, 4, FALSE);
  append_layer (self, "conv4", key[3], WS_LAYER_CONV, 4, 6, 3, FALSE);
  append_layer (self, "fc1", key[4], WS_LAYER_LINEAR, 18, 36, 1, TRUE);
  append_layer (self, "fc2", key[5], WS_LAYER_LINEAR, 10, 18, 1, TRUE);
  after_flatten (self, 4, 9);
  permutes (self, 0, 1);
  permutes (self, 2, 3);
  permutes (self, 4, 5);
  if (!identity)
    {
      permutes (self, 1, 2);
      permutes (self, 3, 4);
    }

  value = apply (self, 0, 0);
  value = pool (self, value, 2, 2);
  value = act (self);
  for (int layer = 1; layer < 4; layer++)
    {
      apply (self, value, layer);
      value = act (self);
      if (layer == 1)
        block2 = value;
    }
  if (identity)
    value = add (self, value, crop (self, block2, 1, 2, 3));
  value = flatten (self);
  apply (self, value, 4);
  value = act (self);
  apply (self, value, 5);
}

/* -- registry -- */

static const char *const arch_names[] = { "cnn-s", "cnn-s-res", "cnn-4conv", "cnn-4conv-id", NULL };

static const WsArch *
build (guint which, guint channels)
{
  WsArch *arch = g_new0 (WsArch, 1);
  Builder builder = { .arch = arch,
                      .layers = g_array_new (FALSE, TRUE, sizeof (WsLayer)),
                      .ops = g_array_new (FALSE, TRUE, sizeof (WsOp)) };

  arch->name = arch_names[which];
  arch->channels = channels;
  arch->height = 28;
  arch->width = 28;
  arch->n_classes = 10;
  if (which < 2)
    build_cnn_s (&builder, which == 1);
  else
    build_4conv (&builder, which == 3);
  arch->n_params = builder.place;
  arch->n_tokens = builder.tokens;
  arch->n_layers = builder.layers->len;
  arch->n_ops = builder.ops->len;
  arch->layers = (gpointer)g_array_free (builder.layers, FALSE);
  arch->ops = (gpointer)g_array_free (builder.ops, FALSE);
  return arch;
}

const char *const *
ws_arch_list (void)
{
  return arch_names;
}

const WsArch *
ws_arch_lookup (const char *name, guint channels, GError **error)
{
  static const WsArch *known[G_N_ELEMENTS (arch_names) - 1][2];
  static gsize         built;
  g_autofree char     *names = NULL;

  if (g_once_init_enter (&built))
    {
      for (guint which = 0; which < G_N_ELEMENTS (known); which++)
        {
          known[which][0] = build (which, 1);
          known[which][1] = build (which, 3);
        }
      g_once_init_leave (&built, 1);
    }
  if (channels != 1 && channels != 3)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "images of %u channels: architectures take 1 or 3", channels);
      return NULL;
    }
  for (guint which = 0; which < G_N_ELEMENTS (known); which++)
    if (g_str_equal (name, arch_names[which]))
      return known[which][channels == 3];
  names = g_strjoinv (", ", (char **)arch_names);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "there is no architecture \"%s\"; known: %s",
               name, names);
  return NULL;
}

/* -- neuron permutations -- */

void
ws_arch_permute (const WsArch *self, const guint32 *const *perms, const float *w, float *out)
{
  memcpy (out, w, self->n_params * sizeof *w);
  for (guint l = 0; l < self->n_layers; l++)
    {
      const WsLayer *layer = &self->layers[l];
      const guint32 *rows = layer->permutes_with >= 0 ? perms[l] : NULL;
      const guint32 *columns = NULL;
      guint          area = layer->kernel * layer->kernel * layer->spatial_in;
      guint          n_channels = layer->n_in / layer->spatial_in;
      gsize          row_length = (gsize)layer->n_in * layer->kernel * layer->kernel;

      for (guint k = 0; k < self->n_layers; k++)
        if (self->layers[k].permutes_with == (int)l)
          columns = perms[k];
      if (rows == NULL && columns == NULL)
        continue;
      for (guint o = 0; o < layer->n_out; o++)
        {
          gsize        source = rows != NULL ? rows[o] : o;
          const float *from = w + layer->w_start + source * row_length;
          float       *to = out + layer->w_start + o * row_length;

          for (guint c = 0; c < n_channels; c++)
            memcpy (to + (gsize)c * area, from + (gsize)(columns != NULL ? columns[c] : c) * area,
                    area * sizeof *w);
          if (layer->has_bias)
            out[layer->b_start + o] = w[layer->b_start + source];
        }
    }
}
