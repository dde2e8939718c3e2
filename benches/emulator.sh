# Sourced by the benchmarks: a release build, or what `IDVET` names, as `$idvet`; an emulator in another process, at `$address`; `$folder` for the
# files of the benchmark. Both are gone when it ends.
if [ -n "${IDVET:-}" ]; then idvet=$(realpath "$IDVET"); else
  cargo build --release --quiet
  idvet=$PWD/target/release/idvet
fi
folder=$(mktemp -d)
trap 'kill "$emulator" 2>/dev/null || true; rm -rf "$folder"' EXIT

"$idvet" emulator --set requests_per_hour=100000000 >"$folder/emulator.log" &
emulator=$!
for _ in $(seq 100); do grep -q '^listening on ' "$folder/emulator.log" && break; sleep 0.1; done
address=$(sed -n 's/^listening on //p' "$folder/emulator.log")
