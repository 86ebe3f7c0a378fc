//! The program check: what a proof about a program relies on, established once, before the program gets a commitment.
//!
//! 1. Every reachable pc is inside the program; a path ends in a transfer or a halt, inside its frame's instructions.
//! 2. Within a frame control only goes forward; a use is preceded by a definition on every path, and no cell is defined
//!    twice on a path.
//! 3. Register indices are below the frame's size; the link cells of a function's frame are never defined by code.
//! 4. `arg` moves before a `call`, `enter` or `ret` define exactly the target's parameters or the function's results,
//!    each once, with no transfer or join between; `result` moves directly follow the call.
//! 5. The static kind of each operand is what the instruction states.
//!
//! Frames are checked one by one, each in a single sweep over its instructions: since control only goes forward, all
//! that comes before an instruction has a smaller pc. What frames assume of one another is declared in
//! [`Frame`](crate::program::Frame) and
//! checked on both sides. The kind of a register is the join of the kinds of its definitions so far, whatever the path.
//! Instructions that can't be reached are not looked at.

mod cells;
mod refusal;
mod scope;

pub use refusal::{CheckError, Refusal};
pub(crate) use scope::Scope;

use crate::program::{Program, Role};

/// A program that passed [`check`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProgram {
    program: Program,
}

impl CheckedProgram {
    /// The program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The program.
    #[must_use]
    pub fn into_program(self) -> Program {
        self.program
    }
}

/// Accepts a program, or says what is wrong with it.
pub fn check(program: Program) -> Result<CheckedProgram, CheckError> {
    let frames = program.frames();
    let mut function = 0;
    while function < frames.len() {
        let blocks = frames[function + 1..].iter().take_while(|frame| matches!(frame.role, Role::Block { .. })).count();
        let next = function + 1 + blocks;
        for index in function..next {
            check_frame(&program, index, Scope::new(&program, index, function, function + 1..next))?;
        }
        function = next;
    }
    Ok(CheckedProgram { program })
}

fn check_frame(program: &Program, index: usize, mut scope: Scope<'_>) -> Result<(), CheckError> {
    let end = program.frame_end(index);
    for pc in program.frames()[index].start.0..end {
        let at_pc = |refusal| CheckError { at: pc, refusal };
        if scope.arrive(pc).map_err(at_pc)? {
            program.instructions()[pc as usize].check(&mut scope).map_err(at_pc)?;
        }
    }
    if scope.falls_through() { Err(CheckError { at: end - 1, refusal: Refusal::FallsOff { end } }) } else { Ok(()) }
}
