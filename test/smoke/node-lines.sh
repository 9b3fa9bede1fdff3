#!/usr/bin/env bash
# usage: node-lines.sh LINE…
# On each line of Node.js (22, 24 …), as the registry's package `node` has it: installs these sources, builds, starts
# the demo, asks it, looks at the console and verifies the ledger; then, on one line, all of that with the release made of them.
# All lines at once: most of it waits for downloads.
set -euo pipefail
sources=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
demo=''
# The line of deploy/Dockerfile.
RELEASE_LINE=24

# As a supervisor does: the signal goes to npm alone.
stop_demo() {
  [ -n "$demo" ] || return 0
  local npm=$demo
  demo=''
  kill -TERM "$npm" 2>/dev/null || true
  wait "$npm" 2>/dev/null || true
  ! kill -TERM -- "-$npm" 2>/dev/null || fail 'the demo runs on after npm has ended'
}
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

fail() {
  echo "Node.js $line: $1" >&2
  shift
  for file in "$@"; do cat "$file" >&2; done
  exit 1
}

# The demo is up when it says how to stop it.
await_demo() {
  for _ in $(seq 600); do
    grep -q 'Ctrl-C stops everything' "$1" && return
    kill -0 "$demo" 2>/dev/null || break
    sleep 0.5
  done
  fail 'the demo did not start' "$1"
}

# start_demo COMMAND…: starts it on this line's ports and waits until it is up.
start_demo() {
  set -m
  "$@" --port "$port" --identity-port $((port + 1)) --subgraph-port $((port + 10)) >"$log" 2>&1 &
  demo=$!
  set +m
  await_demo "$log"
}

# ask_demo PROGRAM…: asks the demo with tokens that the program issues.
ask_demo() {
  local physician billing
  physician=$("$@" token --role physician)
  billing=$("$@" token --role billing)
  node "$app/dist/test/smoke/ask-demo.js" "http://127.0.0.1:$port" "$physician" "$billing" ||
    fail 'the demo answered wrong' "$log"
  "$@" audit verify | grep -qx PASS || fail 'the ledger that is written to does not verify'
  kill -0 "$demo" || fail 'the demo has ended by itself' "$log"
}

# smoke_release LEDGER PATIENT: installs the release as a server does, has it read a ledger and write a letter, then installs
# the packages of the example as the program says, and asks the demo.
smoke_release() {
  local program=(node dist/gateway/cli/phi-gateway.js) letter="$work/$line/letter.pdf" install
  npm ci --omit=dev --prefer-offline >"$log" 2>&1 || fail 'npm ci of the release failed' "$log"
  "${program[@]}" audit verify --db "$1" | grep -qx PASS || fail 'the release does not verify the ledger'
  "${program[@]}" audit report access-report --db "$1" --patient "$2" --format pdf >"$letter"
  head -c 5 "$letter" | grep -qa %PDF- || fail 'the release writes no letter'
  node --input-type=module -e "await import('phi-gateway/rules'); await import('phi-gateway/subgraph')"
  install=$({ "${program[@]}" demo 2>&1 || true; } | sed -n 's/.*Install it with: //p')
  NODE_ENV=production $install --prefer-offline >"$log" 2>&1 || fail "this failed: $install" "$log"
  start_demo "${program[@]}" demo --no-history
  ask_demo "${program[@]}"
  stop_demo
}

smoke() {
  line=$1
  trap stop_demo EXIT
  app="$work/$line/app" log="$work/$line/log" port=$((20000 + line * 100))
  local program=(npm run -s phi-gateway --) release="$work/$line/release" patient
  mkdir -p "$app" "$release"
  npm install --silent --no-save --prefer-offline --prefix "$work/$line" "node@$line"
  export PATH="$work/$line/node_modules/node/bin:$PATH"
  git -C "$sources" ls-files -z | tar -C "$sources" --null -T - -c | tar -C "$app" -x
  cd "$app"

  npm ci --prefer-offline >"$log" 2>&1 || fail 'npm ci failed' "$log"
  if grep -i 'npm warn' "$log" >&2; then fail 'npm ci warns'; fi
  start_demo npm start -- --history 50
  patient=$(sed -n 's/.*report patient --patient //p' "$log" | head -n 1)
  ask_demo "${program[@]}"
  stop_demo
  "${program[@]}" audit verify | grep -qx PASS || fail 'the closed ledger does not verify'

  if [ "$line" = "$RELEASE_LINE" ]; then
    npm run -s release >"$log" 2>&1 || fail 'npm run release failed' "$log"
    tar -xzf dist/phi-gateway-*.tgz -C "$release" --strip-components=1
    cd "$release"
    smoke_release "$app/.data/audit.db" "$patient"
  fi
  echo "Node.js $(node --version): installed, asked and verified in ${SECONDS} s"
}

for line in "$@"; do
  smoke "$line" &
  pids+=($!)
done
status=0
for pid in "${pids[@]}"; do
  wait "$pid" || status=1
done
exit "$status"
