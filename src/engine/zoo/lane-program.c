/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-program.h"

#include "core/sync.h"

typedef struct
{
  const WsArch  *arch;
  WsLaneProgram *program;
  guint         *n_readers; /* by value of the architecture, then by slot */
} Builder;

static guint
new_slot (Builder *self, const WsOp *op)
{
  WsLaneProgram *program = self->program;
  guint          number = program->n_values++;

  program->slots[number] =
      (WsLaneSlot){ .n = op->channels * op->height * op->width, .d_of = number };
  return number;
}

/* -- forward: steps -- */

/* A convolution that its pool and activation alone read, in a shape that has a kernel of its own.
 */
static gboolean
find_pooled (const Builder *self, guint i, WsLaneStep *step)
{
  const WsOp *ops = self->arch->ops;
  gboolean    is_pooled = i + 2 < self->arch->n_ops && ops[i + 1].kind == WS_OP_MAXPOOL &&
                       ops[i + 1].a == i + 1 && ops[i + 1].size == 2 && ops[i + 1].stride == 2 &&
                       ops[i + 2].kind == WS_OP_ACT && ops[i + 2].a == i + 2 &&
                       self->n_readers[i + 1] == 1 && self->n_readers[i + 2] == 1;

  if (!is_pooled || !step->has_bias || step->kernel != WS_LANE_KERNEL)
    return FALSE;
  if (step->in == 0 && step->side_in == WS_LANE_SIDE && step->n_out == WS_LANE_OUT1)
    step->kind = WS_LANE_POOLED1;
  else if (step->in != 0 && step->side_in == WS_LANE_SIDE1 && step->n_in == WS_LANE_OUT1 &&
           step->n_out == WS_LANE_OUT2)
    step->kind = WS_LANE_POOLED2;
  else
    return FALSE;
  step->side_out = step->kind == WS_LANE_POOLED1 ? WS_LANE_SIDE1 : WS_LANE_SIDE2;
  return TRUE;
}

static WsLaneStep
make_step (const Builder *self, const WsOp *op)
{
  static const WsLaneStepKind kinds[] = {
    [WS_OP_CONV] = WS_LANE_CONV, [WS_OP_LINEAR] = WS_LANE_LINEAR, [WS_OP_MAXPOOL] = WS_LANE_POOL,
    [WS_OP_ADD] = WS_LANE_ADD,   [WS_OP_CROP] = WS_LANE_CROP,
  };
  const WsArch *arch = self->arch;
  const WsOp   *from = op->a > 0 ? &arch->ops[op->a - 1] : NULL;
  WsLaneStep    step = {
       .kind = kinds[op->kind],
       .in = self->program->values[op->a],
       .in2 = op->kind == WS_OP_ADD ? self->program->values[op->b] : 0,
       .n_in = from != NULL ? from->channels : arch->channels,
       .n_out = op->channels,
       .side_in = from != NULL ? from->height : arch->height,
       .side_out = op->height,
       .kernel = op->size,
       .stride = op->stride,
       .offset = op->offset,
  };

  g_assert (op->height == op->width);
  if (op->kind == WS_OP_CONV || op->kind == WS_OP_LINEAR)
    {
      const WsLayer *layer = &arch->layers[op->layer];

      step.kernel = layer->kernel;
      step.w = (guint)layer->w_start;
      step.b = (guint)layer->b_start;
      step.has_bias = layer->has_bias;
    }
  return step;
}

/* The activation of value @a, in its place: nothing else reads what it was before. */
static void
append_activation (Builder *self, guint a)
{
  WsLaneProgram *program = self->program;
  WsLaneStep    *last = &program->steps[program->n_steps - 1];

  g_assert (program->n_steps > 0 && last->out == program->values[a] && self->n_readers[a] == 1);
  last->activates = TRUE;
  program->slots[last->out].is_activated = TRUE;
}

static void
make_steps (Builder *self)
{
  const WsArch  *arch = self->arch;
  WsLaneProgram *program = self->program;

  for (guint i = 0; i < arch->n_ops; i++)
    {
      const WsOp *op = &arch->ops[i];
      WsLaneStep  step;

      program->values[i + 1] = program->values[op->a];
      if (op->kind == WS_OP_ACT)
        append_activation (self, op->a);
      if (op->kind == WS_OP_ACT || op->kind == WS_OP_FLATTEN)
        continue;
      step = make_step (self, op);
      if (op->kind == WS_OP_CONV && find_pooled (self, i, &step))
        {
          step.out = new_slot (self, &arch->ops[i + 2]);
          program->slots[step.out].is_activated = TRUE;
          program->values[i + 1] = program->values[i + 2] = step.out;
          i += 2;
        }
      else
        step.out = new_slot (self, op);
      program->values[i + 1] = step.out;
      program->steps[program->n_steps++] = step;
    }
}

/* -- backward: how gradients flow -- */

