/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/recipes.h"
#include "lab/units.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Experiments about the networks that samplers draw: how good they are, how new, and what they are
 * good for. Every one of them begins with a representation, trained or named. Rows have the names
 * that papers give them. */

typedef struct
{
  const char *group, *method, *target;
} Draws;

/* Of networks drawn once: their place, to train them further. */
static int
add_draws (GArray *units, int base, const Draws *draws, const WsExperimentSettings *s, guint i)
{
  return ws_units_add_networks (units, base, draws->group, draws->method, draws->target, s->count,
                                s->config.seed + i);
}

static void
add_tuned (GArray *units, int base, const Draws *draws, const WsExperimentSettings *s, guint i)
{
  int networks = add_draws (units, base, draws, s, i);

  ws_units_add_tuning (units, networks, draws->group, draws->method, s, s->config.seed + i);
}

/* -- in-distribution: METHOD.md 6.1 -- */

static const Draws trained_draws[] = {
  { "B_KDE30", "weight-kde", "top30" },          { "S_KDE30", "kde", "top30" },
  { "S_Neigh30", "neighbour", "top30" },         { "S_GAN30", "gan", "top30" },
  { "per dimension, 30", "kde-dim", "top30" },   { "flow, 30", "flow", "top30" },
  { "weight flow, 30", "weight-flow", "top30" },
};

/* What is not aimed: only whether aiming does anything. */
static const Draws plain_draws[] = {
  { "S_KDE", "kde", "all" },
  { "S_Neigh", "neighbour", "all" },
  { "per dimension", "kde-dim", "all" },
};

static gboolean
make_in_distribution (const WsExperimentSettings *s, GArray *units, GError **error)
{
  ws_units_add_zoo (units, WS_TARGET_ALL, s->count);
  ws_units_add_zoo (units, WS_TARGET_TOP30, s->count);
  for (guint i = 0; i < s->n_seeds; i++)
    {
      int base = ws_units_add_base (units, s, i);

      ws_units_add_tuning (units, -1, "B_T", "scratch", s, s->config.seed + i);
      for (guint k = 0; k < G_N_ELEMENTS (trained_draws); k++)
        add_tuned (units, base, &trained_draws[k], s, i);
      for (guint k = 0; k < G_N_ELEMENTS (plain_draws); k++)
        add_draws (units, base, &plain_draws[k], s, i);
    }
  return TRUE;
}

static const char *const tuned_columns[] = { "acc",    "acc_low",   "acc_high", "acc_std",
                                             "loss",   "novelty",   "overlap",  "pair_ratio",
                                             "images", "published", NULL };

static const WsClaim in_distribution_claims[] = {
  { .name = "C2",
    .text = N_ ("aimed draws are better, S_KDE30 than S_KDE at epoch 0"),
    .better = "S_KDE30",
    .worse = "S_KDE" },
  { .name = "C2",
    .text = N_ ("aimed draws are better, S_Neigh30 than S_Neigh at epoch 0"),
    .better = "S_Neigh30",
    .worse = "S_Neigh" },
  { .name = "C3",
    .text = N_ ("S_KDE30 above B_KDE30 at epoch 0"),
    .better = "S_KDE30",
    .worse = "B_KDE30" },
  { .name = "C3",
    .text = N_ ("B_KDE30 above B_T at epoch 0"),
    .better = "B_KDE30",
    .worse = "B_T" },
  { .name = "C3",
    .text = N_ ("S_KDE30 above B_KDE30 at epoch 1"),
    .better = "S_KDE30",
    .worse = "B_KDE30",
    .better_epoch = 1,
    .worse_epoch = 1 },
  { .name = "C3",
    .text = N_ ("B_KDE30 above B_T at epoch 1"),
    .better = "B_KDE30",
    .worse = "B_T",
    .better_epoch = 1,
    .worse_epoch = 1 },
  { .name = "C4",
    .text = N_ ("S_KDE30 after 1 epoch not below B_T after 25"),
    .better = "S_KDE30",
    .worse = "B_T",
    .better_epoch = 1,
    .worse_epoch = 25,
    .margin = 0.01 },
  { .name = "C5",
    .text = N_ ("S_KDE30 near B_KDE30 at epoch 25"),
    .better = "S_KDE30",
    .worse = "B_KDE30",
    .better_epoch = 25,
    .worse_epoch = 25,
    .margin = 0.01 },
  { .name = "C5",
    .text = N_ ("S_KDE30 above B_T at epoch 25"),
    .better = "S_KDE30",
    .worse = "B_T",
    .better_epoch = 25,
    .worse_epoch = 25 },
  { .name = "C5",
    .text = N_ ("S_KDE30 not below B_T at epoch 50"),
    .better = "S_KDE30",
    .worse = "B_T",
    .better_epoch = 50,
    .worse_epoch = 50,
    .margin = 0.01 },
  { .name = NULL },
};

