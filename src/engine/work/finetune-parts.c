/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/finetune-private.h"

#include "core/error.h"
#include "hyper/train.h"

#include <string.h>

/* -- what a population remembers of its run -- */

typedef struct
{
  char   *run;
  guint   part;
  gint64 *starts, *teachers;
  guint   n_starts, n_teachers;
} Memory;

static void
memory_clear (Memory *self)
{
  g_clear_pointer (&self->run, g_free);
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->teachers, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Memory, memory_clear)

static gint64 *
read_numbers (JsonObject *object, const char *name, guint *n)
{
  JsonNode  *node = json_object_get_member (object, name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gint64 *numbers;

  *n = array != NULL ? json_array_get_length (array) : 0;
  numbers = g_new0 (gint64, MAX (*n, 1));
  for (guint i = 0; i < *n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element))
        numbers[i] = json_node_get_int (element);
    }
  return numbers;
}

static gint64
read_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

static const char *
read_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* %FALSE of populations that no fine-tuning made. */
static gboolean
memory_read (Memory *self, const WsPopulation *population)
{
  g_autoptr (JsonNode) root =
      population->settings_json != NULL ? json_from_string (population->settings_json, NULL) : NULL;
  JsonObject *object;

  *self = (Memory){ 0 };
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) ||
      !(g_str_equal (population->kind, "finetuned") || g_str_equal (population->kind, "scratch")))
    return FALSE;
  object = json_node_get_object (root);
  self->run = g_strdup (read_text (object, "run"));
  self->part = (guint)CLAMP (read_number (object, "part"), 0, MAX_PARTS);
  self->starts = read_numbers (object, "starts", &self->n_starts);
  self->teachers = read_numbers (object, "teachers", &self->n_teachers);
  return self->run != NULL && self->part < MAX_PARTS;
}

static void
add_numbers (JsonBuilder *builder, const char *name, const gint64 *numbers, guint n)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    json_builder_add_int_value (builder, numbers[i]);
  json_builder_end_array (builder);
}

static char *
memory_write (const FinetuneRun *run, guint part)
{
  const WsFinetuneRequest *request = run->request;
  const Origin            *origin = &run->origins[part];
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "epochs");
  json_builder_add_int_value (builder, request->n_epochs);
  json_builder_set_member_name (builder, "keep");
  json_builder_add_string_value (builder, request->keep);
  json_builder_set_member_name (builder, "control");
  json_builder_add_string_value (builder, request->control);
  json_builder_set_member_name (builder, "run");
  json_builder_add_string_value (builder, run->name);
  json_builder_set_member_name (builder, "part");
  json_builder_add_int_value (builder, part);
  if (origin->starts != NULL)
    add_numbers (builder, "starts", origin->starts, run->parts[part].n);
  if (request->teacher[0] != '\0')
    {
      json_builder_set_member_name (builder, "teacher");
      json_builder_add_string_value (builder, request->teacher);
      ws_json_add_number (builder, "teacher_weight", request->teacher_weight);
      add_numbers (builder, "teachers", run->teachers, run->n_teachers);
    }
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

/* -- populations of a run -- */

/* (transfer full) (nullable): the newest of @list. @parent -1: of any source. */
static WsPopulation *
steal_part (GPtrArray *list, const char *run, guint part, gint64 parent)
{
  for (guint i = list->len; i > 0; i--)
    {
      const WsPopulation *population = g_ptr_array_index (list, i - 1);
      g_auto (Memory) memory = { 0 };

      if (memory_read (&memory, population) && g_str_equal (memory.run, run) &&
          memory.part == part && (parent < 0 || population->parent == parent))
        return g_ptr_array_steal_index (list, i - 1);
    }
  return NULL;
}

GPtrArray *
ws_finetune_list_results (WsProject *project, gint64 population, GError **error)
{
  g_autoptr (WsPopulation) own = ws_project_get_population (project, population, error);
  g_autoptr (GPtrArray) all = own != NULL ? ws_project_list_populations (project, error) : NULL;
  GPtrArray *list;
  g_auto (Memory) memory = { 0 };

  if (all == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_population_free);
  if (memory_read (&memory, own))
    for (guint p = 0; p < MAX_PARTS; p++)
      {
        WsPopulation *part = steal_part (all, memory.run, p, -1);

        if (part != NULL)
          g_ptr_array_add (list, part);
      }
  return list;
}

/* The source of part @part by its name now; %NULL when there is none of that name (any more). */
static WsPopulation *
find_source (WsProject *project, const WsFinetuneRequest *request, guint part, GError **error)
{
  return part < request->n_populations
             ? ws_project_find_population (project, request->population[part], error)
             : NULL;
}

static guint
count_parts (const WsFinetuneRequest *request)
{
  return request->n_populations + (request->scratch > 0 ? 1 : 0);
}

/* What an earlier run made of the source that has the name now; if there is no such source any
 * more, of that which had it. From scratch there is none. */
