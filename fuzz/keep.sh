#!/usr/bin/env bash
# Takes from each target's corpus, made small by `cargo fuzz cmin`, texts into tests/data/fuzz: of at most 4 KB and in
# UTF-8, those with a name of their own (findings) kept, the smallest first, at most 300 of all targets together.
set -euo pipefail
cd "$(dirname "$0")/.."
for target in read_suite:160 template:70 json_path:70; do
  name=${target%%:*} most=${target##*:}
  kept=tests/data/fuzz/$name
  mkdir -p "$kept"
  find "$kept" -type f -regextype posix-extended -regex '.*/[0-9a-f]{16,40}' -delete
  find "fuzz/corpus/$name" -type f -size -8 -printf '%s %p\n' | sort -n | awk '$1 > 0 && $1 <= 4096 { print $2 }' |
    while read -r file; do
      if iconv -f UTF-8 -t UTF-8 "$file" >/dev/null 2>&1; then printf '%s\n' "$file"; fi
    done |
    awk -v most="$most" '{ line[NR] = $0 } END { step = NR > most ? NR / most : 1; for (at = 1; at <= NR; at += step) print line[int(at)] }' |
    head -n "$most" |
    while read -r file; do cp "$file" "$kept/$(sha256sum <"$file" | cut -c 1-16)"; done
  printf '%s: %s texts kept\n' "$name" "$(ls "$kept" | wc -l)"
done
