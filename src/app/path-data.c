/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/path-data.h"

#include "core/numeric.h"
#include "work/placer.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define N_IMAGES 2000
/* Steps of the whole path, shared among its pieces. */
#define STEPS 48

void
ws_path_question_free (WsPathQuestion *self)
{
  g_clear_pointer (&self->data, ws_map_data_unref);
  g_clear_pointer (&self->stops, g_array_unref);
  g_free (self);
}

/* -- latents of the stops ------------------------------------------------------------------------
 */

static WsPlacer *
load_placer (const WsPathQuestion *self, WsProject *project, GError **error)
{
  const WsMapData  *data = self->data;
  guint             q = data->projection->q;
  g_autofree float *z = g_new (float, (gsize)MAX (data->n, 1) * q);
  g_autofree float *xy = g_new (float, 2 * (gsize)MAX (data->n, 1));

  if (ws_project_load_latents (project, data->hyper->id, data->checkpoint, data->n, q, z, error) <
      0)
    return NULL;
  for (guint i = 0; i < data->n; i++)
    {
      xy[2 * (gsize)i] = (float)data->x[i];
      xy[2 * (gsize)i + 1] = (float)data->y[i];
    }
  return ws_placer_new (data->projection, z, xy, data->n, error);
}

/* A network's own latents; those of its place where none were kept. */
static gboolean
read_stop (const WsPathQuestion *self,
           WsProject            *project,
           const WsPlacer       *placer,
           const WsPathStop     *stop,
           float                *z,
           GError              **error)
{
  const WsMapData  *data = self->data;
  g_autofree float *place = g_new0 (float, data->projection->k);

  if (stop->state >= 0)
    {
      if (ws_project_load_latents (project, data->hyper->id, &data->checkpoint[stop->state], 1,
                                   data->projection->q, z, error) < 0)
        return FALSE;
      if (ws_all_finite (z, data->projection->q))
        return TRUE;
    }
  place[0] = (float)stop->x;
  place[1] = (float)stop->y;
  return ws_placer_read (placer, place, 1, z, NULL, error);
}

gpointer
ws_path_load (WsProject *project, gpointer question, GCancellable *cancellable, GError **error)
{
  const WsPathQuestion *self = question;
  const WsMapData      *data = self->data;
  guint                 q = data->projection->q, n = self->stops->len;
  g_autofree float     *z = g_new (float, (gsize)n *q);
  g_autoptr (WsPlacer) placer = load_placer (self, project, error);
  g_autoptr (WsPopulation) zoo = NULL;
  g_autoptr (WsHyper) hyper = NULL;
  g_autoptr (WsTensorImages) images = NULL;
  g_auto (WsReadJob) stop = { NULL };
  const WsArch *arch;
  WsActivation  act;

  if (placer == NULL)
    return NULL;
  ws_read_job_init (&stop, cancellable);
  for (guint i = 0; i < n; i++)
    if (!read_stop (self, project, placer, &g_array_index (self->stops, WsPathStop, i),
                    z + (gsize)i * q, error))
      return NULL;
  hyper = ws_project_load_hyper (project, data->hyper->id, error);
  zoo = hyper != NULL ? ws_project_get_population (project, data->hyper->population, error) : NULL;
  images = zoo != NULL && ws_population_get_network (zoo, &arch, &act, error)
               ? ws_work_load_validation (zoo, N_IMAGES, error)
               : NULL;
  if (images == NULL)
    return NULL;
  return ws_path_measure (hyper, act, WS_PATH_LINEAR, z, n, MAX (1, STEPS / (n - 1)), images,
                          stop.job, error);
}

/* -- figures -------------------------------------------------------------------------------------
 */

static const char *
get_way_title (WsWay way)
{
  switch (way)
    {
    case WS_WAY_LATENT:
      return _ ("through latents");
    case WS_WAY_WEIGHTS:
      return _ ("straight in weights");
    case WS_WAY_ALIGNED:
    case WS_N_WAYS:
    default:
      return _ ("straight in aligned weights");
    }
}

