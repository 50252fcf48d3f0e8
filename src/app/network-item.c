/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/network-item.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WsNetworkItem
{
  GObject     parent_instance;
  guint       model, split, epoch;
  double      lr, accuracy, loss;
  const char *state; /* static, translated */
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_SPLIT,
  PROP_LR,
  PROP_EPOCH,
  PROP_ACCURACY,
  PROP_LOSS,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WsNetworkItem, ws_network_item, G_TYPE_OBJECT)

static void
ws_network_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  WsNetworkItem *self = WS_NETWORK_ITEM (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_uint (value, self->model);
      break;
    case PROP_SPLIT:
      g_value_set_uint (value, self->split);
      break;
    case PROP_LR:
      g_value_set_double (value, self->lr);
      break;
    case PROP_EPOCH:
      g_value_set_uint (value, self->epoch);
      break;
    case PROP_ACCURACY:
      g_value_set_double (value, self->accuracy);
      break;
    case PROP_LOSS:
      g_value_set_double (value, self->loss);
      break;
    case PROP_STATE:
      g_value_set_string (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ws_network_item_class_init (WsNetworkItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ws_network_item_get_property;
  properties[PROP_MODEL] = g_param_spec_uint ("model", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SPLIT] = g_param_spec_uint ("split", NULL, NULL, 0, 2, 0, flags);
  properties[PROP_LR] = g_param_spec_double ("lr", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_EPOCH] = g_param_spec_uint ("epoch", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ACCURACY] =
      g_param_spec_double ("accuracy", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  properties[PROP_LOSS] =
      g_param_spec_double ("loss", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ws_network_item_init (WsNetworkItem *self)
{
  self->accuracy = self->loss = (double)NAN;
  self->state = "";
}

WsNetworkItem *
ws_network_item_new (guint model)
{
  WsNetworkItem *self = g_object_new (WS_TYPE_NETWORK_ITEM, NULL);

  self->model = model;
  return self;
}

static gboolean
differs (double a, double b)
{
  return isnan (a) ? !isnan (b) : !(a >= b && a <= b);
}

void
ws_network_item_update (WsNetworkItem *self, const WsZooView *view, gboolean is_training)
{
  const WsEpochMetrics *metrics = ws_zoo_view_get_last (view, self->model);
  guint                 epoch = view->last[self->model];
  const char           *state;

  if (view->diverged[self->model])
    state = _ ("diverged");
  else if (epoch >= view->info->n_epochs && !isnan (metrics->test_acc) && !is_training)
    state = _ ("trained");
  else if (is_training && epoch < view->n_epochs)
    state = isnan (metrics->test_acc) ? _ ("waiting") : _ ("training");
  else
    state = view->info->complete || is_training ? _ ("trained") : _ ("unfinished");
  if (epoch == self->epoch && !differs ((double)metrics->test_acc, self->accuracy) &&
      !differs ((double)metrics->test_loss, self->loss) && state == self->state)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  self->split = view->split[self->model];
  self->lr = (double)view->lr[self->model];
  self->epoch = epoch;
  self->accuracy = (double)metrics->test_acc;
  self->loss = (double)metrics->test_loss;
  self->state = state;
  for (guint i = PROP_SPLIT; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

guint
ws_network_item_get_model (WsNetworkItem *self)
{
  g_return_val_if_fail (WS_IS_NETWORK_ITEM (self), 0);
  return self->model;
}

double
ws_network_item_get_accuracy (WsNetworkItem *self)
{
  g_return_val_if_fail (WS_IS_NETWORK_ITEM (self), NAN);
  return self->accuracy;
}
