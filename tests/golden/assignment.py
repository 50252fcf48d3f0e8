#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes assignment.json: exact assignments by SciPy.

Case k has n × n values in ±1 from stream (21, k, 0), in the odd cases rounded to quarters, so that many
answers are equally good and only the total counts."""
import json
import os

import numpy as np
import scipy
from scipy.optimize import linear_sum_assignment

from streams import Stream

cases = []
for k, n in enumerate([1, 2, 8, 20, 20, 61, 120, 200]):
    values = np.array(Stream(21, k, 0).uniforms(n * n, -1, 1)).reshape(n, n)
    if k % 2:
        values = np.round(4 * values) / 4
    case = {"n": n, "ties": k % 2 == 1}
    for name, maximise in [("largest", True), ("smallest", False)]:
        rows, columns = linear_sum_assignment(values, maximise)
        case[name] = {"total": float(values[rows, columns].sum()), "columns": columns.tolist()}
    cases.append(case)
out = {"made_by": f"tests/golden/assignment.py, SciPy {scipy.__version__}, numpy {np.__version__}",
       "tolerance": 1e-12, "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "assignment.json"), "w") as f:
    json.dump(out, f, indent=None, separators=(",", ":"))
    f.write("\n")
