#!/usr/bin/env bash
# zookeeper.sh SOURCE: write zookeeper-keys.tsv. SOURCE is a clone of ZooKeeper with its release tags.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tags=()
for v in 3.4.14 3.5.9 3.6.4 3.7.2 3.8.6 3.9.5; do tags+=("${v%.*}=release-$v"); done
PYTHONDONTWRITEBYTECODE=1 python3 "$here/zookeeper.py" "$1" "$here/.." "${tags[@]}"
