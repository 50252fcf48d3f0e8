/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/landscape.h"
#include "cli/output.h"
#include "cli/session.h"
#include "core/pool.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <time.h>

/* What UX.md 4.5 promises of landscapes: how soon the first cells are seen, how soon all are. */

typedef struct
{
  guint  n, n_images, n_threads;
  double read_s, first_s, coarse_s, all_s, cpu_s; /* each from the beginning but cpu_s */
} Measured;

static double
get_cpu_s (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct
{
  Measured    *measured;
  WsLandscape *landscape;
  guint        n_coarse;
  gint64       start;
} Watch;

static void
progress_cb (WsJob *job, GParamSpec *pspec, gpointer data)
{
  Watch *watch = data;
  double now = 1e-6 * (double)(g_get_monotonic_time () - watch->start);
  guint  n = ws_landscape_count (watch->landscape);

  if (watch->measured->first_s <= 0.0 && n > 0)
    watch->measured->first_s = now;
  if (watch->measured->coarse_s <= 0.0 && n >= watch->n_coarse)
    watch->measured->coarse_s = now;
}

static WsExit
measure (WsCall *call, guint cells, guint images, Measured *measured)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autoptr (WsProjection) plane = NULL;
  g_autoptr (WsCliLandscape) self = NULL;
  g_autoptr (WsJob) job = NULL;
  Watch  watch = { .measured = measured };
  double cpu_s = get_cpu_s (), step;
  WsExit result;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  watch.start = g_get_monotonic_time (); /* a document that is looked at is open */
  info = ws_project_find_hyper (document.project, NULL, &error);
  plane =
      info != NULL ? ws_project_find_projection (document.project, info->id, "pca", &error) : NULL;
  if (plane != NULL)
    self = ws_cli_landscape_new (document.project, plane, cells, images, NULL, &error);
  if (self == NULL)
    return error != NULL ? ws_call_fail (call, error)
                         : ws_call_refuse (call, _ ("there is no map of principal components"));
  measured->read_s = 1e-6 * (double)(g_get_monotonic_time () - watch.start);
  /* the sides lie between places, @cells of them in a row */
  step = ws_lattice_step (self->finest);
  self->window.x_lo = self->window.y_lo = step * (0.5 - 0.5 * cells);
  self->window.x_hi = self->window.y_hi = step * (0.5 + 0.5 * cells);
  measured->n_images = ws_landscape_source_get_n_images (self->source);
  measured->n_threads = ws_pool_get_threads ();
  watch.landscape = self->known;
  watch.n_coarse = MIN (256, cells * cells);
  job = ws_landscape_fill_new (self->source, self->known, &self->window, MIN (16, cells), cells);
  g_signal_connect (job, "notify::fraction", G_CALLBACK (progress_cb), &watch);
  result = ws_call_run_job (call, job, NULL);
  measured->all_s = 1e-6 * (double)(g_get_monotonic_time () - watch.start);
  measured->cpu_s = get_cpu_s () - cpu_s;
  measured->n = ws_landscape_count (self->known);
  return result;
}

static void
print (const WsCall *call, const Measured *m)
{
  JsonBuilder *builder;

  if (!call->json)
    {
      printf (_ ("%u places, %u images each, %u threads: read after %.2f s, first cells %.2f s, "
                 "256 %.2f s, all %.2f s; CPU %.2f s, %.2f s a thread\n"),
              m->n, m->n_images, m->n_threads, m->read_s, m->first_s, m->coarse_s, m->all_s,
              m->cpu_s, m->cpu_s / m->n_threads);
      return;
    }
  builder = json_builder_new ();
  ws_output_begin_object (builder, NULL);
  ws_output_count (builder, "places", m->n);
  ws_output_count (builder, "images", m->n_images);
  ws_output_count (builder, "threads", m->n_threads);
  ws_output_number (builder, "read_s", m->read_s);
  ws_output_number (builder, "first_s", m->first_s);
  ws_output_number (builder, "coarse_s", m->coarse_s);
  ws_output_number (builder, "all_s", m->all_s);
  ws_output_number (builder, "cpu_s", m->cpu_s);
  json_builder_end_object (builder);
  ws_output_print (builder);
}

static WsExit
run (WsCall *call)
{
  int                cells = WS_LANDSCAPE_CELLS, images = WS_LANDSCAPE_IMAGES;
  const GOptionEntry entries[] = {
    { "cells", 0, 0, G_OPTION_ARG_INT, &cells, N_ ("N × N networks (default: 64)"), N_ ("N") },
    { "images", 0, 0, G_OPTION_ARG_INT, &images, N_ ("Validation images for each (default: 2000)"),
      N_ ("N") },
    { NULL },
  };
  Measured measured = { 0 };
  WsExit   result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (cells < 1 || cells > WS_LANDSCAPE_MOST_CELLS)
    return ws_call_refuse (call, _ ("--cells is from 1 to %d"), WS_LANDSCAPE_MOST_CELLS);
  if (images < 1)
    return ws_call_refuse (call, _ ("--images is 1 at least"));
  result = measure (call, (guint)cells, (guint)images, &measured);
  if (result == WS_EXIT_DONE)
    print (call, &measured);
  return result;
}

const WsCommand ws_command_bench_landscape = {
  .name = "bench landscape",
  .arguments = "P",
  .summary = N_ ("Measures how fast a landscape of P is filled here"),
  .details = N_ ("Seconds from the command to the first cells, to 256 of them and to all, reading\n"
                 "included, on the plane of the newest representation."),
  .example = "wscape bench landscape my.wscape --json",
  .run = run,
};
