/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives an empty column view the columns of sampled networks, sortable, over @items (of
 * WsSampleItem, lent). @n_images: behind the accuracies, lent, read when a row is shown. Selecting
 * a row is the selection model's business: (transfer none), single. */
GtkSingleSelection *
ws_sample_table_setup (GtkColumnView *table, GListStore *items, const guint *n_images);

G_END_DECLS
