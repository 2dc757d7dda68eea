//! Expressions that are well typed in the language of rules, with as few parentheses as precedence allows.

use super::entropy::Entropy;
use super::world::{KEYS, TEXTS, is_number};

/// What an expression is to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Int,
    Text,
    Span,
    Ints,
    Texts,
}

/// Durations as written, and their milliseconds.
pub(crate) const SPANS: &[(&str, i64)] =
    &[("0", 0), ("500ms", 500), ("1s", 1_000), ("1.5s", 1_500), ("-2s", -2_000), ("1m30s", 90_000), ("1h", 3_600_000)];

const REGEXES: &[&str] = &["^a", "b$", "[ah]", "^host-[0-9]+$", "", "x|ä"];

/// A part, and how tightly its outermost operator binds: 0 for `?:`, 7 for what needs no parentheses.
struct Part(String, u8);

pub(crate) struct Generator<'e, 'b> {
    entropy: &'e mut Entropy<'b>,
    depth: u8,
    /// Loop variables and guarded paths.
    scope: Vec<(String, Kind)>,
}

impl<'e, 'b> Generator<'e, 'b> {
    pub(crate) fn new(entropy: &'e mut Entropy<'b>) -> Self {
        Self { entropy, depth: 0, scope: Vec::new() }
    }

    pub(crate) fn expression(&mut self, kind: Kind) -> String {
        self.part(kind).0
    }

    fn part(&mut self, kind: Kind) -> Part {
        let leaf = self.depth >= 5 || self.entropy.is_empty() || self.entropy.one_in(5);
        self.depth += 1;
        let part = match kind {
            _ if leaf => self.leaf(kind),
            _ if self.entropy.one_in(12) => self.choice(kind),
            Kind::Bool => self.condition(),
            Kind::Int => self.int(),
            Kind::Text => self.text(),
            Kind::Span => self.span(),
            Kind::Ints | Kind::Texts => self.list(kind),
        };
        self.depth -= 1;
        part
    }

    /// An operand that must bind at least as tightly as `floor`.
    fn at(&mut self, kind: Kind, floor: u8) -> String {
        let Part(text, level) = self.part(kind);
        if level < floor || self.entropy.one_in(16) { format!("({text})") } else { text }
    }

    fn leaf(&mut self, kind: Kind) -> Part {
        let mut known: Vec<String> = match kind {
            Kind::Bool => vec!["b".into(), "true".into(), "false".into()],
            Kind::Int => vec!["n".into(), "m".into(), "o.count".into(), "size(ns)".into(), "size(kv)".into()],
            Kind::Text => vec!["s".into(), "t".into(), "o.name".into()],
            Kind::Span => vec!["d".into()],
            Kind::Ints => vec!["ns".into(), "o.ports".into()],
            Kind::Texts => vec!["ts".into(), "os.map(v, v.host)".into()],
        };
        let scoped = self.scope.iter().filter(|(_, of)| *of == kind);
        known.extend(scoped.map(|(name, _)| name.clone()));
        match (kind, self.entropy.one_in(3)) {
            (Kind::Int, true) => {
                let value = self.entropy.int();
                return Part(value.to_string(), if value < 0 { 6 } else { 7 });
            }
            (Kind::Text, true) => known = vec![self.literal()],
            (Kind::Span, true) => {
                let names: Vec<&str> = SPANS.iter().map(|(name, _)| *name).collect();
                known = vec![format!("duration('{}')", self.entropy.pick(&names))];
            }
            _ => {}
        }
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        Part(self.entropy.pick(&names).to_owned(), 7)
    }

    fn literal(&mut self) -> String {
        let text = self.entropy.pick(TEXTS);
        let quote = self.entropy.pick(&["'", "\""]);
        Self::quoted(text, quote)
    }

    fn quoted(text: &str, quote: &str) -> String {
        let body = text.replace('\\', "\\\\").replace('\n', "\\n").replace(quote, &format!("\\{quote}"));
        format!("{quote}{body}{quote}")
    }

    fn choice(&mut self, kind: Kind) -> Part {
        let (condition, then) = (self.at(Kind::Bool, 1), self.at(kind, 1));
        Part(format!("{condition} ? {then} : {}", self.at(kind, 0)), 0)
    }

