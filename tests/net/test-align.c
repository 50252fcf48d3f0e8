/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/align.h"

#include "core/error.h"
#include "core/random.h"
#include "ws-test.h"

#define N_IMAGES 12

typedef struct
{
  const WsArch *arch;
  WsActivation  act;
  float        *w, *moved, *back; /* a network, the same one moved, room */
  WsAlignment  *move;             /* some element of the group */
  float        *x;                /* N_IMAGES */
  WsStream      stream;
} Fixture;

static void
fixture_init (Fixture *f, const char *name, guint channels, WsActivation act, guint32 number)
{
  f->arch = ws_arch_lookup (name, channels, NULL);
  f->act = act;
  f->w = g_new (float, f->arch->n_params);
  f->moved = g_new (float, f->arch->n_params);
  f->back = g_new (float, f->arch->n_params);
  f->x = g_new (float, N_IMAGES *channels * 784);
  ws_stream_init (&f->stream, 22, WS_PURPOSE_TEST, number, 0);
  for (gsize i = 0; i < f->arch->n_params; i++)
    f->w[i] = 0.2f * ws_stream_normal (&f->stream);
  for (guint i = 0; i < N_IMAGES * channels * 784; i++)
    f->x[i] = ws_stream_uniform (&f->stream);
  f->move = ws_alignment_new (f->arch);
  for (guint l = 0; l < f->arch->n_layers; l++)
    {
      const WsLayer *layer = &f->arch->layers[l];

      if (layer->permutes_with < 0)
        continue;
      ws_stream_permutation (&f->stream, f->move->order + layer->first_token, layer->n_out);
      if (ws_arch_can_flip (f->arch, act, l))
        for (guint i = 0; i < layer->n_out; i++)
          f->move->sign[layer->first_token + i] = ws_stream_below (&f->stream, 2) ? 1 : -1;
    }
  ws_alignment_apply (f->move, f->w, f->moved);
}

static void
fixture_clear (Fixture *f)
{
  g_free (f->w);
  g_free (f->moved);
  g_free (f->back);
  g_free (f->x);
  ws_alignment_free (f->move);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
assert_same (const WsArch *arch, const float *a, const float *b)
{
  for (gsize i = 0; i < arch->n_params; i++)
    g_assert_cmpfloat (a[i], ==, b[i]); /* 0 and -0 are the same */
}

static void
assert_same_function (const Fixture *f, const float *a, const float *b)
{
  g_autofree double *wide_a = g_new (double, f->arch->n_params);
  g_autofree double *wide_b = g_new (double, f->arch->n_params);

  for (gsize i = 0; i < f->arch->n_params; i++)
    {
      wide_a[i] = (double)a[i];
      wide_b[i] = (double)b[i];
    }
  for (guint i = 0; i < 2; i++)
    {
      double       logits_a[10], logits_b[10];
      const float *x = f->x + i * f->arch->channels * 784;

      ws_arch_forward_ref (f->arch, f->act, wide_a, x, logits_a);
      ws_arch_forward_ref (f->arch, f->act, wide_b, x, logits_b);
      for (guint c = 0; c < 10; c++)
        ws_assert_close (logits_a[c], logits_b[c], 1e-10);
    }
}

/* (transfer full): what the neurons of @w say to the fixture's images. */
static float *
get_units (const Fixture *f, const float *w)
{
  guint              n = ws_arch_count_units (f->arch);
  float             *units = g_new (float, N_IMAGES *n);
  g_autofree double *wide = g_new (double, f->arch->n_params);

  for (gsize i = 0; i < f->arch->n_params; i++)
    wide[i] = (double)w[i];
  for (guint i = 0; i < N_IMAGES; i++)
    ws_arch_units_ref (f->arch, f->act, wide, f->x + i * f->arch->channels * 784, units + i * n);
  return units;
}

static WsAlignment *
align (const Fixture *f, gboolean by_units, const float *reference, const float *w)
{
  g_autofree float *reference_units = NULL, *units = NULL;
  g_autoptr (GError) error = NULL;
  WsAlignment *found;

  if (by_units)
    {
      reference_units = get_units (f, reference);
      units = get_units (f, w);
      found = ws_align_by_units (f->arch, f->act, reference_units, units, N_IMAGES, TRUE, &error);
    }
  else
    found = ws_align_by_weights (f->arch, f->act, reference, w, TRUE, 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
  return found;
}

/* -- the group -- */

static void
test_group (void)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        g_auto (Fixture) f = { 0 }, other = { 0 };
        g_autoptr (WsAlignment) back = NULL, both = NULL, none = NULL, undone = NULL;
        g_autofree float *step = NULL;

        fixture_init (&f, ws_arch_list ()[a], channels, WS_ACT_TANH, 10 * a + channels);
        fixture_init (&other, ws_arch_list ()[a], channels, WS_ACT_TANH, 10 * a + channels + 1);
        g_assert_false (ws_alignment_is_identity (f.move));
        g_assert_true (memcmp (f.w, f.moved, f.arch->n_params * sizeof (float)) != 0);
        assert_same_function (&f, f.w, f.moved);

        back = ws_alignment_invert (f.move);
        ws_alignment_apply (back, f.moved, f.back);
        assert_same (f.arch, f.back, f.w);
        undone = ws_alignment_compose (f.move, back);
        g_assert_true (ws_alignment_is_identity (undone));

        both = ws_alignment_compose (f.move, other.move);
        step = g_new (float, f.arch->n_params);
        ws_alignment_apply (other.move, f.moved, step);
        ws_alignment_apply (both, f.w, f.back);
        assert_same (f.arch, f.back, step);

        none = ws_alignment_new (f.arch);
        g_assert_true (ws_alignment_is_identity (none));
        ws_alignment_apply (none, f.w, f.back);
        assert_same (f.arch, f.back, f.w);
      }
}