const WsExperiment ws_experiment_in_distribution = {
  .name = "in-distribution",
  .title = N_ ("Drawn networks before and while they train"),
  .summary = N_ ("Networks of every sampler, of the baseline in weights, and new ones, trained on "
                 "the zoo's own data: who starts better, and who stays better?"),
  .make_units = make_in_distribution,
  .columns = tuned_columns,
  .claims = in_distribution_claims,
};

/* -- transfer: 6.2 -- */

static const Draws transferred_draws[] = {
  { "S_KDE30", "kde", "top30" },
  { "per dimension, 30", "kde-dim", "top30" },
  { "flow, 30", "flow", "top30" },
};

static gboolean
make_transfer (const WsExperimentSettings *s, GArray *units, GError **error)
{
  if (s->data[0] == '\0')
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   _ ("transfer is to other data: name the data set to train on"));
      return FALSE;
    }
  for (guint i = 0; i < s->n_seeds; i++)
    {
      int     base = ws_units_add_base (units, s, i);
      guint64 seed = s->config.seed + i;

      g_strlcpy (ws_units_add_tuning (units, -1, "B_T", "scratch", s, seed)->data, s->data,
                 sizeof s->data);
      g_strlcpy (ws_units_add_tuning (units, -1, "B_F", "zoo", s, seed)->data, s->data,
                 sizeof s->data);
      for (guint k = 0; k < G_N_ELEMENTS (transferred_draws); k++)
        {
          const Draws *draws = &transferred_draws[k];
          int          networks = add_draws (units, base, draws, s, i);

          g_strlcpy (
              ws_units_add_tuning (units, networks, draws->group, draws->method, s, seed)->data,
              s->data, sizeof s->data);
        }
    }
  return TRUE;
}

static const WsClaim transfer_claims[] = {
  { .name = "C6",
    .text = N_ ("S_KDE30 not below B_F at epoch 1"),
    .better = "S_KDE30",
    .worse = "B_F",
    .better_epoch = 1,
    .worse_epoch = 1,
    .margin = 0.01,
    .is_tuned = TRUE },
  { .name = "C6",
    .text = N_ ("S_KDE30 above B_T at epoch 1"),
    .better = "S_KDE30",
    .worse = "B_T",
    .better_epoch = 1,
    .worse_epoch = 1,
    .is_tuned = TRUE },
  { .name = "C6",
    .text = N_ ("S_KDE30 above B_T at epoch 5"),
    .better = "S_KDE30",
    .worse = "B_T",
    .better_epoch = 5,
    .worse_epoch = 5,
    .is_tuned = TRUE },
  { .name = "C6",
    .text = N_ ("S_KDE30 not below B_F at epoch 50"),
    .better = "S_KDE30",
    .worse = "B_F",
    .better_epoch = 50,
    .worse_epoch = 50,
    .margin = 0.01,
    .is_tuned = TRUE },
  { .name = "C6",
    .text = N_ ("S_KDE30 above B_T at epoch 50"),
    .better = "S_KDE30",
    .worse = "B_T",
    .better_epoch = 50,
    .worse_epoch = 50,
    .is_tuned = TRUE },
  { .name = NULL },
};

const WsExperiment ws_experiment_transfer = {
  .name = "transfer",
  .title = N_ ("Networks of one data set on another"),
  .summary = N_ ("Networks drawn from a zoo of one data set, those of the zoo, and new ones, all "
                 "trained on another data set."),
  .make_units = make_transfer,
  .columns = tuned_columns,
  .claims = transfer_claims,
};

/* -- architectures: 6.3 -- */

static const char *const archs[] = { "cnn-s-res", "cnn-4conv", "cnn-4conv-id" };

