/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Writes the document that the tests of the user interface open: make-document FILE. */

#include "../app/map-document.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  MapDocument document = { .path = argv[1] };

  if (argc != 2)
    return 2;
  document.project = ws_project_open (document.path, WS_PROJECT_CREATE, &error);
  g_assert_no_error (error);
  document.arch = ws_arch_lookup ("cnn-s", 1, &error);
  g_assert_no_error (error);
  map_document_add_zoo (&document);
  map_document_add_hyper (&document);
  map_document_add_map (&document);
  g_object_unref (document.project);
  g_free (document.weights);
  return 0;
}
