/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/layout.h"

G_BEGIN_DECLS

/* cairo writes text in SVG as outlines. The figure is drawn without its texts, and this puts them
 * in as <text>, with a title and description for screen readers; @svg is changed in place. */
void ws_svg_add_texts (GByteArray           *svg,
                       const WsFigure       *figure,
                       const WsFigureLayout *layout,
                       const WsTheme        *theme);

G_END_DECLS
