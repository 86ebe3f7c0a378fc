//! What each instruction means: one file per row of the table, with the relation of integers that a proof has to
//! establish, the pure function that a prover asks for outputs, what the program check asks, and the step itself.

use crate::{
    check::{Refusal, Scope},
    for_each_instruction,
    isa::Instruction,
    vm::{Cpu, ExecutionError},
};

pub mod const_;

pub mod arg;
pub mod mov;
pub mod outer;
pub mod result;

pub mod add;
pub mod lt;
pub mod mul;
pub mod sub;

pub mod eq;
pub mod trunc;
pub mod wadd;
pub mod wdiv;
pub mod wlt;
pub mod wmod;
pub mod wmul;
pub mod wsub;

pub mod and;
pub mod or;
pub mod shl;
pub mod shr;
pub mod xor;

pub mod sadd;
pub mod sar;
pub mod sdiv;
pub mod slt;
pub mod smod;
pub mod ssub;

pub mod addmod;
pub mod mulmod;

pub mod call;
pub mod enter;
pub mod jnz;
pub mod jump;
pub mod jz;
pub mod pass;
pub mod ret;

pub mod env;
pub mod input;

pub mod return_;
pub mod revert;

pub mod keccak;
pub mod log;
pub mod mapkey;
pub mod sload;
pub mod sstore;

#[cfg(test)]
pub(crate) mod testing;

macro_rules! dispatch {
    ($(
        $(#[$doc:meta])*
        $name:ident = $variant:ident { $($operand:ident: $kind:ty => $place:ident),* } opcode $number:literal;
    )*) => {
        impl Instruction {
            /// Asks what the program check asks of this instruction.
            pub(crate) fn check(self, scope: &mut Scope<'_>) -> Result<(), Refusal> {
                match self { $( Self::$variant { $($operand),* } => $name::check(scope, $($operand),*), )* }
            }

            /// Takes the step.
            pub(crate) fn execute(self, cpu: &mut Cpu<'_>) -> Result<(), ExecutionError> {
                match self { $( Self::$variant { $($operand),* } => $name::execute(cpu, $($operand),*), )* }
            }
        }
    };
}
for_each_instruction!(dispatch);
