//! The whole circuit on executed bytecode: honest traces are accepted, lies are refused, and some of either are really proven.

mod balance;
mod bytes;
mod copies;
mod cut_off;
mod halts;
mod honest;
mod lies;
mod memory;
mod memory_lies;
mod profiles;
mod proofs;
mod transient;
mod words;
mod zero;

use std::sync::Arc;

use vm_evm::{Address, Bytes, Call, EvmTrace, U256, World};

use super::lanes::{EvmLanes, place};
use super::plan::Circuits;
use super::timeline::Timeline;
use super::*;
use crate::circuit::{Circuit, Shape, UNUSABLE_ROWS, Witness};
use crate::profile::T2;
use crate::public::Claim;
use crate::range::TABLE_ROWS;
use crate::state::Tree;

/// The account that the samples' code belongs to.
const CALLEE: Address = Address::repeat_byte(0xc0);

/// What it has: a word of two limbs.
const BALANCE: U256 = U256::from_limbs([1000, 0, 4, 0]);

/// Moves on the stack, jumps taken and not, fields of the environment; nothing but the lanes of the stack and the end.
const STACK: &str = "
    PUSH 7 PUSH0 PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20
    DUP3 SWAP2 POP DUP1 SWAP3 CALLER CALLVALUE CALLDATASIZE SELFBALANCE GAS PC ADDRESS POP
    PUSH 0 PUSH @never JUMPI
    PUSH 3 PUSH @there JUMPI
never: STOP
there: PUSH @end JUMP
end: STOP";

/// Word arithmetic, each chip once: short and long operands, far shifts, divisions by zero.
const WORDS: &str = "
    PUSH 7 PUSH 0xf00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace
    DUP2 DUP2 ADD POP DUP2 DUP2 SUB POP DUP2 DUP2 LT POP DUP2 DUP2 GT POP DUP2 DUP2 SLT POP DUP2 DUP2 SGT POP
    DUP2 DUP2 EQ ISZERO POP DUP1 NOT POP
    DUP2 DUP2 MUL POP DUP2 DUP2 DIV POP DUP2 DUP2 MOD POP DUP2 DUP2 SDIV POP DUP2 DUP2 SMOD POP
    DUP2 PUSH 1000 MUL POP DUP2 PUSH 1000 DIV POP DUP2 PUSH 1000 MOD POP PUSH0 DUP2 DIV POP PUSH0 DUP2 MOD POP
    DUP1 DUP3 SHL POP DUP1 DUP3 SHR POP DUP1 DUP3 SAR POP DUP1 PUSH 300 SHL POP DUP1 PUSH 300 SHR POP
    DUP1 DUP3 BYTE POP DUP1 DUP3 SIGNEXTEND POP
    DUP1 PUSH 0xffffffffffffffffffffffffffffffffffffffff AND POP DUP1 DUP1 AND POP DUP2 DUP2 AND POP DUP2 DUP2 OR POP DUP2 DUP2 XOR
    STOP";

/// Memory, aligned and not, with and without growth; calldata at a word, between words, past the end; two words of output.
const MEMORY: &str = "
    PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 PUSH0 MSTORE PUSH0 MLOAD POP
    PUSH 0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0 PUSH 5 MSTORE
    PUSH 18 MLOAD POP PUSH 7 PUSH 736 MSTORE PUSH 736 MLOAD POP
    PUSH 4 CALLDATALOAD POP PUSH0 CALLDATALOAD POP PUSH 36 CALLDATALOAD POP
    PUSH 64 PUSH0 RETURN";

/// Single bytes of memory, in both limbs and at both ends of a word, one of which grows memory; its size before and after.
const SINGLE_BYTES: &str = "
    MSIZE PUSH 0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0 PUSH0 MSTORE
    PUSH 0x11 PUSH0 MSTORE8 PUSH 0x1234 PUSH 15 MSTORE8 PUSH 0x10ff PUSH 16 MSTORE8 PUSH0 PUSH 31 MSTORE8 PUSH 0x77 PUSH 70 MSTORE8
    MSIZE PUSH0 MLOAD STOP";

