//! Misspelt names and wrong types: always an error, on the exact text, with the right correction.

use crate::{check, sources};
use agp_compiler::diag::Diagnostic;
use agp_compiler::source::Sources;

/// What stands on a marked line of `twenty.agp`: `//~ CODE `text` help`.
struct Mark<'a> {
    line: usize,
    code: &'a str,
    text: &'a str,
    help: &'a str,
}

fn marks(text: &str) -> Vec<Mark<'_>> {
    let marked = text.lines().enumerate().filter_map(|(at, line)| {
        let (_, mark) = line.split_once("//~ ")?;
        let (code, rest) = mark.split_once(" `").expect("a text in backticks");
        let (text, help) = rest.split_once("` ").expect("help behind it");
        Some(Mark { line: at + 1, code, text, help })
    });
    marked.collect()
}

#[test]
fn twenty_mistakes_in_one_file_give_twenty_errors_in_one_run() {
    let text = include_str!("../../ui/twenty.agp");
    let (marks, sources) = (marks(text), sources(text));
    let found = check(&sources);
    let read = |found: &Diagnostic| {
        let line = sources.position(found.primary.span).0;
        format!("{line}: {} `{}` {}", found.code.text(), sources.slice(found.primary.span), help(found))
    };
    assert_eq!(marks.len(), 20);
    assert_eq!(found.len(), 20, "{:#?}", found.iter().map(read).collect::<Vec<_>>());
    for (mark, found) in marks.iter().zip(&found) {
        let Mark { line, code, text, help } = mark;
        let expected = format!("{line}: {code} `{text}` {help}");
        assert!(read(found).starts_with(&expected), "{}\nwanted {expected}", read(found));
    }
}

fn help(found: &Diagnostic) -> &str {
    found.help.as_deref().unwrap_or("")
}

/// A policy without a mistake that uses a name of every kind.
const WELL: &str = r#"policy acme.desk "1.0.0"
use std.pii
use std.destinations.chat
class confidential { compensation }
role clerk { senior_clerk }
purpose hr_operations { payroll }
kind publish is send
destination partner is external matches "*.partner.example"
resource ledger matches "ledger/**"
origin hr_records is records
channel secops
signal injection: score
signal topic: enum [billing, refund]
signal topics: set of enum [billing, refund]
tool look is read yields compensation from hr_records undo forget { what: text -> resource }
tool forget is write { what: text -> resource }
tool post is publish { to: list of url -> destination  body: text -> payload }
tool pay is pay { to: iban -> destination  amount: EUR  wait: duration }
let large = tool is pay and args.amount > 100EUR
risk flow { add 0.4 when destination not within internal  add 0.2 * signal.injection }
allow looking when tool is look and role has clerk and resource within ledger
allow paying when tool is pay and role has clerk
allow posting when tool is post and flow < 0.5 and destination within external
deny large_payment when large unless role has senior_clerk
deny personal when data has pii.ssn and destination has partner alert secops
deny off_topic when signal.topic is refund and purpose is payroll
deny odd when signal.topics has billing and agent.trust < 0.5
deny late when weekday not in mon..=fri zone "Europe/Berlin" and payload.size > 10MB
deny publishing when kind is publish because "Nothing is published." cites "OWASP ASI03:2026"
redact contacts when data has pii.email mask pii.email
review payments when tool is pay by 2 of senior_clerk within 15m else deny
test "a payment" {
    as clerk for payroll
    given { data: [compensation]  agent.trust: 0.9  signals.injection: 0.1 }
    call pay { to: "DE89370400440532013000"  amount: 500EUR  wait: 5m }
    expect deny by large_payment
    expect risk flow >= 0.4
}
"#;