    fn infix(&mut self, kind: Kind, signs: &[&str], level: u8) -> Part {
        let (left, sign) = (self.at(kind, level), self.entropy.pick(signs));
        Part(format!("{left} {sign} {}", self.at(kind, level + 1)), level)
    }

    fn condition(&mut self) -> Part {
        const ORDER: &[&str] = &["==", "!=", "<", "<=", ">", ">="];
        match self.entropy.below(21) {
            0 => self.infix(Kind::Bool, &["&&"], 2),
            1 => self.infix(Kind::Bool, &["||"], 1),
            2 => Part(format!("!{}", self.at(Kind::Bool, 6)), 6),
            3 | 4 => self.infix(Kind::Int, ORDER, 3),
            5 => self.infix(Kind::Text, ORDER, 3),
            6 => self.infix(Kind::Span, ORDER, 3),
            7 => self.infix(Kind::Bool, &["==", "!="], 3),
            8 => self.infix(Kind::Ints, &["==", "!="], 3),
            9 => Part(format!("{} in {}", self.at(Kind::Int, 3), self.at(Kind::Ints, 4)), 3),
            10 => Part(format!("{} in {}", self.at(Kind::Text, 3), self.at(Kind::Texts, 4)), 3),
            11 => {
                let method = self.entropy.pick(&["startsWith", "endsWith", "contains"]);
                Part(format!("{}.{method}({})", self.at(Kind::Text, 7), self.at(Kind::Text, 0)), 7)
            }
            12 => {
                let regex = self.entropy.pick(REGEXES);
                Part(format!("{}.matches(r'{regex}')", self.at(Kind::Text, 7)), 7)
            }
            13 | 14 => {
                let method = self.entropy.pick(&["all", "exists", "exists_one"]);
                self.each(method)
            }
            15 => Part(format!("{} {} null", self.nullable().0, self.entropy.pick(&["==", "!="])), 3),
            16 => Part(format!("{} in kv", self.at(Kind::Text, 3)), 3),
            17 => {
                let (key, sign) = (self.at(Kind::Text, 0), self.entropy.pick(&["==", "!="]));
                Part(format!("kv[{key}] {sign} null"), 3)
            }
            18 => self.keyed(),
            _ => self.guarded(),
        }
    }

    /// The value of a key behind a question whether it is there.
    fn keyed(&mut self) -> Part {
        let key = self.entropy.pick(KEYS);
        let quoted = Self::quoted(key, "'");
        let mark = self.scope.len();
        let kind = if is_number(key) { Kind::Int } else { Kind::Text };
        self.scope.push((format!("kv[{quoted}]"), kind));
        let part = match self.entropy.below(3) {
            0 => Part(format!("{quoted} in kv && {}", self.at(Kind::Bool, 3)), 2),
            1 => Part(format!("!({quoted} in kv) || {}", self.at(Kind::Bool, 2)), 1),
            _ => {
                let then = self.at(Kind::Bool, 1);
                self.scope.truncate(mark);
                Part(format!("{quoted} in kv ? {then} : {}", self.at(Kind::Bool, 0)), 0)
            }
        };
        self.scope.truncate(mark);
        part
    }

    /// A path that may be null, and what is known of it behind a guard.
    fn nullable(&mut self) -> (String, Vec<(String, Kind)>) {
        match self.entropy.below(3) {
            0 => ("o.maybe".into(), vec![("o.maybe".into(), Kind::Int)]),
            1 => ("o.best".into(), vec![("o.best.host".into(), Kind::Text)]),
            _ => {
                let known = [("o.best.port", Kind::Int), ("o.best.host", Kind::Text)];
                ("o.best.port".into(), known.map(|(name, kind)| (name.into(), kind)).into())
            }
        }
    }

    fn guarded(&mut self) -> Part {
        let (path, known) = self.nullable();
        let mark = self.scope.len();
        self.scope.extend(known);
        let part = match self.entropy.below(4) {
            0 => Part(format!("{path} != null && {}", self.at(Kind::Bool, 3)), 2),
            1 => Part(format!("{path} == null || {}", self.at(Kind::Bool, 2)), 1),
            2 => Part(format!("!(null == {path}) && {}", self.at(Kind::Bool, 3)), 2),
            _ => {
                let then = self.at(Kind::Bool, 1);
                self.scope.truncate(mark);
                Part(format!("{path} != null ? {then} : {}", self.at(Kind::Bool, 0)), 0)
            }
        };
        self.scope.truncate(mark);
        part
    }

