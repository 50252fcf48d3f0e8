/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/error.h"
#include "core/numeric.h"

#include <math.h>
#include <string.h>

#define KEPT_EPOCHS 5 /* METHOD.md 2.4: epochs 21 to 25 of 25 */

/* Parameters times rows at once: a tenth of a second, whatever the size of the representation, so
 * that a cancel is heard in time. */
#define CHUNK_SIZE 4e8
#define MAX_CHUNK 64

WsPopulation *
ws_work_find_population (WsProject *project, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  GError *problem = NULL;

  if (name[0] != '\0')
    return ws_project_find_population (project, name, error);
  list = ws_project_list_populations (project, &problem);
  if (list == NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  for (guint i = list->len; i > 0; i--)
    {
      const WsPopulation *population = g_ptr_array_index (list, i - 1);

      if (g_str_equal (population->kind, "zoo"))
        return ws_project_get_population (project, population->id, error);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s has no zoo yet; train one first",
               ws_project_get_path (project));
  return NULL;
}

void
ws_work_name_population (WsProject *project, char *name, gsize size)
{
  g_autoptr (WsPopulation) population =
      name[0] == '\0' ? ws_work_find_population (project, "", NULL) : NULL;

  if (population != NULL && strlen (population->name) < size)
    g_strlcpy (name, population->name, size);
}

/* The first of the last five epochs whose weights were kept. */
static gboolean
find_first_epoch (WsProject *project, const WsPopulation *population, guint *first, GError **error)
{
  guint found = 0;

  *first = 0;
  for (guint e = population->n_epochs + 1; e > 0 && found < KEPT_EPOCHS; e--)
    {
      WsStateQuery query = { .epoch_first = e - 1, .epoch_last = e - 1, .with_weights = TRUE };
      g_autoptr (WsStates) states = ws_project_load_states (project, population->id, &query, error);

      if (states == NULL)
        return FALSE;
      if (states->n == 0)
        continue;
      /* Untrained networks are no training material as long as there are others. */
      if (e - 1 == 0 && found > 0)
        break;
      *first = e - 1;
      found++;
    }
  return TRUE;
}

void
ws_states_take_rows (WsStates *states, const guint32 *index, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint from = index[i];

      if (from == i)
        continue;
      if (states->weights != NULL)
        memmove (states->weights + i * states->n_params, states->weights + from * states->n_params,
                 sizeof (float) * states->n_params);
      states->checkpoint[i] = states->checkpoint[from];
      states->model[i] = states->model[from];
      states->epoch[i] = states->epoch[from];
      states->split[i] = states->split[from];
      states->diverged[i] = states->diverged[from];
      states->metrics[i] = states->metrics[from];
    }
  states->n = n;
}

static gboolean
is_usable (const float *w, gsize n, float threshold)
{
  if (!ws_all_finite (w, n))
    return FALSE;
  for (gsize i = 0; threshold > 0 && i < n; i++)
    if (fabsf (w[i]) > threshold)
      return FALSE;
  return TRUE;
}

WsStates *
ws_work_load_used_states (WsProject           *project,
                          const WsPopulation  *population,
                          const WsHyperConfig *config,
                          guint8               split_mask,
                          gboolean             all_epochs,
                          guint               *n_dropped,
                          GError             **error)
{
  WsStateQuery query = { .epoch_first = config->epoch_first,
                         .epoch_last = config->epoch_last,
                         .split_mask = split_mask,
                         .with_weights = TRUE };
  g_autoptr (WsStates) states = NULL;
  g_autofree guint32 *index = NULL;
  guint               n = 0;

  if (all_epochs)
    query.epoch_first = 0;
  if (all_epochs || (config->epoch_first == 0 && config->epoch_last == 0))
    query.epoch_last = WS_EPOCH_LAST;
  if (!all_epochs && query.epoch_last == WS_EPOCH_LAST &&
      !find_first_epoch (project, population, &query.epoch_first, error))
    return NULL;
  /* Both ends open would mean each network's last state alone. */
  if (query.epoch_last == WS_EPOCH_LAST)
    query.epoch_last = MAX (population->n_epochs, query.epoch_first);
  states = ws_project_load_states (project, population->id, &query, error);
  if (states == NULL)
    return NULL;
  index = g_new (guint32, MAX (states->n, 1));
  for (guint i = 0; i < states->n; i++)
    if (is_usable (states->weights + i * states->n_params, states->n_params,
                   config->weight_threshold))
      index[n++] = i;
  if (n_dropped != NULL)
    *n_dropped = states->n - n;
  ws_states_take_rows (states, index, n);
  return g_steal_pointer (&states);
}

guint
ws_states_last_rows (const WsStates *states, int split, guint limit, guint32 *index)
{
  guint n = 0;

  for (guint i = 0; i < states->n; i++)
    if ((i + 1 == states->n || states->model[i + 1] != states->model[i]) &&
        (split < 0 || states->split[i] == split))
      index[n++] = i;
  if (n <= limit)
    return n;
  for (guint i = 0; i < limit; i++)
    index[i] = index[(guint64)i * n / limit];
  return limit;
}

/* -- through the representation -- */

static guint
get_chunk (WsHyper *hyper)
{
  return (guint)CLAMP (CHUNK_SIZE / (double)(ws_hyper_get_n_autoencoder (hyper) + 1), 1.0,
                       (double)MAX_CHUNK);
}

gboolean
ws_work_encode (WsHyper *hyper, const float *w, guint n, float *z, WsJob *job, GError **error)
{
  gsize n_params = ws_hyper_get_arch (hyper)->n_params;
  guint q = ws_hyper_get_n_latents (hyper), chunk = get_chunk (hyper);

  for (guint i = 0; i < n; i += chunk)
    {
      if (!ws_job_tick (job, error))
        return FALSE;
      ws_hyper_encode (hyper, w + i * n_params, MIN (chunk, n - i), z + (gsize)i * q);
    }
  return TRUE;
}

gboolean
ws_work_decode (WsHyper *hyper, const float *z, guint n, float *w, WsJob *job, GError **error)
{
  gsize n_params = ws_hyper_get_arch (hyper)->n_params;
  guint q = ws_hyper_get_n_latents (hyper), chunk = get_chunk (hyper);

  for (guint i = 0; i < n; i += chunk)
    {
      if (!ws_job_tick (job, error))
        return FALSE;
      ws_hyper_decode (hyper, z + (gsize)i * q, MIN (chunk, n - i), w + i * n_params);
    }
  return TRUE;
}

float *
ws_work_latents (WsProject      *project,
                 WsHyper        *hyper,
                 gint64          hyper_id,
                 const WsStates *states,
                 gboolean        again,
                 WsJob          *job,
                 GError        **error)
{
  guint             q = ws_hyper_get_n_latents (hyper);
  g_autofree float *z = g_new (float, MAX ((gsize)states->n * q, 1));
  gint64            n_stored = 0;

  if (!again)
    n_stored =
        ws_project_load_latents (project, hyper_id, states->checkpoint, states->n, q, z, error);
  if (n_stored < 0)
    return NULL;
  if (n_stored == states->n)
    return g_steal_pointer (&z);
  for (guint i = 0, end; i < states->n; i = end)
    {
      end = i + 1;
      if (!again && isfinite (z[(gsize)i * q]))
        continue;
      while (end < states->n && (again || !isfinite (z[(gsize)end * q])))
        end++;
      if (!ws_work_encode (hyper, states->weights + i * states->n_params, end - i, z + (gsize)i * q,
                           job, error))
        return NULL;
    }
  return g_steal_pointer (&z);
}
