/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>

/* What is no sampler, to compare with; there is nothing to set. */
static const WsSampler controls[] = {
  { .name = "random",
    .title = N_ ("Untrained"),
    .source = N_ ("control: networks that nobody trained"),
    .space = WS_SPACE_WEIGHTS },
  { .name = "reconstruct",
    .title = N_ ("Reconstructed"),
    .source = N_ ("control: networks of the zoo, encoded and decoded"),
    .space = WS_SPACE_LATENT },
};

static gpointer
make_list (gpointer data)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; ws_sampler_list ()[i] != NULL; i++)
    g_ptr_array_add (list, (gpointer)ws_sampler_list ()[i]);
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    g_ptr_array_add (list, (gpointer)&controls[i]);
  g_ptr_array_add (list, NULL);
  return g_ptr_array_free (list, FALSE);
}

const WsSampler *const *
ws_sample_list_methods (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_list, NULL);
}

static gboolean
is_fixed (const WsSampleRequest *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    if (g_str_equal (self->method, controls[i].name))
      return TRUE;
  return FALSE;
}

static gboolean
refuse_fixed (const WsSampleRequest *self, const char *key, GError **error)
{
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("the %s method has no setting \"%s\""),
               self->method, key);
  return FALSE;
}

gboolean
ws_sample_request_set (WsSampleRequest *self, const char *key, double value, GError **error)
{
  double           values[WS_SAMPLER_MAX_SETTINGS];
  const WsSampler *sampler;
  guint            i = 0;

  if (is_fixed (self))
    return refuse_fixed (self, key, error);
  sampler = ws_sampler_lookup (self->method, error);
  if (sampler == NULL || !ws_sampler_set (sampler, values, key, value, error))
    return FALSE;
  while (i < self->n_settings && !g_str_equal (self->settings[i].key, key))
    i++;
  g_return_val_if_fail (i < WS_SAMPLER_MAX_SETTINGS, FALSE);
  g_strlcpy (self->settings[i].key, key, sizeof self->settings[i].key);
  self->settings[i].value = value;
  self->n_settings = MAX (self->n_settings, i + 1);
  return TRUE;
}

gboolean
ws_sample_request_get_values (const WsSampleRequest *self, double *values, GError **error)
{
  const WsSampler *sampler;

  if (is_fixed (self))
    return self->n_settings == 0 || refuse_fixed (self, self->settings[0].key, error);
  sampler = ws_sampler_lookup (self->method, error);
  if (sampler == NULL)
    return FALSE;
  ws_sampler_preset (sampler, values);
  for (guint i = 0; i < self->n_settings; i++)
    if (!ws_sampler_set (sampler, values, self->settings[i].key, self->settings[i].value, error))
      return FALSE;
  return TRUE;
}
