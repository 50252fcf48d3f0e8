/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/landscape.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "data/dataset.h"
#include "hyper/hyper.h"
#include "latent/probe.h"
#include "work/placer.h"
#include "work/work-private.h"
#include "zoo/train.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Networks that are scored together, for each thread: one piece of work of the scoring; and that
 * one hears of together. */
#define BATCH 16
#define MOST_AT_ONCE 256
/* Rows that tell how far networks usually are from each other. */
#define MAX_TYPICAL 600

/* A state of a network, on the plane and off it. */
typedef struct
{
  double x, y;
  double off; /* squared distance from the plane, in z; 0 on maps without an inverse */
} Place;

struct _WsLandscapeSource
{
  gatomicrefcount ref_count;
  WsHyper        *hyper;
  const WsArch   *arch;
  WsActivation    act;
  WsTensorImages *images;
  WsPlacer       *placer;
  guint           q, k;
  GArray         *places; /* (element-type Place): by x */
  double          far;
};

/* -- reading -- */

static gint
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *p = a, *q = b;

  return (p->x > q->x) - (p->x < q->x);
}

/* The distance that 95 of 100 networks have at most to the nearest other one. Rows that lack a
 * number are left out; @rows is written over. */
static double
find_typical_distance (float *rows, const guint32 *network, guint n, guint d)
{
  guint               step = MAX (1, n / MAX_TYPICAL), m = 0;
  g_autofree guint32 *group = g_new (guint32, n / step + 1);
  g_autofree float   *distance = g_new (float, n / step + 1);
  g_autofree guint32 *index = g_new (guint32, n / step + 1);

  for (guint i = 0; i < n; i += step)
    {
      if (!ws_all_finite (rows + (gsize)i * d, d))
        continue;
      memmove (rows + (gsize)m * d, rows + (gsize)i * d, sizeof *rows * d);
      group[m++] = network[i];
    }
  if (m < 2)
    return HUGE_VAL;
  ws_nearest (rows, group, m, rows, group, m, d, distance, index);
  return ws_quantile (distance, m, 0.95);
}

/* The squared length of what the plane does not show of @z. */
static double
get_off_plane (const WsProjection *projection, const float *z, const float *xy)
{
  double sum = 0.0;

  for (guint i = 0; i < projection->q; i++)
    sum += pow ((double)z[i] - (double)projection->mean[i], 2);
  return fmax (0.0, sum - (double)xy[0] * (double)xy[0] - (double)xy[1] * (double)xy[1]);
}

static gboolean
read_places (WsLandscapeSource  *self,
             WsProject          *project,
             const WsProjection *projection,
             gint64              zoo,
             GError            **error)
{
  const WsStateQuery every = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsStates) states = ws_project_load_states (project, zoo, &every, error);
  g_autofree float *z = NULL, *xy = NULL, *flat = NULL;
  guint             n;

  if (states == NULL)
    return FALSE;
  n = states->n;
  z = g_new (float, (gsize)MAX (n, 1) * self->q);
  xy = g_new (float, (gsize)MAX (n, 1) * self->k);
  flat = g_new (float, 2 * (gsize)MAX (n, 1));
  if (ws_project_load_latents (project, projection->hyper, states->checkpoint, n, self->q, z,
                               error) < 0 ||
      ws_project_load_points (project, projection->id, states->checkpoint, n, self->k, xy, error) <
          0)
    return FALSE;
  self->placer = ws_placer_new (projection, z, xy, n, error);
  if (self->placer == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const float *at = xy + (gsize)i * self->k, *row = z + (gsize)i * self->q;
      Place        place = { (double)at[0], (double)at[1], 0.0 };

      flat[2 * i] = at[0];
      flat[2 * i + 1] = at[1];
      if (!ws_all_finite (at, 2) || !ws_all_finite (row, self->q))
        continue;
      if (ws_placer_is_exact (self->placer))
        place.off = get_off_plane (projection, row, at);
      g_array_append_val (self->places, place);
    }
  g_array_sort (self->places, compare_places);
  self->far = ws_placer_is_exact (self->placer)
                  ? find_typical_distance (z, states->model, n, self->q)
                  : find_typical_distance (flat, states->model, n, 2);
  return TRUE;
}

