/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-vec.h"

#if defined(WS_LANE_V4)

/* A 16×16 block: pairs, quads, then the four 128-bit quarters twice. */
INLINE void
transpose_block (const float *const *rows, guint first, float *x)
{
  __m512 a[16], b[16];

#pragma GCC unroll 16
  for (guint i = 0; i < 16; i++)
    a[i] = _mm512_loadu_ps (rows[i] + first);
#pragma GCC unroll 8
  for (guint i = 0; i < 16; i += 2)
    {
      b[i] = _mm512_unpacklo_ps (a[i], a[i + 1]);
      b[i + 1] = _mm512_unpackhi_ps (a[i], a[i + 1]);
    }
#define PAIR(op, p, q) _mm512_castpd_ps (op (_mm512_castps_pd (p), _mm512_castps_pd (q)))
#pragma GCC unroll 4
  for (guint i = 0; i < 16; i += 4)
    {
      a[i] = PAIR (_mm512_unpacklo_pd, b[i], b[i + 2]);
      a[i + 1] = PAIR (_mm512_unpackhi_pd, b[i], b[i + 2]);
      a[i + 2] = PAIR (_mm512_unpacklo_pd, b[i + 1], b[i + 3]);
      a[i + 3] = PAIR (_mm512_unpackhi_pd, b[i + 1], b[i + 3]);
    }
#undef PAIR
    /* a[4q + r] has, of rows 4q … 4q + 3, pixels r, 4 + r, 8 + r, 12 + r. */
#pragma GCC unroll 4
  for (guint r = 0; r < 4; r++)
    {
      __m512 lo0 = _mm512_shuffle_f32x4 (a[r], a[4 + r], 0x88);
      __m512 lo1 = _mm512_shuffle_f32x4 (a[8 + r], a[12 + r], 0x88);
      __m512 hi0 = _mm512_shuffle_f32x4 (a[r], a[4 + r], 0xdd);
      __m512 hi1 = _mm512_shuffle_f32x4 (a[8 + r], a[12 + r], 0xdd);

      _mm512_store_ps (x + (first + r) * 16, _mm512_shuffle_f32x4 (lo0, lo1, 0x88));
      _mm512_store_ps (x + (first + 4 + r) * 16, _mm512_shuffle_f32x4 (hi0, hi1, 0x88));
      _mm512_store_ps (x + (first + 8 + r) * 16, _mm512_shuffle_f32x4 (lo0, lo1, 0xdd));
      _mm512_store_ps (x + (first + 12 + r) * 16, _mm512_shuffle_f32x4 (hi0, hi1, 0xdd));
    }
}

#elif defined(WS_LANE_V3)

INLINE void
transpose_half (const float *const *rows, guint first, float *x)
{
  __m256 a[8], b[8];

#pragma GCC unroll 8
  for (guint i = 0; i < 8; i++)
    a[i] = _mm256_loadu_ps (rows[i] + first);
#pragma GCC unroll 4
  for (guint i = 0; i < 8; i += 2)
    {
      b[i] = _mm256_unpacklo_ps (a[i], a[i + 1]);
      b[i + 1] = _mm256_unpackhi_ps (a[i], a[i + 1]);
    }
#pragma GCC unroll 2
  for (guint i = 0; i < 8; i += 4)
    {
      a[i] = _mm256_shuffle_ps (b[i], b[i + 2], 0x44);
      a[i + 1] = _mm256_shuffle_ps (b[i], b[i + 2], 0xee);
      a[i + 2] = _mm256_shuffle_ps (b[i + 1], b[i + 3], 0x44);
      a[i + 3] = _mm256_shuffle_ps (b[i + 1], b[i + 3], 0xee);
    }
#pragma GCC unroll 4
  for (guint r = 0; r < 4; r++)
    {
      _mm256_store_ps (x + (first + r) * 8, _mm256_permute2f128_ps (a[r], a[4 + r], 0x20));
      _mm256_store_ps (x + (first + 4 + r) * 8, _mm256_permute2f128_ps (a[r], a[4 + r], 0x31));
    }
}

INLINE void
transpose_block (const float *const *rows, guint first, float *x)
{
  transpose_half (rows, first, x);
  transpose_half (rows, first + 8, x);
}

#else

INLINE void
transpose_block (const float *const *rows, guint first, float *x)
{
  for (guint l = 0; l < LANES; l++)
    for (guint i = first; i < first + 16; i++)
      x[i * LANES + l] = rows[l][i];
}

#endif

void
WS_LANE (ws_lane_transpose) (const float *const *rows, guint n_pixels, float *x)
{
  for (guint first = 0; first < n_pixels; first += 16)
    transpose_block (rows, first, x);
}
