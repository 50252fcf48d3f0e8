/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/delaunay.h"

#include "core/error.h"
#include "core/random.h"
#include "latent/hull-distance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Incremental insertion after Bowyer and Watson (1981). Outside of every facet of the hull is a
 * ghost, a simplex with the point at infinity, so that points outside are no special case. */

#define MAX_DIM 3
#define MAX_CORNERS (MAX_DIM + 1)
#define INFINITY_POINT G_MAXUINT32
#define NOBODY G_MAXUINT32
/* Differences of places have at most 21 bits: a determinant of three rows then has 63, and the
 * sphere test 107. */
#define GRID_BITS 20
#define FIRST_JOGGLE 8 /* grid units */
#define LAST_JOGGLE 32768
#define LOT 256 /* points between two looks at the job */

/* Gcc and clang have it where pointers have 64 bits. */
__extension__ typedef __int128 Wide;

typedef struct
{
  guint32  corner[MAX_CORNERS];
  guint32  across[MAX_CORNERS]; /* simplex beyond the facet without that corner */
  guint32  mark;                /* of the insertion that saw it last; odd: in its cavity */
  gboolean is_dead;
} Simplex;

struct _WsDelaunay
{
  guint    n, dim;
  gint32  *place;             /* n × dim, on the grid */
  double   lo[MAX_DIM], unit; /* of the grid */
  GArray  *simplices;         /* Simplex; after construction without dead ones and ghosts last */
  GArray  *spare;             /* dead ones, guint32 */
  guint    n_real;
  guint32  last; /* where the next walk begins */
  guint32  mark;
  guint32 *corners; /* n_real × (dim + 1) */
  guint32 *start, *neighbours;
};

static inline Simplex *
get (const WsDelaunay *self, guint32 s)
{
  return &g_array_index (self->simplices, Simplex, s);
}

/* -- exact decisions -- */

static inline gint64
det2 (const gint64 *a, const gint64 *b)
{
  return a[0] * b[1] - a[1] * b[0];
}

static inline Wide
det3 (const gint64 *a, const gint64 *b, const gint64 *c)
{
  return (Wide)a[0] * (b[1] * c[2] - b[2] * c[1]) - (Wide)a[1] * (b[0] * c[2] - b[2] * c[0]) +
         (Wide)a[2] * (b[0] * c[1] - b[1] * c[0]);
}

/* Corners without the one at infinity relative to @from. */
static inline void
subtract (const WsDelaunay *self, const gint32 *place, const gint32 *from, gint64 *out)
{
  for (guint c = 0; c < self->dim; c++)
    out[c] = (gint64)place[c] - from[c];
}

/* Sign of the volume of @s with its corner @replaced at @place; the simplices themselves are
 * positive. */
static int
get_side (const WsDelaunay *self, const Simplex *s, guint replaced, const gint32 *place)
{
  const gint32 *corner[MAX_CORNERS];
  gint64        edge[MAX_DIM][MAX_DIM];
  Wide          volume;

  for (guint c = 0; c <= self->dim; c++)
    corner[c] = c == replaced ? place : self->place + (gsize)s->corner[c] * self->dim;
  for (guint c = 0; c < self->dim; c++)
    subtract (self, corner[c + 1], corner[0], edge[c]);
  volume = self->dim == 2 ? det2 (edge[0], edge[1]) : det3 (edge[0], edge[1], edge[2]);
  return (volume > 0) - (volume < 0);
}

/* Whether @place is strictly inside of the circle or sphere through the corners of @s. */
static gboolean
is_in_sphere (const WsDelaunay *self, const Simplex *s, const gint32 *place)
{
  gint64 edge[MAX_CORNERS][MAX_DIM], square[MAX_CORNERS] = { 0 };

  for (guint c = 0; c <= self->dim; c++)
    {
      subtract (self, self->place + (gsize)s->corner[c] * self->dim, place, edge[c]);
      for (guint j = 0; j < self->dim; j++)
        square[c] += edge[c][j] * edge[c][j];
    }
  if (self->dim == 2)
    return (Wide)square[0] * det2 (edge[1], edge[2]) - (Wide)square[1] * det2 (edge[0], edge[2]) +
               (Wide)square[2] * det2 (edge[0], edge[1]) >
           0;
  return square[0] * det3 (edge[1], edge[2], edge[3]) -
             square[1] * det3 (edge[0], edge[2], edge[3]) +
             square[2] * det3 (edge[0], edge[1], edge[3]) -
             square[3] * det3 (edge[0], edge[1], edge[2]) >
         0;
}

