/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-landscape-private.h"

#include <math.h>

#define SETTLE_MS 150   /* a view that moves no more is measured */
#define ZOOMED_LEVELS 2 /* coarser cells that are shown where one has come closer */

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsMapLandscape, ws_map_landscape, G_TYPE_OBJECT)

void
ws_map_landscape_tell (WsMapLandscape *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ws_map_landscape_fail (WsMapLandscape *self, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

/* -- measuring -- */

static void
progress_cb (WsMapLandscape *self)
{
  ws_map_landscape_draw (self);
  ws_map_landscape_tell (self);
}

static void
let_job_go (WsMapLandscape *self)
{
  if (self->job == NULL)
    return;
  self->places += ws_landscape_count (self->known) - self->job_from;
  self->s += 1e-6 * (double)(g_get_monotonic_time () - self->job_start);
  g_signal_handlers_disconnect_by_data (self->job, self);
  if (ws_job_is_active (self->job))
    ws_job_cancel (self->job);
  g_clear_object (&self->job);
}

static void
ended_cb (WsMapLandscape *self, WsJob *job)
{
  const GError *error = ws_job_get_error (job);

  if (ws_job_get_state (job) == WS_JOB_FAILED)
    ws_map_landscape_fail (self, error);
  let_job_go (self);
  ws_map_landscape_draw (self);
  ws_map_landscape_tell (self);
}

/* %FALSE: there is no view yet. */
static gboolean
take_window (WsMapLandscape *self)
{
  WsMapWindow shown;
  gint        least;

  if (!ws_map_view_get_window (self->map, &shown) || !(shown.x_hi > shown.x_lo) ||
      !(shown.y_hi > shown.y_lo))
    return FALSE;
  self->window = (WsLatticeWindow){ shown.x_lo, shown.x_hi, shown.y_lo, shown.y_hi };
  self->coarsest = ws_lattice_get_level (&self->window, WS_LANDSCAPE_FIRST_CELLS) + ZOOMED_LEVELS;
  self->finest = ws_lattice_get_level (&self->window, self->cells);
  self->finest_ever = MIN (self->finest_ever, self->finest);
  /* what was measured finer than is wanted now is shown too, as far as one can see it */
  least = ws_lattice_get_level (&self->window, WS_LANDSCAPE_FINEST_CELLS);
  self->finest = MIN (self->finest, MAX (self->finest_ever, least));
  return TRUE;
}

static void
measure (WsMapLandscape *self)
{
  let_job_go (self);
  if (!self->is_active || self->source == NULL || !take_window (self))
    return;
  if (!self->is_stopped)
    {
      self->job = ws_landscape_fill_new (self->source, self->known, &self->window,
                                         WS_LANDSCAPE_FIRST_CELLS, self->cells);
      self->job_start = g_get_monotonic_time ();
      self->job_from = ws_landscape_count (self->known);
      g_signal_connect_object (self->job, "notify::fraction", G_CALLBACK (progress_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->job, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
      ws_job_start (self->job);
    }
  ws_map_landscape_draw (self);
  ws_map_landscape_tell (self);
}

static gpointer
source_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const WsMapData *map = data;

  return ws_landscape_source_load (project, map->projection, WS_LANDSCAPE_IMAGES, error);
}

static void
source_read_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsMapLandscape *self = user_data;

  if (error != NULL)
    ws_map_landscape_fail (self, error);
  self->source = result;
  measure (self);
  ws_map_landscape_tell (self);
}

static void
begin (WsMapLandscape *self)
{
  if (!self->is_active || self->data == NULL || self->session == NULL)
    return;
  if (self->source != NULL)
    measure (self);
  else if (!ws_read_slot_is_busy (&self->slot))
    ws_session_read (self->session, &self->slot, source_func, ws_map_data_ref (self->data),
                     (GDestroyNotify)ws_map_data_unref, (GDestroyNotify)ws_landscape_source_unref,
                     source_read_cb, self);
  ws_map_landscape_tell (self);
}

/* -- the view -- */

static gboolean
settled_cb (gpointer data)
{
  WsMapLandscape *self = data;

  self->settle = 0;
  measure (self);
  return G_SOURCE_REMOVE;
}

/* A hand moves the window or makes it larger and keeps its shape; another shape comes from the
 * widgets around. */
static gboolean
has_moved (WsMapLandscape *self)
{
  const WsLatticeWindow *old = &self->window;
  WsMapWindow            now;
  double                 shape, x, y;

  if (self->finest_ever == G_MAXINT || !ws_map_view_get_window (self->map, &now))
    return TRUE;
  shape = (old->x_hi - old->x_lo) / (old->y_hi - old->y_lo);
  x = now.x_lo + now.x_hi - old->x_lo - old->x_hi;
  y = now.y_lo + now.y_hi - old->y_lo - old->y_hi;
  return fabs (x) > 1e-6 * (old->x_hi - old->x_lo) || fabs (y) > 1e-6 * (old->y_hi - old->y_lo) ||
         fabs ((now.x_hi - now.x_lo) / (now.y_hi - now.y_lo) - shape) < 1e-6 * shape;
}

/* Somewhere else, what is there is measured by itself, and no finer than usual. */
static void
view_changed_cb (WsMapLandscape *self)
{
  if (!self->is_active || self->source == NULL)
    return;
  if (has_moved (self))
    {
      self->is_stopped = FALSE;
      self->cells = WS_LANDSCAPE_USUAL_CELLS;
    }
  let_job_go (self);
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, settled_cb, self);
  ws_map_landscape_tell (self);
}

static void
color_changed_cb (WsMapLandscape *self)
{
  ws_map_landscape_draw (self);
}

/* -- from outside -- */

static void
forget (WsMapLandscape *self)
{
  let_job_go (self);
  ws_map_landscape_stop_drawing (self);
  g_clear_handle_id (&self->settle, g_source_remove);
  ws_read_slot_clear (&self->slot);
  g_clear_pointer (&self->source, ws_landscape_source_unref);
  g_clear_pointer (&self->known, ws_landscape_unref);
  self->known = ws_landscape_new ();
  self->finest_ever = G_MAXINT;
  self->cells = WS_LANDSCAPE_USUAL_CELLS;
  self->is_stopped = FALSE;
  self->places = self->s = 0.0;
}

void
ws_map_landscape_set_map (WsMapLandscape *self, WsSession *session, WsMapData *data)
{
  gboolean is_same = self->data != NULL && data != NULL && self->session == session &&
                     self->data->projection->id == data->projection->id && data->base == NULL;

  if (data != NULL)
    ws_map_data_ref (data);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  g_set_object (&self->session, session);
  if (!is_same)
    {
      forget (self);
      ws_map_view_set_ground (self->map, NULL);
      begin (self);
    }
  ws_map_landscape_tell (self);
}

void
ws_map_landscape_set_active (WsMapLandscape *self, gboolean is_active)
{
  if (self->is_active == is_active)
    return;
  self->is_active = is_active;
  self->is_stopped = FALSE;
  if (is_active)
    begin (self);
  else
    {
      let_job_go (self);
      ws_map_landscape_stop_drawing (self);
      g_clear_handle_id (&self->settle, g_source_remove);
      ws_map_view_set_ground (self->map, NULL);
    }
  ws_map_landscape_tell (self);
}

gboolean
ws_map_landscape_is_active (WsMapLandscape *self)
{
  return self->is_active;
}

void
ws_map_landscape_set_opacity (WsMapLandscape *self, double opacity)
{
  self->opacity = CLAMP (opacity, 0.1, 1.0);
  ws_map_view_set_ground_opacity (self->map, self->opacity);
  ws_map_landscape_tell (self);
}

double
ws_map_landscape_get_opacity (WsMapLandscape *self)
{
  return self->opacity;
}

gboolean
ws_map_landscape_is_busy (WsMapLandscape *self)
{
  return self->is_active &&
         (self->job != NULL || self->settle != 0 || ws_read_slot_is_busy (&self->slot));
}

void
ws_map_landscape_stop (WsMapLandscape *self)
{
  self->is_stopped = TRUE;
  g_clear_handle_id (&self->settle, g_source_remove);
  let_job_go (self);
  ws_map_landscape_draw (self);
  ws_map_landscape_tell (self);
}

gboolean
ws_map_landscape_is_stopped (WsMapLandscape *self)
{
  return self->is_active && self->is_stopped;
}

void
ws_map_landscape_go_on (WsMapLandscape *self)
{
  self->is_stopped = FALSE;
  begin (self);
}

/* -- finer -- */

gboolean
ws_map_landscape_can_refine (WsMapLandscape *self)
{
  return self->is_active && self->source != NULL && !self->is_stopped && self->job == NULL &&
         self->settle == 0 && self->cells < WS_LANDSCAPE_FINEST_CELLS;
}

guint
ws_map_landscape_get_next_cells (WsMapLandscape *self)
{
  return MIN (2 * self->cells, WS_LANDSCAPE_FINEST_CELLS);
}

double
ws_map_landscape_estimate_refine (WsMapLandscape *self)
{
  WsLatticeGrid now, next;

  if (!ws_map_landscape_can_refine (self) || !(self->places > 0.0))
    return -1.0;
  ws_lattice_get_grid (&self->window, ws_lattice_get_level (&self->window, self->cells), &now);
  ws_lattice_get_grid (&self->window,
                       ws_lattice_get_level (&self->window, ws_map_landscape_get_next_cells (self)),
                       &next);
  return ((double)next.nx * next.ny - (double)now.nx * now.ny) * self->s / self->places;
}

void
ws_map_landscape_refine (WsMapLandscape *self)
{
  if (!ws_map_landscape_can_refine (self))
    return;
  self->cells = ws_map_landscape_get_next_cells (self);
  measure (self);
}

/* -- object -- */

static void
ws_map_landscape_dispose (GObject *object)
{
  WsMapLandscape *self = WS_MAP_LANDSCAPE (object);

  forget (self);
  g_clear_pointer (&self->known, ws_landscape_unref);
  g_clear_pointer (&self->data, ws_map_data_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ws_map_landscape_parent_class)->dispose (object);
}

static void
ws_map_landscape_class_init (WsMapLandscapeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ws_map_landscape_dispose;
  signals[CHANGED] = g_signal_new ("changed", WS_TYPE_MAP_LANDSCAPE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", WS_TYPE_MAP_LANDSCAPE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ws_map_landscape_init (WsMapLandscape *self)
{
  self->opacity = 1.0;
  self->cells = WS_LANDSCAPE_USUAL_CELLS;
  self->finest_ever = G_MAXINT;
  self->known = ws_landscape_new ();
}

WsMapLandscape *
ws_map_landscape_new (WsMapView *map)
{
  WsMapLandscape *self = g_object_new (WS_TYPE_MAP_LANDSCAPE, NULL);

  self->map = map;
  g_signal_connect_object (map, "view-changed", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (map, "color-changed", G_CALLBACK (color_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
