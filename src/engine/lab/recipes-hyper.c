/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/recipes.h"
#include "lab/units.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static gboolean
change (WsHyperConfig *config, const char *key, const char *value, GError **error)
{
  return ws_hyper_config_set (config, key, value, error);
}

/* -- LWLN -- */

static gboolean
make_lwln (const WsExperimentSettings *s, GArray *units, GError **error)
{
  static const struct
  {
    const char *group, *lwln;
  } settings[] = { { "with LWLN", "true" }, { "without LWLN", "false" } };

  ws_units_add_zoo (units, WS_TARGET_ALL, s->count);
  for (guint i = 0; i < s->n_seeds; i++)
    for (guint k = 0; k < G_N_ELEMENTS (settings); k++)
      {
        WsHyperConfig config = s->config;
        int           hyper;

        if (!change (&config, "lwln", settings[k].lwln, error))
          return FALSE;
        hyper = ws_units_add_hyper (units, settings[k].group, &config, s->config.seed + i, -1);
        ws_units_add_draws (units, hyper, "kde", s->count);
        ws_units_add_draws (units, hyper, "kde-dim", s->count);
      }
  return TRUE;
}

static const char *const lwln_columns[] = { "acc",       "acc_std",     "original", "kept",
                                            "r2",        "r2.*",        "r2_mean",  "r2_min",
                                            "r2_spread", "scale_ratio", "rank_all", "novelty",
                                            "overlap",   "published",   NULL };

const WsExperiment ws_experiment_lwln_ablation = {
  .name = "lwln-ablation",
  .title = N_ ("With and without layer-wise loss normalisation"),
  .summary = N_ ("The same representation twice: are all layers rebuilt, and do decoded and drawn "
                 "networks work, only when the loss is counted in units of each layer?"),
  .make_units = make_lwln,
  .columns = lwln_columns,
};

/* -- alignment -- */

static gboolean
make_alignment (const WsExperimentSettings *s, GArray *units, GError **error)
{
  static const struct
  {
    const char *group, *align, *signs;
  } settings[] = { { "not aligned", "none", "false" },
                   { "weights", "weights", "false" },
                   { "weights and signs", "weights", "true" },
                   { "activations", "activations", "false" } };

  ws_units_add_zoo (units, WS_TARGET_ALL, s->count);
  for (guint i = 0; i < s->n_seeds; i++)
    for (guint k = 0; k < 2 * G_N_ELEMENTS (settings); k++)
      {
        gboolean         permute = k % 2 == 0;
        g_autofree char *group =
            g_strdup_printf ("%s, %s", settings[k / 2].group, permute ? "permuted" : "plain");
        WsHyperConfig config = s->config;
        int           hyper;

        if (!change (&config, "align", settings[k / 2].align, error) ||
            !change (&config, "align_signs", settings[k / 2].signs, error) ||
            !change (&config, "permute", permute ? "true" : "false", error))
          return FALSE;
        hyper = ws_units_add_hyper (units, group, &config, s->config.seed + i, -1);
        ws_units_add_draws (units, hyper, "kde", s->count);
        ws_units_add_draws (units, hyper, "kde-dim", s->count);
        ws_units_add_draws (units, hyper, "midpoint", s->count);
      }
  return TRUE;
}

static const char *const alignment_columns[] = { "acc",        "acc_std", "original",  "kept",
                                                 "r2",         "r2.*",    "rank_all",  "novelty",
                                                 "pair_ratio", "overlap", "published", NULL };

const WsExperiment ws_experiment_alignment = {
  .name = "alignment",
  .title = N_ ("What bringing neurons into one order gives"),
  .summary = N_ ("Networks as they are, aligned by weights, by weights and signs, by activations; "
                 "each learned from permuted and from plain views."),
  .make_units = make_alignment,
  .columns = alignment_columns,
};

/* -- frontier -- */

#define MAX_WEIGHTS 16
#define WEIGHTS "0,0.05,0.1,0.25,0.5,1,2"
#define QUICK_WEIGHTS "0,0.1,1"

static guint
read_weights (const char *text, double *weights, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  guint n = g_strv_length (words);

  for (guint i = 0; i < n && n <= MAX_WEIGHTS; i++)
    {
      char *end;

      weights[i] = g_ascii_strtod (words[i], &end);
      if (end == words[i] || *end != '\0' || !(weights[i] >= 0) || !isfinite (weights[i]))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                       _ ("task weights are numbers from 0 on, separated by commas, not \"%s\""),
                       words[i]);
          return 0;
        }
    }
  if (n >= 1 && n <= MAX_WEIGHTS)
    return n;
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE, _ ("1 to %u task weights are tried, not %u"),
               MAX_WEIGHTS, n);
  return 0;
}

