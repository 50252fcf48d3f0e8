/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/hull-distance.h"

#include <math.h>

static double
dot (const double *a, const double *b)
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
subtract (const double *a, const double *b, double *out)
{
  for (int c = 0; c < 3; c++)
    out[c] = a[c] - b[c];
}

static double
segment_distance (const double *a, const double *b, const double *p)
{
  double ab[3], ap[3], rest[3], length, share;

  subtract (b, a, ab);
  subtract (p, a, ap);
  length = dot (ab, ab);
  share = length > 0 ? CLAMP (dot (ab, ap) / length, 0, 1) : 0;
  for (int c = 0; c < 3; c++)
    rest[c] = ap[c] - share * ab[c];
  return sqrt (dot (rest, rest));
}

double
ws_facet_distance (guint dim, const double (*corner)[3], const double *place)
{
  double p[3] = { place[0], place[1], dim == 3 ? place[2] : 0 };
  double u[3], v[3], w[3], uu, uv, vv, wu, wv, det, s, t, rest[3];

  if (dim == 2)
    return segment_distance (corner[0], corner[1], p);
  subtract (corner[1], corner[0], u);
  subtract (corner[2], corner[0], v);
  subtract (p, corner[0], w);
  uu = dot (u, u);
  uv = dot (u, v);
  vv = dot (v, v);
  wu = dot (w, u);
  wv = dot (w, v);
  det = uu * vv - uv * uv;
  s = det > 0 ? (vv * wu - uv * wv) / det : -1;
  t = det > 0 ? (uu * wv - uv * wu) / det : -1;
  if (s >= 0 && t >= 0 && s + t <= 1)
    {
      for (int c = 0; c < 3; c++)
        rest[c] = w[c] - s * u[c] - t * v[c];
      return sqrt (dot (rest, rest));
    }
  return MIN (
      segment_distance (corner[0], corner[1], p),
      MIN (segment_distance (corner[1], corner[2], p), segment_distance (corner[2], corner[0], p)));
}
