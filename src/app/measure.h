/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Numbers for the bars, printed as JSON lines on standard output by weightscape --measure. */

void     ws_measure_start (void);
gboolean ws_measure_is_on (void);
/* Prints {"event": @event, "ms": since the process began} after the next frame of @widget's window
 * has been painted; once for each event. Does nothing unless measuring. */
void ws_measure_frame (GtkWidget *widget, const char *event);
/* Prints how often and how long the main loop stood still (gaps over 16 ms), for the time since
 * the last call. */
void ws_measure_report_stalls (void);
/* Microseconds of processor time that the calling thread has used. */
gint64 ws_measure_thread_cpu (void);
/* One line as it is. */
void ws_measure_print (const char *json);

G_END_DECLS