/// Copies of calldata: from its start, unaligned, past its end, within a word, from far away, of nothing; copies of memory: disjoint, overlapping
/// either way, onto itself, shorter than a word, from behind its end.
const COPIES: &str = "
    PUSH 36 PUSH0 PUSH0 CALLDATACOPY PUSH 50 PUSH 2 PUSH 37 CALLDATACOPY PUSH 3 PUSH 1 PUSH 70 CALLDATACOPY
    PUSH 40 PUSH 0x10000000000000007 PUSH 100 CALLDATACOPY PUSH 33 PUSH 0x100000000000000000000000000000000 PUSH0 CALLDATACOPY
    PUSH0 PUSH 9 PUSH 9 CALLDATACOPY PUSH0 PUSH0 PUSH 3 RETURNDATACOPY
    PUSH 0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0 PUSH 3 MSTORE
    PUSH 64 PUSH0 PUSH 128 MCOPY PUSH 40 PUSH 10 PUSH 20 MCOPY PUSH 40 PUSH 20 PUSH 10 MCOPY PUSH 64 PUSH0 PUSH0 MCOPY
    PUSH 5 PUSH 2 PUSH 30 MCOPY PUSH 3 PUSH0 PUSH 40 MCOPY PUSH 10 PUSH 500 PUSH0 MCOPY PUSH0 PUSH 700 PUSH 700 MCOPY
    MSIZE PUSH 64 PUSH0 RETURN";

/// Copies of code, past its end, too.
const CODE_COPIES: &str = "
    PUSH 70 PUSH 3 PUSH0 CODECOPY PUSH 10 PUSH0 PUSH 33 CODECOPY PUSH 5 PUSH 1000 PUSH 31 CODECOPY PUSH 64 PUSH0 RETURN";

/// A PUSH32 with three of its bytes, which are no JUMPDESTs; a PUSH2 with none.
const CUT_OFF: [&str; 2] = ["PUSH 7 .bytes 0x7f5b015b", "PUSH 7 .bytes 0x61"];

/// A revert of a selector and two words.
const REVERT: &str = "
    PUSH 0x08c379a0000000000000000000000000000000000000000000000000000000aa PUSH 32 MSTORE
    PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 PUSH 64 MSTORE
    PUSH 68 PUSH 32 REVERT";

/// Events with every number of topics, with and without data, one of which grows memory.
const EVENTS: &str = "
    PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 PUSH 32 MSTORE
    PUSH0 PUSH0 LOG0
    PUSH 0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0 PUSH 64 PUSH0 LOG1
    PUSH 22 PUSH 21 PUSH 32 PUSH 32 LOG2
    PUSH 33 PUSH 32 PUSH 31 PUSH0 PUSH 7 LOG3
    PUSH 44 PUSH 43 PUSH 42 PUSH 41 PUSH 96 PUSH 64 LOG4
    STOP";

/// Events and an output of any bytes, from any byte on, some beyond the end of memory.
const EVENT_BYTES: &str = "
    PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 PUSH0 MSTORE
    PUSH 0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0 PUSH 32 MSTORE
    PUSH 64 PUSH 5 KECCAK256 POP PUSH 22 PUSH 5 PUSH 3 LOG1 PUSH 40 PUSH 30 LOG0 PUSH 33 PUSH 32 PUSH 32 PUSH 1 LOG2 PUSH 33 PUSH 64 LOG0
    PUSH 37 PUSH 2 RETURN";

/// Hashes of nothing, of bytes between words, of more than a block.
const HASHES: &str = "
    PUSH 0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0 PUSH 32 MSTORE
    PUSH0 PUSH 3 KECCAK256 POP PUSH 45 PUSH 5 KECCAK256 POP PUSH 160 PUSH 32 KECCAK256 POP PUSH 1 PUSH 33 KECCAK256 STOP";

/// A revert of a few bytes, and the event that it takes back.
const LOST_BYTES: &str = "PUSH 7 PUSH0 MSTORE PUSH 22 PUSH 33 PUSH 5 LOG1 PUSH 3 PUSH 32 REVERT";

/// An event that a revert takes back.
const LOST_EVENT: &str = "PUSH 22 PUSH 21 PUSH 32 PUSH0 LOG2 PUSH0 PUSH0 REVERT";

