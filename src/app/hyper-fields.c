/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/hyper-fields.h"

#include <glib/gi18n.h>

/* -- what means something only beside others -- */

static gboolean
has_shared (const WsHyperConfig *c)
{
  return c->compression != WS_COMPRESS_PER_TOKEN;
}

static gboolean
has_own (const WsHyperConfig *c)
{
  return c->compression == WS_COMPRESS_PER_TOKEN || c->compression == WS_COMPRESS_MIXED;
}

static gboolean
has_contrast (const WsHyperConfig *c)
{
  return c->gamma > 0;
}

static gboolean
has_temperature (const WsHyperConfig *c)
{
  return c->gamma > 0 && c->contrast != WS_CONTRAST_COSINE;
}

static gboolean
has_task (const WsHyperConfig *c)
{
  return c->task_weight > 0;
}

static gboolean
has_image_loss (const WsHyperConfig *c)
{
  return c->task_weight > 0 || c->behaviour_weight > 0;
}

static gboolean
has_erasing (const WsHyperConfig *c)
{
  return c->erase_p > 0;
}

static gboolean
has_alignment (const WsHyperConfig *c)
{
  return c->align != WS_ALIGN_NONE;
}

static gboolean
has_warmup (const WsHyperConfig *c)
{
  return c->schedule != WS_SCHEDULE_ONE_CYCLE;
}

/* -- the table -- */

static const char *const compressions[] = { N_ ("One summary token"), N_ ("All tokens"),
                                            N_ ("Each token for itself"),
                                            N_ ("All tokens, and each for itself"), NULL };
static const char *const inits[] = { N_ ("As published"), N_ ("Small, blocks drawn apart"), NULL };
static const char *const necks[] = { N_ ("Linear"), N_ ("Bounded (tanh)"), NULL };
static const char *const contrasts[] = { N_ ("NT-Xent"), N_ ("Positive, as in the published code"),
                                         N_ ("1 − cosine"), NULL };
static const char *const schedules[] = { N_ ("Constant"), N_ ("One cycle"),
                                         N_ ("Reduce on plateau"), N_ ("Cosine"), NULL };
static const char *const reductions[] = { N_ ("All weights alike"), N_ ("All layers alike"), NULL };
static const char *const keeps[] = { N_ ("The last epoch"), N_ ("The best on validation"), NULL };
static const char *const alignments[] = { N_ ("No"), N_ ("By weights"),
                                          N_ ("By activations, on images"), NULL };

#define COUNT(group, field, title, subtitle, lo, hi, step, is_used)                                \
  {                                                                                                \
    WS_HYPER_GROUP_##group, title, subtitle, WS_HYPER_FIELD_UINT,                                  \
        G_STRUCT_OFFSET (WsHyperConfig, field), lo, hi, step, 0, NULL, is_used                     \
  }
#define REAL(group, field, title, subtitle, lo, hi, step, digits, is_used)                         \
  {                                                                                                \
    WS_HYPER_GROUP_##group, title, subtitle, WS_HYPER_FIELD_FLOAT,                                 \
        G_STRUCT_OFFSET (WsHyperConfig, field), lo, hi, step, digits, NULL, is_used                \
  }
#define FLAG(group, field, title, subtitle, is_used)                                               \
  {                                                                                                \
    WS_HYPER_GROUP_##group, title, subtitle, WS_HYPER_FIELD_BOOLEAN,                               \
        G_STRUCT_OFFSET (WsHyperConfig, field), 0, 1, 1, 0, NULL, is_used                          \
  }
#define CHOICE(group, field, title, subtitle, choices, is_used)                                    \
  {                                                                                                \
    WS_HYPER_GROUP_##group, title, subtitle, WS_HYPER_FIELD_CHOICE,                                \
        G_STRUCT_OFFSET (WsHyperConfig, field), 0, 0, 0, 0, choices, is_used                       \
  }

