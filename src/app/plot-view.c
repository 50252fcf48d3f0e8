/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/plot-view-private.h"
#include "plot/render.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_MIN_HEIGHT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint       signal_picked;

G_DEFINE_FINAL_TYPE (WsPlotView, ws_plot_view, GTK_TYPE_WIDGET)

/* -- look -- */

static WsColor
color_from_rgba (const GdkRGBA *rgba)
{
  return (WsColor){ (double)rgba->red, (double)rgba->green, (double)rgba->blue, 1.0 };
}

/* What lies under the widget: the window, or the card it stands on. */
static WsColor
ground_of (GtkWidget *widget, const WsColor *fallback)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  WsColor          ground = *fallback;
  GdkRGBA          rgba;

  if (gtk_style_context_lookup_color (context, "window_bg_color", &rgba))
    ground = color_from_rgba (&rgba);
  while (widget != NULL && !gtk_widget_has_css_class (widget, "card"))
    widget = gtk_widget_get_parent (widget);
  if (widget != NULL && gtk_style_context_lookup_color (context, "card_bg_color", &rgba))
    {
      WsColor card = color_from_rgba (&rgba);

      ground = ws_color_mix (&ground, &card, (double)rgba.alpha);
    }
  return ground;
}

void
ws_plot_theme_for_widget (GtkWidget *widget, WsTheme *theme)
{
  AdwStyleManager      *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  PangoContext         *context = gtk_widget_get_pango_context (widget);
  PangoFontDescription *font = pango_context_get_font_description (context);
  GdkRGBA               rgba;

  ws_theme_init (theme, adw_style_manager_get_dark (style) ? WS_THEME_DARK : WS_THEME_LIGHT);
  if (font != NULL && pango_font_description_get_size (font) > 0)
    {
      double size = pango_font_description_get_size (font) / (double)PANGO_SCALE;

      if (!pango_font_description_get_size_is_absolute (font))
        size *= 96.0 / 72.0; /* points to CSS pixels */
      ws_theme_set_text_size (theme, size * 0.82);
      if (pango_font_description_get_family (font) != NULL)
        g_strlcpy (theme->family, pango_font_description_get_family (font), sizeof theme->family);
    }
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &rgba);
  theme->text = color_from_rgba (&rgba);
  theme->background = ground_of (widget, &theme->background);
  theme->is_transparent = TRUE;
  theme->has_source = FALSE;
  theme->high_contrast = adw_style_manager_get_high_contrast (style);
}

static void
forget_drawing (WsPlotView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->layout, ws_figure_layout_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
ws_plot_view_ensure_layout (WsPlotView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->figure == NULL || width < 8 || height < 8)
    return FALSE;
  if (self->layout != NULL && width == self->drawn_width && height == self->drawn_height)
    return TRUE;
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->layout, ws_figure_layout_free);
  ws_plot_theme_for_widget (GTK_WIDGET (self), &self->theme);
  self->layout = ws_figure_layout (self->figure, width, height, &self->theme);
  self->drawn_width = width;
  self->drawn_height = height;
  return TRUE;
}

static void
draw_mark (WsPlotView *self, GtkSnapshot *snapshot)
{
  const WsColor *text = &self->theme.text;
  GdkRGBA        ink = { (float)text->r, (float)text->g, (float)text->b, 1 };

  if (self->pick.bin.w > 0)
    {
      graphene_rect_t bin = GRAPHENE_RECT_INIT ((float)self->pick.bin.x, (float)self->pick.bin.y,
                                                (float)self->pick.bin.w, (float)self->pick.bin.h);

      ink.alpha = 0.10f;
      gtk_snapshot_append_color (snapshot, &ink, &bin);
    }
  else if (isfinite (self->pick.x_px) && isfinite (self->pick.y_px))
    {
      GskRoundedRect  ring;
      graphene_rect_t box =
          GRAPHENE_RECT_INIT ((float)self->pick.x_px - 6, (float)self->pick.y_px - 6, 12, 12);
      const float   width[4] = { 2, 2, 2, 2 };
      const GdkRGBA colors[4] = { ink, ink, ink, ink };

      gsk_rounded_rect_init_from_rect (&ring, &box, 6);
      gtk_snapshot_append_border (snapshot, &ring, width, colors);
    }
}

