//! A program: instructions, and the frames in which they run.

use crate::{
    codec::{DecodeError, MAGIC, Reader, VERSION},
    isa::{Count, FRAME_CELLS_MAX, Instruction, Label, Reg, Slot},
    kind::Kind,
};

/// The most instructions of a program.
pub const INSTRUCTIONS_MAX: usize = 1 << 16;

/// Cells 0 and 1 of a `call` frame hold the way back.
pub const LINK_CELLS: u16 = 2;

/// What runs in one frame: the instructions from `start` up to the next frame's start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The pc of the first instruction.
    pub start: Label,
    /// The number of cells, at most [`FRAME_CELLS_MAX`].
    pub size: Count,
    /// The kinds of the cells defined by `arg` moves before the frame is entered: from cell 2 on in a function, from
    /// cell 0 on in a block.
    pub parameters: Vec<Kind>,
    /// How the frame is entered.
    pub role: Role,
}

/// How a frame is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The first frame: execution starts in it. No parameters, no link cells, no `ret`.
    Entry,
    /// By `call`.
    Function {
        /// The kinds of what `ret` leaves behind.
        results: Vec<Kind>,
    },
    /// By `enter`, from the same function: the nearest [`Role::Entry`] or [`Role::Function`] before it in the program.
    Block {
        /// The registers of the function's own frame that this block and the blocks it enters read by `outer`, with
        /// the kinds they rely on; strictly ascending.
        outer: Vec<(Reg, Kind)>,
    },
}

impl Frame {
    /// The first cell that code or a parameter may define.
    #[must_use]
    pub fn first_cell(&self) -> u16 {
        if matches!(self.role, Role::Function { .. }) { LINK_CELLS } else { 0 }
    }
}

/// A structurally sound program; whether it means anything is for [`check`](crate::check::check) to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    instructions: Vec<Instruction>,
    frames: Vec<Frame>,
}

/// Why instructions and frames make no program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// Too many instructions, or none.
    #[error("{count} instructions: a program has 1 to {INSTRUCTIONS_MAX}")]
    InstructionCount {
        /// How many there are.
        count: usize,
    },
    /// The first frame isn't an entry frame at pc 0, without parameters.
    #[error("the first frame must be an entry at pc 0 without parameters")]
    NoEntry,
    /// Another frame is an entry frame.
    #[error("frame {frame} is a second entry")]
    SecondEntry {
        /// Its index.
        frame: usize,
    },
    /// A frame doesn't start behind the start of the one before it, or not inside the program.
    #[error("frame {frame} starts at {start}, not behind the frame before it and inside the program")]
    FrameStart {
        /// Its index.
        frame: usize,
        /// Its start.
        start: u32,
    },
    /// A frame is larger than allowed, or smaller than its parameters.
    #[error("frame {frame} has {size} cells instead of {least} to {FRAME_CELLS_MAX}")]
    FrameSize {
        /// Its index.
        frame: usize,
        /// Its size.
        size: u16,
        /// The link cells and parameters.
        least: usize,
    },
    /// A list of kinds is longer than a frame, or a kind has no or more than 256 bits.
    #[error("frame {frame} declares a kind or a list of kinds that doesn't exist")]
    Kinds {
        /// Its index.
        frame: usize,
    },
    /// Outer registers are not strictly ascending.
    #[error("the outer registers of frame {frame} are not strictly ascending")]
    OuterOrder {
        /// Its index.
        frame: usize,
    },
}

impl Program {
    /// Puts a program together.
    pub fn new(instructions: Vec<Instruction>, frames: Vec<Frame>) -> Result<Self, ProgramError> {
        let count = instructions.len();
        if !(1..=INSTRUCTIONS_MAX).contains(&count) {
            return Err(ProgramError::InstructionCount { count });
        }
        match frames.first() {
            Some(Frame { start: Label(0), role: Role::Entry, parameters, .. }) if parameters.is_empty() => {}
            _ => return Err(ProgramError::NoEntry),
        }
        for (index, frame) in frames.iter().enumerate() {
            frame.validate(index)?;
            let start = frame.start.0;
            let behind = index == 0 || frames[index - 1].start < frame.start;
            if !behind || start as usize >= count {
                return Err(ProgramError::FrameStart { frame: index, start });
            }
            if index > 0 && frame.role == Role::Entry {
                return Err(ProgramError::SecondEntry { frame: index });
            }
        }
        Ok(Self { instructions, frames })
    }

