/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/experiments-page-private.h"

#include "app/experiment-estimate.h"
#include "work/work.h"

#include <glib/gi18n.h>

/* Runs that are begun, gone on with, followed and called off. */

#define ESTIMATE_MS 300
#define READ_MS 400 /* units may be done in no time */

/* -- the job -- */

const char *
ws_experiments_page_get_running (WsExperimentsPage *self)
{
  WsJob                 *job = ws_job_watch_get_job (self->watch);
  const WsExperimentRun *run =
      job != NULL ? ws_experiment_data_find (self->data, ws_work_get_result (job)) : NULL;

  if (job == NULL)
    return NULL;
  /* before it has told its run */
  return run != NULL ? run->info->name : self->started;
}

static gboolean
is_shown (WsExperimentsPage *self)
{
  return self->chosen != NULL &&
         g_strcmp0 (ws_experiments_page_get_running (self), self->chosen->name) == 0;
}

static gboolean
read_cb (gpointer data)
{
  WsExperimentsPage *self = data;

  self->read_id = 0;
  if (ws_page_get_session (WS_PAGE (self)) != NULL)
    ws_experiments_page_reload (self);
  return G_SOURCE_REMOVE;
}

/* What is done grows by whole units: only then is there anything new to read. */
static void
look_for_unit (WsExperimentsPage *self, WsJob *job)
{
  gint64                 id = ws_work_get_result (job);
  const WsExperimentRun *run = ws_experiment_data_find (self->data, id);
  guint                  unit = 0;

  if (id == 0)
    return;
  if (run != NULL)
    unit = 1 + (guint)(ws_job_get_fraction (job) * run->n_units + 1e-6);
  if (unit == self->unit && unit != 0)
    return;
  self->unit = unit;
  if (self->read_id == 0)
    self->read_id = g_timeout_add (READ_MS, read_cb, self);
}

static void
show_progress (WsExperimentsPage *self)
{
  WsJob           *job = ws_job_watch_get_job (self->watch);
  g_autofree char *status = ws_job_watch_dup_status (self->watch);
  g_autofree char *text = NULL;
  gboolean         is_paused;

  if (job == NULL)
    return;
  is_paused = ws_job_get_state (job) == WS_JOB_PAUSED;
  if (ws_job_get_state (job) == WS_JOB_QUEUED)
    text = g_strdup (_ ("Waiting for its turn"));
  else if (status == NULL || *status == '\0')
    text = g_strdup (_ ("Getting ready…"));
  else
    text = is_paused ? g_strdup_printf (_ ("Paused · %s"), status) : g_strdup (status);
  gtk_inscription_set_text (self->busy_label, text);
  gtk_progress_bar_set_fraction (self->progress, ws_job_watch_get_fraction (self->watch));
  gtk_button_set_label (GTK_BUTTON (self->pause_button), is_paused ? _ ("Resume") : _ ("Pause"));
  gtk_widget_set_sensitive (self->pause_button, ws_job_get_state (job) != WS_JOB_QUEUED);
  look_for_unit (self, job);
}

void
ws_experiments_page_update_job (WsExperimentsPage *self)
{
  WsSession             *session = ws_page_get_session (WS_PAGE (self));
  WsJob                 *job = ws_job_watch_get_job (self->watch);
  const WsExperimentRun *run = ws_experiments_page_get_run (self);
  gboolean               is_busy = is_shown (self);
  gboolean               has_rest = run != NULL && !ws_experiment_run_is_finished (run) && !is_busy;
  gboolean               may = session != NULL && !ws_session_is_read_only (session) && job == NULL;

  gtk_widget_set_visible (self->busy_box, is_busy);
  gtk_widget_set_visible (self->rest_box, has_rest);
  if (has_rest)
    {
      g_autofree char *text =
          g_strdup_printf (_ ("Not finished: %u of %u units are done."), run->n_done, run->n_units);

      gtk_label_set_label (self->rest_label, text);
    }
  ws_page_set_action_enabled (WS_PAGE (self), "go-on", has_rest && may);
  ws_page_set_action_enabled (WS_PAGE (self), "cancel", job != NULL);
  show_progress (self);
  ws_experiments_page_update_list (self);
}

