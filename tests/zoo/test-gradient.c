/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/gradient.h"
#include "ws-test.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"

/* Against the reference pass in double precision; as for the kernels, 1e-5 of a tensor's norm. The
 * behaviour is a difference of two softmaxes in float, close together: three times that. */
#define TOLERANCE 1e-5
#define BEHAVIOUR_TOLERANCE 3e-5
#define N_IMAGES 40

typedef struct
{
  const WsArch  *arch;
  WsActivation   act;
  WsTensorImages images;
  guint          M, K;
  float         *w, *original, *dw;
  guint32       *index;
  double        *task, *behaviour;
} Fixture;

static void
fixture_init (Fixture *self, const char *name, guint channels, WsActivation act, guint M, guint K)
{
  WsStream stream;
  gsize    n_pixels = channels * 784, n;

  self->arch = ws_arch_lookup (name, channels, NULL);
  self->act = act;
  self->M = M;
  self->K = K;
  self->images = (WsTensorImages){ .n = N_IMAGES,
                                   .channels = channels,
                                   .height = 28,
                                   .width = 28,
                                   .n_classes = 10,
                                   .x = WS_ALIGNED_FLOATS (N_IMAGES * n_pixels),
                                   .labels = g_new (guint8, N_IMAGES) };
  n = M * self->arch->n_params;
  self->w = g_new (float, n);
  self->original = g_new (float, n);
  self->dw = g_new0 (float, n);
  self->index = g_new (guint32, M * K);
  self->task = g_new0 (double, M);
  self->behaviour = g_new0 (double, M);

  ws_stream_init (&stream, 8, WS_PURPOSE_TEST, 0, 0);
  for (gsize i = 0; i < N_IMAGES * n_pixels; i++)
    self->images.x[i] = ws_stream_normal (&stream);
  for (guint i = 0; i < N_IMAGES; i++)
    self->images.labels[i] = (guint8)ws_stream_below (&stream, 10);
  for (guint i = 0; i < M * K; i++)
    self->index[i] = ws_stream_below (&stream, N_IMAGES);
  for (guint m = 0; m < M; m++)
    {
      float *w = self->w + m * self->arch->n_params;
      float *original = self->original + m * self->arch->n_params;

      ws_arch_init_weights (self->arch, WS_INIT_KAIMING_NORMAL, 9, m, original);
      for (gsize i = 0; i < self->arch->n_params; i++)
        w[i] = original[i] + 0.1f * ws_stream_normal (&stream);
    }
}

static void
fixture_clear (Fixture *self)
{
  ws_aligned_free (self->images.x);
  g_free (self->images.labels);
  g_free (self->w);
  g_free (self->original);
  g_free (self->dw);
  g_free (self->index);
  g_free (self->task);
  g_free (self->behaviour);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static WsZooGradientTask
fixture_task (Fixture *self, guint n_originals, float task_scale, float behaviour_scale)
{
  return (WsZooGradientTask){ .n_models = self->M,
                              .n_images = self->K,
                              .n_originals = n_originals,
                              .weights = self->w,
                              .originals = self->original,
                              .index = self->index,
                              .task_scale = task_scale,
                              .behaviour_scale = behaviour_scale,
                              .task = self->task,
                              .behaviour = self->behaviour,
                              .dw = self->dw };
}

static void
fixture_run (Fixture *self, guint n_originals, float task_scale, float behaviour_scale)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsZooGradient) gradient =
      ws_zoo_gradient_new (self->arch, self->act, &self->images, &error);
  WsZooGradientTask task = fixture_task (self, n_originals, task_scale, behaviour_scale);

  g_assert_no_error (error);
  memset (self->dw, 0, self->M * self->arch->n_params * sizeof (float));
  g_assert_true (ws_zoo_gradient_run (gradient, &task));
}

/* -- the same in double precision -- */

typedef struct
{
  const Fixture *fixture;
  guint          model;
  double         target[10];
  guint          label;
} Reference;

static void
softmax (const double *logits, double *p)
{
  double sum = 0;

  for (guint c = 0; c < 10; c++)
    sum += exp (logits[c]);
  for (guint c = 0; c < 10; c++)
    p[c] = exp (logits[c]) / sum;
}

static double
score_task (gpointer data, guint image, const double *logits, double *dlogits)
{
  Reference *self = data;
  double     p[10];

  softmax (logits, p);
  for (guint c = 0; c < 10 && dlogits != NULL; c++)
    dlogits[c] = p[c] - (c == self->label ? 1 : 0);
  return -log (p[self->label]);
}

