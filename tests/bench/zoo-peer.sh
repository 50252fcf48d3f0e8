#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Our zoo trainer beside another one in one sitting: ours, the peer, ours again, on an idle machine.
# Usage: tests/bench/zoo-peer.sh WSCAPE PEER_COMMAND [ARGUMENT …]
set -eu
wscape=$1
shift
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
"$wscape" bench zoo
"$@"
"$wscape" bench zoo
