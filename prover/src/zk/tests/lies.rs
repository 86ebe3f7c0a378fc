//! Flip, ghost, tamper, fork, on the native checker.

use std::collections::BTreeSet;
use std::sync::Arc;

use ff::Field;
use vm_zkfriendly::isa::Opcode;

use super::super::lanes::{lanes, place};
use super::*;
use crate::circuit::{Circuit, Witness, check};
use crate::range::power_of_two;
use crate::testing::{Readers, Verdicts, flips, ghosts, judge};

/// Each checked operation and each jump once, decided by the first word of the calldata: 1 takes the trap or the jump, 0 does
/// not.
pub(super) const BRANCHES: &str = "entry main size 40:
    input r0, 1
    trunc.64 r1, r0
    lt.64 r2, r1, 1
    jump next
next:
    jz r2, one
    return r1, 1
one:
    const r3, 0xffffffffffffffff
    return r3, 1
";

/// A program whose one decision depends on the first word of the calldata: both ways end in `return` of another register.
fn decision(instructions: &str) -> String {
    format!(
        "entry main size 40:
    input r0, 1
    trunc.64 r1, r0
    const r2, 0xffffffffffffffff
    const r3, 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
    const r4, 111
    const r5, 222
    {instructions}
    return r4, 1
taken:
    return r5, 1
"
    )
}

/// Instructions that go to `taken` if the first word is 1 and on if it is 0.
const DECISIONS: [&str; 15] = [
    "jnz r6, taken",
    "jz r6, taken",
    "add.64 r7, r1, r2 else taken",
    "add.64 r7, r1, 0xffffffffffffffff else taken",
    "sub.64 r7, r8, r1 else taken",
    "mul.64 r7, r9, r2 else taken",
    "wadd r7, r0, r3 else taken",
    "wsub r7, r8, r0 else taken",
    "wadd r7, r0, 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff else taken",
    "sadd r7, r0, 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff else taken",
    "ssub r7, r10, r0 else taken",
    "sdiv r7, r3, r6 else taken",
    "smod r7, r3, r6 else taken",
    "addmod r7, r3, r2, r6 else taken",
    "mulmod r7, r3, r2, r6 else taken",
];

fn decision_program(instruction: &str) -> String {
    let before = match instruction {
        "jnz r6, taken" => "lt.64 r6, r8, r1\n    ",
        "jz r6, taken" => "eq r6, r0, 0\n    ",
        // a divisor of 1, or of 0 if the word is 1
        _ if instruction.contains("r6 else") => "eq r6, r0, 0\n    ",
        _ => "",
    };
    let least = "const r10, 0x8000000000000000000000000000000000000000000000000000000000000000";
    decision(&format!("const r8, 0\n    add.64 r9, r1, r1\n    {least}\n    {before}{instruction}"))
}

/// The witness of some steps, true or not, with everything else honest and all counts adjusted to it.
pub(super) fn witness_of(circuit: &Arc<Circuit>, run: &Run, facts_of: &Run, steps: &[ZkStep]) -> Witness {
    let execution = Execution { trace: &facts_of.trace, ..run.execution() };
    let facts = execution.facts().unwrap();
    let mut witness = circuit.witness();
    witness.public = facts.statement().public().unwrap();
    lanes().fill(&mut witness, &facts, steps).unwrap();
    witness.complete(circuit);
    witness
}

