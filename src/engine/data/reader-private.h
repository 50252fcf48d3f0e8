/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"

G_BEGIN_DECLS

typedef enum
{
  WS_PART_TRAIN,
  WS_PART_TEST,
} WsPart;

/**
 * WsReader:
 *
 * One kind of folder: the official files of image sets of one make.
 * @source: one line for people, what the files are
 * @files: one line for people, which files it looks for
 * @preprocess: the published one; IDX folders hold many sets, whose names decide
 * @is_there: whether any of its files are in the folder
 * @read_sizes: how many images, and of what size, a part has, from headers where there are any
 * @read: all images of one part, checked
 * @read_class_names: (nullable): a name a class; NULL, without an error, where no file says
 */
typedef struct
{
  const char  *source;
  const char  *files;
  WsPreprocess preprocess;
  gboolean (*is_there)         (const char *folder);
  gboolean (*read_sizes)       (const char *folder, WsPart part, WsImages *sizes, GError **error);
  WsImages *(*read)            (const char *folder, WsPart part, GError **error);
  char **(*read_class_names)   (const char *folder);
} WsReader;

extern const WsReader ws_idx_reader, ws_usps_reader, ws_cifar_reader, ws_stl_reader, ws_svhn_reader;

/* The reader of a folder; NULL with @error if it holds no files of any. */
const WsReader *ws_reader_find         (const char *folder, GError **error);

/* For readers: the path of @name in @folder, or of @name.gz where @packed; NULL with @error. */
char           *ws_reader_require_file (const char *folder, const char *name, gboolean packed,
                                        GError **error);
/* Whether any of the @n files is there. */
gboolean        ws_reader_has_any      (const char *folder, const char *const *names, guint n,
                                        gboolean packed);

/* (nullable) (transfer full): the first @n lines of @name, a class each; NULL without that file, or
 * if it is something else. */
char          **ws_reader_read_names   (const char *folder, const char *name, guint n);

G_END_DECLS
