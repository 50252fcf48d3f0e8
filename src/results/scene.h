/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/export.h"
#include "plot/figure.h"
#include "project/scene.h"
#include "results/scene-view.h"

G_BEGIN_DECLS

/**
 * WsSlide:
 *
 * A scene as it is drawn now: screen, show and PDF draw the same. There always is a figure; of a
 * scene whose rows are gone it has the title, the caption, and a sentence that says so.
 */
typedef struct
{
  WsFigure *figure;
  char     *title;   /* (nullable): the figure's own, for a scene without one */
  char     *missing; /* (nullable): that sentence */
  char     *map;     /* (nullable): which map it is: slides of one map have one camera */
} WsSlide;

void ws_slide_free (WsSlide *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsSlide, ws_slide_free)

/**
 * ws_slide_new:
 * @project: a connection of the calling thread's own
 *
 * Reads what the scene shows, which takes as long as the page takes; for workers. %NULL only when
 * the document cannot be read.
 */
WsSlide *ws_slide_new (WsProject *project, const WsScene *scene, GError **error);

/* Title and caption of @scene, which may have changed since. */
void ws_slide_set_texts (WsSlide *self, const WsScene *scene);

/* What slides look like: the engine's slide theme, 16:9. */
void ws_slide_get_look (gboolean is_dark, WsExportSize *size, WsTheme *theme);

/* A scene's title, or what kind of figure it is. (transfer full) */
char *ws_scene_dup_title (const WsScene *scene);

/**
 * ws_scenes_export_pdf:
 * @scenes: (element-type WsScene): at least one
 * @progress: (nullable): called before each slide, with its number from 0
 *
 * The whole show, a page a slide; the file is written when all are drawn, or not at all. @n_missing
 * (nullable): slides that say that something is gone.
 */
typedef void (*WsSlideProgress) (guint slide, gpointer data);
gboolean ws_scenes_export_pdf (WsProject      *project,
                               GPtrArray      *scenes,
                               const char     *path,
                               gboolean        is_dark,
                               WsSlideProgress progress,
                               gpointer        data,
                               GCancellable   *cancellable,
                               guint          *n_missing,
                               GError        **error);

G_END_DECLS
