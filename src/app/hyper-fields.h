/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"

G_BEGIN_DECLS

/* What a person can set of a hyper-representation: name, plain explanation, range, and where it
 * belongs. */

typedef enum
{
  WS_HYPER_GROUP_MAIN, /* always seen */
  WS_HYPER_GROUP_LATENTS,
  WS_HYPER_GROUP_LOSSES,
  WS_HYPER_GROUP_IMAGES,
  WS_HYPER_GROUP_NETWORKS,
  WS_HYPER_GROUP_VIEWS,
  WS_HYPER_GROUP_SHAPE,
  WS_HYPER_GROUP_STEPS,
  WS_HYPER_GROUP_END,
  WS_HYPER_N_GROUPS,
} WsHyperGroup;

typedef enum
{
  WS_HYPER_FIELD_UINT,
  WS_HYPER_FIELD_UINT64,
  WS_HYPER_FIELD_FLOAT,
  WS_HYPER_FIELD_BOOLEAN,
  WS_HYPER_FIELD_CHOICE,
} WsHyperFieldKind;

typedef struct
{
  WsHyperGroup       group;
  const char        *title, *subtitle; /* N_(); subtitle (nullable) */
  WsHyperFieldKind   kind;
  gsize              offset; /* in WsHyperConfig */
  double             lo, hi, step;
  guint              digits;
  const char *const *choices; /* N_(), in the order of the enumeration */
  /* (nullable): whether it means anything beside the others */
  gboolean (*is_used) (const WsHyperConfig *config);
} WsHyperField;

const WsHyperField *ws_hyper_fields_get (guint *n);
const char         *ws_hyper_group_get_title (WsHyperGroup group);    /* translated */
const char         *ws_hyper_group_get_subtitle (WsHyperGroup group); /* translated */

double ws_hyper_field_read (const WsHyperField *field, const WsHyperConfig *config);
void   ws_hyper_field_write (const WsHyperField *field, WsHyperConfig *config, double value);

/* What a preset is called and what it is for, translated; any other name is "Custom". */
const char *ws_hyper_preset_get_title (const char *name);
const char *ws_hyper_preset_get_subtitle (const char *name);

G_END_DECLS
