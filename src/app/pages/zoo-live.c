/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/zoo-page-private.h"

#include "work/work.h"

#include <glib/gi18n.h>

/* The training that runs: how far it is, and its plots as they grow. */

/* Live plots are drawn anew this often: often enough to look alive, seldom enough to leave the
 * processor to the training. */
#define LIVE_MS 200

gboolean
ws_zoo_page_is_training_shown (WsZooPage *self)
{
  g_autoptr (GObject) snapshot = self->job != NULL ? ws_job_dup_snapshot (self->job) : NULL;
  guint  n_models, n_epochs;
  gint64 population = 0;

  if (WS_IS_ZOO_SNAPSHOT (snapshot))
    ws_zoo_snapshot_get (WS_ZOO_SNAPSHOT (snapshot), &n_models, &n_epochs, &population);
  return population != 0 && population == self->shown;
}

static void
update_job_box (WsZooPage *self)
{
  gboolean is_busy = self->job != NULL;

  gtk_widget_set_visible (self->job_box, is_busy);
  if (is_busy)
    {
      g_autofree char *status = ws_job_dup_status (self->job);
      gboolean         is_paused = ws_job_get_state (self->job) == WS_JOB_PAUSED;

      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->job_bar),
                                     CLAMP (ws_job_get_fraction (self->job), 0, 1));
      gtk_inscription_set_text (self->job_status,
                                status != NULL && *status != '\0' ? status : _ ("Getting ready…"));
      gtk_button_set_label (GTK_BUTTON (self->pause), is_paused ? _ ("Resume") : _ ("Pause"));
    }
}

static void schedule_live (WsZooPage *self);

/* One part of the page at a time, so that no frame has to wait for all of them. */
static gboolean
live_cb (gpointer data)
{
  WsZooPage *self = data;

  self->live_id = 0;
  if (self->job == NULL || self->view == NULL || !ws_zoo_page_is_training_shown (self))
    return G_SOURCE_REMOVE;
  if (self->next_part == 0)
    {
      g_autoptr (GObject) snapshot = ws_job_dup_snapshot (self->job);
      g_autoptr (WsZooView) old = g_steal_pointer (&self->view);

      self->view = ws_zoo_view_update (old, WS_ZOO_SNAPSHOT (snapshot));
    }
  if (self->is_shown)
    ws_zoo_page_draw_part (self, self->next_part);
  else
    self->is_stale = TRUE;
  self->next_part = (self->next_part + 1) % WS_ZOO_PAGE_N_PARTS;
  if (self->next_part != 0)
    schedule_live (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_live (WsZooPage *self)
{
  if (self->live_id == 0)
    self->live_id = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, LIVE_MS / WS_ZOO_PAGE_N_PARTS,
                                        live_cb, self, NULL);
}

void
ws_zoo_page_set_job (WsZooPage *self, WsJob *job)
{
  if (job == self->job)
    return;
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_handle_id (&self->live_id, g_source_remove);
  g_set_object (&self->job, job);
  if (job != NULL)
    {
      self->follow_job = TRUE;
      g_signal_connect_object (job, "notify::snapshot", G_CALLBACK (schedule_live), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (job, "notify::status", G_CALLBACK (update_job_box), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (job, "notify::state", G_CALLBACK (update_job_box), self,
                               G_CONNECT_SWAPPED);
    }
  update_job_box (self);
  ws_zoo_page_choose_stack (self);
}

void
ws_zoo_page_follow_session (WsZooPage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  g_autoptr (WsJob) job = NULL;

  g_object_get (session, "job", &job, NULL);
  ws_zoo_page_set_job (self,
                       job != NULL && g_str_equal (ws_job_get_kind (job), "zoo") ? job : NULL);
}
