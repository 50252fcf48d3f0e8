/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/target.h"

#include "core/error.h"
#include "core/numeric.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const properties[] = { "test_acc", "rank", "loss", "ggap", "epoch", NULL };

/* -- from text -- */

/* All of @text is a decimal number. */
static gboolean
parse_number (const char *text, double *out)
{
  char *end;

  /* strtod also takes blanks, "nan", "inf" and hexadecimal digits */
  if (text[0] == '\0' || strspn (text, "+-.0123456789eE") != strlen (text))
    return FALSE;
  *out = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*out);
}

static gboolean
parse_share (const char *text, WsTarget *out)
{
  out->kind = g_str_has_prefix (text, "top") ? WS_TARGET_KIND_TOP : WS_TARGET_KIND_LOW;
  return parse_number (text + 3, &out->percent) && out->percent > 0 && out->percent <= 100;
}

static gboolean
parse_range (const char *text, WsTarget *out)
{
  const char      *colon = strchr (text, ':');
  const char      *dots = colon != NULL ? strstr (colon, "..") : NULL;
  g_autofree char *property = NULL, *low = NULL;

  if (dots == NULL)
    return FALSE;
  property = g_strndup (text, (gsize)(colon - text));
  low = g_strndup (colon + 1, (gsize)(dots - colon - 1));
  if (!g_strv_contains (properties, property))
    return FALSE;
  out->kind = WS_TARGET_KIND_RANGE;
  g_strlcpy (out->name, property, sizeof out->name);
  out->low = -(double)INFINITY;
  out->high = (double)INFINITY;
  if ((low[0] != '\0' && !parse_number (low, &out->low)) ||
      (dots[2] != '\0' && !parse_number (dots + 2, &out->high)))
    return FALSE;
  return (isfinite (out->low) || isfinite (out->high)) && out->low <= out->high;
}

static gboolean
parse_name (const char *text, WsTarget *out)
{
  out->kind = WS_TARGET_KIND_IN;
  return text[3] != '\0' && g_utf8_validate (text, -1, NULL) &&
         g_strlcpy (out->name, text + 3, sizeof out->name) < sizeof out->name;
}

gboolean
ws_target_parse (const char *text, WsTarget *out, GError **error)
{
  WsTarget         target = { 0 };
  g_autofree char *shown = NULL;
  gboolean         is_valid;

  if (g_str_has_prefix (text, "in:"))
    is_valid = parse_name (text, &target);
  else if (g_str_has_prefix (text, "top") || g_str_has_prefix (text, "low"))
    is_valid = parse_share (text, &target);
  else
    is_valid = g_str_equal (text, "all") || parse_range (text, &target);
  if (is_valid)
    {
      *out = target;
      return TRUE;
    }
  shown = g_utf8_make_valid (text, (gssize)strnlen (text, 100));
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               _ ("\"%s\" is no target; targets are all, top30 and low30 (any percentage), "
                  "test_acc:0.8..0.9 (or rank, loss, ggap, epoch), and in:POPULATION"),
               shown);
  return FALSE;
}

/* -- to text -- */

/* In as few digits as give the number back. */
static void
append_number (GString *text, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE], format[8];

  for (guint n = 6; n <= 17; n++) /* %g drops zeros; fewer digits turn 30 into 3e+01 */
    {
      g_snprintf (format, sizeof format, "%%.%ug", n);
      g_ascii_formatd (digits, sizeof digits, format, value);
      if (memcmp (&(double){ g_ascii_strtod (digits, NULL) }, &value, sizeof value) == 0)
        break;
    }
  g_string_append (text, digits);
}

char *
ws_target_to_text (const WsTarget *self)
{
  GString *text = g_string_new (NULL);

  switch (self->kind)
    {
    case WS_TARGET_KIND_TOP:
    case WS_TARGET_KIND_LOW:
      g_string_append (text, self->kind == WS_TARGET_KIND_TOP ? "top" : "low");
      append_number (text, self->percent);
      break;
    case WS_TARGET_KIND_RANGE:
      g_string_append_printf (text, "%s:", self->name);
      if (isfinite (self->low))
        append_number (text, self->low);
      g_string_append (text, "..");
      if (isfinite (self->high))
        append_number (text, self->high);
      break;
    case WS_TARGET_KIND_IN:
      g_string_append_printf (text, "in:%s", self->name);
      break;
    case WS_TARGET_KIND_ALL:
    default:
      g_string_append (text, "all");
    }
  return g_string_free (text, FALSE);
}

/* -- rows -- */

const char *
ws_target_get_property (const WsTarget *self)
{
  if (self->kind == WS_TARGET_KIND_RANGE)
    return self->name;
  return self->kind == WS_TARGET_KIND_TOP || self->kind == WS_TARGET_KIND_LOW ? "test_acc" : NULL;
}

static gboolean
has_row (const WsTarget *self, double limit, float value)
{
  switch (self->kind)
    {
    case WS_TARGET_KIND_TOP:
      return (double)value >= limit;
    case WS_TARGET_KIND_LOW:
      return (double)value <= limit;
    case WS_TARGET_KIND_RANGE:
      return value >= (float)self->low && value <= (float)self->high;
    case WS_TARGET_KIND_IN:
      return value > 0;
    case WS_TARGET_KIND_ALL:
    default:
      return TRUE;
    }
}

guint
ws_target_select (const WsTarget *self, const float *value, guint n, guint32 *index)
{
  double limit = 0;
  guint  found = 0;

  if (self->kind == WS_TARGET_KIND_TOP)
    limit = ws_quantile (value, n, 1 - self->percent / 100);
  else if (self->kind == WS_TARGET_KIND_LOW)
    limit = ws_quantile (value, n, self->percent / 100);
  for (guint i = 0; i < n; i++)
    if (has_row (self, limit, value != NULL ? value[i] : 0))
      index[found++] = i;
  return found;
}
