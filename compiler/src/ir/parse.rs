//! The text form, read.
//!
//! ```text
//! module     = "module" NAME { variable | object | function }
//! variable   = ( "storage" | "transient" | "immutable" ) "$" NAME ":" stored      state variables, in layout order
//! object     = "object" NAME [ "in" NAME ] "=" "@" NAME           the parent stands before its children
//! function   = "func" "@" NAME "(" types ")" "->" "(" types ")" [ span ] "{" { block } "}"
//! block      = NAME [ "(" { NAME ":" type } ")" ] ":" { instruction } terminator
//! instruction = [ { NAME ":" type } "=" ] NAME [ "[" immediate "]" ] { NAME } [ span ]
//! type       = "uint8" … | "word" | "place" "<" stored ">"
//! stored     = type | "mapping" "(" type "=>" stored ")"
//! span       = "!" FILE ":" START "-" END
//! ```
//! Lists are separated by commas. Terminators are written as [`Terminator`] documents them. `;` starts a comment, which ends
//! with its line. Blocks and values may have any names; printing numbers them.

use std::collections::HashMap;
use std::ops::Range;

use ruint::aliases::U256;
use syntax::span::FileId;

use super::function::{
    Block, BlockId, Def, Function, Inst, InstId, Payload, Span, SwitchCase, Target, Terminator, ValueData, ValueId,
};
use super::instruction::{Immediate, Op, OpError};
use super::lex::{Kind, Token, tokens};
use super::module::{FuncId, Module, ObjectId, VarId, VarKind};
use super::types::{StorageType, StorageTypeId, Type};

/// Why text is no module: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ParseError {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong, with what was found.
    pub message: String,
}

/// Reads a module. The result is well-formed text, not yet a correct module: that is [`super::verify`]'s to say.
pub fn parse(text: &str) -> Result<Module, ParseError> {
    let tokens = tokens(text).map_err(|(at, message)| locate(text, at, message))?;
    let mut parser = Parser { text, tokens, next: 0, module: Module::new("") };
    match parser.module() {
        Ok(()) => Ok(parser.module),
        Err((at, message)) => Err(locate(text, at, message)),
    }
}

fn locate(text: &str, at: usize, message: String) -> ParseError {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    ParseError { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1, message }
}

/// Byte offset and message.
type Failure = (usize, String);
type Parsed<T> = Result<T, Failure>;

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    next: usize,
    module: Module,
}

impl<'t> Parser<'t> {
    fn module(&mut self) -> Parsed<()> {
        self.declare_functions()?;
        self.keyword("module")?;
        self.module.name = self.name("the module's name")?.to_owned();
        loop {
            match self.peek_text() {
                "storage" => self.variable(VarKind::Storage)?,
                "transient" => self.variable(VarKind::Transient)?,
                "immutable" => self.variable(VarKind::Immutable)?,
                "object" => self.object()?,
                "func" => self.function()?,
                "" => return Ok(()),
                _ => return self.expected("a state variable, `object`, `func` or the end"),
            }
        }
    }

    /// Finds all signatures first, so that calls may come before the functions they name.
    fn declare_functions(&mut self) -> Parsed<()> {
        while self.next < self.tokens.len() {
            if self.peek_text() == "func" && self.text_at(self.next + 1) == "@" {
                self.next += 2;
                let at = self.offset();
                let name = self.name("the function's name")?.to_owned();
                if self.find_function(&name).is_some() {
                    return Err((at, format!("`@{name}` is defined twice")));
                }
                let params = self.types()?;
                self.symbol("->")?;
                let results = self.types()?;
                let span = self.span()?;
                self.module.declare_function(&name, &params, &results, span);
            } else {
                self.next += 1;
            }
        }
        self.next = 0;
        Ok(())
    }