/// Reads and writes of slots, cold and warm: set, changed back, cleared, cleared and set again, left as it is; and a hashed one.
const STORAGE: &str = "
    PUSH 3 SLOAD PUSH 1 ADD PUSH 3 SSTORE
    PUSH 1000 PUSH 3 SSTORE
    PUSH 0 PUSH 3 SSTORE PUSH 5 PUSH 3 SSTORE PUSH 0 PUSH 3 SSTORE
    PUSH 7 PUSH 4 SSTORE PUSH 7 PUSH 4 SSTORE PUSH 0 PUSH 4 SSTORE
    PUSH 4 SLOAD POP PUSH 6 SLOAD POP
    PUSH 8 PUSH 5 SSTORE PUSH 9 PUSH 5 SSTORE PUSH 0 PUSH 5 SSTORE PUSH 20 PUSH 5 SSTORE
    CALLER PUSH 0 MSTORE PUSH 1 PUSH 32 MSTORE PUSH 64 PUSH 0 KECCAK256
    DUP1 SLOAD PUSH 1 ADD SWAP1 SSTORE
    STOP";

/// Arithmetic modulo a word, by 0 and 1 too; powers to 0, 1 and a few bits.
const MODULAR: &str = "
    PUSH 7 PUSH 0xf00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace
    DUP2 DUP2 DUP1 ADDMOD POP DUP2 DUP2 DUP1 MULMOD POP DUP1 DUP1 DUP4 ADDMOD POP DUP1 DUP1 DUP4 MULMOD POP
    PUSH 0 DUP2 DUP1 ADDMOD POP PUSH 1 DUP2 DUP1 ADDMOD POP PUSH 0 DUP2 DUP1 MULMOD POP PUSH 1 DUP2 DUP1 MULMOD POP
    PUSH 0 DUP2 EXP POP PUSH 1 DUP2 EXP POP DUP2 DUP2 EXP POP PUSH 18 PUSH 10 EXP STOP";

/// Transient slots, more than one of them, in no order: read before they are written, written twice, cleared.
const TRANSIENT: &str = "
    PUSH 9 TLOAD POP PUSH 1000 PUSH 3 TSTORE PUSH 3 TLOAD PUSH 1 ADD PUSH 3 TSTORE PUSH 3 TLOAD POP
    PUSH 5 PUSH 0xf00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace TSTORE PUSH 0 PUSH 3 TSTORE
    PUSH 3 TLOAD PUSH 0x0100000000000000000000000000000000 TLOAD STOP";

/// Hashes of blobs, of which there are none; calldata from its end on, and far behind it, by either limb.
const ZEROS: &str = "
    PUSH0 BLOBHASH PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 BLOBHASH
    PUSH 4 CALLDATALOAD PUSH 0xffffffffffffffffffffffffffffffff CALLDATALOAD
    PUSH 0x100000000000000000000000000000000 CALLDATALOAD STOP";

/// A change that is undone.
const UNDONE: &str = "PUSH 1 PUSH 3 SSTORE PUSH 3 SLOAD PUSH 2 PUSH 9 SSTORE PUSH 0 PUSH 0 REVERT";

/// Programs with calldata words behind a selector.
const SAMPLES: &[(&str, &str, &[u64])] = &[
    ("stack", STACK, &[]),
    ("words", WORDS, &[]),
    ("memory", MEMORY, &[7]),
    ("bytes", SINGLE_BYTES, &[]),
    ("copies", COPIES, &[7]),
    ("copies of code", CODE_COPIES, &[]),
    ("revert", REVERT, &[]),
    ("events", EVENTS, &[]),
    ("a lost event", LOST_EVENT, &[]),
    ("bytes of events", EVENT_BYTES, &[]),
    ("hashes", HASHES, &[]),
    ("lost bytes", LOST_BYTES, &[]),
    ("nothing returned", "PUSH0 PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 RETURN", &[]),
    ("a store that is undone", UNDONE, &[]),
    ("storage", STORAGE, &[]),
    ("modular", MODULAR, &[]),
    ("transient", TRANSIENT, &[]),
    ("zeros", ZEROS, &[]),
    ("data cut off", CUT_OFF[0], &[]),
    ("all data cut off", CUT_OFF[1], &[]),
];

/// Some bytecode, called.
struct Run {
    trace: EvmTrace,
    tree: Tree,
}

impl Run {
    fn new(source: &str, words: &[u64]) -> Self {
        let (code, data) = Self::inputs(source, words);
        Self::of(code, data)
    }