/* Gradient by the whole Jacobian of the softmax. */
static double
score_behaviour (gpointer data, guint image, const double *logits, double *dlogits)
{
  Reference *self = data;
  double     p[10], loss = 0;

  softmax (logits, p);
  for (guint c = 0; c < 10; c++)
    loss += (p[c] - self->target[c]) * (p[c] - self->target[c]) / 10;
  for (guint c = 0; c < 10 && dlogits != NULL; c++)
    {
      dlogits[c] = 0;
      for (guint k = 0; k < 10; k++)
        dlogits[c] += 2 * (p[k] - self->target[k]) / 10 * p[k] * ((k == c ? 1 : 0) - p[c]);
    }
  return loss;
}

/* Mean over the images of network @model, and its gradient. */
static double
reference_loss (const Fixture *fixture, guint model, WsScoreRef score, double *dw)
{
  const WsArch      *arch = fixture->arch;
  gsize              n_pixels = arch->channels * 784;
  g_autofree double *w = g_new (double, arch->n_params);
  g_autofree double *original = g_new (double, arch->n_params);
  Reference          self = { .fixture = fixture, .model = model };
  double             sum = 0;

  for (gsize i = 0; i < arch->n_params; i++)
    {
      w[i] = (double)fixture->w[model * arch->n_params + i];
      original[i] = (double)fixture->original[model * arch->n_params + i];
      if (dw != NULL)
        dw[i] = 0;
    }
  for (guint k = 0; k < fixture->K; k++)
    {
      guint        image = fixture->index[model * fixture->K + k];
      const float *x = fixture->images.x + image * n_pixels;
      double       logits[10];

      self.label = fixture->images.labels[image];
      ws_arch_forward_ref (arch, fixture->act, original, x, logits);
      softmax (logits, self.target);
      sum += ws_arch_score_ref (arch, fixture->act, w, &x, 1, score, &self, dw);
    }
  for (gsize i = 0; i < arch->n_params && dw != NULL; i++)
    dw[i] /= fixture->K;
  return sum / fixture->K;
}

/* Distance of network @model's gradient to @scale × @want, the worst of its layers. */
static double
gradient_error (const Fixture *self, guint model, const double *want, double scale)
{
  const float *got = self->dw + model * self->arch->n_params;
  double       worst = 0;

  for (guint l = 0; l < self->arch->n_layers; l++)
    {
      const WsLayer *layer = &self->arch->layers[l];
      double         distance = 0, norm = 0, error;

      for (gsize i = layer->w_start; i < layer->w_start + layer->length; i++)
        {
          distance += pow ((double)got[i] - scale * want[i], 2);
          norm += pow (scale * want[i], 2);
        }
      g_assert_true (norm > 0);
      error = sqrt (distance / norm);
      worst = error <= worst ? worst : error;
    }
  return worst;
}

/* Both losses of the first and the last network, and each one's gradient. */
static void
compare (Fixture *self)
{
  g_autofree double *dw = g_new (double, self->arch->n_params);

  fixture_run (self, self->M, 0.5f, 0);
  for (guint m = 0; m < self->M; m += MAX (1, self->M - 1))
    {
      double want = reference_loss (self, m, score_task, dw);
      double off = gradient_error (self, m, dw, 0.5);

      ws_assert_close (self->task[m], want, TOLERANCE * want);
      ws_assert_close (off, 0, TOLERANCE);
    }
  fixture_run (self, self->M, 0, 3);
  for (guint m = 0; m < self->M; m += MAX (1, self->M - 1))
    {
      double want = reference_loss (self, m, score_behaviour, dw);
      double off = gradient_error (self, m, dw, 3);

      g_assert_true (want > 1e-6);
      ws_assert_close (self->behaviour[m], want, BEHAVIOUR_TOLERANCE * want);
      ws_assert_close (off, 0, BEHAVIOUR_TOLERANCE);
      g_test_message ("%s, %u channels, %s: behaviour %.2g, gradient off by %.2g", self->arch->name,
                      self->arch->channels, ws_activation_get_name (self->act), want, off);
    }
}

static void
test_activations (void)
{
  for (guint channels = 1; channels <= 3; channels += 2)
    for (guint act = WS_ACT_TANH; act <= WS_ACT_LEAKY_RELU; act++)
      {
        g_auto (Fixture) fixture = { NULL };

        fixture_init (&fixture, "cnn-s", channels, (WsActivation)act, 2, 2);
        compare (&fixture);
      }
}

/* More than one group of lanes, and more than one chunk of images. */
static void
test_chunks (void)
{
  g_auto (Fixture) fixture = { NULL };

  fixture_init (&fixture, "cnn-s", 1, WS_ACT_TANH, 18, 27);
  compare (&fixture);
}

