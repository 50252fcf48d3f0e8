/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/finetune-private.h"

#include "core/error.h"
#include "zoo/soft-vote.h"

/* (transfer full): of all networks of the teacher */
static float *
load_teachers (const FinetuneRun *run, gsize n_params, GError **error)
{
  g_autofree float *weights = g_new (float, n_params * run->n_teachers);

  for (guint i = 0; i < run->n_teachers; i++)
    if (!ws_project_load_weights (run->training.work->project, run->teachers[i],
                                  weights + i * n_params, n_params, error) ||
        !ws_job_tick (run->training.job, error))
      return NULL;
  return g_steal_pointer (&weights);
}

/* Sums of probabilities become probabilities, whatever number of networks has voted. */
static gboolean
take_shares (FinetuneRun *run, const double *share, GError **error)
{
  guint n_classes = run->training.plan.arch->n_classes, n = run->training.plan.train->n;

  run->targets = g_new (float, (gsize)n *n_classes);
  for (guint i = 0; i < n; i++)
    {
      const double *row = share + (gsize)i * n_classes;
      double        sum = 0;

      for (guint c = 0; c < n_classes; c++)
        sum += row[c];
      if (!(sum > 0))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                       "%s says nothing about training image %u", run->request->teacher, i);
          return FALSE;
        }
      for (guint c = 0; c < n_classes; c++)
        run->targets[(gsize)i * n_classes + c] = (float)(row[c] / sum);
    }
  run->training.plan.targets = run->targets;
  run->training.plan.target_weight = (float)run->request->teacher_weight;
  return TRUE;
}

gboolean
ws_finetune_ask_teacher (FinetuneRun *run, GError **error)
{
  const WsTensorImages *images = run->training.plan.train;
  g_autoptr (WsPopulation) teacher = NULL;
  g_autofree float  *weights = NULL;
  g_autofree double *share = NULL;
  const WsArch      *arch;
  WsActivation       act;

  if (run->request->teacher[0] == '\0' || ws_training_is_complete (&run->training))
    return TRUE;
  teacher = ws_project_find_population (run->training.work->project, run->request->teacher, error);
  if (teacher == NULL || !ws_population_get_network (teacher, &arch, &act, error))
    return FALSE;
  weights = load_teachers (run, arch->n_params, error);
  if (weights == NULL)
    return FALSE;
  share = g_new (double, (gsize)images->n * arch->n_classes);
  return ws_zoo_soft_vote (arch, act, weights, run->n_teachers, images, share, run->training.job,
                           error) &&
         take_shares (run, share, error);
}
