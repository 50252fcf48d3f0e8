/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "interchange/format-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Nine digits tell any two floats apart; the C locale, whatever the desktop's. Missing is empty. */
static void
append_number (GString *text, float value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  if (isfinite (value))
    g_string_append (text, g_ascii_formatd (digits, sizeof digits, "%.9g", (double)value));
}

/* "module_list.0.weight.17": the 18th number of that tensor in row-major order. */
static void
append_head (GString *text, const WsArch *arch)
{
  g_autoptr (GArray) tensors = ws_torch_tensors (arch);

  g_string_append (text, "seed,epoch,train_loss,train_acc,val_loss,val_acc,test_loss,test_acc");
  for (guint t = 0; t < tensors->len; t++)
    {
      const WsTorchTensor *tensor = &g_array_index (tensors, WsTorchTensor, t);

      for (gsize i = 0; i < tensor->length; i++)
        g_string_append_printf (text, ",%s.%" G_GSIZE_FORMAT, tensor->name, i);
    }
  g_string_append_c (text, '\n');
}

static void
append_row (GString *text, const WsNetworks *networks, guint i)
{
  const WsEpochMetrics *m = &networks->metrics[i];
  const float          *w = networks->weights + i * networks->arch->n_params; /* w[i, :] */

  g_string_append_printf (text, "%u,%u", networks->model[i] + 1, networks->epoch[i]);
  append_number (text, m->train_loss);
  append_number (text, m->train_acc);
  append_number (text, m->val_loss);
  append_number (text, m->val_acc);
  append_number (text, m->test_loss);
  append_number (text, m->test_acc);
  for (gsize p = 0; p < networks->arch->n_params; p++)
    append_number (text, w[p]);
  g_string_append_c (text, '\n');
}

/* One line of comment, a head, one line a network: pandas.read_csv (path, comment="#"). */
static GBytes *
write_csv (const WsNetworks *networks)
{
  g_autofree char *origin = g_strdup (networks->origin);
  GString         *text = g_string_new (NULL);

  g_string_append_printf (text, "# %s; losses in nats, accuracies as fractions\n",
                          g_strdelimit (origin, "\r\n", ' '));
  append_head (text, networks->arch);
  for (guint i = 0; i < networks->n; i++)
    append_row (text, networks, i);
  return g_string_free_to_bytes (text);
}

const WsWeightFormat ws_weight_format_csv = {
  .name = "csv",
  .title = N_ ("a table, one network a row: seed, epoch, scores, every weight"),
  .write = write_csv,
};
