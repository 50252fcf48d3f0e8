/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/atlas.h"

#include <glib/gi18n.h>

#define NAME_WIDTH 96 /* px for the class names on the left */
#define GAP 3

/* -- data -- */

static void
copy_image (const WsImages *images, guint32 index, guint8 *to, gsize stride)
{
  gsize         area = (gsize)images->width * images->height;
  const guint8 *from = images->pixels + index * area * images->channels;

  for (guint y = 0; y < images->height; y++)
    for (guint x = 0; x < images->width; x++)
      for (guint c = 0; c < 3; c++)
        {
          guint plane = images->channels == 3 ? c : 0;

          to[y * stride + x * 3 + c] = from[plane * area + (gsize)y * images->width + x];
        }
}

WsAtlasData *
ws_atlas_data_new (const WsDataset *dataset, guint n_columns)
{
  const WsImages   *images = dataset->train;
  WsAtlasData      *self = g_new0 (WsAtlasData, 1);
  gsize             stride = (gsize)n_columns * images->width * 3;
  gsize             size = stride * images->height * images->n_classes;
  guint8           *pixels = g_malloc0 (size);
  g_autofree guint *filled = g_new0 (guint, images->n_classes);

  self->n_classes = images->n_classes;
  self->n_columns = n_columns;
  self->width = images->width;
  self->height = images->height;
  self->names = g_new0 (char *, self->n_classes + 1);
  self->image = g_new (guint32, (gsize)self->n_classes * n_columns);
  for (guint i = 0; i < self->n_classes * n_columns; i++)
    self->image[i] = G_MAXUINT32;
  for (guint c = 0; c < self->n_classes; c++)
    self->names[c] = dataset->class_names != NULL ? g_strdup (dataset->class_names[c])
                                                  : g_strdup_printf ("%u", c);
  for (guint32 i = 0; i < images->n; i++)
    {
      guint c = images->labels[i];

      if (c >= self->n_classes || filled[c] == n_columns)
        continue;
      copy_image (images, i,
                  pixels + c * images->height * stride + (gsize)filled[c] * images->width * 3,
                  stride);
      self->image[c * n_columns + filled[c]++] = i;
    }
  self->pixels = g_bytes_new_take (pixels, size);
  return self;
}

void
ws_atlas_data_free (WsAtlasData *self)
{
  if (self == NULL)
    return;
  g_free (self->image);
  g_strfreev (self->names);
  g_bytes_unref (self->pixels);
  g_free (self);
}

/* -- widget -- */

struct _WsAtlas
{
  GtkWidget    parent_instance;
  WsAtlasData *data;
  GdkTexture  *texture;
  guint        row, column; /* keyboard's place */
};

G_DEFINE_FINAL_TYPE (WsAtlas, ws_atlas, GTK_TYPE_WIDGET)

/* Side of a tile and how many columns are shown: as many whole images as fit at twice their size,
 * stretched to fill the width. */
static guint
measure_tiles (WsAtlas *self, int width, int height, double *tile)
{
  double rows = self->data->n_classes;
  double by_height = (height - GAP * (rows - 1)) / rows;
  double side = MAX (by_height, 12);
  guint  n = (guint)MAX (1, (width - NAME_WIDTH + GAP) / (side + GAP));

  *tile = side;
  return MIN (n, self->data->n_columns);
}

static void
ws_atlas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WsAtlas *self = WS_ATLAS (widget);
  int      width = gtk_widget_get_width (widget);
  int      height = gtk_widget_get_height (widget);
  double   tile;
  guint    n;

  if (self->data == NULL || width <= NAME_WIDTH)
    return;
  n = measure_tiles (self, width, height, &tile);
  for (guint c = 0; c < self->data->n_classes; c++)
    {
      g_autoptr (PangoLayout) layout =
          gtk_widget_create_pango_layout (widget, self->data->names[c]);
      float   y = (float)(c * (tile + GAP));
      GdkRGBA color;
      int     text_height;

      gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
      pango_layout_set_width (layout, (NAME_WIDTH - 12) * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_get_pixel_size (layout, NULL, &text_height);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT (0, y + ((float)tile - (float)text_height) / 2));
      gtk_snapshot_append_layout (snapshot, layout, &color);
      gtk_snapshot_restore (snapshot);
      for (guint i = 0; i < n; i++)
        {
          float           x = (float)(NAME_WIDTH + i * (tile + GAP));
          graphene_rect_t box = GRAPHENE_RECT_INIT (x, y, (float)tile, (float)tile);
          float           whole_w = (float)tile * (float)self->data->n_columns;
          float           whole_h = (float)tile * (float)self->data->n_classes;
          graphene_rect_t whole = GRAPHENE_RECT_INIT (x - (float)i * (float)tile,
                                                      y - (float)c * (float)tile, whole_w, whole_h);
          GskRoundedRect  clip;

          if (self->data->image[c * self->data->n_columns + i] == G_MAXUINT32)
            continue;
          gsk_rounded_rect_init_from_rect (&clip, &box, 3);
          gtk_snapshot_push_rounded_clip (snapshot, &clip);
          gtk_snapshot_append_texture (snapshot, self->texture, &whole);
          gtk_snapshot_pop (snapshot);
          if (gtk_widget_has_visible_focus (widget) && c == self->row && i == self->column)
            {
              const float   ring[4] = { 2, 2, 2, 2 };
              const GdkRGBA colors[4] = { color, color, color, color };

              gtk_snapshot_append_border (snapshot, &clip, ring, colors);
            }
        }
    }
}

