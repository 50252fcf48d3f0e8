/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/population.h"
#include "project/project.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* A folder of its own for each test, removed at its end. */
typedef struct
{
  char *folder, *path; /* of "a.wscape" in it, not there yet */
} Place;

static inline void
place_init (Place *place)
{
  g_autoptr (GError) error = NULL;

  place->folder = g_dir_make_tmp ("ws-project-XXXXXX", &error);
  g_assert_no_error (error);
  place->path = g_build_filename (place->folder, "a.wscape", NULL);
}

static inline void
place_clear (Place *place)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (place->folder == NULL)
    return;
  g_chmod (place->folder, 0755);
  dir = g_dir_open (place->folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
  g_free (place->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static inline WsProject *
open_project (const char *path, WsProjectMode mode)
{
  g_autoptr (GError) error = NULL;
  WsProject *project = ws_project_open (path, mode, &error);

  g_assert_no_error (error);
  g_assert_true (WS_IS_PROJECT (project));
  return project;
}

/* The first number that @sql gives, asked outside of the program. */
static inline gint64
ask_number (const char *path, const char *sql)
{
  sqlite3      *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64        number;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return number;
}

static inline void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

#define ARCH_PARAMS 2464 /* cnn-s with one channel */

static inline WsPopulation *
new_population (const char *name, const char *kind, guint n)
{
  WsPopulation *population = g_new0 (WsPopulation, 1);

  population->name = g_strdup (name);
  population->kind = g_strdup (kind);
  population->arch = g_strdup ("cnn-s");
  population->channels = 1;
  population->data = g_strdup ("fashion-mnist");
  population->recipe_json = g_strdup ("{\"name\": \"fashion-mnist\", \"act\": \"tanh\"}");
  population->seed = 7;
  population->n = n;
  return population;
}

static inline gint64
add_population (WsProject *project, const char *name, const char *kind, guint n)
{
  g_autoptr (WsPopulation) population = new_population (name, kind, n);
  g_autoptr (GError) error = NULL;

  ws_project_add_population (project, population, &error);
  g_assert_no_error (error);
  g_assert_cmpint (population->id, >, 0);
  return population->id;
}

/* Weights that tell model, epoch and place apart, and survive 16 bits with an error that shows. */
static inline void
fill_weights (float *w, gsize n, guint model, guint epoch)
{
  for (gsize i = 0; i < n; i++)
    w[i] = (float)(model + 1) * 0.125f - (float)epoch / 3.f + (float)i * 1e-4f;
}

static inline WsEpochMetrics
metrics_of (guint model, guint epoch)
{
  return (WsEpochMetrics){ .train_loss = 2.f / (float)(epoch + 1),
                           .train_acc = 0.1f * (float)(model % 10),
                           .val_loss = __builtin_nanf (""),
                           .val_acc = __builtin_nanf (""),
                           .test_loss = 1.f / 3.f + (float)model,
                           .test_acc = 1.f / (float)(model + epoch + 1) };
}

/* Saves one epoch of models @first … @first + n - 1 as the trainer does. */
static inline gboolean
save_epoch (WsProject *project,
            gint64     population,
            guint      first,
            guint      n,
            guint      epoch,
            gboolean   keep,
            GError   **error)
{
  g_autofree guint        *models = g_new (guint, n);
  g_autofree WsModelState *states = g_new0 (WsModelState, n);
  g_autofree float        *w = g_new (float, (gsize)n *ARCH_PARAMS);
  g_autofree float        *moments = g_new (float, (gsize)n * 2 * ARCH_PARAMS);

  for (guint i = 0; i < n; i++)
    {
      models[i] = first + i;
      fill_weights (w + (gsize)i * ARCH_PARAMS, ARCH_PARAMS, first + i, epoch);
      fill_weights (moments + (gsize)i * 2 * ARCH_PARAMS, 2 * ARCH_PARAMS, first + i + 100, epoch);
      states[i] = (WsModelState){ .epoch = epoch,
                                  .weights = w + (gsize)i * ARCH_PARAMS,
                                  .moments = moments + (gsize)i * 2 * ARCH_PARAMS,
                                  .metrics = metrics_of (first + i, epoch) };
    }
  return ws_project_save_epoch (project, population, models, states, n, ARCH_PARAMS, keep, error);
}