static WsLaneFlow
choose_flow (Builder *self, const WsLaneStep *step, guint in, gboolean *is_reached)
{
  WsLaneSlot *slot = &self->program->slots[in];
  gboolean    is_alone = self->n_readers[in] == 1, was_reached = is_reached[in];

  is_reached[in] = TRUE;
  if (in == 0)
    return WS_LANE_DROP;
  if (is_alone && step->kind == WS_LANE_ADD && !slot->is_activated)
    {
      slot->d_of = self->program->slots[step->out].d_of;
      return WS_LANE_DROP;
    }
  /* Pools and crops spread their gradient place by place. */
  if (is_alone && slot->is_activated && step->kind != WS_LANE_POOL && step->kind != WS_LANE_CROP)
    return WS_LANE_TIMES;
  slot->has_slope_apart = slot->is_activated;
  return was_reached ? WS_LANE_SUM : WS_LANE_WRITE;
}

static void
make_flows (Builder *self)
{
  WsLaneProgram       *program = self->program;
  g_autofree gboolean *is_reached = g_new0 (gboolean, program->n_values);

  for (guint v = 0; v < program->n_values; v++)
    self->n_readers[v] = 0;
  for (guint i = 0; i < program->n_steps; i++)
    {
      self->n_readers[program->steps[i].in]++;
      if (program->steps[i].kind == WS_LANE_ADD)
        self->n_readers[program->steps[i].in2]++;
    }
  is_reached[program->n_values - 1] = TRUE;
  for (guint i = program->n_steps; i-- > 0;)
    {
      WsLaneStep *step = &program->steps[i];

      g_assert (is_reached[step->out]);
      step->slopes_own = program->slots[step->out].has_slope_apart;
      step->flow = choose_flow (self, step, step->in, is_reached);
      if (step->kind == WS_LANE_ADD)
        step->flow2 = choose_flow (self, step, step->in2, is_reached);
    }
}

/* -- weights -- */

static void
make_order (WsLaneProgram *self)
{
  const guint taps = WS_LANE_KERNEL * WS_LANE_KERNEL;

  for (guint i = 0; i < self->n_params; i++)
    self->order[i] = i;
  for (guint s = 0; s < self->n_steps; s++)
    {
      const WsLaneStep *step = &self->steps[s];

      if (step->kind != WS_LANE_POOLED1 && step->kind != WS_LANE_POOLED2)
        continue;
      for (guint c = 0; c < step->n_in; c++)
        for (guint tap = 0; tap < taps; tap++)
          for (guint o = 0; o < step->n_out; o++)
            self->order[step->w + (c * taps + tap) * step->n_out + o] =
                step->w + (o * step->n_in + c) * taps + tap;
    }
}

/* -- together -- */

WsLaneProgram *
ws_lane_program_new (const WsArch *arch)
{
  WsLaneProgram    *self = g_new0 (WsLaneProgram, 1);
  g_autofree guint *n_readers = g_new0 (guint, arch->n_ops + 1);
  Builder           builder = { arch, self, n_readers };

  g_assert (arch->height == arch->width && arch->n_classes == WS_LANE_CLASSES);
  self->channels = arch->channels;
  self->n_pixels = arch->channels * arch->height * arch->width;
  self->n_params = (guint)arch->n_params;
  self->steps = g_new0 (WsLaneStep, arch->n_ops);
  self->slots = g_new0 (WsLaneSlot, arch->n_ops + 1);
  self->values = g_new0 (guint, arch->n_ops + 1);
  self->order = g_new (guint32, arch->n_params);
  self->slots[0].n = self->n_pixels;
  self->n_values = 1;
  g_assert (self->n_pixels % WS_LANE_ROOM == 0);
  for (guint i = 0; i < arch->n_ops; i++)
    {
      n_readers[arch->ops[i].a]++;
      if (arch->ops[i].kind == WS_OP_ADD)
        n_readers[arch->ops[i].b]++;
    }
  make_steps (&builder);
  make_flows (&builder);
  make_order (self);
  g_assert (self->values[arch->n_ops] == self->n_values - 1);
  g_assert (self->slots[self->n_values - 1].n == WS_LANE_CLASSES);
  return self;
}

void
ws_lane_program_free (WsLaneProgram *self)
{
  if (self == NULL)
    return;
  g_free (self->steps);
  g_free (self->slots);
  g_free (self->values);
  g_free (self->order);
  g_free (self);
}

const WsLaneProgram *
ws_lane_program_get (const WsArch *arch)
{
  static WsMutex     mutex = PTHREAD_MUTEX_INITIALIZER;
  static GHashTable *programs; /* by architecture: as long as the process, as those are */
  WsLaneProgram     *program;

  ws_mutex_lock (&mutex);
  if (programs == NULL)
    programs = g_hash_table_new (NULL, NULL);
  program = g_hash_table_lookup (programs, arch);
  if (program == NULL)
    {
      program = ws_lane_program_new (arch);
      g_hash_table_insert (programs, (gpointer)arch, program);
    }
  ws_mutex_unlock (&mutex);
  return program;
}
