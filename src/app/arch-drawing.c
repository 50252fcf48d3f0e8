/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/arch-drawing.h"

#include <glib/gi18n.h>
#include <math.h>

#define HEIGHT 190
#define TEXT_LINES 3
#define MAX_BOXES 16

struct _WsArchDrawing
{
  GtkWidget parent_instance;

  const WsArch *arch;
};

G_DEFINE_FINAL_TYPE (WsArchDrawing, ws_arch_drawing, GTK_TYPE_WIDGET)

/* The image, or what a layer gives after pooling and activation. */
typedef struct
{
  const WsLayer *layer; /* NULL: the image */
  guint          value; /* number of it */
  guint          channels, height, width;
} Box;

/* A path that goes past layers: from the output of one box to that of another. */
typedef struct
{
  guint from, to;
} Skip;

typedef struct
{
  Box   boxes[MAX_BOXES];
  Skip  skips[MAX_BOXES];
  guint n, n_skips;
} Plan;

/* The box that a value, or what it is made of on a skip path, belongs to. */
static guint
find_source (const WsArch *arch, const guint *owner, guint value)
{
  while (owner[value] == G_MAXUINT)
    value = arch->ops[value - 1].a;
  return owner[value];
}

/* Layers on the straight way from the image to the classes. */
static void
make_plan (const WsArch *arch, Plan *plan)
{
  g_autofree guint *owner = g_new (guint, arch->n_ops + 1); /* box of each value */

  plan->boxes[0] = (Box){ NULL, 0, arch->channels, arch->height, arch->width };
  plan->n = 1;
  plan->n_skips = 0;
  owner[0] = 0;
  for (guint i = 0; i < arch->n_ops; i++)
    {
      const WsOp *op = &arch->ops[i];
      Box        *last = &plan->boxes[plan->n - 1];
      gboolean    is_layer = op->kind == WS_OP_CONV || op->kind == WS_OP_LINEAR;

      owner[i + 1] = G_MAXUINT;
      if (is_layer && !arch->layers[op->layer].is_skip && plan->n < MAX_BOXES)
        last = &plan->boxes[plan->n++];
      else if (is_layer || op->kind == WS_OP_CROP || (op->a != last->value && op->b != last->value))
        continue;
      if (op->kind == WS_OP_ADD && plan->n_skips < MAX_BOXES)
        plan->skips[plan->n_skips++] =
            (Skip){ find_source (arch, owner, op->a == last->value ? op->b : op->a), plan->n - 1 };
      *last = (Box){ is_layer ? &arch->layers[op->layer] : last->layer, i + 1, op->channels,
                     op->kind == WS_OP_FLATTEN ? last->height : op->height,
                     op->kind == WS_OP_FLATTEN ? last->width : op->width };
      if (op->kind == WS_OP_FLATTEN)
        last->channels = last->channels / MAX (1, last->height * last->width);
      owner[i + 1] = plan->n - 1;
    }
}

static char *
name_box (const Box *box)
{
  return g_strdup (box->layer != NULL ? box->layer->name : _ ("image"));
}

static char *
size_of_box (const Box *box)
{
  if (box->height * box->width == 1)
    return g_strdup_printf ("%u", box->channels);
  return g_strdup_printf ("%u × %u × %u", box->channels, box->height, box->width);
}

static char *
count_of_box (const Box *box)
{
  if (box->layer == NULL)
    return g_strdup ("");
  return g_strdup_printf (ngettext ("%u value", "%u values", (gulong)box->layer->length),
                          (guint)box->layer->length);
}

static char *
describe (const WsArch *arch)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Plan plan;

  make_plan (arch, &plan);
  for (guint i = 0; i < plan.n; i++)
    {
      g_autofree char *name = name_box (&plan.boxes[i]), *size = size_of_box (&plan.boxes[i]);

      g_string_append_printf (text, "%s%s %s", i > 0 ? " → " : "", name, size);
    }
  for (guint i = 0; i < plan.n_skips; i++)
    {
      g_autofree char *from = name_box (&plan.boxes[plan.skips[i].from]);
      g_autofree char *to = name_box (&plan.boxes[plan.skips[i].to]);

      /* Translators: names of two layers; the first is added to the second */
      g_string_append_printf (text, _ ("; %s is added to %s"), from, to);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* -- drawing -------------------------------------------------------------------------------------
 */

typedef struct
{
  WsArchDrawing *self;
  GtkSnapshot   *snapshot;
  GdkRGBA        ink;
  double         step, middle; /* px: between boxes; height of the drawing's axis */
} Drawing;

static void
append_frame (Drawing *d, double x, double y, double width, double height, float alpha)
{
  GskRoundedRect rect;
  GdkRGBA        line = d->ink, fill = d->ink;
  float          widths[4] = { 1, 1, 1, 1 };

  fill.alpha = alpha;
  gsk_rounded_rect_init_from_rect (
      &rect, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height), 2);
  gtk_snapshot_push_rounded_clip (d->snapshot, &rect);
  gtk_snapshot_append_color (d->snapshot, &fill, &rect.bounds);
  gtk_snapshot_pop (d->snapshot);
  gtk_snapshot_append_border (d->snapshot, &rect, widths, (GdkRGBA[]){ line, line, line, line });
}

