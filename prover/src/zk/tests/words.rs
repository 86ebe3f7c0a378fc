//! Bits, shifts, signed and modular arithmetic: honest at the edges, and lies about each.

use std::collections::BTreeSet;
use std::sync::Arc;

use ruint::aliases::U256;
use vm_zkfriendly::isa::Opcode::{self, Addmod, And, Mulmod, Or, Sadd, Sar, Sdiv, Shl, Shr, Slt, Smod, Ssub, Xor};

use super::lies::{Free, decisions, forks_of, may_be_free, tamper};
use super::*;
use crate::backend::mock_check;
use crate::circuit::Witness;
use crate::testing::{Verdicts, assert_accepted, flips, ghosts, judge};

/// The instructions of these lanes.
pub(super) const OPCODES: [Opcode; 13] = [And, Or, Xor, Shl, Shr, Sar, Slt, Sadd, Ssub, Sdiv, Smod, Addmod, Mulmod];

/// The lanes, and those that only they ask.
pub(super) const LANES: [&str; 8] =
    ["bits", "bitwise 64", "bitwise", "nibbles", "shift", "signed", "powers", "modular"];

const NEAR: Free = Free {
    chip: "",
    cells: &["inverse"],
    when: Some(("b.hi", 0)),
    why: "a shift of one limb is near, or shown to be far by its low limb",
};

const NO_BORROW: Free = Free {
    chip: "",
    cells: &["borrow of the difference"],
    when: None,
    why: "nothing is compared; the bit is the lane's",
};

const NO_REMAINDER: Free = Free {
    chip: "",
    cells: &["inverse", "difference.lo", "difference.hi", "borrow of the difference"],
    when: None,
    why: "by zero nothing is compared; the result 0 and the trap are constrained",
};

const NO_CARRY: Free = Free { chip: "", cells: &[], when: None, why: "the carry is multiplied by the sign, 0 here" };

const NO_QUOTIENT: Free = Free {
    chip: "",
    cells: &["quotient.lo", "quotient.hi", "remainder.lo", "remainder.hi", "divisor.lo", "divisor.hi", "inverse"],
    when: None,
    why: "the chip divides nothing, so the lane's constraints on these are multiplied by 0",
};

const NOTHING_COMPARED: Free = Free {
    chip: "",
    cells: &["difference.lo", "difference.hi", "borrow of the difference"],
    when: None,
    why: "the chip compares nothing, so the lane's constraints on these are multiplied by 0",
};

const BY_ZERO: Option<(&str, u64)> = Some(("division by zero", 1));
const NOT_NEGATED: Option<(&str, u64)> = Some(("c is negated or a sum", 0));
const CARRIES_OF_C: &[&str] = &["low carry of c", "high carry of c"];