static void
test_other_archs (void)
{
  for (const char *const *name = ws_arch_list () + 1; *name != NULL; name++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        g_auto (Fixture) fixture = { NULL };

        fixture_init (&fixture, *name, channels, WS_ACT_TANH, 2, 17);
        /* So that the sums of two paths do not saturate. */
        for (gsize i = 0; i < 2 * fixture.arch->n_params; i++)
          {
            fixture.w[i] *= 0.5f;
            fixture.original[i] *= 0.5f;
          }
        compare (&fixture);
      }
}

static double
reference_sum (const Fixture *fixture)
{
  return 0.75 * reference_loss (fixture, 0, score_task, NULL) +
         2 * reference_loss (fixture, 0, score_behaviour, NULL);
}

/* The gradient is that of the losses: central differences of the reference's. */
static void
check_differences (const char *name)
{
  const float h = 0x1p-12f;
  g_auto (Fixture) fixture = { NULL };

  fixture_init (&fixture, name, 1, WS_ACT_GELU, 1, 2);
  fixture_run (&fixture, 1, 0.75f, 2);
  for (gsize i = 5; i < fixture.arch->n_params; i += 311)
    {
      float  w = fixture.w[i];
      double plus, minus;

      fixture.w[i] = w + h;
      plus = reference_sum (&fixture);
      fixture.w[i] = w - h;
      minus = reference_sum (&fixture);
      ws_assert_close (fixture.dw[i], (plus - minus) / ((double)(w + h) - (double)(w - h)),
                       BEHAVIOUR_TOLERANCE * MAX (fabs ((double)fixture.dw[i]), 1e-2));
      fixture.w[i] = w;
    }
}

static void
test_differences (void)
{
  for (const char *const *name = ws_arch_list (); *name != NULL; name++)
    check_differences (*name);
}

/* Both at once are the sum; zero factors leave the array as it was; it is added to. */
static void
test_factors (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree float *task = NULL, *behaviour = NULL;
  g_autoptr (WsZooGradient) gradient = NULL;
  WsZooGradientTask ask;
  gsize             n;

  fixture_init (&fixture, "cnn-s", 1, WS_ACT_TANH, 3, 16);
  n = fixture.M * fixture.arch->n_params;
  fixture_run (&fixture, 2, 2, 0);
  task = g_memdup2 (fixture.dw, n * sizeof (float));
  fixture_run (&fixture, 2, 0, 5);
  behaviour = g_memdup2 (fixture.dw, n * sizeof (float));
  for (gsize i = 2 * fixture.arch->n_params; i < n; i++)
    g_assert_cmpfloat (behaviour[i], ==, 0); /* it has no original */
  fixture_run (&fixture, 2, 2, 5);
  for (gsize i = 0; i < n; i++)
    ws_assert_close (fixture.dw[i], task[i] + behaviour[i], 2e-6);

  for (gsize i = 0; i < n; i++)
    fixture.dw[i] = 7;
  gradient = ws_zoo_gradient_new (fixture.arch, fixture.act, &fixture.images, NULL);
  ask = fixture_task (&fixture, 2, 0, 0);
  g_assert_true (ws_zoo_gradient_run (gradient, &ask));
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (fixture.dw[i], ==, 7);
  ask = fixture_task (&fixture, 2, 2, 0);
  g_assert_true (ws_zoo_gradient_run (gradient, &ask));
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (fixture.dw[i], ==, 7 + task[i]);
}

/* A network's numbers are the same alone, among others, and on any number of threads. */
static void
compare_groupings (const char *name, guint M, guint K)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree float  *dw = NULL, *one = NULL;
  g_autofree double *task = NULL, *behaviour = NULL;
  gsize              P;
  g_autoptr (WsZooGradient) gradient = NULL;

  fixture_init (&fixture, name, 1, WS_ACT_SILU, M, K);
  P = fixture.arch->n_params;
  fixture_run (&fixture, M - 1, 1, 1);
  dw = g_memdup2 (fixture.dw, M * P * sizeof (float));
  task = g_memdup2 (fixture.task, M * sizeof (double));
  behaviour = g_memdup2 (fixture.behaviour, (M - 1) * sizeof (double));
  for (guint n_threads = 1; n_threads <= 5; n_threads += 4)
    {
      ws_pool_set_threads (n_threads);
      fixture_run (&fixture, M - 1, 1, 1);
      g_assert_cmpmem (fixture.dw, M * P * sizeof (float), dw, M * P * sizeof (float));
      g_assert_cmpmem (fixture.task, M * sizeof (double), task, M * sizeof (double));
      g_assert_cmpmem (fixture.behaviour, (M - 1) * sizeof (double), behaviour,
                       (M - 1) * sizeof (double));
    }
  ws_pool_set_threads (0);

  one = g_new (float, P);
  gradient = ws_zoo_gradient_new (fixture.arch, fixture.act, &fixture.images, NULL);
  for (guint m = 0; m < M; m++)
    {
      WsZooGradientTask ask = fixture_task (&fixture, m < M - 1, 1, 1);

      ask.n_models = 1;
      ask.weights += m * P;
      ask.originals += m * P;
      ask.index += m * K;
      ask.dw = memset (one, 0, P * sizeof (float));
      g_assert_true (ws_zoo_gradient_run (gradient, &ask));
      g_assert_cmpmem (one, P * sizeof (float), dw + m * P, P * sizeof (float));
      g_assert_cmpfloat (fixture.task[0], ==, task[m]);
      if (m < M - 1)
        g_assert_cmpfloat (fixture.behaviour[0], ==, behaviour[m]);
    }
}

