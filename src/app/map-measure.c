/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-measure.h"

#include "app/measure.h"
#include "core/numeric.h"

#include <math.h>

#define N_WARM 10

typedef struct
{
  WsMapView     *view; /* a reference */
  WsMapMeasured  done;
  gpointer       data;
  GdkFrameClock *clock; /* a reference */
  gulong         before, after;
  guint          tick;
  guint          n_frames, i;
  gint64         start, cpu_start;
  float         *ms, *cpu_ms;
} Measure;

static void
measure_free (Measure *self)
{
  g_signal_handler_disconnect (self->clock, self->before);
  g_signal_handler_disconnect (self->clock, self->after);
  g_object_unref (self->clock);
  g_object_unref (self->view);
  g_free (self->ms);
  g_free (self->cpu_ms);
  g_free (self);
}

static char *
write_json (Measure *self)
{
  const WsMapData *data = ws_map_view_get_data (self->view);
  guint            n = self->n_frames;
  char             text[6][G_ASCII_DTOSTR_BUF_SIZE];
  const double     share[4] = { 0.0, 0.5, 0.95, 1.0 };

  for (guint k = 0; k < 4; k++)
    g_ascii_formatd (text[k], sizeof text[k], "%.2f", ws_quantile (self->ms, n, share[k]));
  for (guint k = 1; k < 3; k++)
    g_ascii_formatd (text[3 + k], sizeof text[0], "%.2f", ws_quantile (self->cpu_ms, n, share[k]));
  return g_strdup_printf ("{\"map\": {\"points\": %u, \"width\": %d, \"height\": %d, "
                          "\"frames\": %u, \"frame_ms_min\": %s, \"frame_ms_median\": %s, "
                          "\"frame_ms_p95\": %s, \"frame_ms_max\": %s, "
                          "\"frame_cpu_ms_median\": %s, \"frame_cpu_ms_p95\": %s}}",
                          data != NULL ? data->n : 0,
                          gtk_widget_get_width (GTK_WIDGET (self->view)),
                          gtk_widget_get_height (GTK_WIDGET (self->view)), n, text[0], text[1],
                          text[2], text[3], text[4], text[5]);
}

static gboolean
end_cb (gpointer data)
{
  Measure         *self = data;
  g_autofree char *json = write_json (self);

  ws_map_view_fit (self->view);
  self->done (json, self->data);
  measure_free (self);
  return G_SOURCE_REMOVE;
}

static void
before_cb (GdkFrameClock *clock, Measure *self)
{
  self->start = g_get_monotonic_time ();
  self->cpu_start = ws_measure_thread_cpu ();
}

static void
after_cb (GdkFrameClock *clock, Measure *self)
{
  if (self->start == 0 || self->i >= N_WARM + self->n_frames)
    return;
  if (self->i >= N_WARM)
    {
      self->ms[self->i - N_WARM] = (float)(g_get_monotonic_time () - self->start) / 1000.0f;
      self->cpu_ms[self->i - N_WARM] =
          (float)(ws_measure_thread_cpu () - self->cpu_start) / 1000.0f;
    }
  self->start = 0;
  if (++self->i == N_WARM + self->n_frames)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->tick);
      g_idle_add (end_cb, self);
    }
}

/* A hand that circles, and comes closer and goes away again. */
static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Measure *self = data;
  double   t = 0.13 * self->i;

  ws_map_view_pan (self->view, 0.02 * cos (t), 0.02 * sin (t));
  ws_map_view_zoom (self->view, exp (0.05 * cos (0.5 * t)));
  return G_SOURCE_CONTINUE;
}

void
ws_map_measure (WsMapView *view, guint n_frames, WsMapMeasured done, gpointer data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (view));
  Measure       *self;

  g_return_if_fail (clock != NULL && n_frames > 0);
  self = g_new0 (Measure, 1);
  self->view = g_object_ref (view);
  self->clock = g_object_ref (clock);
  self->n_frames = n_frames;
  self->done = done;
  self->data = data;
  self->ms = g_new0 (float, n_frames);
  self->cpu_ms = g_new0 (float, n_frames);
  self->before = g_signal_connect (clock, "before-paint", G_CALLBACK (before_cb), self);
  self->after = g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_cb), self);
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (view), tick_cb, self, NULL);
}
