/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/scene.h"

#include "results/scene-private.h"
#include "core/error.h"

#include <glib/gi18n.h>

void
ws_slide_free (WsSlide *self)
{
  ws_figure_unref (self->figure);
  g_free (self->title);
  g_free (self->missing);
  g_free (self->map);
  g_free (self);
}

char *
ws_scene_dup_title (const WsScene *scene)
{
  g_autoptr (WsSceneView) view = NULL;

  if (scene->title[0] != '\0')
    return g_strdup (scene->title);
  view = ws_scene_view_parse (scene->view, NULL);
  return g_strdup (view != NULL ? ws_scene_view_get_kind (view) : _ ("Scene"));
}

void
ws_slide_get_look (gboolean is_dark, WsExportSize *size, WsTheme *theme)
{
  ws_theme_init (theme, is_dark ? WS_THEME_SLIDE_DARK : WS_THEME_SLIDE);
  if (!ws_export_size_parse ("slide", size, NULL))
    g_assert_not_reached ();
}

/* Nothing is worse on a stage than a page that says nothing. */
static WsFigure *
new_message (const char *sentence)
{
  WsFigure *figure = ws_figure_new ();

  ws_figure_add_panel (figure);
  ws_figure_set_empty (figure, sentence);
  return figure;
}

void
ws_slide_set_texts (WsSlide *self, const WsScene *scene)
{
  g_autofree char *title = scene->title[0] == '\0' && self->title != NULL
                               ? g_strdup (self->title)
                               : ws_scene_dup_title (scene);

  ws_figure_set_title (self->figure, title);
  ws_figure_set_caption (self->figure, scene->caption);
}

WsSlide *
ws_slide_new (WsProject *project, const WsScene *scene, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (WsSceneView) view = NULL;
  g_autofree char *map = NULL;
  WsFigure        *figure = NULL;
  WsSlide         *self;

  g_return_val_if_fail (WS_IS_PROJECT (project) && scene != NULL, NULL);
  view = ws_scene_view_parse (scene->view, &problem);
  if (view != NULL)
    figure = ws_scene_draw (project, view, &map, &problem);
  if (figure == NULL && !g_error_matches (problem, WS_ERROR, WS_ERROR_NOT_FOUND) &&
      !g_error_matches (problem, WS_ERROR, WS_ERROR_FORMAT))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  self = g_new0 (WsSlide, 1);
  self->figure = figure != NULL ? figure : new_message (problem->message);
  self->missing = figure == NULL ? g_strdup (problem->message) : NULL;
  self->title = figure != NULL ? g_strdup (ws_figure_get_title (figure)) : NULL;
  self->map = g_steal_pointer (&map);
  ws_slide_set_texts (self, scene);
  return self;
}

static void
free_figure (gpointer figure)
{
  ws_figure_unref (figure);
}

gboolean
ws_scenes_export_pdf (WsProject      *project,
                      GPtrArray      *scenes,
                      const char     *path,
                      gboolean        is_dark,
                      WsSlideProgress progress,
                      gpointer        data,
                      GCancellable   *cancellable,
                      guint          *n_missing,
                      GError        **error)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (free_figure);
  WsExportSize size;
  WsTheme      theme;

  g_return_val_if_fail (scenes->len > 0, FALSE);
  ws_slide_get_look (is_dark, &size, &theme);
  if (n_missing != NULL)
    *n_missing = 0;
  for (guint i = 0; i < scenes->len; i++)
    {
      g_autoptr (WsSlide) slide = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (progress != NULL)
        progress (i, data);
      slide = ws_slide_new (project, g_ptr_array_index (scenes, i), error);
      if (slide == NULL)
        return FALSE;
      if (n_missing != NULL && slide->missing != NULL)
        (*n_missing)++;
      g_ptr_array_add (figures, ws_figure_ref (slide->figure));
    }
  return ws_figures_export_pdf ((const WsFigure *const *)figures->pdata, figures->len, path, &size,
                                &theme, error);
}
