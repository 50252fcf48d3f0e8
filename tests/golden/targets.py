#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes targets.json: which of n accuracies are in the best and the worst 30 %, by numpy's quantile."""
import json
import os

import numpy as np

from streams import Stream

cases = []
for number, (n, steps) in enumerate([(1, 10000), (2, 10000), (10, 10000), (11, 10000), (71, 10000), (71, 10), (1001, 100)]):
    acc = (np.floor(np.array(Stream(18, number).uniforms(n)) * steps) / steps).astype(np.float32)
    wide = acc.astype(np.float64)
    top, low = np.quantile(wide, 0.7), np.quantile(wide, 0.3)
    cases.append({"n": n, "steps": steps, "top": np.flatnonzero(wide >= top).tolist(),
                  "low": np.flatnonzero(wide <= low).tolist()})
out = {"made_by": f"tests/golden/targets.py, numpy {np.__version__}", "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "targets.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
