#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Opens a document and reads the map as a screen reader does; hovers, selects, moves by keyboard.
. "$(dirname "$0")/ui.sh"

"$make_document" "$folder/map.wscape"
start --page explore "$folder/map.wscape"

see image "Latent map, coloured by Test accuracy"
map='~^Latent map'
"$drive" describe image "$map" '^PCA · 20 networks · 59 states\. ' $patience

# everything by keyboard, then nothing, then the whole of the nearest network
"$drive" focus image "$map"
"$drive" key ctrl+a
"$drive" describe image "$map" '^PCA · All 20 networks selected · 59 states' $patience
"$drive" key ctrl+shift+a
"$drive" describe image "$map" '^PCA · 20 networks · 59 states' $patience
"$drive" key n Return
"$drive" describe image "$map" '^PCA · 1 network selected of 20 · [23] of 59 states' $patience
see label '~^zoo [0-9]+$'

# the line under the map says the same to those who see it
see label '~^PCA · 1 network selected of 20'

# a mirror of what is drawn
"$drive" key ctrl+t
see window '~Latent map'
"$drive" key Escape

# each page shows what the document has
page Zoo
see image "Test accuracy over training"
"$drive" describe image "Test accuracy over training" 'epoch|Epoch' $patience
page Hyper-representation
see button "Train Representation"
page Sample
see button Sample
page Data
see list "Pages"
