/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/job.h"
#include "data/images.h"
#include "latent/contour.h"
#include "latent/lattice.h"
#include "project/representation.h"

G_BEGIN_DECLS

/* UX.md 4.5: images behind a value of a landscape, where the set has as many. */
#define WS_LANDSCAPE_IMAGES 2000

typedef enum
{
  WS_LANDSCAPE_ACCURACY, /* fraction */
  WS_LANDSCAPE_LOSS,     /* nats */
} WsLandscapeQuantity;

/* What the network decoded at one place does on the images; both NaN where there is none (its
 * weights are not finite, or the map has no inverse and no network lies near). */
typedef struct
{
  float   accuracy, loss;
  guint32 is_far; /* ws_landscape_source_is_far() */
} WsLandscapeValue;

/* -- what has been measured -- */

/**
 * WsLandscape:
 *
 * Values at places of a plane, kept for as long as the plane lasts. Only what was measured is in
 * it; nothing is ever filled in between. Reference counted; any thread may read it while another
 * one adds to it.
 */
typedef struct _WsLandscape WsLandscape;

WsLandscape *ws_landscape_new (void);
WsLandscape *ws_landscape_ref (WsLandscape *self);
void         ws_landscape_unref (WsLandscape *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsLandscape, ws_landscape_unref)

void
ws_landscape_add (WsLandscape *self, const WsLatticePoint *point, const WsLandscapeValue *value);
/* %FALSE: not measured. @value (nullable) */
gboolean
      ws_landscape_find (WsLandscape *self, const WsLatticePoint *point, WsLandscapeValue *value);
guint ws_landscape_count (WsLandscape *self);

/**
 * ws_landscape_list_missing:
 * @cells: the finest lattice has no more than @cells² cells in the window
 * @first: the coarsest likewise; @cells is @first times a power of two
 *
 * What is left to measure to know the window: the coarsest lattice, then the next finer ones, each
 * from the middle outwards.
 *
 * Returns: (transfer full) (element-type WsLatticePoint)
 */
GArray *ws_landscape_list_missing (WsLandscape           *self,
                                   const WsLatticeWindow *window,
                                   guint                  first,
                                   guint                  cells);

/* What is known of one lattice. */
typedef struct
{
  WsLatticeGrid grid;
  guint         n_measured;
  double       *values; /* ny × nx, NaN where nothing has been measured or there is no network */
  guint8       *is_measured; /* ny × nx */
  guint8       *is_far;      /* ny × nx, of what has been measured */
} WsLandscapeLevel;

/* What is known of a window: lattices from the coarsest to the finest. Immutable, for any thread.
 */
typedef struct
{
  guint             n;
  WsLandscapeLevel *levels;
} WsLandscapeView;

WsLandscapeView *ws_landscape_dup_view (WsLandscape           *self,
                                        const WsLatticeWindow *window,
                                        gint                   coarsest,
                                        gint                   finest,
                                        WsLandscapeQuantity    quantity);
void             ws_landscape_view_free (WsLandscapeView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsLandscapeView, ws_landscape_view_free)

/**
 * ws_landscape_view_list_contours:
 * @step: the lines are of its multiples
 *
 * Lines through measured places alone: of each part of the window those of the finest lattice whose
 * places are all measured there.
 *
 * Returns: (transfer container) (element-type WsContour): places of the plane
 */
GPtrArray *ws_landscape_view_list_contours (const WsLandscapeView *self, double step);

/* The measured cell that a place lies in, the finest of these levels; %FALSE: none yet. @point is
 * not reduced. */
gboolean ws_landscape_find_cell (WsLandscape      *self,
                                 double            x,
                                 double            y,
                                 gint              coarsest,
                                 gint              finest,
                                 WsLatticePoint   *point,
                                 WsLandscapeValue *value);

/* Steps between contours of accuracy: not finer than the widest 95 % interval of a fraction on @n
 * images, so that a line is more than chance. */