static WsPopulation *
find_own_part (WsProject               *project,
               const WsFinetuneRequest *request,
               const char              *run,
               guint                    part,
               const WsPopulation      *source,
               GError                 **error)
{
  gint64 parent = part >= request->n_populations ? 0 : source != NULL ? source->id : -1;
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);

  return list != NULL ? steal_part (list, run, part, parent) : NULL;
}

gboolean
ws_finetune_has_parts (WsProject *project, const WsFinetuneRequest *request, const char *run)
{
  for (guint p = 0; p < count_parts (request); p++)
    {
      g_autoptr (WsPopulation) source = find_source (project, request, p, NULL);
      g_autoptr (WsPopulation) population = find_own_part (project, request, run, p, source, NULL);

      if (population == NULL)
        return FALSE;
    }
  return TRUE;
}

/* -- what networks start from -- */

static guint8
get_split_mask (const char *name)
{
  if (g_str_equal (name, "train"))
    return 1 << WS_SPLIT_TRAIN;
  if (g_str_equal (name, "validation"))
    return 1 << WS_SPLIT_VAL;
  return g_str_equal (name, "test") ? 1 << WS_SPLIT_TEST : 0;
}

/* Checkpoints of @population whose weights are kept, one of each network that has not diverged. */
static gint64 *
list_checkpoints (WsProject          *project,
                  const WsPopulation *population,
                  const char         *from,
                  const char         *split,
                  guint               limit,
                  guint              *n,
                  GError            **error)
{
  gboolean     is_last = from[0] == '\0' || !ws_population_is_trained (population);
  guint        epoch = is_last ? WS_EPOCH_LAST : (guint)g_ascii_strtoull (from, NULL, 10);
  WsStateQuery query = { .epoch_first = epoch, .epoch_last = epoch, .with_weights = TRUE };
  g_autoptr (WsStates) states = NULL;
  gint64 *list;

  if (g_str_equal (population->kind, "zoo"))
    query.split_mask = get_split_mask (split);
  states = ws_project_load_states (project, population->id, &query, error);
  if (states == NULL)
    return NULL;
  list = g_new (gint64, MAX (states->n, 1));
  *n = 0;
  for (guint i = 0; i < states->n && (limit == 0 || *n < limit); i++)
    if (!states->diverged[i])
      list[(*n)++] = states->checkpoint[i];
  if (*n > 0)
    return list;
  g_free (list);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               is_last ? "%s has no network with weights to go on from"
                       : "%s has no network with weights of the epoch to go on from",
               population->name);
  return NULL;
}

static gboolean
read_source (FinetuneRun *run, guint part, const WsPopulation *source, GError **error)
{
  Origin      *origin = &run->origins[part];
  WsActivation act;

  origin->parent = source->id;
  if (!ws_population_get_network (source, &origin->arch, &act, error))
    return FALSE;
  if (ws_arch_count_transferred (origin->arch, run->training.plan.arch, error) > 0)
    return TRUE;
  g_prefix_error (error, "%s: ", source->name);
  return FALSE;
}

static gboolean
choose_starts (FinetuneRun *run, guint part, const WsPopulation *source, GError **error)
{
  const WsFinetuneRequest *request = run->request;
  Origin                  *origin = &run->origins[part];

  if (origin->name == NULL)
    {
      run->parts[part].n = request->scratch;
      return TRUE;
    }
  origin->starts = list_checkpoints (run->training.work->project, source, request->from,
                                     request->split, request->count, &run->parts[part].n, error);
  return origin->starts != NULL;
}

/* What an earlier run has decided stays so. */
static gboolean
take_memory (FinetuneRun *run, guint part, const WsPopulation *population, GError **error)
{
  Origin *origin = &run->origins[part];
  g_auto (Memory) memory = { 0 };

  memory_read (&memory, population);
  run->parts[part].n = population->n;
  if (run->teachers == NULL && memory.n_teachers > 0)
    {
      run->n_teachers = memory.n_teachers;
      run->teachers = g_steal_pointer (&memory.teachers);
    }
  if (origin->name == NULL)
    return TRUE;
  if (memory.n_starts != population->n)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s does not say what its networks started from", population->name);
      return FALSE;
    }
  origin->starts = g_steal_pointer (&memory.starts);
  return TRUE;
}

