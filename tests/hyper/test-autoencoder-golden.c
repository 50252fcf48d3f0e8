/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/autoencoder.h"
#include "hyper/contrast.h"
#include "hyper/head.h"
#include "hyper/lwln.h"
#include "hyper/optim.h"

#include "golden-params.h"

/* One training step of the whole autoencoder beside PyTorch's in double precision; the files and
 * the numbers that are made on both sides are explained in tests/golden/autoencoder.py and
 * representation.py. */

/* Single precision against double: relative error of a whole tensor, as the issue asks for. */
#define TOLERANCE 1e-5

typedef struct
{
  JsonParser   *parser;
  JsonObject   *golden;
  WsHyperConfig config;
  const WsArch *arch;
  WsHyper      *hyper;
  WsPass       *pass;
  WsHead       *head;
  guint         rows;
  float        *w, *z, *w_hat, *p, *grad;
  double        rec, con, loss, layers[8];
} Step;

/* Rows of weights, and what the trainer measures on them: σ and the mean vector. */
static void
fill_rows (Step *self)
{
  guint P = (guint)self->arch->n_params, states = self->rows / 2;

  for (guint r = 0; r < self->rows; r++)
    for (guint i = 0; i < P; i++)
      self->w[r * P + i] =
          (float)(0.3 * hashed (1000 + r % states, i) + 0.15 * hashed (2000 + r, i));
  for (guint r = 0; r < self->rows; r++)
    for (guint l = 0; l < self->arch->n_layers; l++)
      for (gsize i = 0; i < self->arch->layers[l].length; i++)
        self->w[r * P + self->arch->layers[l].w_start + i] *= ldexpf (1, -(int)l);
  for (guint i = 0; i < P; i++)
    {
      double sum = 0;

      for (guint r = 0; r < self->rows; r++)
        sum += (double)self->w[r * P + i];
      self->hyper->mean[i] = (float)(sum / self->rows);
    }
  ws_lwln_sigma (self->arch, self->w, self->rows, self->hyper->sigma);
}

static void
step_init (Step *self, const char *file)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *config = NULL;
  g_autoptr (GError) error = NULL;
  gsize P, q;

  self->parser = json_parser_new ();
  self->golden = load_golden (file, self->parser);
  json_generator_set_root (generator, json_object_get_member (self->golden, "config"));
  config = json_generator_to_data (generator, NULL);
  g_assert_true (ws_hyper_config_from_json (config, &self->config, &error));
  g_assert_no_error (error);
  self->arch = ws_arch_lookup (json_object_get_string_member (self->golden, "arch"),
                               get_count (self->golden, "channels"), &error);
  g_assert_no_error (error);
  self->hyper = ws_hyper_new (&self->config, self->arch, &error);
  g_assert_no_error (error);
  self->rows = get_count (self->golden, "rows");
  P = self->arch->n_params;
  q = ws_hyper_get_n_latents (self->hyper);
  self->w = g_new (float, self->rows *P);
  self->w_hat = g_new (float, self->rows *P);
  self->z = g_new (float, self->rows *q);
  self->p = g_new (float, (gsize)self->rows * self->config.head_out);
  self->grad = g_new (float, self->hyper->n_params);
  fill_params (self->golden, self->hyper);
  fill_rows (self);
  self->pass = ws_pass_new (self->hyper, self->rows, TRUE);
  self->head = ws_head_new (&self->config, self->hyper->latents.n, self->rows);
}

static void
step_clear (Step *self)
{
  ws_head_free (self->head);
  ws_pass_free (self->pass);
  ws_hyper_unref (self->hyper);
  g_object_unref (self->parser);
  g_free (self->w);
  g_free (self->w_hat);
  g_free (self->z);
  g_free (self->p);
  g_free (self->grad);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Step, step_clear)

/* Losses and the gradient of all parameters, put together as the trainer does. */
static void
run (Step *self)
{
  const WsHyperConfig *c = &self->config;
  const float         *head_params = self->hyper->params + self->hyper->at.head;
  gsize n_p = (gsize)self->rows * c->head_out, n_z = (gsize)self->rows * self->hyper->latents.n;
  g_autofree float *dp = g_new (float, n_p), *dz = g_new (float, n_z);
  g_autofree float *dz_contrast = g_new (float, n_z);
  g_autofree float *dw_hat = g_new (float, self->rows * self->arch->n_params);

  memset (self->grad, 0, self->hyper->n_params * sizeof (float));
  ws_pass_encode (self->pass, self->w, self->rows, self->z);
  ws_head_forward (self->head, head_params, self->z, self->rows, self->p);
  self->con = ws_contrast_loss (c->contrast, c->temperature, self->p, self->rows, c->head_out, dp);
  for (gsize i = 0; i < n_p; i++)
    dp[i] *= c->gamma;
  ws_head_backward (self->head, head_params, dp, self->grad + self->hyper->at.head, dz_contrast);
  ws_pass_decode (self->pass, self->z, self->rows, self->w_hat);
  self->rec = ws_lwln_loss (self->arch, WS_REDUCTION_GLOBAL_MEAN, self->hyper->sigma, self->w_hat,
                            self->w, self->rows, 1 - c->gamma, dw_hat, self->layers);
  ws_pass_backward_decode (self->pass, self->z, dw_hat, dz, self->grad);
  for (gsize i = 0; i < n_z; i++)
    dz[i] += dz_contrast[i];
  ws_pass_backward_encode (self->pass, self->z, dz, self->grad);
  self->loss = (double)c->gamma * self->con + (1 - (double)c->gamma) * self->rec;
}