static int
find_ghost_corner (const WsDelaunay *self, const Simplex *s)
{
  for (guint c = 0; c <= self->dim; c++)
    if (s->corner[c] == INFINITY_POINT)
      return (int)c;
  return -1;
}

/* A new point at @place ends @s: it is within its sphere, or beyond a ghost's facet. */
static gboolean
is_in_conflict (const WsDelaunay *self, const Simplex *s, const gint32 *place)
{
  int ghost = find_ghost_corner (self, s);

  return ghost < 0 ? is_in_sphere (self, s, place) : get_side (self, s, (guint)ghost, place) > 0;
}

/* -- building -- */

static guint32
add_simplex (WsDelaunay *self, const Simplex *simplex)
{
  guint32 place = self->simplices->len;

  if (self->spare->len == 0)
    {
      g_array_append_val (self->simplices, *simplex);
      return place;
    }
  place = g_array_index (self->spare, guint32, self->spare->len - 1);
  g_array_set_size (self->spare, self->spare->len - 1);
  *get (self, place) = *simplex;
  return place;
}

/* Walks toward @place: the simplex that contains it, or the ghost beyond which it lies. */
static guint32
walk (const WsDelaunay *self, guint32 from, const gint32 *place)
{
  while (find_ghost_corner (self, get (self, from)) < 0)
    {
      const Simplex *s = get (self, from);
      guint          c;

      for (c = 0; c <= self->dim && get_side (self, s, c, place) >= 0; c++)
        ;
      if (c > self->dim)
        break;
      from = s->across[c];
    }
  return from;
}

/* Facets of @s and @t without their new point are the same. */
static gboolean
share_ridge (const WsDelaunay *self, const Simplex *s, guint skip_s, const Simplex *t, guint skip_t)
{
  for (guint a = 0; a <= self->dim; a++)
    {
      gboolean is_there = a == skip_s;

      for (guint b = 0; b <= self->dim && !is_there; b++)
        is_there = b != skip_t && s->corner[a] == t->corner[b];
      if (!is_there)
        return FALSE;
    }
  return TRUE;
}

/* New simplices, all with @point, become each other's neighbours. */
static void
link_new (WsDelaunay *self, const GArray *created, guint32 point)
{
  for (guint i = 0; i < created->len; i++)
    {
      guint32  id = g_array_index (created, guint32, i);
      Simplex *s = get (self, id);

      for (guint c = 0; c <= self->dim; c++)
        for (guint j = i + 1; j < created->len && s->across[c] == NOBODY && s->corner[c] != point;
             j++)
          {
            guint32  other = g_array_index (created, guint32, j);
            Simplex *t = get (self, other);

            for (guint b = 0; b <= self->dim; b++)
              if (t->across[b] == NOBODY && t->corner[b] != point && share_ridge (self, s, c, t, b))
                {
                  s->across[c] = other;
                  t->across[b] = id;
                  break;
                }
          }
    }
}

/* All simplices in conflict with @place, which hang together. */
static void
find_cavity (WsDelaunay *self, guint32 first, const gint32 *place, GArray *cavity)
{
  self->mark += 2;
  g_array_set_size (cavity, 0);
  g_array_append_val (cavity, first);
  get (self, first)->mark = self->mark + 1;
  for (guint i = 0; i < cavity->len; i++)
    for (guint c = 0; c <= self->dim; c++)
      {
        guint32  next = get (self, g_array_index (cavity, guint32, i))->across[c];
        Simplex *s = get (self, next);

        if (s->mark >= self->mark)
          continue;
        s->mark = self->mark;
        if (!is_in_conflict (self, s, place))
          continue;
        s->mark = self->mark + 1;
        g_array_append_val (cavity, next);
      }
}

