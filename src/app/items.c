/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/items.h"

#include <glib/gi18n.h>

struct _WsPopulationItem
{
  GObject       parent_instance;
  WsPopulation *info;
  char         *label;
  guint         class_index;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_KIND,
  PROP_LABEL,
  PROP_N,
  PROP_CLASS_INDEX,
  N_PROPS
};

static GParamSpec *population_properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WsPopulationItem, ws_population_item, G_TYPE_OBJECT)

static void
ws_population_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  WsPopulationItem *self = WS_POPULATION_ITEM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->info->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->info->name);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->info->kind);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_N:
      g_value_set_uint (value, self->info->n);
      break;
    case PROP_CLASS_INDEX:
      g_value_set_uint (value, self->class_index);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ws_population_item_finalize (GObject *object)
{
  WsPopulationItem *self = WS_POPULATION_ITEM (object);

  g_clear_pointer (&self->info, ws_population_free);
  g_clear_pointer (&self->label, g_free);
  G_OBJECT_CLASS (ws_population_item_parent_class)->finalize (object);
}

static void
ws_population_item_class_init (WsPopulationItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ws_population_item_get_property;
  object_class->finalize = ws_population_item_finalize;
  population_properties[PROP_ID] =
      g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  population_properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  population_properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  population_properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  population_properties[PROP_N] = g_param_spec_uint ("n", NULL, NULL, 0, G_MAXUINT, 0, flags);
  population_properties[PROP_CLASS_INDEX] =
      g_param_spec_uint ("class-index", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, population_properties);
}

static void
ws_population_item_init (WsPopulationItem *self)
{
}

WsPopulationItem *
ws_population_item_new (WsPopulation *info, guint class_index)
{
  WsPopulationItem *self = g_object_new (WS_TYPE_POPULATION_ITEM, NULL);

  self->info = info;
  self->class_index = class_index;
  self->label = g_strdup_printf (
      /* Translators: a population's name and how many networks it has */
      ngettext ("%s · %u network", "%s · %u networks", info->n), info->name, info->n);
  return self;
}

const WsPopulation *
ws_population_item_get_info (WsPopulationItem *self)
{
  g_return_val_if_fail (WS_IS_POPULATION_ITEM (self), NULL);
  return self->info;
}

gint64
ws_population_item_get_id (WsPopulationItem *self)
{
  g_return_val_if_fail (WS_IS_POPULATION_ITEM (self), 0);
  return self->info->id;
}

const char *
ws_population_item_get_name (WsPopulationItem *self)
{
  g_return_val_if_fail (WS_IS_POPULATION_ITEM (self), NULL);
  return self->info->name;
}

const char *
ws_population_item_get_label (WsPopulationItem *self)
{
  g_return_val_if_fail (WS_IS_POPULATION_ITEM (self), NULL);
  return self->label;
}

guint
ws_population_item_get_class_index (WsPopulationItem *self)
{
  g_return_val_if_fail (WS_IS_POPULATION_ITEM (self), 0);
  return self->class_index;
}

gboolean
ws_population_item_is_zoo (WsPopulationItem *self)
{
  g_return_val_if_fail (WS_IS_POPULATION_ITEM (self), FALSE);
  return g_strcmp0 (self->info->kind, "zoo") == 0;
}

/* -- hyper-representations -- */

struct _WsHyperItem
{
  GObject      parent_instance;
  WsHyperInfo *info;
  char        *label;
};

enum
{
  HYPER_PROP_0,
  HYPER_PROP_ID,
  HYPER_PROP_NAME,
  HYPER_PROP_LABEL,
  HYPER_N_PROPS
};

static GParamSpec *hyper_properties[HYPER_N_PROPS];

G_DEFINE_FINAL_TYPE (WsHyperItem, ws_hyper_item, G_TYPE_OBJECT)

