/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* What the page of the hyper-representation offers and says before a training. */

#include "app/hyper-estimate.h"
#include "app/hyper-fields.h"
#include "results/map-text.h"

#include <json-glib/json-glib.h>
#include <math.h>

static JsonNode *
read_config (const WsHyperConfig *config)
{
  g_autofree char *json = ws_hyper_config_to_json (config);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (json, &error);

  g_assert_no_error (error);
  return node;
}

/* The key whose value differs; exactly one does. (transfer full) */
static char *
find_changed (const WsHyperConfig *before, const WsHyperConfig *after)
{
  g_autoptr (JsonNode) left = read_config (before);
  g_autoptr (JsonNode) right = read_config (after);
  g_autoptr (GList) keys = json_object_get_members (json_node_get_object (left));
  char *changed = NULL;

  for (GList *l = keys; l != NULL; l = l->next)
    if (!json_node_equal (json_object_get_member (json_node_get_object (left), l->data),
                          json_object_get_member (json_node_get_object (right), l->data)))
      {
        g_assert_null (changed);
        changed = g_strdup (l->data);
      }
  g_assert_nonnull (changed);
  return changed;
}

/* Whatever can be set in a file or on the command line has a row of its own. */
static void
test_fields_reach_everything (void)
{
  guint               n;
  const WsHyperField *fields = ws_hyper_fields_get (&n);
  WsHyperConfig       config;
  g_autoptr (GHashTable) reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode) all = NULL;

  g_assert_true (ws_hyper_config_preset ("compact", &config, NULL));
  all = read_config (&config);
  for (guint i = 0; i < n; i++)
    {
      WsHyperConfig changed = config;
      double        value = ws_hyper_field_read (&fields[i], &config);
      double        other = fields[i].kind == WS_HYPER_FIELD_BOOLEAN  ? 1 - value
                            : fields[i].kind == WS_HYPER_FIELD_CHOICE ? (value > 0 ? 0 : 1)
                            : value + fields[i].step <= fields[i].hi  ? value + fields[i].step
                                                                      : value - fields[i].step;

      ws_hyper_field_write (&fields[i], &changed, other);
      g_assert_cmpfloat_with_epsilon (ws_hyper_field_read (&fields[i], &changed), other, 1e-6);
      g_assert_true (g_hash_table_add (reached, find_changed (&config, &changed)));
    }
  /* but the preset's name, which follows */
  g_assert_cmpuint (g_hash_table_size (reached), ==,
                    json_object_get_size (json_node_get_object (all)) - 1);
}

static gboolean
is_seen (const WsHyperConfig *config, const char *title)
{
  guint               n;
  const WsHyperField *fields = ws_hyper_fields_get (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (fields[i].title, title))
      return fields[i].is_used == NULL || fields[i].is_used (config);
  g_assert_not_reached ();
}

static void
test_fields_used (void)
{
  WsHyperConfig config;

  g_assert_true (ws_hyper_config_preset ("compact", &config, NULL));
  g_assert_true (is_seen (&config, "Latent dimensions"));
  g_assert_false (is_seen (&config, "Latents of a neuron"));
  g_assert_false (is_seen (&config, "Images"));
  g_assert_false (is_seen (&config, "Temperature"));
  g_assert_true (ws_hyper_config_preset ("balanced", &config, NULL));
  g_assert_false (is_seen (&config, "Latent dimensions"));
  g_assert_true (is_seen (&config, "Latents of a neuron"));
  g_assert_true (is_seen (&config, "Images"));
  g_assert_true (ws_hyper_config_preset ("paper", &config, NULL));
  g_assert_true (is_seen (&config, "Temperature"));
}

static double
estimate (const char *preset, guint n_states)
{
  WsHyperConfig config;
  double        seconds;

  g_assert_true (ws_hyper_config_preset (preset, &config, NULL));
  seconds = ws_hyper_estimate_seconds (&config, ws_arch_lookup ("cnn-s", 1, NULL), n_states, 200);
  g_assert_true (isfinite (seconds) && seconds > 0);
  return seconds;
}

static void
test_estimate (void)
{
  WsHyperConfig config;
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  double        plain;

  g_assert_cmpfloat (estimate ("balanced", 2000), >, 1.9 * estimate ("balanced", 1000));
  g_assert_cmpfloat (estimate ("paper", 1000), >, 100 * estimate ("compact", 1000));
  g_assert_cmpfloat (estimate ("compact", 1), >, 0);

  /* what 357 networks with five states each took on two cores: 409 s */
  g_assert_true (ws_hyper_config_preset ("balanced", &config, NULL));
  config.epochs = 150;
  plain = ws_hyper_estimate_seconds (&config, arch, 1790, 227);
  g_assert_cmpfloat (plain, >, 409 / 1.5);
  g_assert_cmpfloat (plain, <, 409 * 1.5);

  /* images, and twice the views, cost */
  config.behaviour_weight = 0;
  g_assert_cmpfloat (ws_hyper_estimate_seconds (&config, arch, 1790, 227), <, plain);
  config.views = 2;
  g_assert_cmpfloat (ws_hyper_estimate_seconds (&config, arch, 1790, 227), >, 1.2 * plain);
}

static void
test_durations (void)
{
  static const struct
  {
    double      seconds;
    const char *about, *exact;
  } cases[] = {
    { 0.2, "about 1 s", "0 s" },
    { 42, "about 42 s", "42 s" },
    { 409, "about 7 min", "6 min 49 s" },
    { 7300, "about 2.0 h", "2 h 1 min" },
    { 5e5, "about 6 days", "138 h 53 min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *about = ws_text_duration (cases[i].seconds);
      g_autofree char *exact = ws_text_time (cases[i].seconds);

      g_assert_cmpstr (about, ==, cases[i].about);
      g_assert_cmpstr (exact, ==, cases[i].exact);
    }
}

static void
test_learned_from (void)
{
  WsHyperInfo      info = { .uses_images = FALSE };
  WsPopulation     population = { .name = (char *)"zoo", .data = (char *)"/data/mnist" };
  g_autofree char *alone = ws_text_learned_from (&info, &population, NULL);
  g_autofree char *images = NULL;

  g_assert_cmpstr (alone, ==, "Learned from the weights of zoo alone, without images");
  info.uses_images = TRUE;
  images = ws_text_learned_from (&info, &population, "512 networks");
  g_assert_cmpstr (images, ==,
                   "Learned from the weights of zoo (512 networks) and from images of mnist");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/hyper/fields/reach", test_fields_reach_everything);
  g_test_add_func ("/app/hyper/fields/used", test_fields_used);
  g_test_add_func ("/app/hyper/estimate", test_estimate);
  g_test_add_func ("/app/hyper/text/durations", test_durations);
  g_test_add_func ("/app/hyper/text/learned-from", test_learned_from);
  return g_test_run ();
}