pub(super) const FREE: &[Free] = &[
    Free { chip: "shl", ..NEAR },
    Free { chip: "shr", ..NEAR },
    Free { chip: "sar", ..NEAR },
    Free { chip: "shl", ..NO_BORROW },
    Free {
        chip: "shl",
        cells: &["difference.lo"],
        when: Some(("shl is far", 0)),
        why: "the constraint on the distance of a far shift is multiplied by 0",
    },
    Free { chip: "shr", when: Some(("shr is far", 1)), ..NO_BORROW },
    Free { chip: "sar", when: Some(("far shift", 1)), ..NO_BORROW },
    Free { chip: "sdiv", when: BY_ZERO, ..NO_REMAINDER },
    Free { chip: "smod", when: BY_ZERO, ..NO_REMAINDER },
    Free { chip: "addmod", when: Some(("n is zero", 1)), ..NO_REMAINDER },
    Free { chip: "mulmod", when: Some(("n is zero", 1)), ..NO_REMAINDER },
    Free { chip: "sdiv", cells: &["carry of a"], when: Some(("a is negative", 0)), ..NO_CARRY },
    Free { chip: "smod", cells: &["carry of a"], when: Some(("a is negative", 0)), ..NO_CARRY },
    Free { chip: "sdiv", cells: &["carry of b"], when: Some(("b is negative", 0)), ..NO_CARRY },
    Free { chip: "smod", cells: &["carry of b"], when: Some(("b is negative", 0)), ..NO_CARRY },
    Free { chip: "sdiv", cells: CARRIES_OF_C, when: NOT_NEGATED, ..NO_CARRY },
    Free { chip: "smod", cells: CARRIES_OF_C, when: NOT_NEGATED, ..NO_CARRY },
    Free { chip: "sdiv", cells: CARRIES_OF_C, when: BY_ZERO, ..NO_CARRY },
    Free { chip: "smod", cells: CARRIES_OF_C, when: BY_ZERO, ..NO_CARRY },
    Free {
        chip: "sar",
        cells: &["b is negative", "carry of a", "carry of b", "low carry of c", "high carry of c"],
        when: None,
        why: "a shift has no negatives but complements; the bits are the lane's",
    },
    Free {
        chip: "slt",
        cells: &["carry of a", "carry of b", "low carry of c", "high carry of c"],
        when: None,
        why: "a comparison has the borrows of its difference; the bits are the lane's",
    },
    Free { chip: "slt", ..NO_QUOTIENT },
    Free { chip: "sadd", ..NO_QUOTIENT },
    Free { chip: "ssub", ..NO_QUOTIENT },
    Free { chip: "sadd", cells: &["high carry of c"], ..NO_QUOTIENT },
    Free { chip: "ssub", cells: &["high carry of c"], ..NO_QUOTIENT },
    Free { chip: "sadd", ..NOTHING_COMPARED },
    Free { chip: "ssub", ..NOTHING_COMPARED },
];

/// Every operation on two words and on a word and an immediate, its result unused, whatever traps.
fn source(a: U256, b: U256) -> String {
    let mut lines = format!("entry main size 60:\n    const r0, {a:#x}\n    const r1, {b:#x}\n");
    let mut next = 2;
    let mut line = |mnemonic: &str, operands: &str, traps: bool| {
        let trap = if traps { format!(" else after{next}\nafter{next}:") } else { String::new() };
        lines.push_str(&format!("    {mnemonic} r{next}, {operands}{trap}\n"));
        next += 1;
    };
    for opcode in OPCODES {
        let traps = matches!(opcode, Sadd | Ssub | Sdiv | Smod | Addmod | Mulmod);
        if matches!(opcode, Addmod | Mulmod) {
            line(opcode.mnemonic(), "r0, r0, r1", traps);
            line(opcode.mnemonic(), "r0, r1, r0", traps);
        } else {
            line(opcode.mnemonic(), "r0, r1", traps);
            line(opcode.mnemonic(), &format!("r0, {b:#x}"), traps);
        }
    }
    lines + "    return r0, 2\n"
}

fn run(a: U256, b: U256) -> Run {
    Run::new(&source(a, b), &[])
}

fn power(bits: usize) -> U256 {
    U256::from(1) << bits
}

/// Operands in which every chip does each of the things that it may do.
pub(super) fn edges() -> Vec<Run> {
    let one = U256::from(1);
    [
        (U256::from(0x1234_5678), U256::from(9)),
        (U256::MAX - U256::from(99), U256::from(7)),
        (power(255), U256::MAX),
        (power(255) - one, U256::from(3) << 128),
        (U256::MAX, power(200) + power(70) + one),
        (power(255) + power(100), U256::ZERO),
        (U256::from(5), power(255) + power(127)),
        (U256::ZERO, U256::MAX << 128),
        (power(130) - one, U256::from(255)),
        (U256::MAX, U256::from(256)),
        (power(254) + power(129), power(254) + power(3)),
    ]
    .into_iter()
    .map(|(a, b)| run(a, b))
    .collect()
}

#[test]
fn words_are_accepted_at_the_edges_of_their_operands() {
    for run in edges() {
        let prepared = run.prepare();
        assert_accepted(prepared.circuit(), prepared.witness());
    }
    let prepared = edges()[1].prepare();
    assert_eq!(mock_check(prepared.circuit(), prepared.witness()), Ok(()));
}

