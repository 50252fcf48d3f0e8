/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "zoo/bench.h"

#include <glib/gi18n.h>
#include <stdio.h>

static void
print_zoo (const GArray *rows, double peak)
{
  printf (_ ("measured multiply-add peak of one core: %.1f GFLOP/s\n"), peak);
  printf (
      _ ("arch      ch  batch  threads  level     model-images/s  (from – to)          GFLOP/s  "
         "of peak\n"));
  for (guint i = 0; i < rows->len; i++)
    {
      const WsZooBenchRow *r = &g_array_index (rows, WsZooBenchRow, i);

      printf ("%-9s %2u  %5u  %7u  %-8s  %14.0f  (%.0f – %.0f)  %7.1f  %5.1f %%\n", r->arch,
              r->channels, r->batch, r->threads, r->isa, r->model_images_per_s, r->min, r->max,
              r->gflops, 100.0 * r->share_of_peak);
    }
}

static void
print_zoo_json (const GArray *rows, double peak)
{
  JsonBuilder *builder = json_builder_new ();

  ws_output_begin_object (builder, NULL);
  ws_output_begin_array (builder, "variants");
  for (guint i = 0; i < rows->len; i++)
    {
      const WsZooBenchRow *r = &g_array_index (rows, WsZooBenchRow, i);

      ws_output_begin_object (builder, NULL);
      ws_output_text (builder, "arch", r->arch);
      ws_output_count (builder, "channels", r->channels);
      ws_output_count (builder, "batch", r->batch);
      ws_output_count (builder, "threads", r->threads);
      ws_output_text (builder, "isa", r->isa);
      ws_output_number (builder, "model_images_per_s", r->model_images_per_s);
      ws_output_number (builder, "min", r->min);
      ws_output_number (builder, "max", r->max);
      ws_output_number (builder, "gflops", r->gflops);
      ws_output_number (builder, "share_of_peak", r->share_of_peak);
      ws_output_number (builder, "real_share_of_peak", r->real_share_of_peak);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  ws_output_number (builder, "fma_peak_gflops_per_core", peak);
  json_builder_end_object (builder);
  ws_output_print (builder);
}

static WsExit
run_zoo (WsCall *call)
{
  int                n_runs = 9;
  double             seconds = 0.5, peak = 0.0;
  const GOptionEntry entries[] = {
    { "runs", 0, 0, G_OPTION_ARG_INT, &n_runs, N_ ("Runs of each, the median is told (default: 9)"),
      N_ ("N") },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, N_ ("Length of a run (default: 0.5)"),
      N_ ("S") },
    { NULL },
  };
  g_autoptr (GArray) rows = NULL;
  WsExit result;
  guint  n;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (!ws_call_take_count (call, "--runs", n_runs, 1, &n))
    return WS_EXIT_USAGE;
  if (!(seconds > 0.0 && seconds <= 600.0))
    return ws_call_refuse (call, _ ("--seconds is above 0 and at most 600"));
  rows = ws_zoo_bench (n, seconds, &peak);
  if (call->json)
    print_zoo_json (rows, peak);
  else
    print_zoo (rows, peak);
  return WS_EXIT_DONE;
}

const WsCommand ws_command_bench_zoo = {
  .name = "bench zoo",
  .arguments = "",
  .summary = N_ ("Measures how fast networks are trained here"),
  .details =
      N_ ("Real networks of the architecture cnn-s, batches of 10 and 100, on one thread and\n"
          "on all. A model-image is one image seen by one network, forward and backward."),
  .example = "wscape bench zoo --json",
  .run = run_zoo,
};
