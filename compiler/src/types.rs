//! Types of arguments and signals, and the units constants are written in.

use agp_abi::forms::{DURATION_UNITS, SIZE_UNITS};
use agp_abi::number::PLACES;
use std::fmt;

/// The type of an argument or a signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A single value.
    One(Scalar),
    /// `list of T`
    List(Scalar),
    /// `set of enum [...]` (signals only)
    Set(Scalar),
    /// Not a type; already reported.
    Error,
}

/// The type of a single value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// Any text.
    Text,
    /// A whole number.
    Int,
    /// A number with up to six places.
    Decimal,
    /// True or false.
    Bool,
    /// A number from 0 to 1.
    Score,
    /// A span of time.
    Duration,
    /// A number of bytes.
    Size,
    /// A day.
    Date,
    /// An instant.
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
    /// An amount of money; an ISO 4217 code.
    Money(String),
    /// One of a list of words.
    Enum(Vec<String>),
    /// A class by name.
    Class,
    /// Any JSON value.
    Json,
}

/// The words that name a scalar type, in the order messages list them.
pub const SCALAR_WORDS: [(&str, Scalar); 19] = [
    ("text", Scalar::Text),
    ("int", Scalar::Int),
    ("decimal", Scalar::Decimal),
    ("bool", Scalar::Bool),
    ("score", Scalar::Score),
    ("duration", Scalar::Duration),
    ("size", Scalar::Size),
    ("date", Scalar::Date),
    ("time", Scalar::Time),
    ("email", Scalar::Email),
    ("host", Scalar::Host),
    ("url", Scalar::Url),
    ("path", Scalar::Path),
    ("ip", Scalar::Ip),
    ("iban", Scalar::Iban),
    ("phone", Scalar::Phone),
    ("id", Scalar::Id),
    ("class", Scalar::Class),
    ("json", Scalar::Json),
];

/// Active currency codes. Source: ISO 4217 list one, published 2024-06-25, without funds, metals
/// and testing codes.
pub const CURRENCIES: [&str; 155] = [
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY",
    "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP",
    "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR",
    "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT",
    "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR",
    "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK",
    "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD",
    "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY",
    "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD",
    "XOF", "XPF", "YER", "ZAR", "ZMW",
];

/// What types are called in other languages.
pub(crate) fn usual_type(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "varchar" | "char" => Some("text"),
        "number" | "float" | "double" => Some("decimal"),
        "integer" => Some("int"),
        "boolean" => Some("bool"),
        "object" | "any" => Some("json"),
        "datetime" | "timestamp" => Some("time"),
        "uri" => Some("url"),
        "mail" => Some("email"),
        "money" | "euro" => Some("EUR"),
        _ => None,
    }
}

impl Scalar {
    /// The type of this word, a currency included.
    pub fn parse(word: &str) -> Option<Scalar> {
        let named = SCALAR_WORDS.iter().find(|(name, _)| *name == word).map(|(_, scalar)| scalar.clone());
        named.or_else(|| CURRENCIES.contains(&word).then(|| Scalar::Money(word.to_owned())))
    }

    /// Whether it is compared as a number.
    pub fn is_number(&self) -> bool {
        self.places().is_some()
    }

    /// How many decimal places one unit of the fixed-point number has; `None` for what is not a number.
    pub fn places(&self) -> Option<u32> {
        match self {
            Scalar::Decimal | Scalar::Score | Scalar::Money(_) => Some(PLACES),
            Scalar::Int | Scalar::Duration | Scalar::Size | Scalar::Date | Scalar::Time => Some(0),
            Scalar::Text
            | Scalar::Bool
            | Scalar::Email
            | Scalar::Host
            | Scalar::Url
            | Scalar::Path
            | Scalar::Ip
            | Scalar::Iban
            | Scalar::Phone
            | Scalar::Id
            | Scalar::Enum(_)
            | Scalar::Class
            | Scalar::Json => None,
        }
    }

    /// Whether it is compared as text, in canonical form where it has one.
    pub fn is_text(&self) -> bool {
        matches!(
            self,
            Scalar::Text
                | Scalar::Email
                | Scalar::Host
                | Scalar::Url
                | Scalar::Path
                | Scalar::Ip
                | Scalar::Iban
                | Scalar::Phone
                | Scalar::Id
        )
    }

