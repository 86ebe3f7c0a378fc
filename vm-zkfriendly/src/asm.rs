//! The text form of programs.
//!
//! ```text
//! entry main size 3:                      ; where execution starts
//!     input r0, 1
//!     arg a2 <- r0                        ; parameters of a function start at cell 2
//!     call double, 4
//!     result r1 <- ap-1
//!     return r1, 1
//! function double(word) -> (word) size 4:
//!     wadd r3, r2, r2 else panic
//!     arg a0 <- r3
//!     ret 1
//! panic:                                  ; a label belongs to its frame
//!     revert r0, 0
//! ```
//!
//! A block is declared `block name(kinds) outer(r3: word) size 5:`. `@17` names pc 17. A comment starts with `;`.

mod line;

use std::collections::BTreeMap;

pub(crate) use line::Line;

use crate::{
    isa::{Count, Instruction, Label, Listing, Opcode, Reg, UnknownField},
    kind::Kind,
    program::{Frame, Program, ProgramError, Role},
};

/// A mistake in a program's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {kind}")]
pub struct AsmError {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub kind: AsmErrorKind,
}

/// What is wrong in a program's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AsmErrorKind {
    /// Something else should stand here.
    #[error("expected {0}")]
    Expected(&'static str),
    /// No such instruction.
    #[error("no instruction is called `{name}`")]
    UnknownMnemonic {
        /// The name found.
        name: String,
    },
    /// No such label or frame.
    #[error("no label in this frame and no frame is called `{name}`")]
    UnknownLabel {
        /// The name found.
        name: String,
    },
    /// A name with two meanings.
    #[error("`{name}` is already defined")]
    DuplicateName {
        /// The name found.
        name: String,
    },
    /// No such kind.
    #[error("`{name}` is no kind: expected bool, word, felt or u1 to u256")]
    UnknownKind {
        /// The name found.
        name: String,
    },
    /// No such field.
    #[error(transparent)]
    UnknownField(#[from] UnknownField),
    /// A number too large for its place.
    #[error("the number doesn't fit in {bits} bits")]
    NumberTooLarge {
        /// The bits of the place.
        bits: u32,
    },
    /// An offset out of range.
    #[error("`{prefix}` with this offset doesn't exist")]
    Slot {
        /// The base.
        prefix: &'static str,
    },
    /// A width that the instruction doesn't have.
    #[error("{bits} bits is no width of this instruction: expected a multiple of 8 from 8 to {max}")]
    Width {
        /// The width found.
        bits: u16,
        /// The widest.
        max: u16,
    },
    /// More moves than a row has.
    #[error("{count} moves in one row: at most 3")]
    TooManyMoves {
        /// How many there are.
        count: usize,
    },
    /// More values than a row passes.
    #[error("{count} values in one row: at most 4")]
    TooManyValues {
        /// How many there are.
        count: usize,
    },
    /// More topics than an event has.
    #[error("an event has at most 4 topics")]
    TooManyTopics,
    /// An instruction or label before the first frame.
    #[error("this stands before the first `entry`, `function` or `block`")]
    OutsideFrame,
    /// The parts are well formed, the whole isn't.
    #[error(transparent)]
    Program(#[from] ProgramError),
}

/// Names and what they stand for.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    frames: BTreeMap<String, Label>,
    labels: BTreeMap<(usize, String), Label>,
}

impl Symbols {
    fn find(&self, frame: usize, name: &str) -> Option<Label> {
        self.labels.get(&(frame, name.to_owned())).or_else(|| self.frames.get(name)).copied()
    }
}

/// An instruction's line, found in the first pass and read in the second, when all labels are known.
struct Pending<'a> {
    number: usize,
    text: &'a str,
    frame: usize,
}

/// Reads a program's text form.
pub fn assemble(source: &str) -> Result<Program, AsmError> {
    let mut symbols = Symbols::default();
    let mut frames = Vec::new();
    let mut pending = Vec::new();
    let nothing = Symbols::default();
    for (index, text) in source.lines().enumerate() {
        let number = index + 1;
        let mut line = Line::new(text, &nothing, 0);
        let pc = Label(u32::try_from(pending.len()).unwrap_or(u32::MAX));
        let found = scan(&mut line, pc, &mut symbols, &mut frames);
        if found.map_err(|kind| line.error(number, kind))? {
            pending.push(Pending { number, text, frame: frames.len() - 1 });
        }
    }
    let mut instructions = Vec::with_capacity(pending.len());
    for Pending { number, text, frame } in pending {
        let mut line = Line::new(text, &symbols, frame);
        instructions.push(instruction(&mut line).map_err(|kind| line.error(number, kind))?);
    }
    let end = source.lines().count().max(1);
    Program::new(instructions, frames).map_err(|error| AsmError { line: end, column: 1, kind: error.into() })
}

