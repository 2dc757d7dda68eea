//! Names, fields and types of an expression, resolved and checked before it is ever run.
//!
//! Walks the tree once, turning it into [`Code`]. What conditions say about `null` is carried along ([`Guards`]), so
//! that a nullable value can be compared or measured only where a guard has made sure that it is there.

use super::ast::{Ast, Kind, Word};
use super::code::{Code, Path, Root, Step};
use super::names::{listed, nearest};
use super::narrow::{Guards, Present, common};
use super::token::Extent;
use super::types::{Of, Ty, Types};
use super::{ExprError, Variable};
use crate::Reads;
use crate::model::{FieldOf, MapSchema, Schema};

/// Resolves one expression.
pub(super) struct Checker<'c, 's> {
    source: &'s str,
    variables: &'c [Variable<'c>],
    /// Loop variables, outermost first.
    pub(super) locals: Vec<(&'s str, Ty)>,
    pub(super) types: Types,
    /// What is not null at this point.
    pub(super) present: Vec<Present>,
    /// Keys of maps that are spelled out.
    pub(super) keys: Vec<(&'static MapSchema, Box<str>, Extent)>,
    /// The variables and fields that are read.
    pub(super) reads: Reads,
}

/// A part that was checked.
pub(super) struct CheckedCode {
    pub(super) code: Code,
    pub(super) ty: Ty,
    pub(super) guards: Guards,
}

impl CheckedCode {
    pub(super) fn new(code: Code, ty: Ty) -> Self {
        Self { code, ty, guards: Guards::default() }
    }

    pub(super) fn always(code: Code, of: Of) -> Self {
        Self::new(code, Ty::always(of))
    }
}

impl<'c, 's> Checker<'c, 's> {
    pub(super) fn new(source: &'s str, variables: &'c [Variable<'c>]) -> Self {
        Self {
            source,
            variables,
            locals: Vec::new(),
            types: Types::default(),
            present: Vec::new(),
            keys: Vec::new(),
            reads: Reads::default(),
        }
    }

    pub(super) fn check(&mut self, ast: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        Ok(match &ast.kind {
            Kind::Null => CheckedCode::new(Code::Null, Ty::NULL),
            Kind::Bool(value) => CheckedCode::always(Code::Bool(*value), Of::Bool),
            Kind::Int(value) => CheckedCode::always(Code::Int(*value), Of::Int),
            Kind::Text(value) => CheckedCode::always(Code::Text(value.as_ref().into()), Of::Text),
            Kind::Name(_) | Kind::Select(..) | Kind::Index(_) => {
                let (path, ty) = self.path(ast)?;
                CheckedCode::new(Code::Path(Box::new(path)), ty)
            }
            Kind::List(items) => self.list(items)?,
            Kind::Not(operand) => {
                let operand = self.condition(operand)?;
                CheckedCode {
                    code: Code::Not(Box::new(operand.code)),
                    guards: operand.guards.inverted(),
                    ..CheckedCode::always(Code::Null, Of::Bool)
                }
            }
            Kind::Negate(operand) => self.negate(operand, ast.extent)?,
            Kind::Binary(operator, parts) => self.binary(*operator, parts, ast.extent)?,
            Kind::And(parts) => self.and(parts)?,
            Kind::Or(parts) => self.or(parts)?,
            Kind::Choose(parts) => self.choose(parts, ast)?,
            Kind::Call(call) => self.call(call, ast)?,
        })
    }

    pub(super) fn written(&self, ast: &Ast<'_>) -> &'s str {
        self.source.get(ast.extent.range()).unwrap_or_default()
    }

    pub(super) fn named(&self, ty: Ty) -> String {
        self.types.name(ty)
    }

    /// A part whose value is needed: null must be impossible.
    pub(super) fn there(&mut self, ast: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        let checked = self.check(ast)?;
        if !checked.ty.nullable {
            return Ok(checked);
        }
        let written = self.written(ast);
        if matches!(checked.ty.of, Of::Nothing) {
            let message = "null can only be compared, with `==` or `!=`";
            return Err(ExprError::new(message, ast.extent));
        }
        let guardable = match &checked.code {
            Code::Path(path) => Present::path(path).is_some(),
            _ => false,
        };
        let help = if guardable {
            format!("guard it: `{written} != null && …`, or `{written} == null || …`")
        } else {
            "only a variable, its fields and items at a constant index can be guarded; to look into a list use \
             `exists`, `all` or `filter`"
                .to_owned()
        };
        Err(ExprError::new(format!("`{written}` may be null here"), ast.extent).help(help))
    }

    /// A part that must be true or false.
    pub(super) fn condition(&mut self, ast: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        let checked = self.there(ast)?;
        match checked.ty.of {
            Of::Bool => Ok(checked),
            _ => {
                let (written, found) = (self.written(ast), self.named(checked.ty));
                let message = format!("`{written}` is {found}, where a condition is needed");
                Err(ExprError::new(message, ast.extent))
            }
        }
    }

    fn list(&mut self, items: &[Ast<'s>]) -> Result<CheckedCode, ExprError> {
        let mut codes = Vec::with_capacity(items.len());
        let mut item_ty = Ty::always(Of::Nothing);
        for item in items {
            let checked = self.check(item)?;
            item_ty = match self.types.unify(item_ty, checked.ty) {
                Some(ty) => ty,
                None => {
                    let (one, other) = (self.named(item_ty), self.named(checked.ty));
                    let message = format!("a list of {one} cannot hold {other}");
                    return Err(ExprError::new(message, item.extent));
                }
            };
            codes.push(checked.code);
        }
        let of = self.types.list(item_ty);
        Ok(CheckedCode::always(Code::List(codes.into()), of))
    }

    fn and(&mut self, parts: &[Ast<'s>]) -> Result<CheckedCode, ExprError> {
        let mark = self.present.len();
        let mut codes = Vec::with_capacity(parts.len());
        let mut no: Option<Vec<Present>> = None;
        for part in parts {
            let part = self.condition(part)?;
            codes.push(part.code);
            self.present.extend(part.guards.yes);
            no = Some(match no {
                Some(no) => common(no, part.guards.no),
                None => part.guards.no,
            });
        }
        let guards = Guards { yes: self.present.split_off(mark), no: no.unwrap_or_default() };
        Ok(CheckedCode { guards, ..CheckedCode::always(Code::And(codes.into()), Of::Bool) })
    }

    fn or(&mut self, parts: &[Ast<'s>]) -> Result<CheckedCode, ExprError> {
        let mark = self.present.len();
        let mut codes = Vec::with_capacity(parts.len());
        let mut yes: Option<Vec<Present>> = None;
        for part in parts {
            let part = self.condition(part)?;
            codes.push(part.code);
            self.present.extend(part.guards.no);
            yes = Some(match yes {
                Some(yes) => common(yes, part.guards.yes),
                None => part.guards.yes,
            });
        }
        let guards = Guards { yes: yes.unwrap_or_default(), no: self.present.split_off(mark) };
        Ok(CheckedCode { guards, ..CheckedCode::always(Code::Or(codes.into()), Of::Bool) })
    }

    fn choose(&mut self, parts: &[Ast<'s>; 3], whole: &Ast<'s>) -> Result<CheckedCode, ExprError> {
        let [condition, then, otherwise] = parts;
        let condition = self.condition(condition)?;
        let mark = self.present.len();
        let mut branch = |branch: &Ast<'s>, guards: Vec<Present>| {
            self.present.extend(guards);
            let checked = self.check(branch)?;
            Ok((checked, self.present.split_off(mark)))
        };
        let (then, mut yes) = branch(then, condition.guards.yes)?;
        let (otherwise, mut no) = branch(otherwise, condition.guards.no)?;
        let Some(ty) = self.types.unify(then.ty, otherwise.ty) else {
            let (one, other) = (self.named(then.ty), self.named(otherwise.ty));
            let message = format!("the two branches differ: {one} and {other}");
            return Err(ExprError::new(message, whole.extent));
        };
        let (mut not_yes, mut not_no) = (yes.clone(), no.clone());
        yes.extend(then.guards.yes);
        no.extend(otherwise.guards.yes);
        not_yes.extend(then.guards.no);
        not_no.extend(otherwise.guards.no);
        let guards = Guards { yes: common(yes, no), no: common(not_yes, not_no) };
        let codes = Box::new([condition.code, then.code, otherwise.code]);
        Ok(CheckedCode { guards, ..CheckedCode::new(Code::Choose(codes), ty) })
    }

    fn path(&mut self, ast: &Ast<'s>) -> Result<(Path, Ty), ExprError> {
        let (path, ty) = match &ast.kind {
            Kind::Name(name) => self.variable(name, ast)?,
            Kind::Select(base, word) => {
                let (mut path, ty) = self.path(base)?;
                let Of::Object(schema) = ty.of else {
                    return Err(self.no_fields(base, ty, *word));
                };
                let Some(index) = schema.index(word.text) else {
                    return Err(no_field(schema, *word));
                };
                path.steps.push(Step::Field(narrow(index)));
                self.reads.fields.add(FieldOf::new(schema, narrow(index)));
                let field = Ty::from((schema.field_type)(index));
                (path, field.or_null(ty.nullable))
            }
            Kind::Index(parts) => {
                let [base, index] = &**parts;
                let (mut path, ty) = self.path(base)?;
                if let Of::Map(schema) = ty.of {
                    let value = self.key(schema, &mut path, index)?;
                    return Ok(self.guarded(path, value));
                }
                let Of::List(items) = ty.of else {
                    let (written, found) = (self.written(base), self.named(ty));
                    let message = format!("`{written}` is {found}, and only a list has an index, or a map a key");
                    return Err(ExprError::new(message, ast.extent));
                };
                let position = self.there(index)?;
                if !matches!(position.ty.of, Of::Int) {
                    let found = self.named(position.ty);
                    let message = format!("an index is an int, and this is {found}");
                    return Err(ExprError::new(message, index.extent));
                }
                path.steps.push(Step::Index(position.code));
                (path, self.types.item(items).or_null(true))
            }
            _ => {
                let checked = self.check(ast)?;
                let root = Root::Computed(checked.code);
                let steps = Vec::new();
                (Path { root, steps }, checked.ty)
            }
        };
        Ok(self.guarded(path, ty))
    }

    /// The same path, with a type that is not nullable where a guard has made sure that it is there.
    fn guarded(&self, path: Path, mut ty: Ty) -> (Path, Ty) {
        if ty.nullable && self.present.iter().any(|present| present.covers(&path)) {
            ty.nullable = false;
        }
        (path, ty)
    }

    /// Adds the step to the value of a key of a map. The schema of the map says what a key that is spelled out gives; the
    /// value of any other key is a text.
    fn key(&mut self, schema: &'static MapSchema, path: &mut Path, key: &Ast<'s>) -> Result<Ty, ExprError> {
        if let Kind::Text(key_text) = &key.kind {
            self.keys.push((schema, key_text.as_ref().into(), key.extent));
            path.steps.push(Step::Key(key_text.as_ref().into()));
            return Ok(Ty::from((schema.value_type)(key_text)).or_null(true));
        }
        let checked = self.there(key)?;
        if !checked.ty.of.is_text() {
            let found = self.named(checked.ty);
            let message = format!("a key of {} is a text, and this is {found}", schema.name);
            return Err(ExprError::new(message, key.extent));
        }
        path.steps.push(Step::KeyOf(checked.code));
        Ok(Ty { of: Of::Text, nullable: true })
    }

    fn variable(&mut self, name: &str, ast: &Ast<'_>) -> Result<(Path, Ty), ExprError> {
        let local = self.locals.iter().rposition(|(local, _)| *local == name);
        let variable = || self.variables.iter().position(|variable| variable.name == name);
        let (root, ty) = if let Some(index) = local {
            (Root::Local(narrow(index)), self.locals[index].1)
        } else if let Some(index) = variable() {
            self.reads.variable(narrow(index));
            (Root::Variable(narrow(index)), self.variables[index].typed.into())
        } else {
            let locals = self.locals.iter().map(|(name, _)| *name);
            let known = locals.chain(self.variables.iter().map(|variable| variable.name));
            let help = match nearest(name, known.clone()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known here: {}", listed(known)),
            };
            return Err(ExprError::new(format!("unknown name `{name}`"), ast.extent).help(help));
        };
        let steps = Vec::new();
        Ok((Path { root, steps }, ty))
    }

    fn no_fields(&self, base: &Ast<'_>, ty: Ty, word: Word<'_>) -> ExprError {
        let (written, found) = (self.written(base), self.named(ty));
        let message = format!("`{written}` is {found}, which has no fields");
        let error = ExprError::new(message, word.extent);
        match ty.of {
            Of::List(_) => error.help(format!("ask its items: `{written}.exists(x, …)`, or take one: `{written}[0]`")),
            Of::Map(_) => error.help(format!("its values have keys: `{written}['{}']`", word.text)),
            _ => error,
        }
    }
}

fn no_field(schema: &Schema, word: Word<'_>) -> ExprError {
    let known = schema.fields.iter().map(|field| field.name);
    let help = match nearest(word.text, known.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("its fields: {}", listed(known)),
    };
    let message = format!("{} has no field `{}`", schema.name, word.text);
    ExprError::new(message, word.extent).help(help)
}

/// Positions of variables and fields: there are never as many as do not fit.
pub(super) fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
