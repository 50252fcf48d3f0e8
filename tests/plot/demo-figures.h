/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "demo-data.h"

#define DEMO_N_MODELS 240
#define DEMO_N_STATES 5

static inline double
demo_accuracy (guint model, double progress)
{
  demo_state = 977 * (model + 1);
  return (0.12 + (0.72 + 0.05 * demo_normal ()) * (1 - exp (-4 * progress))) *
         (1 - 0.2 * demo_uniform () * demo_uniform ());
}

/* The latent map: 240 networks, 5 states each, splits as fills, samples as ghosts on top. */
static inline WsFigure *
demo_map (void)
{
  enum
  {
    N = DEMO_N_MODELS * DEMO_N_STATES,
    S = 50
  };
  static double x[N], y[N], value[N], sx[S], sy[S], sv[S];
  static guint8 fill[N], flags[S];
  WsFigure     *figure = ws_figure_new ();
  WsPanel      *panel = ws_figure_add_panel (figure);
  WsSeries     *series;

  for (guint m = 0; m < DEMO_N_MODELS; m++)
    {
      double angle, spread;

      demo_state = m + 1;
      angle = 2 * G_PI * demo_uniform ();
      spread = 0.6 + 0.5 * demo_normal ();
      for (guint e = 0; e < DEMO_N_STATES; e++)
        {
          double t = (e + 0.4) / DEMO_N_STATES;
          guint  i = m * DEMO_N_STATES + e;

          x[i] = -4 + 9 * t + spread * cos (angle) * (0.3 + 1.6 * t) + 0.05 * demo_normal ();
          y[i] =
              2.2 * sin (2.6 * t) + spread * sin (angle) * (0.3 + 1.6 * t) + 0.05 * demo_normal ();
          value[i] = demo_accuracy (m, t);
          fill[i] = m % 20 < 14 ? WS_FILL_FULL : m % 20 < 17 ? WS_FILL_RING : WS_FILL_HALF;
        }
    }
  value[17] = value[400] = (double)NAN;
  demo_state = 5;
  for (guint i = 0; i < S; i++)
    {
      sx[i] = 3.6 + 0.9 * demo_normal ();
      sy[i] = 1.4 + 0.8 * demo_normal ();
      sv[i] = 0.78 + 0.05 * demo_normal ();
      flags[i] = i % 5 == 0 ? WS_POINT_GHOST : 0;
    }
  ws_figure_set_title (figure, "Training moves every network along the same valley");
  ws_figure_set_subtitle (
      figure, "Latent map · 240 networks, 1,200 states · colour is test accuracy on 10,000 images");
  ws_figure_set_source (figure, "demo.wscape · 2026-05-02 · seed 7");
  ws_panel_set_axis (panel, WS_AXIS_X, "z₁ (31 % of variance)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_axis (panel, WS_AXIS_Y, "z₂ (14 % of variance)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_map_style (panel, TRUE, "z");
  ws_panel_set_equal (panel, TRUE);
  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, (double)NAN, (double)NAN,
                      "Test accuracy (fraction)", WS_FORMAT_FRACTION);
  series = ws_panel_add_scatter (panel, "zoo", x, y, N, 0);
  ws_series_set_value (series, value);
  ws_series_set_fill (series, fill);
  series = ws_panel_add_scatter (panel, "sampled, top 30 %", sx, sy, S, 3);
  ws_series_set_value (series, sv);
  ws_series_set_flags (series, flags);
  series->size = 1.5;
  return figure;
}

