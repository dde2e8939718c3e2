#!/usr/bin/env bash
# 1,000 scenarios of five requests each against an emulator in another process, `--jobs 64`:
# wall time, CPU time and peak memory of the runner. Needs GNU time. Usage: benches/thousand.sh [SCENARIOS] [JOBS]
set -euo pipefail
cd "$(dirname "$0")/.."
scenarios=${1:-1000}
jobs=${2:-64}
source benches/emulator.sh

mkdir "$folder/scenarios"
cat >"$folder/idvet.yaml" <<YAML
environments:
  apart:
    kind: DEV
    base_url: $address
    credentials: { api_key: emulator-dev, api_secret: "\${env.SECRET}" }
defaults:
  create_token: { clientId: "\${run.id}-\${scenario.slug}" }
YAML
for number in $(seq "$scenarios"); do
  cat >"$folder/scenarios/$number.yaml" <<YAML
name: scenario $number
steps:
  - create_dummy_token: { dummyStatus: APPROVED }
  - poll_status: APPROVED
  - add_manual_status: { manualFaceMatchResult: FAKE_FACE, manualDocumentValidity: DOC_VALIDATED }
  - poll_status: DENIED
  - get_full_status: {}
    expect:
      fields: { manual_face_match_result: FAKE_FACE, attempt_count: { gte: 1 } }
YAML
done

cd "$folder"
SECRET=emulator-dev-secret /usr/bin/time -f '%e s wall, %U s user, %S s system, %M KB peak memory' \
  "$idvet" run --env apart --jobs "$jobs" 2>"$folder/lines" | head -n 4
tail -n 1 "$folder/lines"
