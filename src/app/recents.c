/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/recents.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_RECENTS 12

struct _WsRecent
{
  GObject  parent_instance;
  char    *path, *title, *summary;
  gint64   opened; /* Unix seconds */
  gboolean is_missing;
};

G_DEFINE_FINAL_TYPE (WsRecent, ws_recent, G_TYPE_OBJECT)

static void
ws_recent_finalize (GObject *object)
{
  WsRecent *self = WS_RECENT (object);

  g_free (self->path);
  g_free (self->title);
  g_free (self->summary);
  G_OBJECT_CLASS (ws_recent_parent_class)->finalize (object);
}

static void
ws_recent_class_init (WsRecentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_recent_finalize;
}

static void
ws_recent_init (WsRecent *self)
{
}

const char *
ws_recent_get_path (WsRecent *self)
{
  g_return_val_if_fail (WS_IS_RECENT (self), NULL);
  return self->path;
}

const char *
ws_recent_get_title (WsRecent *self)
{
  g_return_val_if_fail (WS_IS_RECENT (self), NULL);
  return self->title;
}

gboolean
ws_recent_is_missing (WsRecent *self)
{
  g_return_val_if_fail (WS_IS_RECENT (self), TRUE);
  return self->is_missing;
}

static char *
describe_age (gint64 seconds)
{
  if (seconds < 90)
    return g_strdup (_ ("just now"));
  if (seconds < 90 * 60)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", (gulong)(seconds / 60)),
                            (int)(seconds / 60));
  if (seconds < 36 * 3600)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong)(seconds / 3600)),
                            (int)(seconds / 3600));
  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong)(seconds / 86400)),
                          (int)(seconds / 86400));
}

char *
ws_recent_dup_subtitle (WsRecent *self)
{
  g_autofree char *age = NULL;

  g_return_val_if_fail (WS_IS_RECENT (self), NULL);
  if (self->is_missing)
    /* Translators: a recent project whose file is gone; %s is its path */
    return g_strdup_printf (_ ("not found · %s"), self->path);
  age = describe_age (MAX (0, g_get_real_time () / G_USEC_PER_SEC - self->opened));
  if (self->summary != NULL && *self->summary != '\0')
    return g_strdup_printf ("%s · %s", self->summary, age);
  return g_steal_pointer (&age);
}

/* -- the file: one group a project, named by its path -- */

static char *
file_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "weightscape", "recent.ini", NULL);
}

static GKeyFile *
load (void)
{
  g_autofree char *path = file_path ();
  GKeyFile        *file = g_key_file_new ();

  /* absent or damaged: an empty list; it is only a convenience */
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

static void
save (GKeyFile *file)
{
  g_autofree char *path = file_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
    g_message ("%s: the list of recent projects was not written: %s", path,
               error != NULL ? error->message : g_strerror (errno));
}

static WsRecent *
recent_new (GKeyFile *file, const char *group)
{
  WsRecent *self = g_object_new (WS_TYPE_RECENT, NULL);

  self->path = g_uri_unescape_string (group, NULL);
  if (self->path == NULL)
    self->path = g_strdup (group);
  self->title = g_path_get_basename (self->path);
  if (g_str_has_suffix (self->title, ".wscape"))
    self->title[strlen (self->title) - strlen (".wscape")] = '\0';
  self->summary = g_key_file_get_string (file, group, "summary", NULL);
  self->opened = g_key_file_get_int64 (file, group, "opened", NULL);
  self->is_missing = !g_file_test (self->path, G_FILE_TEST_EXISTS);
  return self;
}

static int
compare_opened (gconstpointer a, gconstpointer b, gpointer data)
{
  const WsRecent *left = a, *right = b;

  return (left->opened < right->opened) - (left->opened > right->opened);
}

GListModel *
ws_recents_list (void)
{
  g_autoptr (GKeyFile) file = load ();
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  GListStore *store = g_list_store_new (WS_TYPE_RECENT);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autoptr (WsRecent) recent = recent_new (file, groups[i]);

      g_list_store_insert_sorted (store, recent, compare_opened, NULL);
    }
  while (g_list_model_get_n_items (G_LIST_MODEL (store)) > MAX_RECENTS)
    g_list_store_remove (store, MAX_RECENTS);
  return G_LIST_MODEL (store);
}

/* Key files forbid brackets in group names. */
static char *
group_name (const char *path)
{
  return g_uri_escape_string (path, "/", TRUE);
}

void
ws_recents_add (const char *path, const char *summary)
{
  g_autoptr (GKeyFile) file = load ();
  g_autofree char *group = group_name (path);

  g_key_file_set_int64 (file, group, "opened", g_get_real_time () / G_USEC_PER_SEC);
  if (summary != NULL)
    g_key_file_set_string (file, group, "summary", summary);
  save (file);
}

void
ws_recents_remove (const char *path)
{
  g_autoptr (GKeyFile) file = load ();
  g_autofree char *group = group_name (path);

  if (g_key_file_remove_group (file, group, NULL))
    save (file);
}
