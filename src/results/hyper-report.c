/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/hyper-report.h"

#include "results/report-json.h"
#include "hyper/train.h"
#include "work/work.h"

#include <math.h>

void
ws_hyper_report_free (WsHyperReport *self)
{
  for (guint i = 0; i < 3; i++)
    {
      g_free (self->original[i]);
      g_free (self->decoded[i]);
    }
  g_free (self->all_original);
  g_free (self->all_decoded);
  g_free (self);
}

static void
take_r2 (WsHyperReport *self, JsonObject *root, const WsArch *arch)
{
  for (guint split = 0; split < 3; split++)
    {
      JsonObject *part = ws_report_get_object (root, ws_split_get_name ((WsSplit)split));
      JsonObject *layers = ws_report_get_object (part, "layers");

      self->r2[split] = ws_report_get_number (part, "all");
      for (guint l = 0; l < MIN (arch->n_layers, WS_HYPER_REPORT_MAX_LAYERS); l++)
        self->r2_layers[split][l] = ws_report_get_number (layers, arch->layers[l].name);
    }
}

static void
take_baselines (WsHyperReport *self, JsonObject *root)
{
  self->pca_components = ws_report_get_count (root, "pca_components");
  for (guint split = 0; split < 3; split++)
    {
      const char *name = ws_split_get_name ((WsSplit)split);

      self->mean_r2[split] = ws_report_get_number (
          ws_report_get_object (ws_report_get_object (root, "mean"), name), "all");
      self->pca_r2[split] = ws_report_get_number (
          ws_report_get_object (ws_report_get_object (root, "pca"), name), "all");
    }
}

static void
take_decoded (WsHyperReport *self, JsonObject *root)
{
  for (guint split = 0; split < 3; split++)
    {
      JsonObject *part = ws_report_get_object (root, ws_split_get_name ((WsSplit)split));
      guint       n_original, n_decoded;

      self->decoded_n[split] = ws_report_get_count (part, "n");
      self->n_images = MAX (self->n_images, ws_report_get_count (part, "images"));
      self->original_mean[split] = ws_report_get_number (part, "original_acc_mean");
      self->decoded_mean[split] = ws_report_get_number (part, "decoded_acc_mean");
      self->rank_correlation[split] = ws_report_get_number (part, "rank_correlation");
      self->original[split] = ws_report_get_numbers (part, "original", &n_original);
      self->decoded[split] = ws_report_get_numbers (part, "decoded", &n_decoded);
      self->n_pairs[split] = MIN (n_original, n_decoded);
    }
}

/* Of the networks that nobody has seen. */
static void
take_all_epochs (WsHyperReport *self, JsonObject *root)
{
  JsonObject *test = ws_report_get_object (root, ws_split_get_name (WS_SPLIT_TEST));
  JsonObject *part = ws_report_get_object (test, "all_epochs");
  guint       n_original, n_decoded;

  self->all_rank_correlation = ws_report_get_number (part, "rank_correlation");
  self->all_original = ws_report_get_numbers (part, "original", &n_original);
  self->all_decoded = ws_report_get_numbers (part, "decoded", &n_decoded);
  self->n_all = MIN (n_original, n_decoded);
}

static void
take_probes (WsHyperReport *self, JsonObject *root)
{
  static const char *const targets[] = { "test_acc", "epoch", "ggap" };
  static const char *const features[] = { "z", "statistics", "weights" };

  for (guint t = 0; t < 3; t++)
    for (guint f = 0; f < 3; f++)
      self->probe[t][f] =
          ws_report_get_number (ws_report_get_object (root, targets[t]), features[f]);
}

static void
forget_numbers (WsHyperReport *self)
{
  self->all_rank_correlation = (double)NAN;
  for (guint i = 0; i < 3; i++)
    {
      self->r2[i] = self->mean_r2[i] = self->pca_r2[i] = (double)NAN;
      self->original_mean[i] = self->decoded_mean[i] = self->rank_correlation[i] = (double)NAN;
      for (guint l = 0; l < WS_HYPER_REPORT_MAX_LAYERS; l++)
        self->r2_layers[i][l] = (double)NAN;
      for (guint f = 0; f < 3; f++)
        self->probe[i][f] = (double)NAN;
    }
}

WsHyperReport *
ws_hyper_report_load (
    WsProject *project, gint64 population, gint64 hyper, const WsArch *arch, GError **error)
{
  g_autoptr (WsHyperReport) self = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *json = ws_project_dup_report (project, population, hyper, WS_HYPER_REPORT);
  JsonObject      *root;

  if (json == NULL || !json_parser_load_from_data (parser, json, -1, error))
    return NULL;
  if (json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;
  root = json_node_get_object (json_parser_get_root (parser));
  self = g_new0 (WsHyperReport, 1);
  forget_numbers (self);
  take_r2 (self, ws_report_get_object (root, "r2"), arch);
  take_baselines (self, ws_report_get_object (root, "baselines"));
  take_decoded (self, ws_report_get_object (root, "decoded"));
  take_all_epochs (self, ws_report_get_object (root, "decoded"));
  take_probes (self, ws_report_get_object (root, "probes"));
  return g_steal_pointer (&self);
}