static void
add_arch (
    GArray *units, int networks, const WsExperimentSettings *s, const char *arch, guint64 seed)
{
  static const struct
  {
    const char *what, *method;
    gboolean    is_new, shuffle;
  } starts[] = { { "r. i.", "scratch", TRUE, FALSE },
                 { "S_KDE30", "kde", FALSE, FALSE },
                 { "S_KDE30 shuffled", "kde", FALSE, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autofree char *group = g_strdup_printf ("%s, %s", arch, starts[i].what);
      WsUnit          *unit = ws_units_add_tuning (units, starts[i].is_new ? -1 : networks, group,
                                                   starts[i].method, s, seed);

      g_strlcpy (unit->arch, arch, sizeof unit->arch);
      unit->shuffle = starts[i].shuffle;
    }
}

static gboolean
make_architectures (const WsExperimentSettings *s, GArray *units, GError **error)
{
  static const Draws draws = { "S_KDE30", "kde", "top30" };

  for (guint i = 0; i < s->n_seeds; i++)
    {
      int base = ws_units_add_base (units, s, i);
      int networks = add_draws (units, base, &draws, s, i);

      for (guint k = 0; k < G_N_ELEMENTS (archs); k++)
        add_arch (units, networks, s, archs[k], s->config.seed + i);
    }
  return TRUE;
}

#define ARCH_CLAIMS(arch, epoch)                                                                   \
  { .name = "C7",                                                                                  \
    .text = N_ (arch ": drawn weights above new ones at epoch " #epoch),                           \
    .better = arch ", S_KDE30",                                                                    \
    .worse = arch ", r. i.",                                                                       \
    .better_epoch = epoch,                                                                         \
    .worse_epoch = epoch },                                                                        \
  {                                                                                                \
    .name = "C7", .text = N_ (arch ": drawn weights above shuffled ones at epoch " #epoch),        \
    .better = arch ", S_KDE30", .worse = arch ", S_KDE30 shuffled", .better_epoch = epoch,         \
    .worse_epoch = epoch                                                                           \
  }

static const WsClaim architecture_claims[] = {
  ARCH_CLAIMS ("cnn-s-res", 1),     ARCH_CLAIMS ("cnn-s-res", 5),
  ARCH_CLAIMS ("cnn-s-res", 50),    ARCH_CLAIMS ("cnn-4conv", 1),
  ARCH_CLAIMS ("cnn-4conv", 5),     ARCH_CLAIMS ("cnn-4conv", 50),
  ARCH_CLAIMS ("cnn-4conv-id", 1),  ARCH_CLAIMS ("cnn-4conv-id", 5),
  ARCH_CLAIMS ("cnn-4conv-id", 50), { .name = NULL },
};

const WsExperiment ws_experiment_architectures = {
  .name = "architectures",
  .title = N_ ("Drawn weights in other architectures"),
  .summary = N_ ("The layers that fit are taken from drawn networks, the others are new; beside "
                 "all new networks, and drawn weights in no order."),
  .make_units = make_architectures,
  .columns = tuned_columns,
  .claims = architecture_claims,
};

/* -- ensembles: 5.6 -- */

static const Draws voting_draws[] = {
  { "S_KDE30", "kde", "top30" },
  { "per dimension, 30", "kde-dim", "top30" },
  { "flow, 30", "flow", "top30" },
};

static gboolean
make_ensembles (const WsExperimentSettings *s, GArray *units, GError **error)
{
  for (guint i = 0; i < s->n_seeds; i++)
    {
      int     base = ws_units_add_base (units, s, i);
      guint64 seed = s->config.seed + i;

      ws_units_add_ensembles (units, -1, "zoo", "zoo", s, seed);
      ws_units_add_tuning (units, -1, "zoo, trained on", "zoo", s, seed);
      ws_units_add_ensembles (units, (int)units->len - 1, "zoo, trained on", "zoo", s, seed);
      ws_units_add_tuning (units, -1, "B_T", "scratch", s, seed);
      ws_units_add_ensembles (units, (int)units->len - 1, "B_T", "scratch", s, seed);
      for (guint k = 0; k < G_N_ELEMENTS (voting_draws); k++)
        {
          const Draws     *draws = &voting_draws[k];
          int              networks = add_draws (units, base, draws, s, i);
          g_autofree char *group = g_strdup_printf ("%s, trained on", draws->group);

          ws_units_add_ensembles (units, networks, draws->group, draws->method, s, seed);
          ws_units_add_tuning (units, networks, group, draws->method, s, seed);
          ws_units_add_ensembles (units, (int)units->len - 1, group, draws->method, s, seed);
        }
    }
  return TRUE;
}

static const char *const ensemble_columns[] = {
  "acc",     "acc_std",    "members", "ensemble_gain", "disagreement",
  "overlap", "pair_ratio", "novelty", "images",        NULL
};

static const WsClaim ensemble_claims[] = {
  { .name = "C8",
    .text = N_ ("10 trained-on samples S_KDE30 together not below 10 of the zoo"),
    .better = "S_KDE30, trained on",
    .worse = "zoo, trained on",
    .size = 10,
    .margin = 0.002 },
  { .name = "C8",
    .text = N_ ("10 trained-on samples per dimension together not below 10 of the zoo"),
    .better = "per dimension, 30, trained on",
    .worse = "zoo, trained on",
    .size = 10,
    .margin = 0.002 },
  { .name = "C8",
    .text = N_ ("10 trained-on samples of the flow together not below 10 of the zoo"),
    .better = "flow, 30, trained on",
    .worse = "zoo, trained on",
    .size = 10,
    .margin = 0.002 },
  { .name = NULL },
};

const WsExperiment ws_experiment_ensembles = {
  .name = "ensembles",
  .title = N_ ("Networks that vote together"),
  .summary = N_ ("How accurate ensembles of each size are, of the zoo, of drawn networks, of both "
                 "trained on, and of new ones; and how much their members differ."),
  .make_units = make_ensembles,
  .columns = ensemble_columns,
  .claims = ensemble_claims,
};

/* -- targeting -- */

#define N_BINS 8

static gboolean
make_targeting (const WsExperimentSettings *s, GArray *units, GError **error)
{
  static const char *const methods[] = { "kde", "kde-dim", "flow", "weight-kde" };

  for (guint i = 0; i < s->n_seeds; i++)
    {
      int base = ws_units_add_base (units, s, i);

      for (guint m = 0; m < G_N_ELEMENTS (methods); m++)
        for (guint bin = 0; bin < N_BINS; bin++)
          {
            g_autofree char *group =
                g_strdup_printf ("rank %g to %g", bin / (double)N_BINS, (bin + 1) / (double)N_BINS);
            WsUnit *unit =
                ws_units_add (units, WS_UNIT_SAMPLE, group, methods[m], s->config.seed + i, base);

            unit->count = MAX (2, s->count / 4);
            unit->all_epochs = TRUE;
            unit->is_plain = TRUE;
            unit->target = (WsTarget){ .kind = WS_TARGET_KIND_RANGE,
                                       .name = "rank",
                                       .low = bin / (double)N_BINS,
                                       .high = (bin + 1) / (double)N_BINS };
          }
    }
  return TRUE;
}

static const char *const targeting_columns[] = { "asked", "acc", "acc_std", "images", NULL };

static const WsClaim targeting_claims[] = {
  { .name = "T",
    .text = N_ ("asked and obtained accuracy of S_KDE go together, at least .8"),
    .better_method = "kde",
    .is_correlation = TRUE },
  { .name = "T",
    .text = N_ ("asked and obtained accuracy of draws per dimension go together, at least .8"),
    .better_method = "kde-dim",
    .is_correlation = TRUE },
  { .name = "T",
    .text = N_ ("asked and obtained accuracy of the flow go together, at least .8"),
    .better_method = "flow",
    .is_correlation = TRUE },
  { .name = "T",
    .text = N_ ("asked and obtained accuracy of B_KDE go together, at least .8"),
    .better_method = "weight-kde",
    .is_correlation = TRUE },
  { .name = NULL },
};

const WsExperiment ws_experiment_targeting = {
  .name = "targeting",
  .title = N_ ("Asked and obtained accuracy"),
  .summary = N_ ("Draws from eighths of all kept states by accuracy, from the worst to the best: "
                 "is what comes out what was asked for?"),
  .make_units = make_targeting,
  .columns = targeting_columns,
  .claims = targeting_claims,
};

/* -- novelty: 7 -- */

static gboolean
make_novelty (const WsExperimentSettings *s, GArray *units, GError **error)
{
  static const char *const methods[] = { "kde",      "kde-joint",     "kde-dim",
                                         "midpoint", "neighbour",     "gan",
                                         "gaussian", "gaussian-full", "uniform",
                                         "flow",     "weight-kde",    "weight-kde-joint",
                                         "jitter",   "weight-flow" };

  ws_units_add_zoo (units, WS_TARGET_ALL, s->count);
  ws_units_add_zoo (units, WS_TARGET_TOP30, s->count);
  for (guint i = 0; i < s->n_seeds; i++)
    {
      int base = ws_units_add_base (units, s, i);

      ws_units_add_noise (units, base, s->count);
      for (guint m = 0; m < G_N_ELEMENTS (methods); m++)
        ws_units_add (units, WS_UNIT_SAMPLE, "best 30 %", methods[m], s->config.seed + i, base)
            ->count = s->count;
      ws_units_add_budget (units, base, s->count);
    }
  return TRUE;
}

static const char *const novelty_columns[] = {
  "acc",           "acc_std",      "novelty",    "aligned_novelty", "overlap",
  "train_overlap", "copy_overlap", "pair_ratio", "pair_overlap",    "ensemble_soft",
  "ensemble_gain", "images",       NULL
};

const WsExperiment ws_experiment_novelty = {
  .name = "novelty",
  .title = N_ ("How new drawn networks are"),
  .summary = N_ ("Every sampler beside noise on decoded networks: a sampler that is no better at "
                 "the same distance has found nothing."),
  .make_units = make_novelty,
  .columns = novelty_columns,
};
