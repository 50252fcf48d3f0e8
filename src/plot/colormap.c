/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/colormap.h"

#include <math.h>

#define N_ANCHORS 16

/* Every 17th of the 256 published colours; a Catmull-Rom curve through them is within two steps of
 * 255 of the others. Viridis: S. van der Walt and N. Smith, 2015 (CC0). Cividis: J. Nuñez,
 * C. Anderton and R. Renslow, PLoS ONE 13(7), 2018. */
static const double viridis[N_ANCHORS][3] = {
  { 0.267004, 0.004874, 0.329415 }, { 0.282656, 0.100196, 0.422160 },
  { 0.277134, 0.185228, 0.489898 }, { 0.253935, 0.265254, 0.529983 },
  { 0.221989, 0.339161, 0.548752 }, { 0.190631, 0.407061, 0.556089 },
  { 0.163625, 0.471133, 0.558148 }, { 0.139147, 0.533812, 0.555298 },
  { 0.120565, 0.596422, 0.543611 }, { 0.134692, 0.658636, 0.517649 },
  { 0.208030, 0.718701, 0.472873 }, { 0.327796, 0.773980, 0.406640 },
  { 0.477504, 0.821444, 0.318195 }, { 0.647257, 0.858400, 0.209861 },
  { 0.824940, 0.884720, 0.106217 }, { 0.993248, 0.906157, 0.143936 },
};
static const double cividis[N_ANCHORS][3] = {
  { 0.000000, 0.135112, 0.304751 }, { 0.000000, 0.181610, 0.421859 },
  { 0.117612, 0.225935, 0.434308 }, { 0.208926, 0.272546, 0.424809 },
  { 0.279411, 0.318677, 0.423031 }, { 0.342246, 0.364939, 0.428559 },
  { 0.401418, 0.411790, 0.440708 }, { 0.458366, 0.459552, 0.460457 },
  { 0.517920, 0.508454, 0.472707 }, { 0.582087, 0.558670, 0.468118 },
  { 0.648222, 0.610553, 0.454801 }, { 0.716177, 0.664384, 0.432386 },
  { 0.785965, 0.720438, 0.399613 }, { 0.857809, 0.778969, 0.353259 },
  { 0.932180, 0.840159, 0.285880 }, { 0.995737, 0.909344, 0.217772 },
};

static const WsColor missing = { 0.55, 0.55, 0.55, 1 };
/* Okabe-Ito's blue and vermillion, darker at the ends so that size is told by lightness too. */
static const WsColor blue_end = { 0.00, 0.267, 0.525, 1 };
static const WsColor blue = { 0.337, 0.620, 0.824, 1 };
static const WsColor vermillion = { 0.925, 0.545, 0.365, 1 };
static const WsColor vermillion_end = { 0.647, 0.220, 0.000, 1 };

static WsColor
curve (const double anchors[N_ANCHORS][3], double t)
{
  double pos = t * (N_ANCHORS - 1);
  int    i = MIN ((int)pos, N_ANCHORS - 2);
  double u = pos - i, c[3];

  for (int k = 0; k < 3; k++)
    {
      double p1 = anchors[i][k], p2 = anchors[i + 1][k];
      double p0 = i > 0 ? anchors[i - 1][k] : 2 * p1 - p2;
      double p3 = i + 2 < N_ANCHORS ? anchors[i + 2][k] : 2 * p2 - p1;

      c[k] =
          p1 +
          0.5 * u * (p2 - p0 + u * (2 * p0 - 5 * p1 + 4 * p2 - p3 + u * (3 * (p1 - p2) + p3 - p0)));
      c[k] = CLAMP (c[k], 0, 1);
    }
  return (WsColor){ c[0], c[1], c[2], 1 };
}

WsColor
ws_color_mix (const WsColor *a, const WsColor *b, double t)
{
  return (WsColor){ a->r + t * (b->r - a->r), a->g + t * (b->g - a->g), a->b + t * (b->b - a->b),
                    a->a + t * (b->a - a->a) };
}

static WsColor
diverging (double t, gboolean is_dark)
{
  static const WsColor light = { 0.965, 0.965, 0.960, 1 }, dark = { 0.200, 0.200, 0.205, 1 };
  const WsColor       *neutral = is_dark ? &dark : &light;

  if (t < 0.25 && !is_dark)
    return ws_color_mix (&blue_end, &blue, t * 4);
  if (t < 0.5)
    return is_dark ? ws_color_mix (&blue, neutral, t * 2)
                   : ws_color_mix (&blue, neutral, (t - 0.25) * 4);
  if (t < 0.75 || is_dark)
    return ws_color_mix (neutral, &vermillion, is_dark ? (t - 0.5) * 2 : (t - 0.5) * 4);
  return ws_color_mix (&vermillion, &vermillion_end, (t - 0.75) * 4);
}

WsColor
ws_colormap_get (WsColormap map, double t, gboolean is_dark)
{
  if (isnan (t))
    return missing;
  t = CLAMP (t, 0, 1);
  switch (map)
    {
    case WS_COLORMAP_CIVIDIS:
      return curve (cividis, t);
    case WS_COLORMAP_DIVERGING:
      return diverging (t, is_dark);
    case WS_COLORMAP_GREY:
      return (WsColor){ t, t, t, 1 };
    case WS_COLORMAP_VIRIDIS:
    default:
      return curve (viridis, t);
    }
}

#define N_CLASS_COLORS 8

static const WsColor okabe_ito[N_CLASS_COLORS] = {
  { 0.000, 0.447, 0.698, 1 }, /* blue */
  { 0.835, 0.369, 0.000, 1 }, /* vermillion */
  { 0.000, 0.620, 0.451, 1 }, /* bluish green */
  { 0.800, 0.475, 0.655, 1 }, /* reddish purple */
  { 0.000, 0.000, 0.000, 1 }, /* black; white on dark */
  { 0.902, 0.624, 0.000, 1 }, /* orange */
  { 0.337, 0.706, 0.914, 1 }, /* sky blue */
  { 0.941, 0.894, 0.259, 1 }, /* yellow */
};

WsColor
ws_class_color (guint class_index, gboolean is_dark)
{
  guint i = class_index % N_CLASS_COLORS;

  if (is_dark && i == 4)
    return (WsColor){ 1, 1, 1, 1 };
  return okabe_ito[i];
}

WsMarker
ws_class_marker (guint class_index)
{
  /* 8 colours and 9 shapes have no common factor: (colour, shape) is unique below 8 × 9 */
  return (WsMarker)(class_index % WS_N_MARKERS);
}

guint
ws_class_dash (guint class_index)
{
  return (class_index / N_CLASS_COLORS) % 4;
}

static double
linear_part (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (const WsColor *c)
{
  return 0.2126 * linear_part (c->r) + 0.7152 * linear_part (c->g) + 0.0722 * linear_part (c->b);
}

double
ws_color_contrast (const WsColor *a, const WsColor *b)
{
  double la = luminance (a), lb = luminance (b);

  return (fmax (la, lb) + 0.05) / (fmin (la, lb) + 0.05);
}
