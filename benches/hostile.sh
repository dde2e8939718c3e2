#!/usr/bin/env bash
# Files that want to hang, exhaust or crash the program, each as a scenario, as idvet.yaml, as a table of cases and as
# .env: wall time, CPU time and peak memory of `idvet check`. Fails where one takes two seconds of CPU time or 200 MB, is
# not done after twenty seconds, ends in a panic, or gets no message. On a busy machine the wall time says how long it had
# to wait as well: one of two seconds and more is marked, and no failure. Needs GNU time (`apt-get install time`).
# Usage: benches/hostile.sh [PATH OF IDVET]
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -gt 0 ]; then idvet=$(realpath "$1"); else
  cargo build --release --quiet
  idvet=$PWD/target/release/idvet
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
files=$folder/files
mkdir "$files"
failed=0

repeated() { # line, bytes
  { yes -- "$1" || true; } 2>/dev/null | head -c "$2"
}

lines() { # line, how many
  { yes -- "$1" || true; } 2>/dev/null | head -n "$2"
}

# The texts.
{
  echo 'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]'
  for level in $(seq 19); do
    below="*a$((level - 1))"
    echo "a$level: &a$level [$below, $below, $below, $below, $below, $below, $below, $below, $below]"
  done
} >"$files/billion-laughs"
head -c 10000 /dev/zero | tr '\0' '[' >"$files/ten-thousand-levels"
head -c 5000000 /dev/zero | tr '\0' '[' >"$files/five-million-brackets"
for _ in $(seq 2000); do printf '{a: '; done >"$files/maps-in-maps"
for level in $(seq 0 2000); do printf "%${level}sa:\n" ''; done >"$files/indented-levels"
truncate -s 100M "$files/hundred-megabytes"
head -c 104857600 /dev/zero | tr '\0' 'a' >"$files/hundred-megabytes-of-a"
head -c 4900000 /dev/zero | tr '\0' 'a' >"$files/one-long-word"
repeated 'a: 1' 4900000 >"$files/same-key"
repeated '- x' 4900000 >"$files/long-list"
repeated 'a,b,c' 7900000 >"$files/long-table"
repeated '"' 4900000 >"$files/quotes"
repeated 'name: a' 900000 | tr '\n' ',' >"$files/commas"
repeated '---' 4900000 >"$files/documents"
repeated $'---\na: ]' 4900000 >"$files/broken-documents"
repeated '  - wiat: 1' 2000000 | sed '1i name: a\nsteps:' >"$files/wrong-steps"
repeated '  - wait: ${' 2000000 | sed '1i name: a\nsteps:' >"$files/wrong-templates"
repeated 'NAME' 7900000 >"$files/no-assignments"
printf '[%s]' "$(repeated '{"a":1},' 4500000 | tr -d '\n')" >"$files/many-rows"
repeated $'---\nname: a\nsteps: [{wait: 1s}]' 4900000 >"$files/many-scenarios"
repeated $'---\nname: a\nsteps: [{wait: 1s}]' 330000 >"$files/ten-thousand-scenarios"
lines '  - wait: 1s' 39000 | sed '1i name: a\nsteps:' >"$files/many-steps"
lines '  - wait: ${nothing}' 39000 | sed '1i name: a\nsteps:' >"$files/unknown-names"
{
  printf 'name: a\nvars:\n'
  for at in $(seq 20000); do printf '  v%d: 1\n' "$at"; done
  printf 'steps:\n'
  for at in $(seq 20000); do printf '  - wait: ${w%d}\n' "$at"; done
} >"$files/unknown-among-many"
{
  printf 'name: a\nvars:\n  v0: [1s, 1s]\n'
  for at in $(seq 60); do printf '  v%d: ["${v%d}", "${v%d}"]\n' "$at" $((at - 1)) $((at - 1)); done
  printf 'steps:\n  - wait: 1s\n'
} >"$files/doubled-lists"
{
  printf 'name: a\nvars:\n  list: [%s1s]\nsteps:\n' "$(lines '1s,' 60000 | tr -d '\n')"
  lines '  - wait: "${random.pick(list)}"' 16000
} >"$files/picks-of-a-long-list"
{
  printf 'name: "${case.a}"\ncases:\n'
  for at in $(seq 10000); do printf '  - { a: %ds }\n' "$at"; done
  printf 'steps:\n'
  lines '  - wait: ${case.a}' 20000
} >"$files/cases-in-many-steps"
printf 'name: \xff\xfe\n' >"$files/not-utf8"
printf '\xff\xfen\0a\0m\0e\0' >"$files/utf16"
printf 'name: a\0b\n' >"$files/nul"
head -c 1000000 /dev/urandom >"$files/random"
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR' >"$files/picture"
printf '\xef\xbb\xbf\xef\xbb\xbfname' >"$files/two-marks"
printf 'name: a\r\nsteps:\r\n  - wiat: 1s\r\n' >"$files/carriage-returns"
: >"$files/empty"
mkfifo "$files/pipe"
ln -s circle "$files/circle"
ln -s /dev/zero "$files/device"
mkdir "$files/folder"
echo x >"$files/unreadable" && chmod 000 "$files/unreadable"

