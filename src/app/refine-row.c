/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/refine-row.h"

#include <glib/gi18n.h>

struct _WsRefineRow
{
  AdwExpanderRow parent_instance;

  GtkWidget *reject_spin, *subsample_spin, *scale_row;
};

G_DEFINE_FINAL_TYPE (WsRefineRow, ws_refine_row, ADW_TYPE_EXPANDER_ROW)

WsRefinement
ws_refine_row_get (WsRefineRow *self)
{
  WsRefinement refine = { 0 };
  guint        reject, subsample;

  g_return_val_if_fail (WS_IS_REFINE_ROW (self), refine);
  reject = (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->reject_spin));
  subsample = (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->subsample_spin));
  refine.reject = reject > 1 ? reject : 0;
  refine.subsample = subsample > 1 ? subsample : 0;
  refine.scale = (WsRescaling)adw_combo_row_get_selected (ADW_COMBO_ROW (self->scale_row));
  return refine;
}

/* What is asked for can be read without unfolding it. */
static void
tell_cb (WsRefineRow *self)
{
  WsRefinement     refine = ws_refine_row_get (self);
  g_autofree char *text = ws_refinement_to_text (&refine);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self),
                                 text[0] != '\0' ? text : _ ("Used as they are drawn"));
}

static GtkWidget *
add_spin (WsRefineRow *self, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (1, WS_REFINE_MOST, 1);

  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (tell_cb), self, G_CONNECT_SWAPPED);
  return spin;
}

static void
add_scale (WsRefineRow *self)
{
  const char *const names[] = { _ ("As drawn"), _ ("Weights as the zoo’s"),
                                _ ("Outputs as the zoo’s"),
                                NULL }; /* in the order of WsRescaling */
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);

  self->scale_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->scale_row), _ ("Scale"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->scale_row), G_LIST_MODEL (list));
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self->scale_row), TRUE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->scale_row);
  g_signal_connect_object (self->scale_row, "notify::selected", G_CALLBACK (tell_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
ws_refine_row_class_init (WsRefineRowClass *klass)
{
}

static void
ws_refine_row_init (WsRefineRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Refine"));
  self->reject_spin = add_spin (self, _ ("Best predicted of"),
                                _ ("Draws for each; a probe of the zoo’s networks chooses"));
  self->subsample_spin =
      add_spin (self, _ ("Best tried of"), _ ("Draws for each; a few validation images choose"));
  add_scale (self);
  tell_cb (self);
}

GtkWidget *
ws_refine_row_new (void)
{
  return g_object_new (WS_TYPE_REFINE_ROW, NULL);
}
