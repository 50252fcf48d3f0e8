/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Tables of results as plain data, and how they are printed. */

/* What stands where a paper has no number that we could read. */
#define WS_NOT_PUBLISHED "not published (to us)"

/* Words where @text is set; else a number, NaN where there is none, with its standard deviation
 * where that is not NaN. */
typedef struct
{
  char  *text;
  double mean, std;
} WsCell;

typedef struct
{
  char    *title;     /* for people */
  char    *key;       /* JSON member and CSV column, of the mean where there is a deviation */
  char    *std_key;   /* (nullable): of the deviation */
  guint    digits;    /* after the point, for people */
  gboolean is_silent; /* JSON and CSV only */
} WsColumn;

typedef enum
{
  WS_CLAIM_OPEN,  /* the band holds both answers, or rows are missing */
  WS_CLAIM_HOLDS,
  WS_CLAIM_FAILS,
} WsClaimVerdict;

/* What was decided of a claim: a difference with its 95 % band; NaN where it was not measured. */
typedef struct
{
  char     *name, *text;
  WsClaimVerdict verdict;
  double    difference, low, high;
} WsDecision;

typedef struct
{
  char   *title;
  GArray *columns; /* of WsColumn */
  GArray *cells;   /* of WsCell, row by row */
  GArray *decisions; /* of WsDecision: below the rows */
  GArray *notes;   /* of char*: lines below */
} WsTable;

typedef enum
{
  WS_TABLE_TEXT,
  WS_TABLE_CSV,
  WS_TABLE_LATEX,
} WsTableFormat;

WsTable *ws_table_new (const char *title);
void     ws_table_free (WsTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsTable, ws_table_free)

/* All columns come before the first row. Its number. */
guint ws_table_add_column (
    WsTable *self, const char *title, const char *key, const char *std_key, guint digits);
guint ws_table_add_row (WsTable *self);
void  ws_table_add_note (WsTable *self, const char *note);
/* All is copied. */
void  ws_table_add_decision (WsTable *self, const WsDecision *decision);

guint         ws_table_get_n_rows (const WsTable *self);
WsColumn     *ws_table_get_column (const WsTable *self, guint column); /* lent */
const WsCell *ws_table_get_cell (const WsTable *self, guint row, guint column);
/* By key; NULL where there is no such column. */
const WsCell *ws_table_find_cell (const WsTable *self, guint row, const char *key);

void ws_table_set_text (WsTable *self, guint row, guint column, const char *text);
void ws_table_set_number (WsTable *self, guint row, guint column, double mean, double std);

/* Mean and sample standard deviation of the finite ones of @n values; NaN where there are none, or
 * fewer than two. */
void ws_table_summarise (const double *values, guint n, double *mean, double *std);

/* -- printing -- */
/* (transfer full) */
char *ws_table_dup (const WsTable *self, WsTableFormat format);
/* The member "rows", an object a row, and, where there are decisions, "claims": [{name, claim,
 * verdict: holds|fails|open, difference, low, high}]; missing numbers are null. */
void ws_table_add_json (const WsTable *self, JsonBuilder *builder);

G_END_DECLS
