/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/measure.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define BEAT_MS 5
#define STALL_MS 16.0
#define LONG_MS 50.0

typedef struct
{
  gboolean    is_on;
  gint64      began;     /* monotonic, us: when the process started */
  gint64      last_beat; /* us */
  gint64      last_cpu;
  guint       n_stalls, n_over_50;
  double      longest_ms, longest_cpu_ms;
  gint64      since;
  GHashTable *printed; /* events */
} Measure;

static Measure measure;

void
ws_measure_print (const char *json)
{
  fputs (json, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

/* The kernel's own start time of the process counts the dynamic linker too. */
static gint64
process_start (void)
{
  g_autofree char *stat = NULL;
  struct timespec  boot;
  char            *field;
  gint64           ticks, now = g_get_monotonic_time ();

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL) ||
      clock_gettime (CLOCK_BOOTTIME, &boot) != 0)
    return now;
  field = strrchr (stat, ')'); /* the name may hold blanks */
  for (guint i = 0; i < 20 && field != NULL; i++)
    field = strchr (field + 1, ' ');
  if (field == NULL)
    return now;
  ticks = g_ascii_strtoll (field, NULL, 10);
  return now - ((gint64)boot.tv_sec * G_USEC_PER_SEC + boot.tv_nsec / 1000 -
                ticks * (G_USEC_PER_SEC / sysconf (_SC_CLK_TCK)));
}

gint64
ws_measure_thread_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* A gap is a stall whatever its reason; the work of this thread in it is what is ours. */
static gboolean
beat_cb (gpointer data)
{
  gint64 now = g_get_monotonic_time (), cpu = ws_measure_thread_cpu ();
  double gap_ms = (double)(now - measure.last_beat) / 1000 - BEAT_MS;
  double cpu_ms = (double)(cpu - measure.last_cpu) / 1000;

  if (measure.last_beat != 0)
    measure.longest_cpu_ms = MAX (measure.longest_cpu_ms, cpu_ms);
  if (measure.last_beat != 0 && gap_ms > STALL_MS)
    {
      measure.n_stalls++;
      measure.n_over_50 += gap_ms > LONG_MS;
      measure.longest_ms = MAX (measure.longest_ms, gap_ms);
      if (gap_ms > LONG_MS)
        fprintf (stderr, "{\"stall_ms\": %.1f, \"cpu_ms\": %.1f, \"at_ms\": %.0f}\n", gap_ms,
                 cpu_ms, (double)(now - measure.began) / 1000);
    }
  measure.last_beat = now;
  measure.last_cpu = cpu;
  return G_SOURCE_CONTINUE;
}

void
ws_measure_start (void)
{
  if (measure.is_on)
    return;
  measure.is_on = TRUE;
  measure.began = process_start ();
  measure.since = g_get_monotonic_time ();
  measure.printed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_timeout_add_full (G_PRIORITY_HIGH, BEAT_MS, beat_cb, NULL, NULL);
}

gboolean
ws_measure_is_on (void)
{
  return measure.is_on;
}

static void
painted_cb (GdkFrameClock *clock, char *event)
{
  double           ms = (double)(g_get_monotonic_time () - measure.began) / 1000;
  g_autofree char *line = g_strdup_printf ("{\"event\": \"%s\", \"ms\": %.0f}", event, ms);

  g_signal_handlers_disconnect_by_func (clock, painted_cb, event);
  ws_measure_print (line);
}

static void
free_event (gpointer event, GClosure *closure)
{
  g_free (event);
}

void
ws_measure_frame (GtkWidget *widget, const char *event)
{
  GdkFrameClock *clock;

  if (!measure.is_on || g_hash_table_contains (measure.printed, event))
    return;
  clock = gtk_widget_get_frame_clock (widget);
  if (clock == NULL)
    return;
  g_hash_table_add (measure.printed, g_strdup (event));
  g_signal_connect_data (clock, "after-paint", G_CALLBACK (painted_cb), g_strdup (event),
                         free_event, 0);
  gtk_widget_queue_draw (widget);
}

void
ws_measure_report_stalls (void)
{
  gint64           now = g_get_monotonic_time ();
  g_autofree char *line = NULL;

  if (!measure.is_on)
    return;
  line = g_strdup_printf ("{\"event\": \"stalls\", \"over_16_ms\": %u, \"over_50_ms\": %u, "
                          "\"longest_ms\": %.1f, \"longest_cpu_ms\": %.1f, \"seconds\": %.1f}",
                          measure.n_stalls, measure.n_over_50, measure.longest_ms,
                          measure.longest_cpu_ms, (double)(now - measure.since) / G_USEC_PER_SEC);
  ws_measure_print (line);
  measure.n_stalls = measure.n_over_50 = 0;
  measure.longest_ms = measure.longest_cpu_ms = 0;
  measure.since = now;
}
