/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/scratch.h"

#include "core/memory.h"

typedef struct
{
  float *floats;
  gsize  n;
} Scratch;

static void
scratch_free (gpointer data)
{
  Scratch *self = data;

  ws_aligned_free (self->floats);
  g_free (self);
}

static GPrivate of_thread = G_PRIVATE_INIT (scratch_free);

float *
ws_scratch_floats (gsize n)
{
  Scratch *self = g_private_get (&of_thread);

  if (self == NULL)
    g_private_set (&of_thread, self = g_new0 (Scratch, 1));
  if (self->n < n)
    {
      ws_aligned_free (self->floats);
      self->floats = WS_ALIGNED_FLOATS (n);
      self->n = n;
    }
  return self->floats;
}
