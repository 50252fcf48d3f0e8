/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/sample-private.h"

#include "core/error.h"
#include "project/sampler-record.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Methods that learn: what they have learned is stored under all that it follows from, so that
 * another draw need not wait for it, and a learning that was cut off goes on with the same bits. */

guint ws_sample_checkpoint_seconds = 20;

#define POINTS 200     /* of the history, */
#define MOST_STEPS 100 /* or more, so that something is seen to move */

typedef struct
{
  SampleRun       *run;
  WsSamplerModel  *model;
  WsSamplerRecord *record;
  guint            n_losses;
  GArray          *history; /* of double: rows of a step and its losses */
  guint            saved;   /* step */
  gint64           saved_at;
} Learning;

static void
learning_clear (Learning *self)
{
  g_clear_pointer (&self->record, ws_sampler_record_free);
  g_clear_pointer (&self->history, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Learning, learning_clear)

/* -- what it follows from -- */

#define DIGEST_BYTES (4 << 20) /* between two looks for a cancel */

static gboolean
add_bytes (GChecksum *sum, gconstpointer data, gsize element, gsize n, WsJob *job, GError **error)
{
  const guint8 *bytes = data;

  for (gsize left = element * n, part; left > 0; left -= part, bytes += part)
    {
      part = MIN (left, DIGEST_BYTES);
      if (!ws_job_tick (job, error))
        return FALSE;
      g_checksum_update (sum, bytes, (gssize)part);
    }
  return TRUE;
}

/* (transfer full): of all numbers that the rows hold. */
static char *
digest_rows (const WsSampleRows *rows, WsJob *job, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  if (!add_bytes (sum, rows->x, sizeof *rows->x * rows->dim, rows->n, job, error) ||
      !add_bytes (sum, rows->network, sizeof *rows->network, rows->n, job, error) ||
      (rows->rank != NULL && !add_bytes (sum, rows->rank, sizeof *rows->rank, rows->n, job, error)))
    return NULL;
  return g_strdup (g_checksum_get_string (sum));
}

/* What matters to draws alone is not learned. */
static gboolean
is_learned (const WsSamplerSetting *setting)
{
  return !g_str_equal (setting->key, "temperature");
}

static char *
describe_settings (const SampleRun *run, const WsSampleRows *rows, const char *digest)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "settings");
  json_builder_begin_object (builder);
  for (guint i = 0; i < ws_sampler_count_settings (run->sampler); i++)
    if (is_learned (&run->sampler->settings[i]))
      ws_json_add_number (builder, run->sampler->settings[i].key, run->values[i]);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_add_int_value (builder, rows->n);
  json_builder_set_member_name (builder, "digest");
  json_builder_add_string_value (builder, digest);
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

/* Methods that know ranks have learned all targets at once. */
static char *
describe_target (const SampleRun *run)
{
  const WsTarget *target = &run->request->target;

  if (run->sampler->is_conditional && target->kind != WS_TARGET_KIND_IN)
    return g_strdup ("all");
  return ws_target_to_text (target);
}

static gboolean
find_record (Learning *self, const WsSampleRows *rows, GError **error)
{
  SampleRun       *run = self->run;
  g_autofree char *digest = digest_rows (rows, run->job, error);

  if (digest == NULL)
    return FALSE;
  self->record = g_new0 (WsSamplerRecord, 1);
  self->record->hyper = run->sampler->space == WS_SPACE_LATENT ? run->info->id : 0;
  self->record->population = run->zoo->id;
  self->record->method = g_strdup (run->sampler->name);
  self->record->target = describe_target (run);
  self->record->settings_json = describe_settings (run, rows, digest);
  self->record->seed = run->request->seed;
  self->record->n_steps = ws_sampler_model_count_steps (self->model);
  return ws_project_begin_sampler (run->work->project, self->record, error);
}

/* -- the history -- */

static char *
describe_history (const Learning *self)
{
  guint         width = 1 + self->n_losses;
  const double *values = (const double *)(gpointer)self->history->data;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->history->len; i += width)
    {
      json_builder_begin_array (builder);
      for (guint k = 0; k < width; k++)
        if (isfinite (values[i + k]))
          json_builder_add_double_value (builder, values[i + k]);
        else
          json_builder_add_null_value (builder);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
  return ws_json_builder_dup_text (builder);
}

static double
get_number (JsonArray *row, guint k)
{
  JsonNode *node = k < json_array_get_length (row) ? json_array_get_element (row, k) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : (double)NAN;
}

