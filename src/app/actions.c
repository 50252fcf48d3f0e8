/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/actions.h"

#include <glib/gi18n.h>
#include <string.h>

#define GENERAL N_ ("Project")
#define PAGES N_ ("Pages")
#define WORK N_ ("Work")
#define PLOTS N_ ("Plots and Tables")
#define MAP N_ ("Latent Map")
#define TALK N_ ("Talk")
#define SHOW N_ ("Show")

static const WsActionInfo table[] = {
  { "app.new", { "<Control>n" }, N_ ("New project"), GENERAL },
  { "app.open", { "<Control>o" }, N_ ("Open project"), GENERAL },
  { "win.save-copy", { "<Control><Shift>s" }, N_ ("Save a copy"), GENERAL },
  { "win.close", { "<Control>w" }, N_ ("Close window"), GENERAL },
  { "app.quit", { "<Control>q" }, N_ ("Quit"), GENERAL },
  { "app.preferences", { "<Control>comma" }, N_ ("Preferences"), GENERAL },
  { "win.show-help-overlay", { "<Control>question", "F1" }, N_ ("Keyboard shortcuts"), GENERAL },
  { "win.menu", { "F10" }, N_ ("Main menu"), GENERAL },
  { "win.fullscreen", { "F11" }, N_ ("Full screen"), GENERAL },
  { "app.about", { NULL }, N_ ("About Weightscape"), NULL },
  { "app.demo", { NULL }, N_ ("Open the demo"), NULL },

  { "win.page::data", { "<Alt>1" }, N_ ("Data"), PAGES },
  { "win.page::zoo", { "<Alt>2" }, N_ ("Zoo"), PAGES },
  { "win.page::hyper", { "<Alt>3" }, N_ ("Hyper-representation"), PAGES },
  { "win.page::explore", { "<Alt>4" }, N_ ("Explore"), PAGES },
  { "win.page::sample", { "<Alt>5" }, N_ ("Sample"), PAGES },
  { "win.page::finetune", { "<Alt>6" }, N_ ("Fine-tune"), PAGES },
  { "win.page::experiments", { "<Alt>7" }, N_ ("Experiments"), PAGES },

  { "win.page::present", { "<Alt>8" }, N_ ("Present"), PAGES },

  { "page.train", { "<Control>Return", "<Control>KP_Enter" }, N_ ("Train, sample or run"), WORK },
  { "win.pause-job", { "<Control>p" }, N_ ("Pause or resume"), WORK },
  { "win.cancel-job", { "<Control>period" }, N_ ("Cancel"), WORK },
  { "page.keep-best", { "<Control>k" }, N_ ("Stop and keep"), WORK },

  { "win.export-figure", { "<Control>e" }, N_ ("Export picture"), PLOTS },
  { "page.export-data", { "<Control><Shift>e" }, N_ ("Export data"), PLOTS },
  { "win.show-table", { "<Control>t" }, N_ ("Show as table"), PLOTS },
  { NULL, { "Return" }, N_ ("Look inside the network of a row"), PLOTS },
  { NULL,
    { "<Control>Page_Down", "<Control>Page_Up" },
    N_ ("Next or previous part of a network"),
    PLOTS },
  { NULL, { "Left", "Right" }, N_ ("Move the crosshair"), PLOTS },
  { NULL, { "n", "<Shift>n" }, N_ ("Next or previous point"), PLOTS },

  { "page.inspector", { "F9" }, N_ ("Inspector"), MAP },
  { "page.tool::pan", { "<Control>1" }, N_ ("Pan"), MAP },
  { "page.tool::rectangle", { "<Control>2" }, N_ ("Select by rectangle"), MAP },
  { "page.tool::lasso", { "<Control>3" }, N_ ("Select by lasso"), MAP },
  { "page.tool::path", { "<Control>4" }, N_ ("Draw a path"), MAP },
  { "page.fit", { "<Control>0" }, N_ ("Show all"), MAP },
  { "page.zoom-in", { "<Control>plus", "<Control>equal" }, N_ ("Closer"), MAP },
  { "page.zoom-out", { "<Control>minus" }, N_ ("Farther"), MAP },
  { "page.select-all", { "<Control>a" }, N_ ("Select all"), MAP },
  { NULL, { "t" }, N_ ("Training paths"), MAP },
  { NULL, { "h" }, N_ ("Accuracy landscape"), MAP },
  { NULL, { "<Shift>h" }, N_ ("Stop measuring the landscape, go on"), MAP },
  { NULL, { "bracketleft", "bracketright" }, N_ ("Fainter or stronger landscape"), MAP },
  { NULL, { "r" }, N_ ("Reverse the colours"), MAP },
  { "page.select-none", { "<Control><Shift>a" }, N_ ("Select nothing"), MAP },
  { NULL, { "p" }, N_ ("Pin the network or place"), MAP },
  { NULL, { "f" }, N_ ("Fine-tune the selection"), MAP },
  { NULL, { "e" }, N_ ("The selection as an ensemble"), MAP },
  { NULL, { "w" }, N_ ("Networks on the way from pin to pin"), MAP },
  { NULL, { "c" }, N_ ("Compare pinned networks"), MAP },
  { "page.look-inside", { "<Control>i" }, N_ ("Look inside the network"), MAP },
  { "page.draw-like", { "<Control>l" }, N_ ("Draw networks like the selection"), MAP },

  { "win.add-scene", { "<Control>d" }, N_ ("Add a scene from this view"), TALK },
  { "win.present", { "F5" }, N_ ("Present"), TALK },
  { "win.present-here", { "<Shift>F5" }, N_ ("Present from this scene"), TALK },
  { "page.scene-up", { "<Alt>Up" }, N_ ("Scene earlier"), TALK },
  { "page.scene-down", { "<Alt>Down" }, N_ ("Scene later"), TALK },
  { "page.remove-scene", { NULL }, N_ ("Remove scene"), TALK },
  { NULL, { "Delete" }, N_ ("Remove scene"), TALK },
  { "page.undo", { "<Control>z" }, N_ ("Undo"), TALK },
  { "page.redo", { "<Control><Shift>z" }, N_ ("Redo"), TALK },
  { "page.export-show", { "<Control><Shift>p" }, N_ ("Export show"), TALK },
  { "page.copy-slide", { NULL }, N_ ("Copy slide"), TALK },
  { NULL, { "<Control>c" }, N_ ("Copy slide"), TALK },

  { NULL, { "Right", "space", "Page_Down" }, N_ ("Next slide"), SHOW },
  { NULL, { "Left", "Page_Up" }, N_ ("Previous slide"), SHOW },
  { NULL, { "Home", "End" }, N_ ("First or last slide"), SHOW },
  { NULL, { "b" }, N_ ("Black, and back"), SHOW },
  { NULL, { "plus", "minus" }, N_ ("Larger or smaller type"), SHOW },
  { NULL, { "Escape" }, N_ ("End the show"), SHOW },
};

