/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"
#include "zoo/train.h"

G_BEGIN_DECLS

/* Networks of one architecture on their way to another program, in the order of their seeds. Plain
 * and lent: nothing here knows where they came from but for the one line @origin. */
typedef struct
{
  const WsArch         *arch;
  const char           *origin; /* for people: which networks of which document */
  guint                 n;
  const float          *weights; /* n × P, flat order */
  const guint32        *model;   /* number of the network; its seed number is one more */
  const guint32        *epoch;
  const WsEpochMetrics *metrics;   /* NaN where not measured */
  gboolean              is_single; /* asked for as one network, not as a population of one */
} WsNetworks;

/**
 * WsWeightFormat:
 *
 * One way to write networks down. Files register one each:
 * "raw" (flat vectors, bare little-endian f32), "csv" (one network a row), "safetensors" (named
 * as PyTorch's state_dict; a population stacked along the first dimension).
 * The same networks always give the same bytes.
 */
typedef struct
{
  const char *name;
  const char *title; /* for people, translatable */
  GBytes *(*write) (const WsNetworks *networks);
} WsWeightFormat;

const WsWeightFormat *const *ws_weight_format_list (void); /* NULL-terminated */
/* %WS_ERROR_NOT_FOUND says which there are. */
const WsWeightFormat *ws_weight_format_lookup (const char *name, GError **error);

/* Writes under a temporary name, syncs, renames: @path is either what it was or whole. */
gboolean ws_networks_export (const WsNetworks     *networks,
                             const WsWeightFormat *format,
                             const char           *path,
                             GError              **error);

G_END_DECLS
