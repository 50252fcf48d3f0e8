/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/novelty-report.h"

#include "results/report-json.h"

#include <glib/gi18n.h>
#include <math.h>

void
ws_novelty_report_free (WsNoveltyReport *self)
{
  g_free (self->distance);
  g_free (self->z_distance);
  g_free (self->overlap);
  g_free (self->nearest);
  g_free (self);
}

/* An array of exactly @n numbers: a shorter or missing one is filled up with NaN. */
static double *
take_array (JsonObject *root, const char *name, guint n)
{
  guint              n_there = 0;
  g_autofree double *there = ws_report_get_numbers (root, name, &n_there);
  double            *values = g_new (double, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    values[i] = i < n_there ? there[i] : (double)NAN;
  return values;
}

WsNoveltyReport *
ws_novelty_report_parse (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  WsNoveltyReport *self;
  JsonNode        *node;
  JsonObject      *root;

  if (!json_parser_load_from_data (parser, json, -1, error))
    return NULL;
  node = json_parser_get_root (parser);
  root = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  self = g_new0 (WsNoveltyReport, 1);
  self->n = ws_report_get_count (root, "n");
  self->n_images = ws_report_get_count (root, "images");
  self->n_references = ws_report_get_count (root, "references");
  self->distance = take_array (root, "distance", self->n);
  self->z_distance = take_array (root, "z_distance", self->n);
  self->overlap = take_array (root, "overlap", self->n);
  self->nearest = take_array (root, "nearest", self->n);
  self->distance_ratio = ws_report_get_number (root, "distance_ratio");
  self->aligned_distance_ratio = ws_report_get_number (root, "aligned_distance_ratio");
  self->overlap_mean = ws_report_get_number (root, "overlap_mean");
  self->train_overlap_mean = ws_report_get_number (root, "train_overlap_mean");
  self->copy_overlap_mean = ws_report_get_number (root, "copy_overlap_mean");
  self->distance_mean = ws_report_get_number (root, "distance_mean");
  self->copy_distance_mean = ws_report_get_number (root, "copy_distance_mean");
  self->aligned_distance_mean = ws_report_get_number (root, "aligned_distance_mean");
  self->aligned_copy_distance_mean = ws_report_get_number (root, "aligned_copy_distance_mean");
  self->pair_distance_ratio = ws_report_get_number (root, "pair_distance_ratio");
  return self;
}

static gboolean
is_no_farther (double distance, double copies)
{
  return isfinite (distance) && isfinite (copies) && distance <= copies;
}

gboolean
ws_novelty_report_is_copy (const WsNoveltyReport *self)
{
  return is_no_farther (self->distance_mean, self->copy_distance_mean) ||
         is_no_farther (self->aligned_distance_mean, self->aligned_copy_distance_mean);
}

char *
ws_novelty_report_dup_sentence (const WsNoveltyReport *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!isfinite (self->distance_ratio))
    return g_strdup (_ ("How new they are was not measured."));
  if (ws_novelty_report_is_copy (self))
    g_string_append (text, _ ("Copies: they are as close to training networks as copies with a "
                              "little noise. "));
  /* Translators: %.2f is a share of the typical distance between two training networks */
  g_string_append_printf (text,
                          _ ("Their nearest training network is %.2f times as far as training "
                             "networks are from each other."),
                          self->distance_ratio);
  if (isfinite (self->aligned_distance_ratio))
    /* Translators: the same share, once all networks have their neurons in the same order */
    g_string_append_printf (text, _ (" With all neurons in the same order it is %.2f."),
                            self->aligned_distance_ratio);
  if (isfinite (self->overlap_mean) && isfinite (self->train_overlap_mean))
    g_string_append_printf (text,
                            _ (" They share %.0f %% of their errors with it, training networks "
                               "%.0f %%, copies %.0f %%."),
                            100.0 * self->overlap_mean, 100.0 * self->train_overlap_mean,
                            100.0 * self->copy_overlap_mean);
  if (isfinite (self->pair_distance_ratio))
    g_string_append_printf (text, _ (" Diversity %.2f of the zoo's."), self->pair_distance_ratio);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
