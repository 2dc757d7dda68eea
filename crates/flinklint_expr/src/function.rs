//! The functions, methods and macros of the language: what they are called, what they take, what they give.

use super::ExprError;
use super::ast::{Ast, Call, Kind};
use super::check::{CheckedCode, Checker, narrow};
use super::code::{Code, Each, Quantifier, TextTest};
use super::literal::{parse_duration, parse_size};
use super::names::{listed, nearest};
use super::token::extent;
use super::types::{Of, Ty};
use regex::{Regex, RegexBuilder};

/// Called as `name(…)`.
const FUNCTIONS: &[&str] = &["size", "duration", "memorySize"];

/// Called as `x.name(…)`.
const METHODS: &[&str] = &[
    "size",
    "startsWith",
    "endsWith",
    "contains",
    "matches",
    "lowerAscii",
    "all",
    "exists",
    "exists_one",
    "filter",
    "map",
];

/// Words that CEL keeps for itself, and that therefore name nothing here either.
const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// Memory of a compiled regular expression, in bytes.
const REGEX_MAX: usize = 256 * 1024;

impl<'s> Checker<'_, 's> {
    pub(super) fn call(&mut self, call: &Call<'s>, whole: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        match &call.target {
            None => self.function(call, whole),
            Some(target) => self.method(target, call, whole),
        }
    }

    fn function(&mut self, call: &Call<'s>, whole: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        match call.name.text {
            "size" => {
                let [operand] = arguments(call, whole, "one value")?;
                self.size(operand)
            }
            "duration" => {
                let (text, at) = literal(call, whole)?;
                let ms = parse_duration(text).map_err(|form| malformed(text, form, at))?;
                Ok(CheckedCode::always(Code::Duration(ms), Of::Duration))
            }
            "memorySize" => {
                let (text, at) = literal(call, whole)?;
                let bytes = parse_size(text).map_err(|form| malformed(text, form, at))?;
                Ok(CheckedCode::always(Code::Size(bytes), Of::Size))
            }
            name => Err(unknown(call, "function", FUNCTIONS, METHODS, name)),
        }
    }

    fn method(&mut self, target: &Ast<'s>, call: &Call<'s>, whole: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        let quantifier = match call.name.text {
            "size" => {
                let [] = arguments(call, whole, "nothing")?;
                return self.size(target);
            }
            "startsWith" => return self.text_test(TextTest::StartsWith, target, call, whole),
            "endsWith" => return self.text_test(TextTest::EndsWith, target, call, whole),
            "contains" => return self.text_test(TextTest::Contains, target, call, whole),
            "matches" => return self.matches(target, call, whole),
            "lowerAscii" => {
                let [] = arguments(call, whole, "nothing")?;
                let text = self.text(target, call)?;
                return Ok(CheckedCode::always(Code::LowerAscii(Box::new(text)), Of::Text));
            }
            "all" => Quantifier::All,
            "exists" => Quantifier::Exists,
            "exists_one" => Quantifier::ExistsOne,
            "filter" => Quantifier::Filter,
            "map" => Quantifier::Map,
            name => return Err(unknown(call, "method", METHODS, FUNCTIONS, name)),
        };
        self.each(quantifier, target, call, whole)
    }

    fn size(&mut self, operand: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        let checked = self.there(operand)?;
        if !matches!(checked.ty.of, Of::List(_) | Of::Map(_) | Of::Text) {
            let (written, found) = (self.written(operand), self.named(checked.ty));
            let message = format!("`{written}` is {found}; `size` takes a list, a map or a text");
            return Err(ExprError::new(message, operand.extent));
        }
        Ok(CheckedCode::always(Code::Length(Box::new(checked.code)), Of::Int))
    }

    /// An operand of a method on texts.
    fn text(&mut self, operand: &Ast<'s>, call: &Call<'s>) -> Result<Code, ExprError> {
        let checked = self.there(operand)?;
        if checked.ty.of.is_text() {
            return Ok(checked.code);
        }
        let (written, found, name) = (self.written(operand), self.named(checked.ty), call.name.text);
        let message = format!("`{written}` is {found}; `{name}` works on text");
        let error = ExprError::new(message, operand.extent);
        Err(match checked.ty.of {
            Of::List(_) | Of::Map(_) if name == "contains" => error.help(format!("write `… in {written}`")),
            _ => error,
        })
    }

    fn text_test(
        &mut self,
        test: TextTest,
        target: &Ast<'s>,
        call: &Call<'s>,
        whole: &Ast<'s>,
    ) -> Result<CheckedCode, ExprError> {
        let [part] = arguments(call, whole, "one text")?;
        let codes = Box::new([self.text(target, call)?, self.text(part, call)?]);
        Ok(CheckedCode::always(Code::TextTest(test, codes), Of::Bool))
    }

    fn matches(&mut self, target: &Ast<'s>, call: &Call<'s>, whole: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        let text = self.text(target, call)?;
        let (pattern, at) = literal(call, whole)?;
        let regex = compiled(pattern).map_err(|error| {
            // The last line of the crate's own message is the one that says what is wrong.
            let full = error.to_string();
            let said = full.lines().last().unwrap_or_default();
            let said = said.trim_start_matches("error: ");
            ExprError::new(format!("not a regular expression: {said}"), at.extent)
        })?;
        Ok(CheckedCode::always(Code::Matches(Box::new((text, regex))), Of::Bool))
    }

    fn each(
        &mut self,
        quantifier: Quantifier,
        target: &Ast<'s>,
        call: &Call<'s>,
        whole: &Ast<'s>,
    ) -> Result<CheckedCode, ExprError> {
        let list = self.there(target)?;
        let item = match list.ty.of {
            Of::List(items) => self.types.item(items),
            // As in CEL, a map is gone over by its keys.
            Of::Map(_) => Ty::always(Of::Text),
            _ => {
                let (written, found) = (self.written(target), self.named(list.ty));
                let message = format!("`{written}` is {found}; `{}` takes a list or a map", call.name.text);
                return Err(ExprError::new(message, target.extent));
            }
        };
        let [variable, body] = arguments(call, whole, "a name and an expression")?;
        let name = match variable.kind {
            Kind::Name(name) if !RESERVED.contains(&name) => name,
            Kind::Name(_) => {
                let message = "this word is reserved by CEL";
                return Err(ExprError::new(message, variable.extent).help("take another name"));
            }
            _ => {
                let message = format!("the first argument of `{}` names the item", call.name.text);
                return Err(ExprError::new(message, variable.extent).help(format!("as in `.{}(x, …)`", call.name.text)));
            }
        };
        let local = narrow(self.locals.len());
        self.locals.push((name, item));
        let body = match quantifier {
            Quantifier::Map => self.check(body),
            _ => self.condition(body),
        };
        self.locals.pop();
        let body = body?;
        let of = match quantifier {
            Quantifier::All | Quantifier::Exists | Quantifier::ExistsOne => Of::Bool,
            Quantifier::Map => self.types.list(body.ty),
            Quantifier::Filter => {
                let kept = body.guards.yes.iter().any(|present| present.is_from_local(local));
                match list.ty.of {
                    Of::List(_) if !(item.nullable && kept) => list.ty.of,
                    _ => self.types.list(Ty::always(item.of)),
                }
            }
        };
        let each = Each { list: list.code, body: body.code };
        Ok(CheckedCode::always(Code::Each(quantifier, Box::new(each)), of))
    }
}

