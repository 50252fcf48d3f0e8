/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/project-test.h"
#include "project/representation.h"

#include <math.h>

/* Equal, or both not a number. */
static inline void
assert_same (float got, float want)
{
  if (isnan (want))
    g_assert_true (isnan (got));
  else
    g_assert_cmpfloat (got, ==, want);
}

/* The smallest representation worth the name, with a projection head, sigma and mean. */
static inline WsHyper *
new_model (void)
{
  g_autoptr (GError) error = NULL;
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, &error);
  WsHyperConfig config;
  WsHyper      *model;

  g_assert_no_error (error);
  g_assert_true (ws_hyper_config_preset ("compact", &config, &error));
  config.d = 8;
  config.h = 2;
  config.f = 8;
  config.L = 1;
  config.q = 4;
  config.head_layers = 1;
  config.head_width = 8;
  config.head_out = 4;
  g_strlcpy (config.preset, "custom", sizeof config.preset);
  config.gamma = 0.05f; /* with a projection head, which is not stored */
  config.views = 2;
  model = ws_hyper_new (&config, arch, &error);
  g_assert_no_error (error);
  for (guint l = 0; l < arch->n_layers; l++)
    ws_hyper_get_sigma (model)[l] = 0.5f + (float)l / 7;
  for (gsize i = 0; i < arch->n_params; i++)
    ws_hyper_get_mean (model)[i] = (float)i / 3000;
  return model;
}

static inline WsHyperInfo *
new_info (const char *name, gint64 population, WsHyper *model)
{
  WsHyperInfo *info = g_new0 (WsHyperInfo, 1);

  info->name = g_strdup (name);
  info->preset = g_strdup ("compact");
  info->config_json = ws_hyper_config_to_json (ws_hyper_get_config (model));
  info->population = population;
  info->n_params = ws_hyper_get_n_autoencoder (model);
  return info;
}

static inline gint64
add_hyper (WsProject *project, const char *name, gint64 population, WsHyper *model)
{
  g_autoptr (WsHyperInfo) info = new_info (name, population, model);
  g_autoptr (GError) error = NULL;

  ws_project_add_hyper (project, info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->id, >, 0);
  return info->id;
}

static inline gint64
add_trained_hyper (WsProject *project, gint64 population, WsHyper *model)
{
  gint64 id = add_hyper (project, "compact", population, model);
  g_autoptr (GError) error = NULL;

  ws_project_save_hyper (project, id, model, &error);
  g_assert_no_error (error);
  return id;
}