    fn variable(&mut self, kind: VarKind) -> Parsed<()> {
        self.keyword(kind.keyword())?;
        self.symbol("$")?;
        let at = self.offset();
        let name = self.name("the variable's name")?.to_owned();
        if self.module.vars().iter().any(|var| var.name == name) {
            return Err((at, format!("`${name}` is declared twice")));
        }
        self.symbol(":")?;
        let at = self.offset();
        let ty = self.stored()?;
        match (kind, self.module.storage_type(ty)) {
            (VarKind::Storage, _) => self.module.add_state_var(&name, ty),
            (VarKind::Transient, StorageType::Value(ty)) => self.module.add_transient_var(&name, ty),
            (VarKind::Immutable, StorageType::Value(ty)) => self.module.add_immutable_var(&name, ty),
            (VarKind::Transient | VarKind::Immutable, StorageType::Mapping { .. }) => {
                return Err((at, format!("a mapping can't be {}", kind.keyword())));
            }
        };
        Ok(())
    }

    fn object(&mut self) -> Parsed<()> {
        self.keyword("object")?;
        let at = self.offset();
        let name = self.name("the object's name")?.to_owned();
        if self.module.find_object(&name).is_some() {
            return Err((at, format!("object `{name}` is declared twice")));
        }
        let parent = if self.peek_text() == "in" {
            self.next += 1;
            Some(self.object_name()?)
        } else {
            None
        };
        self.symbol("=")?;
        let entry = self.function_name()?;
        self.module.add_object(&name, parent, entry);
        Ok(())
    }

    fn function(&mut self) -> Parsed<()> {
        self.keyword("func")?;
        let id = self.function_name()?;
        self.types()?;
        self.symbol("->")?;
        self.types()?;
        self.span()?;
        self.symbol("{")?;
        let declared = self.module.function(id).clone();
        let mut body = BodyParser { parser: self, function: declared, values: HashMap::new(), blocks: HashMap::new() };
        body.blocks()?;
        let function = body.function;
        *self.module.function_mut(id) = function;
        Ok(())
    }

    fn types(&mut self) -> Parsed<Vec<Type>> {
        self.symbol("(")?;
        self.list(")", Self::ty)
    }

    fn ty(&mut self) -> Parsed<Type> {
        if self.peek_text() == "place" {
            self.next += 1;
            self.symbol("<")?;
            let stored = self.stored()?;
            self.symbol(">")?;
            return Ok(Type::Place(stored));
        }
        match Type::from_name(self.peek_text()) {
            Some(ty) => {
                self.next += 1;
                Ok(ty)
            }
            None => self.expected("a type"),
        }
    }

    fn stored(&mut self) -> Parsed<StorageTypeId> {
        if self.peek_text() != "mapping" {
            let at = self.offset();
            let ty = self.ty()?;
            if ty.storage_bytes().is_none() {
                return Err((at, format!("`{}` can't lie in storage", self.module.type_name(ty))));
            }
            return Ok(self.module.intern(StorageType::Value(ty)));
        }
        self.next += 1;
        self.symbol("(")?;
        let at = self.offset();
        let key = self.ty()?;
        if !key.is_value() {
            return Err((at, format!("`{}` can't be a mapping's key", self.module.type_name(key))));
        }
        self.symbol("=>")?;
        let value = self.stored()?;
        self.symbol(")")?;
        Ok(self.module.intern(StorageType::Mapping { key, value }))
    }

    fn span(&mut self) -> Parsed<Span> {
        if self.peek_text() != "!" {
            return Ok(Span::default());
        }
        self.next += 1;
        let file = FileId(self.small_number()?);
        self.symbol(":")?;
        let start = self.small_number()?;
        self.symbol("-")?;
        let at = self.offset();
        let end = self.small_number()?;
        if end < start {
            return Err((at, format!("the span ends at {end}, before its start")));
        }
        Ok(Span { file, start, end })
    }

    /// Items separated by commas up to the closing symbol.
    fn list<T>(&mut self, close: &str, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        while self.peek_text() != close {
            if !items.is_empty() {
                self.symbol(",")?;
            }
            items.push(item(self)?);
        }
        self.next += 1;
        Ok(items)
    }

    fn function_name(&mut self) -> Parsed<FuncId> {
        self.symbol("@")?;
        let at = self.offset();
        let name = self.name("a function's name")?;
        self.find_function(name).ok_or_else(|| (at, format!("no function `@{name}`")))
    }

