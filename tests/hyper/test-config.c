/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/config.h"

#include "core/error.h"
#include "hyper-test.h"

static WsHyperConfig
preset (const char *name)
{
  WsHyperConfig config;
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_hyper_config_preset (name, &config, &error));
  g_assert_no_error (error);
  return config;
}

static void
set (WsHyperConfig *config, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_hyper_config_set (config, key, value, &error));
  g_assert_no_error (error);
}

static void
test_presets (void)
{
  const char *const *names = ws_hyper_config_list_presets ();
  WsHyperConfig      config;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      config = preset (names[i]);
      g_assert_cmpstr (config.preset, ==, names[i]);
      g_assert_true (ws_hyper_config_validate (&config, &error));
      g_assert_no_error (error);
    }
  g_assert_true (g_strv_contains (names, "compact"));
  g_assert_true (g_strv_contains (names, "paper"));
  config = preset ("compact"); /* a map of weights */
  g_assert_false (ws_hyper_config_uses_images (&config));
  config = preset ("generator");
  g_assert_true (ws_hyper_config_uses_images (&config));
  g_assert_false (ws_hyper_config_preset ("tiny", &config, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "tiny"));
  g_assert_nonnull (strstr (error->message, "compact, balanced, generator, paper"));
}

/* METHOD.md 4.2, column "MNIST 2022", and the fixed order of the keys. */
static void
test_paper_json (void)
{
  WsHyperConfig    config = preset ("paper");
  g_autofree char *json = ws_hyper_config_to_json (&config);

  g_assert_cmpstr (
      json, ==,
      "{\"preset\":\"paper\",\"d\":1428,\"h\":12,\"f\":1380,\"L\":2,\"q\":700,"
      "\"compression\":\"token\",\"token_q\":8,\"token_spread\":0,\"neck\":\"tanh\",\"dropout\":0."
      "1,"
      "\"init\":\"published\",\"standardise\":false,\"lwln\":true,\"reduction\":\"global-mean\","
      "\"contrast\":\"ntxent\",\"gamma\":0.0996,\"temperature\":0.1,"
      "\"head_layers\":4,\"head_width\":400,\"head_out\":50,\"permute\":true,"
      "\"views\":2,\"erase_p\":0.5,\"erase_lo\":0.02,\"erase_hi\":0.33,\"noise\":0,"
      "\"lr\":0.0001,\"weight_decay\":1e-09,\"decay\":0,\"schedule\":\"plateau\",\"warmup\":0,"
      "\"clip\":0,"
      "\"batch\":500,\"epochs\":1750,\"eval_every\":5,\"patience\":0,\"keep\":\"last\","
      "\"task_weight\":0,\"behaviour_weight\":0,\"task_images\":24,\"task_new\":true,"
      "\"task_start\":0,\"task_ramp\":0,\"epoch_first\":21,"
      "\"epoch_last\":25,\"weight_threshold\":5,\"align\":\"none\","
      "\"align_signs\":false,\"seed\":\"42\"}");
}

/* Through JSON and back: every field to the bit, and the same text again. */
static void
assert_round_trip (const WsHyperConfig *config)
{
  g_autofree char *json = ws_hyper_config_to_json (config), *again = NULL;
  g_autoptr (GError) error = NULL;
  WsHyperConfig got;

  g_assert_true (ws_hyper_config_from_json (json, &got, &error));
  g_assert_no_error (error);
  again = ws_hyper_config_to_json (&got);
  g_assert_cmpstr (again, ==, json);
  g_assert_cmpstr (got.preset, ==, config->preset);
  g_assert_true (got.gamma == config->gamma && got.lr == config->lr);
  g_assert_true (got.temperature == config->temperature && got.noise == config->noise);
  g_assert_true (got.weight_decay == config->weight_decay && got.clip == config->clip);
  g_assert_cmpuint (got.seed, ==, config->seed);
  g_assert_cmpint (got.schedule, ==, config->schedule);
  g_assert_cmpint (got.compression, ==, config->compression);
}

static void
test_round_trip (void)
{
  WsHyperConfig config;

  for (guint i = 0; ws_hyper_config_list_presets ()[i] != NULL; i++)
    {
      config = preset (ws_hyper_config_list_presets ()[i]);
      assert_round_trip (&config);
    }
  config.gamma = nextafterf (0.1f, 1);
  config.lr = 1.0f / 3;
  config.noise = 0x1p-30f;
  config.weight_decay = 1.1754944e-38f;
  config.clip = 99999.99f;
  config.seed = G_MAXUINT64 - 1;
  g_strlcpy (config.preset, "custom", sizeof config.preset);
  assert_round_trip (&config);
}

