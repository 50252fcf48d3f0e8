/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/error.h"
#include "project/joblog.h"
#include "representation-test.h"

/* Damaged documents: any byte may be any other, any part may be missing. Nothing crashes, nothing
 * hangs, and what is said is one sentence. */

#define N_FLIPS 600
#define N_CUTS 60
#define WRITES 17     /* one in so many is written to as well, which waits for the disk */
#define MAX_READ 4096 /* more rows than the document has is more than it may give */

static void
make_document (const char *path)
{
  g_autoptr (WsProject) project = open_project (path, WS_PROJECT_CREATE);
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (GError) error = NULL;
  const gint64       checkpoints[2] = { 1, 2 };
  const float        z[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  float              mean[4] = { 0 }, basis[8] = { 0 };
  double             variance[2] = { 1, 2 };
  const WsHyperEpoch epoch = { .epoch = 1, .loss = 1 };
  g_autoptr (GBytes) state = g_bytes_new_static ("state", 5);
  WsProjection projection = { .hyper = 1,
                              .method = (char *)"pca",
                              .q = 4,
                              .k = 2,
                              .mean = mean,
                              .basis = basis,
                              .variance = variance };

  add_population (project, "zoo", "zoo", 2);
  for (guint e = 0; e < 2; e++)
    save_epoch (project, 1, 0, 2, e, e == 1, &error);
  add_trained_hyper (project, 1, model);
  ws_project_save_hyper_epoch (project, 1, &epoch, state, &error);
  ws_project_save_latents (project, 1, checkpoints, z, 2, 4, &error);
  ws_project_add_projection (project, &projection, &error);
  ws_project_save_points (project, projection.id, checkpoints, z, 2, 2, &error);
  ws_project_add_report (project, 1, 1, "hyper", "{}", &error);
  ws_project_add_job (project, "zoo", "title", "{}", &error);
  ws_project_set_meta (project, "title", "text", &error);
  g_assert_no_error (error);
}

static void
check_error (GError **error)
{
  if (*error == NULL)
    return;
  g_assert_true (g_utf8_validate ((*error)->message, -1, NULL));
  g_assert_cmpuint (strlen ((*error)->message), >, 0);
  g_clear_error (error);
}

static void
read_population (WsProject *project, gint64 id)
{
  const WsStateQuery query = { .epoch_last = WS_EPOCH_LAST, .with_weights = id % 2 == 0 };
  const WsStateQuery last = { WS_EPOCH_LAST, WS_EPOCH_LAST, 0, TRUE };
  g_autoptr (WsPopulation) population = NULL;
  g_autoptr (WsStates) states = NULL, last_states = NULL;
  g_autofree float *w = g_new (float, ARCH_PARAMS), *moments = g_new (float, 2 * ARCH_PARAMS);
  g_autofree char  *report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean diverged;
  guint    epoch;

  population = ws_project_get_population (project, id, &error);
  check_error (&error);
  states = ws_project_load_states (project, id, &query, &error);
  g_assert_true (states == NULL || states->n < MAX_READ);
  check_error (&error);
  last_states = ws_project_load_states (project, id, &last, &error);
  check_error (&error);
  ws_project_load_train_state (project, id, 0, ARCH_PARAMS, &epoch, w, moments, &diverged);
  report = ws_project_dup_report (project, id, 1, "hyper");
}

static void
read_representation (WsProject *project, gint64 id)
{
  const gint64 checkpoints[3] = { 1, 2, 3 };
  float        z[12];
  g_autoptr (WsHyper) model = NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (WsProjection) projection = NULL;
  g_autoptr (GError) error = NULL;

  model = ws_project_load_hyper (project, id, &error);
  check_error (&error);
  history = ws_project_load_hyper_history (project, id, &error);
  g_assert_true (history == NULL || history->len < MAX_READ);
  check_error (&error);
  state = ws_project_load_hyper_state (project, id);
  ws_project_load_latents (project, id, checkpoints, 3, 4, z, &error);
  check_error (&error);
  projection = ws_project_find_projection (project, id, "pca", &error);
  check_error (&error);
  if (projection != NULL)
    ws_project_load_points (project, projection->id, checkpoints, 3, 2, z, &error);
  check_error (&error);
}

/* Everything that the program reads, as far as it goes; and one write. */
static gboolean
use_document (const char *path, WsProjectMode mode)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsProject) project = ws_project_open (path, mode, &error);
  g_autoptr (GPtrArray) populations = NULL, hypers = NULL, jobs = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autofree char *title = NULL;

  if (project == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == WS_ERROR);
      check_error (&error);
      return FALSE;
    }
  title = ws_project_dup_meta (project, "title");
  populations = ws_project_list_populations (project, &error);
  check_error (&error);
  hypers = ws_project_list_hypers (project, &error);
  check_error (&error);
  info = ws_project_find_hyper (project, NULL, &error);
  check_error (&error);
  jobs = ws_project_list_unfinished_jobs (project, &error);
  check_error (&error);
  for (gint64 id = 0; id < 3; id++)
    read_population (project, id);
  read_representation (project, 1);
  if (mode == WS_PROJECT_READ_WRITE)
    {
      save_epoch (project, 1, 0, 2, 2, TRUE, &error);
      check_error (&error);
      ws_project_delete_population (project, 1, &error);
      check_error (&error);
    }
  return TRUE;
}

