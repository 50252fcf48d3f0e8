/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/experiment.h"

#include "lab/bootstrap.h"
#include "lab/claims.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* -- columns -- */

typedef struct
{
  const char *measure;
  const char *title; /* translatable */
  const char *key, *std_key;
  guint       digits;
} Heading;

static const Heading headings[] = {
  { "acc", N_ ("accuracy"), "acc_mean", "acc_seed_std", 3 },
  { "acc_std", N_ ("sd of networks"), "acc_std", NULL, 3 },
  { "original", N_ ("originals"), "original_acc_mean", "original_acc_seed_std", 3 },
  { "kept", N_ ("kept"), "kept_mean", "kept_std", 3 },
  { "rank_all", N_ ("rank corr."), "rank_correlation_mean", "rank_correlation_std", 3 },
  { "r2", N_ ("R²"), "r2_mean", "r2_std", 3 },
  { "r2_mean", N_ ("mean of layers"), "r2_layers_mean", "r2_layers_std", 3 },
  { "r2_min", N_ ("lowest layer"), "r2_lowest_mean", "r2_lowest_std", 3 },
  { "r2_spread", N_ ("spread of layers"), "r2_spread_mean", "r2_spread_std", 3 },
  { "scale_ratio", N_ ("scales of layers"), "scale_ratio", NULL, 2 },
  { "novelty", N_ ("distance"), "novelty", "novelty_std", 2 },
  { "overlap", N_ ("shared errors"), "overlap_mean", "overlap_std", 3 },
  { "train_overlap", N_ ("of zoo"), "train_overlap_mean", "train_overlap_std", 3 },
  { "copy_overlap", N_ ("of copies"), "copy_overlap_mean", "copy_overlap_std", 3 },
  { "pair_overlap", N_ ("errors alike"), "pair_overlap_mean", "pair_overlap_std", 3 },
  { "pair_distance", N_ ("pair distance"), "pair_distance_mean", "pair_distance_std", 1 },
  { "pair_ratio", N_ ("pairs : zoo pairs"), "pair_ratio_mean", "pair_ratio_std", 2 },
  { "ensemble_soft", N_ ("ensemble"), "ensemble_mean", "ensemble_std", 3 },
  { "ensemble_gain", N_ ("its gain"), "ensemble_gain_mean", "ensemble_gain_std", 3 },
  { "probe_test_acc", N_ ("probe accuracy"), "probe_test_acc_mean", "probe_test_acc_std", 3 },
  { "probe_epoch", N_ ("probe epoch"), "probe_epoch_mean", "probe_epoch_std", 3 },
  { "probe_ggap", N_ ("probe gap"), "probe_ggap_mean", "probe_ggap_std", 3 },
  { "probe_test_acc_statistics", N_ ("of statistics"), "probe_test_acc_statistics_mean",
    "probe_test_acc_statistics_std", 3 },
  { "acc_low", N_ ("from"), "acc_low", NULL, 3 },
  { "acc_high", N_ ("to"), "acc_high", NULL, 3 },
  { "loss", N_ ("loss"), "loss_mean", "loss_std", 3 },
  { "asked", N_ ("asked"), "asked_mean", "asked_std", 3 },
  { "aligned_novelty", N_ ("aligned"), "aligned_novelty", "aligned_novelty_std", 2 },
  { "members", N_ ("members"), "members_mean", "members_std", 3 },
  { "disagreement", N_ ("disagreement"), "disagreement_mean", "disagreement_std", 3 },
  { "seconds", N_ ("seconds"), "seconds_mean", "seconds_std", 0 },
};

static const Heading *
find_heading (const char *measure)
{
  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    if (g_str_equal (headings[i].measure, measure))
      return &headings[i];
  return NULL;
}

/* The first nine columns, of every table. */
enum
{
  COLUMN_GROUP,
  COLUMN_METHOD,
  COLUMN_POPULATION,
  COLUMN_DATA,
  COLUMN_ARCH,
  COLUMN_EPOCH,
  COLUMN_SIZE,
  COLUMN_N,
  COLUMN_SEEDS,
  N_COMMON
};

