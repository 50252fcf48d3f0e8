#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Draws from the demo by settings of a method, by a target, after learning, and like a selection. Where
# the demo's images are not there, a small document stands in for it.
. "$(dirname "$0")/ui.sh"
demo=$4
wscape=$5

# ROW KEYS ROLE NAME: the row of the list that KEYS go to from its first one, and what is there then
pick ()
{
  for try in 1 2 3 4 5 6 7 8; do
    "$drive" -t $patience focus "combo box" "$1"
    # shellcheck disable=SC2086
    "$drive" key space Home $2 Return
    if "$drive" wait "$3" "$4" 5; then return; fi
    "$drive" key Escape
  done
  false
}

# A switch says whether it is on.
switch_off ()
{
  case $("$drive" -t $patience state switch "$1") in
    *checked*) "$drive" click switch "$1" ;;
  esac
}

# The same line again is not drawn again: what the program asked for is what was set.
was_done () { "$wscape" sample "$folder/project.wscape" "$@" | grep 'Was done already'; }

case $("$wscape" data list) in
  *fashion-mnist\ *) cp "$demo" "$folder/project.wscape" ;;
  *) "$make_document" "$folder/project.wscape" ;;
esac
accuracy="Accuracy of the samples beside zoo and baselines"
losses="Losses of the method while it learns"
start --page sample "$folder/project.wscape"
"$drive" describe image "$accuracy" 'Zoo.*n = [1-9]' $patience
switch_off "Add baselines"
set_number Networks 6

# -- a setting, and a range of a property --
pick Method "Down Down" switch "Bandwidth by cross-validation"
set_number Bandwidth 0.25
pick "Draw like" "Down Down Down" "spin button" From
set_number From 0.05
set_number To 0.95
push Sample
"$drive" describe image "$accuracy" 'Samples, violin, n = 6,' $patience
was_done --method kde-joint --set bandwidth=0.25 --target accuracy:0.05..0.95 --count 6 --seed 11

# -- a range that nothing is in, and one that is none --
close_notice () { push "Close this notice"; "$drive" gone button "Close this notice" $patience; }
set_number From 0.95
push Sample
see label '~no usable states.*0\.95'
close_notice
set_number From 0.96
push Sample
see label '~the range ends before it begins'
close_notice

# -- learning is seen while it lasts --
pick "Draw like" "Down Down" "combo box" Method
pick Method "Down Down Down Down Down" label '~^Learns before it draws'
set_number Steps 900000
set_number "Units of a layer" 8
push Sample
"$drive" describe image "$losses" 'Loss, learned networks.*n = [1-9]' $patience
"$drive" describe image "$losses" 'Loss, held-out networks.*n = [1-9]' $patience
push Cancel
"$drive" describe image "$accuracy" 'Samples, violin, n = 6,' $patience
set_number Steps 120
set_number Networks 7
push Sample
"$drive" describe image "$accuracy" 'Samples, violin, n = 7,' $patience
was_done --method flow --set steps=120 --set width=8 --target all --count 7 --seed 11

# -- refined draws are told beside plain ones --
pick Method "Up Up Up Up Up Up Up Up Up Up Up Up" "list item" Refine
"$drive" mclick "list item" Refine
set_number "Best tried of" 3
set_number Networks 4
push Sample
see label '~^Refined \(subsample=3\)\. Without it the mean accuracy is 0\.[0-9]* ± 0\.'
was_done --method kde --refine subsample=3 --target all --count 4 --seed 11
set_number "Best tried of" 1

# -- what is selected on the map is drawn like; all of this by keyboard --
page Explore
"$drive" describe image '~^Latent map' 'n = [1-9]' $patience
"$drive" focus image '~^Latent map'
"$drive" key ctrl+a ctrl+l
see "combo box" Population
see label selection
pick Method "Down" switch "Bandwidth by cross-validation"
"$drive" click switch "Bandwidth by cross-validation"
set_number Networks 5
"$drive" key ctrl+Return
"$drive" describe image "$accuracy" 'Samples, violin, n = 5,' $patience
was_done --method kde-dim --set choose-bandwidth=1 --target in:selection --count 5 --seed 11
