//! What the ZK target refuses, by name and place.

use syntax::diagnostic::Diagnostic;

use crate::codes;
use crate::ir::{Span, Type};

/// Something that has no ZK program, or not yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The machine has no instruction for it.
    #[error("@{function}: `{mnemonic}` on {ty}: the ZK machine has no {missing}", ty = type_list(types))]
    Instruction {
        /// The function.
        function: String,
        /// The IR instruction.
        mnemonic: &'static str,
        /// Types of its operands, or of its results if it has no operands.
        types: Vec<Type>,
        /// What the machine lacks.
        missing: Missing,
        /// Where it comes from.
        span: Span,
    },
    /// A function, or one of its loops, needs too many registers.
    #[error("@{function}: a frame of {cells} cells, the ZK machine has at most {limit}")]
    FrameTooLarge {
        /// The function.
        function: String,
        /// Cells needed.
        cells: usize,
        /// Cells there are.
        limit: u16,
        /// The function's source.
        span: Span,
    },
    /// An object's code is too long.
    #[error("object {object}: {instructions} instructions, a ZK program has at most {limit}")]
    ProgramTooLong {
        /// The object.
        object: String,
        /// Instructions needed.
        instructions: usize,
        /// Instructions there may be.
        limit: usize,
        /// The entry function's source.
        span: Span,
    },
    /// Other objects than one that deploys and the one it deploys.
    #[error("module {module}: the ZK target compiles one deploy object with one runtime object, here are: {objects}")]
    Objects {
        /// The module.
        module: String,
        /// The objects' names.
        objects: String,
    },
}

impl Refusal {
    /// The source of what was refused; none if it is the whole module.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Instruction { span, .. } | Self::FrameTooLarge { span, .. } | Self::ProgramTooLong { span, .. } => {
                Some(*span)
            }
            Self::Objects { .. } => None,
        }
    }
}

impl Refusal {
    /// As the user of the compiler is told; none if the source has no part in it.
    #[must_use]
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let too_large = |message: String, span: Span, help: &str| {
            Diagnostic::error(codes::TOO_LARGE_FOR_ZK, message, span).label("too large").help(help)
        };
        match self {
            Self::Instruction { missing: Missing::BlockHash, span, .. } => Some(codes::BLOCK_HASHES.refuse(*span)),
            Self::Instruction { missing: Missing::GasAndBlobs, span, .. } => Some(codes::GAS_AND_BLOBS.refuse(*span)),
            Self::Instruction { missing: Missing::InlineAssembly, span, .. } => Some(codes::ASSEMBLY.refuse(*span)),
            Self::FrameTooLarge { function, cells, limit, span } => Some(too_large(
                format!("`{function}` needs {cells} cells at once, a frame of the ZK machine has {limit}"),
                *span,
                "cut the function into several",
            )),
            Self::ProgramTooLong { object, instructions, limit, span } => Some(too_large(
                format!("the {object} code has {instructions} instructions, a ZK program has at most {limit}"),
                *span,
                "cut the contract into several",
            )),
            Self::Objects { .. } => None,
        }
    }
}

/// What the machine lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Missing {
    /// Hashes of earlier blocks.
    #[error("block hashes")]
    BlockHash,
    /// Gas, and the hashes of a transaction's blobs.
    #[error("gas and blobs")]
    GasAndBlobs,
    /// EVM opcodes and words.
    #[error("inline assembly")]
    InlineAssembly,
}

fn type_list(types: &[Type]) -> String {
    if types.is_empty() {
        "nothing".to_owned()
    } else {
        types.iter().map(Type::to_string).collect::<Vec<_>>().join(", ")
    }
}
