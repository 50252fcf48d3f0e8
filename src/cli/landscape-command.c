/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/landscape.h"
#include "cli/output.h"
#include "cli/session.h"
#include "core/error.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

typedef struct
{
  char           *path, *hyper, *method, *window_text;
  int             cells, images;
  gboolean        with_latents;
  gboolean        has_window;
  WsLatticeWindow window;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->path);
  g_free (self->hyper);
  g_free (self->method);
  g_free (self->window_text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
take_window (const WsCall *call, Options *o)
{
  g_auto (GStrv) parts = o->window_text != NULL ? g_strsplit (o->window_text, ",", -1) : NULL;
  double sides[4];

  o->has_window = parts != NULL;
  if (parts == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (sides) && g_strv_length (parts) == G_N_ELEMENTS (sides); i++)
    {
      char *end;

      sides[i] = g_ascii_strtod (parts[i], &end);
      if (end == parts[i] || *end != '\0' || !(fabs (sides[i]) < 1e9))
        break;
      if (i + 1 < G_N_ELEMENTS (sides) || !(sides[0] < sides[1]) || !(sides[2] < sides[3]))
        continue;
      o->window = (WsLatticeWindow){ sides[0], sides[1], sides[2], sides[3] };
      return TRUE;
    }
  ws_call_refuse (call, _ ("--window takes X0,X1,Y0,Y1 with X0 below X1 and Y0 below Y1"));
  return FALSE;
}

static WsProjection *
find_projection (WsProject *project, const Options *o, WsHyperInfo **info, GError **error)
{
  const char   *method = o->method != NULL ? o->method : "pca";
  WsProjection *projection;
  GError       *problem = NULL;

  *info = ws_project_find_hyper (project, o->hyper, error);
  if (*info == NULL)
    return NULL;
  projection = ws_project_find_projection (project, (*info)->id, method, &problem);
  if (projection == NULL && problem == NULL)
    g_set_error (&problem, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("%s has no %s map yet; make one with embed --project %s"), (*info)->name,
                 ws_projection_get_title (method), method);
  if (problem != NULL)
    g_propagate_error (error, problem);
  return projection;
}

/* -- telling -- */

static void
add_rows (JsonBuilder *builder, const char *name, const WsLandscapeLevel *level)
{
  ws_output_begin_array (builder, name);
  for (guint j = 0; j < level->grid.ny; j++)
    {
      json_builder_begin_array (builder);
      for (guint i = 0; i < level->grid.nx; i++)
        {
          double value = level->values[(gsize)j * level->grid.nx + i];

          if (isfinite (value))
            json_builder_add_double_value (builder, value);
          else
            json_builder_add_null_value (builder);
        }
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const WsCliLandscape *self,
            const WsHyperInfo    *info,
            const WsProjection   *projection,
            const char           *path)
{
  JsonBuilder *builder = json_builder_new ();
  double       h = ws_lattice_step (self->finest);

  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "path", path);
  ws_output_text (builder, "hyper", info->name);
  ws_output_text (builder, "projection", projection->method);
  ws_output_flag (builder, "exact", ws_landscape_source_is_exact (self->source));
  ws_output_count (builder, "images", ws_landscape_source_get_n_images (self->source));
  ws_output_number (builder, "step", h);
  for (guint q = WS_LANDSCAPE_ACCURACY; q <= WS_LANDSCAPE_LOSS; q++)
    {
      g_autoptr (WsLandscapeView) view = ws_landscape_dup_view (
          self->known, &self->window, self->finest, self->finest, (WsLandscapeQuantity)q);

      if (q == WS_LANDSCAPE_ACCURACY)
        {
          ws_output_number (builder, "x0", h * (double)view->levels[0].grid.i);
          ws_output_number (builder, "y0", h * (double)view->levels[0].grid.j);
        }
      add_rows (builder, q == WS_LANDSCAPE_ACCURACY ? "accuracy" : "loss", &view->levels[0]);
    }
  json_builder_end_object (builder);
  ws_output_print (builder);
}

/* -- doing -- */

static WsExit
measure_and_write (WsCall *call, const Options *o)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autoptr (WsProjection) projection = NULL;
  g_autoptr (WsCliLandscape) landscape = NULL;
  g_autoptr (WsJob) job = NULL;
  g_autofree char *csv = NULL, *comment = NULL, *file = NULL, *text = NULL;
  WsExit           result;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  projection = find_projection (document.project, o, &info, &error);
  landscape = projection != NULL ? ws_cli_landscape_new (document.project, projection,
                                                         (guint)o->cells, (guint)o->images,
                                                         o->has_window ? &o->window : NULL, &error)
                                 : NULL;
  if (landscape == NULL)
    return ws_call_fail (call, error);
  job = ws_cli_landscape_fill_new (landscape);
  result = ws_call_run_job (call, job, NULL);
  if (result == WS_EXIT_FAILED) /* what there is when it is interrupted is kept */
    return result;
  file = g_path_get_basename (document.path);
  comment = g_strdup_printf ("%s, %s, %s, weightscape %s", file, info->name, projection->method,
                             WS_VERSION);
  csv = ws_landscape_write_csv (landscape->known, landscape->source, &landscape->window,
                                landscape->finest, comment, o->with_latents, &error);
  if (csv == NULL || !g_file_set_contents (o->path, csv, -1, &error))
    return ws_call_fail (call, error);
  if (call->json)
    print_json (landscape, info, projection, o->path);
  else
    {
      text = ws_cli_landscape_describe (landscape);
      printf ("%s: %s\n", o->path, text);
    }
  return result;
}

