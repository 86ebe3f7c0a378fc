//! Kernels of the EVM's opcodes.

use std::collections::BTreeSet;

use prover::Profile;
use prover::circuit::Owner;
use prover::evm::{EvmError, Prepared, tree};
use prover::state::Tree;
use vm_evm::opcode::{INVALID, Opcode};
use vm_evm::{Address, Bytes, Call, EvmTrace, Rules, Status, U256, World};

use super::{Entry, KernelError, NoCost, REPEATS, Refused, gather, marginal, used};

/// The account that kernels run as.
const CALLEE: Address = Address::repeat_byte(0xc0);
/// Two words of two limbs, and short ones.
const LONG: &str = "0xf00ba5edeadbeef00123456789abcdef0fedcba98765432113579bdf02468ace";
const OTHER: &str = "0x0fedcba98765432100112233445566778899aabbccddeeff0123456789abcdef";

/// A program around one opcode. In `body`, `#` is the number of the repetition.
struct Kernel {
    case: &'static str,
    before: String,
    body: String,
    /// The opcode ends the program, so the body stands there once.
    ends: bool,
}

impl Kernel {
    fn new(case: &'static str, before: impl Into<String>, body: impl Into<String>) -> Self {
        Self { case, before: before.into(), body: body.into(), ends: false }
    }

    fn program(&self, repeats: u64) -> String {
        let bodies = (0..repeats).map(|i| self.body.replace('#', &i.to_string()));
        format!("{} {} STOP", self.before, bodies.collect::<Vec<_>>().join(" "))
    }
}

/// Pushes the operands, the first one on top, executes the opcode, and drops what it gives.
fn on(opcode: Opcode, operands: &[&str]) -> String {
    let pushes = operands.iter().rev().map(|operand| format!("PUSH {operand} ")).collect::<String>();
    format!("{pushes}{}{}", opcode.mnemonic, " POP".repeat(opcode.pushes.into()))
}

