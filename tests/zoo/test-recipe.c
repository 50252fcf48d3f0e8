/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/recipe.h"

#include "core/error.h"

#include <math.h>
#include <string.h>

static void
assert_same (const WsRecipe *a, const WsRecipe *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpint (a->act, ==, b->act);
  g_assert_cmpint (a->init, ==, b->init);
  g_assert_cmpint (a->optim, ==, b->optim);
  g_assert_cmpfloat (a->lr, ==, b->lr);
  g_assert_cmpfloat (a->lr_max, ==, b->lr_max);
  g_assert_cmpfloat (a->momentum, ==, b->momentum);
  g_assert_cmpfloat (a->weight_decay, ==, b->weight_decay);
  g_assert_cmpuint (a->batch, ==, b->batch);
  g_assert_cmpuint (a->n_train, ==, b->n_train);
  g_assert_cmpuint (a->n_val, ==, b->n_val);
  g_assert_cmpfloat (a->preprocess.mean, ==, b->preprocess.mean);
  g_assert_cmpfloat (a->preprocess.std, ==, b->preprocess.std);
}

static void
round_trip (const WsRecipe *recipe)
{
  g_autofree char *text = ws_recipe_to_json (recipe);
  g_autoptr (GError) error = NULL;
  WsRecipe got;

  ws_recipe_from_json (text, &got, &error);
  g_assert_no_error (error);
  assert_same (&got, recipe);
}

static void
test_published (void)
{
  static const char *const names[] = {
    "mnist", "fashion-mnist", "svhn", "usps", "cifar10", "stl10"
  };
  WsRecipe recipe;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ws_recipe_lookup (names[i], &recipe));
      g_assert_cmpstr (recipe.name, ==, names[i]);
      g_assert_cmpuint (recipe.batch, ==, 10);
      ws_recipe_validate (&recipe, &error);
      g_assert_no_error (error);
      round_trip (&recipe);
    }
  g_assert_false (ws_recipe_lookup ("no-such-set", &recipe));

  /* METHOD.md 2.3 */
  ws_recipe_for_dataset ("svhn", &recipe);
  g_assert_cmpfloat (recipe.lr, ==, 3e-3f);
  g_assert_cmpuint (recipe.n_train, ==, 60000);
  ws_recipe_for_dataset ("cifar10", &recipe);
  g_assert_cmpint (recipe.act, ==, WS_ACT_GELU);
  g_assert_cmpint (recipe.init, ==, WS_INIT_KAIMING_UNIFORM);
  g_assert_cmpfloat (recipe.weight_decay, ==, 1e-2f);
  ws_recipe_for_dataset ("mnist", &recipe);
  g_assert_cmpint (recipe.init, ==, WS_INIT_UNIFORM);
  g_assert_cmpfloat (recipe.preprocess.mean, ==, 0.1307f);
  ws_recipe_for_dataset ("my-photos", &recipe);
  g_assert_cmpstr (recipe.name, ==, "custom");
  g_assert_cmpfloat (recipe.lr, ==, 3e-4f);
  ws_recipe_for_dataset ("fashion-mnist-small", &recipe);
  g_assert_cmpstr (recipe.name, ==, "fashion-mnist");
}

static void
set (WsRecipe *recipe, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  ws_recipe_set (recipe, key, value, &error);
  g_assert_no_error (error);
}

static void
test_set (void)
{
  WsRecipe recipe;

  ws_recipe_for_dataset ("mnist", &recipe);
  set (&recipe, "batch", "10");
  g_assert_cmpstr (recipe.name, ==, "mnist");
  set (&recipe, "lr", "0.0123");
  g_assert_cmpstr (recipe.name, ==, "custom");
  g_assert_cmpfloat (recipe.lr, ==, 0.0123f);
  g_assert_cmpfloat (recipe.lr_max, ==, 0.0123f);
  set (&recipe, "lr-max", "1e-1");
  set (&recipe, "lr", "0.02");
  g_assert_cmpfloat (recipe.lr_max, ==, 0.1f);
  set (&recipe, "act", "leaky_relu");
  set (&recipe, "init", "xavier-normal");
  set (&recipe, "optim", "sgd");
  set (&recipe, "momentum", "0.95");
  set (&recipe, "weight-decay", "1e-3");
  set (&recipe, "n-train", "1234");
  set (&recipe, "n-val", "77");
  g_assert_cmpint (recipe.act, ==, WS_ACT_LEAKY_RELU);
  g_assert_cmpint (recipe.init, ==, WS_INIT_XAVIER_NORMAL);
  g_assert_cmpint (recipe.optim, ==, WS_OPTIM_SGD);
  g_assert_cmpuint (recipe.n_train, ==, 1234);
  g_assert_cmpuint (recipe.n_val, ==, 77);
  round_trip (&recipe);
  recipe.lr = 1.0f / 3;
  recipe.lr_max = nextafterf (recipe.lr, 1);
  recipe.preprocess.mean = 0.1f + 1e-8f;
  round_trip (&recipe);
}

