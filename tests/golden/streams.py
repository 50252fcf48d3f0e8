# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""The program's random streams (core/random.h), so that golden scripts and tests share inputs."""

M = 0xFFFFFFFF


def philox4x32(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & M, (p0 >> 32) ^ c[3] ^ k[1], p0 & M]
        k = [(k[0] + 0x9E3779B9) & M, (k[1] + 0xBB67AE85) & M]
    return c


class Stream:
    """Stream (seed, purpose TEST, a, b)."""

    def __init__(self, seed, a, b=0):
        self.key = [seed & M, seed >> 32]
        self.tail = [0, a, b]
        self.block, self.words = 0, []

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