/// The kernels of an opcode: one for each case in which it costs something else.
fn kernels(opcode: Opcode) -> Vec<Kernel> {
    let name = opcode.mnemonic;
    let plain = |operands: &[&str]| vec![Kernel::new("", "", on(opcode, operands))];
    let long_and_short = || {
        let [long, short] = [[LONG, OTHER], ["0xfedcba9876543210", "1000"]].map(|operands| on(opcode, &operands));
        vec![Kernel::new("two limbs each", "", long), Kernel::new("one limb each", "", short)]
    };
    let memory = "PUSH 1 PUSH 224 MSTORE";
    match name {
        "STOP" => vec![Kernel { ends: true, ..Kernel::new("", "", "STOP") }],
        "RETURN" | "REVERT" => vec![
            Kernel { ends: true, ..Kernel::new("nothing", "", format!("PUSH0 PUSH0 {name}")) },
            Kernel { ends: true, ..Kernel::new("one word", memory, format!("PUSH 32 PUSH0 {name}")) },
        ],
        "INVALID" => vec![Kernel { ends: true, ..Kernel::new("", "", "INVALID") }],
        "MUL" | "DIV" | "MOD" => long_and_short(),
        "ADDMOD" | "MULMOD" => {
            plain(&[LONG, OTHER, "0x0fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"])
        }
        "EXP" => vec![
            Kernel::new("exponent of 8 bits", "", on(opcode, &["3", "200"])),
            Kernel::new("exponent of 64 bits", "", on(opcode, &["3", "0xfedcba9876543210"])),
        ],
        "AND" => vec![
            Kernel::new("a mask", "", on(opcode, &[LONG, "0xffffffffffffffffffffffffffffffffffffffff"])),
            Kernel::new("any words", "", on(opcode, &[LONG, OTHER])),
        ],
        "SHL" | "SHR" | "SAR" => plain(&["100", LONG]),
        "SIGNEXTEND" | "BYTE" => plain(&["5", LONG]),
        "KECCAK256" => vec![
            Kernel::new("nothing", memory, on(opcode, &["0", "0"])),
            Kernel::new("two words", memory, on(opcode, &["0", "64"])),
            Kernel::new("four words", memory, on(opcode, &["0", "128"])),
            Kernel::new("five words: two blocks", memory, on(opcode, &["0", "160"])),
            Kernel::new("17 words: five blocks", "PUSH 1 PUSH 512 MSTORE", on(opcode, &["0", "544"])),
            Kernel::new("bytes, unaligned", memory, on(opcode, &["3", "45"])),
        ],
        "CALLDATALOAD" => vec![
            Kernel::new("an argument", "", on(opcode, &["4"])),
            Kernel::new("between two", "", on(opcode, &["9"])),
            Kernel::new("past the end", "", on(opcode, &["100"])),
        ],
        "CALLDATACOPY" | "CODECOPY" | "MCOPY" => vec![
            Kernel::new("nothing", memory, on(opcode, &["0", "0", "0"])),
            Kernel::new(
                "a word, aligned",
                memory,
                on(opcode, &["0", if name == "CALLDATACOPY" { "4" } else { "32" }, "32"]),
            ),
            Kernel::new("a word, unaligned", memory, on(opcode, &["3", "5", "32"])),
        ],
        "RETURNDATACOPY" => plain(&["0", "0", "0"]),
        "MLOAD" => vec![
            Kernel::new("aligned", memory, on(opcode, &["32"])),
            Kernel::new("unaligned", memory, on(opcode, &["33"])),
        ],
        "MSTORE" => vec![
            Kernel::new("aligned", memory, on(opcode, &["32", LONG])),
            Kernel::new("unaligned", memory, on(opcode, &["33", LONG])),
            Kernel::new("memory grows by a word", "", format!("PUSH {LONG} MSIZE MSTORE")),
        ],
        "MSTORE8" => vec![Kernel::new("", memory, on(opcode, &["33", LONG]))],
        "SLOAD" => vec![
            Kernel::new("cold", "", on(opcode, &["#"])),
            Kernel::new("warm", "PUSH 3 SLOAD POP", on(opcode, &["3"])),
        ],
        "SSTORE" => vec![
            Kernel::new("cold, from 0", "", on(opcode, &["#", "7"])),
            Kernel::new("warm, changed again", "PUSH 5 PUSH 3 SSTORE", on(opcode, &["3", "#"])),
        ],
        "TLOAD" => plain(&["3"]),
        "TSTORE" => plain(&["3", "7"]),
        "JUMP" => vec![Kernel::new("", "", "PUSH @l# JUMP l#:")],
        "JUMPI" => vec![
            Kernel::new("taken", "", "PUSH 1 PUSH @l# JUMPI l#:"),
            Kernel::new("not taken", "", "PUSH0 PUSH @l# JUMPI l#:"),
        ],
        "JUMPDEST" => vec![Kernel::new("", "", "l#:")],
        "POP" => vec![Kernel::new("", "", "PUSH0 POP")],
        _ if opcode.immediate_bytes > 0 => {
            let digits = "1f".repeat(opcode.immediate_bytes.into());
            vec![Kernel::new("", "", format!("{name} 0x{digits} POP"))]
        }
        _ if name.starts_with("DUP") => {
            vec![Kernel::new("", "PUSH 7 ".repeat(opcode.pops.into()), format!("{name} POP"))]
        }
        _ if name.starts_with("SWAP") => vec![Kernel::new("", "PUSH 7 ".repeat(opcode.pops.into()), name)],
        _ if name.starts_with("LOG") => {
            let topics = vec!["1"; usize::from(opcode.pops) - 2];
            let operands = |length| [vec!["0", length], topics.clone()].concat();
            vec![
                Kernel::new("no data", memory, on(opcode, &operands("0"))),
                Kernel::new("one word", memory, on(opcode, &operands("32"))),
            ]
        }
        _ if opcode.pops <= 2 => plain(&[LONG, OTHER][..opcode.pops.into()]),
        _ => plain(&vec!["0"; opcode.pops.into()]),
    }
}

