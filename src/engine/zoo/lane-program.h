/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"

G_BEGIN_DECLS

/* What the lanes do for one image of an architecture: steps made of WsArch's operations. An
 * activation belongs to the step before it, a flatten is no step, and a convolution, its 2×2 pool
 * and its activation are one step where there is a kernel for their shape.
 *
 * Weights lie in kernel order: those of pooled convolutions [in][ky][kx][out], all else as in the
 * flat vector; WsLaneProgram.order gives the flat index of each. */

enum
{
  WS_LANE_CLASSES = 10,
  WS_LANE_ROOM = 16, /* the transposition reads images in pieces of so many pixels */
  /* The two shapes of pooled convolutions, 5×5: of 28×28 images, and of what the first one gives. */
  WS_LANE_KERNEL = 5,
  WS_LANE_SIDE = 28,
  WS_LANE_OUT1 = 8,
  WS_LANE_SIDE1 = 12,
  WS_LANE_OUT2 = 6,
  WS_LANE_SIDE2 = 4,
};

typedef enum
{
  WS_LANE_POOLED1, /* any number of channels; its input's gradient is never asked for */
  WS_LANE_POOLED2,
  WS_LANE_CONV,
  WS_LANE_LINEAR,
  WS_LANE_POOL,
  WS_LANE_ADD,
  WS_LANE_CROP,
} WsLaneStepKind;

/* How a step's gradient reaches one of its inputs. The first step of the backward pass that reaches
 * a value writes, the others add; a value that one step alone reads has its slope multiplied. */
typedef enum
{
  WS_LANE_DROP, /* nobody asks: an image, or an array that both share */
  WS_LANE_WRITE,
  WS_LANE_SUM,
  WS_LANE_TIMES,
} WsLaneFlow;

typedef struct
{
  WsLaneStepKind kind;
  guint          in, in2, out; /* values; in2 of ADD only */
  WsLaneFlow     flow, flow2;
  guint          n_in, n_out, side_in, side_out; /* channels and their sides */
  guint          kernel, stride, offset;         /* the pool's window is its kernel */
  guint          w, b;                           /* where the weights and biases start */
  gboolean       has_bias;
  gboolean       activates;  /* its result; pooled convolutions do so themselves */
  gboolean       slopes_own; /* its result's gradient is multiplied by the slope before its backward pass */
} WsLaneStep;

typedef struct
{
  guint n;         /* scalars */
  guint d_of;      /* whose array of gradients it has: its own or that of the sum it goes into */
  gboolean is_activated, has_slope_apart; /* has_slope_apart: slope and gradient in two arrays */
} WsLaneSlot;

typedef struct
{
  guint       channels, n_pixels, n_params;
  guint       n_steps, n_values;
  WsLaneStep *steps;
  WsLaneSlot *slots;  /* n_values: slot 0 is the image, the last has the logits */
  guint      *values; /* the slot that WsArch's value number v has after the pass */
  guint32    *order;  /* kernel order → flat */
} WsLaneProgram;

/* The program of an architecture, made once; @arch is one of the registry. */
const WsLaneProgram *ws_lane_program_get  (const WsArch *arch);
/* Images are square, classes WS_LANE_CLASSES. */
WsLaneProgram       *ws_lane_program_new  (const WsArch *arch);
void                 ws_lane_program_free (WsLaneProgram *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsLaneProgram, ws_lane_program_free)

G_END_DECLS
