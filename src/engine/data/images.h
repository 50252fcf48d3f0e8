/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WsImages:
 *
 * A labelled set of 8-bit images as its file gives them. Reference counted, immutable once made.
 * @pixels: n × channels × height × width; @labels: n class numbers, 0 … n_classes - 1.
 */
typedef struct
{
  gatomicrefcount ref_count;
  guint           n, channels, height, width, n_classes;
  guint8         *pixels;
  guint8         *labels;
} WsImages;

/* (transfer full) @pixels and @labels are taken. */
WsImages *ws_images_new   (guint n, guint channels, guint height, guint width, guint n_classes,
                           guint8 *pixels, guint8 *labels);
WsImages *ws_images_ref   (WsImages *self);
void      ws_images_unref (WsImages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsImages, ws_images_unref)

/* IDX reader (LeCun's format), plain or gzip by content; one clear error for a wrong magic,
 * hostile sizes (over 1 GiB), truncation, trailing bytes, or counts that differ. */
WsImages *ws_idx_read     (const char *image_path, const char *label_path, GError **error);
gboolean  ws_idx_write    (const WsImages *images, const char *image_path, const char *label_path,
                           gboolean gzip, GError **error);

#define WS_NET_SIDE 28 /* pixels: of the images that networks see */

/* How images of another size become that. */
typedef enum
{
  WS_FRAMING_RESIZE,    /* PIL bilinear with antialiasing */
  WS_FRAMING_GREY_CROP, /* colours to grey (PIL's "L"), then the middle; sides of at least 28 */
} WsFraming;

/* WsPreprocess: framing, then x = (p/255 - mean)/std for each pixel. METHOD.md 2.3. */
typedef struct
{
  float     mean, std;
  WsFraming framing;
} WsPreprocess;

/* Channels that networks see of images with @channels of them. */
guint ws_preprocess_get_channels (const WsPreprocess *self, guint channels);

/**
 * WsTensorImages:
 *
 * Images ready for networks: @x is n × channels × 28 × 28 floats, 64-byte aligned.
 */
typedef struct
{
  gatomicrefcount ref_count;
  guint           n, channels, height, width, n_classes;
  float          *x;
  guint8         *labels;
} WsTensorImages;

/* @index: (nullable) (array length=n): which images, in which order; NULL for the first @n. */
WsTensorImages *ws_tensor_images_new   (const WsImages *images, const WsPreprocess *preprocess,
                                        const guint32 *index, guint n);
WsTensorImages *ws_tensor_images_ref   (WsTensorImages *self);
void            ws_tensor_images_unref (WsTensorImages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsTensorImages, ws_tensor_images_unref)

G_END_DECLS
