/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "core/numeric.h"
#include "core/pool.h"
#include "work/landscape.h"
#include "work/placer.h"
#include "zoo/train.h"

/* -- what is known: values by formula -- */

static const WsLatticeWindow view = { -10.0, 10.0, -8.0, 8.0 };

/* A hill round the origin. */
static WsLandscapeValue
get_hill (const WsLatticePoint *point)
{
  double x, y;

  ws_lattice_place (point, &x, &y);
  return (WsLandscapeValue){ (float)(1.0 - 0.05 * hypot (x, y)), (float)hypot (x, y), 0 };
}

/* Measures the first @n of what is missing. */
static guint
fill_hill (WsLandscape *self, const WsLatticeWindow *window, guint cells, guint n)
{
  g_autoptr (GArray) missing = ws_landscape_list_missing (self, window, 16, cells);

  for (guint i = 0; i < MIN (n, missing->len); i++)
    {
      const WsLatticePoint *point = &g_array_index (missing, WsLatticePoint, i);
      WsLandscapeValue      value = get_hill (point);

      g_assert_false (ws_landscape_find (self, point, NULL));
      ws_landscape_add (self, point, &value);
    }
  return missing->len;
}

/* Coarse lattices first; nothing twice; what is known stays known when the view moves or comes
 * closer. */
static void
test_missing (void)
{
  g_autoptr (WsLandscape) self = ws_landscape_new ();
  g_autoptr (GArray) first = ws_landscape_list_missing (self, &view, 16, 64);
  WsLatticeWindow moved = { -8.0, 12.0, -8.0, 8.0 }, closer = { -5.0, 5.0, -4.0, 4.0 };
  WsLatticeGrid   coarse, fine;
  guint           n_all, n_moved, n_closer;

  ws_lattice_get_grid (&view, ws_lattice_get_level (&view, 16), &coarse);
  ws_lattice_get_grid (&view, ws_lattice_get_level (&view, 64), &fine);
  g_assert_cmpint (coarse.level, ==, fine.level + 2);
  for (guint i = 0; i < coarse.nx * coarse.ny; i++)
    {
      double x, y;

      ws_lattice_place (&g_array_index (first, WsLatticePoint, i), &x, &y);
      ws_assert_close (remainder (x, ws_lattice_step (coarse.level)), 0.0, 0.0);
    }
  n_all = fill_hill (self, &view, 64, G_MAXUINT);
  g_assert_cmpuint (n_all, ==, first->len);
  g_assert_cmpuint (n_all, ==, ws_landscape_count (self));
  g_assert_cmpuint (n_all, >=, fine.nx * fine.ny);
  g_assert_cmpuint (fill_hill (self, &view, 64, 0), ==, 0);
  n_moved = fill_hill (self, &moved, 64, 0);
  n_closer = fill_hill (self, &closer, 64, 0);
  g_assert_cmpuint (n_moved, >, 0);
  g_assert_cmpuint (n_moved, <, n_all / 8);
  g_assert_cmpuint (n_closer, >, n_all / 2);
  g_assert_cmpuint (n_closer, <, n_all);
}

/* A grid has what was measured and nothing else. */
static void
test_grid (void)
{
  g_autoptr (WsLandscape) self = ws_landscape_new ();
  g_autoptr (WsLandscapeView) known = NULL;
  const double *values;
  WsLatticeGrid grid;
  guint         n_values = 0;
  gint          level = ws_lattice_get_level (&view, 32);

  fill_hill (self, &view, 32, 300);
  known = ws_landscape_dup_view (self, &view, level + 1, level, WS_LANDSCAPE_LOSS);
  g_assert_cmpuint (known->n, ==, 2);
  values = known->levels[1].values;
  grid = known->levels[1].grid;
  g_assert_cmpint (grid.level, ==, level);
  for (guint k = 0; k < grid.nx * grid.ny; k++)
    {
      WsLatticePoint point = { grid.i + k % grid.nx, grid.j + k / grid.nx, grid.level };

      if (isfinite (values[k]))
        {
          n_values++;
          ws_assert_close (values[k], get_hill (&point).loss, 0.0);
        }
      else
        g_assert_false (ws_landscape_find (self, &point, NULL));
    }
  g_assert_cmpuint (n_values, ==, known->levels[1].n_measured);
  g_assert_cmpuint (n_values, >, 64);
  g_assert_cmpuint (n_values, <, grid.nx * grid.ny);
}

