/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/finetune-private.h"

#include "lab/bootstrap.h"
#include "lab/curves.h"

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL && text[0] != '\0')
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/* JSON's whole numbers end at 63 bits; beyond them it is a text. */
static void
add_seed (JsonBuilder *builder, guint64 seed)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, seed);
  if (seed <= G_MAXINT64)
    ws_json_add_count (builder, "seed", (gint64)seed);
  else
    add_text (builder, "seed", text);
}

static void
add_row (JsonBuilder *builder, const WsCurveRow *row)
{
  json_builder_begin_object (builder);
  ws_json_add_count (builder, "epoch", row->epoch);
  ws_json_add_count (builder, "n", row->n);
  ws_json_add_count (builder, "diverged", row->n_diverged);
  ws_json_add_number (builder, "acc_mean", row->acc_mean);
  ws_json_add_number (builder, "acc_std", row->acc_std);
  ws_json_add_number (builder, "acc_low", row->acc_low);
  ws_json_add_number (builder, "acc_high", row->acc_high);
  ws_json_add_number (builder, "loss_mean", row->loss_mean);
  ws_json_add_number (builder, "loss_std", row->loss_std);
  ws_json_add_number (builder, "loss_low", row->loss_low);
  ws_json_add_number (builder, "loss_high", row->loss_high);
  ws_json_add_number (builder, "train_loss", row->train_loss);
  ws_json_add_number (builder, "train_acc", row->train_acc);
  ws_json_add_number (builder, "val_loss", row->val_loss);
  ws_json_add_number (builder, "val_acc", row->val_acc);
  json_builder_set_member_name (builder, "acc_quantiles");
  json_builder_begin_array (builder);
  for (guint q = 0; q < WS_CURVE_QUANTILES; q++)
    if (row->n > 0)
      json_builder_add_double_value (builder, row->acc_quantiles[q]);
    else
      json_builder_add_null_value (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* The epoch at which each network of the part diverged. */
static guint *
find_diverged (FinetuneRun *run, const WsTrainedPart *part, GError **error)
{
  WsStateQuery query = { .epoch_first = 0, .epoch_last = run->training.plan.n_epochs };
  g_autoptr (WsStates) states =
      ws_project_load_states (run->training.work->project, part->population->id, &query, error);
  guint *diverged_at;

  if (states == NULL)
    return NULL;
  diverged_at = g_new (guint, MAX (part->n, 1));
  for (guint i = 0; i < part->n; i++)
    diverged_at[i] = G_MAXUINT;
  for (guint i = 0; i < states->n; i++)
    if (states->diverged[i] && states->model[i] < part->n)
      diverged_at[states->model[i]] = MIN (diverged_at[states->model[i]], states->epoch[i]);
  return diverged_at;
}

static gboolean
add_curve (FinetuneRun *run, const WsTrainedPart *part, JsonBuilder *builder, GError **error)
{
  g_autofree guint *diverged_at = find_diverged (run, part, error);

  if (diverged_at == NULL)
    return FALSE;
  json_builder_set_member_name (builder, "curves");
  json_builder_begin_array (builder);
  for (guint e = 0; e <= run->training.plan.n_epochs; e++)
    {
      WsCurveRow row;

      if (!ws_job_tick (run->training.job, error))
        return FALSE;
      if (ws_curve_make_row (part->metrics + (gsize)e * part->n, part->n, e, diverged_at,
                             WS_BOOTSTRAP_RESAMPLES, run->request->seed, &row))
        add_row (builder, &row);
    }
  json_builder_end_array (builder);
  return TRUE;
}

static void
add_request (FinetuneRun *run, guint part, JsonBuilder *builder)
{
  const WsFinetuneRequest *request = run->request;
  const WsZooPlan         *plan = &run->training.plan;
  const Origin            *origin = &run->origins[part];
  g_autofree char         *recipe = ws_recipe_to_json (&plan->recipe);
  gboolean                 is_changed = run->control != WS_TRANSFER_PLAIN && origin->name != NULL;
  gsize                    n_taken =
      origin->arch != NULL ? ws_arch_count_transferred (origin->arch, plan->arch, NULL) : 0;

  add_text (builder, "population", run->parts[part].population->name);
  add_text (builder, "source", origin->name);
  add_text (builder, "data", request->data);
  add_text (builder, "arch", request->arch);
  ws_json_add_count (builder, "n", run->parts[part].n);
  ws_json_add_count (builder, "epochs", plan->n_epochs);
  add_seed (builder, request->seed);
  json_builder_set_member_name (builder, "recipe");
  json_builder_add_value (builder, json_from_string (recipe, NULL));
  add_text (builder, "control", is_changed ? request->control : NULL);
  add_text (builder, "teacher", request->teacher);
  json_builder_set_member_name (builder, "teacher_weight");
  if (request->teacher[0] != '\0')
    json_builder_add_double_value (builder, request->teacher_weight);
  else
    json_builder_add_null_value (builder);
  add_text (builder, "from", origin->name != NULL ? request->from : NULL);
  add_text (builder, "split", origin->name != NULL ? request->split : NULL);
  ws_json_add_count (builder, "taken", (gint64)n_taken);
  ws_json_add_count (builder, "parameters", (gint64)plan->arch->n_params);
}

/* (transfer full): as work.h says */
static char *
write_report (FinetuneRun *run, guint part, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_request (run, part, builder);
  if (!add_curve (run, &run->parts[part], builder, error))
    return NULL;
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

gboolean
ws_finetune_add_reports (FinetuneRun *run, GError **error)
{
  for (guint p = 0; p < run->training.n_parts; p++)
    {
      g_autofree char *report = write_report (run, p, error);

      if (report == NULL ||
          !ws_project_add_report (run->training.work->project, run->parts[p].population->id, 0,
                                  WS_FINETUNE_REPORT, report, error))
        return FALSE;
    }
  return TRUE;
}
