#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# What the map is like between the networks: filled, zoomed, stopped; with the mouse, then by the
# keyboard alone.
. "$(dirname "$0")/ui.sh"

map='~^Latent map'
whole='~^Landscape: [0-9]+ × [0-9]+ cells, 2,000 validation images'
stopped='~^Landscape: .*stopped$'

cp "$4" "$folder/demo.wscape"
start --page explore "$folder/demo.wscape"
"$drive" describe image "$map" '^PCA · ' $patience

# -- with the mouse --

# the list of layers stays open until Escape, which is lost when it comes too early
close_layers ()
{
  for try in 1 2 3 4 5 6 7 8; do
    "$drive" key Escape
    if "$drive" gone slider "Opacity of the landscape" 3; then return; fi
  done
  false
}

"$drive" -t $patience mclick button Layers
"$drive" -t $patience mclick "check box" "Accuracy landscape (H)"
see label "$whole"
set_opacity () { "$drive" -t $patience value slider "Opacity of the landscape" "$1" >/dev/null; }
set_opacity 0.5
see label '~^Lines every 0.05, through measured cells only'
"$drive" describe image "$map" 'over a landscape: ' $patience
close_layers

# what was measured in the cell under the pointer, with its interval and the number of images
"$drive" move 500 400 # a hand comes from somewhere
"$drive" move 520 410
see label '~^Cell of [0-9.]+ z: 0\.[0-9]+ \(0\.[0-9]+–0\.[0-9]+, n = 2,000\), loss [0-9.]+'

# closer: what is new is measured, and can be stopped
"$drive" scroll 520 410 -6
stop () # a view that still moves would begin again
{
  for try in 1 2 3 4 5 6 7 8; do
    "$drive" -t $patience mclick button "Stop measuring"
    if "$drive" wait button "Go on measuring" 3; then return; fi
  done
  false
}
stop
"$drive" gone label '~^(Measuring · )?[0-9]+ %' $patience
"$drive" move 20 700 # off the map
see label "$stopped"
push "Go on measuring"
see button "Stop measuring"
see label '~^(Measuring · )?[0-9]+ %'

# and away
"$drive" -t $patience mclick button Layers
"$drive" -t $patience mclick "check box" "Accuracy landscape (H)"
"$drive" gone slider "Opacity of the landscape" $patience
"$drive" gone label "$whole" $patience
"$drive" gone button "Stop measuring" $patience
"$drive" key Escape

# -- by the keyboard alone --

"$drive" focus image "$map"
"$drive" move 20 700 # the pointer is off the map from here on
"$drive" key ctrl+0 # all of it again
"$drive" key h
see label "$whole"

# the crosshair reads cells too
"$drive" key Right Up
see label '~^Cell of [0-9.]+ z: 0\.[0-9]+'
"$drive" key plus plus plus
see button "Stop measuring"
for try in 1 2 3 4 5 6 7 8; do
  "$drive" key shift+h
  if "$drive" wait button "Go on measuring" 3; then break; fi
done
see button "Go on measuring"
"$drive" key shift+h
see button "Stop measuring"

# fainter, and as faint as it gets
"$drive" key bracketleft bracketleft
"$drive" key h
"$drive" gone button "Stop measuring" $patience
"$drive" key h
see button "Stop measuring"

# the cells as a table
"$drive" key ctrl+shift+e
see button Save
"$drive" key ctrl+a
"$drive" type "$folder/cells.csv"
"$drive" key Return
"$drive" gone button Save $patience
for try in 1 2 3 4 5 6 7 8 9 10; do
  if [ -s "$folder/cells.csv" ]; then break; fi
  sleep 0.5
done
grep -q '^x,y,accuracy,loss,n_images,is_far$' "$folder/cells.csv"
[ "$(grep -c '^-\{0,1\}[0-9].*,2000,[01]$' "$folder/cells.csv")" -gt 100 ]
