#!/bin/sh
# Repeats the experiments of docs/tradeoffs/: npm run tradeoffs [-- keyset]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/dev/install.sh"
install_bench
cd "$root"
exec "$node" bench/tradeoffs/main.ts "$@"
