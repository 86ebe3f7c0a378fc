//! Code with labels, frame by frame, until sizes and places are known.

use std::collections::BTreeMap;

use vm_zkfriendly::emit::{EmitError, Emitter};
use vm_zkfriendly::isa::{Count, Instruction, Label, Reg};
use vm_zkfriendly::kind::Kind;
use vm_zkfriendly::program::{Program, ProgramError};

use crate::ir::Span;

/// An element of a frame's code.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    /// The label stands for what follows.
    Bind(Label),
    /// An instruction, with its source. Sizes in `call`, `enter` and `pass` are filled in at the end.
    Instruction(Instruction, Span),
}

/// How a frame is entered; as [`vm_zkfriendly::program::Role`].
#[derive(Clone, Debug)]
pub(super) enum Role {
    /// The object's entry.
    Entry,
    /// A function, with the kinds of its results.
    Function(Vec<Kind>),
    /// A loop or join, with what it reads from the function's own frame.
    Block(Vec<(Reg, Kind)>),
}

/// A frame with its code.
#[derive(Clone, Debug)]
pub(super) struct FrameCode {
    pub(super) label: Label,
    pub(super) role: Role,
    pub(super) params: Vec<Kind>,
    pub(super) size: Count,
    pub(super) items: Vec<Item>,
}

/// An object's code.
#[derive(Debug, Default)]
pub(super) struct ObjectCode {
    labels: u32,
    frames: Vec<FrameCode>,
}

impl ObjectCode {
    /// A label that is bound nowhere yet.
    pub(super) fn new_label(&mut self) -> Label {
        self.labels += 1;
        Label(self.labels - 1)
    }

    /// Adds a frame behind the others: a function's own before those of its loops.
    pub(super) fn push(&mut self, frame: FrameCode) {
        self.frames.push(frame);
    }

    /// The program and the source of each instruction, by pc; the number of instructions if there are too many.
    pub(super) fn assemble(self) -> Result<(Program, Vec<Span>), usize> {
        let sizes: BTreeMap<Label, Count> = self.frames.iter().map(|frame| (frame.label, frame.size)).collect();
        let size_of = |target: &Label| *sizes.get(target).expect("`call`, `enter` and `pass` name frames");
        let mut emitter = Emitter::new();
        for _ in 0..self.labels {
            // The n-th label of an emitter is number n, as here.
            let _label = emitter.new_label();
        }
        let mut spans = Vec::new();
        for frame in self.frames {
            match frame.role {
                Role::Entry => emitter.entry(frame.size).bind(frame.label),
                Role::Function(results) => emitter.function(frame.label, frame.params, results, frame.size),
                Role::Block(outer) => emitter.block(frame.label, frame.params, outer, frame.size),
            };
            for item in frame.items {
                match item {
                    Item::Bind(label) => {
                        emitter.bind(label);
                    }
                    Item::Instruction(mut instruction, span) => {
                        if let Instruction::Call { target, size }
                        | Instruction::Enter { target, size }
                        | Instruction::Pass { target, size, .. } = &mut instruction
                        {
                            *size = size_of(target);
                        }
                        emitter.push(instruction);
                        spans.push(span);
                    }
                }
            }
        }
        match emitter.finish() {
            Ok(program) => Ok((program, spans)),
            Err(EmitError::Program(ProgramError::InstructionCount { count })) => Err(count),
            Err(error) => panic!("the back end emits well-formed programs: {error}"),
        }
    }
}
