# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""The program's random streams (core/random.h), so that golden scripts and tests share inputs."""
import math

M = 0xFFFFFFFF


def philox4x32(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & M, (p0 >> 32) ^ c[3] ^ k[1], p0 & M]
        k = [(k[0] + 0x9E3779B9) & M, (k[1] + 0xBB67AE85) & M]
    return c


class Stream:
    """Stream (seed, purpose, a, b); purpose TEST is 0."""

    def __init__(self, seed, a, b=0, purpose=0):
        self.key = [seed & M, seed >> 32]
        self.tail = [purpose, a, b]
        self.block, self.words, self.spare = 0, [], None

    def u32(self):
        if not self.words:
            self.words = philox4x32([self.block] + self.tail, self.key)
            self.block += 1
        return self.words.pop(0)

    def uniform(self):
        return (self.u32() >> 8) * 2.0**-24

    def uniforms(self, n, lo=0.0, hi=1.0):
        """As (float) (lo + (hi - lo) * u) in C, rounded to single precision by the caller."""
        return [lo + (hi - lo) * self.uniform() for _ in range(n)]

    def normal(self):
        """Box-Muller, in double."""
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        radius = math.sqrt(-2 * math.log((self.u32() + 0.5) * 2.0**-32))
        angle = 2 * math.pi * (self.u32() + 0.5) * 2.0**-32
        self.spare = radius * math.sin(angle)
        return radius * math.cos(angle)

    def below(self, n):
        """Lemire's method without bias."""
        product = self.u32() * n
        while product & M < (2**32 - n) % n and product & M < n:
            product = self.u32() * n
        return product >> 32

    def permutation(self, n):
        order = [0] * n
        for i in range(n):
            j = self.below(i + 1)
            order[i] = order[j]
            order[j] = i
        return order
