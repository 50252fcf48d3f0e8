#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Writes zoo-steps.json: gradients and optimiser steps of CNN-s by PyTorch in double precision.

    python3 zoo-steps.py > zoo-steps.json

Weights, images and labels come from a linear congruential generator that the test repeats. Arrays are
base64 of little-endian float32, in the flat order of METHOD.md 2.1.
"""
import base64
import json

import numpy as np
import torch
import torch.nn.functional as F

BATCH, STEPS = 10, 6


class Generator:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 8) * 2.0**-24


def make_weights(generator, channels):
    shapes = [(8, channels, 5, 5), (8,), (6, 8, 5, 5), (6,), (4, 6, 2, 2), (4,), (20, 36), (20,), (10, 20), (10,)]
    tensors = []
    for shape in shapes:
        n = int(np.prod(shape))
        fan_in = int(np.prod(shape[1:])) if len(shape) > 1 else 64
        bound = 1.5 / fan_in**0.5
        values = [np.float32((generator.next() - 0.5) * 2 * bound) for _ in range(n)]
        tensors.append(torch.tensor(np.array(values).reshape(shape), dtype=torch.float64, requires_grad=True))
    return tensors


def make_batch(generator, channels):
    x = [np.float32(int(generator.next() * 9) / 4 - 1) for _ in range(BATCH * channels * 784)]
    y = [int(generator.next() * 10) for _ in range(BATCH)]
    return torch.tensor(np.array(x).reshape(BATCH, channels, 28, 28), dtype=torch.float64), torch.tensor(y)


def forward(x, weights, act):
    c1, b1, c2, b2, c3, b3, w4, b4, w5, b5 = weights
    h = act(F.max_pool2d(F.conv2d(x, c1, b1), 2))
    h = act(F.max_pool2d(F.conv2d(h, c2, b2), 2))
    h = act(F.conv2d(h, c3, b3)).flatten(1)
    return F.linear(act(F.linear(h, w4, b4)), w5, b5)


def encode(tensors):
    flat = np.concatenate([t.detach().numpy().ravel() for t in tensors]).astype("<f4")
    return base64.b64encode(flat.tobytes()).decode()


def run(name, act, channels, seed, make_optimiser, recipe):
    generator = Generator(seed)
    weights = make_weights(generator, channels)
    optimiser = make_optimiser(weights)
    case = {"name": name, "channels": channels, "seed": seed, "recipe": recipe, "batch": BATCH, "losses": []}
    for step in range(STEPS):
        x, y = make_batch(generator, channels)
        optimiser.zero_grad()
        loss = F.cross_entropy(forward(x, weights, act), y)
        loss.backward()
        case["losses"].append(loss.item())
        if step == 0:
            case["gradient"] = encode([w.grad for w in weights])
        optimiser.step()
        if step == 0:
            case["after_1"] = encode(weights)
    case["after_%d" % STEPS] = encode(weights)
    return case


cases = [
    run("adam", torch.tanh, 1, 1, lambda w: torch.optim.Adam(w, lr=1e-3, weight_decay=1e-3),
        {"act": "tanh", "optim": "adam", "lr": 1e-3, "weight_decay": 1e-3}),
    run("sgd", F.gelu, 3, 2, lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9, weight_decay=1e-2),
        {"act": "gelu", "optim": "sgd", "lr": 0.05, "momentum": 0.9, "weight_decay": 1e-2}),
]
print(json.dumps({"made_by": "zoo-steps.py, PyTorch %s, double precision" % torch.__version__,
                  "steps": STEPS, "cases": cases}, indent=1))