const WsActionInfo *
ws_actions_get (guint *n)
{
  *n = G_N_ELEMENTS (table);
  return table;
}

void
ws_actions_install (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].action != NULL && table[i].keys[0] != NULL)
      gtk_application_set_accels_for_action (application, table[i].action, table[i].keys);
}

static const WsActionInfo *
find (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].action, action) == 0)
      return &table[i];
  return NULL;
}

char *
ws_action_dup_tooltip (const char *action)
{
  const WsActionInfo *info = find (action);
  g_autofree char    *key = NULL;
  guint               keyval;
  GdkModifierType     modifiers;

  g_return_val_if_fail (info != NULL, NULL);
  if (info->keys[0] == NULL || !gtk_accelerator_parse (info->keys[0], &keyval, &modifiers))
    return g_strdup (_ (info->label));
  key = gtk_accelerator_get_label (keyval, modifiers);
  /* Translators: an action and its key, in a tooltip */
  return g_strdup_printf (_ ("%s (%s)"), _ (info->label), key);
}

void
ws_action_describe_button (GtkWidget *button, const char *action)
{
  const WsActionInfo *info = find (action);
  g_autofree char    *tooltip = NULL;

  g_return_if_fail (info != NULL);
  tooltip = ws_action_dup_tooltip (action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (info->label), -1);
}

/* -- the window of keys: GtkShortcutsWindow can only be built from XML -- */

static void
append_property (GString *xml, const char *name, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (xml, "<property name='%s'>%s</property>", name, escaped);
}

/* Without those that are the same key elsewhere on the keyboard. */
static char *
dup_shown_keys (const WsActionInfo *info)
{
  GString *keys = g_string_new (info->keys[0]);

  for (guint i = 1; i < G_N_ELEMENTS (info->keys) && info->keys[i] != NULL; i++)
    if (strstr (info->keys[i], "KP_") == NULL && strstr (info->keys[i], "equal") == NULL)
      g_string_append_printf (keys, " %s", info->keys[i]);
  return g_string_free (keys, FALSE);
}

static void
append_group (GString *xml, const char *group)
{
  g_string_append (xml, "<child><object class='GtkShortcutsGroup'>");
  append_property (xml, "title", _ (group));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].group, group) == 0 && table[i].keys[0] != NULL)
      {
        g_autofree char *keys = dup_shown_keys (&table[i]);

        g_string_append (xml, "<child><object class='GtkShortcutsShortcut'>");
        append_property (xml, "accelerator", keys);
        append_property (xml, "title", _ (table[i].label));
        g_string_append (xml, "</object></child>");
      }
  g_string_append (xml, "</object></child>");
}

GtkWidget *
ws_shortcuts_window_new (void)
{
  g_autoptr (GString) xml = g_string_new ("<interface><object class='GtkShortcutsWindow' "
                                          "id='window'><property name='modal'>1</property>"
                                          "<child><object class='GtkShortcutsSection'>"
                                          "<property name='section-name'>all</property>"
                                          "<property name='max-height'>14</property>");
  g_autoptr (GtkBuilder) builder = NULL;
  const char *last = NULL;
  GtkWidget  *window;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].group != NULL && g_strcmp0 (table[i].group, last) != 0)
      append_group (xml, last = table[i].group);
  g_string_append (xml, "</object></child></object></interface>");
  builder = gtk_builder_new_from_string (xml->str, -1);
  window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  return window; /* GTK holds windows until they are destroyed */
}
