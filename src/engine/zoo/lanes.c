/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"

#include "core/memory.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#define FLUSH_DENORMALS 0x8040u /* results to zero, and inputs taken as zero */
#endif

/* Built without any -m flag: chooses among the levels. */

static const WsLaneKernels *const built[] = {
#if WS_CPU_LEVEL_PORTABLE
  &ws_lane_kernels_portable,
#endif
#if WS_CPU_LEVEL_V2
  &ws_lane_kernels_v2,
#endif
#if WS_CPU_LEVEL_V3
  &ws_lane_kernels_v3,
#endif
#if WS_CPU_LEVEL_V4
  &ws_lane_kernels_v4,
#endif
};

const WsLaneKernels *
ws_lane_kernels_get (WsCpuLevel level)
{
  for (guint i = 0; i < G_N_ELEMENTS (built); i++)
    if (built[i]->level == level)
      return built[i];
  return NULL;
}

/* Arrays of the values, and what they share. */
static void
make_values (WsLaneBuffers *self, const WsLaneKernels *kernels)
{
  const WsLaneProgram *program = self->program;
  gsize                lanes = kernels->lanes;

  for (guint i = 1; i < program->n_values; i++)
    {
      const WsLaneSlot *slot = &program->slots[i];
      WsLaneValue      *value = &self->values[i];

      value->a = WS_ALIGNED_FLOATS (slot->n * lanes);
      if (slot->is_activated)
        value->slope = WS_ALIGNED_FLOATS (slot->n * lanes);
      if (slot->is_activated && !slot->has_slope_apart)
        value->d = value->slope;
      else if (slot->d_of == i)
        value->d = WS_ALIGNED_FLOATS (slot->n * lanes);
    }
  for (guint i = 1; i < program->n_values; i++)
    self->values[i].d = self->values[program->slots[i].d_of].d;
  for (guint i = 0; i < program->n_steps; i++)
    {
      const WsLaneStep *step = &program->steps[i];
      WsLaneValue      *value = &self->values[step->out];
      gsize             n = program->slots[step->out].n;

      if (step->kind == WS_LANE_POOLED1 || step->kind == WS_LANE_POOLED2)
        {
          value->right = ws_aligned_new0 (n * kernels->mask_bytes);
          value->lower = ws_aligned_new0 (n * kernels->mask_bytes);
        }
      if (step->kind == WS_LANE_POOL && step->flow != WS_LANE_DROP)
        value->tap = WS_ALIGNED_FLOATS (n * lanes);
    }
}

WsLaneBuffers *
ws_lane_buffers_new (const WsLaneKernels *kernels, const WsLaneProgram *program)
{
  WsLaneBuffers *self = g_new0 (WsLaneBuffers, 1);
  gsize          lanes = kernels->lanes, n_map = 4 * WS_LANE_SIDE2 * WS_LANE_SIDE2;

  self->program = program;
  self->x = WS_ALIGNED_FLOATS (program->n_pixels * lanes);
  self->values = g_new0 (WsLaneValue, program->n_values);
  make_values (self, kernels);
  self->logits = self->values[program->n_values - 1].a;
  self->dlogits = self->values[program->n_values - 1].d;
  self->map = WS_ALIGNED_FLOATS (WS_LANE_OUT2 * n_map * lanes);
  self->loss = WS_ALIGNED_FLOATS (lanes);
  self->hit = WS_ALIGNED_FLOATS (lanes);
  self->best = WS_ALIGNED_FLOATS (lanes);
  self->target = WS_ALIGNED_FLOATS (WS_LANE_CLASSES * lanes);
  self->behaviour = WS_ALIGNED_FLOATS (lanes);
  return self;
}

void
ws_lane_buffers_free (WsLaneBuffers *self)
{
  if (self == NULL)
    return;
  for (guint i = 1; i < self->program->n_values; i++)
    {
      WsLaneValue *value = &self->values[i];

      ws_aligned_free (value->a);
      ws_aligned_free (value->slope);
      if (value->d != value->slope && self->program->slots[i].d_of == i)
        ws_aligned_free (value->d);
      ws_aligned_free (value->right);
      ws_aligned_free (value->lower);
      ws_aligned_free (value->tap);
    }
  g_free (self->values);
  ws_aligned_free (self->x);
  ws_aligned_free (self->map);
  ws_aligned_free (self->loss);
  ws_aligned_free (self->hit);
  ws_aligned_free (self->best);
  ws_aligned_free (self->target);
  ws_aligned_free (self->behaviour);
  g_free (self);
}

guint
ws_lane_enter (void)
{
#if defined(__x86_64__)
  guint state = _mm_getcsr ();

  _mm_setcsr (state | FLUSH_DENORMALS);
  return state;
#elif defined(__aarch64__)
  guint64 state;

  __asm__ volatile("mrs %0, fpcr" : "=r"(state));
  __asm__ volatile("msr fpcr, %0" : : "r"(state | (1u << 24)));
  return (guint)state;
#else
  return 0;
#endif
}

void
ws_lane_leave (guint state)
{
#if defined(__x86_64__)
  _mm_setcsr (state);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"((guint64)state));
#endif
}
