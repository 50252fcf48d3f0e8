#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# An experiment is asked for, stopped, gone on with and read, by mouse and by keyboard.
. "$(dirname "$0")/ui.sh"

"$make_document" "$folder/map.wscape"
start --page experiments "$folder/map.wscape"

# -- nothing has been run: what could be is asked at once, and what cannot be is said --
see "list item" '~^Fidelity, function and diversity, Not run yet'
"$drive" -t $patience mclick "list item" '~^How good a preset is'
see button "Run Experiment"
see label '~^2 units · 1 training: about'
"$drive" focus "text box" '~^Other settings'
"$drive" type "lr=banana"
see label '~banana'
"$drive" key ctrl+a BackSpace

# -- a run that is longer than it gets: paused, stopped, offered again --
set_number Epochs 20000
see label '~^2 units · 1 training: about'
"$drive" key ctrl+Return
push Pause
see label '~^Paused · 2 of 2'
see "list item" '~^How good a preset is.*Running$'
push Resume
see button Pause
push Stop
see label "Not finished: 1 of 2 units are done."
see "list item" '~Not finished: 1 of 2 units$'
see button "Go On"

# -- another one, by keyboard, to its end --
"$drive" key ctrl+Return
see button "Back to Results"
set_number Epochs 2
see label '~^2 units · 1 training: about'
"$drive" key ctrl+Return
see image '~^How good a preset is'
"$drive" gone button Stop $patience
see "list item" '~2 runs, the newest is finished$'
see label '~^Run 2 · quick · zoo · Compact, 2 epochs'
see label reconstruct # a row of the table

# -- what is shown can be taken away, and an earlier run looked at --
push Notes
see label '~^Mean ± standard deviation over seeds'
"$drive" -t $patience mclick button Export
"$drive" -t $patience mclick "menu item" "LaTeX…"
see button Save
"$drive" key ctrl+a
"$drive" type "$folder/table.tex"
"$drive" key Return
"$drive" gone button Save $patience
grep -q 'begin{tabular}' "$folder/table.tex"
"$drive" -t $patience mclick "combo box" "Run that is shown"
"$drive" key Down Return
see button "Go On"
