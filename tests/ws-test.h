/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>
#include <math.h>
#include <string.h>

static inline void
ws_test_close (const char *file,
               int         line,
               const char *function,
               const char *what,
               double      got,
               double      want,
               double      tolerance)
{
  g_autofree char *message = NULL;

  if (fabs (got - want) <= tolerance)
    return;
  message = g_strdup_printf ("%s is %.17g, expected %.17g within %g", what, got, want, tolerance);
  g_assertion_message (G_LOG_DOMAIN, file, line, function, message);
}

/* Fails on NaN too. */
#define ws_assert_close(got, want, tolerance)                                                      \
  ws_test_close (__FILE__, __LINE__, G_STRFUNC, #got, (double)(got), (double)(want),               \
                 (double)(tolerance))

/* @error has @domain, @code and a message in which @word occurs; it is cleared. */
static inline void
ws_test_error (GError **error, GQuark domain, int code, const char *word)
{
  g_assert_error (*error, domain, code);
  if (strstr ((*error)->message, word) == NULL)
    g_error ("\"%s\" does not name \"%s\"", (*error)->message, word);
  g_clear_error (error);
}
