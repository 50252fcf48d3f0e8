#!/bin/sh
# Photographs every page of the app on the demo, light and dark. Usage: tools/shots.sh BUILD_DIR OUT_DIR
set -eu
build=$1
out=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"
glib-compile-schemas "$build/data"
export GSETTINGS_SCHEMA_DIR="$build/data"
for style in light dark; do
  dark=""
  [ "$style" = dark ] && dark=-D
  for page in welcome data zoo hyper explore sample; do
    file="$here/../data/demo.wscape"
    [ "$page" = welcome ] && file=""
    "$here/gui-session" -s 1400x900 $dark -- sh -c '
      "$1" ${2:+"$2"} ${2:+--page "$3"} & app=$!
      sleep 4
      "$4/gui-shot" "$5"
      kill $app' sh "$build/src/app/weightscape" "$file" "$page" "$here" "$out/$page-$style.png"
    echo "$out/$page-$style.png"
  done
done
