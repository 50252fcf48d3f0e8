/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/finetune-page-private.h"

#include "work/work.h"

#include <glib/gi18n.h>

/* The runs that are shown, and the one that goes on. */

/* Live numbers are taken this often: often enough to look alive, seldom enough to leave the
 * processor to the training. */
#define LIVE_MS 250

/* -- numbers -- */

static void schedule_live (WsFinetunePage *self);

static void
view_done (gpointer result, const GError *error, gpointer user_data)
{
  WsFinetunePage *self = user_data;

  if (result == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The fine-tuning was not read"), error);
      return;
    }
  g_clear_pointer (&self->view, ws_finetune_view_unref);
  self->view = result;
  self->is_stale = !self->is_shown;
  if (self->is_shown)
    ws_finetune_page_draw (self);
  ws_finetune_page_choose_stack (self);
  if (self->is_behind)
    schedule_live (self);
}

void
ws_finetune_page_read_view (WsFinetunePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  g_autoptr (GArray) runs = ws_run_picker_dup_chosen (self->picker);
  g_autoptr (GObject) snapshot = ws_job_watch_dup_snapshot (self->watch);

  self->is_behind = FALSE;
  if (runs->len == 0)
    {
      ws_read_slot_clear (&self->view_slot);
      g_clear_pointer (&self->view, ws_finetune_view_unref);
      ws_finetune_page_choose_stack (self);
      return;
    }
  ws_session_read (
      session, &self->view_slot, ws_finetune_view_read,
      ws_finetune_question_new (g_steal_pointer (&runs),
                                WS_IS_FINETUNE_SNAPSHOT (snapshot)
                                    ? WS_FINETUNE_SNAPSHOT (g_steal_pointer (&snapshot))
                                    : NULL,
                                self->view != NULL ? ws_finetune_view_ref (self->view) : NULL),
      (GDestroyNotify)ws_finetune_question_free, (GDestroyNotify)ws_finetune_view_unref, view_done,
      self);
}

/* -- which runs there are -- */

static void
runs_done (gpointer result, const GError *error, gpointer user_data)
{
  WsFinetunePage *self = user_data;
  g_autoptr (GPtrArray) runs = result;

  if (runs == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The fine-tunings were not read"), error);
      return;
    }
  self->has_runs = runs->len > 0;
  ws_run_picker_set_runs (self->picker, runs);
  ws_finetune_page_read_view (self);
}

void
ws_finetune_page_read_runs (WsFinetunePage *self)
{
  ws_session_read (ws_page_get_session (WS_PAGE (self)), &self->runs_slot, ws_finetune_runs_read,
                   NULL, NULL, (GDestroyNotify)g_ptr_array_unref, runs_done, self);
}

/* -- the job -- */

/* As soon as the job has populations its run is the one that is shown. */
static void
choose_run_of_job (WsFinetunePage *self, GObject *snapshot)
{
  WsJob                 *job = ws_job_watch_get_job (self->watch);
  guint                  n_curves, n_epochs;
  const WsFinetuneCurve *curves =
      ws_finetune_snapshot_get (WS_FINETUNE_SNAPSHOT (snapshot), &n_curves, &n_epochs);

  if (job == self->told_of || n_curves == 0 || curves[0].population == 0)
    return;
  self->told_of = job;
  ws_run_picker_choose (self->picker, curves[0].population);
  ws_finetune_page_read_runs (self);
}

static gboolean
live_cb (gpointer data)
{
  WsFinetunePage *self = data;
  g_autoptr (GObject) snapshot = ws_job_watch_dup_snapshot (self->watch);

  self->live_id = 0;
  if (!WS_IS_FINETUNE_SNAPSHOT (snapshot))
    return G_SOURCE_REMOVE;
  choose_run_of_job (self, snapshot);
  if (ws_read_slot_is_busy (&self->view_slot))
    self->is_behind = TRUE;
  else if (!ws_read_slot_is_busy (&self->runs_slot)) /* which reads the numbers too */
    ws_finetune_page_read_view (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_live (WsFinetunePage *self)
{
  if (self->live_id == 0)
    self->live_id = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, LIVE_MS, live_cb, self, NULL);
}

static void
show_status (WsFinetunePage *self, const char *status, gboolean is_paused)
{
  g_autofree char *text = NULL;

  if (status == NULL || *status == '\0')
    text = g_strdup (_ ("Getting ready…"));
  else
    /* Translators: %s says how far the work is */
    text = is_paused ? g_strdup_printf (_ ("Paused · %s"), status) : g_strdup (status);
  gtk_inscription_set_text (self->job_status, text);
}

static void
progress_cb (WsFinetunePage *self)
{
  WsJob           *job = ws_job_watch_get_job (self->watch);
  g_autofree char *status = ws_job_watch_dup_status (self->watch);

  gtk_widget_set_visible (self->job_box, job != NULL);
  ws_page_set_action_enabled (WS_PAGE (self), "cancel", job != NULL);
  if (job != NULL)
    {
      gboolean is_paused = ws_job_get_state (job) == WS_JOB_PAUSED;

      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->job_bar),
                                     ws_job_watch_get_fraction (self->watch));
      show_status (self, status, is_paused);
      gtk_button_set_label (GTK_BUTTON (self->pause), is_paused ? _ ("Resume") : _ ("Pause"));
      gtk_widget_set_sensitive (self->pause, ws_job_get_state (job) != WS_JOB_QUEUED);
    }
  ws_finetune_page_choose_stack (self);
}

static void
failed_cb (WsFinetunePage *self, const GError *error)
{
  ws_notice_show_error (self->notice, _ ("Fine-tuning"), error);
}

/* What was there already, or ended at once, has not been seen while it ran. */
void
ws_finetune_page_take_ended (WsFinetunePage *self, WsJob *job)
{
  gint64 result = ws_work_get_result (job);

  if (!g_str_equal (ws_job_get_kind (job), "finetune"))
    return;
  if (job != self->told_of && result != 0)
    {
      ws_run_picker_choose (self->picker, result);
      ws_finetune_page_read_runs (self);
    }
  self->told_of = NULL;
}

void
ws_finetune_page_follow_jobs (WsFinetunePage *self)
{
  static const char *const kinds[] = { "finetune", NULL };

  self->watch = ws_job_watch_new (kinds);
  g_signal_connect_object (self->watch, "progress", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "notify::job", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "snapshot", G_CALLBACK (schedule_live), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
}

void
ws_finetune_page_forget (WsFinetunePage *self)
{
  ws_read_slot_clear (&self->view_slot);
  ws_read_slot_clear (&self->runs_slot);
  ws_read_slot_clear (&self->accuracies_slot);
  ws_read_slot_clear (&self->estimate_slot);
  ws_read_slot_clear (&self->folder_slot);
  g_clear_handle_id (&self->live_id, g_source_remove);
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  g_clear_pointer (&self->view, ws_finetune_view_unref);
  self->told_of = NULL;
  self->has_runs = FALSE;
  self->is_behind = FALSE;
}
