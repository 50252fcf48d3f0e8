/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "map-document.h"
#include "ws-test.h"

#include "app/finetune-estimate.h"
#include "results/finetune-figure.h"
#include "app/finetune-table.h"
#include "app/zoo-estimate.h"
#include "core/error.h"

/* A document with two runs of populations whose numbers are known: networks of "tuned" gain .02 an
 * epoch from .5 on, those of "scratch" .04 from .1 on; network i has 2 i thousandths more. The last
 * one of "scratch" diverges at epoch 2. */

#define N_TUNED 6
#define LAST 2

typedef struct
{
  MapDocument document;
  gint64      tuned, scratch, later;
} Fixture;

static float
tuned_accuracy (const char *kind, guint model, guint epoch)
{
  return (g_str_equal (kind, "scratch") ? 0.1f + 0.04f * (float)epoch
                                        : 0.5f + 0.02f * (float)epoch) +
         0.002f * (float)model;
}

static void
add_epochs (Fixture *f, gint64 id, const char *kind, guint last)
{
  g_autoptr (GError) error = NULL;
  gsize             n_params = f->document.arch->n_params;
  g_autofree float *moments = g_new0 (float, 2 * n_params);

  for (guint epoch = 0; epoch <= last; epoch++)
    {
      WsModelState states[N_TUNED];
      guint        models[N_TUNED];

      for (guint i = 0; i < N_TUNED; i++)
        {
          float acc = tuned_accuracy (kind, i, epoch);

          models[i] = i;
          states[i] = (WsModelState){ .epoch = epoch,
                                      .weights = f->document.weights,
                                      .moments = moments,
                                      .metrics = { 1, acc, NAN, NAN, 2.5f - acc, acc } };
          if (g_str_equal (kind, "scratch") && i == N_TUNED - 1 && epoch == LAST)
            {
              states[i].diverged = TRUE;
              states[i].metrics = (WsEpochMetrics){ NAN, NAN, NAN, NAN, NAN, NAN };
            }
        }
      g_assert_true (ws_project_save_epoch (f->document.project, id, models, states, N_TUNED,
                                            n_params, TRUE, &error));
      g_assert_no_error (error);
    }
}

/* What a run writes about a population that it makes: which run, and which part of it. */
static gint64
add_result (Fixture *f, const char *name, const char *kind, guint run, guint part, guint last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsPopulation) zoo =
      ws_project_get_population (f->document.project, f->document.zoo, &error);
  g_autofree char *settings = g_strdup_printf ("{\"run\": \"%u\", \"part\": %u}", run, part);
  WsPopulation     population = *zoo;

  g_assert_no_error (error);
  population.name = (char *)name;
  population.kind = (char *)kind;
  population.settings_json = settings;
  population.parent = g_str_equal (kind, "scratch") ? 0 : f->document.zoo;
  population.seed = 3;
  population.n = N_TUNED;
  population.n_epochs = last;
  g_assert_true (ws_project_add_population (f->document.project, &population, &error));
  g_assert_no_error (error);
  add_epochs (f, population.id, kind, last);
  return population.id;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->document.folder = g_dir_make_tmp ("ws-finetune-XXXXXX", &error);
  g_assert_no_error (error);
  f->document.path = g_build_filename (f->document.folder, "tuned.wscape", NULL);
  f->document.project = ws_project_open (f->document.path, WS_PROJECT_CREATE, &error);
  g_assert_no_error (error);
  f->document.arch = ws_arch_lookup ("cnn-s", 1, &error);
  g_assert_no_error (error);
  map_document_add_zoo (&f->document);
  f->tuned = add_result (f, "zoo-tuned", "finetuned", 7, 0, LAST);
  f->scratch = add_result (f, "scratch", "scratch", 7, 1, LAST);
  f->later = add_result (f, "zoo-tuned-2", "finetuned", 8, 0, 1);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  map_document_clear (&f->document);
}

static WsFinetuneView *
read_view (Fixture *f, const gint64 *runs, guint n_runs, WsFinetuneView *before)
{
  g_autoptr (GError) error = NULL;
  GArray             *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  WsFinetuneQuestion *question;
  WsFinetuneView     *view;

  g_array_append_vals (ids, runs, n_runs);
  question = ws_finetune_question_new (ids, NULL, before);
  view = ws_finetune_view_read (f->document.project, question, NULL, &error);
  g_assert_no_error (error);
  ws_finetune_question_free (question);
  return view;
}

