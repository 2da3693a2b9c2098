#!/usr/bin/env bash
# Proves that deciding makes no system call: runs `tests/examples/steady.rs` under strace and counts
# what lies between its two marks, for either kernel. Needs strace and `../shared`.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release -p agp-tests --example steady
trace=$(mktemp)
trap 'rm -f "$trace"' EXIT
strace -f -o "$trace" "$target/release/examples/steady" 2>/dev/null
awk '
    /agp-steady begin/ { inside = 1; marks++; next }
    /agp-steady end/ { inside = 0; next }
    inside { calls++; print }
    END {
        printf "%d system calls between %d pairs of marks\n", calls, marks
        exit !(marks == 2 && !inside && calls == 0)
    }' "$trace"
