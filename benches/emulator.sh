# Sourced by the benchmarks: `$idvet`, by `binary.sh`; an emulator in another process, at `$address`; `$folder` for the
# files of the benchmark. Both are gone when it ends.
source benches/binary.sh
folder=$(mktemp -d)
trap 'kill "$emulator" 2>/dev/null || true; rm -rf "$folder"' EXIT

"$idvet" emulator --set requests_per_hour=100000000 >"$folder/emulator.log" &
emulator=$!
for _ in $(seq 100); do grep -q '^listening on ' "$folder/emulator.log" && break; sleep 0.1; done
address=$(sed -n 's/^listening on //p' "$folder/emulator.log")