WsLandscapeSource *
ws_landscape_source_load (WsProject          *project,
                          const WsProjection *projection,
                          guint               n_images,
                          GError            **error)
{
  g_autoptr (WsLandscapeSource) self = g_new0 (WsLandscapeSource, 1);
  g_autoptr (GPtrArray) hypers = ws_project_list_hypers (project, error);
  g_autoptr (WsPopulation) population = NULL;
  gint64 zoo = 0;

  g_atomic_ref_count_init (&self->ref_count);
  self->q = projection->q;
  self->k = projection->k;
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  if (hypers == NULL)
    return NULL;
  for (guint i = 0; i < hypers->len; i++)
    if (((WsHyperInfo *)g_ptr_array_index (hypers, i))->id == projection->hyper)
      zoo = ((WsHyperInfo *)g_ptr_array_index (hypers, i))->population;
  population = ws_project_get_population (project, zoo, error);
  if (population == NULL || !ws_population_get_network (population, &self->arch, &self->act, error))
    return NULL;
  self->hyper = ws_project_load_hyper (project, projection->hyper, error);
  self->images = self->hyper != NULL ? ws_work_load_validation (population, n_images, error) : NULL;
  if (self->images == NULL || !read_places (self, project, projection, zoo, error))
    return NULL;
  return g_steal_pointer (&self);
}

WsLandscapeSource *
ws_landscape_source_ref (WsLandscapeSource *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_landscape_source_unref (WsLandscapeSource *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->hyper, ws_hyper_unref);
  g_clear_pointer (&self->images, ws_tensor_images_unref);
  g_clear_pointer (&self->placer, ws_placer_free);
  g_array_unref (self->places);
  g_free (self);
}

guint
ws_landscape_source_get_n_images (const WsLandscapeSource *self)
{
  return self->images->n;
}

guint
ws_landscape_source_get_n_classes (const WsLandscapeSource *self)
{
  return self->arch->n_classes;
}

gboolean
ws_landscape_source_is_exact (const WsLandscapeSource *self)
{
  return ws_placer_is_exact (self->placer);
}

void
ws_landscape_source_get_window (const WsLandscapeSource *self, WsLatticeWindow *window)
{
  *window = (WsLatticeWindow){ HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL };
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      window->x_lo = fmin (window->x_lo, place->x);
      window->x_hi = fmax (window->x_hi, place->x);
      window->y_lo = fmin (window->y_lo, place->y);
      window->y_hi = fmax (window->y_hi, place->y);
    }
}

/* The first place that is not left of @x. */
static guint
find_place (const WsLandscapeSource *self, double x)
{
  guint lo = 0, hi = self->places->len;

  while (lo < hi)
    {
      guint middle = (lo + hi) / 2;

      if (g_array_index (self->places, Place, middle).x < x)
        lo = middle + 1;
      else
        hi = middle;
    }
  return lo;
}

gboolean
ws_landscape_source_is_far (const WsLandscapeSource *self, double x, double y)
{
  double far = self->far * self->far;

  for (guint i = find_place (self, x - self->far); i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);
      double       dx = place->x - x, dy = place->y - y;

      if (dx > self->far)
        break;
      if (dx * dx + dy * dy + place->off <= far)
        return FALSE;
    }
  return TRUE;
}

/* -- measuring -- */

guint
ws_landscape_source_get_n_latents (const WsLandscapeSource *self)
{
  return self->q;
}

gboolean
ws_landscape_source_read (
    WsLandscapeSource *self, const WsLatticePoint *points, guint n, float *z, GError **error)
{
  g_autofree float *places = g_new0 (float, (gsize)MAX (n, 1) * self->k);

  for (guint i = 0; i < n; i++)
    {
      double x, y;

      ws_lattice_place (&points[i], &x, &y);
      places[(gsize)i * self->k] = (float)x;
      places[(gsize)i * self->k + 1] = (float)y;
    }
  return ws_placer_read (self->placer, places, n, z, NULL, error);
}

