/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/network-data.h"

#include "app/session.h"
#include "results/map-text.h"
#include "zoo/train.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
ws_network_key_free (WsNetworkKey *self)
{
  g_free (self->weights);
  g_free (self);
}

static void
fact_free (gpointer data)
{
  WsNetworkFact *fact = data;

  g_free (fact->name);
  g_free (fact->value);
  g_free (fact);
}

void
ws_network_data_free (WsNetworkData *self)
{
  g_free (self->weights);
  g_free (self->exact);
  g_free (self->name);
  g_free (self->origin);
  g_clear_pointer (&self->facts, g_ptr_array_unref);
  g_clear_pointer (&self->dataset, ws_dataset_unref);
  g_clear_pointer (&self->images, ws_tensor_images_unref);
  g_free (self->predictions);
  g_free (self);
}

/* -- where it comes from ------------------------------------------------------------------------
 */

/* Takes @value; nothing is told of what is not known. */
static void
add_fact (WsNetworkData *self, const char *name, char *value)
{
  WsNetworkFact *fact;

  if (value == NULL || value[0] == '\0')
    {
      g_free (value);
      return;
    }
  fact = g_new (WsNetworkFact, 1);
  fact->name = g_strdup (name);
  fact->value = value;
  g_ptr_array_add (self->facts, fact);
}

static void
add_recipe (WsNetworkData *self, const WsPopulation *population)
{
  WsRecipe recipe;

  if (population->recipe_json == NULL ||
      !ws_recipe_from_json (population->recipe_json, &recipe, NULL))
    return;
  add_fact (self, _ ("Activation"), g_strdup (ws_activation_get_name (recipe.act)));
  if (!ws_population_is_trained (population))
    return;
  add_fact (self, _ ("Initial weights"), g_strdup (ws_init_get_name (recipe.init)));
  add_fact (self, _ ("Learning rate"),
            g_strdup_printf ("%.3g",
                             (double)ws_recipe_model_lr (&recipe, population->seed, self->model)));
  add_fact (self, _ ("Batch"), g_strdup_printf ("%u", recipe.batch));
}

/* What populations came from, one after the other, the nearest first. */
static gboolean
add_parents (WsNetworkData *self, WsProject *project, const WsPopulation *first, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gint64 id = first->parent;

  for (guint n = 0; id != 0 && n < 16; n++)
    {
      g_autoptr (WsPopulation) parent = ws_project_get_population (project, id, error);

      if (parent == NULL)
        return FALSE;
      g_string_append_printf (line, "%s%s", line->len > 0 ? " ← " : "", parent->name);
      id = parent->parent;
    }
  add_fact (self, _ ("Comes from"), g_string_free (g_steal_pointer (&line), FALSE));
  return TRUE;
}

static gboolean
tell_lineage (WsNetworkData      *self,
              WsProject          *project,
              const WsPopulation *population,
              gboolean            is_kept,
              GError            **error)
{
  g_autofree char *data = g_path_get_basename (population->data);

  add_fact (self, _ ("Population"), is_kept ? g_strdup (population->name) : NULL);
  add_fact (self, _ ("Kind"),
            g_strdup (is_kept ? ws_text_population_kind (population)
                              : _ ("decoded from a place of the map, kept nowhere")));
  add_fact (self, _ ("Made by"), is_kept ? g_strdup (population->method) : NULL);
  add_fact (self, _ ("Drawn from"), is_kept ? g_strdup (population->target) : NULL);
  if (is_kept && !add_parents (self, project, population, error))
    return FALSE;
  add_fact (self, _ ("Images"), g_strdup (data));
  if (is_kept)
    {
      add_fact (self, _ ("Epoch"), g_strdup_printf ("%u", self->epoch));
      add_fact (self, _ ("Seed of the population"),
                g_strdup_printf ("%" G_GUINT64_FORMAT, population->seed));
      add_recipe (self, population);
      add_fact (self, _ ("Made on"), g_strdup (population->created));
      add_fact (self, _ ("Made with"), g_strdup (population->version));
    }
  return TRUE;
}

/* -- weights and images --------------------------------------------------------------------------
 */

