/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/report-page.h"

#include "cli/hyper-summary.h"
#include "cli/output.h"
#include "cli/zoo-summary.h"
#include "core/numeric.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WsReportPage
{
  char    *name; /* of the document */
  GString *tables, *figures;
};

static const char style[] =
    "body{font-family:system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;"
    "line-height:1.45;color:#1e1e1e;background:#fff}"
    "table{border-collapse:collapse;margin:1rem 0}"
    "th,td{padding:.25rem .75rem;text-align:right;border-bottom:1px solid #ddd}"
    "th:first-child,td:first-child{text-align:left}"
    "figure{margin:2rem 0}img{width:100%;height:auto;border:1px solid #ddd}"
    "figcaption{color:#555}";

WsReportPage *
ws_report_page_new (WsProject *project)
{
  WsReportPage *self = g_new0 (WsReportPage, 1);

  self->name = g_path_get_basename (ws_project_get_path (project));
  self->tables = g_string_new (NULL);
  self->figures = g_string_new (NULL);
  return self;
}

void
ws_report_page_free (WsReportPage *self)
{
  g_free (self->name);
  g_string_free (self->tables, TRUE);
  g_string_free (self->figures, TRUE);
  g_free (self);
}

/* -- cells -- */

static void
append_escaped (GString *html, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (html, escaped);
}

static void
append_cell (GString *html, const char *text)
{
  g_string_append (html, "<td>");
  append_escaped (html, text);
  g_string_append (html, "</td>");
}

static void
append_number (GString *html, double value, guint digits)
{
  g_autofree char *text =
      isfinite (value) ? g_strdup_printf ("%.*f", (int)digits, value) : g_strdup ("–");

  append_cell (html, text);
}

static void
begin_table (GString *html, const char *title, const char *const *heads)
{
  g_string_append (html, "<h2>");
  append_escaped (html, title);
  g_string_append (html, "</h2>\n<table><tr>");
  for (guint i = 0; heads[i] != NULL; i++)
    {
      g_string_append (html, "<th>");
      append_escaped (html, heads[i]);
      g_string_append (html, "</th>");
    }
  g_string_append (html, "</tr>\n");
}

/* -- populations -- */

static gboolean
append_population (GString            *html,
                   WsProject          *project,
                   const WsPopulation *population,
                   GError            **error)
{
  guint              n, n_scored = 0;
  g_autofree double *accuracies = ws_zoo_load_accuracies (project, population->id, &n, error);
  g_autofree float  *values = g_new (float, population->n + 1);
  g_autofree char   *data = g_path_get_basename (population->data);

  if (accuracies == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (n, population->n); i++)
    if (isfinite (accuracies[i]))
      values[n_scored++] = (float)accuracies[i];
  g_string_append (html, "<tr>");
  append_cell (html, population->name);
  append_cell (html, population->kind);
  append_cell (html, population->arch);
  append_cell (html, data);
  append_number (html, population->n, 0);
  append_number (html, population->n_epochs, 0);
  append_number (html, n_scored > 0 ? ws_mean (values, n_scored) : (double)NAN, 3);
  append_number (html, n_scored > 1 ? ws_std (values, n_scored) : (double)NAN, 3);
  g_string_append (html, "</tr>\n");
  return TRUE;
}

static gboolean
add_populations (WsReportPage *self, WsProject *project, GPtrArray *list, GError **error)
{
  const char *const heads[] = { _ ("population"), _ ("kind"),  _ ("architecture"),
                                _ ("data"),       _ ("n"),     _ ("epochs"),
                                _ ("accuracy"),   _ ("± std"), NULL };

  begin_table (self->tables, _ ("Populations, test accuracy"), heads);
  for (guint i = 0; i < list->len; i++)
    if (!append_population (self->tables, project, g_ptr_array_index (list, i), error))
      return FALSE;
  g_string_append (self->tables, "</table>\n");
  return TRUE;
}

/* -- representations -- */