/// No flip and no ghost is accepted. The golden file lists the constraints that never were the only ones to refuse a lie, repaired ones
/// included. They are of these kinds:
///
/// - *flags of chips*: a row of two chips, or of a chip and a half, says kinds of messages that are sums or multiples of kinds. That nobody
///   hears them is what refuses the lie, so these constraints are seldom the last to do so; they exclude what the numbers of kinds would allow.
/// - *where a step goes, and the frame it goes to*: all later steps would have to be lies, too; `decisions` tells some of these.
/// - *what is zero or equal where it is not used*: another constraint or the bus refuses whatever the cell could be used for.
#[test]
fn flips_and_ghosts_are_refused() {
    let (mut all, mut witnesses) = (Verdicts::default(), vec![]);
    for (name, source, words) in SAMPLES.into_iter().chain([("operations", OPERATIONS, &[7, u64::MAX][..])]) {
        let prepared = Run::new(source, words).prepare();
        let (circuit, witness) = (prepared.circuit(), prepared.witness());
        let poseidon = |what: &String| what.starts_with("poseidon[");
        // the permutation's rows have their own test
        let lies = flips(circuit, witness).chain(ghosts(circuit, witness)).filter(|lie| !poseidon(&lie.what));
        let verdicts = judge(circuit, witness, lies);
        let surprising: Vec<&String> =
            verdicts.accepted.iter().filter(|what| !may_be_free(circuit, witness, what)).collect();
        assert!(surprising.is_empty(), "{name}: accepted lies: {surprising:#?}");
        all.extend(verdicts);
        witnesses.push((Arc::clone(circuit), Arc::clone(witness)));
    }
    assert!(all.tried > 10_000, "only {} lies were told", all.tried);
    all.extend(decisions());
    all.extend(forks().1);
    all.extend(short::other_registers());
    all.extend(short::two_long_factors());
    // these have rows of every kind
    let (circuit, _) = &witnesses[0];
    let repaired: Vec<_> = [0, 2, 6, 7, 9].map(|sample: usize| witnesses[sample].clone()).to_vec();
    let others = ["poseidon", "keccak", "keccak sponge", "keccak words", "state"];
    let elsewhere = |lane: &str| others.contains(&lane) || words::LANES.contains(&lane);
    let never = all.never_alone(circuit, &repaired, |lane| !elsewhere(lane));
    expect_test::expect_file!["constraints_not_alone.txt"].assert_eq(&never);
}

/// Whether [`FREE`] has the cell of a lie `lane[row] chip: cell`, and the row is as it says.
pub(super) fn may_be_free(circuit: &Circuit, witness: &Witness, what: &str) -> bool {
    let parts = what.split_once('[').and_then(|(lane, rest)| {
        let (row, rest) = rest.split_once("] ")?;
        let (chip, cell) = rest.split_once(": ")?;
        Some((lane, row.parse::<usize>().ok()?, chip, cell))
    });
    let Some((lane_name, row, chip_name, cell)) = parts else { return false };
    let index = circuit.lanes.iter().position(|lane| lane.name == lane_name).expect("a lie names a lane");
    let lane = &circuit.lanes[index];
    let chip = lane.chips().find(|(_, name, _)| *name == chip_name).map(|(chip, ..)| chip);
    FREE.iter().chain(words::FREE).any(|free| {
        let column =
            |name: &str| (0..lane.width()).find(|c| lane.column_name(chip, *c) == name && lane.is_own(chip, *c));
        let here = free.when.is_none_or(|(name, value)| {
            column(name).is_some_and(|column| witness.lanes[index].get(row, column) == Felt::from(value))
        });
        free.chip == chip_name && free.cells.contains(&cell) && here
    })
}

/// Cells that may have any value, on rows where another cell has a certain value, and why.
pub(super) struct Free {
    pub(super) chip: &'static str,
    pub(super) cells: &'static [&'static str],
    pub(super) when: Option<(&'static str, u64)>,
    #[expect(dead_code, reason = "it is for the reader")]
    pub(super) why: &'static str,
}

const NO_LOW_CHECK: Free = Free {
    chip: "",
    cells: &["width of the low check"],
    when: None,
    why: "the chip makes no low range check, so the constraint on its width is multiplied by 0",
};

const NO_KEY: Free = Free {
    chip: "",
    cells: &["k.lo", "k.hi"],
    when: None,
    why: "the chip has no key, so the constraints on an immediate one are multiplied by 0",
};

