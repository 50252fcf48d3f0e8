/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/config.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>

static const char *const preset_names[] = { "compact", "balanced", "generator", "paper", NULL };

/* compact: a map within minutes on two cores. What made it: METHOD.md 4.2 at a small width, latents
 * from all tokens, weights in units of their layer, and no contrast, which costs half of the speed.
 *
 * balanced: a map for real work, within an hour on two cores. Every neuron has latents of its own,
 * in proportion to how many weights it has: conv2's wide tokens starve where all have the same
 * number. It learns what networks do with images, too. What the search gave on a zoo of 128 MNIST
 * networks (450 states of 90 networks to learn from; R² and accuracy kept by unseen networks, one
 * seed each; images: uses them):
 *
 *   latents                    loss            epochs   R²    least of a layer   kept
 *   512 shared                                     60   .55   conv2 .49
 *   1024 shared                                    60   .67   conv2 .53
 *   998 own, by width^.8                           60   .70   fc1 .68
 *   1258 own, by width                             60   .75   fc2 .70            70 %
 *   1258 own, by width         task 0.1, images    60   .73   fc2 .65            75 %
 *   1258 own, by width         behaviour 2, images 60   .74   fc2 .66            75 %
 *   1258 own, by width         behaviour 4, images 150  .75   fc2 .69            78 %
 *   256 shared, 920 own        task 0.1, images    60   .66   fc1 .62            73 %
 *   principal components of tokens, 1208           -    .69   fc2 .60            53 %
 *
 * R² is above all a matter of how many latents there are: most of a weight is what it began with.
 * On a zoo of 512 MNIST networks (1,790 states of 358; 11 checkpoints of each unseen network are
 * rebuilt):
 *
 *   1338 own, by width         behaviour 4, images 150  .79   fc1 .76            86 %
 *   1442 own, by width         behaviour 6, images 240  .81   fc1 .78            89 %   chosen
 *
 * The chosen one from three seeds, on 78 unseen networks each (mean ± standard deviation of seeds;
 * rank: correlation of decoded and original accuracy over all epochs; probe: of accuracy, R²):
 *
 *   zoo           R²           least of a layer   kept          rank           probe
 *   MNIST         .811 ± .002  fc1   .788 ± .004  89.1 ± 0.2 %  .968 ± .001    .961 ± .005
 *   Fashion       .810 ± .001  conv1 .742 ± .005  92.8 ± 0.1 %  .946 ± .008    .912 ± .008
 *
 * generator: a place to sample from, no longer a map. Decoded networks are tried on images while it
 * learns, also those from latents that no network has; the weight of what they do is so large that
 * all of them work. The loss begins late, for networks that do not work yet have no useful
 * gradient, and rises slowly. The more it weighs the better draws work and the more they are alike;
 * .4 is the point where new networks are better than the zoo's best 30 % and still lie half as far
 * apart (128 MNIST networks, best 30 % .847; one seed; accuracy at epoch 0 / mean distance of pairs
 * as a share of the zoo's):
 *
 *   task weight  R²   per dimension  midpoints
 *   .3           .42  .822 / .60     .846 / .56
 *   .4           .34  .887 / .52     .901 / .50
 *   .5           .27  .933 / .44     .935 / .42
 *
 * On 512 MNIST networks .4 gives R² .47, per dimension .933 / .65, midpoints .937 / .68: more
 * networks make a better map and better draws that differ more.
 *
 * (`frontier` has more of them, tests/bench/README.md; it counts weights in units of their layers.)
 *
 * paper: as published (METHOD.md 4.2, "MNIST 2022"), but with NT-Xent where the code has
 * "positive". */

