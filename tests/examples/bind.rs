//! What binding a line costs: time and allocations, from bytes to facts.
//!
//! `cargo run --release -p agp-tests --example bind` prints, for each kind of line, its length, the
//! median of many runs in nanoseconds for binding it, for its verdict and for judging it, and how often
//! each allocates once there is room for it. The policies are embedded; the workload's lie in `../shared`.

use agp_abi::decision::{Context, Sessions};
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::{Policy, Scratch};
use agp_tests::counting::{Counting, allocations};
use agp_tests::workload;
use std::hint::black_box;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const POLICY: &str = r#"policy bench.bind "1.0.0"
role employee { analyst }
class pii detected { ssn email }
purpose payroll
destination partner is external matches ["partner.example", "*.partner.example", "**@friends.example"]
destination corp is internal matches ["**@corp.example", "*.corp.example"]
resource secrets matches ["**/.ssh/**", "/etc/**", "**/*.env"]
signal injection: score
tool send_email is send undo recall {
    to: list of email -> destination
    subject: text -> payload
    body: text -> payload
    priority?: enum [low, high]
}
tool recall is delete to local { id?: id }
tool read_file is read yields nothing { path: path -> resource }
allow mail when kind is send and role has employee and data within [pii, public] and destination within corp
deny leaks when destination has partner and data has pii
deny urgent when tool is send_email and args.priority is high and signal.injection >= 0.5
deny secret_files when resource has secrets
deny words when payload contains "confidential"
"#;

const LINES: [(&str, &str); 3] = [
    (
        "mail",
        r#"{"event":"call","session":"s-42","time":"2026-11-21T09:00:00.250Z","agent":{"id":"hr-bot","verified":true,"trust":0.9,"depth":0},"role":["employee.analyst"],"purpose":"payroll","tool":"send_email","args":{"to":["ann@corp.example","bob@sales.partner.example"],"subject":"Payslip for November","body":"Dear Ann, please find your payslip for November in the attachment. Regards, the payroll team.","priority":"low"},"data":["pii.email"],"signals":{"injection":0.12}}"#,
    ),
    (
        "file",
        r#"{"event":"call","session":"s-42","time":"2026-11-21T09:00:00Z","agent":{"id":"dev-bot"},"role":"employee","tool":"read_file","args":{"path":"/home/ann/projects/agp/src/main.rs"}}"#,
    ),
    (
        "result",
        r#"{"event":"result","session":"s-42","time":"2026-11-21T09:00:00Z","tool":"read_file","content":"fn main() { println!(); }","data":[],"error":null}"#,
    ),
];

fn main() {
    println!(
        "{:<10} {:>6} {:>9} {:>8} {:>11} {:>8} {:>9} {:>8}",
        "line", "bytes", "bind ns", "allocs", "verdict ns", "allocs", "judge ns", "allocs"
    );
    let policy = policy(POLICY.to_owned());
    for (name, line) in LINES {
        measure(name, &policy, &[line.to_owned()]);
    }
    for rules in [100, 1_000] {
        let (Some(text), Some(lines)) = (workload::text(rules), workload::lines(200)) else { return };
        measure(&format!("w-{rules}"), &self::policy(text), &lines);
    }
}

fn policy(text: String) -> Policy {
    let mut sources = Sources::default();
    sources.add("bind.agp", text, Provenance::Given);
    let checked = pipeline::check(&sources);
    let errors: Vec<_> = checked.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    Policy::new(pipeline::compile(&sources, &checked.units[0]).expect("it compiles").tables)
        .expect("it loads")
}

/// Prints one row: means over all lines, of the median run.
fn measure(name: &str, policy: &Policy, lines: &[String]) {
    let (sessions, mut scratch) = (Sessions::default(), Scratch::new(policy));
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    assert!(policy.bind(lines[0].as_bytes(), None, &mut scratch).is_some(), "it is bound");
    let bind = cost(lines, |line| {
        black_box(policy.bind(line, None, &mut scratch));
    });
    let verdict = cost(lines, |line| {
        black_box(policy.verdict(line, &context, &mut scratch));
    });
    let judge = cost(lines, |line| {
        black_box(policy.judge(line, &context, &mut scratch));
    });
    let bytes = lines.iter().map(String::len).sum::<usize>() / lines.len();
    let [bind, verdict, judge] = [(bind, 9), (verdict, 11), (judge, 9)]
        .map(|((time, allocs), width)| format!("{time:>width$} {allocs:>8}"));
    println!("{name:<10} {bytes:>6} {bind} {verdict} {judge}");
}

/// Nanoseconds and allocations of one line.
fn cost(lines: &[String], mut run: impl FnMut(&[u8])) -> (u128, u64) {
    let runs = 4_000 / lines.len().max(4);
    let mut pass = || {
        let (begin, before) = (Instant::now(), allocations());
        for _ in 0..8 {
            for line in lines {
                run(line.as_bytes());
            }
        }
        (begin.elapsed().as_nanos(), allocations() - before)
    };
    pass();
    let mut passes: Vec<(u128, u64)> = (0..runs).map(|_| pass()).collect();
    passes.sort_unstable();
    let (time, allocations) = passes[passes.len() / 2];
    (time / (8 * lines.len() as u128), allocations / (8 * lines.len() as u64))
}
