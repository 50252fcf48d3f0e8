#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes umap-learn.json: curves, fuzzy graphs and the quality of maps by umap-learn. Inputs are uniform draws
of streams (16, case, 0), and the handwritten digits of tsne.json."""
import json
import os
import warnings

import numpy as np
import umap
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

from streams import Stream

warnings.filterwarnings("ignore")

curves = [dict(zip("dab", [d, *find_ab_params(1.0, d)])) for d in (0.0, 0.01, 0.1, 0.25, 0.5, 1.0)]

# -- graphs: rows 3 and 4 are copies of row 2
graphs = []
for number, (n, d, k) in enumerate([(40, 6, 5), (60, 3, 15), (30, 20, 10)]):
    x = np.array(Stream(16, 60 + number).uniforms(n * d, -1.0, 1.0), np.float32).reshape(n, d)
    x[3] = x[4] = x[2]
    graph, sigma, rho = fuzzy_simplicial_set(x, k, np.random.RandomState(1), "euclidean")
    graph = np.asarray(graph.todense())
    graphs.append({"n": n, "d": d, "k": k, "rho": rho.tolist(), "sigma": sigma.tolist(),
                   "weights": [round(float(w), 7) for w in graph[np.triu_indices(n, 1)]]})


def recall(x, y, k):
    a, b = (NearestNeighbors(n_neighbors=k).fit(v).kneighbors(return_distance=False) for v in (x, y))
    return float(np.mean([len(np.intersect1d(u, v)) / k for u, v in zip(a, b)]))


# -- maps of digits: mean of three seeds; the other digits placed among them,
# and how far the rows at the places of 40 of those are from them
digits = load_digits().data[:600].astype(np.float32)
maps = []
for components, min_dist in ((2, 0.1), (3, 0.01)):
    scores = []
    for seed in range(3):
        m = umap.UMAP(n_components=components, min_dist=min_dist, random_state=seed).fit(digits[:500])
        y = m.embedding_
        z = np.r_[y, m.transform(digits[500:])]
        away = m.inverse_transform(z[500:540]) - digits[500:540]
        scores.append([trustworthiness(digits[:500], y, n_neighbors=15), recall(digits[:500], y, 15),
                       trustworthiness(digits, z, n_neighbors=15), recall(digits, z, 15),
                       np.sqrt((away ** 2).sum(1)).mean()])
    scores = np.mean(scores, 0)
    maps.append({"components": components, "min_dist": min_dist, "trustworthiness": scores[0], "recall": scores[1],
                 "placed_trustworthiness": scores[2], "placed_recall": scores[3], "inverse_distance": scores[4]})

out = {"made_by": "tests/golden/umap-learn.py, umap-learn " + umap.__version__ + ", numpy " + np.__version__,
       "curves": curves, "graphs": graphs, "maps": maps}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "umap-learn.json")
with open(path, "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
