/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"
#include "ws-test.h"

/* Work of a job: all it needs is in @data. */
typedef gboolean (*CancelFunc) (const WsStage *stage, gpointer data, GError **error);

typedef struct
{
  CancelFunc func;
  gpointer   data;
  gboolean   is_cancelled;
} Cancel;

static inline gboolean
cancel_run (WsJob *job, gpointer data, GError **error)
{
  const Cancel *cancel = data;
  const WsStage stage = { .job = job, .to = 100, .total = 100, .unit = "steps" };

  if (cancel->is_cancelled)
    ws_job_cancel (job);
  return cancel->func (&stage, cancel->data, error);
}

/* With a job that is called off all pieces are left undone, and the work fails with that error;
 * with another it comes to its end. */
static inline void
assert_cancels (CancelFunc func, gpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      Cancel cancel = { func, data, i == 0 };
      g_autoptr (WsJob) job = ws_job_new ("test", "Work", cancel_run, &cancel, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (ws_job_run_sync (job, &error) == (i == 1));
      if (i == 0)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_no_error (error);
    }
}
