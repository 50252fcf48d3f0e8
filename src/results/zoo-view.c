/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/zoo-view.h"
#include "core/numeric.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static WsZooView *
view_new (guint n_models, guint n_epochs)
{
  WsZooView *self = g_new0 (WsZooView, 1);
  gsize      n = ((gsize)n_epochs + 1) * n_models;

  g_atomic_ref_count_init (&self->ref_count);
  self->n_models = n_models;
  self->n_epochs = n_epochs;
  self->metrics = g_new (WsEpochMetrics, n);
  for (gsize i = 0; i < n; i++)
    self->metrics[i] = (WsEpochMetrics){ NAN, NAN, NAN, NAN, NAN, NAN };
  self->split = g_new0 (guint8, n_models);
  self->diverged = g_new0 (guint8, n_models);
  self->last = g_new0 (guint32, n_models);
  self->lr = g_new0 (float, n_models);
  return self;
}

WsZooView *
ws_zoo_view_ref (WsZooView *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_zoo_view_unref (WsZooView *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->info, ws_population_free);
  g_free (self->metrics);
  g_free (self->split);
  g_free (self->diverged);
  g_free (self->last);
  g_free (self->lr);
  g_free (self);
}

static WsEpochMetrics *
at (const WsZooView *self, guint epoch, guint model)
{
  return &self->metrics[(gsize)epoch * self->n_models + model];
}

/* The last epoch that has numbers; a diverged network's numbers end early. */
static void
find_last (WsZooView *self)
{
  for (guint m = 0; m < self->n_models; m++)
    {
      self->last[m] = 0;
      for (guint e = self->n_epochs + 1; e-- > 0;)
        if (!isnan (at (self, e, m)->test_acc))
          {
            self->last[m] = e;
            break;
          }
    }
}

static void
fill_lr (WsZooView *self)
{
  WsRecipe recipe;

  if (!ws_recipe_from_json (self->info->recipe_json, &recipe, NULL))
    return;
  for (guint m = 0; m < self->n_models; m++)
    self->lr[m] = ws_recipe_model_lr (&recipe, self->info->seed, m);
}

gpointer
ws_zoo_view_read (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64       id = *(const gint64 *)data;
  WsStateQuery all = { 0, WS_EPOCH_LAST, 0, FALSE };
  g_autoptr (WsPopulation) info = ws_project_get_population (project, id, error);
  g_autoptr (WsStates) states = NULL;
  WsZooView *self;
  guint      n_epochs = 0;

  if (info == NULL)
    return NULL;
  states = ws_project_load_states (project, id, &all, error);
  if (states == NULL)
    return NULL;
  for (guint i = 0; i < states->n; i++)
    n_epochs = MAX (n_epochs, states->epoch[i]);
  self = view_new (info->n, n_epochs);
  for (guint i = 0; i < states->n; i++)
    {
      guint m = states->model[i];

      if (m >= self->n_models)
        continue;
      *at (self, states->epoch[i], m) = states->metrics[i];
      self->split[m] = states->split[i];
      self->diverged[m] |= states->diverged[i];
    }
  self->info = g_steal_pointer (&info);
  find_last (self);
  fill_lr (self);
  return self;
}

static WsPopulation *
copy_info (const WsPopulation *from)
{
  WsPopulation *info = g_new0 (WsPopulation, 1);

  *info = *from;
  info->name = g_strdup (from->name);
  info->kind = g_strdup (from->kind);
  info->arch = g_strdup (from->arch);
  info->data = g_strdup (from->data);
  info->recipe_json = g_strdup (from->recipe_json);
  info->method = g_strdup (from->method);
  info->target = g_strdup (from->target);
  info->settings_json = g_strdup (from->settings_json);
  info->created = g_strdup (from->created);
  info->version = g_strdup (from->version);
  return info;
}