    fn find_function(&self, name: &str) -> Option<FuncId> {
        self.module.functions().find(|(_, function)| function.name == name).map(|(id, _)| id)
    }

    fn object_name(&mut self) -> Parsed<ObjectId> {
        let at = self.offset();
        let name = self.name("an object's name")?;
        self.module.find_object(name).ok_or_else(|| (at, format!("no object `{name}` before this line")))
    }

    fn immediate(&mut self) -> Parsed<Immediate> {
        match self.peek_text() {
            "@" => Ok(Immediate::Function(self.function_name()?)),
            "$" => {
                self.next += 1;
                let at = self.offset();
                let name = self.name("a state variable's name")?;
                let position = (0u32..).zip(self.module.vars()).find(|(_, var)| var.name == name);
                let position = position.ok_or_else(|| (at, format!("no state variable `${name}` before this line")))?;
                Ok(Immediate::Var(VarId(position.0)))
            }
            _ => Ok(Immediate::Number(self.number()?)),
        }
    }

    fn number(&mut self) -> Parsed<U256> {
        if self.kind_at(self.next) != Some(Kind::Number) {
            return self.expected("a number");
        }
        let (at, text) = (self.offset(), self.peek_text());
        self.next += 1;
        text.parse().map_err(|_| (at, format!("`{text}` is no number below 2^256")))
    }

    fn small_number<T: TryFrom<U256>>(&mut self) -> Parsed<T> {
        let at = self.offset();
        let number = self.number()?;
        T::try_from(number).map_err(|_| (at, format!("{number} is too large here")))
    }

    fn name(&mut self, what: &str) -> Parsed<&'t str> {
        if self.kind_at(self.next) != Some(Kind::Name) {
            return self.expected(what);
        }
        let name = self.peek_text();
        self.next += 1;
        Ok(name)
    }

    fn keyword(&mut self, keyword: &str) -> Parsed<()> {
        self.symbol(keyword)
    }

    fn symbol(&mut self, symbol: &str) -> Parsed<()> {
        if self.peek_text() != symbol {
            return self.expected(&format!("`{symbol}`"));
        }
        self.next += 1;
        Ok(())
    }

    fn expected<T>(&self, what: &str) -> Parsed<T> {
        let found = match self.peek_text() {
            "" => "the end".to_owned(),
            text => format!("`{text}`"),
        };
        Err((self.offset(), format!("expected {what}, found {found}")))
    }

    fn peek_text(&self) -> &'t str {
        self.text_at(self.next)
    }

    fn text_at(&self, token: usize) -> &'t str {
        let Range { start, end } = self.tokens.get(token).map_or(0..0, |token| token.range.clone());
        &self.text[start..end]
    }

    fn kind_at(&self, token: usize) -> Option<Kind> {
        self.tokens.get(token).map(|token| token.kind)
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.next).map_or(self.text.len(), |token| token.range.start)
    }
}

struct BodyParser<'p, 't> {
    parser: &'p mut Parser<'t>,
    function: Function,
    /// Id of each name, and where the name was first seen; the type is known once it is defined.
    values: HashMap<&'t str, (ValueId, usize, bool)>,
    blocks: HashMap<&'t str, (BlockId, usize)>,
}

