//! From text to tree: the grammar of the language, by precedence climbing.
//!
//! Knows no names and no types. An expression is at most [`DEPTH_MAX`] operations deep, whether by parentheses or by a
//! chain of operators, so no later stage needs a limit of its own; chains of `&&` and `||` count once.

use super::ExprError;
use super::ast::{Ast, Call, Kind, Operator, Word};
use super::token::{Extent, Lexer, Token, decode};

/// How deep an expression may be nested.
const DEPTH_MAX: u8 = 64;

/// Longest source, in bytes: far beyond what anybody reads, and short enough that nothing quadratic hurts.
const SOURCE_MAX: usize = 16 * 1024;

/// A whole source that is one expression.
pub(super) fn parse(source: &str) -> Result<Ast<'_>, ExprError> {
    let mut parser = Parser::new(source, 0)?;
    let ast = parser.expression()?;
    if parser.token != Token::End {
        return Err(parser.unexpected("the end of the expression"));
    }
    Ok(ast)
}

/// The expression of a template that begins at a byte, and the byte after its closing brace.
pub(super) fn parse_braced(source: &str, at: usize) -> Result<(Ast<'_>, usize), ExprError> {
    let mut parser = Parser::new(source, at)?;
    let ast = parser.expression()?;
    if parser.token != Token::CloseBrace {
        return Err(parser.unexpected("`}`"));
    }
    Ok((ast, parser.extent.end as usize))
}

