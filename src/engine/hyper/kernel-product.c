/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/kernels.h"

#include "zoo/lane-vec.h"

#include <string.h>

/* Products with B packed in panels of up to VECTORS vectors of columns. A tile of ROWS rows and one
 * panel stays in registers over the whole of k: each step loads a row of the panel and one value of
 * each row of A, spread over a vector. Measured: 97-99 % of the multiply-add peak from k = 128 on,
 * where OpenBLAS, which packs both sides at every call, has 84 %. */

#if defined(WS_LANE_V4)
#define ROWS 8
#define VECTORS 3
#elif defined(WS_LANE_V3)
#define ROWS 4
#define VECTORS 3
#else
#define ROWS 4
#define VECTORS 2
#endif

/* A vector anywhere. */
typedef float U __attribute__ ((vector_size (4 * LANES), may_alias, aligned (4)));

INLINE V
load (const float *x)
{
  return (V) * (const U *)x;
}

INLINE void
store (float *x, V v)
{
  *(U *)x = (U)v;
}

/* -- panels -- */

static guint
count_vectors (guint n)
{
  return (n + LANES - 1) / LANES;
}

guint
WS_LANE (ws_kernel_count_panels) (guint n)
{
  return (count_vectors (n) + VECTORS - 1) / VECTORS;
}

/* Panels are of nearly the same width: no thin one at the end. */
void
WS_LANE (ws_kernel_find_panel) (guint n, guint index, guint *first, guint *width)
{
  guint vectors = count_vectors (n), panels = WS_LANE (ws_kernel_count_panels) (n);
  guint start = index * vectors / panels * LANES, end = (index + 1) * vectors / panels * LANES;

  *first = start;
  *width = MIN (end, n) - start;
}

/* -- packing -- */

/* Four rows of four become four columns. */
INLINE void
transpose_4x4 (const float *x, gsize stride, float *out, gsize out_stride)
{
  typedef float Q __attribute__ ((vector_size (16), may_alias, aligned (4)));
  Q             a = *(const Q *)x, b = *(const Q *)(x + stride), c = *(const Q *)(x + 2 * stride),
    d = *(const Q *)(x + 3 * stride);
  Q ab0 = __builtin_shufflevector (a, b, 0, 4, 1, 5),
    ab1 = __builtin_shufflevector (a, b, 2, 6, 3, 7);
  Q cd0 = __builtin_shufflevector (c, d, 0, 4, 1, 5),
    cd1 = __builtin_shufflevector (c, d, 2, 6, 3, 7);

  *(Q *)out = __builtin_shufflevector (ab0, cd0, 0, 1, 4, 5);
  *(Q *)(out + out_stride) = __builtin_shufflevector (ab0, cd0, 2, 3, 6, 7);
  *(Q *)(out + 2 * out_stride) = __builtin_shufflevector (ab1, cd1, 0, 1, 4, 5);
  *(Q *)(out + 3 * out_stride) = __builtin_shufflevector (ab1, cd1, 2, 3, 6, 7);
}

/* Columns of B lie one behind the other in memory; in the panel, rows do. */
static void
pack_transposed (const float *b, gsize column, guint k, guint width, gsize full, float *out)
{
  guint whole = width / 4 * 4, whole_k = k / 4 * 4;

  for (guint j = 0; j < whole; j += 4)
    for (guint p = 0; p < whole_k; p += 4)
      transpose_4x4 (b + j * column + p, column, out + p * full + j, full);
  for (guint j = 0; j < width; j++)
    for (guint p = j < whole ? whole_k : 0; p < k; p++)
      out[p * full + j] = b[j * column + p];
}

#define ROWS_AHEAD 8 /* a panel's part of a row is too short for the machine to guess the next */

static void
pack_rows (const float *b, gsize row, guint k, guint width, gsize full, float *out)
{
  guint whole = width / LANES * LANES;

  for (guint p = 0; p < k; p++, b += row, out += full)
    {
      for (guint j = 0; j < whole; j += LANES)
        {
          __builtin_prefetch (b + ROWS_AHEAD * row + j);
          store (out + j, load (b + j));
        }
      for (guint j = whole; j < width; j++)
        out[j] = b[j];
    }
}