static void
draw_crosshair (WsPlotView *self, GtkSnapshot *snapshot)
{
  const WsColor  *text = &self->theme.text;
  GdkRGBA         ink = { (float)text->r, (float)text->g, (float)text->b, 0.6f };
  graphene_rect_t across =
      GRAPHENE_RECT_INIT ((float)self->cross_x - 8, (float)self->cross_y - 0.5f, 17, 1);
  graphene_rect_t down =
      GRAPHENE_RECT_INIT ((float)self->cross_x - 0.5f, (float)self->cross_y - 8, 1, 17);

  gtk_snapshot_append_color (snapshot, &ink, &across);
  gtk_snapshot_append_color (snapshot, &ink, &down);
}

static void
ws_plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WsPlotView *self = WS_PLOT_VIEW (widget);

  if (ws_plot_view_ensure_layout (self))
    {
      if (self->node == NULL)
        {
          graphene_rect_t bounds =
              GRAPHENE_RECT_INIT (0, 0, (float)self->drawn_width, (float)self->drawn_height);
          cairo_t *cr;

          self->node = gsk_cairo_node_new (&bounds);
          cr = gsk_cairo_node_get_draw_context (self->node);
          ws_figure_render_layers (self->figure, self->layout, cr, &self->theme, WS_LAYER_ALL);
          cairo_destroy (cr);
        }
      gtk_snapshot_append_node (snapshot, self->node);
      if (self->pick.panel >= 0)
        draw_mark (self, snapshot);
      if (isfinite (self->cross_x))
        draw_crosshair (self, snapshot);
    }
  gtk_widget_snapshot_child (widget, self->readout, snapshot);
}

/* -- size -- */

static void
ws_plot_view_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  WsPlotView *self = WS_PLOT_VIEW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 160;
      *natural = 420;
    }
  else
    {
      *minimum = self->min_height;
      *natural = MAX (self->min_height, 240);
    }
}

/* The read-out stands beside the point, on the side where there is room. */
static void
place_readout (WsPlotView *self, int width, int height)
{
  GtkRequisition size;
  GtkAllocation  at;

  gtk_widget_get_preferred_size (self->readout, NULL, &size);
  at.width = MIN (size.width, width);
  at.height = MIN (size.height, height);
  at.x = (int)self->pick.x_px + 14;
  at.y = (int)self->pick.y_px - at.height - 8;
  if (at.x + at.width > width)
    at.x = (int)self->pick.x_px - 14 - at.width;
  at.x = CLAMP (at.x, 0, MAX (0, width - at.width));
  at.y = CLAMP (at.y, 0, MAX (0, height - at.height));
  gtk_widget_size_allocate (self->readout, &at, -1);
}

static void
ws_plot_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WsPlotView *self = WS_PLOT_VIEW (widget);

  if (width != self->drawn_width || height != self->drawn_height)
    {
      g_clear_pointer (&self->node, gsk_render_node_unref);
      g_clear_pointer (&self->layout, ws_figure_layout_free);
    }
  if (gtk_widget_get_visible (self->readout))
    place_readout (self, width, height);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

void
ws_plot_view_emit_picked (WsPlotView *self)
{
  if (self->pick.panel >= 0)
    g_signal_emit (self, signal_picked, 0, self->pick.panel, self->pick.series,
                   (guint64)self->pick.index);
}

/* -- actions -- */

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WsPlotView *self = WS_PLOT_VIEW (widget);

  if (self->figure != NULL)
    ws_plot_export_present (widget, self->figure, self->label);
}

static void
table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WsPlotView *self = WS_PLOT_VIEW (widget);

  if (self->figure != NULL)
    ws_plot_table_present (widget, self->figure, self->label);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WsPlotView      *self = WS_PLOT_VIEW (widget);
  g_autofree char *text = NULL;

  if (self->figure == NULL)
    return;
  text = ws_plot_table_text (self->figure, '\t');
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* -- class -- */

static void
ws_plot_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  WsPlotView *self = WS_PLOT_VIEW (object);

  switch (prop_id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_MIN_HEIGHT:
      g_value_set_int (value, self->min_height);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ws_plot_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  WsPlotView *self = WS_PLOT_VIEW (object);

  switch (prop_id)
    {
    case PROP_LABEL:
      ws_plot_view_set_label (self, g_value_get_string (value));
      break;
    case PROP_MIN_HEIGHT:
      self->min_height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ws_plot_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ws_plot_view_parent_class)->css_changed (widget, change);
  forget_drawing (WS_PLOT_VIEW (widget));
}

