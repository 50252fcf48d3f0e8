# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Read by the tests of the user interface, which run inside tools/gui-session:
#   TEST.sh APP GUI-DRIVE MAKE-DOCUMENT
set -eu
app=$1
drive=$2
make_document=$3
folder=$(mktemp -d)
pid=

# Waits are long: they end as soon as what is waited for is there, and on a busy computer it comes late.
patience=60

end ()
{
  status=$?
  trap - EXIT
  if [ "$status" != 0 ]; then
    echo "What was on the screen:"
    "$drive" tree || true
    echo "What the program said:"
    cat "$folder/log" 2>/dev/null || true
  fi
  [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
  rm -rf "$folder"
  exit "$status"
}
trap end EXIT

start ()
{
  "$app" "$@" >>"$folder/log" 2>&1 &
  pid=$!
}

# The program has gone by itself, and well.
wait_for_end ()
{
  wait "$pid"
  pid=
}

see () { "$drive" wait "$1" "$2" $patience; }
push () { "$drive" -t $patience click button "$1"; }
is_chosen () { "$drive" state "list item" "$1" | grep -q selected; }
# A row by mouse. What is asked for next through the accessible tree goes another way into the program
# and may overtake a click, so that one waits until it is chosen. Press and release that a busy
# computer holds apart for longer than a double click are no click to GTK: a person would click again.
choose ()
{
  for try in 1 2 3 4 5; do
    "$drive" -t $patience mclick "list item" "$1"
    for wait in 1 2 3 4 5; do
      if is_chosen "$1"; then return 0; fi
      sleep 0.3
    done
  done
  echo "The row $1 cannot be chosen"
  return 1
}
page () { choose "$1"; }
set_number () { "$drive" -t $patience value "spin button" "$1" "$2" >/dev/null; }
