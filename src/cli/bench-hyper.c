/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/pool.h"
#include "hyper/bench.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* Each measurement runs in a process of its own, this program with --row-only: what one leaves in
 * memory would count for the next. The process writes its row to standard output as it lies in
 * memory. */

static gboolean
measure_in_process (
    const char *name, guint n_threads, double seconds, WsHyperBenchRow *row, GError **error)
{
  char             number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *threads = g_strdup_printf ("--threads=%u", n_threads);
  g_autofree char *only = g_strdup_printf ("--only=%s", name), *length = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;

  length = g_strdup_printf ("--seconds=%s", g_ascii_dtostr (number, sizeof number, seconds));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, error, "/proc/self/exe", "bench",
                              "hyper", "--row-only", threads, only, length, NULL);
  if (process == NULL || !g_subprocess_communicate (process, NULL, NULL, &output, NULL, error))
    return FALSE;
  if (g_bytes_get_size (output) != sizeof *row)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, _ ("%s on %u threads did not come to its end"),
                   name, n_threads);
      return FALSE;
    }
  memcpy (row, g_bytes_get_data (output, NULL), sizeof *row);
  return TRUE;
}

static void
print_row (const WsHyperBenchRow *r)
{
  printf ("%-17s %5u  %7u  %9.2f  %7.1f  %6.1f %%  %6.1f %%  %8.0f  %.3f (%.3f – %.3f)\n",
          r->config, r->batch, r->threads, r->samples_per_s, r->gflops, 100 * r->share_of_peak,
          100 * r->share_of_sgemm, r->peak_rss_mib, r->step_s_median, r->step_s_min, r->step_s_max);
  fflush (stdout);
}

static void
add_row (JsonBuilder *builder, const WsHyperBenchRow *r)
{
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "config", r->config);
  ws_output_count (builder, "batch", r->batch);
  ws_output_count (builder, "threads", r->threads);
  ws_output_count (builder, "n_params", (gint64)r->n_params);
  ws_output_count (builder, "steps", r->n_steps);
  ws_output_number (builder, "samples_per_s", r->samples_per_s);
  ws_output_number (builder, "gflops", r->gflops);
  ws_output_number (builder, "share_of_sgemm", r->share_of_sgemm);
  ws_output_number (builder, "share_of_peak", r->share_of_peak);
  ws_output_number (builder, "peak_rss_mib", r->peak_rss_mib);
  ws_output_number (builder, "step_s_min", r->step_s_min);
  ws_output_number (builder, "step_s_median", r->step_s_median);
  ws_output_number (builder, "step_s_max", r->step_s_max);
  ws_output_number (builder, "cpu_s_median", r->cpu_s_median);
  ws_output_number (builder, "sgemm_gflops", r->sgemm_gflops);
  ws_output_number (builder, "fma_peak_gflops_per_core", r->fma_peak_gflops_per_core);
  json_builder_end_object (builder);
}

/* Whole numbers above 0 between commas. */
static gboolean
take_threads (const WsCall *call, const char *text, GArray *threads)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, ",", -1) : NULL;
  guint all = ws_pool_get_threads (), one = 1;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      guint64 n;
      guint   count;

      if (!g_ascii_string_to_unsigned (parts[i], 10, 1, 1024, &n, NULL))
        {
          ws_call_refuse (call, _ ("--threads takes whole numbers from 1 to 1024, not \"%s\""),
                          parts[i]);
          return FALSE;
        }
      count = (guint)n;
      g_array_append_val (threads, count);
    }
  if (text == NULL)
    {
      g_array_append_val (threads, one);
      if (all > 1)
        g_array_append_val (threads, all);
    }
  return TRUE;
}

static gboolean
check_names (const WsCall *call, char **names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (!g_strv_contains (ws_hyper_bench_list (), names[i]))
      {
        g_autofree char *known = g_strjoinv (", ", (char **)ws_hyper_bench_list ());

        ws_call_refuse (call, _ ("--only knows no \"%s\", but %s"), names[i], known);
        return FALSE;
      }
  return TRUE;
}

/* The measurement itself. */
static WsExit
write_row (const WsCall *call, const char *name, guint n_threads, double seconds)
{
  g_autoptr (GError) error = NULL;
  WsHyperBenchRow row;

  if (!ws_hyper_bench (name, n_threads, seconds, &row, &error))
    return ws_call_fail (call, error);
  fwrite (&row, sizeof row, 1, stdout);
  return WS_EXIT_DONE;
}

static WsExit
run_rows (const WsCall *call, const char *const *names, const GArray *threads, double seconds)
{
  g_autoptr (GError) error = NULL;
  JsonBuilder *builder = call->json ? json_builder_new () : NULL;
  double       peak = 0;

  if (builder != NULL)
    {
      ws_output_begin_object (builder, NULL);
      ws_output_begin_array (builder, "variants");
    }
  else
    printf (
        _ ("variant           batch  threads  samples/s  GFLOP/s   of peak  of sgemm   RSS MiB  "
           "step in s (from – to)\n"));
  for (guint i = 0; names[i] != NULL && error == NULL; i++)
    for (guint j = 0; j < threads->len && error == NULL; j++)
      {
        WsHyperBenchRow row;

        if (!measure_in_process (names[i], g_array_index (threads, guint, j), seconds, &row,
                                 &error))
          break;
        peak = MAX (peak, row.fma_peak_gflops_per_core);
        if (builder != NULL)
          add_row (builder, &row);
        else
          print_row (&row);
      }
  if (error != NULL)
    {
      g_clear_object (&builder);
      return ws_call_fail (call, error);
    }
  if (builder == NULL)
    printf (_ ("measured multiply-add peak of one core: %.1f GFLOP/s\n"), peak);
  else
    {
      json_builder_end_array (builder);
      ws_output_number (builder, "fma_peak_gflops_per_core", peak);
      json_builder_end_object (builder);
      ws_output_print (builder);
    }
  return WS_EXIT_DONE;
}

static WsExit
run_hyper (WsCall *call)
{
  double             seconds = 10.0;
  gboolean           row_only = FALSE;
  g_autofree char   *only = NULL, *threads = NULL;
  const GOptionEntry entries[] = {
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, N_ ("Only these variants (default: all)"),
      N_ ("NAME,…") },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &threads,
      N_ ("On so many threads, one after the other (default: 1 and every core)"), N_ ("N,…") },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds,
      N_ ("How long each goes on; three steps at least (default: 10)"), N_ ("S") },
    { "row-only", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &row_only, NULL, NULL },
    { NULL },
  };
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (GStrv) names = NULL;
  WsExit result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (!(seconds > 0.0 && seconds <= 3600.0))
    return ws_call_refuse (call, _ ("--seconds is above 0 and at most 3600"));
  names = only != NULL ? g_strsplit (only, ",", -1) : g_strdupv ((char **)ws_hyper_bench_list ());
  if (!check_names (call, names) || !take_threads (call, threads, counts))
    return WS_EXIT_USAGE;
  if (row_only)
    return write_row (call, names[0], g_array_index (counts, guint, 0), seconds);
  return run_rows (call, (const char *const *)names, counts, seconds);
}

const WsCommand ws_command_bench_hyper = {
  .name = "bench hyper",
  .arguments = "",
  .summary = N_ ("Measures how fast representations are trained here"),
  .details = N_ (
      "Whole training steps of autoencoders of given sizes on random networks: views, forward,\n"
      "backward, Adam. A sample is one network; its two views count once. Each variant runs in a\n"
      "process of its own, whose largest memory is told."),
  .example = "wscape bench hyper --only compact_b100,paper_b32 --threads 1,2",
  .run = run_hyper,
};
