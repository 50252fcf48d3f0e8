#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes tests/golden/optim.json: what PyTorch's Adam, AdamW, OneCycleLR, CosineAnnealingLR and ReduceLROnPlateau do, in double
precision. Usage: optim.py > optim.json. Inputs are formulas, repeated in tests/hyper/test-optim.c."""
import json
import math

import torch

N, STEPS, LR, DECAY, SCALE = 37, 6, 1e-2, 1e-1, 0.5


def adam(weight_decay, decay):
    """Coupled or decoupled decay, not both."""
    w = torch.tensor([math.sin(1 + i) for i in range(N)], dtype=torch.float64, requires_grad=True)
    kind = torch.optim.AdamW if decay > 0 else torch.optim.Adam
    optimiser = kind([w], lr=LR, weight_decay=decay or weight_decay)
    for step in range(1, STEPS + 1):
        # the scale stands for clipping, which comes before the weight decay
        w.grad = torch.tensor([SCALE * math.cos(3 * i + step) for i in range(N)], dtype=torch.float64)
        optimiser.step()
    state = optimiser.state[w]
    return {"n": N, "steps": STEPS, "lr": LR, "weight_decay": weight_decay, "decay": decay, "grad_scale": SCALE, "w": w.tolist(),
            "m": state["exp_avg"].tolist(), "v": state["exp_avg_sq"].tolist()}


def one_cycle(total):
    optimiser = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=2e-3, total_steps=total)
    rates = []
    for step in range(total):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        if step < total - 1:
            schedule.step()
    return {"total": total, "lr": 2e-3, "rates": rates}


def cosine(total, warm):
    """@warm steps that rise to the full rate, then the scheduler over the rest."""
    lr = 2e-3
    optimiser = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=total - warm)
    rates = [lr * (step + 1) / warm for step in range(warm)]
    for step in range(total - warm):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return {"total": total, "warmup": warm / total, "lr": lr, "rates": rates}


def plateau():
    optimiser = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, mode="min", factor=0.3)
    losses, factors = [], []
    for epoch in range(80):
        # falls, lies still, falls by less than the threshold, falls again
        losses.append(2 - 0.1 * min(epoch, 9) - (1e-6 * epoch if 30 < epoch < 50 else 0) - (0.2 if epoch > 60 else 0))
        schedule.step(losses[-1])
        factors.append(optimiser.param_groups[0]["lr"])
    return {"losses": losses, "factors": factors}


print(json.dumps({
    "made_by": f"tests/golden/optim.py, PyTorch {torch.__version__}",
    "tolerance": 1e-6,
    "adam": adam(DECAY, 0),
    "adamw": adam(0, DECAY),
    "one_cycle": [one_cycle(n) for n in (2, 3, 10, 101)],
    "cosine": [cosine(1, 0), cosine(10, 0), cosine(10, 3), cosine(101, 10)],
    "plateau": plateau(),
}, indent=1))
