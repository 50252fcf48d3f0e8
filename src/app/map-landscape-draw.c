/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-landscape-private.h"

#include "results/landscape-drawing.h"

#include <glib/gi18n.h>
#include <math.h>

/* Cells and contours are made ready on a thread. */

typedef struct
{
  WsLandscape        *known;
  WsLatticeWindow     window;
  gint                coarsest, finest;
  WsLandscapeQuantity quantity;
  guint               n_images, n_classes;
  double              most;
  WsMapGround         ground;
} Drawing;

static void
drawing_free (gpointer data)
{
  Drawing *self = data;

  ws_landscape_unref (self->known);
  g_free (self->ground.label);
  g_free (self);
}

static void
draw_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Drawing *self = data;
  WsMapGround   *ground = g_new (WsMapGround, 1);

  *ground = self->ground;
  ground->label = g_strdup (self->ground.label);
  ws_landscape_get_range (self->known, self->quantity, self->n_classes, self->most, &ground->lo,
                          &ground->hi);
  ground->view = ws_landscape_dup_view (self->known, &self->window, self->coarsest, self->finest,
                                        self->quantity);
  ground->step = ws_landscape_get_step (self->quantity, self->n_images, ground->lo, ground->hi);
  ground->lines = ws_landscape_view_list_contours (ground->view, ground->step);
  g_task_return_pointer (task, ground, (GDestroyNotify)ws_map_ground_free);
}

static void
drawn_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  WsMapLandscape *self = WS_MAP_LANDSCAPE (object);
  WsMapGround    *ground = g_task_propagate_pointer (G_TASK (result), NULL);

  if (ground == NULL) /* of another map, or no landscape is wanted any more */
    return;
  g_clear_object (&self->drawing);
  ground->opacity = self->opacity;
  ws_map_view_set_ground (self->map, ground);
  ws_map_landscape_tell (self);
  if (self->draws_again)
    ws_map_landscape_draw (self);
}

/* Far off a loss has no end, the colours have. */
static char *
dup_loss_label (WsMapLandscape *self)
{
  double lo, hi;

  ws_landscape_get_range (self->known, WS_LANDSCAPE_LOSS,
                          ws_landscape_source_get_n_classes (self->source), (double)NAN, &lo, &hi);
  return g_strdup_printf (
      /* Translators: %g is where the colours end */
      _ ("Loss in nats, %g and more alike (points: test images, plane: validation)"), hi);
}

/* What the points tell decides what the cells tell, and whether both wear the same colours. */
static void
choose_quantity (WsMapLandscape *self, Drawing *drawing)
{
  const char   *label;
  const double *values = ws_map_view_get_color (self->map, &label);
  gboolean      is_accuracy = g_strcmp0 (label, ws_map_column_get_label (WS_MAP_TEST_ACC)) == 0;
  gboolean      is_loss = g_strcmp0 (label, ws_map_column_get_label (WS_MAP_TEST_LOSS)) == 0;

  drawing->quantity = is_loss ? WS_LANDSCAPE_LOSS : WS_LANDSCAPE_ACCURACY;
  drawing->most = (double)NAN;
  drawing->ground.shares_color = is_accuracy || is_loss;
  drawing->ground.format = ws_landscape_get_format (drawing->quantity);
  if (is_accuracy)
    drawing->ground.label = g_strdup (_ ("Accuracy (points: test images, plane: validation)"));
  else if (is_loss)
    drawing->ground.label = dup_loss_label (self);
  else
    drawing->ground.label = ws_landscape_dup_label (drawing->quantity, drawing->n_images);
  for (guint i = 0; is_accuracy && i < self->data->n; i++)
    drawing->most = fmax (drawing->most, values[i]);
}

void
ws_map_landscape_draw (WsMapLandscape *self)
{
  g_autoptr (GTask) task = NULL;
  Drawing *drawing;

  if (!self->is_active || self->source == NULL || self->finest_ever == G_MAXINT)
    return;
  self->draws_again = self->drawing != NULL;
  if (self->draws_again)
    return;
  drawing = g_new0 (Drawing, 1);
  drawing->known = ws_landscape_ref (self->known);
  drawing->window = self->window;
  drawing->coarsest = self->coarsest;
  drawing->finest = self->finest;
  drawing->n_images = ws_landscape_source_get_n_images (self->source);
  drawing->n_classes = ws_landscape_source_get_n_classes (self->source);
  choose_quantity (self, drawing);
  self->drawing = g_cancellable_new ();
  task = g_task_new (self, self->drawing, drawn_cb, NULL);
  g_task_set_name (task, "landscape");
  g_task_set_task_data (task, drawing, drawing_free);
  g_task_run_in_thread (task, draw_thread);
}

void
ws_map_landscape_stop_drawing (WsMapLandscape *self)
{
  if (self->drawing != NULL)
    g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  self->draws_again = FALSE;
}
