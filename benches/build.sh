#!/usr/bin/env bash
# What a build costs: a cold release build of everything, one of the library alone behind a change, the size of the binary, and the packages that
# take longest. Usage: benches/build.sh [CARGO OPTIONS, such as --config profile.release.lto=true]
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT

build() { # label, options
  local label=$1
  shift
  /usr/bin/time -f "$label: %e s wall, %U s user, %M KB largest process" cargo build --release --quiet --target-dir "$target" "$@"
}
build "cold release build" --timings "$@"
size=$(stat -c %s "$target/release/idvet")
printf 'binary: %d.%d MB\n' $((size / 1000000)) $((size / 100000 % 10))
touch src/lib.rs
build "release build behind a change" "$@"
printf 'packages: %s\n' "$(cargo tree --edges normal,build --prefix none --quiet | sort -u | wc -l)"
echo 'the packages that take longest, in seconds:'
# The report of --timings holds the units as JSON.
python3 - "$target"/cargo-timings/cargo-timing.html <<'PYTHON'
import json, re, sys
text = open(sys.argv[1]).read()
units = json.loads(re.search(r"UNIT_DATA = (\[.*?\]);\n", text, re.S).group(1))
for unit in sorted(units, key=lambda unit: -unit["duration"])[:15]:
    print(f'  {unit["duration"]:6.1f}  {unit["name"]} {unit["version"]}{unit["target"]}')
PYTHON