/* Classes with colours and shapes, some highlighted. */
static inline WsFigure *
demo_classes (void)
{
  enum
  {
    N = 480
  };
  static const char *const names[] = { "tanh",          "ReLU",          "GELU",
                                       "tanh, high lr", "ReLU, high lr", "GELU, high lr",
                                       "linear",        "SiLU",          NULL };
  static double            x[N], y[N];
  static guint8            class_of[N];
  WsFigure                *figure = ws_figure_new ();
  WsPanel                 *panel = ws_figure_add_panel (figure);
  WsSeries                *series;

  demo_state = 21;
  for (guint i = 0; i < N; i++)
    {
      class_of[i] = (guint8)(i % 8);
      x[i] = 2.2 * cos (class_of[i] * 0.8) + 0.45 * demo_normal ();
      y[i] = 1.8 * sin (class_of[i] * 0.8) + 0.45 * demo_normal ();
    }
  ws_figure_set_title (figure, "Activations live apart in weight space");
  ws_figure_set_source (figure, "demo.wscape · 2026-05-02 · seed 7");
  ws_panel_set_axis (panel, WS_AXIS_X, "UMAP 1 (no units)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_axis (panel, WS_AXIS_Y, "UMAP 2 (no units)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_legend_title (panel, "Activation");
  series = ws_panel_add_scatter (panel, NULL, x, y, N, 0);
  ws_series_set_classes (series, class_of, names, 0);
  return figure;
}

static inline WsFigure *
demo_selection (void)
{
  enum
  {
    N = DEMO_N_MODELS * DEMO_N_STATES
  };
  static guint8 flags[N];
  WsFigure     *figure = demo_map ();
  WsSeries     *series = ws_panel_get_series (ws_figure_get_panel (figure, 0), 0);

  for (guint i = 0; i < N; i++)
    flags[i] = hypot (series->x[i] - 1.5, series->y[i] - 2) < 1.1 ? WS_POINT_HIGHLIGHT : 0;
  ws_series_set_flags (series, flags);
  ws_figure_set_title (figure, "A lasso keeps 12 networks in colour");
  return figure;
}

/* Zoo curves: two panels, bands, thin single runs. */
static inline WsFigure *
demo_curves (void)
{
  enum
  {
    E = 26
  };
  static double      mean[E], lo[E], hi[E], one[E];
  static const char *names[] = { "tanh, SGD", "ReLU, Adam", "GELU, Adam" };
  WsFigure          *figure = ws_figure_new ();

  ws_figure_set_title (figure, "Adam reaches in 5 epochs what SGD needs 25 for");
  ws_figure_set_subtitle (figure,
                          "Mean and 10–90 % band over networks, thin lines are single runs");
  ws_figure_set_source (figure, "demo.wscape · 2026-05-02 · seed 7");
  for (guint p = 0; p < 2; p++)
    {
      WsPanel *panel = ws_figure_add_panel (figure);

      ws_panel_set_title (panel, p == 0 ? "Accuracy on test images" : "Loss on test images");
      ws_panel_set_axis (panel, WS_AXIS_X, "Epoch", WS_SCALE_LINEAR, WS_FORMAT_COUNT);
      ws_panel_set_axis (panel, WS_AXIS_Y, p == 0 ? "Accuracy (fraction)" : "Loss (nats)",
                         p == 0 ? WS_SCALE_LINEAR : WS_SCALE_LOG, WS_FORMAT_AUTO);
      if (p == 0)
        ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, 0.1, "chance");
      for (guint g = 0; g < 3; g++)
        {
          double    rate = 0.09 + 0.11 * g, top = 0.76 + 0.05 * g;
          WsSeries *series;

          demo_state = 100 + g;
          for (guint k = 0; k < 6; k++)
            {
              double shift = 0.05 * demo_normal ();

              for (guint e = 0; e < E; e++)
                {
                  one[e] =
                      0.1 + (top - 0.1 + shift) * (1 - exp (-rate * e)) + 0.012 * demo_normal ();
                  one[e] = p == 0 ? one[e] : 2.4 * (1.02 - one[e]);
                }
              series = ws_panel_add_line (panel, NULL, NULL, one, E, g);
              series->is_thin = TRUE;
            }
          for (guint e = 0; e < E; e++)
            {
              double a = 0.1 + (top - 0.1) * (1 - exp (-rate * e)),
                     w = 0.015 + 0.06 * exp (-pow ((e - 8.0) / 9, 2));

              mean[e] = p == 0 ? a : 2.4 * (1.02 - a);
              lo[e] = mean[e] - (p == 0 ? w : 1.3 * w);
              hi[e] = mean[e] + (p == 0 ? w : 1.3 * w);
            }
          series = ws_panel_add_band (panel, names[g], NULL, mean, lo, hi, E, g);
          series->n_shown = 80;
        }
    }
  return figure;
}

