/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which rows draws are to resemble. As text: "all"; "top30", "low5", "top2.5" (percent, by
 * accuracy); "test_acc:0.8..0.9", "epoch:..5", "ggap:0.1.." (a property's range, ends included);
 * "rank:0.85..0.95" (places of the accuracy among all: 0 the worst, 1 the best); "in:NAME" (states
 * that the population NAME holds). */
typedef enum
{
  WS_TARGET_KIND_ALL,
  WS_TARGET_KIND_TOP,
  WS_TARGET_KIND_LOW,
  WS_TARGET_KIND_RANGE,
  WS_TARGET_KIND_IN,
} WsTargetKind;

typedef struct
{
  WsTargetKind kind;
  double       percent;   /* top, low: more than 0, up to 100 */
  char         name[64];  /* range: the property; in: the population */
  double       low, high; /* range; infinite where open */
} WsTarget;

#define WS_TARGET_ALL ((WsTarget){ .kind = WS_TARGET_KIND_ALL })
#define WS_TARGET_TOP30 ((WsTarget){ .kind = WS_TARGET_KIND_TOP, .percent = 30 })
#define WS_TARGET_LOW30 ((WsTarget){ .kind = WS_TARGET_KIND_LOW, .percent = 30 })

/* %FALSE with @error %WS_ERROR_VALUE: @out has not changed then. */
gboolean    ws_target_parse        (const char *text, WsTarget *out, GError **error);
/* (transfer full): the one text of a target; parsed again, it is the same target. */
char       *ws_target_to_text      (const WsTarget *self);
/* (nullable): the property that ws_target_select() goes by: "test_acc", "rank", "loss",
 * "ggap", "epoch". */
const char *ws_target_get_property (const WsTarget *self);
/* Rows of the target; writes indices, rising, and returns their number. @value (nullable for all):
 * n, the property; for "in", more than 0 for states that the population holds. Top N: at or above
 * the quantile 1 − N/100 of all given, low N: at or below N/100 (METHOD.md 5); none where a value is
 * missing. Ends of a range are compared in single precision, as values are stored. */
guint       ws_target_select       (const WsTarget *self, const float *value, guint n, guint32 *index);

G_END_DECLS