/// What is written instead of what, the code, and what help or correction must hold.
const MISSPELT: &[(&str, &str, &str, &str)] = &[
    // Facets.
    ("data has pii.ssn", "dta has pii.ssn", "AGP0114", "data"),
    ("destination within external", "destinaton within external", "AGP0114", "destination"),
    ("resource within ledger", "resorce within ledger", "AGP0114", "resource"),
    ("role has senior_clerk", "rol has senior_clerk", "AGP0114", "role"),
    ("purpose is payroll", "purpos is payroll", "AGP0114", "purpose"),
    ("kind is publish because", "knd is publish because", "AGP0114", "kind"),
    ("tool is look", "tol is look", "AGP0114", "tool"),
    ("agent.trust <", "agent.trst <", "AGP0114", "agent.trust"),
    ("agent.trust <", "agnt.trust <", "AGP0114", "agent.trust"),
    ("payload.size", "payload.sze", "AGP0114", "payload.size"),
    ("weekday not in", "weekdy not in", "AGP0114", "weekday"),
    ("signal.topic is", "signl.topic is", "AGP0114", "signal.topic"),
    ("args.amount", "arg.amount", "AGP0114", "args.amount"),
    // Tools, their arguments, types, facets and kinds.
    ("tool is look and", "tool is lok and", "AGP0111", "look"),
    ("tool is pay and", "tool is paay and", "AGP0111", "pay"),
    ("undo forget", "undo forgt", "AGP0111", "forget"),
    ("call pay", "call pya", "AGP0111", "pay"),
    ("args.amount", "args.amuont", "AGP0112", "amount"),
    ("amount: 500EUR", "ammount: 500EUR", "AGP0112", "amount"),
    ("what: text -> resource }\ntool forget", "what: txt -> resource }\ntool forget", "AGP0201", "text"),
    ("list of url", "list of ulr", "AGP0201", "url"),
    ("wait: duration", "wait: duratoin", "AGP0201", "duration"),
    ("amount: EUR", "amount: EURO", "AGP0201", "EUR"),
    ("url -> destination", "url -> destinaton", "AGP0403", "destination"),
    ("text -> payload", "text -> paylod", "AGP0403", "payload"),
    ("look is read", "look is raed", "AGP0103", "read"),
    ("post is publish", "post is pubilsh", "AGP0103", "publish"),
    // Entries of every vocabulary.
    ("compensation from", "compensatoin from", "AGP0103", "compensation"),
    ("data has pii.ssn", "data has pii.snn", "AGP0103", "pii.ssn"),
    ("data has pii.email", "data has emial", "AGP0103", "email"),
    ("mask pii.email", "mask pii.emial", "AGP0103", "pii.email"),
    ("role has clerk", "role has clrk", "AGP0103", "clerk"),
    ("role has senior_clerk", "role has seniorclerk", "AGP0103", "senior_clerk"),
    ("of senior_clerk", "of senior-clerk", "AGP0010", "senior_clerk"),
    ("purpose is payroll", "purpose is payrol", "AGP0103", "payroll"),
    ("destination has partner", "destination has partnr", "AGP0103", "partner"),
    ("destination within external", "destination within extrenal", "AGP0103", "external"),
    ("resource within ledger", "resource within leger", "AGP0103", "ledger"),
    ("from hr_records", "from hr_record", "AGP0103", "hr_records"),
    ("is records", "is recrods", "AGP0103", "records"),
    ("kind is publish because", "kind is pubish because", "AGP0103", "publish"),
    ("publish is send", "publish is sned", "AGP0103", "send"),
    ("alert secops", "alert secop", "AGP0103", "secops"),
    // Names of other declarations.
    ("signal.topic is", "signal.topik is", "AGP0113", "topic"),
    ("* signal.injection", "* signal.injektion", "AGP0113", "injection"),
    ("signals.injection", "signals.inject", "AGP0113", "injection"),
    ("when large", "when larg", "AGP0114", "large"),
    ("and flow <", "and flwo <", "AGP0114", "flow"),
    ("risk flow >=", "risk flou >=", "AGP0115", "flow"),
    ("by large_payment", "by largepayment", "AGP0115", "large_payment"),
    ("use std.pii", "use std.pi", "AGP0106", "std.pii"),
    ("use std.destinations.chat", "use std.destination.chat", "AGP0106", "std.destinations.chat"),
    // Words of enumerations, weekdays, zones, units, fields of records.
    ("is refund", "is refnd", "AGP0208", "refund"),
    ("has billing", "has biling", "AGP0208", "billing"),
    ("mon..=fri", "mno..=fri", "AGP0208", "mon"),
    ("mon..=fri", "mon..=friday", "AGP0208", "fri"),
    ("Europe/Berlin", "Europe/Berln", "AGP0214", "Europe/Berlin"),
    ("Europe/Berlin", "europe/berlim", "AGP0214", "Europe/Berlin"),
    ("10MB", "10mb", "AGP0202", "10MB"),
    ("100EUR", "100EURO", "AGP0202", "100EUR"),
    ("within 15m", "within 15min", "AGP0202", "15m"),
    ("given { data:", "given { dta:", "AGP0501", "data"),
    ("agent.trust: 0.9", "agent.trusted: 0.9", "AGP0501", "agent.trust"),
    // Words of the language.
    ("deny personal", "dney personal", "AGP0022", "deny"),
    ("allow looking", "alow looking", "AGP0022", "allow"),
    ("review payments", "reveiw payments", "AGP0022", "review"),
    ("redact contacts", "redakt contacts", "AGP0022", "redact"),
    ("else deny", "else dny", "AGP0037", "deny"),
    ("expect deny", "expect dney", "AGP0037", "deny"),
    ("deny odd when", "deny odd whn", "AGP0037", "when"),
    ("unless role", "unles role", "AGP0037", "unless"),
    ("because", "becuase", "AGP0037", "because"),
    ("cites", "sites", "AGP0037", "cites"),
    ("alert secops", "alrt secops", "AGP0037", "alert"),
    ("mask pii", "maks pii", "AGP0037", "mask"),
    ("by 2 of", "bye 2 of", "AGP0037", "by"),
    ("else deny", "els deny", "AGP0037", "else"),
    ("yields compensation", "yield compensation", "AGP0037", "yields"),
    ("signals.injection", "signls.injection", "AGP0501", "signals"),
];

