/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/probe.h"

#include "core/numeric.h"

#define N_STATISTICS 7

static const double percentiles[5] = { 0.01, 0.25, 0.5, 0.75, 0.99 };

guint
ws_weight_statistics_count (const WsArch *arch)
{
  return arch->n_layers * 2 * N_STATISTICS;
}

static void
describe (const float *values, gsize n, float *out)
{
  double mean, std;

  if (n == 0) /* a layer without biases */
    {
      for (guint i = 0; i < N_STATISTICS; i++)
        out[i] = 0;
      return;
    }
  mean = ws_mean (values, n);
  std = ws_std (values, n);
  out[0] = (float)mean;
  out[1] = (float)(std * std * (double)(n - 1) / (double)n);
  for (guint i = 0; i < G_N_ELEMENTS (percentiles); i++)
    out[2 + i] = (float)ws_quantile (values, n, percentiles[i]);
}

void
ws_weight_statistics (const WsArch *arch, const float *w, guint n, float *features)
{
  guint n_features = ws_weight_statistics_count (arch);

  for (guint i = 0; i < n; i++)
    for (guint l = 0; l < arch->n_layers; l++)
      {
        const WsLayer *layer = &arch->layers[l];
        const float   *flat = w + i * arch->n_params;
        float         *out = features + (gsize)i * n_features + l * 2 * N_STATISTICS;

        describe (flat + layer->w_start, layer->b_start - layer->w_start, out);
        describe (flat + layer->b_start, layer->has_bias ? layer->n_out : 0, out + N_STATISTICS);
      }
}

char *
ws_weight_statistics_name (const WsArch *arch, guint feature)
{
  static const char *const names[N_STATISTICS] = { "mean",          "variance", "1 % quantile",
                                                   "25 % quantile", "median",   "75 % quantile",
                                                   "99 % quantile" };

  return g_strdup_printf ("%s %s %s", arch->layers[feature / (2 * N_STATISTICS)].name,
                          feature / N_STATISTICS % 2 == 0 ? "weight" : "bias",
                          names[feature % N_STATISTICS]);
}
