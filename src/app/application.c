/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/application.h"
#include "app/actions.h"
#include "app/demo.h"
#include "app/measure.h"
#include "app/preferences.h"
#include "app/settings.h"
#include "app/window.h"

#include <glib/gi18n.h>
#include <glib-unix.h>

struct _WsApplication
{
  AdwApplication parent_instance;
  char          *page; /* --page */
  gboolean       measure;
};

G_DEFINE_FINAL_TYPE (WsApplication, ws_application, ADW_TYPE_APPLICATION)

static WsWindow *
create_window (WsApplication *self)
{
  WsWindow *window = WS_WINDOW (ws_window_new (GTK_APPLICATION (self)));

  if (self->page != NULL)
    ws_window_show_page (window, self->page);
  return window;
}

/* The window to act on; made when there is none. */
static WsWindow *
ensure_window (WsApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  while (window != NULL && !WS_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (window != NULL)
    return WS_WINDOW (window);
  return create_window (self);
}

static void
forward (WsApplication *self, const char *action)
{
  WsWindow *window = ensure_window (self);

  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
}

/* -- actions -- */

static void
new_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  forward (WS_APPLICATION (data), "win.new");
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  forward (WS_APPLICATION (data), "win.open");
}

static void
demo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  forward (WS_APPLICATION (data), "win.demo");
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *preferences = ws_preferences_new ();

  gtk_window_set_transient_for (GTK_WINDOW (preferences),
                                GTK_WINDOW (ensure_window (WS_APPLICATION (data))));
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const developers[] = { "The Weightscape authors", NULL };

  adw_show_about_window (
      GTK_WINDOW (ensure_window (WS_APPLICATION (data))), "application-name", "Weightscape",
      "application-icon", "org.weightscape.Weightscape", "version", WS_VERSION, "developers",
      developers, "license-type", GTK_LICENSE_MIT_X11, "copyright",
      "© 2026 The Weightscape authors", "comments",
      _ ("Populations of small neural networks: train them, learn a space of their weights, and "
         "draw new networks from it."),
      NULL);
}

/* Every window asks for itself whether its work may be stopped. */
static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  for (GList *l = windows; l != NULL; l = l->next)
    if (WS_IS_WINDOW (l->data))
      gtk_window_close (l->data);
}

static const GActionEntry entries[] = {
  { .name = "new", .activate = new_action },
  { .name = "open", .activate = open_action },
  { .name = "demo", .activate = demo_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "about", .activate = about_action },
  { .name = "quit", .activate = quit_action },
};

/* -- life -- */

/* The desktop ends, or somebody's patience: nobody is there to be asked. */
static gboolean
terminate_cb (gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  for (GList *l = windows; l != NULL; l = l->next)
    if (WS_IS_WINDOW (l->data))
      ws_window_stop_and_close (l->data);
  return G_SOURCE_CONTINUE;
}

static void
add_styles (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();

  gtk_css_provider_load_from_resource (provider, "/org/weightscape/Weightscape/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/org/weightscape/Weightscape/icons");
}

static void
ws_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (ws_application_parent_class)->startup (application);
  add_styles ();
  gtk_window_set_default_icon_name ("org.weightscape.Weightscape");
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  ws_actions_install (GTK_APPLICATION (application));
  ws_settings_apply ();
  g_unix_signal_add (SIGTERM, terminate_cb, application);
  g_unix_signal_add (SIGINT, terminate_cb, application);
}

static void
ws_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (WS_APPLICATION (application))));
}

static void
ws_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  WsApplication *self = WS_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);
      WsWindow        *window = ensure_window (self);

      if (path == NULL)
        continue;
      if (i > 0 || ws_window_get_session (window) != NULL)
        window = create_window (self);
      ws_window_open (window, path, FALSE);
      gtk_window_present (GTK_WINDOW (window));
    }
}

static int
ws_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  WsApplication *self = WS_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("weightscape %s\n", WS_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "page", "s", &self->page))
    {
      g_autofree const char **names = ws_window_list_pages ();

      if (!g_strv_contains (names, self->page))
        {
          g_autofree char *list = g_strjoinv (", ", (char **)names);

          g_printerr (_ ("weightscape: no page \"%s\"; there are %s\n"), self->page, list);
          return 2;
        }
    }
  if (g_variant_dict_contains (options, "measure"))
    {
      ws_measure_start ();
      /* its own process, whatever else runs */
      g_application_set_flags (application,
                               g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
    }
  return -1;
}

static void
ws_application_shutdown (GApplication *application)
{
  ws_measure_report_stalls ();
  G_APPLICATION_CLASS (ws_application_parent_class)->shutdown (application);
}

static void
ws_application_finalize (GObject *object)
{
  g_free (WS_APPLICATION (object)->page);
  G_OBJECT_CLASS (ws_application_parent_class)->finalize (object);
}

static void
ws_application_class_init (WsApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ws_application_finalize;
  application_class->startup = ws_application_startup;
  application_class->activate = ws_application_activate;
  application_class->open = ws_application_open;
  application_class->shutdown = ws_application_shutdown;
  application_class->handle_local_options = ws_application_handle_local_options;
}

static void
ws_application_init (WsApplication *self)
{
  static const GOptionEntry options[] = {
    { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Show this page"), N_ ("NAME") },
    { "measure", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_ ("Print times of frames and stalls as JSON lines"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), "[FILE…]");
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Populations of small neural networks.\n\nExample:\n"
                                               "  weightscape --page explore digits.wscape"));
}

WsApplication *
ws_application_new (void)
{
  return g_object_new (WS_TYPE_APPLICATION, "application-id", WS_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/org/weightscape/Weightscape", NULL);
}
