/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "interchange/format-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
ws_append_floats (GByteArray *bytes, const float *x, gsize n)
{
  gsize start = bytes->len;

  g_byte_array_set_size (bytes, (guint)(start + 4 * n));
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, &x[i], 4);
      bits = GUINT32_TO_LE (bits);
      memcpy (bytes->data + start + 4 * i, &bits, 4);
    }
}

/* The flat vectors one after the other: numpy.fromfile (path, "<f4").reshape (-1, P). */
static GBytes *
write_raw (const WsNetworks *networks)
{
  GByteArray *bytes = g_byte_array_new ();

  ws_append_floats (bytes, networks->weights, networks->n * networks->arch->n_params);
  return g_byte_array_free_to_bytes (bytes);
}

const WsWeightFormat ws_weight_format_raw = {
  .name = "raw",
  .title = N_ ("flat vectors, little-endian 32-bit floats, nothing else"),
  .write = write_raw,
};
