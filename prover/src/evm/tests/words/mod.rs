//! Word arithmetic, each step alone: public rows are all that a step talks to outside the lanes of arithmetic.
//!
//! The public rows say the state before and after a step, its instruction, the words it takes and the words it puts. They believe the step
//! whatever it says, so a false result is refused by the arithmetic or by nothing.

mod exp;
mod honest;
mod lies;
mod modular;
mod random;

pub(super) use lies::{flips_and_ghosts, may_be_free};

use std::sync::Arc;

use vm_evm::opcode::{Opcode, describe};

use super::super::lanes::place;
use super::super::statement::VALUES;
use super::super::timeline::EvmStep;
use super::lanes;
use super::*;
use crate::Felt;
use crate::circuit::{Kind, Lane};
use crate::public::PublicRows;

/// Opcodes that the lanes of arithmetic have chips for.
const BINARY: &[&str] = &[
    "ADD", "MUL", "SUB", "DIV", "MOD", "LT", "GT", "SLT", "SGT", "EQ", "AND", "OR", "XOR", "SHL", "SHR", "SDIV",
    "SMOD", "SAR",
];
const UNARY: &[&str] = &["ISZERO", "NOT"];
const TERNARY: &[&str] = &["ADDMOD", "MULMOD"];

/// Words at which carries, signs, limbs and cuts change.
fn edges() -> Vec<U256> {
    let power = |n: usize| U256::from(1) << n;
    let mut edges: Vec<U256> = [0u64, 1, 2, 15, 16, 31, 32, 127, 128, 129, 255, 256, 257].map(U256::from).to_vec();
    edges.extend([power(64) - U256::from(1), power(128) - U256::from(1), power(128), power(160) - U256::from(1)]);
    edges.extend([power(200), power(255), !U256::ZERO, !(power(160) - U256::from(1)), power(121) - U256::from(1)]);
    edges.push(U256::from_str_radix("f00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace", 16).unwrap());
    edges
}

/// The step of an opcode on words, top first, as the machine takes it.
fn step(mnemonic: &str, operands: &[U256]) -> EvmStep {
    steps(&[(mnemonic, operands)]).pop().expect("one step was asked for")
}

/// Steps of opcodes on words, top first, as the machine takes them one after the other.
fn steps(all: &[(&str, &[U256])]) -> Vec<EvmStep> {
    let source: String = all
        .iter()
        .map(|(mnemonic, operands)| {
            let pushes: String = operands.iter().rev().map(|word| format!("PUSH32 {word:#x} ")).collect();
            format!("{pushes}{mnemonic} POP\n")
        })
        .collect();
    let run = Run::new(&format!("{source} STOP"), &[]);
    let wanted = |step: &EvmStep| all.iter().any(|(name, _)| Opcode::by_mnemonic(name).unwrap().byte == step.opcode);
    run.timeline().steps.into_iter().filter(wanted).collect()
}

/// Every binary operation on some pairs, every unary one on their first words.
fn on_pairs(pairs: &[[U256; 2]]) -> Vec<EvmStep> {
    let binary = BINARY.iter().flat_map(|name| pairs.iter().map(move |pair| (*name, &pair[..])));
    let unary = UNARY.iter().flat_map(|name| pairs.iter().map(move |pair| (*name, &pair[..1])));
    steps(&binary.chain(unary).collect::<Vec<_>>())
}

/// What the public rows say about steps.
fn boundary(steps: &[EvmStep]) -> Vec<Vec<Felt>> {
    let mut rows = PublicRows::default();
    for step in steps {
        let [clock, pc, sp, _] = step.state;
        rows.send(Kind::EvmState, &step.state);
        rows.receive(Kind::EvmState, &step.next);
        let code = step.code;
        let entry = [pc, code.function, code.parameter, code.gas, code.immediate[0], code.immediate[1], code.next_pc];
        rows.provide(Kind::EvmCode, &entry);
        for (popped, depth) in step.popped.iter().zip(1u64..) {
            let since = clock - Felt::from(1) - popped.age;
            rows.send(Kind::EvmStack, &[sp - Felt::from(depth), popped.word[0], popped.word[1], since]);
        }
        for word in &step.pushed {
            let place = sp - Felt::from(step.popped.len() as u64);
            rows.receive(Kind::EvmStack, &[place, word[0], word[1], clock]);
        }
    }
    rows.columns(VALUES)
}

/// A circuit in which steps can be filled.
fn circuit_of(steps: &[EvmStep]) -> Arc<Circuit> {
    let all = lanes().in_order();
    let mut witness = Witness::of_lanes(&all);
    lanes().fill_steps(&mut witness, steps).expect("the steps can be filled");
    let public = boundary(steps)[0].len();
    let needed = witness.lanes.iter().map(crate::circuit::LaneRows::len).max().unwrap_or(0).max(public);
    let k = (9..14).find(|k| (1 << k) - UNUSABLE_ROWS >= needed).expect("a few hundred rows");
    let mut shape = whole(k, &[]);
    // lanes of blocks that no step of these uses; all others stand, so that a lie may use them
    for (index, lane) in all.iter().enumerate() {
        if lane.chips().next().is_some() && !lane.fixed.is_empty() && witness.lanes[index].is_empty() {
            shape.heights[index].clear();
        }
    }
    Arc::new(Circuit::new("words", all, shape, public))
}

/// The witness of steps between public rows that say what `believed` says.
fn witness_of(circuit: &Circuit, steps: &[EvmStep], believed: &[EvmStep]) -> Witness {
    let mut witness = circuit.witness();
    witness.public = boundary(believed);
    lanes().fill_steps(&mut witness, steps).expect("the steps can be filled");
    witness.complete(circuit);
    witness
}

/// The column of a chip's cell in its lane.
pub(super) fn column(lane: &Lane, chip: &str, cell: &str) -> Option<usize> {
    let chip = lane.chips().find(|(_, name, _)| *name == chip).map(|(chip, ..)| chip)?;
    (0..lane.width()).find(|c| lane.is_own(Some(chip), *c) && lane.column_name(Some(chip), *c) == cell)
}
