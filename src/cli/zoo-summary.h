/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/population.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One epoch of a population; means and deviations over its networks, NaN where nothing was
 * measured. Diverged networks are counted apart. */
typedef struct
{
  guint  epoch, n, n_diverged; /* n: with a test accuracy, not diverged */
  double train_loss, train_acc, val_loss, val_acc, test_loss, test_loss_std;
  double test_acc_mean, test_acc_std;
} WsEpochSummary;

/* (element-type WsEpochSummary) (transfer full): by epoch, only those that are there */
GArray *ws_zoo_summarise (const WsStates *states);

/* The document that "zoo info" prints for one population. */
gboolean ws_zoo_add_json (WsProject          *project,
                          const WsPopulation *population,
                          JsonBuilder        *builder,
                          GError            **error);
/* "zoo: 20 networks (cnn-s, fashion-mnist), 2 epochs, test accuracy 0.612 ± 0.034" */
char *ws_zoo_dup_line (WsProject *project, const WsPopulation *population, GError **error);

/* Last test accuracies of a population's networks in the order of their seeds, NaN where there is
 * none or it diverged. */
double *ws_zoo_load_accuracies (WsProject *project, gint64 population, guint *n, GError **error);

G_END_DECLS
