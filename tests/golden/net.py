#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes net.json: logits, loss and gradients of the four architectures by PyTorch in double precision.

Weights are uniform in ±0.4 from stream (13, case, 0), images in ±1 from stream (13, case, 1), labels
from (13, case, 2). The last case has conv1's weights at 0, so that all its pools are ties. A gradient is kept per tensor as its norm and its product with cos(0, 0.1, 0.2 …)."""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

from streams import Stream

N = 3
torch.set_num_threads(1)

# (name, out, in, kernel, bias); kernel 0 is linear. The order is that of the flat vector.
CNN_S = [("conv1", 8, None, 5, True), ("conv2", 6, 8, 5, True), ("conv3", 4, 6, 2, True),
         ("fc1", 20, 36, 0, True), ("fc2", 10, 20, 0, True)]
RES = [("res1", 8, None, 1, True), ("res2", 6, 8, 1, True), ("res3", 4, 6, 1, True)]
FOUR = [("conv1", 8, None, 5, True), ("conv2", 4, 8, 5, False), ("conv3", 6, 4, 4, False),
        ("conv4", 4, 6, 3, False), ("fc1", 18, 36, 0, True), ("fc2", 10, 18, 0, True)]
ARCHS = {"cnn-s": CNN_S, "cnn-s-res": CNN_S + RES, "cnn-4conv": FOUR, "cnn-4conv-id": FOUR}
ACTS = {"tanh": torch.tanh, "relu": F.relu, "gelu": F.gelu, "sigmoid": torch.sigmoid, "silu": F.silu,
        "leaky-relu": lambda x: F.leaky_relu(x, 0.01)}


def tensors(layers, channels, stream):
    out = []
    for name, n_out, n_in, kernel, bias in layers:
        n_in = channels if n_in is None else n_in
        shape = (n_out, n_in, kernel, kernel) if kernel else (n_out, n_in)
        for suffix, s in [("weight", shape)] + ([("bias", (n_out,))] if bias else []):
            values = np.array(stream.uniforms(int(np.prod(s)), -0.4, 0.4), np.float32)
            out.append((f"{name}.{suffix}",
                        torch.tensor(values.astype(np.float64).reshape(s), requires_grad=True)))
    return out


def forward(arch, p, act, x):
    conv = lambda name, v: F.conv2d(v, p[name + ".weight"], p.get(name + ".bias"))
    if arch in ("cnn-s", "cnn-s-res"):
        skip = arch == "cnn-s-res"
        y = act(F.max_pool2d(conv("conv1", x), 2))
        if skip:
            y = y + conv("res1", F.max_pool2d(x, 5, 2))
        z = act(F.max_pool2d(conv("conv2", y), 2))
        if skip:
            z = z + conv("res2", F.max_pool2d(y, 5, 2))
        v = act(conv("conv3", z))
        if skip:
            v = v + conv("res3", F.max_pool2d(z, 2, 1))
    else:
        y = act(F.max_pool2d(conv("conv1", x), 2))
        z = act(conv("conv2", y))
        v = act(conv("conv4", act(conv("conv3", z))))
        if arch == "cnn-4conv-id":
            v = v + z[:, :, 1:7, 1:7][:, :, ::2, ::2]
    h = act(F.linear(v.flatten(1), p["fc1.weight"], p["fc1.bias"]))
    return F.linear(h, p["fc2.weight"], p["fc2.bias"])


cases = []
runs = [(a, c, "tanh") for a in ARCHS for c in (1, 3)] + [("cnn-s", 1, a) for a in ACTS if a != "tanh"]
runs += [("cnn-s", 1, "tanh")]
for number, (arch, channels, act) in enumerate(runs):
    layers = tensors(ARCHS[arch], channels, Stream(13, number, 0))
    ties = number == len(runs) - 1
    if ties:
        layers[0][1].data.zero_()
    x = np.array(Stream(13, number, 1).uniforms(N * channels * 784, -1, 1), np.float32)
    s = Stream(13, number, 2)
    labels = torch.tensor([(s.u32() * 10) >> 32 for _ in range(N)])
    logits = forward(arch, dict(layers), ACTS[act],
                     torch.tensor(x.astype(np.float64)).reshape(N, channels, 28, 28))
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    gradients = {}
    for name, t in layers:
        g = t.grad.numpy().ravel()
        gradients[name] = [float(np.linalg.norm(g)), float(g @ np.cos(0.1 * np.arange(g.size)))]
    cases.append({"arch": arch, "channels": channels, "act": act, "ties": ties, "loss": loss.item(),
                  "correct": int((logits.argmax(1) == labels).sum()),
                  "logits": logits.detach().numpy().ravel().tolist(), "gradients": gradients})
out = {"made_by": f"tests/golden/net.py, PyTorch {torch.__version__}, numpy {np.__version__}",
       "tolerance": 1e-10, "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "net.json"), "w") as f:
    json.dump(out, f, indent=None, separators=(",", ":"))
    f.write("\n")
