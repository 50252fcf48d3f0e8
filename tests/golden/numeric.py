#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes numeric.json: statistics of small single-precision samples by numpy and scipy."""
import json
import os

import numpy as np
import scipy
import scipy.stats

from streams import Stream

cases = []
for number, n in enumerate([1, 2, 3, 10, 11, 71, 500, 3000]):
    s = Stream(11, number)
    x = np.array(s.uniforms(n, -2, 3), np.float32)
    y = np.array(s.uniforms(n, -2, 3), np.float32) + np.float32(0.5) * x
    if number % 2:  # ties
        x = np.round(x * 4) / 4
        y = np.round(y)
    ps = [0, 0.01, 0.25, 0.3, 0.5, 0.7, 0.75, 0.99, 1]
    cases.append({
        "n": n,
        "mean": float(np.mean(x, dtype=np.float64)),
        "std": float(np.std(x, ddof=1, dtype=np.float64)) if n > 1 else 0.0,
        "p": ps,
        "quantiles": [float(np.quantile(x.astype(np.float64), p)) for p in ps],
        "rank_correlation": float(scipy.stats.spearmanr(x, y)[0]) if n > 2 else 0.0,
    })
out = {"made_by": f"tests/golden/numeric.py, numpy {np.__version__}, scipy {scipy.__version__}",
       "tolerance": 1e-13, "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "numeric.json"), "w") as f:
    json.dump(out, f, indent=1)
    f.write("\n")
