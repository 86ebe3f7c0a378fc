//! An assembler for EVM bytecode, and the way back.
//!
//! | text | bytes |
//! |---|---|
//! | `ADD` | the opcode; mnemonics in any case |
//! | `PUSH2 0x0102`, `PUSH1 7` | the opcode and its immediate, hexadecimal or decimal |
//! | `PUSH 7` | the shortest of PUSH1 to PUSH32 that holds the number |
//! | `loop:` | JUMPDEST; the label is its offset |
//! | `PUSH2 @loop`, `PUSH @loop` | the label's offset; without a width in two bytes |
//! | `.bytes 0x60ff` | the bytes themselves |
//! | `; text` | nothing, up to the end of the line |
//!
//! White space separates; line ends mean no more than blanks.

use std::{collections::BTreeMap, fmt, iter};

use alloy_primitives::{Bytes, U256, hex};

use crate::{
    nearest::nearest,
    opcode::{JUMPDEST, Opcode, PUSH0, PUSH1},
};

/// Why a text is no assembly, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {mistake}")]
pub struct AssembleError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub mistake: Mistake,
}

/// What can be wrong with a word of assembly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mistake {
    /// No opcode has this mnemonic.
    #[error("no opcode is called `{name}`{}", nearest.map(|nearest| format!("; the nearest is {nearest}")).unwrap_or_default())]
    UnknownMnemonic {
        /// What was written.
        name: String,
        /// The mnemonic that resembles it.
        nearest: Option<&'static str>,
    },
    /// A number or a label reference that no PUSH precedes.
    #[error("`{text}` follows no PUSH")]
    StrayOperand {
        /// What was written.
        text: String,
    },
    /// The text ends after a PUSH, or goes on with something else.
    #[error("{mnemonic} needs a number or an @label")]
    MissingOperand {
        /// Which PUSH, or `.bytes`.
        mnemonic: String,
    },
    /// A number that is none.
    #[error("`{text}` is no hexadecimal or decimal number of at most 256 bits")]
    BadNumber {
        /// What was written.
        text: String,
    },
    /// A byte string that is none.
    #[error("`{text}` is no byte string: 0x and an even number of hexadecimal digits")]
    BadBytes {
        /// What was written.
        text: String,
    },
    /// A number that its PUSH can't hold.
    #[error("{value:#x} doesn't fit into the {bytes} bytes of its PUSH")]
    TooWide {
        /// The number.
        value: U256,
        /// What there is room for.
        bytes: usize,
    },
    /// A label that stands nowhere.
    #[error("no label is called `{name}`{}", nearest.as_ref().map(|nearest| format!("; the nearest is `{nearest}`")).unwrap_or_default())]
    UnknownLabel {
        /// The label.
        name: String,
        /// The label that resembles it.
        nearest: Option<String>,
    },
    /// A label that stands twice.
    #[error("label `{name}` stands in line {first_line} already")]
    DuplicateLabel {
        /// The label.
        name: String,
        /// Where it stands first.
        first_line: usize,
    },
    /// A label that isn't made of letters, digits, `_`, `.` and `$`.
    #[error("`{name}` is no name for a label")]
    BadLabel {
        /// What was written.
        name: String,
    },
}

/// A word of the text and where it stands.
#[derive(Clone, Copy)]
struct Word<'t> {
    line: usize,
    column: usize,
    text: &'t str,
}

impl Word<'_> {
    fn error(self, mistake: Mistake) -> AssembleError {
        AssembleError { line: self.line, column: self.column, mistake }
    }
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.lines().enumerate().flat_map(|(index, line)| {
        let code = line.split(';').next().unwrap_or_default();
        let start = move |word: &str| word.as_ptr() as usize - code.as_ptr() as usize;
        code.split_whitespace().map(move |text| Word {
            line: index + 1,
            column: code[..start(text)].chars().count() + 1,
            text,
        })
    })
}

