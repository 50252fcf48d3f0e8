/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "core/error.h"
#include "results/finetune-view.h"
#include "results/scene.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <stdio.h>

static void
print_scene (JsonBuilder *builder, const WsScene *scene, guint number)
{
  g_autoptr (WsSceneView) view = ws_scene_view_parse (scene->view, NULL);
  g_autofree char *title = ws_scene_dup_title (scene);

  if (builder == NULL)
    {
      printf ("%3u  %s  (%s)\n", number, title,
              view != NULL ? ws_scene_figure_get_name (view->figure) : _ ("damaged"));
      return;
    }
  ws_output_begin_object (builder, NULL);
  ws_output_count (builder, "number", number);
  ws_output_text (builder, "title", title);
  ws_output_text (builder, "caption", scene->caption);
  ws_output_text (builder, "page", view != NULL ? ws_scene_view_get_page (view) : NULL);
  ws_output_text (builder, "figure", view != NULL ? ws_scene_figure_get_name (view->figure) : NULL);
  ws_output_parsed (builder, "view", view != NULL ? scene->view : NULL);
  json_builder_end_object (builder);
}

/* -- list -- */

static WsExit
run_list (WsCall *call)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GPtrArray) scenes = NULL;
  g_autoptr (GError) error = NULL;
  JsonBuilder *builder = NULL;
  WsExit       result;

  if (!ws_call_parse (call, NULL, &result))
    return result;
  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  scenes = ws_project_list_scenes (document.project, &error);
  if (scenes == NULL)
    return ws_call_fail (call, error);
  if (call->json)
    {
      builder = json_builder_new ();
      ws_output_begin_object (builder, NULL);
      ws_output_begin_array (builder, "scenes");
    }
  for (guint i = 0; i < scenes->len; i++)
    print_scene (builder, g_ptr_array_index (scenes, i), i + 1);
  if (builder == NULL)
    return WS_EXIT_DONE;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ws_output_print (builder);
  return WS_EXIT_DONE;
}

const WsCommand ws_command_scene_list = {
  .name = "scene list",
  .arguments = "P",
  .summary = N_ ("The scenes of the document's talk"),
  .example = "wscape scene list my.wscape",
  .run = run_list,
};

/* -- add -- */

typedef struct
{
  char *title, *caption, *of, *projection, *color;
} AddOptions;

static void
options_clear (AddOptions *self)
{
  g_free (self->title);
  g_free (self->caption);
  g_free (self->of);
  g_free (self->projection);
  g_free (self->color);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, options_clear)

static WsSceneView *
view_of_hyper (WsProject *project, WsSceneFigure figure, const AddOptions *o, GError **error)
{
  g_autoptr (WsHyperInfo) info = ws_project_find_hyper (project, o->of, error);

  return info != NULL ? ws_scene_view_new (figure, info->id, info->name) : NULL;
}

/* The newest of its kind unless it is named. */
static WsSceneView *
view_of_population (
    WsProject *project, WsSceneFigure figure, const char *kind, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);

  if (list == NULL)
    return NULL;
  for (guint i = list->len; i > 0; i--)
    {
      const WsPopulation *population = g_ptr_array_index (list, i - 1);

      if (name != NULL ? g_str_equal (population->name, name)
                       : g_str_equal (population->kind, kind))
        return ws_scene_view_new (figure, population->id, population->name);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s: there is no population \"%s\" to show"),
               ws_project_get_path (project), name != NULL ? name : kind);
  return NULL;
}

