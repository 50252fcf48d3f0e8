/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/linear.h"

#include "core/pool.h"

#include <cblas.h>
#include <string.h>

void
ws_linear_forward (guint        n,
                   guint        n_in,
                   guint        n_out,
                   const float *x,
                   gsize        ldx,
                   const float *w,
                   const float *b,
                   float       *y,
                   gsize        ldy)
{
  if (b != NULL)
    for (guint i = 0; i < n; i++)
      memcpy (y + i * ldy, b, n_out * sizeof (float));
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)n_out, (int)n_in, 1.0f, x,
               (int)ldx, w, (int)n_in, 1.0f, y, (int)ldy);
}

void
ws_linear_backward (guint        n,
                    guint        n_in,
                    guint        n_out,
                    const float *dy,
                    gsize        lddy,
                    const float *w,
                    gsize        ldw,
                    gboolean     add,
                    float       *dx,
                    gsize        lddx)
{
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n, (int)n_in, (int)n_out, 1.0f, dy,
               (int)lddy, w, (int)ldw, add ? 1.0f : 0.0f, dx, (int)lddx);
}

/* -- gradients of parameters: many products, cut into pieces of like size -- */

/* A piece adds up some rows of one dw: enough multiply-adds that packing x again hardly counts, few
 * enough to share among threads and to be left soon after a cancel. From sizes alone. */
#define PIECE_FMAS 50000000.0
#define MIN_PANEL 32
#define MAX_PANEL 256

static guint
panel_rows (const WsLinearGradient *g)
{
  double rows = PIECE_FMAS / ((double)g->n * g->n_in);

  return (guint)CLAMP (rows, MIN_PANEL, MAX_PANEL) / MIN_PANEL * MIN_PANEL;
}

typedef struct
{
  const WsLinearGradient *gradient;
  guint                   first, n;
} Panel;

typedef struct
{
  GArray *panels;
  gboolean (*stop) (gpointer);
  gpointer stop_data;
} Panels;

static void
add_bias (const WsLinearGradient *g, guint first, guint n)
{
  double sum[MAX_PANEL] = { 0 };

  for (guint i = 0; i < g->n; i++)
    {
      const float *dy = g->dy + i * g->lddy + first; /* dy[i, first:] */

      for (guint o = 0; o < n; o++)
        sum[o] += (double)dy[o];
    }
  for (guint o = 0; o < n; o++)
    g->db[first + o] += (float)sum[o];
}

static void
add_panel (guint index, gpointer data)
{
  Panels                 *self = data;
  Panel                   p = g_array_index (self->panels, Panel, index);
  const WsLinearGradient *g = p.gradient;

  if (self->stop != NULL && self->stop (self->stop_data))
    return;
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int)p.n, (int)g->n_in, (int)g->n, 1.0f,
               g->dy + p.first, (int)g->lddy, g->x, (int)g->ldx, 1.0f,
               g->dw + (gsize)p.first * g->n_in, (int)g->n_in);
  if (g->db != NULL)
    add_bias (g, p.first, p.n);
}

void
ws_linear_gradients (GArray *gradients, gboolean (*stop) (gpointer), gpointer stop_data)
{
  g_autoptr (GArray) panels = g_array_new (FALSE, FALSE, sizeof (Panel));
  Panels self = { panels, stop, stop_data };

  for (guint i = 0; i < gradients->len; i++)
    {
      const WsLinearGradient *g = &g_array_index (gradients, WsLinearGradient, i);

      for (guint first = 0; first < g->n_out; first += panel_rows (g))
        {
          Panel panel = { g, first, MIN (panel_rows (g), g->n_out - first) };

          g_array_append_val (panels, panel);
        }
    }
  ws_pool_run (panels->len, add_panel, &self);
}
