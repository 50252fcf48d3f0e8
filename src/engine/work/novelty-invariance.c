/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/aligner.h"

#include "core/numeric.h"
#include "core/random.h"
#include "lab/novelty.h"

#include <math.h>
#include <string.h>

/* METHOD.md 7, diagnostic 7: hidden neurons in another order are the same network. A representation
 * that has learned so decodes all orders to networks that are equally good. */

#define NETWORKS 5
#define ORDERS 20
#define IMAGES 2000

typedef struct
{
  WsHyper            *hyper;
  WsAligner          *aligner;
  const WsPopulation *zoo;
  const WsStates     *rows;
  const WsArch       *arch;
  WsActivation        act;
  WsTensorImages      images; /* lent */
  WsJob              *job;
  guint32            *row;
  guint               n, q;
  float              *z; /* n × ORDERS × q */
  float               acc[NETWORKS * ORDERS], original[NETWORKS];
} Invariance;

static void
reorder (const Invariance *self, guint network, guint order, float *out)
{
  const WsArch        *arch = self->arch;
  const float         *w = self->rows->weights + self->row[network] * arch->n_params;
  g_autofree guint32 **owned = g_new0 (guint32 *, arch->n_layers);
  WsStream             stream;

  ws_stream_init (&stream, 0, WS_PURPOSE_REORDER, self->rows->model[self->row[network]], order);
  for (guint l = 0; l < arch->n_layers; l++)
    if (arch->layers[l].permutes_with >= 0)
      {
        owned[l] = g_new (guint32, arch->layers[l].n_out);
        ws_stream_permutation (&stream, owned[l], arch->layers[l].n_out);
      }
  ws_arch_permute (arch, (const guint32 *const *)owned, w, out);
  for (guint l = 0; l < arch->n_layers; l++)
    g_free (owned[l]);
}

static gboolean
measure_network (Invariance *self, guint network, GError **error)
{
  gsize             P = self->arch->n_params;
  float            *z = self->z + (gsize)network * ORDERS * self->q;
  g_autofree float *w = g_new (float, ORDERS *P);

  for (guint k = 0; k < ORDERS; k++)
    reorder (self, network, k, w + k * P);
  return ws_aligner_turn_networks (self->aligner, w, ORDERS, self->job, error) &&
         ws_work_encode (self->hyper, w, ORDERS, z, self->job, error) &&
         ws_work_decode (self->hyper, z, ORDERS, w, self->job, error) &&
         ws_zoo_evaluate (self->arch, self->act, w, ORDERS, &self->images, NULL,
                          self->acc + network * ORDERS, NULL, self->job, error) &&
         ws_zoo_evaluate (self->arch, self->act, self->rows->weights + self->row[network] * P, 1,
                          &self->images, NULL, &self->original[network], NULL, self->job, error);
}

/* Between orders of one network, over that between networks (each in its first order). */
static double
get_latent_ratio (const Invariance *self)
{
  g_autofree float *first = g_new (float, MAX ((gsize)self->n * self->q, 1));
  double            within = 0;

  for (guint i = 0; i < self->n; i++)
    {
      const float *own = self->z + (gsize)i * ORDERS * self->q;

      memcpy (first + (gsize)i * self->q, own, sizeof *own * self->q);
      within += ws_mean_pair_distance (own, ORDERS, self->q) / self->n;
    }
  return within / ws_mean_pair_distance (first, self->n, self->q);
}

static char *
write_report (const Invariance *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  double std = 0, range = 0;

  for (guint i = 0; i < self->n; i++)
    {
      const float *own = self->acc + i * ORDERS;
      float        low = own[0], high = own[0];

      for (guint k = 1; k < ORDERS; k++)
        {
          low = MIN (low, own[k]);
          high = MAX (high, own[k]);
        }
      std += ws_std (own, ORDERS) / self->n;
      range += ((double)high - (double)low) / self->n;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "networks");
  json_builder_add_int_value (builder, self->n);
  json_builder_set_member_name (builder, "orders");
  json_builder_add_int_value (builder, ORDERS);
  json_builder_set_member_name (builder, "images");
  json_builder_add_int_value (builder, self->images.n);
  ws_json_add_number (builder, "original_acc_mean", ws_mean (self->original, self->n));
  ws_json_add_number (builder, "acc_mean", ws_mean (self->acc, self->n * ORDERS));
  ws_json_add_number (builder, "acc_std", self->n > 0 ? std : (double)NAN);
  ws_json_add_number (builder, "acc_range", self->n > 0 ? range : (double)NAN);
  ws_json_add_number (builder, "latent_ratio", get_latent_ratio (self));
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

char *
ws_work_find_invariance (WsProject            *project,
                         WsHyper              *hyper,
                         gint64                hyper_id,
                         WsAligner            *aligner,
                         const WsPopulation   *zoo,
                         const WsStates       *rows,
                         const WsTensorImages *images,
                         WsJob                *job,
                         GError              **error)
{
  Invariance       self = { .hyper = hyper,
                            .aligner = aligner,
                            .zoo = zoo,
                            .rows = rows,
                            .images = *images,
                            .job = job,
                            .q = ws_hyper_get_n_latents (hyper) };
  g_autofree char *known = ws_project_dup_report (project, zoo->id, hyper_id, WS_INVARIANCE_REPORT);
  g_autofree char *report = NULL;
  g_autofree float   *z = NULL;
  g_autofree guint32 *row = g_new (guint32, MAX (rows->n, 1));
  gboolean            goes_on = TRUE;

  if (known != NULL)
    return g_steal_pointer (&known);
  if (!ws_population_get_network (zoo, &self.arch, &self.act, error))
    return NULL;
  self.images.n = MIN (images->n, IMAGES);
  self.row = row;
  self.n = ws_states_last_rows (rows, -1, NETWORKS, self.row);
  self.z = z = g_new (float, (gsize)NETWORKS *ORDERS *self.q);
  for (guint i = 0; i < self.n && goes_on; i++)
    goes_on = measure_network (&self, i, error) && ws_job_tick (job, error);
  if (!goes_on)
    return NULL;
  report = write_report (&self);
  if (!ws_project_add_report (project, zoo->id, hyper_id, WS_INVARIANCE_REPORT, report, error))
    return NULL;
  return g_steal_pointer (&report);
}
