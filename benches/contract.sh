#!/usr/bin/env bash
# What the contract costs: the sweep over all 1,232 manual results, with the contract on and off in turn, against an
# emulator in another process; the CPU time of the runner, and the contract's share of it. Fails where that is a tenth
# or more. A run takes a few tenths of a second, so that it takes many of them. Needs GNU time. Usage: benches/contract.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-20}
source benches/emulator.sh

mkdir "$folder/scenarios"
cp scenarios/manual/sweep.yaml "$folder/scenarios/"
environment() {
  cat <<YAML
  $1:
    kind: DEV
    base_url: $address
    contract: $2
    credentials: { api_key: emulator-dev, api_secret: "\${env.SECRET}" }
    limits: { concurrent_scenarios: 64 }
YAML
}
{
  echo 'environments:'
  environment with warn
  environment without off
  echo 'defaults:'
  echo '  create_token: { clientId: "${run.id}-${scenario.slug}" }'
} >"$folder/idvet.yaml"

cd "$folder"
run() {
  SECRET=emulator-dev-secret /usr/bin/time -a -o "$folder/$1" -f '%U %S' \
    "$idvet" run --env "$1" --seed 1 --out "$folder/record-$1-$2" >/dev/null 2>&1
}
for round in $(seq "$rounds"); do
  run with "$round"
  run without "$round"
done
awk -v rounds="$rounds" '
  { seconds[FILENAME] += $1 + $2 }
  END {
    with = seconds["with"]; without = seconds["without"]; share = 100 * (with - without) / with
    printf "CPU time of a run: %.2f s with the contract, %.2f s without; its share is %.1f %%\n", with / rounds, without / rounds, share
    exit share >= 10
  }' with without