void
WS_LANE (ws_kernel_pack) (const float *b, gsize row, gsize column, guint k, guint n, float *packed)
{
  guint panels = WS_LANE (ws_kernel_count_panels) (n);

  for (guint i = 0; i < panels; i++)
    {
      guint  first, width, full;
      float *out;

      WS_LANE (ws_kernel_find_panel) (n, i, &first, &width);
      full = count_vectors (width) * LANES;
      out = packed + (gsize)k * first;
      if (column == 1)
        pack_rows (b + first, row, k, width, full, out);
      else
        pack_transposed (b + first * column, column, k, width, full, out);
      for (guint p = 0; p < k && width < full; p++)
        memset (out + (gsize)p * full + width, 0, (full - width) * sizeof (float));
    }
}

/* -- products -- */

/* What a tile reads and writes at its end is asked for at its start: by then the wait is over. */
#define FETCH_FROM 64 /* steps */
#define STEPS_AHEAD 12

INLINE void
fetch (const guint rows, const guint vectors, const WsProduct *s)
{
#pragma GCC unroll 8
  for (guint r = 0; r < rows; r++)
#pragma GCC unroll 3
    for (guint v = 0; v < vectors; v++)
      {
        __builtin_prefetch (s->c + r * s->c_row + v * LANES, 1);
        if (s->gate != NULL)
          __builtin_prefetch (s->gate + r * s->gate_row + v * LANES);
        if (s->add != NULL && s->add != s->c)
          __builtin_prefetch (s->add + r * s->add_row + v * LANES);
      }
}

/* One tile; @rows and @vectors are constants where this is called, so that all sums live in
 * registers. Pointers of @s are those of the tile. */
INLINE void
tile (const guint rows, const guint vectors, const WsProduct *s)
{
  const float *a = s->a, *b = s->b;
  V            sum[ROWS][VECTORS];

#pragma GCC unroll 8
  for (guint r = 0; r < rows; r++)
#pragma GCC unroll 3
    for (guint v = 0; v < vectors; v++)
      sum[r][v] = s->bias != NULL ? load (s->bias + v * LANES) : (V){ 0 };

  if (s->k >= FETCH_FROM)
    fetch (rows, vectors, s);
  for (guint p = 0; p < s->k; p++, a += s->a_step, b += s->b_row)
    {
      V in[VECTORS];

      if (s->a_row == 1)
        __builtin_prefetch (a + STEPS_AHEAD * s->a_step); /* each step is on a line of its own */
#pragma GCC unroll 3
      for (guint v = 0; v < vectors; v++)
        {
          in[v] = load (b + v * LANES); /* b[p, v, :] */
          V_PIN (in[v]);
        }
#pragma GCC unroll 8
      for (guint r = 0; r < rows; r++)
        {
          V x = v_set (a[r * s->a_row]); /* a[r, p] */

          V_PIN (x);
#pragma GCC unroll 3
          for (guint v = 0; v < vectors; v++)
            sum[r][v] = v_fma (x, in[v], sum[r][v]);
        }
    }

#pragma GCC unroll 8
  for (guint r = 0; r < rows; r++)
#pragma GCC unroll 3
    for (guint v = 0; v < vectors; v++)
      {
        V y = sum[r][v];

        if (s->add != NULL)
          y += load (s->add + r * s->add_row + v * LANES);
        if (s->relu)
          y = v_pick (v_gt (y, (V){ 0 }), y, (V){ 0 });
        if (s->gate != NULL)
          y = v_keep (v_gt (load (s->gate + r * s->gate_row + v * LANES), (V){ 0 }), y);
        store (s->c + r * s->c_row + v * LANES, y);
      }
}

/* No inlining here: each has its registers for itself. */
#define TILE(rows, vectors)                                                                        \
  static G_NO_INLINE void tile_##rows##x##vectors (const WsProduct *s) { tile (rows, vectors, s); }
#define TILES(vectors) TILE (1, vectors) TILE (2, vectors) TILE (3, vectors) TILE (4, vectors)
TILES (1)
TILES (2)
#if VECTORS == 3
TILES (3)
#endif
#if ROWS == 8
#define MORE_TILES(vectors) TILE (5, vectors) TILE (6, vectors) TILE (7, vectors) TILE (8, vectors)
MORE_TILES (1)
MORE_TILES (2)
MORE_TILES (3)
#endif

typedef void (*Tile) (const WsProduct *);

