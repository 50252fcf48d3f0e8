#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Walks from pin to pin by keyboard alone, plays the way and saves it as a picture and as a table; then draws
# a path by mouse.
. "$(dirname "$0")/ui.sh"
profile="Accuracy and loss along the path"

"$make_document" "$folder/map.wscape"
start --page explore "$folder/map.wscape"
"$drive" describe image '~^Latent map' 'n = [1-9]' $patience

# -- by keyboard: from a network to a place --
"$drive" focus image '~^Latent map'
"$drive" key n p
see label '~^A · 0\.'
"$drive" key Left Left shift+Up
see label '~on validation images'
"$drive" key p
see label '~^B · 0\.'
"$drive" key w
"$drive" describe image "$profile" 'through latents, .*n = 49' $patience
"$drive" describe image "$profile" 'straight in aligned weights, .*n = 49' $patience
"$drive" describe image "Kernels of the network at this step" 'Step 1 of 49' $patience
"$drive" key Right Right Right
"$drive" describe image "Kernels of the network at this step" 'Step 4 of 49' $patience
"$drive" key ctrl+p
"$drive" describe image "Kernels of the network at this step" 'Step 49 of 49' $patience

# -- the profile as a table and as a picture --
"$drive" focus image "$profile"
"$drive" key ctrl+t
see button "Save as CSV…"
"$drive" key Escape
"$drive" gone button "Save as CSV…" $patience
"$drive" focus image "$profile"
"$drive" key ctrl+e
see "combo box" Format
"$drive" key Escape
"$drive" gone "combo box" Format $patience
"$drive" key Escape
"$drive" gone image "$profile" $patience

# -- by mouse --
"$drive" mclick "toggle button" "Draw a path"
# shellcheck disable=SC2046
set -- $("$drive" extents image '~^Latent map')
x=$(($1 + $3 / 2)) y=$(($2 + $4 / 2))
"$drive" path $((x - 120)) $((y - 60)) $((x - 60)) $((y - 100)) $((x + 20)) $((y - 20)) $((x + 100)) $((y + 80))
"$drive" describe image "$profile" 'through latents, .*n = 49' $patience
"$drive" mclick "toggle button" Play
"$drive" describe image "Kernels of the network at this step" 'Step ([2-9]|1[0-9]) of 49' $patience
