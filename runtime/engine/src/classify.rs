//! Entities: what a destination or resource argument *is*, and which entries it belongs to.
//!
//! In: one value and its declared type. Out: elements of `destination` or `resource`. An
//! [`Entity`] has up to two forms that patterns read (chapter Texts lists them); an entry claims
//! it if one of its patterns matches the form that the pattern reads. A text that could be more
//! than one thing, or nothing that can be told, also adds an unknown element.

use crate::load::Loaded;
use crate::scan::Finder;
use agp_abi::facts::Facts;
use agp_abi::forms::{self, MAX_ENTITY_BYTES, canonical};
use agp_abi::tables::{Form, MORE, OTHER, PatternRow, Scalar, Tables, set};
use std::borrow::Cow;

/// Which facet is being filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Destination,
    Resource,
}

/// One form of an entity.
type Read<'a> = (Form, Cow<'a, str>);

/// What a value is, as patterns read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entity<'a> {
    forms: [Option<Read<'a>>; 2],
    /// Whether it may also be something else.
    unsure: bool,
}

impl<'a> Entity<'a> {
    fn one(form: Form, text: impl Into<Cow<'a, str>>) -> Entity<'a> {
        Entity { forms: [Some((form, text.into())), None], unsure: false }
    }

    fn two(first: Read<'a>, second: Read<'a>) -> Entity<'a> {
        Entity { forms: [Some(first), Some(second)], unsure: false }
    }

    fn unknown() -> Entity<'a> {
        Entity { forms: [None, None], unsure: true }
    }
}

/// The patterns of a policy, so filed that few of them are compared with an entity.
#[derive(Clone, Debug)]
pub(crate) struct Claims {
    destinations: ByForm,
    resources: ByForm,
}

/// The patterns of one facet: for each form a finder of rows.
#[derive(Clone, Debug)]
struct ByForm([Finder; 5]);

impl Claims {
    /// Files all patterns.
    pub(crate) fn of(tables: &Tables) -> Claims {
        let patterns = &tables.patterns;
        Claims {
            destinations: ByForm::file(tables, &patterns.destinations),
            resources: ByForm::file(tables, &patterns.resources),
        }
    }
}

impl ByForm {
    fn file(tables: &Tables, rows: &[PatternRow]) -> ByForm {
        let forms = [Form::Host, Form::Address, Form::Url, Form::Path, Form::Text];
        ByForm(forms.map(|form| {
            let reading = (0u32..).zip(rows).filter(|(_, row)| row.form == form);
            Finder::of(tables, reading.map(|(at, row)| (at, Some(row.matcher))))
        }))
    }

    fn of(&self, form: Form) -> &Finder {
        let ByForm([host, address, url, path, text]) = self;
        match form {
            Form::Host => host,
            Form::Address => address,
            Form::Url => url,
            Form::Path => path,
            Form::Text => text,
        }
    }
}

impl Loaded {
    /// Adds the elements that a value belongs to, which is given as JSON writes it, a text without
    /// quotes, a number in decimal, or not at all where nobody can say what it is; whether it has a
    /// canonical form.
    pub(crate) fn classify(&self, side: Side, scalar: Scalar, text: Option<&str>, facts: &mut Facts) -> bool {
        let patterns = &self.tables.patterns;
        let (facet, rows, claims, otherwise, nobody) = match side {
            Side::Destination => (
                set::DESTINATION,
                &patterns.destinations,
                &self.claims.destinations,
                &patterns.destination_otherwise,
                MORE,
            ),
            Side::Resource => (
                set::RESOURCE,
                &patterns.resources,
                &self.claims.resources,
                &patterns.resource_otherwise,
                OTHER,
            ),
        };
        let entity = text.and_then(|text| self.forms(scalar, text)).unwrap_or_else(Entity::unknown);
        if entity.unsure {
            facts.insert(facet, MORE);
        }
        if entity.forms == [None, None] {
            return false;
        }
        let mut claimed = false;
        for (form, text) in entity.forms.iter().flatten() {
            claims.of(*form).candidates(text, |row| {
                let Some(row) = rows.get(row as usize) else { return };
                match self.matches(row.matcher, text) {
                    Some(true) => {
                        claimed = true;
                        facts.insert(facet, row.element);
                    }
                    Some(false) => {}
                    None => facts.insert(facet, MORE),
                }
            });
        }
        match (claimed, otherwise.as_slice()) {
            (true, _) => {}
            (false, []) => facts.insert(facet, nobody),
            (false, elements) => elements.iter().for_each(|element| facts.insert(facet, *element)),
        }
        true
    }

