/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "interchange/format-private.h"

#include "core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

static const WsWeightFormat *const formats[] = { &ws_weight_format_raw, &ws_weight_format_csv,
                                                 &ws_weight_format_safetensors, NULL };

const WsWeightFormat *const *
ws_weight_format_list (void)
{
  return formats;
}

const WsWeightFormat *
ws_weight_format_lookup (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; formats[i] != NULL; i++)
    {
      if (g_str_equal (formats[i]->name, name))
        return formats[i];
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", formats[i]->name);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "networks cannot be written as \"%s\" yet; there are %s", name, names->str);
  return NULL;
}

/* -- the file -- */

static gboolean
fail_at (const char *path, const char *temporary, int fd, int saved_errno, GError **error)
{
  if (fd >= 0)
    close (fd);
  if (temporary != NULL)
    g_unlink (temporary);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               "%s: the file cannot be written: %s", path, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
save (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  gsize            size, done = 0;
  const char      *data = g_bytes_get_data (bytes, &size);
  int              fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);

  if (fd < 0)
    return fail_at (path, NULL, -1, errno, error);
  while (done < size)
    {
      gssize n = write (fd, data + done, size - done);

      if (n < 0 && errno != EINTR)
        return fail_at (path, temporary, fd, errno, error);
      done += n > 0 ? (gsize)n : 0;
    }
  if (fsync (fd) != 0)
    return fail_at (path, temporary, fd, errno, error);
  if (close (fd) != 0 || g_rename (temporary, path) != 0)
    return fail_at (path, temporary, -1, errno, error);
  return TRUE;
}

gboolean
ws_networks_export (const WsNetworks     *networks,
                    const WsWeightFormat *format,
                    const char           *path,
                    GError              **error)
{
  gsize floats;
  g_autoptr (GBytes) bytes = NULL;

  /* A byte array counts in 32 bits; a number in a table takes at most 16 characters. */
  if (!g_size_checked_mul (&floats, networks->n, networks->arch->n_params) ||
      floats > G_MAXUINT32 / 32)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "%s: %u networks are too many for one file; write single ones", path,
                   networks->n);
      return FALSE;
    }
  bytes = format->write (networks);
  return save (path, bytes, error);
}
