/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/answers.h"

#include <math.h>
#include <string.h>

#define Z_95 1.959963984540054

double *
ws_answers_count (
    const guint8 *labels, const guint8 *answers, guint n, guint n_classes, guint *counts)
{
  double *share = g_new0 (double, (gsize)n_classes *n_classes);

  memset (counts, 0, sizeof *counts * n_classes);
  for (guint i = 0; i < n; i++)
    if (labels[i] < n_classes && answers[i] < n_classes)
      {
        counts[labels[i]]++;
        share[labels[i] * n_classes + answers[i]]++;
      }
  for (guint i = 0; i < n_classes * n_classes; i++)
    share[i] = counts[i / n_classes] > 0 ? share[i] / counts[i / n_classes] : (double)NAN;
  return share;
}

void
ws_answers_compare (const guint8      *labels,
                    const guint8      *first,
                    const guint8      *second,
                    guint              n,
                    WsAnswersCompared *out)
{
  guint  same = 0, only_first = 0, only_second = 0;
  double half;

  *out = (WsAnswersCompared){ n, (double)NAN, (double)NAN, (double)NAN, (double)NAN };
  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    {
      same += first[i] == second[i];
      only_first += first[i] == labels[i] && second[i] != labels[i];
      only_second += second[i] == labels[i] && first[i] != labels[i];
    }
  out->agreement = (double)same / n;
  out->difference = ((double)only_first - (double)only_second) / n;
  half = Z_95 / n *
         sqrt (fmax (0, (double)only_first + only_second - n * out->difference * out->difference));
  out->low = out->difference - half;
  out->high = out->difference + half;
}

void
ws_answers_softmax (double *logits, guint n_classes)
{
  double most = logits[0], sum = 0;

  for (guint i = 1; i < n_classes; i++)
    most = fmax (most, logits[i]);
  for (guint i = 0; i < n_classes; i++)
    sum += logits[i] = exp (logits[i] - most);
  for (guint i = 0; i < n_classes; i++)
    logits[i] /= sum;
}
