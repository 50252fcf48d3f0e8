/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

/* Writes every kind of figure into a folder, to be looked at:
 * plot-demo FOLDER [THEME [SIZE [FORMAT]]] */

#include "config.h"

#include "plot/export.h"

#include "demo-figures.h"

int
main (int argc, char **argv)
{
  const char  *folder = argc > 1 ? argv[1] : ".", *theme_name = argc > 2 ? argv[2] : "light";
  const char  *size_name = argc > 3 ? argv[3] : "960x640", *format = argc > 4 ? argv[4] : "png";
  WsTheme      theme;
  WsExportSize size;

  g_autoptr (GError) error = NULL;

  if (!ws_theme_parse (theme_name, &theme, &error) ||
      !ws_export_size_parse (size_name, &size, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (theme.kind < WS_THEME_SLIDE)
    ws_theme_fit (&theme, size.width, size.height);
  for (guint i = 0; i < G_N_ELEMENTS (demo_kinds); i++)
    {
      g_autoptr (WsFigure) figure = demo_kinds[i].make ();
      g_autofree char *name = g_strdup_printf ("%s-%s.%s", demo_kinds[i].name, theme_name, format);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!ws_figure_export (figure, path, &size, &theme, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
    }
  return 0;
}
