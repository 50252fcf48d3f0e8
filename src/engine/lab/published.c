/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/experiment.h"

/* METHOD.md 6.1: the poster's table. Only what was read there; nothing else is known to us. */

typedef struct
{
  const char *method; /* a sampler's name, or "scratch" */
  guint       epoch;
  const char *data;
  double      mean, std; /* percent */
} Published;

static const Published published[] = {
  { "weight-kde", 0, "mnist", 63.2, 7.2 },    { "weight-kde", 0, "svhn", 10.1, 3.2 },
  { "weight-kde", 0, "cifar10", 15.5, 3.4 },  { "weight-kde", 0, "stl10", 12.7, 3.4 },
  { "kde", 0, "mnist", 68.6, 6.7 },           { "kde", 0, "svhn", 51.5, 5.9 },
  { "kde", 0, "cifar10", 26.9, 4.9 },         { "kde", 0, "stl10", 19.7, 2.1 },
  { "scratch", 1, "mnist", 20.6, 1.6 },       { "scratch", 1, "svhn", 19.4, 0.6 },
  { "scratch", 1, "cifar10", 27.5, 2.1 },     { "scratch", 1, "stl10", 15.4, 1.8 },
  { "weight-kde", 1, "mnist", 83.2, 1.2 },    { "weight-kde", 1, "svhn", 67.4, 2.0 },
  { "weight-kde", 1, "cifar10", 39.7, 0.6 },  { "weight-kde", 1, "stl10", 26.4, 1.6 },
  { "kde", 1, "mnist", 83.7, 1.3 },           { "kde", 1, "svhn", 69.9, 1.6 },
  { "kde", 1, "cifar10", 44.0, 0.5 },         { "kde", 1, "stl10", 25.9, 1.6 },
  { "scratch", 25, "mnist", 83.3, 2.6 },      { "scratch", 25, "svhn", 66.7, 8.5 },
  { "scratch", 25, "cifar10", 46.1, 1.3 },    { "scratch", 25, "stl10", 35.0, 1.3 },
  { "weight-kde", 25, "mnist", 93.2, 0.6 },   { "weight-kde", 25, "svhn", 75.4, 0.9 },
  { "weight-kde", 25, "cifar10", 48.1, 0.6 }, { "weight-kde", 25, "stl10", 38.4, 0.9 },
  { "kde", 25, "mnist", 93.0, 0.7 },          { "kde", 25, "svhn", 74.2, 1.4 },
  { "kde", 25, "cifar10", 48.6, 0.5 },        { "kde", 25, "stl10", 38.1, 1.1 },
  { "scratch", 50, "mnist", 91.1, 2.6 },      { "scratch", 50, "svhn", 70.7, 8.8 },
  { "scratch", 50, "cifar10", 48.7, 1.4 },    { "scratch", 50, "stl10", 39.0, 1.0 },
};

gboolean
ws_published_accuracy (const char *method, const char *data, guint epoch, double *mean, double *std)
{
  /* a data set may be the folder of its files */
  g_autofree char *name = g_path_get_basename (data);

  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    if (published[i].epoch == epoch && g_str_equal (published[i].method, method) &&
        g_str_equal (published[i].data, name))
      {
        *mean = published[i].mean / 100;
        *std = published[i].std / 100;
        return TRUE;
      }
  return FALSE;
}