const FREE: [Free; 15] = [
    Free {
        chip: "short wmul",
        cells: &["short y.hi, limb 0"],
        when: Some(("low bits of the carry, limb 0", 0)),
        why: "if x is short, too, nothing has to be short: the constraints on it are multiplied by 0",
    },
    Free {
        chip: "touched slot",
        cells: &["d"],
        when: Some(("changed", 0)),
        why: "a slot that did not change has no new leaf: its hash is not asked for, and an absent value's leaf is 0 times it; \
              the state lane's own tests pin d everywhere else",
    },
    Free { chip: "log", ..NO_KEY },
    Free { chip: "keccak", ..NO_KEY },
    Free { chip: "keccak", cells: &["b.lo"], ..NO_KEY },
    Free { chip: "const", ..NO_LOW_CHECK },
    Free { chip: "input", ..NO_LOW_CHECK },
    Free { chip: "env", ..NO_LOW_CHECK },
    Free { chip: "eq", ..NO_LOW_CHECK },
    Free {
        chip: "eq",
        cells: &["low inverse"],
        when: Some(("low limbs are equal", 1)),
        why: "the difference it would invert is 0, which the other constraint says",
    },
    Free {
        chip: "eq",
        cells: &["high inverse"],
        when: Some(("high limbs are equal", 1)),
        why: "the difference it would invert is 0, which the other constraint says",
    },
    Free {
        chip: "wmul",
        cells: &["inverse"],
        when: Some(("overflow", 0)),
        why: "the high word it would invert is 0, which the other constraint says",
    },
    Free {
        chip: "wmul",
        cells: &["borrow of the difference"],
        when: None,
        why: "a product has no remainder to compare; the bit is the lane's",
    },
    Free {
        chip: "wdiv",
        cells: &["inverse", "other.lo", "other.hi", "difference.lo", "difference.hi", "borrow of the difference"],
        when: Some(("wdiv by zero", 1)),
        why: "a division by zero has no remainder; the result 0 and the trap are constrained",
    },
    Free {
        chip: "wmod",
        cells: &["inverse", "other.lo", "other.hi", "difference.lo", "difference.hi", "borrow of the difference"],
        when: Some(("wmod by zero", 1)),
        why: "a division by zero has no quotient; the result 0 and the trap are constrained",
    },
];

/// Columns of a lane that a chip's rows neither promise nor say anything about.
#[test]
fn idle_columns_are_these() {
    let mut idle = BTreeSet::new();
    for (_, source, words) in SAMPLES.into_iter().chain([("operations", OPERATIONS, &[7, u64::MAX][..])]) {
        let prepared = Run::new(source, words).prepare();
        let (circuit, witness) = (prepared.circuit(), prepared.witness());
        let readers = Readers::new(circuit);
        for (index, lane) in circuit.lanes.iter().enumerate().filter(|(index, _)| *index != place::POSEIDON) {
            for row in 0..witness.lanes[index].len() {
                let is_on = |chip| witness.lanes[index].get(row, lane.flag(chip)) == Felt::ONE;
                let Some((chip, name, _)) = lane.chips().find(|(chip, ..)| is_on(*chip)) else { continue };
                let own = (0..lane.width()).filter(|column| lane.is_own(Some(chip), *column));
                let columns = own.filter(|column| readers.is_idle(witness, index, row, *column));
                idle.extend(columns.map(|c| format!("{} {name}: {}\n", lane.name, lane.column_name(Some(chip), c))));
            }
        }
    }
    expect_test::expect_file!["idle_columns.txt"].assert_eq(&idle.into_iter().collect::<String>());
}

#[test]
fn tampered_steps_are_refused() {
    let samples = SAMPLES.into_iter().chain([("operations", OPERATIONS, &[7, u64::MAX][..])]);
    let tried: usize = samples.map(|(name, source, words)| tamper(name, &Run::new(source, words), |_| true)).sum();
    assert!(tried > 500, "only {tried} lies were told");
}

