/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/sampler-record.h"

#include "core/error.h"
#include "representation-test.h"

static WsSamplerRecord *
begin (WsProject *project, gint64 population, const char *settings, guint64 seed)
{
  WsSamplerRecord *record = g_new0 (WsSamplerRecord, 1);
  g_autoptr (GError) error = NULL;

  record->population = population;
  record->method = g_strdup ("flow");
  record->target = g_strdup ("top30");
  record->settings_json = g_strdup (settings);
  record->seed = seed;
  record->n_steps = 100;
  g_assert_true (ws_project_begin_sampler (project, record, &error));
  g_assert_no_error (error);
  return record;
}

/* The same sampler is found again with what it has learned, also after the document was closed. */
static void
test_progress (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsSamplerRecord) first = NULL, same = NULL, other = NULL, reseeded = NULL;
  g_autoptr (GBytes) state = g_bytes_new_static ("learned", 7), loaded = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gint64 zoo;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = add_population (project, "zoo", "zoo", 2);
  first = begin (project, zoo, "{\"h\":1}", G_MAXUINT64);
  g_assert_cmpuint (first->step, ==, 0);
  g_assert_null (ws_project_load_sampler (project, first->id, &error));
  g_assert_no_error (error);
  g_assert_true (ws_project_save_sampler (project, first->id, 40, state, "[[0.5],[0.25]]", &error));
  g_assert_no_error (error);
  g_clear_object (&project);

  project = open_project (place.path, WS_PROJECT_READ_WRITE);
  same = begin (project, zoo, "{\"h\":1}", G_MAXUINT64);
  g_assert_cmpint (same->id, ==, first->id);
  g_assert_cmpuint (same->step, ==, 40);
  g_assert_cmpstr (same->history_json, ==, "[[0.5],[0.25]]");
  loaded = ws_project_load_sampler (project, same->id, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (state, loaded));

  other = begin (project, zoo, "{\"h\":2}", G_MAXUINT64);
  reseeded = begin (project, zoo, "{\"h\":1}", 1);
  g_assert_cmpint (other->id, !=, first->id);
  g_assert_cmpint (reseeded->id, !=, first->id);
  list = ws_project_list_samplers (project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpuint (((WsSamplerRecord *)g_ptr_array_index (list, 0))->seed, ==, G_MAXUINT64);
  g_assert_cmpstr (((WsSamplerRecord *)g_ptr_array_index (list, 0))->method, ==, "flow");
}

static void
test_refusals (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GBytes) state = g_bytes_new_static ("learned", 7);
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  g_assert_false (ws_project_save_sampler (project, 9, 1, state, "[]", &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
}

/* With its zoo goes what was learned from it. */
static void
test_deleted (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsSamplerRecord) record = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gint64 zoo;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = add_population (project, "zoo", "zoo", 2);
  record = begin (project, zoo, "{}", 1);
  g_assert_true (ws_project_delete_population (project, zoo, &error));
  g_assert_no_error (error);
  list = ws_project_list_samplers (project, &error);
  g_assert_cmpuint (list->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/sampler-record/progress", test_progress);
  g_test_add_func ("/project/sampler-record/refusals", test_refusals);
  g_test_add_func ("/project/sampler-record/deleted", test_deleted);
  return g_test_run ();
}
