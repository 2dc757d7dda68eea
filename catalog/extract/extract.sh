#!/usr/bin/env bash
# extract.sh VERSION...: put the options of these Flink releases into the tables beside this folder.
# Each release takes about 600 MB while it is unpacked; nothing of it is kept, unless FLINK_JARS names a folder: then the jars stay in
# FLINK_JARS/VERSION and are not fetched again. Needs python3 with pip, a JDK (17 or newer), unzip.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

javac -encoding UTF-8 -d "$work/classes" "$here/FlinkOptions.java"

fetch() { # VERSION FOLDER: all jars of a release
  local at=$work/$1; mkdir -p "$at" "$2"
  [ -d "$work/pip" ] || . "$here/pip.sh"
  case $1 in
    # Before 1.13 the jars lay in the wheel of apache-flink itself, built for the Python versions of its time.
    1.1[12].*) (cd "$at" && "$work/pip/bin/pip" download -q --no-deps --only-binary :all: --platform manylinux1_x86_64 \
                 --python-version 3.7 --implementation cp --abi cp37m -d . "apache-flink==$1");;
    *) download "apache-flink-libraries==$1" "$at";;
  esac
  if ls "$at"/*.whl >/dev/null 2>&1; then unzip -q -o "$at"/*.whl '*.jar' -d "$at"; else tar xzf "$at"/*.tar.gz -C "$at" --wildcards '*.jar'; fi
  find "$at" \( -path '*/lib/*.jar' -o -path '*/opt/*.jar' -o -path '*/plugins/*.jar' \) -not -path '*/examples/*' -exec mv {} "$2/" \;
  # The table planner and the RPC system are jars within jars.
  for jar in "$2"/*.jar; do
    unzip -Z1 "$jar" | grep '\.jar$' | while read -r inner; do unzip -q -o -j "$jar" "$inner" -d "$2"; done || true
  done
  rm -rf "$at"
}

for v in "$@"; do
  jars=${FLINK_JARS:-$work/jars}/$v
  ls "$jars"/*.jar >/dev/null 2>&1 || fetch "$v" "$jars"
  # A folder of its own for temporary files makes defaults that name it recognisable.
  mkdir -p "$work/temporary"
  (cd "$work" && java "-Djava.io.tmpdir=$work/temporary" -cp "$work/classes:$jars/*" FlinkOptions dump "$jars"/*.jar) \
    > "$work/dump" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
  java -Dfile.encoding=UTF-8 -cp "$work/classes" FlinkOptions merge "$here/.." "$v" "$work/dump"
  [ -n "${FLINK_JARS:-}" ] || rm -rf "$jars"
done
