/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/memory.h"

#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64
#define BLOCK_BYTES ((gsize)1 << 20)

static gsize
round_up (gsize n_bytes)
{
  return (MAX (n_bytes, 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

gpointer
ws_aligned_try_new (gsize n, gsize element_size)
{
  gsize n_bytes;
  void *memory;

  if (!g_size_checked_mul (&n_bytes, n, element_size) || n_bytes > G_MAXSSIZE - ALIGNMENT)
    return NULL;
  memory = aligned_alloc (ALIGNMENT, round_up (n_bytes));
  if (memory != NULL)
    memset (memory, 0, round_up (n_bytes));
  return memory;
}

gpointer
ws_aligned_new0 (gsize n_bytes)
{
  gpointer memory = ws_aligned_try_new (n_bytes, 1);

  if (memory == NULL)
    g_error ("out of memory: %" G_GSIZE_FORMAT " bytes", n_bytes);
  return memory;
}

void
ws_aligned_free (gpointer memory)
{
  free (memory);
}

typedef struct
{
  guint8 *bytes;
  gsize   size;
} Block;

struct _WsArena
{
  GArray *blocks; /* of Block */
  guint   current;
  gsize   used; /* of the current block */
  gsize   in_use, peak;
};

static void
clear_block (gpointer data)
{
  ws_aligned_free (((Block *)data)->bytes);
}

WsArena *
ws_arena_new (void)
{
  WsArena *self = g_new0 (WsArena, 1);

  self->blocks = g_array_new (FALSE, TRUE, sizeof (Block));
  g_array_set_clear_func (self->blocks, clear_block);
  return self;
}

void
ws_arena_free (WsArena *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->blocks);
  g_free (self);
}

gpointer
ws_arena_bytes (WsArena *self, gsize n_bytes)
{
  gsize   size = round_up (n_bytes);
  Block  *block;
  guint8 *result;

  while (self->current < self->blocks->len)
    {
      block = &g_array_index (self->blocks, Block, self->current);
      if (self->used + size <= block->size)
        break;
      self->current++;
      self->used = 0;
    }
  if (self->current == self->blocks->len)
    {
      Block fresh = { ws_aligned_new0 (MAX (size, BLOCK_BYTES)), MAX (size, BLOCK_BYTES) };

      g_array_append_val (self->blocks, fresh);
      self->used = 0;
    }
  block = &g_array_index (self->blocks, Block, self->current);
  result = block->bytes + self->used;
  self->used += size;
  self->in_use += size;
  self->peak = MAX (self->peak, self->in_use);
  return result;
}

float *
ws_arena_floats (WsArena *self, gsize n)
{
  return ws_arena_bytes (self, n * sizeof (float));
}

void
ws_arena_reset (WsArena *self)
{
  self->current = 0;
  self->used = 0;
  self->in_use = 0;
}

gsize
ws_arena_get_peak (WsArena *self)
{
  return self->peak;
}
