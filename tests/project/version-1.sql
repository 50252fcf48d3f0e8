-- SPDX-FileCopyrightText: 2026 The Weightscape authors
-- SPDX-License-Identifier: MIT
--
-- A document of version 1, frozen: later programs must go on reading it. Never edit.
CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE dataset (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- known name, or folder of its files
  channels INTEGER, -- of its images, where known
  created TEXT NOT NULL -- ISO 8601 UTC, here and below
) STRICT;
CREATE TABLE architecture (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  channels INTEGER NOT NULL,
  height INTEGER NOT NULL,
  width INTEGER NOT NULL,
  classes INTEGER NOT NULL,
  parameters INTEGER NOT NULL, -- length of the flat vector
  layout TEXT NOT NULL, -- JSON: where each tensor lies in the flat vector
  UNIQUE (name, channels)
) STRICT;
CREATE TABLE population (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL, -- zoo, samples, baseline, random, reconstruction
  architecture INTEGER NOT NULL REFERENCES architecture,
  dataset INTEGER NOT NULL REFERENCES dataset,
  recipe TEXT NOT NULL, -- JSON
  seed INTEGER NOT NULL, -- 64 bits, two's complement
  n INTEGER NOT NULL, -- networks
  parent INTEGER REFERENCES population ON DELETE SET NULL,
  method TEXT, -- of sampling
  target TEXT, -- of sampling
  settings TEXT, -- JSON
  created TEXT NOT NULL,
  version TEXT NOT NULL -- of the engine, with the CPU level, here and below
) STRICT;
CREATE INDEX population_parent ON population (parent);
CREATE TABLE model (
  id INTEGER PRIMARY KEY,
  population INTEGER NOT NULL REFERENCES population ON DELETE CASCADE,
  idx INTEGER NOT NULL, -- 0 ... n-1
  seed INTEGER NOT NULL, -- idx + 1
  split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),
  UNIQUE (population, idx)
) STRICT;
CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY,
  model INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  train_loss REAL, -- nats; NULL where not measured
  train_acc REAL, -- fractions
  val_loss REAL,
  val_acc REAL,
  test_loss REAL,
  test_acc REAL,
  diverged INTEGER NOT NULL DEFAULT 0,
  parent INTEGER REFERENCES checkpoint ON DELETE SET NULL, -- what it was made from
  UNIQUE (model, epoch)
) STRICT;
CREATE INDEX checkpoint_parent ON checkpoint (parent) WHERE parent IS NOT NULL;
CREATE INDEX checkpoint_diverged ON checkpoint (model) WHERE diverged;
CREATE TABLE weights (
  checkpoint INTEGER PRIMARY KEY REFERENCES checkpoint ON DELETE CASCADE,
  dtype TEXT NOT NULL CHECK (dtype IN ('f32', 'f16')),
  data BLOB NOT NULL -- flat vector, little-endian
) STRICT;
CREATE TABLE train_state (
  model INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  diverged INTEGER NOT NULL,
  weights BLOB NOT NULL, -- f32
  moments BLOB NOT NULL -- f32, first then second
) STRICT;
CREATE TABLE result (
  id INTEGER PRIMARY KEY,
  checkpoint INTEGER NOT NULL REFERENCES checkpoint ON DELETE CASCADE,
  dataset INTEGER NOT NULL REFERENCES dataset,
  split TEXT NOT NULL, -- of the images
  images INTEGER NOT NULL,
  loss REAL,
  acc REAL,
  created TEXT NOT NULL,
  version TEXT NOT NULL
) STRICT;
CREATE INDEX result_checkpoint ON result (checkpoint);
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  params TEXT NOT NULL, -- JSON
  state TEXT NOT NULL, -- queued, running, done, failed, cancelled
  message TEXT, -- why it failed
  created TEXT NOT NULL,
  changed TEXT NOT NULL
) STRICT;

INSERT INTO meta VALUES ('title', 'an old one');
INSERT INTO dataset VALUES (1, 'fashion-mnist', 1, '2026-01-02T03:04:05Z');
INSERT INTO architecture VALUES (1, 'cnn-s', 1, 28, 28, 10, 2464, '[]');
INSERT INTO population VALUES (1, 'old', 'zoo', 1, 1, '{"name": "fashion-mnist", "act": "tanh"}', 7, 2, NULL, NULL, NULL, '{"epochs": 1}', '2026-01-02T03:04:05Z', '0.0.9 v3');
INSERT INTO model VALUES (1, 1, 0, 1, 'train'), (2, 1, 1, 2, 'test');
INSERT INTO checkpoint (id, model, epoch, test_loss, test_acc) VALUES (1, 1, 0, 2.5, 0.125), (2, 1, 1, 0.5, 0.75), (3, 2, 0, 2.25, 0.0625), (4, 2, 1, NULL, NULL);
INSERT INTO weights VALUES (2, 'f32', zeroblob (9856));
INSERT INTO result VALUES (1, 2, 1, 'test', 10000, 0.5, 0.75, '2026-01-02T03:04:05Z', '0.0.9 v3');
INSERT INTO job VALUES (1, 'zoo', 'Training zoo old', '{}', 'running', NULL, '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z');
PRAGMA application_id = 1467179888;
PRAGMA user_version = 1;
