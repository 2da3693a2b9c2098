//! Tools: their arguments, what those map to, and what every kind of tool must say.

use super::Checker;
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::semantics::resolve::ModuleId;
use crate::semantics::resolve::vocabulary::{LOCAL, UNCLASSIFIED, UNLABELLED};
use crate::semantics::thir::{Arg, EntryId, Tool, ToolId};
use crate::source::Span;
use crate::syntax::ast::{self, Decl, TypeKind, Word, Yields};
use crate::types::{CURRENCIES, SCALAR_WORDS, Scalar, Type, usual_type};
use agp_abi::tables::Mapping;
use std::collections::BTreeMap;

/// Kinds whose tools reach outside, and so must say where to.
const REACHING: [&str; 4] = ["send", "pay", "execute", "delegate"];

impl Checker<'_> {
    /// Declares every tool, then resolves `undo` among them.
    pub(super) fn declare_tools(&mut self) {
        let mut undos: Vec<(ModuleId, usize, &ast::Path)> = Vec::new();
        for (module, decl, _) in self.declarations() {
            self.module = module;
            let Decl::Tool(tool) = decl else { continue };
            if let Some(first) = self.tool_names.get(&tool.name.text) {
                let first = self.tools[first.0 as usize].span;
                let owner = self.owner(first, module);
                let (name, span) = (&tool.name.text, tool.name.span);
                self.report(error::declared_again("tool", name, span, first, owner));
                continue;
            }
            let checked = self.tool(tool);
            let index = self.tools.len();
            undos.extend(tool.undo.as_ref().map(|undo| (module, index, undo)));
            self.tool_names.insert(tool.name.text.clone(), ToolId(u32::try_from(index).unwrap_or(u32::MAX)));
            self.tools.push(checked);
        }
        for (module, index, undo) in undos {
            self.module = module;
            self.tools[index].undo = self.tool_named(undo);
        }
    }

    fn tool(&mut self, tool: &ast::Tool) -> Tool {
        let kind = self.entry(Word::Kind, &tool.kind);
        let mut args: Vec<Arg> = Vec::new();
        for arg in &tool.args {
            if let Some(first) = args.iter().find(|earlier| earlier.name == arg.name.text) {
                let first = first.span;
                self.report(error::declared_again("argument", &arg.name.text, arg.name.span, first, None));
                continue;
            }
            let checked = self.arg(arg);
            args.push(checked);
        }
        if let Some(rest) = &tool.rest
            && rest.facet.text != "payload"
        {
            self.report(
                Diagnostic::new(Code::BadMapping, rest.facet.span, "what arrives in `rest` is payload")
                    .help("write `rest -> payload`"),
            );
        }
        let maps = tool.args.iter().any(|arg| facet_of(arg) == Some("destination"));
        // Nobody has said what an unclassified tool does, so nobody knows where it goes.
        let vague = kind == Some(self.builtin(Word::Kind, UNCLASSIFIED));
        let to = if tool.to.is_empty() && !maps && !vague {
            vec![self.builtin(Word::Destination, LOCAL)]
        } else {
            self.entries(Word::Destination, &tool.to)
        };
        let yields = match &tool.yields {
            Some(Yields::Classes(paths)) => self.entries(Word::Class, paths),
            Some(Yields::Nothing(_)) | None => Vec::new(),
        };
        let returns = tool.returns.iter().filter_map(|returned| {
            Some((returned.field.text.clone(), self.entry(Word::Origin, &returned.from)?))
        });
        let returns = returns.collect();
        if let Some(kind) = kind {
            self.kind_demands(tool, kind);
        }
        Tool {
            name: tool.name.text.clone(),
            module: self.library.get(self.module).name.clone(),
            span: tool.name.span,
            kind: kind.unwrap_or(EntryId(0)),
            yields,
            from: self.entries(Word::Origin, &tool.from),
            undo: None,
            to,
            args,
            rest: tool.rest.is_some(),
            returns,
        }
    }

    /// What reaches outside says where to; what reads says what it yields. A mapping that is wrong in
    /// itself has been reported, and counts.
    fn kind_demands(&mut self, tool: &ast::Tool, kind: EntryId) {
        let above = |name: &str| self.lists.of(Word::Kind).is_kind_of(kind, self.builtin(Word::Kind, name));
        let maps = |facet: &str| tool.args.iter().any(|arg| facet_of(arg) == Some(facet));
        let (name, written) = (&tool.name.text, tool.kind.text());
        let is_a = |builtin: &str| {
            if written == builtin {
                format!("`{builtin}`")
            } else {
                format!("`{written}`, a kind of `{builtin}`,")
            }
        };
        if let Some(reaching) = REACHING.into_iter().find(|kind| above(kind))
            && tool.to.is_empty()
            && !maps("destination")
        {
            let target = tool.args.iter().find(|arg| is_target(&arg.ty));
            let help = match target {
                Some(arg) => {
                    format!(
                        "map the argument that names the target, such as `{}`, by `-> destination`, or say `to local`",
                        arg.name.text
                    )
                }
                None => {
                    "map the argument that names the target by `-> destination`, or say `to local`".to_owned()
                }
            };
            self.report(
                Diagnostic::new(
                    Code::EffectWithoutDestination,
                    tool.name.span,
                    format!("`{name}` is {} and does not say where to", is_a(reaching)),
                )
                .also(tool.kind.span, format!("what is `{reaching}` reaches outside"))
                .help(help),
            );
        } else if above("read") && tool.yields.is_none() && !maps("data") {
            self.report(
                Diagnostic::new(
                    Code::ReadWithoutYields,
                    tool.name.span,
                    format!("`{name}` is {} and does not say what it yields", is_a("read")),
                )
                .also(tool.kind.span, "what is `read` brings data")
                .help(format!(
                    "say `yields CLASS`, `yields nothing`, or `yields {UNLABELLED}` until somebody knows"
                )),
            );
        }
    }

    fn arg(&mut self, arg: &ast::Arg) -> Arg {
        let ty = self.arg_type(&arg.ty);
        let mapping = self.mapping(arg, &ty);
        let default = arg.default.as_ref().and_then(|value| self.default(value, &ty, arg.ty.span));
        Arg {
            name: arg.name.text.clone(),
            ty,
            optional: arg.optional || arg.default.is_some(),
            default,
            mapping,
            span: arg.name.span,
        }
    }

    fn mapping(&mut self, arg: &ast::Arg, ty: &Type) -> Mapping {
        let scalar = match ty {
            Type::One(scalar) | Type::List(scalar) | Type::Set(scalar) => scalar,
            Type::Error => {
                arg.facet.as_ref().and_then(|facet| self.facet(facet));
                return Mapping::None;
            }
        };
        let Some(facet) = &arg.facet else {
            // What names something is a text too, and may be data or carry some: a telephone number is,
            // an address has a display name, an `id` is any words.
            let says_something = scalar.is_text() || *scalar == Scalar::Json;
            return if says_something { Mapping::Payload } else { Mapping::None };
        };
        let Some(mapping) = self.facet(facet) else { return Mapping::None };
        if (mapping == Mapping::Data) != (*scalar == Scalar::Class) {
            let message = if mapping == Mapping::Data {
                format!("an argument mapped to `data` names classes, and this one is {}", ty.described())
            } else {
                format!("a class maps to `data`, not to `{}`", facet.text)
            };
            self.report(
                Diagnostic::new(Code::BadMapping, facet.span, message)
                    .also(arg.ty.span, "the type is said here")
                    .help("write `list of class -> data`, or another facet for another type"),
            );
        }
        mapping
    }

    /// The facet that a word behind an arrow names.
    fn facet(&mut self, word: &ast::Name) -> Option<Mapping> {
        const FACETS: [&str; 4] = ["destination", "resource", "payload", "data"];
        match word.text.as_str() {
            "destination" => Some(Mapping::Destination),
            "resource" => Some(Mapping::Resource),
            "payload" => Some(Mapping::Payload),
            "data" => Some(Mapping::Data),
            other => {
                let message = format!("an argument does not map to `{other}`");
                let diagnostic = Diagnostic::new(Code::BadMapping, word.span, message);
                self.report(match (other, suggest::resembling(other, FACETS)) {
                    ("role" | "purpose", _) => diagnostic
                        .help("the agent writes the arguments: authority and purpose come from the host"),
                    (_, Some(near)) => diagnostic.replace_with(near),
                    (_, None) => diagnostic.help("write `destination`, `resource`, `payload` or `data`"),
                });
                None
            }
        }
    }

    /// The type of an argument.
    pub(super) fn arg_type(&mut self, ty: &ast::Type) -> Type {
        match &ty.kind {
            TypeKind::List(inner) => match self.arg_type(inner) {
                // Lists in lists are looked at as JSON.
                Type::One(Scalar::Json) | Type::List(_) | Type::Set(_) => Type::One(Scalar::Json),
                Type::One(scalar) => Type::List(scalar),
                Type::Error => Type::Error,
            },
            TypeKind::Set(_) => self.no_type(ty, "only a signal is a set", "write `list of …`"),
            _ => self.scalar(ty).map_or(Type::Error, Type::One),
        }
    }

    /// The type of a signal.
    pub(super) fn signal_type(&mut self, ty: &ast::Type) -> Type {
        match &ty.kind {
            TypeKind::Set(inner) => match self.scalar(inner) {
                Some(scalar @ Scalar::Enum(_)) => Type::Set(scalar),
                Some(_) => self.no_type(ty, "a set is of an enumeration", "write `set of enum [a, b]`"),
                None => Type::Error,
            },
            TypeKind::List(_) => {
                self.no_type(ty, "a signal is no list", "write `set of enum [a, b]`, or one value")
            }
            _ => match self.scalar(ty) {
                Some(Scalar::Json | Scalar::Class) => self.no_type(
                    ty,
                    "a signal is a value that conditions can test",
                    "write `text`, `enum [a, b]` or a number type",
                ),
                Some(scalar) => Type::One(scalar),
                None => Type::Error,
            },
        }
    }

    fn scalar(&mut self, ty: &ast::Type) -> Option<Scalar> {
        match &ty.kind {
            TypeKind::Named(word) => {
                if let Some(scalar) = Scalar::parse(word) {
                    return Some(scalar);
                }
                let meant = usual_type(word).or_else(|| {
                    let words = SCALAR_WORDS.iter().map(|(word, _)| *word);
                    suggest::resembling(word, words).or_else(|| suggest::nearest(word, CURRENCIES))
                });
                let diagnostic =
                    Diagnostic::new(Code::UnknownType, ty.span, format!("there is no type `{word}`"));
                self.report(match meant {
                    Some(near) => diagnostic.replace_with(near),
                    None => diagnostic.help("the types are `text int decimal bool score duration size date time email host url path ip iban phone id class json`, currencies such as `EUR`, `list of …` and `enum [...]`"),
                });
                None
            }
            TypeKind::Enum(words) => {
                let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
                let mut distinct = Vec::with_capacity(words.len());
                for word in words {
                    if let Some(first) = seen.get(word.text.as_str()) {
                        self.report(error::declared_again("word", &word.text, word.span, *first, None));
                    } else {
                        seen.insert(&word.text, word.span);
                        distinct.push(word.text.clone());
                    }
                }
                if distinct.is_empty() {
                    self.no_type(ty, "the enumeration holds nothing", "name its words: `enum [low, high]`");
                    return None;
                }
                Some(Scalar::Enum(distinct))
            }
            TypeKind::List(_) | TypeKind::Set(_) => {
                self.no_type(ty, "a single value is needed here", "write one type");
                None
            }
            TypeKind::Error => None,
        }
    }

    fn no_type(&mut self, ty: &ast::Type, message: &str, help: &str) -> Type {
        self.report(Diagnostic::new(Code::UnknownType, ty.span, message).help(help));
        Type::Error
    }
}

/// The facet that an argument is mapped to, misspelt or not.
fn facet_of(arg: &ast::Arg) -> Option<&str> {
    let facet = arg.facet.as_ref()?;
    suggest::resembling(&facet.text, ["destination", "data"]).or(Some(&facet.text))
}

/// Whether a type is usually that of a target.
fn is_target(ty: &ast::Type) -> bool {
    match &ty.kind {
        TypeKind::Named(word) => matches!(word.as_str(), "email" | "url" | "host" | "ip" | "iban" | "phone"),
        TypeKind::List(inner) => is_target(inner),
        TypeKind::Set(_) | TypeKind::Enum(_) | TypeKind::Error => false,
    }
}
