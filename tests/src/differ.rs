//! How the evaluators of a policy differ on a record, if they do.

use crate::census::{self, Census};
use crate::direct::Settled;
use crate::generate::record::Case;
use crate::judge::Judge;
use agp_abi::decision::{Answer, Decision};

/// How the evaluators differ on a case, if they do.
pub fn difference(judged: &mut Judge, case: &Case, census: Option<&mut Census>) -> Option<String> {
    let engine = judged.interpreter(case);
    let reference = judged.reference(case);
    if engine != reference {
        return Some(format!("engine and reference differ in {}", parts(&engine, &reference)));
    }
    if let Some((name, other)) = judged.dissent(case, &engine) {
        return Some(format!("the safe kernel and {name} differ in {}", parts(&engine, &other)));
    }
    let settled = judged.settled(case);
    if let Some((evidence, direct)) = &settled {
        let kernel = evidence.outcome;
        let kernel = Settled {
            verdict: kernel.verdict,
            matched: kernel.matched.iter().collect(),
            shadow: kernel.shadow.iter().collect(),
            risks: kernel.risks.clone(),
            truths: evidence.truths.iter().map(|truth| (truth.must, truth.may)).collect(),
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
pub fn parts(a: &Answer, b: &Answer) -> String {
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
