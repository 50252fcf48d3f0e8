/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler.h"

#include "core/numeric.h"

static const char *const target_names[] = { "all", "top30", "low30" };

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