static void
add_summary (WsReportPage *self, const WsHyperSummary *summary)
{
  const char      *heads[WS_HYPER_MAX_LAYERS + 6] = { _ ("networks"), _ ("R² all") };
  JsonObject      *decoded = ws_hyper_summary_get_part (summary, "decoded");
  guint            n_layers = MIN (summary->arch->n_layers, WS_HYPER_MAX_LAYERS), n = 2;
  g_autofree char *title =
      g_strdup_printf (_ ("Representation %s: %" G_GSIZE_FORMAT " parameters, %u epochs, "
                          "learned from %s"),
                       summary->info->name, summary->info->n_params, summary->info->epochs,
                       ws_hyper_summary_get_sources (summary));

  for (guint l = 0; l < n_layers; l++)
    heads[n++] = summary->arch->layers[l].name;
  heads[n++] = _ ("accuracy");
  heads[n++] = _ ("decoded");
  heads[n++] = _ ("rank correlation");
  begin_table (self->tables, title, heads);
  for (guint split = 0; split < 3; split++)
    {
      const char *name = ws_split_get_name ((WsSplit)split);
      JsonObject *part = ws_object_get_object (decoded, name);

      g_string_append (self->tables, "<tr>");
      append_cell (self->tables, name);
      append_number (self->tables, summary->r2[split], 3);
      for (guint l = 0; l < n_layers; l++)
        append_number (self->tables, summary->r2_layers[split][l], 3);
      append_number (self->tables, ws_object_get_number (part, "original_acc_mean"), 3);
      append_number (self->tables, ws_object_get_number (part, "decoded_acc_mean"), 3);
      append_number (self->tables, ws_object_get_number (part, "rank_correlation"), 2);
      g_string_append (self->tables, "</tr>\n");
    }
  g_string_append (self->tables, "</table>\n");
}

static gboolean
add_hypers (WsReportPage *self, WsProject *project, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_hypers (project, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (list, i);
      g_autoptr (WsHyperSummary) summary = ws_hyper_summary_load (project, info->name, error);

      if (summary == NULL)
        return FALSE;
      add_summary (self, summary);
    }
  return TRUE;
}

/* -- novelty -- */

static void
add_novelty (WsReportPage *self, WsProject *project, GPtrArray *list)
{
  const char *const heads[] = { _ ("population"),        _ ("distance ratio"),
                                _ ("aligned"),           _ ("errors shared"),
                                _ ("training networks"), _ ("copies"),
                                _ ("diversity"),         NULL };
  gboolean          has_table = FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      const WsPopulation *p = g_ptr_array_index (list, i);
      g_autofree char *json = ws_project_dup_report (project, p->id, p->hyper, WS_NOVELTY_REPORT);
      g_autoptr (JsonNode) node = ws_output_parse (json);
      JsonObject *report;

      if (node == NULL)
        continue;
      if (!has_table)
        begin_table (self->tables, _ ("Novelty of the samples"), heads);
      has_table = TRUE;
      report = json_node_get_object (node);
      g_string_append (self->tables, "<tr>");
      append_cell (self->tables, p->name);
      append_number (self->tables, ws_object_get_number (report, "distance_ratio"), 2);
      append_number (self->tables, ws_object_get_number (report, "aligned_distance_ratio"), 2);
      append_number (self->tables, ws_object_get_number (report, "overlap_mean"), 2);
      append_number (self->tables, ws_object_get_number (report, "train_overlap_mean"), 2);
      append_number (self->tables, ws_object_get_number (report, "copy_overlap_mean"), 2);
      append_number (self->tables, ws_object_get_number (report, "pair_distance_ratio"), 2);
      g_string_append (self->tables, "</tr>\n");
    }
  if (has_table)
    g_string_append_printf (
        self->tables, "</table>\n<p>%s</p>\n",
        _ ("Distance ratio: median distance to the nearest training network, in units of that "
           "between training networks. Aligned: the same once all networks have their neurons in "
           "the same order. Diversity: mean distance between samples, in units of the "
           "zoo's. 1 is as far apart as trained networks are."));
}

gboolean
ws_report_page_add_tables (WsReportPage *self, WsProject *project, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);

  if (list == NULL || !add_populations (self, project, list, error) ||
      !add_hypers (self, project, error))
    return FALSE;
  add_novelty (self, project, list);
  return TRUE;
}

void
ws_report_page_add_figure (WsReportPage *self, const char *name, const char *text)
{
  g_string_append_printf (self->figures, "<figure><a href=\"%s.svg\"><img src=\"%s.png\" alt=\"",
                          name, name);
  append_escaped (self->figures, text);
  g_string_append_printf (self->figures, "\"></a></figure>\n");
}

char *
ws_report_page_dup_html (const WsReportPage *self)
{
  GString *html = g_string_new ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");

  append_escaped (html, self->name);
  g_string_append_printf (html, "</title><style>%s</style></head>\n<body><h1>", style);
  append_escaped (html, self->name);
  g_string_append_printf (html, "</h1>\n<p>%s %s</p>\n", _ ("Made by Weightscape"), WS_VERSION);
  g_string_append (html, self->tables->str);
  g_string_append (html, self->figures->str);
  g_string_append (html, "</body></html>\n");
  return g_string_free (html, FALSE);
}
