#!/bin/sh
# House rules that a machine can see. Usage: tools/lint.sh BUILD_DIR
set -u
build=$1
bad=0
say () { echo "lint: $*"; bad=1; }

# Arrows point down: a room may include only itself and the rooms before it.
rooms="core data net zoo hyper latent sample lab project interchange work"
below=""
for room in $rooms; do
  below="$below $room"
  for file in src/engine/"$room"/*.c src/engine/"$room"/*.h; do
    [ -f "$file" ] || continue
    for used in $(grep -oE '^#include "[a-z-]+/' "$file" | sed 's/.*"//; s,/,,' | sort -u); do
      case " $below " in *" $used "*) ;; *) say "$file includes $used/, which lies above $room/" ;; esac
    done
  done
done
grep -nE '#include *[<"](gtk|adwaita|cairo|gdk|pango)' -r src/engine && say "the engine must not know GTK or cairo"
grep -nE '#include "(core|data|net|zoo|hyper|latent|sample|lab|project|interchange|work)/' -r src/plot && say "plot knows plain arrays only"
grep -nE '#include *[<"](gtk|adwaita|app/|cli/)' -r src/results && say "results serve both programs: neither GTK nor their files"
grep -nE '\b(GMutex|GRecMutex|g_mutex_)' -r src/engine && say "engine locks are those of core/sync.h"
grep -nE '\b(abort|exit|printf) \(' -r src/engine src/plot && say "a library neither exits nor prints"
grep -nE '\b(rand|srand|random|drand48|g_random_[a-z_]+) \(' -r src && say "random numbers are addressed: core/random.h"
if readelf -d "$build/src/cli/wscape" | grep -qE 'libgtk|libadwaita'; then say "wscape links GTK"; fi

for file in $(git ls-files '*.c' '*.h'); do
  head -2 "$file" | grep -q SPDX || say "$file has no SPDX lines"
done

if [ -d "$build/data" ]; then
  for file in "$build"/data/*.desktop; do [ -f "$file" ] && { desktop-file-validate "$file" || bad=1; }; done
  for file in "$build"/data/*.metainfo.xml; do [ -f "$file" ] && { appstreamcli validate --no-net "$file" || bad=1; }; done
fi
xmllint --noout ui/*.ui resources/*.xml data/*.xml 2>&1 || bad=1

cppcheck --quiet --enable=warning,portability --std=c11 --inline-suppr --error-exitcode=1 \
  --suppress=missingInclude --suppress=unknownMacro --suppress=normalCheckLevelMaxBranches \
  -DG_BEGIN_DECLS= -DG_END_DECLS= -I src/engine -I src src/engine src/plot src/results src/cli || bad=1
exit $bad
