#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes latent.json: principal components by scikit-learn, the ridge probe and the statistics of
weights by numpy. Inputs are uniform draws of streams (16, case, 0) and up."""
import json
import os

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score

from streams import Stream


def draw(a, b, n, lo=-1.0, hi=1.0):
    return np.array(Stream(16, a, b).uniforms(n, lo, hi), np.float32)


# -- principal components: rows are hidden factors of falling size, mixed, and a little noise
pca = []
for number, (n, q, k) in enumerate([(40, 6, 6), (60, 12, 3), (9, 30, 5), (2, 7, 1), (25, 25, 4)]):
    factors = draw(number, 0, n * 6).reshape(n, 6).astype(np.float64)
    mix = draw(number, 1, 6 * q).reshape(6, q).astype(np.float64)
    x = 3 + 0.01 * draw(number, 2, n * q).reshape(n, q).astype(np.float64)
    for f in range(6):  # in this order in C too
        x += factors[:, f:f + 1] * 2.0 ** -f * mix[f]
    x = x.astype(np.float32)
    p = PCA(n_components=k, svd_solver="full").fit(x.astype(np.float64))
    c = p.components_
    signs = np.sign(c[np.arange(k), np.argmax(np.abs(c), axis=1)])
    pca.append({"n": n, "q": q, "k": k, "mean": p.mean_.tolist(), "components": (c * signs[:, None]).ravel().tolist(),
                "variance": p.explained_variance_.tolist(),
                "total": float(np.var(x.astype(np.float64), axis=0, ddof=1).sum()),
                "coordinates": (p.transform(x.astype(np.float64)) * signs).ravel().tolist()})

# -- ridge probe: a column of ones, penalised like the others; λ by R² on the validation rows
lambdas = [1e3, 3e2, 1e2, 3e1, 1e1, 3, 1, 3e-1, 1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5]
probe = []
for number, (n, d, noise) in enumerate([(90, 4, 0.02), (90, 20, 0.5), (60, 30, 2.0), (120, 8, 0.1)]):
    x = draw(10 + number, 0, n * d).reshape(n, d)
    y = 0.7 + noise * draw(10 + number, 1, n).astype(np.float64)
    for j in range(d):
        y += x[:, j].astype(np.float64) * (1 - 1.5 * j / (d - 1))
    y = y.astype(np.float32)
    split = np.arange(n) % 3
    y[7] = np.nan  # dropped
    good = np.isfinite(y)
    design = np.c_[x.astype(np.float64), np.ones(n)]
    rows = [good & (split == s) for s in range(3)]
    best = None
    for lam in lambdas:
        fit = Ridge(alpha=lam, fit_intercept=False, solver="cholesky").fit(design[rows[0]], y[rows[0]].astype(np.float64))
        val = r2_score(y[rows[1]].astype(np.float64), fit.predict(design[rows[1]]))
        if best is None or val > best[0]:
            best = (val, lam, r2_score(y[rows[2]].astype(np.float64), fit.predict(design[rows[2]])))
    probe.append({"n": n, "d": d, "noise": noise, "lambda": best[1], "r2": best[2]})

# -- statistics of a CNN-s vector: layers as (weights, biases)
layers = [(200, 8), (1200, 6), (96, 4), (720, 20), (200, 10)]
w = draw(20, 0, 2464, -2, 3)
features, place = [], 0
for sizes in layers:
    for size in sizes:
        v = w[place:place + size].astype(np.float64)
        place += size
        features += [v.mean(), v.var()] + [np.percentile(v, p) for p in (1, 25, 50, 75, 99)]

out = {"made_by": f"tests/golden/latent.py, scikit-learn {sklearn.__version__}, numpy {np.__version__}",
       "pca": pca, "probe": probe, "statistics": [float(f) for f in features]}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "latent.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
