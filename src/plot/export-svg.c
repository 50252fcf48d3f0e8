/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/export-private.h"

#include <math.h>
#include <string.h>

/* Formats with "." whatever the locale. */
static void
append_number (GString *out, const char *name, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, "%.2f", value);
  g_string_append_printf (out, " %s=\"%s\"", name, buffer);
}

static void
append_escaped (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

static void
append_text (GString *out, const WsTextItem *item)
{
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (x, sizeof x, "%.2f", item->x);
  g_ascii_formatd (y, sizeof y, "%.2f", item->y);
  g_string_append (out, "<text");
  if (item->is_turned)
    g_string_append_printf (out, " transform=\"translate(%s %s) rotate(-90)\"", x, y);
  else
    g_string_append_printf (out, " x=\"%s\" y=\"%s\"", x, y);
  append_number (out, "font-size", item->size);
  if (item->is_bold)
    g_string_append (out, " font-weight=\"bold\"");
  g_string_append_printf (out, " fill=\"#%02x%02x%02x\"", (guint)lround (item->color.r * 255),
                          (guint)lround (item->color.g * 255), (guint)lround (item->color.b * 255));
  /* where the font is missing, another one keeps to the same place */
  append_number (out, "textLength", item->width);
  g_string_append (out, " lengthAdjust=\"spacingAndGlyphs\">");
  append_escaped (out, item->text);
  g_string_append (out, "</text>\n");
}

static const char *
find (const GByteArray *bytes, const char *what, gboolean last)
{
  return last ? g_strrstr_len ((const char *)bytes->data, (gssize)bytes->len, what)
              : g_strstr_len ((const char *)bytes->data, (gssize)bytes->len, what);
}

/* cairo numbers surfaces over the whole life of the program; here they count from 1, so that the
 * same figure is the same file. */
static gboolean
renumber_cb (const GMatchInfo *match, GString *out, gpointer user_data)
{
  GHashTable      *numbers = user_data;
  g_autofree char *before = g_match_info_fetch (match, 1), *name = g_match_info_fetch (match, 2);
  gpointer         number = g_hash_table_lookup (numbers, name);

  if (number == NULL)
    {
      number = GUINT_TO_POINTER (g_hash_table_size (numbers) + 1);
      g_hash_table_insert (numbers, g_strdup (name), number);
    }
  g_string_append_printf (out, "%sitem%u", before, GPOINTER_TO_UINT (number));
  return FALSE;
}

static void
renumber (GByteArray *svg)
{
  g_autoptr (GRegex) names = g_regex_new (
      "(id=\"|#)((?:surface|image|mask|pattern|linear|radial|clip|filter|alpha)[0-9]+)",
      G_REGEX_RAW, 0, NULL);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *out = g_regex_replace_eval (names, (const char *)svg->data, (gssize)svg->len, 0,
                                               0, renumber_cb, numbers, NULL);

  g_byte_array_set_size (svg, 0);
  g_byte_array_append (svg, (const guint8 *)out, (guint)strlen (out));
}

void
ws_svg_add_texts (GByteArray           *svg,
                  const WsFigure       *figure,
                  const WsFigureLayout *layout,
                  const WsTheme        *theme)
{
  const char *root, *end, *body;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *description = ws_figure_describe (figure);

  renumber (svg);
  root = find (svg, "<svg", FALSE);
  end = find (svg, "</svg>", TRUE);
  if (root == NULL || end == NULL)
    return;
  body = memchr (root, '>', (gsize)(end - root));
  if (body == NULL)
    return;
  body++;
  g_string_append_len (out, (const char *)svg->data, body - (const char *)svg->data);
  g_string_append (out, "\n<title>");
  append_escaped (out,
                  ws_figure_get_title (figure) != NULL ? ws_figure_get_title (figure) : "Figure");
  g_string_append (out, "</title>\n<desc>");
  append_escaped (out, description);
  g_string_append (out, "</desc>");
  g_string_append_len (out, body, end - body);
  g_string_append (out, "<g font-family=\"");
  append_escaped (out, theme->family);
  g_string_append (out,
                   ", sans-serif\" style=\"font-feature-settings: 'tnum'; white-space: pre\">\n");
  for (guint i = 0; i < ws_figure_layout_get_n_texts (layout); i++)
    append_text (out, ws_figure_layout_get_text (layout, i));
  g_string_append (out, "</g>\n");
  g_string_append_len (out, end, (const char *)svg->data + svg->len - end);
  g_byte_array_set_size (svg, 0);
  g_byte_array_append (svg, (const guint8 *)out->str, (guint)out->len);
}