static void
test_bad_settings (void)
{
  static const char *const bad[][2] = {
    { "lr", "fast" },          { "lr", "" },
    { "lr", "1e-3x" },         { "lr", "nan" },
    { "momentum", "1" },       { "momentum", "-0.1" },
    { "weight-decay", "2" },   { "batch", "0" },
    { "batch", "1001" },       { "batch", "-1" },
    { "batch", "1.5" },        { "n-train", "many" },
    { "act", "sine" },         { "init", "zero" },
    { "optim", "lion" },       { "colour", "red" },
    { "weight-decay", "inf" }, { "n-val", "99999999999" },
  };
  WsRecipe recipe, before;

  ws_recipe_for_dataset ("mnist", &recipe);
  before = recipe;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ws_recipe_set (&recipe, bad[i][0], bad[i][1], &error));
      g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
      assert_same (&recipe, &before);
    }
}

static void
test_bad_recipes (void)
{
  g_autoptr (GError) error = NULL;
  WsRecipe recipe;

#define BAD(change)                                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    ws_recipe_for_dataset ("mnist", &recipe);                                                      \
    change;                                                                                        \
    g_assert_false (ws_recipe_validate (&recipe, &error));                                         \
    g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);                                              \
    g_clear_error (&error);                                                                        \
  }                                                                                                \
  G_STMT_END
  BAD (recipe.lr = 0);
  BAD (recipe.lr = -1);
  BAD (recipe.lr = NAN);
  BAD (recipe.lr = 11);
  BAD (recipe.lr_max = recipe.lr / 2);
  BAD (recipe.lr_max = NAN);
  BAD (recipe.momentum = NAN);
  BAD (recipe.preprocess.std = 0);
  BAD (recipe.preprocess.mean = INFINITY);
  BAD (recipe.batch = 0);
  BAD (recipe.act = (WsActivation)17);
  BAD (recipe.name[0] = '\0');
  BAD (recipe.name[0] = '"');
  BAD (memset (recipe.name, 'a', sizeof recipe.name));
#undef BAD
}

static void
test_bad_json (void)
{
  static const char *const bad[] = {
    "",
    "{",
    "[]",
    "3",
    "{\"name\": 3}",
    "{\"name\": null}",
    "{\"name\": \"a\\\"b\"}",
    "{\"name\": \"a name that is much longer than there is room for it\"}",
    "{\"act\": \"sine\"}",
    "{\"act\": []}",
    "{\"lr\": \"fast\"}",
    "{\"lr\": -1}",
    "{\"lr\": 1e300}",
    "{\"lr\": {}}",
    "{\"batch\": 0}",
    "{\"batch\": -3}",
    "{\"batch\": 1e12}",
    "{\"n_train\": []}",
    "{\"std\": 0}",
  };
  WsRecipe recipe;

  ws_recipe_for_dataset ("mnist", &recipe);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ws_recipe_from_json (bad[i], &recipe, &error));
      g_assert_nonnull (error);
      g_assert_cmpstr (recipe.name, ==, "mnist");
    }
}

/* What a text leaves out is as published. */
static void
test_short_json (void)
{
  g_autoptr (GError) error = NULL;
  WsRecipe recipe, want;

  ws_recipe_from_json ("{\"name\": \"svhn\", \"batch\": 20}", &recipe, &error);
  g_assert_no_error (error);
  ws_recipe_for_dataset ("svhn", &want);
  want.batch = 20;
  assert_same (&recipe, &want);
}

