/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/group-private.h"

#include "core/error.h"

#include <math.h>

/* What can be wrong with a plan before anything is trained. */

/* Rows that are no distributions would teach nothing that the loss describes. */
static gboolean
check_targets (const WsZooPlan *plan, GError **error)
{
  guint n_classes = plan->arch->n_classes;

  if (!(plan->target_weight > 0 && plan->target_weight <= 1))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "the teacher's weight is %g, it must be above 0 and at most 1",
                   (double)plan->target_weight);
      return FALSE;
    }
  for (guint i = 0; i < plan->train->n; i++)
    {
      const float *row = plan->targets + (gsize)i * n_classes;
      double       sum = 0;
      gboolean     is_good = TRUE;

      for (guint c = 0; c < n_classes; c++)
        {
          is_good &= row[c] >= 0;
          sum += (double)row[c];
        }
      if (is_good && fabs (sum - 1) <= 1e-3)
        continue;
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "the teacher's probabilities of image %u add up to %g", i, sum);
      return FALSE;
    }
  return TRUE;
}

gboolean
ws_zoo_check_plan (const WsZooPlan *plan, GError **error)
{
  if (plan->train == NULL || plan->train->n == 0)
    g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE, "there are no images to train on");
  else if (plan->train->channels != plan->arch->channels ||
           plan->train->height != plan->arch->height || plan->train->width != plan->arch->width)
    g_set_error (error, WS_ERROR, WS_ERROR_SHAPE, "images are %u × %u × %u, %s takes %u × %u × %u",
                 plan->train->channels, plan->train->height, plan->train->width, plan->arch->name,
                 plan->arch->channels, plan->arch->height, plan->arch->width);
  else
    return ws_recipe_validate (&plan->recipe, error) &&
           (plan->targets == NULL || check_targets (plan, error));
  return FALSE;
}
