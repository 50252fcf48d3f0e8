#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Our maps of latents beside scikit-learn's and umap-learn's in one sitting, on an idle machine: ours,
# the peer's times, the truth of the peers' maps on the rows of FILE and of ours on the same, ours again.
# Usage: tests/bench/latent-peer.sh WSCAPE PYTHON PEER_SCRIPT [ARGUMENT …]
set -eu
wscape=$1
python=$2
shift 2
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
"$wscape" bench latent
"$python" "$@"
"$python" "$(dirname "$0")/latent_quality.py" --make 25000 700 "$rows"
"$wscape" bench latent --rows "$rows" --only pca2,umap,umap_all,tsne
