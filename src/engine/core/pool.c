/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/pool.h"

#include "core/sync.h"

#include <sys/resource.h>
#include <unistd.h>

/* One batch of work: pieces are handed out in order under the pool's lock. Lives on the stack of
 * ws_pool_run(), which leaves only when the last piece has ended. */
typedef struct _Batch Batch;
struct _Batch
{
  WsTaskFunc func;
  gpointer   data;
  guint      n, next, running;
  WsCond     ended;
  Batch     *link; /* the next batch that still has pieces to hand out */
};

static struct
{
  WsMutex mutex;
  WsCond  work;
  guint   n_threads; /* callers included; 0 until first asked */
  guint   n_workers; /* threads made so far */
  Batch  *first;
} pool = { .mutex = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER };

static __thread gboolean inside_piece;

/* OpenBLAS is linked by the rooms above; where it is there, its own threads are switched off. */
extern void openblas_set_num_threads (int n) __attribute__ ((weak));

static guint
get_threads_locked (void)
{
  if (pool.n_threads == 0)
    {
      pool.n_threads = MAX (1, g_get_num_processors ());
      if (openblas_set_num_threads != NULL)
        openblas_set_num_threads (1);
    }
  return pool.n_threads;
}

/* Takes one piece of @batch, runs it without the lock. Called and returns with the lock held. */
static void
run_piece_locked (Batch *batch)
{
  guint index = batch->next++;

  if (batch->next == batch->n)
    {
      /* The last piece is out: nobody needs to find the batch any more. */
      Batch **place = &pool.first;

      while (*place != batch)
        place = &(*place)->link;
      *place = batch->link;
    }
  batch->running++;
  ws_mutex_unlock (&pool.mutex);

  inside_piece = TRUE;
  batch->func (index, batch->data);
  inside_piece = FALSE;

  ws_mutex_lock (&pool.mutex);
  batch->running--;
  if (batch->running == 0 && batch->next == batch->n)
    ws_cond_broadcast (&batch->ended);
}

/* With every core at work a window would wait for its turn: measured gaps of 80 ms. */
#define GIVE_WAY_NICE 10

void
ws_pool_give_way (void)
{
#ifdef __linux__
  /* Linux keeps a priority for each thread. Without it the work goes on as well. */
  id_t thread = (id_t)gettid ();

  if (getpriority (PRIO_PROCESS, thread) < GIVE_WAY_NICE)
    setpriority (PRIO_PROCESS, thread, GIVE_WAY_NICE);
#endif
}

static void *
worker_main (void *data)
{
  guint number = GPOINTER_TO_UINT (data);

  ws_pool_give_way ();

  ws_mutex_lock (&pool.mutex);
  while (TRUE)
    {
      /* A worker whose number is beyond the wanted count sleeps until it is wanted again. */
      if (pool.first != NULL && number < pool.n_threads)
        run_piece_locked (pool.first);
      else
        ws_cond_wait (&pool.work, &pool.mutex);
    }
  return NULL;
}

static void
ensure_workers_locked (void)
{
  guint wanted = get_threads_locked ();

  while (pool.n_workers + 1 < wanted)
    {
      pthread_t      thread;
      pthread_attr_t attributes;

      pthread_attr_init (&attributes);
      pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
      if (pthread_create (&thread, &attributes, worker_main,
                          GUINT_TO_POINTER (pool.n_workers + 1)) != 0)
        {
          /* Without the thread the work is slower, not different. */
          pthread_attr_destroy (&attributes);
          pool.n_threads = pool.n_workers + 1;
          return;
        }
      pthread_attr_destroy (&attributes);
      pool.n_workers++;
    }
}

void
ws_pool_set_threads (guint n_threads)
{
  ws_mutex_lock (&pool.mutex);
  get_threads_locked ();
  pool.n_threads = n_threads > 0 ? n_threads : MAX (1, g_get_num_processors ());
  ws_cond_broadcast (&pool.work);
  ws_mutex_unlock (&pool.mutex);
}

guint
ws_pool_get_threads (void)
{
  guint n;

  ws_mutex_lock (&pool.mutex);
  n = get_threads_locked ();
  ws_mutex_unlock (&pool.mutex);
  return n;
}

void
ws_pool_own_blas (void)
{
  ws_pool_get_threads ();
}

void
ws_pool_run (guint n, WsTaskFunc func, gpointer data)
{
  Batch   batch = { .func = func, .data = data, .n = n };
  Batch **place;

  if (n == 0)
    return;
  if (inside_piece)
    {
      for (guint i = 0; i < n; i++)
        func (i, data);
      return;
    }

  ws_cond_init (&batch.ended);
  ws_mutex_lock (&pool.mutex);
  ensure_workers_locked ();
  for (place = &pool.first; *place != NULL; place = &(*place)->link)
    ;
  *place = &batch;
  if (n > 1)
    ws_cond_broadcast (&pool.work);
  while (batch.next < batch.n)
    run_piece_locked (&batch);
  while (batch.running > 0)
    ws_cond_wait (&batch.ended, &pool.mutex);
  ws_mutex_unlock (&pool.mutex);
  ws_cond_clear (&batch.ended);
}