    /// The instructions, by pc.
    #[must_use]
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// The instruction at a pc.
    #[must_use]
    pub fn instruction(&self, pc: u32) -> Option<&Instruction> {
        self.instructions.get(usize::try_from(pc).ok()?)
    }

    /// The number of instructions.
    #[must_use]
    pub fn len(&self) -> u32 {
        u32::try_from(self.instructions.len()).expect("a program has at most 2^16 instructions")
    }

    /// Never: a program has an instruction.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.instructions.is_empty()
    }

    /// The frames, by start; the first is the entry's.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The size of the frame in which execution starts.
    #[must_use]
    pub fn entry_size(&self) -> Count {
        self.frames[0].size
    }

    /// The index of the frame that starts at a pc.
    #[must_use]
    pub fn frame_at(&self, start: Label) -> Option<usize> {
        self.frames.binary_search_by_key(&start, |frame| frame.start).ok()
    }

    /// The index of the frame to which the instruction at a pc belongs.
    #[must_use]
    pub fn frame_of(&self, pc: u32) -> usize {
        self.frames.partition_point(|frame| frame.start.0 <= pc).saturating_sub(1)
    }

    /// The pc behind a frame's last instruction.
    #[must_use]
    pub fn frame_end(&self, frame: usize) -> u32 {
        self.frames.get(frame + 1).map_or(self.len(), |next| next.start.0)
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        put_count(self.frames.len(), out);
        for frame in &self.frames {
            frame.encode(out);
        }
        put_count(self.instructions.len(), out);
        for instruction in &self.instructions {
            instruction.encode(out);
        }
    }

    fn decode_from(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let frames = input.count("frames", INSTRUCTIONS_MAX)?;
        let frames = (0..frames).map(|_| Frame::decode(input)).collect::<Result<_, _>>()?;
        let instructions = input.count("instructions", INSTRUCTIONS_MAX)?;
        let instructions = (0..instructions).map(|_| Instruction::decode(input)).collect::<Result<_, _>>()?;
        Ok(Self::new(instructions, frames)?)
    }

    /// The binary form.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = header(PROGRAM);
        self.encode_into(&mut out);
        out
    }

    /// The program with a binary form.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut input = Reader::new(bytes);
        read_header(&mut input, PROGRAM)?;
        let program = Self::decode_from(&mut input)?;
        input.end()?;
        Ok(program)
    }
}

/// What the compiler makes of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// The constructor. Its calldata has no selector.
    pub deploy: Program,
    /// The functions.
    pub runtime: Program,
}

impl Object {
    /// The binary form.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = header(OBJECT);
        self.deploy.encode_into(&mut out);
        self.runtime.encode_into(&mut out);
        out
    }

    /// The object with a binary form.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut input = Reader::new(bytes);
        read_header(&mut input, OBJECT)?;
        let object = Self { deploy: Program::decode_from(&mut input)?, runtime: Program::decode_from(&mut input)? };
        input.end()?;
        Ok(object)
    }
}

const PROGRAM: u8 = 0;
const OBJECT: u8 = 1;

fn header(content: u8) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(VERSION.to_le_bytes());
    out.push(content);
    out
}

fn read_header(input: &mut Reader<'_>, content: u8) -> Result<(), DecodeError> {
    if input.array()? != MAGIC {
        return Err(DecodeError::Magic);
    }
    match input.u16()? {
        VERSION => {}
        found => return Err(DecodeError::Version { found }),
    }
    match input.byte()? {
        found if found == content => Ok(()),
        found => Err(DecodeError::Tag { what: "content of this sort", tag: found.into() }),
    }
}

