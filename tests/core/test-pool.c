/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/pool.h"

#include "core/random.h"
#include "core/sync.h"
#include "ws-test.h"

#define N 5000

static void
count_piece (guint index, gpointer data)
{
  g_atomic_int_inc (&((int *)data)[index]);
}

static void
test_every_piece_once (void)
{
  static const guint threads[] = { 1, 2, 8, 3 };

  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    {
      g_autofree int *counts = g_new0 (int, N);

      ws_pool_set_threads (threads[t]);
      g_assert_cmpuint (ws_pool_get_threads (), ==, threads[t]);
      ws_pool_run (0, count_piece, NULL);
      ws_pool_run (1, count_piece, counts);
      g_assert_cmpint (counts[0], ==, 1);
      counts[0] = 0;
      ws_pool_run (N, count_piece, counts);
      for (guint i = 0; i < N; i++)
        g_assert_cmpint (counts[i], ==, 1);
    }
  ws_pool_set_threads (0);
  g_assert_cmpuint (ws_pool_get_threads (), ==, g_get_num_processors ());
}

static void
draw_piece (guint index, gpointer data)
{
  WsStream stream;
  double   sum = 0;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, index, 0);
  for (guint i = 0; i < 20 + index % 50; i++)
    sum += (double)ws_stream_normal (&stream);
  ((double *)data)[index] = sum;
}

static void
test_same_results (void)
{
  g_autofree double *one = g_new (double, N), *two = g_new (double, N), *eight = g_new (double, N);

  ws_pool_set_threads (1);
  ws_pool_run (N, draw_piece, one);
  ws_pool_set_threads (2);
  ws_pool_run (N, draw_piece, two);
  ws_pool_set_threads (8);
  ws_pool_run (N, draw_piece, eight);
  g_assert_cmpmem (one, N * sizeof *one, two, N * sizeof *two);
  g_assert_cmpmem (one, N * sizeof *one, eight, N * sizeof *eight);
}

/* -- one thread means the caller's, in order -- */

typedef struct
{
  pthread_t caller;
  guint     next;
} Alone;

static void
alone_piece (guint index, gpointer data)
{
  Alone *alone = data;

  g_assert_true (pthread_equal (pthread_self (), alone->caller));
  g_assert_cmpuint (index, ==, alone->next);
  alone->next++;
}

static void
test_alone (void)
{
  Alone alone = { pthread_self (), 0 };

  ws_pool_set_threads (8); /* the workers are there, and not wanted any more */
  ws_pool_run (N, count_piece, g_newa0 (int, N));
  ws_pool_set_threads (1);
  ws_pool_run (N, alone_piece, &alone);
  g_assert_cmpuint (alone.next, ==, N);
}

/* -- threads really run at the same time: each piece waits until all have come -- */

typedef struct
{
  WsMutex mutex;
  WsCond  all_here;
  guint   here, wanted;
} Meeting;

static void
meet (Meeting *meeting)
{
  ws_mutex_lock (&meeting->mutex);
  meeting->here++;
  ws_cond_broadcast (&meeting->all_here);
  while (meeting->here < meeting->wanted)
    ws_cond_wait (&meeting->all_here, &meeting->mutex);
  ws_mutex_unlock (&meeting->mutex);
}

static void
meet_piece (guint index, gpointer data)
{
  meet (data);
}

static void
test_meeting (void)
{
  for (guint n = 2; n <= 8; n += 3)
    {
      Meeting meeting = { .mutex = PTHREAD_MUTEX_INITIALIZER,
                          .all_here = PTHREAD_COND_INITIALIZER,
                          .wanted = n };

      ws_pool_set_threads (n);
      ws_pool_run (n, meet_piece, &meeting);
      g_assert_cmpuint (meeting.here, ==, n);
    }
}

/* -- nested calls -- */

typedef struct
{
  pthread_t caller;
  guint     sum;
} Nest;

static void
inner_piece (guint index, gpointer data)
{
  Nest *nest = data;

  g_assert_true (pthread_equal (pthread_self (), nest->caller));
  nest->sum += index;
}

static void
outer_piece (guint index, gpointer data)
{
  Nest nest = { pthread_self (), 0 };

  ws_pool_run (index, inner_piece, &nest);
  ((guint *)data)[index] = nest.sum;
}

static void
long_piece (guint index, gpointer data)
{
  Nest nest = { pthread_self (), 0 };

  ws_pool_run (100000, inner_piece,
               &nest); /* long enough for idle workers to help, if they could */
  *(guint *)data = nest.sum;
}

static void
test_nested (void)
{
  guint sums[100], sum;

  ws_pool_set_threads (4);
  ws_pool_run (100, outer_piece, sums);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (sums[i], ==, i * (i - 1) / 2);
  ws_pool_run (1, long_piece, &sum);
  g_assert_cmpuint (sum, ==, (guint)((guint64)100000 * 99999 / 2));
}

/* -- several callers at once share the workers -- */

typedef struct
{
  Meeting *start;
  double  *results;
} Caller;

static void *
caller_main (void *data)
{
  Caller *caller = data;

  meet (caller->start);
  for (guint round = 0; round < 20; round++)
    {
      memset (caller->results, 0, 200 * sizeof (double));
      ws_pool_run (200, draw_piece, caller->results);
    }
  return NULL;
}

static void
test_several_callers (void)
{
  Meeting   start = { .mutex = PTHREAD_MUTEX_INITIALIZER,
                      .all_here = PTHREAD_COND_INITIALIZER,
                      .wanted = 6 };
  Caller    callers[6];
  pthread_t threads[6];
  double    want[200];

  ws_pool_set_threads (3);
  ws_pool_run (200, draw_piece, want);
  for (guint i = 0; i < 6; i++)
    {
      callers[i] = (Caller){ &start, g_new (double, 200) };
      g_assert_cmpint (pthread_create (&threads[i], NULL, caller_main, &callers[i]), ==, 0);
    }
  for (guint i = 0; i < 6; i++)
    {
      pthread_join (threads[i], NULL);
      g_assert_cmpmem (callers[i].results, sizeof want, want, sizeof want);
      g_free (callers[i].results);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/pool/every-piece-once", test_every_piece_once);
  g_test_add_func ("/core/pool/same-results", test_same_results);
  g_test_add_func ("/core/pool/alone", test_alone);
  g_test_add_func ("/core/pool/meeting", test_meeting);
  g_test_add_func ("/core/pool/nested", test_nested);
  g_test_add_func ("/core/pool/several-callers", test_several_callers);
  return g_test_run ();
}