/// Bytecode of an assembly text.
pub fn assemble(text: &str) -> Result<Bytes, AssembleError> {
    let mut code = Vec::new();
    let mut labels: BTreeMap<&str, (usize, usize)> = BTreeMap::new(); // offset and line
    let mut references = Vec::new(); // of a label: where, which, how wide
    let mut words = words(text);
    while let Some(word) = words.next() {
        if let Some(name) = word.text.strip_suffix(':') {
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
            if name.is_empty() || !name.chars().all(is_name) {
                return Err(word.error(Mistake::BadLabel { name: name.to_owned() }));
            }
            if let Some((_, first_line)) = labels.insert(name, (code.len(), word.line)) {
                return Err(word.error(Mistake::DuplicateLabel { name: name.to_owned(), first_line }));
            }
            code.push(JUMPDEST);
        } else if word.text == ".bytes" {
            let operand = operand(word, words.next())?;
            let digits = operand.text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
            code.extend(digits.ok_or_else(|| operand.error(Mistake::BadBytes { text: operand.text.to_owned() }))?);
        } else if word.text.eq_ignore_ascii_case("PUSH") {
            let operand = operand(word, words.next())?;
            match operand.text.strip_prefix('@') {
                Some(label) => {
                    code.push(PUSH0 + 2);
                    references.push((code.len(), operand, label, 2));
                    code.extend([0; 2]);
                }
                None => {
                    let value = number(operand)?;
                    let bytes = value.byte_len().max(1);
                    code.push(push_opcode(bytes));
                    code.extend(&value.to_be_bytes::<32>()[32 - bytes..]);
                }
            }
        } else if let Some(opcode) = Opcode::by_mnemonic(word.text) {
            code.push(opcode.byte);
            let bytes = usize::from(opcode.immediate_bytes);
            if bytes == 0 {
                continue;
            }
            let operand = operand(word, words.next())?;
            if let Some(label) = operand.text.strip_prefix('@') {
                references.push((code.len(), operand, label, bytes));
                code.extend(iter::repeat_n(0, bytes));
            } else {
                let value = number(operand)?;
                if value.byte_len() > bytes {
                    return Err(operand.error(Mistake::TooWide { value, bytes }));
                }
                code.extend(&value.to_be_bytes::<32>()[32 - bytes..]);
            }
        } else if is_operand(word.text) {
            return Err(word.error(Mistake::StrayOperand { text: word.text.to_owned() }));
        } else {
            let nearest = nearest(word.text, Opcode::all().map(|opcode| opcode.mnemonic));
            return Err(word.error(Mistake::UnknownMnemonic { name: word.text.to_owned(), nearest }));
        }
    }
    for (at, operand, label, bytes) in references {
        let Some(&(offset, _)) = labels.get(label) else {
            let nearest = nearest(label, labels.keys().copied()).map(str::to_owned);
            return Err(operand.error(Mistake::UnknownLabel { name: label.to_owned(), nearest }));
        };
        let value = U256::from(offset);
        if value.byte_len() > bytes {
            return Err(operand.error(Mistake::TooWide { value, bytes }));
        }
        code[at..at + bytes].copy_from_slice(&value.to_be_bytes::<32>()[32 - bytes..]);
    }
    Ok(code.into())
}

fn push_opcode(bytes: usize) -> u8 {
    PUSH0 + u8::try_from(bytes).expect("a word has at most 32 bytes")
}

fn is_operand(text: &str) -> bool {
    text.starts_with('@') || text.starts_with(|c: char| c.is_ascii_digit())
}

fn operand<'t>(of: Word<'t>, word: Option<Word<'t>>) -> Result<Word<'t>, AssembleError> {
    word.filter(|word| is_operand(word.text))
        .ok_or_else(|| of.error(Mistake::MissingOperand { mnemonic: of.text.to_owned() }))
}

fn number(word: Word<'_>) -> Result<U256, AssembleError> {
    let parsed = match word.text.strip_prefix("0x") {
        Some(digits) if !digits.is_empty() => U256::from_str_radix(digits, 16).ok(),
        Some(_) => None,
        None => U256::from_str_radix(word.text, 10).ok(),
    };
    parsed.ok_or_else(|| word.error(Mistake::BadNumber { text: word.text.to_owned() }))
}

/// An instruction in bytecode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Offset of its opcode, in bytes.
    pub pc: usize,
    /// Its first byte.
    pub byte: u8,
    /// The row of its opcode, if the byte is one.
    pub opcode: Option<Opcode>,
    /// The immediate of a PUSH; shorter than it should be where the code ends.
    pub immediate: Bytes,
}