static void
test_model_rates (void)
{
  WsRecipe recipe;
  double   sum = 0;

  ws_recipe_for_dataset ("mnist", &recipe);
  for (guint model = 0; model < 5; model++)
    g_assert_cmpfloat (ws_recipe_model_lr (&recipe, 7, model), ==, recipe.lr);

  recipe.lr_max = recipe.lr * 100;
  for (guint model = 0; model < 1000; model++)
    {
      float lr = ws_recipe_model_lr (&recipe, 7, model);

      g_assert_cmpfloat (lr, >=, recipe.lr);
      g_assert_cmpfloat (lr, <=, recipe.lr_max);
      g_assert_cmpfloat (lr, ==, ws_recipe_model_lr (&recipe, 7, model));
      sum += log ((double)lr / (double)recipe.lr) / log (100.0);
    }
  /* The mean of 1000 uniform numbers: 0.5 ± 4 standard errors of 0.0091. */
  g_assert_true (fabs (sum / 1000 - 0.5) <= 4 * 0.0092);
  g_assert_cmpfloat (ws_recipe_model_lr (&recipe, 7, 0), !=, ws_recipe_model_lr (&recipe, 8, 0));
}

/* Five sixths and one sixth, as the published cut of 60,000. */
static void
test_count_images (void)
{
  WsRecipe recipe = { 0 };
  guint    n_train, n_val;

  ws_recipe_count_images (&recipe, 60000, &n_train, &n_val);
  g_assert_cmpuint (n_train, ==, 50000);
  g_assert_cmpuint (n_val, ==, 10000);
  ws_recipe_count_images (&recipe, 5000, &n_train, &n_val);
  g_assert_cmpuint (n_train, ==, 4160);
  g_assert_cmpuint (n_val, ==, 840);
  recipe.n_train = 4900;
  ws_recipe_count_images (&recipe, 5000, &n_train, &n_val);
  g_assert_cmpuint (n_train, ==, 4900);
  g_assert_cmpuint (n_val, ==, 100);
  recipe.n_train = 5000;
  ws_recipe_count_images (&recipe, 5000, &n_train, &n_val);
  g_assert_cmpuint (n_val, ==, 0);
}

/* The published cut where it fits; of fewer images the same shares, or as many as asked for. */
static void
test_count_published (void)
{
  static const struct
  {
    const char *name;
    guint       n, n_asked, n_train, n_val;
  } cases[] = {
    { "usps", 7291, 0, 6000, 1291 },
    { "svhn", 73257, 0, 60000, 13257 },
    { "cifar10", 50000, 0, 42000, 8000 },
    { "stl10", 5000, 0, 4200, 800 },
    { "cifar10", 4000, 0, 3360, 640 },
    { "cifar10", 4000, 1000, 1000, 640 },
    { "cifar10", 4000, 3900, 3900, 100 },
    { "cifar10", 4000, 4000, 4000, 0 },
    { "cifar10", 50000, 500, 500, 8000 },
    { "stl10", 35, 0, 30, 5 },
    { "svhn", 14, 0, 12, 2 },
    { "usps", 1, 0, 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WsRecipe recipe, again;
      guint    n_train, n_val;

      ws_recipe_for_dataset (cases[i].name, &recipe);
      if (cases[i].n_asked > 0)
        recipe.n_train = cases[i].n_asked;
      ws_recipe_count_images (&recipe, cases[i].n, &n_train, &n_val);
      g_assert_cmpuint (n_train, ==, cases[i].n_train);
      g_assert_cmpuint (n_val, ==, cases[i].n_val);
      /* the counts, written down with a zoo, stay what they are */
      again = recipe;
      again.n_train = n_train;
      again.n_val = n_val;
      ws_recipe_count_images (&again, cases[i].n, &n_train, &n_val);
      g_assert_cmpuint (n_train, ==, cases[i].n_train);
      g_assert_cmpuint (n_val, ==, cases[i].n_val);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/recipe/published", test_published);
  g_test_add_func ("/zoo/recipe/set", test_set);
  g_test_add_func ("/zoo/recipe/bad-settings", test_bad_settings);
  g_test_add_func ("/zoo/recipe/bad-recipes", test_bad_recipes);
  g_test_add_func ("/zoo/recipe/bad-json", test_bad_json);
  g_test_add_func ("/zoo/recipe/short-json", test_short_json);
  g_test_add_func ("/zoo/recipe/model-rates", test_model_rates);
  g_test_add_func ("/zoo/recipe/count-images", test_count_images);
  g_test_add_func ("/zoo/recipe/count-published", test_count_published);
  return g_test_run ();
}