/* Fine-tuning with few epochs: signs at every sample, a long name. */
static inline WsFigure *
demo_finetune (void)
{
  static const char  *names[] = { "sampled from the top 30 %", "random initialisation",
                                  "weight-space KDE" };
  static const double start[] = { 0.61, 0.10, 0.34 };
  static double       epoch[] = { 0, 1, 2, 3, 4, 5 };
  WsFigure           *figure = ws_figure_new ();
  WsPanel            *panel = ws_figure_add_panel (figure);

  ws_figure_set_title (figure, "Sampled starts are ahead from the first step");
  ws_figure_set_subtitle (figure, "95 % interval of the mean over seeds, test images");
  ws_panel_set_axis (panel, WS_AXIS_X, "Epoch of fine-tuning", WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, "Test accuracy", WS_SCALE_LINEAR, WS_FORMAT_PERCENT);
  ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, 0.85, "zoo after 25 epochs");
  for (guint g = 0; g < 3; g++)
    {
      double    mean[6], lo[6], hi[6];
      WsSeries *series;

      for (guint e = 0; e < 6; e++)
        {
          mean[e] = 0.83 - (0.83 - start[g]) * exp (-0.55 * e);
          lo[e] = mean[e] - 0.02;
          hi[e] = mean[e] + 0.02;
        }
      series = ws_panel_add_band (panel, names[g], epoch, mean, lo, hi, 6, g);
      series->n_shown = 10;
    }
  return figure;
}

static inline WsFigure *
demo_histogram (void)
{
  static const char  *names[] = { "zoo", "sampled, top 30 %", "random" };
  static const double middle[] = { 0.72, 0.79, 0.11 }, width[] = { 0.06, 0.035, 0.02 };
  static const guint  n[] = { 240, 50, 50 };
  static double       values[240];
  WsFigure           *figure = ws_figure_new ();
  WsPanel            *panel = ws_figure_add_panel (figure);

  ws_figure_set_title (figure, "Samples land above the zoo they came from");
  ws_figure_set_subtitle (figure, "Test accuracy before any training");
  ws_figure_set_source (figure, "demo.wscape · 2026-05-02 · seed 7");
  ws_panel_set_axis (panel, WS_AXIS_X, "Test accuracy (fraction)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_axis (panel, WS_AXIS_Y, "Networks", WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_add_rule (panel, WS_RULE_VERTICAL, 0.1, "chance");
  for (guint g = 0; g < 3; g++)
    {
      demo_state = 31 + g;
      for (guint i = 0; i < n[g]; i++)
        values[i] = middle[g] + width[g] * demo_normal ();
      ws_panel_add_histogram (panel, names[g], values, n[g], g);
    }
  return figure;
}

static inline WsFigure *
demo_violin (void)
{
  static const char *names[] = {
    "zoo", "top 30 % of zoo", "KDE, top 30 %", "KDE per dimension", "weight-space KDE", "random"
  };
  static const double middle[] = { 0.72, 0.80, 0.77, 0.70, 0.31, 0.11 },
                      width[] = { 0.07, 0.02, 0.04, 0.08, 0.10, 0.02 };
  static const guint n[] = { 240, 72, 50, 50, 50, 50 };
  static double      values[240];
  WsFigure          *figure = ws_figure_new ();
  WsPanel           *panel = ws_figure_add_panel (figure);

  ws_figure_set_title (figure, "Latent samples keep the quality, weight-space samples lose it");
  ws_figure_set_source (figure, "demo.wscape · 2026-05-02 · seed 7");
  ws_panel_set_axis (panel, WS_AXIS_Y, "Test accuracy", WS_SCALE_LINEAR, WS_FORMAT_PERCENT);
  ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, 0.1, "chance");
  for (guint g = 0; g < 6; g++)
    {
      demo_state = 61 + g;
      for (guint i = 0; i < n[g]; i++)
        values[i] = middle[g] + width[g] * demo_normal ();
      ws_panel_add_violin (panel, names[g], values, n[g], g);
    }
  return figure;
}

