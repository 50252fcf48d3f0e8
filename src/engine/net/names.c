/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/arch.h"

static const char *const activation_names[] = { "tanh",    "relu", "gelu",
                                                "sigmoid", "silu", "leaky-relu" };
static const char *const init_names[] = { "uniform",        "normal",         "kaiming-uniform",
                                          "kaiming-normal", "xavier-uniform", "xavier-normal" };

/* Place of @name among @names, where '_' counts as '-'; -1 if it is not there. */
static int
find_name (const char *name, const char *const *names, guint n)
{
  g_autofree char *plain = g_strdelimit (g_strdup (name), "_", '-');

  for (guint i = 0; i < n; i++)
    if (g_str_equal (plain, names[i]))
      return (int)i;
  return -1;
}

const char *
ws_activation_get_name (WsActivation act)
{
  return activation_names[act];
}

gboolean
ws_activation_parse (const char *name, WsActivation *out)
{
  int found = find_name (name, activation_names, G_N_ELEMENTS (activation_names));

  if (found >= 0)
    *out = (WsActivation)found;
  return found >= 0;
}

const char *
ws_init_get_name (WsInit init)
{
  return init_names[init];
}

gboolean
ws_init_parse (const char *name, WsInit *out)
{
  int found = find_name (name, init_names, G_N_ELEMENTS (init_names));

  if (found >= 0)
    *out = (WsInit)found;
  return found >= 0;
}
