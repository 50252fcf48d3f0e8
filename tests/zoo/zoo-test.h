/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/dataset.h"
#include "zoo/train.h"

#include <string.h>

/* The first @n of @all, as a set of its own. */
static inline WsTensorImages *
take_images (const WsImages *all, guint n)
{
  const WsPreprocess preprocess = { 0.5f, 0.5f };

  return ws_tensor_images_new (all, &preprocess, NULL, n);
}

static inline WsDataset *
load_small (void)
{
  g_autoptr (GError) error = NULL;
  WsDataset *set = ws_dataset_load ("fashion-mnist-small", &error);

  g_assert_no_error (error);
  g_assert_nonnull (set);
  return set;
}
