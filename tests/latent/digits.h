/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/random.h"
#include "golden-test.h"

#define DIGITS_Q 64

/* (transfer full): the first @n handwritten digits of tests/golden/tsne.json, values 0 … 16. */
static inline float *
digits_load (JsonObject *golden, guint n)
{
  JsonArray *rows = json_object_get_array_member (golden, "rows");
  float     *x = g_new (float, (gsize)n *DIGITS_Q);

  g_assert_cmpuint (json_array_get_length (rows), >=, n);
  for (guint i = 0; i < n; i++)
    {
      const char *row = json_array_get_string_element (rows, i);

      g_assert_cmpuint (strlen (row), ==, DIGITS_Q);
      for (guint j = 0; j < DIGITS_Q; j++)
        x[(gsize)i * DIGITS_Q + j] = (float)(row[j] - 'a');
    }
  return x;
}

/* (transfer full): uniform numbers from @lo to @hi, as in the golden scripts. */
static inline float *
draw_uniform (guint32 a, guint32 b, gsize n, double lo, double hi)
{
  float   *x = g_new (float, n);
  WsStream stream;

  ws_stream_init (&stream, 16, WS_PURPOSE_TEST, a, b);
  for (gsize i = 0; i < n; i++)
    x[i] = (float)(lo + (hi - lo) * (double)ws_stream_uniform (&stream));
  return x;
}