static gboolean
find_one (FinetuneRun *run, guint part, GError **error)
{
  const WsFinetuneRequest *request = run->request;
  WsWork                  *work = run->training.work;
  GError                  *problem = NULL;
  g_autoptr (GError) missing = NULL;
  g_autoptr (WsPopulation) source = find_source (work->project, request, part, &missing);
  WsPopulation *population;

  run->origins[part].name = part < request->n_populations ? request->population[part] : NULL;
  if (missing != NULL && !g_error_matches (missing, WS_ERROR, WS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  if (source != NULL && !read_source (run, part, source, error))
    return FALSE;
  population = find_own_part (work->project, request, run->name, part, source, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  run->parts[part].population = population;
  if (population != NULL)
    return take_memory (run, part, population, error);
  if (missing != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  return choose_starts (run, part, source, error);
}

/* The teacher's networks, unless an earlier run has settled them. */
static gboolean
find_teachers (FinetuneRun *run, GError **error)
{
  WsProject *project = run->training.work->project;
  g_autoptr (WsPopulation) teacher = NULL;

  if (run->request->teacher[0] == '\0' || run->teachers != NULL)
    return TRUE;
  teacher = ws_project_find_population (project, run->request->teacher, error);
  if (teacher == NULL)
    return FALSE;
  run->teachers = list_checkpoints (project, teacher, "", "", 0, &run->n_teachers, error);
  return run->teachers != NULL;
}

/* Numbers in the plan; each part's own numbers are its networks' random streams. */
static void
number_networks (FinetuneRun *run)
{
  WsZooPlan *plan = &run->training.plan;

  plan->n_models = 0;
  for (guint p = 0; p < run->training.n_parts; p++)
    {
      run->parts[p].first = plan->n_models;
      run->parts[p].parents = run->origins[p].starts;
      plan->n_models += run->parts[p].n;
    }
  run->streams = g_new (guint32, MAX (plan->n_models, 1));
  for (guint p = 0; p < run->training.n_parts; p++)
    for (guint i = 0; i < run->parts[p].n; i++)
      run->streams[run->parts[p].first + i] = i;
  plan->streams = run->streams;
}

gboolean
ws_finetune_find_parts (FinetuneRun *run, GError **error)
{
  run->training.parts = run->parts;
  run->training.n_parts = count_parts (run->request);
  for (guint p = 0; p < run->training.n_parts; p++)
    if (!find_one (run, p, error))
      return FALSE;
  if (!find_teachers (run, error))
    return FALSE;
  number_networks (run);
  return TRUE;
}

/* -- new ones -- */

#define MAX_BASE 40 /* bytes, so that a number has room behind it */

/* A free name that tells where the networks come from. */
static char *
make_name (const FinetuneRun *run, guint part)
{
  WsProject       *project = run->training.work->project;
  const char      *asked = run->request->name, *source = run->origins[part].name;
  g_autofree char *base = NULL;

  if (asked[0] != '\0' && run->training.n_parts == 1)
    return g_strdup (asked);
  if (asked[0] != '\0')
    base = g_strdup_printf ("%s-%s", asked, source != NULL ? source : "scratch");
  else
    base = source != NULL ? g_strdup_printf ("%s-tuned", source) : g_strdup ("scratch");
  if (strlen (base) > MAX_BASE)
    {
      /* what comes last tells them apart */
      g_autofree char *valid = NULL, *shorter = g_strdup (base + strlen (base) - MAX_BASE);

      valid = g_utf8_make_valid (shorter, -1);
      return ws_project_free_population_name (project, valid);
    }
  return ws_project_free_population_name (project, base);
}

static gboolean
add_one (FinetuneRun *run, guint part, GError **error)
{
  WsProject       *project = run->training.work->project;
  const WsZooPlan *plan = &run->training.plan;
  const Origin    *origin = &run->origins[part];
  g_autoptr (WsPopulation) population = g_new0 (WsPopulation, 1);

  population->name = make_name (run, part);
  population->kind = g_strdup (origin->name != NULL ? "finetuned" : "scratch");
  population->arch = g_strdup (run->request->arch);
  population->channels = plan->arch->channels;
  population->data = g_strdup (run->request->data);
  population->recipe_json = ws_recipe_to_json (&plan->recipe);
  population->seed = run->request->seed;
  population->n = run->parts[part].n;
  population->parent = origin->parent;
  population->settings_json = memory_write (run, part);
  if (!ws_project_add_population (project, population, error))
    return FALSE;
  run->parts[part].population = ws_project_get_population (project, population->id, error);
  return run->parts[part].population != NULL;
}

static gboolean
add_all (FinetuneRun *run, guint8 *is_new, GError **error)
{
  for (guint p = 0; p < run->training.n_parts; p++)
    {
      is_new[p] = run->parts[p].population == NULL;
      if (is_new[p] && !add_one (run, p, error))
        return FALSE;
    }
  return run->training.is_part ||
         ws_work_set_result (run->training.work, run->parts[0].population->id,
                             run->parts[0].population->created, error);
}

/* All or none, and with them the memory of whose they are. */
gboolean
ws_finetune_add_parts (FinetuneRun *run, GError **error)
{
  WsProject *project = run->training.work->project;
  guint8     is_new[MAX_PARTS] = { 0 };

  if (!ws_project_begin (project, error))
    return FALSE;
  if (add_all (run, is_new, error) && ws_project_commit (project, error))
    return TRUE;
  ws_project_rollback (project);
  for (guint p = 0; p < run->training.n_parts; p++)
    if (is_new[p])
      g_clear_pointer (&run->parts[p].population, ws_population_free);
  return FALSE;
}
