/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/numeric.h"
#include "core/random.h"

#include <math.h>
#include <string.h>

/* Networks beside their decoded twins, on the test images: at the end of the epochs that the
 * representation learned from, and over the whole training. */

#define N_SPLITS 3
/* Networks of a split at the trained epochs: enough for a mean, few enough for seconds. */
#define MAX_NETWORKS 150
/* States of a split over all epochs; those of networks that nobody has seen are what counts. */
static const guint max_states[N_SPLITS] = { 300, 300, 2000 };

typedef struct
{
  WsHyper              *hyper;
  const WsArch         *arch;
  WsActivation          act;
  const WsTensorImages *images;
  WsJob                *job;
} Decoded;

static void
add_counts (JsonBuilder *builder, const char *name, const guint32 *of, const guint32 *rows, guint n)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    json_builder_add_int_value (builder, of[rows[i]]);
  json_builder_end_array (builder);
}

/* Test accuracies of some states as they are and of their twins @w; measured anew where one is not
 * known. @w is overwritten then. */
static gboolean
score (const Decoded  *self,
       const WsStates *states,
       const guint32  *rows,
       guint           n,
       float          *w,
       float          *original,
       float          *decoded,
       GError        **error)
{
  gsize    n_params = self->arch->n_params;
  gboolean is_known = TRUE;

  if (!ws_zoo_evaluate (self->arch, self->act, w, n, self->images, NULL, decoded, NULL, self->job,
                        error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      original[i] = states->metrics[rows[i]].test_acc;
      is_known &= isfinite (original[i]);
    }
  if (is_known)
    return TRUE;
  for (guint i = 0; i < n; i++)
    memcpy (w + i * n_params, states->weights + rows[i] * n_params, sizeof (float) * n_params);
  return ws_zoo_evaluate (self->arch, self->act, w, n, self->images, NULL, original, NULL,
                          self->job, error);
}

static void
add_pairs (JsonBuilder *builder, const float *original, const float *decoded, guint n)
{
  ws_json_add_number (builder, "original_acc_mean", n > 0 ? ws_mean (original, n) : (double)NAN);
  ws_json_add_number (builder, "decoded_acc_mean", n > 0 ? ws_mean (decoded, n) : (double)NAN);
  ws_json_add_number (builder, "rank_correlation",
                      n > 1 ? ws_rank_correlation (original, decoded, n) : (double)NAN);
  ws_json_add_numbers (builder, "original", original, n);
  ws_json_add_numbers (builder, "decoded", decoded, n);
}

/* -- at the trained epochs -- */

static gboolean
add_trained (const Decoded  *self,
             JsonBuilder    *builder,
             guint           split,
             const WsStates *used,
             const float    *twins,
             GError        **error)
{
  gsize               n_params = self->arch->n_params;
  g_autofree guint32 *rows = g_new (guint32, MAX (used->n, 1));
  guint               n = ws_states_last_rows (used, (int)split, MAX_NETWORKS, rows);
  g_autofree float   *original = g_new (float, MAX (n, 1)), *decoded = g_new (float, MAX (n, 1));
  g_autofree float   *w = g_new (float, MAX (n * n_params, 1));

  for (guint i = 0; i < n; i++)
    memcpy (w + i * n_params, twins + rows[i] * n_params, sizeof (float) * n_params);
  if (n > 0 && !score (self, used, rows, n, w, original, decoded, error))
    return FALSE;
  ws_json_add_count (builder, "n", n);
  ws_json_add_count (builder, "images", self->images->n);
  add_counts (builder, "networks", used->model, rows, n);
  add_pairs (builder, original, decoded, n);
  return TRUE;
}

/* -- over all kept epochs -- */

/* Not every so many-th: that might always meet the same epoch. In their order. */
static guint
choose_rows (const WsStates *all, guint split, guint32 *rows)
{
  g_autofree guint32 *order = NULL;
  g_autofree guint8  *is_chosen = NULL;
  WsStream            stream;
  guint               n = 0, n_chosen = 0;

  for (guint i = 0; i < all->n; i++)
    if (all->split[i] == split)
      rows[n++] = i;
  if (n <= max_states[split])
    return n;
  order = g_new (guint32, n);
  is_chosen = g_new0 (guint8, n);
  ws_stream_init (&stream, 0, WS_PURPOSE_SAMPLE, split, 3);
  ws_stream_permutation (&stream, order, n);
  for (guint i = 0; i < max_states[split]; i++)
    is_chosen[order[i]] = TRUE;
  for (guint i = 0; i < n; i++)
    if (is_chosen[i])
      rows[n_chosen++] = rows[i];
  return n_chosen;
}

static gboolean
add_all_epochs (const Decoded  *self,
                JsonBuilder    *builder,
                guint           split,
                const WsStates *all,
                const float    *all_z,
                GError        **error)
{
  gsize               n_params = self->arch->n_params, q = ws_hyper_get_n_latents (self->hyper);
  g_autofree guint32 *rows = g_new (guint32, MAX (all->n, 1));
  guint               n = choose_rows (all, split, rows);
  g_autofree float   *original = g_new (float, MAX (n, 1)), *decoded = g_new (float, MAX (n, 1));
  g_autofree float   *w = g_new (float, MAX (n * n_params, 1));
  g_autofree float   *z = g_new (float, MAX (n * q, 1));

  for (guint i = 0; i < n; i++)
    memcpy (z + i * q, all_z + rows[i] * q, sizeof (float) * q);
  if (n > 0 && (!ws_work_decode (self->hyper, z, n, w, self->job, error) ||
                !score (self, all, rows, n, w, original, decoded, error)))
    return FALSE;
  json_builder_set_member_name (builder, "all_epochs");
  json_builder_begin_object (builder);
  ws_json_add_count (builder, "n", n);
  add_counts (builder, "epoch", all->epoch, rows, n);
  add_pairs (builder, original, decoded, n);
  json_builder_end_object (builder);
  return TRUE;
}

gboolean
ws_work_add_decoded (JsonBuilder        *builder,
                     WsHyper            *hyper,
                     const WsPopulation *population,
                     const WsStates     *used,
                     const float        *decoded,
                     const WsStates     *all,
                     const float        *all_z,
                     WsJob              *job,
                     GError            **error)
{
  g_autoptr (WsTensorImages) images = ws_work_load_images (population, NULL, "test", error);
  Decoded self = { .hyper = hyper, .images = images, .job = job };

  if (images == NULL || !ws_population_get_network (population, &self.arch, &self.act, error))
    return FALSE;
  json_builder_set_member_name (builder, "decoded");
  json_builder_begin_object (builder);
  for (guint split = 0; split < N_SPLITS; split++)
    {
      json_builder_set_member_name (builder, ws_split_get_name ((WsSplit)split));
      json_builder_begin_object (builder);
      if (!add_trained (&self, builder, split, used, decoded, error) ||
          !add_all_epochs (&self, builder, split, all, all_z, error))
        return FALSE;
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  return TRUE;
}
