/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/scene.h"

#include "app/map-document.h"
#include "core/error.h"

#include <string.h>

static void
set_up (MapDocument *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("ws-scene-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "scene.wscape", NULL);
  f->project = ws_project_open (f->path, WS_PROJECT_CREATE, &error);
  g_assert_no_error (error);
  f->arch = ws_arch_lookup ("cnn-s", 1, &error);
  g_assert_no_error (error);
  map_document_add_zoo (f);
  map_document_add_hyper (f);
  map_document_add_map (f);
}

static void
tear_down (MapDocument *f, gconstpointer data)
{
  map_document_clear (f);
}

static WsSceneView *
new_map (MapDocument *f)
{
  WsSceneView *view = ws_scene_view_new (WS_SCENE_MAP, f->hyper, "small");

  view->projection = g_strdup ("pca");
  return view;
}

static WsSlide *
draw_titled (MapDocument *f, const WsSceneView *view, const char *title)
{
  g_autofree char *json = ws_scene_view_to_json (view);
  g_autoptr (WsScene) scene = ws_scene_new (title, "It is so", json);
  g_autoptr (GError) error = NULL;
  WsSlide *slide = ws_slide_new (f->project, scene, &error);

  g_assert_no_error (error);
  g_assert_nonnull (slide);
  return slide;
}

static WsSlide *
draw (MapDocument *f, const WsSceneView *view)
{
  return draw_titled (f, view, "What there is");
}

static gboolean
says (const WsSlide *slide, const char *text)
{
  g_autoptr (WsFigureLayout) layout = NULL;
  WsExportSize size;
  WsTheme      theme;

  ws_slide_get_look (FALSE, &size, &theme);
  layout = ws_figure_layout (slide->figure, size.width, size.height, &theme);
  for (guint i = 0; i < ws_figure_layout_get_n_texts (layout); i++)
    if (strstr (ws_figure_layout_get_text (layout, i)->text, text) != NULL)
      return TRUE;
  return FALSE;
}

/* -- the view as JSON -- */

static void
test_round_trip (void)
{
  g_autoptr (WsSceneView) view = ws_scene_view_new (WS_SCENE_MAP, 3, "a \"b\" ü");
  g_autoptr (WsSceneView) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL, *json_again = NULL;
  const gint64     ids[] = { 4, 5, 6, 9, 11, 12 };

  view->projection = g_strdup ("umap");
  view->color = g_strdup ("conv1 weight mean");
  view->options = g_strdup ("{\"seed\":1}");
  view->is_reversed = TRUE;
  view->layers = WS_MAP_LAYER_STATES | WS_MAP_LAYER_TRAILS;
  view->pinned = 7;
  g_array_append_vals (view->selected, ids, G_N_ELEMENTS (ids));
  g_array_append_vals (view->hidden, ids, 2);
  view->has_camera = TRUE;
  for (guint i = 0; i < 4; i++)
    view->camera[i] = (i % 2 == 0 ? -1.0 : 1.0) / 3.0 + i;
  view->camera[0] = -5.0;
  json = ws_scene_view_to_json (view);
  again = ws_scene_view_parse (json, &error);
  g_assert_no_error (error);
  json_again = ws_scene_view_to_json (again);
  g_assert_cmpstr (json, ==, json_again);
  g_assert_cmpuint (again->selected->len, ==, G_N_ELEMENTS (ids));
  g_assert_cmpmem (again->selected->data, sizeof ids, ids, sizeof ids);
  g_assert_true (again->has_camera);
  g_assert_cmpmem (again->camera, sizeof again->camera, view->camera, sizeof view->camera);
  g_assert_cmpuint (again->layers, ==, view->layers);
  g_assert_cmpstr (again->name, ==, "a \"b\" ü");
  g_assert_cmpstr (ws_scene_view_get_page (again), ==, "explore");
}

/* Rows of numbers that follow each other take no room. */
static void
test_ranges (void)
{
  g_autoptr (WsSceneView) view = ws_scene_view_new (WS_SCENE_MAP, 1, NULL);
  g_autofree char *json = NULL;

  for (gint64 id = 100; id < 25100; id++)
    g_array_append_val (view->selected, id);
  json = ws_scene_view_to_json (view);
  g_assert_nonnull (strstr (json, "\"selected\":[100,25099]"));
  g_assert_cmpuint (strlen (json), <, 300);
}

static void
assert_refused (const char *json)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ws_scene_view_parse (json, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_FORMAT);
}