static inline WsFigure *
demo_bars (void)
{
  static const char *const layers[] = { "all", "conv1", "conv2", "conv3", "fc1", "fc2", NULL };
  static const char       *splits[] = { "train", "validation", "test" };
  WsFigure                *figure = ws_figure_new ();
  WsPanel                 *panel = ws_figure_add_panel (figure);

  ws_figure_set_title (figure, "The first layer is the hardest to reconstruct");
  ws_figure_set_subtitle (figure, "R² of decoded weights per layer, by split of networks");
  ws_figure_set_source (figure, "demo.wscape · 2026-05-02 · seed 7");
  ws_panel_set_axis (panel, WS_AXIS_Y, "R²", WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  ws_panel_set_categories (panel, layers);
  for (guint s = 0; s < 3; s++)
    {
      double values[6], lo[6], hi[6];

      demo_state = 41 + s;
      for (guint l = 0; l < 6; l++)
        {
          values[l] = 0.86 - 0.1 * s - (l == 1 ? 0.32 : 0.02 * l) + 0.03 * demo_normal ();
          lo[l] = values[l] - 0.03;
          hi[l] = values[l] + 0.03;
        }
      ws_panel_add_bars (panel, splits[s], values, lo, hi, 6, s);
    }
  return figure;
}

static inline WsFigure *
demo_decode (void)
{
  enum
  {
    N = 36
  };
  static double x[N], y[N];
  WsFigure     *figure = ws_figure_new ();
  WsPanel      *panel = ws_figure_add_panel (figure);
  WsSeries     *series;
  guint8        fill[N];

  demo_state = 71;
  for (guint i = 0; i < N; i++)
    {
      x[i] = 0.35 + 0.5 * demo_uniform ();
      y[i] = x[i] - 0.04 - 0.10 * demo_uniform () * (1.2 - x[i]) + 0.01 * demo_normal ();
      fill[i] = (guint8)(i % 3);
    }
  y[4] = (double)NAN;
  ws_figure_set_title (figure, "Decoded networks keep 93 % of their accuracy");
  ws_figure_set_source (figure, "demo.wscape · 2026-05-02 · seed 7");
  ws_panel_set_axis (panel, WS_AXIS_X, "Original accuracy", WS_SCALE_LINEAR, WS_FORMAT_PERCENT);
  ws_panel_set_axis (panel, WS_AXIS_Y, "Decoded accuracy", WS_SCALE_LINEAR, WS_FORMAT_PERCENT);
  ws_panel_set_equal (panel, TRUE);
  ws_panel_add_rule (panel, WS_RULE_DIAGONAL, 0, "same accuracy");
  ws_panel_set_note (panel, "R² 0.81 · n = 36\nmedian drop 5.2 points");
  series = ws_panel_add_scatter (panel, "networks", x, y, N, 0);
  ws_series_set_fill (series, fill);
  return figure;
}

static inline WsFigure *
demo_kernels (void)
{
  enum
  {
    K = 8,
    S = 5
  };
  static float       pixels[K * S * S];
  static const char *captions[] = { "filter 0", "filter 1", "filter 2", "filter 3", "filter 4",
                                    "filter 5", "filter 6", "filter 7", NULL };
  WsFigure          *figure = ws_figure_new ();

  ws_figure_set_title (figure, "First-layer kernels before and after decoding");
  ws_figure_set_subtitle (figure, "net-041, conv1, 8 filters of 5 × 5, one symmetric range each");
  for (guint p = 0; p < 2; p++)
    {
      WsPanel *panel = ws_figure_add_panel (figure);

      for (guint k = 0; k < K; k++)
        for (guint i = 0; i < S * S; i++)
          {
            double x = i % S - 2.0, y = i / S - 2.0, a = k * G_PI / K;

            demo_state = 1 + k * 77 + i + p * 9999;
            pixels[k * S * S + i] =
                (float)(0.4 * sin (1.3 * (x * cos (a) + y * sin (a))) + 0.06 * demo_normal ());
          }
      ws_panel_set_title (panel, p == 0 ? "Original" : "Decoded");
      ws_panel_set_color (panel, WS_COLORMAP_DIVERGING, (double)NAN, (double)NAN, "Weight",
                          WS_FORMAT_AUTO);
      ws_panel_set_images (panel, pixels, K, S, S, 0, captions, WS_COLORMAP_DIVERGING);
    }
  return figure;
}

static inline WsFigure *
demo_landscape (void)
{
  enum
  {
    G = 48,
    N = 40
  };
  static double values[G * G], x[N], y[N];
  WsFigure     *figure = ws_figure_new ();
  WsPanel      *panel = ws_figure_add_panel (figure);
  WsSeries     *series;

  for (guint j = 0; j < G; j++)
    for (guint i = 0; i < G; i++)
      {
        double u = -3 + 6.0 * i / (G - 1), v = -3 + 6.0 * j / (G - 1);

        values[j * G + i] = hypot (u, v) > 3.2
                                ? (double)NAN
                                : 0.1 + 0.75 * exp (-0.3 * pow (v - 0.6 * sin (1.5 * u), 2)) *
                                            (0.7 + 0.3 * tanh (u));
      }
  demo_state = 81;
  for (guint i = 0; i < N; i++)
    {
      x[i] = -2.2 + 4.4 * demo_uniform ();
      y[i] = 0.6 * sin (1.5 * x[i]) + 0.35 * demo_normal ();
    }
  ws_figure_set_title (figure, "Good networks lie on a ridge");
  ws_figure_set_subtitle (figure, "48 × 48 decoded networks, 512 validation images each");
  ws_panel_set_axis (panel, WS_AXIS_X, "z₁ (31 % of variance)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_axis (panel, WS_AXIS_Y, "z₂ (14 % of variance)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_equal (panel, TRUE);
  ws_panel_set_field (panel, values, G, G, -3.06, 3.06, -3.06, 3.06);
  ws_panel_set_color (panel, WS_COLORMAP_CIVIDIS, (double)NAN, (double)NAN, "Validation accuracy",
                      WS_FORMAT_PERCENT);
  series = ws_panel_add_scatter (panel, "training networks", x, y, N, 4);
  series->marker = WS_MARKER_CIRCLE;
  return figure;
}

static inline WsFigure *
demo_losses (void)
{
  enum
  {
    N = 60000
  };
  static double x[N], y[N], smooth[N];
  WsFigure     *figure = ws_figure_new ();
  WsPanel      *panel = ws_figure_add_panel (figure);
  WsSeries     *series;
  double        run = 0;

  demo_state = 91;
  for (guint i = 0; i < N; i++)
    {
      x[i] = i + 1;
      y[i] = (0.04 + 1.1 * pow (x[i], -0.38)) * exp (0.22 * demo_normal ());
      run = i == 0 ? y[0] : 0.995 * run + 0.005 * y[i];
      smooth[i] = run;
    }
  ws_figure_set_title (figure, "Does the representation still improve?");
  ws_panel_set_axis (panel, WS_AXIS_X, "Step", WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, "Reconstruction loss", WS_SCALE_LOG, WS_FORMAT_AUTO);
  series = ws_panel_add_line (panel, NULL, x, y, N, 0);
  series->is_thin = TRUE;
  ws_panel_add_line (panel, "train, smoothed", x, smooth, N, 0);
  for (guint i = 0; i < N; i++)
    smooth[i] *= 1.25 + 0.3 * x[i] / N;
  ws_panel_add_line (panel, "validation", x, smooth, N, 1);
  ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, 0.35, "PCA with 64 components");
  ws_panel_add_rule (panel, WS_RULE_VERTICAL, 41000, "best step");
  return figure;
}

static inline WsFigure *
demo_forest (void)
{
  static const char *const names[] = { "MNIST, same",  "MNIST → SVHN",     "Fashion-MNIST",
                                       "USPS → MNIST", "CNN-s → ResNet-s", NULL };
  static double            d[] = { 4.1, 2.2, 3.0, -0.6, 1.2 }, lo[] = { 2.8, 0.4, 1.9, -2.0, -0.3 },
                hi[] = { 5.4, 4.0, 4.1, 0.8, 2.7 };
  WsFigure *figure = ws_figure_new ();
  WsPanel  *panel = ws_figure_add_panel (figure);

  ws_figure_set_title (figure, "Sampled starts help in three of five settings");
  ws_figure_set_subtitle (
      figure,
      "Difference in test accuracy to random starts, 95 % interval, paired by seed, n = 5 seeds");
  ws_panel_set_axis (panel, WS_AXIS_X, "Difference (points)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  ws_panel_set_categories (panel, names);
  ws_panel_add_rule (panel, WS_RULE_VERTICAL, 0, "no difference");
  ws_panel_add_interval (panel, NULL, d, lo, hi, 5, 0);
  return figure;
}

static inline WsFigure *
demo_empty (void)
{
  WsFigure *figure = ws_figure_new ();
  WsPanel  *panel = ws_figure_add_panel (figure);

  ws_figure_set_title (figure, "Accuracy over epochs");
  ws_figure_set_empty (
      figure, "No network has been trained yet. Press “Train zoo” to see its curves grow here.");
  ws_panel_set_axis (panel, WS_AXIS_X, "Epoch", WS_SCALE_LINEAR, WS_FORMAT_COUNT);
  ws_panel_set_axis (panel, WS_AXIS_Y, "Accuracy (fraction)", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
  return figure;
}

static inline WsFigure *
demo_report (void)
{
  enum
  {
    P = 6,
    N = 80
  };
  WsFigure *figure = ws_figure_new ();

  ws_figure_set_title (figure, "What does the latent space know?");
  ws_figure_set_subtitle (figure, "Linear probes on z, networks of the test split");
  ws_figure_set_source (figure, "demo.wscape · 2026-05-02 · seed 7");
  for (guint p = 0; p < P; p++)
    {
      static const char  *titles[] = { "Test accuracy",         "Epoch",       "Generalisation gap",
                                       "Learning rate (log₁₀)", "Weight norm", "Dropout" };
      static const double r2[] = { 0.93, 0.88, 0.41, 0.77, 0.98, 0.05 };
      double              x[N], y[N];
      char                note[32];
      WsPanel            *panel = ws_figure_add_panel (figure);

      demo_state = 200 + p;
      for (guint i = 0; i < N; i++)
        {
          x[i] = demo_uniform () * (p == 1 ? 25 : 1);
          y[i] = r2[p] * x[i] + (1 - r2[p]) * 0.5 * (p == 1 ? 25 : 1) +
                 (p == 1 ? 25 : 1) * 0.25 * sqrt (1 - r2[p]) * demo_normal ();
        }
      g_snprintf (note, sizeof note, "R² %.2f", r2[p]);
      ws_panel_set_title (panel, titles[p]);
      ws_panel_set_axis (panel, WS_AXIS_X, "True", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
      ws_panel_set_axis (panel, WS_AXIS_Y, "Predicted", WS_SCALE_LINEAR, WS_FORMAT_AUTO);
      ws_panel_add_rule (panel, WS_RULE_DIAGONAL, 0, NULL);
      ws_panel_set_note (panel, note);
      ws_panel_add_scatter (panel, NULL, x, y, N, p);
    }
  return figure;
}

static const DemoKind demo_kinds[] = {
  { "map", demo_map },         { "classes", demo_classes },     { "selection", demo_selection },
  { "curves", demo_curves },   { "finetune", demo_finetune },   { "histogram", demo_histogram },
  { "violin", demo_violin },   { "bars", demo_bars },           { "decode", demo_decode },
  { "kernels", demo_kernels }, { "landscape", demo_landscape }, { "losses", demo_losses },
  { "forest", demo_forest },   { "empty", demo_empty },         { "report", demo_report },
};
