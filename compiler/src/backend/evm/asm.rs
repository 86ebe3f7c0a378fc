//! The assembler: symbolic code of one object to bytes, with pushes as short as they can be.

use std::collections::{HashMap, HashSet};

use ruint::aliases::U256;

use crate::ir::{EvmOp, FuncId, ObjectId, Span};

/// Opcodes that no IR operation stands for.
pub(super) mod opcode {
    pub(in super::super) const SUB: u8 = 0x03;
    pub(in super::super) const STOP: u8 = 0x00;
    pub(in super::super) const CODESIZE: u8 = 0x38;
    pub(in super::super) const CODECOPY: u8 = 0x39;
    pub(in super::super) const POP: u8 = 0x50;
    pub(in super::super) const MLOAD: u8 = 0x51;
    pub(in super::super) const MSTORE: u8 = 0x52;
    pub(in super::super) const JUMP: u8 = 0x56;
    pub(in super::super) const JUMPI: u8 = 0x57;
    pub(in super::super) const JUMPDEST: u8 = 0x5b;
    pub(in super::super) const PUSH0: u8 = 0x5f;
    pub(in super::super) const DUP1: u8 = 0x80;
    pub(in super::super) const SWAP1: u8 = 0x90;
    pub(in super::super) const RETURN: u8 = 0xf3;
    pub(in super::super) const REVERT: u8 = 0xfd;
    pub(in super::super) const INVALID: u8 = 0xfe;
}

/// A place in an object's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Label(pub(super) u32);

/// A number that is known only when the object is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Symbol {
    /// Offset of a label.
    Label(Label),
    /// Address of a function's n-th memory cell.
    Cell(FuncId, u32),
    /// First byte behind all cells.
    FreeBase,
    /// A byte so far behind [`Symbol::FreeBase`].
    BehindFreeBase(u32),
    /// Where an immutable variable of this number lies in memory while the contract is created.
    Immutable(u32),
    /// Bytes of this object's code, children included.
    OwnSize,
    /// Where a child's code begins.
    ChildOffset(ObjectId),
    /// Bytes of a child's code.
    ChildSize(ObjectId),
}

/// One instruction of symbolic code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// An opcode without immediate.
    Op(u8),
    /// A push of a number.
    Push(U256),
    /// A push of a number to be known later.
    PushSymbol(Symbol),
    /// A push of the immutable variable of this number: 32 bytes, which the deployment fills in.
    PushImmutable(u32),
    /// `JUMPDEST` with a name.
    Label(Label),
}

impl From<EvmOp> for Code {
    fn from(op: EvmOp) -> Self {
        Self::Op(op.opcode().expect("pseudo operations are expanded before"))
    }
}

/// Where a bytecode instruction comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceMapEntry {
    /// First byte of code.
    pub offset: u32,
    /// Its source; it goes for all code up to the next entry. The default span is code without a source.
    pub span: Span,
}

/// Where code holds an immutable variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImmutablePlace {
    /// The variable's number.
    pub variable: u32,
    /// First of its 32 bytes.
    pub offset: u32,
}

/// Bytes of an object, with their sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytecode {
    /// Code, children included.
    pub bytes: Vec<u8>,
    /// How many of them are this object's own instructions.
    pub own_bytes: usize,
    /// By ascending offset, for this object's own code.
    pub source_map: Vec<SourceMapEntry>,
    /// Zeros in this object's own code that stand for immutable variables.
    pub immutables: Vec<ImmutablePlace>,
}

/// What the layout of an object depends on.
pub(super) struct Surroundings<'a> {
    /// Addresses of each function's first cell.
    pub(super) cells: &'a HashMap<FuncId, u64>,
    /// First byte behind all cells, where immutable variables lie.
    pub(super) immutable_base: u64,
    /// First byte behind those.
    pub(super) free_base: u64,
    /// Children, assembled, in order.
    pub(super) children: &'a [(ObjectId, Vec<u8>)],
}

/// Removes labels that no push names, so that what is only fallen into costs no `JUMPDEST`.
pub(super) fn drop_unused_labels(code: &mut Vec<(Code, Span)>) {
    let used: HashSet<Label> = code
        .iter()
        .filter_map(|(code, _)| match code {
            Code::PushSymbol(Symbol::Label(label)) => Some(*label),
            Code::PushSymbol(_) | Code::PushImmutable(_) | Code::Op(_) | Code::Push(_) | Code::Label(_) => None,
        })
        .collect();
    code.retain(|(code, _)| match code {
        Code::Label(label) => used.contains(label),
        Code::Op(_) | Code::Push(_) | Code::PushSymbol(_) | Code::PushImmutable(_) => true,
    });
}

