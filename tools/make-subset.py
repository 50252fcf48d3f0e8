#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes data/fashion-mnist-small from the full set: the first 500 train and 100 test images of each
class, in the original order. Usage: make-subset.py FULL_FOLDER OUT_FOLDER"""
import gzip
import os
import struct
import sys

full, out = sys.argv[1:]
os.makedirs(out, exist_ok=True)
for part, per_class in (("train", 500), ("t10k", 100)):
    images = gzip.open(f"{full}/{part}-images-idx3-ubyte.gz").read()
    labels = gzip.open(f"{full}/{part}-labels-idx1-ubyte.gz").read()[8:]
    size = 28 * 28
    seen, keep = [0] * 10, []
    for i, label in enumerate(labels):
        if seen[label] < per_class:
            seen[label] += 1
            keep.append(i)
    assert seen == [per_class] * 10
    pixels = b"".join(images[16 + i * size : 16 + (i + 1) * size] for i in keep)

    def write(name, header, values):
        with open(f"{out}/{name}.gz", "wb") as file:
            with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as packed:
                packed.write(header + values)

    write(f"{part}-images-idx3-ubyte", struct.pack(">IIII", 0x803, len(keep), 28, 28), pixels)
    write(f"{part}-labels-idx1-ubyte", struct.pack(">II", 0x801, len(keep)), bytes(labels[i] for i in keep))