/* Up to the step that is gone on from: what lies beyond is told again. */
static void
read_history (Learning *self, guint step)
{
  g_autoptr (JsonNode) root = json_from_string (self->record->history_json, NULL);
  JsonArray *rows =
      root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonNode *node = json_array_get_element (rows, i);

      if (!JSON_NODE_HOLDS_ARRAY (node) || !(get_number (json_node_get_array (node), 0) <= step))
        return;
      for (guint k = 0; k <= self->n_losses; k++)
        {
          double value = get_number (json_node_get_array (node), k);

          g_array_append_val (self->history, value);
        }
    }
}

static void
publish (const Learning *self)
{
  ws_job_publish (self->run->job,
                  ws_sample_snapshot_new_learning (self->run->sampler->learning->losses,
                                                   (const double *)(gpointer)self->history->data,
                                                   self->history->len / (1 + self->n_losses)));
}

/* -- state -- */

/* What does not suit the method any more, such as another version's, is learned anew. */
static gboolean
restore (Learning *self, GError **error)
{
  WsProject *project = self->run->work->project;
  GError    *problem = NULL;
  g_autoptr (GBytes) state = ws_project_load_sampler (project, self->record->id, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (state != NULL && ws_sampler_model_restore (self->model, state, NULL))
    self->saved = ws_sampler_model_get_step (self->model);
  read_history (self, self->saved);
  return TRUE;
}

static gboolean
save (Learning *self, GError **error)
{
  WsWork          *work = self->run->work;
  guint            step = ws_sampler_model_get_step (self->model);
  g_autofree char *history = describe_history (self);
  g_autoptr (GBytes) state = ws_sampler_model_save (self->model);

  if (!ws_project_save_sampler (work->project, self->record->id, step, state, history, error))
    return FALSE;
  self->saved = step;
  self->saved_at = g_get_monotonic_time ();
  if (work->saved == NULL)
    work->saved = "sampler";
  return TRUE;
}

/* -- steps -- */

/* Up to the next point of the history, wherever it was gone on from. */
static gboolean
learn_some (Learning *self, guint per_point, GError **error)
{
  guint   n_steps = self->record->n_steps, step = ws_sampler_model_get_step (self->model);
  guint   n = MIN (per_point - step % per_point, n_steps - step);
  WsStage stage = { self->run->job, step, step + n, n_steps, _ ("steps") };
  double  losses[4] = { (double)NAN, (double)NAN, (double)NAN, (double)NAN }, done = step + n;

  if (!ws_sampler_model_learn (self->model, n, losses, &stage, error))
    return FALSE;
  g_array_append_val (self->history, done);
  g_array_append_vals (self->history, losses, self->n_losses);
  publish (self);
  return TRUE;
}

static gboolean
learn_all (Learning *self, GError **error)
{
  guint n_steps = self->record->n_steps;
  guint per_point = CLAMP (n_steps / POINTS, 1, MOST_STEPS);

  while (ws_sampler_model_get_step (self->model) < n_steps)
    {
      if (!learn_some (self, per_point, error))
        return FALSE;
      if (g_get_monotonic_time () - self->saved_at >=
              (gint64)ws_sample_checkpoint_seconds * G_USEC_PER_SEC &&
          !save (self, error))
        return FALSE;
    }
  return self->saved == n_steps || save (self, error);
}

/* A stop keeps all steps that were done. What diverged would diverge again. */
static void
keep (Learning *self, const char *saved_before, const GError *problem)
{
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (ws_sampler_model_get_step (self->model) > self->saved)
        save (self, NULL);
    }
  else if (g_error_matches (problem, WS_ERROR, WS_ERROR_DIVERGED))
    self->run->work->saved = saved_before;
}

gboolean
ws_sample_learn (SampleRun *run, WsSamplerModel *model, const WsSampleRows *rows, GError **error)
{
  g_auto (Learning) self = { .run = run, .model = model, .saved_at = g_get_monotonic_time () };
  const char *saved = run->work->saved;
  GError     *problem = NULL;

  self.n_losses = g_strv_length ((char **)run->sampler->learning->losses);
  self.history = g_array_new (FALSE, FALSE, sizeof (double));
  if (!find_record (&self, rows, error) || !restore (&self, error))
    return FALSE;
  run->learned = self.record->id;
  publish (&self);
  if (learn_all (&self, &problem))
    return TRUE;
  keep (&self, saved, problem);
  g_propagate_error (error, problem);
  return FALSE;
}