/// Lays out and encodes. Pushes of symbols start at no byte and grow until each holds its number: sizes never shrink again,
/// so this ends.
pub(super) fn assemble(code: &[(Code, Span)], surroundings: &Surroundings<'_>) -> Bytecode {
    let mut widths = vec![0; code.len()];
    loop {
        let layout = Layout::new(code, &widths, surroundings);
        let wanted: Vec<usize> = code
            .iter()
            .zip(&widths)
            .map(|((code, _), &width)| match code {
                Code::PushSymbol(symbol) => width.max(bytes_for(layout.resolve(*symbol, surroundings))),
                Code::Push(number) => number.byte_len(),
                Code::PushImmutable(_) => 32,
                Code::Op(_) | Code::Label(_) => 0,
            })
            .collect();
        if wanted == widths {
            return layout.encode(code, &widths, surroundings);
        }
        widths = wanted;
    }
}

fn bytes_for(number: u64) -> usize {
    U256::from(number).byte_len()
}

struct Layout {
    labels: HashMap<Label, u64>,
    /// Bytes of own code, with the `INVALID` that separates it from the children.
    own: u64,
}

impl Layout {
    fn new(code: &[(Code, Span)], widths: &[usize], surroundings: &Surroundings<'_>) -> Self {
        let mut labels = HashMap::new();
        let mut offset = 0u64;
        for ((code, _), &width) in code.iter().zip(widths) {
            if let Code::Label(label) = code {
                labels.insert(*label, offset);
            }
            offset += 1 + width as u64;
        }
        let separator = u64::from(!surroundings.children.is_empty());
        Self { labels, own: offset + separator }
    }

    fn resolve(&self, symbol: Symbol, surroundings: &Surroundings<'_>) -> u64 {
        let mut child_offset = self.own;
        match symbol {
            Symbol::Label(label) => self.labels[&label],
            Symbol::Cell(function, cell) => surroundings.cells[&function] + 32 * u64::from(cell),
            Symbol::FreeBase => surroundings.free_base,
            Symbol::BehindFreeBase(bytes) => surroundings.free_base + u64::from(bytes),
            Symbol::Immutable(number) => surroundings.immutable_base + 32 * u64::from(number),
            Symbol::OwnSize => {
                self.own + surroundings.children.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>()
            }
            Symbol::ChildOffset(child) => {
                for (id, bytes) in surroundings.children {
                    if *id == child {
                        return child_offset;
                    }
                    child_offset += bytes.len() as u64;
                }
                unreachable!("verified: only children's code is returned")
            }
            Symbol::ChildSize(child) => {
                let found = surroundings.children.iter().find(|(id, _)| *id == child);
                found.expect("verified: only children's code is returned").1.len() as u64
            }
        }
    }

    fn encode(&self, code: &[(Code, Span)], widths: &[usize], surroundings: &Surroundings<'_>) -> Bytecode {
        let mut bytes = Vec::new();
        let mut source_map: Vec<SourceMapEntry> = Vec::new();
        let mut immutables = Vec::new();
        for (&(code, span), &width) in code.iter().zip(widths) {
            if source_map.last().is_none_or(|last| last.span != span) {
                let offset = u32::try_from(bytes.len()).expect("code is shorter than 2^32 bytes");
                source_map.push(SourceMapEntry { offset, span });
            }
            let number = match code {
                Code::Op(op) => {
                    bytes.push(op);
                    continue;
                }
                Code::Label(_) => {
                    bytes.push(opcode::JUMPDEST);
                    continue;
                }
                Code::Push(number) => number,
                Code::PushImmutable(variable) => {
                    let offset = u32::try_from(bytes.len() + 1).expect("code is shorter than 2^32 bytes");
                    immutables.push(ImmutablePlace { variable, offset });
                    U256::ZERO
                }
                Code::PushSymbol(symbol) => U256::from(self.resolve(symbol, surroundings)),
            };
            bytes.push(opcode::PUSH0 + u8::try_from(width).expect("a word has 32 bytes"));
            bytes.extend_from_slice(&number.to_be_bytes::<32>()[32 - width..]);
        }
        let own_bytes = bytes.len();
        if !surroundings.children.is_empty() {
            bytes.push(opcode::INVALID);
        }
        for (_, child) in surroundings.children {
            bytes.extend_from_slice(child);
        }
        Bytecode { bytes, own_bytes, source_map, immutables }
    }
}
