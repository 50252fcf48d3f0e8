/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/kernels.h"

/* Built without any -m flag: chooses among the levels. */

static const WsHyperKernels *const built[] = {
#if WS_CPU_LEVEL_PORTABLE
  &ws_hyper_kernels_portable,
#endif
#if WS_CPU_LEVEL_V2
  &ws_hyper_kernels_v2,
#endif
#if WS_CPU_LEVEL_V3
  &ws_hyper_kernels_v3,
#endif
#if WS_CPU_LEVEL_V4
  &ws_hyper_kernels_v4,
#endif
};

const WsHyperKernels *
ws_hyper_kernels_get (WsCpuLevel level)
{
  for (guint i = 0; i < G_N_ELEMENTS (built); i++)
    if (built[i]->level == level)
      return built[i];
  return NULL;
}

const WsHyperKernels *
ws_hyper_kernels (void)
{
  const WsHyperKernels *kernels = NULL;

  /* the highest that is built and that the machine has */
  for (guint i = 0; i < G_N_ELEMENTS (built); i++)
    if (built[i]->level <= ws_cpu_get_level ())
      kernels = built[i];
  return kernels;
}
