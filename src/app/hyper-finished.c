/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/hyper-finished.h"

#include "app/hyper-fields.h"
#include "results/map-text.h"
#include "hyper/hyper.h"
#include "plot/ticks.h"
#include "project/representation.h"

#include <glib/gi18n.h>

void
ws_hyper_finished_free (WsHyperFinished *self)
{
  g_clear_pointer (&self->history, g_array_unref);
  g_clear_pointer (&self->report, ws_hyper_report_free);
  g_free (self->about);
  g_free (self);
}

/* -- what it is -- */

static const char *
text_alignment (WsAlign align)
{
  switch (align)
    {
    case WS_ALIGN_WEIGHTS:
      return _ ("neurons aligned by weights");
    case WS_ALIGN_ACTIVATIONS:
      return _ ("neurons aligned by activations");
    case WS_ALIGN_NONE:
    default:
      return NULL;
    }
}

static void
add_part (GString *text, const char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static void
add_training (GString *text, const WsHyperInfo *info, const GArray *history)
{
  g_autofree char *part = NULL;
  double           seconds =
      history->len > 0 ? g_array_index (history, WsHyperEpoch, history->len - 1).seconds : 0;

  if (seconds > 0)
    {
      g_autofree char *time = ws_text_time (seconds);

      /* Translators: epochs of training, then how long they took */
      part = g_strdup_printf (ngettext ("%u epoch in %s", "%u epochs in %s", info->epochs),
                              info->epochs, time);
    }
  else
    part = g_strdup_printf (ngettext ("%u epoch", "%u epochs", info->epochs), info->epochs);
  add_part (text, part);
}

static char *
dup_about (const WsHyperInfo  *info,
           const WsPopulation *population,
           const WsArch       *arch,
           const GArray       *history)
{
  GString         *text = g_string_new (NULL);
  WsHyperConfig    config;
  gboolean         has_config = ws_hyper_config_from_json (info->config_json, &config, NULL);
  g_autofree char *networks = ws_text_networks (population->n);
  g_autofree char *source = ws_text_learned_from (info, population, networks);

  g_string_append (text, source);
  if (has_config)
    {
      guint            n = ws_hyper_count_latents (&config, arch);
      g_autofree char *count = ws_number_format (n, 1.0, WS_FORMAT_COUNT);
      g_autofree char *latents = g_strdup_printf (ngettext ("%s latent", "%s latents", n), count);

      add_part (text, ws_hyper_preset_get_title (config.preset));
      add_part (text, latents);
      if (config.align != WS_ALIGN_NONE)
        add_part (text, text_alignment (config.align));
    }
  add_training (text, info, history);
  if (has_config && config.keep == WS_KEEP_BEST && info->best_epoch > 0)
    {
      g_autofree char *kept =
          g_strdup_printf (_ ("kept: epoch %u, the best on validation networks"), info->best_epoch);

      add_part (text, kept);
    }
  if (!info->complete)
    add_part (text, _ ("not finished"));
  return g_string_free (text, FALSE);
}

/* -- reading -- */

gpointer
ws_hyper_finished_read (WsProject    *project,
                        gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (WsHyperFinished) self = g_new0 (WsHyperFinished, 1);
  g_autoptr (WsHyperInfo) info = ws_project_find_hyper (project, data, error);
  g_autoptr (WsPopulation) population = NULL;
  g_autoptr (GError) problem = NULL;
  WsActivation act;

  if (info == NULL)
    return NULL;
  population = ws_project_get_population (project, info->population, error);
  if (population == NULL || !ws_population_get_network (population, &self->arch, &act, error))
    return NULL;
  self->history = ws_project_load_hyper_history (project, info->id, error);
  if (self->history == NULL)
    return NULL;
  self->report = ws_hyper_report_load (project, info->population, info->id, self->arch, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  self->about = dup_about (info, population, self->arch, self->history);
  return g_steal_pointer (&self);
}