static const WsHyperConfig compact = {
  .preset = "compact",
  .d = 128,
  .h = 4,
  .f = 256,
  .L = 2,
  .q = 512,
  .compression = WS_COMPRESS_LINEAR,
  .token_q = 8,
  .token_spread = 0,
  .neck = WS_NECK_LINEAR,
  .dropout = 0,
  .init = WS_HYPER_INIT_SMALL,
  .standardise = TRUE,
  .lwln = TRUE,
  .reduction = WS_REDUCTION_GLOBAL_MEAN,
  .contrast = WS_CONTRAST_NTXENT,
  .gamma = 0,
  .temperature = 0.1f,
  .head_layers = 2,
  .head_width = 128,
  .head_out = 32,
  .permute = TRUE,
  .views = 1,
  .erase_p = 0,
  .erase_lo = 0.02f,
  .erase_hi = 0.33f,
  .noise = 0,
  .lr = 2e-3f,
  .weight_decay = 0,
  .decay = 0,
  .schedule = WS_SCHEDULE_ONE_CYCLE,
  .warmup = 0,
  .clip = 1,
  .batch = 16,
  .epochs = 80,
  .eval_every = 10,
  .patience = 0,
  .keep = WS_KEEP_LAST,
  .task_weight = 0,
  .behaviour_weight = 0,
  .task_images = 24,
  .task_new = TRUE,
  .task_start = 0,
  .task_ramp = 0,
  .epoch_first = 0,
  .epoch_last = 0,
  .weight_threshold = 5,
  .align = WS_ALIGN_NONE,
  .align_signs = FALSE,
  .seed = 42,
};

static const WsHyperConfig paper = {
  .preset = "paper",
  .d = 1428,
  .h = 12,
  .f = 1380,
  .L = 2,
  .q = 700,
  .compression = WS_COMPRESS_TOKEN,
  .token_q = 8,
  .token_spread = 0,
  .neck = WS_NECK_TANH,
  .dropout = 0.1f,
  .init = WS_HYPER_INIT_PUBLISHED,
  .standardise = FALSE,
  .lwln = TRUE,
  .reduction = WS_REDUCTION_GLOBAL_MEAN,
  .contrast = WS_CONTRAST_NTXENT,
  .gamma = 0.0996f,
  .temperature = 0.1f,
  .head_layers = 4,
  .head_width = 400,
  .head_out = 50,
  .permute = TRUE,
  .views = 2,
  .erase_p = 0.5f,
  .erase_lo = 0.02f,
  .erase_hi = 0.33f,
  .noise = 0,
  .lr = 1e-4f,
  .weight_decay = 1e-9f,
  .decay = 0,
  .schedule = WS_SCHEDULE_PLATEAU,
  .warmup = 0,
  .clip = 0,
  .batch = 500,
  .epochs = 1750,
  .eval_every = 5,
  .patience = 0,
  .keep = WS_KEEP_LAST,
  .task_weight = 0,
  .behaviour_weight = 0,
  .task_images = 24,
  .task_new = TRUE,
  .task_start = 0,
  .task_ramp = 0,
  .epoch_first = 21,
  .epoch_last = 25,
  .weight_threshold = 5,
  .align = WS_ALIGN_NONE,
  .align_signs = FALSE,
  .seed = 42,
};

static void
make_balanced (WsHyperConfig *c)
{
  c->compression = WS_COMPRESS_PER_TOKEN;
  c->token_q = 30;
  c->token_spread = 1;
  c->epochs = 240;
  c->keep = WS_KEEP_BEST;
  c->behaviour_weight = 6;
  c->task_new = FALSE;
  c->task_start = 0.2f;
  c->task_ramp = 0.2f;
}

static void
make_generator (WsHyperConfig *c)
{
  c->batch = 32;
  c->epochs = 200;
  c->task_weight = 0.4f;
  c->task_images = 32;
  c->task_start = 0.3f;
  c->task_ramp = 0.2f;
}

static const struct
{
  const char          *name;
  const WsHyperConfig *base;
  void (*change) (WsHyperConfig *c); /* (nullable) */
} presets[] = {
  { "compact", &compact, NULL },
  { "balanced", &compact, make_balanced },
  { "generator", &compact, make_generator },
  { "paper", &paper, NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (presets) == G_N_ELEMENTS (preset_names) - 1);

const char *const *
ws_hyper_config_list_presets (void)
{
  return preset_names;
}

gboolean
ws_hyper_config_preset (const char *name, WsHyperConfig *out, GError **error)
{
  g_autofree char *names = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_str_equal (name, presets[i].name))
      {
        *out = *presets[i].base;
        g_strlcpy (out->preset, presets[i].name, sizeof out->preset);
        if (presets[i].change != NULL)
          presets[i].change (out);
        return TRUE;
      }
  names = g_strjoinv (", ", (char **)preset_names);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("there is no preset \"%s\"; known: %s"),
               name, names);
  return FALSE;
}
