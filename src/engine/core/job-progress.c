/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/job-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define WINDOW_SECONDS 10.0
#define MARK_SECONDS 0.2

void
ws_progress_report (WsProgress *self, double seconds, double done, double total, const char *unit)
{
  guint last = (self->first_mark + self->n_marks + WS_PROGRESS_MARKS - 1) % WS_PROGRESS_MARKS;

  /* Work that begins anew (a second phase) has a rate of its own. */
  if (done < self->done)
    self->n_marks = 0;
  self->done = done;
  self->total = total;
  if (total > 0)
    self->furthest = MAX (self->furthest, CLAMP (done / total, 0.0, 1.0));
  if (unit != NULL)
    g_strlcpy (self->unit, unit, sizeof self->unit);
  if (self->n_marks > 0 && seconds - self->marks[last].seconds < MARK_SECONDS)
    return;
  if (self->n_marks == WS_PROGRESS_MARKS)
    {
      self->first_mark = (self->first_mark + 1) % WS_PROGRESS_MARKS;
      self->n_marks--;
    }
  last = (self->first_mark + self->n_marks) % WS_PROGRESS_MARKS;
  self->marks[last].seconds = seconds;
  self->marks[last].done = done;
  self->n_marks++;
  while (self->n_marks > 2 && seconds - self->marks[self->first_mark].seconds > WINDOW_SECONDS)
    {
      self->first_mark = (self->first_mark + 1) % WS_PROGRESS_MARKS;
      self->n_marks--;
    }
}

void
ws_progress_set_part (WsProgress *self, guint part, guint n_parts, const char *title)
{
  self->part = part;
  self->n_parts = n_parts;
  g_strlcpy (self->title, title, sizeof self->title);
  self->done = self->total = self->furthest = 0;
  self->n_marks = 0;
}

double
ws_progress_get_fraction (const WsProgress *self)
{
  if (self->n_parts > 0)
    return CLAMP ((self->part + self->furthest) / self->n_parts, 0.0, 1.0);
  return self->total > 0 ? CLAMP (self->done / self->total, 0.0, 1.0) : 0;
}

double
ws_progress_get_rate (const WsProgress *self)
{
  guint  last = (self->first_mark + self->n_marks + WS_PROGRESS_MARKS - 1) % WS_PROGRESS_MARKS;
  double seconds;

  if (self->n_marks < 2)
    return 0;
  seconds = self->marks[last].seconds - self->marks[self->first_mark].seconds;
  return seconds > 0 ? (self->marks[last].done - self->marks[self->first_mark].done) / seconds : 0;
}

double
ws_progress_get_eta (const WsProgress *self, double seconds)
{
  double rate = ws_progress_get_rate (self);

  /* What the other parts will take is not known. */
  if (self->n_parts > 1 || seconds < 5 || ws_progress_get_fraction (self) < 0.1 || !(rate > 0))
    return -1;
  return MAX (0, (self->total - self->done) / rate);
}

/* Whole, with commas between thousands as everywhere. */
static char *
dup_count (double value)
{
  char     digits[32];
  gsize    n = (gsize)g_snprintf (digits, sizeof digits, "%.0f", fmin (value, 1e15));
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

/* Numbers keep three digits of a fraction at most; more would only flicker. */
static char *
dup_number (double value)
{
  if (fabs (value) >= 100 || fabs (value - round (value)) < 1e-9)
    return dup_count (value);
  return g_strdup_printf (fabs (value) >= 10 ? "%.1f" : "%.2g", value);
}

static char *
dup_duration (double seconds)
{
  guint s = (guint)MIN (ceil (seconds), 1e9);

  if (s < 60)
    return g_strdup_printf (_ ("%u s"), s);
  if (s < 3600)
    return g_strdup_printf (_ ("%u min %u s"), s / 60, s % 60);
  return g_strdup_printf (_ ("%u h %u min"), s / 3600, s % 3600 / 60);
}

char *
ws_progress_dup_text (const WsProgress *self, double seconds, gboolean moves)
{
  g_autofree char *done = NULL, *total = NULL;
  double           rate = moves ? ws_progress_get_rate (self) : 0;
  double           eta = moves ? ws_progress_get_eta (self, seconds) : -1;
  GString         *text = g_string_new (NULL);

  if (self->n_parts > 0)
    /* Translators: a part of a long piece of work: "2 of 9: without LWLN, seed 1 · ". */
    g_string_append_printf (text, _ ("%u of %u: %s"), MIN (self->part + 1, self->n_parts),
                            self->n_parts, self->title);
  if (self->n_parts > 0 && self->total > 0)
    g_string_append (text, " · ");
  if (!(self->total > 0))
    return g_string_free (text, FALSE);
  done = dup_count (floor (self->done));
  total = dup_number (self->total);
  /* Translators: how much is done, of how much, of what: "87 of 240 networks". */
  g_string_append_printf (text, _ ("%s of %s %s"), done, total, self->unit);
  if (rate > 0)
    {
      g_autofree char *speed = dup_number (rate);

      /* Translators: a rate: "1.4 networks/s". */
      g_string_append_printf (text, _ (" · %s %s/s"), speed, self->unit);
    }
  if (eta >= 0)
    {
      g_autofree char *left = dup_duration (eta);

      g_string_append_printf (text, _ (" · about %s left"), left);
    }
  return g_string_free (text, FALSE);
}