    fn each(&mut self, method: &str) -> Part {
        let name = self.entropy.pick(&["x", "y", "n"]).to_owned();
        let mark = self.scope.len();
        let (list, known) = match self.entropy.below(4) {
            0 => (self.at(Kind::Ints, 7), vec![(name.clone(), Kind::Int)]),
            2 => ("kv".to_owned(), vec![(name.clone(), Kind::Text)]),
            1 => (self.at(Kind::Texts, 7), vec![(name.clone(), Kind::Text)]),
            _ => ("os".to_owned(), vec![(format!("{name}.host"), Kind::Text)]),
        };
        // What the loop variable hides is out of scope.
        let hidden: Vec<_> = self.scope.clone();
        self.scope.retain(|(path, _)| *path != name && !path.starts_with(&format!("{name}.")));
        self.scope.extend(known);
        let body = if name == "n" {
            // `n` may not be an int any more, and every leaf that takes it for one would be ill typed.
            let scope = std::mem::take(&mut self.scope);
            let inner = scope.iter().filter(|(path, _)| path.starts_with('n')).cloned().collect();
            let body = self.shadowed(inner);
            self.scope = scope;
            body
        } else {
            self.expression(Kind::Bool)
        };
        self.scope = hidden;
        self.scope.truncate(mark);
        Part(format!("{list}.{method}({name}, {body})"), 7)
    }

    fn shadowed(&mut self, inner: Vec<(String, Kind)>) -> String {
        match inner.first() {
            Some((path, Kind::Int)) => format!("{path} > m"),
            Some((path, _)) => format!("{path} != s"),
            None => "b".to_owned(),
        }
    }

    fn int(&mut self) -> Part {
        match self.entropy.below(8) {
            0 | 1 => self.infix(Kind::Int, &["+", "-"], 4),
            2 => self.infix(Kind::Int, &["*", "/", "%"], 5),
            3 => Part(format!("-{}", self.at(Kind::Int, 7)), 6),
            4 => Part(format!("size({})", self.at(Kind::Text, 0)), 7),
            5 => Part(format!("{}.size()", self.at(Kind::Ints, 7)), 7),
            6 => self.infix(Kind::Span, &["/"], 5),
            _ => {
                let at = self.entropy.below(2);
                let otherwise = self.at(Kind::Int, 0);
                Part(format!("ns[{at}] != null ? ns[{at}] : {otherwise}"), 0)
            }
        }
    }

    fn text(&mut self) -> Part {
        match self.entropy.below(2) {
            0 => self.infix(Kind::Text, &["+"], 4),
            _ => Part(format!("{}.lowerAscii()", self.at(Kind::Text, 7)), 7),
        }
    }

    fn span(&mut self) -> Part {
        match self.entropy.below(4) {
            0 => self.infix(Kind::Span, &["+", "-"], 4),
            1 => Part(format!("-{}", self.at(Kind::Span, 7)), 6),
            2 => {
                let (left, sign) = (self.at(Kind::Span, 5), self.entropy.pick(&["*", "/"]));
                Part(format!("{left} {sign} {}", self.at(Kind::Int, 6)), 5)
            }
            _ => Part(format!("{} * {}", self.at(Kind::Int, 5), self.at(Kind::Span, 6)), 5),
        }
    }

    fn list(&mut self, kind: Kind) -> Part {
        let item = if kind == Kind::Ints { Kind::Int } else { Kind::Text };
        match self.entropy.below(4) {
            0 => self.infix(kind, &["+"], 4),
            1 => {
                let items = 1 + self.entropy.below(3);
                let items: Vec<String> = (0..items).map(|_| self.at(item, 0)).collect();
                Part(format!("[{}]", items.join(", ")), 7)
            }
            choice => {
                let name = format!("z{}", self.depth);
                let list = self.at(kind, 7);
                self.scope.push((name.clone(), item));
                let (method, body) = match choice {
                    2 => ("filter", self.expression(Kind::Bool)),
                    _ => ("map", self.expression(item)),
                };
                self.scope.pop();
                Part(format!("{list}.{method}({name}, {body})"), 7)
            }
        }
    }
}