WsZooView *
ws_zoo_view_update (WsZooView *self, WsZooSnapshot *snapshot)
{
  guint                 n_models, n_epochs;
  gint64                population;
  const WsEpochMetrics *metrics = ws_zoo_snapshot_get (snapshot, &n_models, &n_epochs, &population);
  WsZooView            *fresh;

  if (self->info->id != population || n_models != self->n_models)
    return ws_zoo_view_ref (self);
  fresh = view_new (n_models, n_epochs);
  memcpy (fresh->metrics, metrics, sizeof *metrics * ((gsize)n_epochs + 1) * n_models);
  memcpy (fresh->split, self->split, n_models);
  memcpy (fresh->diverged, self->diverged, n_models);
  memcpy (fresh->lr, self->lr, sizeof (float) * n_models);
  fresh->info = copy_info (self->info);
  find_last (fresh);
  return fresh;
}

const WsEpochMetrics *
ws_zoo_view_get_last (const WsZooView *self, guint model)
{
  return at (self, self->last[model], model);
}

guint
ws_zoo_view_count_diverged (const WsZooView *self)
{
  guint n = 0;

  for (guint m = 0; m < self->n_models; m++)
    n += self->diverged[m] != 0;
  return n;
}

/* Last test accuracies of the networks of @split (all: negative) that have one; gives their count.
 */
static guint
collect_last (const WsZooView *self, int split, float *values)
{
  guint n = 0;

  for (guint m = 0; m < self->n_models; m++)
    {
      float value = ws_zoo_view_get_last (self, m)->test_acc;

      if (!isnan (value) && !self->diverged[m] && (split < 0 || self->split[m] == split))
        values[n++] = value;
    }
  return n;
}

char *
ws_zoo_view_dup_summary (const WsZooView *self)
{
  g_autofree float *values = g_new (float, MAX (self->n_models, 1));
  guint             n = collect_last (self, -1, values);
  guint             n_diverged = ws_zoo_view_count_diverged (self);
  guint             n_epochs = MAX (self->info->n_epochs, self->n_epochs);
  g_autofree char  *data = g_path_get_basename (self->info->data);
  GString          *text = g_string_new (NULL);
  WsRecipe          recipe;

  /* Translators: an architecture and the images it was trained on */
  g_string_append_printf (text, _ ("%s on %s"), self->info->arch, data);
  if (ws_recipe_from_json (self->info->recipe_json, &recipe, NULL))
    g_string_append_printf (text, " · %s", ws_activation_get_name (recipe.act));
  g_string_append_printf (text, " · ");
  g_string_append_printf (text, ngettext ("%u network", "%u networks", self->n_models),
                          self->n_models);
  g_string_append_printf (text, " · ");
  g_string_append_printf (text, ngettext ("%u epoch", "%u epochs", n_epochs), n_epochs);
  if (n > 0)
    g_string_append_printf (text, _ (" · test accuracy %.3f ± %.3f"), ws_mean (values, n),
                            ws_std (values, n));
  if (n_diverged > 0)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("%u diverged", "%u diverged", n_diverged),
                              n_diverged);
    }
  return g_string_free (text, FALSE);
}

/* -- figures -- */

#define MAX_THIN_LINES 60

static float
measure (const WsEpochMetrics *metrics, gboolean is_loss)
{
  return is_loss ? metrics->test_loss : metrics->test_acc;
}

static void
add_thin_lines (const WsZooView *self, WsPanel *panel, gboolean is_loss)
{
  guint              step = self->n_models / MAX_THIN_LINES + 1;
  g_autofree double *x = g_new (double, self->n_epochs + 1);
  g_autofree double *y = g_new (double, self->n_epochs + 1);

  for (guint m = 0; m < self->n_models; m += step)
    {
      WsSeries *series;
      guint     n = 0;

      for (guint e = 0; e <= self->last[m]; e++)
        if (!isnan (measure (at (self, e, m), is_loss)))
          {
            x[n] = e;
            y[n++] = (double)measure (at (self, e, m), is_loss);
          }
      if (n < 2)
        continue;
      series = ws_panel_add_line (panel, NULL, x, y, n, 0);
      series->is_thin = TRUE;
      series->opacity = 0.28;
      if (self->diverged[m])
        series->class_index = 1;
    }
}

/* Mean and band at each epoch that at least half of the networks have reached: before that the
 * mean would jump with every group that arrives. */
