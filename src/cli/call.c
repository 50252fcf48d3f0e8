/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/call.h"

#include "core/pool.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* -- what goes to stderr: one line, whatever is in the message -- */

static void
say (char *text)
{
  fprintf (stderr, "wscape: %s\n", g_strdelimit (text, "\r\n", ' '));
  g_free (text);
}

WsExit
ws_call_refuse (const WsCall *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list          args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: what is wrong with a command line, and the line that shows the help */
  say (g_strdup_printf (_ ("%s (see: wscape %s --help)"), what, self->command->name));
  return WS_EXIT_USAGE;
}

WsExit
ws_call_fail (const WsCall *self, const GError *error)
{
  say (g_strdup (error != NULL ? error->message : _ ("unknown reason")));
  return WS_EXIT_FAILED;
}

/* -- options -- */

static GOptionContext *
make_context (const WsCall *self, const GOptionEntry *entries, const GOptionEntry *common)
{
  const WsCommand *command = self->command;
  GOptionContext  *context = g_option_context_new (NULL);
  GString         *after = g_string_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (command->summary));
  if (command->details != NULL)
    g_string_append_printf (after, "%s\n\n", _ (command->details));
  g_string_append_printf (after, _ ("Example:\n  %s"), command->example);
  g_option_context_set_description (context, after->str);
  g_string_free (after, TRUE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  return context;
}

/* "Usage: wscape zoo train P [OPTION…]" instead of GLib's two lines, which know no commands. */
static void
print_help (const WsCall *self, GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  const char      *rest = strstr (help, "\n\n");
  const char      *arguments = self->command->arguments;

  printf (_ ("Usage: wscape %s%s%s [OPTION…]"), self->command->name,
          arguments[0] != '\0' ? " " : "", arguments);
  fputs (rest != NULL ? rest : help, stdout);
}

static gboolean
take_arguments (WsCall *self, char **given)
{
  g_auto (GStrv) wanted = g_strsplit (self->command->arguments, " ", -1);
  guint n = g_strv_length (given), n_wanted = wanted[0] == NULL ? 0 : g_strv_length (wanted);

  if (n < n_wanted)
    {
      ws_call_refuse (self, _ ("%s is missing"), wanted[n]);
      return FALSE;
    }
  if (n > n_wanted)
    {
      ws_call_refuse (self, _ ("\"%s\" is one argument too many"), given[n_wanted]);
      return FALSE;
    }
  return TRUE;
}

/* GLib leaves a "--" where what follows looks like an option. */
static void
drop_separator (char **words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], "--"))
      {
        g_free (words[i]);
        memmove (words + i, words + i + 1, sizeof *words * (g_strv_length (words + i + 1) + 1));
        return;
      }
}

static gboolean
has_entry (const GOptionEntry *entries, const char *name)
{
  for (; entries != NULL && entries->long_name != NULL; entries++)
    if (g_str_equal (entries->long_name, name))
      return TRUE;
  return FALSE;
}

gboolean
ws_call_parse (WsCall *self, const GOptionEntry *entries, WsExit *result)
{
  gboolean           help = FALSE;
  int                threads = 0;
  const GOptionEntry common[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, N_ ("Work on T threads (default: every core)"),
      N_ ("T") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("One JSON document on standard output"),
      NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
      make_context (self, entries, has_entry (entries, "threads") ? common + 1 : common);
  g_autoptr (GError) error = NULL;
  GStrvBuilder *builder = g_strv_builder_new ();

  *result = WS_EXIT_USAGE;
  g_strv_builder_add (builder, "wscape");
  g_strv_builder_addv (builder, (const char **)self->words);
  g_strfreev (self->arguments);
  self->arguments = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  if (!g_option_context_parse_strv (context, &self->arguments, &error))
    {
      ws_call_refuse (self, "%s", error->message);
      return FALSE;
    }
  if (help)
    {
      print_help (self, context);
      *result = WS_EXIT_DONE;
      return FALSE;
    }
  g_free (self->arguments[0]);
  memmove (self->arguments, self->arguments + 1,
           sizeof *self->arguments * (g_strv_length (self->arguments + 1) + 1));
  drop_separator (self->arguments);
  if (threads < 0 || threads > 1024)
    {
      ws_call_refuse (self, _ ("--threads goes from 1 to 1024"));
      return FALSE;
    }
  if (threads > 0)
    ws_pool_set_threads ((guint)threads);
  return take_arguments (self, self->arguments);
}

gboolean
ws_call_take_seed (const WsCall *self, const char *option, const char *value, guint64 *seed)
{
  if (value == NULL || g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, seed, NULL))
    return TRUE;
  ws_call_refuse (self, _ ("%s is a whole number from 0 to 2^64 - 1, not \"%s\""), option, value);
  return FALSE;
}

gboolean
ws_call_take_number (const WsCall *self,
                     const char   *option,
                     const char   *value,
                     double        least,
                     double        most,
                     double       *number)
{
  char  *end = NULL;
  double read;

  if (value == NULL)
    return TRUE;
  read = g_ascii_strtod (value, &end);
  if (end != value && end[0] == '\0' && read >= least && read <= most)
    {
      *number = read;
      return TRUE;
    }
  ws_call_refuse (self, _ ("%s is a number from %g to %g, not \"%s\""), option, least, most, value);
  return FALSE;
}

gboolean
ws_call_take_count (const WsCall *self, const char *option, int value, guint least, guint *count)
{
  if (value < 0 || (guint)value < least)
    {
      ws_call_refuse (self, _ ("%s is at least %u"), option, least);
      return FALSE;
    }
  *count = (guint)value;
  return TRUE;
}

gboolean
ws_call_take_whole (const WsCall *self,
                    const char   *option,
                    const char   *value,
                    guint         least,
                    guint         most,
                    guint        *count)
{
  guint64 read;

  if (value == NULL)
    return TRUE;
  if (g_ascii_string_to_unsigned (value, 10, least, most, &read, NULL))
    {
      *count = (guint)read;
      return TRUE;
    }
  ws_call_refuse (self, _ ("%s is a whole number from %u to %u, not \"%s\""), option, least, most,
                  value);
  return FALSE;
}

gboolean
ws_call_take_text (
    const WsCall *self, const char *option, const char *value, char *text, gsize size)
{
  if (value != NULL && strlen (value) >= size)
    {
      ws_call_refuse (self, _ ("%s has at most %u bytes"), option, (guint)size - 1);
      return FALSE;
    }
  if (value != NULL && value[0] == '\0')
    {
      ws_call_refuse (self, _ ("%s is empty"), option);
      return FALSE;
    }
  g_strlcpy (text, value != NULL ? value : "", size);
  return TRUE;
}

char **
ws_call_split_setting (const WsCall *self, const char *option, const char *setting)
{
  g_auto (GStrv) parts = g_strsplit (setting, "=", 2);

  if (g_strv_length (parts) == 2 && parts[0][0] != '\0')
    return g_steal_pointer (&parts);
  ws_call_refuse (self, _ ("%s takes KEY=VALUE, not \"%s\""), option, setting);
  return NULL;
}
