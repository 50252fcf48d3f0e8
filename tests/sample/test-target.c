/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler.h"

#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

static void
assert_rows (JsonObject *item, const char *member, WsTarget target, const float *acc, guint n)
{
  JsonArray          *want = json_object_get_array_member (item, member);
  g_autofree guint32 *index = g_new (guint32, n);
  guint               found = ws_target_select (target, acc, n, index);

  g_assert_cmpuint (found, ==, json_array_get_length (want));
  for (guint i = 0; i < found; i++)
    g_assert_cmpuint (index[i], ==, json_array_get_int_element (want, i));
}

/* numpy's rows, also with many equal accuracies at the limit. */
static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonArray *cases = json_object_get_array_member (golden_load ("targets", &parser), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 7);
  for (guint c = 0; c < json_array_get_length (cases); c++)
    {
      JsonObject       *item = json_array_get_object_element (cases, c);
      guint             n = (guint)json_object_get_int_member (item, "n");
      double            steps = json_object_get_double_member (item, "steps");
      g_autofree float *acc = g_new (float, n);
      WsStream          stream;

      ws_stream_init (&stream, 18, WS_PURPOSE_TEST, c, 0);
      for (guint i = 0; i < n; i++)
        acc[i] = (float)(floor ((double)ws_stream_uniform (&stream) * steps) / steps);
      assert_rows (item, "top", WS_TARGET_TOP30, acc, n);
      assert_rows (item, "low", WS_TARGET_LOW30, acc, n);
    }
}

static void
test_edges (void)
{
  const float same[4] = { 0.5f, 0.5f, 0.5f, 0.5f }, bad[3] = { 0.1f, NAN, 0.9f };
  guint32     index[4];

  g_assert_cmpuint (ws_target_select (WS_TARGET_ALL, same, 4, index), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (index[i], ==, i);
  g_assert_cmpuint (ws_target_select (WS_TARGET_TOP30, same, 4, index), ==, 4);
  g_assert_cmpuint (ws_target_select (WS_TARGET_LOW30, same, 4, index), ==, 4);
  for (guint target = WS_TARGET_ALL; target <= WS_TARGET_LOW30; target++)
    g_assert_cmpuint (ws_target_select ((WsTarget)target, same, 0, index), ==, 0);
  /* without all accuracies there is no best part of them */
  g_assert_cmpuint (ws_target_select (WS_TARGET_TOP30, bad, 3, index), ==, 0);
  g_assert_cmpuint (ws_target_select (WS_TARGET_LOW30, bad, 3, index), ==, 0);
  g_assert_cmpuint (ws_target_select (WS_TARGET_ALL, bad, 3, index), ==, 3);
}

static void
test_names (void)
{
  static const char *const names[] = { "all", "top30", "low30" };
  WsTarget                 target = WS_TARGET_LOW30;

  g_assert_false (ws_target_parse ("top", &target));
  g_assert_cmpint (target, ==, WS_TARGET_LOW30);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (ws_target_parse (names[i], &target));
      g_assert_cmpuint (target, ==, i);
      g_assert_cmpstr (ws_target_get_name (target), ==, names[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/target/golden", test_golden);
  g_test_add_func ("/sample/target/edges", test_edges);
  g_test_add_func ("/sample/target/names", test_names);
  return g_test_run ();
}