/* Circles; each part of the view by one lattice alone, the finest that is whole there: halfway
 * through a lattice the lines of the finer middle and of the coarser rim don't overlap. */
static void
test_contours (void)
{
  g_autoptr (WsLandscape) self = ws_landscape_new ();
  gint  coarsest = ws_lattice_get_level (&view, 16), finest = ws_lattice_get_level (&view, 64);
  guint n = fill_hill (self, &view, 64, 0);

  fill_hill (self, &view, 64, n / 3);
  for (guint pass = 0; pass < 2; pass++)
    {
      g_autoptr (WsLandscapeView) known =
          ws_landscape_dup_view (self, &view, coarsest, finest, WS_LANDSCAPE_ACCURACY);
      g_autoptr (GPtrArray) lines = ws_landscape_view_list_contours (known, 0.1);
      double length = 0.0; /* of the line of 0.7, a whole circle of radius 6 */

      g_assert_cmpuint (lines->len, >, 4);
      for (guint l = 0; l < lines->len; l++)
        {
          const WsContour *line = g_ptr_array_index (lines, l);

          ws_assert_close (remainder (line->value, 0.1), 0.0, 1e-9);
          for (guint i = 0; i < line->n; i++)
            {
              double r = hypot (line->xy[2 * i], line->xy[2 * i + 1]);

              ws_assert_close (1.0 - 0.05 * r, line->value, 0.012);
              if (i > 0 && fabs (line->value - 0.7) < 1e-9)
                length += hypot (line->xy[2 * i] - line->xy[2 * i - 2],
                                 line->xy[2 * i + 1] - line->xy[2 * i - 1]);
            }
        }
      /* seams between two lattices leave gaps, never doubles */
      g_assert_cmpfloat (length, <, 1.01 * 2.0 * G_PI * 6.0);
      g_assert_cmpfloat (length, >, (pass == 0 ? 0.7 : 0.99) * 2.0 * G_PI * 6.0);
      fill_hill (self, &view, 64, G_MAXUINT);
    }
}

/* What is known beyond the window, of a coarser lattice, is not drawn over what is known finer. */
static void
test_rim (void)
{
  g_autoptr (WsLandscape) self = ws_landscape_new (), other = ws_landscape_new ();
  const WsLatticeWindow near = { -4.3, 4.9, -3.7, 4.1 };
  gint                  finest = ws_lattice_get_level (&near, 64);
  g_autoptr (WsLandscapeView) known = NULL, alone = NULL;
  g_autoptr (GPtrArray) lines = NULL, wanted = NULL;
  guint n = 0, n_wanted = 0;

  fill_hill (self, &view, 32, G_MAXUINT);
  fill_hill (self, &near, 64, G_MAXUINT);
  fill_hill (other, &near, 64, G_MAXUINT);
  known = ws_landscape_dup_view (self, &near, finest + 4, finest, WS_LANDSCAPE_ACCURACY);
  alone = ws_landscape_dup_view (other, &near, finest, finest, WS_LANDSCAPE_ACCURACY);
  lines = ws_landscape_view_list_contours (known, 0.05);
  wanted = ws_landscape_view_list_contours (alone, 0.05);
  for (guint l = 0; l < lines->len; l++)
    n += ((WsContour *)g_ptr_array_index (lines, l))->n;
  for (guint l = 0; l < wanted->len; l++)
    n_wanted += ((WsContour *)g_ptr_array_index (wanted, l))->n;
  g_assert_cmpuint (n_wanted, >, 100);
  g_assert_cmpuint (lines->len, ==, wanted->len);
  g_assert_cmpuint (n, ==, n_wanted);
}

