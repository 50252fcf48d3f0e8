#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes bootstrap.json: BCa bands of means and of differences of means by scipy.stats.bootstrap, which is
handed the program's own streams (seed, purpose 11, resample, set) in place of its generator. Values are
multiples of 1/1024, so that sums are exact in any order and ties are ties."""
import json
import os
from unittest import mock

import numpy as np
import scipy
from scipy.stats import _resampling, bootstrap

from streams import Stream

SEED, RESAMPLES, LEVEL, PURPOSE = 5, 400, 0.9, 11


def values(a, n, skew):
    u = np.array(Stream(13, a).uniforms(n))
    return np.round((u**3 if skew else u) * 1024) / 1024


def band(sets, statistic, paired=False):
    called = []

    def indices(generator, low, high, size):
        number = len(called)
        called.append(size)
        return np.array([[s.below(high) for _ in range(size[1])]
                         for s in (Stream(SEED, r, number, PURPOSE) for r in range(size[0]))])

    with mock.patch.object(_resampling, "rng_integers", indices):
        found = bootstrap(sets, statistic, n_resamples=RESAMPLES, confidence_level=LEVEL, method="BCa",
                          paired=paired, vectorized=True)
    return list(found.confidence_interval)


def difference(a, b, axis=-1):
    return np.mean(a, axis=axis) - np.mean(b, axis=axis)


cases = []
for number, (n_a, n_b) in enumerate([(5, 2), (12, 12), (30, 17), (200, 40)]):
    a, b = values(2 * number, n_a, True), values(2 * number + 1, n_b, False)
    n = min(n_a, n_b)
    cases.append({
        "a": a.tolist(), "b": b.tolist(),
        "mean": band((a,), np.mean),
        "difference": band((a, b), difference),
        "paired": band((a[:n], b[:n]), difference, True),
    })
out = {"made_by": f"tests/golden/bootstrap.py, numpy {np.__version__}, scipy {scipy.__version__}",
       "seed": SEED, "resamples": RESAMPLES, "level": LEVEL, "tolerance": 1e-12, "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "bootstrap.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