static void
test_view (Fixture *f, gconstpointer data)
{
  g_autoptr (WsFinetuneView) view = read_view (f, &f->tuned, 1, NULL);
  const WsTunedCurve *tuned = ws_finetune_view_get_curve (view, 0);
  const WsTunedCurve *scratch = ws_finetune_view_get_curve (view, 1);
  const WsCurveRow   *row = ws_tuned_curve_get_row (tuned, 1);
  g_autofree char    *label = ws_finetune_view_dup_label (view, 1);

  g_assert_cmpuint (view->curves->len, ==, 2);
  g_assert_cmpuint (view->n_epochs, ==, LAST);
  g_assert_cmpstr (tuned->source, ==, "zoo");
  g_assert_null (scratch->source);
  g_assert_cmpstr (label, ==, "from scratch");
  g_assert_cmpuint (tuned->rows->len, ==, LAST + 1);
  g_assert_cmpuint (row->n, ==, N_TUNED);
  ws_assert_close (row->acc_mean, 0.52 + 0.005, 1e-6);
  g_assert_cmpfloat (row->acc_low, <, row->acc_mean);
  g_assert_cmpfloat (row->acc_high, >, row->acc_mean);
  ws_assert_close (row->loss_mean, 2.5 - row->acc_mean, 1e-6);
  /* the diverged one does not count, but is told of */
  row = ws_tuned_curve_get_last (scratch);
  g_assert_cmpuint (row->epoch, ==, LAST);
  g_assert_cmpuint (row->n, ==, N_TUNED - 1);
  g_assert_cmpuint (row->n_diverged, ==, 1);
  ws_assert_close (row->acc_mean, 0.18 + 0.004, 1e-6);
}

/* What was read before is not read again, and says the same. */
static void
test_view_again (Fixture *f, gconstpointer data)
{
  const gint64 both[] = { f->tuned, f->later };
  g_autoptr (WsFinetuneView) one = read_view (f, &f->tuned, 1, NULL);
  g_autoptr (WsFinetuneView) two = read_view (f, both, 2, ws_finetune_view_ref (one));
  g_autoptr (WsFinetuneView) fresh = read_view (f, both, 2, NULL);
  g_autofree char *label = ws_finetune_view_dup_label (two, 0);

  g_assert_cmpuint (two->curves->len, ==, 3);
  g_assert_cmpstr (label, ==, "zoo-tuned"); /* beside another run names are needed */
  g_assert_true (ws_finetune_view_get_curve (two, 0) == ws_finetune_view_get_curve (one, 0));
  for (guint i = 0; i < two->curves->len; i++)
    {
      const WsTunedCurve *a = ws_finetune_view_get_curve (two, i);
      const WsTunedCurve *b = ws_finetune_view_get_curve (fresh, i);

      g_assert_cmpmem (a->rows->data, a->rows->len * sizeof (WsCurveRow), b->rows->data,
                       b->rows->len * sizeof (WsCurveRow));
    }
}

static void
test_summary (Fixture *f, gconstpointer data)
{
  g_autoptr (WsFinetuneView) view = read_view (f, &f->tuned, 1, NULL);
  g_auto (GStrv) lines = g_strsplit (view->summary, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 2);
  g_assert_cmpstr (lines[0], ==, "cnn-s on fashion-mnist-small · 2 epochs · seed 3");
  g_assert_true (g_str_has_prefix (lines[1], "Epoch 1: zoo is 0.380 above from scratch (0.3"));
  g_assert_true (g_str_has_suffix (lines[1], ", which takes over 2 epochs."));
}

static void
test_runs (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = ws_finetune_runs_read (f->document.project, NULL, NULL, &error);
  const WsFinetuneRun *newest, *first;

  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, 2);
  newest = g_ptr_array_index (runs, 0);
  first = g_ptr_array_index (runs, 1);
  g_assert_cmpint (newest->id, ==, f->later);
  g_assert_cmpint (first->id, ==, f->tuned);
  g_assert_cmpstr (first->title, ==, "zoo, from scratch");
  g_assert_cmpstr (first->subtitle, ==, "fashion-mnist-small · cnn-s · 12 networks · 2 epochs");
}

static guint
count_series (WsFigure *figure, gboolean is_thin)
{
  WsPanel *panel = ws_figure_get_panel (figure, 0);
  guint    n = 0;

  for (guint i = 0; i < ws_panel_get_n_series (panel); i++)
    n += (ws_panel_get_series (panel, i)->is_thin != FALSE) == is_thin;
  return n;
}

