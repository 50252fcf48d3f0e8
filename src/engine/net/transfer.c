/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/transfer.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/random.h"

#include <string.h>

static const char *const control_names[] = { "none", "shuffled", "gaussian" };

const char *
ws_transfer_control_get_name (WsTransferControl control)
{
  return control_names[MIN (control, WS_TRANSFER_GAUSSIAN)];
}

gboolean
ws_transfer_control_parse (const char *name, WsTransferControl *out, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (control_names); i++)
    if (g_str_equal (control_names[i], name))
      {
        *out = (WsTransferControl)i;
        return TRUE;
      }
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               "weights go over as they are (\"none\"), \"shuffled\" or \"gaussian\", not \"%s\"",
               name);
  return FALSE;
}

/* -- which layers fit -- */

static gboolean
is_same_shape (const WsLayer *a, const WsLayer *b)
{
  return a->kind == b->kind && a->n_out == b->n_out && a->n_in == b->n_in &&
         a->kernel == b->kernel && a->has_bias == b->has_bias && a->is_skip == b->is_skip &&
         a->spatial_in == b->spatial_in;
}

/* The layer of @arch that @layer can take over; %NULL if there is none. */
static const WsLayer *
find_layer (const WsArch *arch, const WsLayer *layer)
{
  for (guint l = 0; l < arch->n_layers; l++)
    if (g_str_equal (arch->layers[l].name, layer->name) && is_same_shape (&arch->layers[l], layer))
      return &arch->layers[l];
  return NULL;
}

/* Parameters of all layers but the skip paths, which come last in the flat vector. */
static gsize
count_plain (const WsArch *arch)
{
  gsize n = 0;

  for (guint l = 0; l < arch->n_layers; l++)
    n += arch->layers[l].is_skip ? 0 : arch->layers[l].length;
  return n;
}

static gboolean
has_plain_layers (const WsArch *from, const WsArch *to)
{
  for (guint l = 0; l < to->n_layers; l++)
    if (!to->layers[l].is_skip && find_layer (from, &to->layers[l]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
check_images (const WsArch *from, const WsArch *to, GError **error)
{
  if (from->channels == to->channels && from->height == to->height && from->width == to->width &&
      from->n_classes == to->n_classes)
    return TRUE;
  g_set_error (
      error, WS_ERROR, WS_ERROR_SHAPE,
      "networks for %u classes of %u × %u × %u images do not fit into %s for %u classes of "
      "%u × %u × %u",
      from->n_classes, from->channels, from->height, from->width, to->name, to->n_classes,
      to->channels, to->height, to->width);
  return FALSE;
}

/* -- what comes over, before any control -- */

static void
take_layer (
    const WsLayer *source, const WsLayer *layer, const float *w, float *out, guint8 *is_taken)
{
  memcpy (out + layer->w_start, w + source->w_start, sizeof *w * layer->length);
  memset (is_taken + layer->w_start, 1, layer->length);
}

/* @is_taken: (out): a flag for each parameter of @to */
static gboolean
take (const WsArch *from,
      const WsArch *to,
      const float  *w,
      float        *out,
      guint8       *is_taken,
      GError      **error)
{
  gboolean by_layers = has_plain_layers (from, to);

  if (!check_images (from, to, error))
    return FALSE;
  if (!by_layers && count_plain (from) != count_plain (to))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "%s and %s have neither layers nor a number of parameters in common", from->name,
                   to->name);
      return FALSE;
    }
  memset (is_taken, 0, to->n_params);
  for (guint l = 0; l < to->n_layers; l++)
    {
      const WsLayer *layer = &to->layers[l], *source = find_layer (from, layer);

      if (source != NULL && (by_layers || layer->is_skip))
        take_layer (source, layer, w, out, is_taken);
    }
  if (!by_layers)
    {
      memcpy (out, w, sizeof *w * count_plain (to));
      memset (is_taken, 1, count_plain (to));
    }
  return TRUE;
}

/* -- controls -- */

static void
shuffle (WsStream *stream, float *w, guint n)
{
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));
  g_autofree float   *old = g_memdup2 (w, sizeof *w * n);

  ws_stream_permutation (stream, order, n);
  for (guint i = 0; i < n; i++)
    w[i] = old[order[i]];
}

static void
draw (WsStream *stream, float *w, guint n)
{
  double mean = ws_mean (w, n), std = ws_std (w, n);

  for (guint i = 0; i < n; i++)
    w[i] = (float)(mean + std * (double)ws_stream_normal (stream));
}

static void
change (WsTransferControl control, WsStream *stream, float *w, gsize n)
{
  if (n == 0)
    return;
  if (control == WS_TRANSFER_SHUFFLED)
    shuffle (stream, w, (guint)n);
  else
    draw (stream, w, (guint)n);
}

/* -- */

gsize
ws_arch_transfer (const WsArch     *from,
                  const WsArch     *to,
                  const float      *w,
                  WsTransferControl control,
                  guint64           seed,
                  guint32           model,
                  float            *out,
                  GError          **error)
{
  g_autofree guint8 *is_taken = g_new (guint8, to->n_params);
  gsize              n_taken = 0;

  if (!take (from, to, w, out, is_taken, error))
    return 0;
  for (guint l = 0; l < to->n_layers; l++)
    {
      const WsLayer *layer = &to->layers[l];
      WsStream       stream;

      if (!is_taken[layer->w_start])
        continue;
      n_taken += layer->length;
      if (control == WS_TRANSFER_PLAIN)
        continue;
      ws_stream_init (&stream, seed, WS_PURPOSE_TRANSFER, model, l);
      change (control, &stream, out + layer->w_start, layer->b_start - layer->w_start);
      change (control, &stream, out + layer->b_start,
              layer->length - (layer->b_start - layer->w_start));
    }
  return n_taken;
}

gsize
ws_arch_count_transferred (const WsArch *from, const WsArch *to, GError **error)
{
  g_autofree float *w = g_new0 (float, from->n_params), *out = g_new0 (float, to->n_params);

  return ws_arch_transfer (from, to, w, WS_TRANSFER_PLAIN, 0, 0, out, error);
}
