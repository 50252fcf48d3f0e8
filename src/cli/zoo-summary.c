/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/zoo-summary.h"

#include "cli/output.h"
#include "core/numeric.h"

#include <glib/gi18n.h>
#include <math.h>

/* Finite values of one metric at one epoch; gives their count. */
static guint
collect (const WsStates *states, guint epoch, gsize offset, float *values)
{
  guint n = 0;

  for (guint i = 0; i < states->n; i++)
    {
      float value = G_STRUCT_MEMBER (float, &states->metrics[i], offset);

      if (states->epoch[i] == epoch && !states->diverged[i] && isfinite (value))
        values[n++] = value;
    }
  return n;
}

static double
mean_of (const WsStates *states, guint epoch, gsize offset, float *values)
{
  guint n = collect (states, epoch, offset, values);

  return n > 0 ? ws_mean (values, n) : (double)NAN;
}

static WsEpochSummary
summarise_epoch (const WsStates *states, guint epoch, float *values)
{
  WsEpochSummary s = { .epoch = epoch };
  guint          n;

  for (guint i = 0; i < states->n; i++)
    s.n_diverged += states->epoch[i] == epoch && states->diverged[i];
  s.train_loss = mean_of (states, epoch, G_STRUCT_OFFSET (WsEpochMetrics, train_loss), values);
  s.train_acc = mean_of (states, epoch, G_STRUCT_OFFSET (WsEpochMetrics, train_acc), values);
  s.val_loss = mean_of (states, epoch, G_STRUCT_OFFSET (WsEpochMetrics, val_loss), values);
  s.val_acc = mean_of (states, epoch, G_STRUCT_OFFSET (WsEpochMetrics, val_acc), values);
  n = collect (states, epoch, G_STRUCT_OFFSET (WsEpochMetrics, test_loss), values);
  s.test_loss = n > 0 ? ws_mean (values, n) : (double)NAN;
  s.test_loss_std = n > 1 ? ws_std (values, n) : (double)NAN;
  s.n = collect (states, epoch, G_STRUCT_OFFSET (WsEpochMetrics, test_acc), values);
  s.test_acc_mean = s.n > 0 ? ws_mean (values, s.n) : (double)NAN;
  s.test_acc_std = s.n > 1 ? ws_std (values, s.n) : (double)NAN;
  return s;
}

GArray *
ws_zoo_summarise (const WsStates *states)
{
  GArray           *epochs = g_array_new (FALSE, TRUE, sizeof (WsEpochSummary));
  g_autofree float *values = g_new (float, MAX (states->n, 1));
  guint             last = 0;

  for (guint i = 0; i < states->n; i++)
    last = MAX (last, states->epoch[i]);
  for (guint e = 0; states->n > 0 && e <= last; e++)
    {
      WsEpochSummary s = summarise_epoch (states, e, values);

      if (s.n > 0 || s.n_diverged > 0)
        g_array_append_val (epochs, s);
    }
  return epochs;
}

static GArray *
load_epochs (WsProject *project, const WsPopulation *population, GError **error)
{
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsStates) states = ws_project_load_states (project, population->id, &query, error);

  return states != NULL ? ws_zoo_summarise (states) : NULL;
}

static void
add_epoch (JsonBuilder *builder, const WsEpochSummary *s)
{
  ws_output_begin_object (builder, NULL);
  ws_output_count (builder, "epoch", s->epoch);
  ws_output_count (builder, "n", s->n);
  ws_output_count (builder, "diverged", s->n_diverged);
  ws_output_number (builder, "train_loss", s->train_loss);
  ws_output_number (builder, "train_acc", s->train_acc);
  ws_output_number (builder, "val_loss", s->val_loss);
  ws_output_number (builder, "val_acc", s->val_acc);
  ws_output_number (builder, "test_loss", s->test_loss);
  ws_output_number (builder, "test_acc_mean", s->test_acc_mean);
  ws_output_number (builder, "test_acc_std", s->test_acc_std);
  json_builder_end_object (builder);
}

gboolean
ws_zoo_add_json (WsProject          *project,
                 const WsPopulation *population,
                 JsonBuilder        *builder,
                 GError            **error)
{
  g_autoptr (GArray) epochs = load_epochs (project, population, error);

  if (epochs == NULL)
    return FALSE;
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "name", population->name);
  ws_output_text (builder, "kind", population->kind);
  ws_output_text (builder, "arch", population->arch);
  ws_output_count (builder, "channels", population->channels);
  ws_output_text (builder, "data", population->data);
  ws_output_count (builder, "n", population->n);
  ws_output_parsed (builder, "recipe", population->recipe_json);
  ws_output_seed (builder, "seed", population->seed);
  ws_output_text (builder, "method", population->method);
  ws_output_text (builder, "target", population->target);
  ws_output_parsed (builder, "settings", population->settings_json);
  ws_output_text (builder, "created", population->created);
  ws_output_text (builder, "version", population->version);
  ws_output_flag (builder, "complete", population->complete);
  ws_output_begin_array (builder, "epochs");
  for (guint i = 0; i < epochs->len; i++)
    add_epoch (builder, &g_array_index (epochs, WsEpochSummary, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return TRUE;
}

char *
ws_zoo_dup_line (WsProject *project, const WsPopulation *population, GError **error)
{
  g_autofree double *accuracies = NULL;
  g_autofree float  *values = NULL;
  g_autofree char   *data = g_path_get_basename (population->data);
  GString           *text;
  guint              n, n_scored = 0;

  accuracies = ws_zoo_load_accuracies (project, population->id, &n, error);
  if (accuracies == NULL)
    return NULL;
  values = g_new (float, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    if (isfinite (accuracies[i]))
      values[n_scored++] = (float)accuracies[i];
  text = g_string_new (NULL);
  g_string_append_printf (
      text, ngettext ("%s: %u network (%s, %s)", "%s: %u networks (%s, %s)", population->n),
      population->name, population->n, population->arch, data);
  if (population->n_epochs > 0)
    g_string_append_printf (text, ngettext (", %u epoch", ", %u epochs", population->n_epochs),
                            population->n_epochs);
  if (n_scored > 0)
    g_string_append_printf (text, _ (", test accuracy %.3f ± %.3f (n = %u)"),
                            ws_mean (values, n_scored), ws_std (values, n_scored), n_scored);
  if (!population->complete)
    g_string_append (text, _ (", not finished"));
  return g_string_free (text, FALSE);
}

double *
ws_zoo_load_accuracies (WsProject *project, gint64 population, guint *n, GError **error)
{
  const WsStateQuery query = { .epoch_first = WS_EPOCH_LAST, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsStates) states = ws_project_load_states (project, population, &query, error);
  double *values;

  if (states == NULL)
    return NULL;
  *n = states->n;
  values = g_new (double, MAX (states->n, 1));
  for (guint i = 0; i < states->n; i++)
    values[i] = states->diverged[i] ? (double)NAN : (double)states->metrics[i].test_acc;
  return values;
}
