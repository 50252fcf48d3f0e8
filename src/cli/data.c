/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "data/dataset.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* -- list -- */

static void
add_info (JsonBuilder *builder, const WsDatasetInfo *info)
{
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "name", info->name);
  ws_output_count (builder, "images_train", info->images_train);
  ws_output_count (builder, "images_test", info->images_test);
  ws_output_count (builder, "channels", info->channels);
  ws_output_count (builder, "height", info->height);
  ws_output_count (builder, "width", info->width);
  ws_output_text (builder, "path", info->path);
  json_builder_end_object (builder);
}

static WsExit
run_list (WsCall *call)
{
  g_autoptr (GPtrArray) list = NULL;
  JsonBuilder *builder;
  WsExit       result;

  if (!ws_call_parse (call, NULL, &result))
    return result;
  list = ws_dataset_list ();
  if (!call->json)
    {
      for (guint i = 0; i < list->len; i++)
        {
          const WsDatasetInfo *info = g_ptr_array_index (list, i);

          printf (_ ("%-20s %6u train, %5u test images, %u×%u×%u  %s\n"), info->name,
                  info->images_train, info->images_test, info->channels, info->height, info->width,
                  info->path);
        }
      return WS_EXIT_DONE;
    }
  builder = json_builder_new ();
  ws_output_begin_array (builder, NULL);
  for (guint i = 0; i < list->len; i++)
    add_info (builder, g_ptr_array_index (list, i));
  json_builder_end_array (builder);
  ws_output_print (builder);
  return WS_EXIT_DONE;
}

const WsCommand ws_command_data_list = {
  .name = "data list",
  .arguments = "",
  .summary = N_ ("Lists the image sets that are there"),
  .example = "wscape data list --json",
  .run = run_list,
};

/* -- info -- */

static void
count_classes (const WsImages *images, guint counts[256])
{
  for (guint i = 0; i < 256; i++)
    counts[i] = 0;
  for (guint i = 0; i < images->n; i++)
    counts[images->labels[i]]++;
}

static void
add_part (JsonBuilder *builder, const char *name, const WsImages *images)
{
  guint counts[256];

  count_classes (images, counts);
  ws_output_begin_array (builder, name);
  for (guint c = 0; c < images->n_classes; c++)
    json_builder_add_int_value (builder, counts[c]);
  json_builder_end_array (builder);
}

static void
print_set_json (const WsDataset *set)
{
  JsonBuilder *builder = json_builder_new ();

  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "name", set->name);
  ws_output_count (builder, "images_train", set->train->n);
  ws_output_count (builder, "images_test", set->test->n);
  ws_output_count (builder, "channels", set->train->channels);
  ws_output_count (builder, "height", set->train->height);
  ws_output_count (builder, "width", set->train->width);
  ws_output_text (builder, "path", set->path);
  ws_output_text (builder, "source", set->source);
  ws_output_text (builder, "sha256", set->sha256);
  ws_output_begin_array (builder, "classes");
  for (guint c = 0; c < set->train->n_classes; c++)
    {
      g_autofree char *number = g_strdup_printf ("%u", c);

      ws_output_text (builder, NULL, set->class_names != NULL ? set->class_names[c] : number);
    }
  json_builder_end_array (builder);
  add_part (builder, "counts_train", set->train);
  add_part (builder, "counts_test", set->test);
  ws_output_begin_object (builder, "preprocess");
  ws_output_number (builder, "mean", (double)set->preprocess.mean);
  ws_output_number (builder, "std", (double)set->preprocess.std);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  ws_output_print (builder);
}

static void
print_set (const WsDataset *set)
{
  g_autofree char *pixels = ws_dataset_describe_pixels (set);
  guint            train[256], test[256];

  count_classes (set->train, train);
  count_classes (set->test, test);
  printf ("%s\n%s\n%s\n", set->name, set->source, set->path);
  printf (_ ("%u train and %u test images, %u×%u×%u; pixels: %s\n"), set->train->n, set->test->n,
          set->train->channels, set->train->height, set->train->width, pixels);
  printf ("sha256 %s\n", set->sha256);
  for (guint c = 0; c < set->train->n_classes; c++)
    printf (_ ("%3u %-12s %6u train %6u test\n"), c,
            set->class_names != NULL ? set->class_names[c] : "", train[c], test[c]);
}

static WsExit
show (WsCall *call, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = ws_dataset_load (name, &error);

  if (set == NULL)
    return ws_call_fail (call, error);
  if (call->json)
    print_set_json (set);
  else
    print_set (set);
  return WS_EXIT_DONE;
}

static WsExit
run_info (WsCall *call)
{
  WsExit result;

  return ws_call_parse (call, NULL, &result) ? show (call, call->arguments[0]) : result;
}

const WsCommand ws_command_data_info = {
  .name = "data info",
  .arguments = "NAME",
  .summary = N_ ("Reads an image set and says what is in it"),
  .details = N_ (
      "NAME is a known set, or a folder with the official files of IDX (MNIST and its like)\n"
      "or USPS, both plain or .gz, of CIFAR-10 or STL-10 (binary versions), or of SVHN\n"
      "(MATLAB files of cropped digits). Its recipe goes by the name: usps, svhn, cifar10, stl10."),
  .example = "wscape data info fashion-mnist",
  .run = run_info,
};

/* -- import -- */

static WsExit
run_import (WsCall *call)
{
  g_autofree char   *folder = NULL;
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Folder with the official files"),
      N_ ("PATH") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  WsExit result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (folder == NULL)
    return ws_call_refuse (call, _ ("--from PATH is missing"));
  if (!ws_dataset_register (call->arguments[0], folder, &error))
    return ws_call_fail (call, error);
  return show (call, call->arguments[0]);
}

const WsCommand ws_command_data_import = {
  .name = "data import",
  .arguments = "NAME",
  .summary = N_ ("Gives a folder of images a name"),
  .details = N_ ("All of it is read and checked first; the files stay where they are."),
  .example = "wscape data import digits --from ~/digits",
  .run = run_import,
};