static void
test_set (void)
{
  WsHyperConfig config = preset ("compact");

  set (&config, "seed", "18446744073709551615");
  g_assert_cmpuint (config.seed, ==, G_MAXUINT64);
  g_assert_cmpstr (config.preset, ==, "compact");
  set (&config, "permute", "true"); /* what it is already */
  g_assert_cmpstr (config.preset, ==, "compact");
  set (&config, "L", "3");
  g_assert_cmpuint (config.L, ==, 3);
  g_assert_cmpstr (config.preset, ==, "custom");
  set (&config, "lr", "1e-4");
  g_assert_cmpfloat (config.lr, ==, 1e-4f);
  set (&config, "lr", "1e-8"); /* below the end in double, but at it in single precision */
  set (&config, "compression", "token");
  g_assert_cmpint (config.compression, ==, WS_COMPRESS_TOKEN);
  set (&config, "schedule", "one_cycle");
  g_assert_cmpint (config.schedule, ==, WS_SCHEDULE_ONE_CYCLE);
  set (&config, "contrast", "cosine");
  g_assert_cmpint (config.contrast, ==, WS_CONTRAST_COSINE);
  set (&config, "permute", "off");
  g_assert_false (config.permute);
  set (&config, "compression", "per_token");
  g_assert_cmpint (config.compression, ==, WS_COMPRESS_PER_TOKEN);
  set (&config, "reduction", "layer_mean");
  g_assert_cmpint (config.reduction, ==, WS_REDUCTION_LAYER_MEAN);
  set (&config, "schedule", "cosine");
  g_assert_cmpint (config.schedule, ==, WS_SCHEDULE_COSINE);
  set (&config, "task_weight", "0.5");
  g_assert_cmpfloat (config.task_weight, ==, 0.5f);
  set (&config, "lwln", "1");
  g_assert_true (config.lwln);
}

