#!/usr/bin/env bash
# What a host takes on with the engine: how many crates, with all features and without, and how many
# bytes a stripped release binary grows by. The host is `tests/thin`.
#
# Most of the crates are Unicode tables that `url` needs for the names of hosts. A host that counts
# crates chooses smaller ones for its whole program, which is its choice and nobody else's:
# `cargo update -p idna_adapter --precise 1.1.0` in its workspace takes away 16 of them, and the
# Unicode version of host names is then that of `unicode-normalization`.
set -euo pipefail
cd "$(dirname "$0")/thin"
target=${CARGO_TARGET_DIR:-target}

# Distinct crates besides the host's own; `$@` are the features.
crates() {
    cargo tree --locked --prefix none --no-dedupe -f '{p}' "$@" | sed 's/ (.*//' | sort -u | grep -vc '^thin '
}

# What is built, procedural macros and their crates included, and what of it is linked.
for features in "" "--no-default-features"; do
    printf '%-24s %3d crates built, %3d linked\n' "${features:-all features}" \
        "$(crates -e normal,build $features)" "$(crates -e normal,no-proc-macro $features)"
done

# Builds both binaries and says how much more one weighs than the other.
grown() {
    cargo build --quiet --release --locked --bins "$@" &&
        echo $(($(stat -c %s "$target/release/host") - $(stat -c %s "$target/release/empty")))
}
bytes=$(grown)
printf '%-24s %7d bytes\n' "all features" "$bytes"
bytes=$(grown --no-default-features)
printf '%-24s %7d bytes\n' "--no-default-features" "$bytes"
