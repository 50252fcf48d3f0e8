/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading reports of the document, where any member may be missing or null. @object may be NULL
 * everywhere: nothing is found in it. */

/* NaN where it is missing, null or no number */
double ws_report_get_number (JsonObject *object, const char *name);
/* 0 where it is missing, null or negative */
guint ws_report_get_count (JsonObject *object, const char *name);
/* (nullable) (transfer none) */
JsonObject *ws_report_get_object (JsonObject *object, const char *name);
/* (transfer full) (nullable): NaN for what is no number */
double *ws_report_get_numbers (JsonObject *object, const char *name, guint *n);

G_END_DECLS