impl<'t> BodyParser<'_, 't> {
    fn blocks(&mut self) -> Parsed<()> {
        self.number_blocks();
        while self.parser.peek_text() != "}" {
            self.block()?;
        }
        self.parser.next += 1;
        let undefined = self.values.iter().filter(|(_, (_, _, defined))| !defined).min_by_key(|(_, (_, at, _))| *at);
        match undefined {
            Some((name, (_, at, _))) => Err((*at, format!("`{name}` is never defined"))),
            None => Ok(()),
        }
    }

    /// Blocks are numbered by their order in the text; targets may name later ones.
    fn number_blocks(&mut self) {
        let mut at = self.parser.next;
        while self.parser.text_at(at) != "}" && at < self.parser.tokens.len() {
            if self.parser.kind_at(at) == Some(Kind::Label) {
                let id = self.function.add_block();
                let offset = self.parser.tokens[at].range.start;
                self.blocks.entry(self.parser.text_at(at)).or_insert((id, offset));
            }
            at += 1;
        }
    }

    fn block(&mut self) -> Parsed<()> {
        let at = self.parser.offset();
        if self.parser.kind_at(self.parser.next) != Some(Kind::Label) {
            return self.parser.expected("a block's label");
        }
        let name = self.parser.peek_text();
        self.parser.next += 1;
        let (id, first) = self.blocks[name];
        if first != at {
            return Err((at, format!("block `{name}` is defined twice")));
        }
        let mut data = Block::default();
        if self.parser.peek_text() == "(" {
            self.parser.next += 1;
            while self.parser.peek_text() != ")" {
                if !data.params.is_empty() {
                    self.parser.symbol(",")?;
                }
                let position = u32::try_from(data.params.len()).expect("fewer than 2^32 parameters");
                data.params.push(self.definition(Def::Param(id, position))?);
            }
            self.parser.next += 1;
        }
        self.parser.symbol(":")?;
        loop {
            if let Some(terminator) = self.terminator()? {
                data.terminator = Some(terminator);
                data.terminator_span = self.parser.span()?;
                break;
            }
            data.insts.push(self.instruction()?);
        }
        *self.function.block_mut(id) = data;
        Ok(())
    }

    fn instruction(&mut self) -> Parsed<InstId> {
        let id = InstId(u32::try_from(self.function.insts.len()).expect("fewer than 2^32 instructions"));
        let mut results = Vec::new();
        if self.parser.text_at(self.parser.next + 1) == ":" {
            loop {
                let position = u32::try_from(results.len()).expect("fewer than 2^32 results");
                results.push(self.definition(Def::Result(id, position))?);
                if self.parser.peek_text() != "," {
                    break;
                }
                self.parser.next += 1;
            }
            self.parser.symbol("=")?;
        }
        let at = self.parser.offset();
        let name = self.parser.name("an instruction or a terminator")?;
        let immediate = if self.parser.peek_text() == "[" {
            self.parser.next += 1;
            let immediate = self.parser.immediate()?;
            self.parser.symbol("]")?;
            Some(immediate)
        } else {
            None
        };
        let op = Op::from_text(name, immediate).map_err(|error| match error {
            OpError::Unknown => (at, format!("no instruction `{name}`")),
            OpError::Immediate => (at, format!("`{name}` has another immediate, or none")),
        })?;
        let args = self.operands()?;
        let span = self.parser.span()?;
        self.function.insts.push(Inst { op, args, results, span });
        Ok(id)
    }

    /// Values up to the end of the line.
    fn operands(&mut self) -> Parsed<Vec<ValueId>> {
        let mut values = Vec::new();
        if !self.parser.at_line_end() && self.parser.kind_at(self.parser.next) == Some(Kind::Name) {
            values.push(self.value()?);
            while self.parser.peek_text() == "," {
                self.parser.next += 1;
                values.push(self.value()?);
            }
        }
        Ok(values)
    }

    fn terminator(&mut self) -> Parsed<Option<Terminator>> {
        let start = self.parser.next;
        self.parser.next += 1;
        let terminator = match self.parser.text_at(start) {
            "jump" => Terminator::Jump(self.target()?),
            "branch" => {
                let condition = self.value()?;
                self.parser.symbol(",")?;
                let then = self.target()?;
                self.parser.symbol(",")?;
                Terminator::Branch { condition, then, otherwise: self.target()? }
            }
            "switch" => self.switch()?,
            "return" => Terminator::Return(self.operands()?),
            "return_abi" => Terminator::ReturnAbi(self.operands()?),
            "return_code" => Terminator::ReturnCode(self.parser.object_name()?),
            "revert" => Terminator::RevertEmpty,
            "revert_error" => {
                self.parser.symbol("[")?;
                let selector = self.parser.small_number()?;
                self.parser.symbol("]")?;
                Terminator::RevertError { selector, payload: self.payload()? }
            }
            "panic" => {
                self.parser.symbol("[")?;
                let code = self.parser.small_number()?;
                self.parser.symbol("]")?;
                Terminator::Panic(code)
            }
            "evm.stop" => Terminator::EvmStop,
            "evm.return" | "evm.revert" => {
                let offset = self.value()?;
                self.parser.symbol(",")?;
                let size = self.value()?;
                if self.parser.text_at(start) == "evm.return" {
                    Terminator::EvmReturn(offset, size)
                } else {
                    Terminator::EvmRevert(offset, size)
                }
            }
            "evm.invalid" => Terminator::EvmInvalid,
            _ => {
                self.parser.next = start;
                return Ok(None);
            }
        };
        Ok(Some(terminator))
    }

    fn switch(&mut self) -> Parsed<Terminator> {
        let scrutinee = self.value()?;
        self.parser.symbol("[")?;
        let mut cases = Vec::new();
        while self.parser.peek_text() != "]" {
            if !cases.is_empty() {
                self.parser.symbol(",")?;
            }
            let value = self.parser.number()?;
            self.parser.symbol(":")?;
            cases.push(SwitchCase { value, target: self.target()? });
        }
        self.parser.next += 1;
        self.parser.keyword("else")?;
        Ok(Terminator::Switch { scrutinee, cases, default: self.target()? })
    }

    fn payload(&mut self) -> Parsed<Vec<Payload>> {
        let mut items = Vec::new();
        let is_item = |parser: &Parser<'_>| {
            matches!(parser.kind_at(parser.next), Some(Kind::Name | Kind::Text)) && !parser.at_line_end()
        };
        if !is_item(self.parser) {
            return Ok(items);
        }
        loop {
            if self.parser.kind_at(self.parser.next) == Some(Kind::Text) {
                let (at, quoted) = (self.parser.offset(), self.parser.peek_text());
                self.parser.next += 1;
                let bytes = super::lex::unescape(&quoted[1..quoted.len() - 1]);
                items.push(Payload::Text(bytes.map_err(|message| (at, message))?));
            } else {
                items.push(Payload::Value(self.value()?));
            }
            if self.parser.peek_text() != "," {
                return Ok(items);
            }
            self.parser.next += 1;
        }
    }

    fn target(&mut self) -> Parsed<Target> {
        let at = self.parser.offset();
        let name = self.parser.name("a block's name")?;
        let Some(&(block, _)) = self.blocks.get(name) else { return Err((at, format!("no block `{name}`"))) };
        let mut args = Vec::new();
        if self.parser.peek_text() == "(" {
            self.parser.next += 1;
            args = self.operands()?;
            self.parser.symbol(")")?;
        }
        Ok(Target { block, args })
    }

    fn definition(&mut self, def: Def) -> Parsed<ValueId> {
        let at = self.parser.offset();
        let name = self.parser.peek_text();
        let id = self.value()?;
        self.parser.symbol(":")?;
        let ty = self.parser.ty()?;
        let entry = self.values.get_mut(name).expect("the name has just been seen");
        if entry.2 {
            return Err((at, format!("`{name}` is defined twice")));
        }
        entry.2 = true;
        self.function.values[id.index()] = ValueData { ty, def };
        Ok(id)
    }

    fn value(&mut self) -> Parsed<ValueId> {
        let at = self.parser.offset();
        let name = self.parser.name("a value's name")?;
        if let Some(&(id, _, _)) = self.values.get(name) {
            return Ok(id);
        }
        let id = ValueId(u32::try_from(self.function.values.len()).expect("fewer than 2^32 values"));
        // Overwritten by the definition; a name without one is an error.
        self.function.values.push(ValueData { ty: Type::Word, def: Def::Param(Function::ENTRY, 0) });
        self.values.insert(name, (id, at, false));
        Ok(id)
    }
}

impl Parser<'_> {
    /// Whether nothing follows in this line.
    fn at_line_end(&self) -> bool {
        self.tokens.get(self.next).is_none_or(|token| token.starts_line)
    }
}
