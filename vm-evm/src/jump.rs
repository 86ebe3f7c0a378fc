//! JUMP and JUMPI that go to any byte 0x5b, for rules that don't tell opcodes from PUSH data ([`crate::Jumps::ToBytes`]).

use alloy_primitives::U256;
use revm::interpreter::{
    InstructionContext, InstructionExecResult, InstructionResult, Interpreter, InterpreterTypes,
    interpreter_types::{Jumps, LegacyBytecode, StackTr},
};

use crate::opcode::JUMPDEST;

/// JUMP.
#[expect(clippy::needless_pass_by_value, reason = "the signature is revm's")]
pub(crate) fn jump<H: ?Sized, W: InterpreterTypes>(context: InstructionContext<'_, H, W>) -> InstructionExecResult {
    let [target] = context.interpreter.stack.popn().ok_or(InstructionResult::StackUnderflow)?;
    go(context.interpreter, target)
}

/// JUMPI.
#[expect(clippy::needless_pass_by_value, reason = "the signature is revm's")]
pub(crate) fn jumpi<H: ?Sized, W: InterpreterTypes>(context: InstructionContext<'_, H, W>) -> InstructionExecResult {
    let [target, condition] = context.interpreter.stack.popn().ok_or(InstructionResult::StackUnderflow)?;
    if condition.is_zero() { Ok(()) } else { go(context.interpreter, target) }
}

fn go<W: InterpreterTypes>(interpreter: &mut Interpreter<W>, target: U256) -> InstructionExecResult {
    let code = &mut interpreter.bytecode;
    let at = usize::try_from(target).ok().filter(|at| code.bytecode_slice().get(*at) == Some(&JUMPDEST));
    code.absolute_jump(at.ok_or(InstructionResult::InvalidJump)?);
    Ok(())
}
