#!/bin/sh
# Takes the pictures of docs/pictures/ anew: npm run screenshots
# Every screen, in both themes and on a phone: npm run screenshots -- --all FOLDER [--only SCREEN …] [--in phone-dark …]
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd -P)
. "$root/dev/install.sh"
cd "$root"
exec "$node" web/test/screenshots/main.ts "$@"