fn arguments<'a, 's, const N: usize>(
    call: &'a Call<'s>,
    whole: &Ast<'s>,
    takes: &str,
) -> Result<&'a [Ast<'s>; N], ExprError> {
    call.arguments.as_slice().try_into().map_err(|_| {
        let (name, given) = (call.name.text, call.arguments.len());
        let message = match given {
            0 => format!("`{name}` takes {takes}, and nothing is given"),
            given => format!("`{name}` takes {takes}, and {given} are given"),
        };
        ExprError::new(message, whole.extent)
    })
}

/// The one argument of a function that wants to know it before anything is run.
fn literal<'a, 's>(call: &'a Call<'s>, whole: &Ast<'s>) -> Result<(&'a str, &'a Ast<'s>), ExprError> {
    let [argument] = arguments(call, whole, "one text")?;
    match &argument.kind {
        Kind::Text(text) => Ok((text, argument)),
        _ => {
            let message = format!("`{}` takes a text in quotes", call.name.text);
            Err(ExprError::new(message, argument.extent))
        }
    }
}

fn malformed(text: &str, form: &str, at: &Ast<'_>) -> ExprError {
    let (start, end) = (at.extent.start as usize, at.extent.end as usize);
    ExprError::new(format!("cannot read '{text}'"), extent(start, end)).help(form)
}

fn compiled(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(REGEX_MAX).build()
}

fn unknown(call: &Call<'_>, what: &str, known: &[&str], others: &[&str], name: &str) -> ExprError {
    let error = ExprError::new(format!("unknown {what} `{name}`"), call.name.extent);
    if name == "has" {
        return error.help("whether something is there: `… != null`");
    }
    if others.contains(&name) {
        return error.help(match what {
            "function" => format!("it is a method: `x.{name}(…)`"),
            _ => format!("it is a function: `{name}(…)`"),
        });
    }
    match nearest(name, known.iter().copied()) {
        Some(meant) => error.help(format!("did you mean `{meant}`?")),
        None => error.help(format!("known: {}", listed(known.iter().copied()))),
    }
}
