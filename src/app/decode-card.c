/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/decode-card.h"

#include "results/map-text.h"
#include "work/placer.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WsDecodeCard
{
  GtkBox parent_instance;

  WsDecoder *decoder;
  WsMapData *data; /* a reference */
  GtkLabel  *accuracy_label, *caption_label;
  gboolean   is_active;
  WsDecoded *answer; /* (nullable): the last one, while the pointer or crosshair is there */
};

G_DEFINE_FINAL_TYPE (WsDecodeCard, ws_decode_card, GTK_TYPE_BOX)

static guint signal_answered;

static void
forget_answer (WsDecodeCard *self)
{
  g_clear_pointer (&self->answer, ws_decoded_free);
}

const WsDecoded *
ws_decode_card_get_answer (WsDecodeCard *self)
{
  g_return_val_if_fail (WS_IS_DECODE_CARD (self), NULL);
  return self->answer;
}

static void
show_hint (WsDecodeCard *self)
{
  if (self->answer != NULL)
    {
      forget_answer (self);
      g_signal_emit (self, signal_answered, 0);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->accuracy_label), FALSE);
  gtk_label_set_label (self->caption_label,
                       _ ("Every place of the map is a network. Move over it to decode and score "
                          "the one that lives there; click twice to pin it."));
}

/* A document may have places without latents: then nothing is near. */
static char *
dup_nearest (WsDecodeCard *self, const WsDecoded *answer)
{
  g_autofree char *name = NULL;

  if (answer->nearest >= self->data->n)
    return g_strdup (_ ("Nearest: not known"));
  name = ws_map_data_dup_network_name (self->data, self->data->network[answer->nearest]);
  return g_strdup_printf (
      /* Translators: name of a network, its epoch, a distance, a remark or nothing */
      _ ("Nearest: %s, epoch %u, d(z) = %.2f%s"), name, self->data->epoch[answer->nearest],
      answer->distance, answer->is_far ? _ (" (far from every network)") : "");
}

/* What the latents of the place are. */
static char *
dup_kind (const WsDecoded *answer)
{
  if (answer->is_exact)
    return g_strdup (_ ("Exact plane, other dimensions at the mean"));
  return g_strdup_printf (_ ("Interpolated: weighted mean of the %d nearest states, approximate"),
                          WS_PLACER_NEIGHBOURS);
}

static void
show_empty (WsDecodeCard *self)
{
  gtk_label_set_label (self->accuracy_label, _ ("no network here"));
  gtk_widget_set_visible (GTK_WIDGET (self->accuracy_label), TRUE);
  gtk_label_set_label (self->caption_label,
                       _ ("This place is farther from every network than nearly all networks are "
                          "from their neighbours. The map has no inverse, so nothing is decoded."));
}

static void
show_answer (WsDecodeCard *self, const WsDecoded *answer)
{
  g_autofree char *nearest = dup_nearest (self, answer), *kind = dup_kind (answer);
  g_autofree char *accuracy = NULL, *interval = NULL, *caption = NULL;

  if (answer->is_empty)
    {
      show_empty (self);
      return;
    }

  if (isfinite (answer->accuracy))
    accuracy = g_strdup_printf ("%.2f", answer->accuracy);
  else
    accuracy = g_strdup (_ ("no network here"));
  interval = isfinite (answer->accuracy) ? ws_text_accuracy (answer->accuracy, answer->n_images)
                                         : g_strdup (_ ("The decoded weights are not finite."));
  caption = g_strdup_printf (
      /* Translators: accuracy with interval; what the latents are; what lies near */
      _ ("%s on validation images\n%s\n%s"), interval, kind, nearest);
  gtk_label_set_label (self->accuracy_label, accuracy);
  gtk_widget_set_visible (GTK_WIDGET (self->accuracy_label), TRUE);
  gtk_label_set_label (self->caption_label, caption);
}

static void
answered_cb (WsDecodeCard *self, const WsDecoded *answer)
{
  forget_answer (self);
  self->answer = ws_decoded_copy (answer, self->data->arch->n_params);
  g_signal_emit (self, signal_answered, 0);
  show_answer (self, answer);
}

static void
failed_cb (WsDecodeCard *self, const GError *error)
{
  forget_answer (self);
  g_signal_emit (self, signal_answered, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->accuracy_label), FALSE);
  gtk_label_set_label (self->caption_label, error->message);
}

void
ws_decode_card_set_map (WsDecodeCard *self, WsSession *session, WsMapData *data)
{
  ws_decoder_set_map (self->decoder, session, data);
  if (data != NULL)
    ws_map_data_ref (data);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  show_hint (self);
}

void
ws_decode_card_point (WsDecodeCard *self, double x, double y)
{
  if (!self->is_active || self->data == NULL)
    return;
  if (!isfinite (x) || !isfinite (y))
    {
      ws_decoder_forget (self->decoder);
      show_hint (self);
      return;
    }
  ws_decoder_ask (self->decoder, x, y);
  if (ws_decoder_is_loading (self->decoder))
    gtk_label_set_label (self->caption_label, _ ("Reading the decoder …"));
}

void
ws_decode_card_set_active (WsDecodeCard *self, gboolean is_active)
{
  self->is_active = is_active;
  gtk_widget_set_visible (GTK_WIDGET (self), is_active);
  if (!is_active)
    ws_decoder_forget (self->decoder);
  else
    show_hint (self);
}

static void
ws_decode_card_dispose (GObject *object)
{
  WsDecodeCard *self = WS_DECODE_CARD (object);

  if (self->decoder != NULL)
    ws_decoder_set_map (self->decoder, NULL, NULL);
  g_clear_object (&self->decoder);
  g_clear_pointer (&self->data, ws_map_data_unref);
  forget_answer (self);
  G_OBJECT_CLASS (ws_decode_card_parent_class)->dispose (object);
}

static void
ws_decode_card_class_init (WsDecodeCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ws_decode_card_dispose;
  signal_answered = g_signal_new ("answered", WS_TYPE_DECODE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static GtkLabel *
add_label (WsDecodeCard *self, const char *text, const char *style)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (text));

  gtk_label_set_xalign (label, 0.0f);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_max_width_chars (label, 34);
  gtk_widget_add_css_class (GTK_WIDGET (label), style);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (label));
  return label;
}

static void
ws_decode_card_init (WsDecodeCard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  add_label (self, _ ("At the pointer"), "heading");
  self->accuracy_label = add_label (self, NULL, "title-2");
  self->caption_label = add_label (self, NULL, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->accuracy_label), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption_label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption_label), "numeric");
  self->decoder = ws_decoder_new ();
  g_signal_connect_object (self->decoder, "answered", G_CALLBACK (answered_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->decoder, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  self->is_active = TRUE;
  show_hint (self);
}
