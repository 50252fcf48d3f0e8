/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/gradient-private.h"

#include <math.h>

/* A piece by the reference pass, one network: architectures that the lanes do not know. */

#define MAX_CLASSES 256 /* labels are bytes */

typedef struct
{
  guint           n_classes, label;
  const double   *target; /* NULL without an original */
  double          task_scale, behaviour_scale;
  WsGradientSums *sums;
} Score;

/* Returns the logarithm of the sum of the exponentials. */
static double
softmax (const double *logits, guint n, double *p)
{
  double top = logits[0], sum = 0;

  for (guint c = 1; c < n; c++)
    top = MAX (top, logits[c]);
  for (guint c = 0; c < n; c++)
    sum += exp (logits[c] - top);
  top += log (sum);
  for (guint c = 0; c < n; c++)
    p[c] = exp (logits[c] - top);
  return top;
}

static double
score (gpointer data, guint image, const double *logits, double *dlogits)
{
  Score *self = data;
  guint  n = self->n_classes;
  double p[MAX_CLASSES], loss = 0, mean = 0;

  self->sums->task += softmax (logits, n, p) - logits[self->label];
  for (guint c = 0; c < n && self->target != NULL; c++)
    {
      double off = p[c] - self->target[c];

      loss += off * off / n;
      mean += off * p[c];
    }
  self->sums->behaviour += loss;
  for (guint c = 0; c < n && dlogits != NULL; c++)
    {
      dlogits[c] = self->task_scale * (p[c] - (c == self->label ? 1 : 0));
      if (self->target != NULL)
        dlogits[c] += self->behaviour_scale * 2 / n * p[c] * (p[c] - self->target[c] - mean);
    }
  return 0;
}

static double *
widen (const float *w, gsize n)
{
  double *wide = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    wide[i] = (double)w[i];
  return wide;
}

void
ws_gradient_run_reference (guint index, gpointer data)
{
  WsZooGradient           *self = data;
  const WsZooGradientTask *task = self->task;
  const WsArch            *arch = self->arch;
  WsGradientPiece          piece = ws_gradient_get_piece (self, index);
  guint                    model = piece.first_model;
  gboolean                 has_original = self->wants_behaviour && model < task->n_originals;
  g_autofree double       *w = widen (task->weights + model * arch->n_params, arch->n_params);
  g_autofree double       *original =
      has_original ? widen (task->originals + model * arch->n_params, arch->n_params) : NULL;
  g_autofree double *dw = piece.dw != NULL ? g_new0 (double, arch->n_params) : NULL;
  double             target[MAX_CLASSES];
  WsGradientSums     sums = { 0, 0 };
  Score              ask = { .n_classes = arch->n_classes,
                             .target = has_original ? target : NULL,
                             .task_scale = (double)task->task_scale / task->n_images,
                             .behaviour_scale = (double)task->behaviour_scale / task->n_images,
                             .sums = &sums };

  for (guint i = piece.first; i < piece.end && ws_gradient_go_on (self); i++)
    {
      gsize        image = ws_gradient_get_image (self, model, i);
      const float *x = ws_gradient_get_pixels (self, image);

      ask.label = self->images->labels[image];
      if (has_original)
        {
          ws_arch_forward_ref (arch, self->act, original, x, target);
          softmax (target, arch->n_classes, target);
        }
      ws_arch_score_ref (arch, self->act, w, &x, 1, score, &ask, dw);
    }
  for (gsize i = 0; i < arch->n_params && piece.dw != NULL; i++)
    piece.dw[i] = (float)dw[i];
  *piece.sums = sums;
}
