/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/map-text.h"

#include "results/report-json.h"
#include "core/numeric.h"
#include "hyper/train.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>

/* As on the axes of the plots. */
static char *
count_text (guint n)
{
  return ws_number_format (n, 1.0, WS_FORMAT_COUNT);
}

char *
ws_text_accuracy (double share, guint n)
{
  g_autofree char *count = count_text (n);
  double           lo, hi;

  if (!isfinite (share))
    return g_strdup (_ ("not measured"));
  if (n == 0)
    return g_strdup_printf ("%.3f", share);
  ws_wilson (share, n, &lo, &hi);
  /* no more digits than the interval is wide */
  if (hi - lo < 0.02)
    /* Translators: a share, its 95 % interval, and of how many images */
    return g_strdup_printf (_ ("%.3f (%.3f–%.3f, n = %s)"), share, lo, hi, count);
  return g_strdup_printf (_ ("%.2f (%.2f–%.2f, n = %s)"), share, lo, hi, count);
}

char *
ws_text_accuracy_short (double share, guint n)
{
  double lo, hi;

  if (!isfinite (share))
    return g_strdup ("–");
  if (n == 0)
    return g_strdup_printf ("%.3f", share);
  ws_wilson (share, n, &lo, &hi);
  if (hi - lo < 0.02)
    /* Translators: a share and its 95 % interval */
    return g_strdup_printf (_ ("%.3f (%.3f–%.3f)"), share, lo, hi);
  return g_strdup_printf (_ ("%.2f (%.2f–%.2f)"), share, lo, hi);
}

char *
ws_text_interval (double share, guint n)
{
  g_autofree char *count = count_text (n);
  double           lo, hi;

  if (!isfinite (share))
    return g_strdup (_ ("not measured"));
  if (n == 0)
    return g_strdup (_ ("test accuracy"));
  ws_wilson (share, n, &lo, &hi);
  return g_strdup_printf (ngettext ("test accuracy · 95 %% interval %.3f–%.3f on %s image",
                                    "test accuracy · 95 %% interval %.3f–%.3f on %s images", n),
                          lo, hi, count);
}

char *
ws_text_mean_std (const double *values, guint n)
{
  g_autofree float *finite = g_new (float, MAX (n, 1));
  guint             n_finite = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      finite[n_finite++] = (float)values[i];
  if (n_finite == 0)
    return g_strdup (_ ("none measured"));
  if (n_finite == 1)
    return g_strdup_printf (_ ("%.3f (n = 1)"), (double)finite[0]);
  /* Translators: mean ± standard deviation (number of networks) */
  return g_strdup_printf (_ ("%.3f ± %.3f (n = %u)"), ws_mean (finite, n_finite),
                          ws_std (finite, n_finite), n_finite);
}

char *
ws_text_networks (guint n)
{
  g_autofree char *count = count_text (n);

  return g_strdup_printf (ngettext ("%s network", "%s networks", n), count);
}

char *
ws_text_states (guint n)
{
  g_autofree char *count = count_text (n);

  /* Translators: a state is one network at one epoch of its training */
  return g_strdup_printf (ngettext ("%s state", "%s states", n), count);
}

char *
ws_text_time (double seconds)
{
  guint64 n = (guint64)MAX (seconds + 0.5, 0);

  if (n < 60)
    return g_strdup_printf (_ ("%u s"), (guint)n);
  if (n < 3600)
    return g_strdup_printf (_ ("%u min %u s"), (guint)(n / 60), (guint)(n % 60));
  return g_strdup_printf (_ ("%u h %u min"), (guint)(n / 3600), (guint)(n / 60 % 60));
}

char *
ws_text_duration (double seconds)
{
  if (!(seconds >= 0) || seconds > 1e10)
    return g_strdup (_ ("time not known"));
  if (seconds < 1.5)
    return g_strdup (_ ("about 1 s"));
  if (seconds < 90)
    return g_strdup_printf (_ ("about %.0f s"), seconds);
  if (seconds < 5400)
    return g_strdup_printf (_ ("about %.0f min"), seconds / 60);
  if (seconds < 36 * 3600)
    return g_strdup_printf (_ ("about %.1f h"), seconds / 3600);
  return g_strdup_printf (_ ("about %.0f days"), seconds / 86400);
}

char *
ws_text_dataset (const char *key)
{
  return g_path_get_basename (key);
}

