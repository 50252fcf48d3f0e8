/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/table.h"

#include <math.h>
#include <string.h>

static void
clear_column (gpointer data)
{
  WsColumn *self = data;

  g_free (self->title);
  g_free (self->key);
  g_free (self->std_key);
}

static void
clear_cell (gpointer data)
{
  g_free (((WsCell *)data)->text);
}

static void
clear_decision (gpointer data)
{
  WsDecision *self = data;

  g_free (self->name);
  g_free (self->text);
}

static void
clear_text (gpointer data)
{
  g_free (*(char **)data);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, (guint)size);

  g_array_set_clear_func (array, clear);
  return array;
}

WsTable *
ws_table_new (const char *title)
{
  WsTable *self = g_new0 (WsTable, 1);

  self->title = g_strdup (title);
  self->columns = new_array (sizeof (WsColumn), clear_column);
  self->cells = new_array (sizeof (WsCell), clear_cell);
  self->decisions = new_array (sizeof (WsDecision), clear_decision);
  self->notes = new_array (sizeof (char *), clear_text);
  return self;
}

void
ws_table_free (WsTable *self)
{
  g_free (self->title);
  g_array_unref (self->columns);
  g_array_unref (self->cells);
  g_array_unref (self->decisions);
  g_array_unref (self->notes);
  g_free (self);
}

guint
ws_table_add_column (
    WsTable *self, const char *title, const char *key, const char *std_key, guint digits)
{
  WsColumn column = { .title = g_strdup (title),
                      .key = g_strdup (key),
                      .std_key = g_strdup (std_key),
                      .digits = digits };

  g_return_val_if_fail (self->cells->len == 0, 0);
  g_array_append_val (self->columns, column);
  return self->columns->len - 1;
}

guint
ws_table_add_row (WsTable *self)
{
  WsCell cell = { NULL, (double)NAN, (double)NAN };

  for (guint i = 0; i < self->columns->len; i++)
    g_array_append_val (self->cells, cell);
  return ws_table_get_n_rows (self) - 1;
}

void
ws_table_add_note (WsTable *self, const char *note)
{
  char *own = g_strdup (note);

  g_array_append_val (self->notes, own);
}

void
ws_table_add_decision (WsTable *self, const WsDecision *decision)
{
  WsDecision own = *decision;

  own.name = g_strdup (decision->name);
  own.text = g_strdup (decision->text);
  g_array_append_val (self->decisions, own);
}

guint
ws_table_get_n_rows (const WsTable *self)
{
  return self->columns->len > 0 ? self->cells->len / self->columns->len : 0;
}

WsColumn *
ws_table_get_column (const WsTable *self, guint column)
{
  return &g_array_index (self->columns, WsColumn, column);
}

static WsCell *
get_cell (const WsTable *self, guint row, guint column)
{
  return &g_array_index (self->cells, WsCell, row * self->columns->len + column);
}

const WsCell *
ws_table_get_cell (const WsTable *self, guint row, guint column)
{
  return get_cell (self, row, column);
}

const WsCell *
ws_table_find_cell (const WsTable *self, guint row, const char *key)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (g_str_equal (ws_table_get_column (self, i)->key, key))
      return get_cell (self, row, i);
  return NULL;
}

void
ws_table_set_text (WsTable *self, guint row, guint column, const char *text)
{
  WsCell *cell = get_cell (self, row, column);

  g_free (cell->text);
  cell->text = g_strdup (text);
}

void
ws_table_set_number (WsTable *self, guint row, guint column, double mean, double std)
{
  WsCell *cell = get_cell (self, row, column);

  cell->mean = mean;
  cell->std = std;
}

void
ws_table_summarise (const double *values, guint n, double *mean, double *std)
{
  double sum = 0, squares = 0;
  guint  n_finite = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        sum += values[i];
        n_finite++;
      }
  *mean = n_finite > 0 ? sum / n_finite : (double)NAN;
  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      squares += (values[i] - *mean) * (values[i] - *mean);
  *std = n_finite > 1 ? sqrt (squares / (n_finite - 1)) : (double)NAN;
}

/* -- JSON -- */

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* Words in a column of numbers say why there is none. */
static gboolean
is_number (const WsColumn *column, const WsCell *cell)
{
  return cell->text == NULL || column->std_key != NULL;
}

static void
add_cell (JsonBuilder *builder, const WsColumn *column, const WsCell *cell)
{
  if (!is_number (column, cell))
    {
      json_builder_set_member_name (builder, column->key);
      json_builder_add_string_value (builder, cell->text);
      return;
    }
  if (column->digits == 0 && column->std_key == NULL && isfinite (cell->mean))
    {
      json_builder_set_member_name (builder, column->key);
      json_builder_add_int_value (builder, (gint64)llround (cell->mean));
    }
  else
    add_number (builder, column->key, cell->mean);
  if (column->std_key != NULL)
    add_number (builder, column->std_key, cell->std);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_decisions (const WsTable *self, JsonBuilder *builder)
{
  static const char *const verdicts[] = { "open", "holds", "fails" };

  json_builder_set_member_name (builder, "claims");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->decisions->len; i++)
    {
      const WsDecision *decision = &g_array_index (self->decisions, WsDecision, i);

      json_builder_begin_object (builder);
      add_text (builder, "name", decision->name);
      add_text (builder, "claim", decision->text);
      add_text (builder, "verdict", verdicts[decision->verdict]);
      add_number (builder, "difference", decision->difference);
      add_number (builder, "low", decision->low);
      add_number (builder, "high", decision->high);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

void
ws_table_add_json (const WsTable *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint row = 0; row < ws_table_get_n_rows (self); row++)
    {
      json_builder_begin_object (builder);
      for (guint i = 0; i < self->columns->len; i++)
        add_cell (builder, ws_table_get_column (self, i), get_cell (self, row, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (self->decisions->len > 0)
    add_decisions (self, builder);
}
