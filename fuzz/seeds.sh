#!/usr/bin/env bash
# Lays the first texts for the fuzz targets into fuzz/corpus: the shipped scenarios, the wrong files of
# tests/diagnostics, the templates and paths in them, and what earlier runs have found.
set -euo pipefail
cd "$(dirname "$0")/.."
corpus=fuzz/corpus
mkdir -p $corpus/read_suite $corpus/template $corpus/json_path

keep() { # folder; the text on stdin; named by its hash, so that none is there twice
  local text=$corpus/$1/new
  head -c 4096 >"$text"
  mv "$text" "$corpus/$1/$(sha256sum <"$text" | cut -c 1-16)"
}

find scenarios tests/diagnostics -name '*.yaml' ! -name idvet.yaml | while read -r file; do
  folder=$(dirname "$file")
  if [ -f "$folder/idvet.yaml" ]; then suite=$folder; else suite=$(dirname "$folder"); fi
  if [ -f "$suite/idvet.yaml" ]; then
    { cat "$suite/idvet.yaml"; printf '\n####\n'; cat "$file"; } | keep read_suite
  fi
  keep read_suite <"$file"
done
{
  printf '{}\n####\nname: "${case.a}"\ncases: t.csv\nsteps: [{wait: 1s}]\n\n####\n\na,b\n1,"x ""y"""\n'
} | keep read_suite
{
  printf '{}\n####\nname: "${case.a}"\ncases: t.json\nsteps: [{wait: 1s}]\n\n####\n\n####\n[{"a": 1, "b": [null, {"c": "\\u00e9"}]}]\n'
} | keep read_suite

grep -rhoE '[a-z -]*\$\{[^}]*\}[^"]*' scenarios tests/diagnostics docs --include='*.yaml' --include='*.md' | sort -u |
  while IFS= read -r text; do printf '%s' "$text" | keep template; done
for call in "now('-90m')" "random.pick(list)" "random.int(1, number)" "upper(text)" "map.a.b" "list[3].b[0]" "file('a')"; do
  printf '${%s}' "$call" | keep template
done

sed -n 's/^ *"selector" *: *"\(.*\)",\{0,1\}$/\1/p' tests/data/json_path/cts.json | sed 's/\\"/"/g; s/\\\\/\\/g' | sort -u |
  while IFS= read -r text; do printf '%s\n{"a":[1,{"b":null}],"c":"d"}' "$text" | keep json_path; done

for target in read_suite template json_path; do
  if [ -d "tests/data/fuzz/$target" ]; then cp "tests/data/fuzz/$target"/* "$corpus/$target/"; fi
  printf '%s: %s texts\n' "$target" "$(ls "$corpus/$target" | wc -l)"
done