static const WsHyperField fields[] = {
  COUNT (MAIN, epochs, N_ ("Epochs"), N_ ("Passes over all states"), 1, 100000, 10, NULL),
  COUNT (
      MAIN, q, N_ ("Latent dimensions"), N_ ("Numbers for one network"), 1, 4096, 16, has_shared),
  REAL (MAIN,
        token_q,
        N_ ("Latents of a neuron"),
        N_ ("Numbers for one of mean width"),
        0.01,
        1024,
        1,
        2,
        has_own),
  { WS_HYPER_GROUP_MAIN, N_ ("Seed"), NULL, WS_HYPER_FIELD_UINT64,
    G_STRUCT_OFFSET (WsHyperConfig, seed), 0, 4294967295.0, 1, 0, NULL, NULL },

  CHOICE (LATENTS,
          compression,
          N_ ("Latents read from"),
          N_ ("A token is one neuron with its weights"),
          compressions,
          NULL),
  REAL (LATENTS,
        token_spread,
        N_ ("By width"),
        N_ ("0: all neurons alike, 1: as its weights"),
        0,
        1,
        0.1,
        2,
        has_own),
  CHOICE (
      LATENTS, neck, N_ ("Bottleneck"), N_ ("Bounded latents lie between −1 and 1"), necks, NULL),

  FLAG (
      LOSSES, lwln, N_ ("Layer-wise loss normalisation"), N_ ("Without it small layers die"), NULL),
  CHOICE (LOSSES,
          reduction,
          N_ ("What counts alike"),
          N_ ("Where errors are averaged"),
          reductions,
          NULL),
  REAL (LOSSES,
        gamma,
        N_ ("Contrast loss"),
        N_ ("Weight γ; views of a network are to be near"),
        0,
        1,
        0.01,
        4,
        NULL),
  CHOICE (LOSSES, contrast, N_ ("Kind of contrast"), NULL, contrasts, has_contrast),
  REAL (LOSSES,
        temperature,
        N_ ("Temperature"),
        N_ ("Lower: only the nearest count"),
        0.001,
        10,
        0.01,
        3,
        has_temperature),
  COUNT (LOSSES,
         head_layers,
         N_ ("Layers of the head"),
         N_ ("The contrast is taken behind it"),
         1,
         16,
         1,
         has_contrast),
  COUNT (LOSSES, head_width, N_ ("Width of the head"), NULL, 1, 8192, 16, has_contrast),
  COUNT (LOSSES, head_out, N_ ("Outputs of the head"), NULL, 1, 4096, 8, has_contrast),

  REAL (IMAGES,
        behaviour_weight,
        N_ ("Behaviour loss"),
        N_ ("Weight; to answer as the original does"),
        0,
        1e6,
        0.1,
        3,
        NULL),
  REAL (IMAGES,
        task_weight,
        N_ ("Task loss"),
        N_ ("Weight; to classify well; much makes all alike"),
        0,
        1e6,
        0.1,
        3,
        NULL),
  FLAG (IMAGES, task_new, N_ ("New networks"), N_ ("The task for latents of none, too"), has_task),
  COUNT (IMAGES, task_images, N_ ("Images"), N_ ("Seen in one step"), 1, 4096, 8, has_image_loss),
  REAL (IMAGES,
        task_start,
        N_ ("Begin"),
        N_ ("Share of the training"),
        0,
        1,
        0.05,
        2,
        has_image_loss),
  REAL (IMAGES,
        task_ramp,
        N_ ("Rise"),
        N_ ("Share of the training up to full weight"),
        0,
        1,
        0.05,
        2,
        has_image_loss),

  CHOICE (NETWORKS,
          align,
          N_ ("Align networks"),
          N_ ("Neurons into one network’s order"),
          alignments,
          NULL),
  FLAG (NETWORKS,
        align_signs,
        N_ ("Align signs"),
        N_ ("Where the activation is odd, as tanh is"),
        has_alignment),
  COUNT (NETWORKS,
         epoch_first,
         N_ ("First epoch of the zoo"),
         N_ ("0 and 0: the last five kept"),
         0,
         10000,
         1,
         NULL),
  COUNT (NETWORKS, epoch_last, N_ ("Last epoch of the zoo"), NULL, 0, 10000, 1, NULL),
  REAL (NETWORKS,
        weight_threshold,
        N_ ("Largest weight"),
        N_ ("States beyond it are left out"),
        0.1,
        1e6,
        1,
        1,
        NULL),

  FLAG (VIEWS,
        permute,
        N_ ("Permute neurons"),
        N_ ("Another order at every visit, the same network"),
        NULL),
  COUNT (VIEWS, views, N_ ("Views of a state"), N_ ("2 with contrast"), 1, 2, 1, NULL),
  REAL (VIEWS,
        erase_p,
        N_ ("Erasing"),
        N_ ("Chance that a block of weights is set to zero"),
        0,
        1,
        0.05,
        2,
        NULL),
  REAL (VIEWS,
        erase_lo,
        N_ ("Smallest block"),
        N_ ("Share of the weights"),
        0,
        1,
        0.01,
        3,
        has_erasing),
  REAL (VIEWS,
        erase_hi,
        N_ ("Largest block"),
        N_ ("Share of the weights"),
        0,
        1,
        0.01,
        3,
        has_erasing),
  REAL (VIEWS, noise, N_ ("Noise"), N_ ("Relative, on the input only"), 0, 1, 0.01, 3, NULL),

  COUNT (SHAPE, d, N_ ("Model width"), N_ ("d: numbers that carry one token"), 8, 4096, 8, NULL),
  COUNT (SHAPE, h, N_ ("Heads"), N_ ("h: must divide the width"), 1, 64, 1, NULL),
  COUNT (SHAPE, f, N_ ("Feed-forward width"), NULL, 8, 8192, 16, NULL),
  COUNT (SHAPE, L, N_ ("Blocks"), N_ ("In the encoder and in the decoder"), 1, 24, 1, NULL),
  CHOICE (SHAPE, init, N_ ("Initial weights"), N_ ("Of the autoencoder"), inits, NULL),
  FLAG (SHAPE,
        standardise,
        N_ ("Standardised weights"),
        N_ ("Reads and writes in units of each layer’s spread"),
        NULL),
  REAL (SHAPE, dropout, N_ ("Dropout"), NULL, 0, 0.9, 0.05, 2, NULL),

  COUNT (STEPS, batch, N_ ("Batch"), N_ ("States in one step"), 1, 4096, 8, NULL),
  REAL (
      STEPS, lr, N_ ("Learning rate"), N_ ("The largest of the schedule"), 1e-8, 1, 1e-4, 8, NULL),
  CHOICE (STEPS, schedule, N_ ("Schedule"), N_ ("How the rate goes"), schedules, NULL),
  REAL (STEPS,
        warmup,
        N_ ("Warm-up"),
        N_ ("Share of the steps with a rising rate"),
        0,
        0.9,
        0.05,
        2,
        has_warmup),
  REAL (STEPS, decay, N_ ("Decoupled decay"), N_ ("As AdamW’s"), 0, 1, 0.01, 4, NULL),
  REAL (STEPS, weight_decay, N_ ("Weight decay"), N_ ("As Adam’s"), 0, 1, 1e-6, 9, NULL),
  REAL (STEPS, clip, N_ ("Gradient clip"), N_ ("Largest norm, 0 for none"), 0, 1e6, 0.1, 2, NULL),

  COUNT (END,
         eval_every,
         N_ ("Measure every"),
         N_ ("Epochs between two measurements of R²"),
         1,
         100000,
         1,
         NULL),
  COUNT (END,
         patience,
         N_ ("End early"),
         N_ ("Measurements without a gain; 0: never"),
         0,
         100000,
         1,
         NULL),
  CHOICE (END, keep, N_ ("Keep"), N_ ("What is used afterwards"), keeps, NULL),
};

