/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/draw-private.h"

#include <math.h>
#include <string.h>

/* Places between pixels, a side. */
#define N_SUB 4
#define MOST_STYLES 255

/* One marker at one place between pixels. A pixel becomes constant + color[weight] + old × through,
 * where the constant holds outline and paper. */
typedef struct
{
  guint32 *constant;
  guint8  *weight, *through;
  gint    *first, *last; /* of each row, the pixels that change; first > last: none */
} Sprite;

typedef struct
{
  WsRasterStyle look;
  gint          reach; /* the sprite covers -reach … reach around its pixel */
  gint          size;
  Sprite        sub[N_SUB * N_SUB];
} Style;

struct _WsRaster
{
  Style  *styles[MOST_STYLES];
  guint   n_styles;
  guint   n_colors;
  guint32 premultiplied[256][256]; /* [color][weight] */
};

WsRaster *
ws_raster_new (void)
{
  return g_new0 (WsRaster, 1);
}

static void
style_free (Style *style)
{
  for (guint s = 0; s < N_SUB * N_SUB; s++)
    {
      g_free (style->sub[s].constant);
      g_free (style->sub[s].weight);
      g_free (style->sub[s].through);
      g_free (style->sub[s].first);
      g_free (style->sub[s].last);
    }
  g_free (style);
}

void
ws_raster_clear_styles (WsRaster *self)
{
  for (guint i = 0; i < self->n_styles; i++)
    style_free (self->styles[i]);
  self->n_styles = 0;
}

void
ws_raster_free (WsRaster *self)
{
  ws_raster_clear_styles (self);
  g_free (self);
}

/* -- sprites -- */

static gboolean
same_color (const WsColor *a, const WsColor *b)
{
  return fabs (a->r - b->r) + fabs (a->g - b->g) + fabs (a->b - b->b) + fabs (a->a - b->a) < 1e-6;
}

static gboolean
same_look (const WsRasterStyle *a, const WsRasterStyle *b)
{
  return a->marker == b->marker && a->fill == b->fill && fabs (a->radius - b->radius) < 1e-6 &&
         fabs (a->outline_width - b->outline_width) < 1e-6 &&
         fabs (a->opacity - b->opacity) < 1e-6 && same_color (&a->outline, &b->outline) &&
         same_color (&a->paper, &b->paper);
}

/* Coverage of one part, drawn by cairo as the vector path draws it. */
static void
cover (const Style *style, WsMarkerPart part, double fx, double fy, guint8 *coverage)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, style->size, style->size);
  cairo_t         *cr = cairo_create (surface);

  ws_marker_fill_part (cr, &style->look, part, style->reach + fx, style->reach + fy);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (gint y = 0; y < style->size; y++)
    memcpy (coverage + (gsize)y * (gsize)style->size,
            cairo_image_surface_get_data (surface) +
                (gsize)y * (gsize)cairo_image_surface_get_stride (surface),
            (gsize)style->size);
  cairo_surface_destroy (surface);
}

static guint32
channels (double r, double g, double b)
{
  return (guint32)lround (r) << 16 | (guint32)lround (g) << 8 | (guint32)lround (b);
}

static guint32
scaled (const WsColor *color, double weight)
{
  return channels (color->r * weight, color->g * weight, color->b * weight);
}

static void
make_sprite (Style *style, guint s)
{
  gsize              n = (gsize)style->size * (gsize)style->size;
  Sprite            *sprite = &style->sub[s];
  g_autofree guint8 *parts = g_malloc (WS_N_PARTS * n);
  double             fx = (s % N_SUB + 0.5) / N_SUB, fy = (s / N_SUB + 0.5) / N_SUB;

  sprite->constant = g_new0 (guint32, n);
  sprite->weight = g_new0 (guint8, n);
  sprite->through = g_new0 (guint8, n);
  sprite->first = g_new (gint, style->size);
  sprite->last = g_new (gint, style->size);
  for (guint part = 0; part < WS_N_PARTS; part++)
    cover (style, (WsMarkerPart)part, fx, fy, parts + part * n);
  for (gint y = 0; y < style->size; y++)
    {
      sprite->first[y] = style->size;
      sprite->last[y] = -1;
      for (gint x = 0; x < style->size; x++)
        {
          gsize  i = (gsize)y * (gsize)style->size + (gsize)x;
          double paper = parts[WS_PART_PAPER * n + i] / 255.0 * style->look.opacity;
          double color = parts[WS_PART_COLOR * n + i] / 255.0 * style->look.opacity;
          double outline =
              parts[WS_PART_OUTLINE * n + i] / 255.0 * style->look.opacity * style->look.outline.a;
          double p = paper * (1 - color) * (1 - outline) * 255, o = outline * 255;
          double rest = paper + color > 0 || outline > 0
                            ? (1 - paper) * (1 - color) * (1 - outline) * 255
                            : 255;
          int    fixed = (int)lround (p + o), through = (int)lround (rest);

          /* the three parts add up to 255, so that no channel can overflow */
          through = MIN (through, 255 - fixed);
          sprite->through[i] = (guint8)through;
          sprite->weight[i] = (guint8)(255 - fixed - through);
          sprite->constant[i] = channels (style->look.paper.r * p + style->look.outline.r * o,
                                          style->look.paper.g * p + style->look.outline.g * o,
                                          style->look.paper.b * p + style->look.outline.b * o);
          if (sprite->through[i] == 255)
            continue;
          sprite->first[y] = MIN (sprite->first[y], x);
          sprite->last[y] = x;
        }
    }
}

