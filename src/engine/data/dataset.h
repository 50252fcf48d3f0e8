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
 * of IDX (MNIST and its like), USPS, CIFAR-10 (binary), STL-10 (binary) or SVHN (MATLAB 5) is a
 * set too; its name is the folder's base name.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char           *name;
  char           *path;        /* folder */
  char           *source;      /* one line for people: what it is, licence */
  char          **class_names; /* n_classes names, or NULL */
  WsImages       *train;
  WsImages       *test;
  WsPreprocess    preprocess;  /* the published one for this kind of set */
  char            sha256[65];  /* of the four decoded arrays */
} WsDataset;

/* @net_channels: what networks see of the @channels. */
typedef struct
{
  char *name, *path;
  guint images_train, images_test, channels, height, width, net_channels;
} WsDatasetInfo;

void ws_dataset_info_free (WsDatasetInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsDatasetInfo, ws_dataset_info_free)

/* (element-type WsDatasetInfo) (transfer container): all known sets that are there now; reads
 * headers only. */
GPtrArray *ws_dataset_list  (void);
/* Whether the text is a set's name and so no folder: a known one that is there, or the user's. */
gboolean   ws_dataset_is_name (const char *text);
/* @name_or_path: a known name, or a folder. */
WsDataset *ws_dataset_load  (const char *name_or_path, GError **error);
/* (transfer full): the same without the images, from headers where the files have them. */
WsDatasetInfo *ws_dataset_read_info (const char *name_or_path, GError **error);
guint      ws_dataset_get_net_channels (const WsDataset *self);
/* (transfer full): one line for people: what becomes of the pixels before networks see them */
char      *ws_dataset_describe_pixels  (const WsDataset *self);
WsDataset *ws_dataset_ref   (WsDataset *self);
void       ws_dataset_unref (WsDataset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsDataset, ws_dataset_unref)

/* Gives a folder of official files a name of its own in the user's data folder, after reading all
 * of it. */
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
