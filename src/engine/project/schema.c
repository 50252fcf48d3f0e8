/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project-private.h"

/* One script a version, only ever appended: a document of version n has run the first n. The
 * comments inside the tables stay in the document, so that ".schema" explains it. Foreign keys are
 * off while they run. */

static const char schema_1[] =
    "CREATE TABLE meta (\n"
    "  key TEXT NOT NULL PRIMARY KEY,\n"
    "  value TEXT NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE dataset (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE, -- known name, or folder of its files\n"
    "  channels INTEGER, -- of its images, where known\n"
    "  created TEXT NOT NULL -- ISO 8601 UTC, here and below\n"
    ") STRICT;\n"

    "CREATE TABLE architecture (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL,\n"
    "  channels INTEGER NOT NULL,\n"
    "  height INTEGER NOT NULL,\n"
    "  width INTEGER NOT NULL,\n"
    "  classes INTEGER NOT NULL,\n"
    "  parameters INTEGER NOT NULL, -- length of the flat vector\n"
    "  layout TEXT NOT NULL, -- JSON: where each tensor lies in the flat vector\n"
    "  UNIQUE (name, channels)\n"
    ") STRICT;\n"

    "CREATE TABLE population (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  name TEXT NOT NULL UNIQUE,\n"
    "  kind TEXT NOT NULL, -- zoo, samples, baseline, random, reconstruction\n"
    "  architecture INTEGER NOT NULL REFERENCES architecture,\n"
    "  dataset INTEGER NOT NULL REFERENCES dataset,\n"
    "  recipe TEXT NOT NULL, -- JSON\n"
    "  seed INTEGER NOT NULL, -- 64 bits, two's complement\n"
    "  n INTEGER NOT NULL, -- networks\n"
    "  parent INTEGER REFERENCES population ON DELETE SET NULL,\n"
    "  method TEXT, -- of sampling\n"
    "  target TEXT, -- of sampling\n"
    "  settings TEXT, -- JSON\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL -- of the engine, with the CPU level, here and below\n"
    ") STRICT;\n"
    "CREATE INDEX population_parent ON population (parent);\n"

    "CREATE TABLE model (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  population INTEGER NOT NULL REFERENCES population ON DELETE CASCADE,\n"
    "  idx INTEGER NOT NULL, -- 0 ... n-1\n"
    "  seed INTEGER NOT NULL, -- idx + 1\n"
    "  split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),\n"
    "  UNIQUE (population, idx)\n"
    ") STRICT;\n"

    "CREATE TABLE checkpoint (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  model INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,\n"
    "  epoch INTEGER NOT NULL,\n"
    "  train_loss REAL, -- nats; NULL where not measured\n"
    "  train_acc REAL, -- fractions\n"
    "  val_loss REAL,\n"
    "  val_acc REAL,\n"
    "  test_loss REAL,\n"
    "  test_acc REAL,\n"
    "  diverged INTEGER NOT NULL DEFAULT 0,\n"
    "  parent INTEGER REFERENCES checkpoint ON DELETE SET NULL, -- what it was made from\n"
    "  UNIQUE (model, epoch)\n"
    ") STRICT;\n"
    "CREATE INDEX checkpoint_parent ON checkpoint (parent) WHERE parent IS NOT NULL;\n"
    "CREATE INDEX checkpoint_diverged ON checkpoint (model) WHERE diverged;\n"

    /* apart from the metrics, which are read far more often */
    "CREATE TABLE weights (\n"
    "  checkpoint INTEGER PRIMARY KEY REFERENCES checkpoint ON DELETE CASCADE,\n"
    "  dtype TEXT NOT NULL CHECK (dtype IN ('f32', 'f16')),\n"
    "  data BLOB NOT NULL -- flat vector, little-endian\n"
    ") STRICT;\n"

    "CREATE TABLE train_state (\n"
    "  model INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,\n"
    "  epoch INTEGER NOT NULL,\n"
    "  diverged INTEGER NOT NULL,\n"
    "  weights BLOB NOT NULL, -- f32\n"
    "  moments BLOB NOT NULL -- f32, first then second\n"
    ") STRICT;\n"

    "CREATE TABLE result (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  checkpoint INTEGER NOT NULL REFERENCES checkpoint ON DELETE CASCADE,\n"
    "  dataset INTEGER NOT NULL REFERENCES dataset,\n"
    "  split TEXT NOT NULL, -- of the images\n"
    "  images INTEGER NOT NULL,\n"
    "  loss REAL,\n"
    "  acc REAL,\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX result_checkpoint ON result (checkpoint);\n"

    "CREATE TABLE job (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  kind TEXT NOT NULL,\n"
    "  title TEXT NOT NULL,\n"
    "  params TEXT NOT NULL, -- JSON\n"
    "  state TEXT NOT NULL, -- queued, running, done, failed, cancelled\n"
    "  message TEXT, -- why it failed\n"
    "  created TEXT NOT NULL,\n"
    "  changed TEXT NOT NULL\n"
    ") STRICT;\n";

