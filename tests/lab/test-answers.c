/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/answers.h"

#include "ws-test.h"

#include <math.h>

static const guint8 labels[] = { 0, 0, 0, 1, 1, 2, 9 };
static const guint8 first[] = { 0, 0, 1, 1, 2, 2, 0 };
static const guint8 second[] = { 0, 1, 1, 1, 1, 0, 0 };

static void
test_count (void)
{
  guint              counts[4];
  g_autofree double *share = ws_answers_count (labels, first, 7, 4, counts);

  g_assert_cmpuint (counts[0], ==, 3);
  g_assert_cmpuint (counts[1], ==, 2);
  g_assert_cmpuint (counts[2], ==, 1);
  g_assert_cmpuint (counts[3], ==, 0); /* 9 is no class */
  ws_assert_close (share[0], 2.0 / 3, 1e-15);
  ws_assert_close (share[1], 1.0 / 3, 1e-15);
  ws_assert_close (share[4 + 2], 0.5, 0);
  ws_assert_close (share[2 * 4 + 2], 1, 0);
  g_assert_true (isnan (share[3 * 4]));
}

/* By hand: the first alone gets two right (one of class 0, one of class 2), the second one. */
static void
test_compare (void)
{
  WsAnswersCompared ab, ba, none;

  ws_answers_compare (labels, first, second, 6, &ab);
  ws_answers_compare (labels, second, first, 6, &ba);
  ws_answers_compare (labels, first, second, 0, &none);
  ws_assert_close (ab.difference, 1.0 / 6, 1e-15);
  ws_assert_close (ab.agreement, 3.0 / 6, 1e-15);
  ws_assert_close (ab.high - ab.difference, 1.959964 * sqrt (3 - 1.0 / 6) / 6, 1e-6);
  ws_assert_close (ab.low + ba.high, 0, 1e-15);
  ws_assert_close (ab.difference + ba.difference, 0, 1e-15);
  g_assert_true (isnan (none.difference) && isnan (none.low) && isnan (none.agreement));
}

static void
test_softmax (void)
{
  double logits[] = { 1000, 1000 + log (3), -1000 };

  ws_answers_softmax (logits, 3);
  ws_assert_close (logits[0], 0.25, 1e-12);
  ws_assert_close (logits[1], 0.75, 1e-12);
  ws_assert_close (logits[2], 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/answers/count", test_count);
  g_test_add_func ("/lab/answers/compare", test_compare);
  g_test_add_func ("/lab/answers/softmax", test_softmax);
  return g_test_run ();
}