static void
add_common (WsTable *table)
{
  ws_table_add_column (table, _ ("setting"), "group", NULL, 0);
  ws_table_add_column (table, _ ("networks"), "method", NULL, 0);
  ws_table_add_column (table, _ ("population"), "population", NULL, 0);
  ws_table_add_column (table, _ ("data"), "data", NULL, 0);
  ws_table_add_column (table, _ ("architecture"), "arch", NULL, 0);
  ws_table_add_column (table, _ ("epoch"), "epoch", NULL, 0);
  ws_table_add_column (table, _ ("size"), "size", NULL, 0);
  ws_table_add_column (table, _ ("n"), "n", NULL, 0);
  ws_table_add_column (table, _ ("seeds"), "seeds", NULL, 0);
}

/* What is the same in all rows is not said in each, where people read. */
static void
hide_columns (WsTable *table, GPtrArray *findings)
{
  gboolean has_epochs = FALSE, has_sizes = FALSE, has_data = FALSE, has_archs = FALSE;

  for (guint i = 0; i < findings->len; i++)
    {
      const WsFinding *finding = g_ptr_array_index (findings, i);

      has_epochs |= finding->epoch > 0;
      has_sizes |= finding->size > 0;
      has_data |= finding->data != NULL;
      has_archs |= finding->arch != NULL;
    }
  ws_table_get_column (table, COLUMN_POPULATION)->is_silent = TRUE;
  ws_table_get_column (table, COLUMN_EPOCH)->is_silent = !has_epochs;
  ws_table_get_column (table, COLUMN_SIZE)->is_silent = !has_sizes;
  ws_table_get_column (table, COLUMN_DATA)->is_silent = !has_data;
  ws_table_get_column (table, COLUMN_ARCH)->is_silent = !has_archs;
}

/* Every layer's R², in the order in which a finding names them. */
static void
add_layers (WsTable *table, GPtrArray *findings, GPtrArray *measures)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const WsFinding *finding = g_ptr_array_index (findings, i);

      for (guint k = 0; k < finding->names->len; k++)
        {
          const char      *name = g_ptr_array_index (finding->names, k);
          g_autofree char *mean = g_strdup_printf ("%s_mean", name);
          g_autofree char *std = g_strdup_printf ("%s_std", name);

          if (!g_str_has_prefix (name, "r2.") ||
              g_ptr_array_find_with_equal_func (measures, name, g_str_equal, NULL))
            continue;
          ws_table_add_column (table, name + strlen ("r2."), mean, std, 3);
          g_ptr_array_add (measures, g_strdup (name));
        }
    }
}

static void
add_column (WsTable *table, GPtrArray *measures, const char *measure)
{
  const Heading *heading = find_heading (measure);

  if (heading != NULL)
    ws_table_add_column (table, _ (heading->title), heading->key, heading->std_key,
                         heading->digits);
  else if (g_str_equal (measure, "images"))
    ws_table_add_column (table, _ ("learned from"), "learned_from", NULL, 0);
  else
    ws_table_add_column (table, _ ("published"), "published_mean", "published_std", 3);
  g_ptr_array_add (measures, g_strdup (measure));
}

/* What scripts may rely on in every experiment, whether people are shown it or not. */
static void
add_promised (WsTable *table, GPtrArray *measures)
{
  static const char *const promised[] = { "acc", "acc_std", "novelty", "published" };

  for (guint i = 0; i < G_N_ELEMENTS (promised); i++)
    if (!g_ptr_array_find_with_equal_func (measures, promised[i], g_str_equal, NULL))
      {
        add_column (table, measures, promised[i]);
        ws_table_get_column (table, table->columns->len - 1)->is_silent = TRUE;
      }
}

/* The measures of the columns after the common ones. */
static GPtrArray *
add_columns (WsTable *table, const WsExperiment *self, GPtrArray *findings)
{
  GPtrArray *measures = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; self->columns[i] != NULL; i++)
    if (g_str_equal (self->columns[i], "r2.*"))
      add_layers (table, findings, measures);
    else
      add_column (table, measures, self->columns[i]);
  add_promised (table, measures);
  return measures;
}

