/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/error.h"
#include "core/numeric.h"

#include <string.h>

static const char *const target_names[] = { "all", "top30", "low30" };

static const WsSampler *const samplers[] = { &ws_sampler_kde,
                                             &ws_sampler_kde_dim,
                                             &ws_sampler_kde_joint,
                                             &ws_sampler_midpoint,
                                             &ws_sampler_weight_kde,
                                             &ws_sampler_weight_kde_joint,
                                             NULL };

const char *
ws_target_get_name (WsTarget target)
{
  return target_names[target];
}

gboolean
ws_target_parse (const char *name, WsTarget *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (target_names); i++)
    if (g_str_equal (name, target_names[i]))
      {
        *out = (WsTarget)i;
        return TRUE;
      }
  return FALSE;
}

const WsSampler *const *
ws_sampler_list (void)
{
  return samplers;
}

const WsSampler *
ws_sampler_lookup (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; samplers[i] != NULL; i++)
    {
      if (g_str_equal (name, samplers[i]->name))
        return samplers[i];
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", samplers[i]->name);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "there is no sampling method \"%s\"; known: %s",
               name, names->str);
  return NULL;
}

float
ws_sampler_get_bandwidth (const WsSampler *self, float asked)
{
  return asked > 0 && !self->has_no_bandwidth ? asked : self->default_bandwidth;
}

guint
ws_target_select (WsTarget target, const float *acc, guint n, guint32 *index)
{
  double limit = ws_quantile (acc, n, target == WS_TARGET_TOP30 ? 0.7 : 0.3);
  guint  found = 0;

  for (guint i = 0; i < n; i++)
    if (target == WS_TARGET_ALL ||
        (target == WS_TARGET_TOP30 ? (double)acc[i] >= limit : (double)acc[i] <= limit))
      index[found++] = i;
  return found;
}

gboolean
ws_sampler_check (guint n_rows, guint dim, float bandwidth, GError **error)
{
  if (n_rows > 0 && dim > 0 && bandwidth >= 0 && bandwidth <= 1000)
    return TRUE;
  g_set_error (
      error, WS_ERROR, WS_ERROR_VALUE,
      "a density of %u rows of %u values with bandwidth %g: rows, values and a bandwidth from 0 "
      "to 1000 are needed",
      n_rows, dim, (double)bandwidth);
  return FALSE;
}