/* The newest run, or that which a population comes from. */
static WsSceneView *
view_of_finetune (WsProject *project, const AddOptions *o, GError **error)
{
  g_autoptr (GPtrArray) runs = ws_finetune_runs_read (project, NULL, NULL, error);
  g_autoptr (WsPopulation) wanted = NULL;

  if (runs == NULL)
    return NULL;
  if (o->of != NULL)
    {
      wanted = ws_project_find_population (project, o->of, error);
      if (wanted == NULL)
        return NULL;
    }
  for (guint i = 0; i < runs->len; i++)
    {
      const WsFinetuneRun *run = g_ptr_array_index (runs, i);

      if (wanted == NULL || wanted->id == run->id)
        {
          WsSceneView *view = ws_scene_view_new (WS_SCENE_FINETUNE, run->id, run->title);

          g_array_append_val (view->runs, run->id);
          return view;
        }
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s: there is no such fine-tuning yet"),
               ws_project_get_path (project));
  return NULL;
}

static WsSceneView *
view_of_experiment (WsProject *project, const AddOptions *o, GError **error)
{
  g_autoptr (GPtrArray) runs = ws_project_list_experiments (project, o->of, error);
  g_autoptr (WsExperimentInfo) info = NULL;

  if (runs == NULL)
    return NULL;
  if (runs->len == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s: no experiment has been run yet"),
                   ws_project_get_path (project));
      return NULL;
    }
  info = ws_project_get_experiment (
      project, ((WsExperimentInfo *)g_ptr_array_index (runs, runs->len - 1))->id, error);
  return info != NULL ? ws_scene_view_new (WS_SCENE_EXPERIMENT, info->id, info->name) : NULL;
}

#define MAX_SHOWN 4 /* as many colours and shapes can be told apart at a glance */

/* As on the page: the zoo, and the newest of what has a place beside it. */
static WsSceneView *
view_of_map (WsProject *project, const AddOptions *o, GError **error)
{
  g_autoptr (WsSceneView) view = view_of_hyper (project, WS_SCENE_MAP, o, error);
  g_autoptr (WsMapData) data = NULL;
  g_autoptr (GError) problem = NULL;
  guint n_free = MAX_SHOWN - 1;

  if (view == NULL)
    return NULL;
  view->projection = g_strdup (o->projection != NULL ? o->projection : "pca");
  view->color = g_strdup (o->color);
  data = ws_map_data_load (project, view->name, view->projection, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  for (guint i = data != NULL ? data->populations->len : 0; i > 1; i--)
    {
      const WsMapPopulation *population = ws_map_data_get_population (data, i - 1);

      if (population->n > 0 && n_free > 0)
        n_free--;
      else
        g_array_append_val (view->hidden, population->population->id);
    }
  return g_steal_pointer (&view);
}

static WsSceneView *
make_view (WsProject *project, WsSceneFigure figure, const AddOptions *o, GError **error)
{
  switch (figure)
    {
    case WS_SCENE_ZOO_ACCURACY:
    case WS_SCENE_ZOO_LOSS:
    case WS_SCENE_ZOO_HISTOGRAM:
      return view_of_population (project, figure, "zoo", o->of, error);
    case WS_SCENE_SAMPLES:
      return view_of_population (project, figure, "samples", o->of, error);
    case WS_SCENE_FINETUNE:
      return view_of_finetune (project, o, error);
    case WS_SCENE_EXPERIMENT:
      return view_of_experiment (project, o, error);
    case WS_SCENE_MAP:
      return view_of_map (project, o, error);
    case WS_SCENE_HYPER_LOSS:
    case WS_SCENE_HYPER_R2:
    case WS_SCENE_HYPER_LAYERS:
    case WS_SCENE_HYPER_DECODED:
    case WS_SCENE_N_FIGURES:
    default:
      return view_of_hyper (project, figure, o, error);
    }
}

static WsExit
refuse_figure (const WsCall *call, const char *name)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < WS_SCENE_N_FIGURES; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ws_scene_figure_get_name ((WsSceneFigure)i));
  return ws_call_refuse (call, _ ("there is no scene of \"%s\"; known: %s"), name, names->str);
}