/* -- rows -- */

static gboolean
is_same_row (const WsFinding *a, const WsFinding *b)
{
  return g_str_equal (a->group, b->group) && g_str_equal (a->method, b->method) &&
         a->epoch == b->epoch && a->size == b->size && g_strcmp0 (a->data, b->data) == 0 &&
         g_strcmp0 (a->arch, b->arch) == 0;
}

/* The findings of @first's row, or NULL when an earlier one has begun it. */
static GPtrArray *
collect (GPtrArray *findings, guint first)
{
  const WsFinding *own = g_ptr_array_index (findings, first);
  GPtrArray       *row;

  for (guint i = 0; i < first; i++)
    if (is_same_row (g_ptr_array_index (findings, i), own))
      return NULL;
  row = g_ptr_array_new ();
  for (guint i = first; i < findings->len; i++)
    if (is_same_row (g_ptr_array_index (findings, i), own))
      g_ptr_array_add (row, g_ptr_array_index (findings, i));
  return row;
}

static gboolean
is_known (GPtrArray *row, guint n, guint64 seed, const char *measure)
{
  for (guint i = 0; i < n; i++)
    {
      const WsFinding *finding = g_ptr_array_index (row, i);

      if (finding->seed == seed && isfinite (ws_finding_get (finding, measure)))
        return TRUE;
    }
  return FALSE;
}

/* Over seeds. Several units may tell of the same networks: one what they are, another how they
 * train; what both tell counts once. */
static void
summarise (GPtrArray *row, const char *measure, double *mean, double *std)
{
  g_autofree double *values = g_new (double, row->len);
  guint              n = 0;

  for (guint i = 0; i < row->len; i++)
    {
      const WsFinding *finding = g_ptr_array_index (row, i);

      if (!is_known (row, i, finding->seed, measure))
        values[n++] = ws_finding_get (finding, measure);
    }
  ws_table_summarise (values, n, mean, std);
}

/* Ends of the 95 % band of the mean over all networks of all seeds. */
static void
find_band (GPtrArray *row, double *low, double *high)
{
  g_autoptr (GArray) all = ws_findings_collect (row);

  ws_bootstrap_mean ((const double *)(gpointer)all->data, all->len, WS_BOOTSTRAP_LEVEL,
                     WS_BOOTSTRAP_RESAMPLES, 1, low, high);
}

static guint
count_seeds (GPtrArray *row)
{
  guint n = 0;

  for (guint i = 0; i < row->len; i++)
    {
      guint k = 0;

      while (((const WsFinding *)g_ptr_array_index (row, k))->seed !=
             ((const WsFinding *)g_ptr_array_index (row, i))->seed)
        k++;
      n += k == i;
    }
  return n;
}

static void
fill_published (
    WsTable *table, guint i, guint column, const WsFinding *finding, const WsFindingPlace *place)
{
  const WsPublishedKey key = { finding->method, place->data, finding->data, finding->arch,
                               finding->epoch };
  double               mean, std;

  if (finding->size == 0 && ws_published_accuracy (&key, &mean, &std))
    ws_table_set_number (table, i, column, mean, std);
  else
    ws_table_set_text (table, i, column, WS_NOT_PUBLISHED);
}

static void
fill_images (WsTable *table, guint i, guint column, const WsFinding *finding)
{
  double images = ws_finding_get (finding, "images");

  if (isfinite (images))
    ws_table_set_text (table, i, column, images > 0 ? _ ("weights, images") : _ ("weights"));
  else
    ws_table_set_text (table, i, column, "–");
}

static void
fill_measure (WsTable *table, guint i, guint column, GPtrArray *row, const char *measure)
{
  double mean, std;

  summarise (row, measure, &mean, &std);
  if (ws_table_get_column (table, column)->std_key == NULL)
    std = (double)NAN;
  ws_table_set_number (table, i, column, mean, std);
}