char *
ws_text_learned_from (const WsHyperInfo *info, const WsPopulation *population, const char *networks)
{
  g_autofree char *images = ws_text_dataset (population->data);
  g_autofree char *zoo = networks != NULL ? g_strdup_printf ("%s (%s)", population->name, networks)
                                          : g_strdup (population->name);

  if (info->uses_images)
    /* Translators: a zoo, then an image set */
    return g_strdup_printf (_ ("Learned from the weights of %s and from images of %s"), zoo,
                            images);
  return g_strdup_printf (_ ("Learned from the weights of %s alone, without images"), zoo);
}

const char *
ws_text_population_kind (const WsPopulation *population)
{
  if (g_str_equal (population->kind, "zoo"))
    return _ ("trained");
  if (g_str_equal (population->kind, "samples"))
    return _ ("sampled from the latent space");
  if (g_str_equal (population->kind, "baseline"))
    return _ ("drawn weight by weight");
  if (g_str_equal (population->kind, "random"))
    return _ ("untrained");
  if (g_str_equal (population->kind, "reconstruction"))
    return _ ("decoded from their own codes");
  if (g_str_equal (population->kind, "finetuned"))
    return _ ("trained on from others");
  if (g_str_equal (population->kind, "scratch"))
    return _ ("trained from scratch");
  if (g_str_equal (population->kind, "selection"))
    return _ ("selected on a map");
  return population->kind;
}

const char *
ws_text_split (guint8 split)
{
  switch ((WsSplit)split)
    {
    case WS_SPLIT_VAL:
      return _ ("validation network");
    case WS_SPLIT_TEST:
      return _ ("test network");
    case WS_SPLIT_TRAIN:
    default:
      return _ ("training network");
    }
}

char *
ws_text_state (const WsMapData *data, guint state)
{
  const WsMapNetwork    *net = ws_map_data_get_network (data, data->network[state]);
  const WsMapPopulation *population = ws_map_data_get_population (data, net->population);
  g_autofree char       *name = ws_map_data_dup_network_name (data, data->network[state]);
  g_autofree char       *accuracy =
      ws_text_accuracy ((double)data->metrics[state].test_acc, data->n_images);

  if (g_str_equal (population->population->kind, "zoo"))
    /* Translators: name of a network · epoch, then accuracy, then its split */
    return g_strdup_printf (_ ("%s · epoch %u\n%s\n%s"), name, data->epoch[state], accuracy,
                            ws_text_split (net->split));
  if (ws_population_is_trained (population->population))
    /* Translators: name of a network · epoch, then accuracy, then how it was trained */
    return g_strdup_printf (_ ("%s · epoch %u\n%s\n%s"), name, data->epoch[state], accuracy,
                            ws_text_population_kind (population->population));
  return g_strdup_printf ("%s\n%s\n%s", name, accuracy,
                          ws_text_population_kind (population->population));
}

/* -- maps -- */

static char *
dup_plane (const WsProjection *projection)
{
  g_autofree char *latents = NULL;

  if (projection->variance == NULL || !(projection->total_variance > 0.0))
    return g_strdup ("");
  latents = count_text (projection->q);
  /* Translators: a number of dimensions, and how much of them two axes show */
  return g_strdup_printf (_ ("The plane of the two largest principal components of %s latent "
                             "dimensions: it shows %.0f %% of their variance."),
                          latents,
                          100.0 * (projection->variance[0] + projection->variance[1]) /
                              projection->total_variance);
}

char *
ws_text_projection (const WsProjection *projection)
{
  g_autoptr (JsonNode) root =
      projection->options != NULL ? json_from_string (projection->options, NULL) : NULL;
  JsonObject *options =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject      *quality = ws_report_get_object (options, "quality");
  g_autofree char *states = NULL;
  g_autofree char *latents = NULL;
  GString         *text;

  if (options == NULL)
    return dup_plane (projection);
  latents = count_text (projection->q);
  states = ws_text_states (ws_report_get_count (options, "rows"));
  text = g_string_new (NULL);
  /* Translators: name of a method, "2,880 states", a number of dimensions */
  g_string_append_printf (
      text,
      _ ("%s of %s in %s latent dimensions. What is near is alike; axes, lengths "
         "and sizes of groups mean nothing, and distances between groups "
         "little. Samples are placed by their neighbours."),
      ws_projection_get_title (projection->method), states, latents);
  if (quality != NULL)
    g_string_append_printf (
        text,
        /* Translators: a count, a share in percent, a number from 0 to 1 */
        _ (" Of the %u nearest states of a state %.0f %% are among its nearest here; "
           "trustworthiness %.3f."),
        ws_report_get_count (quality, "neighbours"),
        100.0 * ws_report_get_number (quality, "recall"),
        ws_report_get_number (quality, "trustworthiness"));
  return g_string_free (text, FALSE);
}
