#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Makes resize.json: random grey images resized to 28x28 by Pillow's BILINEAR."""
import json
import os

import PIL
from PIL import Image

from streams import Stream

cases = []
for number, (width, height) in enumerate([(16, 16), (32, 32), (96, 96), (28, 28), (50, 17), (1, 300)]):
    s = Stream(12, number)
    pixels = bytes(s.u32() & 255 for _ in range(width * height))
    image = Image.frombytes("L", (width, height), pixels).resize((28, 28), Image.BILINEAR)
    cases.append({"width": width, "height": height, "hex": image.tobytes().hex()})
out = {"made_by": f"tests/golden/resize.py, Pillow {PIL.__version__}", "tolerance": 0, "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "resize.json"), "w") as f:
    json.dump(out, f, indent=1)
    f.write("\n")