double ws_landscape_accuracy_step (guint n_images);

/**
 * ws_landscape_get_range:
 * @most: the greatest value of what wears the same colours, NaN for none
 *
 * Ends of a colour scale that don't move while cells are measured: accuracy from 0 to the best that
 * is known, loss from 0 to somewhat more than that of guessing, however bad networks far off may
 * be.
 */
void ws_landscape_get_range (WsLandscape        *self,
                             WsLandscapeQuantity quantity,
                             guint               n_classes,
                             double              most,
                             double             *lo,
                             double             *hi);

/* -- measuring: immutable, shared by threads, reference counted -- */

typedef struct _WsLandscapeSource WsLandscapeSource;

/**
 * ws_landscape_source_load:
 * @n_images: at most so many validation images
 *
 * Reads what decoding a place of @projection takes: the representation, validation images of the
 * set that its networks were trained on (the same that the pointer's read-out has, and more of
 * them), and where those networks lie.
 */
WsLandscapeSource *ws_landscape_source_load (WsProject          *project,
                                             const WsProjection *projection,
                                             guint               n_images,
                                             GError            **error);
WsLandscapeSource *ws_landscape_source_ref (WsLandscapeSource *self);
void               ws_landscape_source_unref (WsLandscapeSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsLandscapeSource, ws_landscape_source_unref)

guint    ws_landscape_source_get_n_images (const WsLandscapeSource *self);
guint    ws_landscape_source_get_n_classes (const WsLandscapeSource *self);
gboolean ws_landscape_source_is_exact (const WsLandscapeSource *self);
/* Where the networks of the zoo lie. */
void ws_landscape_source_get_window (const WsLandscapeSource *self, WsLatticeWindow *window);

/**
 * ws_landscape_source_is_far:
 *
 * Farther from every network than 95 % of all networks are from the nearest other one: in z on a
 * plane with an inverse, on the map elsewhere, and there nothing is decoded.
 */
gboolean ws_landscape_source_is_far (const WsLandscapeSource *self, double x, double y);

/* The latents that are decoded at places, n × q (as ws_hyper_decode() takes them). */
gboolean ws_landscape_source_read (
    WsLandscapeSource *self, const WsLatticePoint *points, guint n, float *z, GError **error);
guint ws_landscape_source_get_n_latents (const WsLandscapeSource *self);

/**
 * ws_landscape_measure:
 * @values: (out) (array length=n)
 * @job: (nullable): asked for cancel every few milliseconds
 *
 * Decodes every place and scores the networks on all images. A value has the same bits whatever it
 * is measured with, on any number of threads.
 */
gboolean ws_landscape_measure (WsLandscapeSource    *self,
                               const WsLatticePoint *points,
                               guint                 n,
                               WsLandscapeValue     *values,
                               WsJob                *job,
                               GError              **error);

/**
 * ws_landscape_write_csv:
 * @comment: (nullable): the first line
 * @with_latents: q columns more
 *
 * Every place of the lattice @level in the window that has been measured: x, y, accuracy, loss,
 * number of images, whether it is far from all networks; a place without a network has no numbers.
 *
 * Returns: (transfer full): text
 */
char *ws_landscape_write_csv (WsLandscape           *self,
                              WsLandscapeSource     *source,
                              const WsLatticeWindow *window,
                              gint                   level,
                              const char            *comment,
                              gboolean               with_latents,
                              GError               **error);

/* -- measuring in the background -- */

/**
 * ws_landscape_fill_new:
 * @first, @cells: as of ws_landscape_list_missing()
 *
 * Measures what is missing of a window, in that order, and adds it to @landscape a few places at a
 * time, each time with a report. Touches no document: it goes into no list and needs no resuming.
 */
WsJob *ws_landscape_fill_new (WsLandscapeSource     *source,
                              WsLandscape           *landscape,
                              const WsLatticeWindow *window,
                              guint                  first,
                              guint                  cells);

G_END_DECLS
