#!/usr/bin/env bash
# The engine and its images under AddressSanitizer: what maps and calls native code is unsafe, and what
# reads images is fed with broken ones. Needs the stable toolchain on x86-64 Linux, whose standard library
# brings the sanitizer along. `tests/asan.sh` runs the engine's own tests and those of loading images, but
# for the one that measures memory, since the sanitizer keeps what is freed.
set -euo pipefail
cd "$(dirname "$0")/.."
export RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address" CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target/asan}
target=x86_64-unknown-linux-gnu
cargo test --quiet --locked --target $target -p agp-abi -p agp-runtime
cargo test --quiet --locked --target $target -p agp-tests --test images -- --skip reloading_holds_no_memory
