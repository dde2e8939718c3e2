#!/usr/bin/env bash
# A guard that does not time: counts the instructions of one scenario and of 100, in virtual time and over a socket, and compares them with
# `benches/instructions.txt`. It fails where a figure is more than 5 % off, in either direction: what was won is to be held. Needs valgrind.
# Usage: benches/instructions.sh [--update]
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
committed=$PWD/benches/instructions.txt
source benches/emulator.sh

lay() { # folder, scenarios
  mkdir -p "$1/scenarios"
  cat >"$1/idvet.yaml" <<'YAML'
environments:
  inside: { kind: DEV, emulator: true }
  apart:
    kind: DEV
    base_url: "${env.ADDRESS}"
    credentials: { api_key: emulator-dev, api_secret: "${env.SECRET}" }
YAML
  for number in $(seq "$2"); do
    cat >"$1/scenarios/$number.yaml" <<YAML
name: scenario $number
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: bench-$number }
  - poll_status: APPROVED
  - add_manual_status: { manualFaceMatchResult: FAKE_FACE, manualDocumentValidity: DOC_VALIDATED }
  - poll_status: DENIED
  - get_full_status: {}
    expect:
      fields: { manual_face_match_result: FAKE_FACE, attempt_count: { gte: 1 } }
YAML
  done
}

count() { # suite, environment
  cd "$1"
  if ! env -i ADDRESS="$address" SECRET=emulator-dev-secret valgrind --tool=callgrind --callgrind-out-file=/dev/null \
    "$idvet" run --env "$2" --jobs 16 --seed 1 >"$folder/out" 2>"$folder/err"; then
    cat "$folder/out" "$folder/err" >&2
    exit 3
  fi
  cd - >/dev/null
  local counted
  counted=$(sed -n 's/.*Collected : \([0-9]*\)$/\1/p' "$folder/err")
  # A run that ended well without a figure would compare as nothing with nothing.
  if ! grep -q "^$(basename "$1") passed" "$folder/out" || [ "${counted:-0}" -le 0 ]; then
    cat "$folder/out" "$folder/err" >&2
    exit 3
  fi
  printf '%s' "$counted"
}

measure() {
  for scenarios in 1 100; do
    lay "$folder/$scenarios" "$scenarios"
    for environment in inside apart; do
      counted=$(count "$folder/$scenarios" "$environment")
      printf '%s %s %s\n' "$environment" "$scenarios" "$counted"
    done
  done
}

measured=$(measure)
if [ "${1:-}" = --update ]; then
  printf '# Instructions of `idvet run`, by environment and scenarios; written by `benches/instructions.sh --update`.\n%s\n' "$measured" >"$committed"
  cat "$committed"
  exit
fi
awk '
  NR == FNR { if ($1 != "#") wanted[$1 " " $2] = $3; next }
  {
    name = $1 " " $2
    if (wanted[name] + 0 <= 0 || $3 + 0 <= 0) { printf "%s has no committed figure, or was not measured\n", name; failed = 1; next }
    ratio = $3 / wanted[name]
    verdict = "as committed"
    if (ratio > 1.05) verdict = "MORE than committed"
    if (ratio < 0.95) verdict = "LESS than committed: hold it with --update"
    if (ratio > 1.05 || ratio < 0.95) failed = 1
    printf "%-6s %4d scenarios: %12d instructions, %.3f of %d: %s\n", $1, $2, $3, ratio, wanted[name], verdict
    seen++
  }
  END { if (seen != length(wanted)) { print "not every committed figure was measured"; failed = 1 }; exit failed }
' "$committed" <(printf '%s\n' "$measured")
