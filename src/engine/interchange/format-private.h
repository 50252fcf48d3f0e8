/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "interchange/networks.h"

G_BEGIN_DECLS

extern const WsWeightFormat ws_weight_format_csv, ws_weight_format_raw,
    ws_weight_format_safetensors;

/* One tensor of an architecture as PyTorch names and shapes it; it lies in one piece in the flat
 * vector, in the same order. */
typedef struct
{
  char *name; /* "module_list.0.weight" */
  guint n_dims, dims[4];
  gsize start, length; /* in floats */
} WsTorchTensor;

/* (element-type WsTorchTensor) (transfer full): in flat order */
GArray *ws_torch_tensors (const WsArch *arch);

/* Appends floats in little-endian order. */
void ws_append_floats (GByteArray *bytes, const float *x, gsize n);

G_END_DECLS
