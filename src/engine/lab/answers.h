/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What networks call images, as arg-max classes. Labels and answers that are no class do not count. */

/**
 * ws_answers_count:
 * @counts: (out) (array length=n_classes): images of each class
 *
 * Returns: (transfer full): n_classes², row @truth and column @answer: the share of the images of class
 * @truth that are called @answer; NaN for a class without images.
 */
double *ws_answers_count (const guint8 *labels,
                          const guint8 *answers,
                          guint         n,
                          guint         n_classes,
                          guint        *counts);

/* Two networks that were asked the same images. */
typedef struct
{
  guint  n;          /* images */
  double agreement;  /* share that both call the same */
  double difference; /* accuracy of the first less that of the second */
  double low, high;  /* its 95 % interval: paired, from the images that one of them alone gets right */
} WsAnswersCompared;

/* All NaN but @n for no images. With b and c images that the first and the second alone get right the
 * difference is (b - c)/n, its standard error √(b + c - (b - c)²/n)/n. */
void ws_answers_compare (const guint8      *labels,
                         const guint8      *first,
                         const guint8      *second,
                         guint              n,
                         WsAnswersCompared *out);

/* Logits become probabilities, in place. */
void ws_answers_softmax (double *logits, guint n_classes);

G_END_DECLS
