# Sourced by the benchmarks: a release build, or what `IDVET` names, as `$idvet`.
if [ -n "${IDVET:-}" ]; then idvet=$(realpath "$IDVET"); else
  cargo build --release --quiet
  idvet=$PWD/target/release/idvet
fi
