#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Other maps of the same networks: made when they are first asked for, and what was chosen stays chosen.
. "$(dirname "$0")/ui.sh"

map='~^Latent map'
select_one () # the click for the focus lets go of all, and may be late
{
  "$drive" focus image "$map"
  for try in 1 2 3 4 5 6 7 8; do
    "$drive" key n Return
    if "$drive" describe image "$map" "^$1 · 1 network selected of 20" 5; then return; fi
  done
  false
}

opens () # a list that is not open yet would send its keys elsewhere: Return back to the button left last
{
  for moment in 1 2 3 4 5 6 7 8 9 10; do
    case $("$drive" state button "$1") in *pressed*) return ;; esac
  done
  false
}

# NAME KEYS: the row of the list that KEYS go to from its first one
choose ()
{
  for try in 1 2 3 4 5 6 7 8; do
    "$drive" -t $patience mclick "combo box" Projection
    # shellcheck disable=SC2086
    if opens Projection; then "$drive" key Home $2 Return; fi
    if "$drive" describe image "$map" "^$1 · 1 network selected of 20 · [23] of (59|60) states" 8; then return; fi
  done
  false
}

"$make_document" "$folder/map.wscape"
start --page explore "$folder/map.wscape"
"$drive" describe image "$map" '^PCA · 20 networks · 59 states' $patience
select_one PCA

choose UMAP Down
"$drive" describe image "$map" 'UMAP 2 \(no units\) over UMAP 1 \(no units\); coloured by Test accuracy' $patience
"$drive" gone button "Cancel the new map" $patience

choose t-SNE "Down Down"
"$drive" gone button "Cancel the new map" $patience

# what the card at the pointer says of a place is said to be interpolated
select_one t-SNE
see label '~Interpolated'

# what the map is worth
"$drive" -t $patience mclick button Map
see label '~^t-SNE of 60 states.*trustworthiness'
see label '~^Learned from the weights of .* alone, without images'

# the same kind of map by another setting
set_number Perplexity 5
"$drive" -t $patience mclick button "Make Another Map"
"$drive" gone button "Make Another Map" $patience
"$drive" gone button "Cancel the new map" $patience
"$drive" move 500 400 # a hand comes from somewhere
"$drive" move 520 420
"$drive" -t $patience mclick button Map
see "spin button" Perplexity
case $("$drive" value "spin button" Perplexity) in 5 | 5.0) ;; *) false ;; esac
# an Escape that comes before the list has the keyboard is lost
for try in 1 2 3 4 5 6 7 8; do
  "$drive" key Escape
  if "$drive" gone button "Make Another Map" 3; then break; fi
done
"$drive" gone button "Make Another Map" $patience

# back on the plane, which is exact
choose PCA ""
select_one PCA
see label '~Exact plane'