/* A simplex of @point and each facet of the cavity. %FALSE where one would be flat. */
static gboolean
fill_cavity (WsDelaunay *self, guint32 point, const GArray *cavity, GArray *created)
{
  g_array_set_size (created, 0);
  for (guint i = 0; i < cavity->len; i++)
    for (guint c = 0; c <= self->dim; c++)
      {
        guint32 id = g_array_index (cavity, guint32, i), outside = get (self, id)->across[c];
        Simplex simplex = *get (self, id);
        guint32 fresh;

        if (get (self, outside)->mark == self->mark + 1)
          continue;
        simplex.corner[c] = point;
        for (guint b = 0; b <= self->dim; b++)
          simplex.across[b] = b == c ? outside : NOBODY;
        simplex.mark = 0;
        if (find_ghost_corner (self, &simplex) < 0 &&
            get_side (self, &simplex, c, self->place + (gsize)point * self->dim) <= 0)
          return FALSE;
        fresh = add_simplex (self, &simplex);
        g_array_append_val (created, fresh);
        for (guint b = 0; b <= self->dim; b++)
          if (get (self, outside)->across[b] == id)
            get (self, outside)->across[b] = fresh;
      }
  link_new (self, created, point);
  for (guint i = 0; i < cavity->len; i++)
    {
      guint32 id = g_array_index (cavity, guint32, i);

      get (self, id)->is_dead = TRUE;
      g_array_append_val (self->spare, id);
    }
  return TRUE;
}

static gboolean
insert (WsDelaunay *self, guint32 point, GArray *cavity, GArray *created)
{
  const gint32 *place = self->place + (gsize)point * self->dim;
  guint32       first = walk (self, self->last, place);

  if (!is_in_conflict (self, get (self, first), place))
    return FALSE; /* on a corner, or in line with a facet of the hull */
  find_cavity (self, first, place, cavity);
  if (!fill_cavity (self, point, cavity, created))
    return FALSE;
  for (guint i = 0; i < created->len; i++)
    {
      self->last = g_array_index (created, guint32, i);
      if (find_ghost_corner (self, get (self, self->last)) < 0)
        return TRUE;
    }
  return TRUE;
}

/* The first simplex and a ghost beyond each of its facets. */
static gboolean
begin (WsDelaunay *self, const guint32 *order)
{
  Simplex first = { 0 };
  GArray *ghosts = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 id;
  int     side;

  for (guint c = 0; c <= self->dim; c++)
    first.corner[c] = order[c];
  side = get_side (self, &first, 0, self->place + (gsize)order[0] * self->dim);
  if (side < 0)
    {
      first.corner[0] = order[1];
      first.corner[1] = order[0];
    }
  id = add_simplex (self, &first);
  for (guint c = 0; c <= self->dim; c++)
    {
      Simplex ghost = first;
      guint   a = c == 0 ? 1 : 0, b = c <= 1 ? 2 : 1;
      guint32 swap, fresh;

      /* From the other side of the facet its corners turn the other way round. */
      ghost.corner[c] = INFINITY_POINT;
      swap = ghost.corner[a];
      ghost.corner[a] = ghost.corner[b];
      ghost.corner[b] = swap;
      for (guint d = 0; d <= self->dim; d++)
        ghost.across[d] = d == c ? id : NOBODY;
      fresh = add_simplex (self, &ghost);
      get (self, id)->across[c] = fresh;
      g_array_append_val (ghosts, fresh);
    }
  link_new (self, ghosts, NOBODY - 1);
  g_array_unref (ghosts);
  self->last = id;
  return side != 0;
}

/* Points on the grid, each moved by up to @joggle units. */
static void
put_on_grid (WsDelaunay *self, const float *points, int joggle)
{
  WsStream stream;

  ws_stream_init (&stream, (guint64)joggle, WS_PURPOSE_PROJECTION, 5, 0);
  for (guint i = 0; i < self->n; i++)
    for (guint c = 0; c < self->dim; c++)
      {
        gsize  at = (gsize)i * self->dim + c;
        gint32 move = (gint32)ws_stream_below (&stream, 2 * (guint32)joggle + 1) - joggle;

        self->place[at] = (gint32)lrint (((double)points[at] - self->lo[c]) / self->unit) + move;
      }
}

