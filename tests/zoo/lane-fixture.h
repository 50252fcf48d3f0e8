/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "zoo/lane-private.h"

#include "core/cpu.h"
#include "core/memory.h"
#include "core/random.h"

#include <math.h>
#include <string.h>

/* The lane kernels of one level beside the double-precision reference. Tolerance: 1e-5 of a
 * tensor's norm. The longest sum of a gradient has 576 terms, in float. */
#define TOLERANCE 1e-5
#define SKIP_TOLERANCE                                                                             \
  3e-5 /* sums of two paths saturate tanh: few digits are left of its slope                        \
        */
#define N_IMAGES 5
#define MAX_LANES 16

typedef struct
{
  const WsLaneKernels *kernels;
  const WsLaneProgram *program;
  WsLaneBuffers       *buffers;
  const guint32       *order;
  float               *w, *dw, *flat, *x; /* flat: lanes × P; x: lanes × images × pixels */
  guint8               labels[MAX_LANES][N_IMAGES];
  float                loss[MAX_LANES][N_IMAGES];
  guint                hits[MAX_LANES];
  guint                n_pixels;
  double               tolerance; /* of gradients */
} Fixture;

static inline gboolean
machine_runs (WsCpuLevel level)
{
  return ws_lane_kernels_get (level) != NULL && level <= ws_cpu_get_level ();
}

static inline void
fixture_init (Fixture *self, WsCpuLevel level, const WsLaneProgram *program)
{
  gsize lanes;

  memset (self, 0, sizeof *self);
  self->kernels = ws_lane_kernels_get (level);
  g_assert_cmpint (self->kernels->level, ==, level);
  lanes = self->kernels->lanes;
  self->program = program;
  self->tolerance = TOLERANCE;
  self->buffers = ws_lane_buffers_new (self->kernels, program);
  self->order = program->order;
  self->n_pixels = program->n_pixels;
  self->w = WS_ALIGNED_FLOATS (self->program->n_params * lanes);
  self->dw = WS_ALIGNED_FLOATS (self->program->n_params * lanes);
  self->flat = g_new0 (float, self->program->n_params *lanes);
  self->x = g_new0 (float, self->n_pixels *lanes *N_IMAGES);
}

static inline void
fixture_clear (Fixture *self)
{
  ws_lane_buffers_free (self->buffers);
  ws_aligned_free (self->w);
  ws_aligned_free (self->dw);
  g_free (self->flat);
  g_free (self->x);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* Random weights and images a lane. Images are whole quarters with a constant border, weights of
 * convolution 1 whole eighths: many sums are exact. */
static inline void
fixture_fill (Fixture *self, const WsArch *arch, WsInit init)
{
  for (guint l = 0; l < self->kernels->lanes; l++)
    {
      float   *w = self->flat + l * arch->n_params;
      WsStream stream;

      ws_arch_init_weights (arch, init, 11, l, w);
      for (guint i = 0; i < arch->layers[0].length; i++)
        w[i] = roundf (w[i] * 8) / 8;
      ws_stream_init (&stream, 5, WS_PURPOSE_TEST, l, 0);
      for (guint i = 0; i < N_IMAGES * self->n_pixels; i++)
        {
          guint y = i % 784 / 28, x = i % 28;
          float value = (float)ws_stream_below (&stream, 9) / 4 - 1;

          self->x[l * N_IMAGES * self->n_pixels + i] =
              y < 5 || x < 6 || y > 22 || x > 21 ? -0.5f : value;
        }
      for (guint i = 0; i < N_IMAGES; i++)
        self->labels[l][i] = (guint8)ws_stream_below (&stream, 10);
      for (guint i = 0; i < self->program->n_params; i++)
        self->w[i * self->kernels->lanes + l] = w[self->order[i]];
    }
}

/* Forward and backward over all images, as the trainer does. */
static inline void
fixture_run (Fixture *self, WsActivation act)
{
  guint lanes = self->kernels->lanes, state = ws_lane_enter ();

  memset (self->dw, 0, sizeof (float) * self->program->n_params * lanes);
  memset (self->hits, 0, sizeof self->hits);
  for (guint i = 0; i < N_IMAGES; i++)
    {
      const float *rows[MAX_LANES];
      guint8       labels[MAX_LANES];

      for (guint l = 0; l < lanes; l++)
        {
          rows[l] = self->x + (l * N_IMAGES + i) * self->n_pixels;
          labels[l] = self->labels[l][i];
        }
      self->kernels->transpose (rows, self->n_pixels, self->buffers->x);
      self->kernels->forward (act, self->w, self->buffers);
      self->kernels->score (labels, 1.0f / N_IMAGES, self->buffers);
      self->kernels->backward (self->w, self->dw, self->buffers);
      for (guint l = 0; l < lanes; l++)
        {
          self->loss[l][i] = self->buffers->loss[l];
          self->hits[l] += self->buffers->hit[l] > 0;
        }
    }
  ws_lane_leave (state);
}

/* Relative distance of lane @lane's gradient of one tensor to the reference. */
static inline double
tensor_error (const Fixture *self, guint lane, const double *want, gsize start, gsize end)
{
  double distance = 0, norm = 0;

  for (guint i = 0; i < self->program->n_params; i++)
    if (self->order[i] >= start && self->order[i] < end)
      {
        double reference = want[self->order[i]];
        double d = (double)self->dw[i * self->kernels->lanes + lane] - reference;

        distance += d * d;
        norm += reference * reference;
      }
  return distance > 0 ? sqrt (distance / norm) : 0; /* no biases, or all units dead */
}

static inline double
compare_to_reference (const Fixture *self, const WsArch *arch, WsActivation act, guint lane)
{
  g_autofree double *w = g_new (double, arch->n_params);
  g_autofree double *dw = g_new (double, arch->n_params);
  double             loss, mean = 0, worst = 0;
  guint              n_correct;

  for (gsize i = 0; i < arch->n_params; i++)
    w[i] = (double)self->flat[lane * arch->n_params + i];
  loss = ws_arch_loss_ref (arch, act, w, self->x + (gsize)lane * N_IMAGES * self->n_pixels,
                           self->labels[lane], N_IMAGES, dw, &n_correct);
  for (guint i = 0; i < N_IMAGES; i++)
    mean += (double)self->loss[lane][i] / N_IMAGES;
  g_assert_true (fabs (mean - loss) <= TOLERANCE * loss);
  g_assert_cmpuint (self->hits[lane], ==, n_correct);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      double         weights = tensor_error (self, lane, dw, layer->w_start, layer->b_start);
      double biases = tensor_error (self, lane, dw, layer->b_start, layer->w_start + layer->length);

      if (!(weights <= self->tolerance && biases <= self->tolerance))
        g_error ("%s %s, lane %u, %s: gradients off by %g, of biases %g",
                 ws_cpu_level_get_name (self->kernels->level), ws_activation_get_name (act), lane,
                 layer->name, weights, biases);
      worst = MAX (worst, MAX (weights, biases));
    }
  return worst;
}
