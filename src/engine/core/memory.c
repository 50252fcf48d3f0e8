/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGNMENT 64
#define BLOCK_BYTES ((gsize)1 << 20)

/* From this size on memory is asked for in huge pages: matrices that are read by columns otherwise
 * miss a translation at every value. */
#define HUGE_FROM ((gsize)8 << 20)
#define HUGE_PAGE ((gsize)2 << 20)

static gsize
round_up (gsize n_bytes)
{
  return (MAX (n_bytes, 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* calloc() knows which pages are zero already and leaves them alone, so that memory which is never
 * used takes no room. What it gave stands before the aligned start. */
gpointer
ws_aligned_try_new (gsize n, gsize element_size)
{
  gsize   n_bytes, alignment;
  guint8 *start;
  void   *memory;

  if (!g_size_checked_mul (&n_bytes, n, element_size) || n_bytes > G_MAXSSIZE - 2 * HUGE_PAGE)
    return NULL;
  n_bytes = round_up (n_bytes);
  alignment = n_bytes >= HUGE_FROM ? HUGE_PAGE : ALIGNMENT;
  memory = calloc (1, n_bytes + alignment + sizeof memory);
  if (memory == NULL)
    return NULL;
  start = (guint8 *)memory + sizeof memory;
  start += alignment - 1 - ((gsize)start + alignment - 1) % alignment;
  memcpy (start - sizeof memory, &memory, sizeof memory);
#ifdef MADV_HUGEPAGE
  if (n_bytes >= HUGE_FROM) /* advice: nothing depends on it */
    madvise (start, n_bytes / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#endif
  return start;
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
  void *given;

  if (memory == NULL)
    return;
  memcpy (&given, (guint8 *)memory - sizeof given, sizeof given);
  free (given);
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
