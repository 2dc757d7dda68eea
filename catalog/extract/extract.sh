#!/usr/bin/env bash
# extract.sh VERSION...: put the options of these Flink releases into the tables beside this folder.
# Each release takes about 600 MB while it is unpacked; nothing of it is kept. Needs python3 with pip, a JDK (17 or newer), unzip.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
. "$here/pip.sh"

javac -d "$work/classes" "$here/FlinkOptions.java"

for v in "$@"; do
  at=$work/$v; mkdir -p "$at/jars"
  case $v in
    # Before 1.13 the jars lay in the wheel of apache-flink itself, built for the Python versions of its time.
    1.1[12].*) (cd "$at" && "$work/pip/bin/pip" download -q --no-deps --only-binary :all: --platform manylinux1_x86_64 \
                 --python-version 3.7 --implementation cp --abi cp37m -d . "apache-flink==$v");;
    *) download "apache-flink-libraries==$v" "$at";;
  esac
  if ls "$at"/*.whl >/dev/null 2>&1; then unzip -q -o "$at"/*.whl '*.jar' -d "$at"; else tar xzf "$at"/*.tar.gz -C "$at" --wildcards '*.jar'; fi
  find "$at" \( -path '*/lib/*.jar' -o -path '*/opt/*.jar' -o -path '*/plugins/*.jar' \) -not -path '*/examples/*' -exec mv {} "$at/jars/" \;
  # The table planner and the RPC system are jars within jars.
  for jar in "$at"/jars/*.jar; do
    unzip -Z1 "$jar" | grep '\.jar$' | while read -r inner; do unzip -q -o -j "$jar" "$inner" -d "$at/jars"; done || true
  done
  java -cp "$work/classes:$at/jars/*" FlinkOptions dump "$at"/jars/*.jar > "$work/dump" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
  java -cp "$work/classes" FlinkOptions merge "$here/.." "$v" "$work/dump"
  rm -rf "$at"
done