/* Sides as roots, so that a 3 × 3 map is still seen beside a 28 × 28 one. */
static double
get_side (const Drawing *d, guint side)
{
  return fmin (d->step * 0.42, 15 * sqrt ((double)side));
}

static void
append_maps (Drawing *d, const Box *box, double x)
{
  double width = get_side (d, box->width), height = get_side (d, box->height);
  guint  n = MIN (box->channels, 4);
  double shift = n > 1 ? fmin (5, d->step * 0.1) : 0;

  for (guint i = 0; i < n; i++)
    append_frame (d, x - 0.5 * (width + shift * (n - 1)) + shift * i,
                  d->middle - 0.5 * (height + shift * (n - 1)) + shift * i, width, height, 0.12f);
}

static void
append_units (Drawing *d, const Box *box, double x)
{
  double height = fmin (2 * d->middle - 8, 3.5 * box->channels + 6);

  append_frame (d, x - 5, d->middle - 0.5 * height, 10, height, 0.12f);
}

static void
append_text (Drawing *d, const char *text, double x, guint line, gboolean is_dim)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (d->self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GdkRGBA color = d->ink;
  int     width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (is_dim ? 0.82 : 0.9));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  color.alpha = is_dim ? 0.7f : 1;
  gtk_snapshot_save (d->snapshot);
  gtk_snapshot_translate (d->snapshot, &GRAPHENE_POINT_INIT ((float)(x - 0.5 * width),
                                                             (float)(2 * d->middle + line * 17)));
  gtk_snapshot_append_layout (d->snapshot, layout, &color);
  gtk_snapshot_restore (d->snapshot);
}

static void
append_arrow (Drawing *d, double x)
{
  GdkRGBA color = d->ink;

  color.alpha = 0.5f;
  gtk_snapshot_append_color (d->snapshot, &color,
                             &GRAPHENE_RECT_INIT ((float)(x - 0.16 * d->step), (float)d->middle,
                                                  (float)(0.32 * d->step), 1));
}

/* Up, across and down again, above the boxes. */
static void
append_skip (Drawing *d, const Skip *skip)
{
  float x0 = (float)((skip->from + 0.5) * d->step), x1 = (float)((skip->to + 0.5) * d->step);

  gtk_snapshot_append_color (d->snapshot, &d->ink, &GRAPHENE_RECT_INIT (x0, 2, x1 - x0, 1));
  gtk_snapshot_append_color (d->snapshot, &d->ink, &GRAPHENE_RECT_INIT (x0, 2, 1, 10));
  gtk_snapshot_append_color (d->snapshot, &d->ink, &GRAPHENE_RECT_INIT (x1, 2, 1, 10));
}

static void
ws_arch_drawing_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  Drawing d = { .self = WS_ARCH_DRAWING (widget), .snapshot = snapshot };
  Plan    plan;

  if (d.self->arch == NULL)
    return;
  make_plan (d.self->arch, &plan);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &d.ink);
  d.step = (double)gtk_widget_get_width (widget) / plan.n;
  d.middle = 0.5 * (gtk_widget_get_height (widget) - TEXT_LINES * 17);
  for (guint i = 0; i < plan.n; i++)
    {
      const Box       *box = &plan.boxes[i];
      g_autofree char *name = name_box (box), *size = size_of_box (box);
      g_autofree char *count = count_of_box (box);
      double           x = (i + 0.5) * d.step;

      if (box->height * box->width > 1)
        append_maps (&d, box, x);
      else
        append_units (&d, box, x);
      append_text (&d, name, x, 0, FALSE);
      append_text (&d, size, x, 1, TRUE);
      append_text (&d, count, x, 2, TRUE);
      if (i > 0)
        append_arrow (&d, i * d.step);
    }
  for (guint i = 0; i < plan.n_skips; i++)
    append_skip (&d, &plan.skips[i]);
}

static void
ws_arch_drawing_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 360 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : HEIGHT;
}

void
ws_arch_drawing_set_arch (WsArchDrawing *self, const WsArch *arch)
{
  g_autofree char *words = NULL;

  g_return_if_fail (WS_IS_ARCH_DRAWING (self));
  self->arch = arch;
  words = arch != NULL ? describe (arch) : g_strdup ("");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ws_arch_drawing_class_init (WsArchDrawingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = ws_arch_drawing_snapshot;
  widget_class->measure = ws_arch_drawing_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ws_arch_drawing_init (WsArchDrawing *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Architecture"), -1);
}

GtkWidget *
ws_arch_drawing_new (void)
{
  return g_object_new (WS_TYPE_ARCH_DRAWING, NULL);
}
