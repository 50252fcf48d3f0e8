#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Our autoencoder's training beside PyTorch's in one sitting, variant by variant in turns: ours, the peer,
# ours again, on an idle machine. Prints samples a second and their ratio, and that of peak memory.
# Usage: tests/bench/hyper-peer.sh WSCAPE PEER_SCRIPT [VARIANT,… [THREADS [SECONDS]]]
set -eu
wscape=$1
peer=$2
variants=${3:-compact_b100,paper_b32,paper_b100}
threads=${4:-2}
seconds=${5:-10}
python=${PYTHON:-python3}
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

# The first number behind "NAME": in one JSON document
member () {
  sed -n "s/.*\"$1\" *: *\([0-9.e+-]*\).*/\1/p" | head -n 1
}
ours () {
  "$wscape" bench hyper --json --only "$1" --threads "$threads" --seconds "$seconds"
}

for variant in $(echo "$variants" | tr ',' ' '); do
  before=$(ours "$variant")
  other=$("$python" "$peer" --only "$variant" --threads "$threads" --secs "$seconds")
  after=$(ours "$variant")
  {
    echo "$before" | member samples_per_s
    echo "$after" | member samples_per_s
    echo "$other" | member samples_per_s
    echo "$before" | member share_of_peak
    echo "$after" | member share_of_peak
    echo "$other" | member percent_of_fma_peak
    echo "$before" | member peak_rss_mib
    echo "$other" | member peak_rss_mib
  } | awk -v name="$variant" -v threads="$threads" '
    { x[NR] = $1 }
    END {
      printf "%s on %d threads: %.1f and %.1f samples/s (%.0f and %.0f %% of peak), ", name, threads, x[1], x[2],
             100 * x[4], 100 * x[5]
      printf "peer %.1f (%.0f %%): %.2f times; memory %.0f of %.0f MiB: %.2f\n", x[3], x[6],
             (x[1] + x[2]) / 2 / x[3], x[7], x[8], x[7] / x[8]
    }'
done
