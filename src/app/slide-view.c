/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/slide-view.h"

#include "plot/render.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define GLIDE_MS 600
#define LEAST_SIZE 8
#define LEAST_WIDTH 64 /* px, 16:9 */
#define LEAST_HEIGHT 36
/* A render node of the last frame may still read its surface while the next one is written. */
#define N_BUFFERS 2

struct _WsSlideView
{
  GtkWidget parent_instance;

  WsSceneItem     *item;   /* (nullable) */
  WsFigure        *figure; /* of its slide, as it was when it was laid out */
  WsFigureLayout  *layout; /* NULL: stale */
  WsTheme          theme;
  double           type_scale, scale; /* device units of the widget to one of the figure */
  cairo_surface_t *buffers[N_BUFFERS];
  guint            current;
  int              width, height, factor; /* of the buffers */
  gboolean         is_dirty, is_decorative;

  AdwAnimation *glide;         /* (nullable): under way */
  WsSlideCamera from, to, own; /* own: what the scene itself says */
};

G_DEFINE_FINAL_TYPE (WsSlideView, ws_slide_view, GTK_TYPE_WIDGET)

static void
invalidate (WsSlideView *self)
{
  g_clear_pointer (&self->layout, ws_figure_layout_free);
  self->is_dirty = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static const WsSlide *
get_slide (WsSlideView *self)
{
  return self->item != NULL ? ws_scene_item_get_slide (self->item) : NULL;
}

/* -- drawing -- */

static gboolean
ensure_layout (WsSlideView *self)
{
  int            width = gtk_widget_get_width (GTK_WIDGET (self));
  int            height = gtk_widget_get_height (GTK_WIDGET (self));
  const WsSlide *slide = get_slide (self);
  WsExportSize   size;

  if (slide == NULL || width < LEAST_SIZE || height < LEAST_SIZE)
    return FALSE;
  if (self->layout != NULL && self->figure == slide->figure)
    return TRUE;
  g_clear_pointer (&self->layout, ws_figure_layout_free);
  g_clear_pointer (&self->figure, ws_figure_unref);
  self->figure = ws_figure_ref (slide->figure);
  ws_slide_get_look (adw_style_manager_get_dark (adw_style_manager_get_default ()), &size,
                     &self->theme);
  ws_theme_set_text_size (&self->theme, self->theme.text_size * self->type_scale);
  self->scale = fmin (width / size.width, height / size.height);
  /* another shape than 16:9 is filled all the same */
  self->layout =
      ws_figure_layout (self->figure, width / self->scale, height / self->scale, &self->theme);
  return TRUE;
}

static void
drop_buffers (WsSlideView *self)
{
  for (guint i = 0; i < N_BUFFERS; i++)
    g_clear_pointer (&self->buffers[i], cairo_surface_destroy);
}

static void
draw (WsSlideView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (width != self->width || height != self->height || factor != self->factor)
    drop_buffers (self);
  self->width = width;
  self->height = height;
  self->factor = factor;
  self->current = (self->current + 1) % N_BUFFERS;
  if (self->buffers[self->current] == NULL)
    self->buffers[self->current] =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * factor, height * factor);
  ws_figure_render_image (self->figure, self->layout, self->buffers[self->current],
                          self->scale * factor, &self->theme);
  self->is_dirty = FALSE;
}

/* Paper, before there is anything on it. */
static void
draw_paper (WsSlideView *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  WsExportSize size;
  WsTheme      theme;
  GdkRGBA      paper = { .alpha = 1 };

  ws_slide_get_look (adw_style_manager_get_dark (adw_style_manager_get_default ()), &size, &theme);
  paper.red = (float)theme.background.r;
  paper.green = (float)theme.background.g;
  paper.blue = (float)theme.background.b;
  gtk_snapshot_append_color (snapshot, &paper, bounds);
}

static void
ws_slide_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WsSlideView    *self = WS_SLIDE_VIEW (widget);
  int             width = gtk_widget_get_width (widget);
  int             height = gtk_widget_get_height (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);
  cairo_t        *cr;

  if (!ensure_layout (self))
    {
      draw_paper (self, snapshot, &bounds);
      return;
    }
  if (self->is_dirty || width != self->width || height != self->height ||
      self->factor != gtk_widget_get_scale_factor (widget))
    draw (self);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_scale (cr, 1.0 / self->factor, 1.0 / self->factor);
  cairo_set_source_surface (cr, self->buffers[self->current], 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
ws_slide_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  invalidate (WS_SLIDE_VIEW (widget));
}

static GtkSizeRequestMode
ws_slide_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ws_slide_view_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_HEIGHT;
  *natural = *minimum;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *natural = MAX (for_size * 9 / 16, LEAST_HEIGHT);
}

/* -- what it shows -- */

static void
update_accessible (WsSlideView *self)
{
  const WsSlide   *slide = get_slide (self);
  g_autofree char *title = self->item != NULL ? ws_scene_item_dup_title (self->item) : NULL;
  g_autofree char *description = slide != NULL ? ws_figure_describe (slide->figure) : NULL;

  if (self->is_decorative)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : _ ("Slide"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  slide != NULL && slide->missing != NULL ? slide->missing
                                  : description != NULL                   ? description
                                                                          : _ ("Not drawn yet"),
                                  -1);
}