static void
test_figure (Fixture *f, gconstpointer data)
{
  g_autoptr (WsFinetuneView) view = read_view (f, &f->tuned, 1, NULL);
  const WsFinetuneLook plain = { FALSE, FALSE, FALSE }, single = { FALSE, FALSE, TRUE },
                       quantiles = { FALSE, TRUE, FALSE }, loss = { TRUE, FALSE, FALSE };
  g_autoptr (WsFigure) mean = ws_finetune_figure (view, &plain);
  g_autoptr (WsFigure) each = ws_finetune_figure (view, &single);
  g_autoptr (WsFigure) spread = ws_finetune_figure (view, &quantiles);
  g_autoptr (WsFigure) losses = ws_finetune_figure (view, &loss);
  const WsSeries *series = ws_panel_get_series (ws_figure_get_panel (mean, 0), 0);
  const WsSeries *middle = ws_panel_get_series (ws_figure_get_panel (spread, 0), 0);

  g_assert_cmpuint (count_series (mean, FALSE), ==, 2);
  g_assert_cmpuint (count_series (mean, TRUE), ==, 0);
  g_assert_cmpuint (count_series (each, TRUE), ==, 2 * N_TUNED);
  g_assert_cmpuint (count_series (spread, TRUE), ==, 2); /* outer bands */
  g_assert_cmpstr (series->name, ==, "zoo");
  g_assert_cmpuint (series->n_shown, ==, N_TUNED);
  ws_assert_close (series->y[2], 0.54 + 0.005, 1e-6);
  ws_assert_close (middle->lo[0], 0.503, 1e-6); /* 30 % of six */
  ws_assert_close (middle->hi[0], 0.507, 1e-6);
  series = ws_panel_get_series (ws_figure_get_panel (losses, 0), 0);
  ws_assert_close (series->y[0], 2.5 - 0.505, 1e-6);
}

static void
test_table (Fixture *f, gconstpointer data)
{
  const gint64         both[] = { f->tuned, f->later };
  const WsFinetuneLook mean = { FALSE, FALSE, FALSE }, quantiles = { FALSE, TRUE, FALSE };
  g_autoptr (WsFinetuneView) view = read_view (f, &f->tuned, 1, NULL);
  g_autoptr (WsFinetuneView) two = read_view (f, both, 2, NULL);
  g_autofree char *text = ws_finetune_table_dup_text (view, &mean);
  g_autofree char *more = ws_finetune_table_dup_text (two, &quantiles);

  g_assert_cmpstr (text, ==,
                   "Mean ± sd\tn\tEpoch 0\tEpoch 1\tLast epoch\n"
                   "zoo\t6\t0.505 ± 0.004\t0.525 ± 0.004\t0.545 ± 0.004\n"
                   "from scratch\t6 (1 diverged)\t0.105 ± 0.004\t0.145 ± 0.004\t0.184 ± 0.003\n");
  g_assert_cmpstr (more, ==,
                   "Median\tn\tEpoch 0\tEpoch 1\tLast epoch\n"
                   "zoo-tuned\t6\t0.505\t0.525\t0.545\n"
                   "scratch\t6 (1 diverged)\t0.105\t0.145\t0.184\n"
                   "zoo-tuned-2\t6\t0.505\t0.525\t0.525\n");
}

static void
test_estimate (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  WsFinetuneRequest request = { .population = { "zoo", "scratch" },
                                .n_populations = 2,
                                .scratch = 3,
                                .n_epochs = 4,
                                .recipe = { .n_train = 100 } };
  g_autofree char  *text = NULL;

  g_assert_cmpuint (ws_finetune_count_networks (f->document.project, &request), ==,
                    N_NETWORKS + N_TUNED + 3);
  request.count = 5;
  g_assert_cmpuint (ws_finetune_count_networks (f->document.project, &request), ==, 13);
  g_strlcpy (request.split, "test", sizeof request.split);
  g_assert_cmpuint (ws_finetune_count_networks (f->document.project, &request), ==, 11);
  text = ws_finetune_estimate_read (f->document.project, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, "11 networks · about "));
  g_strlcpy (request.population[0], "nobody", sizeof request.population[0]);
  g_assert_null (ws_finetune_estimate_read (f->document.project, &request, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
}

static void
test_accuracies (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) texts =
      ws_finetune_accuracies_read (f->document.project, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (texts), ==, 4);
  g_assert_cmpstr (g_hash_table_lookup (texts, &f->tuned), ==, "0.545 ± 0.004");
}

static void
test_kept (void)
{
  g_assert_cmpuint (ws_zoo_count_kept ("last", 9), ==, 1);
  g_assert_cmpuint (ws_zoo_count_kept ("0,last", 9), ==, 2);
  g_assert_cmpuint (ws_zoo_count_kept ("0, 3-5", 9), ==, 5);
  g_assert_cmpuint (ws_zoo_count_kept ("all", 9), ==, 10);
}

#define ADD(name, func) g_test_add ("/app/finetune/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("view", test_view);
  ADD ("view/again", test_view_again);
  ADD ("summary", test_summary);
  ADD ("runs", test_runs);
  ADD ("figure", test_figure);
  ADD ("table", test_table);
  ADD ("estimate", test_estimate);
  ADD ("accuracies", test_accuracies);
  g_test_add_func ("/app/finetune/kept", test_kept);
  return g_test_run ();
}
