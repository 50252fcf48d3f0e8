#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Closing the window while work runs asks, saves, and offers to go on the next time.
. "$(dirname "$0")/ui.sh"

"$make_document" "$folder/map.wscape"
start --page zoo "$folder/map.wscape"
see button "Train Zoo"
set_number Networks 32
set_number Epochs 100
"$drive" key ctrl+Return # as well as by the button
see button Pause
see label '~ of 32 networks'
"$drive" key ctrl+w
push '~Keep Running'
"$drive" gone button '~Keep Running' $patience
see button Pause
push Close # the keyboard may not be back from the dialog yet
push '~Stop and Close'
wait_for_end

start "$folder/map.wscape"
see label '~^Not finished last time: Training zoo'
push Resume
see label '~ of 32 networks'
"$drive" key alt+2
push Cancel
"$drive" gone button Pause $patience

# what was called off by hand is not offered again, and a signal asks nobody
kill -TERM "$pid"
wait_for_end
start --page zoo "$folder/map.wscape"
see button "Train Zoo"
"$drive" gone label '~^Not finished last time' 1
