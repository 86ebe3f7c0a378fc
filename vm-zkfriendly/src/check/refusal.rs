//! Why a program is refused.

use crate::{
    isa::{Arg, Back, Outer, Reg},
    kind::Kind,
};

/// Why a program is refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("pc {at}: {refusal}")]
pub struct CheckError {
    /// The pc.
    pub at: u32,
    /// What is wrong there.
    pub refusal: Refusal,
}

/// What is wrong with an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No transfer or halt before the frame's instructions end.
    #[error("control runs past the frame's last instruction to pc {end}")]
    FallsOff {
        /// The pc behind the frame's instructions.
        end: u32,
    },
    /// A jump out of the frame's instructions.
    #[error("target {target} lies outside the frame's instructions {start} to {end}, the end excluded")]
    TargetOutsideFrame {
        /// The target.
        target: u32,
        /// The frame's first pc.
        start: u32,
        /// The pc behind the frame's instructions.
        end: u32,
    },
    /// A jump that would repeat definitions.
    #[error("target {target} isn't ahead: only `enter` goes backwards")]
    Backward {
        /// The target.
        target: u32,
    },
    /// `call` of something else than a function.
    #[error("no function starts at pc {target}")]
    NotAFunction {
        /// The target.
        target: u32,
    },
    /// `enter` of something else than a block of the same function.
    #[error("no block of this function starts at pc {target}")]
    NotABlock {
        /// The target.
        target: u32,
    },
    /// Instruction and declaration disagree about a frame's size.
    #[error("the target's frame has {declared} cells, not {stated}")]
    FrameSize {
        /// In the instruction.
        stated: u16,
        /// In the declaration.
        declared: u16,
    },
    /// A register that the frame doesn't have.
    #[error("{reg} lies outside a frame of {size} cells")]
    OutsideFrame {
        /// The register.
        reg: Reg,
        /// The frame's size.
        size: u16,
    },
    /// A definition of the way back.
    #[error("{reg} is a link cell, which only `call` defines")]
    LinkCell {
        /// The register.
        reg: Reg,
    },
    /// A use without a definition.
    #[error("{reg} is not defined on every path to here")]
    Undefined {
        /// The register.
        reg: Reg,
    },
    /// Two definitions on a path.
    #[error("{reg} is already defined on a path to here")]
    DefinedTwice {
        /// The register.
        reg: Reg,
    },
    /// An operand of another kind.
    #[error("{reg} is {found}, the instruction reads {expected}")]
    Kind {
        /// The register.
        reg: Reg,
        /// Its kind.
        found: Kind,
        /// The kind needed.
        expected: Kind,
    },
    /// Two definitions, on different paths, without a common kind.
    #[error("{reg} is defined as {first} and as {second}, which no kind holds both")]
    KindConflict {
        /// The register.
        reg: Reg,
        /// By definitions before.
        first: Kind,
        /// By this one.
        second: Kind,
    },
    /// An immediate that doesn't fit the width.
    #[error("the immediate {value:#x} doesn't fit in {bits} bits")]
    ImmediateTooWide {
        /// The immediate.
        value: u128,
        /// The instruction's width.
        bits: u16,
    },
    /// Two `arg` moves to one cell.
    #[error("{arg} is already defined")]
    ArgumentTwice {
        /// The cell.
        arg: Arg,
    },
    /// A parameter or result that no `arg` defined.
    #[error("[ap + {index}] is not defined by an `arg` before this transfer")]
    ArgumentMissing {
        /// The offset of the cell.
        index: u16,
    },
    /// An `arg` that is no parameter or result.
    #[error("[ap + {index}] is defined by an `arg`, but no parameter or result")]
    ArgumentUnexpected {
        /// The offset of the cell.
        index: u16,
    },
    /// A parameter or result of another kind.
    #[error("[ap + {index}] is {found}, the target expects {expected}")]
    ArgumentKind {
        /// The offset of the cell.
        index: u16,
        /// Its kind.
        found: Kind,
        /// The kind declared.
        expected: Kind,
    },
    /// A jump, trap, halt or join after an `arg`, before its transfer.
    #[error("paths part, meet or end between an `arg` and its `call`, `enter` or `ret`")]
    ArgumentsPending,
    /// `ret` where nothing was called.
    #[error("`ret` in the entry's frames, which nothing called")]
    RetFromEntry,
    /// Instruction and declaration disagree about the number of results.
    #[error("the function has {declared} results, not {stated}")]
    ResultCount {
        /// In the instruction.
        stated: u16,
        /// In the declaration.
        declared: usize,
    },
    /// `result` elsewhere than directly after a call.
    #[error("`result` doesn't directly follow a `call`")]
    ResultAway,
    /// `result` beyond the results.
    #[error("{back} lies outside the {count} results of the call")]
    ResultOutOfRange {
        /// The source.
        back: Back,
        /// How many results there are.
        count: usize,
    },
    /// `outer` of a register that the block doesn't declare, or that its function hasn't defined.
    #[error("{outer} is neither declared by this block nor defined in the function's own frame")]
    OuterUndeclared {
        /// The source.
        outer: Outer,
    },
    /// `enter` of a block that relies on an outer register not known here, or of a wider kind.
    #[error("the block relies on outer register {reg} as {expected}; here it is {}", display(*.found))]
    OuterMissing {
        /// The register.
        reg: Reg,
        /// The kind the block declares.
        expected: Kind,
        /// The kind it has here, if it is defined.
        found: Option<Kind>,
    },
}

fn display(kind: Option<Kind>) -> String {
    kind.map_or_else(|| "not known to be defined".to_owned(), |kind| kind.to_string())
}
