//! The whole circuit on executed programs: honest ones are accepted, lies are refused, and some of either are really proven.

mod honest;
mod lies;
mod proofs;

use vm_zkfriendly::asm::assemble;
use vm_zkfriendly::check::{CheckedProgram, check as check_program};
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::EnvField;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::storage::Storage;
use vm_zkfriendly::trace::ZkTrace;
use vm_zkfriendly::vm::{Limits, run};

use super::*;

/// The machine's sample programs, each with calldata words.
const SAMPLES: [(&str, &str, &[u64]); 6] = [
    ("fibonacci", include_str!("../../../../vm-zkfriendly/tests/programs/fibonacci_loop.zk"), &[5]),
    ("recursive fibonacci", include_str!("../../../../vm-zkfriendly/tests/programs/fibonacci_recursive.zk"), &[4]),
    ("results of a call", include_str!("../../../../vm-zkfriendly/tests/programs/call_with_results.zk"), &[100, 7]),
    ("a checked sum", include_str!("../../../../vm-zkfriendly/tests/programs/checked_add.zk"), &[3, 4]),
    ("a sum that traps", include_str!("../../../../vm-zkfriendly/tests/programs/checked_add.zk"), &[u64::MAX, 1]),
    ("echo", include_str!("../../../../vm-zkfriendly/tests/programs/echo.zk"), &[1, 2, 3]),
];

/// Every operation once, its result unused: nothing downstream helps to refuse a false one.
const OPERATIONS: &str = "entry main size 40:
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
    wdiv r35, r2, r0 else zero
    wmod r36, r14, r2 else zero
    wdiv r37, r0, r38 else zero
zero:
    return r31, 2
";

/// A program, a call, and what happened.
struct Run {
    program: CheckedProgram,
    calldata: Message,
    environment: Environment,
    trace: ZkTrace,
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
        let environment = Environment::default().with(EnvField::Caller, ruint::aliases::U256::from(0xbeef)).unwrap();
        let trace =
            run(&program, &calldata, &environment, &Storage::new(), Limits::default()).expect("the program halts");
        Self { program, calldata, environment, trace }
    }

    fn execution(&self) -> Execution<'_> {
        Execution {
            program: self.program.program(),
            calldata: &self.calldata,
            environment: &self.environment,
            trace: &self.trace,
        }
    }

    fn steps(&self) -> Vec<ZkStep> {
        ZkStep::all(self.program.program(), &self.trace)
    }

    fn prepare(&self) -> Prepared {
        Prepared::new(&self.execution()).expect("the execution fits")
    }
}
