/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-landscape-private.h"

#include "results/map-text.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What is said of a landscape, and its table. */

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
ws_map_landscape_dup_legend (WsMapLandscape *self)
{
  const WsMapGround *ground = ws_map_view_get_ground (self->map);

  if (!self->is_active || self->source == NULL || ground == NULL)
    return NULL;
  return g_strdup_printf (
      /* Translators: a difference of accuracies or losses */
      _ ("Lines every %g, through measured cells only. Hatched: farther from every network than "
         "95 %% of networks are from the nearest other one."),
      ground->step);
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
    ws_map_landscape_fail (WS_MAP_LANDSCAPE (object), error);
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
