//! Three evaluators, one meaning.

use crate::run::{Plan, Subject, every_policy, judge};
use agp_abi::decision::{Answer, Decision};
use agp_tests::census::{self, Census, VERDICT};
use agp_tests::direct::Settled;
use agp_tests::generate::record::{Case, Recorder};
use agp_tests::judge::Judge;
use agp_tests::shrink::{show, shrink};

const PLAN: Plan = Plan { cases: 50, policies: 4_000 };

#[test]
fn the_engine_answers_as_the_reference_does() {
    let ran = every_policy(PLAN, |subject, dice| {
        let Subject { seed, policy, judge: judged, census } = subject;
        census::policy(census, &judged.policy, &judged.program);
        let recorder = judged.policy.clone();
        let recorder = Recorder::new(&recorder);
        for _ in 0..PLAN.cases {
            let case = recorder.case(dice);
            if let Some(difference) = difference(judged, &case, Some(census)) {
                let (policy, case) = shrink(policy.clone(), case, |policy, case| {
                    judge(policy).is_ok_and(|mut judged| self::difference(&mut judged, case, None).is_some())
                });
                let small =
                    judge(&policy).ok().and_then(|mut judged| self::difference(&mut judged, &case, None));
                let said = small.unwrap_or(difference);
                panic!("AGP_SEED={seed} AGP_CASES={}\n\n{}\n{said}", PLAN.cases, show(&policy, &case));
            }
        }
    });
    let mut census = Census::expecting();
    census.add(&ran.census);
    let accepted = ran.accepted();
    println!(
        "{} policies × {} records, {accepted} % of policies accepted\n{census}",
        ran.policies, PLAN.cases
    );
    assert!(accepted > 70, "only {accepted} % of the policies are well-typed");
    if ran.policies >= PLAN.policies {
        assert_eq!(census.missing(), Vec::<String>::new(), "never came by");
        for verdict in agp_abi::Verdict::ALL {
            let (count, all) = (census.of(VERDICT, verdict.text()), census.total(VERDICT));
            assert!(count * 2 <= all, "{count} of {all} calls came to `{verdict}`");
        }
    }
}

/// How the evaluators differ on a case, if they do.
pub(crate) fn difference(judged: &mut Judge, case: &Case, census: Option<&mut Census>) -> Option<String> {
    let engine = judged.interpreter(case);
    let reference = judged.reference(case);
    if engine != reference {
        return Some(format!("engine and reference differ in {}", parts(&engine, &reference)));
    }
    let settled = judged.settled(case);
    if let Some((kernel, direct)) = &settled {
        let kernel = Settled {
            verdict: kernel.verdict,
            matched: kernel.matched.iter().collect(),
            shadow: kernel.shadow.iter().collect(),
            risks: kernel.risks.clone(),
            truths: kernel.truths.iter().map(|truth| (truth.must, truth.may)).collect(),
        };
        if kernel != *direct {
            return Some(format!("the kernel settles\n  {kernel:?}\nand the program\n  {direct:?}"));
        }
    }
    if let Some(census) = census {
        census::answer(census, case.record(), &engine);
        if let Some((_, direct)) = &settled {
            census::settled(census, &judged.program, direct);
        }
    }
    None
}

/// The parts in which two answers differ, with both values.
pub(crate) fn parts(a: &Answer, b: &Answer) -> String {
    let (Some(x), Some(y)) = (&a.decision, &b.decision) else { return format!("\n  {a:?}\n  {b:?}") };
    let texts = |decision: &Decision| {
        [
            ("verdict", format!("{:?}", decision.verdict)),
            ("rule", format!("{:?}", decision.rule)),
            ("matched", format!("{:?}", decision.matched)),
            ("because", format!("{:?} {:?}", decision.because, decision.cites)),
            ("risk", format!("{:?}", decision.risk)),
            ("duties", format!("{:?}", decision.duties)),
            ("unknown", format!("{:?}", decision.unknown)),
            ("undeclared", format!("{:?}", decision.undeclared)),
            ("shadow", format!("{:?}", decision.shadow)),
        ]
    };
    let session = |answer: &Answer| ("session", format!("{:?}", answer.session));
    let (x, y) = (texts(x).into_iter().chain([session(a)]), texts(y).into_iter().chain([session(b)]));
    let differing = x.zip(y).filter(|(x, y)| x != y);
    differing
        .map(|((name, x), (_, y))| format!("\n  {name}: {x}\n  {name}: {y}"))
        .collect::<Vec<_>>()
        .concat()
}