measure() { # place, file, arguments...
  local place=$1 name=$2 code=0
  shift 2
  (cd "$folder/suite" && /usr/bin/time -o "$folder/figures" -f '%e %U %S %M' \
    timeout 20 "$idvet" check "$@" >"$folder/said" 2>&1) || code=$?
  local first seconds cpu kilobytes verdict=ok
  read -r seconds cpu kilobytes < <(tail -n 1 "$folder/figures" | awk '{ print $1, $2 + $3, $4 }')
  first=$(head -n 1 "$folder/said" | cut -c 1-110)
  if awk "BEGIN { exit $seconds < 2 }"; then verdict='ok, but waited'; fi
  if [ "$code" -gt 4 ]; then verdict="FAILED: exit $code"; fi
  if ! awk "BEGIN { exit !($cpu < 2 && $kilobytes < 200000) }"; then verdict="FAILED: too much"; fi
  if [ ! -s "$folder/said" ]; then verdict="FAILED: says nothing"; fi
  [[ "$verdict" = ok* ]] || failed=1
  printf '%-10s %-24s %5s s wall %5s s CPU %7s KB  exit %s  %s  %s\n' \
    "$place" "$name" "$seconds" "$cpu" "$kilobytes" "$code" "$verdict" "$first"
}

suite() { # an empty suite with one sound scenario
  rm -rf "$folder/suite"
  mkdir -p "$folder/suite/scenarios" "$folder/suite/_data"
  : >"$folder/suite/idvet.yaml"
  printf 'name: a\nsteps:\n  - wait: 1s\n' >"$folder/suite/scenarios/sound.yaml"
}

place() { # file, target
  rm -f "$folder/suite/$2"
  if [ "$(basename "$1")" = circle ]; then ln -s "$(basename "$2")" "$folder/suite/$2"; else ln -s "$1" "$folder/suite/$2"; fi
}

for file in "$files"/*; do
  name=$(basename "$file")
  suite && place "$file" scenarios/hostile.yaml && measure scenario "$name"
  suite && place "$file" idvet.yaml && measure idvet.yaml "$name"
  suite && place "$file" .env && measure .env "$name"
  # The tables must lie in the suite, so that these are copied.
  for ending in csv json; do
    suite
    printf 'name: "${case.a}"\ncases: _data/table.%s\nsteps:\n  - wait: 1s\n' "$ending" >"$folder/suite/scenarios/sound.yaml"
    case $name in
      pipe | circle | device | folder) place "$file" "_data/table.$ending" ;;
      *) cp "$file" "$folder/suite/_data/table.$ending" ;;
    esac
    measure "$ending" "$name"
  done
done

# Folders in a circle.
suite
ln -s .. "$folder/suite/scenarios/circle"
ln -s ../scenarios "$folder/suite/scenarios/again"
measure folders circle
exit $failed