struct Parser<'s> {
    source: &'s str,
    lexer: Lexer<'s>,
    token: Token,
    extent: Extent,
    nesting: u8,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str, at: usize) -> Result<Self, ExprError> {
        if source.len() > SOURCE_MAX {
            let message = format!("longer than {SOURCE_MAX} bytes");
            return Err(ExprError::new(message, Extent { start: 0, end: 0 }));
        }
        let mut lexer = Lexer::new(source, at);
        let (token, extent) = lexer.next()?;
        Ok(Self { source, lexer, token, extent, nesting: 0 })
    }

    /// Steps over the token at hand and gives its place.
    fn advance(&mut self) -> Result<Extent, ExprError> {
        let passed = self.extent;
        (self.token, self.extent) = self.lexer.next()?;
        Ok(passed)
    }

    fn expect(&mut self, token: Token, called: &str) -> Result<Extent, ExprError> {
        if self.token == token { self.advance() } else { Err(self.unexpected(called)) }
    }

    fn written(&self, extent: Extent) -> &'s str {
        self.source.get(extent.range()).unwrap_or_default()
    }

    fn unexpected(&self, wanted: &str) -> ExprError {
        let found = self.written(self.extent);
        if self.token == Token::End {
            let message = format!("the expression ends where {wanted} is needed");
            return ExprError::new(message, self.extent);
        }
        let error = ExprError::new(format!("expected {wanted}, found `{found}`"), self.extent);
        match found {
            "and" => error.help("`and` is written `&&`"),
            "or" => error.help("`or` is written `||`"),
            "not" => error.help("`not` is written `!`"),
            _ => error,
        }
    }

    fn too_deep(extent: Extent) -> ExprError {
        let message = format!("nested deeper than {DEPTH_MAX} levels");
        ExprError::new(message, extent)
    }

    fn node(kind: Kind<'s>, extent: Extent, below: u8) -> Result<Ast<'s>, ExprError> {
        if below >= DEPTH_MAX {
            return Err(Self::too_deep(extent));
        }
        Ok(Ast { kind, extent, depth: below + 1 })
    }

    fn expression(&mut self) -> Result<Ast<'s>, ExprError> {
        if self.nesting >= DEPTH_MAX {
            return Err(Self::too_deep(self.extent));
        }
        self.nesting += 1;
        let condition = self.binary(1)?;
        let ast = if self.token == Token::Question {
            self.advance()?;
            let then = self.binary(1)?;
            self.expect(Token::Colon, "`:`")?;
            let otherwise = self.expression()?;
            let extent = condition.extent.to(otherwise.extent);
            let below = condition.depth.max(then.depth).max(otherwise.depth);
            let kind = Kind::Choose(Box::new([condition, then, otherwise]));
            Self::node(kind, extent, below)?
        } else {
            condition
        };
        self.nesting -= 1;
        Ok(ast)
    }

    fn binary(&mut self, floor: u8) -> Result<Ast<'s>, ExprError> {
        let mut left = self.unary()?;
        while let Some((join, level)) = infix(self.token) {
            if level < floor {
                break;
            }
            self.advance()?;
            let right = self.binary(level + 1)?;
            let extent = left.extent.to(right.extent);
            left = match join {
                Infix::And => Self::chain(left, right, extent, true)?,
                Infix::Or => Self::chain(left, right, extent, false)?,
                Infix::Operator(operator) => {
                    let below = left.depth.max(right.depth);
                    let kind = Kind::Binary(operator, Box::new([left, right]));
                    Self::node(kind, extent, below)?
                }
            };
        }
        Ok(left)
    }

    /// `&&` and `||` are associative in three values, so a chain becomes one node.
    fn chain(left: Ast<'s>, right: Ast<'s>, extent: Extent, and: bool) -> Result<Ast<'s>, ExprError> {
        let (mut parts, below) = match left.kind {
            Kind::And(parts) if and => (parts, left.depth - 1),
            Kind::Or(parts) if !and => (parts, left.depth - 1),
            kind => {
                let depth = left.depth;
                (vec![Ast { kind, ..left }], depth)
            }
        };
        let below = below.max(right.depth);
        parts.push(right);
        let kind = if and { Kind::And(parts) } else { Kind::Or(parts) };
        Self::node(kind, extent, below)
    }

    fn unary(&mut self) -> Result<Ast<'s>, ExprError> {
        let sign = self.token;
        if !matches!(sign, Token::Not | Token::Minus) {
            return self.member();
        }
        if self.nesting >= DEPTH_MAX {
            return Err(Self::too_deep(self.extent));
        }
        let start = self.advance()?;
        if sign == Token::Minus && self.token == Token::Int {
            let operand = self.int(Some(start))?;
            return self.tail(operand);
        }
        self.nesting += 1;
        let operand = self.unary()?;
        self.nesting -= 1;
        let extent = start.to(operand.extent);
        let below = operand.depth;
        let kind = match sign {
            Token::Not => Kind::Not(Box::new(operand)),
            _ => Kind::Negate(Box::new(operand)),
        };
        Self::node(kind, extent, below)
    }

    fn int(&mut self, minus: Option<Extent>) -> Result<Ast<'s>, ExprError> {
        let digits = self.advance()?;
        let extent = minus.unwrap_or(digits).to(digits);
        let number = self.written(digits).parse::<i128>().ok();
        let number = number.map(|number| if minus.is_some() { -number } else { number });
        let Some(number) = number.and_then(|number| i64::try_from(number).ok()) else {
            let message = "this number does not fit into 64 bits".to_owned();
            return Err(ExprError::new(message, extent));
        };
        Self::node(Kind::Int(number), extent, 0)
    }

    fn member(&mut self) -> Result<Ast<'s>, ExprError> {
        let primary = self.primary()?;
        self.tail(primary)
    }

    /// Selections, indices and methods after an operand.
    fn tail(&mut self, mut ast: Ast<'s>) -> Result<Ast<'s>, ExprError> {
        loop {
            match self.token {
                Token::Dot => {
                    self.advance()?;
                    let extent = self.expect(Token::Name, "the name of a field or a method")?;
                    let word = Word { text: self.written(extent), extent };
                    ast = if self.token == Token::OpenParen {
                        self.call(word, Some(ast))?
                    } else {
                        let (whole, below) = (ast.extent.to(extent), ast.depth);
                        Self::node(Kind::Select(Box::new(ast), word), whole, below)?
                    };
                }
                Token::OpenBracket => {
                    self.advance()?;
                    let index = self.expression()?;
                    let end = self.expect(Token::CloseBracket, "`]`")?;
                    let (whole, below) = (ast.extent.to(end), ast.depth.max(index.depth));
                    ast = Self::node(Kind::Index(Box::new([ast, index])), whole, below)?;
                }
                _ => return Ok(ast),
            }
        }
    }

    fn primary(&mut self) -> Result<Ast<'s>, ExprError> {
        let kind = match self.token {
            Token::Null => Kind::Null,
            Token::True => Kind::Bool(true),
            Token::False => Kind::Bool(false),
            Token::Int => return self.int(None),
            Token::Text => Kind::Text(decode(self.source, self.extent)?),
            Token::Name => {
                let extent = self.advance()?;
                let text = self.written(extent);
                if self.token == Token::OpenParen {
                    return self.call(Word { text, extent }, None);
                }
                return Self::node(Kind::Name(text), extent, 0);
            }
            Token::OpenParen => {
                let start = self.advance()?;
                let mut ast = self.expression()?;
                let end = self.expect(Token::CloseParen, "`)`")?;
                ast.extent = start.to(end);
                return Ok(ast);
            }
            Token::OpenBracket => {
                let start = self.advance()?;
                let (items, end) = self.items(Token::CloseBracket, "`,` or `]`")?;
                let below = deepest(&items);
                return Self::node(Kind::List(items), start.to(end), below);
            }
            _ => return Err(self.unexpected("a value")),
        };
        let extent = self.advance()?;
        Self::node(kind, extent, 0)
    }

    fn call(&mut self, name: Word<'s>, target: Option<Ast<'s>>) -> Result<Ast<'s>, ExprError> {
        self.advance()?;
        let (arguments, end) = self.items(Token::CloseParen, "`,` or `)`")?;
        let start = target.as_ref().map_or(name.extent, |target| target.extent);
        let below = target.as_ref().map_or(0, |target| target.depth).max(deepest(&arguments));
        let call = Call { name, target, arguments };
        Self::node(Kind::Call(Box::new(call)), start.to(end), below)
    }

    /// Expressions between commas up to a closing sign; as in CEL, a list may end with a comma and a call may not.
    fn items(&mut self, close: Token, wanted: &str) -> Result<(Vec<Ast<'s>>, Extent), ExprError> {
        let mut items = Vec::new();
        while self.token != close {
            items.push(self.expression()?);
            if self.token == close {
                break;
            }
            self.expect(Token::Comma, wanted)?;
            if self.token == close && close == Token::CloseParen {
                return Err(self.unexpected("a value"));
            }
        }
        Ok((items, self.advance()?))
    }
}

fn deepest(items: &[Ast<'_>]) -> u8 {
    items.iter().map(|item| item.depth).max().unwrap_or(0)
}

enum Infix {
    And,
    Or,
    Operator(Operator),
}

/// The operator that a token is between two operands, and how tightly it binds.
fn infix(token: Token) -> Option<(Infix, u8)> {
    let (operator, level) = match token {
        Token::Or => return Some((Infix::Or, 1)),
        Token::And => return Some((Infix::And, 2)),
        Token::Equal => (Operator::Equal, 3),
        Token::Unequal => (Operator::Unequal, 3),
        Token::Less => (Operator::Less, 3),
        Token::LessEqual => (Operator::LessEqual, 3),
        Token::Greater => (Operator::Greater, 3),
        Token::GreaterEqual => (Operator::GreaterEqual, 3),
        Token::In => (Operator::In, 3),
        Token::Plus => (Operator::Add, 4),
        Token::Minus => (Operator::Subtract, 4),
        Token::Star => (Operator::Multiply, 5),
        Token::Slash => (Operator::Divide, 5),
        Token::Percent => (Operator::Remainder, 5),
        _ => return None,
    };
    Some((Infix::Operator(operator), level))
}
