/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit status of every command; scripts rely on it. */
typedef enum
{
  WS_EXIT_DONE = 0,
  WS_EXIT_FAILED = 1,      /* one line on stderr says why */
  WS_EXIT_USAGE = 2,       /* the line cannot be understood */
  WS_EXIT_INTERRUPTED = 3, /* everything so far is saved */
} WsExit;

typedef struct _WsCall WsCall;

/* One thing that wscape does. */
typedef struct
{
  const char *name;      /* "zoo train" */
  const char *arguments; /* "P", "NAME", "P KIND"; all must be given */
  const char *summary;   /* one line, translatable */
  const char *details;   /* (nullable): more for --help, translatable */
  const char *example;   /* a line to copy */
  WsExit (*run) (WsCall *call);
} WsCommand;

/* One run of a command: after ws_call_parse() the arguments without the options. */
struct _WsCall
{
  const WsCommand *command;
  char           **words; /* what follows the command's name */
  char           **arguments;
  gboolean         json;
};

/**
 * ws_call_parse:
 * @entries: (nullable): the command's own options, help texts translatable
 * @result: (out): exit status when there is nothing more to do
 *
 * Reads the options, --json, --threads and --help among them, and the arguments that the command
 * names. A --threads among @entries takes the place of the common one.
 *
 * Returns: %FALSE when help was shown or the line cannot be understood
 */
gboolean ws_call_parse (WsCall *self, const GOptionEntry *entries, WsExit *result);
/* One line on stderr, with the way to the help. Always gives %WS_EXIT_USAGE. */
WsExit ws_call_refuse (const WsCall *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* One line on stderr. Always gives %WS_EXIT_FAILED. */
WsExit ws_call_fail (const WsCall *self, const GError *error);

/* -- values of options; on %FALSE the line has been refused -- */
/* @value NULL leaves @seed as it is. */
gboolean
ws_call_take_seed (const WsCall *self, const char *option, const char *value, guint64 *seed);
/* From @least to @most; @value NULL leaves @number as it is. */
gboolean ws_call_take_number (const WsCall *self,
                              const char   *option,
                              const char   *value,
                              double        least,
                              double        most,
                              double       *number);
/* At least @least. */
gboolean
ws_call_take_count (const WsCall *self, const char *option, int value, guint least, guint *count);
/* From @least to @most; @value NULL leaves @count as it is. */
gboolean ws_call_take_whole (const WsCall *self,
                             const char   *option,
                             const char   *value,
                             guint         least,
                             guint         most,
                             guint        *count);
/* Into an array of @size; NULL is the empty text. */
gboolean ws_call_take_text (
    const WsCall *self, const char *option, const char *value, char *text, gsize size);
/* "KEY=VALUE" in two; free with g_strfreev(). NULL when refused. */
char **ws_call_split_setting (const WsCall *self, const char *option, const char *setting);

G_END_DECLS
