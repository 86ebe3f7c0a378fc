//! Builds programs instruction by instruction, with labels that may be bound later.

use ruint::aliases::U256;

use crate::{
    for_each_instruction,
    isa::{
        Arg, Back, Count, Else, EnvField, Index, Instruction, Label, Moves, Operand, Outer, Passed, Reg, Selector,
        Topics, Trap, TruncWidth, Width,
    },
    kind::Kind,
    program::{Frame, Program, ProgramError, Role},
};

/// A program that grows: one method per row of the instruction table, named like it.
///
/// Labels given to those methods come from [`Emitter::new_label`]; they are bound by [`Emitter::bind`] or by the start
/// of a frame.
#[derive(Debug, Default)]
pub struct Emitter {
    instructions: Vec<Instruction>,
    frames: Vec<Frame>,
    /// By provisional label, the pc it is bound to.
    bound: Vec<Option<Label>>,
}

/// Why an emitter can't finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmitError {
    /// An instruction names a label that was never bound, or that this emitter didn't hand out.
    #[error("label {label} is used at pc {at} and bound nowhere")]
    UnboundLabel {
        /// The provisional label.
        label: u32,
        /// The pc of its first use.
        at: usize,
    },
    /// The parts are well formed, the whole isn't.
    #[error(transparent)]
    Program(#[from] ProgramError),
}

impl Emitter {
    /// An empty program.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A label to be bound later.
    pub fn new_label(&mut self) -> Label {
        self.bound.push(None);
        Label(u32::try_from(self.bound.len() - 1).expect("fewer than 2^32 labels"))
    }

    /// Binds a label to the next instruction.
    ///
    /// # Panics
    /// If another emitter made the label, or it is already bound.
    pub fn bind(&mut self, label: Label) -> &mut Self {
        let here = self.here();
        let bound = self.bound.get_mut(label.0 as usize).expect("the label is this emitter's");
        assert!(bound.replace(here).is_none(), "label {} is bound twice", label.0);
        self
    }

    /// The pc of the next instruction.
    #[must_use]
    pub fn here(&self) -> Label {
        Label(u32::try_from(self.instructions.len()).expect("fewer than 2^32 instructions"))
    }

    /// Starts the frame in which execution starts.
    pub fn entry(&mut self, size: Count) -> &mut Self {
        self.frames.push(Frame { start: self.here(), size, parameters: Vec::new(), role: Role::Entry });
        self
    }

    /// Starts a function and binds its label.
    pub fn function(&mut self, label: Label, parameters: Vec<Kind>, results: Vec<Kind>, size: Count) -> &mut Self {
        self.frames.push(Frame { start: self.here(), size, parameters, role: Role::Function { results } });
        self.bind(label)
    }

    /// Starts a block of the latest function and binds its label.
    pub fn block(&mut self, label: Label, parameters: Vec<Kind>, outer: Vec<(Reg, Kind)>, size: Count) -> &mut Self {
        self.frames.push(Frame { start: self.here(), size, parameters, role: Role::Block { outer } });
        self.bind(label)
    }

    /// Adds an instruction whose labels are provisional.
    pub fn push(&mut self, instruction: Instruction) -> &mut Self {
        self.instructions.push(instruction);
        self
    }

    /// The program, with every label replaced by its pc.
    pub fn finish(self) -> Result<Program, EmitError> {
        let mut error = None;
        let instructions = self
            .instructions
            .iter()
            .enumerate()
            .map(|(at, instruction)| {
                instruction.map_labels(&mut |label| match self.bound.get(label.0 as usize) {
                    Some(Some(pc)) => *pc,
                    _ => {
                        error.get_or_insert(EmitError::UnboundLabel { label: label.0, at });
                        label
                    }
                })
            })
            .collect();
        match error {
            None => Ok(Program::new(instructions, self.frames)?),
            Some(error) => Err(error),
        }
    }
}

macro_rules! emitters {
    ($(
        $(#[$doc:meta])*
        $name:ident = $variant:ident { $($operand:ident: $kind:ty => $place:ident),* } opcode $number:literal;
    )*) => {
        impl Emitter {
            $(
                $(#[$doc])*
                pub fn $name(&mut self, $($operand: $kind),*) -> &mut Self {
                    self.push(Instruction::$variant { $($operand),* })
                }
            )*
        }
    };
}
for_each_instruction!(emitters);

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::asm::disassemble;

    #[test]
    fn labels_are_bound_before_or_after_their_use() {
        let mut emitter = Emitter::new();
        let (twice, panic) = (emitter.new_label(), emitter.new_label());
        let [r0, r1, r2, r3] = [0, 1, 2, 3].map(Reg::at);
        emitter.entry(2).input(r0, 1).arg(Moves::one(Arg::at(2), r0)).call(twice, 4);
        emitter.result(Moves::one(r1, Back::at(1))).return_(r1, 1);
        emitter.function(twice, vec![Kind::WORD], vec![Kind::WORD], 4);
        emitter.wadd(r3, r2, r2.into(), Some(panic)).arg(Moves::one(Arg::at(0), r3)).ret(1);
        emitter.bind(panic).revert(r0, 0, None);
        expect![[r#"
            entry main size 2:
                input r0, 1
                arg a2 <- r0
                call f5, 4
                result r1 <- ap-1
                return r1, 1
            function f5(word) -> (word) size 4:
                wadd r3, r2, r2 else L8
                arg a0 <- r3
                ret 1
            L8:
                revert r0, 0
        "#]]
        .assert_eq(&disassemble(&emitter.finish().unwrap()));
    }

    #[test]
    fn an_unbound_label_is_named() {
        let mut emitter = Emitter::new();
        let label = emitter.new_label();
        emitter.entry(1).const_(Reg::at(0), U256::ZERO).jump(label);
        assert_eq!(emitter.finish(), Err(EmitError::UnboundLabel { label: 0, at: 1 }));
    }

    #[test]
    fn a_program_needs_an_entry() {
        let mut emitter = Emitter::new();
        emitter.return_(Reg::at(0), 0);
        assert_eq!(emitter.finish(), Err(EmitError::Program(ProgramError::NoEntry)));
    }
}