static void
ws_plot_view_dispose (GObject *object)
{
  WsPlotView *self = WS_PLOT_VIEW (object);

  g_clear_pointer (&self->readout, gtk_widget_unparent);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->layout, ws_figure_layout_free);
  g_clear_pointer (&self->figure, ws_figure_unref);
  g_clear_pointer (&self->label, g_free);
  G_OBJECT_CLASS (ws_plot_view_parent_class)->dispose (object);
}

static void
ws_plot_view_class_init (WsPlotViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ws_plot_view_get_property;
  object_class->set_property = ws_plot_view_set_property;
  object_class->dispose = ws_plot_view_dispose;
  widget_class->snapshot = ws_plot_view_snapshot;
  widget_class->measure = ws_plot_view_measure;
  widget_class->size_allocate = ws_plot_view_size_allocate;
  widget_class->css_changed = ws_plot_view_css_changed;
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  properties[PROP_MIN_HEIGHT] =
      g_param_spec_int ("min-height", NULL, NULL, 20, G_MAXINT, 180, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signal_picked = g_signal_new ("picked", WS_TYPE_PLOT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT, G_TYPE_UINT64);
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_install_action (widget_class, "plot.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "plot.table", NULL, table_action);
  gtk_widget_class_install_action (widget_class, "plot.copy-table", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "plot.export",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "plot.table",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "plot.copy-table",
                                       NULL);
}

static GtkWidget *
build_menu (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("Add to Talk"), "win.add-scene");
  g_menu_append (menu, _ ("Export Picture…"), "plot.export");
  g_menu_append (menu, _ ("Show as Table"), "plot.table");
  g_menu_append (menu, _ ("Copy Numbers"), "plot.copy-table");
  return gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
}

static void
ws_plot_view_init (WsPlotView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->min_height = 180;
  self->cross_x = (double)NAN;
  self->pick.panel = -1;
  self->pick.series = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);

  self->readout = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->readout, "readout");
  gtk_widget_set_can_target (self->readout, FALSE);
  gtk_widget_set_visible (self->readout, FALSE);
  gtk_widget_set_parent (self->readout, widget);
  self->menu = build_menu ();
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, widget);

  ws_plot_view_init_input (self);
  g_signal_connect_object (adw_style_manager_get_for_display (gtk_widget_get_display (widget)),
                           "notify::dark", G_CALLBACK (forget_drawing), self, G_CONNECT_SWAPPED);
}

GtkWidget *
ws_plot_view_new (void)
{
  return g_object_new (WS_TYPE_PLOT_VIEW, NULL);
}

/* A new figure of the same kind keeps the crosshair, so that live curves can be read. */
static void
keep_pick (WsPlotView *self)
{
  double x = self->pick.x_px, y = self->pick.y_px;

  if (self->pick.panel < 0)
    return;
  self->pick.panel = -1;
  if (self->figure != NULL && ws_plot_view_ensure_layout (self))
    ws_plot_pick_at (self->figure, self->layout, x, y, WS_PLOT_HIT_PX, &self->pick);
  ws_plot_view_show_pick (self);
}

void
ws_plot_view_set_figure (WsPlotView *self, WsFigure *figure)
{
  g_autofree char *description = NULL;

  g_return_if_fail (WS_IS_PLOT_VIEW (self));
  if (figure != NULL)
    ws_figure_ref (figure);
  g_clear_pointer (&self->figure, ws_figure_unref);
  self->figure = figure;
  forget_drawing (self);
  keep_pick (self);
  if (figure != NULL)
    description = ws_figure_describe (figure);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : "", -1);
}

WsFigure *
ws_plot_view_get_figure (WsPlotView *self)
{
  g_return_val_if_fail (WS_IS_PLOT_VIEW (self), NULL);
  return self->figure;
}

void
ws_plot_view_set_label (WsPlotView *self, const char *label)
{
  g_return_if_fail (WS_IS_PLOT_VIEW (self));
  if (g_strcmp0 (self->label, label) == 0)
    return;
  g_free (self->label);
  self->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label != NULL ? label : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

const char *
ws_plot_view_get_label (WsPlotView *self)
{
  g_return_val_if_fail (WS_IS_PLOT_VIEW (self), NULL);
  return self->label;
}
