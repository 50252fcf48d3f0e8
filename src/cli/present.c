/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "core/error.h"
#include "results/scene.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static void
progress_cb (guint slide, gpointer data)
{
  const GPtrArray *scenes = data;
  g_autofree char *title = ws_scene_dup_title (g_ptr_array_index (scenes, slide));

  ws_progress_show (_ ("Drawing"), (double)slide / scenes->len, title);
}

static WsExit
print_show (const WsCall *call, const char *path, guint n, guint n_missing)
{
  JsonBuilder *builder;

  if (n_missing > 0)
    g_printerr (ngettext ("%u slide says that what it shows is gone\n",
                          "%u slides say that what they show is gone\n", n_missing),
                n_missing);
  if (!call->json)
    {
      puts (path);
      return WS_EXIT_DONE;
    }
  builder = json_builder_new ();
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "path", path);
  ws_output_count (builder, "slides", n);
  ws_output_count (builder, "missing", n_missing);
  json_builder_end_object (builder);
  ws_output_print (builder);
  return WS_EXIT_DONE;
}

/* talk.png: talk-01.png, talk-02.png … */
static char *
dup_numbered (const char *path, guint i)
{
  const char *dot = strrchr (path, '.');

  return g_strdup_printf ("%.*s-%02u%s", (int)(dot - path), path, i + 1, dot);
}

static gboolean
draw_pictures (WsProject  *project,
               GPtrArray  *scenes,
               const char *path,
               gboolean    is_dark,
               guint      *n_missing,
               GError    **error)
{
  WsExportSize size;
  WsTheme      theme;

  ws_slide_get_look (is_dark, &size, &theme);
  for (guint i = 0; i < scenes->len; i++)
    {
      g_autofree char *numbered = dup_numbered (path, i);
      g_autoptr (WsSlide) slide = NULL;

      progress_cb (i, scenes);
      slide = ws_slide_new (project, g_ptr_array_index (scenes, i), error);
      if (slide == NULL || !ws_figure_export (slide->figure, numbered, &size, &theme, error))
        return FALSE;
      *n_missing += slide->missing != NULL;
    }
  return TRUE;
}

static WsExit
draw (WsCall *call, const char *path, gboolean is_dark)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GPtrArray) scenes = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_good;
  guint    n_missing = 0;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  scenes = ws_project_list_scenes (document.project, &error);
  if (scenes != NULL && scenes->len == 0)
    g_set_error (&error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("%s: there is no scene yet; make one with scene add"),
                 ws_project_get_path (document.project));
  if (error != NULL)
    return ws_call_fail (call, error);
  is_good = g_str_has_suffix (path, ".pdf")
                ? ws_scenes_export_pdf (document.project, scenes, path, is_dark, progress_cb,
                                        scenes, NULL, &n_missing, &error)
                : draw_pictures (document.project, scenes, path, is_dark, &n_missing, &error);
  ws_progress_hide ();
  return is_good ? print_show (call, path, scenes->len, n_missing) : ws_call_fail (call, error);
}

static WsExit
run (WsCall *call)
{
  g_autofree char   *path = NULL, *theme = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &path, N_ ("The show to write"),
      N_ ("FILE.(pdf|png|svg)") },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &theme, N_ ("slide (default) or slide-dark"),
      N_ ("THEME") },
    { NULL },
  };
  gboolean is_dark;
  WsExit   result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (path == NULL)
    return ws_call_refuse (call, _ ("-o FILE is missing"));
  if (!g_str_has_suffix (path, ".pdf") && !g_str_has_suffix (path, ".png") &&
      !g_str_has_suffix (path, ".svg"))
    return ws_call_refuse (call, _ ("%s: expected a name that ends in .pdf, .png or .svg"), path);
  is_dark = g_strcmp0 (theme, "slide-dark") == 0;
  if (theme != NULL && !is_dark && !g_str_equal (theme, "slide"))
    return ws_call_refuse (call, _ ("theme \"%s\" is not known, expected slide or slide-dark"),
                           theme);
  return draw (call, path, is_dark);
}

const WsCommand ws_command_present = {
  .name = "present",
  .arguments = "P",
  .summary = N_ ("Writes the talk as a PDF, a page for each scene"),
  .details =
      N_ ("Pages are slides of 13.33 x 7.5 inches; text stays text. Each scene is drawn\n"
          "from the document; one whose networks are gone says so on its page. As png or svg\n"
          "the slides are numbered: talk-01.png, talk-02.png …"),
  .example = "wscape present my.wscape -o talk.pdf",
  .run = run,
};
