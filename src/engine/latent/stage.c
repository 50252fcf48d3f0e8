/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/stage.h"

gboolean
ws_stage_report (const WsStage *self, double share, GError **error)
{
  if (self == NULL || self->job == NULL)
    return TRUE;
  ws_job_report (self->job, self->from + share * (self->to - self->from), self->total, self->unit);
  return ws_job_tick (self->job, error);
}

gboolean
ws_stage_is_cancelled (const WsStage *self)
{
  return self != NULL && self->job != NULL && ws_job_is_cancelled (self->job);
}

WsStage
ws_stage_part (const WsStage *self, double from, double to)
{
  WsStage part = { 0 };

  if (self == NULL)
    return part;
  part = *self;
  part.from = self->from + from * (self->to - self->from);
  part.to = self->from + to * (self->to - self->from);
  return part;
}
