/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/application.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <malloc.h>

/* GTK and cairo map and unmap the megabytes of each frame otherwise, and the page faults cost
 * milliseconds. */
static void
keep_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, 1 << 30);
  mallopt (M_TRIM_THRESHOLD, 1 << 30);
  mallopt (M_TOP_PAD, 64 << 20);
#endif
}

int
main (int argc, char **argv)
{
  g_autoptr (WsApplication) application = NULL;

  keep_memory ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, WS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("weightscape");
  g_set_application_name ("Weightscape");
  application = ws_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
