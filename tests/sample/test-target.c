/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/target.h"

#include "core/error.h"
#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

static void
assert_rows (JsonObject *item, const char *member, WsTarget target, const float *acc, guint n)
{
  JsonArray          *want = json_object_get_array_member (item, member);
  g_autofree guint32 *index = g_new (guint32, n);
  guint               found = ws_target_select (&target, acc, n, index);

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

  g_assert_cmpuint (ws_target_select (&WS_TARGET_ALL, same, 4, index), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (index[i], ==, i);
  g_assert_cmpuint (ws_target_select (&WS_TARGET_TOP30, same, 4, index), ==, 4);
  g_assert_cmpuint (ws_target_select (&WS_TARGET_LOW30, same, 4, index), ==, 4);
  g_assert_cmpuint (ws_target_select (&WS_TARGET_ALL, same, 0, index), ==, 0);
  g_assert_cmpuint (ws_target_select (&WS_TARGET_TOP30, same, 0, index), ==, 0);
  g_assert_cmpuint (ws_target_select (&WS_TARGET_LOW30, same, 0, index), ==, 0);
  /* without all accuracies there is no best part of them */
  g_assert_cmpuint (ws_target_select (&WS_TARGET_TOP30, bad, 3, index), ==, 0);
  g_assert_cmpuint (ws_target_select (&WS_TARGET_LOW30, bad, 3, index), ==, 0);
  g_assert_cmpuint (ws_target_select (&WS_TARGET_ALL, bad, 3, index), ==, 3);
}

static WsTarget
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  WsTarget target = { 0 };

  ws_target_parse (text, &target, &error);
  g_assert_no_error (error);
  return target;
}

/* What a target is called, and the one name of those that can be said in several ways. */
static void
test_text (void)
{
  static const char *const texts[][2] = {
    { "all", "all" },
    { "top30", "top30" },
    { "low30", "low30" },
    { "top030.0", "top30" },
    { "low2.5", "low2.5" },
    { "top100", "top100" },
    { "test_acc:0.8..0.9", "test_acc:0.8..0.9" },
    { "test_acc:.80..9e-1", "test_acc:0.8..0.9" },
    { "epoch:..5", "epoch:..5" },
    { "ggap:-0.1..", "ggap:-0.1.." },
    { "loss:1..1", "loss:1..1" },
    { "in:left cluster: 2", "in:left cluster: 2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      WsTarget         target = parse (texts[i][0]);
      g_autofree char *text = ws_target_to_text (&target);

      g_assert_cmpstr (text, ==, texts[i][1]);
    }
  g_assert_true (parse ("top30").percent == WS_TARGET_TOP30.percent);
}

static void
test_hostile (void)
{
  static const char *const texts[] = {
    "",
    "top",
    "tops",
    "top0",
    "top-3",
    "top101",
    "topnan",
    "low0x1f",
    "low 5",
    "All",
    "acc:0..1",
    "test_acc",
    "test_acc:",
    "test_acc:..",
    "loss:2..1",
    "loss:1...2",
    "loss:1..2..3",
    "loss:inf..",
    "in:",
    "epoch:1e999..",
    "in:\xff\xfe",
    ":0..1",
    "in:a name of a population that is longer than any population's name can be",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      WsTarget target = WS_TARGET_LOW30;

      g_assert_false (ws_target_parse (texts[i], &target, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "is no target");
      g_assert_cmpint (target.kind, ==, WS_TARGET_KIND_LOW);
    }
}

static void
assert_selected (const char *text, const char *property, const float *value, guint n, guint want)
{
  WsTarget target = parse (text);
  guint32  index[8];
  guint    bits = 0;

  g_assert_cmpstr (ws_target_get_property (&target), ==, property);
  for (guint i = 0, found = ws_target_select (&target, value, n, index); i < found; i++)
    bits |= 1u << index[i];
  g_assert_cmpuint (bits, ==, want);
}

static void
test_kinds (void)
{
  const float value[5] = { 0.7f, 0.1f, 0.9f, NAN, 0.8f }, share[4] = { 1, 3, 2, 4 };

  assert_selected ("all", NULL, NULL, 3, 7);
  assert_selected ("test_acc:0.7..0.9", "test_acc", value, 5, 1 + 4 + 16); /* ends included */
  assert_selected ("ggap:..0.75", "ggap", value, 5, 1 + 2);
  assert_selected ("rank:0.75..1", "rank", value, 5, 4 + 16);
  assert_selected ("epoch:0.75..", "epoch", value, 5, 4 + 16);
  assert_selected ("in:some", NULL, (const float[4]){ 0, 1, 1, 0 }, 4, 2 + 4);
  assert_selected ("top50", "test_acc", share, 4, 2 + 8);
  assert_selected ("top25", "test_acc", share, 4, 8);
  assert_selected ("low25", "test_acc", share, 4, 1);
  assert_selected ("top100", "test_acc", share, 4, 15);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/target/golden", test_golden);
  g_test_add_func ("/sample/target/edges", test_edges);
  g_test_add_func ("/sample/target/text", test_text);
  g_test_add_func ("/sample/target/hostile", test_hostile);
  g_test_add_func ("/sample/target/kinds", test_kinds);
  return g_test_run ();
}