fn put_count(count: usize, out: &mut Vec<u8>) {
    out.extend(u32::try_from(count).expect("the lists of a program are shorter than 2^17").to_le_bytes());
}

const ENTRY: u8 = 0;
const FUNCTION: u8 = 1;
const BLOCK: u8 = 2;

/// The binary form of [`Kind::Felt`]; that of an integer is its bits.
const FELT: u16 = 0;

impl Frame {
    fn validate(&self, index: usize) -> Result<(), ProgramError> {
        let least = usize::from(self.first_cell()) + self.parameters.len();
        if self.size > FRAME_CELLS_MAX || usize::from(self.size) < least {
            return Err(ProgramError::FrameSize { frame: index, size: self.size, least });
        }
        let other_kinds: Vec<Kind> = match &self.role {
            Role::Entry => Vec::new(),
            Role::Function { results } => results.clone(),
            Role::Block { outer } => {
                if !outer.is_sorted_by(|(before, _), (after, _)| before < after) {
                    return Err(ProgramError::OuterOrder { frame: index });
                }
                outer.iter().map(|(_, kind)| *kind).collect()
            }
        };
        let exists = |kind: &Kind| match *kind {
            Kind::Bits(bits) => Kind::bits(bits).is_some(),
            Kind::Felt => true,
        };
        if other_kinds.len() > usize::from(FRAME_CELLS_MAX) || !self.parameters.iter().chain(&other_kinds).all(exists) {
            return Err(ProgramError::Kinds { frame: index });
        }
        Ok(())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend(self.start.0.to_le_bytes());
        out.extend(self.size.to_le_bytes());
        encode_kinds(&self.parameters, out);
        match &self.role {
            Role::Entry => out.push(ENTRY),
            Role::Function { results } => {
                out.push(FUNCTION);
                encode_kinds(results, out);
            }
            Role::Block { outer } => {
                out.push(BLOCK);
                put_count(outer.len(), out);
                for (reg, kind) in outer {
                    out.extend(reg.offset().to_le_bytes());
                    encode_kind(*kind, out);
                }
            }
        }
    }

    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = Label(input.u32()?);
        let size = input.u16()?;
        let parameters = decode_kinds(input)?;
        let role = match input.byte()? {
            ENTRY => Role::Entry,
            FUNCTION => Role::Function { results: decode_kinds(input)? },
            BLOCK => {
                let count = input.count("outer registers", usize::from(FRAME_CELLS_MAX))?;
                let outer = (0..count)
                    .map(|_| {
                        let offset = input.u16()?;
                        let reg = Reg::new(offset).ok_or(DecodeError::Slot { prefix: Reg::PREFIX, offset })?;
                        Ok((reg, decode_kind(input)?))
                    })
                    .collect::<Result<_, DecodeError>>()?;
                Role::Block { outer }
            }
            tag => return Err(DecodeError::Tag { what: "role", tag: tag.into() }),
        };
        Ok(Self { start, size, parameters, role })
    }
}

fn encode_kind(kind: Kind, out: &mut Vec<u8>) {
    let tag = match kind {
        Kind::Bits(bits) => bits,
        Kind::Felt => FELT,
    };
    out.extend(tag.to_le_bytes());
}

fn decode_kind(input: &mut Reader<'_>) -> Result<Kind, DecodeError> {
    match input.u16()? {
        FELT => Ok(Kind::Felt),
        bits => Kind::bits(bits).ok_or(DecodeError::Tag { what: "kind", tag: bits }),
    }
}

fn encode_kinds(kinds: &[Kind], out: &mut Vec<u8>) {
    put_count(kinds.len(), out);
    for kind in kinds {
        encode_kind(*kind, out);
    }
}

fn decode_kinds(input: &mut Reader<'_>) -> Result<Vec<Kind>, DecodeError> {
    let count = input.count("kinds", usize::from(FRAME_CELLS_MAX))?;
    (0..count).map(|_| decode_kind(input)).collect()
}