typedef struct
{
  Place   place;
  char   *whole, *path;
  guint8 *data;
  gsize   size;
} Patient;

static void
patient_init (Patient *self)
{
  g_autoptr (GError) error = NULL;

  place_init (&self->place);
  make_document (self->place.path);
  run_sql (self->place.path, "PRAGMA journal_mode = DELETE");
  g_file_get_contents (self->place.path, &self->whole, &self->size, &error);
  g_assert_no_error (error);
  self->data = g_memdup2 (self->whole, self->size);
  self->path = g_build_filename (self->place.folder, "damaged.wscape", NULL);
}

static void
patient_clear (Patient *self)
{
  g_free (self->whole);
  g_free (self->data);
  g_free (self->path);
  place_clear (&self->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Patient, patient_clear)

/* Fewer system calls than g_file_set_contents(): this is written a thousand times. */
static void
write_data (const Patient *self, gsize size)
{
  FILE *file = fopen (self->path, "wb");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (self->data, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* A page of tree or schema is worth more blows than one of weights. */
static gsize
choose_place (const Patient *self, int round)
{
  gsize page = (gsize)g_test_rand_int_range (0, (gint32)(self->size / 4096)) * 4096;

  if (round % 4 == 0)
    return (gsize)g_test_rand_int_range (0, 4096 * 4);
  if (round % 4 == 1)
    return page + (gsize)g_test_rand_int_range (0, 64);
  if (round % 4 == 2)
    return page + 4096 - (gsize)g_test_rand_int_range (1, 200);
  return (gsize)g_test_rand_int_range (0, (gint32)self->size);
}

static void
test_flips (void)
{
  g_auto (Patient) patient = { 0 };
  guint n_opened = 0;

  patient_init (&patient);
  for (int round = 0; round < N_FLIPS; round++)
    {
      memcpy (patient.data, patient.whole, patient.size);
      for (int blow = 0; blow <= round % 3; blow++)
        {
          gsize at = choose_place (&patient, round);

          patient.data[MIN (at, patient.size - 1)] = (guint8)g_test_rand_int_range (0, 256);
        }
      write_data (&patient, patient.size);
      n_opened += use_document (patient.path,
                                round % WRITES == 0 ? WS_PROJECT_READ_WRITE : WS_PROJECT_READ_ONLY);
    }
  g_assert_cmpuint (n_opened, >, N_FLIPS / 4); /* most blows get past the door */
  g_assert_cmpuint (n_opened, <, N_FLIPS);
}

static void
test_cuts (void)
{
  g_auto (Patient) patient = { 0 };

  patient_init (&patient);
  for (int round = 0; round < N_CUTS; round++)
    {
      gsize size = (gsize)g_test_rand_int_range (1, (gint32)patient.size);

      if (round % 2 == 0)
        size = MAX (size / 4096, 1) * 4096;
      write_data (&patient, size);
      use_document (patient.path,
                    round % WRITES == 0 ? WS_PROJECT_READ_WRITE : WS_PROJECT_READ_ONLY);
    }
}

/* Whole runs of nothing, as a disk gives back after a crash. */
static void
test_holes (void)
{
  g_auto (Patient) patient = { 0 };

  patient_init (&patient);
  for (gsize at = 0; at < patient.size; at += 4096)
    {
      memcpy (patient.data, patient.whole, patient.size);
      memset (patient.data + at, 0, MIN (4096, patient.size - at));
      write_data (&patient, patient.size);
      use_document (patient.path,
                    at / 4096 % WRITES == 0 ? WS_PROJECT_READ_WRITE : WS_PROJECT_READ_ONLY);
    }
}

/* A journal that belongs to another file, or is noise, is not believed. */
static void
test_journal (void)
{
  g_auto (Patient) patient = { 0 };
  g_autofree char *journal = NULL;

  patient_init (&patient);
  journal = g_strconcat (patient.path, "-wal", NULL);
  write_data (&patient, patient.size);
  for (int round = 0; round < 20; round++)
    {
      gsize            size = (gsize)g_test_rand_int_range (0, 20000);
      g_autofree char *noise = g_malloc (size + 32);
      g_autoptr (GError) error = NULL;

      for (gsize i = 0; i < size; i++)
        noise[i] = (char)g_test_rand_int_range (0, 256);
      if (round % 2 == 0)
        memcpy (noise, "\x37\x7f\x06\x82\x00\x2d\xe2\x18\x00\x00\x10\x00", 12);
      g_file_set_contents (journal, noise, (gssize)size, &error);
      g_assert_no_error (error);
      g_assert_true (use_document (patient.path, WS_PROJECT_READ_ONLY));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/damage/flips", test_flips);
  g_test_add_func ("/project/damage/cuts", test_cuts);
  g_test_add_func ("/project/damage/holes", test_holes);
  g_test_add_func ("/project/damage/journal", test_journal);
  return g_test_run ();
}
