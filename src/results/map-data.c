/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/map-data.h"

#include "core/memory.h"
#include "data/dataset.h"
#include "latent/probe.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
free_population (WsMapPopulation *population)
{
  ws_population_free (population->population);
  g_free (population);
}

WsMapData *
ws_map_data_ref (WsMapData *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_map_data_unref (WsMapData *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->base != NULL)
    {
      ws_projection_free (self->projection);
      g_free (self->x);
      g_free (self->y);
      ws_map_data_unref (self->base);
      g_free (self);
      return;
    }
  g_clear_pointer (&self->hyper, ws_hyper_info_free);
  g_clear_pointer (&self->projection, ws_projection_free);
  g_clear_pointer (&self->populations, g_ptr_array_unref);
  g_clear_pointer (&self->networks, g_array_unref);
  g_free (self->x);
  g_free (self->y);
  g_free (self->network);
  g_free (self->epoch);
  g_free (self->checkpoint);
  g_free (self->metrics);
  g_free (self);
}

WsMapData *
ws_map_data_new_moved (
    WsMapData *base, const char *method, const gint64 *checkpoint, const float *xy, guint n)
{
  WsMapData *rows = base->base != NULL ? base->base : base;
  WsMapData *self = g_memdup2 (rows, sizeof *rows);
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);

  g_atomic_ref_count_init (&self->ref_count);
  self->base = ws_map_data_ref (rows);
  self->projection = g_new0 (WsProjection, 1);
  self->projection->hyper = rows->projection->hyper;
  self->projection->method = g_strdup (method);
  self->projection->q = rows->projection->q;
  self->projection->k = 2;
  self->x = g_new (double, MAX (self->n, 1));
  self->y = g_new (double, MAX (self->n, 1));
  for (guint i = 0; i < n; i++)
    g_hash_table_insert (places, (gpointer)&checkpoint[i], GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < self->n; i++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, &self->checkpoint[i]));

      self->x[i] = place > 0 ? (double)xy[2 * (gsize)(place - 1)] : (double)NAN;
      self->y[i] = place > 0 ? (double)xy[2 * (gsize)(place - 1) + 1] : (double)NAN;
    }
  return self;
}

const WsMapPopulation *
ws_map_data_get_population (const WsMapData *self, guint i)
{
  return g_ptr_array_index (self->populations, i);
}

const WsMapNetwork *
ws_map_data_get_network (const WsMapData *self, guint i)
{
  return &g_array_index (self->networks, WsMapNetwork, i);
}

static guint
count_test_images (const char *data)
{
  g_autoptr (WsDatasetInfo) info = ws_dataset_read_info (data, NULL);

  return info != NULL ? info->images_test : 0;
}

static void
reserve (WsMapData *self, guint n)
{
  self->x = g_renew (double, self->x, n);
  self->y = g_renew (double, self->y, n);
  self->network = g_renew (guint32, self->network, n);
  self->epoch = g_renew (guint32, self->epoch, n);
  self->checkpoint = g_renew (gint64, self->checkpoint, n);
  self->metrics = g_renew (WsEpochMetrics, self->metrics, n);
}

/* Appends the placed states of one population; @xy has 2 of @k coordinates to keep. */
static void
append_states (
    WsMapData *self, WsPopulation *population, const WsStates *states, const float *xy, guint k)
{
  WsMapPopulation *entry = g_new0 (WsMapPopulation, 1);
  guint            n = self->n;

  reserve (self, self->n + MAX (states->n, 1));
  entry->population = population;
  entry->class_index = self->populations->len;
  entry->first = n;
  entry->first_network = self->networks->len;
  for (guint i = 0; i < states->n; i++)
    {
      const float  *place = xy + (gsize)i * k;
      WsMapNetwork *last =
          self->networks->len > entry->first_network
              ? &g_array_index (self->networks, WsMapNetwork, self->networks->len - 1)
              : NULL;

      if (!isfinite (place[0]) || !isfinite (place[1]))
        continue;
      if (last == NULL || last->model != states->model[i])
        {
          WsMapNetwork network = { .population = self->populations->len,
                                   .model = states->model[i],
                                   .first = n,
                                   .split = states->split[i] };

          g_array_append_val (self->networks, network);
          last = &g_array_index (self->networks, WsMapNetwork, self->networks->len - 1);
        }
      last->n++;
      self->x[n] = (double)place[0];
      self->y[n] = (double)place[1];
      self->network[n] = self->networks->len - 1;
      self->epoch[n] = states->epoch[i];
      self->checkpoint[n] = states->checkpoint[i];
      self->metrics[n] = states->metrics[i];
      n++;
    }
  entry->n = n - self->n;
  entry->n_networks = self->networks->len - entry->first_network;
  self->n = n;
  g_ptr_array_add (self->populations, entry);
}

static gboolean
load_population (WsMapData *self, WsProject *project, WsPopulation *population, GError **error)
{
  const WsStateQuery query = { .epoch_first = 0,
                               .epoch_last = WS_EPOCH_LAST,
                               .with_weights = FALSE };
  guint              k = self->projection->k;
  g_autoptr (WsStates) states = ws_project_load_states (project, population->id, &query, error);
  g_autofree float *xy = NULL;

  if (states == NULL)
    {
      ws_population_free (population);
      return FALSE;
    }
  xy = g_new (float, (gsize)MAX (states->n, 1) * k);
  if (states->n > 0 && ws_project_load_points (project, self->projection->id, states->checkpoint,
                                               states->n, k, xy, error) < 0)
    {
      ws_population_free (population);
      return FALSE;
    }
  append_states (self, population, states, xy, k);
  return TRUE;
}

