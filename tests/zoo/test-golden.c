/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/gradient.h"
#include "zoo/group-private.h"

#include "core/memory.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Gradients and steps against PyTorch in double precision: tests/golden/zoo-steps.py, and
 * zoo-behaviour.py for the losses that decoded networks are trained on. Gradients
 * within 1e-5 of a tensor's norm; weights within 1e-4 of the distance that they moved, since Adam
 * divides small gradients by themselves and so shows their rounding. */
#define GRADIENT_TOLERANCE 1e-5
#define STEP_TOLERANCE 1e-4

typedef struct
{
  guint32 state;
} Generator;

static double
generate (Generator *self)
{
  self->state = self->state * 1664525u + 1013904223u;
  return (self->state >> 8) * 0x1p-24;
}

static void
make_weights (Generator *generator, const WsArch *arch, float *w)
{
  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      double         fan_in = (double)layer->n_in * layer->kernel * layer->kernel;

      for (gsize i = layer->w_start; i < layer->b_start; i++)
        w[i] = (float)((generate (generator) - 0.5) * 2 * (1.5 / sqrt (fan_in)));
      for (guint i = 0; i < layer->n_out; i++)
        w[layer->b_start + i] = (float)((generate (generator) - 0.5) * 2 * (1.5 / 8));
    }
}

static WsTensorImages
make_images (guint n, guint channels)
{
  return (WsTensorImages){ .n = n,
                           .channels = channels,
                           .height = 28,
                           .width = 28,
                           .n_classes = 10,
                           .x = WS_ALIGNED_FLOATS (n * channels * 784),
                           .labels = g_new (guint8, n) };
}

static void
fill_batch (Generator *generator, WsTensorImages *images)
{
  for (guint i = 0; i < images->n * images->channels * 784; i++)
    images->x[i] = (float)(floor (generate (generator) * 9) / 4 - 1);
  for (guint i = 0; i < images->n; i++)
    images->labels[i] = (guint8)(generate (generator) * 10);
}

static float *
read_array (JsonObject *object, const char *key, gsize n)
{
  gsize  size;
  float *values = (gpointer)g_base64_decode (json_object_get_string_member (object, key), &size);

  g_assert_cmpuint (size, ==, n * sizeof (float));
  return values;
}

/* Distance of @got to @want in units of the distance of @want to @origin (nullable: of its norm).
 */
static double
relative_distance (const float *got, const float *want, const float *origin, gsize start, gsize end)
{
  double distance = 0, norm = 0;

  for (gsize i = start; i < end; i++)
    {
      double d = (double)got[i] - (double)want[i];
      double moved = (double)want[i] - (origin != NULL ? (double)origin[i] : 0);

      distance += d * d;
      norm += moved * moved;
    }
  return sqrt (distance / norm);
}

static void
compare_flat (const WsArch *arch, const float *got, const float *want)
{
  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      gsize          end = layer->w_start + layer->length;
      double         weights = relative_distance (got, want, NULL, layer->w_start, layer->b_start);
      double         biases = relative_distance (got, want, NULL, layer->b_start, end);

      if (!(weights <= GRADIENT_TOLERANCE && biases <= GRADIENT_TOLERANCE))
        g_error ("%s: gradient off by %g, of biases %g", layer->name, weights, biases);
    }
}

static void
compare_gradient (const WsLaneGroup *group, const WsArch *arch, guint lane, const float *want)
{
  g_autofree float *got = g_new (float, arch->n_params);

  for (gsize i = 0; i < arch->n_params; i++)
    got[group->program->order[i]] = group->dw[i * group->kernels->lanes + lane];
  compare_flat (arch, got, want);
}

static void
compare_weights (const WsLaneGroup *group,
                 const WsArch      *arch,
                 guint              lane,
                 const float       *want,
                 const float       *origin)
{
  g_autofree float *got = g_new (float, arch->n_params);
  double            off;

  ws_lane_group_get (group, lane, got, NULL);
  off = relative_distance (got, want, origin, 0, arch->n_params);
  g_test_message ("after %u steps the weights are off by %.2g of the distance moved",
                  (guint)group->n_steps, off);
  if (!(off <= STEP_TOLERANCE))
    g_error ("after %u steps: off by %g", (guint)group->n_steps, off);
}