/* A scene that shows nothing is none: it is drawn once before it is kept. */
static gboolean
add (WsProject *project, const WsSceneView *view, const AddOptions *o, GError **error)
{
  g_autofree char *json = ws_scene_view_to_json (view);
  g_autoptr (WsScene) scene = ws_scene_new (o->title, o->caption, json);
  g_autoptr (WsSlide) slide = ws_slide_new (project, scene, error);

  if (slide == NULL)
    return FALSE;
  if (slide->missing != NULL)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s: %s", ws_project_get_path (project),
                   slide->missing);
      return FALSE;
    }
  if (o->title == NULL && slide->title != NULL)
    {
      g_free (scene->title);
      scene->title = g_strdup (slide->title);
    }
  return ws_project_add_scene (project, scene, G_MAXUINT, error);
}

static WsExit
run_add (WsCall *call)
{
  g_auto (AddOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "title", 0, 0, G_OPTION_ARG_STRING, &o.title, N_ ("Title (default: the figure's)"),
      N_ ("TEXT") },
    { "caption", 0, 0, G_OPTION_ARG_STRING, &o.caption, N_ ("What is said under it"), N_ ("TEXT") },
    { "of", 0, 0, G_OPTION_ARG_STRING, &o.of,
      N_ ("Population, representation or experiment (default: the newest)"), N_ ("NAME") },
    { "project", 0, 0, G_OPTION_ARG_STRING, &o.projection,
      N_ ("map: how it is made, pca (default), umap or tsne"), N_ ("METHOD") },
    { "color", 0, 0, G_OPTION_ARG_STRING, &o.color,
      N_ ("map: test-accuracy (default), train-accuracy, gap, test-loss, epoch, population"),
      N_ ("NAME") },
    { NULL },
  };
  g_auto (WsDocument) document = { 0 };
  g_autoptr (WsSceneView) view = NULL;
  g_autoptr (GError) error = NULL;
  WsSceneFigure figure;
  WsExit        result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (!ws_scene_figure_find (call->arguments[1], &figure))
    return refuse_figure (call, call->arguments[1]);
  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  view = make_view (document.project, figure, &o, &error);
  if (view == NULL || !add (document.project, view, &o, &error))
    return ws_call_fail (call, error);
  return WS_EXIT_DONE;
}

const WsCommand ws_command_scene_add = {
  .name = "scene add",
  .arguments = "P FIGURE",
  .summary = N_ ("Adds a scene to the end of the talk"),
  .details =
      N_ ("FIGURE: map, zoo-accuracy, zoo-loss, zoo-histogram, hyper-loss, hyper-r2,\n"
          "hyper-layers, hyper-decoded, samples, finetune or experiment. The document keeps what\n"
          "is shown and how; the numbers are read when the scene is drawn."),
  .example = "wscape scene add my.wscape map --caption \"Good networks lie together\"",
  .run = run_add,
};

/* -- remove -- */

static WsExit
run_remove (WsCall *call)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GPtrArray) scenes = NULL;
  g_autoptr (GError) error = NULL;
  guint64 number;
  WsExit  result;

  if (!ws_call_parse (call, NULL, &result))
    return result;
  if (!g_ascii_string_to_unsigned (call->arguments[1], 10, 1, G_MAXUINT, &number, NULL))
    return ws_call_refuse (call, _ ("\"%s\" is not the number of a scene"), call->arguments[1]);
  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  scenes = ws_project_list_scenes (document.project, &error);
  if (scenes != NULL && number > scenes->len)
    g_set_error (&error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("%s: there is no scene %" G_GUINT64_FORMAT "; the talk has %u"),
                 ws_project_get_path (document.project), number, scenes->len);
  if (error != NULL ||
      !ws_project_remove_scene (document.project,
                                ((WsScene *)g_ptr_array_index (scenes, number - 1))->id, &error))
    return ws_call_fail (call, error);
  return WS_EXIT_DONE;
}

const WsCommand ws_command_scene_remove = {
  .name = "scene remove",
  .arguments = "P NUMBER",
  .summary = N_ ("Takes a scene out of the talk"),
  .example = "wscape scene remove my.wscape 3",
  .run = run_remove,
};