/* *@is_flat: points that have to be moved further. */
static gboolean
build (WsDelaunay    *self,
       const float   *points,
       int            joggle,
       gboolean      *is_flat,
       const WsStage *stage,
       GError       **error)
{
  g_autofree guint32 *order = g_new (guint32, self->n);
  g_autoptr (GArray) cavity = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) created = g_array_new (FALSE, FALSE, sizeof (guint32));
  WsStream stream;

  put_on_grid (self, points, joggle);
  ws_stream_init (&stream, (guint64)joggle, WS_PURPOSE_PROJECTION, 6, 0);
  ws_stream_permutation (&stream, order, self->n);
  g_array_set_size (self->simplices, 0);
  g_array_set_size (self->spare, 0);
  self->mark = 0;
  *is_flat = !begin (self, order);
  for (guint i = self->dim + 1; i < self->n && !*is_flat; i++)
    {
      *is_flat = !insert (self, order[i], cavity, created);
      if (i % LOT == 0 && !ws_stage_report (stage, i / (double)self->n, error))
        return FALSE;
    }
  return TRUE;
}

/* -- afterwards -- */

/* Living simplices first, then ghosts; nobody else. */
static void
tidy (WsDelaunay *self)
{
  guint               n_all = self->simplices->len, n_ghosts = 0;
  g_autofree guint32 *number = g_new (guint32, n_all);
  GArray             *tidied = g_array_new (FALSE, FALSE, sizeof (Simplex));

  self->n_real = 0;
  for (guint s = 0; s < n_all; s++)
    if (!get (self, s)->is_dead && find_ghost_corner (self, get (self, s)) < 0)
      number[s] = self->n_real++;
  for (guint s = 0; s < n_all; s++)
    if (!get (self, s)->is_dead && find_ghost_corner (self, get (self, s)) >= 0)
      number[s] = self->n_real + n_ghosts++;
  g_array_set_size (tidied, self->n_real + n_ghosts);
  self->corners = g_new (guint32, (gsize)self->n_real * (self->dim + 1));
  for (guint s = 0; s < n_all; s++)
    {
      Simplex *old = get (self, s);

      if (old->is_dead)
        continue;
      for (guint c = 0; c <= self->dim; c++)
        old->across[c] = number[old->across[c]];
      g_array_index (tidied, Simplex, number[s]) = *old;
      if (number[s] < self->n_real)
        memcpy (self->corners + (gsize)number[s] * (self->dim + 1), old->corner,
                (self->dim + 1) * sizeof (guint32));
    }
  g_array_unref (self->simplices);
  self->simplices = tidied;
  self->last = 0;
}

static int
compare_points (const void *a, const void *b)
{
  guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

  return (left > right) - (left < right);
}

/* The other corners of every simplex for each of its corners: those of point i are at start[i] … */
static guint32 *
list_corners (const WsDelaunay *self, gsize *start)
{
  guint             side = self->dim + 1;
  gsize             n = (gsize)self->n_real * side;
  guint32          *others = g_new (guint32, MAX (n * self->dim, 1));
  g_autofree gsize *next = NULL;

  for (gsize i = 0; i < n; i++)
    start[self->corners[i] + 1] += self->dim;
  for (guint i = 0; i < self->n; i++)
    start[i + 1] += start[i];
  next = g_memdup2 (start, self->n * sizeof *start);
  for (gsize i = 0; i < n; i++)
    for (guint b = 0; b < side; b++)
      if (b != i % side)
        others[next[self->corners[i]]++] = self->corners[i - i % side + b];
  return others;
}

static gboolean
list_neighbours (WsDelaunay *self, const WsStage *stage, GError **error)
{
  g_autofree gsize   *start = g_new0 (gsize, self->n + 1);
  g_autofree guint32 *others = list_corners (self, start);
  guint32             n_kept = 0;

  self->start = g_new0 (guint32, self->n + 1);
  self->neighbours = g_new (guint32, MAX (start[self->n], 1));
  for (guint i = 0; i < self->n; i++)
    {
      guint32 *own = others + start[i];
      gsize    n = start[i + 1] - start[i];

      qsort (own, n, sizeof *own, compare_points);
      for (gsize j = 0; j < n; j++)
        if (j == 0 || own[j] != own[j - 1])
          self->neighbours[n_kept++] = own[j];
      self->start[i + 1] = n_kept;
      if (i % LOT == 0 && !ws_stage_report (stage, i / (double)self->n, error))
        return FALSE;
    }
  return TRUE;
}

