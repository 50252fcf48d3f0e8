/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/hyper.h"

#include "golden.h"
#include "hyper-test.h"

/* Numbers that tests/golden/representation.py makes too. */

/* The k-th row of numbers in [-1, 1): murmur3's finaliser, 24 bits of it. */
static inline double
hashed (guint32 k, guint32 i)
{
  guint32 h = k * 0x9E3779B1u + i;

  h ^= h >> 16;
  h *= 0x85EBCA6Bu;
  h ^= h >> 13;
  h *= 0xC2B2AE35u;
  h ^= h >> 16;
  return (h >> 8) * 0x1p-23 - 1;
}

static inline const WsHyperTensor *
find_tensor (WsHyper *hyper, const char *name)
{
  guint                n;
  const WsHyperTensor *tensors = ws_hyper_get_tensors (hyper, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (tensors[i].name, name))
      return &tensors[i];
  g_error ("there is no tensor \"%s\"", name);
}

/* Golden tensor @k: its description, and the tensor of that name here. */
static inline const WsHyperTensor *
get_tensor (JsonObject *golden, WsHyper *hyper, guint k, JsonObject **tensor)
{
  JsonArray *list = json_object_get_array_member (golden, "tensors");

  *tensor = json_array_get_object_element (list, k);
  return find_tensor (hyper, json_object_get_string_member (*tensor, "name"));
}

static inline guint
count_tensors (JsonObject *golden)
{
  return json_array_get_length (json_object_get_array_member (golden, "tensors"));
}

/* Every parameter as the golden tensors say. */
static inline void
fill_params (JsonObject *golden, WsHyper *hyper)
{
  float *params = ws_hyper_get_params (hyper);
  gsize  total = 0;
  guint  n;

  for (guint k = 0; k < count_tensors (golden); k++)
    {
      JsonObject          *want;
      const WsHyperTensor *tensor = get_tensor (golden, hyper, k, &want);
      double               offset = get_number (want, "offset");
      double               scale = get_number (want, "scale");

      g_assert_cmpuint (tensor->rows, ==, get_count (want, "rows"));
      g_assert_cmpuint (tensor->cols, ==, get_count (want, "cols"));
      g_assert_cmpuint (tensor->n, ==, (gsize)tensor->rows * tensor->cols);
      for (guint i = 0; i < tensor->n; i++)
        params[tensor->start + i] = (float)(offset + scale * hashed (k, i));
      total += tensor->n;
    }
  ws_hyper_get_tensors (hyper, &n);
  g_assert_cmpuint (n, ==, count_tensors (golden));
  g_assert_cmpuint (total, ==, ws_hyper_get_n_params (hyper));
}