static void
test_cell (void)
{
  g_autoptr (WsLandscape) self = ws_landscape_new ();
  const WsLatticePoint coarse = { 1, 1, 0 }, fine = { 3, 2, -1 };
  WsLatticePoint       point, reduced = ws_lattice_reduce (&coarse);
  WsLandscapeValue     value = { 0.5f, 1.0f, 0 };

  ws_landscape_add (self, &reduced, &value);
  g_assert_true (ws_landscape_find_cell (self, 1.4, 0.7, 0, -1, &point, &value));
  g_assert_cmpint (point.level, ==, 0);
  g_assert_true (ws_landscape_find_cell (self, 1.1, 0.9, 0, -1, &point, &value));
  g_assert_cmpint (point.level, ==, -1); /* the place is one of the finer lattice too */
  g_assert_false (ws_landscape_find_cell (self, 1.6, 0.7, 0, -1, &point, &value));
  reduced = ws_lattice_reduce (&fine);
  value.accuracy = 0.25f;
  ws_landscape_add (self, &reduced, &value);
  g_assert_true (ws_landscape_find_cell (self, 1.4, 1.1, 0, -1, &point, &value));
  g_assert_cmpfloat (value.accuracy, ==, 0.25f);
}

/* Scales that don't jump. */
static void
test_range (void)
{
  g_autoptr (WsLandscape) self = ws_landscape_new ();
  const WsLatticePoint   point = { 1, 1, 0 };
  const WsLandscapeValue value = { 0.8125f, 9.0f, 1 };
  double                 lo, hi;

  ws_landscape_get_range (self, WS_LANDSCAPE_ACCURACY, 10, 0.732, &lo, &hi);
  ws_assert_close (hi, 0.75, 1e-12);
  ws_landscape_add (self, &point, &value);
  ws_landscape_get_range (self, WS_LANDSCAPE_ACCURACY, 10, 0.732, &lo, &hi);
  ws_assert_close (lo, 0.0, 0.0);
  ws_assert_close (hi, 0.85, 1e-12);
  ws_landscape_get_range (self, WS_LANDSCAPE_LOSS, 10, (double)NAN, &lo, &hi);
  ws_assert_close (hi, 3.0, 1e-12);
}

static void
test_csv (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = make_trained_project ((place_init (&place), place.path));
  g_autoptr (GError) error = NULL;
  g_autoptr (WsProjection) plane = ws_project_find_projection (project, 1, "pca", &error);
  g_autoptr (WsLandscapeSource) source = ws_landscape_source_load (project, plane, 40, &error);
  g_autoptr (WsLandscape) self = ws_landscape_new ();
  const WsLatticeWindow window = { -1.0, 1.0, 0.0, 1.0 };
  WsLatticePoint        point = { -3, 1, -2 };
  WsLandscapeValue      value = { 0.25f, 1.5f, 1 };
  g_autofree char      *text = NULL, *wide = NULL;

  g_assert_no_error (error);
  ws_landscape_add (self, &point, &value);
  point.i = 3;
  value = (WsLandscapeValue){ NAN, NAN, 0 };
  ws_landscape_add (self, &point, &value);
  text = ws_landscape_write_csv (self, source, &window, -2, "of a test", FALSE, &error);
  g_assert_cmpstr (text, ==,
                   "# of a test\nx,y,accuracy,loss,n_images,is_far\n"
                   "-0.75,0.25,0.25,1.5,40,1\n0.75,0.25,,,40,0\n");
  wide = ws_landscape_write_csv (self, source, &window, -2, NULL, TRUE, &error);
  g_assert_nonnull (strstr (wide, "is_far,z0,z1,z2,z3,z4,z5\n"));
}

