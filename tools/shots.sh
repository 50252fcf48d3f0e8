#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# Photographs every page of the app, light and dark. Usage: tools/shots.sh BUILD_DIR OUT_DIR [DOCUMENT]
# Waits for what each page shows when it is full, and for the picture to stand still.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

# Inside the session: one page. The program's own files are private, so nothing of the user's is seen.
if [ "${1:-}" = --in-session ]; then
  app=$2 page=$3 document=$4 out=$5
  set -- --page "$page" "$document"
  [ "$page" != landscape ] || set -- --page explore "$document"
  title=$(basename "$document" .wscape)
  [ "$page" != welcome ] || { set --; title=Weightscape; }
  "$app" "$@" 2>"$out.log" &
  pid=$!
  trap 'kill -9 "$pid" 2>/dev/null || true' EXIT
  full () { "$here/gui-drive" describe image "$1" "$2" 60 >/dev/null; }
  case $page in
    welcome) "$here/gui-drive" wait button '~New Project' 60 ;;
    data) full "Images of each class" 'n = [1-9]' ;;
    zoo) full "Test accuracy over training" 'n = [1-9]'; full "Accuracy of the networks now" 'n = [1-9]' ;;
    hyper) full "R² over the epochs" 'n = [1-9]'; full "Accuracy after decoding against before" 'n = [1-9]' ;;
    explore) # one network under the crosshair, with its path, its card and its numbers
             full '~^Latent map' 'n = [1-9]'
             "$here/gui-drive" focus image '~^Latent map'
             "$here/gui-drive" key Escape Escape n n n
             "$here/gui-drive" wait label '~on validation images' 60 ;;
    landscape) # all of it measured, as fine as it goes by itself
               full '~^Latent map' 'n = [1-9]'
               "$here/gui-drive" focus image '~^Latent map'
               "$here/gui-drive" key Escape Escape h
               full '~^Latent map' 'over a landscape'
               "$here/gui-drive" gone button "Stop measuring" 300 ;;
    experiments) "$here/gui-drive" wait label '~^Run [0-9]|units' 60 ;;
    sample) full "Accuracy of the samples beside zoo and baselines" 'n = [1-9]' ;;
    finetune) "$here/gui-drive" wait button "Fine-Tune" 60 ;;
    present) "$here/gui-drive" wait button Present 60; "$here/gui-drive" wait label "No Scenes Yet" 2 >/dev/null 2>&1 || "$here/gui-drive" wait "list item" '~^1: ' 60 ;;
  esac
  # nothing under the pointer, no tool tip
  "$here/gui-drive" move 2 2
  last=
  for try in 1 2 3 4 5 6 7 8 9 10; do
    "$here/gui-shot" "$out" "$title"
    now=$(cksum <"$out")
    [ "$now" != "$last" ] || break
    last=$now
  done
  if [ -s "$out.log" ]; then cat "$out.log" >&2; fi
  rm -f "$out.log"
  exit 0
fi

build=$1
out=$2
document=${3:-$here/../data/demo.wscape}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
glib-compile-schemas --targetdir="$work" "$here/../data"
export GSETTINGS_SCHEMA_DIR="$work"
cp "$document" "$work/$(basename "$document")"
for style in light dark; do
  dark=""
  [ "$style" = light ] || dark=-D
  for page in data zoo hyper explore landscape sample finetune experiments present welcome; do
    # one folder of settings: the welcome page, last, shows what was opened before it
    "$here/gui-session" -s 1400x900 -d "$work/home" $dark -- "$here/shots.sh" --in-session \
      "$build/src/app/weightscape" "$page" "$work/$(basename "$document")" "$out/$page-$style.png"
    echo "$out/$page-$style.png"
  done
done
