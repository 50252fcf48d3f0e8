/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work-test.h"

/* What training made of one population, and which network of it came from what. */
#define CONTENT_OF(name)                                                                           \
  "SELECT m.idx, c.epoch, c.train_loss, c.train_acc, c.val_loss, c.val_acc, c.test_loss, "         \
  "c.test_acc, w.data, c.parent IS NOT NULL FROM model m "                                         \
  "JOIN population p ON p.id = m.population JOIN checkpoint c ON c.model = m.id "                  \
  "LEFT JOIN weights w ON w.checkpoint = c.id WHERE p.name = '" name "' ORDER BY m.idx, c.epoch"

static inline WsFinetuneRequest
finetune_request (const char *population, guint n_epochs)
{
  WsFinetuneRequest request = { .n_epochs = n_epochs, .seed = 5 };

  if (population != NULL)
    {
      g_strlcpy (request.population[0], population, sizeof request.population[0]);
      request.n_populations = 1;
    }
  return request;
}

static inline void
add_source (WsFinetuneRequest *request, const char *population)
{
  g_strlcpy (request->population[request->n_populations++], population,
             sizeof request->population[0]);
}

static inline void
train_zoos (const char *path)
{
  g_autoptr (WsProject) project = open_project (path, WS_PROJECT_CREATE);
  WsZooRequest zoo = zoo_request (5, 2, 100);

  train_zoo (project, &zoo);
  g_strlcpy (zoo.name, "other", sizeof zoo.name);
  zoo.seed = 8;
  zoo.n_models = 3;
  train_zoo (project, &zoo);
}

#define ROWS_BEFORE (5 * 3 + 3 * 3) /* checkpoints of both zoos */

/* Two zoos, the second of other networks: trained once for all tests. */
static inline WsProject *
make_zoos (const char *path)
{
  static char *bytes;
  static gsize size;

  if (bytes == NULL)
    {
      g_auto (Place) place = { 0 };

      place_init (&place);
      train_zoos (place.path);
      g_assert_true (g_file_get_contents (place.path, &bytes, &size, NULL));
    }
  g_assert_true (g_file_set_contents (path, bytes, (gssize)size, NULL));
  return open_project (path, WS_PROJECT_READ_WRITE);
}

static inline WsJob *
new_job (WsProject *project, const WsFinetuneRequest *request)
{
  g_autoptr (GError) error = NULL;
  WsJob *job = ws_finetune_work_new (project, request, &error);

  g_assert_no_error (error);
  return job;
}

static inline gint64
finetune (WsProject *project, const WsFinetuneRequest *request)
{
  return finish_job (new_job (project, request));
}

static inline WsStates *
load (WsProject *project, const char *name, guint first, guint last, gboolean with_weights)
{
  const WsStateQuery query = { .epoch_first = first,
                               .epoch_last = last,
                               .with_weights = with_weights };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsPopulation) population = ws_project_find_population (project, name, &error);
  WsStates *states;

  g_assert_no_error (error);
  states = ws_project_load_states (project, population->id, &query, &error);
  g_assert_no_error (error);
  return states;
}