/* A document comes from anywhere. */
static void
test_hostile (void)
{
  static const char *const bad[] = {
    "",
    "{",
    "[]",
    "null",
    "1",
    "{}",
    "{\"figure\":1}",
    "{\"figure\":\"nothing\"}",
    "{\"figure\":null}",
    "{\"figure\":[\"map\"]}",
    "{\"figure\":\"map\"",
    "{\"figure\":\"map\xff\"}",
    "{\"figure\":\"map\",\"selected\":[[[[[[[[[[1]]]]]]]]]]}",
  };
  /* read, with what is wrong left out */
  static const char *const odd[] = {
    "{\"figure\":\"map\",\"subject\":\"x\",\"layers\":7,\"camera\":\"wide\"}",
    "{\"figure\":\"map\",\"subject\":-3,\"camera\":[1,2,3]}",
    "{\"figure\":\"map\",\"subject\":1e300,\"camera\":[2,1,0,1],\"projection\":{}}",
    "{\"figure\":\"map\",\"camera\":[0,1e300,0,1],\"color\":[],\"name\":7}",
    ("{\"figure\":\"map\",\"subject\":9223372036854775807,"
     "\"selected\":[9223372036854775807,9223372036854775807,5]}"),
    "{\"figure\":\"map\",\"selected\":[\"a\",{},null,true],\"hidden\":{},\"layers\":[1,{}]}",
    "{\"figure\":\"finetune\",\"runs\":{\"a\":[]},\"loss\":\"yes\",\"single\":1}",
  };
  g_autofree char *brackets = g_strnfill (1000000, '[');
  g_autofree char *deep = g_strconcat ("{\"figure\":\"map\",\"x\":", brackets, NULL);
  g_autoptr (WsSceneView) wide = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i]);
  assert_refused (deep);
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WsSceneView) view = ws_scene_view_parse (odd[i], &error);

      g_assert_no_error (error);
      g_assert_cmpint (view->subject, ==, 0);
      g_assert_false (view->has_camera);
      g_assert_cmpuint (view->selected->len, ==, 0);
      g_assert_cmpuint (view->runs->len, ==, 0);
    }
  /* a range that would fill the memory */
  wide = ws_scene_view_parse ("{\"figure\":\"map\",\"selected\":[1,9007199254740992]}", NULL);
  g_assert_cmpuint (wide->selected->len, ==, WS_SCENE_MAX_ROWS);
}

/* -- drawing -- */

static void
test_map (MapDocument *f, gconstpointer data)
{
  g_autoptr (WsSceneView) view = new_map (f);
  g_autoptr (WsSlide) whole = NULL, part = NULL;
  const WsSeries *series;
  const gint64    first = 1;
  WsAxis         *x;

  whole = draw (f, view);
  g_assert_null (whole->missing);
  g_assert_nonnull (whole->map);
  g_assert_cmpstr (ws_figure_get_title (whole->figure), ==, "What there is");
  g_assert_true (says (whole, "It is so"));
  g_assert_true (says (whole, "PCA of small"));
  g_assert_true (says (whole, "20 networks, 59 states"));
  x = ws_panel_get_axis (ws_figure_get_panel (whole->figure, 0), WS_AXIS_X);
  g_assert_true (isnan (x->lo));

  view->color = g_strdup ("epoch");
  view->layers = WS_MAP_LAYER_STATES | WS_MAP_LAYER_LAST;
  view->has_camera = TRUE;
  view->camera[0] = 3;
  view->camera[1] = 8;
  view->camera[2] = -8;
  view->camera[3] = -3;
  g_array_append_val (view->selected, first);
  view->pinned = 4;
  part = draw (f, view);
  x = ws_panel_get_axis (ws_figure_get_panel (part->figure, 0), WS_AXIS_X);
  g_assert_cmpfloat (x->lo, ==, 3);
  g_assert_cmpfloat (x->hi, ==, 8);
  series = ws_panel_get_series (ws_figure_get_panel (part->figure, 0), 0);
  g_assert_cmpfloat (series->value[2], ==, 2);
  g_assert_true ((series->flags[0] & WS_POINT_HIDDEN) != 0);
  g_assert_cmpstr (part->map, ==, whole->map);
  /* the zoo, the way of the pinned network, and that */
  g_assert_cmpuint (ws_panel_get_n_series (ws_figure_get_panel (part->figure, 0)), ==, 3);
  series = ws_panel_get_series (ws_figure_get_panel (part->figure, 0), 2);
  g_assert_cmpfloat (series->x[0], ==, 9); /* network 4, epoch 0 */
  g_assert_false (says (part, "not evaluated"));
}

/* A camera of another map would show an empty part of this one. */
static void
test_other_map (MapDocument *f, gconstpointer data)
{
  g_autoptr (WsSceneView) view = new_map (f);
  g_autoptr (WsSlide) slide = NULL;

  view->has_camera = TRUE;
  view->camera[1] = view->camera[3] = 1;
  view->options = g_strdup ("{\"seed\":2}");
  slide = draw (f, view);
  g_assert_null (slide->missing);
  g_assert_true (isnan (ws_panel_get_axis (ws_figure_get_panel (slide->figure, 0), WS_AXIS_X)->lo));
}

