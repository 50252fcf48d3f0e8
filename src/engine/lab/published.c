/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/experiment.h"

/* METHOD.md 6.1 to 6.3: the poster's tables. Only what was read there; nothing else is known to us.
 */

typedef struct
{
  const char *method; /* a sampler's name, "scratch", or "zoo" */
  guint       epoch;
  const char *data;      /* of the zoo; in other architectures the architecture */
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

/* Networks of one data set, trained on another. */
static const Published transferred[] = {
  { "scratch", 0, "svhn", 10.0, 0.6 },  { "scratch", 1, "svhn", 20.6, 1.6 },
  { "scratch", 50, "svhn", 91.1, 1.0 }, { "zoo", 0, "svhn", 33.4, 5.4 },
  { "zoo", 1, "svhn", 84.4, 7.4 },      { "zoo", 50, "svhn", 95.0, 0.8 },
  { "kde", 0, "svhn", 31.8, 5.6 },      { "kde", 1, "svhn", 86.9, 1.4 },
  { "kde", 50, "svhn", 95.5, 0.4 },
};
#define TRANSFERRED_TO "mnist"

/* In other architectures. The paper does not name the data set; its plateau marks SVHN. */
static const Published changed[] = {
  { "scratch", 1, "cnn-s-res", 18.9, 1.6 },     { "scratch", 5, "cnn-s-res", 31.4, 17 },
  { "scratch", 50, "cnn-s-res", 50.6, 28 },     { "kde", 1, "cnn-s-res", 34.5, 14 },
  { "kde", 5, "cnn-s-res", 60.5, 21 },          { "kde", 50, "cnn-s-res", 68.0, 21 },
  { "scratch", 1, "cnn-4conv", 19.2, 1.0 },     { "scratch", 5, "cnn-4conv", 19.2, 0.9 },
  { "scratch", 50, "cnn-4conv", 55.2, 11 },     { "kde", 1, "cnn-4conv", 44.0, 4.5 },
  { "kde", 5, "cnn-4conv", 57.8, 3.5 },         { "kde", 50, "cnn-4conv", 67.6, 1.9 },
  { "scratch", 1, "cnn-4conv-id", 18.9, 1.0 },  { "scratch", 5, "cnn-4conv-id", 19.6, 1.7 },
  { "scratch", 50, "cnn-4conv-id", 56.4, 7.9 }, { "kde", 1, "cnn-4conv-id", 48.0, 4.0 },
  { "kde", 5, "cnn-4conv-id", 59.9, 2.5 },      { "kde", 50, "cnn-4conv-id", 66.4, 1.7 },
};
#define CHANGED_ON "svhn"

static gboolean
find (const Published      *list,
      guint                 n,
      const WsPublishedKey *key,
      const char           *name,
      double               *mean,
      double               *std)
{
  for (guint i = 0; i < n; i++)
    if (list[i].epoch == key->epoch && g_str_equal (list[i].method, key->method) &&
        g_str_equal (list[i].data, name))
      {
        *mean = list[i].mean / 100;
        *std = list[i].std / 100;
        return TRUE;
      }
  return FALSE;
}

gboolean
ws_published_accuracy (const WsPublishedKey *key, double *mean, double *std)
{
  /* a data set may be the folder of its files */
  g_autofree char *zoo = g_path_get_basename (key->data);
  g_autofree char *other = key->other_data != NULL ? g_path_get_basename (key->other_data) : NULL;

  if (other != NULL)
    return key->other_arch == NULL && g_str_equal (other, TRANSFERRED_TO) &&
           find (transferred, G_N_ELEMENTS (transferred), key, zoo, mean, std);
  if (key->other_arch != NULL)
    return g_str_equal (zoo, CHANGED_ON) &&
           find (changed, G_N_ELEMENTS (changed), key, key->other_arch, mean, std);
  return find (published, G_N_ELEMENTS (published), key, zoo, mean, std);
}