    /// The forms of a value; `None` where it has no canonical form.
    fn forms<'a>(&'a self, scalar: Scalar, text: &'a str) -> Option<Entity<'a>> {
        match scalar {
            Scalar::Text => plain(text),
            Scalar::Host => Some(Entity::one(Form::Host, host(text)?)),
            Scalar::Ip => {
                forms::ip(text)?;
                Some(Entity::one(Form::Host, host(text)?))
            }
            Scalar::Email => email(text),
            Scalar::Url => url(text),
            Scalar::Path => Some(Entity::one(Form::Path, path(text)?)),
            Scalar::Iban => Some(Entity::one(Form::Text, forms::iban(text)?)),
            Scalar::Phone => Some(Entity::one(Form::Text, forms::phone(text)?)),
            Scalar::Id if canonical::id(text) => Some(Entity::one(Form::Text, text)),
            Scalar::Id => Some(Entity::one(Form::Text, forms::id(text)?)),
            Scalar::Class => Some(Entity::one(Form::Text, self.class(text)?.1)),
            Scalar::Enum(list) => {
                self.entry(list, text)?;
                Some(Entity::one(Form::Text, text))
            }
            Scalar::Date => {
                forms::date(text)?;
                Some(Entity::one(Form::Text, text))
            }
            Scalar::Time => {
                forms::instant(text)?;
                Some(Entity::one(Form::Text, text))
            }
            Scalar::Bool
            | Scalar::Int
            | Scalar::Duration
            | Scalar::Size
            | Scalar::Decimal
            | Scalar::Score
            | Scalar::Money(_) => Some(Entity::one(Form::Text, text)),
            Scalar::Json => None,
        }
    }
}

fn host(text: &str) -> Option<Cow<'_, str>> {
    if canonical::host(text) { Some(text.into()) } else { forms::host(text).map(Cow::Owned) }
}

fn path(text: &str) -> Option<Cow<'_, str>> {
    if canonical::path(text) { Some(text.into()) } else { forms::path(text).map(Cow::Owned) }
}

fn email(text: &str) -> Option<Entity<'_>> {
    let (address, host) = match canonical::email(text) {
        Some(host) => (text.into(), host.into()),
        None => forms::email(text).map(|email| (email.address.into(), email.host.into()))?,
    };
    Some(Entity::two((Form::Address, address), (Form::Host, host)))
}

fn url(text: &str) -> Option<Entity<'_>> {
    let (url, host) = match canonical::url(text) {
        Some(host) => (text.into(), host.into()),
        None => forms::url(text).map(|url| (url.canonical.into(), url.host.into()))?,
    };
    Some(Entity::two((Form::Url, url), (Form::Host, host)))
}

/// What a text of no particular type is, by its shape.
fn plain(text: &str) -> Option<Entity<'_>> {
    if text.is_empty() || text.len() > MAX_ENTITY_BYTES {
        return None;
    }
    if text.contains("://") {
        return url(text);
    }
    if text.chars().skip(1).any(|c| c == '@') {
        return email(text);
    }
    if text.starts_with('~') || text.contains(['/', '\\']) {
        let path = path(text)?;
        return Some(Entity::two((Form::Path, path.clone()), (Form::Text, path)));
    }
    let token = text.chars().all(|c| c.is_alphanumeric() || "_-.#@:".contains(c));
    if !token {
        return Some(Entity { unsure: true, ..Entity::one(Form::Text, text) });
    }
    Some(match host(text) {
        Some(host) => Entity::two((Form::Text, text.into()), (Form::Host, host)),
        None => Entity::one(Form::Text, text),
    })
}