/* All lanes train the same model; the last is looked at. */
static void
run_case (JsonObject *object, guint n_steps, WsCpuLevel level)
{
  guint             channels = (guint)json_object_get_int_member (object, "channels");
  guint             batch = (guint)json_object_get_int_member (object, "batch"), lane;
  const WsArch     *arch = ws_arch_lookup ("cnn-s", channels, NULL);
  g_autofree char  *recipe_text = json_to_string (json_object_get_member (object, "recipe"), FALSE);
  g_autofree float *start = g_new (float, arch->n_params);
  g_autofree float *gradient = read_array (object, "gradient", arch->n_params);
  g_autofree float *after_1 = read_array (object, "after_1", arch->n_params);
  g_autofree char  *last_name = g_strdup_printf ("after_%u", n_steps);
  g_autofree float *after = read_array (object, last_name, arch->n_params);
  JsonArray        *losses = json_object_get_array_member (object, "losses");
  Generator         generator = { (guint32)json_object_get_int_member (object, "seed") };
  WsTensorImages    images = make_images (batch, channels);
  const guint32    *orders[16];
  g_autofree guint32 *order = g_new (guint32, batch);
  WsRecipe            recipe;
  g_autoptr (GError) error = NULL;
  g_autoptr (WsLaneGroup) group = NULL;

  ws_recipe_from_json (recipe_text, &recipe, &error);
  g_assert_no_error (error);
  group = ws_lane_group_new (ws_lane_kernels_get (level), &recipe, ws_lane_program_get (arch));
  make_weights (&generator, arch, start);
  for (guint i = 0; i < batch; i++)
    order[i] = i;
  lane = group->kernels->lanes - 1;
  for (guint l = 0; l <= lane; l++)
    {
      orders[l] = order;
      ws_lane_group_put (group, l, start, NULL, recipe.lr);
    }
  for (guint step = 0; step < n_steps; step++)
    {
      double loss[16] = { 0 }, want = json_array_get_double_element (losses, step);
      guint  hits[16] = { 0 };

      fill_batch (&generator, &images);
      ws_lane_group_step (group, &images, orders, 0, batch, loss, hits, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (fabs (loss[lane] / batch - want) <= 1e-5 * want);
      if (step == 0)
        {
          compare_gradient (group, arch, lane, gradient);
          compare_weights (group, arch, lane, after_1, start);
        }
    }
  compare_weights (group, arch, lane, after, start);
  ws_aligned_free (images.x);
  g_free (images.labels);
}

static JsonArray *
load_cases (const char *name, JsonParser *parser)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("WS_TEST_SOURCE_ROOT"), "tests", "golden", name, NULL);
  g_autoptr (GError) error = NULL;
  JsonArray *cases;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  cases =
      json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "cases");
  g_assert_cmpuint (json_array_get_length (cases), >=, 2);
  return cases;
}

static void
test_golden (gconstpointer data)
{
  WsCpuLevel level = (WsCpuLevel)GPOINTER_TO_UINT (data);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray  *cases = load_cases ("zoo-steps.json", parser);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));

  for (guint i = 0; i < json_array_get_length (cases); i++)
    run_case (json_array_get_object_element (cases, i),
              (guint)json_object_get_int_member (root, "steps"), level);
}

/* A network beside its original. */
static void
run_behaviour (JsonObject *object)
{
  guint               channels = (guint)json_object_get_int_member (object, "channels");
  guint               n = (guint)json_object_get_int_member (object, "images");
  const WsArch       *arch = ws_arch_lookup ("cnn-s", channels, NULL);
  gsize               P = arch->n_params;
  g_autofree float   *w = g_new (float, P), *original = g_new (float, P), *dw = g_new0 (float, P);
  g_autofree float   *dtask = read_array (object, "dtask", P);
  g_autofree float   *dbehaviour = read_array (object, "dbehaviour", P);
  g_autofree guint32 *index = g_new (guint32, n);
  double              task, behaviour, want;
  Generator           generator = { (guint32)json_object_get_int_member (object, "seed") };
  WsTensorImages      images = make_images (n, channels);
  WsActivation        act;
  WsZooGradientTask   ask = { 1, n, 1, w, original, index, 1, 0, &task, &behaviour, dw };
  g_autoptr (WsZooGradient) gradient = NULL;

  g_assert_true (ws_activation_parse (json_object_get_string_member (object, "name"), &act));
  make_weights (&generator, arch, w);
  make_weights (&generator, arch, original);
  fill_batch (&generator, &images);
  for (guint i = 0; i < n; i++)
    index[i] = i;
  gradient = ws_zoo_gradient_new (arch, act, &images, NULL);
  g_assert_true (ws_zoo_gradient_run (gradient, &ask));
  want = json_object_get_double_member (object, "task");
  g_assert_true (fabs (task - want) <= 1e-6 * want);
  want = json_object_get_double_member (object, "behaviour");
  g_assert_true (fabs (behaviour - want) <= 1e-5 * want);
  compare_flat (arch, dw, dtask);

  memset (dw, 0, P * sizeof (float));
  ask.task_scale = 0;
  ask.behaviour_scale = 1;
  g_assert_true (ws_zoo_gradient_run (gradient, &ask));
  compare_flat (arch, dw, dbehaviour);
  ws_aligned_free (images.x);
  g_free (images.labels);
}

static void
test_behaviour (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *cases = load_cases ("zoo-behaviour.json", parser);

  for (guint i = 0; i < json_array_get_length (cases); i++)
    run_behaviour (json_array_get_object_element (cases, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint level = WS_CPU_PORTABLE; level <= ws_cpu_get_level (); level++)
    if (ws_lane_kernels_get ((WsCpuLevel)level) != NULL)
      {
        g_autofree char *name =
            g_strdup_printf ("/zoo/golden/%s", ws_cpu_level_get_name ((WsCpuLevel)level));

        g_test_add_data_func (name, GUINT_TO_POINTER (level), test_golden);
      }
  g_test_add_func ("/zoo/golden/behaviour", test_behaviour);
  return g_test_run ();
}
