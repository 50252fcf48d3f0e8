/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-landscape.h"

#include "results/map-text.h"
#include "plot/ticks.h"
#include "results/landscape-drawing.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SETTLE_MS 150   /* a view that moves no more is measured */
#define ZOOMED_LEVELS 2 /* coarser cells that are shown where one has come closer */

struct _WsMapLandscape
{
  GObject parent_instance;

  WsMapView *map; /* lent */
  WsSession *session;
  WsMapData *data;

  WsLandscapeSource *source; /* of the plane of @data; NULL until it is read */
  WsLandscape       *known;
  WsReadSlot         slot;

  gboolean is_active, is_stopped;
  guint    cells; /* wanted across the view */
  double   opacity;

  WsLatticeWindow window; /* that is measured and drawn */
  gint            coarsest, finest, finest_ever;

  WsJob *job; /* NULL: nothing to measure */
  gint64 job_start;
  guint  job_from;  /* places known when it began */
  double places, s; /* measured, and how long it took */
  guint  settle;    /* timeout */

  GCancellable *drawing; /* NULL: none */
  gboolean      draws_again;
};

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsMapLandscape, ws_map_landscape, G_TYPE_OBJECT)

static void
tell (WsMapLandscape *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* -- drawing: cells and contours are made ready on a thread -- */

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
  ground->lines = ws_landscape_view_list_contours (
      ground->view, ws_landscape_get_step (self->quantity, self->n_images, ground->lo, ground->hi));
  g_task_return_pointer (task, ground, (GDestroyNotify)ws_map_ground_free);
}

static void draw (WsMapLandscape *self);

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
  tell (self);
  if (self->draws_again)
    draw (self);
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

static void
draw (WsMapLandscape *self)
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

static void
stop_drawing (WsMapLandscape *self)
{
  if (self->drawing != NULL)
    g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  self->draws_again = FALSE;
}

/* -- measuring -- */

static void
progress_cb (WsMapLandscape *self)
{
  draw (self);
  tell (self);
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
    g_signal_emit (self, signals[FAILED], 0, error);
  let_job_go (self);
  draw (self);
  tell (self);
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
  draw (self);
  tell (self);
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
    g_signal_emit (self, signals[FAILED], 0, error);
  self->source = result;
  measure (self);
  tell (self);
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
  tell (self);
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
  tell (self);
}

static void
color_changed_cb (WsMapLandscape *self)
{
  draw (self);
}

/* -- from outside -- */

static void
forget (WsMapLandscape *self)
{
  let_job_go (self);
  stop_drawing (self);
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
  tell (self);
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
      stop_drawing (self);
      g_clear_handle_id (&self->settle, g_source_remove);
      ws_map_view_set_ground (self->map, NULL);
    }
  tell (self);
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
  tell (self);
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
  draw (self);
  tell (self);
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

/* -- words -- */

double
ws_map_landscape_get_fraction (WsMapLandscape *self)
{
  return self->job != NULL ? ws_job_get_fraction (self->job) : 0.0;
}

char *
ws_map_landscape_dup_status (WsMapLandscape *self)
{
  g_autofree char *left = NULL;
  double           percent, eta;

  if (!ws_map_landscape_is_busy (self))
    return NULL;
  if (self->source == NULL)
    return g_strdup (_ ("Reading the decoder …"));
  if (self->job == NULL)
    return g_strdup (_ ("Measuring · 0 %"));
  percent = 100.0 * ws_job_get_fraction (self->job);
  eta = ws_job_get_eta (self->job);
  if (eta < 0.0)
    return g_strdup_printf (_ ("Measuring · %.0f %%"), percent);
  left = ws_text_duration (eta);
  /* Translators: a share, "about 12 s" */
  return g_strdup_printf (_ ("%.0f %% · %s left"), percent, left);
}

static const char *
get_remark (WsMapLandscape *self)
{
  return ws_landscape_source_is_exact (self->source) ? "" : _ (" · approximate");
}

