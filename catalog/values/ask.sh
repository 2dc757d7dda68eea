#!/usr/bin/env bash
# ask.sh COUNT SEED (flink|hadoop|zookeeper) (VERSION=JARS)...: generate COUNT texts of each kind and ask one product about each. JARS is a class path of that
# release, for example 1.20.5='flink-1.20.5/lib/*'. Where ZooKeeper comes shaded inside Flink, PACKAGE names the package that its own stand in. The answers go to
# standard output. Needs python3 and a JDK (17 or newer); extract/extract.sh and extract/hadoop.sh say where the jars come from.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

count=$1 seed=$2 product=$3; shift 3
python3 "$here/generate.py" "$count" "$seed" > "$work/questions"
mkdir "$work/data"
for release in "$@"; do
  v=${release%%=*} jars=${release#*=} classes=$work/classes-${release%%=*}
  case $product in
    flink) program=AskFlink extra=(); grep -Ev '^(hadoop|zoo)-' "$work/questions" > "$work/asked";;
    hadoop) program=AskHadoop extra=(); cp "$work/questions" "$work/asked";;
    zookeeper) program=AskZooKeeper extra=("$work/data" ${PACKAGE:+"$PACKAGE"}); cp "$work/questions" "$work/asked";;
    *) echo "what is $product?" >&2; exit 2;;
  esac
  javac -nowarn -cp "$jars" -d "$classes" "$here/$program.java" 2>/dev/null
  java -cp "$classes:$jars" "$program" "$v" ${extra[@]+"${extra[@]}"} < "$work/asked" 2>/dev/null
done
