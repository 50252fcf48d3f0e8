/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/sample-item.h"

struct _WsSampleItem
{
  GObject parent_instance;

  char  *name, *from;
  guint  number;
  double accuracy, distance, overlap;
};

enum
{
  PROP_NAME = 1,
  PROP_NUMBER,
  PROP_FROM,
  PROP_ACCURACY,
  PROP_DISTANCE,
  PROP_OVERLAP,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WsSampleItem, ws_sample_item, G_TYPE_OBJECT)

static void
ws_sample_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WsSampleItem *self = WS_SAMPLE_ITEM (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_FROM:
      g_value_set_string (value, self->from);
      break;
    case PROP_ACCURACY:
      g_value_set_double (value, self->accuracy);
      break;
    case PROP_DISTANCE:
      g_value_set_double (value, self->distance);
      break;
    case PROP_OVERLAP:
      g_value_set_double (value, self->overlap);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ws_sample_item_finalize (GObject *object)
{
  WsSampleItem *self = WS_SAMPLE_ITEM (object);

  g_free (self->name);
  g_free (self->from);
  G_OBJECT_CLASS (ws_sample_item_parent_class)->finalize (object);
}

static GParamSpec *
number_spec (const char *name)
{
  return g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0.0,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
ws_sample_item_class_init (WsSampleItemClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ws_sample_item_get_property;
  object_class->finalize = ws_sample_item_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_FROM] = g_param_spec_string ("from", NULL, NULL, NULL, flags);
  properties[PROP_ACCURACY] = number_spec ("accuracy");
  properties[PROP_DISTANCE] = number_spec ("distance");
  properties[PROP_OVERLAP] = number_spec ("overlap");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ws_sample_item_init (WsSampleItem *self)
{
}

WsSampleItem *
ws_sample_item_new (const char *name,
                    guint       number,
                    const char *from,
                    double      accuracy,
                    double      distance,
                    double      overlap)
{
  WsSampleItem *self = g_object_new (WS_TYPE_SAMPLE_ITEM, NULL);

  self->name = g_strdup (name);
  self->number = number;
  self->from = g_strdup (from);
  self->accuracy = accuracy;
  self->distance = distance;
  self->overlap = overlap;
  return self;
}

const char *
ws_sample_item_get_name (WsSampleItem *self)
{
  return self->name;
}

const char *
ws_sample_item_get_from (WsSampleItem *self)
{
  return self->from;
}

guint
ws_sample_item_get_number (WsSampleItem *self)
{
  return self->number;
}

double
ws_sample_item_get_accuracy (WsSampleItem *self)
{
  return self->accuracy;
}

double
ws_sample_item_get_distance (WsSampleItem *self)
{
  return self->distance;
}

double
ws_sample_item_get_overlap (WsSampleItem *self)
{
  return self->overlap;
}