static void
test_step (void)
{
  ws_assert_close (ws_landscape_accuracy_step (2000), 0.05, 1e-12);
  ws_assert_close (ws_landscape_accuracy_step (512), 0.1, 1e-12);
  ws_assert_close (ws_landscape_accuracy_step (10000), 0.02, 1e-12);
}

/* -- what is measured -- */

static WsProjection *
find_map (WsProject *project, const char *method)
{
  g_autoptr (GError) error = NULL;
  WsProjection *projection = ws_project_find_projection (project, 1, method, &error);

  g_assert_no_error (error);
  g_assert_nonnull (projection);
  return projection;
}

static GArray *
list_points (const WsLandscapeSource *source, guint cells)
{
  g_autoptr (WsLandscape) nothing = ws_landscape_new ();
  WsLatticeWindow window;

  ws_landscape_source_get_window (source, &window);
  return ws_landscape_list_missing (nothing, &window, 4, cells);
}

/* One place after the other, as the pointer does; and some in double precision. */
static void
test_reference (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = make_trained_project ((place_init (&place), place.path));
  g_autoptr (GError) error = NULL;
  g_autoptr (WsProjection) plane = find_map (project, "pca");
  g_autoptr (WsLandscapeSource) source = ws_landscape_source_load (project, plane, 40, &error);
  g_autoptr (WsHyper) hyper = ws_project_load_hyper (project, 1, &error);
  g_autoptr (WsPopulation) zoo = ws_project_get_population (project, 1, &error);
  g_autoptr (WsDataset) set = ws_dataset_load (DATA, &error);
  g_autoptr (WsTensorImages) images = NULL;
  g_autoptr (WsPlacer) placer = ws_placer_new (plane, NULL, NULL, 0, &error);
  g_autoptr (GArray) points = NULL;
  g_autofree WsLandscapeValue *values = NULL, *others = NULL;
  const WsArch                *arch;
  WsActivation                 act;
  guint                        threads = ws_pool_get_threads ();

  g_assert_no_error (error);
  g_assert_true (ws_landscape_source_is_exact (source));
  g_assert_cmpuint (ws_landscape_source_get_n_images (source), ==, 40);
  g_assert_true (ws_population_get_network (zoo, &arch, &act, &error));
  g_assert_true (ws_dataset_split (set, 0, 40, NULL, &images, NULL, &error));
  points = list_points (source, 8);
  g_assert_cmpuint (points->len, >, 20);
  values = g_new (WsLandscapeValue, points->len);
  others = g_new (WsLandscapeValue, points->len);
  ws_pool_set_threads (1);
  g_assert_true (ws_landscape_measure (source, (WsLatticePoint *)(void *)points->data, points->len,
                                       values, NULL, &error));
  ws_pool_set_threads (3);
  g_assert_true (ws_landscape_measure (source, (WsLatticePoint *)(void *)points->data, points->len,
                                       others, NULL, &error));
  ws_pool_set_threads (threads);
  g_assert_cmpmem (values, sizeof *values * points->len, others, sizeof *values * points->len);
  for (guint i = 0; i < points->len; i++)
    {
      g_autofree float  *at = g_new0 (float, plane->k), *z = g_new (float, plane->q);
      g_autofree float  *w = g_new (float, arch->n_params);
      float              loss, accuracy;
      g_autofree double *wide = NULL;
      double             x, y, sum;
      guint              n_hits;

      ws_lattice_place (&g_array_index (points, WsLatticePoint, i), &x, &y);
      at[0] = (float)x;
      at[1] = (float)y;
      g_assert_true (ws_placer_read (placer, at, 1, z, NULL, &error));
      ws_hyper_decode (hyper, z, 1, w);
      g_assert_true (
          ws_zoo_evaluate (arch, act, w, 1, images, &loss, &accuracy, NULL, NULL, &error));
      g_assert_cmpfloat (values[i].accuracy, ==, accuracy);
      g_assert_cmpfloat (values[i].loss, ==, loss);
      if (i % 8 != 0)
        continue;
      wide = g_new (double, arch->n_params);
      for (guint k = 0; k < arch->n_params; k++)
        wide[k] = (double)w[k];
      sum = ws_arch_loss_ref (arch, act, wide, images->x, images->labels, images->n, NULL, &n_hits);
      ws_assert_close (values[i].loss, sum, 1e-4 * (1.0 + sum));
      ws_assert_close (values[i].accuracy, (double)n_hits / images->n, 1.0 / images->n);
    }
}

