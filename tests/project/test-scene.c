/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/scene.h"

#include "core/error.h"
#include "project-test.h"

static gint64
add (WsProject *project, const char *title, guint place)
{
  g_autoptr (WsScene) scene = ws_scene_new (title, "two\nlines", "{\"figure\":\"map\"}");
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_project_add_scene (project, scene, place, &error));
  g_assert_no_error (error);
  g_assert_cmpint (scene->id, >, 0);
  g_assert_nonnull (scene->created);
  g_assert_nonnull (scene->version);
  return scene->id;
}

/* The titles in their order, one after the other. */
static char *
dup_order (WsProject *project)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = ws_project_list_scenes (project, &error);
  g_autoptr (GString) order = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    g_string_append (order, ((WsScene *)g_ptr_array_index (list, i))->title);
  return g_strdup (order->str);
}

static void
assert_order (WsProject *project, const char *expected)
{
  g_autofree char *order = dup_order (project);

  g_assert_cmpstr (order, ==, expected);
}

static void
test_order (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  gint64 a, b, c;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  assert_order (project, "");
  b = add (project, "b", G_MAXUINT);
  c = add (project, "c", 7);
  a = add (project, "a", 0);
  assert_order (project, "abc");
  g_assert_true (ws_project_move_scene (project, a, 1, &error));
  assert_order (project, "bac");
  g_assert_true (ws_project_move_scene (project, c, 0, &error));
  assert_order (project, "cba");
  g_assert_true (ws_project_move_scene (project, c, G_MAXUINT, &error));
  assert_order (project, "bac");
  g_assert_true (ws_project_remove_scene (project, a, &error));
  assert_order (project, "bc");
  g_assert_no_error (error);
  g_clear_object (&project);
  g_assert_cmpint (ask_number (place.path, "SELECT sum (place) FROM scene"), ==, 1);
  g_assert_cmpint (b, !=, c);
}

/* What was removed comes back with all that it was: undoing leaves no trace. */
static void
test_undo (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GPtrArray) list = NULL, again = NULL;
  g_autoptr (WsScene) kept = NULL;
  g_autoptr (GError) error = NULL;
  const WsScene *back;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add (project, "a", 0);
  add (project, "b", 1);
  list = ws_project_list_scenes (project, &error);
  kept = ws_scene_copy (g_ptr_array_index (list, 0));
  g_assert_true (ws_project_remove_scene (project, kept->id, &error));
  g_assert_true (ws_project_add_scene (project, kept, 0, &error));
  again = ws_project_list_scenes (project, &error);
  g_assert_no_error (error);
  back = g_ptr_array_index (again, 0);
  g_assert_cmpint (back->id, ==, ((WsScene *)g_ptr_array_index (list, 0))->id);
  g_assert_cmpstr (back->title, ==, "a");
  g_assert_cmpstr (back->caption, ==, "two\nlines");
  g_assert_cmpstr (back->view, ==, "{\"figure\":\"map\"}");
  g_assert_cmpstr (back->created, ==, kept->created);
}

static void
test_update (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsScene) scene = ws_scene_new ("a", NULL, NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  g_assert_true (ws_project_add_scene (project, scene, 0, &error));
  g_free (scene->caption);
  scene->caption = g_strdup ("Größer");
  g_assert_true (ws_project_update_scene (project, scene, &error));
  list = ws_project_list_scenes (project, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((WsScene *)g_ptr_array_index (list, 0))->caption, ==, "Größer");
  scene->id = 99;
  g_assert_false (ws_project_update_scene (project, scene, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ws_project_move_scene (project, 99, 0, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ws_project_remove_scene (project, 99, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
}

/* Neither more than a document takes, nor more than a reader wants. */
static void
test_limits (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autofree char *longest = g_strnfill (WS_SCENE_MAX_TEXT, 'x');
  g_autofree char *longer = g_strnfill (WS_SCENE_MAX_TEXT + 1, 'x');
  g_autoptr (WsScene) good = ws_scene_new (longest, longest, NULL);
  g_autoptr (WsScene) bad = ws_scene_new (longer, NULL, NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  g_assert_true (ws_project_add_scene (project, good, 0, &error));
  g_assert_false (ws_project_add_scene (project, bad, 0, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
  g_assert_cmpint (bad->id, ==, 0);
  g_clear_error (&error);
  g_clear_object (&project);
  run_sql (place.path, "UPDATE scene SET title = hex (zeroblob (1000000)), "
                       "view = hex (zeroblob (3000000))");
  project = open_project (place.path, WS_PROJECT_READ_ONLY);
  list = ws_project_list_scenes (project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpuint (strlen (((WsScene *)g_ptr_array_index (list, 0))->title), ==,
                    WS_SCENE_MAX_TEXT);
  g_assert_cmpstr (((WsScene *)g_ptr_array_index (list, 0))->view, ==, "{}");
}

static void
test_read_only (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsScene) scene = ws_scene_new ("b", NULL, NULL);
  g_autoptr (GError) error = NULL;
  gint64 a;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  a = add (project, "a", 0);
  g_clear_object (&project);
  project = open_project (place.path, WS_PROJECT_READ_ONLY);
  g_assert_false (ws_project_add_scene (project, scene, 0, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (ws_project_remove_scene (project, a, &error));
  g_assert_nonnull (error);
  assert_order (project, "a");
}

/* A copy for sharing has the talk too. */
static void
test_compact (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL, copy = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  path = g_build_filename (place.folder, "copy.wscape", NULL);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add (project, "a", 0);
  add (project, "b", 0);
  g_assert_true (ws_project_write_compact (project, path, NULL, 0, &error));
  g_assert_no_error (error);
  copy = open_project (path, WS_PROJECT_READ_ONLY);
  assert_order (copy, "ba");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/scene/order", test_order);
  g_test_add_func ("/project/scene/undo", test_undo);
  g_test_add_func ("/project/scene/update", test_update);
  g_test_add_func ("/project/scene/limits", test_limits);
  g_test_add_func ("/project/scene/read-only", test_read_only);
  g_test_add_func ("/project/scene/compact", test_compact);
  return g_test_run ();
}