/// What stands where a value of another type belongs, the code, and what help must hold.
const MISTYPED: &[(&str, &str, &str, &str)] = &[
    ("> 100EUR", "> 100USD", "AGP0203", "EUR"),
    ("> 100EUR", "> 100", "AGP0203", "100EUR"),
    ("> 100EUR", "> \"100EUR\"", "AGP0205", "numbers"),
    ("> 100EUR", "is 100EUR", "AGP0206", "=="),
    ("> 10MB", "> 10", "AGP0203", "10MB"),
    ("> 10MB", "> 10m", "AGP0203", "type"),
    ("agent.trust < 0.5", "agent.trust < 50", "AGP0213", "0.7"),
    ("agent.trust < 0.5", "agent.trust", "AGP0204", "agent.trust >= 0.7"),
    ("agent.trust < 0.5", "agent.trust is low", "AGP0206", "=="),
    ("agent.trust < 0.5", "agent.verified > 0", "AGP0203", "not agent.verified"),
    ("flow < 0.5", "flow < 5m", "AGP0203", "0.7"),
    ("flow < 0.5", "flow > 0.5", "AGP0307", "<"),
    ("signal.topic is refund", "signal.topic > 3", "AGP0203", "signal.topic is billing"),
    ("has billing", "is billing", "AGP0206", "=="),
    ("purpose is payroll", "purpose has payroll", "AGP0206", "purpose is payroll"),
    ("purpose is payroll", "purpose is \"payroll\"", "AGP0205", "payroll"),
    ("data has pii.ssn", "data is pii.ssn", "AGP0206", "data has pii.ssn"),
    ("kind is publish because", "kind == publish because", "AGP0206", "kind is publish"),
    ("tool is pay by", "tool is \"pay\" by", "AGP0205", "pay"),
    ("role has clerk", "role has compensation", "AGP0117", "data has compensation"),
    ("in mon..=fri zone", "in [5] zone", "AGP0208", "mon tue"),
    ("mon..=fri zone \"Europe/Berlin\"", "mon..=fri", "AGP0214", "zone"),
    ("wait: 5m }", "wait: 5m  amount: 5USD }", "AGP0203", "EUR"),
    ("agent.trust: 0.9", "agent.trust: high", "AGP0203", "0.7"),
    ("wait: duration", "wait: duration = 5", "AGP0404", "15m"),
    ("within 15m", "within 15", "AGP0202", "15m"),
    ("by 2 of", "by 2.5 of", "AGP0207", "2"),
];

#[test]
fn the_policy_without_a_mistake_has_none() {
    assert_eq!(check(&sources(WELL)), []);
}

#[test]
fn a_misspelt_name_is_an_error_with_the_right_suggestion() {
    each_gives_one_error(MISSPELT);
}

#[test]
fn a_value_of_another_type_is_an_error_that_shows_the_type() {
    each_gives_one_error(MISTYPED);
}

fn each_gives_one_error(mistakes: &[(&str, &str, &str, &str)]) {
    let failed: Vec<String> = mistakes.iter().filter_map(|mistake| one_error(*mistake).err()).collect();
    assert!(failed.is_empty(), "{}", failed.concat());
}

/// Checks what is said about one mistake; what is wrong with that otherwise.
fn one_error((well, wrong, code, suggestion): (&str, &str, &str, &str)) -> Result<(), String> {
    assert!(WELL.contains(well), "`{well}` is not in the policy");
    let text = WELL.replacen(well, wrong, 1);
    let sources = sources(&text);
    let errors: Vec<Diagnostic> = check(&sources).into_iter().filter(Diagnostic::is_error).collect();
    let wanted = |what: &str| Err(format!("`{wrong}`: {what}\n{}", all(&errors, &sources)));
    let [error] = errors.as_slice() else { return wanted("not one error") };
    let shown = format!("{} {}", help(error), error.fix.as_ref().map_or("", |fix| &fix.replacement));
    let changed = WELL.find(well).unwrap_or_default();
    let place = error.primary.span.start as usize..error.primary.span.end as usize;
    if error.code.text() != code {
        wanted(&format!("not {code}"))
    } else if !shown.contains(suggestion) {
        wanted(&format!("no `{suggestion}`"))
    } else if place.end < changed || changed + wrong.len() < place.start {
        wanted("the label is elsewhere")
    } else {
        Ok(())
    }
}

fn all(errors: &[Diagnostic], sources: &Sources) -> String {
    let read = |error: &Diagnostic| {
        let (code, text) = (error.code.text(), sources.slice(error.primary.span));
        format!("{code} `{text}`: {}; {}\n", error.message, help(error))
    };
    errors.iter().map(read).collect()
}
