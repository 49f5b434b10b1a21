#!/bin/sh
# Measures the server, and what limits it: npm run bench [-- --short]
# Tests the bench itself: npm run bench -- test [part of a path ...]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/dev/install.sh"
install_bench
cd "$root"
[ "${1-}" = test ] || exec "$node" bench/main.ts "$@"
shift
# The product's own checks leave out the types of the bench where its libraries are not installed.
[ "$#" -gt 0 ] || node_modules/.bin/tsc
exec "$node" dev/test.ts --bench "$@"
