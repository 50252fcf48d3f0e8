/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/claim-list.h"

#include <glib/gi18n.h>
#include <math.h>

/* -- words -- */

static gboolean
is_measured (const WsDecision *decision)
{
  return isfinite (decision->difference) && isfinite (decision->low) && isfinite (decision->high);
}

const char *
ws_claim_get_verdict (const WsDecision *decision)
{
  if (!is_measured (decision))
    return _ ("Not measured yet");
  switch (decision->verdict)
    {
    case WS_CLAIM_HOLDS:
      return _ ("Holds");
    case WS_CLAIM_FAILS:
      return _ ("Does not hold");
    case WS_CLAIM_OPEN:
    default:
      /* Translators: neither shown nor refuted by what was measured */
      return _ ("Open");
    }
}

static void
append_signed (GString *text, double value)
{
  g_string_append_printf (text, "%s%.3f", value < 0 ? "−" : "+", fabs (value));
}

char *
ws_claim_dup_numbers (const WsDecision *decision)
{
  GString *text = g_string_new (NULL);

  if (is_measured (decision))
    {
      append_signed (text, decision->difference);
      g_string_append (text, " (");
      append_signed (text, decision->low);
      /* Translators: between the ends of a band: "+0.028 to +0.054" */
      g_string_append (text, _ (" to "));
      append_signed (text, decision->high);
      g_string_append_c (text, ')');
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_said (const WsTable *table, const char *note)
{
  for (guint i = 0; i < table->decisions->len; i++)
    {
      const WsDecision *decision = &g_array_index (table->decisions, WsDecision, i);
      g_autofree char  *start = g_strdup_printf ("%s, %s:", decision->name, decision->text);

      if (g_str_has_prefix (note, start))
        return TRUE;
    }
  return FALSE;
}

char *
ws_claim_dup_notes (const WsTable *table)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < table->notes->len; i++)
    {
      const char *note = g_array_index (table->notes, char *, i);

      if (!is_said (table, note))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", note);
    }
  return g_string_free (text, FALSE);
}

/* -- rows -- */

static GtkWidget *
new_icon (const WsDecision *decision)
{
  static const struct
  {
    const char *icon, *css;
  } looks[] = {
    [WS_CLAIM_OPEN] = { "dialog-question-symbolic", "dim-label" },
    [WS_CLAIM_HOLDS] = { "emblem-ok-symbolic", "success" },
    [WS_CLAIM_FAILS] = { "window-close-symbolic", "error" },
  };
  const guint verdict = is_measured (decision) ? decision->verdict : WS_CLAIM_OPEN;
  GtkWidget  *icon = gtk_image_new_from_icon_name (looks[verdict].icon);

  gtk_widget_add_css_class (icon, looks[verdict].css);
  return icon;
}

static GtkWidget *
new_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
new_row (const WsDecision *decision)
{
  GtkWidget       *row = gtk_list_box_row_new (), *box, *words, *result, *text, *numbers;
  g_autofree char *band = ws_claim_dup_numbers (decision);
  g_autofree char *spoken = g_strdup_printf ("%s, %s: %s %s", decision->name, decision->text,
                                             ws_claim_get_verdict (decision), band);

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  result = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  text = new_label (decision->text, NULL);
  numbers = new_label (band, "numeric");
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_add_css_class (numbers, "caption");
  gtk_widget_add_css_class (numbers, "dim-label");
  gtk_widget_set_visible (numbers, *band != '\0');
  gtk_widget_set_valign (result, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (result, 170, -1); /* verdicts stand below each other */
  gtk_box_append (GTK_BOX (words), new_label (decision->name, "heading"));
  gtk_box_append (GTK_BOX (words), text);
  gtk_box_append (GTK_BOX (result), new_label (ws_claim_get_verdict (decision), NULL));
  gtk_box_append (GTK_BOX (result), numbers);
  gtk_box_append (GTK_BOX (box), new_icon (decision));
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), result);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

void
ws_claim_list_fill (GtkListBox *list, const WsTable *table)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
  for (guint i = 0; i < table->decisions->len; i++)
    gtk_list_box_append (list, new_row (&g_array_index (table->decisions, WsDecision, i)));
}
