/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const WsCommand *const commands[] = {
  &ws_command_data_list,       &ws_command_data_info,      &ws_command_data_import,
  &ws_command_zoo_train,       &ws_command_zoo_info,       &ws_command_hyper_train,
  &ws_command_hyper_info,      &ws_command_embed,          &ws_command_sample,
  &ws_command_evaluate,        &ws_command_ensemble,       &ws_command_finetune,
  &ws_command_experiment_list, &ws_command_experiment_run, &ws_command_experiment_table,
  &ws_command_landscape,       &ws_command_figure,         &ws_command_report,
  &ws_command_scene_list,      &ws_command_scene_add,      &ws_command_scene_remove,
  &ws_command_present,         &ws_command_export,         &ws_command_compact,
  &ws_command_bench_zoo,       &ws_command_bench_hyper,    &ws_command_bench_latent,
  &ws_command_bench_landscape,
};

static gboolean
is_help (const char *word)
{
  return g_str_equal (word, "--help") || g_str_equal (word, "-h") || g_str_equal (word, "help");
}

/* All commands, or those of one @group ("zoo"). */
static guint
print_commands (const char *group)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const WsCommand *c = commands[i];
      g_autofree char *line = NULL;

      if (group != NULL && !(g_str_has_prefix (c->name, group) && c->name[strlen (group)] == ' '))
        continue;
      line = g_strdup_printf ("%s %s", c->name, c->arguments);
      printf ("  %-24s %s\n", line, _ (c->summary));
      n++;
    }
  return n;
}

static void
print_help (void)
{
  fputs (_ ("Usage: wscape COMMAND …\n\n"
            "Trains populations of small neural networks, learns a latent space of their weights,\n"
            "and samples new networks from it. P is a .wscape document, D a data set's name or a\n"
            "folder with its official files.\n\nCommands:\n"),
         stdout);
  print_commands (NULL);
  fputs (_ ("\nEvery command has --help with an example, --json and --threads T. Exit status: 0 "
            "done,\n"
            "1 failed, 2 bad usage, 3 interrupted (run the same line again to go on).\n\n"
            "Example:\n"
            "  wscape zoo train my.wscape --data fashion-mnist-small --models 32 --epochs 5\n"),
         stdout);
}

static WsExit
refuse (const char *what, const char *word)
{
  fprintf (stderr, _ ("wscape: %s \"%s\" (see: wscape --help)\n"), what, word);
  return WS_EXIT_USAGE;
}

/* A name of one or two words; gives how many. */
static const WsCommand *
find_command (char **words, guint n, guint *n_used)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *two = n > 1 ? g_strdup_printf ("%s %s", words[0], words[1]) : NULL;

      *n_used = g_strcmp0 (commands[i]->name, two) == 0 ? 2 : 1;
      if (*n_used == 2 || g_str_equal (commands[i]->name, words[0]))
        return commands[i];
    }
  return NULL;
}

static gboolean
is_group (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_has_prefix (commands[i]->name, word) && commands[i]->name[strlen (word)] == ' ')
      return TRUE;
  return FALSE;
}

static WsExit
run (char **words)
{
  guint            n = g_strv_length (words), n_used = 0;
  WsCall           call = { 0 };
  const WsCommand *command = n > 0 ? find_command (words, n, &n_used) : NULL;
  WsExit           result;

  if (command != NULL)
    {
      call.command = command;
      call.words = words + n_used;
      result = command->run (&call);
      g_strfreev (call.arguments);
      return result;
    }
  if (n == 0)
    return refuse (_ ("a command is missing after"), "wscape");
  if (is_help (words[0]))
    {
      print_help ();
      return WS_EXIT_DONE;
    }
  if (g_str_equal (words[0], "--version"))
    {
      printf ("wscape %s\n", WS_VERSION);
      return WS_EXIT_DONE;
    }
  if (!is_group (words[0]))
    return refuse (_ ("there is no command"), words[0]);
  if (n == 1)
    return refuse (_ ("a second word is missing after"), words[0]);
  if (!is_help (words[1]))
    return refuse (_ ("there is no command"), words[1]);
  print_commands (words[0]);
  return WS_EXIT_DONE;
}

/* A result that did not reach its reader is no result. */
static WsExit
close_output (WsExit result)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return result;
  fprintf (stderr, _ ("wscape: standard output: %s\n"), g_strerror (errno));
  return result == WS_EXIT_DONE ? WS_EXIT_FAILED : result;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* what is printed is read by programs, too */
  bindtextdomain (GETTEXT_PACKAGE, WS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("wscape");
  return (int)close_output (run (argv + MIN (argc, 1)));
}