/* Signs are free in tanh networks where no pool follows: METHOD.md 3. */
static void
test_flips (void)
{
  static const gboolean want[4][8] = { { FALSE, FALSE, TRUE, TRUE, FALSE },
                                       { FALSE, FALSE, FALSE, TRUE },
                                       { FALSE, TRUE, TRUE, TRUE, TRUE, FALSE },
                                       { FALSE, FALSE, TRUE, FALSE, TRUE, FALSE } };

  for (guint a = 0; a < 4; a++)
    {
      const WsArch *arch = ws_arch_lookup (ws_arch_list ()[a], 1, NULL);

      for (guint l = 0; l < arch->n_layers; l++)
        {
          g_assert_cmpint (ws_arch_can_flip (arch, WS_ACT_TANH, l), ==, want[a][l]);
          g_assert_false (ws_arch_can_flip (arch, WS_ACT_GELU, l));
          g_assert_false (ws_arch_can_flip (arch, WS_ACT_SIGMOID, l));
        }
    }
}

/* Where a pool lies between, a sign is no symmetry: the test of functions above sees it. */
static void
test_pool_breaks_signs (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (WsAlignment) flip = NULL;
  g_autofree double *wide = NULL;
  double             before[10], after[10], difference = 0;

  fixture_init (&f, "cnn-s", 1, WS_ACT_TANH, 40);
  flip = ws_alignment_new (f.arch);
  flip->sign[0] = -1;
  ws_alignment_apply (flip, f.w, f.back);
  wide = g_new (double, f.arch->n_params);
  for (guint pass = 0; pass < 2; pass++)
    {
      for (gsize i = 0; i < f.arch->n_params; i++)
        wide[i] = (double)(pass == 0 ? f.w : f.back)[i];
      ws_arch_forward_ref (f.arch, f.act, wide, f.x, pass == 0 ? before : after);
    }
  for (guint c = 0; c < 10; c++)
    difference += fabs (before[c] - after[c]);
  g_assert_cmpfloat (difference, >, 1e-3);
}

/* -- units -- */

