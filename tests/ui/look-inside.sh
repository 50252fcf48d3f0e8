#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Looks into a network: from a row of the zoo and from a place of the map, by mouse and by keyboard alone.
. "$(dirname "$0")/ui.sh"

"$make_document" "$folder/map.wscape"
start --page zoo "$folder/map.wscape"

# -- by keyboard: a row, its weights, single images, answers --
see "tree grid" "Networks of the zoo"
"$drive" focus "tree grid" "Networks of the zoo"
"$drive" key Down Return
see button Export
see label '~^net [0-9]'
see label '~test accuracy .* interval'
"$drive" key ctrl+Next
"$drive" describe image "Weights of one layer" 'conv1: 8 kernels of 5 × 5' $patience
"$drive" focus "combo box" Layer
"$drive" key space Down Return
"$drive" describe image "Weights of one layer" 'conv2: 48 kernels of 5 × 5' $patience
"$drive" key ctrl+Next
see label '~^Test image 0 is '
"$drive" describe image "The image in every layer" 'image' $patience
"$drive" focus "spin button" "Test image" # it has other plans with these keys
"$drive" key ctrl+Next
"$drive" describe image "Answers for images of each class" 'Truth' $patience
"$drive" key ctrl+Prior
see label '~^Test image 0 is '
push "Next Mistake"
see label '~but is called'
"$drive" focus image "Image to draw on"
"$drive" key Down Down space Right space
see label "Your drawing"
"$drive" key ctrl+Next
"$drive" describe image "Accuracy of each class" 'n = 10' $patience
"$drive" key Escape
"$drive" gone button Export $patience

# -- by mouse: the best network of the map, and a stroke on the pad --
page Explore
"$drive" describe image '~^Latent map' 'n = [1-9]' $patience
"$drive" focus image '~^Latent map'
"$drive" key n Return
"$drive" key ctrl+i
see tab "One Image"
"$drive" mclick tab "One Image"
see button "Wipe Out"
"$drive" mclick button "Wipe Out"
see label "Your drawing"
# shellcheck disable=SC2046
set -- $("$drive" extents image "Image to draw on")
"$drive" path $(($1 + 40)) $(($2 + 40)) $(($1 + 150)) $(($2 + 40)) $(($1 + 90)) $(($2 + 160))
"$drive" describe image "Probability of each class" 'n = 10' $patience
