/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/arch.h"

#include "core/random.h"
#include "ws-test.h"

#define MAX_LAYERS 8

typedef struct
{
  const WsArch  *arch;
  float         *w, *permuted;
  float          x[3 * 784];
  guint32        orders[MAX_LAYERS][20];
  const guint32 *perms[MAX_LAYERS];
} Fixture;

static void
fixture_init (Fixture *f, const char *name, guint channels, guint32 number)
{
  WsStream stream;

  f->arch = ws_arch_lookup (name, channels, NULL);
  f->w = g_new (float, f->arch->n_params);
  f->permuted = g_new (float, f->arch->n_params);
  ws_arch_init_weights (f->arch, WS_INIT_NORMAL, 14, number, f->w);
  ws_stream_init (&stream, 14, WS_PURPOSE_TEST, number, 0);
  for (gsize i = 0; i < f->arch->n_params; i++)
    f->w[i] = 0.3f * f->w[i] + 0.1f * ws_stream_uniform (&stream); /* biases of their own too */
  for (guint i = 0; i < 3 * 784; i++)
    f->x[i] = ws_stream_uniform (&stream);
  g_assert_cmpuint (f->arch->n_layers, <=, MAX_LAYERS);
  for (guint l = 0; l < f->arch->n_layers; l++)
    {
      ws_stream_permutation (&stream, f->orders[l], f->arch->layers[l].n_out);
      f->perms[l] = f->orders[l];
    }
}

static void
fixture_clear (Fixture *f)
{
  g_free (f->w);
  g_free (f->permuted);
}

static void
get_logits (const Fixture *f, WsActivation act, const float *w, double *logits)
{
  g_autofree double *wide = g_new (double, f->arch->n_params);

  for (gsize i = 0; i < f->arch->n_params; i++)
    wide[i] = (double)w[i];
  ws_arch_forward_ref (f->arch, act, wide, f->x, logits);
}

static int
compare (const void *a, const void *b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return (x > y) - (x < y);
}

/* The same function, by other numbers in other places; only the order of the sums differs. */
static void
test_invariance (void)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    for (guint channels = 1; channels <= 3; channels += 2)
      for (guint number = 0; number < 5; number++)
        {
          WsActivation act = (WsActivation)(number % 3);
          double       before[10], after[10];
          Fixture      f;

          fixture_init (&f, ws_arch_list ()[a], channels, number);
          ws_arch_permute (f.arch, f.perms, f.w, f.permuted);
          g_assert_true (memcmp (f.w, f.permuted, f.arch->n_params * sizeof (float)) != 0);
          get_logits (&f, act, f.w, before);
          get_logits (&f, act, f.permuted, after);
          for (guint c = 0; c < 10; c++)
            ws_assert_close (after[c], before[c], 1e-12);
          /* nothing is lost: each layer has the numbers that it had */
          for (guint l = 0; l < f.arch->n_layers; l++)
            {
              const WsLayer *layer = &f.arch->layers[l];

              qsort (f.w + layer->w_start, layer->length, sizeof (float), compare);
              qsort (f.permuted + layer->w_start, layer->length, sizeof (float), compare);
            }
          g_assert_cmpmem (f.w, f.arch->n_params * sizeof (float), f.permuted,
                           f.arch->n_params * sizeof (float));
          fixture_clear (&f);
        }
}

/* METHOD.md 3 for CNN-s, written out: rows by the layer's order, columns by the one before. */
static void
test_formula (void)
{
  Fixture f;

  fixture_init (&f, "cnn-s", 1, 9);
  ws_arch_permute (f.arch, f.perms, f.w, f.permuted);
  for (guint l = 0; l < 5; l++)
    {
      const WsLayer *layer = &f.arch->layers[l];
      guint          area = l == 3 ? 9 : layer->kernel * layer->kernel;
      guint          row_length = layer->n_in * layer->kernel * layer->kernel;

      for (guint i = 0; i < layer->n_out; i++)
        {
          guint from = l < 4 ? f.orders[l][i] : i;

          g_assert_cmpfloat (f.permuted[layer->b_start + i], ==, f.w[layer->b_start + from]);
          for (guint j = 0; j < row_length; j++)
            {
              guint column = l > 0 ? f.orders[l - 1][j / area] * area + j % area : j;

              g_assert_cmpfloat (f.permuted[layer->w_start + i * row_length + j], ==,
                                 f.w[layer->w_start + from * row_length + column]);
            }
        }
    }
  fixture_clear (&f);
}

static void
test_inverse (void)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    {
      guint32           inverse[MAX_LAYERS][20];
      const guint32    *perms[MAX_LAYERS], *none[MAX_LAYERS] = { NULL };
      g_autofree float *back = NULL;
      Fixture           f;

      fixture_init (&f, ws_arch_list ()[a], 1, 3);
      back = g_new (float, f.arch->n_params);
      for (guint l = 0; l < f.arch->n_layers; l++)
        {
          for (guint i = 0; i < f.arch->layers[l].n_out; i++)
            inverse[l][f.orders[l][i]] = i;
          perms[l] = inverse[l];
        }
      ws_arch_permute (f.arch, f.perms, f.w, f.permuted);
      ws_arch_permute (f.arch, perms, f.permuted, back);
      g_assert_cmpmem (back, f.arch->n_params * sizeof (float), f.w,
                       f.arch->n_params * sizeof (float));
      ws_arch_permute (f.arch, none, f.w, back);
      g_assert_cmpmem (back, f.arch->n_params * sizeof (float), f.w,
                       f.arch->n_params * sizeof (float));
      fixture_clear (&f);
    }
}

/* Which layers are free: outputs that a skip adds to others are not, nor are the logits. */
static void
test_free_layers (void)
{
  static const int want[4][MAX_LAYERS] = { { 1, 2, 3, 4, -1 },
                                           { -1, -1, -1, 4, -1, -1, -1, -1 },
                                           { 1, 2, 3, 4, 5, -1 },
                                           { 1, -1, 3, -1, 5, -1 } };

  for (guint a = 0; a < 4; a++)
    {
      const WsArch *arch = ws_arch_lookup (ws_arch_list ()[a], 1, NULL);

      for (guint l = 0; l < arch->n_layers; l++)
        g_assert_cmpint (arch->layers[l].permutes_with, ==, want[a][l]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/permute/invariance", test_invariance);
  g_test_add_func ("/net/permute/formula", test_formula);
  g_test_add_func ("/net/permute/inverse", test_inverse);
  g_test_add_func ("/net/permute/free-layers", test_free_layers);
  return g_test_run ();
}
