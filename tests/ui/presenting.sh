#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Five scenes become a talk, a show and a PDF: by mouse, and again by keyboard alone.
demo=$4
wscape=$5
. "$(dirname "$0")/ui.sh"

curves="Test accuracy over training"
histogram="Accuracy of the networks now"
decoded="Accuracy after decoding against before"
map='~^Latent map'
losses="Loss over the epochs"

full () { "$drive" describe image "$1" "${2:-n = [1-9]}" $patience >/dev/null; }
# The document has so many scenes: NUMBER SECONDS
has_scenes ()
{
  for wait in $(seq $(($2 * 5))); do
    if [ "$("$wscape" scene list "$document" | wc -l)" = "$1" ]; then return 0; fi
    sleep 0.2
  done
  return 1
}
added () { has_scenes "$1" $patience; }

# A menu that a busy computer opens late is missed by the hand: a person tries again.
# NUMBER MENU-ITEM DRIVE-ARGUMENTS...: until scene NUMBER has been added
add_by ()
{
  number=$1 item=$2
  shift 2
  for try in 1 2 3 4 5; do
    "$drive" -t $patience "$@"
    "$drive" -t 10 mclick "menu item" "$item" || true
    if has_scenes "$number" 5; then break; fi
    "$drive" key Escape
  done
  "$drive" gone "menu item" "$item" $patience # one menu at a time
}
add_by_menu () { add_by "$1" "Add to Talk" mclick image "$2" 3; }
slide () { see window "~^Slide $1 of 5: "; }
scene () { see "list item" "~^$1: $2"; }
# Written whole or not at all.
wait_for_file ()
{
  for wait in $(seq $((patience * 5))); do
    if [ -f "$1" ]; then return 0; fi
    sleep 0.2
  done
  return 1
}
count_pages () { grep -ao '/Type /Page[^s]' "$1" | wc -l; }
save_as ()
{
  see button Save
  "$drive" key ctrl+a
  "$drive" type "$1"
  "$drive" key Return
  "$drive" gone button Save $patience
}
# The show is the whole screen.
is_full_screen () { "$drive" windows | grep -E '(^|[^0-9])1280 *[x ] *800([^0-9]|$)' | grep -q "Slide"; }

# A copy of the demo without its own talk.
make_document_at ()
{
  document=$1
  cp "$demo" "$document"
  while "$wscape" scene remove "$document" 1 2>/dev/null; do :; done
}

# -- by mouse --
make_document_at "$folder/talk.wscape"
start --page present "$document"
see label "No Scenes Yet"
page Zoo
full "$curves"
full "$histogram"
add_by_menu 1 "$curves"
add_by_menu 2 "$histogram"
page Hyper-representation
full "$decoded"
add_by_menu 3 "$decoded"
page Explore
full "$map"
add_by 4 "Add Scene from This View" mclick button "Main menu"
page Hyper-representation
full "$losses"
add_by_menu 5 "$losses"
page Present
scene 1 "$curves"
scene 4 "Test accuracy on the latent map, Latent map"
scene 5 "Loss"

# the first goes behind the third, by hand
set -- $("$drive" extents "list item" "~^1: ") $("$drive" extents "list item" "~^3: ")
"$drive" drag $(($1 + 60)) $(($2 + $4 / 2)) $(($5 + 60)) $(($6 + $8 / 2))
scene 3 "$curves"
scene 1 "$histogram"

# words
choose "~^4: "
"$drive" -t $patience mclick "text box" Caption
"$drive" type "Good networks lie together."
"$drive" describe image "Test accuracy on the latent map" 'Good networks lie together\.$' $patience

# away, and back
choose "~^2: "
push "Remove Scene"
"$drive" gone "list item" "~^5: " $patience
"$drive" -t $patience mclick button Undo
scene 5 "Loss"

# the show: a click goes on, the bar back, and to the end
"$drive" -t $patience mclick button Present 
slide 1
is_full_screen
"$drive" clickxy 640 300
slide 2
"$drive" clickxy 640 300
slide 3
"$drive" move 600 500
"$drive" move 660 520
push "Previous Slide"
slide 2
push "End Show"
"$drive" gone window "~^Slide" $patience

push "Export PDF…"
save_as "$folder/mouse.pdf"
wait_for_file "$folder/mouse.pdf"
[ "$(count_pages "$folder/mouse.pdf")" = 5 ]

# back to where the fourth was made
choose "~^4: "
push "Show on Its Page"
full "$map"
is_chosen Explore
kill "$pid"
wait_for_end

# the talk is in the document
start --page present "$document"
scene 4 "Test accuracy on the latent map"
choose "~^4: "
"$drive" describe image "Test accuracy on the latent map" 'Good networks lie together\.$' $patience
kill "$pid"
wait_for_end

# -- by keyboard alone --
make_document_at "$folder/keys.wscape"
start "$document"
see "list item" Zoo
"$drive" key alt+2
full "$curves"
"$drive" key ctrl+d
added 1
"$drive" key alt+3
full "$losses"
"$drive" key ctrl+d
added 2
"$drive" key alt+4
full "$map"
"$drive" focus image "$map"
"$drive" key ctrl+d
added 3
"$drive" key ctrl+plus ctrl+plus ctrl+plus ctrl+d
added 4
"$drive" key t ctrl+d
added 5
"$wscape" scene list "$document" --json | grep -q '"camera"' # where one looked
"$wscape" scene list "$document" --json | grep -q '"trails"'
"$drive" key alt+8
scene 5 ""
# to the list: its chosen row goes up, goes away, and all of that back
"$drive" key Tab
for try in 1 2 3 4 5 6 7 8 9 10; do
  if "$drive" state "list item" "~^5: " | grep -q focused; then break; fi
  "$drive" key Tab
done
"$drive" key alt+Up
scene 5 "Test accuracy on the latent map"
"$drive" key Delete
"$drive" gone "list item" "~^5: " $patience
"$drive" key ctrl+z
scene 5 "Test accuracy on the latent map"
"$drive" key ctrl+z
scene 4 "Test accuracy on the latent map"
"$drive" key ctrl+shift+z
scene 5 "Test accuracy on the latent map"
"$drive" key ctrl+z

# the show by its keys
"$drive" key F5
slide 1
is_full_screen
"$drive" key Right
slide 2
"$drive" key space
slide 3
"$drive" key Page_Down # glides: the same map
slide 4
"$drive" key End
slide 5
"$drive" key Right # there is no more
slide 5
"$drive" key Page_Up Left
slide 3
"$drive" key Home
slide 1
"$drive" key 4 Return
slide 4
"$drive" key b b plus minus
slide 4
"$drive" key Escape
"$drive" gone window "~^Slide" $patience
"$drive" key shift+F5 # from where one was
slide 4
"$drive" key F5
"$drive" gone window "~^Slide" $patience

"$drive" key ctrl+shift+p
save_as "$folder/keys.pdf"
wait_for_file "$folder/keys.pdf"
[ "$(count_pages "$folder/keys.pdf")" = 5 ]
head -c 5 "$folder/keys.pdf" | grep -q '%PDF-'
kill "$pid"
wait_for_end