static void
test_set_refuses (void)
{
  static const struct
  {
    const char *key, *value, *says;
    int         code;
  } cases[] = {
    { "width", "3", "there is no setting \"width\"", WS_ERROR_NOT_FOUND },
    { "preset", "paper", "known: d, h, f", WS_ERROR_NOT_FOUND },
    { "d", "7", "d is 7, must be a whole number from 8 to 4096", WS_ERROR_VALUE },
    { "d", "-8", "from 8 to 4096", WS_ERROR_VALUE },
    { "d", "64x", "64x", WS_ERROR_VALUE },
    { "d", "", "must be a whole number", WS_ERROR_VALUE },
    { "epochs", "99999999999999999999", "from 1 to 100000", WS_ERROR_VALUE },
    { "epochs", "1.5", "must be a whole number", WS_ERROR_VALUE },
    { "dropout", "0.95", "dropout is 0.95, must be a number from 0 to 0.9", WS_ERROR_VALUE },
    { "dropout", "nan", "must be a number", WS_ERROR_VALUE },
    { "lr", "inf", "must be a number from 1e-08 to 1", WS_ERROR_VALUE },
    { "lr", "0", "from 1e-08 to 1", WS_ERROR_VALUE },
    { "lr", "1e-3 ", "must be a number", WS_ERROR_VALUE },
    { "gamma", "0,5", "must be a number", WS_ERROR_VALUE },
    { "neck", "bounded", "neck is \"bounded\", must be one of: linear, tanh", WS_ERROR_VALUE },
    { "lwln", "maybe", "lwln is \"maybe\", must be true or false", WS_ERROR_VALUE },
    { "compression", "tokens", "token, linear, per-token, mixed", WS_ERROR_VALUE },
    { "warmup", "0.95", "warmup is 0.95, must be a number from 0 to 0.9", WS_ERROR_VALUE },
    { "keep", "all", "last, best", WS_ERROR_VALUE },
    { "align", "yes", "none, weights, activations", WS_ERROR_VALUE },
    { "seed", "-1", "must be a whole number of at most 64 bits", WS_ERROR_VALUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WsHyperConfig    config = preset ("compact");
      g_autofree char *before = ws_hyper_config_to_json (&config), *after = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (ws_hyper_config_set (&config, cases[i].key, cases[i].value, &error));
      g_assert_error (error, WS_ERROR, cases[i].code);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("\"%s\" does not say \"%s\"", error->message, cases[i].says);
      after = ws_hyper_config_to_json (&config);
      g_assert_cmpstr (after, ==, before);
    }
}

static void
assert_invalid (const WsHyperConfig *config, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_hyper_config_validate (config, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
  if (strstr (error->message, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, says);
}

static void
test_validate (void)
{
  WsHyperConfig config = preset ("compact");
  g_autoptr (GError) error = NULL;

  config.h = 5;
  assert_invalid (&config, "h is 5, d is 128");
  config = preset ("compact");
  config.gamma = 0.1f;
  assert_invalid (&config, "views is 1, must be 2");
  config.gamma = 0;
  g_assert_true (ws_hyper_config_validate (&config, &error));
  config.erase_lo = 0.5f;
  assert_invalid (&config, "erase_lo is 0.5");
  config = preset ("compact");
  config.epoch_first = 9;
  config.epoch_last = 8;
  assert_invalid (&config, "epoch_first is 9");
  config = preset ("compact");
  config.batch = 0;
  assert_invalid (&config, "batch is 0, must be a whole number from 1");
  config = preset ("compact");
  config.temperature = NAN;
  assert_invalid (&config, "temperature is nan");
  config = preset ("compact");
  config.schedule = 7;
  assert_invalid (&config, "must be one of: constant, one-cycle, plateau, cosine");
  config = preset ("compact");
  config.task_start = 0.75f;
  config.task_ramp = 0.5f;
  assert_invalid (&config, "task_start and task_ramp are 0.75 and 0.5");
}

static void
test_json_refuses (void)
{
  static const struct
  {
    const char *json, *says;
  } cases[] = {
    { "", "expected a JSON object" },
    { "{\"preset\":\"compact\"", "not JSON" },
    { "[1, 2]", "expected a JSON object" },
    { "{}", "preset" },
    { "{\"preset\":\"\"}", "preset" },
    { "{\"preset\":\"Bobby\\\"\"}", "preset" },
    { "{\"preset\":{}}", "preset" },
    { "{\"preset\":\"compact\",\"colour\":3}", "colour" },
    { "{\"preset\":\"compact\",\"d\":\"wide\"}", "d is wide" },
    { "{\"preset\":\"compact\",\"d\":[128]}", "must be a whole number" },
    { "{\"preset\":\"compact\",\"d\":null}", "must be a whole number" },
    { "{\"preset\":\"compact\",\"d\":128.5}", "must be a whole number" },
    { "{\"preset\":\"compact\",\"h\":3}", "must divide" },
    { "{\"preset\":\"compact\",\"lwln\":2}", "true or false" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WsHyperConfig config = { .d = 99 };
      g_autoptr (GError) error = NULL;

      g_assert_false (ws_hyper_config_from_json (cases[i].json, &config, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == WS_ERROR);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("\"%s\" does not say \"%s\"", error->message, cases[i].says);
      g_assert_cmpuint (config.d, ==, 99);
    }
}

/* What a text leaves out is as in its preset; another program's preset is only a name. */
static void
test_json_fills (void)
{
  WsHyperConfig got, paper = preset ("paper"), compact = preset ("compact");
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_hyper_config_from_json ("{\"preset\":\"paper\", \"seed\": 3}", &got, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (got.d, ==, paper.d);
  g_assert_cmpuint (got.seed, ==, 3);
  g_assert_true (ws_hyper_config_from_json ("{\"q\":24, \"preset\":\"other\"}", &got, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (got.d, ==, compact.d);
  g_assert_cmpuint (got.q, ==, 24);
  g_assert_cmpstr (got.preset, ==, "other");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/config/presets", test_presets);
  g_test_add_func ("/hyper/config/paper-json", test_paper_json);
  g_test_add_func ("/hyper/config/round-trip", test_round_trip);
  g_test_add_func ("/hyper/config/set", test_set);
  g_test_add_func ("/hyper/config/set-refuses", test_set_refuses);
  g_test_add_func ("/hyper/config/validate", test_validate);
  g_test_add_func ("/hyper/config/json-refuses", test_json_refuses);
  g_test_add_func ("/hyper/config/json-fills", test_json_fills);
  return g_test_run ();
}