/* A picture needs two coordinates; weights of another architecture have no place here. */
static gboolean
belongs (const WsMapData *self, const WsPopulation *population)
{
  return g_str_equal (population->arch, self->arch->name) &&
         population->channels == self->arch->channels;
}

static gboolean
load_all (WsMapData *self, WsProject *project, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);
  g_autoptr (WsPopulation) learned = NULL;
  WsActivation act;

  if (list == NULL)
    return FALSE;
  learned = ws_project_get_population (project, self->hyper->population, error);
  if (learned == NULL || !ws_population_get_network (learned, &self->arch, &act, error))
    return FALSE;
  self->n_images = count_test_images (learned->data);
  for (guint i = 0; i < list->len; i++)
    {
      const WsPopulation *population = g_ptr_array_index (list, i);
      WsPopulation       *own;

      if (!belongs (self, population))
        continue;
      own = ws_project_get_population (project, population->id, error);
      if (own == NULL || !load_population (self, project, own, error))
        return FALSE;
    }
  return TRUE;
}

WsMapData *
ws_map_data_load (WsProject *project, const char *hyper, const char *method, GError **error)
{
  g_autoptr (WsMapData) self = NULL;
  g_autoptr (GPtrArray) hypers = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autoptr (WsProjection) projection = NULL;
  g_autoptr (GError) problem = NULL;

  hypers = ws_project_list_hypers (project, error);
  if (hypers == NULL)
    return NULL;
  if (hypers->len == 0)
    return NULL;
  info = ws_project_find_hyper (project, hyper, error);
  if (info == NULL || !info->complete)
    return NULL;
  projection = ws_project_find_projection (project, info->id, method, &problem);
  if (projection == NULL || projection->k < 2)
    {
      if (problem != NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  self = g_new0 (WsMapData, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->hyper = g_steal_pointer (&info);
  self->projection = g_steal_pointer (&projection);
  self->populations = g_ptr_array_new_with_free_func ((GDestroyNotify)free_population);
  self->networks = g_array_new (FALSE, TRUE, sizeof (WsMapNetwork));
  if (!load_all (self, project, error))
    return NULL;
  return g_steal_pointer (&self);
}

double *
ws_map_data_column (const WsMapData *self, WsMapColumn column)
{
  double *values = g_new (double, MAX (self->n, 1));

  for (guint i = 0; i < self->n; i++)
    {
      const WsEpochMetrics *m = &self->metrics[i];

      switch (column)
        {
        case WS_MAP_TEST_ACC:
          values[i] = (double)m->test_acc;
          break;
        case WS_MAP_TRAIN_ACC:
          values[i] = (double)m->train_acc;
          break;
        case WS_MAP_GAP:
          values[i] = (double)(m->train_acc - m->test_acc);
          break;
        case WS_MAP_TEST_LOSS:
          values[i] = (double)m->test_loss;
          break;
        case WS_MAP_EPOCH:
          values[i] = self->epoch[i];
          break;
        case WS_MAP_N_COLUMNS:
        default:
          g_return_val_if_reached (values);
        }
    }
  return values;
}

/* Spreads the features of one population's states over the columns of its places. */
static gboolean
load_features (const WsMapData       *self,
               const WsMapPopulation *population,
               WsProject             *project,
               guint                  n_features,
               double                *columns,
               GError               **error)
{
  const WsStateQuery query = { .epoch_first = 0,
                               .epoch_last = WS_EPOCH_LAST,
                               .with_weights = TRUE };
  g_autoptr (WsStates) states = NULL;
  g_autofree float *features = NULL;
  g_autoptr (GHashTable) rows = g_hash_table_new (g_int64_hash, g_int64_equal);

  states = ws_project_load_states (project, population->population->id, &query, error);
  if (states == NULL)
    return FALSE;
  if (states->n == 0)
    return TRUE;
  features = g_new (float, (gsize)states->n *n_features);
  ws_weight_statistics (self->arch, states->weights, states->n, features);
  for (guint i = 0; i < states->n; i++)
    g_hash_table_insert (rows, &states->checkpoint[i], GUINT_TO_POINTER (i + 1));
  for (guint i = population->first; i < population->first + population->n; i++)
    {
      guint row = GPOINTER_TO_UINT (g_hash_table_lookup (rows, &self->checkpoint[i]));

      for (guint f = 0; row > 0 && f < n_features; f++)
        columns[(gsize)f * self->n + i] = (double)features[(gsize)(row - 1) * n_features + f];
    }
  return TRUE;
}

double *
ws_map_data_load_statistics (const WsMapData *self, WsProject *project, GError **error)
{
  guint              n_features = ws_weight_statistics_count (self->arch);
  gsize              n_values = (gsize)n_features * MAX (self->n, 1);
  g_autofree double *columns = g_new (double, n_values);

  for (gsize i = 0; i < n_values; i++)
    columns[i] = (double)NAN;
  for (guint p = 0; p < self->populations->len; p++)
    if (!load_features (self, ws_map_data_get_population (self, p), project, n_features, columns,
                        error))
      return NULL;
  return g_steal_pointer (&columns);
}

char *
ws_map_data_dup_network_name (const WsMapData *self, guint network)
{
  const WsMapNetwork    *net = ws_map_data_get_network (self, network);
  const WsMapPopulation *population = ws_map_data_get_population (self, net->population);

  /* Translators: the name of one neural network in a population, such as "zoo 41". */
  return g_strdup_printf (_ ("%s %u"), population->population->name, net->model + 1);
}