/// Tampers with the first step of each wanted opcode; how many lies were told, and refused.
pub(super) fn tamper(name: &str, run: &Run, is_wanted: impl Fn(Opcode) -> bool) -> usize {
    let mut tried = 0;
    let circuit = Arc::clone(run.prepare().circuit());
    let steps = run.steps();
    let honest = witness_of(&circuit, run, run, &steps);
    let mut seen = BTreeSet::new();
    for (index, step) in steps.iter().enumerate() {
        let opcode = step.instruction.opcode();
        if !is_wanted(opcode) || !seen.insert(opcode) {
            continue;
        }
        for (field, lie) in tampered(step) {
            let mut steps = steps.clone();
            steps[index] = lie;
            let witness = witness_of(&circuit, run, run, &steps);
            // the chip has no cell for the field: the lie cannot be told
            if witness.lanes == honest.lanes {
                continue;
            }
            assert_ne!(check(&circuit, &witness), vec![], "{name}: step {index} {:?}: {field}", step.instruction);
            tried += 1;
        }
    }
    tried
}

/// A step with one field changed.
fn tampered(step: &ZkStep) -> Vec<(String, ZkStep)> {
    let mut lies = vec![];
    let mut lie = |field: String, change: &dyn Fn(&mut ZkStep)| {
        let mut changed = step.clone();
        change(&mut changed);
        if changed != *step {
            lies.push((field, changed));
        }
    };
    for i in 0..5 {
        lie(format!("state {i}"), &|s| s.state[i] += Felt::ONE);
        // only changes of frame have cells for the next frame
        let frames_change = matches!(step.instruction.opcode(), Opcode::Enter | Opcode::Call | Opcode::Ret);
        if step.next != [Felt::ZERO; 5] && (i == 1 || i > 1 && frames_change) {
            lie(format!("next {i}"), &|s| s.next[i] += Felt::ONE);
        }
    }
    for i in 0..7 {
        lie(format!("rom {i}"), &|s| s.rom[i] += Felt::ONE);
    }
    for i in 0..step.reads.len() {
        lie(format!("read {i}, low limb"), &|s| s.reads[i].word[0] += Felt::ONE);
        lie(format!("read {i}, low limb 0"), &|s| s.reads[i].word[0] = Felt::ZERO);
        if is_wide(step) {
            lie(format!("read {i}, high limb"), &|s| s.reads[i].word[1] += Felt::ONE);
        }
    }
    lies
}

/// Whether the step's chip has cells for high limbs.
fn is_wide(step: &ZkStep) -> bool {
    use vm_zkfriendly::isa::Opcode::{Arg, Eq, Mov, Outer, Pass, Result, Return, Revert, Trunc};
    use vm_zkfriendly::isa::Opcode::{Wadd, Wdiv, Wlt, Wmod, Wmul, Wsub};
    let wide = [Arg, Eq, Mov, Outer, Pass, Result, Return, Revert, Trunc, Wadd, Wdiv, Wlt, Wmod, Wmul, Wsub];
    wide.contains(&step.instruction.opcode()) || words::OPCODES.contains(&step.instruction.opcode())
}

#[test]
fn another_hash_and_another_word_to_be_hashed_are_refused() {
    let run = Run::new(HASH, &[7, 1]);
    let circuit = Arc::clone(run.prepare().circuit());
    let honest = witness_of(&circuit, &run, &run, &run.steps());
    assert_eq!(check(&circuit, &honest), vec![]);
    let wanted = ["state steps", "data"];
    let lies = flips(&circuit, &honest).chain(ghosts(&circuit, &honest));
    let lies = lies.filter(|lie| wanted.iter().any(|lane| lie.what.starts_with(lane)));
    let verdicts = judge(&circuit, &honest, lies);
    let surprising: Vec<&String> =
        verdicts.accepted.iter().filter(|what| !may_be_free(&circuit, &honest, what)).collect();
    assert!(surprising.is_empty(), "accepted lies: {surprising:#?}");
}

#[test]
fn another_output_of_the_same_inputs_is_refused() {
    let (forked, verdicts) = forks();
    assert_eq!(verdicts.accepted, BTreeSet::new());
    assert!(forked.len() >= 9, "only {forked:?}");
}

/// Other outputs of steps whose output nobody reads, every auxiliary cell solved for: what was forked, and what that came to.
fn forks() -> (BTreeSet<Opcode>, Verdicts) {
    forks_of(&Run::new(OPERATIONS, &[7, u64::MAX]), 1)
}

