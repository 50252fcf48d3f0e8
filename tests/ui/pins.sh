#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Decodes empty places, pins them, and compares them with the nearest network and with each other; once by
# keyboard alone and once by mouse.
. "$(dirname "$0")/ui.sh"

"$make_document" "$folder/map.wscape"
start --page explore "$folder/map.wscape"
"$drive" describe image '~^Latent map' 'n = [1-9]' $patience

# -- by keyboard --
"$drive" focus image '~^Latent map'
"$drive" key Left Left shift+Up
see label '~on validation images'
"$drive" key p
see label '~^A · 0\.'
see label '~^place A, n = '
"$drive" key c
see label '~On the same images the first is better by'
see label '~place A: 0\.'
see label '~zoo [0-9]*, epoch [0-9]*: 0\.'
"$drive" describe image "Accuracy of each class, of both" 'place A' $patience
"$drive" describe image "Where the answers agree" 'Figure|one answers' $patience
"$drive" focus "combo box" Layer
"$drive" key space Down Down Return
"$drive" describe image "Weights of both and their difference" 'Weights of conv3' $patience
"$drive" key Escape
"$drive" gone image "Where the answers agree" $patience

# -- by mouse: another place, a network, and what is inside --
# shellcheck disable=SC2046
set -- $("$drive" extents image '~^Latent map')
x=$(($1 + $3 / 2)) y=$(($2 + $4 / 2))
"$drive" move $((x + 60)) $((y + 40))
see label '~on validation images'
xdotool click --repeat 2 --delay 60 1
see label '~^B · 0\.'
"$drive" mclick button Compare
see label '~place A: 0\.'
see label '~place B: 0\.'
"$drive" key Escape
"$drive" gone image "Where the answers agree" $patience
"$drive" mclick button "Look inside place B"
see label "Decoded network"
see label "decoded from a place of the map, kept nowhere"
"$drive" key Escape
"$drive" gone button Export $patience
"$drive" mclick button "Take place A away"
"$drive" gone label '~^A · ' $patience
