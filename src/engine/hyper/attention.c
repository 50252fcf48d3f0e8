/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/attention.h"

#include "hyper/wide.h"

#include <cblas.h>
#include <math.h>

/* exp for softmax: Cephes' degree 6 after range reduction, branch-free so that the compiler makes
 * vectors of it; arguments are at most 0 here, and below -87 the result is that of -87. */
static inline float
exp_nonpositive (float x)
{
  const float magic = 12582912.0f; /* 1.5·2^23: adding it rounds to a whole number */
  union
  {
    float  f;
    gint32 i;
  } power;
  float c = x < -87.0f ? -87.0f : x;
  float n, r, p;

  power.f = c * 1.44269504088896341f + magic;
  n = power.f - magic;
  r = c - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  power.i = (gint32)((guint32)(power.i + 127) << 23);
  return p * power.f;
}

/* Rows of a t × t matrix become probabilities. */
WS_WIDE static void
softmax (float *s, guint t)
{
  for (guint i = 0; i < t; i++, s += t)
    {
      float top = s[0], sum = 0, scale;

      for (guint j = 1; j < t; j++)
        top = s[j] > top ? s[j] : top;
      for (guint j = 0; j < t; j++)
        s[j] = exp_nonpositive (s[j] - top);
      for (guint j = 0; j < t; j++)
        sum += s[j];
      scale = 1.0f / sum;
      for (guint j = 0; j < t; j++)
        s[j] *= scale;
    }
}

/* ds = p∘(dp - Σ dp∘p) in place of dp. */
WS_WIDE static void
softmax_backward (const float *p, float *dp, guint t)
{
  for (guint i = 0; i < t; i++, p += t, dp += t)
    {
      float sum = 0;

      for (guint j = 0; j < t; j++)
        sum += p[j] * dp[j];
      for (guint j = 0; j < t; j++)
        dp[j] = p[j] * (dp[j] - sum);
    }
}

void
ws_attention_forward (const WsAttention *self,
                      const float       *qkv,
                      const WsDropout   *dropout,
                      guint              site,
                      guint              row,
                      float             *p,
                      guint8            *mask,
                      float             *o,
                      float             *scratch)
{
  guint t = self->t, d = self->d, width = d / self->h;
  float scale = 1.0f / sqrtf ((float)width);
  gsize square = (gsize)t * t;

  for (guint head = 0; head < self->h; head++, p += square)
    {
      const float *q = qkv + head * width, *k = q + d, *v = k + d; /* q[0, head, :] */
      const float *used = p;

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)t, (int)t, (int)width, scale, q,
                   (int)(3 * d), k, (int)(3 * d), 0.0f, p, (int)t);
      softmax (p, t);
      if (dropout != NULL && dropout->p > 0)
        {
          for (gsize i = 0; i < square; i++)
            scratch[i] = p[i];
          ws_dropout_apply (dropout, site + head, row, scratch, mask, square);
          mask += square;
          used = scratch;
        }
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)t, (int)width, (int)t, 1.0f,
                   used, (int)t, v, (int)(3 * d), 0.0f, o + head * width, (int)d);
    }
}

void
ws_attention_backward (const WsAttention *self,
                       const float       *qkv,
                       const float       *p,
                       const WsDropout   *dropout,
                       const guint8      *mask,
                       const float       *do_,
                       float             *dqkv,
                       float             *scratch)
{
  guint  t = self->t, d = self->d, width = d / self->h;
  float  scale = 1.0f / sqrtf ((float)width);
  gsize  square = (gsize)t * t;
  float *dp = scratch, *dropped = scratch + square;
  int    wide = (int)(3 * d);

  for (guint head = 0; head < self->h; head++, p += square)
    {
      const float *q = qkv + head * width, *k = q + d, *v = k + d;
      float       *dq = dqkv + head * width, *dk = dq + d, *dv = dk + d;
      const float *go = do_ + head * width, *used = p;
      gboolean     drops = dropout != NULL && dropout->p > 0;

      if (drops)
        {
          ws_dropout_repeat (dropout, mask, p, dropped, square);
          used = dropped;
        }
      cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int)t, (int)width, (int)t, 1.0f, used,
                   (int)t, go, (int)d, 0.0f, dv, wide);
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)t, (int)t, (int)width, 1.0f, go,
                   (int)d, v, wide, 0.0f, dp, (int)t);
      if (drops)
        {
          ws_dropout_repeat (dropout, mask, dp, dp, square);
          mask += square;
        }
      softmax_backward (p, dp, t);
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)t, (int)width, (int)t, scale, dp,
                   (int)t, k, wide, 0.0f, dq, wide);
      cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int)t, (int)width, (int)t, scale, dp,
                   (int)t, q, wide, 0.0f, dk, wide);
    }
}
