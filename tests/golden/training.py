#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes tests/golden/training.json: the losses of 20 optimisation steps of small hyper-representations
(representation.py) by PyTorch's optimisers and schedulers, in double precision.
Usage: training.py > training.json

Every random choice is that of the program: streams.py has its generator, and views, order of states,
latents that no network has and images of a network are drawn here as METHOD.md 3 and 7 and the
headers of hyper/augment.h and hyper/task.h say. Value i of state r is 0.1*u(1000 + r % 3, i) +
0.4*u(2000 + r, i), rounded to float once, times a power of 2 for each layer, so that the networks
answer differently. Pixel p of image n is u(4000 + n, p), its label n % 10. One batch has all states, so that
an epoch is one step.

The cases are such that rounding stays rounding. It grows where latents hardly differ from row to row, where
tanh is saturated, and through units of the projection head that are active for all rows: batch normalisation
takes their bias away, so that its gradient is 0 but for rounding, of which Adam makes a whole step, which
counts once the unit is inactive for some row. PyTorch in single precision leaves the path of double there
too; hence some of the settings and seeds."""
import json
import math

import numpy
import torch
import torch.nn.functional as F

from representation import (LAYERS, VALUES, Model, as_tensor, contrast, describe, join, make_params, n_latents,
                            reconstruction, split, tensor_list, u)
from streams import Stream

STATES, STEPS, IMAGES = 6, 20, 12
ORDER, AUGMENT, TASK_IMAGES, NEW_LATENTS = 6, 7, 12, 13  # WsPurpose
# inputs of a neuron as channels × values of each, by which the layer before is permuted
INPUTS = ((1, 25), (8, 25), (6, 4), (4, 9), (20, 1))

BASE = {
    "preset": "custom", "d": 16, "h": 2, "f": 24, "L": 1, "q": 8, "compression": "linear", "token_q": 2,
    "token_spread": 1, "neck": "linear", "dropout": 0, "init": "published", "standardise": False, "lwln": True,
    "reduction": "global-mean", "contrast": "ntxent", "gamma": 0, "temperature": 0.5, "head_layers": 2,
    "head_width": 24, "head_out": 6, "permute": True, "views": 1, "erase_p": 0, "erase_lo": 0.02, "erase_hi": 0.33,
    "noise": 0, "lr": 0.002, "weight_decay": 0, "decay": 0, "schedule": "constant", "warmup": 0, "clip": 0,
    "batch": STATES, "epochs": STEPS, "eval_every": 100, "patience": 0, "keep": "last", "task_weight": 0,
    "behaviour_weight": 0, "task_images": 3, "task_new": True, "task_start": 0, "task_ramp": 0, "epoch_first": 0,
    "epoch_last": 0, "weight_threshold": 5, "align": "none", "align_signs": False, "seed": "5",
}
TWO = {"views": 2, "gamma": 0.25}
CASES = {
    "token-tanh": {**TWO, "compression": "token", "neck": "tanh", "weight_decay": 0.01, "erase_p": 0.5},
    "token-linear": {"compression": "token", "lwln": False, "noise": 0.1},
    "linear-tanh": {"neck": "tanh", "reduction": "layer-mean", "standardise": True},
    "linear-linear": {**TWO, "contrast": "positive", "decay": 0.05, "schedule": "cosine", "warmup": 0.2},
    "per-token-tanh": {"compression": "per-token", "neck": "tanh", "schedule": "one-cycle", "clip": 0.05},
    "per-token-linear": {**TWO, "compression": "per-token", "token_spread": 0.5, "decay": 0.1,
                         "contrast": "cosine"},
    "mixed-tanh": {"compression": "mixed", "neck": "tanh", "standardise": True, "reduction": "layer-mean"},
    "mixed-linear": {**TWO, "compression": "mixed", "lwln": False, "reduction": "layer-mean", "schedule": "cosine"},
    "behaviour": {"compression": "mixed", "behaviour_weight": 5, "erase_p": 0.5, "standardise": True},
    "task": {"task_weight": 0.5, "task_new": False, "compression": "token", "neck": "tanh"},
    "task-new": {"task_weight": 0.5, "standardise": True},
    "all": {**TWO, "compression": "mixed", "neck": "tanh", "task_weight": 1, "behaviour_weight": 5,
            "task_start": 0.2, "task_ramp": 0.4, "decay": 0.01, "standardise": True, "noise": 0.05, "erase_p": 0.3, "seed": "8"},
}


# -- networks --


SCALE = (0.5, 0.5, 1.0, 1.0, 2.0)


def make_states():
    w = torch.stack([as_tensor(0.1 * u(1000 + r % 3, VALUES) + 0.4 * u(2000 + r, VALUES)) for r in range(STATES)])
    return join([t * scale for t, scale in zip(split(w), SCALE)])


def logits(w, x):
    """One network of flat weights w on images x, with tanh (METHOD.md 2.1)."""
    layers = [t[0] for t in split(w[None])]
    for k, t in enumerate(layers):
        weight, bias = t[:, :-1], t[:, -1]
        if k < 3:
            size = math.isqrt(INPUTS[k][1])
            x = F.conv2d(x, weight.reshape(len(t), -1, size, size), bias)
            x = torch.tanh(F.max_pool2d(x, 2) if k < 2 else x)
        else:
            x = F.linear(x.flatten(1), weight, bias)
            x = torch.tanh(x) if k == 3 else x
    return x


IMAGE = torch.stack([torch.tensor(u(4000 + n, 784)).view(1, 28, 28) for n in range(IMAGES)])
LABEL = torch.arange(IMAGES) % 10


# -- the program's choices --


def permute(w, stream):
    layers = [t[0] for t in split(w[None])]
    for k in range(len(layers) - 1):
        order = stream.permutation(LAYERS[k][0])
        layers[k] = layers[k][order]
        channels, values = INPUTS[k + 1]
        weights = layers[k + 1][:, :-1].view(-1, channels, values)[:, order].flatten(1)
        layers[k + 1] = torch.cat((weights, layers[k + 1][:, -1:]), 1)
    return join([t[None] for t in layers])[0]


def make_view(c, state, row, step, view):
    stream = Stream(int(c["seed"]), row, (step + 1) * 2 + view, AUGMENT)
    single = numpy.float32
    target = permute(state, stream) if c["permute"] else state.clone()
    if c["erase_p"] > 0 and stream.uniform() < single(c["erase_p"]):
        for _ in range(10):
            lo, hi = single(c["erase_lo"]), single(c["erase_hi"])
            length = int(VALUES * float(single(lo + single(single(hi - lo) * single(stream.uniform())))))
            start = stream.below(VALUES)
            if start + length < VALUES:
                target[start : start + length] = 0
                break
    if not c["noise"] > 0:
        return target, target
    noise = torch.tensor([stream.normal() for _ in range(VALUES)])
    return target * (1 + c["noise"] * noise), target


class NewLatents:
    def __init__(self, c, n, step):
        stream = Stream(int(c["seed"]), step, 0, NEW_LATENTS)
        self.mixed, self.own = [], []
        for _ in range(n):
            self.mixed.append(stream.below(2) != 0)
            self.own.append(stream.uniform())
        self.partner = stream.permutation(n)
        self.source = torch.tensor([stream.permutation(n) for _ in range(n_latents(c))]).T

    def apply(self, z):
        own, mixed = torch.tensor(self.own)[:, None], torch.tensor(self.mixed)[:, None]
        return torch.where(mixed, own * z + (1 - own) * z[self.partner], torch.gather(z, 0, self.source))


def draw_images(c, step, row):
    stream = Stream(int(c["seed"]), step, row, TASK_IMAGES)
    return [stream.below(IMAGES) for _ in range(c["task_images"])]


# -- losses --


def share(c, step):
    past = step / STEPS - c["task_start"]
    return 0 if past < 0 else past / c["task_ramp"] if past < c["task_ramp"] else 1


def task_losses(c, model, z, w_hat, originals, step):
    """Mean cross-entropy over all decoded rows, and behaviour over those that have an original."""
    rows = list(w_hat)
    if c["task_new"] and c["task_weight"] > 0:
        rows += list(model.decode(NewLatents(c, len(z), step).apply(z)))
    task, behaviour = 0, 0
    for i, w in enumerate(rows):
        k = draw_images(c, step, i)
        y = logits(w, IMAGE[k])
        task = task + F.cross_entropy(y, LABEL[k]) / len(rows)
        if i < len(originals):
            difference = torch.softmax(y, 1) - torch.softmax(logits(originals[i], IMAGE[k]), 1)
            behaviour = behaviour + (difference**2).mean() / len(originals)
    return task, behaviour


def losses(c, model, states, step):
    order = Stream(int(c["seed"]), step + 1, 0, ORDER).permutation(STATES)
    rows = [order[i % STATES] for i in range(STATES * c["views"])]
    views = [make_view(c, states[row], row, step, i // STATES) for i, row in enumerate(rows)]
    target = torch.stack([view[1] for view in views])
    z = model.encode(torch.stack([view[0] for view in views]))
    w_hat = model.decode(z)
    loss, _ = reconstruction(w_hat, target, model.sigma, c["reduction"])
    out = {"loss_rec": loss.item(), "loss_contrast": 0}
    weight = share(c, step)
    if weight > 0 and (c["task_weight"] > 0 or c["behaviour_weight"] > 0):
        task, behaviour = task_losses(c, model, z, w_hat, states[rows], step)
        loss = loss + weight * (c["task_weight"] * task + c["behaviour_weight"] * behaviour)
        out["loss_task"], out["loss_behaviour"] = task.item(), behaviour.item()
    if c["gamma"] > 0:
        other = contrast(model.project(z), c["contrast"], c["temperature"])
        out["loss_contrast"] = other.item()
        loss = c["gamma"] * other + (1 - c["gamma"]) * loss
    out["loss"] = loss.item()
    return loss, out


# -- steps --


def rates(c, optimiser):
    """The rate of each step: PyTorch's schedulers; a warm-up takes the first steps and rises by equal parts."""
    warm = round(c["warmup"] * STEPS)
    if c["schedule"] == "constant":
        return [c["lr"]] * STEPS
    if c["schedule"] == "cosine":
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=STEPS - warm)
    else:
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=c["lr"], total_steps=STEPS)
    out = [c["lr"] * (step + 1) / warm for step in range(warm)]
    for step in range(STEPS - warm):
        out.append(optimiser.param_groups[0]["lr"])
        optimiser.step()  # no gradients yet: it only keeps the scheduler quiet
        if step < STEPS - warm - 1:
            schedule.step()
    return out


