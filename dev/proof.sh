#!/bin/sh
# Proves the promises by counting, with large numbers: npm run proof [-- --postgres=15] [words of the promises]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/dev/install.sh"
cd "$root"
exec "$node" dev/test.ts --proof "$@"
