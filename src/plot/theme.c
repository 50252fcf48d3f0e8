/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/theme.h"

#include "plot/plot-error.h"

#include <string.h>

static gboolean
is_slide (WsThemeKind kind)
{
  return kind == WS_THEME_SLIDE || kind == WS_THEME_SLIDE_DARK;
}

void
ws_theme_set_text_size (WsTheme *self, double text_size)
{
  double em = CLAMP (text_size, 4, 200);

  self->text_size = em;
  self->line_width = is_slide (self->kind) ? em / 6 : em * 0.16;
  self->marker_radius = em * 0.36;
}

void
ws_theme_init (WsTheme *self, WsThemeKind kind)
{
  memset (self, 0, sizeof *self);
  self->kind = kind;
  self->is_dark = kind == WS_THEME_DARK || kind == WS_THEME_SLIDE_DARK;
  self->has_source = TRUE;
  g_strlcpy (self->family, "Cantarell, Sans", sizeof self->family);
  if (self->is_dark)
    {
      self->background = (WsColor){ 0.118, 0.118, 0.118, 1 };
      self->text = (WsColor){ 0.94, 0.94, 0.94, 1 };
      self->muted = (WsColor){ 0.69, 0.69, 0.69, 1 };
      self->grid = (WsColor){ 0.192, 0.192, 0.197, 1 };
      self->axis = (WsColor){ 0.43, 0.43, 0.44, 1 };
    }
  else
    {
      self->background = (WsColor){ 1, 1, 1, 1 };
      self->text = (WsColor){ 0.14, 0.15, 0.17, 1 };
      self->muted = (WsColor){ 0.38, 0.39, 0.42, 1 };
      self->grid = (WsColor){ 0.905, 0.910, 0.918, 1 };
      self->axis = (WsColor){ 0.58, 0.59, 0.61, 1 };
    }
  ws_theme_set_text_size (self, is_slide (kind) ? 18 : 11);
}

void
ws_theme_fit (WsTheme *self, double width, double height)
{
  double em = MIN (width / 34, height / 25);

  ws_theme_set_text_size (self, CLAMP (em, MIN (7, self->text_size), self->text_size));
}

gboolean
ws_theme_parse (const char *name, WsTheme *self, GError **error)
{
  static const char *const names[] = { "light", "dark", "slide", "slide-dark" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        ws_theme_init (self, (WsThemeKind)i);
        return TRUE;
      }
  g_set_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_THEME,
               "theme \"%s\" is not known, expected light, dark, slide or slide-dark",
               name != NULL ? name : "");
  return FALSE;
}
