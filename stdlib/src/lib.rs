//! The standard modules of AGP: the text of every `std.*` module, embedded.
//!
//! A module is what `use std.pii` names. Its text stands in a file beside this crate's sources, at
//! the path that its name spells (`std.destinations.chat` is `destinations/chat.agp`), and is the
//! same text a policy author reads. What the modules mean is tested by the policies under `tests/`.

/// A standard module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module {
    /// The name its header declares: `std.destinations.chat`.
    pub name: &'static str,
    /// What diagnostics call its file: `std/destinations/chat.agp`.
    pub path: &'static str,
    /// The text of the file.
    pub text: &'static str,
}

/// Every standard module, sorted by name.
pub fn modules() -> &'static [Module] {
    MODULES
}

macro_rules! modules {
    ($($name:literal at $path:literal)*) => {
        &[$(Module {
            name: $name,
            path: concat!("std/", $path, ".agp"),
            text: include_str!(concat!("../", $path, ".agp")),
        }),*]
    };
}

const MODULES: &[Module] = modules! {
    "std.destinations" at "destinations"
    "std.destinations.chat" at "destinations/chat"
    "std.destinations.code" at "destinations/code"
    "std.destinations.hazards" at "destinations/hazards"
    "std.destinations.mail" at "destinations/mail"
    "std.destinations.storage" at "destinations/storage"
    "std.finance" at "finance"
    "std.health" at "health"
    "std.kinds" at "kinds"
    "std.owasp.asi_2026" at "owasp/asi_2026"
    "std.owasp.llm_2025" at "owasp/llm_2025"
    "std.pii" at "pii"
    "std.purposes" at "purposes"
    "std.risk" at "risk"
    "std.roles" at "roles"
    "std.secrets" at "secrets"
    "std.sensitivity" at "sensitivity"
    "std.threats" at "threats"
};

#[cfg(test)]
mod tests;