def make_optimiser(c, params):
    if c["decay"] > 0:
        return torch.optim.AdamW(params, lr=c["lr"], weight_decay=c["decay"])
    return torch.optim.Adam(params, lr=c["lr"], weight_decay=c["weight_decay"])


def train(change):
    c = {**BASE, **change}
    specs, states = tensor_list(c), make_states()
    params = make_params(specs)
    sigma = [t.std().item() if c["lwln"] else 1.0 for t in split(states)]
    shift = [t.mean().item() for t in split(states.mean(0, keepdim=True))]
    model = Model(c, params, sigma, shift)
    schedule = rates(c, make_optimiser(c, [torch.zeros(1, requires_grad=True)]))
    optimiser = make_optimiser(c, list(params.values()))
    history = []
    for step in range(STEPS):
        loss, out = losses(c, model, states, step)
        history.append(out)
        optimiser.zero_grad()
        loss.backward()
        if c["clip"] > 0:
            torch.nn.utils.clip_grad_norm_(list(params.values()), c["clip"])
        for group in optimiser.param_groups:
            group["lr"] = schedule[step]
        optimiser.step()
    # as many digits as a single-precision program can tell apart, and some more
    steps = [{key: float(f"{value:.10g}") for key, value in out.items()} for out in history]
    return {"config": c, "tensors": describe(specs), "steps": steps}


print(json.dumps({
    "made_by": f"tests/golden/training.py, PyTorch {torch.__version__}, double precision",
    "tolerance": 1e-4, "states": STATES, "images": IMAGES,
    "cases": {name: train(change) for name, change in CASES.items()},
}, separators=(",", ":")))
