//! Kernels of the register machine's instructions.

use prover::Profile;
use prover::circuit::Owner;
use prover::state::Tree;
use prover::zk::{Execution, Prepared, ZkError, tree};
use vm_zkfriendly::asm::assemble;
use vm_zkfriendly::check::check;
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::isa::Opcode;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::storage::Storage;
use vm_zkfriendly::vm::{Limits, run};

use super::{Entry, KernelError, NoCost, REPEATS, Refused, gather, marginal, used};

/// Registers that the start of a kernel defines: r0 a word, r1 64 bits of it, r2 and r3 truths, r4 and r5 short words, r6 another word, r7 a key.
const START: &str = "entry main size 80:
    input r0, 1
    trunc.64 r1, r0
    eq r2, r0, r0
    lt.64 r3, r1, r1
    const r4, 1000
    trunc.32 r5, r0
    input r6, 2
";

/// Before kernels of storage.
const KEY: &str = "    mapkey r7, r0, 5\n";

/// Both limbs are looked up.
const BITS: [&str; 3] = [
    "and $1, r0, 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
    "or $1, r0, 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
    "xor $1, r0, 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
];

/// A function that a kernel calls.
const FUNCTION: &str = "
function f(word) -> (word) size 3:
    arg a0 <- r2
    ret 1
";

/// A loop of `#n` iterations, with a value of the frame around it.
const LOOP: &str = "entry main size 3:
    const r0, 0
    input r1, 1
    trunc.64 r2, r0
    arg a0 <- r2
    enter loop, 5
block loop(u64) outer(r1: word) size 5:
    outer r1 <- l1
    add.64 r2, r0, 1
    lt.64 r3, r2, #n
    jz r3, done
    arg a0 <- r2
    enter loop, 5
done:
    return r1, 1
";

/// The same with both values passed.
const PASSING: &str = "entry main size 3:
    const r0, 0
    input r1, 1
    trunc.64 r2, r0
    pass loop, 4, r2, r1
block loop(u64, word) size 4:
    add.64 r2, r0, 1
    lt.64 r3, r2, #n
    jz r3, done
    pass loop, 4, r2, r1
done:
    return r1, 1
";

/// A program around one instruction: in `body`, `#` is the number of the repetition, `$1` to `$3` are registers of its own.
struct Kernel {
    case: &'static str,
    text: Text,
}

