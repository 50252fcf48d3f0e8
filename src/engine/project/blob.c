/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project-private.h"

#include "core/numeric.h"

#include <string.h>

/* Blobs are little-endian whatever the machine. */

#if G_BYTE_ORDER == G_BIG_ENDIAN
static void
swap_floats (const guint8 *from, guint8 *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, from + 4 * i, 4);
      bits = GUINT32_SWAP_LE_BE (bits);
      memcpy (to + 4 * i, &bits, 4);
    }
}
#endif

void
ws_query_bind_floats (WsQuery *query, int i, const float *x, gsize n)
{
#if G_BYTE_ORDER == G_BIG_ENDIAN
  guint8 *bytes = g_malloc (MAX (n * 4, 1));

  swap_floats ((const guint8 *)x, bytes, n);
  sqlite3_bind_blob64 (query, i, bytes, n * 4, g_free);
#else
  /* An empty vector is an empty blob, not NULL. */
  if (n == 0)
    sqlite3_bind_zeroblob (query, i, 0);
  else
    sqlite3_bind_blob64 (query, i, x, n * sizeof (float), SQLITE_STATIC);
#endif
}

static void
read_halves (const guint8 *bytes, float *out, gsize n)
{
  guint16 some[512]; /* blobs lie at any address */

  for (gsize i = 0; i < n; i += G_N_ELEMENTS (some))
    {
      gsize count = MIN (n - i, G_N_ELEMENTS (some));

      memcpy (some, bytes + 2 * i, 2 * count);
      for (gsize k = 0; k < count; k++)
        some[k] = GUINT16_FROM_LE (some[k]);
      ws_floats_from_halves (some, out + i, count);
    }
}

gboolean
ws_query_get_floats (WsQuery *query, int dtype_column, int column, float *out, gsize n)
{
  const char *dtype =
      dtype_column < 0 ? "f32" : (const char *)sqlite3_column_text (query, dtype_column);
  const guint8 *bytes = sqlite3_column_blob (query, column);
  gsize         size = (gsize)sqlite3_column_bytes (query, column);

  if (n == 0)
    return size == 0;
  if (bytes == NULL || dtype == NULL)
    return FALSE;
  if (strcmp (dtype, "f32") == 0 && size == n * sizeof (float))
    {
#if G_BYTE_ORDER == G_BIG_ENDIAN
      swap_floats (bytes, (guint8 *)out, n);
#else
      memcpy (out, bytes, size);
#endif
      return TRUE;
    }
  if (strcmp (dtype, "f16") == 0 && size == n * sizeof (guint16))
    {
      read_halves (bytes, out, n);
      return TRUE;
    }
  return FALSE;
}
