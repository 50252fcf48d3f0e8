/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/table.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What was decided of the claims of a table: a row each in @list, with a symbol and the same in
 * words. */
void ws_claim_list_fill (GtkListBox *list, const WsTable *table);

/* "Holds", "Does not hold", "Open", "Not measured yet"; translated */
const char *ws_claim_get_verdict (const WsDecision *decision);
/* "+0.041 (+0.028 to +0.054)"; "" where it was not measured. (transfer full) */
char *ws_claim_dup_numbers (const WsDecision *decision);
/* The table's notes without those that say what the list says. (transfer full) */
char *ws_claim_dup_notes (const WsTable *table);

G_END_DECLS