static void
ws_hyper_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  WsHyperItem *self = WS_HYPER_ITEM (object);

  switch (prop_id)
    {
    case HYPER_PROP_ID:
      g_value_set_int64 (value, self->info->id);
      break;
    case HYPER_PROP_NAME:
      g_value_set_string (value, self->info->name);
      break;
    case HYPER_PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ws_hyper_item_finalize (GObject *object)
{
  WsHyperItem *self = WS_HYPER_ITEM (object);

  g_clear_pointer (&self->info, ws_hyper_info_free);
  g_clear_pointer (&self->label, g_free);
  G_OBJECT_CLASS (ws_hyper_item_parent_class)->finalize (object);
}

static void
ws_hyper_item_class_init (WsHyperItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ws_hyper_item_get_property;
  object_class->finalize = ws_hyper_item_finalize;
  hyper_properties[HYPER_PROP_ID] =
      g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  hyper_properties[HYPER_PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  hyper_properties[HYPER_PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, HYPER_N_PROPS, hyper_properties);
}

static void
ws_hyper_item_init (WsHyperItem *self)
{
}

WsHyperItem *
ws_hyper_item_new (WsHyperInfo *info)
{
  WsHyperItem *self = g_object_new (WS_TYPE_HYPER_ITEM, NULL);

  self->info = info;
  self->label = g_strdup_printf (
      /* Translators: a representation's name and how long it was trained */
      ngettext ("%s · %u epoch", "%s · %u epochs", info->epochs), info->name, info->epochs);
  return self;
}

const WsHyperInfo *
ws_hyper_item_get_info (WsHyperItem *self)
{
  g_return_val_if_fail (WS_IS_HYPER_ITEM (self), NULL);
  return self->info;
}

gint64
ws_hyper_item_get_id (WsHyperItem *self)
{
  g_return_val_if_fail (WS_IS_HYPER_ITEM (self), 0);
  return self->info->id;
}

const char *
ws_hyper_item_get_name (WsHyperItem *self)
{
  g_return_val_if_fail (WS_IS_HYPER_ITEM (self), NULL);
  return self->info->name;
}

const char *
ws_hyper_item_get_label (WsHyperItem *self)
{
  g_return_val_if_fail (WS_IS_HYPER_ITEM (self), NULL);
  return self->label;
}

/* -- image sets -- */

struct _WsDatasetItem
{
  GObject parent_instance;
  char   *key, *label;
  guint   n_train, n_test, channels;
};

enum
{
  DATASET_PROP_0,
  DATASET_PROP_LABEL,
  DATASET_N_PROPS
};

static GParamSpec *dataset_properties[DATASET_N_PROPS];

G_DEFINE_FINAL_TYPE (WsDatasetItem, ws_dataset_item, G_TYPE_OBJECT)

static void
ws_dataset_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == DATASET_PROP_LABEL)
    g_value_set_string (value, WS_DATASET_ITEM (object)->label);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ws_dataset_item_finalize (GObject *object)
{
  WsDatasetItem *self = WS_DATASET_ITEM (object);

  g_free (self->key);
  g_free (self->label);
  G_OBJECT_CLASS (ws_dataset_item_parent_class)->finalize (object);
}

static void
ws_dataset_item_class_init (WsDatasetItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ws_dataset_item_get_property;
  object_class->finalize = ws_dataset_item_finalize;
  dataset_properties[DATASET_PROP_LABEL] =
      g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, DATASET_N_PROPS, dataset_properties);
}

static void
ws_dataset_item_init (WsDatasetItem *self)
{
}

WsDatasetItem *
ws_dataset_item_new (const char *key, guint n_train, guint n_test, guint channels)
{
  WsDatasetItem *self = g_object_new (WS_TYPE_DATASET_ITEM, NULL);

  self->key = g_strdup (key);
  self->n_train = n_train;
  self->n_test = n_test;
  self->channels = channels;
  self->label = g_path_get_basename (key);
  return self;
}

const char *
ws_dataset_item_get_key (WsDatasetItem *self)
{
  g_return_val_if_fail (WS_IS_DATASET_ITEM (self), NULL);
  return self->key;
}

guint
ws_dataset_item_get_n_train (WsDatasetItem *self)
{
  g_return_val_if_fail (WS_IS_DATASET_ITEM (self), 0);
  return self->n_train;
}

guint
ws_dataset_item_get_n_test (WsDatasetItem *self)
{
  g_return_val_if_fail (WS_IS_DATASET_ITEM (self), 0);
  return self->n_test;
}

guint
ws_dataset_item_get_channels (WsDatasetItem *self)
{
  g_return_val_if_fail (WS_IS_DATASET_ITEM (self), 0);
  return self->channels;
}