/* Norm, projection and some values of @x beside those in @want; errors in units of @unit, or of
 * the norm where that is 0. */
static void
assert_summary (const char *name, const float *x, guint n, JsonObject *want, double unit)
{
  JsonArray *samples = json_object_get_array_member (want, "samples");
  double     square = 0, dot = 0, worst;

  for (guint i = 0; i < n; i++)
    {
      square += (double)x[i] * (double)x[i];
      dot += (double)x[i] * hashed (3000, i);
    }
  if (!(unit > 0))
    unit = get_number (want, "norm");
  worst = fabs (sqrt (square) - get_number (want, "norm"));
  worst = fmax (worst, fabs (dot - get_number (want, "dot")));
  for (guint j = 0; j < json_array_get_length (samples); j++)
    worst = fmax (worst,
                  fabs ((double)x[7919ull * j % n] - json_array_get_double_element (samples, j)));
  g_test_message ("%s: %.1e", name, worst / unit);
  if (!(worst <= TOLERANCE * unit) || !isfinite (dot))
    g_error ("%s: off by %.3g of its norm %.3g", name, worst / unit, unit);
}

static void
assert_numbers (JsonObject *golden, const char *name, const float *x, guint n)
{
  g_autofree double *want = get_numbers (golden, name, n);

  for (guint i = 0; i < n; i++)
    assert_close (x[i], want[i], TOLERANCE);
}

static void
assert_forward (Step *self)
{
  JsonObject        *losses = json_object_get_object_member (self->golden, "contrast");
  guint              n_layers = self->arch->n_layers;
  g_autofree double *layers = get_numbers (self->golden, "loss_layers", n_layers);

  assert_numbers (self->golden, "sigma", self->hyper->sigma, n_layers);
  assert_numbers (self->golden, "z", self->z, self->rows * self->hyper->latents.n);
  assert_numbers (self->golden, "p", self->p, self->rows * self->config.head_out);
  assert_summary ("w_hat", self->w_hat, self->rows * (guint)self->arch->n_params,
                  json_object_get_object_member (self->golden, "w_hat"), 0);
  assert_close (self->rec, get_number (self->golden, "loss_rec"), TOLERANCE);
  assert_close (self->con, get_number (self->golden, "loss_contrast"), TOLERANCE);
  assert_close (self->loss, get_number (self->golden, "loss"), TOLERANCE);
  for (guint l = 0; l < n_layers; l++)
    assert_close (self->layers[l], layers[l], TOLERANCE);
  for (guint kind = 0; kind < 3; kind++)
    {
      static const char *const names[] = { "ntxent", "positive", "cosine" };

      assert_close (ws_contrast_loss ((WsContrast)kind, self->config.temperature, self->p,
                                      self->rows, self->config.head_out, NULL),
                    get_number (losses, names[kind]), TOLERANCE);
    }
}

static void
assert_gradients (Step *self)
{
  JsonArray *gradients = json_object_get_array_member (self->golden, "gradients");
  double     all = get_number (self->golden, "grad_norm");

  assert_close (ws_gradient_norm (self->grad, self->hyper->n_params) / all, 1, TOLERANCE);
  for (guint k = 0; k < count_tensors (self->golden); k++)
    {
      JsonObject          *golden, *want = json_array_get_object_element (gradients, k);
      const WsHyperTensor *tensor = get_tensor (self->golden, self->hyper, k, &golden);
      /* Some gradients are 0: a shift of all keys, or of all that a batch norm reads, changes
       * nothing. Rounding of the sums that cancel is measured by the whole gradient. */
      gboolean is_zero = get_number (want, "norm") < 1e-12;

      assert_summary (tensor->name, self->grad + tensor->start, (guint)tensor->n, want,
                      is_zero ? all : 0);
    }
}

/* One step of Adam: every tensor's new norm, and the loss at the new place. */
static void
assert_adam (Step *self)
{
  g_autofree double *norms =
      get_numbers (self->golden, "norms_after", count_tensors (self->golden));
  g_autofree float *m = g_new0 (float, self->hyper->n_params);
  g_autofree float *v = g_new0 (float, self->hyper->n_params);

  ws_adam_step (self->hyper->n_params, self->hyper->params, m, v, self->grad, self->config.lr,
                self->config.weight_decay, 0, 1, 1);
  for (guint k = 0; k < count_tensors (self->golden); k++)
    {
      JsonObject          *golden;
      const WsHyperTensor *tensor = get_tensor (self->golden, self->hyper, k, &golden);
      double norm = ws_gradient_norm (self->hyper->params + tensor->start, (gsize)tensor->n);

      assert_close (norm / norms[k], 1, TOLERANCE);
    }
  run (self);
  assert_close (self->loss, get_number (self->golden, "loss_after"), TOLERANCE);
}

static void
test_step (gconstpointer file)
{
  g_auto (Step) self = { 0 };

  step_init (&self, file);
  run (&self);
  assert_forward (&self);
  assert_gradients (&self);
  assert_adam (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/hyper/autoencoder/golden/token", "autoencoder-token.json", test_step);
  g_test_add_data_func ("/hyper/autoencoder/golden/linear", "autoencoder-linear.json", test_step);
  g_test_add_data_func ("/hyper/autoencoder/golden/standardised", "autoencoder-standardised.json",
                        test_step);
  g_test_add_data_func ("/hyper/autoencoder/golden/per-token", "autoencoder-per-token.json",
                        test_step);
  g_test_add_data_func ("/hyper/autoencoder/golden/mixed", "autoencoder-mixed.json", test_step);
  return g_test_run ();
}
