//! One line of text, read from left to right.

use ruint::aliases::U256;

use super::{AsmError, AsmErrorKind, Symbols};
use crate::{
    isa::{EnvField, Label, Slot},
    kind::Kind,
};

/// What is left of a line.
pub(crate) struct Line<'a> {
    text: &'a str,
    /// The next character.
    at: usize,
    /// The first character of what was read last: where an error is shown.
    mark: usize,
    /// Whether an operand was read: the next one needs a comma.
    operands: bool,
    symbols: &'a Symbols,
    frame: usize,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str, symbols: &'a Symbols, frame: usize) -> Self {
        let text = text.split_once(';').map_or(text, |(code, _comment)| code);
        Self { text, at: 0, mark: 0, operands: false, symbols, frame }
    }

    pub(super) fn error(&self, line: usize, kind: AsmErrorKind) -> AsmError {
        AsmError { line, column: self.text[..self.mark].chars().count() + 1, kind }
    }

    /// What follows the blanks.
    fn rest(&mut self) -> &'a str {
        let rest = self.text[self.at..].trim_start();
        self.at = self.text.len() - rest.len();
        self.mark = self.at;
        rest
    }

    /// The longest run of letters, digits and underscores here.
    fn run(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    pub(crate) fn at_end(&mut self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn end(&mut self) -> Result<(), AsmErrorKind> {
        if self.at_end() { Ok(()) } else { Err(AsmErrorKind::Expected("the end of the line")) }
    }

    pub(super) fn symbol_if(&mut self, symbol: &str) -> bool {
        let found = self.rest().starts_with(symbol);
        if found {
            self.at += symbol.len();
        }
        found
    }

    pub(super) fn symbol(&mut self, symbol: &'static str) -> Result<(), AsmErrorKind> {
        if self.symbol_if(symbol) { Ok(()) } else { Err(AsmErrorKind::Expected(symbol)) }
    }

    pub(crate) fn arrow(&mut self) -> Result<(), AsmErrorKind> {
        self.symbol("<-")
    }

    /// Reads a word if it is the one given.
    pub(crate) fn word_if(&mut self, word: &str) -> bool {
        let start = self.at;
        let found = self.run() == word;
        if !found {
            self.at = start;
        }
        found
    }

    /// A letter or underscore, then letters, digits, underscores.
    pub(super) fn name(&mut self) -> Result<&'a str, AsmErrorKind> {
        let name = self.run();
        if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            Ok(name)
        } else {
            Err(AsmErrorKind::Expected("a name"))
        }
    }

    /// The comma before every operand but the first.
    pub(crate) fn separator(&mut self) -> Result<(), AsmErrorKind> {
        if std::mem::replace(&mut self.operands, true) { self.symbol(",") } else { Ok(()) }
    }

    pub(crate) fn slot<S: Slot>(&mut self) -> Result<S, AsmErrorKind> {
        let start = self.rest();
        if !self.symbol_if(S::PREFIX) {
            return Err(AsmErrorKind::Expected(S::PREFIX));
        }
        let digits = &start[S::PREFIX.len()..];
        let end = digits.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(digits.len());
        self.at += end;
        let offset = digits[..end].bytes().all(|digit| digit.is_ascii_digit()).then(|| digits[..end].parse().ok());
        offset.flatten().and_then(S::new).ok_or(AsmErrorKind::Slot { prefix: S::PREFIX })
    }

    /// A number, if the next character is a digit.
    pub(crate) fn number_or_none(&mut self) -> Result<Option<U256>, AsmErrorKind> {
        if self.rest().starts_with(|c: char| c.is_ascii_digit()) { self.number().map(Some) } else { Ok(None) }
    }

    /// Decimal, or hexadecimal after `0x`; underscores are ignored.
    pub(crate) fn number(&mut self) -> Result<U256, AsmErrorKind> {
        let digits: String = self.run().chars().filter(|c| *c != '_').collect();
        let (digits, radix) = digits.strip_prefix("0x").map_or((digits.as_str(), 10), |hex| (hex, 16));
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return Err(AsmErrorKind::Expected("a number"));
        }
        U256::from_str_radix(digits, u64::from(radix)).map_err(|_| AsmErrorKind::NumberTooLarge { bits: 256 })
    }

    /// The width directly behind the mnemonic.
    pub(crate) fn width(&mut self) -> Result<u16, AsmErrorKind> {
        if !self.text[self.at..].starts_with('.') {
            return Err(AsmErrorKind::Expected("a width, as in `.64`"));
        }
        self.at += 1;
        u16::try_from(self.number()?).map_err(|_| AsmErrorKind::NumberTooLarge { bits: u16::BITS })
    }

    pub(crate) fn label(&mut self) -> Result<Label, AsmErrorKind> {
        if self.symbol_if("@") {
            let pc = u32::try_from(self.number()?).map_err(|_| AsmErrorKind::NumberTooLarge { bits: u32::BITS })?;
            return Ok(Label(pc));
        }
        let name = self.name()?;
        self.symbols.find(self.frame, name).ok_or_else(|| AsmErrorKind::UnknownLabel { name: name.to_owned() })
    }

    pub(crate) fn env_field(&mut self) -> Result<EnvField, AsmErrorKind> {
        Ok(self.name()?.parse::<EnvField>()?)
    }

    pub(super) fn kind(&mut self) -> Result<Kind, AsmErrorKind> {
        let name = self.name()?;
        name.parse().map_err(|()| AsmErrorKind::UnknownKind { name: name.to_owned() })
    }
}
