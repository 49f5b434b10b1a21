#!/bin/sh
# Measures the program beside what limits it: npm run bench [-- --short]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/dev/install.sh"
cd "$root"
exec "$node" bench/main.ts "$@"
