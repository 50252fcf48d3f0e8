/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/error.h"

#include <string.h>

/* "5" or "21-25" */
static gboolean
parse_range (const char *text, guint64 *first, guint64 *last)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);

  if (ends[0] == NULL ||
      !g_ascii_string_to_unsigned (g_strstrip (ends[0]), 10, 0, G_MAXUINT32, first, NULL))
    return FALSE;
  *last = *first;
  return ends[1] == NULL ||
         (g_ascii_string_to_unsigned (g_strstrip (ends[1]), 10, 0, G_MAXUINT32, last, NULL) &&
          *last >= *first);
}

gboolean *
ws_keep_parse (const char *keep, guint n_epochs, GError **error)
{
  g_autofree gboolean *flags = g_new0 (gboolean, (gsize)n_epochs + 1);
  g_auto (GStrv) parts = NULL;

  flags[n_epochs] = TRUE;
  if (g_str_equal (keep, "all") || keep[0] == '\0')
    {
      for (guint e = 0; e <= n_epochs; e++)
        flags[e] = TRUE;
      return g_steal_pointer (&flags);
    }
  parts = g_strsplit (keep, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint64 first, last;

      if (g_str_equal (g_strstrip (parts[i]), "last"))
        continue;
      if (!parse_range (parts[i], &first, &last))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                       "epochs to keep are \"all\" or a list such as 0,1,5,21-25, not \"%s\"",
                       keep);
          return NULL;
        }
      for (guint64 e = first; e <= last && e <= n_epochs; e++)
        flags[e] = TRUE;
    }
  return g_steal_pointer (&flags);
}
