/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/random.h"

#include <math.h>
#include <string.h>

/* Philox4x32-10: multipliers and Weyl constants of Salmon et al., SC 2011, section 3.3. */
#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u
#define PHILOX_ROUNDS 10

void
ws_philox4x32 (const guint32 counter[4], const guint32 key[2], guint32 out[4])
{
  guint32 c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  guint32 k0 = key[0], k1 = key[1];

  for (guint round = 0; round < PHILOX_ROUNDS; round++)
    {
      guint64 p0 = (guint64)PHILOX_M0 * c0;
      guint64 p1 = (guint64)PHILOX_M1 * c2;

      c0 = (guint32)(p1 >> 32) ^ c1 ^ k0;
      c1 = (guint32)p1;
      c2 = (guint32)(p0 >> 32) ^ c3 ^ k1;
      c3 = (guint32)p0;
      k0 += PHILOX_W0;
      k1 += PHILOX_W1;
    }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

void
ws_stream_init (WsStream *self, guint64 seed, WsPurpose purpose, guint32 a, guint32 b)
{
  memset (self, 0, sizeof *self);
  self->key[0] = (guint32)seed;
  self->key[1] = (guint32)(seed >> 32);
  self->counter[1] = (guint32)purpose;
  self->counter[2] = a;
  self->counter[3] = b;
  self->used = 4;
}

guint32
ws_stream_u32 (WsStream *self)
{
  if (self->used == 4)
    {
      ws_philox4x32 (self->counter, self->key, self->block);
      self->counter[0]++;
      self->used = 0;
    }
  return self->block[self->used++];
}

float
ws_stream_uniform (WsStream *self)
{
  return (float)(ws_stream_u32 (self) >> 8) * 0x1p-24f;
}

float
ws_stream_normal (WsStream *self)
{
  double radius, angle;

  if (self->has_spare)
    {
      self->has_spare = FALSE;
      return self->spare_normal;
    }

  /* The half step keeps the logarithm's argument above 0. */
  radius = sqrt (-2.0 * log (((double)ws_stream_u32 (self) + 0.5) * 0x1p-32));
  angle = 2.0 * G_PI * (((double)ws_stream_u32 (self) + 0.5) * 0x1p-32);
  self->spare_normal = (float)(radius * sin (angle));
  self->has_spare = TRUE;
  return (float)(radius * cos (angle));
}

guint32
ws_stream_below (WsStream *self, guint32 n)
{
  guint64 product;

  g_return_val_if_fail (n > 0, 0);

  product = (guint64)ws_stream_u32 (self) * n;
  if ((guint32)product < n)
    {
      /* 2^32 mod n: products below it would make some numbers likelier (Lemire 2019). */
      guint32 threshold = (guint32)-n % n;

      while ((guint32)product < threshold)
        product = (guint64)ws_stream_u32 (self) * n;
    }
  return (guint32)(product >> 32);
}

void
ws_stream_permutation (WsStream *self, guint32 *order, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 j = ws_stream_below (self, i + 1);

      order[i] = order[j];
      order[j] = i;
    }
}