static void
item_changed_cb (WsSlideView *self)
{
  invalidate (self);
  update_accessible (self);
}

/* -- the camera -- */

static WsPanel *
get_map (WsSlideView *self)
{
  const WsSlide *slide = get_slide (self);

  return slide != NULL && slide->map != NULL ? ws_figure_get_panel (slide->figure, 0) : NULL;
}

static void
set_camera (WsSlideView *self, const WsSlideCamera *camera)
{
  WsPanel *map = get_map (self);

  if (map == NULL)
    return;
  ws_panel_set_limits (map, WS_AXIS_X, camera->at[0], camera->at[1]);
  ws_panel_set_limits (map, WS_AXIS_Y, camera->at[2], camera->at[3]);
  invalidate (self);
}

static void
get_own_camera (WsSlideView *self, WsSlideCamera *camera)
{
  WsPanel *map = get_map (self);
  WsAxis  *x = ws_panel_get_axis (map, WS_AXIS_X), *y = ws_panel_get_axis (map, WS_AXIS_Y);

  *camera = (WsSlideCamera){ { x->lo, x->hi, y->lo, y->hi } };
}

/* What is really seen: equal axes widen one side. */
static gboolean
get_camera (WsSlideView *self, WsSlideCamera *camera)
{
  const WsPanelLayout *panel;

  if (get_map (self) == NULL || !ensure_layout (self))
    return FALSE;
  panel = ws_figure_layout_get_panel (self->layout, 0);
  *camera =
      (WsSlideCamera){ { panel->view.x.lo, panel->view.x.hi, panel->view.y.lo, panel->view.y.hi } };
  return TRUE;
}

static void
end_glide (WsSlideView *self)
{
  g_autoptr (AdwAnimation) glide = g_steal_pointer (&self->glide);

  if (glide == NULL)
    return;
  adw_animation_pause (glide);
  set_camera (self, &self->own);
}

static void
glide_cb (double t, gpointer data)
{
  WsSlideView  *self = data;
  WsSlideCamera camera;

  if (self->glide == NULL)
    return;
  ws_slide_camera_mix (&self->from, &self->to, t, &camera);
  set_camera (self, &camera);
}

static void
glided_cb (WsSlideView *self)
{
  end_glide (self);
}

void
ws_slide_view_set_item (WsSlideView *self, WsSceneItem *item)
{
  if (item == self->item)
    return;
  end_glide (self);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item != NULL)
    g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self,
                             G_CONNECT_SWAPPED);
  item_changed_cb (self);
}

WsSceneItem *
ws_slide_view_get_item (WsSlideView *self)
{
  return self->item;
}

gboolean
ws_slide_view_glide_to (WsSlideView *self, WsSceneItem *item)
{
  const WsSlide *now = get_slide (self), *then = ws_scene_item_get_slide (item);
  gboolean       is_same = now != NULL && then != NULL && item != self->item &&
                     g_strcmp0 (now->map, then->map) == 0 && now->map != NULL;

  if (!is_same || !adw_get_enable_animations (GTK_WIDGET (self)) || !get_camera (self, &self->from))
    return FALSE;
  ws_slide_view_set_item (self, item);
  get_own_camera (self, &self->own);
  if (!get_camera (self, &self->to))
    return FALSE;
  self->glide = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, GLIDE_MS,
                                         adw_callback_animation_target_new (glide_cb, self, NULL));
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->glide), ADW_EASE_IN_OUT_CUBIC);
  g_signal_connect_object (self->glide, "done", G_CALLBACK (glided_cb), self, G_CONNECT_SWAPPED);
  set_camera (self, &self->from);
  adw_animation_play (self->glide);
  return TRUE;
}

void
ws_slide_view_set_type_scale (WsSlideView *self, double scale)
{
  self->type_scale = CLAMP (scale, 0.5, 2.0);
  invalidate (self);
}

double
ws_slide_view_get_type_scale (WsSlideView *self)
{
  return self->type_scale;
}

void
ws_slide_view_set_decorative (WsSlideView *self)
{
  self->is_decorative = TRUE;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
}

/* -- widget -- */

static void
ws_slide_view_dispose (GObject *object)
{
  WsSlideView *self = WS_SLIDE_VIEW (object);

  ws_slide_view_set_item (self, NULL);
  g_clear_pointer (&self->layout, ws_figure_layout_free);
  g_clear_pointer (&self->figure, ws_figure_unref);
  drop_buffers (self);
  G_OBJECT_CLASS (ws_slide_view_parent_class)->dispose (object);
}

static void
ws_slide_view_class_init (WsSlideViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_slide_view_dispose;
  widget_class->snapshot = ws_slide_view_snapshot;
  widget_class->size_allocate = ws_slide_view_size_allocate;
  widget_class->get_request_mode = ws_slide_view_get_request_mode;
  widget_class->measure = ws_slide_view_measure;
  gtk_widget_class_set_css_name (widget_class, "slide");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ws_slide_view_init (WsSlideView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->type_scale = 1.0;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (invalidate), self,
                           G_CONNECT_SWAPPED);
  update_accessible (self);
}

GtkWidget *
ws_slide_view_new (void)
{
  return g_object_new (WS_TYPE_SLIDE_VIEW, NULL);
}
