/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/text-private.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Middle of a digit above the base line, as a share of the size. */
#define DIGIT_MIDDLE 0.36

void
ws_text_meter_init (WsTextMeter *self, const WsTheme *theme)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoAttrList        *attributes = pango_attr_list_new ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("en"));

  self->family = theme->family;
  self->layout = pango_layout_new (context);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (self->layout, attributes);
  pango_attr_list_unref (attributes);
  g_object_unref (context);
}

void
ws_text_meter_clear (WsTextMeter *self)
{
  g_clear_object (&self->layout);
}

static void
set_text (WsTextMeter *self, const char *text, double size, gboolean is_bold)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family_static (font, self->family);
  pango_font_description_set_weight (font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_layout_set_font_description (self->layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (self->layout, text, -1);
}

void
ws_text_measure (
    WsTextMeter *self, const char *text, double size, gboolean is_bold, WsTextSize *out)
{
  PangoRectangle ink, logical;
  double         base;

  set_text (self, text, size, is_bold);
  pango_layout_get_extents (self->layout, &ink, &logical);
  base = (double)pango_layout_get_baseline (self->layout) / PANGO_SCALE;
  out->width = (double)logical.width / PANGO_SCALE;
  out->ascent = base;
  out->descent = (double)(logical.y + logical.height) / PANGO_SCALE - base;
  out->ink_top = (double)ink.y / PANGO_SCALE - base;
  out->ink_bottom = (double)(ink.y + ink.height) / PANGO_SCALE - base;
}

double
ws_text_width (WsTextMeter *self, const char *text, double size, gboolean is_bold)
{
  WsTextSize measure;

  ws_text_measure (self, text, size, is_bold, &measure);
  return measure.width;
}

char *
ws_text_fit (WsTextMeter *self, const char *text, double size, gboolean is_bold, double width)
{
  glong n = g_utf8_strlen (text, -1), low = 0, high = n;

  if (ws_text_width (self, text, size, is_bold) <= width)
    return g_strdup (text);
  while (low < high) /* the longest beginning that fits with its ellipsis */
    {
      glong            middle = (low + high + 1) / 2;
      g_autofree char *start = g_utf8_substring (text, 0, middle);
      g_autofree char *cut = g_strconcat (g_strchomp (start), "…", NULL);

      if (ws_text_width (self, cut, size, is_bold) <= width)
        low = middle;
      else
        high = middle - 1;
    }
  {
    g_autofree char *start = g_utf8_substring (text, 0, low);

    return g_strconcat (g_strchomp (start), "…", NULL);
  }
}

static void
wrap_paragraph (WsTextMeter *self,
                const char  *text,
                double       size,
                gboolean     is_bold,
                double       width,
                GPtrArray   *lines)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *longer =
          line->len > 0 ? g_strconcat (line->str, " ", words[i], NULL) : g_strdup (words[i]);

      if (line->len > 0 && ws_text_width (self, longer, size, is_bold) > width)
        {
          g_ptr_array_add (lines, g_string_free (line, FALSE));
          line = g_string_new (words[i]);
        }
      else
        g_string_assign (line, longer);
    }
  g_ptr_array_add (lines, g_string_free (line, FALSE));
}

char **
ws_text_wrap (WsTextMeter *self,
              const char  *text,
              double       size,
              gboolean     is_bold,
              double       width,
              guint        max_lines)
{
  g_auto (GStrv) paragraphs = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *out = g_ptr_array_new ();

  for (guint i = 0; paragraphs[i] != NULL; i++)
    wrap_paragraph (self, paragraphs[i], size, is_bold, width, lines);
  for (guint i = 0; i < lines->len && i < max_lines; i++)
    {
      const char      *line = g_ptr_array_index (lines, i);
      g_autofree char *marked = NULL;

      if (i + 1 == max_lines && lines->len > max_lines) /* what is left must show as left away */
        line = marked = g_strconcat (line, " ", (char *)g_ptr_array_index (lines, i + 1), NULL);
      g_ptr_array_add (out, ws_text_fit (self, line, size, is_bold, width));
    }
  g_ptr_array_add (out, NULL);
  return (char **)g_ptr_array_free (out, FALSE);
}

static void
item_clear (gpointer data)
{
  g_free (((WsTextItem *)data)->text);
}

GArray *
ws_text_items_new (void)
{
  GArray *items = g_array_new (FALSE, TRUE, sizeof (WsTextItem));

  g_array_set_clear_func (items, item_clear);
  return items;
}

void
ws_text_add (GArray            *items,
             WsTextMeter       *self,
             const char        *text,
             const WsTextStyle *style,
             double             x,
             double             y)
{
  WsTextItem item = { style->role };
  WsTextSize m;

  ws_text_measure (self, text, style->size, style->is_bold, &m);
  switch (style->anchor)
    {
    case WS_ANCHOR_TOP:
      y += m.ascent;
      break;
    case WS_ANCHOR_MIDDLE:
      y += DIGIT_MIDDLE * style->size;
      break;
    case WS_ANCHOR_BOTTOM:
      y -= m.descent;
      break;
    case WS_ANCHOR_BASELINE:
    default:
      break;
    }
  item.text = g_strdup (text);
  item.x = x - style->h_align * m.width;
  item.y = y;
  item.width = m.width;
  item.size = style->size;
  item.is_bold = style->is_bold;
  item.color = style->color;
  item.box = (WsRect){ item.x, y + m.ink_top, m.width, m.ink_bottom - m.ink_top };
  g_array_append_val (items, item);
}

void
ws_text_add_turned (GArray            *items,
                    WsTextMeter       *self,
                    const char        *text,
                    const WsTextStyle *style,
                    double             x,
                    double             y)
{
  WsTextItem item = { style->role };
  WsTextSize m;

  ws_text_measure (self, text, style->size, style->is_bold, &m);
  item.text = g_strdup (text);
  item.x = x + (m.ascent - m.descent) / 2;
  item.y = y + m.width / 2;
  item.width = m.width;
  item.size = style->size;
  item.is_bold = style->is_bold;
  item.is_turned = TRUE;
  item.color = style->color;
  item.box = (WsRect){ item.x + m.ink_top, y - m.width / 2, m.ink_bottom - m.ink_top, m.width };
  g_array_append_val (items, item);
}

gboolean
ws_is_vector_file (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));

  return type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_PS ||
         type == CAIRO_SURFACE_TYPE_SVG;
}

void
ws_text_draw (cairo_t *cr, WsTextMeter *self, const WsTextItem *item)
{
  set_text (self, item->text, item->size, item->is_bold);
  cairo_save (cr);
  cairo_set_source_rgba (cr, item->color.r, item->color.g, item->color.b, item->color.a);
  cairo_translate (cr, item->x, item->y);
  if (item->is_turned)
    cairo_rotate (cr, -G_PI / 2);
  cairo_new_path (cr);
  cairo_move_to (cr, 0, 0);
  if (ws_is_vector_file (cr)) /* text must stay text */
    pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (self->layout, 0));
  else
    {
      /* cairo sets glyphs of images on whole pixels, which spaces small type badly */
      pango_cairo_layout_line_path (cr, pango_layout_get_line_readonly (self->layout, 0));
      cairo_fill (cr);
    }
  cairo_restore (cr);
}
