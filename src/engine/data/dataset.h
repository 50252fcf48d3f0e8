/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"

G_BEGIN_DECLS

/**
 * WsDataset:
 *
 * A known image set: its official train and test files. Reference counted, immutable.
 * Known names: "fashion-mnist" (Debian's dataset-fashion-mnist, /usr/share/datasets), and
 * "fashion-mnist-small" (bundled, 5,000 train / 1,000 test). Any folder with the official files
 * of IDX (MNIST and its like) or USPS, plain or .gz, is a set too; its name is the base name.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char           *name;
  char           *path;        /* folder */
  char           *source;      /* one line for people: where from, licence */
  const char    **class_names; /* n_classes names, or NULL; static */
  WsImages       *train;
  WsImages       *test;
  WsPreprocess    preprocess;  /* the published one for this set, else (0.5, 0.5) */
  char            sha256[65];  /* of the four decoded arrays */
} WsDataset;

typedef struct
{
  char *name, *path;
  guint images_train, images_test, channels, height, width;
} WsDatasetInfo;

/* (element-type WsDatasetInfo) (transfer container): all known sets that are there now; reads
 * headers only. */
GPtrArray *ws_dataset_list  (void);
/* @name_or_path: a known name, or a folder. */
WsDataset *ws_dataset_load  (const char *name_or_path, GError **error);
WsDataset *ws_dataset_ref   (WsDataset *self);
void       ws_dataset_unref (WsDataset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsDataset, ws_dataset_unref)

/* Gives a folder of official files a name of its own in the user's data folder, after reading all of it. */
gboolean   ws_dataset_register (const char *name, const char *folder, GError **error);

/**
 * ws_dataset_split:
 *
 * Cuts the official train set into train and validation images by a permutation with seed 42
 * from our own stream; the test set stays whole. @n_train and @n_val may be fewer than there
 * are. Each result may be NULL when not wanted. METHOD.md 2.3.
 */
gboolean   ws_dataset_split (WsDataset *self, guint n_train, guint n_val,
                             WsTensorImages **train, WsTensorImages **val, WsTensorImages **test,
                             GError **error);

G_END_DECLS