/* Representations and what is said with their help. */
static const char schema_2[] =
    "CREATE TABLE hyper (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  name TEXT NOT NULL UNIQUE,\n"
    "  preset TEXT NOT NULL,\n"
    "  config TEXT NOT NULL, -- JSON\n"
    "  population INTEGER REFERENCES population ON DELETE SET NULL, -- learned from\n"
    "  architecture INTEGER NOT NULL REFERENCES architecture,\n"
    "  parameters INTEGER NOT NULL,\n"
    "  complete INTEGER NOT NULL DEFAULT 0,\n"
    "  sigma BLOB, -- f32, one a layer\n"
    "  mean BLOB, -- f32, the mean train vector\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX hyper_population ON hyper (population);\n"
    "ALTER TABLE population ADD COLUMN hyper INTEGER REFERENCES hyper ON DELETE SET NULL;\n"
    "CREATE INDEX population_hyper ON population (hyper);\n"

    "CREATE TABLE hyper_tensor (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  hyper INTEGER NOT NULL REFERENCES hyper ON DELETE CASCADE,\n"
    "  name TEXT NOT NULL, -- as in the research code's state_dict\n"
    "  rows INTEGER NOT NULL,\n"
    "  cols INTEGER NOT NULL,\n"
    "  dtype TEXT NOT NULL CHECK (dtype IN ('f32', 'f16')),\n"
    "  data BLOB NOT NULL, -- row-major, little-endian\n"
    "  UNIQUE (hyper, name)\n"
    ") STRICT;\n"

    "CREATE TABLE hyper_epoch (\n"
    "  hyper INTEGER NOT NULL REFERENCES hyper ON DELETE CASCADE,\n"
    "  epoch INTEGER NOT NULL,\n"
    "  lr REAL,\n"
    "  loss REAL, -- means over the epoch, augmented\n"
    "  loss_rec REAL,\n"
    "  loss_contrast REAL,\n"
    "  r2_train REAL, -- clean, NULL where not measured\n"
    "  r2_validation REAL,\n"
    "  r2_test REAL,\n"
    "  seconds REAL, -- since the start, without pauses\n"
    "  PRIMARY KEY (hyper, epoch)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE hyper_layer (\n"
    "  hyper INTEGER NOT NULL REFERENCES hyper ON DELETE CASCADE,\n"
    "  epoch INTEGER NOT NULL,\n"
    "  split TEXT NOT NULL,\n"
    "  layer INTEGER NOT NULL, -- of the architecture, from 0\n"
    "  r2 REAL NOT NULL,\n"
    "  PRIMARY KEY (hyper, epoch, split, layer)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE hyper_state (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  hyper INTEGER NOT NULL REFERENCES hyper ON DELETE CASCADE,\n"
    "  chunk INTEGER NOT NULL, -- pieces of one opaque state, in order\n"
    "  data BLOB NOT NULL,\n"
    "  UNIQUE (hyper, chunk)\n"
    ") STRICT;\n"

    "CREATE TABLE latent (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  hyper INTEGER NOT NULL REFERENCES hyper ON DELETE CASCADE,\n"
    "  checkpoint INTEGER NOT NULL REFERENCES checkpoint ON DELETE CASCADE,\n"
    "  dtype TEXT NOT NULL CHECK (dtype IN ('f32', 'f16')),\n"
    "  data BLOB NOT NULL, -- little-endian\n"
    "  UNIQUE (checkpoint, hyper)\n"
    ") STRICT;\n"
    "CREATE INDEX latent_hyper ON latent (hyper);\n"

    "CREATE TABLE projection (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  hyper INTEGER NOT NULL REFERENCES hyper ON DELETE CASCADE,\n"
    "  method TEXT NOT NULL,\n"
    "  q INTEGER NOT NULL, -- latents\n"
    "  k INTEGER NOT NULL, -- coordinates\n"
    "  mean BLOB, -- q f32; NULL for methods without a basis\n"
    "  basis BLOB, -- k x q f32\n"
    "  variance BLOB, -- k f64\n"
    "  total_variance REAL,\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX projection_hyper ON projection (hyper);\n"

    "CREATE TABLE point (\n"
    "  projection INTEGER NOT NULL REFERENCES projection ON DELETE CASCADE,\n"
    "  checkpoint INTEGER NOT NULL REFERENCES checkpoint ON DELETE CASCADE,\n"
    "  x REAL,\n"
    "  y REAL,\n"
    "  z REAL,\n"
    "  PRIMARY KEY (checkpoint, projection)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX point_projection ON point (projection);\n"

    "CREATE TABLE report (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  population INTEGER NOT NULL REFERENCES population ON DELETE CASCADE,\n"
    "  hyper INTEGER REFERENCES hyper ON DELETE CASCADE, -- NULL: about the population alone\n"
    "  key TEXT NOT NULL,\n"
    "  json TEXT NOT NULL,\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX report_population ON report (population, key);\n"
    "CREATE INDEX report_hyper ON report (hyper);\n";