char *
ws_map_landscape_dup_summary (WsMapLandscape *self)
{
  const WsMapGround      *ground = ws_map_view_get_ground (self->map);
  const WsLandscapeLevel *whole = NULL;
  g_autofree char        *images = NULL;

  if (!self->is_active || self->source == NULL || ground == NULL)
    return NULL;
  for (guint l = 0; l < ground->view->n; l++)
    if (ground->view->levels[l].n_measured ==
        ground->view->levels[l].grid.nx * ground->view->levels[l].grid.ny)
      whole = &ground->view->levels[l];
  if (whole == NULL)
    return g_strdup (self->is_stopped ? _ ("Landscape: stopped") : _ ("Landscape: first cells"));
  images = ws_number_format (ws_landscape_source_get_n_images (self->source), 1.0, WS_FORMAT_COUNT);
  return g_strdup_printf (
      /* Translators: columns × rows of cells, a number of images; remarks or nothing */
      _ ("Landscape: %u × %u cells, %s validation images%s%s"), whole->grid.nx, whole->grid.ny,
      images, get_remark (self), self->is_stopped ? _ (" · stopped") : "");
}

char *
ws_map_landscape_dup_readout (WsMapLandscape *self, double x, double y)
{
  g_autofree char *accuracy = NULL, *width = NULL;
  WsLatticePoint   point;
  WsLandscapeValue value;
  double           h;

  if (!self->is_active || self->source == NULL || self->finest_ever == G_MAXINT)
    return NULL;
  if (!isfinite (x) || !isfinite (y))
    return ws_map_landscape_dup_summary (self);
  if (!ws_landscape_find_cell (self->known, x, y, self->coarsest, self->finest, &point, &value))
    return g_strdup (_ ("Cell not measured yet"));
  h = ws_lattice_step (point.level);
  /* Translators: width of a cell in the latent space, or on a map without units */
  width = g_strdup_printf (ws_landscape_source_is_exact (self->source) ? _ ("%g z") : "%g", h);
  if (!isfinite (value.loss))
    return g_strdup_printf (_ ("Cell of %s: no network%s"), width,
                            value.is_far ? _ (", far from all") : "");
  accuracy =
      ws_text_accuracy ((double)value.accuracy, ws_landscape_source_get_n_images (self->source));
  return g_strdup_printf (
      /* Translators: width of a cell; accuracy with interval; loss; remarks or nothing */
      _ ("Cell of %s: %s, loss %.2f%s%s"), width, accuracy, (double)value.loss,
      value.is_far ? _ (" · far from every network") : "", get_remark (self));
}

/* -- as a table -- */

typedef struct
{
  WsLandscapeSource *source;
  WsLandscape       *known;
  WsLatticeWindow    window;
  gint               level;
  char              *comment;
  GFile             *file;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *self = data;

  ws_landscape_source_unref (self->source);
  ws_landscape_unref (self->known);
  g_free (self->comment);
  g_object_unref (self->file);
  g_free (self);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Writing   *self = data;
  GError          *error = NULL;
  g_autofree char *text = ws_landscape_write_csv (self->known, self->source, &self->window,
                                                  self->level, self->comment, FALSE, &error);

  if (text != NULL && g_file_replace_contents (self->file, text, strlen (text), NULL, FALSE,
                                               G_FILE_CREATE_NONE, NULL, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_signal_emit (object, signals[FAILED], 0, error);
}

void
ws_map_landscape_write_csv (WsMapLandscape *self, GFile *file)
{
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  if (self->source == NULL || self->finest_ever == G_MAXINT)
    return;
  writing = g_new (Writing, 1);
  *writing = (Writing){ ws_landscape_source_ref (self->source),
                        ws_landscape_ref (self->known),
                        self->window,
                        self->finest,
                        g_strdup_printf ("%s, %s, weightscape %s", self->data->hyper->name,
                                         self->data->projection->method, WS_VERSION),
                        g_object_ref (file) };
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_name (task, "landscape table");
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_thread);
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
