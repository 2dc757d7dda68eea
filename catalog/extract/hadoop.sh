#!/usr/bin/env bash
# hadoop.sh SOURCE: write hadoop-keys.tsv, hadoop-defaults.tsv and hadoop-deprecated.tsv.
# SOURCE is a clone of Hadoop with its release tags. The two newest releases come from the client jars inside pyspark.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
. "$here/pip.sh"

javac -d "$work/classes" "$here/HadoopKeys.java"

jars() { # MINOR RELEASE PYSPARK
  local at=$work/$1; mkdir -p "$at/jars"
  download "pyspark==$3" "$at"
  tar xzf "$at"/*.tar.gz -C "$at" --wildcards '*/jars/*.jar'
  find "$at" -path '*/deps/jars/*' \( -name 'hadoop-*' -o -name 'slf4j-api*' -o -name 'commons-*' -o -name 'guava*' \) -exec mv {} "$at/jars/" \;
  rm -rf "$at"/*.tar.gz "$at"/pyspark-*
  unzip -q -o -j "$at/jars/hadoop-client-api-$2.jar" core-default.xml yarn-default.xml -d "$at"
  echo "$2" > "$at/release"
  for what in constants deprecated; do java -cp "$work/classes:$at/jars/*" HadoopKeys $what > "$at/$what" 2>> "$at/log"; done
}
jars 3.3 3.3.4 3.4.4
jars 3.4 3.4.1 4.0.5

tags=()
for v in 2.7.7 2.8.5 2.9.2 2.10.1 3.0.3 3.1.4 3.2.2 3.3.0 3.4.0; do tags+=("${v%.*}=rel/release-$v"); done
python3 "$here/hadoop.py" "$source" "$here/.." "${tags[@]}" "JARS:3.3=$work/3.3" "JARS:3.4=$work/3.4"