/* The lower corner of the grid and its unit. */
static void
choose_grid (WsDelaunay *self, const float *points)
{
  double extent = 0;

  for (guint c = 0; c < self->dim; c++)
    {
      double hi = -(double)INFINITY;

      self->lo[c] = (double)INFINITY;
      for (guint i = 0; i < self->n; i++)
        {
          self->lo[c] = MIN (self->lo[c], (double)points[(gsize)i * self->dim + c]);
          hi = MAX (hi, (double)points[(gsize)i * self->dim + c]);
        }
      extent = MAX (extent, hi - self->lo[c]);
    }
  self->unit = extent > 0 ? extent / ((1 << GRID_BITS) - 4 * LAST_JOGGLE) : 1;
}

WsDelaunay *
ws_delaunay_new (const float *points, guint n, guint dim, const WsStage *stage, GError **error)
{
  WsStage building = ws_stage_part (stage, 0, 0.8), listing = ws_stage_part (stage, 0.8, 1);
  g_autoptr (WsDelaunay) self = NULL;
  gboolean is_flat = TRUE;

  g_return_val_if_fail (dim == 2 || dim == 3, NULL);
  if (n <= dim)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE, "a triangulation of %u points needs %u", n,
                   dim + 1);
      return NULL;
    }
  self = g_new0 (WsDelaunay, 1);
  self->n = n;
  self->dim = dim;
  self->place = g_new (gint32, (gsize)n * dim);
  self->simplices = g_array_new (FALSE, FALSE, sizeof (Simplex));
  self->spare = g_array_new (FALSE, FALSE, sizeof (guint32));
  choose_grid (self, points);
  for (int joggle = FIRST_JOGGLE; joggle <= LAST_JOGGLE && is_flat; joggle *= 4)
    if (!build (self, points, joggle, &is_flat, &building, error))
      return NULL;
  if (is_flat)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE, "%u points that lie on too few places", n);
      return NULL;
    }
  tidy (self);
  return list_neighbours (self, &listing, error) ? g_steal_pointer (&self) : NULL;
}

void
ws_delaunay_free (WsDelaunay *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->simplices);
  g_array_unref (self->spare);
  g_free (self->place);
  g_free (self->corners);
  g_free (self->start);
  g_free (self->neighbours);
  g_free (self);
}

guint
ws_delaunay_get_n_simplices (const WsDelaunay *self)
{
  return self->n_real;
}

const guint32 *
ws_delaunay_get_simplex (const WsDelaunay *self, guint simplex)
{
  return self->corners + (gsize)simplex * (self->dim + 1);
}

const guint32 *
ws_delaunay_get_neighbours (const WsDelaunay *self, guint point, guint *n)
{
  *n = self->start[point + 1] - self->start[point];
  return self->neighbours + self->start[point];
}

/* Of the facets of the hull the one nearest to @place, in grid units; its simplex. */
static guint
find_nearest_at_hull (const WsDelaunay *self, const double *place)
{
  double best = (double)INFINITY;
  guint  nearest = 0;

  for (guint g = self->n_real; g < self->simplices->len; g++)
    {
      const Simplex *ghost = get (self, g);
      double         facet[MAX_DIM][MAX_DIM] = { { 0 } }, distance;
      guint          n_corners = 0;

      for (guint c = 0; c <= self->dim; c++)
        if (ghost->corner[c] != INFINITY_POINT)
          {
            for (guint j = 0; j < self->dim; j++)
              facet[n_corners][j] = self->place[(gsize)ghost->corner[c] * self->dim + j];
            n_corners++;
          }
      distance = ws_facet_distance (self->dim, (const double (*)[3])facet, place);
      if (distance < best)
        {
          best = distance;
          nearest = ghost->across[find_ghost_corner (self, ghost)];
        }
    }
  return nearest;
}

guint
ws_delaunay_find (const WsDelaunay *self, const float *place, gboolean *is_inside)
{
  double  exact[MAX_DIM] = { 0 };
  gint32  grid[MAX_DIM];
  guint32 found;

  for (guint c = 0; c < self->dim; c++)
    {
      exact[c] = ((double)place[c] - self->lo[c]) / self->unit;
      /* From beyond it looks the same whence one comes. */
      grid[c] = (gint32)lrint (CLAMP (exact[c], -(1 << GRID_BITS), 2 << GRID_BITS));
    }
  found = walk (self, 0, grid);
  *is_inside = found < self->n_real;
  return *is_inside ? found : find_nearest_at_hull (self, exact);
}