#if ROWS == 8
#define ALL(vectors)                                                                               \
  {                                                                                                \
    tile_1x##vectors, tile_2x##vectors, tile_3x##vectors, tile_4x##vectors, tile_5x##vectors,      \
        tile_6x##vectors, tile_7x##vectors, tile_8x##vectors                                       \
  }
#else
#define ALL(vectors)                                                                               \
  {                                                                                                \
    tile_1x##vectors, tile_2x##vectors, tile_3x##vectors, tile_4x##vectors                         \
  }
#endif

static const Tile tiles[VECTORS][ROWS] = { ALL (1), ALL (2),
#if VECTORS == 3
                                           ALL (3)
#endif
};

/* Some rows of a tile whose last vector is not full, out to dense memory or back. */
static void
copy_part (const float *from, gsize from_row, float *to, gsize to_row, guint rows, guint width)
{
  for (guint r = 0; r < rows; r++)
    memcpy (to + r * to_row, from + r * from_row, width * sizeof (float));
}

/* All that a tile reads and writes beside A and B goes through memory that has whole vectors. */
static void
run_narrow (Tile run, WsProduct *s, guint rows, guint width)
{
  enum
  {
    ROW = VECTORS * LANES
  };
  float c[ROWS * ROW] = { 0 }, add[ROWS * ROW] = { 0 }, gate[ROWS * ROW] = { 0 }, bias[ROW] = { 0 };
  WsProduct t = *s;

  t.c = c;
  t.c_row = t.add_row = t.gate_row = ROW;
  if (s->bias != NULL)
    t.bias = memcpy (bias, s->bias, width * sizeof (float));
  if (s->add != NULL)
    {
      copy_part (s->add, s->add_row, add, ROW, rows, width);
      t.add = add;
    }
  if (s->gate != NULL)
    {
      copy_part (s->gate, s->gate_row, gate, ROW, rows, width);
      t.gate = gate;
    }
  run (&t);
  copy_part (c, ROW, s->c, s->c_row, rows, width);
}

#define LINE 16 /* floats that come from memory together */

/* The share of tile @index in what is read soon after the product, towards the second cache. */
INLINE void
fetch_ahead (WsStretch stretch, gsize share, guint index)
{
  gsize end = MIN ((index + 1) * share, stretch.n);
  guint r = 0;

  do
    for (gsize i = index * share; i < end; i += LINE)
      __builtin_prefetch (stretch.start + r * stretch.stride + i, 0, 2);
  while (++r < stretch.rows);
}

/* Rows in tiles of nearly the same height. */
static void
run_panel (const WsProduct *product, guint index, const gsize *shares, guint first, guint width)
{
  guint     vectors = count_vectors (width), n_tiles = (product->m + ROWS - 1) / ROWS;
  WsProduct s = *product;

  s.b += s.b_row > 0 ? first : (gsize)s.k * first;
  if (s.b_row == 0)
    s.b_row = (gsize)vectors * LANES;
  if (s.bias != NULL)
    s.bias += first;
  for (guint i = 0; i < n_tiles; i++)
    {
      guint row = i * product->m / n_tiles, rows = (i + 1) * product->m / n_tiles - row;
      Tile  run = tiles[vectors - 1][rows - 1];

      for (guint j = 0; j < G_N_ELEMENTS (product->ahead); j++)
        fetch_ahead (product->ahead[j], shares[j], index * n_tiles + i);
      s.a = product->a + row * s.a_row;
      s.c = product->c + row * s.c_row + first;
      if (s.add != NULL)
        s.add = product->add + row * s.add_row + first;
      if (s.gate != NULL)
        s.gate = product->gate + row * s.gate_row + first;
      if (width == vectors * LANES)
        run (&s);
      else
        run_narrow (run, &s, rows, width);
    }
}

void
WS_LANE (ws_kernel_product) (const WsProduct *product)
{
  guint panels = WS_LANE (ws_kernel_count_panels) (product->n);
  guint n_tiles = panels * ((product->m + ROWS - 1) / ROWS);
  gsize shares[G_N_ELEMENTS (product->ahead)];

  for (guint j = 0; j < G_N_ELEMENTS (shares); j++)
    shares[j] = (product->ahead[j].n / n_tiles / LINE + 1) * LINE;
  for (guint i = 0; i < panels; i++)
    {
      guint first, width;

      WS_LANE (ws_kernel_find_panel) (product->n, i, &first, &width);
      run_panel (product, i, shares, first, width);
    }
}
