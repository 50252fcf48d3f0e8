#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
"""Reads meson's testlog.json and ends with the one line that scripts look for."""
import json
import re
import sys

passed = failed = 0
for line in open(sys.argv[1], encoding="utf-8"):
    test = json.loads(line)
    cases = re.findall(r"^(not )?ok\b(?!.*# SKIP)", test.get("stdout") or "", re.M)
    bad = sum(1 for negation in cases if negation)
    good = len(cases) - bad
    if test["result"] not in ("OK", "EXPECTEDFAIL"):
        print("failed:", test["name"], "(" + test["result"] + ")")
        bad = max(bad, 1)
    elif not cases:
        good = 1
    passed += good
    failed += bad

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
