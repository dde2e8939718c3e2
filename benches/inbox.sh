#!/usr/bin/env bash
# Peak memory of a run whose inbox is flooded while a scenario waits: wrong posts, bodies of a gigabyte that are announced
# and begun, heads that never end. Fails where the flood costs more than 64 MB, or the run does not pass. Needs curl and
# GNU time (`apt-get install curl time`). Posts on the right path, such as `[[0],[0],...]`, cannot be sent from outside, since
# nobody knows that path: tests/webhooks/kept.rs holds what they are charged with.
# Usage: benches/inbox.sh [POSTS]
set -euo pipefail
cd "$(dirname "$0")/.."
posts=${1:-10000}
port=${PORT:-18480}
source benches/emulator.sh

mkdir "$folder/scenarios"
cat >"$folder/idvet.yaml" <<YAML
environments:
  flooded:
    kind: DEV
    base_url: $address
    credentials: { api_key: emulator-dev, api_secret: "\${env.SECRET}" }
    webhooks: { listen: "127.0.0.1:$port", public_url: "http://127.0.0.1:$port", signing_key: "\${env.SIGNING_KEY}" }
default_environment: flooded
YAML
cat >"$folder/scenarios/waits.yaml" <<'YAML'
name: Waits through the flood
timeout: 10m
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: flooded }
  - await_webhook: IDENTIFICATION_AUTO_FINISHED
  - await_webhook: { none_within: 50s }
YAML

peak() { # the flood, or nothing
  (
    cd "$folder"
    env SECRET=emulator-dev-secret SIGNING_KEY=emulator-signing-key \
      /usr/bin/time -f %M -o "$folder/memory" "$idvet" run >"$folder/said" 2>&1
  ) &
  local run=$!
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.1; done
  "$@"
  wait $run || { cat "$folder/said"; exit 1; }
  tail -n 1 "$folder/memory"
}

quiet() { :; }

flood() {
  for _ in $(seq 600); do
    { exec {slow}<>"/dev/tcp/127.0.0.1/$port" && printf 'POST /guess HTTP/1.1\r\nX: ' >&"$slow"; } 2>/dev/null || true
  done
  for _ in $(seq 50); do
    (
      exec 3<>"/dev/tcp/127.0.0.1/$port"
      printf 'POST /guess HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n' >&3
      head -c 10000000 /dev/zero >&3
    ) 2>/dev/null || true
  done
  curl --silent --output /dev/null --parallel --parallel-max 100 --data x "http://127.0.0.1:$port/guess/[1-$posts]" 2>/dev/null || true
}

before=$(peak quiet)
after=$(peak flood)
echo "peak memory: $before KB without, $after KB with $posts wrong posts, slow heads and announced gigabytes"
tail -n 8 "$folder/said"
[ $((after - before)) -le 65536 ]