/* Experiments: what was asked, and what each unit of it found. */
static const char schema_3[] =
    "CREATE TABLE experiment (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  name TEXT NOT NULL, -- of the recipe\n"
    "  population INTEGER REFERENCES population ON DELETE SET NULL, -- the zoo\n"
    "  settings TEXT NOT NULL, -- JSON: all that the units follow from\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX experiment_population ON experiment (population);\n"

    "CREATE TABLE experiment_result (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,\n"
    "  unit TEXT NOT NULL,\n"
    "  seed INTEGER NOT NULL, -- 64 bits, two's complement\n"
    "  config TEXT NOT NULL, -- JSON\n"
    "  hyper INTEGER REFERENCES hyper ON DELETE SET NULL, -- what it trained or drew from\n"
    "  measures TEXT NOT NULL, -- JSON: numbers by name, null where not measured\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL,\n"
    "  UNIQUE (experiment, unit)\n"
    ") STRICT;\n"
    "CREATE INDEX experiment_result_hyper ON experiment_result (hyper);\n";

/* Maps that are no planes say how they were made: JSON with settings, seed and quality. */
static const char schema_4[] = "ALTER TABLE projection ADD COLUMN options TEXT;\n";

/* Trainings that have a best, a parent, and losses of what decoded networks do with images. */
static const char schema_5[] =
    "CREATE TABLE hyper_best (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  hyper INTEGER NOT NULL REFERENCES hyper ON DELETE CASCADE,\n"
    "  name TEXT NOT NULL, -- as in hyper_tensor, which has the last parameters\n"
    "  dtype TEXT NOT NULL CHECK (dtype IN ('f32', 'f16')),\n"
    "  data BLOB NOT NULL, -- row-major, little-endian\n"
    "  UNIQUE (hyper, name)\n"
    ") STRICT;\n"
    /* the epoch whose R² on validation is the best; its parameters are the last where there are no
     * rows in hyper_best */
    "ALTER TABLE hyper ADD COLUMN best_epoch INTEGER;\n"
    /* the name of the representation whose parameters it began with */
    "ALTER TABLE hyper ADD COLUMN parent TEXT;\n"
    /* learned from images too, not from weights alone */
    "ALTER TABLE hyper ADD COLUMN uses_images INTEGER NOT NULL DEFAULT 0;\n"
    "ALTER TABLE hyper_epoch ADD COLUMN loss_task REAL;\n"
    "ALTER TABLE hyper_epoch ADD COLUMN loss_behaviour REAL;\n";

/* What samplers have learned. */
static const char schema_6[] =
    "CREATE TABLE sampler (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  hyper INTEGER REFERENCES hyper ON DELETE CASCADE, -- whose latents; NULL: weights\n"
    "  population INTEGER NOT NULL REFERENCES population ON DELETE CASCADE, -- the zoo\n"
    "  method TEXT NOT NULL,\n"
    "  target TEXT NOT NULL, -- of the rows it learns from\n"
    "  settings TEXT NOT NULL, -- JSON\n"
    "  seed INTEGER NOT NULL, -- 64 bits, two's complement\n"
    "  step INTEGER NOT NULL, -- done\n"
    "  steps INTEGER NOT NULL, -- in all\n"
    "  history TEXT NOT NULL, -- JSON: losses as they were told\n"
    "  state BLOB, -- of the method; NULL: nothing learned yet\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX sampler_population ON sampler (population);\n"
    "CREATE INDEX sampler_hyper ON sampler (hyper);\n";

/* Talks. */
static const char schema_7[] =
    "CREATE TABLE scene (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  place INTEGER NOT NULL, -- in the talk, from 0\n"
    "  title TEXT NOT NULL, -- empty: that of the figure\n"
    "  caption TEXT NOT NULL,\n"
    "  view TEXT NOT NULL, -- JSON: page, figure and what it shows\n"
    "  created TEXT NOT NULL,\n"
    "  version TEXT NOT NULL\n"
    ") STRICT;\n";

static const char *const scripts[] = { schema_1, schema_2, schema_3, schema_4,
                                       schema_5, schema_6, schema_7 };

guint
ws_schema_get_version (void)
{
  return G_N_ELEMENTS (scripts);
}

int
ws_schema_migrate (sqlite3 *db, guint from)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u",
                                            WS_PROJECT_APPLICATION_ID, ws_schema_get_version ());

  for (guint i = from; i < G_N_ELEMENTS (scripts); i++)
    {
      int rc = sqlite3_exec (db, scripts[i], NULL, NULL, NULL);

      if (rc != SQLITE_OK)
        return rc;
    }
  return sqlite3_exec (db, stamp, NULL, NULL, NULL);
}
