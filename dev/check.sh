#!/bin/sh
# Every check that does not need a running server. Continues after a failure, so that all failures
# are reported; each names the command that fixes it.
set -u
root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/dev/install.sh"
cd "$root" || exit 1
PATH=$root/node_modules/.bin:$PATH
failures=0

check() {
  name=$1 mend=$2
  shift 2
  if output=$("$@" 2>&1); then
    printf '✔ %s\n' "$name"
  else
    failures=$((failures + 1))
    printf '%s\n✘ %s. To mend it: %s\n' "$output" "$name" "$mend"
  fi
}

check 'format and lint' 'node_modules/.bin/biome check --write' biome check --error-on-warnings
if is_bench_installed; then
  check 'types' 'change what is listed; node_modules/.bin/tsc lists it again' tsc
else
  check 'types, except those of the bench, which `npm run bench -- test` checks' \
    'change what is listed; node_modules/.bin/tsc --project dev lists it again' tsc --project dev
fi
check 'types of the client, where there is no Node.js' 'change what is listed; node_modules/.bin/tsc --project client --noEmit lists it again' \
  tsc --project client --noEmit
check 'types of the app in the browser' 'change what is listed; node_modules/.bin/tsc --project web lists it again' \
  tsc --project web
check 'types of its tests' 'change what is listed; node_modules/.bin/tsc --project web/test lists it again' \
  tsc --project web/test
check 'what the app makes a browser load' 'load less at the start, or see dev/web/budgets.ts' node dev/web.ts --check
check 'dead code' 'remove or use what is listed; node_modules/.bin/knip lists it again' knip
check 'schema.sql is what the migrations make' 'node_modules/.bin/node dev/schema.ts' node dev/schema.ts --check
check 'openapi.json and client/operations.ts are what the routes say' 'node_modules/.bin/node dev/openapi.ts' node dev/openapi.ts --check
check 'openapi.json keeps the rules of redocly.yaml' 'change what src/contract/openapi/ makes' node dev/openapi.ts --lint
check 'package-lock.json fits package.json' 'npm install' npm ci --dry-run --offline --ignore-scripts
check 'package-lock.json names no registry' 'rm package-lock.json && npm install' \
  sh -c '! grep -n "\"resolved\": \".*:" package-lock.json'

if [ "$failures" -gt 0 ]; then
  printf '%s of the checks failed.\n' "$failures"
  exit 1
fi
