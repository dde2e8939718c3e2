#!/usr/bin/env bash
# What the HTML report of a large run costs: so many tests (5,000 unless told) against the emulator inside, and the size
# of the page, the time that `idvet report --html` takes for it, and its peak memory. The page stays in target/html.html.
# Needs GNU time. Usage: benches/html.sh [TESTS]
set -euo pipefail
cd "$(dirname "$0")/.."
tests=${1:-5000}
source benches/binary.sh
page=$PWD/target/html.html
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir "$folder/scenarios"
cp idvet.yaml "$folder/"
for number in $(seq "$tests"); do
  cat <<YAML
---
name: Session $number is approved
tags: [bulk]
steps:
  - create_dummy_token: { dummyStatus: APPROVED }
  - poll_status: APPROVED
  - get_status: {}
    expect:
      fields: { status: APPROVED }
  - get_data: {}
  - delete: {}
YAML
done | split -l 11000 --additional-suffix=.yaml - "$folder/scenarios/part-"

cd "$folder"
"$idvet" run --env emulator --seed 1 --out record >run.log 2>&1 || { tail -n 20 run.log; exit 1; }
/usr/bin/time -o time -f '%e s, %M kB at most' "$idvet" report --html "$page" record >/dev/null
printf '%s tests: %s bytes, %s\n' "$tests" "$(stat -c %s "$page")" "$(cat time)"
