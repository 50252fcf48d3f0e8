/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "interchange/format-private.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* The format: 8 bytes with the length of a JSON head, the head, then all tensors without a gap. A
 * single network has the shapes of its state_dict; a population has each tensor stacked along a
 * first dimension, as torch.func.stack_module_state() does. */

#define ALIGNMENT 8 /* of the first tensor; readers map the file */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static char *
join_numbers (const guint32 *numbers, guint n, guint more)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", numbers[i] + more);
  return g_string_free (text, FALSE);
}

/* The format allows text values only. */
static void
add_metadata (JsonBuilder *builder, const WsNetworks *networks)
{
  g_autofree char *seeds = join_numbers (networks->model, networks->n, 1);
  g_autofree char *epochs = join_numbers (networks->epoch, networks->n, 0);

  json_builder_set_member_name (builder, "__metadata__");
  json_builder_begin_object (builder);
  add_text (builder, "format", "pt");
  add_text (builder, "architecture", networks->arch->name);
  add_text (builder, "origin", networks->origin);
  add_text (builder, "stacked", networks->is_single ? "no" : "first dimension is the network");
  add_text (builder, "seeds", seeds);
  add_text (builder, "epochs", epochs);
  json_builder_end_object (builder);
}

static void
add_tensor (JsonBuilder *builder, const WsNetworks *networks, const WsTorchTensor *tensor)
{
  gsize start = 4 * networks->n * tensor->start, length = 4 * networks->n * tensor->length;

  json_builder_set_member_name (builder, tensor->name);
  json_builder_begin_object (builder);
  add_text (builder, "dtype", "F32");
  json_builder_set_member_name (builder, "shape");
  json_builder_begin_array (builder);
  if (!networks->is_single)
    json_builder_add_int_value (builder, networks->n);
  for (guint d = 0; d < tensor->n_dims; d++)
    json_builder_add_int_value (builder, tensor->dims[d]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "data_offsets");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, (gint64)start);
  json_builder_add_int_value (builder, (gint64)(start + length));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static char *
make_head (const WsNetworks *networks, const GArray *tensors)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_metadata (builder, networks);
  for (guint t = 0; t < tensors->len; t++)
    add_tensor (builder, networks, &g_array_index (tensors, WsTorchTensor, t));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

static GBytes *
write_safetensors (const WsNetworks *networks)
{
  g_autoptr (GArray) tensors = ws_torch_tensors (networks->arch);
  g_autofree char *head = make_head (networks, tensors);
  GByteArray      *bytes = g_byte_array_new ();
  gsize   length = strlen (head), padded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  guint64 stored = GUINT64_TO_LE ((guint64)padded);

  g_byte_array_append (bytes, (const guint8 *)&stored, sizeof stored);
  g_byte_array_append (bytes, (const guint8 *)head, (guint)length);
  for (; length < padded; length++)
    g_byte_array_append (bytes, (const guint8 *)" ", 1);
  for (guint t = 0; t < tensors->len; t++)
    {
      const WsTorchTensor *tensor = &g_array_index (tensors, WsTorchTensor, t);

      for (guint i = 0; i < networks->n; i++)
        ws_append_floats (bytes, networks->weights + i * networks->arch->n_params + tensor->start,
                          tensor->length);
    }
  return g_byte_array_free_to_bytes (bytes);
}

const WsWeightFormat ws_weight_format_safetensors = {
  .name = "safetensors",
  .title = N_ ("named tensors as in PyTorch's state_dict; several networks stacked"),
  .write = write_safetensors,
};
