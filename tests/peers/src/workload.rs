//! Rules and records, interned: what the hand-written engines decide from, and what every other
//! engine's text and records are made of.
//!
//! A rule of the workload is a conjunction. Names become their places in the vocabulary, a list of
//! names a mask, risk thousandths, and prefix, suffix and glob one test of the two ends of a text.
//! The tests of a rule stand in the order in which they are cheapest to fail: the tool, other finite
//! fields, numbers, texts. Every engine gets them in this order.

use serde_json::Value;

/// A field with finitely many values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Tool,
    Role,
    Kind,
    Category,
    Purpose,
    /// The one field of which a record has several.
    Classes,
}

impl Field {
    pub const ALL: [Field; 6] =
        [Field::Tool, Field::Role, Field::Kind, Field::Category, Field::Purpose, Field::Classes];

    /// Its name in rules and records.
    pub fn name(self) -> &'static str {
        match self {
            Field::Tool => "tool",
            Field::Role => "role",
            Field::Kind => "kind",
            Field::Category => "category",
            Field::Purpose => "purpose",
            Field::Classes => "data_classes",
        }
    }

    /// The key of its names in the vocabulary.
    fn key(self) -> &'static str {
        match self {
            Field::Tool => "tools",
            Field::Role => "roles",
            Field::Kind => "kinds",
            Field::Category => "categories",
            Field::Purpose => "purposes",
            Field::Classes => "data_classes",
        }
    }
}

/// A number of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// In thousandths.
    Risk,
    Rate,
    Payload,
}

impl Number {
    pub const ALL: [Number; 3] = [Number::Risk, Number::Rate, Number::Payload];

    /// Its name in rules and records.
    pub fn name(self) -> &'static str {
        match self {
            Number::Risk => "risk",
            Number::Rate => "rate_per_min",
            Number::Payload => "payload_bytes",
        }
    }

    /// A number of this field, as an integer.
    fn read(self, value: &Value) -> Option<i64> {
        match self {
            #[expect(clippy::cast_possible_truncation, reason = "risks lie between 0 and 1")]
            Number::Risk => value.as_f64().map(|risk| (risk * 1000.0).round() as i64),
            Number::Rate | Number::Payload => value.as_i64(),
        }
    }
}

/// A text of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    Host,
    Path,
}

impl Text {
    /// Its name in rules and records.
    pub fn name(self) -> &'static str {
        match self {
            Text::Host => "host",
            Text::Path => "path",
        }
    }
}

/// What a rule asks of a record. Tests sort by how cheap they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// One of the names whose bits are set.
    In(Field, u64),
    Approved(bool),
    /// Greater than.
    Above(Number, i64),
    /// Begins and ends so, without overlap.
    Ends {
        text: Text,
        prefix: String,
        suffix: String,
    },
}

/// An effect and all that must hold.
#[derive(Clone, Debug)]
pub struct Rule {
    pub id: u32,
    pub deny: bool,
    pub tests: Vec<Test>,
}

/// The names of each field, in the order of [`Field::ALL`].
#[derive(Clone, Debug)]
pub struct Vocabulary {
    names: Vec<Vec<String>>,
}

/// One action.
#[derive(Clone, Debug)]
pub struct Record {
    pub tool: u8,
    pub role: u8,
    pub kind: u8,
    pub category: u8,
    pub purpose: u8,
    /// A mask.
    pub classes: u64,
    pub approved: bool,
    /// In thousandths.
    pub risk: i64,
    pub rate: i64,
    pub payload: i64,
    pub host: String,
    pub path: String,
}

impl Vocabulary {
    pub fn read(json: &str) -> Option<Vocabulary> {
        let json: Value = serde_json::from_str(json).ok()?;
        let list = |field: Field| -> Option<Vec<String>> {
            json[field.key()].as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
        };
        Some(Vocabulary { names: Field::ALL.into_iter().map(list).collect::<Option<_>>()? })
    }

    /// The names of a field.
    pub fn of(&self, field: Field) -> &[String] {
        &self.names[field as usize]
    }

    fn place(&self, field: Field, name: &Value) -> Option<u8> {
        let name = name.as_str()?;
        u8::try_from(self.of(field).iter().position(|known| known == name)?).ok()
    }

    /// One name or a list of them, as a mask.
    fn mask(&self, field: Field, names: &Value) -> Option<u64> {
        let bit = |name: &Value| Some(1 << self.place(field, name)?);
        match names {
            Value::Array(names) => names.iter().map(bit).try_fold(0, |mask, bit| Some(mask | bit?)),
            name => bit(name),
        }
    }
}

