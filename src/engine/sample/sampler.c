/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/error.h"
#include "core/numeric.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* As published, ours, then what they are compared with. */
static const WsSampler *const samplers[] = {
  &ws_sampler_kde,
  &ws_sampler_kde_dim,
  &ws_sampler_kde_joint,
  &ws_sampler_neighbour,
  &ws_sampler_gan,
  &ws_sampler_flow,
  &ws_sampler_weight_flow,
  &ws_sampler_direction,
  &ws_sampler_midpoint,
  &ws_sampler_jitter,
  &ws_sampler_gaussian,
  &ws_sampler_gaussian_full,
  &ws_sampler_uniform,
  &ws_sampler_weight_kde,
  &ws_sampler_weight_kde_joint,
  NULL,
};

const WsSampler *const *
ws_sampler_list (void)
{
  return samplers;
}

const WsSampler *
ws_sampler_lookup (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; samplers[i] != NULL; i++)
    {
      if (g_str_equal (name, samplers[i]->name))
        return samplers[i];
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", samplers[i]->name);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               _ ("there is no sampling method \"%s\"; known: %s"), name, names->str);
  return NULL;
}

/* -- settings -- */

guint
ws_sampler_count_settings (const WsSampler *self)
{
  guint n = 0;

  while (self->settings != NULL && self->settings[n].key != NULL)
    n++;
  return n;
}

void
ws_sampler_preset (const WsSampler *self, double *values)
{
  for (guint i = 0; i < ws_sampler_count_settings (self); i++)
    values[i] = self->settings[i].preset;
}

static gboolean
check_value (const WsSampler *self, const WsSamplerSetting *setting, double value, GError **error)
{
  if (value >= setting->low && value <= setting->high &&
      (setting->kind == WS_SETTING_NUMBER || value == floor (value)))
    return TRUE;
  /* Translators: "the kde method's bandwidth is a number from 0 to 1000, not -1" */
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               setting->kind == WS_SETTING_NUMBER
                   ? _ ("the %s method's %s is a number from %g to %g, not %g")
                   : _ ("the %s method's %s is a whole number from %g to %g, not %g"),
               self->name, setting->key, setting->low, setting->high, value);
  return FALSE;
}

gboolean
ws_sampler_set (
    const WsSampler *self, double *values, const char *key, double value, GError **error)
{
  for (guint i = 0; i < ws_sampler_count_settings (self); i++)
    if (g_str_equal (self->settings[i].key, key))
      {
        if (!check_value (self, &self->settings[i], value, error))
          return FALSE;
        values[i] = value;
        return TRUE;
      }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("the %s method has no setting \"%s\""),
               self->name, key);
  return FALSE;
}

/* -- models -- */

struct _WsSamplerModel
{
  const WsSampler *sampler;
  gpointer         self;
};

static gboolean
check_rows (const WsSampler *sampler, const WsSampleRows *rows, GError **error)
{
  if (rows->n == 0 || rows->dim == 0)
    g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                 _ ("the %s method has nothing to draw from: %u rows of %u values"), sampler->name,
                 rows->n, rows->dim);
  else if (sampler->is_conditional && rows->rank == NULL)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 _ ("the %s method learns from networks whose accuracy is known"), sampler->name);
  else if (!ws_all_finite (rows->x, (gsize)rows->n * rows->dim))
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                 _ ("the %s method cannot draw from values that are not numbers"), sampler->name);
  else
    return TRUE;
  return FALSE;
}

WsSamplerModel *
ws_sampler_model_new (const WsSampler    *sampler,
                      const WsSampleRows *rows,
                      const double       *values,
                      guint64             seed,
                      const WsStage      *stage,
                      GError            **error)
{
  double          own[WS_SAMPLER_MAX_SETTINGS];
  WsSamplerModel *model;
  gpointer        self;

  g_return_val_if_fail (ws_sampler_count_settings (sampler) <= WS_SAMPLER_MAX_SETTINGS, NULL);

  ws_sampler_preset (sampler, own);
  for (guint i = 0; values != NULL && i < ws_sampler_count_settings (sampler); i++)
    if (!ws_sampler_set (sampler, own, sampler->settings[i].key, values[i], error))
      return NULL;
  if (!check_rows (sampler, rows, error))
    return NULL;
  self = sampler->create (rows, own, seed, stage, error);
  if (self == NULL)
    return NULL;
  model = g_new (WsSamplerModel, 1);
  *model = (WsSamplerModel){ sampler, self };
  return model;
}

void
ws_sampler_model_free (WsSamplerModel *self)
{
  if (self == NULL)
    return;
  self->sampler->destroy (self->self);
  g_free (self);
}

guint
ws_sampler_model_count_steps (WsSamplerModel *self)
{
  const WsSamplerLearning *learning = self->sampler->learning;

  return learning != NULL ? learning->count_steps (self->self) : 0;
}

guint
ws_sampler_model_get_step (WsSamplerModel *self)
{
  const WsSamplerLearning *learning = self->sampler->learning;

  return learning != NULL ? learning->get_step (self->self) : 0;
}

gboolean
ws_sampler_model_learn (
    WsSamplerModel *self, guint n, double *losses, const WsStage *stage, GError **error)
{
  guint left = ws_sampler_model_count_steps (self) - ws_sampler_model_get_step (self);

  g_return_val_if_fail (self->sampler->learning != NULL, FALSE);

  return self->sampler->learning->learn (self->self, MIN (n, left), losses, stage, error);
}

GBytes *
ws_sampler_model_save (WsSamplerModel *self)
{
  g_return_val_if_fail (self->sampler->learning != NULL, NULL);

  return self->sampler->learning->save (self->self);
}

gboolean
ws_sampler_model_restore (WsSamplerModel *self, GBytes *bytes, GError **error)
{
  if (self->sampler->learning != NULL && self->sampler->learning->restore (self->self, bytes))
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE, _ ("what is stored is no model of the %s method"),
               self->sampler->name);
  return FALSE;
}

gboolean
ws_sampler_model_draw (WsSamplerModel  *self,
                       const WsDrawing *drawing,
                       float           *out,
                       guint32         *from,
                       const WsStage   *stage,
                       GError         **error)
{
  g_return_val_if_fail (ws_sampler_model_get_step (self) == ws_sampler_model_count_steps (self),
                        FALSE);

  return self->sampler->draw (self->self, drawing, out, from, stage, error);
}
