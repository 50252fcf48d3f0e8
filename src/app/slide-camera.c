/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/slide-view.h"

#include <math.h>

/* One side: from middle and length to middle and length. */
static void
mix_side (const double *a, const double *b, double t, double *out)
{
  double length_a = a[1] - a[0], length_b = b[1] - b[0];
  double middle_a = 0.5 * (a[0] + a[1]), middle_b = 0.5 * (b[0] + b[1]);
  double length = length_a * pow (length_b / length_a, t);
  /* the way of the middle goes with the length: what lies still in both pictures, lies still */
  double share =
      fabs (length_b / length_a - 1.0) > 1e-3 ? (length - length_a) / (length_b - length_a) : t;
  double middle = middle_a + share * (middle_b - middle_a);

  out[0] = middle - 0.5 * length;
  out[1] = middle + 0.5 * length;
}

void
ws_slide_camera_mix (const WsSlideCamera *a, const WsSlideCamera *b, double t, WsSlideCamera *out)
{
  mix_side (&a->at[0], &b->at[0], t, &out->at[0]);
  mix_side (&a->at[2], &b->at[2], t, &out->at[2]);
}
