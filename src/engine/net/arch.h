/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { WS_ACT_TANH, WS_ACT_RELU, WS_ACT_GELU, WS_ACT_SIGMOID, WS_ACT_SILU, WS_ACT_LEAKY_RELU } WsActivation;
typedef enum { WS_INIT_UNIFORM, WS_INIT_NORMAL, WS_INIT_KAIMING_UNIFORM, WS_INIT_KAIMING_NORMAL,
               WS_INIT_XAVIER_UNIFORM, WS_INIT_XAVIER_NORMAL } WsInit;

const char *ws_activation_get_name (WsActivation act);
gboolean    ws_activation_parse    (const char *name, WsActivation *out);
const char *ws_init_get_name       (WsInit init);
gboolean    ws_init_parse          (const char *name, WsInit *out);

typedef enum { WS_LAYER_CONV, WS_LAYER_LINEAR } WsLayerKind;

/**
 * WsLayer:
 *
 * One layer that has weights, and where they lie in the flat vector: weights row-major
 * (out, in, ky, kx) or (out, in), then all biases. Every output neuron is one token of
 * n_in·kernel² + 1 values (the bias last; without bias one less). METHOD.md 2.1 and 3.
 */
typedef struct
{
  const char *name;       /* "conv1", "fc2", … */
  const char *torch_key;  /* "module_list.0": state_dict keys are this + ".weight" / ".bias" */
  WsLayerKind kind;
  guint       n_out, n_in, kernel; /* kernel 1 for linear */
  gboolean    has_bias;
  gboolean    is_skip;    /* a 1×1 convolution on a residual path */
  guint       spatial_in; /* inputs per channel of the layer before, when a flatten lies between: 9 for fc1 */
  gsize       w_start, b_start, length; /* in floats; weights n_out·n_in·kernel², biases n_out */
  guint       first_token, token_width;
  int         permutes_with; /* layer whose input channels follow this layer's outputs, -1 for none (output layer, or tied by a skip) */
} WsLayer;

typedef enum { WS_OP_CONV, WS_OP_LINEAR, WS_OP_MAXPOOL, WS_OP_ACT, WS_OP_FLATTEN, WS_OP_ADD, WS_OP_CROP } WsOpKind;

/* One step of the forward pass: value i+1 = op i (value a [, value b]); value 0 is the image. */
typedef struct
{
  WsOpKind kind;
  guint    a, b;            /* inputs (value numbers); b for ADD only */
  int      layer;           /* CONV, LINEAR */
  guint    size, stride;    /* MAXPOOL: window, stride; CROP: output side, stride */
  guint    offset;          /* CROP: first row and column */
  guint    channels, height, width; /* of the result */
} WsOp;

/**
 * WsArch:
 *
 * An architecture: the one description from which trainers, tokenisers, samplers and exporters
 * take the flat layout. Immutable and never freed: the registry owns it. Names: "cnn-s",
 * "cnn-s-res", "cnn-4conv", "cnn-4conv-id" (METHOD.md 2.1 and 2.5), with 1 or 3 channels.
 */
typedef struct
{
  const char *name;
  guint       channels, height, width, n_classes;
  guint       n_layers;
  WsLayer    *layers;
  guint       n_ops;
  WsOp       *ops;
  gsize       n_params;  /* P */
  guint       n_tokens;  /* T */
} WsArch;

const WsArch *ws_arch_lookup (const char *name, guint channels, GError **error);
const char *const *ws_arch_list (void); /* NULL-terminated names */

/* Initial weights of network @model: weights by the rule, every bias 0.01. METHOD.md 2.2. */
void ws_arch_init_weights (const WsArch *self, WsInit init, guint64 seed, guint32 model, float *w);

/* -- the slow, obvious reference (double precision inside), for tests and small uses -- */
/* Logits of one image; @x channels × height × width. */
void   ws_arch_forward_ref (const WsArch *self, WsActivation act, const double *w, const float *x,
                            double *logits);
/* Every value of the pass of one image, one after the other, channel-major: value 0 is the image, value
 * i + 1 the result of op i, the last are the logits. @start: (out) n_ops + 2 places: value v is
 * result[start[v]] … result[start[v + 1] - 1]. (transfer full) */
double *ws_arch_trace_ref  (const WsArch *self, WsActivation act, const double *w, const float *x,
                            gsize *start);
/* Mean cross-entropy over @n images and its gradient (@dw, n_params, overwritten; nullable). */
double ws_arch_loss_ref    (const WsArch *self, WsActivation act, const double *w, const float *x,
                            const guint8 *labels, guint n, double *dw, guint *n_correct);

/* The score of one image: returns a loss of its @logits, and sets @dlogits (nullable) to the gradient. */
typedef double (*WsScoreRef) (gpointer data, guint image, const double *logits, double *dlogits);
/* Sum of the scores of images @x[0 … n-1]; @dw (n_params, nullable) += its gradient. */
double ws_arch_score_ref   (const WsArch *self, WsActivation act, const double *w, const float *const *x,
                            guint n, WsScoreRef score, gpointer data, double *dw);

/* Applies neuron permutations to a flat vector (METHOD.md 3): perms[l] (nullable) has the order of
 * layer l's outputs: new neuron i is old neuron perms[l][i]. @out and @w must not overlap. */
void   ws_arch_permute     (const WsArch *self, const guint32 *const *perms, const float *w, float *out);

G_END_DECLS