impl Instruction {
    /// Bytes it takes.
    pub fn size_bytes(&self) -> usize {
        1 + self.immediate.len()
    }
}

impl fmt::Display for Instruction {
    /// As [`assemble`] reads it: a byte that is no opcode and a PUSH cut short are given as `.bytes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.opcode {
            Some(opcode) if usize::from(opcode.immediate_bytes) == self.immediate.len() => {
                f.write_str(opcode.mnemonic)?;
                if self.immediate.is_empty() { Ok(()) } else { write!(f, " {}", self.immediate) }
            }
            _ => write!(f, ".bytes {:#04x}{}", self.byte, hex::encode(&self.immediate)),
        }
    }
}

/// The instructions of a bytecode in order, data read as code where it stands in line.
pub fn disassemble(code: &[u8]) -> impl Iterator<Item = Instruction> {
    let mut pc = 0;
    iter::from_fn(move || {
        let byte = *code.get(pc)?;
        let bytes = if (PUSH1..PUSH1 + 32).contains(&byte) { usize::from(byte - PUSH0) } else { 0 };
        let rest = &code[pc + 1..];
        let immediate = Bytes::copy_from_slice(&rest[..bytes.min(rest.len())]);
        let instruction = Instruction { pc, byte, opcode: Opcode::of(byte), immediate };
        pc += instruction.size_bytes();
        Some(instruction)
    })
}

/// A disassembly as text, an instruction a line; [`assemble`] makes the same bytes of it.
pub fn listing(code: &[u8]) -> String {
    let line = |instruction: Instruction| format!("{:<24} ; {:#06x}\n", instruction.to_string(), instruction.pc);
    disassemble(code).map(line).collect()
}

#[cfg(test)]
mod tests {
    use alloy_primitives::bytes;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn check_refused(text: &str, expected: &Expect) {
        expected.assert_eq(&assemble(text).unwrap_err().to_string());
    }

    #[test]
    fn labels_become_offsets_of_jumpdests() {
        let code = assemble("push2 @end jump loop: PUSH1 @loop JUMP\nend: STOP ; done").unwrap();
        assert_eq!(code, bytes!("61000856 5b 600456 5b 00"));
    }

    #[test]
    fn push_without_a_width_takes_the_least() {
        assert_eq!(assemble("PUSH 0 PUSH 256 PUSH0").unwrap(), bytes!("6000 610100 5f"));
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        check_refused("ADD\n  MULL", &expect!["2:3: no opcode is called `MULL`; the nearest is MUL"]);
        check_refused("PUSH1 256", &expect!["1:7: 0x100 doesn't fit into the 1 bytes of its PUSH"]);
        check_refused("PUSH1 ADD", &expect!["1:1: PUSH1 needs a number or an @label"]);
        check_refused("PUSH1 0xg", &expect!["1:7: `0xg` is no hexadecimal or decimal number of at most 256 bits"]);
        check_refused("ADD 5", &expect!["1:5: `5` follows no PUSH"]);
        check_refused("loop: PUSH @lop", &expect!["1:12: no label is called `lop`; the nearest is `loop`"]);
        check_refused("a:\nSTOP a:", &expect!["2:6: label `a` stands in line 1 already"]);
        check_refused("é: STOP", &expect!["1:1: `é` is no name for a label"]);
        check_refused(
            ".bytes 0x123",
            &expect!["1:8: `0x123` is no byte string: 0x and an even number of hexadecimal digits"],
        );
    }

    #[test]
    fn a_listing_tells_offsets() {
        let expected = expect![[r#"
            PUSH2 0x0102             ; 0x0000
            ADD                      ; 0x0003
            .bytes 0x0c              ; 0x0004
            .bytes 0x61ff            ; 0x0005
        "#]];
        expected.assert_eq(&listing(&hex::decode("610102010c61ff").unwrap()));
    }

    proptest! {
        #[test]
        fn a_listing_assembles_to_the_same_bytes(code in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(assemble(&listing(&code)).unwrap(), Bytes::from(code));
        }

        #[test]
        fn no_text_makes_the_assembler_panic(text in "\\PC{0,80}") {
            let _ = assemble(&text);
        }
    }
}
