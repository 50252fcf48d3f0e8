/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/figures.h"
#include "cli/landscape.h"
#include "core/error.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>

/* The placed states of one population. */
typedef struct
{
  const WsPopulation *population;
  guint               n, n_networks;
  double             *x, *y, *acc;
  guint32            *model;
  guint8             *fill;
} Cloud;

static void
cloud_clear (gpointer data)
{
  Cloud *cloud = data;

  g_free (cloud->x);
  g_free (cloud->y);
  g_free (cloud->acc);
  g_free (cloud->model);
  g_free (cloud->fill);
}

static void
take_state (Cloud *cloud, const WsStates *states, guint i, const float *place)
{
  guint n = cloud->n;

  if (!isfinite (place[0]) || !isfinite (place[1]))
    return;
  cloud->n_networks += n == 0 || cloud->model[n - 1] != states->model[i];
  cloud->x[n] = (double)place[0];
  cloud->y[n] = (double)place[1];
  cloud->acc[n] = states->diverged[i] ? (double)NAN : (double)states->metrics[i].test_acc;
  cloud->model[n] = states->model[i];
  cloud->fill[n] = (guint8)ws_figure_get_split_fill (states->split[i]);
  cloud->n++;
}

static gboolean
load_cloud (WsProject          *project,
            const WsProjection *projection,
            const WsPopulation *population,
            GArray             *clouds,
            GError            **error)
{
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsStates) states = ws_project_load_states (project, population->id, &query, error);
  g_autofree float *places = NULL;
  Cloud             cloud = { .population = population };

  if (states == NULL)
    return FALSE;
  if (states->n == 0)
    return TRUE;
  places = g_new (float, (gsize)states->n * projection->k);
  if (ws_project_load_points (project, projection->id, states->checkpoint, states->n, projection->k,
                              places, error) < 0)
    return FALSE;
  cloud.x = g_new (double, states->n);
  cloud.y = g_new (double, states->n);
  cloud.acc = g_new (double, states->n);
  cloud.model = g_new (guint32, states->n);
  cloud.fill = g_new (guint8, states->n);
  for (guint i = 0; i < states->n; i++)
    take_state (&cloud, states, i, places + (gsize)i * projection->k);
  g_array_append_val (clouds, cloud);
  return TRUE;
}

/* -- drawing -- */

static gboolean
is_zoo (const Cloud *cloud)
{
  return g_str_equal (cloud->population->kind, "zoo");
}

static void
add_trails (WsPanel *panel, const Cloud *cloud, guint class_index)
{
  for (guint first = 0, end; first < cloud->n; first = end)
    {
      WsSeries *series;

      for (end = first + 1; end < cloud->n && cloud->model[end] == cloud->model[first]; end++)
        ;
      if (end - first < 2)
        continue;
      series = ws_panel_add_line (panel, NULL, cloud->x + first, cloud->y + first, end - first,
                                  class_index);
      series->is_thin = TRUE;
      series->opacity = 0.5;
    }
}

static void
add_cloud (WsPanel *panel, const Cloud *cloud, guint class_index)
{
  WsSeries *series = ws_panel_add_scatter (panel, cloud->population->name, cloud->x, cloud->y,
                                           cloud->n, class_index);

  ws_series_set_value (series, cloud->acc);
  series->n_shown = cloud->n_networks;
  if (is_zoo (cloud))
    ws_series_set_fill (series, cloud->fill); /* only trained networks have been split */
  else
    series->size = 1.4;
}

static void
set_axes (WsPanel *panel, const WsProjection *projection)
{
  static const char *const names[] = { "z₁", "z₂" };
  gboolean is_plane = projection->variance != NULL && projection->total_variance > 0.0;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *label =
          is_plane
              /* Translators: %s is a principal component, %.0f its share of the variance */
              ? g_strdup_printf (_ ("%s (%.0f %% of the variance)"), names[i],
                                 100.0 * projection->variance[i] / projection->total_variance)
              /* Translators: an axis of a map whose lengths mean nothing: "t-SNE 1 (no units)" */
              : g_strdup_printf (_ ("%s %u (no units)"),
                                 ws_projection_get_title (projection->method), i + 1);

      ws_panel_set_axis (panel, i == 0 ? WS_AXIS_X : WS_AXIS_Y, label, WS_SCALE_LINEAR,
                         WS_FORMAT_AUTO);
    }
  ws_panel_set_equal (panel, TRUE);
  ws_panel_set_map_style (panel, TRUE, is_plane ? _ ("z") : NULL);
  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, (double)NAN, (double)NAN,
                      _ ("Test accuracy (fraction)"), WS_FORMAT_FRACTION);
}

static void
set_texts (WsFigure           *figure,
           WsProject          *project,
           const WsHyperInfo  *info,
           const WsProjection *projection,
           const WsPopulation *zoo,
           const GArray       *clouds)
{
  g_autofree char *images = ws_figure_dup_images (zoo);
  g_autofree char *networks = NULL, *states = NULL, *subtitle = NULL;
  guint            n_networks = 0, n_states = 0;

  for (guint i = 0; i < clouds->len; i++)
    {
      n_networks += g_array_index (clouds, Cloud, i).n_networks;
      n_states += g_array_index (clouds, Cloud, i).n;
    }
  networks = ws_number_format (n_networks, 1.0, WS_FORMAT_COUNT);
  states = ws_number_format (n_states, 1.0, WS_FORMAT_COUNT);
  subtitle =
      /* Translators: name of a representation, PCA or t-SNE, two counts, what accuracy is about */
      g_strdup_printf (_ ("Latent space of %s by %s · %s networks, %s states · accuracy %s · disc: "
                          "train, ring: validation, half: test networks"),
                       info->name, ws_projection_get_title (projection->method), networks, states,
                       images);
  ws_figure_set_title (figure, _ ("Where do good networks lie?"));
  ws_figure_set_subtitle (figure, subtitle);
  ws_figure_set_origin (figure, project, zoo);
}

