/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/refine.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
ws_refinement_is_plain (const WsRefinement *self)
{
  return self->reject <= 1 && self->subsample <= 1 && self->scale == WS_RESCALE_NONE;
}

guint
ws_refinement_count_draws (const WsRefinement *self)
{
  return MAX (self->reject, 1) * MAX (self->subsample, 1);
}

static gboolean
refuse (const char *text, GError **error)
{
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               _ ("\"%s\" is no refinement; there are reject=K and subsample=K (K from 2 to %d), "
                  "scale (by weights) and scale=logits"),
               text, WS_REFINE_MOST);
  return FALSE;
}

static gboolean
add_one (WsRefinement *self, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  const char *value = equals != NULL ? equals + 1 : "";
  gsize       length = equals != NULL ? (gsize)(equals - text) : strlen (text);
  guint64     count;

  if (length == strlen ("scale") && strncmp (text, "scale", length) == 0)
    {
      if (equals != NULL && !g_str_equal (value, "weights") && !g_str_equal (value, "logits"))
        return refuse (text, error);
      self->scale = g_str_equal (value, "logits") ? WS_RESCALE_LOGITS : WS_RESCALE_WEIGHTS;
      return TRUE;
    }
  if (!g_ascii_string_to_unsigned (value, 10, 2, WS_REFINE_MOST, &count, NULL))
    return refuse (text, error);
  if (length == strlen ("reject") && strncmp (text, "reject", length) == 0)
    self->reject = (guint)count;
  else if (length == strlen ("subsample") && strncmp (text, "subsample", length) == 0)
    self->subsample = (guint)count;
  else
    return refuse (text, error);
  return TRUE;
}

gboolean
ws_refinement_add (WsRefinement *self, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  if (parts[0] == NULL)
    return refuse (text, error);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!add_one (self, g_strstrip (parts[i]), error))
      return FALSE;
  return TRUE;
}

char *
ws_refinement_to_text (const WsRefinement *self)
{
  GString *text = g_string_new (NULL);

  if (self->reject > 1)
    g_string_append_printf (text, ",reject=%u", self->reject);
  if (self->scale != WS_RESCALE_NONE)
    g_string_append (text, self->scale == WS_RESCALE_LOGITS ? ",scale=logits" : ",scale=weights");
  if (self->subsample > 1)
    g_string_append_printf (text, ",subsample=%u", self->subsample);
  g_string_erase (text, 0, text->len > 0 ? 1 : 0);
  return g_string_free (text, FALSE);
}
