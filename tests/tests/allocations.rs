//! Deciding allocates nothing once there is room, and neither does binding what is plain: the
//! workload's lines and a call built by handles. One test, since it counts for the whole process.
//!
//! Known to allocate, and asserted so that a change is noticed: deciding whether a text is an address
//! in a block, since the text is first brought to the form of a host. Binding made-up records
//! allocates too; what of it comes from where is not stated here.

use agp_abi::decision::{Context, Sessions};
use agp_abi::tables::Tables;
use agp_compiler::pipeline::Compiled;
use agp_runtime::{Policy, Scratch};
use agp_tests::counting::{Counting, allocations};
use agp_tests::dice::{Dice, Seed};
use agp_tests::generate::{self, record::Recorder};
use agp_tests::{image, judge, workload};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What a pass over the lines does.
#[derive(Debug, PartialEq, Eq)]
struct Pass {
    /// Lines that were bound.
    bound: u64,
    /// Allocations of binding them.
    binding: u64,
    /// Allocations of deciding on them.
    deciding: u64,
}

/// Binds every line and decides on it, twice.
fn pass(policy: &Policy, lines: &[Vec<u8>], scratch: &mut Scratch) -> Pass {
    let mut pass = Pass { bound: 0, binding: 0, deciding: 0 };
    for line in lines {
        let before = allocations();
        let bound = policy.bind(line, Some(0), scratch).is_some();
        let between = allocations();
        pass.binding += between - before;
        if bound {
            pass.bound += 1;
            let [decided, again] = [(), ()]
                .map(|()| policy.decide_bound(&[], scratch).map(|(verdict, rule)| (verdict, rule.len())));
            assert_eq!(decided, again);
            assert!(decided.is_some());
            pass.deciding += allocations() - between;
        }
    }
    pass
}

/// Records made up for a policy.
fn lines(compiled: &Compiled, dice: &mut Dice<'_>, count: usize) -> Vec<Vec<u8>> {
    let recorder = Recorder::new(&compiled.policy);
    (0..count).map(|_| recorder.case(dice).bytes()).collect()
}

/// Whether deciding may ask for a block of addresses.
fn blocks(tables: &Tables) -> bool {
    tables.texts.iter().any(|row| !row.blocks.is_empty())
}

/// Checks that deciding allocates nothing with either kernel, blocks apart; what the passes come to.
fn check(name: &str, tables: &Tables, lines: &[Vec<u8>]) -> Pass {
    let [safe, native] = [false, true].map(|native| {
        let policy = judge::load(tables.clone(), native).unwrap();
        let mut scratch = Scratch::new(&policy);
        pass(&policy, lines, &mut scratch);
        let pass = pass(&policy, lines, &mut scratch);
        assert!(pass.deciding == 0 || blocks(tables), "{name} native {native}: {pass:?}");
        pass
    });
    assert_eq!(safe, native);
    safe
}

/// A call that is built is decided without allocating too.
fn built() -> u64 {
    let policy = judge::load(image::small("1.0.0").tables, true).unwrap();
    let search = policy.tool_handle("search").unwrap();
    let query = policy.arg_handle(search, "query").unwrap();
    let (sessions, mut scratch) = (Sessions::default(), Scratch::new(&policy));
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let mut call = policy.call();
    let mut decide = |text| {
        call.clear().tool(search).arg(query, agp_runtime::Value::Text(text));
        call.decide(&context, &mut scratch).1 == "shouting"
    };
    assert_eq!([decide("help!"), decide("help")], [true, false]);
    let before = allocations();
    assert_eq!([decide("more"), decide("why!")], [false, true]);
    allocations() - before
}

#[test]
fn binding_and_deciding_allocate_nothing() {
    let grown = allocations();
    let room = vec![0u8; 64];
    assert!(allocations() > grown, "it counts: {room:?}");
    assert_eq!(built(), 0);
    for (name, compiled) in image::shipped() {
        let lines = lines(&compiled, &mut Dice::new(&mut Seed::new(7)), 60);
        assert!(check(&name, &compiled.tables, &lines).bound > 0, "{name} binds none of its records");
    }
    let mut for_blocks = 0;
    for seed in 0..40 {
        let mut source = Seed::new(seed);
        let mut dice = Dice::new(&mut source);
        let made = generate::policy(&mut dice);
        let Ok(compiled) = judge::compile(&made.sources(), made.name()) else { continue };
        let lines = lines(&compiled, &mut dice, 20);
        for_blocks += check(&format!("seed {seed}"), &compiled.tables, &lines).deciding;
    }
    assert!(for_blocks > 0, "no decision on a block allocates any more: say so above");
    let (Some(compiled), Some(lines)) = (workload::compiled(1_000), workload::lines(300)) else { return };
    let lines: Vec<Vec<u8>> = lines.into_iter().map(String::into_bytes).collect();
    let whole = check("the workload", &compiled.tables, &lines);
    assert_eq!(whole, Pass { bound: 300, binding: 0, deciding: 0 });
}
