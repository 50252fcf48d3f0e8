#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Networks of a zoo against others from scratch: start, pause, resume, read off, compare with a second run; then the
# same by keyboard alone.
. "$(dirname "$0")/ui.sh"

curves="Test accuracy while fine-tuning"

"$make_document" "$folder/map.wscape"
start --page finetune "$folder/map.wscape"
see button "Compare Five of Each"
see "check box" zoo
see label '~^20 trained · '

# -- five of the zoo against five from scratch, on a few images --
set_number "Networks of each" 5
set_number "From scratch" 5
set_number Epochs 200 # more than it gets: it is paused, then stopped
push '~^Fine-Tune'
"$drive" describe image "$curves" 'zoo, mean with band.*from scratch, mean with band' $patience
push Pause
see label '~^Paused'
push Resume
"$drive" gone label '~^Paused' $patience
push Stop
"$drive" gone button Pause $patience

# -- a second run with the keyboard: it is shown when it begins, the first one beside it when asked for --
set_number Epochs 2
set_number Seed 2
"$drive" key ctrl+Return
see label '~^cnn-s on fashion-mnist-small · 2 epochs · seed 2'
see label '~Epoch 1: zoo is .* (above|below) from scratch \('
"$drive" gone button Pause $patience
see label "Last epoch"
see button "Runs: 1 of 2"
"$drive" -t $patience mclick button "Runs: 1 of 2"
"$drive" -t $patience -n 2 click "check box" "zoo, from scratch" # the older one
see button "Runs: 2 of 2"
"$drive" key Escape
see label "4 populations"
"$drive" describe image "$curves" 'zoo-tuned, mean.*scratch, mean.*zoo-tuned-2, mean.*scratch-2, mean' $patience

# -- another look --
push Loss
"$drive" describe image "Test loss while fine-tuning" 'Test loss \(nats\) over Epoch' $patience
push Accuracy
push Quantiles
see label Median
"$drive" focus image "$curves"
"$drive" key n # the first of its points is read off
see label '~^zoo-tuned\s+Epoch 0'