static void
test_units (void)
{
  const WsArch *cnn = ws_arch_lookup ("cnn-s", 1, NULL);
  const WsArch *tied = ws_arch_lookup ("cnn-4conv-id", 1, NULL);
  guint         value, start, places;
  g_auto (Fixture) f = { 0 };
  g_autofree float *units = NULL, *moved = NULL;
  guint             n;

  g_assert_cmpuint (ws_arch_count_units (cnn), ==, 8 * 144 + 6 * 16 + 4 * 9 + 20);
  g_assert_true (ws_arch_find_units (cnn, 1, &value, &start, &places));
  g_assert_cmpuint (start, ==, 8 * 144);
  g_assert_cmpuint (places, ==, 16);
  g_assert_cmpint (cnn->ops[value - 1].kind, ==, WS_OP_ACT);
  g_assert_false (ws_arch_find_units (cnn, 4, NULL, NULL, NULL)); /* logits */
  g_assert_false (ws_arch_find_units (tied, 1, NULL, NULL, NULL));
  g_assert_cmpuint (ws_arch_count_units (tied), ==, 8 * 144 + 6 * 25 + 18);

  /* the neurons of a moved network say what the old ones said, in the new order */
  fixture_init (&f, "cnn-s", 3, WS_ACT_TANH, 41);
  units = get_units (&f, f.w);
  moved = get_units (&f, f.moved);
  n = ws_arch_count_units (f.arch);
  for (guint l = 0; l < 4; l++)
    {
      guint first = f.arch->layers[l].first_token;

      g_assert_true (ws_arch_find_units (f.arch, l, &value, &start, &places));
      for (guint k = 0; k < f.arch->layers[l].n_out; k++)
        for (guint p = 0; p < places; p++)
          ws_assert_close (moved[n + start + k * places + p],
                           f.move->sign[first + k] *
                               units[n + start + f.move->order[first + k] * places + p],
                           1e-5);
    }
}

/* -- finding back -- */

/* Every architecture, with signs and without, exactly; and the same result from any start. */
static void
test_recovery (void)
{
  static const WsActivation acts[] = { WS_ACT_TANH, WS_ACT_GELU };

  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    for (guint k = 0; k < 4; k++)
      for (guint by_units = 0; by_units < 2; by_units++)
        {
          g_auto (Fixture) f = { 0 };
          g_autoptr (WsAlignment) found = NULL, want = NULL, again = NULL;

          fixture_init (&f, ws_arch_list ()[a], k < 2 ? 1 : 3, acts[k % 2], 100 + 10 * a + k);
          found = align (&f, by_units, f.w, f.moved);
          want = ws_alignment_invert (f.move);
          g_assert_cmpmem (found->order, sizeof (guint32) * f.arch->n_tokens, want->order,
                           sizeof (guint32) * f.arch->n_tokens);
          g_assert_cmpmem (found->sign, f.arch->n_tokens, want->sign, f.arch->n_tokens);
          ws_alignment_apply (found, f.moved, f.back);
          assert_same (f.arch, f.back, f.w);
          again = align (&f, by_units, f.w, f.back); /* there is nothing left to do */
          g_assert_true (ws_alignment_is_identity (again));
        }
}

/* A third of every weight is noise; a tenth where it adds up from layer to layer. */
static void
test_noise (void)
{
  for (guint k = 0; k < 6; k++)
    {
      g_auto (Fixture) f = { 0 };
      g_autoptr (WsAlignment) found = NULL, want = NULL;

      fixture_init (&f, "cnn-s", 1, WS_ACT_TANH, 200 + k);
      for (gsize i = 0; i < f.arch->n_params; i++)
        f.moved[i] += (k % 2 ? 0.02f : 0.066f) * ws_stream_normal (&f.stream);
      want = ws_alignment_invert (f.move);
      found = align (&f, k % 2, f.w, f.moved);
      g_assert_cmpmem (found->order, sizeof (guint32) * f.arch->n_tokens, want->order,
                       sizeof (guint32) * f.arch->n_tokens);
      g_assert_cmpmem (found->sign, f.arch->n_tokens, want->sign, f.arch->n_tokens);
    }
}

static double
get_distance (const WsArch *arch, const float *a, const float *b)
{
  double sum = 0;

  for (gsize i = 0; i < arch->n_params; i++)
    sum += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
  return sqrt (sum);
}

/* Networks that have nothing in common: the distance falls (never rises), and whichever element of
 * the group one starts from, the aligned network is the same; aligned once more it stays. */
