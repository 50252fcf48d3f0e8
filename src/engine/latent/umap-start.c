/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/umap-private.h"

#include "core/pool.h"
#include "core/random.h"
#include "hyper/wide.h"
#include "latent/pca.h"

#include <math.h>
#include <string.h>

#define WIDTH 8 /* vectors that are refined together; few are wanted, the others help */
#define DEGREE 12
#define MAX_ROUNDS 15
#define RESIDUE 1e-3
#define ROWS 1024 /* of one piece of work */
#define EXTENT 10.0
#define JITTER 1e-4

/* LAPACK: all eigenvalues of a symmetric matrix. */
extern void dsyev_ (const char *jobz,
                    const char *uplo,
                    const int  *n,
                    double     *a,
                    const int  *lda,
                    double     *w,
                    double     *work,
                    const int  *lwork,
                    int        *info);

/* The normalised graph D^(-1/2)·W·D^(-1/2): its largest eigenvalues are 1 minus the smallest ones
 * of the Laplacian. */
typedef struct
{
  const WsFuzzyGraph *graph;
  float              *weight;
  /* out = scale·(product - shift·x) - back·out */
  const float *x;
  float       *out;
  float        scale, shift, back;
  /* sums: a ᵀ b, WIDTH × WIDTH for every piece */
  const float *a, *b;
  double      *sums;

  const WsStage *stage;
} Spectrum;

static inline void
multiply_row (const Spectrum *s, guint i)
{
  float        sum[WIDTH] = { 0 };
  const float *x = s->x + (gsize)i * WIDTH;
  float       *out = s->out + (gsize)i * WIDTH;

  for (gsize e = s->graph->start[i]; e < s->graph->start[i + 1]; e++)
    {
      const float *other = s->x + (gsize)s->graph->index[e] * WIDTH;

      for (int c = 0; c < WIDTH; c++)
        sum[c] += s->weight[e] * other[c];
    }
  for (int c = 0; c < WIDTH; c++)
    out[c] = s->scale * (sum[c] - s->shift * x[c]) - s->back * out[c];
}

WS_WIDE static void
multiply_rows (const Spectrum *s, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    multiply_row (s, i);
}

static void
multiply_piece (guint piece, gpointer data)
{
  const Spectrum *s = data;

  if (!ws_stage_is_cancelled (s->stage))
    multiply_rows (s, piece * ROWS, MIN (s->graph->n, (piece + 1) * ROWS));
}

static void
multiply (Spectrum *s, const float *x, float *out, float scale, float shift, float back)
{
  s->x = x;
  s->out = out;
  s->scale = scale;
  s->shift = shift;
  s->back = back;
  ws_pool_run ((s->graph->n + ROWS - 1) / ROWS, multiply_piece, s);
}

static void
sum_piece (guint piece, gpointer data)
{
  const Spectrum *s = data;
  double         *sums = s->sums + (gsize)piece * WIDTH * WIDTH;

  for (guint i = piece * ROWS; i < MIN (s->graph->n, (piece + 1) * ROWS); i++)
    for (int r = 0; r < WIDTH; r++)
      for (int c = 0; c < WIDTH; c++)
        sums[r * WIDTH + c] +=
            (double)s->a[(gsize)i * WIDTH + (gsize)r] * (double)s->b[(gsize)i * WIDTH + (gsize)c];
}

/* @out = @a ᵀ · @b, pieces added in order. */
static void
multiply_across (Spectrum *s, const float *a, const float *b, double *out)
{
  guint              n_pieces = (s->graph->n + ROWS - 1) / ROWS;
  g_autofree double *sums = g_new0 (double, (gsize)n_pieces *WIDTH *WIDTH);

  s->a = a;
  s->b = b;
  s->sums = sums;
  ws_pool_run (n_pieces, sum_piece, s);
  memset (out, 0, WIDTH * WIDTH * sizeof *out);
  for (guint p = 0; p < n_pieces; p++)
    for (int i = 0; i < WIDTH * WIDTH; i++)
      out[i] += sums[p * WIDTH * WIDTH + (guint)i];
}

