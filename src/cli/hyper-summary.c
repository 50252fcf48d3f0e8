/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/hyper-summary.h"

#include "cli/output.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *const probe_targets[] = { "test_acc", "epoch", "ggap" };
static const char *const probe_inputs[] = { "z", "statistics", "weights" };

void
ws_hyper_summary_free (WsHyperSummary *self)
{
  g_clear_pointer (&self->info, ws_hyper_info_free);
  g_clear_pointer (&self->population, ws_population_free);
  g_clear_pointer (&self->history, g_array_unref);
  g_clear_pointer (&self->report, json_node_unref);
  g_free (self);
}

JsonObject *
ws_hyper_summary_get_part (const WsHyperSummary *self, const char *name)
{
  return self->report != NULL ? ws_object_get_object (json_node_get_object (self->report), name)
                              : NULL;
}

static guint
count_layers (const WsHyperSummary *self)
{
  return MIN (self->arch->n_layers, WS_HYPER_MAX_LAYERS);
}

/* Of which epoch the result is. */
static guint
get_kept_epoch (const WsHyperSummary *self)
{
  return self->keeps_best && self->info->best_epoch > 0 ? self->info->best_epoch
                                                        : self->info->epochs;
}

static void
take_r2_of_history (WsHyperSummary *self)
{
  for (guint i = self->history->len; i > 0; i--)
    {
      const WsHyperEpoch *epoch = &g_array_index (self->history, WsHyperEpoch, i - 1);

      if (!isfinite (epoch->r2[WS_SPLIT_TRAIN]) || epoch->epoch > get_kept_epoch (self))
        continue;
      for (guint split = 0; split < 3; split++)
        {
          self->r2[split] = (double)epoch->r2[split];
          for (guint l = 0; l < count_layers (self); l++)
            self->r2_layers[split][l] = (double)epoch->r2_layers[split][l];
        }
      return;
    }
}

static void
take_r2_of_report (WsHyperSummary *self, JsonObject *r2)
{
  for (guint split = 0; split < 3; split++)
    {
      JsonObject *part = ws_object_get_object (r2, ws_split_get_name ((WsSplit)split));
      JsonObject *layers = ws_object_get_object (part, "layers");

      self->r2[split] = ws_object_get_number (part, "all");
      for (guint l = 0; l < count_layers (self); l++)
        self->r2_layers[split][l] = ws_object_get_number (layers, self->arch->layers[l].name);
    }
}

WsHyperSummary *
ws_hyper_summary_load (WsProject *project, const char *name, GError **error)
{
  g_autoptr (WsHyperSummary) self = g_new0 (WsHyperSummary, 1);
  g_autofree char *json = NULL;
  WsHyperConfig    config;
  WsActivation     act;

  self->info = ws_project_find_hyper (project, name, error);
  if (self->info == NULL)
    return NULL;
  self->population = ws_project_get_population (project, self->info->population, error);
  if (self->population == NULL ||
      !ws_population_get_network (self->population, &self->arch, &act, error) ||
      !ws_hyper_config_from_json (self->info->config_json, &config, error))
    return NULL;
  self->n_latents = ws_hyper_count_latents (&config, self->arch);
  self->keeps_best = config.keep == WS_KEEP_BEST;
  self->history = ws_project_load_hyper_history (project, self->info->id, error);
  if (self->history == NULL)
    return NULL;
  json = ws_project_dup_report (project, self->population->id, self->info->id, WS_HYPER_REPORT);
  self->report = ws_output_parse (json);
  for (guint split = 0; split < 3; split++)
    {
      self->r2[split] = (double)NAN;
      for (guint l = 0; l < WS_HYPER_MAX_LAYERS; l++)
        self->r2_layers[split][l] = (double)NAN;
    }
  if (ws_hyper_summary_get_part (self, "r2") != NULL)
    take_r2_of_report (self, ws_hyper_summary_get_part (self, "r2"));
  else
    take_r2_of_history (self);
  return g_steal_pointer (&self);
}

/* -- JSON -- */

