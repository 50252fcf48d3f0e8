/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/units.h"

/* Lower case, and one dash for whatever is no letter, digit or point. */
static void
append_slug (GString *text, const char *words)
{
  for (; *words != '\0'; words++)
    if (g_ascii_isalnum (*words) || *words == '.')
      g_string_append_c (text, g_ascii_tolower (*words));
    else if (text->len > 0 && text->str[text->len - 1] != '-')
      g_string_append_c (text, '-');
}

WsUnit *
ws_units_add (
    GArray *units, WsUnitKind kind, const char *group, const char *method, guint64 seed, int parent)
{
  g_autoptr (GString) name = g_string_new (NULL);
  WsUnit unit = { .kind = kind, .seed = seed, .parent = parent, .target = WS_TARGET_TOP30 };

  append_slug (name, group);
  if (kind != WS_UNIT_ZOO)
    g_string_append_printf (name, "/%" G_GUINT64_FORMAT, seed);
  if (kind == WS_UNIT_SAMPLE)
    g_string_append_printf (name, "/%s", method);
  if (kind == WS_UNIT_TUNE)
    g_string_append (name, "/tuned");
  if (kind == WS_UNIT_ENSEMBLE)
    g_string_append (name, "/votes");
  if (kind == WS_UNIT_BUDGET)
    g_string_append (name, "/budget");
  g_strlcpy (unit.name, name->str, sizeof unit.name);
  g_strlcpy (unit.group, group, sizeof unit.group);
  g_strlcpy (unit.method, method, sizeof unit.method);
  g_array_append_val (units, unit);
  return &g_array_index (units, WsUnit, units->len - 1);
}

void
ws_units_add_zoo (GArray *units, WsTarget target, guint count)
{
  WsUnit *unit =
      ws_units_add (units, WS_UNIT_ZOO,
                    target.kind == WS_TARGET_KIND_ALL ? "zoo" : "zoo, best 30 %", "zoo", 0, -1);

  unit->target = target;
  unit->count = count;
}

int
ws_units_add_hyper (
    GArray *units, const char *group, const WsHyperConfig *config, guint64 seed, int parent)
{
  WsUnit *unit = ws_units_add (units, WS_UNIT_HYPER, group, "reconstruct", seed, parent);

  unit->config = *config;
  unit->config.seed = seed;
  return (int)units->len - 1;
}

WsUnit *
ws_units_add_draws (GArray *units, int hyper, const char *method, guint count)
{
  const WsUnit *parent = &g_array_index (units, WsUnit, hyper);
  char          group[sizeof parent->group];
  WsUnit       *unit;
  guint64       seed = parent->seed;

  g_strlcpy (group, parent->group, sizeof group); /* the list moves when it grows */
  unit = ws_units_add (units, WS_UNIT_SAMPLE, group, method, seed, hyper);
  unit->count = count;
  return unit;
}

void
ws_units_add_noise (GArray *units, int hyper, guint count)
{
  static const float noises[] = { 0.01f, 0.02f, 0.04f, 0.08f };

  for (guint i = 0; i < G_N_ELEMENTS (noises); i++)
    {
      WsUnit *unit = ws_units_add_draws (units, hyper, "reconstruct", count);

      unit->noise = noises[i];
      g_snprintf (unit->group, sizeof unit->group, "noise %g", (double)noises[i]);
      g_snprintf (unit->name, sizeof unit->name, "noise-%g/%" G_GUINT64_FORMAT, (double)noises[i],
                  unit->seed);
    }
}

void
ws_units_add_budget (GArray *units, int hyper, guint count)
{
  guint64 seed = g_array_index (units, WsUnit, hyper).seed;

  ws_units_add (units, WS_UNIT_BUDGET, "B_T, as many images", "scratch", seed, hyper)->count =
      count;
}

/* -- experiments about networks -- */

int
ws_units_add_base (GArray *units, const WsExperimentSettings *settings, guint i)
{
  const WsHyperConfig *config = &settings->config;
  int                  place;

  if (settings->hyper[0] == '\0')
    return ws_units_add_hyper (
        units, ws_hyper_config_uses_images (config) ? "weights and images" : "weights only", config,
        config->seed + i, -1);
  /* One for all seeds, which are then of draws and of training. */
  for (place = 0; place < (int)units->len; place++)
    if (g_array_index (units, WsUnit, place).kind == WS_UNIT_HYPER)
      return place;
  g_strlcpy (
      ws_units_add (units, WS_UNIT_HYPER, settings->hyper, "reconstruct", config->seed, -1)->hyper,
      settings->hyper, sizeof settings->hyper);
  return place;
}

int
ws_units_add_networks (GArray     *units,
                       int         hyper,
                       const char *group,
                       const char *method,
                       const char *target,
                       guint       count,
                       guint64     seed)
{
  WsUnit *unit = ws_units_add (units, WS_UNIT_SAMPLE, group, method, seed, hyper);

  unit->is_kept = TRUE;
  unit->count = count;
  if (!ws_target_parse (target, &unit->target, NULL))
    g_assert_not_reached ();
  return (int)units->len - 1;
}

WsUnit *
ws_units_add_tuning (GArray                     *units,
                     int                         parent,
                     const char                 *group,
                     const char                 *method,
                     const WsExperimentSettings *settings,
                     guint64                     seed)
{
  WsUnit *unit = ws_units_add (units, WS_UNIT_TUNE, group, method, seed, parent);

  unit->count = settings->count;
  unit->epochs = settings->tune_epochs;
  return unit;
}

WsUnit *
ws_units_add_ensembles (GArray                     *units,
                        int                         parent,
                        const char                 *group,
                        const char                 *method,
                        const WsExperimentSettings *settings,
                        guint64                     seed)
{
  WsUnit *unit = ws_units_add (units, WS_UNIT_ENSEMBLE, group, method, seed, parent);

  unit->count = settings->count;
  return unit;
}
