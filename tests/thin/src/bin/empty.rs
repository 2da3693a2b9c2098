//! What a binary of this toolchain weighs before the engine comes: it reads a file and a line, too.

use std::io::stdin;

fn main() {
    let bytes = std::env::args().nth(1).map(std::fs::read);
    let mut line = String::new();
    let read = stdin().read_line(&mut line);
    println!("{bytes:?} {read:?}");
}
