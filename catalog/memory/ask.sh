#!/usr/bin/env bash
# ask.sh COUNT SEED VERSION...: generate configurations of memory and ask the classes of these Flink releases about each. The answers go to standard output.
# Each release takes about 600 MB while it is unpacked; nothing of it is kept. Needs python3 with pip, a JDK (17 or newer), unzip.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
. "$here/../extract/pip.sh"

count=$1 seed=$2; shift 2
python3 "$here/generate.py" "$count" "$seed" > "$work/questions"
for v in "$@"; do
  at=$work/$v; mkdir -p "$at"
  case $v in
    # Before 1.13 the jars lay in the wheel of apache-flink itself, built for the Python versions of its time.
    1.1[12].*) (cd "$at" && "$work/pip/bin/pip" download -q --no-deps --only-binary :all: --platform manylinux1_x86_64 \
                 --python-version 3.7 --implementation cp --abi cp37m -d . "apache-flink==$v");;
    *) download "apache-flink-libraries==$v" "$at";;
  esac
  if ls "$at"/*.whl >/dev/null 2>&1; then unzip -q -o -j "$at"/*.whl '*lib/*.jar' -d "$at"; else tar xzf "$at"/*.tar.gz -C "$at" --wildcards '*/lib/*.jar'; fi
  class_path=$(find "$at" -name '*.jar' \( -name 'flink-dist*' -o -name 'log4j*' \) | tr '\n' ':')
  javac -nowarn -cp "$class_path" -d "$work/classes" "$here/AskMemory.java" 2>/dev/null
  java -cp "$work/classes:$class_path" AskMemory "$v" < "$work/questions" 2>/dev/null
  rm -rf "$at"
done