/// Declares what the line declares; whether it holds an instruction instead.
fn scan(line: &mut Line<'_>, pc: Label, symbols: &mut Symbols, frames: &mut Vec<Frame>) -> Result<bool, AsmErrorKind> {
    if line.at_end() {
        return Ok(false);
    }
    let word = line.name()?;
    if line.symbol_if(":") {
        let Some(frame) = frames.len().checked_sub(1) else { return Err(AsmErrorKind::OutsideFrame) };
        line.end()?;
        let name = word.to_owned();
        return match symbols.labels.insert((frame, name.clone()), pc) {
            None => Ok(false),
            Some(_) => Err(AsmErrorKind::DuplicateName { name }),
        };
    }
    if !matches!(word, "entry" | "function" | "block") {
        return if frames.is_empty() { Err(AsmErrorKind::OutsideFrame) } else { Ok(true) };
    }
    let name = line.name()?.to_owned();
    if symbols.frames.insert(name.clone(), pc).is_some() {
        return Err(AsmErrorKind::DuplicateName { name });
    }
    let parameters = if line.symbol_if("(") { kinds(line)? } else { Vec::new() };
    let role = match word {
        "entry" => Role::Entry,
        "function" => Role::Function {
            results: if line.symbol_if("->") {
                line.symbol("(")?;
                kinds(line)?
            } else {
                Vec::new()
            },
        },
        _ => Role::Block {
            outer: if line.word_if("outer") {
                line.symbol("(")?;
                outer(line)?
            } else {
                Vec::new()
            },
        },
    };
    if !line.word_if("size") {
        return Err(AsmErrorKind::Expected("`size`"));
    }
    let size = Count::try_from(line.number()?).map_err(|_| AsmErrorKind::NumberTooLarge { bits: Count::BITS })?;
    line.symbol(":")?;
    line.end()?;
    frames.push(Frame { start: pc, size, parameters, role });
    Ok(false)
}

/// Kinds up to the closing parenthesis.
fn kinds(line: &mut Line<'_>) -> Result<Vec<Kind>, AsmErrorKind> {
    let mut kinds = Vec::new();
    while !line.symbol_if(")") {
        if !kinds.is_empty() {
            line.symbol(",")?;
        }
        kinds.push(line.kind()?);
    }
    Ok(kinds)
}

/// `register: kind` up to the closing parenthesis.
fn outer(line: &mut Line<'_>) -> Result<Vec<(Reg, Kind)>, AsmErrorKind> {
    let mut outer = Vec::new();
    while !line.symbol_if(")") {
        if !outer.is_empty() {
            line.symbol(",")?;
        }
        let reg = line.slot()?;
        line.symbol(":")?;
        outer.push((reg, line.kind()?));
    }
    Ok(outer)
}

fn instruction(line: &mut Line<'_>) -> Result<Instruction, AsmErrorKind> {
    let mnemonic = line.name()?;
    let opcode =
        Opcode::from_mnemonic(mnemonic).ok_or_else(|| AsmErrorKind::UnknownMnemonic { name: mnemonic.to_owned() })?;
    let instruction = Instruction::parse(opcode, line)?;
    line.end()?;
    Ok(instruction)
}

/// Writes a program's text form; [`assemble`] reads it back to the same program.
#[must_use]
pub fn disassemble(program: &Program) -> String {
    let names: Vec<String> = program.frames().iter().map(frame_name).collect();
    let mut targets = vec![false; program.instructions().len()];
    for instruction in program.instructions() {
        let _same = instruction.map_labels(&mut |label| {
            if let Some(target) = targets.get_mut(label.0 as usize) {
                *target = true;
            }
            label
        });
    }
    let mut text = String::new();
    for (index, frame) in program.frames().iter().enumerate() {
        text.push_str(&declaration(frame, &names[index]));
        let range = frame.start.0..program.frame_end(index);
        let label_name = |label: Label| match program.frame_at(label) {
            Some(target) => names[target].clone(),
            None if range.contains(&label.0) => format!("L{}", label.0),
            None => format!("@{}", label.0),
        };
        for pc in range.clone() {
            if targets[pc as usize] && pc != frame.start.0 {
                text.push_str(&format!("L{pc}:\n"));
            }
            let mut listing = Listing::new(&label_name);
            program.instructions()[pc as usize].print(&mut listing);
            text.push_str(&format!("    {}\n", listing.into_text()));
        }
    }
    text
}

fn frame_name(frame: &Frame) -> String {
    match frame.role {
        Role::Entry => "main".to_owned(),
        Role::Function { .. } => format!("f{}", frame.start.0),
        Role::Block { .. } => format!("b{}", frame.start.0),
    }
}

fn declaration(frame: &Frame, name: &str) -> String {
    let list = |kinds: &[Kind]| kinds.iter().map(Kind::to_string).collect::<Vec<_>>().join(", ");
    let size = frame.size;
    match &frame.role {
        Role::Entry => format!("entry {name} size {size}:\n"),
        Role::Function { results } => {
            format!("function {name}({}) -> ({}) size {size}:\n", list(&frame.parameters), list(results))
        }
        Role::Block { outer } => {
            let outer = outer.iter().map(|(reg, kind)| format!("{reg}: {kind}")).collect::<Vec<_>>().join(", ");
            format!("block {name}({}) outer({outer}) size {size}:\n", list(&frame.parameters))
        }
    }
}