static void
test_canonical (void)
{
  for (guint k = 0; k < 6; k++)
    {
      g_auto (Fixture) f = { 0 }, reference = { 0 };
      g_autoptr (WsAlignment) found = NULL, other = NULL, again = NULL;
      g_autofree float *aligned = NULL;
      guint             by_units = k % 2;

      fixture_init (&f, "cnn-s", 1, k < 4 ? WS_ACT_TANH : WS_ACT_GELU, 300 + 2 * k);
      fixture_init (&reference, "cnn-s", 1, f.act, 301 + 2 * k);
      aligned = g_new (float, f.arch->n_params);
      found = align (&f, by_units, reference.w, f.w);
      ws_alignment_apply (found, f.w, aligned);
      assert_same_function (&f, f.w, aligned);
      if (!by_units)
        g_assert_cmpfloat (get_distance (f.arch, aligned, reference.w), <,
                           get_distance (f.arch, f.w, reference.w));
      other = align (&f, by_units, reference.w, f.moved);
      ws_alignment_apply (other, f.moved, f.back);
      assert_same (f.arch, f.back, aligned);
      again = align (&f, by_units, reference.w, aligned);
      g_assert_true (ws_alignment_is_identity (again));
    }
}

/* Without @signs, or with an activation that is not odd, no sign changes. */
static void
test_no_signs (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (WsAlignment) found = NULL, by_units = NULL;
  g_autofree float *a = NULL, *b = NULL;

  fixture_init (&f, "cnn-s", 1, WS_ACT_TANH, 400);
  found = ws_align_by_weights (f.arch, f.act, f.w, f.moved, FALSE, 1, NULL);
  a = get_units (&f, f.w);
  b = get_units (&f, f.moved);
  by_units = ws_align_by_units (f.arch, f.act, a, b, N_IMAGES, FALSE, NULL);
  for (guint t = 0; t < f.arch->n_tokens; t++)
    g_assert_true (found->sign[t] == 1 && by_units->sign[t] == 1);
}

/* Equal and dead neurons: any of the equal answers, but a good permutation and the same function.
 */
static void
test_degenerate (void)
{
  for (guint by_units = 0; by_units < 2; by_units++)
    {
      g_auto (Fixture) f = { 0 };
      g_autoptr (WsAlignment) found = NULL;
      const WsLayer *conv1, *fc1;

      fixture_init (&f, "cnn-s", 1, WS_ACT_TANH, 410);
      conv1 = &f.arch->layers[0];
      fc1 = &f.arch->layers[3];
      memset (f.moved + fc1->w_start, 0, sizeof (float) * fc1->length);
      for (guint k = 1; k < conv1->n_out; k++)
        memcpy (f.moved + conv1->w_start + 25 * k, f.moved + conv1->w_start, sizeof (float) * 25);
      found = align (&f, by_units, f.w, f.moved);
      ws_alignment_apply (found, f.moved, f.back);
      assert_same_function (&f, f.moved, f.back);
    }
}

static void
test_hostile (void)
{
  static const float bad[] = { NAN, INFINITY, -INFINITY };
  g_auto (Fixture) f = { 0 };
  g_autofree float *a = NULL, *b = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&f, "cnn-s", 1, WS_ACT_TANH, 420);
  a = get_units (&f, f.w);
  b = get_units (&f, f.moved);
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      float keep = f.moved[1000], keep_unit = b[100];

      f.moved[1000] = bad[k];
      g_assert_null (ws_align_by_weights (f.arch, f.act, f.w, f.moved, TRUE, 1, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "to be aligned");
      g_assert_null (ws_align_by_weights (f.arch, f.act, f.moved, f.w, TRUE, 1, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "reference");
      f.moved[1000] = keep;
      b[100] = bad[k];
      g_assert_null (ws_align_by_units (f.arch, f.act, a, b, N_IMAGES, TRUE, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "activation");
      b[100] = keep_unit;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/align/group", test_group);
  g_test_add_func ("/net/align/flips", test_flips);
  g_test_add_func ("/net/align/pool-breaks-signs", test_pool_breaks_signs);
  g_test_add_func ("/net/align/units", test_units);
  g_test_add_func ("/net/align/recovery", test_recovery);
  g_test_add_func ("/net/align/noise", test_noise);
  g_test_add_func ("/net/align/canonical", test_canonical);
  g_test_add_func ("/net/align/no-signs", test_no_signs);
  g_test_add_func ("/net/align/degenerate", test_degenerate);
  g_test_add_func ("/net/align/hostile", test_hostile);
  return g_test_run ();
}