const WsHyperField *
ws_hyper_fields_get (guint *n)
{
  *n = G_N_ELEMENTS (fields);
  return fields;
}

/* -- names -- */

static const struct
{
  const char *title, *subtitle;
} groups[WS_HYPER_N_GROUPS] = {
  [WS_HYPER_GROUP_MAIN] = { NULL, NULL },
  [WS_HYPER_GROUP_LATENTS] = { N_ ("Latents"), N_ ("Where they are read") },
  [WS_HYPER_GROUP_LOSSES] = { N_ ("Losses on weights"), N_ ("What a rebuilt network is held to") },
  [WS_HYPER_GROUP_IMAGES] = { N_ ("Losses on images"), N_ ("What rebuilt networks do counts") },
  [WS_HYPER_GROUP_NETWORKS] = { N_ ("Networks"), N_ ("Which states, and their alignment") },
  [WS_HYPER_GROUP_VIEWS] = { N_ ("Augmentation"), N_ ("What is changed at every visit") },
  [WS_HYPER_GROUP_SHAPE] = { N_ ("Transformer"), N_ ("How large the autoencoder is") },
  [WS_HYPER_GROUP_STEPS] = { N_ ("Steps"), N_ ("Batch, rate and schedule") },
  [WS_HYPER_GROUP_END] = { N_ ("Measuring and ending"), N_ ("Early stopping, what is kept") },
};

