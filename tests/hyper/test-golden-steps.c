/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/train.h"

#include "core/memory.h"

#include "golden-params.h"

/* Twenty optimisation steps beside PyTorch's in double precision, for every compression, neck and
 * loss; how the numbers of tests/golden/training.json are made is explained in training.py. */

typedef struct
{
  JsonObject    *golden; /* of one case */
  double         tolerance, worst;
  guint          n_steps;
  const WsArch  *arch;
  float         *weights;
  guint8        *split;
  WsTensorImages tensors;
} Case;

static JsonObject *whole;

/* The states' numbers, and a power of 2 for each layer. */
static void
fill_states (Case *self, guint n)
{
  static const int scales[] = { -1, -1, 0, 0, 1 };
  guint            P = (guint)self->arch->n_params;

  self->weights = g_new (float, n *P);
  self->split = g_new0 (guint8, n);
  for (guint r = 0; r < n; r++)
    for (guint l = 0; l < self->arch->n_layers; l++)
      {
        const WsLayer *layer = &self->arch->layers[l];

        for (guint i = (guint)layer->w_start; i < layer->w_start + layer->length; i++)
          self->weights[r * P + i] = ldexpf (
              (float)(0.1 * hashed (1000 + r % 3, i) + 0.4 * hashed (2000 + r, i)), scales[l]);
      }
}

static void
fill_images (Case *self, guint n)
{
  WsTensorImages *t = &self->tensors;

  *t = (WsTensorImages){ .n = n, .channels = 1, .height = 28, .width = 28, .n_classes = 10 };
  t->x = WS_ALIGNED_FLOATS ((gsize)n * 784);
  t->labels = g_new (guint8, n);
  for (guint i = 0; i < n; i++)
    {
      t->labels[i] = (guint8)(i % 10);
      for (guint p = 0; p < 784; p++)
        t->x[i * 784 + p] = (float)hashed (4000 + i, p);
    }
}

static void
case_clear (Case *self)
{
  g_free (self->weights);
  g_free (self->split);
  ws_aligned_free (self->tensors.x);
  g_free (self->tensors.labels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

/* One step, written so that NaN fails unless it is expected. */
static void
compare (Case *self, JsonObject *want, const char *name, float got)
{
  double expected, error;

  if (!json_object_has_member (want, name))
    {
      g_assert_true (isnan (got));
      return;
    }
  expected = get_number (want, name);
  error = fabs ((double)got - expected) / fmax (fabs (expected), 1e-12);
  if (expected == 0)
    error = fabs ((double)got);
  if (!(error <= self->tolerance))
    g_error ("step %u: %s is %.9g, expected %.9g", self->n_steps, name, (double)got, expected);
  self->worst = fmax (self->worst, error);
}

static gboolean
checkpoint_cb (gpointer data, const WsHyperEpoch *epoch, GBytes *state, GError **error)
{
  Case       *self = data;
  JsonArray  *steps = json_object_get_array_member (self->golden, "steps");
  JsonObject *want;

  if (epoch == NULL)
    return TRUE;
  want = json_array_get_object_element (steps, self->n_steps++);
  compare (self, want, "loss", epoch->loss);
  compare (self, want, "loss_rec", epoch->loss_rec);
  compare (self, want, "loss_contrast", epoch->loss_contrast);
  compare (self, want, "loss_task", epoch->loss_task);
  if (!isnan (epoch->loss_behaviour))
    compare (self, want, "loss_behaviour", epoch->loss_behaviour);
  return TRUE;
}

static gboolean
train_func (WsJob *job, gpointer data, GError **error)
{
  Case              *self = data;
  const WsTaskImages images = { &self->tensors, WS_ACT_TANH };
  const WsHyperData  d = { get_count (whole, "states"), self->weights, self->split, &images };
  const WsHyperSink  sink = { .checkpoint = checkpoint_cb, .data = self, .checkpoint_seconds = 10 };
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *json = NULL;
  g_autoptr (WsHyper) hyper = NULL;
  WsHyperConfig config;

  json_generator_set_root (generator, json_object_get_member (self->golden, "config"));
  json = json_generator_to_data (generator, NULL);
  if (!ws_hyper_config_from_json (json, &config, error))
    return FALSE;
  hyper = ws_hyper_new (&config, self->arch, error);
  if (hyper == NULL)
    return FALSE;
  fill_params (self->golden, hyper);
  return ws_hyper_train (hyper, &d, &sink, NULL, job, error);
}

static void
test_case (gconstpointer name)
{
  g_auto (Case) self = { 0 };
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GError) error = NULL;

  self.golden =
      json_object_get_object_member (json_object_get_object_member (whole, "cases"), name);
  self.tolerance = get_number (whole, "tolerance");
  self.arch = ws_arch_lookup ("cnn-s", 1, &error);
  g_assert_no_error (error);
  fill_states (&self, get_count (whole, "states"));
  fill_images (&self, get_count (whole, "images"));
  job = ws_job_new ("hyper", "test", train_func, &self, NULL);
  ws_job_run_sync (job, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self.n_steps, ==, 20);
  g_test_message ("%s: at most %.1e off", (const char *)name, self.worst);
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GList) cases = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  whole = load_golden ("training.json", parser);
  cases = json_object_get_members (json_object_get_object_member (whole, "cases"));
  g_assert_cmpuint (g_list_length (cases), >=, 12);
  for (GList *at = cases; at != NULL; at = at->next)
    {
      g_autofree char *path = g_strconcat ("/hyper/golden-steps/", at->data, NULL);

      g_test_add_data_func (path, at->data, test_case);
    }
  result = g_test_run ();
  return result;
}
