#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes tests/golden/autoencoder-{token,linear,standardised,per-token,mixed}.json: one training step of the
whole autoencoder of representation.py in double precision. Usage: autoencoder.py FOLDER

Value i of row r (of 2B; r and r + B are two views) is 0.3*u(1000 + r % B, i) + 0.15*u(2000 + r, i), rounded
to float once. Of every gradient there are norm, dot = sum g_i*u(3000, i), and the entries
at places 7919*j % n for j = 0 ... 11. Of w_hat there is the same with 200 entries."""
import json
import math
import sys

import numpy
import torch

from representation import (VALUES, Model, as_tensor, contrast, describe, join, make_params, reconstruction, split,
                            tensor_list, u)

STATES = 3
ROWS = 2 * STATES

BASE = {
    "preset": "custom", "d": 16, "h": 2, "f": 24, "L": 2, "q": 12, "compression": "token", "neck": "tanh",
    "dropout": 0, "init": "published", "standardise": False, "lwln": True, "contrast": "ntxent",
    "gamma": 0.25, "temperature": 1, "head_layers": 2, "head_width": 24, "head_out": 6,
    "permute": False, "views": 2, "erase_p": 0, "erase_lo": 0.02, "erase_hi": 0.33, "noise": 0, "lr": 0.001,
    "weight_decay": 0.01, "schedule": "constant", "clip": 0, "batch": STATES, "epochs": 1, "eval_every": 1,
    "epoch_first": 0, "epoch_last": 0, "weight_threshold": 5, "seed": "1",
}
CASES = {
    "token": {},
    "linear": {"compression": "linear", "neck": "linear"},
    "standardised": {"compression": "linear", "neck": "linear", "standardise": True},
    "per-token": {"compression": "per-token", "token_q": 2, "token_spread": 1},
    "mixed": {"compression": "mixed", "neck": "linear", "token_q": 1.5, "token_spread": 0.5, "q": 7},
}


def summary(x, n_samples):
    x = x.detach().flatten().numpy()
    return {"norm": float(numpy.sqrt((x * x).sum())), "dot": float((x * u(3000, len(x))).sum()),
            "samples": [float(x[7919 * j % len(x)]) for j in range(n_samples)]}


def losses(model, w):
    z = model.encode(w)
    w_hat, p = model.decode(z), model.project(z)
    rec, layers = reconstruction(w_hat, w, model.sigma)
    con = contrast(p, model.c["contrast"], model.c["temperature"])
    gamma = model.c["gamma"]
    return z, w_hat, p, rec, layers, con, gamma * con + (1 - gamma) * rec


def step(change):
    c = {**BASE, **change}
    specs = tensor_list(c)
    params = make_params(specs)
    w = torch.stack([as_tensor(0.3 * u(1000 + r % STATES, VALUES) + 0.15 * u(2000 + r, VALUES)) for r in range(ROWS)])
    # the layers differ in size, as those of real networks do
    w = join([t * as_tensor(numpy.array(2.0 ** -k)) for k, t in enumerate(split(w))])
    sigma = [t.std().item() for t in split(w)]
    shift = [t.mean().item() for t in split(w.mean(0, keepdim=True))]
    model = Model(c, params, sigma, shift)
    optimiser = torch.optim.Adam(list(params.values()), lr=c["lr"], weight_decay=c["weight_decay"])

    z, w_hat, p, rec, layers, con, loss = losses(model, w)
    loss.backward()
    gradients = [summary(x.grad, 12) for x in params.values()]
    result = {
        "made_by": f"tests/golden/autoencoder.py, PyTorch {torch.__version__}, double precision",
        "tolerance": 1e-5,
        "config": c, "arch": "cnn-s", "channels": 1, "rows": ROWS,
        "tensors": describe(specs),
        "sigma": sigma,
        "z": z.flatten().tolist(),
        "w_hat": summary(w_hat, 200),
        "p": p.flatten().tolist(),
        "loss_rec": rec.item(), "loss_layers": layers, "loss_contrast": con.item(), "loss": loss.item(),
        "contrast": {kind: contrast(p, kind, c["temperature"]).item() for kind in ("ntxent", "positive", "cosine")},
        "gradients": gradients,
        "grad_norm": math.sqrt(sum(g["norm"] ** 2 for g in gradients)),
    }
    optimiser.step()
    result["norms_after"] = [x.detach().norm().item() for x in params.values()]
    result["loss_after"] = losses(model, w)[-1].item()
    return result


for case, changes in CASES.items():
    with open(f"{sys.argv[1]}/autoencoder-{case}.json", "w") as file:
        json.dump(step(changes), file, indent=None, separators=(",", ":"))
        file.write("\n")