#[test]
fn rows_of_words_cost() {
    let others = ["product", "multiply", "pass", "short product"];
    let wanted = |lane: &&crate::circuit::Lane| LANES.contains(&lane.name) || others.contains(&lane.name);
    let all = lanes::lanes().in_order();
    let costs: String = all
        .iter()
        .filter(wanted)
        .map(|lane| format!("{}: {} cells, degree {}\n", lane.name, lane.width() + lane.helpers(), lane.degree()))
        .collect();
    expect_test::expect![[r#"
        product: 34 cells, degree 5
        multiply: 30 cells, degree 5
        bits: 28 cells, degree 5
        bitwise 64: 55 cells, degree 5
        bitwise: 108 cells, degree 5
        nibbles: 4 cells, degree 5
        shift: 34 cells, degree 5
        signed: 53 cells, degree 5
        powers: 2 cells, degree 3
        modular: 42 cells, degree 5
        pass: 31 cells, degree 5
        short product: 53 cells, degree 5
    "#]]
    .assert_eq(&costs);
}

#[test]
fn tampered_words_are_refused() {
    tampered(1, 100);
}

#[test]
fn other_words_of_the_same_operands_are_refused() {
    forked(FEW);
}

#[test]
fn flips_and_ghosts_of_words_are_refused() {
    assert!(flipped(FEW).0.tried > 1_000);
}

/// Of so many lies a normal run tells one.
const FEW: usize = 9;

/// Minutes: every lie.
mod exhaustive {
    use super::*;

    #[test]
    fn tampered_words_are_refused() {
        tampered(4, 400);
    }

    /// The golden file lists the constraints that never were the only ones to refuse a lie; they are of the kinds of the other lanes' (see
    /// `lies`), and constraints whose breach takes more changes than a repair makes: `forged` tells lies that break these.
    #[test]
    fn flips_ghosts_and_forks_of_words_are_refused() {
        let (mut all, witnesses) = flipped(1);
        all.extend(forked(1));
        all.extend(decisions());
        let (circuit, _) = &witnesses[0];
        let never = all.never_alone(circuit, &witnesses[..5], |lane| LANES.contains(&lane));
        expect_test::expect_file!["words_not_alone.txt"].assert_eq(&never);
    }
}

/// Tampers with steps of so many runs.
fn tampered(runs: usize, least: usize) {
    let is_wanted = |opcode| OPCODES.contains(&opcode);
    let tried: usize = edges()[..runs].iter().map(|run| tamper("words", run, is_wanted)).sum();
    assert!(tried > least, "only {tried} lies were told");
}

/// Forks of every instruction, every so-manieth.
fn forked(every: usize) -> Verdicts {
    let (mut forked, mut all) = (BTreeSet::new(), Verdicts::default());
    for run in edges() {
        let (opcodes, verdicts) = forks_of(&run, every);
        assert_eq!(verdicts.accepted, BTreeSet::new());
        forked.extend(opcodes);
        all.extend(verdicts);
    }
    assert!(OPCODES.iter().all(|opcode| forked.contains(opcode)), "only {forked:?}");
    all
}

/// A circuit and its honest witness.
type Honest = (Arc<Circuit>, Arc<Witness>);

/// Every so-manieth flip and ghost of these lanes, and the witnesses they are about.
fn flipped(every: usize) -> (Verdicts, Vec<Honest>) {
    let (mut all, mut witnesses) = (Verdicts::default(), vec![]);
    for run in edges() {
        let prepared = run.prepare();
        let (circuit, witness) = (prepared.circuit(), prepared.witness());
        let is_wanted = |what: &str| LANES.iter().any(|lane| what.starts_with(lane));
        let lies = flips(circuit, witness).chain(ghosts(circuit, witness)).filter(|lie| is_wanted(&lie.what));
        let verdicts = judge(circuit, witness, lies.step_by(every));
        let surprising: Vec<&String> =
            verdicts.accepted.iter().filter(|what| !may_be_free(circuit, witness, what)).collect();
        assert!(surprising.is_empty(), "accepted lies: {surprising:#?}");
        all.extend(verdicts);
        witnesses.push((Arc::clone(circuit), Arc::clone(witness)));
    }
    (all, witnesses)
}
