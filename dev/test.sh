#!/bin/sh
# Every check, then every test: dev/test.sh [--postgres=15] [part of a path …]
# With parts of paths it runs the tests in those files, and no checks.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/dev/install.sh"
cd "$root"
exec "$node" dev/test.ts "$@"
