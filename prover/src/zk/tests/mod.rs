//! The whole circuit on executed programs: honest ones are accepted, lies are refused, and some of either are really proven.

mod forged;
mod honest;
mod lies;
mod proofs;
mod short;
mod words;

use std::sync::Arc;

use vm_zkfriendly::asm::assemble;
use vm_zkfriendly::check::{CheckedProgram, check as check_program};
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::EnvField;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::storage::Storage;
use vm_zkfriendly::trace::ZkTrace;
use vm_zkfriendly::vm::{Limits, run};
use vm_zkfriendly::word::Word;

use super::*;
use crate::circuit::Circuit;
use crate::public::Claim;
use crate::state::Tree;

/// The machine's sample programs, each with calldata words.
const SAMPLES: [(&str, &str, &[u64]); 9] = [
    ("fibonacci", include_str!("../../../../vm-zkfriendly/tests/programs/fibonacci_loop.zk"), &[5]),
    ("recursive fibonacci", include_str!("../../../../vm-zkfriendly/tests/programs/fibonacci_recursive.zk"), &[4]),
    ("results of a call", include_str!("../../../../vm-zkfriendly/tests/programs/call_with_results.zk"), &[100, 7]),
    ("a checked sum", include_str!("../../../../vm-zkfriendly/tests/programs/checked_add.zk"), &[3, 4]),
    ("a sum that traps", include_str!("../../../../vm-zkfriendly/tests/programs/checked_add.zk"), &[u64::MAX, 1]),
    ("echo", include_str!("../../../../vm-zkfriendly/tests/programs/echo.zk"), &[1, 2, 3]),
    ("fibonacci, passed", include_str!("../../../../vm-zkfriendly/tests/programs/fibonacci_passed.zk"), &[5]),
    ("storage", STORAGE, &[7, 1]),
    ("storage of a call that reverts", STORAGE, &[7, 0]),
];

/// Reads and writes of a variable and of a mapping's elements, two events; reverts if the second word is 0.
const STORAGE: &str = "entry main size 40:
    input r0, 1
    input r1, 2
    sload r2, 3
    wadd r3, r2, r0
    sstore 3, r3
    mapkey r4, r0, 5
    mapkey r5, r1, r4
    sload r6, r5
    sstore r5, r0
    sload r7, r5
    sstore r4, r6
    mov r10 <- r0, r11 <- r1, r12 <- r3
    log r10, 2, 1
    log r10, 0, 0
    log r11, 1, 0
    trunc.8 r8, r1
    lt.8 r9, r8, 1
    jnz r9, fails
    return r7, 1
fails:
    revert r7, 1
";

/// Every operation once, its result unused: nothing downstream helps to refuse a false one.
const OPERATIONS: &str = "entry main size 42:
    input r0, 1
    trunc.64 r1, r0
    input r2, 2
    trunc.64 r3, r2
    add.64 r4, r1, r3
    add.64 r5, r1, 9
    sub.64 r6, r1, r3
    sub.64 r7, r3, r1
    mul.64 r8, r1, r3
    const r10, 70000
    trunc.32 r29, r10
    mul.32 r9, r29, 65537
    lt.64 r11, r1, r3
    lt.64 r12, r3, r1
    wadd r13, r0, r2
    wadd r14, r0, 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
    wsub r15, r0, r2
    wsub r16, r2, r0
    wlt r17, r0, r2
    wlt r18, r2, r0
    eq r19, r0, r2
    eq r20, r0, r0
    trunc.200 r21, r14
    trunc.8 r22, r14
    const r23, 0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef
    env r24, caller
    add.104 r25, r1, r3
    trunc.16 r30, r10
    add.16 r26, r30, 0xffff
    mov r27 <- r1, r28 <- r3
    const r38, 0
    mov r31 <- r0
    mov r32 <- r2
    wmul r33, r0, r2
    wmul r34, r14, r14
    const r39, 0x1234567890abcdef1234567890abcdef1234567890abcdef
    wmul r40, r39, r39
    wmul r41, r39, r10
    wdiv r35, r2, r0 else zero
    wmod r36, r14, r2 else zero
    wdiv r37, r0, r38 else zero
zero:
    return r31, 2
";

/// Hashes of two words, and of none.
const HASH: &str = "entry main size 20:
    input r0, 1
    input r1, 2
    keccak r2, r0, 2
    keccak r3, r0, 0
    return r2, 2
";

/// A program, a call, and what happened.
struct Run {
    program: CheckedProgram,
    calldata: Message,
    environment: Environment,
    trace: ZkTrace,
    tree: Tree,
}

impl Run {
    fn new(source: &str, words: &[u64]) -> Self {
        let mut calldata = vec![0xab, 0xcd, 0xef, 0x01];
        for word in words {
            calldata.extend([0; 24]);
            calldata.extend(word.to_be_bytes());
        }
        let program = check_program(assemble(source).expect("the program assembles")).expect("the program is sound");
        let calldata = Message::call(&calldata);
        let number = ruint::aliases::U256::from::<u64>;
        let environment = Environment::default().with(EnvField::Caller, number(0xbeef)).unwrap();
        let environment = environment.with(EnvField::Address, number(0xc0de)).unwrap();
        let mut storage = Storage::new();
        storage.apply(&[(Word::from(number(3)), number(1000)), (Word::from(number(4)), number(5))]);
        let tree =
            tree([(number(0xc0de), &storage), (number(0xbeef), &storage)], &Tree::default()).expect("the paths differ");
        let trace = run(&program, &calldata, &environment, &storage, Limits::default()).expect("the program halts");
        Self { program, calldata, environment, trace, tree }
    }

    fn execution(&self) -> Execution<'_> {
        Execution {
            profile: &crate::profile::T4,
            program: self.program.program(),
            calldata: &self.calldata,
            environment: &self.environment,
            trace: &self.trace,
            tree: &self.tree,
        }
    }

    fn steps(&self) -> Vec<ZkStep> {
        ZkStep::all(self.program.program(), &self.trace)
    }

    fn prepare(&self) -> Prepared {
        Prepared::new(&self.execution()).expect("the execution fits")
    }
}

#[test]
fn the_family_of_circuits_is_well_formed() {
    crate::family::tests::check(&plan::FAMILY, circuit);
}
