/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"

#include <math.h>
#include <string.h>

/* Every kind of figure from made-up data that looks like a zoo; always the same numbers. */

typedef WsFigure *(*DemoMaker) (void);

typedef struct
{
  const char *name;
  DemoMaker   make;
} DemoKind;

/* A small generator of its own: figures depend on nothing of the engine. */
static guint64 demo_state = 1;

static inline double
demo_uniform (void)
{
  demo_state = demo_state * 6364136223846793005u + 1442695040888963407u;
  return (double)(demo_state >> 11) / 9007199254740992.0;
}

static inline double
demo_normal (void)
{
  return sqrt (-2 * log (1 - demo_uniform ())) * cos (2 * G_PI * demo_uniform ());
}
