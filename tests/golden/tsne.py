#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes tsne.json: joint probabilities, the divergence that scikit-learn's t-SNE reaches, and the
quality of maps, on the first handwritten digits (8 x 8, values 0 to 16) of scikit-learn's copy of the UCI
set (E. Alpaydin, C. Kaynak; CC BY 4.0), here as letters a to q."""
import json
import os
import warnings

import numpy as np
import sklearn
from scipy.spatial.distance import pdist
from sklearn.datasets import load_digits
from sklearn.manifold import TSNE, _t_sne, trustworthiness
from sklearn.neighbors import NearestNeighbors

from streams import Stream

N = 600
warnings.filterwarnings("ignore")
digits = load_digits().data[:N]


def joint(x, perplexity):
    k = min(len(x) - 1, int(3 * perplexity + 1))
    near = NearestNeighbors(n_neighbors=k).fit(x).kneighbors_graph(mode="distance")
    near.data **= 2
    return _t_sne._joint_probabilities_nn(near, perplexity, 0)


def recall(x, y, k):
    a, b = (NearestNeighbors(n_neighbors=k).fit(v).kneighbors(return_distance=False) for v in (x, y))
    return float(np.mean([len(np.intersect1d(u, v)) / k for u, v in zip(a, b)]))


def divergence(p, y):
    p, y = p.tocoo(), y.astype(np.float64)
    z = 2 * (1 / (1 + pdist(y, "sqeuclidean"))).sum()
    q = 1 / (1 + ((y[p.row] - y[p.col]) ** 2).sum(1)) / z
    return float((p.data * np.log(p.data / q)).sum())


p = joint(digits[:40], 8)

best = None
for seed in range(3):
    y = TSNE(2, init="pca", learning_rate="auto", random_state=seed, min_grad_norm=0).fit_transform(digits.astype(np.float32))
    kl = divergence(joint(digits, 30), y)
    if best is None or kl < best["kl"]:
        best = {"kl": kl, "trustworthiness": trustworthiness(digits, y.astype(np.float64), n_neighbors=15),
                "recall": recall(digits, y.astype(np.float64), 15)}

# -- a map of no merit: two random projections, as written in C, of digits with noise (no equal distances)
quality = []
for number, (n, k) in enumerate([(600, 5), (600, 40), (151, 15), (31, 15)]):
    w = np.array(Stream(16, 30, number).uniforms(128, -1.0, 1.0), np.float32).astype(np.float64).reshape(64, 2)
    x = np.array(Stream(16, 31, number).uniforms(n * 64, -0.1, 0.1), np.float32).astype(np.float64).reshape(n, 64)
    x = (digits[:n] + x).astype(np.float32).astype(np.float64)
    y = np.zeros((n, 2))
    for j in range(64):
        y += x[:, j:j + 1] * w[j]
    y = y.astype(np.float32).astype(np.float64)
    quality.append({"n": n, "k": k, "trustworthiness": trustworthiness(x, y, n_neighbors=k), "recall": recall(x, y, k)})

out = {"made_by": f"tests/golden/tsne.py, scikit-learn {sklearn.__version__}, numpy {np.__version__}",
       "rows": ["".join(chr(97 + int(v)) for v in row) for row in digits],
       "joint": {"n": 40, "perplexity": 8, "p": [float(f"{v:.7g}") for v in p.toarray().ravel()]},
       "tsne": best, "quality": quality}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tsne.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
