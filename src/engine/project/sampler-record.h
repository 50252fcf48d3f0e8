/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/project.h"

G_BEGIN_DECLS

/* What one sampler has learned, so that drawing from it again need not wait, and learning that was
 * interrupted goes on. Methods that do not learn have none. */
typedef struct
{
  gint64  id;
  gint64  hyper;         /* whose latents; 0: weights */
  gint64  population;    /* the zoo */
  char   *method;
  char   *target;        /* of the rows it learns from */
  char   *settings_json; /* all else that it follows from */
  guint64 seed;
  guint   step, n_steps;
  char   *history_json;  /* an array: losses as they were told */
  char   *created, *version;
} WsSamplerRecord;

void ws_sampler_record_free (WsSamplerRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsSamplerRecord, ws_sampler_record_free)

/* The sampler of this hyper, population, method, target, settings and seed, added when it is new;
 * fills the rest of @record. */
gboolean ws_project_begin_sampler (WsProject *self, WsSamplerRecord *record, GError **error);
/* What it has learned so far, in place of what there was. */
gboolean ws_project_save_sampler  (WsProject *self, gint64 id, guint step, GBytes *state,
                                   const char *history_json, GError **error);
/* (nullable) (transfer full): %NULL without @error where nothing was learned yet. */
GBytes  *ws_project_load_sampler  (WsProject *self, gint64 id, GError **error);
/* (element-type WsSamplerRecord) (transfer full): in order of creation */
GPtrArray *ws_project_list_samplers (WsProject *self, GError **error);

G_END_DECLS
