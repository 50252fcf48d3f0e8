/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* The talk as the desktop changes it: seen at once, written behind, undone. */

#include "app/scene-list.h"
#include "app/slide-view.h"

#include "map-document.h"
#include "ws-test.h"

typedef struct
{
  MapDocument  document;
  WsSession   *session;
  WsSceneList *scenes;
  guint        n_failed;
} Fixture;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;
  g_autoptr (GError) error = NULL;

  f->session = ws_session_open_finish (result, &error);
  g_assert_no_error (error);
}

static void
failed_cb (WsSceneList *scenes, const GError *error, Fixture *f)
{
  f->n_failed++;
}

static void
open_session (Fixture *f, WsProjectMode mode)
{
  ws_session_open_async (f->document.path, mode, NULL, opened_cb, f);
  while (f->session == NULL)
    g_main_context_iteration (NULL, TRUE);
  f->scenes = ws_scene_list_of (f->session);
  g_assert_true (ws_scene_list_of (f->session) == f->scenes);
  g_signal_connect (f->scenes, "failed", G_CALLBACK (failed_cb), f);
  while (ws_scene_list_is_loading (f->scenes))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->document.folder = g_dir_make_tmp ("ws-scene-XXXXXX", &error);
  g_assert_no_error (error);
  f->document.path = g_build_filename (f->document.folder, "scene.wscape", NULL);
  f->document.project = ws_project_open (f->document.path, WS_PROJECT_CREATE, &error);
  g_assert_no_error (error);
  f->document.arch = ws_arch_lookup ("cnn-s", 1, &error);
  g_assert_no_error (error);
  map_document_add_zoo (&f->document);
  map_document_add_hyper (&f->document);
  map_document_add_map (&f->document);
  open_session (f, WS_PROJECT_READ_WRITE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  map_document_clear (&f->document);
}

static WsScene *
new_scene (Fixture *f, const char *title)
{
  g_autoptr (WsSceneView) view = ws_scene_view_new (WS_SCENE_MAP, f->document.hyper, "small");
  g_autofree char *json = ws_scene_view_to_json (view);

  return ws_scene_new (title, NULL, json);
}

/* The titles one after the other, as the list has them and as the document has them. */
static void
assert_order (Fixture *f, const char *expected)
{
  g_autoptr (GString) seen = g_string_new (NULL), kept = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ws_scene_list_get_n (f->scenes); i++)
    g_string_append (seen, ws_scene_item_get_scene (ws_scene_list_get (f->scenes, i))->title);
  g_assert_cmpstr (seen->str, ==, expected);
  ws_scene_list_flush (f->session);
  rows = ws_project_list_scenes (f->document.project, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    g_string_append (kept, ((WsScene *)g_ptr_array_index (rows, i))->title);
  g_assert_cmpstr (kept->str, ==, expected);
}

static void
add_three (Fixture *f)
{
  g_assert_cmpuint (ws_scene_list_add (f->scenes, new_scene (f, "a")), ==, 0);
  g_assert_cmpuint (ws_scene_list_add (f->scenes, new_scene (f, "b")), ==, 1);
  g_assert_cmpuint (ws_scene_list_add (f->scenes, new_scene (f, "c")), ==, 2);
}

static void
test_changes (Fixture *f, gconstpointer data)
{
  g_assert_false (ws_scene_list_can_undo (f->scenes));
  add_three (f);
  assert_order (f, "abc");
  ws_scene_list_move (f->scenes, 0, 2);
  assert_order (f, "bca");
  ws_scene_list_move (f->scenes, 1, 1); /* nothing */
  ws_scene_list_move (f->scenes, 1, 7); /* nowhere */
  ws_scene_list_remove (f->scenes, 1);
  assert_order (f, "ba");
  ws_scene_list_set_texts (f->scenes, 0, "B", "so it is");
  assert_order (f, "Ba");
  g_assert_cmpuint (f->n_failed, ==, 0);
}

/* Every step back, and every step again. */
static void
test_undo (Fixture *f, gconstpointer data)
{
  static const char *const states[] = { "abc", "bca", "ba", "Ba" };
  gint64                   id;

  add_three (f);
  assert_order (f, "abc");
  id = ws_scene_item_get_scene (ws_scene_list_get (f->scenes, 2))->id;
  ws_scene_list_move (f->scenes, 0, 2);
  ws_scene_list_remove (f->scenes, 1);
  ws_scene_list_set_texts (f->scenes, 0, "B", "so it is");
  for (guint round = 0; round < 2; round++)
    {
      assert_order (f, states[3]);
      g_assert_cmpuint (ws_scene_list_undo (f->scenes), ==, 0);
      assert_order (f, states[2]);
      g_assert_cmpuint (ws_scene_list_undo (f->scenes), ==, 1);
      assert_order (f, states[1]);
      g_assert_cmpint (ws_scene_item_get_scene (ws_scene_list_get (f->scenes, 1))->id, ==, id);
      g_assert_cmpuint (ws_scene_list_undo (f->scenes), ==, 0);
      assert_order (f, states[0]);
      for (guint i = 0; i < 3; i++)
        {
          ws_scene_list_redo (f->scenes);
          assert_order (f, states[i + 1]);
        }
      g_assert_false (ws_scene_list_can_redo (f->scenes));
    }
  for (guint i = 0; i < 6; i++)
    ws_scene_list_undo (f->scenes);
  assert_order (f, "");
  g_assert_false (ws_scene_list_can_undo (f->scenes));
  ws_scene_list_add (f->scenes, new_scene (f, "d"));
  g_assert_false (ws_scene_list_can_redo (f->scenes));
  assert_order (f, "d");
}

/* By the workers, without anybody who waits. */
static void
test_behind (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  add_three (f);
  ws_scene_list_move (f->scenes, 2, 0);
  while (n < 3)
    {
      g_autoptr (GPtrArray) rows = NULL;

      g_main_context_iteration (NULL, TRUE);
      rows = ws_project_list_scenes (f->document.project, &error);
      g_assert_no_error (error);
      n = rows->len;
    }
  assert_order (f, "cab");
}

static gboolean
is_drawn (Fixture *f)
{
  for (guint i = 0; i < ws_scene_list_get_n (f->scenes); i++)
    if (ws_scene_item_get_slide (ws_scene_list_get (f->scenes, i)) == NULL)
      return FALSE;
  return TRUE;
}

/* Slides are drawn behind, follow their texts at once, and are drawn again when the document has
 * changed. */
static void
test_slides (Fixture *f, gconstpointer data)
{
  WsSceneItem   *item;
  const WsSlide *slide;

  add_three (f);
  ws_scene_list_prepare (f->scenes, 2);
  while (!is_drawn (f))
    g_main_context_iteration (NULL, TRUE);
  item = ws_scene_list_get (f->scenes, 0);
  slide = ws_scene_item_get_slide (item);
  g_assert_null (slide->missing);
  ws_scene_list_set_texts (f->scenes, 0, "", "");
  g_assert_cmpstr (ws_figure_get_title (slide->figure), ==, "Test accuracy on the latent map");
  ws_session_reload (f->session);
  while (ws_scene_item_get_slide (item) == slide)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (ws_scene_item_is_stale (item));
}

/* What could not be written is not shown as if it had been. */
static void
test_failure (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  add_three (f);
  assert_order (f, "abc");
  id = ws_scene_item_get_scene (ws_scene_list_get (f->scenes, 1))->id;
  g_assert_true (ws_project_remove_scene (f->document.project, id, &error)); /* somebody else */
  ws_scene_list_set_texts (f->scenes, 1, "B", "");
  while (f->n_failed == 0 || ws_scene_list_is_loading (f->scenes))
    g_main_context_iteration (NULL, TRUE);
  assert_order (f, "ac");
  g_assert_false (ws_scene_list_can_undo (f->scenes));
}

/* -- the camera -- */

static void
test_camera (void)
{
  const WsSlideCamera whole = { { -10, 10, -5, 5 } }, part = { { 2, 4, 1, 2 } };
  WsSlideCamera       at;
  double              fixed;

  ws_slide_camera_mix (&whole, &part, 0, &at);
  for (guint i = 0; i < 4; i++)
    ws_assert_close (at.at[i], whole.at[i], 1e-12);
  ws_slide_camera_mix (&whole, &part, 1, &at);
  for (guint i = 0; i < 4; i++)
    ws_assert_close (at.at[i], part.at[i], 1e-12);
  /* half of the way is half of the closeness, and the common place lies still */
  ws_slide_camera_mix (&whole, &part, 0.5, &at);
  ws_assert_close (at.at[1] - at.at[0], sqrt (20.0 * 2.0), 1e-12);
  fixed = 10.0 / 3.0; /* where both pictures have the same share of x */
  ws_assert_close ((fixed - at.at[0]) / (at.at[1] - at.at[0]), (fixed + 10.0) / 20.0, 1e-9);
  /* without coming closer it goes straight */
  ws_slide_camera_mix (&whole, &(WsSlideCamera){ { 0, 20, -5, 5 } }, 0.5, &at);
  ws_assert_close (at.at[0], -5, 1e-9);
  ws_assert_close (at.at[1], 15, 1e-9);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/scene/changes", test_changes);
  ADD ("/app/scene/undo", test_undo);
  ADD ("/app/scene/behind", test_behind);
  ADD ("/app/scene/slides", test_slides);
  ADD ("/app/scene/failure", test_failure);
  g_test_add_func ("/app/scene/camera", test_camera);
  return g_test_run ();
}