static guint
fill_band (const WsZooView *self, gboolean is_loss, double *x, double *mean, double *lo, double *hi)
{
  g_autofree float *values = g_new (float, MAX (self->n_models, 1));
  guint             n_points = 0;

  for (guint e = 0; e <= self->n_epochs; e++)
    {
      guint n = 0;

      for (guint m = 0; m < self->n_models; m++)
        if (!isnan (measure (at (self, e, m), is_loss)) && !self->diverged[m])
          values[n++] = measure (at (self, e, m), is_loss);
      if (n == 0 || 2 * n < self->n_models)
        continue;
      x[n_points] = e;
      mean[n_points] = ws_mean (values, n);
      lo[n_points] = ws_quantile (values, n, 0.1);
      hi[n_points++] = ws_quantile (values, n, 0.9);
    }
  return n_points;
}

static double
chance_level (const WsZooView *self)
{
  const WsArch *arch = ws_arch_lookup (self->info->arch, self->info->channels, NULL);

  return arch != NULL ? 1.0 / arch->n_classes : (double)NAN;
}

static void
set_source (const WsZooView *self, WsFigure *figure)
{
  const char      *created = self->info->created != NULL ? self->info->created : "";
  g_autofree char *day = g_strndup (created, strcspn (created, "T"));
  g_autofree char *text = g_strdup_printf (
      /* Translators: where a figure's numbers come from */
      _ ("%s · seed %" G_GUINT64_FORMAT " · %s"), self->info->name, self->info->seed, day);

  ws_figure_set_source (figure, text);
}

WsFigure *
ws_zoo_curves_figure (const WsZooView *self, gboolean is_loss)
{
  WsFigure          *figure = ws_figure_new ();
  WsPanel           *panel = ws_figure_add_panel (figure);
  guint              size = self->n_epochs + 1;
  g_autofree double *x = g_new (double, 4 * (gsize)size);
  double            *mean = x + size, *lo = mean + size, *hi = lo + size;
  guint              n;

  ws_figure_set_title (figure,
                       is_loss ? _ ("Test loss over training") : _ ("Test accuracy over training"));
  ws_figure_set_empty (figure, _ ("The first epoch is on its way"));
  set_source (self, figure);
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Epoch"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y,
                     is_loss ? _ ("Test loss (nats)") : _ ("Test accuracy (fraction)"),
                     WS_SCALE_LINEAR, is_loss ? WS_FORMAT_AUTO : WS_FORMAT_FRACTION);
  add_thin_lines (self, panel, is_loss);
  n = fill_band (self, is_loss, x, mean, lo, hi);
  if (n > 0)
    {
      WsSeries *series = ws_panel_add_band (panel, _ ("mean, 10–90 %"), x, mean, lo, hi, n, 0);

      series->n_shown = self->n_models - ws_zoo_view_count_diverged (self);
    }
  if (!is_loss)
    {
      ws_panel_get_axis (panel, WS_AXIS_Y)->from_zero = TRUE;
      ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, chance_level (self), _ ("chance"));
      ws_panel_set_legend (panel, WS_LEGEND_BOTTOM_RIGHT);
    }
  if (MAX (self->info->n_epochs, self->n_epochs) > 0)
    ws_panel_set_limits (panel, WS_AXIS_X, 0, MAX (self->info->n_epochs, self->n_epochs));
  return figure;
}

WsFigure *
ws_zoo_histogram_figure (const WsZooView *self)
{
  const char *const  names[] = { N_ ("train"), N_ ("validation"), N_ ("test") };
  WsFigure          *figure = ws_figure_new ();
  WsPanel           *panel = ws_figure_add_panel (figure);
  g_autofree float  *values = g_new (float, MAX (self->n_models, 1));
  g_autofree double *doubles = g_new (double, MAX (self->n_models, 1));

  ws_figure_set_title (figure, _ ("Accuracy of the networks now"));
  ws_figure_set_empty (figure, _ ("The first epoch is on its way"));
  set_source (self, figure);
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Networks"), WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_legend_title (panel, _ ("network split"));
  for (guint s = 0; s < G_N_ELEMENTS (names); s++)
    {
      guint n = collect_last (self, (int)s, values);

      for (guint i = 0; i < n; i++)
        doubles[i] = (double)values[i];
      if (n > 0)
        ws_panel_add_histogram (panel, _ (names[s]), doubles, n, s)->n_shown = n;
    }
  ws_panel_add_rule (panel, WS_RULE_VERTICAL, chance_level (self), _ ("chance"));
  return figure;
}
