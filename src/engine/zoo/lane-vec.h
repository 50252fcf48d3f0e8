/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

/* Vectors of one float a lane, for the level that this file is being compiled for (WS_LANE_V4,
 * WS_LANE_V3, or neither). Only operations whose result IEEE 754 defines are used, so all levels
 * with FMA give the same bits; the others multiply and add in two roundings.
 *
 * v_max and v_min return their second argument when one is a NaN: write the constant first. */

#include <math.h>

#if defined(WS_LANE_V4)
#include <immintrin.h>
#define LANES 16
#define WS_LANE(name) name##_v4
#elif defined(WS_LANE_V3)
#include <immintrin.h>
#define LANES 8
#define WS_LANE(name) name##_v3
#elif defined(WS_LANE_V2)
#include <immintrin.h>
#define LANES 4
#define WS_LANE(name) name##_v2
#else
#define LANES 4
#define WS_LANE(name) name##_portable
#endif

typedef float    V __attribute__ ((vector_size (4 * LANES), may_alias));
typedef int      VI __attribute__ ((vector_size (4 * LANES), may_alias));
typedef unsigned VU __attribute__ ((vector_size (4 * LANES), may_alias));

#define INLINE static inline __attribute__ ((always_inline))

/* The arrays of WsLaneBuffers and of weights, as vectors; they are aligned. */
INLINE const V *
v_in (const float *a)
{
  return __builtin_assume_aligned (a, sizeof (V));
}

INLINE V *
v_out (float *a)
{
  return __builtin_assume_aligned (a, sizeof (V));
}

INLINE V
v_set (float x)
{
  return x - (V){ 0 };
}

INLINE VU
v_bits (V a)
{
  return (VU)a;
}

INLINE V
v_from_bits (VU a)
{
  return (V)a;
}

INLINE V
v_abs (V a)
{
  return v_from_bits (v_bits (a) & 0x7fffffffu);
}

/* @a with the sign of @b; @a must not be negative. */
INLINE V
v_with_sign (V a,
             V b)
{
  return v_from_bits (v_bits (a) | (v_bits (b) & 0x80000000u));
}

#if defined(WS_LANE_V4)

typedef __mmask16 M;

INLINE V v_fma (V a, V b, V c) { return (V) _mm512_fmadd_ps ((__m512) a, (__m512) b, (__m512) c); }
INLINE V v_max (V a, V b) { return (V) _mm512_max_ps ((__m512) a, (__m512) b); }
INLINE V v_min (V a, V b) { return (V) _mm512_min_ps ((__m512) a, (__m512) b); }
INLINE V v_sqrt (V a) { return (V) _mm512_sqrt_ps ((__m512) a); }
INLINE M v_gt (V a, V b) { return _mm512_cmp_ps_mask ((__m512) a, (__m512) b, _CMP_GT_OQ); }
INLINE M v_eq (V a, V b) { return _mm512_cmp_ps_mask ((__m512) a, (__m512) b, _CMP_EQ_OQ); }
/* a where the mask is set, else b. */
INLINE V v_pick (M m, V a, V b) { return (V) _mm512_mask_blend_ps (m, (__m512) b, (__m512) a); }
INLINE V v_keep (M m, V a) { return (V) _mm512_maskz_mov_ps (m, (__m512) a); }
INLINE M m_pick (M m, M a, M b) { return (M) ((m & a) | (~m & b)); }
INLINE M m_and_not (M a, M b) { return (M) (a & ~b); }
INLINE M m_and (M a, M b) { return (M) (a & b); }
INLINE M m_not (M a) { return (M) ~a; }

#else

typedef VU M;

INLINE M m_pick (M m, M a, M b) { return (m & a) | (~m & b); }
INLINE M m_and_not (M a, M b) { return a & ~b; }
INLINE M m_and (M a, M b) { return a & b; }
INLINE M m_not (M a) { return ~a; }
INLINE V v_keep (M m, V a) { return v_from_bits (m & v_bits (a)); }

#if defined(WS_LANE_V3)

INLINE V v_fma (V a, V b, V c) { return (V) _mm256_fmadd_ps ((__m256) a, (__m256) b, (__m256) c); }
INLINE V v_max (V a, V b) { return (V) _mm256_max_ps ((__m256) a, (__m256) b); }
INLINE V v_min (V a, V b) { return (V) _mm256_min_ps ((__m256) a, (__m256) b); }
INLINE V v_sqrt (V a) { return (V) _mm256_sqrt_ps ((__m256) a); }
INLINE M v_gt (V a, V b) { return (M) _mm256_cmp_ps ((__m256) a, (__m256) b, _CMP_GT_OQ); }
INLINE M v_eq (V a, V b) { return (M) _mm256_cmp_ps ((__m256) a, (__m256) b, _CMP_EQ_OQ); }
INLINE V v_pick (M m, V a, V b) { return (V) _mm256_blendv_ps ((__m256) b, (__m256) a, (__m256) m); }

#else

INLINE V v_fma (V a, V b, V c) { return a * b + c; }
INLINE M v_gt (V a, V b) { return (M) (a > b); }
INLINE M v_eq (V a, V b) { return (M) (a == b); }
INLINE V v_pick (M m, V a, V b) { return v_from_bits ((m & v_bits (a)) | (~m & v_bits (b))); }
INLINE V v_max (V a, V b) { return v_pick (v_gt (a, b), a, b); }
INLINE V v_min (V a, V b) { return v_pick (v_gt (b, a), a, b); }
INLINE V
v_sqrt (V a)
{
  for (int i = 0; i < LANES; i++)
    a[i] = sqrtf (a[i]);
  return a;
}

#endif
#endif

/* Keeps the compiler from folding a load into each multiply-add that uses it: one load, many uses. */
#if defined(WS_LANE_V4)
#define V_PIN(v) __asm__ ("" : "+v"(v))
#else
#define V_PIN(v) ((void) 0)
#endif