/* Eigenvalues of the symmetric @a falling, vectors as rows of @a. */
static void
find_eigenpairs (double *a, double *values)
{
  const int n = WIDTH, size = 34 * WIDTH;
  double    work[34 * WIDTH], w[WIDTH], vectors[WIDTH * WIDTH];
  int       info = 0;

  dsyev_ ("V", "U", &n, a, &n, w, work, &size, &info);
  for (int i = 0; i < WIDTH; i++)
    {
      values[i] = w[WIDTH - 1 - i];
      memcpy (vectors + i * WIDTH, a + (WIDTH - 1 - i) * WIDTH, WIDTH * sizeof *a);
    }
  memcpy (a, vectors, sizeof vectors);
}

/* Columns of @x become combinations of them: rows of @vectors, divided by @length. */
static void
combine (float *x, guint n, const double *vectors, const double *length)
{
  for (guint i = 0; i < n; i++, x += WIDTH)
    {
      double row[WIDTH];

      for (int c = 0; c < WIDTH; c++)
        row[c] = (double)x[c];
      for (int c = 0; c < WIDTH; c++)
        {
          double sum = 0;

          for (int r = 0; r < WIDTH; r++)
            sum += vectors[c * WIDTH + r] * row[r];
          x[c] = (float)(sum / length[c]);
        }
    }
}

/* Orthonormal columns of the same span. */
static void
orthonormalise (Spectrum *s, float *x)
{
  double square[WIDTH * WIDTH], values[WIDTH];

  for (int pass = 0; pass < 2; pass++)
    {
      multiply_across (s, x, x, square);
      find_eigenpairs (square, values);
      for (int c = 0; c < WIDTH; c++)
        values[c] = sqrt (MAX (values[c], values[0] * 1e-14));
      combine (x, s->graph->n, square, values);
    }
}

/* @x becomes T(M)·x, where the Chebyshev polynomial T is small from -1 to @cut and grows above. */
static void
filter (Spectrum *s, float **x, float **spare, double cut)
{
  float  half = (float)((cut + 1) / 2), middle = (float)((cut - 1) / 2);
  float *last = *x, *now = *spare;

  memset (now, 0, (gsize)s->graph->n * WIDTH * sizeof *now);
  multiply (s, last, now, 1 / half, middle, 0);
  for (int degree = 2; degree <= DEGREE; degree++)
    {
      float *next = last;

      multiply (s, now, next, 2 / half, middle, 1);
      last = now;
      now = next;
    }
  *x = now;
  *spare = last;
}

/* Eigenvectors of the largest eigenvalues as columns of *@x. */
static gboolean
find_spectrum (
    Spectrum *s, float **x, float **spare, guint n_wanted, const WsStage *stage, GError **error)
{
  guint  n = s->graph->n;
  double cut = 0;

  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      const double ones[WIDTH] = { 1, 1, 1, 1, 1, 1, 1, 1 };
      double       inner[WIDTH * WIDTH], values[WIDTH], residue = 0;

      filter (s, x, spare, cut);
      orthonormalise (s, *x);
      memset (*spare, 0, (gsize)n * WIDTH * sizeof **spare);
      multiply (s, *x, *spare, 1, 0, 0);
      multiply_across (s, *x, *spare, inner);
      find_eigenpairs (inner, values);
      combine (*x, n, inner, ones);
      combine (*spare, n, inner, ones);
      for (guint c = 0; c < n_wanted; c++)
        {
          double sum = 0;

          for (guint i = 0; i < n; i++)
            {
              gsize at = (gsize)i * WIDTH + c;

              sum += pow ((double)(*spare)[at] - values[c] * (double)(*x)[at], 2);
            }
          residue = MAX (residue, sqrt (sum));
        }
      if (!ws_stage_report (stage, (round + 1) / (double)MAX_ROUNDS, error))
        return FALSE;
      if (residue < RESIDUE)
        break;
      cut = CLAMP (values[WIDTH - 1], -0.5, 0.999);
    }
  return TRUE;
}