    /// A call whose frame has so much gas.
    fn with_gas(source: &str, words: &[u64], gas: u64) -> Self {
        let (code, data) = Self::inputs(source, words);
        let limit = intrinsic(&data) + gas;
        Self::call(&mut Self::world(code), data, limit)
    }

    fn inputs(source: &str, words: &[u64]) -> (Bytes, Bytes) {
        let mut data = vec![0xab, 0xcd, 0xef, 0x01];
        for word in words {
            data.extend(U256::from(*word).to_be_bytes::<32>());
        }
        (vm_evm::asm::assemble(source).expect("the sample assembles"), data.into())
    }

    fn of(code: Bytes, data: Bytes) -> Self {
        Self::on(&mut Self::world(code), data)
    }

    fn world(code: Bytes) -> World {
        let mut world = World::default();
        let account = world.account_mut(CALLEE).set_code(code).set_balance(BALANCE);
        for slot in [3, 5] {
            account.set_slot(U256::from(slot), U256::from(1000));
        }
        world
    }

    /// A call in a world.
    fn on(world: &mut World, data: Bytes) -> Self {
        Self::call(world, data, 1_000_000)
    }

    fn call(world: &mut World, data: Bytes, gas_limit: u64) -> Self {
        let tree = tree(world, &Tree::default()).expect("the slots have different paths");
        let call = Call { to: CALLEE, data, gas_limit, ..Call::default() };
        Self { trace: world.trace_call(call).expect("the call is possible"), tree }
    }

    fn facts(&self) -> Facts<'_> {
        Facts::new(&T2, &self.trace, &self.timeline(), &self.tree).expect("the trace is a message call")
    }

    fn timeline(&self) -> Timeline {
        Timeline::new(&self.trace).expect("the trace ends without an exceptional halt")
    }

    fn prepare(&self) -> Prepared {
        Prepared::of_trace(&T2, &self.trace, &self.tree).expect("the execution fits")
    }

    /// The witness of a timeline, true or not, with everything else honest and all counts adjusted to it.
    fn witness(&self, circuit: &Arc<Circuit>, timeline: &Timeline) -> Witness {
        let statement = self.facts().statement();
        self.witness_of(circuit, timeline, &statement).expect("the steps can be filled")
    }

    /// The witness of a timeline and a statement, true or not; an error if no row can say it.
    fn witness_of(
        &self,
        circuit: &Arc<Circuit>,
        timeline: &Timeline,
        statement: &Statement,
    ) -> Result<Witness, EvmError> {
        let mut witness = circuit.witness();
        witness.public = statement.public().expect("a statement about facts is well-formed");
        lanes().fill(&mut witness, &self.facts(), timeline)?;
        witness.complete(circuit);
        Ok(witness)
    }
}

/// The circuits of type 2.
fn circuits() -> &'static Circuits {
    Circuits::of(T2.machine.evm().expect("type 2 is an EVM"))
}

/// Their lanes.
fn lanes() -> &'static EvmLanes {
    &circuits().lanes
}

/// The one of a shape.
fn circuit(shape: Shape) -> Arc<Circuit> {
    circuits().circuit(shape)
}

/// What a transaction pays before its first instruction: 21,000, and 16 or 4 for each byte of calldata (Yellow Paper, appendix G).
fn intrinsic(data: &Bytes) -> u64 {
    data.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum::<u64>() + 21_000
}

/// A shape with one instance of each lane, as tall as the circuit, and more of some.
fn whole(k: u32, more: &[(usize, usize)]) -> Shape {
    let mut instances = vec![1; place::COUNT];
    instances[place::RANGE_TABLE] = TABLE_ROWS.div_ceil((1 << k) - UNUSABLE_ROWS);
    for (lane, count) in more {
        instances[*lane] = *count;
    }
    Shape::whole(k, &lanes().in_order(), &instances)
}

/// A circuit with every lane and room for every sample, as low as it can be: what a lie costs grows with it.
fn low_circuit() -> Arc<Circuit> {
    circuit(whole(11, &[(place::POSEIDON, 7), (place::RANGES[0], 3), (place::RANGES[1], 2)]))
}

#[test]
fn the_family_of_circuits_is_well_formed() {
    crate::family::tests::check(&circuits().family, circuit);
}