/// Rules from the workload's JSON.
pub fn rules(json: &str, vocabulary: &Vocabulary) -> Option<Vec<Rule>> {
    let rules: Vec<Value> = serde_json::from_str(json).ok()?;
    let rule = |rule: &Value| {
        let tests = rule["all"].as_array()?.iter().map(|one| test(one, vocabulary));
        let mut tests = tests.collect::<Option<Vec<Test>>>()?;
        tests.sort();
        let id = u32::try_from(rule["id"].as_u64()?).ok()?;
        Some(Rule { id, deny: rule["effect"].as_str()? == "deny", tests })
    };
    rules.iter().map(rule).collect()
}

fn test(test: &Value, vocabulary: &Vocabulary) -> Option<Test> {
    let (name, value) = (test["field"].as_str()?, &test["value"]);
    if let Some(field) = Field::ALL.into_iter().find(|field| field.name() == name) {
        return Some(Test::In(field, vocabulary.mask(field, value)?));
    }
    if let Some(number) = Number::ALL.into_iter().find(|number| number.name() == name) {
        return Some(Test::Above(number, number.read(value)?));
    }
    if name == "approved" {
        return value.as_bool().map(Test::Approved);
    }
    let text = [Text::Host, Text::Path].into_iter().find(|text| text.name() == name)?;
    let value = value.as_str()?;
    let (prefix, suffix) = match test["op"].as_str()? {
        "prefix" => (value, ""),
        "suffix" => ("", value),
        "glob" => value.split_once('*').filter(|(_, suffix)| !suffix.contains('*'))?,
        _ => return None,
    };
    Some(Test::Ends { text, prefix: prefix.to_owned(), suffix: suffix.to_owned() })
}

/// Records from the workload's JSON.
pub fn records(json: &str, vocabulary: &Vocabulary) -> Option<Vec<Record>> {
    let records: Vec<Value> = serde_json::from_str(json).ok()?;
    records.iter().map(|one| record(one, vocabulary)).collect()
}

fn record(record: &Value, vocabulary: &Vocabulary) -> Option<Record> {
    let place = |field: Field| vocabulary.place(field, &record[field.name()]);
    let number = |number: Number| number.read(&record[number.name()]);
    let text = |text: Text| record[text.name()].as_str().map(str::to_owned);
    Some(Record {
        tool: place(Field::Tool)?,
        role: place(Field::Role)?,
        kind: place(Field::Kind)?,
        category: place(Field::Category)?,
        purpose: place(Field::Purpose)?,
        classes: vocabulary.mask(Field::Classes, &record[Field::Classes.name()])?,
        approved: record["approved"].as_bool()?,
        risk: number(Number::Risk)?,
        rate: number(Number::Rate)?,
        payload: number(Number::Payload)?,
        host: text(Text::Host)?,
        path: text(Text::Path)?,
    })
}

impl Record {
    /// The bits of a field's values.
    pub fn mask(&self, field: Field) -> u64 {
        match field {
            Field::Tool => 1 << self.tool,
            Field::Role => 1 << self.role,
            Field::Kind => 1 << self.kind,
            Field::Category => 1 << self.category,
            Field::Purpose => 1 << self.purpose,
            Field::Classes => self.classes,
        }
    }

    pub fn number(&self, number: Number) -> i64 {
        match number {
            Number::Risk => self.risk,
            Number::Rate => self.rate,
            Number::Payload => self.payload,
        }
    }

    pub fn text(&self, text: Text) -> &str {
        match text {
            Text::Host => &self.host,
            Text::Path => &self.path,
        }
    }
}

impl Test {
    pub fn holds(&self, record: &Record) -> bool {
        match self {
            Test::In(field, mask) => record.mask(*field) & mask != 0,
            Test::Approved(approved) => record.approved == *approved,
            Test::Above(number, than) => record.number(*number) > *than,
            Test::Ends { text, prefix, suffix } => {
                let text = record.text(*text);
                text.len() >= prefix.len() + suffix.len()
                    && text.starts_with(prefix.as_str())
                    && text.ends_with(suffix.as_str())
            }
        }
    }
}

impl Rule {
    pub fn holds(&self, record: &Record) -> bool {
        self.tests.iter().all(|test| test.holds(record))
    }

    /// The tools it speaks of, all if it says nothing of them.
    pub fn tools(&self) -> Option<u64> {
        self.tests.iter().find_map(|test| match test {
            Test::In(Field::Tool, mask) => Some(*mask),
            _ => None,
        })
    }
}
