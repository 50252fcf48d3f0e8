/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include <glib/gi18n-lib.h>

/* Baselines in weight space, without any representation: METHOD.md 5.4. */

const WsSampler ws_sampler_weight_kde = {
  .name = "weight-kde",
  .title = N_ ("Weight-space KDE"),
  .source = N_ ("baseline B_KDE30: each weight drawn on its own"),
  .space = WS_SPACE_WEIGHTS,
  .settings = ws_kde_settings,
  .create = ws_kde_create_dim,
  .destroy = ws_kde_destroy,
  .draw = ws_kde_draw_dim,
};

const WsSampler ws_sampler_weight_kde_joint = {
  .name = "weight-kde-joint",
  .title = N_ ("Weight-space jitter"),
  .source = N_ ("control: a copy of a network and noise"),
  .space = WS_SPACE_WEIGHTS,
  .settings = ws_kde_settings,
  .create = ws_kde_create_joint,
  .destroy = ws_kde_destroy,
  .draw = ws_kde_draw_joint,
};
