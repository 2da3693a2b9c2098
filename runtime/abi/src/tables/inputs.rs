//! What records bring: tools with their arguments, signals, the agent and the clock, each with the facts it
//! feeds.

use serde::{Deserialize, Serialize};

/// Which facts a value of a record feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Ones: enumerated values, and truth values as 1 = false, 2 = true.
    pub ones: Vec<u32>,
    /// Numbers.
    pub numbers: Vec<u32>,
    /// Sets (signals that are sets of an enumeration).
    pub sets: Vec<u32>,
    /// Slots of texts.
    pub slots: Vec<u32>,
}

/// Where the agent's identity goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentFeeds {
    /// `agent.id`; unknown unless `agent.verified` is true.
    pub id: Feed,
    /// `agent.verified`
    pub verified: Feed,
    /// `agent.trust`
    pub trust: Feed,
    /// `agent.depth`
    pub depth: Feed,
    /// `payload.size`
    pub payload_size: Feed,
}

/// A declared tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRow {
    /// The name calls use.
    pub name: String,
    /// Value of [`one::KIND`](super::one::KIND).
    pub kind: u32,
    /// Elements of [`set::DATA`](super::set::DATA) that it yields.
    pub yields: Vec<u32>,
    /// Elements of [`set::DESTINATION`](super::set::DESTINATION) that every call goes to: `to …`, or `local` where no
    /// argument maps to destination; [`MORE`](super::MORE) alone where nobody has said what the tool does.
    pub to: Vec<u32>,
    /// The arguments.
    pub args: Vec<ArgRow>,
    /// Whether undeclared arguments are let in, as payload and an unknown destination.
    pub rest: bool,
}

/// A declared argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgRow {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: ValueType,
    /// Whether a call without it is malformed.
    pub required: bool,
    /// What the tool does without it, as JSON.
    pub default: Option<String>,
    /// The facet it maps to.
    pub mapping: Mapping,
    /// The facts it feeds.
    pub feed: Feed,
}

/// What an argument is to the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mapping {
    /// A value and no more.
    None,
    /// Part of what the action says.
    Payload,
    /// Where it goes.
    Destination,
    /// What it touches.
    Resource,
    /// Class labels.
    Data,
}

/// The type of an argument or signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ValueType {
    /// The type of one value.
    pub scalar: Scalar,
    /// One, a list (arguments), or a set (signals).
    pub many: bool,
}

/// Types of single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scalar {
    /// Any text.
    Text,
    /// A whole number.
    Int,
    /// A number in millionths.
    Decimal,
    /// True or false.
    Bool,
    /// A number from 0 to 1 in millionths.
    Score,
    /// Milliseconds: a JSON number of milliseconds, or a text such as `15m`.
    Duration,
    /// Bytes: a JSON number, or a text such as `10MB`.
    Size,
    /// A day, as milliseconds since 1970 at its start.
    Date,
    /// An instant, as milliseconds since 1970.
    Time,
    /// A mail address.
    Email,
    /// A host name or IP address.
    Host,
    /// An absolute URL.
    Url,
    /// A file path.
    Path,
    /// An IP address.
    Ip,
    /// An account number.
    Iban,
    /// A telephone number.
    Phone,
    /// An identifier.
    Id,
    /// An amount of the currency, in millionths of its main unit: a JSON number or its decimal text.
    Money([u8; 3]),
    /// One of a list of words; index into [`Tables::enums`](super::Tables::enums).
    Enum(u32),
    /// A class by name.
    Class,
    /// Any JSON value.
    Json,
}

/// What a single value of a type is in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonForm {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A number, or a string that says one.
    NumberOrText,
    /// `true` or `false`.
    Bool,
    /// Anything.
    Any,
}

impl Scalar {
    /// What a value of this type is in JSON. Whatever else stands in its place makes a call malformed.
    pub const fn json_form(self) -> JsonForm {
        match self {
            Scalar::Text
            | Scalar::Date
            | Scalar::Time
            | Scalar::Email
            | Scalar::Host
            | Scalar::Url
            | Scalar::Path
            | Scalar::Ip
            | Scalar::Iban
            | Scalar::Phone
            | Scalar::Id
            | Scalar::Enum(_)
            | Scalar::Class => JsonForm::Text,
            Scalar::Int | Scalar::Decimal | Scalar::Score => JsonForm::Number,
            Scalar::Duration | Scalar::Size | Scalar::Money(_) => JsonForm::NumberOrText,
            Scalar::Bool => JsonForm::Bool,
            Scalar::Json => JsonForm::Any,
        }
    }
}

/// A declared signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalRow {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: ValueType,
    /// The facts it feeds.
    pub feed: Feed,
}

/// Facts that derive from the time of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Numbers that hold the time itself, in milliseconds since 1970.
    pub instant: Vec<u32>,
    /// Local clocks that are asked for.
    pub zones: Vec<Zone>,
}

/// A local clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its IANA name.
    pub name: String,
    /// (milliseconds since 1970 from which it holds, offset from UTC in seconds), ascending, the
    /// first from `i64::MIN`.
    pub offsets: Vec<(i64, i32)>,
    /// Numbers that hold the milliseconds since local midnight.
    pub time_of_day: Vec<u32>,
    /// Ones that hold the local weekday: 1 = Monday … 7 = Sunday.
    pub weekday: Vec<u32>,
}