const char *
ws_hyper_group_get_title (WsHyperGroup group)
{
  return groups[group].title != NULL ? _ (groups[group].title) : "";
}

const char *
ws_hyper_group_get_subtitle (WsHyperGroup group)
{
  return groups[group].subtitle != NULL ? _ (groups[group].subtitle) : "";
}

static const struct
{
  const char *name, *title, *subtitle;
} presets[] = {
  { "compact", N_ ("Compact"), N_ ("A first map") },
  { "balanced", N_ ("Balanced"), N_ ("For real work") },
  { "generator", N_ ("Generator"), N_ ("To sample from") },
  { "paper", N_ ("Paper"), N_ ("As published") },
  { "custom", N_ ("Custom"), N_ ("Changed by hand") },
};

static guint
find_preset (const char *name)
{
  for (guint i = 0; i + 1 < G_N_ELEMENTS (presets); i++)
    if (g_str_equal (name, presets[i].name))
      return i;
  return G_N_ELEMENTS (presets) - 1;
}

const char *
ws_hyper_preset_get_title (const char *name)
{
  return _ (presets[find_preset (name)].title);
}

const char *
ws_hyper_preset_get_subtitle (const char *name)
{
  return _ (presets[find_preset (name)].subtitle);
}

/* -- values -- */

double
ws_hyper_field_read (const WsHyperField *field, const WsHyperConfig *config)
{
  const char *at = (const char *)config + field->offset;
  double      value = 0.0;

  switch (field->kind)
    {
    case WS_HYPER_FIELD_UINT:
      value = *(const guint *)(const void *)at;
      break;
    case WS_HYPER_FIELD_UINT64:
      value = (double)*(const guint64 *)(const void *)at;
      break;
    case WS_HYPER_FIELD_FLOAT:
      value = (double)*(const float *)(const void *)at;
      break;
    case WS_HYPER_FIELD_BOOLEAN:
      value = *(const gboolean *)(const void *)at ? 1.0 : 0.0;
      break;
    case WS_HYPER_FIELD_CHOICE: /* all enumerations have the size of int */
    default:
      value = *(const int *)(const void *)at;
      break;
    }
  return value;
}

void
ws_hyper_field_write (const WsHyperField *field, WsHyperConfig *config, double value)
{
  char *at = (char *)config + field->offset;

  switch (field->kind)
    {
    case WS_HYPER_FIELD_UINT:
      *(guint *)(void *)at = (guint)value;
      break;
    case WS_HYPER_FIELD_UINT64:
      *(guint64 *)(void *)at = (guint64)value;
      break;
    case WS_HYPER_FIELD_FLOAT:
      *(float *)(void *)at = (float)value;
      break;
    case WS_HYPER_FIELD_BOOLEAN:
      *(gboolean *)(void *)at = value > 0.5;
      break;
    case WS_HYPER_FIELD_CHOICE:
    default:
      *(int *)(void *)at = (int)value;
      break;
    }
}
