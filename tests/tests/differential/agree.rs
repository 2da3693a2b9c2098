//! Three evaluators, one meaning.

use crate::run::{Plan, Subject, every_policy, judge};
use agp_tests::census::{self, Census, VERDICT};
use agp_tests::differ::difference;
use agp_tests::generate::record::Recorder;
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
            if let Some(said) = difference(judged, &case, Some(census)) {
                let (policy, case) = shrink(policy.clone(), case, |policy, case| {
                    judge(policy).is_ok_and(|mut judged| difference(&mut judged, case, None).is_some())
                });
                let small = judge(&policy).ok().and_then(|mut judged| difference(&mut judged, &case, None));
                let said = small.unwrap_or(said);
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