static gboolean
load_weights (WsNetworkData *self, WsProject *project, const WsNetworkKey *key, GError **error)
{
  const WsStateQuery query = { .epoch_first = key->epoch,
                               .epoch_last = key->epoch,
                               .with_weights = TRUE };
  g_autoptr (WsStates) states = NULL;
  gsize size = sizeof (float) * self->arch->n_params;

  if (key->weights != NULL)
    {
      self->weights = g_memdup2 (key->weights, size);
      return TRUE;
    }
  states = ws_project_load_states (project, key->population, &query, error);
  if (states == NULL)
    return FALSE;
  for (guint i = 0; i < states->n && self->weights == NULL; i++)
    if (key->checkpoint != 0 ? states->checkpoint[i] == key->checkpoint
                             : states->model[i] == key->model)
      {
        self->weights = g_memdup2 (states->weights + i * states->n_params, size);
        self->epoch = states->epoch[i];
      }
  if (self->weights == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _ ("The weights of this state were not kept"));
  return self->weights != NULL;
}

static gboolean
answer_images (WsNetworkData      *self,
               const WsPopulation *population,
               GCancellable       *cancellable,
               GError            **error)
{
  g_auto (WsReadJob) stop = { NULL };

  ws_read_job_init (&stop, cancellable);
  self->dataset = ws_dataset_load (population->data, NULL);
  if (self->dataset == NULL || ws_dataset_get_net_channels (self->dataset) != self->arch->channels)
    {
      g_clear_pointer (&self->dataset, ws_dataset_unref);
      return TRUE;
    }
  if (!ws_dataset_split (self->dataset, 0, 0, NULL, NULL, &self->images, error))
    return FALSE;
  self->predictions = g_new (guint8, self->images->n);
  return ws_zoo_evaluate (self->arch, self->act, self->weights, 1, self->images, &self->loss,
                          &self->acc, self->predictions, stop.job, error);
}

gpointer
ws_network_data_load (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const WsNetworkKey *key = data;
  g_autoptr (WsNetworkData) self = g_new0 (WsNetworkData, 1);
  g_autoptr (WsPopulation) population = ws_project_get_population (project, key->population, error);

  self->facts = g_ptr_array_new_with_free_func (fact_free);
  self->loss = self->acc = NAN;
  self->model = key->model;
  self->epoch = key->epoch;
  if (population == NULL || !ws_population_get_network (population, &self->arch, &self->act, error))
    return NULL;
  /* Translators: number of a network of a population */
  self->name = key->weights != NULL ? g_strdup (_ ("Decoded network"))
                                    : g_strdup_printf (_ ("net %u"), key->model + 1);
  self->origin =
      g_strdup_printf ("population %s, %s, %s, data %s, seed %" G_GUINT64_FORMAT ", Weightscape %s",
                       population->name, population->arch, ws_activation_get_name (self->act),
                       population->data, population->seed, WS_VERSION);
  if (!load_weights (self, project, key, error) ||
      !tell_lineage (self, project, population, key->weights == NULL, error) ||
      !answer_images (self, population, cancellable, error))
    return NULL;
  self->exact = g_new (double, self->arch->n_params);
  for (gsize i = 0; i < self->arch->n_params; i++)
    self->exact[i] = (double)self->weights[i];
  return g_steal_pointer (&self);
}

/* -- what is made of them ------------------------------------------------------------------------
 */

char *
ws_network_data_dup_class (const WsNetworkData *self, guint k)
{
  return self->dataset != NULL && self->dataset->class_names != NULL
             ? g_strdup (self->dataset->class_names[k])
             : g_strdup_printf ("%u", k);
}

float *
ws_network_data_prepare (const WsNetworkData *self, const guint8 *pixels)
{
  const WsImages *like = self->dataset->test;
  gsize           size = (gsize)like->channels * like->height * like->width;
  guint8         *label = g_new0 (guint8, 1);
  g_autoptr (WsImages) one = ws_images_new (1, like->channels, like->height, like->width,
                                            like->n_classes, g_memdup2 (pixels, size), label);
  g_autoptr (WsTensorImages) ready =
      ws_tensor_images_new (one, &self->dataset->preprocess, NULL, 1);

  return g_memdup2 (ready->x,
                    sizeof (float) * self->arch->channels * self->arch->height * self->arch->width);
}
