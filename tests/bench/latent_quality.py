#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Times and truth of maps by scikit-learn and umap-learn, as `wscape bench latent` tells them.

    python3 latent_quality.py [--make] N D FILE [--few 5000] [--only pca2,umap,umap_all,tsne]

FILE holds N rows of D floats; --make writes it first: 20 clusters in 30 dimensions, mixed into D, with
noise, through tanh. Trustworthiness and recall of 15 neighbours are those of 2,000 rows (of all up to
5,000), each against all others. One JSON line a map."""
import argparse
import json
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
K = 15


def make(n, d):
    r = np.random.default_rng(1)
    z = (3 * r.standard_normal((20, 30)))[r.integers(0, 20, n)] + r.standard_normal((n, 30))
    x = np.tanh(.2 * z @ r.standard_normal((30, d)) / 30 ** .5 + .05 * r.standard_normal((n, d)))
    return x[r.permutation(n)].astype(np.float32)


def quality(x, y):
    n = len(x)
    rows = np.arange(n) if n <= 5000 else np.random.default_rng(2).permutation(n)[:2000]
    x, y = x.astype(np.float64), y.astype(np.float64)
    xx, yy = (x * x).sum(1), (y * y).sum(1)
    penalty = hits = 0
    for i in rows:
        a, b = xx - 2 * x @ x[i], yy - 2 * y @ y[i]
        a[i] = b[i] = np.inf
        rank = np.empty(n, int)
        rank[np.argsort(a, kind="stable")] = np.arange(1, n + 1)
        near = rank[np.argsort(b, kind="stable")[:K]]
        hits += (near <= K).sum()
        penalty += np.maximum(near - K, 0).sum()
    return 1 - 2 * penalty / (len(rows) * K * (2 * n - 3 * K - 1)), hits / (len(rows) * K)


def pca2(x):
    from sklearn.decomposition import PCA
    return PCA(2, random_state=1).fit_transform(x)


def tsne(x):
    from sklearn.manifold import TSNE
    return TSNE(2, init="pca", learning_rate="auto", random_state=1).fit_transform(x)


def umap(x):
    import umap as learn
    learn.UMAP(n_epochs=5).fit_transform(x[:5000])  # compiles
    start = time.perf_counter()
    return learn.UMAP().fit_transform(x), start


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("n", type=int)
    parser.add_argument("d", type=int)
    parser.add_argument("file")
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--few", type=int, default=5000)
    parser.add_argument("--only", default="pca2,umap,umap_all,tsne")
    a = parser.parse_args()
    if a.make:
        make(a.n, a.d).tofile(a.file)
    x = np.fromfile(a.file, np.float32).reshape(a.n, a.d)
    for name in a.only.split(","):
        part = x[:a.few] if name in ("umap", "tsne") else x
        start = time.perf_counter()
        y = {"pca2": pca2, "tsne": tsne, "umap": umap, "umap_all": umap}[name](part)
        y, start = y if isinstance(y, tuple) else (y, start)
        seconds = time.perf_counter() - start
        trust, recall = quality(part, y)
        print(json.dumps({"peer": name, "n": len(part), "d": a.d, "seconds": round(seconds, 3),
                          "trustworthiness": round(trust, 4), "recall": round(recall, 4)}), flush=True)
