/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/align.h"

#include "core/error.h"
#include "core/numeric.h"
#include "net/assignment.h"

#include <math.h>

/* -- where the units are -- */

/* The first activation on the way from value @number; 0 for none. */
static guint
find_activation (const WsArch *arch, guint number)
{
  for (guint i = 0; i < arch->n_ops; i++)
    if (arch->ops[i].a == number)
      {
        if (arch->ops[i].kind == WS_OP_ACT)
          return i + 1;
        if (arch->ops[i].kind == WS_OP_MAXPOOL)
          return find_activation (arch, i + 1);
      }
  return 0;
}

static gboolean
find_layer_units (const WsArch *arch, guint layer, guint *value, guint *places)
{
  if (arch->layers[layer].permutes_with < 0)
    return FALSE;
  for (guint i = 0; i < arch->n_ops; i++)
    if (arch->ops[i].layer == (int)layer)
      {
        *value = find_activation (arch, i + 1);
        *places = *value > 0 ? arch->ops[*value - 1].height * arch->ops[*value - 1].width : 0;
        return *value > 0;
      }
  return FALSE;
}

gboolean
ws_arch_find_units (const WsArch *arch, guint layer, guint *value, guint *start, guint *places)
{
  guint before = 0, number, n_places;

  for (guint l = 0; l < layer; l++)
    if (find_layer_units (arch, l, &number, &n_places))
      before += arch->layers[l].n_out * n_places;
  if (!find_layer_units (arch, layer, &number, &n_places))
    return FALSE;
  if (value != NULL)
    *value = number;
  if (start != NULL)
    *start = before;
  if (places != NULL)
    *places = n_places;
  return TRUE;
}

guint
ws_arch_count_units (const WsArch *arch)
{
  guint n = 0, value, places;

  for (guint l = 0; l < arch->n_layers; l++)
    if (find_layer_units (arch, l, &value, &places))
      n += arch->layers[l].n_out * places;
  return n;
}

/* -- one layer -- */

typedef struct
{
  const float *units[2]; /* the reference's, the network's; from this layer's first one */
  guint        n, places, n_images, stride;
  double      *mean[2], *spread[2]; /* n each; √Σ(x - mean)² */
} Layer;

static void
layer_init (Layer *self, guint n, guint places, guint n_images, guint stride)
{
  *self = (Layer){ .n = n, .places = places, .n_images = n_images, .stride = stride };
  for (guint side = 0; side < 2; side++)
    {
      self->mean[side] = g_new0 (double, n);
      self->spread[side] = g_new0 (double, n);
    }
}

static void
layer_clear (Layer *self)
{
  for (guint side = 0; side < 2; side++)
    {
      g_free (self->mean[side]);
      g_free (self->spread[side]);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Layer, layer_clear)

static void
measure (Layer *self, guint side)
{
  double *mean = self->mean[side], *spread = self->spread[side];
  double  count = (double)self->n_images * self->places;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->n; i++)
      {
        double sum = 0;

        for (guint r = 0; r < self->n_images; r++)
          {
            const float *row = self->units[side] + (gsize)r * self->stride + i * self->places;

            for (guint p = 0; p < self->places; p++)
              {
                double x = (double)row[p] - mean[i];

                sum += pass == 0 ? x : x * x;
              }
          }
        if (pass == 0)
          mean[i] = sum / count;
        else
          spread[i] = sqrt (sum);
      }
}

/* One image's neurons, centred: [place][neuron], so that products of many neurons are side by side.
 */
static void
load (const Layer *self, guint side, guint image, double *out)
{
  const float *row = self->units[side] + (gsize)image * self->stride;

  for (guint i = 0; i < self->n; i++)
    for (guint p = 0; p < self->places; p++)
      out[(gsize)p * self->n + i] = (double)row[i * self->places + p] - self->mean[side][i];
}

/* @values: n × n. */
static void
correlate (Layer *self, double *values)
{
  gsize              size = (gsize)self->n * self->places;
  g_autofree double *a = g_new (double, size), *b = g_new (double, size);

  measure (self, 0);
  measure (self, 1);
  for (gsize k = 0; k < (gsize)self->n * self->n; k++)
    values[k] = 0;
  for (guint r = 0; r < self->n_images; r++)
    {
      load (self, 0, r, a);
      load (self, 1, r, b);
      for (guint p = 0; p < self->places; p++)
        for (guint i = 0; i < self->n; i++)
          {
            double        x = a[(gsize)p * self->n + i];
            const double *y = b + (gsize)p * self->n;
            double       *to = values + (gsize)i * self->n;

            for (guint j = 0; j < self->n; j++)
              to[j] += x * y[j];
          }
    }
  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < self->n; j++)
      {
        double unit = self->spread[0][i] * self->spread[1][j];

        values[(gsize)i * self->n + j] = unit > 0 ? values[(gsize)i * self->n + j] / unit : 0;
      }
}

static gboolean
align_layer (WsAlignment *self, guint l, Layer *layer, gboolean flips, GError **error)
{
  guint               n = layer->n, first = self->arch->layers[l].first_token;
  g_autofree double  *values = g_new (double, (gsize)n *n), *sizes = g_new (double, (gsize)n *n);
  g_autofree guint32 *columns = g_new (guint32, n);

  correlate (layer, values);
  for (gsize k = 0; k < (gsize)n * n; k++)
    sizes[k] = flips ? fabs (values[k]) : values[k];
  if (!ws_assignment_solve (sizes, n, TRUE, columns, NULL, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      self->order[first + i] = columns[i];
      self->sign[first + i] = flips && values[(gsize)i * n + columns[i]] < 0 ? -1 : 1;
    }
  return TRUE;
}

WsAlignment *
ws_align_by_units (const WsArch *arch,
                   WsActivation  act,
                   const float  *reference,
                   const float  *units,
                   guint         n_images,
                   gboolean      signs,
                   GError      **error)
{
  g_autoptr (WsAlignment) self = ws_alignment_new (arch);
  guint n_units = ws_arch_count_units (arch);

  if (!ws_all_finite (reference, (gsize)n_images * n_units) ||
      !ws_all_finite (units, (gsize)n_images * n_units))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                   "an activation of a network to be aligned is not a finite number");
      return NULL;
    }
  for (guint l = 0; l < arch->n_layers; l++)
    {
      g_auto (Layer) layer = { 0 };
      guint start, places;

      if (!ws_arch_find_units (arch, l, NULL, &start, &places))
        continue;
      layer_init (&layer, arch->layers[l].n_out, places, n_images, n_units);
      layer.units[0] = reference + start;
      layer.units[1] = units + start;
      if (!align_layer (self, l, &layer, signs && ws_arch_can_flip (arch, act, l), error))
        return NULL;
    }
  return g_steal_pointer (&self);
}
