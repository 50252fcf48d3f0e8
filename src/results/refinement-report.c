/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/refinement-report.h"

#include "results/report-json.h"

#include <glib/gi18n.h>
#include <math.h>

char *
ws_refine_dup_sentence (const char *json)
{
  g_autoptr (JsonNode) root = json_from_string (json != NULL ? json : "", NULL);
  JsonObject *report =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  double    acc = ws_report_get_number (report, "plain_acc_mean");
  double    std = ws_report_get_number (report, "plain_acc_std");
  JsonNode *how = report != NULL ? json_object_get_member (report, "refine") : NULL;

  if (how == NULL || json_node_get_value_type (how) != G_TYPE_STRING)
    return NULL;
  if (!isfinite (acc))
    /* Translators: %s is "reject=4" or alike */
    return g_strdup_printf (_ ("Refined (%s)."), json_node_get_string (how));
  if (!isfinite (std))
    return g_strdup_printf (_ ("Refined (%s). Without it the mean accuracy is %.3f."),
                            json_node_get_string (how), acc);
  return g_strdup_printf (_ ("Refined (%s). Without it the mean accuracy is %.3f ± %.3f."),
                          json_node_get_string (how), acc, std);
}
