/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/representation.h"

#include <glib/gstdio.h>
#include <math.h>

/* A small document with a zoo, a representation and a map, whose numbers are known. */

#define N_NETWORKS 20
#define N_KEPT 3 /* epochs 0, 1, 2 */
#define Q 4

typedef struct
{
  char         *folder, *path;
  WsProject    *project;
  const WsArch *arch;
  float        *weights; /* of epoch 2: N_NETWORKS × P */
  gint64        zoo, hyper, projection;
} MapDocument;

static float
accuracy_of (guint model, guint epoch)
{
  return 0.1f * (float)(epoch + 1) + 0.01f * (float)model;
}

static void
save_epochs (MapDocument *f)
{
  g_autoptr (GError) error = NULL;
  gsize             n_params = f->arch->n_params;
  g_autofree float *moments = g_new0 (float, 2 * n_params);
  WsModelState      states[N_NETWORKS];
  guint             models[N_NETWORKS];

  f->weights = g_new (float, N_NETWORKS *n_params);
  for (guint epoch = 0; epoch < N_KEPT; epoch++)
    {
      for (guint i = 0; i < N_NETWORKS; i++)
        {
          float acc = accuracy_of (i, epoch);

          ws_arch_init_weights (f->arch, WS_INIT_KAIMING_UNIFORM, epoch + 1, i,
                                f->weights + i * n_params);
          models[i] = i;
          states[i] = (WsModelState){ .epoch = epoch,
                                      .weights = f->weights + i * n_params,
                                      .moments = moments,
                                      .metrics = { 1.0f, acc + 0.05f, NAN, NAN, 2.0f, acc } };
        }
      g_assert_true (ws_project_save_epoch (f->project, f->zoo, models, states, N_NETWORKS,
                                            n_params, TRUE, &error));
      g_assert_no_error (error);
    }
}

static inline void
map_document_add_zoo (MapDocument *f)
{
  g_autoptr (GError) error = NULL;
  WsRecipe         recipe;
  g_autofree char *json = NULL;
  WsPopulation     zoo = { .name = (char *)"zoo",
                           .kind = (char *)"zoo",
                           .arch = (char *)"cnn-s",
                           .channels = 1,
                           .data = (char *)"fashion-mnist-small",
                           .seed = 7,
                           .n = N_NETWORKS,
                           .n_epochs = N_KEPT - 1 };

  ws_recipe_for_dataset ("fashion-mnist", &recipe);
  json = ws_recipe_to_json (&recipe);
  zoo.recipe_json = json;
  g_assert_true (ws_project_add_population (f->project, &zoo, &error));
  g_assert_no_error (error);
  f->zoo = zoo.id;
  g_free (zoo.created); /* filled in */
  g_free (zoo.version);
  save_epochs (f);
}

static inline void
map_document_add_hyper (MapDocument *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyper) model = NULL;
  g_autofree char *json = NULL;
  WsHyperConfig    config;
  WsHyperInfo      info = { .name = (char *)"small", .preset = (char *)"custom" };

  g_assert_true (ws_hyper_config_preset ("compact", &config, &error));
  config.d = 8;
  config.h = 2;
  config.f = 8;
  config.L = 1;
  config.q = Q;
  model = ws_hyper_new (&config, f->arch, &error);
  g_assert_no_error (error);
  json = ws_hyper_config_to_json (&config);
  info.config_json = json;
  info.population = f->zoo;
  info.n_params = ws_hyper_get_n_params (model);
  g_assert_true (ws_project_add_hyper (f->project, &info, &error));
  g_assert_no_error (error);
  f->hyper = info.id;
  g_free (info.created);
  g_free (info.version);
  g_assert_true (ws_project_save_hyper (f->project, info.id, model, &error));
  g_assert_no_error (error);
}

/* State i lies at (i, -i); the very last one has no place. */
static inline void
map_document_add_map (MapDocument *f)
{
  g_autoptr (GError) error = NULL;
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsStates) states = ws_project_load_states (f->project, f->zoo, &query, &error);
  float             mean[Q] = { 0 }, basis[2 * Q] = { 1, 0, 0, 0, 0, 1, 0, 0 };
  double            variance[2] = { 3.0, 1.0 };
  WsProjection      projection = { .hyper = f->hyper,
                                   .method = (char *)"pca",
                                   .q = Q,
                                   .k = 2,
                                   .mean = mean,
                                   .basis = basis,
                                   .variance = variance,
                                   .total_variance = 5.0 };
  g_autofree float *xy = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (states->n, ==, N_NETWORKS * N_KEPT);
  g_assert_true (ws_project_add_projection (f->project, &projection, &error));
  g_assert_no_error (error);
  f->projection = projection.id;
  xy = g_new (float, 2 * states->n);
  for (guint i = 0; i < states->n; i++)
    {
      xy[2 * i] = (float)i;
      xy[2 * i + 1] = -(float)i;
    }
  g_assert_true (ws_project_save_points (f->project, projection.id, states->checkpoint, xy,
                                         states->n - 1, 2, &error));
  g_assert_no_error (error);
}

static inline void
map_document_clear (MapDocument *f)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  g_clear_object (&f->project);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (f->path, ends[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
  g_free (f->weights);
}
