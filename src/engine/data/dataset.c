/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/dataset.h"

#include "core/error.h"
#include "core/random.h"
#include "data/reader-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define SPLIT_SEED 42 /* METHOD.md 2.3 */

static const char *const fashion_classes[] = { "T-shirt", "Trouser",    "Pullover", "Dress",
                                               "Coat",    "Sandal",     "Shirt",    "Sneaker",
                                               "Bag",     "Ankle boot", NULL };

typedef struct
{
  const char        *name;
  const char        *path; /* NULL: bundled */
  const char        *source;
  const char *const *class_names;
} KnownSet;

static const KnownSet known_sets[] = {
  { "fashion-mnist", "/usr/share/datasets/fashion-mnist",
    "Fashion-MNIST, Zalando Research, MIT licence; Debian package dataset-fashion-mnist",
    fashion_classes },
  { "fashion-mnist-small", NULL,
    "Fashion-MNIST, Zalando Research, MIT licence; bundled subset, 5,000 + 1,000 images",
    fashion_classes },
};

static char *
known_folder (const KnownSet *set)
{
  g_autofree char *installed = NULL;

  if (set->path != NULL)
    return g_strdup (set->path);
  installed = g_build_filename (WS_PKGDATADIR, set->name, NULL);
  if (ws_reader_find (installed, NULL) != NULL)
    return g_steal_pointer (&installed);
  return g_build_filename (WS_SOURCE_DATADIR, set->name, NULL);
}

/* -- sets that the user has given a name -- */

static char *
register_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "weightscape", "datasets.ini", NULL);
}

/* The register; NULL with @error if there is one and it cannot be read. */
static GKeyFile *
load_register (GError **error)
{
  g_autofree char *path = register_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GError *problem = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &problem) &&
      !g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_prefixed_error (error, problem, "%s: ", path);
      return NULL;
    }
  g_clear_error (&problem); /* no file yet means no sets yet */
  return g_steal_pointer (&file);
}

/* A group name of a key file that people can also type as one word of a path. */
static gboolean
is_name (const char *name)
{
  if (name[0] == '\0' || !g_utf8_validate (name, -1, NULL) || strpbrk (name, "/[]") != NULL)
    return FALSE;
  for (const char *c = name; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;
  return TRUE;
}

gboolean
ws_dataset_register (const char *name, const char *folder, GError **error)
{
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *path = register_path (), *parent = g_path_get_dirname (path);
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (known_sets); i++)
    if (g_str_equal (name, known_sets[i].name))
      {
        g_set_error (error, WS_ERROR, WS_ERROR_EXISTS,
                     "the name %s belongs to a set that is always there", name);
        return FALSE;
      }
  if (!is_name (name))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                           "a data set's name has at least one letter and no slashes, brackets or "
                           "control characters");
      return FALSE;
    }
  set = ws_dataset_load (absolute, error);
  if (set == NULL)
    return FALSE;
  file = load_register (error);
  if (file == NULL)
    return FALSE;
  g_key_file_set_string (file, name, "path", absolute);
  if (g_mkdir_with_parents (parent, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: the folder cannot be made", parent);
      return FALSE;
    }
  return g_key_file_save_to_file (file, path, error);
}

/* -- listing -- */

void
ws_dataset_info_free (WsDatasetInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}

static WsDatasetInfo *
read_info (const char *name, const char *folder, GError **error)
{
  const WsReader *reader = ws_reader_find (folder, error);
  WsImages        train, test;
  WsDatasetInfo  *info;

  if (reader == NULL || !reader->read_sizes (folder, WS_PART_TRAIN, &train, error) ||
      !reader->read_sizes (folder, WS_PART_TEST, &test, error))
    return NULL;
  info = g_new0 (WsDatasetInfo, 1);
  info->name = g_strdup (name);
  info->path = g_strdup (folder);
  info->images_train = train.n;
  info->images_test = test.n;
  info->channels = train.channels;
  info->height = train.height;
  info->width = train.width;
  info->net_channels = ws_preprocess_get_channels (&reader->preprocess, train.channels);
  return info;
}

static void
append_info (GPtrArray *list, const char *name, const char *folder)
{
  WsDatasetInfo *info = read_info (name, folder, NULL);

  if (info != NULL)
    g_ptr_array_add (list, info);
}

GPtrArray *
ws_dataset_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_dataset_info_free);
  g_autoptr (GKeyFile) file = load_register (NULL);
  g_auto (GStrv) names = file != NULL ? g_key_file_get_groups (file, NULL) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (known_sets); i++)
    {
      g_autofree char *folder = known_folder (&known_sets[i]);

      append_info (list, known_sets[i].name, folder);
    }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *folder = g_key_file_get_string (file, names[i], "path", NULL);

      if (folder != NULL)
        append_info (list, names[i], folder);
    }
  return list;
}

/* -- loading -- */

/* The folder of a known name, with what is known of it, or of a registered one; else NULL. */
static char *
find_named (const char *name, const KnownSet **known)
{
  g_autoptr (GKeyFile) file = NULL;

  *known = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (known_sets); i++)
    if (g_str_equal (name, known_sets[i].name))
      {
        g_autofree char *folder = known_folder (&known_sets[i]);

        if (ws_reader_find (folder, NULL) == NULL)
          break;
        *known = &known_sets[i];
        return g_steal_pointer (&folder);
      }
  file = load_register (NULL);
  return file != NULL ? g_key_file_get_string (file, name, "path", NULL) : NULL;
}

gboolean
ws_dataset_is_name (const char *text)
{
  const KnownSet  *known;
  g_autofree char *folder = find_named (text, &known);

  return folder != NULL;
}