static void
add_point (GArray *units, int hyper, guint count)
{
  ws_units_add_draws (units, hyper, "kde", count);
  ws_units_add_draws (units, hyper, "kde-dim", count);
  ws_units_add_draws (units, hyper, "midpoint", count);
}

static gboolean
make_frontier (const WsExperimentSettings *s, GArray *units, GError **error)
{
  const char *text = s->weights[0] != '\0' ? s->weights : s->quick ? QUICK_WEIGHTS : WEIGHTS;
  double      weights[MAX_WEIGHTS];
  guint       n = read_weights (text, weights, error);

  if (n == 0)
    return FALSE;
  ws_units_add_zoo (units, WS_TARGET_ALL, s->count);
  ws_units_add_zoo (units, WS_TARGET_TOP30, s->count);
  for (guint i = 0; i < s->n_seeds; i++)
    {
      guint64     seed = s->config.seed + i;
      const char *what =
          ws_hyper_config_uses_images (&s->config) ? "weights and images" : "weights only";
      int base = ws_units_add_hyper (units, what, &s->config, seed, -1), last = base;

      add_point (units, base, s->count);
      ws_units_add_noise (units, base, s->count);
      for (guint k = 0; k < n; k++)
        {
          g_autofree char *value = g_strdup_printf ("%g", weights[k]);
          g_autofree char *group = g_strdup_printf ("task weight %s", value);
          WsHyperConfig    config = s->config;

          if (!change (&config, "task_weight", value, error))
            return FALSE;
          config.epochs = s->go_on_epochs > 0 ? s->go_on_epochs : MAX (1, s->config.epochs / 2);
          config.eval_every = MIN (config.eval_every, config.epochs);
          /* What is the best map is not what the point is about. */
          config.keep = WS_KEEP_LAST;
          config.patience = 0;
          last = ws_units_add_hyper (units, group, &config, seed, base);
          add_point (units, last, s->count);
        }
      ws_units_add_budget (units, last, s->count);
    }
  return TRUE;
}

static const char *const frontier_columns[] = { "acc",           "acc_std",
                                                "kept",          "r2",
                                                "pair_distance", "pair_ratio",
                                                "overlap",       "pair_overlap",
                                                "ensemble_soft", "ensemble_gain",
                                                "novelty",       "images",
                                                "published",     NULL };

const WsExperiment ws_experiment_frontier = {
  .name = "frontier",
  .title = N_ ("Fidelity, function and diversity"),
  .summary = N_ ("One representation learned from weights, gone on with at several weights of the "
                 "task loss: the more its networks must work, the less it is a map."),
  .make_units = make_frontier,
  .columns = frontier_columns,
};

/* -- presets -- */

static gboolean
make_presets (const WsExperimentSettings *s, GArray *units, GError **error)
{
  WsHyperConfig untouched;
  gboolean      is_own = ws_hyper_config_preset (s->preset, &untouched, NULL) &&
                    g_str_equal (s->config.preset, s->preset) &&
                    s->config.epochs == untouched.epochs;
  g_autofree char *group = g_strconcat (s->preset, is_own ? "" : ", changed", NULL);

  ws_units_add_zoo (units, WS_TARGET_ALL, s->count);
  for (guint i = 0; i < s->n_seeds; i++)
    ws_units_add_hyper (units, group, &s->config, s->config.seed + i, -1);
  return TRUE;
}

static const char *const preset_columns[] = { "r2",
                                              "r2.*",
                                              "r2_min",
                                              "acc",
                                              "original",
                                              "kept",
                                              "rank_all",
                                              "probe_test_acc",
                                              "probe_epoch",
                                              "probe_ggap",
                                              "probe_test_acc_statistics",
                                              "seconds",
                                              "images",
                                              NULL };

const WsExperiment ws_experiment_presets = {
  .name = "presets",
  .title = N_ ("How good a preset is, and how much seeds differ"),
  .summary = N_ ("One preset from several seeds: reconstruction of unseen networks, what decoded "
                 "networks keep, what latents tell, and how long it takes."),
  .make_units = make_presets,
  .columns = preset_columns,
};