enum Text {
    /// Repeated between the start and the end; then functions.
    Body { before: &'static str, body: &'static str, after: &'static str },
    /// Repeated by a loop of `#n` iterations.
    Loop(&'static str),
    /// Once, at the end.
    End(&'static str),
}

impl Kernel {
    const fn body(case: &'static str, body: &'static str) -> Self {
        Self { case, text: Text::Body { before: "", body, after: "" } }
    }

    fn program(&self, repeats: u64) -> String {
        match self.text {
            Text::Loop(source) => source.replace("#n", &repeats.to_string()),
            Text::End(end) => format!("{START}{end}\n"),
            Text::Body { before, body, after } => {
                let bodies = (0..repeats).map(|i| {
                    let registers = (1..=3).fold(body.replace('#', &i.to_string()), |text, register| {
                        text.replace(&format!("${register}"), &format!("r{}", 10 + 3 * i + register))
                    });
                    format!("{registers}\n")
                });
                format!("{START}{before}{}    return r0, 1\n{after}", bodies.collect::<String>())
            }
        }
    }
}

/// The kernels of an instruction; none if nobody has written one.
fn kernels(opcode: Opcode) -> Vec<Kernel> {
    let body = Kernel::body;
    let storage = |case, body| Kernel { case, text: Text::Body { before: KEY, body, after: "" } };
    let of_call = || Kernel {
        case: "",
        text: Text::Body { before: "", body: "arg a2 <- r0\ncall f, 3\nresult $1 <- ap-1", after: FUNCTION },
    };
    match opcode {
        Opcode::Const => vec![body("", "const $1, 7")],
        Opcode::Mov => vec![body("one", "mov $1 <- r0"), body("three", "mov $1 <- r0, $2 <- r1, $3 <- r6")],
        Opcode::Arg | Opcode::Call | Opcode::Ret | Opcode::Result => vec![of_call()],
        Opcode::Outer | Opcode::Enter => vec![Kernel { case: "", text: Text::Loop(LOOP) }],
        Opcode::Pass => vec![Kernel { case: "two values", text: Text::Loop(PASSING) }],
        Opcode::Add => vec![body("64 bits", "add.64 $1, r1, r1"), body("a constant", "add.64 $1, r1, 9")],
        Opcode::Sub => vec![body("64 bits", "sub.64 $1, r1, r1")],
        Opcode::Mul => vec![body("64 bits", "mul.64 $1, r1, r1")],
        Opcode::Lt => vec![body("64 bits", "lt.64 $1, r1, r1")],
        Opcode::Wadd => vec![body("", "wadd $1, r0, r6")],
        Opcode::Wsub => vec![body("", "wsub $1, r0, r6")],
        Opcode::Wmul => {
            let (before, of_two_limbs) = ("    trunc.200 r8, r0\n", "wmul $1, r8, r5 else l#\nl#:");
            let text = Text::Body { before, body: of_two_limbs, after: "" };
            vec![
                body("that fits, one limb each", "wmul $1, r1, r5 else l#\nl#:"),
                Kernel { case: "that fits, two limbs and one", text },
                body("that overflows", "wmul $1, r0, r6 else l#\nl#:"),
            ]
        }
        Opcode::Wdiv => vec![body("", "wdiv $1, r0, r6 else l#\nl#:")],
        Opcode::Wmod => vec![body("", "wmod $1, r0, r6 else l#\nl#:")],
        Opcode::Wlt => vec![body("", "wlt $1, r0, r6")],
        Opcode::Eq => vec![body("", "eq $1, r0, r6")],
        Opcode::Trunc => vec![body("to 64 bits", "trunc.64 $1, r0"), body("to 200 bits", "trunc.200 $1, r0")],
        Opcode::Jump => vec![body("", "jump l#\nl#:")],
        Opcode::Jnz => vec![body("taken", "jnz r2, l#\nl#:"), body("not taken", "jnz r3, l#\nl#:")],
        Opcode::Jz => vec![body("taken", "jz r3, l#\nl#:"), body("not taken", "jz r2, l#\nl#:")],
        Opcode::Input => vec![body("", "input $1, 1")],
        Opcode::Env => vec![body("", "env $1, caller")],
        Opcode::Return => vec![
            Kernel { case: "nothing", text: Text::End("return r0, 0") },
            Kernel { case: "one word", text: Text::End("return r0, 1") },
        ],
        Opcode::Revert => vec![
            Kernel { case: "nothing", text: Text::End("revert r0, 0") },
            Kernel { case: "a selector and one word", text: Text::End("revert r0, 1, 0x4e487b71") },
        ],
        Opcode::Mapkey => vec![body("", "mapkey $1, r0, 5")],
        Opcode::Sload => vec![storage("an element", "sload $1, r7"), body("a variable", "sload $1, 3")],
        Opcode::Sstore => vec![storage("an element", "sstore r7, r0"), body("a variable", "sstore 3, r0")],
        Opcode::Log => vec![
            body("no topic, no data", "log r0, 0, 0"),
            body("one topic, one word", "mov $1 <- r0, $2 <- r6\nlog $1, 1, 1"),
        ],
        Opcode::Keccak => {
            vec![body("one word", "keccak $1, r0, 1"), body("two words", "mov $1 <- r0, $2 <- r6\nkeccak $3, $1, 2")]
        }
        Opcode::And => vec![body("64 bits", "and $1, r1, 0x5a5a"), body("256 bits", BITS[0])],
        Opcode::Or => vec![body("64 bits", "or $1, r1, 0x5a5a"), body("256 bits", BITS[1])],
        Opcode::Xor => vec![
            body("all bits", "xor $1, r0, 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
            body("64 bits", "xor $1, r1, 0x5a5a"),
            body("256 bits", BITS[2]),
        ],
        Opcode::Shl => vec![body("", "shl $1, r0, 9")],
        Opcode::Shr => vec![body("", "shr $1, r0, 9")],
        Opcode::Sar => vec![body("", "sar $1, r0, 9")],
        Opcode::Slt => vec![body("", "slt $1, r0, r1")],
        Opcode::Sadd => vec![body("", "sadd $1, r0, r1 else l#\nl#:")],
        Opcode::Ssub => vec![body("", "ssub $1, r0, r1 else l#\nl#:")],
        Opcode::Sdiv => vec![body("", "sdiv $1, r0, r1 else l#\nl#:")],
        Opcode::Smod => vec![body("", "smod $1, r0, r1 else l#\nl#:")],
        Opcode::Addmod => vec![body("", "addmod $1, r0, r6, r1 else l#\nl#:")],
        Opcode::Mulmod => vec![body("", "mulmod $1, r0, r6, r1 else l#\nl#:")],
    }
}

/// Executions of an instruction, and what they used.
fn measured(profile: &'static Profile, opcode: Opcode, source: &str) -> Result<(u64, [u64; 3]), NoCost> {
    let program = assemble(source).map_err(NoCost::failed)?;
    let program = check(program).map_err(NoCost::failed)?;
    let mut data = vec![0xab, 0xcd, 0xef, 0x01];
    data.extend([0xff; 64]);
    let calldata = Message::call(&data);
    let (environment, storage) = (Environment::default(), Storage::new());
    let trace = run(&program, &calldata, &environment, &storage, Limits::default()).map_err(NoCost::failed)?;
    let tree = tree([(alloy_primitives::U256::ZERO, &storage)], &Tree::default()).map_err(NoCost::failed)?;
    let program = program.program();
    let execution =
        Execution { profile, program, calldata: &calldata, environment: &environment, trace: &trace, tree: &tree };
    let prepared = Prepared::new(&execution).map_err(|error| match error {
        ZkError::Unsupported { .. } => NoCost::Refused(error.to_string()),
        error => NoCost::failed(error),
    })?;
    let is_own = |pc: usize| program.instructions()[pc].opcode() == opcode;
    let executed = trace.executed().iter().enumerate().filter(|(pc, _)| is_own(*pc));
    let executions = executed.map(|(_, count)| u64::from(*count)).sum();
    let is_counted = |owner| matches!(owner, Owner::Instruction(pc) if usize::try_from(pc).is_ok_and(is_own));
    Ok((executions, used(&prepared.cost(), is_counted)))
}

/// The costs of all instructions, and those that are refused.
pub(super) fn costs(profile: &'static Profile) -> Result<(Vec<Entry>, Vec<Refused>), KernelError> {
    let opcodes = Opcode::ALL.iter().copied();
    let kernels = opcodes.flat_map(|opcode| kernels(opcode).into_iter().map(move |kernel| (opcode, kernel)));
    gather(kernels.map(|(opcode, kernel)| (opcode.to_string(), kernel.case, cost(profile, opcode, &kernel))))
}

fn cost(profile: &'static Profile, opcode: Opcode, kernel: &Kernel) -> Result<Entry, NoCost> {
    let [rows, cells, messages] = match kernel.text {
        Text::End(_) => {
            let (executions, used) = measured(profile, opcode, &kernel.program(1))?;
            marginal([0; 3], used, executions)
        }
        Text::Body { .. } | Text::Loop(_) => {
            let (once, first) = measured(profile, opcode, &kernel.program(REPEATS))?;
            let (twice, second) = measured(profile, opcode, &kernel.program(2 * REPEATS))?;
            marginal(first, second, twice - once)
        }
    };
    Ok(Entry { name: opcode.to_string(), case: kernel.case.to_owned(), gas: None, rows, cells, messages })
}