    /// The character that `*` of a `like` pattern does not cross in a text of this type.
    pub fn separator(&self) -> char {
        match self {
            Scalar::Host | Scalar::Ip => '.',
            _ => '/',
        }
    }

    /// The least and the most a value can be, in units, when nothing is known about it.
    pub fn domain(&self) -> (i64, i64) {
        match self {
            Scalar::Score => (0, agp_abi::number::SCALE),
            Scalar::Size => (0, i64::MAX),
            _ => (i64::MIN, i64::MAX),
        }
    }

    /// The units a constant of this type is written in: names with their factors.
    pub fn units(&self) -> &'static [(&'static str, i64)] {
        match self {
            Scalar::Duration => &DURATION_UNITS,
            Scalar::Size => &SIZE_UNITS,
            _ => &[],
        }
    }
}

impl Scalar {
    /// One value of it with an article, for messages: `an amount in EUR`.
    pub fn described(&self) -> String {
        match self {
            Scalar::Money(currency) => format!("an amount in {currency}"),
            Scalar::Enum(_) => "one of a list of words".to_owned(),
            Scalar::Json => "any JSON value".to_owned(),
            scalar => {
                let word = scalar.to_string();
                let vowel = word.starts_with(['a', 'e', 'i', 'o']);
                format!("{} {word}", if vowel { "an" } else { "a" })
            }
        }
    }

    /// How a constant of it is written, for messages: `` `100EUR` ``.
    pub fn example(&self) -> String {
        let example = match self {
            Scalar::Text => "\"some text\"",
            Scalar::Int => "3",
            Scalar::Decimal => "2.5",
            Scalar::Bool => "true",
            Scalar::Score => "0.7",
            Scalar::Duration => "15m",
            Scalar::Size => "10MB",
            Scalar::Date => "2026-03-31",
            Scalar::Time => "2026-03-31T09:00Z",
            Scalar::Email => "\"ann@acme.example\"",
            Scalar::Host => "\"api.acme.example\"",
            Scalar::Url => "\"https://api.acme.example/v1\"",
            Scalar::Path => "\"/data/readonly\"",
            Scalar::Ip => "\"10.0.0.1\"",
            Scalar::Iban => "\"DE89370400440532013000\"",
            Scalar::Phone => "\"+4930123456\"",
            Scalar::Id => "\"a-17\"",
            Scalar::Money(currency) => return format!("`100{currency}`"),
            Scalar::Enum(words) => return format!("`{}`", words.first().map_or("", String::as_str)),
            Scalar::Class => "confidential",
            Scalar::Json => "{ a: 1 }",
        };
        format!("`{example}`")
    }
}

impl Type {
    /// A value of it with an article, for messages: `a list of email`.
    pub fn described(&self) -> String {
        match self {
            Type::One(scalar) => scalar.described(),
            Type::List(Scalar::Enum(_)) => "a list of words".to_owned(),
            Type::List(scalar) => format!("a list of {scalar}"),
            Type::Set(_) => "a set of words".to_owned(),
            Type::Error => "a value".to_owned(),
        }
    }

    /// How a constant of it is written, for messages.
    pub fn example(&self) -> String {
        match self {
            Type::One(scalar) => scalar.example(),
            Type::List(scalar) | Type::Set(scalar) => format!("`[{}]`", scalar.example().replace('`', "")),
            Type::Error => "a value".to_owned(),
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Money(currency) => f.write_str(currency),
            Scalar::Enum(words) => write!(f, "enum [{}]", words.join(", ")),
            scalar => {
                let word =
                    SCALAR_WORDS.iter().find(|(_, known)| known == scalar).map_or("?", |(word, _)| word);
                f.write_str(word)
            }
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::One(scalar) => write!(f, "{scalar}"),
            Type::List(scalar) => write!(f, "list of {scalar}"),
            Type::Set(scalar) => write!(f, "set of {scalar}"),
            Type::Error => f.write_str("?"),
        }
    }
}