static void
job_cb (WsExperimentsPage *self)
{
  self->unit = 0;
  if (ws_job_watch_get_job (self->watch) == NULL)
    g_clear_pointer (&self->started, g_free);
  ws_experiments_page_update_job (self);
}

static void
progress_cb (WsExperimentsPage *self)
{
  if (ws_job_watch_get_job (self->watch) == NULL)
    return;
  /* whose job it is shows only when it has begun */
  if (gtk_widget_get_visible (self->busy_box) != is_shown (self))
    ws_experiments_page_update_job (self);
  else
    show_progress (self);
}

/* -- starting -- */

static void
start (WsExperimentsPage *self, const WsExperimentSettings *settings)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  g_autoptr (GError) error = NULL;
  WsJob                 *job;
  const WsExperimentRun *run = ws_experiment_data_find_same (self->data, settings);

  ws_notice_hide (self->notice);
  job = ws_experiment_work_new (ws_session_get_project (session), settings, &error);
  if (job == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The experiment was not started"), error);
      return;
    }
  g_free (self->started);
  self->started = g_strdup (settings->name);
  self->run = run != NULL ? run->info->id : 0;
  self->wants_form = FALSE;
  if (ws_session_is_busy (session))
    ws_page_toast (WS_PAGE (self), _ ("Queued: it starts when the work before it is done"));
  ws_session_run (session, job);
  ws_experiments_page_reload (self);
}

static void
start_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsExperimentsPage   *self = data;
  WsExperimentSettings settings;

  /* the same key first asks for what is to be run */
  if (!g_str_equal (gtk_stack_get_visible_child_name (self->side_stack), "form"))
    g_action_group_activate_action (G_ACTION_GROUP (ws_page_get_actions (WS_PAGE (self))),
                                    "new-run", NULL);
  else if (ws_experiment_form_get_settings (self->form, &settings, NULL))
    start (self, &settings);
}

static void
go_on_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsExperimentsPage     *self = data;
  const WsExperimentRun *run = ws_experiments_page_get_run (self);

  if (run != NULL)
    start (self, &run->settings);
}

static void
cancel_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ws_job_watch_cancel (WS_EXPERIMENTS_PAGE (data)->watch);
}

/* -- what it would take -- */

static void
estimate_done (gpointer result, const GError *error, gpointer data)
{
  WsExperimentsPage *self = data;

  gtk_label_set_label (self->estimate_label, result != NULL  ? result
                                             : error != NULL ? error->message
                                                             : "");
  g_free (result);
}

static gboolean
estimate_cb (gpointer data)
{
  WsExperimentsPage *self = data;
  WsSession         *session = ws_page_get_session (WS_PAGE (self));
  g_autoptr (GError) error = NULL;
  WsExperimentSettings settings;
  gboolean             is_good;

  self->estimate_id = 0;
  if (session == NULL || self->chosen == NULL)
    return G_SOURCE_REMOVE;
  is_good = ws_experiment_form_get_settings (self->form, &settings, &error);
  if (g_str_equal (gtk_stack_get_visible_child_name (self->side_stack), "form"))
    ws_page_set_action_enabled (WS_PAGE (self), "train",
                                is_good && !ws_session_is_read_only (session));
  gtk_label_set_label (self->estimate_label, is_good ? " " : error->message);
  ws_read_slot_clear (&self->estimate_slot);
  if (is_good)
    ws_session_read (session, &self->estimate_slot, ws_experiment_estimate_read,
                     g_memdup2 (&settings, sizeof settings), g_free, g_free, estimate_done, self);
  return G_SOURCE_REMOVE;
}

void
ws_experiments_page_update_estimate (WsExperimentsPage *self)
{
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  self->estimate_id = g_timeout_add (ESTIMATE_MS, estimate_cb, self);
}

void
ws_experiments_page_init_runs (WsExperimentsPage *self)
{
  static const char *const  kinds[] = { "experiment", NULL };
  static const GActionEntry entries[] = {
    { .name = "train", .activate = start_action },
    { .name = "go-on", .activate = go_on_action },
    { .name = "cancel", .activate = cancel_action },
  };

  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  self->watch = ws_job_watch_new (kinds);
  g_signal_connect_object (self->watch, "notify::job", G_CALLBACK (job_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "progress", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
}