/* The folder of a known or registered name, else the folder itself; NULL with @error. */
static char *
resolve (const char *name_or_path, const KnownSet **known, char **name, GError **error)
{
  g_autofree char *folder = find_named (name_or_path, known);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GString) names = NULL;

  if (folder != NULL)
    {
      *name = g_strdup (name_or_path);
      return g_steal_pointer (&folder);
    }
  if (g_file_test (name_or_path, G_FILE_TEST_IS_DIR))
    {
      folder = g_canonicalize_filename (name_or_path, NULL);
      *name = g_path_get_basename (folder);
      return g_steal_pointer (&folder);
    }

  names = g_string_new (NULL);
  list = ws_dataset_list ();
  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((WsDatasetInfo *)g_ptr_array_index (list, i))->name);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "there is no data set or folder \"%s\"; known sets: %s", name_or_path, names->str);
  return NULL;
}

static void
hash_images (GChecksum *checksum, const WsImages *images)
{
  gsize n = (gsize)images->n * images->channels * images->height * images->width;

  g_checksum_update (checksum, images->pixels, (gssize)n);
  g_checksum_update (checksum, images->labels, (gssize)images->n);
}

WsDataset *
ws_dataset_load (const char *name_or_path, GError **error)
{
  g_autoptr (WsDataset) self = g_new0 (WsDataset, 1);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const KnownSet *known;
  const WsReader *reader;

  g_atomic_ref_count_init (&self->ref_count);
  self->path = resolve (name_or_path, &known, &self->name, error);
  if (self->path == NULL)
    return NULL;
  reader = ws_reader_find (self->path, error);
  if (reader == NULL)
    return NULL;
  self->source = g_strdup (known != NULL ? known->source : reader->source);
  if (known != NULL)
    self->class_names = g_strdupv ((char **)known->class_names);
  else if (reader->read_class_names != NULL)
    self->class_names = reader->read_class_names (self->path);
  self->train = reader->read (self->path, WS_PART_TRAIN, error);
  if (self->train == NULL)
    return NULL;
  self->test = reader->read (self->path, WS_PART_TEST, error);
  if (self->test == NULL)
    return NULL;
  if (self->train->height != self->test->height || self->train->width != self->test->width)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE, "%s: train images are %u×%u, test images %u×%u",
                   self->path, self->train->width, self->train->height, self->test->width,
                   self->test->height);
      return NULL;
    }
  self->preprocess = reader->preprocess;
  if (g_str_equal (self->name, "mnist") || g_str_equal (self->name, "usps"))
    self->preprocess = ws_usps_reader.preprocess;
  hash_images (checksum, self->train);
  hash_images (checksum, self->test);
  g_strlcpy (self->sha256, g_checksum_get_string (checksum), sizeof self->sha256);
  return g_steal_pointer (&self);
}

WsDatasetInfo *
ws_dataset_read_info (const char *name_or_path, GError **error)
{
  g_autofree char *folder = NULL, *name = NULL;
  const KnownSet  *known;

  folder = resolve (name_or_path, &known, &name, error);
  return folder != NULL ? read_info (name, folder, error) : NULL;
}

guint
ws_dataset_get_net_channels (const WsDataset *self)
{
  return ws_preprocess_get_channels (&self->preprocess, self->train->channels);
}

char *
ws_dataset_describe_pixels (const WsDataset *self)
{
  const WsPreprocess *rule = &self->preprocess;
  /* Translators: how pixels p become numbers */
  g_autofree char *scale =
      g_strdup_printf (_ ("(p/255 − %.4g)/%.4g"), (double)rule->mean, (double)rule->std);

  if (rule->framing == WS_FRAMING_GREY_CROP)
    /* Translators: %u is a side in pixels; %s is how pixels p become numbers */
    return g_strdup_printf (_ ("grey, the middle %u × %u, %s"), WS_NET_SIDE, WS_NET_SIDE, scale);
  if (self->train->height != WS_NET_SIDE || self->train->width != WS_NET_SIDE)
    /* Translators: %u is a side in pixels; %s is how pixels p become numbers */
    return g_strdup_printf (_ ("resized to %u × %u, %s"), WS_NET_SIDE, WS_NET_SIDE, scale);
  return g_steal_pointer (&scale);
}

WsDataset *
ws_dataset_ref (WsDataset *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_dataset_unref (WsDataset *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->name);
  g_free (self->path);
  g_free (self->source);
  g_strfreev (self->class_names);
  g_clear_pointer (&self->train, ws_images_unref);
  g_clear_pointer (&self->test, ws_images_unref);
  g_free (self);
}

gboolean
ws_dataset_split (WsDataset       *self,
                  guint            n_train,
                  guint            n_val,
                  WsTensorImages **train,
                  WsTensorImages **val,
                  WsTensorImages **test,
                  GError         **error)
{
  guint               n = self->train->n;
  g_autofree guint32 *order = NULL;
  WsStream            stream;

  if (n_train > n || n_val > n - n_train)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "%s has %u train images: not enough for %u to train on and %u to validate",
                   self->name, n, n_train, n_val);
      return FALSE;
    }
  order = g_new (guint32, n);
  ws_stream_init (&stream, SPLIT_SEED, WS_PURPOSE_IMAGE_SPLIT, 0, 0);
  ws_stream_permutation (&stream, order, n);

  /* Validation images come from the end, so that they stay the same when fewer are trained on. */
  if (train != NULL)
    *train = ws_tensor_images_new (self->train, &self->preprocess, order, n_train);
  if (val != NULL)
    *val = ws_tensor_images_new (self->train, &self->preprocess, order + n - n_val, n_val);
  if (test != NULL)
    *test = ws_tensor_images_new (self->test, &self->preprocess, NULL, self->test->n);
  return TRUE;
}