static void
test_figures (MapDocument *f, gconstpointer data)
{
  static const WsSceneFigure of_zoo[] = { WS_SCENE_ZOO_ACCURACY, WS_SCENE_ZOO_LOSS,
                                          WS_SCENE_ZOO_HISTOGRAM, WS_SCENE_SAMPLES };
  static const WsSceneFigure of_hyper[] = { WS_SCENE_HYPER_LOSS, WS_SCENE_HYPER_R2,
                                            WS_SCENE_HYPER_LAYERS };

  for (guint i = 0; i < G_N_ELEMENTS (of_zoo); i++)
    {
      g_autoptr (WsSceneView) view = ws_scene_view_new (of_zoo[i], f->zoo, "zoo");
      g_autoptr (WsSlide) slide = draw (f, view);

      g_assert_null (slide->missing);
    }
  for (guint i = 0; i < G_N_ELEMENTS (of_hyper); i++)
    {
      g_autoptr (WsSceneView) view = ws_scene_view_new (of_hyper[i], f->hyper, "small");
      g_autoptr (WsSlide) slide = draw (f, view);

      g_assert_null (slide->missing);
    }
}

/* Nothing of what a scene shows is there: its slide says so in a sentence. */
static void
test_gone (MapDocument *f, gconstpointer data)
{
  for (guint i = 0; i < WS_SCENE_N_FIGURES; i++)
    {
      g_autoptr (WsSceneView) view = ws_scene_view_new ((WsSceneFigure)i, 999, "the old one");
      const gint64 run = 999;
      g_autoptr (WsSlide) slide = NULL;

      g_array_append_val (view->runs, run);
      slide = draw (f, view);
      g_assert_nonnull (strstr (slide->missing, "the old one"));
      g_assert_true (g_str_has_suffix (slide->missing, "no longer in this document."));
      g_assert_true (says (slide, "the old one"));
      g_assert_true (says (slide, "What there is"));
      g_assert_true (says (slide, "It is so"));
      g_assert_null (slide->map);
    }
}

static void
test_not_yet (MapDocument *f, gconstpointer data)
{
  g_autoptr (WsSceneView) decoded = ws_scene_view_new (WS_SCENE_HYPER_DECODED, f->hyper, "small");
  g_autoptr (WsSceneView) map = new_map (f);
  g_autoptr (WsSlide) slide = draw (f, decoded), umap = NULL;
  g_autoptr (WsScene) damaged = ws_scene_new ("", NULL, "{\"figure\":");
  g_autoptr (WsSlide) broken = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (says (slide, "has not been measured yet"));
  g_free (map->projection);
  map->projection = g_strdup ("umap");
  umap = draw (f, map);
  g_assert_cmpstr (umap->missing, ==, "The UMAP map of “small” is no longer in this document.");
  broken = ws_slide_new (f->project, damaged, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (broken->missing, ==, "The settings of this scene are damaged.");
}

/* -- the show -- */

static guint
count (const char *data, gsize n, const char *what)
{
  guint       found = 0;
  const char *at = data;

  while ((at = memmem (at, n - (gsize)(at - data), what, strlen (what))) != NULL)
    {
      found += at[strlen (what)] != 's'; /* "/Pages" is the list of them */
      at += strlen (what);
    }
  return found;
}

static void
test_pdf (MapDocument *f, gconstpointer data)
{
  g_autoptr (GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_scene_free);
  g_autofree char *path = g_build_filename (f->folder, "show.pdf", NULL), *pdf = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gsize n;
  guint n_missing;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (WsSceneView) view = new_map (f);
      g_autofree char *json = NULL;

      view->subject = i == 2 ? 999 : f->hyper;
      json = ws_scene_view_to_json (view);
      g_ptr_array_add (scenes, ws_scene_new ("Title", "Caption", json));
    }
  g_assert_true (
      ws_scenes_export_pdf (f->project, scenes, path, FALSE, NULL, NULL, NULL, &n_missing, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_missing, ==, 1);
  g_file_get_contents (path, &pdf, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (pdf, 5, "%PDF-", 5);
  g_assert_cmpuint (count (pdf, n, "/Type /Page"), ==, 3);
  g_assert_cmpuint (count (pdf, n, "/MediaBox [ 0 0 960 540 ]"), >=, 1);
  g_assert_cmpuint (count (pdf, n, "/FontDescriptor"), >, 0);
  g_unlink (path);
  g_cancellable_cancel (cancelled);
  g_assert_false (
      ws_scenes_export_pdf (f->project, scenes, path, FALSE, NULL, NULL, cancelled, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

#define ADD(path, function) g_test_add (path, MapDocument, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/results/scene/round-trip", test_round_trip);
  g_test_add_func ("/results/scene/ranges", test_ranges);
  g_test_add_func ("/results/scene/hostile", test_hostile);
  ADD ("/results/scene/map", test_map);
  ADD ("/results/scene/other-map", test_other_map);
  ADD ("/results/scene/figures", test_figures);
  ADD ("/results/scene/gone", test_gone);
  ADD ("/results/scene/not-yet", test_not_yet);
  ADD ("/results/scene/pdf", test_pdf);
  return g_test_run ();
}