/// The same of any run, every so-manieth of them.
pub(super) fn forks_of(run: &Run, every: usize) -> (BTreeSet<Opcode>, Verdicts) {
    let circuit = Arc::clone(run.prepare().circuit());
    let steps = run.steps();
    let used: BTreeSet<_> =
        steps.iter().flat_map(|step| step.reads.iter().map(|read| read.address.to_string_lossless())).collect();
    let (mut forked, mut verdicts) = (BTreeSet::new(), Verdicts::default());
    let mut told = 0;
    for (index, step) in steps.iter().enumerate() {
        let Some(definition) = step.definitions.first() else { continue };
        if used.contains(&definition.address.to_string_lossless()) || !solves_for_output(step) {
            continue;
        }
        // the high limb of a narrow word is no cell
        let limbs = if is_wide(step) { 0..2 } else { 0..1 };
        for (limb, delta) in limbs.flat_map(|limb| deltas().into_iter().map(move |delta| (limb, delta))) {
            told += 1;
            if told % every > 0 {
                continue;
            }
            let mut steps = steps.clone();
            steps[index].definitions[0].word[limb] += delta;
            let witness = witness_of(&circuit, run, run, &steps);
            let what = format!("{:?} with limb {limb} + {delta:?}", step.instruction);
            verdicts.record(&what, &check(&circuit, &witness));
        }
        forked.insert(step.instruction.opcode());
    }
    (forked, verdicts)
}

/// Moves send the word they received: a false one cannot be written down.
fn solves_for_output(step: &ZkStep) -> bool {
    use vm_zkfriendly::isa::Opcode::{Arg, Mov, Outer, Pass, Result};
    ![Arg, Mov, Outer, Pass, Result].contains(&step.instruction.opcode())
}

fn deltas() -> Vec<Felt> {
    let powers = [0, 8, 32, 64, 128].map(power_of_two);
    powers.iter().flat_map(|power| [*power, -power]).collect()
}

trait Key {
    fn to_string_lossless(&self) -> String;
}

impl Key for Felt {
    fn to_string_lossless(&self) -> String {
        format!("{self:?}")
    }
}

#[test]
fn a_decision_cannot_be_chosen() {
    assert_eq!(decisions().tried, 2 * DECISIONS.len());
}

/// The other way of each decision, with everything that follows from it true: all are refused.
pub(super) fn decisions() -> Verdicts {
    let mut verdicts = Verdicts::default();
    for instruction in DECISIONS {
        let source = decision_program(instruction);
        let runs = [0, 1].map(|word| Run::new(&source, &[word]));
        assert_ne!(runs[0].trace.outcome().output, runs[1].trace.outcome().output, "{instruction} decides");
        for (truth, lie) in [(0, 1), (1, 0)] {
            let (truth, lie) = (&runs[truth], &runs[lie]);
            let circuit = Arc::clone(truth.prepare().circuit());
            let (true_steps, lied_steps) = (truth.steps(), lie.steps());
            // up to the decision the truth, from there on the lie
            let decision = true_steps.iter().zip(&lied_steps).position(|(t, l)| t.next != l.next).expect("they part");
            let mut steps = lied_steps.clone();
            steps[..=decision].clone_from_slice(&true_steps[..=decision]);
            steps[decision].next = lied_steps[decision].next;
            let witness = witness_of(&circuit, truth, lie, &steps);
            let violations = check(&circuit, &witness);
            // nothing but the deciding row is wrong
            let wrong: BTreeSet<String> = violations.iter().map(ToString::to_string).collect();
            assert_eq!(wrong.len(), 1, "{instruction}: {wrong:?}");
            verdicts.record(instruction, &violations);
            // and with the false output as a solved-for overflow, too
            for definition in 0..steps[decision].definitions.len() {
                let mut steps = steps.clone();
                steps[decision].definitions[definition] = lied_steps[decision].definitions[definition];
                assert_ne!(check(&circuit, &witness_of(&circuit, truth, lie, &steps)), vec![], "{instruction}");
            }
        }
    }
    verdicts
}