static void
add_r2 (const WsHyperSummary *self, JsonBuilder *builder)
{
  ws_output_begin_object (builder, "r2");
  for (guint split = 0; split < 3; split++)
    {
      ws_output_begin_object (builder, ws_split_get_name ((WsSplit)split));
      ws_output_number (builder, "all", self->r2[split]);
      ws_output_begin_object (builder, "layers");
      for (guint l = 0; l < count_layers (self); l++)
        ws_output_number (builder, self->arch->layers[l].name, self->r2_layers[split][l]);
      json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_part (const WsHyperSummary *self, JsonBuilder *builder, const char *name)
{
  JsonObject *part = ws_hyper_summary_get_part (self, name);
  JsonNode   *node = NULL;

  if (part == NULL)
    {
      ws_output_text (builder, name, NULL);
      return;
    }
  node = json_node_alloc ();
  json_node_init_object (node, part);
  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, node);
}

static void
add_losses (const WsHyperSummary *self, JsonBuilder *builder)
{
  ws_output_begin_array (builder, "losses");
  for (guint i = 0; i < self->history->len; i++)
    {
      const WsHyperEpoch *epoch = &g_array_index (self->history, WsHyperEpoch, i);

      ws_output_begin_object (builder, NULL);
      ws_output_count (builder, "epoch", epoch->epoch);
      ws_output_number (builder, "lr", (double)epoch->lr);
      ws_output_number (builder, "loss", (double)epoch->loss);
      ws_output_number (builder, "reconstruction", (double)epoch->loss_rec);
      ws_output_number (builder, "contrast", (double)epoch->loss_contrast);
      ws_output_number (builder, "task", (double)epoch->loss_task);
      ws_output_number (builder, "behaviour", (double)epoch->loss_behaviour);
      ws_output_number (builder, "seconds", epoch->seconds);
      for (guint split = 0; split < 3; split++)
        {
          g_autofree char *name = g_strdup_printf ("r2_%s", ws_split_get_name ((WsSplit)split));

          ws_output_number (builder, name, (double)epoch->r2[split]);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

void
ws_hyper_summary_add_json (const WsHyperSummary *self, JsonBuilder *builder)
{
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "name", self->info->name);
  ws_output_text (builder, "preset", self->info->preset);
  ws_output_text (builder, "population", self->population->name);
  ws_output_text (builder, "from", self->info->parent);
  ws_output_count (builder, "parameters", (gint64)self->info->n_params);
  ws_output_count (builder, "latents", self->n_latents);
  ws_output_flag (builder, "uses_images", self->info->uses_images);
  ws_output_count (builder, "epochs", self->info->epochs);
  if (self->info->best_epoch > 0)
    ws_output_count (builder, "best_epoch", self->info->best_epoch);
  else
    ws_output_text (builder, "best_epoch", NULL);
  ws_output_text (builder, "kept", self->keeps_best ? "best" : "last");
  ws_output_flag (builder, "complete", self->info->complete);
  ws_output_text (builder, "created", self->info->created);
  ws_output_text (builder, "version", self->info->version);
  ws_output_parsed (builder, "config", self->info->config_json);
  add_r2 (self, builder);
  add_part (self, builder, "baselines");
  add_part (self, builder, "decoded");
  add_part (self, builder, "probes");
  add_part (self, builder, "align");
  add_losses (self, builder);
  json_builder_end_object (builder);
}

/* -- text -- */

static void
append_r2 (const WsHyperSummary *self, GString *text)
{
  g_string_append_printf (text, "  %-11s %7s", "R²", _ ("all"));
  for (guint l = 0; l < count_layers (self); l++)
    g_string_append_printf (text, " %7s", self->arch->layers[l].name);
  g_string_append_c (text, '\n');
  for (guint split = 0; split < 3; split++)
    {
      g_string_append_printf (text, "  %-10s %7.3f", ws_split_get_name ((WsSplit)split),
                              self->r2[split]);
      for (guint l = 0; l < count_layers (self); l++)
        g_string_append_printf (text, " %7.3f", self->r2_layers[split][l]);
      g_string_append_c (text, '\n');
    }
}

static void
append_decoded (const WsHyperSummary *self, GString *text)
{
  JsonObject *decoded = ws_hyper_summary_get_part (self, "decoded");

  for (guint split = 0; decoded != NULL && split < 3; split++)
    {
      const char *name = ws_split_get_name ((WsSplit)split);
      JsonObject *part = ws_object_get_object (decoded, name);
      JsonObject *all = ws_object_get_object (part, "all_epochs");
      double      n = ws_object_get_number (part, "n");
      double      original = ws_object_get_number (part, "original_acc_mean");
      double      kept = ws_object_get_number (part, "decoded_acc_mean");

      if (!(n > 0))
        continue;
      g_string_append_printf (
          text, _ ("  decoded %s networks: accuracy %.3f → %.3f, %.0f %% kept (n = %.0f)"), name,
          original, kept, 100 * kept / original, n);
      if (ws_object_get_number (all, "n") > 1)
        g_string_append_printf (text, _ ("; rank correlation over all kept epochs %.2f (n = %.0f)"),
                                ws_object_get_number (all, "rank_correlation"),
                                ws_object_get_number (all, "n"));
      else
        g_string_append_printf (text, _ ("; rank correlation %.2f"),
                                ws_object_get_number (part, "rank_correlation"));
      g_string_append_c (text, '\n');
    }
}

static void
append_probes (const WsHyperSummary *self, GString *text)
{
  JsonObject *probes = ws_hyper_summary_get_part (self, "probes");

  for (guint t = 0; probes != NULL && t < G_N_ELEMENTS (probe_targets); t++)
    {
      JsonObject *part = ws_object_get_object (probes, probe_targets[t]);

      g_string_append_printf (text, _ ("  probe of %-8s R²:"), probe_targets[t]);
      for (guint i = 0; i < G_N_ELEMENTS (probe_inputs); i++)
        g_string_append_printf (text, " %s %.3f", probe_inputs[i],
                                ws_object_get_number (part, probe_inputs[i]));
      g_string_append_c (text, '\n');
    }
}

/* Only of representations that see aligned networks. */
static void
append_align (const WsHyperSummary *self, GString *text)
{
  JsonObject *align = ws_hyper_summary_get_part (self, "align");
  double      before = ws_object_get_number (align, "distance_before");

  if (align != NULL && isfinite (before))
    g_string_append_printf (
        text, _ ("  networks aligned by %s: %.2f instead of %.2f from the reference\n"),
        json_object_get_string_member_with_default (align, "method", "?"),
        ws_object_get_number (align, "distance_after"), before);
}

const char *
ws_hyper_summary_get_sources (const WsHyperSummary *self)
{
  return self->info->uses_images ? _ ("weights and images") : _ ("weights only");
}

char *
ws_hyper_summary_dup_text (const WsHyperSummary *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (
      text,
      _ ("%s: %s, %u latents, %" G_GSIZE_FORMAT " parameters, %u epochs, learned from %s, %s"),
      self->info->name, self->info->preset, self->n_latents, self->info->n_params,
      self->info->epochs, self->population->name, ws_hyper_summary_get_sources (self));
  if (self->info->parent != NULL)
    g_string_append_printf (text, _ (", begun with %s"), self->info->parent);
  if (self->info->best_epoch > 0 && self->keeps_best)
    g_string_append_printf (text, _ (", epoch %u kept as the best"), self->info->best_epoch);
  if (!self->info->complete)
    g_string_append (text, _ (", not finished"));
  if (self->history->len > 0)
    g_string_append_printf (
        text, _ (", loss %.4f"),
        (double)g_array_index (self->history, WsHyperEpoch, self->history->len - 1).loss);
  g_string_append_c (text, '\n');
  append_align (self, text);
  append_r2 (self, text);
  append_decoded (self, text);
  append_probes (self, text);
  return g_string_free (text, FALSE);
}
