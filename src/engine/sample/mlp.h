/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small dense network, as samplers learn one: each layer is y = dropout (f (norm (W·x + b))).
 *
 * Batches lie feature by feature, x[feature][row], so that every row of a batch is a lane of its own:
 * whatever its company is, its bits are the same, and they are so for any number of threads. */

typedef enum
{
  WS_MLP_LINEAR,     /* f (x) = x */
  WS_MLP_LEAKY_RELU, /* slope .2 below 0 */
  WS_MLP_GELU,       /* x·Φ(x) */
} WsMlpActivation;

typedef struct
{
  guint           n_out;
  gboolean        norm; /* as torch.nn.LayerNorm: biased variance, ε 1e-5, gain and shift */
  WsMlpActivation activation;
  float           dropout; /* probability in steps of 2^-16 */
} WsMlpLayer;

#define WS_MLP_MAX_LAYERS 4

/* All parameters are one vector: for each layer W [n_out][n_in] as in PyTorch, b, and with norm gain
 * and shift (n_out each) at these places. */
typedef struct
{
  guint      n_in, n_layers;
  WsMlpLayer layers[WS_MLP_MAX_LAYERS];
  gsize      weight[WS_MLP_MAX_LAYERS], bias[WS_MLP_MAX_LAYERS];
  gsize      gain[WS_MLP_MAX_LAYERS], shift[WS_MLP_MAX_LAYERS];
  gsize      n_params;
} WsMlp;

/* A batch on its way. x[0] is to be filled before ws_mlp_forward(), x[n_layers] is its result;
 * dx[n_layers], the gradient with respect to that, before ws_mlp_backward(). Value (feature j, row i)
 * is at j·stride + i. What lies beyond the rows stays finite when it is left alone. */
typedef struct
{
  const WsMlp *mlp;
  guint        n_rows;
  gsize        stride;
  float       *x[WS_MLP_MAX_LAYERS + 1], *dx[WS_MLP_MAX_LAYERS + 1];
  float       *hat[WS_MLP_MAX_LAYERS], *inverse[WS_MLP_MAX_LAYERS]; /* normalised; 1 / deviation */
  float       *slope[WS_MLP_MAX_LAYERS]; /* of activation and dropout; NULL: 1 */
} WsMlpPass;

/* Where masks lie: layer and row have masks of their own in every step. */
typedef struct
{
  guint64 seed;
  guint32 step;
} WsMlpDropout;

void  ws_mlp_init   (WsMlp *self, guint n_in, const WsMlpLayer *layers, guint n_layers);
guint ws_mlp_inputs (const WsMlp *self, guint layer);

/* @self: lent. The floats are 0 at first. */
WsMlpPass *ws_mlp_pass_new  (const WsMlp *self, guint n_rows);
void       ws_mlp_pass_free (WsMlpPass *pass);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsMlpPass, ws_mlp_pass_free)

/* @dropout: NULL as in drawing: nothing is dropped. On the pool. */
void ws_mlp_forward  (const WsMlp *self, const float *params, const WsMlpDropout *dropout, WsMlpPass *pass);
/* After ws_mlp_forward(): fills @gradient (nullable), as long as the parameters, with sums over the
 * rows, and with @to_input also dx[0]. All dx are used up. On the pool. */
void ws_mlp_backward (const WsMlp *self, const float *params, gboolean to_input, WsMlpPass *pass, float *gradient);

G_END_DECLS