static void
ws_atlas_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  WsAtlas *self = WS_ATLAS (widget);
  int      rows = self->data != NULL ? (int)self->data->n_classes : 10;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = NAME_WIDTH + 3 * 40;
      *natural = NAME_WIDTH + 14 * 40;
    }
  else
    {
      *minimum = rows * (24 + GAP);
      *natural = rows * (38 + GAP);
    }
}

static char *
describe_tile (WsAtlas *self, guint row, guint column)
{
  guint32 image = self->data->image[row * self->data->n_columns + column];

  if (image == G_MAXUINT32)
    return NULL;
  /* Translators: an image's number in its set, and its class */
  return g_strdup_printf (_ ("Image %u, class %u (%s)"), image, row, self->data->names[row]);
}

static gboolean
ws_atlas_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  WsAtlas         *self = WS_ATLAS (widget);
  g_autofree char *text = NULL;
  double           tile;
  guint            n, row, column;

  if (self->data == NULL)
    return FALSE;
  n = measure_tiles (self, gtk_widget_get_width (widget), gtk_widget_get_height (widget), &tile);
  if (keyboard)
    {
      row = self->row;
      column = self->column;
    }
  else
    {
      if (x < NAME_WIDTH)
        return FALSE;
      row = (guint)(y / (tile + GAP));
      column = (guint)((x - NAME_WIDTH) / (tile + GAP));
    }
  if (row >= self->data->n_classes || column >= n)
    return FALSE;
  text = describe_tile (self, row, column);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static gboolean
key_pressed_cb (
    GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, WsAtlas *self)
{
  g_autofree char *text = NULL;
  double           tile;
  guint            n;

  if (self->data == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  n = measure_tiles (self, gtk_widget_get_width (GTK_WIDGET (self)),
                     gtk_widget_get_height (GTK_WIDGET (self)), &tile);
  if (keyval == GDK_KEY_Left && self->column > 0)
    self->column--;
  else if (keyval == GDK_KEY_Right && self->column + 1 < n)
    self->column++;
  else if (keyval == GDK_KEY_Up && self->row > 0)
    self->row--;
  else if (keyval == GDK_KEY_Down && self->row + 1 < self->data->n_classes)
    self->row++;
  else
    return GDK_EVENT_PROPAGATE;
  text = describe_tile (self, self->row, self->column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
  return GDK_EVENT_STOP;
}

static void
ws_atlas_dispose (GObject *object)
{
  WsAtlas *self = WS_ATLAS (object);

  g_clear_pointer (&self->data, ws_atlas_data_free);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (ws_atlas_parent_class)->dispose (object);
}

static void
ws_atlas_class_init (WsAtlasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_atlas_dispose;
  widget_class->snapshot = ws_atlas_snapshot;
  widget_class->measure = ws_atlas_measure;
  widget_class->query_tooltip = ws_atlas_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "atlas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ws_atlas_init (WsAtlas *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Sample images by class"), -1);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
ws_atlas_new (void)
{
  return g_object_new (WS_TYPE_ATLAS, NULL);
}

void
ws_atlas_set_data (WsAtlas *self, WsAtlasData *data)
{
  g_return_if_fail (WS_IS_ATLAS (self));
  g_clear_object (&self->texture);
  g_clear_pointer (&self->data, ws_atlas_data_free);
  self->data = data;
  self->row = self->column = 0;
  if (data != NULL)
    self->texture = gdk_memory_texture_new (
        (int)(data->n_columns * data->width), (int)(data->n_classes * data->height),
        GDK_MEMORY_R8G8B8, data->pixels, (gsize)data->n_columns * data->width * 3);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
