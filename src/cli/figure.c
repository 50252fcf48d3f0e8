/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/figures.h"
#include "cli/landscape.h"
#include "cli/output.h"
#include "cli/session.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct
{
  char    *path, *size, *theme, *title, *hyper, *population, *projection;
  gboolean trails;
  int      cells, images;
} FigureOptions;

static void
options_clear (FigureOptions *self)
{
  g_free (self->path);
  g_free (self->size);
  g_free (self->theme);
  g_free (self->title);
  g_free (self->hyper);
  g_free (self->population);
  g_free (self->projection);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigureOptions, options_clear)

static WsExit
refuse_kind (const WsCall *call, const char *name)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const WsFigureKind *const *kinds = ws_figure_kind_list ();

  for (guint i = 0; kinds[i] != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", kinds[i]->name);
  return ws_call_refuse (call, _ ("there is no figure \"%s\"; known: %s"), name, names->str);
}

static WsExit
print_figure (const WsCall       *call,
              const WsFigureKind *kind,
              const WsFigure     *figure,
              const char         *path)
{
  JsonBuilder *builder;

  if (!call->json)
    {
      puts (path);
      return WS_EXIT_DONE;
    }
  builder = json_builder_new ();
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "kind", kind->name);
  ws_output_text (builder, "path", path);
  ws_output_text (builder, "title", ws_figure_get_title (figure));
  json_builder_end_object (builder);
  ws_output_print (builder);
  return WS_EXIT_DONE;
}

static WsExit
draw (WsCall              *call,
      const FigureOptions *o,
      const WsFigureKind  *kind,
      const WsExportSize  *size,
      WsTheme             *theme)
{
  const WsFigureChoice choice = { o->hyper,      o->population,   o->trails,
                                  o->projection, (guint)o->cells, (guint)o->images };
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsFigure) figure = NULL;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  figure = kind->make (document.project, &choice, &error);
  if (figure == NULL)
    return ws_call_fail (call, error);
  if (o->title != NULL)
    ws_figure_set_title (figure, o->title);
  if (!ws_figure_export (figure, o->path, size, theme, &error))
    return ws_call_fail (call, error);
  return print_figure (call, kind, figure, o->path);
}

static WsExit
run (WsCall *call)
{
  g_auto (FigureOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.path, N_ ("The picture to write"),
      N_ ("FILE.(png|svg|pdf)") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &o.size,
      N_ ("slide (default), slide-4k, 4:3, half, column, square, 1920x1080, 86x60mm …"),
      N_ ("WxH") },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &o.theme, N_ ("light (default), dark, slide, slide-dark"),
      N_ ("THEME") },
    { "title", 0, 0, G_OPTION_ARG_STRING, &o.title, N_ ("Another title"), N_ ("TEXT") },
    { "population", 0, 0, G_OPTION_ARG_STRING, &o.population,
      N_ ("curves, histogram, samples, novelty: the zoo (default: the newest)"), N_ ("POP") },
    { "hyper", 0, 0, G_OPTION_ARG_STRING, &o.hyper, N_ ("The representation (default: the newest)"),
      N_ ("NAME") },
    { "trails", 0, 0, G_OPTION_ARG_NONE, &o.trails, N_ ("map: the path of each network"), NULL },
    { "project", 0, 0, G_OPTION_ARG_STRING, &o.projection,
      N_ ("map, landscape: how it is made, pca (default), umap or tsne; see embed"),
      N_ ("METHOD") },
    { "cells", 0, 0, G_OPTION_ARG_INT, &o.cells,
      N_ ("landscape: at most N × N networks are measured (default: 64)"), N_ ("N") },
    { "images", 0, 0, G_OPTION_ARG_INT, &o.images,
      N_ ("landscape: validation images for each (default: 2000)"), N_ ("N") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  const WsFigureKind *kind;
  WsExportSize        size;
  WsTheme             theme;
  WsExit              result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  kind = ws_figure_kind_lookup (call->arguments[1]);
  if (kind == NULL)
    return refuse_kind (call, call->arguments[1]);
  if (o.path == NULL)
    return ws_call_refuse (call, _ ("-o FILE is missing"));
  if (o.cells < 0 || o.cells > WS_LANDSCAPE_MOST_CELLS)
    return ws_call_refuse (call, _ ("--cells is from 1 to %d"), WS_LANDSCAPE_MOST_CELLS);
  if (o.images < 0)
    return ws_call_refuse (call, _ ("--images is 1 at least"));
  if (!ws_export_size_parse (o.size != NULL ? o.size : "slide", &size, &error) ||
      !ws_theme_parse (o.theme != NULL ? o.theme : "light", &theme, &error))
    return ws_call_refuse (call, "%s", error->message);
  ws_theme_fit (&theme, size.width, size.height);
  return draw (call, &o, kind, &size, &theme);
}

const WsCommand ws_command_figure = {
  .name = "figure",
  .arguments = "P KIND",
  .summary = N_ ("Draws a figure into a file"),
  .details =
      N_ ("KIND: map, landscape, curves, histogram, loss, r2, decoded, samples, novelty, or "
          "experiment-NAME\n"
          "for what an experiment has found. The same figure gives the same bytes; text stays\n"
          "text in SVG and PDF."),
  .example = "wscape figure my.wscape map -o map.svg --size slide --theme dark",
  .run = run,
};
