//! Section 3: the upper bound of a risk.

use crate::build::*;
use agp_abi::facts::Facts;
use agp_abi::number::{Bounds, MAX_CONSTANT};
use agp_abi::tables::*;
use agp_runtime::kernel::settle;

const ONE: i64 = 1_000_000_000_000;

fn bound(build: &mut Build, state: impl FnOnce(&mut Facts)) -> i64 {
    let tables = build.finish();
    let mut facts = Facts::unknown(&tables);
    state(&mut facts);
    settle(&tables, &facts, Event::Call, &[]).risks[0]
}

fn role_is(facts: &mut Facts, roles: &[u32]) {
    facts.remove(set::ROLE, MORE);
    for role in roles {
        facts.insert(set::ROLE, *role);
    }
}

#[test]
fn what_may_be_is_added_and_only_what_must_be_is_taken_off() {
    let mut build = Build::new();
    let analyst = build.has(set::ROLE, "role", &[role::ANALYST], &[]);
    let security = build.has(set::ROLE, "role", &[role::SECURITY], &[]);
    let terms = vec![
        (false, 400_000, None, Cond::True),
        (false, 300_000, None, Cond::Is(analyst)),
        (true, 200_000, None, Cond::Is(security)),
        (true, 50_000, None, Cond::Not(Box::new(Cond::Is(analyst)))),
    ];
    build.risk("leak", terms);
    assert_eq!(bound(&mut build, |_| ()), ONE / 10 * 7, "role unknown");
    assert_eq!(bound(&mut build, |facts| role_is(facts, &[])), ONE / 100 * 35);
    assert_eq!(bound(&mut build, |facts| role_is(facts, &[role::ANALYST])), ONE / 10 * 7);
    assert_eq!(bound(&mut build, |facts| role_is(facts, &[role::ANALYST, role::SECURITY])), ONE / 2);
    assert_eq!(bound(&mut build, |facts| role_is(facts, &[MORE, role::SECURITY])), ONE / 2);
}

#[test]
fn scores_are_exact_and_unknown_ones_count_in_full() {
    let mut build = Build::new();
    let (up, down) = (build.number(0, 1_000_000), build.number(0, 1_000_000));
    let terms = vec![
        (false, 333_333, Some((up, "signal.up")), Cond::True),
        (true, 100_000, Some((down, "signal.down")), Cond::True),
    ];
    build.risk("leak", terms);
    assert_eq!(bound(&mut build, |_| ()), 333_333_000_000);
    let scores = |x: (i64, i64), y: (i64, i64)| {
        move |facts: &mut Facts| {
            facts.set_number(up, Bounds { low: x.0, high: x.1 });
            facts.set_number(down, Bounds { low: y.0, high: y.1 });
        }
    };
    assert_eq!(bound(&mut build, scores((1, 1), (0, 0))), 333_333);
    assert_eq!(bound(&mut build, scores((500_000, 500_001), (100_000, 100_001))), 156_666_833_333);
    assert_eq!(bound(&mut build, scores((0, 0), (1, 1))), 0, "clamped below");
}

#[test]
fn the_sum_is_clamped_once_at_the_end() {
    let mut build = Build::new();
    let terms = vec![
        (false, 900_000, None, Cond::True),
        (false, 900_000, None, Cond::True),
        (true, 500_000, None, Cond::True),
        (true, 600_000, None, Cond::True),
    ];
    build.risk("leak", terms);
    assert_eq!(bound(&mut build, |_| ()), ONE / 10 * 7);
    let mut build = Build::new();
    build.risk("leak", vec![(false, MAX_CONSTANT, None, Cond::True); 9]);
    assert_eq!(bound(&mut build, |_| ()), ONE);
    let mut build = Build::new();
    build.risk("leak", vec![(true, MAX_CONSTANT, None, Cond::True); 9]);
    assert_eq!(bound(&mut build, |_| ()), 0);
}
