#!/usr/bin/env bash
# Proves that no panic and no allocation can be reached from deciding on bound facts: reads the calls
# and jumps of `tests/examples/steady.rs`, built for release, and follows them from the kernel's `decide`,
# `narrow` and `settle`. Looking at a text is the border: what lies behind it is not followed. Needs objdump
# (binutils) and x86-64.
#
# Everything that is reached is printed: also the functions of the C library, and the machine code that was
# loaded, which `tests/tests/machine_code.rs` proves to call nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release -p agp-tests --example steady
host=$target/release/examples/steady
{ readelf --relocs --wide "$host"; objdump --disassemble --demangle --no-show-raw-insn "$host"; } | awk '
    # A pointer that the program is loaded with: to a function of its own, or of a library.
    $3 == "R_X86_64_RELATIVE" { pointer[sub_zeros($1)] = $4; next }
    $3 ~ /^R_X86_64_(GLOB_DAT|JUMP_SLOT)$/ { outside[sub_zeros($1)] = "lib_" $5; called["lib_" $5] = "C library: " $5; next }
    function sub_zeros(text) { sub(/^0+/, "", text); return text }
    # What a `call` through such a pointer calls.
    function target(slot) { return slot in outside ? outside[slot] : slot in pointer ? pointer[slot] : "" }
    function enter(at, by) { if (!(at in via)) { via[at] = by; queue[last++] = at } }
    /^[0-9a-f]+ <.*>:$/ {
        at = $1; sub(/^0+/, "", at)
        label = $0; sub(/^[^<]*</, "", label); sub(/>:$/, "", label)
        names[at] = label
        if (label ~ /^agp_runtime::kernel::(Kernel::decide|narrow::narrow|settle::settle)$/) { roots++; enter(at, "") }
        next
    }
    # `call 92dde0 <name>`: the instruction, where to, what that is called.
    $2 ~ /^(call|j[a-z]+)$/ {
        if ($3 ~ /^[0-9a-f]+$/) {
            # A jump within the function is no way out of it.
            inside = index($0, "<" names[at] "+0x") > 0 || index($0, "<" names[at] ">") > 0 && $3 == at
            if (!inside) { edges[at] = edges[at] " " $3; called[$3] = $0; sub(/^[^<]*</, "", called[$3]); sub(/>$/, "", called[$3]) }
        } else if ($2 == "call" || $2 == "jmp" && $0 ~ /\(%rip\)/) {
            callee = $4 == "#" ? target($5) : ""
            if (callee == "") { callee = "loaded"; called[callee] = "machine code that was loaded" }
            edges[at] = edges[at] " " callee
        }
    }
    END {
        for (first = 0; first < last; first++) {
            from = queue[first]
            shown = from in names ? names[from] : called[from]
            border = shown ~ /Loaded>::(look|glance|matches)/
            print (border ? "border  " : "        ") shown (via[from] ? "  <- " names[via[from]] : "")
            if (shown ~ /panic|unwrap|expect|alloc|slice_index|bounds/) { bad++ }
            if (border) continue
            count = split(edges[from], to, " ")
            for (i = 1; i <= count; i++) enter(to[i], from)
        }
        printf "%d functions from %d roots, %d of them panic or allocate\n", last, roots, bad
        exit roots < 3 || bad > 0
    }'
