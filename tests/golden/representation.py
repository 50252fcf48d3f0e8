# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""The hyper-representation in PyTorch, written from METHOD.md 4.1 and independent of the C code: what
autoencoder.py and training.py share.

Some decisions are ours. With compression "linear" there is no compression token: the encoder reads
T positions, not T + 1 (the research code adds the token and drops it again). With "standardise"
the network reads (w - shift)/sigma and writes w_hat = y*sigma + shift, layer by layer, where shift is
the mean of the layer's part of the mean vector. With "per-token" and "mixed" a token of width w has
max(1, round(token_q*(w/mean width)^token_spread)) latents of its own, read from it and written to it by one
Linear a layer; shared latents come first in z, then the tokens' own. "mixed" adds both in the decoder.

Numbers that C can make itself are not stored. u(k, i) is an integer hash as a multiple of 2^-23 in
[-1, 1), the same in both languages. Value i of the k-th tensor is offset + scale*u(k, i), rounded to float
once."""
import math

import numpy
import torch
import torch.nn.functional as F

# CNN-s with one channel: name, neurons, token width (METHOD.md 2.1)
LAYERS = ((8, 26), (6, 201), (4, 25), (20, 37), (10, 21))
TOKENS = sum(n for n, width in LAYERS)
VALUES = sum(n * width for n, width in LAYERS)
MASK = numpy.uint64(0xFFFFFFFF)


def u(k, n):
    """murmur3's finaliser of k*0x9E3779B1 + i, as 24 bits."""
    h = (numpy.uint64(k * 0x9E3779B1 & 0xFFFFFFFF) + numpy.arange(n, dtype=numpy.uint64)) & MASK
    h ^= h >> numpy.uint64(16)
    h = h * numpy.uint64(0x85EBCA6B) & MASK
    h ^= h >> numpy.uint64(13)
    h = h * numpy.uint64(0xC2B2AE35) & MASK
    h ^= h >> numpy.uint64(16)
    return (h >> numpy.uint64(8)).astype(numpy.float64) * 2.0**-23 - 1


def as_tensor(values):
    return torch.tensor(values.astype(numpy.float32).astype(numpy.float64))


def n_own(c):
    """Own latents of a token, a layer each."""
    if c["compression"] not in ("per-token", "mixed"):
        return [0] * len(LAYERS)
    mean = VALUES / TOKENS
    return [max(1, math.floor(c["token_q"] * (width / mean) ** c["token_spread"] + 0.5)) for _, width in LAYERS]


def n_shared(c):
    return 0 if c["compression"] == "per-token" else c["q"]


def n_latents(c):
    return n_shared(c) + sum(n * k for (n, _), k in zip(LAYERS, n_own(c)))


def tensor_list(c):
    """(name, shape, offset, scale) in the order of METHOD.md 8.2."""
    d, f, q, token = c["d"], c["f"], c["q"], c["compression"] == "token"
    out = []

    def add(name, shape, offset, scale):
        out.append((name, shape, offset, round(scale, 6)))

    def linear(name, n_out, n_in, gain=1.0):
        add(name + ".weight", (n_out, n_in), 0, gain / math.sqrt(n_in))
        add(name + ".bias", (n_out,), 0, 0.1)

    def blocks(side):
        for n in range(c["L"]):
            base = f"{side}.layers.{n}."
            for norm in ("norm_1", "norm_2"):
                add(base + norm + ".alpha", (d,), 1, 0.3)
                add(base + norm + ".bias", (d,), 0, 0.2)
            for part in ("q_linear", "k_linear", "v_linear", "out"):
                linear(base + "attn." + part, d, d, 2)
            linear(base + "ff.linear_1", f, d, 2)
            linear(base + "ff.linear_2", d, f, 2)

    for k, (_, width) in enumerate(LAYERS):
        linear(f"encoder.token_embeddings.layer_lst.{k}", d, width, 2 if c["standardise"] else 20 * 2**k)
    if token:
        add("encoder.comp_token", (1, d), 0, 0.5)
    add("encoder.position_embeddings.weight", (TOKENS + token, d), 0, 0.5)
    blocks("encoder")
    if n_shared(c):
        linear("encoder.vec2neck.0", q, d if token else TOKENS * d, 0.3 if token else 0.7)
    for l, k in enumerate(n_own(c)):
        if k:
            linear(f"encoder.token_neck.layer_lst.{l}", k, d, 0.3)
    if n_shared(c):
        linear("decoder.nec2vec", TOKENS * d, q, 2)
    for l, k in enumerate(n_own(c)):
        if k:
            linear(f"decoder.token_unneck.layer_lst.{l}", d, k, 2)
    add("decoder.position_embeddings.weight", (TOKENS, d), 0, 1)
    blocks("decoder")
    for k, (_, width) in enumerate(LAYERS):
        linear(f"decoder.token_debeddings.layer_lst.{k}", width, d, 0.3)
    if not c["gamma"] > 0:
        return out
    for n in range(c["head_layers"] + 1):
        n_in = n_latents(c) if n == 0 else c["head_width"]
        n_out = c["head_out"] if n == c["head_layers"] else c["head_width"]
        linear(f"projection_head.layers.{2 * n}", n_out, n_in, 2)
    last = f"projection_head.layers.{2 * c['head_layers'] + 1}"
    add(last + ".weight", (c["head_out"],), 1, 0.3)
    add(last + ".bias", (c["head_out"],), 0, 0.2)
    return out