guint
ws_raster_add_style (WsRaster *self, const WsRasterStyle *style)
{
  Style *made;

  for (guint i = 0; i < self->n_styles; i++)
    if (same_look (&self->styles[i]->look, style))
      return i;
  if (self->n_styles == MOST_STYLES)
    return MOST_STYLES - 1;
  made = g_new0 (Style, 1);
  made->look = *style;
  made->look.radius = CLAMP (style->radius, 0.1, 60);
  made->reach = (gint)ceil (ws_marker_reach (&made->look)) + 1;
  made->size = 2 * made->reach + 1;
  for (guint s = 0; s < N_SUB * N_SUB; s++)
    make_sprite (made, s);
  self->styles[self->n_styles] = made;
  return self->n_styles++;
}

guint
ws_raster_get_n_styles (const WsRaster *self)
{
  return self->n_styles;
}

void
ws_raster_set_palette (WsRaster *self, const WsColor *colors, guint n_colors)
{
  self->n_colors = MIN (n_colors, 256);
  for (guint c = 0; c < self->n_colors; c++)
    for (guint weight = 0; weight < 256; weight++)
      self->premultiplied[c][weight] = scaled (&colors[c], weight);
}

/* -- drawing -- */

typedef struct
{
  gint x0, y0, x1, y1; /* right and bottom left out */
} Clip;

static Clip
clip_of (cairo_surface_t *surface, const WsRect *rect)
{
  Clip clip = { 0, 0, cairo_image_surface_get_width (surface),
                cairo_image_surface_get_height (surface) };

  if (rect != NULL)
    {
      clip.x0 = (gint)CLAMP (round (rect->x), 0, clip.x1);
      clip.y0 = (gint)CLAMP (round (rect->y), 0, clip.y1);
      clip.x1 = (gint)CLAMP (round (rect->x + rect->w), clip.x0, clip.x1);
      clip.y1 = (gint)CLAMP (round (rect->y + rect->h), clip.y0, clip.y1);
    }
  return clip;
}

static inline guint32
blend (guint32 constant, guint32 color, guint32 old, guint32 through)
{
  guint32 t = through + (through >> 7); /* 255 keeps all */
  guint32 rb = ((old & 0xff00ff) * t + 0x800080) >> 8 & 0xff00ff;
  guint32 g = ((old & 0x00ff00) * t + 0x008000) >> 8 & 0x00ff00;

  return constant + color + rb + g; /* weights add up to 255 at most: no channel overflows */
}

static void
draw_point (guint32       *pixels,
            gsize          stride,
            const Clip    *clip,
            const Style   *style,
            const Sprite  *sprite,
            const guint32 *colors,
            gint           left,
            gint           top)
{
  gint row0 = MAX (0, clip->y0 - top), row1 = MIN (style->size, clip->y1 - top);

  for (gint row = row0; row < row1; row++)
    {
      gsize          at = (gsize)row * (gsize)style->size;
      const guint32 *constant = sprite->constant + at;
      const guint8  *weight = sprite->weight + at, *through = sprite->through + at;
      guint32       *out = pixels + (gsize)(top + row) * stride;
      gint           from = MAX (sprite->first[row], clip->x0 - left);
      gint           to = MIN (sprite->last[row], clip->x1 - left - 1);

      for (gint x = from; x <= to; x++)
        out[left + x] = blend (constant[x], colors[weight[x]], out[left + x], through[x]);
    }
}

gsize
ws_raster_draw (WsRaster           *self,
                cairo_surface_t    *surface,
                const WsRect       *clip_rect,
                const WsRasterView *view,
                const float        *x,
                const float        *y,
                const guint8       *color,
                const guint8       *style,
                gsize               n)
{
  Clip     clip;
  guint32 *pixels;
  gsize    stride, drawn = 0;

  g_return_val_if_fail (cairo_image_surface_get_format (surface) == CAIRO_FORMAT_RGB24, 0);
  clip = clip_of (surface, clip_rect);
  pixels = (guint32 *)(void *)cairo_image_surface_get_data (surface);
  stride = (gsize)cairo_image_surface_get_stride (surface) / 4;
  if (pixels == NULL || self->n_styles == 0)
    return 0;
  for (gsize i = 0; i < n; i++)
    {
      guint        id = style != NULL ? style[i] : 0;
      double       px = view->ax * (double)x[i] + view->bx, py = view->ay * (double)y[i] + view->by;
      const Style *look;
      gint         ix, iy;

      if (id >= self->n_styles || color[i] >= self->n_colors)
        continue;
      look = self->styles[id];
      /* written so that NaN is left out */
      if (!(px > clip.x0 - look->reach && px < clip.x1 + look->reach &&
            py > clip.y0 - look->reach && py < clip.y1 + look->reach))
        continue;
      ix = (gint)floor (px);
      iy = (gint)floor (py);
      draw_point (pixels, stride, &clip, look,
                  &look->sub[(gint)((py - iy) * N_SUB) * N_SUB + (gint)((px - ix) * N_SUB)],
                  self->premultiplied[color[i]], ix - look->reach, iy - look->reach);
      drawn++;
    }
  return drawn;
}
