/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/projection-choice.h"

#include "work/work.h"

#include <glib/gi18n.h>

struct _WsProjectionChoice
{
  GtkBox parent_instance;

  GtkDropDown *dropdown;
  WsSession   *session; /* lent */
  WsJob       *job;     /* a reference: it makes a map, or waits for its turn */
  char         making[16];
  const char  *method, *shown; /* of the table below */
  gboolean     is_filling;
};

enum
{
  PROP_MAKING = 1,
  N_PROPS,
};

enum
{
  CHOSEN,
  MOVED,
  FAILED,
  GIVEN_UP,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsProjectionChoice, ws_projection_choice, GTK_TYPE_BOX)

static const char *const methods[] = { "pca", "umap", "tsne" };

/* -- the list -- */

static void
choose (WsProjectionChoice *self, const char *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i], method))
      {
        self->method = methods[i];
        self->is_filling = TRUE;
        gtk_drop_down_set_selected (self->dropdown, i);
        self->is_filling = FALSE;
      }
}

static void
selected_cb (WsProjectionChoice *self)
{
  guint row = gtk_drop_down_get_selected (self->dropdown);

  if (self->is_filling || row >= G_N_ELEMENTS (methods))
    return;
  self->method = methods[row];
  g_signal_emit (self, signals[CHOSEN], 0);
}

const char *
ws_projection_choice_get_method (WsProjectionChoice *self)
{
  return self->method;
}

void
ws_projection_choice_choose (WsProjectionChoice *self, const char *method)
{
  choose (self, method);
}

void
ws_projection_choice_reset (WsProjectionChoice *self)
{
  choose (self, methods[0]);
}

void
ws_projection_choice_set_shown (WsProjectionChoice *self, const char *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i], method))
      self->shown = methods[i];
}

/* -- the job -- */

static void
let_go (WsProjectionChoice *self)
{
  if (self->job == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAKING]);
}

static void
go_back (WsProjectionChoice *self)
{
  if (!g_str_equal (self->method, self->making))
    return;
  choose (self, self->shown);
  g_signal_emit (self, signals[GIVEN_UP], 0);
}

static void
snapshot_cb (WsProjectionChoice *self)
{
  g_autoptr (GObject) snapshot = ws_job_dup_snapshot (self->job);

  if (WS_IS_MAP_SNAPSHOT (snapshot) && g_str_equal (self->method, self->making))
    g_signal_emit (self, signals[MOVED], 0, snapshot);
}

/* Of a job that is done the session tells, and the page reads what is new. */
static void
ended_cb (WsProjectionChoice *self, WsJob *job)
{
  WsJobState state;

  if (job != self->job)
    return;
  state = ws_job_get_state (job);
  g_object_ref (job);
  let_go (self);
  if (state == WS_JOB_FAILED)
    g_signal_emit (self, signals[FAILED], 0, ws_job_get_error (job));
  if (state != WS_JOB_DONE)
    go_back (self);
  g_object_unref (job);
}

/* A job that waits can be taken out of the queue without ever running. */
static void
jobs_changed_cb (WsProjectionChoice *self)
{
  if (self->job != NULL && ws_job_get_state (self->job) == WS_JOB_CANCELLED)
    ended_cb (self, self->job);
}

void
ws_projection_choice_make (WsProjectionChoice  *self,
                           const char          *hyper,
                           const WsMapSettings *settings)
{
  WsEmbedRequest request = { 0 };
  g_autoptr (GError) error = NULL;
  WsJob *job;

  if (self->session == NULL)
    return;
  if (settings == NULL && self->job != NULL && g_str_equal (self->making, self->method))
    return;
  ws_projection_choice_cancel (self); /* one at a time: the newest wish */
  let_go (self);
  if (settings != NULL)
    request.map = *settings;
  g_strlcpy (request.hyper, hyper, sizeof request.hyper);
  g_strlcpy (request.projection, self->method, sizeof request.projection);
  g_strlcpy (self->making, self->method, sizeof self->making);
  job = ws_embed_work_new (ws_session_get_project (self->session), &request, &error);
  if (job == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error);
      go_back (self);
      return;
    }
  self->job = g_object_ref (job);
  g_signal_connect_swapped (job, "notify::snapshot", G_CALLBACK (snapshot_cb), self);
  ws_session_run (self->session, job);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAKING]);
}

gboolean
ws_projection_choice_is_making (WsProjectionChoice *self)
{
  return self->job != NULL;
}

void
ws_projection_choice_cancel (WsProjectionChoice *self)
{
  if (self->job != NULL)
    ws_session_cancel (self->session, self->job);
}

void
ws_projection_choice_set_session (WsProjectionChoice *self, WsSession *session)
{
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (ws_session_get_jobs (self->session), self);
    }
  let_go (self);
  self->session = session;
  self->shown = methods[0];
  choose (self, methods[0]);
  if (session == NULL)
    return;
  g_signal_connect_swapped (session, "job-ended", G_CALLBACK (ended_cb), self);
  g_signal_connect_swapped (ws_session_get_jobs (session), "items-changed",
                            G_CALLBACK (jobs_changed_cb), self);
}

/* -- widget -- */

static void
ws_projection_choice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MAKING)
    g_value_set_boolean (value, ws_projection_choice_is_making (WS_PROJECTION_CHOICE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ws_projection_choice_dispose (GObject *object)
{
  ws_projection_choice_set_session (WS_PROJECTION_CHOICE (object), NULL);
  G_OBJECT_CLASS (ws_projection_choice_parent_class)->dispose (object);
}

static void
ws_projection_choice_class_init (WsProjectionChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ws_projection_choice_get_property;
  object_class->dispose = ws_projection_choice_dispose;
  properties[PROP_MAKING] =
      g_param_spec_boolean ("making", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, WS_TYPE_MAP_SNAPSHOT);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[GIVEN_UP] = g_signal_new ("given-up", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ws_projection_choice_init (WsProjectionChoice *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    gtk_string_list_append (list, ws_projection_get_title (methods[i]));
  self->method = self->shown = methods[0];
  self->dropdown = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&list)), NULL));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->dropdown), _ ("Projection"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dropdown), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Projection"), -1);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->dropdown));
  g_signal_connect_swapped (self->dropdown, "notify::selected", G_CALLBACK (selected_cb), self);
}