/* Far is what it says, row by row. */
static void
test_far (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = make_trained_project ((place_init (&place), place.path));
  const WsStateQuery every = { .epoch_last = WS_EPOCH_LAST };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsProjection) plane = find_map (project, "pca");
  g_autoptr (WsLandscapeSource) source = ws_landscape_source_load (project, plane, 10, &error);
  g_autoptr (WsPlacer) placer = ws_placer_new (plane, NULL, NULL, 0, &error);
  g_autoptr (WsStates) states = ws_project_load_states (project, 1, &every, &error);
  g_autofree float *z = g_new (float, states->n * plane->q), *nearest = g_new (float, states->n);
  g_autofree float *at = g_new0 (float, plane->k), *here = g_new (float, plane->q);
  double            far;
  guint             n_far = 0;

  g_assert_cmpint (
      ws_project_load_latents (project, 1, states->checkpoint, states->n, plane->q, z, &error), ==,
      states->n);
  for (guint i = 0; i < states->n; i++)
    {
      double best = HUGE_VAL;

      for (guint j = 0; j < states->n; j++)
        if (states->model[i] != states->model[j])
          {
            double sum = 0.0;

            for (guint k = 0; k < plane->q; k++)
              sum += pow ((double)z[i * plane->q + k] - (double)z[j * plane->q + k], 2);
            best = fmin (best, sqrt (sum));
          }
      nearest[i] = (float)best;
    }
  far = ws_quantile (nearest, states->n, 0.95);
  for (int i = -20; i <= 20; i++)
    for (int j = -20; j <= 20; j++)
      {
        double best = HUGE_VAL;

        at[0] = 0.2f * (float)i;
        at[1] = 0.2f * (float)j;
        g_assert_true (ws_placer_read (placer, at, 1, here, NULL, &error));
        for (guint s = 0; s < states->n; s++)
          {
            double sum = 0.0;

            for (guint k = 0; k < plane->q; k++)
              sum += pow ((double)z[s * plane->q + k] - (double)here[k], 2);
            best = fmin (best, sqrt (sum));
          }
        n_far += best > far ? 1 : 0;
        if (fabs (best - far) > 1e-4 * far)
          g_assert_cmpint (ws_landscape_source_is_far (source, (double)at[0], (double)at[1]), ==,
                           best > far);
      }
  g_assert_cmpuint (n_far, >, 0);
  g_assert_cmpuint (n_far, <, 41 * 41);
}