def split(w):
    """Flat rows to tokens: a layer each, (rows, neurons, width), the bias last in its token."""
    out, place = [], 0
    for n, width in LAYERS:
        weights = w[:, place : place + n * (width - 1)].reshape(-1, n, width - 1)
        biases = w[:, place + n * (width - 1) : place + n * width].reshape(-1, n, 1)
        out.append(torch.cat((weights, biases), 2))
        place += n * width
    return out


def join(tokens):
    return torch.cat([torch.cat((t[:, :, :-1].flatten(1), t[:, :, -1]), 1) for t in tokens], 1)


class Model:
    def __init__(self, c, params, sigma, shift):
        self.c, self.p, self.sigma, self.shift = c, params, sigma, shift

    def linear(self, name, x):
        return F.linear(x, self.p[name + ".weight"], self.p[name + ".bias"])

    def norm(self, name, x):
        centred = x - x.mean(-1, keepdim=True)
        return self.p[name + ".alpha"] * centred / (x.std(-1, keepdim=True) + 1e-6) + self.p[name + ".bias"]

    def attention(self, name, x):
        rows, n, d = x.shape
        h = self.c["h"]
        q, k, v = (self.linear(f"{name}.{part}_linear", x).view(rows, n, h, d // h).transpose(1, 2) for part in "qkv")
        scores = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(d / h), -1)
        return self.linear(name + ".out", (scores @ v).transpose(1, 2).reshape(rows, n, d))

    def blocks(self, side, x):
        for n in range(self.c["L"]):
            base = f"{side}.layers.{n}."
            x = x + self.attention(base + "attn", self.norm(base + "norm_1", x))
            hidden = torch.relu(self.linear(base + "ff.linear_1", self.norm(base + "norm_2", x)))
            x = x + self.linear(base + "ff.linear_2", hidden)
        return x

    def encode(self, w):
        tokens = split(w)
        if self.c["standardise"]:
            tokens = [(t - self.shift[k]) / self.sigma[k] for k, t in enumerate(tokens)]
        x = torch.cat([self.linear(f"encoder.token_embeddings.layer_lst.{k}", t) for k, t in enumerate(tokens)], 1)
        if self.c["compression"] == "token":
            x = torch.cat((self.p["encoder.comp_token"].expand(len(w), 1, -1), x), 1)
        x = self.blocks("encoder", x + self.p["encoder.position_embeddings.weight"])
        z, place = [], 0
        if n_shared(self.c):
            z.append(self.linear("encoder.vec2neck.0", x[:, 0] if self.c["compression"] == "token" else x.flatten(1)))
        for l, k in enumerate(n_own(self.c)):
            n = LAYERS[l][0]
            if k:
                z.append(self.linear(f"encoder.token_neck.layer_lst.{l}", x[:, place : place + n]).flatten(1))
            place += n
        z = torch.cat(z, 1)
        return torch.tanh(z) if self.c["neck"] == "tanh" else z

    def decode(self, z):
        x, place = torch.zeros(len(z), TOKENS, self.c["d"], dtype=z.dtype), n_shared(self.c)
        if n_shared(self.c):
            x = self.linear("decoder.nec2vec", z[:, :place]).view(len(z), TOKENS, self.c["d"])
        own = []
        for l, k in enumerate(n_own(self.c)):
            n = LAYERS[l][0]
            if k:
                own.append(self.linear(f"decoder.token_unneck.layer_lst.{l}", z[:, place : place + n * k].view(len(z), n, k)))
            place += n * k
        if own:
            x = x + torch.cat(own, 1)
        x = self.blocks("decoder", x + self.p["decoder.position_embeddings.weight"])
        tokens, place = [], 0
        for k, (n, _) in enumerate(LAYERS):
            tokens.append(self.linear(f"decoder.token_debeddings.layer_lst.{k}", x[:, place : place + n]))
            place += n
        if self.c["standardise"]:
            tokens = [t * self.sigma[k] + self.shift[k] for k, t in enumerate(tokens)]
        return join(tokens)

    def project(self, z):
        for n in range(self.c["head_layers"] + 1):
            z = self.linear(f"projection_head.layers.{2 * n}", z if n == 0 else torch.relu(z))
        last = f"projection_head.layers.{2 * self.c['head_layers'] + 1}"
        return F.batch_norm(z, None, None, self.p[last + ".weight"], self.p[last + ".bias"], training=True, eps=1e-5)


def reconstruction(w_hat, w, sigma, reduction="global-mean"):
    """The loss, and each layer's own mean."""
    squares = [((a - b) / s) ** 2 for a, b, s in zip(split(w_hat), split(w), sigma)]
    loss = sum(x.mean() for x in squares) if reduction == "layer-mean" else sum(x.sum() for x in squares) / w.numel()
    return loss, [x.mean().item() for x in squares]


def contrast(p, kind, temperature):
    views = F.normalize(p, dim=1)
    cosine = views @ views.T
    rows = len(p)
    partner = torch.arange(rows).roll(rows // 2)
    own = cosine[torch.arange(rows), partner]
    if kind == "ntxent":
        logits = (cosine / temperature).masked_fill(torch.eye(rows, dtype=torch.bool), -math.inf)
        return F.cross_entropy(logits, partner)
    if kind == "positive":
        return ((own / temperature) ** 2).mean() / rows
    return (1 - own).mean()


def make_params(specs):
    return {name: as_tensor(offset + scale * u(k, math.prod(shape))).reshape(shape).requires_grad_()
            for k, (name, shape, offset, scale) in enumerate(specs)}


def describe(specs):
    return [{"name": name, "rows": shape[0], "cols": math.prod(shape[1:]), "offset": offset, "scale": scale}
            for name, shape, offset, scale in specs]