static void
test_groupings (void)
{
  compare_groupings ("cnn-s", 37, 19);
  compare_groupings ("cnn-s", 600, 1); /* more than one wave */
  for (const char *const *name = ws_arch_list () + 1; *name != NULL; name++)
    compare_groupings (*name, 19, 9);
}

/* What one network holds is nothing to the others; it gets no gradient. */
static void
test_not_finite (void)
{
  static const char *const archs[] = { "cnn-s", "cnn-s-res" };

  for (guint a = 0; a < G_N_ELEMENTS (archs); a++)
    {
      g_auto (Fixture) good = { NULL }, bad = { NULL };
      gsize P;

      /* relu and the pool can drop a NaN on the way */
      fixture_init (&good, archs[a], 1, WS_ACT_RELU, 5, 2);
      fixture_init (&bad, archs[a], 1, WS_ACT_RELU, 5, 2);
      P = good.arch->n_params;
      bad.w[P + 700] = NAN;
      bad.w[2 * P + 3] = -INFINITY;
      bad.original[4 * P + 1] = NAN;
      fixture_run (&good, 5, 1, 1);
      fixture_run (&bad, 5, 1, 1);
      for (guint m = 0; m < 5; m++)
        if (m == 0 || m == 3)
          {
            g_assert_cmpfloat (bad.task[m], ==, good.task[m]);
            g_assert_cmpfloat (bad.behaviour[m], ==, good.behaviour[m]);
            g_assert_cmpmem (bad.dw + m * P, P * sizeof (float), good.dw + m * P,
                             P * sizeof (float));
          }
        else
          {
            g_assert_true (isnan (bad.task[m]) && isnan (bad.behaviour[m]));
            for (gsize i = 0; i < P; i++)
              g_assert_cmpfloat (bad.dw[m * P + i], ==, 0);
          }
    }
}

static gboolean
stop_after (gpointer data)
{
  int *left = data;

  return g_atomic_int_add (left, -1) <= 0;
}

static void
test_stop (void)
{
  static const char *const archs[] = { "cnn-s", "cnn-4conv" };

  for (guint a = 0; a < G_N_ELEMENTS (archs); a++)
    for (int n = 0; n <= 6; n += 3)
      {
        g_auto (Fixture) fixture = { NULL };
        g_autoptr (WsZooGradient) gradient = NULL;
        WsZooGradientTask task;
        int               left = n;

        fixture_init (&fixture, archs[a], 1, WS_ACT_TANH, 2, 10);
        gradient = ws_zoo_gradient_new (fixture.arch, fixture.act, &fixture.images, NULL);
        task = fixture_task (&fixture, 0, 1, 1);
        ws_zoo_gradient_set_stop (gradient, stop_after, &left);
        g_assert_false (ws_zoo_gradient_run (gradient, &task));
        /* and then it runs again */
        left = 1000;
        g_assert_true (ws_zoo_gradient_run (gradient, &task));
      }
}

static void
test_wrong_images (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, "cnn-s", 1, WS_ACT_TANH, 1, 1);
  g_assert_null (ws_zoo_gradient_new (ws_arch_lookup ("cnn-s", 3, NULL), WS_ACT_TANH,
                                      &fixture.images, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "28");
  fixture.images.labels[3] = 10;
  g_assert_null (ws_zoo_gradient_new (fixture.arch, WS_ACT_TANH, &fixture.images, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "image 3");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/gradient/activations", test_activations);
  g_test_add_func ("/zoo/gradient/chunks", test_chunks);
  g_test_add_func ("/zoo/gradient/other-archs", test_other_archs);
  g_test_add_func ("/zoo/gradient/differences", test_differences);
  g_test_add_func ("/zoo/gradient/factors", test_factors);
  g_test_add_func ("/zoo/gradient/groupings", test_groupings);
  g_test_add_func ("/zoo/gradient/not-finite", test_not_finite);
  g_test_add_func ("/zoo/gradient/stop", test_stop);
  g_test_add_func ("/zoo/gradient/wrong-images", test_wrong_images);
  return g_test_run ();
}