static void
fill_common (WsTable *table, guint i, GPtrArray *row, const WsFindingPlace *place)
{
  const WsFinding *first = g_ptr_array_index (row, 0);
  const char      *data = first->data != NULL ? first->data : place->data;
  g_autofree char *name = *data != '\0' ? g_path_get_basename (data) : g_strdup (data);

  ws_table_set_text (table, i, COLUMN_GROUP, first->group);
  ws_table_set_text (table, i, COLUMN_METHOD, first->method);
  ws_table_set_text (table, i, COLUMN_POPULATION, place->population);
  ws_table_set_text (table, i, COLUMN_DATA, name); /* of a folder the set's name */
  ws_table_set_text (table, i, COLUMN_ARCH, first->arch != NULL ? first->arch : place->arch);
  ws_table_set_number (table, i, COLUMN_EPOCH, first->epoch, (double)NAN);
  if (first->size > 0)
    ws_table_set_number (table, i, COLUMN_SIZE, first->size, (double)NAN);
  fill_measure (table, i, COLUMN_N, row, "n");
  ws_table_set_number (table, i, COLUMN_SEEDS, count_seeds (row), (double)NAN);
}

static void
fill_row (WsTable *table, guint i, GPtrArray *row, GPtrArray *measures, const WsFindingPlace *place)
{
  const WsFinding *first = g_ptr_array_index (row, 0);
  double           low, high;

  fill_common (table, i, row, place);
  find_band (row, &low, &high);
  for (guint k = 0; k < measures->len; k++)
    {
      const char *measure = g_ptr_array_index (measures, k);
      guint       column = N_COMMON + k;

      if (g_str_equal (measure, "published"))
        fill_published (table, i, column, first, place);
      else if (g_str_equal (measure, "images"))
        fill_images (table, i, column, first);
      else if (g_str_equal (measure, "acc_low"))
        ws_table_set_number (table, i, column, low, (double)NAN);
      else if (g_str_equal (measure, "acc_high"))
        ws_table_set_number (table, i, column, high, (double)NAN);
      else
        fill_measure (table, i, column, row, measure);
    }
}

static gboolean
is_column (const WsTable *table, const char *key)
{
  for (guint i = 0; i < table->columns->len; i++)
    if (g_str_equal (ws_table_get_column (table, i)->key, key))
      return TRUE;
  return FALSE;
}

static void
add_notes (WsTable *table, GPtrArray *findings)
{
  guint n_failed = 0;

  for (guint i = 0; i < findings->len; i++)
    n_failed += ws_finding_get (g_ptr_array_index (findings, i), "failed") > 0;
  ws_table_add_note (table, _ ("Mean ± standard deviation over seeds; networks of the test split "
                               "are those that no representation has seen."));
  if (is_column (table, "scale_ratio"))
    ws_table_add_note (table, _ ("Scales of layers: the largest standard deviation of a layer's "
                                 "weights over the smallest; near 1 the units of layers are alike, "
                                 "and LWLN changes little."));
  if (is_column (table, "acc_low"))
    ws_table_add_note (table, _ ("From, to: the bootstrapped 95 % band of the mean over all "
                                 "networks of the row."));
  if (n_failed > 0)
    {
      g_autofree char *note =
          g_strdup_printf (_ ("Units that diverged and have no numbers: %u."), n_failed);

      ws_table_add_note (table, note);
    }
}

WsTable *
ws_experiment_make_table (const WsExperiment   *self,
                          GPtrArray            *findings,
                          const WsFindingPlace *place)
{
  WsTable *table = ws_table_new (_ (self->title));
  g_autoptr (GPtrArray) measures = NULL;

  add_common (table);
  hide_columns (table, findings);
  measures = add_columns (table, self, findings);
  for (guint i = 0; i < findings->len; i++)
    {
      g_autoptr (GPtrArray) row = collect (findings, i);

      if (row != NULL)
        fill_row (table, ws_table_add_row (table), row, measures, place);
    }
  add_notes (table, findings);
  ws_claims_decide (self, findings, table);
  return table;
}
