//! Which policy a command is about, ready to be evaluated.

use crate::files::Loaded;
use crate::out::{CallFault, count, say};
use crate::render::{self, Look};
use agp_compiler::diag::{Diagnostic, suggest};
use agp_compiler::pipeline::{self, Compiled};
use agp_compiler::semantics::thir::Policy;

/// Why there is no policy to evaluate.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The policy is at fault, and that has been said.
    Policy,
    /// The call is.
    Call(CallFault),
}

impl From<CallFault> for Refusal {
    fn from(fault: CallFault) -> Self {
        Refusal::Call(fault)
    }
}

/// What a policy at fault keeps from happening, as messages say it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Aim {
    /// Records are judged.
    Run,
    /// Tests are played.
    Test,
    /// An image is written.
    Build,
    /// The decision program is shown.
    Show,
}

impl Aim {
    fn missed(self) -> &'static str {
        match self {
            Aim::Run => "the policy is not run",
            Aim::Test => "no test is run",
            Aim::Build => "no image is written",
            Aim::Show => "there is no program to show",
        }
    }
}

/// The policies and modules of the given files, if none of the files has an error.
pub(crate) fn checked(loaded: &Loaded, look: Look, aim: Aim) -> Result<Vec<Policy>, Refusal> {
    let mut checked = pipeline::check(&loaded.sources);
    checked.diagnostics.retain(Diagnostic::is_error);
    if checked.diagnostics.is_empty() {
        return Ok(checked.units);
    }
    render::diagnostics(&checked.diagnostics, &loaded.sources, look);
    say(&format!("error: {}: {}", aim.missed(), count(checked.diagnostics.len(), "error")));
    Err(Refusal::Policy)
}

/// The one policy of the given files, or the one of this name, compiled.
pub(crate) fn the_policy(
    loaded: &Loaded,
    name: Option<&str>,
    look: Look,
    aim: Aim,
) -> Result<Compiled, Refusal> {
    let units = checked(loaded, look, aim)?;
    let policy = choose(&units, &pipeline::extended_names(&loaded.sources), name)?;
    compile(policy, loaded, look, aim)
}

/// Compiles a checked policy. One that uses what is not evaluated yet is refused as a whole, since
/// leaving a rule out would loosen it.
pub(crate) fn compile(policy: &Policy, loaded: &Loaded, look: Look, aim: Aim) -> Result<Compiled, Refusal> {
    pipeline::compile(&loaded.sources, policy).map_err(|diagnostics| {
        render::diagnostics(&diagnostics, &loaded.sources, look);
        say(&format!("error: `{}` does not run yet: {}", policy.name, aim.missed()));
        Refusal::Policy
    })
}

/// The policy of this name; without one, the only policy that no other extends.
fn choose<'a>(units: &'a [Policy], extended: &[String], name: Option<&str>) -> Result<&'a Policy, CallFault> {
    let policies = || units.iter().filter(|unit| !unit.is_module);
    if let Some(name) = name {
        let found = policies().find(|policy| policy.name == name);
        return found.ok_or_else(|| CallFault(no_such(name, units)));
    }
    let candidates: Vec<&Policy> = policies().filter(|policy| !extended.contains(&policy.name)).collect();
    match candidates[..] {
        [policy] => Ok(policy),
        [] => Err(CallFault("the given files declare no policy: name a file that does".to_owned())),
        [..] => Err(CallFault(format!(
            "the given files declare {} policies that none extends: choose one with `--policy NAME` from {}",
            candidates.len(),
            names(candidates.iter().copied()),
        ))),
    }
}

fn no_such(name: &str, units: &[Policy]) -> String {
    let policies = || units.iter().filter(|unit| !unit.is_module);
    if units.iter().any(|unit| unit.name == name) {
        return format!("`{name}` is a module, which is not evaluated: name a policy that uses it");
    }
    if let Some(near) = suggest::nearest(name, policies().map(|policy| policy.name.as_str())) {
        return format!("the given files declare no policy `{name}`: did you mean `{near}`?");
    }
    match policies().count() {
        0 => format!("the given files declare no policy `{name}`, nor any other"),
        _ => format!("the given files declare no policy `{name}`: there are {}", names(policies())),
    }
}

fn names<'a>(policies: impl Iterator<Item = &'a Policy>) -> String {
    let mut names: Vec<String> = policies.map(|policy| format!("`{}`", policy.name)).collect();
    names.sort();
    suggest::list(&names, "and")
}

#[cfg(test)]
mod tests;