static void
add_panel (const WsPathProfile *self, WsFigure *figure, gboolean is_loss, guint step)
{
  WsPanel           *panel = ws_figure_add_panel (figure);
  g_autofree double *y = g_new (double, self->n), *lo = g_new (double, self->n);
  g_autofree double *hi = g_new (double, self->n);

  ws_panel_set_axis (panel, WS_AXIS_X, _ ("Arc length in z"), WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_axis (panel, WS_AXIS_Y,
                     is_loss ? _ ("Validation loss (nats)") : _ ("Validation accuracy (fraction)"),
                     WS_SCALE_LINEAR, is_loss ? WS_FORMAT_AUTO : WS_FORMAT_FRACTION);
  ws_panel_set_legend (panel, WS_LEGEND_ABOVE);
  for (guint way = WS_N_WAYS; way-- > 0;) /* the first lies on top */
    {
      const float *values = is_loss ? self->loss[way] : self->acc[way];

      for (guint i = 0; i < self->n; i++)
        {
          y[i] = lo[i] = hi[i] = (double)values[i];
          if (!is_loss && isfinite (y[i]))
            ws_wilson (y[i], self->n_images, &lo[i], &hi[i]);
        }
      if (is_loss || way != WS_WAY_LATENT)
        ws_panel_add_line (panel, get_way_title (way), self->length, y, self->n, way);
      else
        ws_panel_add_band (panel, get_way_title (way), self->length, y, lo, hi, self->n, way);
    }
  for (guint s = 0; s < self->n_stops && self->n_stops <= 8; s++)
    ws_panel_add_rule (panel, WS_RULE_VERTICAL, self->length[self->stop[s]], NULL);
  ws_panel_add_rule (panel, WS_RULE_VERTICAL, self->length[step], _ ("here"));
}

WsFigure *
ws_path_figure (const WsPathProfile *self, const char *source, guint step)
{
  WsFigure        *figure = ws_figure_new ();
  double           barrier = ws_path_barrier (self, WS_WAY_LATENT);
  double           straight = ws_path_barrier (self, WS_WAY_WEIGHTS);
  g_autofree char *subtitle = NULL;

  ws_figure_set_title (figure, _ ("Networks along the path"));
  ws_figure_set_source (figure, source);
  if (isfinite (barrier) && isfinite (straight))
    subtitle = g_strdup_printf (
        /* Translators: number of networks, of images; two differences of accuracies */
        _ ("%u networks on %u images; barrier %.3f through latents, %.3f in weights"), self->n,
        self->n_images, barrier, straight);
  else
    subtitle = g_strdup_printf (_ ("%u networks on %u images"), self->n, self->n_images);
  ws_figure_set_subtitle (figure, subtitle);
  add_panel (self, figure, FALSE, step);
  add_panel (self, figure, TRUE, step);
  return figure;
}

WsFigure *
ws_path_kernels_figure (const WsPathProfile *self,
                        const WsArch        *arch,
                        const char          *source,
                        guint                step)
{
  const WsLayer   *layer = &arch->layers[0];
  WsFigure        *figure = ws_figure_new ();
  WsPanel         *panel = ws_figure_add_panel (figure);
  g_autofree char *title = NULL;

  if (isfinite ((double)self->acc[WS_WAY_LATENT][step]))
    title = g_strdup_printf (_ ("Step %u of %u: accuracy %.3f, loss %.3f; kernels of %s"), step + 1,
                             self->n, (double)self->acc[WS_WAY_LATENT][step],
                             (double)self->loss[WS_WAY_LATENT][step], layer->name);
  else
    title = g_strdup_printf (_ ("Step %u of %u: no network here"), step + 1, self->n);
  ws_figure_set_title (figure, title);
  ws_figure_set_source (figure, source);
  ws_panel_set_images (panel, self->weights + step * arch->n_params + layer->w_start,
                       layer->n_out * layer->n_in, layer->kernel, layer->kernel, 0, NULL,
                       WS_COLORMAP_DIVERGING);
  return figure;
}