static gboolean
start_by_spectrum (const WsFuzzyGraph *graph,
                   guint               n_components,
                   guint64             seed,
                   float              *y,
                   const WsStage      *stage,
                   GError            **error)
{
  guint              n = graph->n;
  g_autofree float  *weight = g_memdup2 (graph->weight, graph->start[n] * sizeof *weight);
  g_autofree float  *x = g_new (float, (gsize)n *WIDTH), *spare = g_new (float, (gsize)n *WIDTH);
  g_autofree double *degree = g_new0 (double, n);
  Spectrum           spectrum = { .graph = graph, .weight = weight, .stage = stage };
  WsStream           stream;

  ws_stream_init (&stream, seed, WS_PURPOSE_PROJECTION, 2, 0);
  for (guint i = 0; i < n; i++)
    for (gsize e = graph->start[i]; e < graph->start[i + 1]; e++)
      degree[i] += (double)graph->weight[e];
  for (guint i = 0; i < n; i++)
    {
      for (gsize e = graph->start[i]; e < graph->start[i + 1]; e++)
        weight[e] = (float)((double)weight[e] / sqrt (degree[i] * degree[graph->index[e]]));
      /* The first eigenvector is known, and says nothing. */
      x[(gsize)i * WIDTH] = (float)sqrt (degree[i] / n);
      for (int c = 1; c < WIDTH; c++)
        x[(gsize)i * WIDTH + (gsize)c] = ws_stream_normal (&stream);
    }
  if (!find_spectrum (&spectrum, &x, &spare, n_components + 1, stage, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < n_components; c++)
      y[(gsize)i * n_components + c] = x[(gsize)i * WIDTH + c + 1];
  return TRUE;
}

/* -- where the graph falls apart -- */

static gboolean
is_connected (const WsFuzzyGraph *graph)
{
  g_autofree guint32  *queue = g_new (guint32, graph->n);
  g_autofree gboolean *seen = g_new0 (gboolean, graph->n);
  guint                n_seen = 1;

  queue[0] = 0;
  seen[0] = TRUE;
  for (guint next = 0; next < n_seen; next++)
    for (gsize e = graph->start[queue[next]]; e < graph->start[queue[next] + 1]; e++)
      if (!seen[graph->index[e]])
        {
          seen[graph->index[e]] = TRUE;
          queue[n_seen++] = graph->index[e];
        }
  return n_seen == graph->n;
}

static gboolean
start_by_components (const float   *x,
                     guint          n,
                     guint          d,
                     guint          n_components,
                     float         *y,
                     const WsStage *stage,
                     GError       **error)
{
  guint             k = MIN (n_components, MIN (n, d));
  g_autofree float *places = g_new (float, (gsize)n *k);
  g_autoptr (WsPca) pca = ws_pca_new (x, n, d, k, stage, error);

  if (pca == NULL)
    return FALSE;
  ws_pca_transform (pca, x, n, places);
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < n_components; c++)
      y[(gsize)i * n_components + c] = c < k ? places[(gsize)i * k + c] : 0;
  return TRUE;
}

/* Largest size EXTENT, jitter against equal places, then each axis within 0 … EXTENT; of an axis
 * and its mirror image the one whose largest value is positive. */
static void
scale_places (float *y, guint n, guint n_components, guint64 seed)
{
  double   largest = 0;
  WsStream stream;

  ws_stream_init (&stream, seed, WS_PURPOSE_PROJECTION, 3, 0);
  for (gsize i = 0; i < (gsize)n * n_components; i++)
    largest = MAX (largest, fabs ((double)y[i]));
  for (gsize i = 0; i < (gsize)n * n_components; i++)
    y[i] = (float)((largest > 0 ? EXTENT / largest : 1) * (double)y[i] +
                   JITTER * (double)ws_stream_normal (&stream));
  for (guint c = 0; c < n_components; c++)
    {
      double lo = (double)INFINITY, hi = -(double)INFINITY;

      for (guint i = 0; i < n; i++)
        {
          lo = MIN (lo, (double)y[(gsize)i * n_components + c]);
          hi = MAX (hi, (double)y[(gsize)i * n_components + c]);
        }
      for (guint i = 0; i < n; i++)
        {
          double share = ((double)y[(gsize)i * n_components + c] - lo) / MAX (hi - lo, 1e-12);

          y[(gsize)i * n_components + c] = (float)(EXTENT * (-lo > hi ? 1 - share : share));
        }
    }
}

gboolean
ws_umap_start (const WsFuzzyGraph *graph,
               const float        *x,
               guint               d,
               guint               n_components,
               guint64             seed,
               float              *y,
               const WsStage      *stage,
               GError            **error)
{
  gboolean result;

  if (graph->n > WIDTH && is_connected (graph))
    result = start_by_spectrum (graph, n_components, seed, y, stage, error);
  else
    result = start_by_components (x, graph->n, d, n_components, y, stage, error);
  if (result)
    scale_places (y, graph->n, n_components, seed);
  return result;
}
