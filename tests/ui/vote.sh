#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# What is selected on the map becomes an ensemble, and is trained on: by keyboard, and with the lasso.
. "$(dirname "$0")/ui.sh"

"$make_document" "$folder/map.wscape"
start --page explore "$folder/map.wscape"
"$drive" describe image '~^Latent map' 'n = [1-9]' $patience

# -- by keyboard --
"$drive" focus image '~^Latent map'
"$drive" key ctrl+a
see label "Do they know more together than each alone?"
"$drive" key e
see label '~^Together 20 networks reach 0\.[0-9]* .* beside their mean of 0\.'
"$drive" key ctrl+shift+a
"$drive" gone label '~^Together' $patience

# -- by mouse --
"$drive" mclick "toggle button" "Select with a lasso"
# shellcheck disable=SC2046
set -- $("$drive" extents image '~^Latent map')
l=$(($1 + 50)) t=$(($2 + 90)) r=$(($1 + $3 - 110)) b=$(($2 + $4 - 50))
"$drive" path $l $t $r $t $r $b $l $b
see label "Do they know more together than each alone?"
"$drive" click button "Let Them Vote"
see label '~^Together [0-9]* networks reach 0\.'

# -- and on to training --
"$drive" focus image '~^Latent map'
"$drive" key ctrl+a f
see label '~^selection'
see "spin button" '~^Epochs'