fn execute(profile: &'static Profile, source: &str) -> Result<(EvmTrace, Prepared), NoCost> {
    let code = vm_evm::asm::assemble(source).map_err(NoCost::failed)?;
    let mut world = World::default();
    world.rules = profile.machine.evm().expect("the type is an EVM");
    world.account_mut(CALLEE).set_code(code).set_slot(U256::from(3), U256::from(1000));
    let before = tree(&world, &Tree::default()).map_err(NoCost::failed)?;
    let mut data = vec![0xab, 0xcd, 0xef, 0x01];
    data.extend([0xff; 64]);
    let call = Call { to: CALLEE, data: Bytes::from(data), gas_limit: 10_000_000, ..Call::default() };
    let trace = world.trace_call(call).map_err(NoCost::failed)?;
    let prepared = Prepared::of_trace(profile, &trace, &before).map_err(|error| match error {
        EvmError::Unsupported { .. } => {
            // the pc is the kernel's
            let text = error.to_string();
            NoCost::Refused(text.split_once(": ").map_or(text.clone(), |(_, reason)| reason.to_owned()))
        }
        error => NoCost::failed(error),
    })?;
    Ok((trace, prepared))
}

/// What belongs to no instruction, but grows with what a program does: a touched storage slot, a byte of code.
fn others(profile: &'static Profile) -> impl Iterator<Item = (String, &'static str, Result<Entry, NoCost>)> {
    const WORD: u64 = 32;
    let slot = Kernel::new("with its path in the tree", "", "PUSH # SLOAD POP");
    let byte = Kernel::new("with its share of the digest", "", "l#:");
    let parts = [("(storage slot)", "state", slot, REPEATS), ("(byte of code)", "bytecode", byte, WORD)];
    parts.into_iter().map(move |(name, lane, kernel, repeats)| {
        let run = |repeats| {
            let (_, prepared) = execute(profile, &kernel.program(repeats))?;
            Ok(used(&prepared.cost(), |owner| owner == Owner::Lane(lane)))
        };
        let entry = || {
            let [rows, cells, messages] = marginal(run(repeats)?, run(2 * repeats)?, repeats);
            Ok(Entry { name: name.to_owned(), case: kernel.case.to_owned(), gas: None, rows, cells, messages })
        };
        (name.to_owned(), kernel.case, entry())
    })
}

/// Gas, and what is used, by all executions of an opcode in so many repetitions.
fn measured(
    profile: &'static Profile,
    opcode: Opcode,
    kernel: &Kernel,
    repeats: u64,
) -> Result<(u64, [u64; 3]), NoCost> {
    let (trace, prepared) = execute(profile, &kernel.program(repeats))?;
    if !kernel.ends && trace.receipt.status != Status::Success {
        return Err(NoCost::Failed(format!("it ends with {:?}", trace.receipt.status)));
    }
    let own: Vec<_> = trace.steps.iter().filter(|step| step.opcode == opcode.byte).collect();
    let pcs: BTreeSet<u64> = own.iter().map(|step| step.pc).collect();
    let is_own = |owner| matches!(owner, Owner::Instruction(pc) if pcs.contains(&pc));
    Ok((own.iter().map(|step| step.gas_cost()).sum(), used(&prepared.cost(), is_own)))
}

/// The costs of all opcodes, and those that are refused.
pub(super) fn costs(profile: &'static Profile, rules: &Rules) -> Result<(Vec<Entry>, Vec<Refused>), KernelError> {
    let opcodes = Opcode::all().filter(|opcode| rules.opcodes.contains(opcode.byte) || opcode.byte == INVALID);
    let kernels = opcodes.flat_map(|opcode| kernels(opcode).into_iter().map(move |kernel| (opcode, kernel)));
    let measured =
        kernels.map(|(opcode, kernel)| (opcode.mnemonic.to_owned(), kernel.case, cost(profile, opcode, &kernel)));
    gather(measured.chain(others(profile)))
}

fn cost(profile: &'static Profile, opcode: Opcode, kernel: &Kernel) -> Result<Entry, NoCost> {
    let (gas, used) = if kernel.ends {
        let (gas, used) = measured(profile, opcode, kernel, 1)?;
        (gas, marginal([0; 3], used, 1))
    } else {
        let (first, second) =
            (measured(profile, opcode, kernel, REPEATS)?, measured(profile, opcode, kernel, 2 * REPEATS)?);
        ((second.0 - first.0) / REPEATS, marginal(first.1, second.1, REPEATS))
    };
    let [rows, cells, messages] = used;
    let (name, case) = (opcode.mnemonic.to_owned(), kernel.case.to_owned());
    // an exceptional halt takes all gas, whatever there is
    let gas = (opcode.mnemonic != "INVALID").then_some(gas);
    Ok(Entry { name, case, gas, rows, cells, messages })
}
