#!/usr/bin/env bash
# usage: node-lines.sh LINE…
# On each line of Node.js (22, 24 …), as the registry's package `node` has it: installs these sources, builds, starts
# the demo, asks it, looks at the console and verifies the ledger. All lines at once: most of it waits for downloads.
set -euo pipefail
sources=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
demo=''

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

smoke() {
  line=$1
  trap stop_demo EXIT
  local app="$work/$line/app" log="$work/$line/log" port=$((20000 + line * 100))
  mkdir -p "$app"
  npm install --silent --no-save --prefer-offline --prefix "$work/$line" "node@$line"
  export PATH="$work/$line/node_modules/node/bin:$PATH"
  git -C "$sources" ls-files -z | tar -C "$sources" --null -T - -c | tar -C "$app" -x
  cd "$app"

  npm ci --prefer-offline >"$log" 2>&1 || fail 'npm ci failed' "$log"
  if grep -i 'npm warn' "$log" >&2; then fail 'npm ci warns'; fi

  set -m
  npm start -- --history 50 --port "$port" --identity-port $((port + 1)) \
    --subgraph-port $((port + 10)) >"$log" 2>&1 &
  demo=$!
  set +m
  await_demo "$log"

  local physician billing
  physician=$(npm run -s phi-gateway -- token --role physician)
  billing=$(npm run -s phi-gateway -- token --role billing)
  node dist/test/smoke/ask-demo.js "http://127.0.0.1:$port" "$physician" "$billing" ||
    fail 'the demo answered wrong' "$log"
  npm run -s phi-gateway -- audit verify | grep -qx PASS || fail 'the ledger that is written to does not verify'
  kill -0 "$demo" || fail 'the demo has ended by itself' "$log"
  stop_demo
  npm run -s phi-gateway -- audit verify | grep -qx PASS || fail 'the closed ledger does not verify'
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
