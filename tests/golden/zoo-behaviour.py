#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Writes zoo-behaviour.json: both losses of a network beside its original, by PyTorch in double precision.

    python3 zoo-behaviour.py > zoo-behaviour.json

Weights, images and labels as in zoo-steps.py: the network, then its original, then the images.
"""
import contextlib
import importlib
import io
import json

import torch
import torch.nn.functional as F

with contextlib.redirect_stdout(io.StringIO()):
    steps = importlib.import_module("zoo-steps")


def run(name, act, channels, seed):
    generator = steps.Generator(seed)
    weights, original = (steps.make_weights(generator, channels) for _ in range(2))
    x, y = steps.make_batch(generator, channels)
    logits, target = steps.forward(x, weights, act), steps.forward(x, original, act).softmax(1).detach()
    case = {"name": name, "channels": channels, "seed": seed, "images": steps.BATCH}
    for key, loss in (("task", F.cross_entropy(logits, y)), ("behaviour", F.mse_loss(logits.softmax(1), target))):
        case[key] = loss.item()
        case["d" + key] = steps.encode(torch.autograd.grad(loss, weights, retain_graph=True))
    return case


print(json.dumps({"made_by": "zoo-behaviour.py, PyTorch %s, double precision" % torch.__version__,
                  "cases": [run("tanh", torch.tanh, 1, 3), run("gelu", F.gelu, 3, 4)]}, indent=1))
