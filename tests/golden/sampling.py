#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes sampling.json: kernel densities, their bandwidths by cross-validation, what the published code
draws from them, shrunk covariances, and distances between networks, by scikit-learn. Rows are made of uniform draws of
streams (16, 70, 0) and up: three states each of 20 networks, 4 dimensions of different width."""
import json
import os

import numpy as np
import sklearn
from sklearn.covariance import LedoitWolf
from sklearn.model_selection import GridSearchCV, PredefinedSplit
from sklearn.neighbors import KernelDensity, NearestNeighbors

from streams import Stream

NETWORKS, STATES, DIM, FOLDS = 20, 3, 4, 5
N = NETWORKS * STATES


def draw(a, b, n, lo=-1.0, hi=1.0):
    return np.array(Stream(16, a, b).uniforms(n, lo, hi), np.float32)


place = draw(70, 0, NETWORKS * DIM).reshape(NETWORKS, DIM)
beside = draw(70, 1, N * DIM).reshape(N, DIM)
network = np.arange(N) // STATES
# float32 throughout, in this order in C too
x = (place[network] * np.array([1, 2, 4, 8], np.float32) + beside * np.float32(0.125)).astype(np.float32)
x64 = x.astype(np.float64)
fold = network % FOLDS


def search(rows):
    """Scores summed over folds, and the best bandwidth, of 13 from 0.01 to 2.5 deviations."""
    scale = np.sqrt(np.var(rows, axis=0, ddof=1).mean())
    h = scale * 10.0 ** (-2 + 0.2 * np.arange(13))
    grid = GridSearchCV(KernelDensity(kernel="gaussian"), {"bandwidth": h}, cv=PredefinedSplit(fold)).fit(rows)
    return {"h": h.tolist(), "score": (grid.cv_results_["mean_test_score"] * FOLDS).tolist(),
            "best": float(grid.best_params_["bandwidth"])}


# The published code: a density for each dimension, each drawn from with the same random state.
H = 0.002
published = np.stack([KernelDensity(kernel="gaussian", bandwidth=H).fit(x64[:, j:j + 1]).sample(
    50, random_state=42).ravel() for j in range(DIM)], axis=1)

distance, index = NearestNeighbors(n_neighbors=N).fit(x64).kneighbors(x64)
nearest = [float(distance[i][network[index[i]] != network[i]][0]) for i in range(N)]

# Shrunk covariances: of many rows in few dimensions, and of 7 rows in 20.
shrunk = []
for rows in (x64, x64[:35].reshape(7, 20)):
    fitted = LedoitWolf().fit(rows)
    shrunk.append({"n": rows.shape[0], "dim": rows.shape[1], "share": float(fitted.shrinkage_),
                   "covariance": fitted.covariance_.ravel().tolist()})

out = {"made_by": f"tests/golden/sampling.py, scikit-learn {sklearn.__version__}, numpy {np.__version__}",
       "x": [float(v) for v in x.ravel()],
       "one": [search(x64[:, j:j + 1]) for j in range(DIM)], "joint": search(x64),
       "bandwidth": H, "published": published.ravel().tolist(), "nearest": nearest, "shrunk": shrunk}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sampling.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