/* Decodes and scores @n places of which none is empty. */
static gboolean
measure_some (WsLandscapeSource    *self,
              const WsLatticePoint *points,
              guint                 n,
              WsLandscapeValue     *values,
              WsJob                *job,
              GError              **error)
{
  gsize             n_params = self->arch->n_params;
  g_autofree float *z = g_new (float, (gsize)n * self->q), *w = g_new (float, n *n_params);
  g_autofree float *loss = g_new (float, n), *accuracy = g_new (float, n);

  if (!ws_landscape_source_read (self, points, n, z, error))
    return FALSE;
  ws_hyper_decode (self->hyper, z, n, w);
  if (!ws_zoo_evaluate (self->arch, self->act, w, n, self->images, loss, accuracy, NULL, job,
                        error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (ws_all_finite (w + i * n_params, n_params))
      {
        values[i].accuracy = accuracy[i];
        values[i].loss = loss[i];
      }
  return TRUE;
}

gboolean
ws_landscape_measure (WsLandscapeSource    *self,
                      const WsLatticePoint *points,
                      guint                 n,
                      WsLandscapeValue     *values,
                      WsJob                *job,
                      GError              **error)
{
  g_autofree WsLatticePoint   *some = g_new (WsLatticePoint, MAX (n, 1));
  g_autofree WsLandscapeValue *measured = g_new (WsLandscapeValue, MAX (n, 1));
  g_autofree guint            *index = g_new (guint, MAX (n, 1));
  guint                        m = 0;

  for (guint i = 0; i < n; i++)
    {
      double x, y;

      ws_lattice_place (&points[i], &x, &y);
      values[i] = (WsLandscapeValue){ NAN, NAN, ws_landscape_source_is_far (self, x, y) };
      /* a map without an inverse has no network where none lies near */
      if (values[i].is_far && !ws_placer_is_exact (self->placer))
        continue;
      some[m] = points[i];
      measured[m] = values[i];
      index[m++] = i;
    }
  for (guint first = 0; first < m; first += MOST_AT_ONCE)
    if (!measure_some (self, some + first, MIN (MOST_AT_ONCE, m - first), measured + first, job,
                       error))
      return FALSE;
  for (guint i = 0; i < m; i++)
    values[index[i]] = measured[i];
  return TRUE;
}

/* -- in the background -- */

typedef struct
{
  WsLandscapeSource *source;
  WsLandscape       *landscape;
  WsLatticeWindow    window;
  guint              first, cells;
} Filling;

static void
filling_free (gpointer data)
{
  Filling *self = data;

  ws_landscape_source_unref (self->source);
  ws_landscape_unref (self->landscape);
  g_free (self);
}

static gboolean
fill (WsJob *job, gpointer data, GError **error)
{
  Filling *self = data;
  g_autoptr (GArray) list =
      ws_landscape_list_missing (self->landscape, &self->window, self->first, self->cells);
  const WsLatticePoint *points = (const WsLatticePoint *)(const void *)list->data;
  WsLandscapeValue      values[MOST_AT_ONCE];
  guint                 batch = BATCH; /* the first cells are seen at once */

  for (guint done = 0, m; done < list->len; done += m)
    {
      m = MIN (batch, list->len - done);
      if (!ws_job_tick (job, error) ||
          !ws_landscape_measure (self->source, points + done, m, values, job, error))
        return FALSE;
      for (guint i = 0; i < m; i++)
        ws_landscape_add (self->landscape, &points[done + i], &values[i]);
      batch = MIN (MOST_AT_ONCE, BATCH * ws_pool_get_threads ());
      ws_job_report (job, done + m, list->len, _ ("places"));
    }
  return TRUE;
}

WsJob *
ws_landscape_fill_new (WsLandscapeSource     *source,
                       WsLandscape           *landscape,
                       const WsLatticeWindow *window,
                       guint                  first,
                       guint                  cells)
{
  Filling *self = g_new (Filling, 1);

  *self = (Filling){ ws_landscape_source_ref (source), ws_landscape_ref (landscape), *window, first,
                     cells };
  return ws_job_new ("landscape", _ ("Measuring the landscape"), fill, self, filling_free);
}
