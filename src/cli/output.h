/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the JSON documents that --json prints. */
void ws_output_text (JsonBuilder *builder, const char *name, const char *value); /* NULL: null */
void ws_output_count (JsonBuilder *builder, const char *name, gint64 value);
void ws_output_flag (JsonBuilder *builder, const char *name, gboolean value);
/* null where @value is not finite, which JSON cannot say. */
void ws_output_number (JsonBuilder *builder, const char *name, double value);
/* A number while it fits into 63 bits, else text. */
void ws_output_seed (JsonBuilder *builder, const char *name, guint64 seed);
/* JSON text as it is; null when there is none or it is damaged. */
void ws_output_parsed (JsonBuilder *builder, const char *name, const char *json);
void ws_output_begin_object (JsonBuilder *builder, const char *name); /* @name NULL in arrays */
void ws_output_begin_array (JsonBuilder *builder, const char *name);

/* Prints the document and frees @builder. */
void ws_output_print (JsonBuilder *builder);

/* -- reading reports; missing members and null are NaN or NULL -- */
/* (transfer full) (nullable): an object */
JsonNode   *ws_output_parse (const char *json);
JsonObject *ws_object_get_object (JsonObject *self, const char *name);
double      ws_object_get_number (JsonObject *self, const char *name);
/* (transfer full): *n values */
double *ws_object_get_numbers (JsonObject *self, const char *name, guint *n);

G_END_DECLS
