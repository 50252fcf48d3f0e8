/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/figures.h"
#include "cli/output.h"
#include "cli/report-page.h"
#include "cli/session.h"
#include "core/error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>

#define PAGE_NAME "report.html"

/* Draws one kind as PNG (for the page) and SVG (to use elsewhere). What the document has nothing
 * for yet is left out. */
static gboolean
draw (WsProject          *project,
      const WsFigureKind *kind,
      const char         *folder,
      WsReportPage       *page,
      GPtrArray          *files,
      GError            **error)
{
  static const char *const endings[] = { "png", "svg" };
  const WsFigureChoice     choice = { .trails = TRUE };
  g_autoptr (GError) problem = NULL;
  g_autoptr (WsFigure) figure = kind->make (project, &choice, &problem);
  g_autofree char *text = NULL;
  WsExportSize     size;
  WsTheme          theme;

  if (g_error_matches (problem, WS_ERROR, WS_ERROR_NOT_FOUND))
    return TRUE;
  if (figure == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  ws_theme_init (&theme, WS_THEME_LIGHT);
  if (!ws_export_size_parse ("slide", &size, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", kind->name, endings[i]);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!ws_figure_export (figure, path, &size, &theme, error))
        return FALSE;
      g_ptr_array_add (files, g_steal_pointer (&path));
    }
  text = ws_figure_describe (figure);
  ws_report_page_add_figure (page, kind->name, text);
  return TRUE;
}

static gboolean
draw_all (
    WsProject *project, const char *folder, WsReportPage *page, GPtrArray *files, GError **error)
{
  const WsFigureKind *const *kinds = ws_figure_kind_list ();
  guint                      n = 0;

  while (kinds[n] != NULL)
    n++;
  for (guint i = 0; i < n; i++)
    {
      if (kinds[i]->is_measured)
        continue;
      ws_progress_show (_ ("Drawing"), (double)i / n, kinds[i]->name);
      if (!draw (project, kinds[i], folder, page, files, error))
        {
          ws_progress_hide ();
          return FALSE;
        }
    }
  ws_progress_hide ();
  return TRUE;
}

static gboolean
write_report (WsProject *project, const char *folder, GPtrArray *files, GError **error)
{
  g_autoptr (WsReportPage) page = ws_report_page_new (project);
  g_autofree char *path = g_build_filename (folder, PAGE_NAME, NULL);
  g_autofree char *html = NULL;

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder,
                   g_strerror (errno));
      return FALSE;
    }
  if (!ws_report_page_add_tables (page, project, error) ||
      !draw_all (project, folder, page, files, error))
    return FALSE;
  html = ws_report_page_dup_html (page);
  if (!g_file_set_contents_full (path, html, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                 error))
    return FALSE;
  g_ptr_array_add (files, g_steal_pointer (&path));
  return TRUE;
}

static void
print_files (const WsCall *call, const char *folder, const GPtrArray *files)
{
  JsonBuilder *builder;

  if (!call->json)
    {
      for (guint i = 0; i < files->len; i++)
        puts (g_ptr_array_index (files, i));
      return;
    }
  builder = json_builder_new ();
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "folder", folder);
  ws_output_begin_array (builder, "files");
  for (guint i = 0; i < files->len; i++)
    ws_output_text (builder, NULL, g_ptr_array_index (files, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ws_output_print (builder);
}

static WsExit
run (WsCall *call)
{
  g_autofree char   *folder = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &folder, N_ ("The folder to write into"),
      N_ ("DIR") },
    { NULL },
  };
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  WsExit result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (folder == NULL)
    return ws_call_refuse (call, _ ("-o DIR is missing"));
  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  if (!write_report (document.project, folder, files, &error))
    return ws_call_fail (call, error);
  print_files (call, folder, files);
  return WS_EXIT_DONE;
}

const WsCommand ws_command_report = {
  .name = "report",
  .arguments = "P",
  .summary = N_ ("Draws every figure of P and writes a page with them and the numbers"),
  .example = "wscape report my.wscape -o report",
  .run = run,
};
