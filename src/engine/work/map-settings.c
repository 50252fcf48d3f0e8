/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/map-private.h"

#include "core/error.h"
#include "latent/tsne.h"
#include "latent/umap.h"

/* What is asked of a map that is no plane: in a request, and in the document beside the map. */

static const struct
{
  WsMapSetting setting;
  const char  *name, *method;
} settings[] = {
  { WS_MAP_NEIGHBOURS, "number of neighbours", "umap" },
  { WS_MAP_MIN_DIST, "least distance", "umap" },
  { WS_MAP_PERPLEXITY, "perplexity", "tsne" },
};

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (WS_ERROR, WS_ERROR_VALUE, format, args);
  va_end (args);
  return FALSE;
}

gboolean
ws_map_settings_check (const WsMapSettings *self, const char *method, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if ((self->given & settings[i].setting) && !g_str_equal (settings[i].method, method))
      return refuse (error, "a %s is a setting of %s, not of %s", settings[i].name,
                     settings[i].method, method);
  if ((self->given & WS_MAP_SEED) && !ws_work_is_map_method (method))
    return refuse (error, "a map by %s has no seed", method);
  if ((self->given & WS_MAP_NEIGHBOURS) &&
      (self->neighbours < WS_MAP_MIN_NEIGHBOURS || self->neighbours > WS_MAP_MAX_NEIGHBOURS))
    return refuse (error, "the number of neighbours goes from %u to %u, it is not %u",
                   WS_MAP_MIN_NEIGHBOURS, WS_MAP_MAX_NEIGHBOURS, self->neighbours);
  if ((self->given & WS_MAP_MIN_DIST) && !(self->min_dist >= 0 && self->min_dist <= 1))
    return refuse (error, "the least distance on the map goes from 0 to 1, it is not %g",
                   self->min_dist);
  if ((self->given & WS_MAP_PERPLEXITY) &&
      !(self->perplexity >= 1 && self->perplexity <= WS_MAP_MAX_PERPLEXITY))
    return refuse (error, "the perplexity goes from 1 to %u, it is not %g", WS_MAP_MAX_PERPLEXITY,
                   self->perplexity);
  return TRUE;
}

gboolean
ws_map_settings_complete (WsMapSettings *self, const char *method, guint n, GError **error)
{
  WsUmapConfig umap;
  WsTsneConfig tsne;

  if ((self->given & WS_MAP_NEIGHBOURS) && self->neighbours > n)
    return refuse (error, "%u neighbours need as many states, and the map has %u", self->neighbours,
                   n);
  if ((self->given & WS_MAP_PERPLEXITY) && 3 * self->perplexity > n - 1.0)
    return refuse (error,
                   "a perplexity of %g needs three states for each unit and one more, and "
                   "the map has %u",
                   self->perplexity, n);
  ws_umap_config_init (&umap);
  ws_tsne_config_init (&tsne);
  if (!(self->given & WS_MAP_SEED))
    self->seed = g_str_equal (method, "umap") ? umap.seed : tsne.seed;
  if (!(self->given & WS_MAP_NEIGHBOURS))
    self->neighbours = MIN (umap.n_neighbours, n);
  if (!(self->given & WS_MAP_MIN_DIST))
    self->min_dist = umap.min_dist;
  if (!(self->given & WS_MAP_PERPLEXITY))
    self->perplexity = tsne.perplexity;
  self->given = WS_MAP_SEED | WS_MAP_NEIGHBOURS | WS_MAP_MIN_DIST | WS_MAP_PERPLEXITY;
  return TRUE;
}

/* Of complete ones; those of the other method do not matter. Numbers are as they were written. */
gboolean
ws_map_settings_equal (const WsMapSettings *a, const WsMapSettings *b, const char *method)
{
  if (a->seed != b->seed)
    return FALSE;
  if (g_str_equal (method, "umap"))
    return a->neighbours == b->neighbours && !(a->min_dist < b->min_dist) &&
           !(a->min_dist > b->min_dist);
  return !(a->perplexity < b->perplexity) && !(a->perplexity > b->perplexity);
}

void
ws_map_settings_write (const WsMapSettings *self, const char *method, JsonBuilder *options)
{
  json_builder_set_member_name (options, "seed");
  if (self->seed <= G_MAXINT64)
    json_builder_add_int_value (options, (gint64)self->seed);
  else
    {
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed);

      json_builder_add_string_value (options, text);
    }
  if (g_str_equal (method, "umap"))
    {
      json_builder_set_member_name (options, "neighbours");
      json_builder_add_int_value (options, self->neighbours);
      ws_json_add_number (options, "min_dist", self->min_dist);
    }
  else
    ws_json_add_number (options, "perplexity", self->perplexity);
}

static JsonNode *
find_value (JsonObject *options, const char *name)
{
  JsonNode *node = json_object_get_member (options, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

static void
read_seed (WsMapSettings *self, JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_ascii_string_to_unsigned (json_node_get_string (node), 10, 0, G_MAXUINT64, &self->seed, NULL);
  else
    self->seed = (guint64)MAX (json_node_get_int (node), 0);
}

/* Documents come from elsewhere too: what is out of range is as usual. */
void
ws_map_settings_read (WsMapSettings *self, const char *options)
{
  g_autoptr (JsonNode) root = options != NULL ? json_from_string (options, NULL) : NULL;
  JsonObject *object =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode     *node;
  WsMapSettings read;

  *self = (WsMapSettings){ 0 };
  ws_map_settings_complete (self, "umap", WS_MAP_MAX_NEIGHBOURS, NULL);
  if (object == NULL)
    return;
  read = *self;
  if ((node = find_value (object, "seed")) != NULL)
    read_seed (&read, node);
  if ((node = find_value (object, "neighbours")) != NULL)
    read.neighbours = (guint)CLAMP (json_node_get_int (node), 0, G_MAXINT);
  if ((node = find_value (object, "min_dist")) != NULL)
    read.min_dist = json_node_get_double (node);
  if ((node = find_value (object, "perplexity")) != NULL)
    read.perplexity = json_node_get_double (node);
  self->seed = read.seed;
  if (read.neighbours >= 2 && read.neighbours <= WS_MAP_MAX_NEIGHBOURS)
    self->neighbours = read.neighbours;
  if (read.min_dist >= 0 && read.min_dist <= 1)
    self->min_dist = read.min_dist;
  if (read.perplexity >= 1 && read.perplexity <= WS_MAP_MAX_PERPLEXITY)
    self->perplexity = read.perplexity;
}
