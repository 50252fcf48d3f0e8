/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/table.h"

#include <math.h>
#include <string.h>

/* -- text for people -- */

/* The same in every locale: LaTeX and scripts read it, too. */
static void
append_rounded (GString *text, double value, guint digits)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE + 320], format[8];

  g_snprintf (format, sizeof format, "%%.%uf", MIN (digits, 9));
  g_string_append (text, g_ascii_formatd (number, sizeof number, format, value));
}

static char *
dup_shown (const WsColumn *column, const WsCell *cell)
{
  GString *text;

  if (cell->text != NULL)
    return g_strdup (cell->text);
  if (!isfinite (cell->mean))
    return g_strdup ("–");
  text = g_string_new (NULL);
  append_rounded (text, cell->mean, column->digits);
  if (isfinite (cell->std))
    {
      g_string_append (text, " ± ");
      append_rounded (text, cell->std, column->digits);
    }
  return g_string_free (text, FALSE);
}

/* Words stand at the left, numbers at the right. */
static gboolean
is_text_column (const WsTable *self, guint column)
{
  for (guint row = 0; row < ws_table_get_n_rows (self); row++)
    if (isfinite (ws_table_get_cell (self, row, column)->mean))
      return FALSE;
  return ws_table_get_n_rows (self) == 0 || ws_table_get_column (self, column)->std_key == NULL;
}

static void
append_padded (GString *text, const char *word, glong width, gboolean at_left)
{
  glong gap = width - g_utf8_strlen (word, -1);

  for (glong i = 0; !at_left && i < gap; i++)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
  for (glong i = 0; at_left && i < gap; i++)
    g_string_append_c (text, ' ');
}

static void
trim_end (GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
}

/* Row -1 is the titles. */
static char *
dup_word (const WsTable *self, int row, guint column)
{
  const WsColumn *c = ws_table_get_column (self, column);

  return row < 0 ? g_strdup (c->title)
                 : dup_shown (c, ws_table_get_cell (self, (guint)row, column));
}

static char *
dup_text (const WsTable *self)
{
  GString          *text = g_string_new (self->title);
  int               n_rows = (int)ws_table_get_n_rows (self);
  g_autofree glong *width = g_new0 (glong, MAX (self->columns->len, 1));

  g_string_append (text, "\n\n");
  for (guint i = 0; i < self->columns->len; i++)
    for (int row = -1; row < n_rows; row++)
      {
        g_autofree char *word = dup_word (self, row, i);

        width[i] = MAX (width[i], g_utf8_strlen (word, -1));
      }
  for (int row = -1; row < n_rows; row++)
    {
      for (guint i = 0; i < self->columns->len; i++)
        {
          g_autofree char *word = dup_word (self, row, i);

          if (ws_table_get_column (self, i)->is_silent)
            continue;
          append_padded (text, word, width[i], is_text_column (self, i));
          g_string_append (text, "  ");
        }
      trim_end (text);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < self->notes->len; i++)
    g_string_append_printf (text, "%s%s\n", i == 0 ? "\n" : "",
                            g_array_index (self->notes, char *, i));
  return g_string_free (text, FALSE);
}

/* -- CSV, RFC 4180 -- */

static void
append_field (GString *text, const char *word)
{
  if (strpbrk (word, ",\"\r\n") == NULL)
    {
      g_string_append (text, word);
      return;
    }
  g_string_append_c (text, '"');
  for (; *word != '\0'; word++)
    {
      if (*word == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *word);
    }
  g_string_append_c (text, '"');
}

static void
append_number (GString *text, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value))
    g_string_append (text, g_ascii_formatd (digits, sizeof digits, "%.6g", value));
}

static char *
dup_csv (const WsTable *self)
{
  GString *text = g_string_new (NULL);

  for (int row = -1; row < (int)ws_table_get_n_rows (self); row++)
    {
      for (guint i = 0; i < self->columns->len; i++)
        {
          const WsColumn *column = ws_table_get_column (self, i);
          const WsCell   *cell = row < 0 ? NULL : ws_table_get_cell (self, (guint)row, i);

          if (i > 0)
            g_string_append_c (text, ',');
          if (cell == NULL || cell->text != NULL)
            append_field (text, cell == NULL ? column->key : cell->text);
          else
            append_number (text, cell->mean);
          if (column->std_key == NULL)
            continue;
          g_string_append_c (text, ',');
          if (cell == NULL)
            append_field (text, column->std_key);
          else
            append_number (text, cell->std);
        }
      g_string_append (text, "\r\n");
    }
  return g_string_free (text, FALSE);
}

/* -- LaTeX, without packages -- */

static void
append_latex (GString *text, const char *word)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    switch (g_utf8_get_char (word))
      {
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        g_string_append_printf (text, "\\%c", *word);
        break;
      case '\\':
        g_string_append (text, "\\textbackslash{}");
        break;
      case '~':
        g_string_append (text, "\\textasciitilde{}");
        break;
      case '^':
        g_string_append (text, "\\textasciicircum{}");
        break;
      case 0xb1: /* ± */
        g_string_append (text, "$\\pm$");
        break;
      case 0xb2: /* ² */
        g_string_append (text, "$^2$");
        break;
      case 0x2013: /* – */
        g_string_append (text, "--");
        break;
      default:
        g_string_append_len (text, word, g_utf8_next_char (word) - word);
        break;
      }
}

static void
append_latex_row (GString *text, const WsTable *self, int row)
{
  gboolean is_first = TRUE;

  for (guint i = 0; i < self->columns->len; i++)
    {
      g_autofree char *word = dup_word (self, row, i);

      if (ws_table_get_column (self, i)->is_silent)
        continue;
      if (!is_first)
        g_string_append (text, " & ");
      is_first = FALSE;
      append_latex (text, word);
    }
  g_string_append (text, " \\\\\n");
}

static char *
dup_latex (const WsTable *self)
{
  GString *text = g_string_new ("% ");

  append_latex (text, self->title);
  g_string_append (text, "\n\\begin{tabular}{");
  for (guint i = 0; i < self->columns->len; i++)
    if (!ws_table_get_column (self, i)->is_silent)
      g_string_append_c (text, is_text_column (self, i) ? 'l' : 'r');
  g_string_append (text, "}\n\\hline\n");
  append_latex_row (text, self, -1);
  g_string_append (text, "\\hline\n");
  for (guint row = 0; row < ws_table_get_n_rows (self); row++)
    append_latex_row (text, self, (int)row);
  g_string_append (text, "\\hline\n\\end{tabular}\n");
  for (guint i = 0; i < self->notes->len; i++)
    {
      g_string_append (text, "% ");
      append_latex (text, g_array_index (self->notes, char *, i));
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

char *
ws_table_dup (const WsTable *self, WsTableFormat format)
{
  switch (format)
    {
    case WS_TABLE_CSV:
      return dup_csv (self);
    case WS_TABLE_LATEX:
      return dup_latex (self);
    case WS_TABLE_TEXT:
    default:
      return dup_text (self);
    }
}