/* A map without an inverse: places near to networks are measured, others are not. */
static void
test_approximate (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = make_trained_project ((place_init (&place), place.path));
  WsEmbedRequest request = { .hyper = "tiny", .projection = "tsne" };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = ws_embed_work_new (project, &request, &error);
  g_autoptr (WsProjection) map = NULL;
  g_autoptr (WsLandscapeSource) source = NULL;
  g_autoptr (GArray) points = NULL;
  g_autofree WsLandscapeValue *values = NULL;
  guint                        n_far = 0;

  g_assert_no_error (error);
  run_job (job);
  map = find_map (project, "tsne");
  source = ws_landscape_source_load (project, map, 10, &error);
  g_assert_no_error (error);
  g_assert_false (ws_landscape_source_is_exact (source));
  points = list_points (source, 16);
  values = g_new (WsLandscapeValue, points->len);
  g_assert_true (ws_landscape_measure (source, (WsLatticePoint *)(void *)points->data, points->len,
                                       values, NULL, &error));
  for (guint i = 0; i < points->len; i++)
    {
      double x, y;

      ws_lattice_place (&g_array_index (points, WsLatticePoint, i), &x, &y);
      g_assert_cmpint (ws_landscape_source_is_far (source, x, y), ==, !isfinite (values[i].loss));
      g_assert_cmpint (ws_landscape_source_is_far (source, x, y), ==, (int)values[i].is_far);
      n_far += isfinite (values[i].loss) ? 0 : 1;
    }
  g_assert_cmpuint (n_far, >, 0);
  g_assert_cmpuint (n_far, <, points->len);
}

/* -- in the background -- */

typedef struct
{
  WsLandscape *known;
  guint        stop_at;
} Follower;

static void
progress_cb (WsJob *job, GParamSpec *pspec, gpointer data)
{
  const Follower *self = data;

  if (ws_landscape_count (self->known) >= self->stop_at)
    ws_job_cancel (job);
}

/* What a stopped job has measured stays, and the next goes on from there to the same values. */
static void
test_job (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = make_trained_project ((place_init (&place), place.path));
  g_autoptr (GError) error = NULL;
  g_autoptr (WsProjection) plane = find_map (project, "pca");
  g_autoptr (WsLandscapeSource) source = ws_landscape_source_load (project, plane, 50, &error);
  g_autoptr (WsLandscape) known = ws_landscape_new ();
  g_autoptr (GArray) all = NULL;
  g_autofree WsLandscapeValue *values = NULL;
  WsLatticeWindow              window;

  g_assert_no_error (error);
  ws_landscape_source_get_window (source, &window);
  all = list_points (source, 16);
  values = g_new (WsLandscapeValue, all->len);
  for (guint pass = 0; pass < 2; pass++)
    {
      Follower follower = { known, pass == 0 ? 1 : G_MAXUINT };
      g_autoptr (WsJob) job = ws_landscape_fill_new (source, known, &window, 4, 16);

      g_signal_connect (job, "notify::fraction", G_CALLBACK (progress_cb), &follower);
      ws_job_start (job);
      if (!ws_job_wait (job, &error))
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_assert_cmpint (pass, ==, 0);
          g_clear_error (&error);
        }
      g_assert_cmpuint (ws_landscape_count (known), >, 0);
    }
  g_assert_cmpuint (ws_landscape_count (known), ==, all->len);
  g_assert_true (ws_landscape_measure (source, (WsLatticePoint *)(void *)all->data, all->len,
                                       values, NULL, &error));
  for (guint i = 0; i < all->len; i++)
    {
      WsLandscapeValue value;

      g_assert_true (ws_landscape_find (known, &g_array_index (all, WsLatticePoint, i), &value));
      g_assert_cmpmem (&value, sizeof value, &values[i], sizeof value);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/landscape/missing", test_missing);
  g_test_add_func ("/work/landscape/grid", test_grid);
  g_test_add_func ("/work/landscape/contours", test_contours);
  g_test_add_func ("/work/landscape/rim", test_rim);
  g_test_add_func ("/work/landscape/cell", test_cell);
  g_test_add_func ("/work/landscape/step", test_step);
  g_test_add_func ("/work/landscape/range", test_range);
  g_test_add_func ("/work/landscape/csv", test_csv);
  g_test_add_func ("/work/landscape/reference", test_reference);
  g_test_add_func ("/work/landscape/far", test_far);
  g_test_add_func ("/work/landscape/approximate", test_approximate);
  g_test_add_func ("/work/landscape/job", test_job);
  return g_test_run ();
}
