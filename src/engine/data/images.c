/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/images.h"

#include "core/memory.h"
#include "data/resize-private.h"

#include <string.h>

WsImages *
ws_images_new (guint   n,
               guint   channels,
               guint   height,
               guint   width,
               guint   n_classes,
               guint8 *pixels,
               guint8 *labels)
{
  WsImages *self = g_new0 (WsImages, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n = n;
  self->channels = channels;
  self->height = height;
  self->width = width;
  self->n_classes = n_classes;
  self->pixels = pixels;
  self->labels = labels;
  return self;
}

WsImages *
ws_images_ref (WsImages *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_images_unref (WsImages *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->pixels);
  g_free (self->labels);
  g_free (self);
}

guint
ws_preprocess_get_channels (const WsPreprocess *self, guint channels)
{
  return self->framing == WS_FRAMING_GREY_CROP ? 1 : channels;
}

/* -- framing: one image's planes to planes of 28×28 -- */

static void
resize (const WsImages *images, const guint8 *pixels, guint8 *out)
{
  gsize area = (gsize)images->height * images->width;

  for (guint c = 0; c < images->channels; c++)
    ws_resize_bilinear (pixels + c * area, images->width, images->height,
                        out + c * WS_NET_SIDE * WS_NET_SIDE, WS_NET_SIDE, WS_NET_SIDE);
}

static void
crop_grey (const WsImages *images, const guint8 *pixels, guint8 *out)
{
  gsize area = (gsize)images->height * images->width;
  gsize corner = (gsize)((images->height - WS_NET_SIDE) / 2) * images->width +
                 (images->width - WS_NET_SIDE) / 2;
  const guint8 *green = pixels + (images->channels == 3 ? area : 0);
  const guint8 *blue = pixels + (images->channels == 3 ? 2 * area : 0);

  for (guint y = 0; y < WS_NET_SIDE; y++)
    for (guint x = 0; x < WS_NET_SIDE; x++)
      {
        gsize at = corner + (gsize)y * images->width + x;

        /* Pillow's weights of ITU-R 601, with its rounding. */
        out[y * WS_NET_SIDE + x] =
            (guint8)((pixels[at] * 19595u + green[at] * 38470u + blue[at] * 7471u + 0x8000u) >> 16);
      }
}

WsTensorImages *
ws_tensor_images_new (const WsImages     *images,
                      const WsPreprocess *preprocess,
                      const guint32      *index,
                      guint               n)
{
  WsTensorImages    *self = g_new0 (WsTensorImages, 1);
  guint              channels = ws_preprocess_get_channels (preprocess, images->channels);
  gsize              raw = (gsize)images->channels * images->height * images->width;
  gsize              size = (gsize)channels * WS_NET_SIDE * WS_NET_SIDE;
  g_autofree guint8 *framed = g_malloc (size);
  float              value[256];

  for (guint p = 0; p < 256; p++)
    value[p] = ((float)p / 255.0f - preprocess->mean) / preprocess->std;

  g_atomic_ref_count_init (&self->ref_count);
  self->n = n;
  self->channels = channels;
  self->height = WS_NET_SIDE;
  self->width = WS_NET_SIDE;
  self->n_classes = images->n_classes;
  self->x = WS_ALIGNED_FLOATS (size * n);
  self->labels = g_new (guint8, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      guint         from = index != NULL ? index[i] : i;
      const guint8 *pixels = images->pixels + from * raw;

      if (preprocess->framing == WS_FRAMING_GREY_CROP)
        crop_grey (images, pixels, framed);
      else if (images->height != WS_NET_SIDE || images->width != WS_NET_SIDE)
        resize (images, pixels, framed);
      else
        memcpy (framed, pixels, size);
      for (gsize p = 0; p < size; p++)
        self->x[i * size + p] = value[framed[p]];
      self->labels[i] = images->labels[from];
    }
  return self;
}

WsTensorImages *
ws_tensor_images_ref (WsTensorImages *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_tensor_images_unref (WsTensorImages *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  ws_aligned_free (self->x);
  g_free (self->labels);
  g_free (self);
}