static WsExit
run (WsCall *call)
{
  g_auto (Options) o = { .cells = WS_LANDSCAPE_CELLS, .images = WS_LANDSCAPE_IMAGES };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.path, N_ ("The table to write"),
      N_ ("FILE.csv") },
    { "hyper", 0, 0, G_OPTION_ARG_STRING, &o.hyper, N_ ("The representation (default: the newest)"),
      N_ ("NAME") },
    { "project", 0, 0, G_OPTION_ARG_STRING, &o.method,
      N_ ("The map, pca (default), umap or tsne; see embed"), N_ ("METHOD") },
    { "cells", 0, 0, G_OPTION_ARG_INT, &o.cells,
      N_ ("At most N × N networks are measured (default: 64)"), N_ ("N") },
    { "images", 0, 0, G_OPTION_ARG_INT, &o.images,
      N_ ("Validation images for each (default: 2000)"), N_ ("N") },
    { "window", 0, 0, G_OPTION_ARG_STRING, &o.window_text,
      N_ ("The part of the map (default: where the zoo lies)"), N_ ("X0,X1,Y0,Y1") },
    { "latents", 0, 0, G_OPTION_ARG_NONE, &o.with_latents,
      N_ ("Also the latents that are decoded, a column each"), NULL },
    { NULL },
  };
  WsExit result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (o.path == NULL)
    return ws_call_refuse (call, _ ("-o FILE is missing"));
  if (o.cells < 1 || o.cells > WS_LANDSCAPE_MOST_CELLS)
    return ws_call_refuse (call, _ ("--cells is from 1 to %d"), WS_LANDSCAPE_MOST_CELLS);
  if (o.images < 1)
    return ws_call_refuse (call, _ ("--images is 1 at least"));
  if (!take_window (call, &o))
    return WS_EXIT_USAGE;
  return measure_and_write (call, &o);
}

const WsCommand ws_command_landscape = {
  .name = "landscape",
  .arguments = "P",
  .summary = N_ ("Measures the networks that a map has everywhere"),
  .details =
      N_ ("Places of a lattice are decoded and scored on validation images; steps are powers\n"
          "of two, so that a finer lattice has the places of a coarser one. The same places\n"
          "and values as in the desktop program. figure P landscape draws it."),
  .example = "wscape landscape my.wscape -o grid.csv --cells 64",
  .run = run,
};
