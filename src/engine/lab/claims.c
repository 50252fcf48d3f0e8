/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/claims.h"

#include "lab/bootstrap.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define NORMAL_95 1.959963984540054
#define SEED 1 /* of the bands: a table is the same whenever it is made */

static gboolean
is_of_row (const WsClaim *claim, const WsFinding *finding, const char *group, guint epoch)
{
  return g_str_equal (finding->group, group) && finding->epoch == epoch &&
         finding->size == claim->size && isfinite (ws_finding_get (finding, "acc")) &&
         (!claim->is_tuned || finding->data != NULL);
}

/* The findings of a row. (transfer container) */
static GPtrArray *
find_row (const WsClaim *claim, GPtrArray *findings, const char *group, guint epoch)
{
  GPtrArray *row = g_ptr_array_new ();

  for (guint i = 0; i < findings->len; i++)
    if (is_of_row (claim, g_ptr_array_index (findings, i), group, epoch))
      g_ptr_array_add (row, g_ptr_array_index (findings, i));
  return row;
}

static WsClaimVerdict
judge (const WsDecision *decision, double margin)
{
  if (decision->low > -margin)
    return WS_CLAIM_HOLDS;
  return decision->high < -margin ? WS_CLAIM_FAILS : WS_CLAIM_OPEN;
}

static void
compare_networks (GPtrArray *better, GPtrArray *worse, WsDecision *decision)
{
  g_autoptr (GArray) a = ws_findings_collect (better), b = ws_findings_collect (worse);
  double mean_a, mean_b, std;

  ws_table_summarise ((const double *)(gpointer)a->data, a->len, &mean_a, &std);
  ws_table_summarise ((const double *)(gpointer)b->data, b->len, &mean_b, &std);
  decision->difference = mean_a - mean_b;
  ws_bootstrap_difference ((const double *)(gpointer)a->data, a->len,
                           (const double *)(gpointer)b->data, b->len, WS_BOOTSTRAP_LEVEL,
                           WS_BOOTSTRAP_RESAMPLES, SEED, &decision->low, &decision->high);
}

/* Mean and variance of the mean, over ensembles of all seeds. */
static void
summarise_ensembles (GPtrArray *row, double *mean, double *variance)
{
  double sum = 0, squares = 0, n = 0;

  for (guint i = 0; i < row->len; i++)
    {
      const WsFinding *finding = g_ptr_array_index (row, i);
      double           std = ws_finding_get (finding, "acc_std");

      sum += ws_finding_get (finding, "acc");
      squares += std * std / ws_finding_get (finding, "n");
      n++;
    }
  *mean = sum / n;
  *variance = squares / (n * n);
}

/* Of ensembles only means and deviations are kept; draws from the same members are not independent,
 * so that the band says nothing of other members. */
static void
compare_ensembles (GPtrArray *better, GPtrArray *worse, WsDecision *decision)
{
  double a, b, variance_a, variance_b, width;

  summarise_ensembles (better, &a, &variance_a);
  summarise_ensembles (worse, &b, &variance_b);
  width = NORMAL_95 * sqrt (variance_a + variance_b);
  decision->difference = a - b;
  decision->low = decision->difference - width;
  decision->high = decision->difference + width;
}

static void
decide (const WsClaim *claim, GPtrArray *findings, WsDecision *decision)
{
  g_autoptr (GPtrArray) better = find_row (claim, findings, claim->better, claim->better_epoch);
  g_autoptr (GPtrArray) worse = find_row (claim, findings, claim->worse, claim->worse_epoch);

  decision->difference = decision->low = decision->high = (double)NAN;
  if (better->len == 0 || worse->len == 0)
    return;
  if (claim->size > 0)
    compare_ensembles (better, worse, decision);
  else
    compare_networks (better, worse, decision);
  decision->verdict = judge (decision, claim->margin);
}

/* -- correlations -- */

#define LEAST_CORRELATION 0.8

typedef struct
{
  double n, x, y, xx, yy, xy;
} Sums;

static void
add_pair (Sums *sums, double x, double y)
{
  if (!isfinite (x) || !isfinite (y))
    return;
  sums->n++;
  sums->x += x;
  sums->y += y;
  sums->xx += x * x;
  sums->yy += y * y;
  sums->xy += x * y;
}

/* Of what was asked for and what each single network has; the band is Fisher's. */
static void
correlate (const WsClaim *claim, GPtrArray *findings, WsDecision *decision)
{
  Sums   sums = { 0 };
  double x, y, z, width;

  for (guint i = 0; i < findings->len; i++)
    {
      const WsFinding *finding = g_ptr_array_index (findings, i);
      double           asked = ws_finding_get (finding, "asked");

      if (finding->each == NULL || !g_str_equal (finding->method, claim->better_method))
        continue;
      for (guint k = 0; k < finding->each->len; k++)
        add_pair (&sums, asked, g_array_index (finding->each, double, k));
    }
  x = sums.xx - sums.x * sums.x / sums.n;
  y = sums.yy - sums.y * sums.y / sums.n;
  decision->difference = decision->low = decision->high = (double)NAN;
  if (sums.n < 4 || !(x > 0) || !(y > 0))
    return;
  decision->difference = (sums.xy - sums.x * sums.y / sums.n) / sqrt (x * y);
  z = atanh (decision->difference);
  width = NORMAL_95 / sqrt (sums.n - 3);
  decision->low = tanh (z - width);
  decision->high = tanh (z + width);
  decision->verdict = judge (decision, -LEAST_CORRELATION);
}

/* -- all of them -- */

static char *
dup_line (const WsDecision *decision)
{
  if (!isfinite (decision->low))
    /* Translators: a claim's short name and its words */
    return g_strdup_printf (_ ("%s, %s: not decided, its rows are missing."), decision->name,
                            decision->text);
  switch (decision->verdict)
    {
    case WS_CLAIM_HOLDS:
      /* Translators: a claim's short name and its words, a difference and its ends */
      return g_strdup_printf (_ ("%s, %s: holds, %+.3f (95 %% from %+.3f to %+.3f)."),
                              decision->name, decision->text, decision->difference, decision->low,
                              decision->high);
    case WS_CLAIM_FAILS:
      return g_strdup_printf (_ ("%s, %s: does not hold, %+.3f (95 %% from %+.3f to %+.3f)."),
                              decision->name, decision->text, decision->difference, decision->low,
                              decision->high);
    case WS_CLAIM_OPEN:
    default:
      return g_strdup_printf (_ ("%s, %s: open, %+.3f (95 %% from %+.3f to %+.3f)."),
                              decision->name, decision->text, decision->difference, decision->low,
                              decision->high);
    }
}

void
ws_claims_decide (const WsExperiment *self, GPtrArray *findings, WsTable *table)
{
  for (const WsClaim *claim = self->claims; claim != NULL && claim->name != NULL; claim++)
    {
      WsDecision       decision = { .name = (char *)claim->name, .text = (char *)_ (claim->text) };
      g_autofree char *line = NULL;

      if (claim->is_correlation)
        correlate (claim, findings, &decision);
      else
        decide (claim, findings, &decision);
      line = dup_line (&decision);
      ws_table_add_decision (table, &decision);
      ws_table_add_note (table, line);
    }
}