static gboolean
load_clouds (WsProject          *project,
             const WsProjection *projection,
             const WsPopulation *zoo,
             GPtrArray          *samples,
             GArray             *clouds,
             GError            **error)
{
  if (!load_cloud (project, projection, zoo, clouds, error))
    return FALSE;
  for (guint i = 0; i < samples->len; i++)
    if (!load_cloud (project, projection, g_ptr_array_index (samples, i), clouds, error))
      return FALSE;
  for (guint i = clouds->len; i > 0; i--)
    if (g_array_index (clouds, Cloud, i - 1).n == 0)
      g_array_remove_index (clouds, i - 1);
  if (clouds->len > 0)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("no network has a place on the map yet"));
  return FALSE;
}

static WsFigure *
make_map (WsProject *project, const WsFigureChoice *choice, WsProjection **shown, GError **error)
{
  g_autoptr (WsHyperInfo) info = ws_project_find_hyper (project, choice->hyper, error);
  g_autoptr (WsProjection) projection = NULL;
  g_autoptr (WsPopulation) zoo = NULL;
  g_autoptr (GPtrArray) samples = NULL;
  g_autoptr (GArray) clouds = g_array_new (FALSE, TRUE, sizeof (Cloud));
  const char *method = choice->projection != NULL ? choice->projection : "pca";
  GError     *problem = NULL;
  WsFigure   *figure;
  WsPanel    *panel;

  g_array_set_clear_func (clouds, cloud_clear);
  if (info == NULL)
    return NULL;
  projection = ws_project_find_projection (project, info->id, method, &problem);
  if (projection == NULL && problem == NULL)
    g_set_error (&problem, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("%s has no %s map yet; make one with embed --project %s"), info->name,
                 ws_projection_get_title (method), method);
  if (problem == NULL && projection->k < 2)
    g_set_error (&problem, WS_ERROR, WS_ERROR_SHAPE, _ ("the map of %s has no second axis"),
                 info->name);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  zoo = ws_project_get_population (project, info->population, error);
  samples = zoo != NULL ? ws_figure_list_samples (project, zoo, error) : NULL;
  if (samples == NULL || !load_clouds (project, projection, zoo, samples, clouds, error))
    return NULL;
  figure = ws_figure_new ();
  panel = ws_figure_add_panel (figure);
  set_axes (panel, projection);
  set_texts (figure, project, info, projection, zoo, clouds);
  ws_panel_set_legend (panel, WS_LEGEND_ABOVE);
  for (guint i = 0; choice->trails && i < clouds->len; i++)
    if (ws_population_is_trained (g_array_index (clouds, Cloud, i).population))
      add_trails (panel, &g_array_index (clouds, Cloud, i), i);
  for (guint i = 0; i < clouds->len; i++)
    add_cloud (panel, &g_array_index (clouds, Cloud, i), i);
  if (shown != NULL)
    *shown = g_steal_pointer (&projection);
  return figure;
}

static WsFigure *
make_plain (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  return make_map (project, choice, NULL, error);
}

const WsFigureKind ws_figure_map = {
  .name = "map",
  .summary = N_ ("the latent map, coloured by accuracy"),
  .make = make_plain,
};

/* -- with what the plane is like between the networks -- */

/* The best of all points, whose colours are those of the cells. */
static double
find_most (WsPanel *panel)
{
  double most = (double)NAN;

  for (guint s = 0; s < ws_panel_get_n_series (panel); s++)
    {
      const WsSeries *series = ws_panel_get_series (panel, s);

      for (gsize i = 0; series->value != NULL && i < series->n; i++)
        most = fmax (most, series->value[i]);
    }
  return most;
}

static WsFigure *
make_landscape (WsProject *project, const WsFigureChoice *choice, GError **error)
{
  g_autoptr (WsProjection) projection = NULL;
  g_autoptr (WsFigure) figure = make_map (project, choice, &projection, error);
  g_autoptr (WsCliLandscape) landscape = NULL;
  g_autoptr (WsJob) job = NULL;
  g_autofree char *subtitle = NULL;

  if (figure == NULL)
    return NULL;
  landscape =
      ws_cli_landscape_new (project, projection, choice->cells, choice->images, NULL, error);
  if (landscape == NULL)
    return NULL;
  job = ws_cli_landscape_fill_new (landscape);
  if (!ws_job_run_sync (job, error))
    return NULL;
  ws_cli_landscape_draw (landscape, ws_figure_get_panel (figure, 0),
                         find_most (ws_figure_get_panel (figure, 0)));
  subtitle = ws_cli_landscape_describe (landscape);
  ws_figure_set_title (figure, _ ("How good are the networks in between?"));
  ws_figure_set_subtitle (figure, subtitle);
  return g_steal_pointer (&figure);
}

const WsFigureKind ws_figure_landscape = {
  .name = "landscape",
  .summary = N_ ("the latent map over measured accuracies of the networks decoded between"),
  .make = make_landscape,
  .is_measured = TRUE,
};
